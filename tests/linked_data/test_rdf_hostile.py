"""Hostile SPARQL, shapes and files: nothing is sent, and what exhausts a process is one line."""

from __future__ import annotations

import gzip
import json
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from kg.errors import Exhausted, ExportError, KgError, QueryError, QueryRefused, TimeLimitReached
from kg.linked_data.export import export_rdf
from kg.linked_data.sparql import answer_publicly, sparql
from kg.linked_data.sparql_words import check_constraint, check_sparql
from kg.linked_data.triple_store import prepared
from kg.linked_data.validate import validate
from kg.records import Graph, Paper


@pytest.fixture
def endpoint():
    """An address, and what has been connected to it."""
    met: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                met.append(address)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", met
        over.set()
        thread.join()


#: ``@`` stands for a SERVICE clause.
SENT = [
    "SELECT * { @ }",
    "SELECT * { ?s ?p ?o @ }",
    "SELECT * { ?s ?p 1@ }",
    "SELECT * { ?s ?p 1.5@ }",
    "SELECT * { ?s ?p true@ }",
    "SELECT * { ?s ?p 'a'@ }",
    "SELECT * { ?s ?p 'a'^^xsd:int @ }",
    "SELECT * { ?s ?p 'a'@en @ }",
    r"PREFIX ex: <http://x/> SELECT * { ?s ex:a\#b ?o . @ }",
    r"PREFIX ex: <http://x/> SELECT * { ?s ex:a\'b ?o . @ } # '",
    r"PREFIX ex: <http://x/> SELECT * { ?s ex:a\~\.\-\!\$\&\'\(\) ?o . @ } # '",
    "PREFIX ex: <http://x/> SELECT * { ?s ex:a%27 ?o . @ } # '",
    r"SELECT * { ?s <http://x/\u0041#> ?o . @ }",
    "SELECT * { ?s ?p '''a\\'''' . @ } # '''",
    'SELECT * { ?s ?p """a\\"""" . @ } # """',
    "SELECT * { ?s ?p 'a\\'' . @ } # '",
    "SELECT * { ?s ?p ?o FILTER(?a<?b)?s ?q '>' . @ } # '",
    "SELECT * { ?s ?p ?o FILTER(?a<'x'&&'>'=?b) @ } # '",
    "SELECT * { ?s ?p ?o FILTER(?a<?b#>'''\n) @ } # '''",
    "SELECT * { ?s ?p ?o FILTER(?a<?b)#>\n @ }",
    "SELECT * { # comment\r @ }",
    "SELECT * { { SELECT * { @ } } }",
    "SELECT * { OPTIONAL { @ } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { @ } }",
    "CONSTRUCT { ?a ?b ?c } WHERE { @ }",
    "ASK { @ }",
    "DESCRIBE ?a { @ }",
]


@pytest.mark.parametrize("query", SENT)
@pytest.mark.parametrize(
    "clause", ["SERVICE <{}> {{ ?a ?b ?c }}", "service silent<{}>{{?a ?b ?c}}"]
)
def test_a_query_sends_nothing(endpoint, query, clause):
    address, met = endpoint
    query = query.replace("@en", "\0").replace("@", clause.format(address)).replace("\0", "@en")
    with pytest.raises(QueryError):
        sparql(Graph(), query)
    assert not met


@pytest.mark.parametrize("query", SENT)
def test_a_process_that_answers_a_query_cannot_connect(endpoint, query, tmp_path):
    """What the engine would do if a query came past the words."""
    address, met = endpoint
    query = query.replace("@en", "\0").replace("@", f"SERVICE SILENT <{address}> {{ ?a ?b ?c }}")
    script = (
        "import sys, pyoxigraph; from kg.confined import forbid_connections; from kg.linked_data.vocabulary import PREFIXES\n"
        "store = pyoxigraph.Store(); forbid_connections()\n"
        "try: [*store.query(sys.argv[1], prefixes=PREFIXES)]\n"
        "except (SyntaxError, OSError, TypeError): pass\n"
    )
    command = [sys.executable, "-c", script, query.replace("\0", "@en")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert not met


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'SERVICE' }",
        "SELECT * { ?service ?p ?o } # SERVICE <http://x>",
        "SELECT * { ?s <https://example.org/service#x> ?o }",
        "PREFIX service: <http://x/> SELECT * { ?s service:a\\#service ?o FILTER(?o < 3) }",
        "SELECT * { ?s ?p ?o FILTER(?o<3&&?o>1) }",
        "SELECT * { ?s ?p '''a 'SERVICE' b''' }",
        "SELECT * { VALUES (?a ?b) { (1 <https://example.org/service>) } }",
    ],
)
def test_words_about_services_are_only_words(query):
    check_sparql(query)
    sparql(Graph(), query)


@pytest.mark.parametrize(
    "update",
    ["LOAD <http://x>", "PREFIX a: <b> INSERT DATA { a:b a:c 1 }", "# a\nDROP ALL", "clear all"],
)
def test_an_update_is_refused(update):
    with pytest.raises(QueryRefused, match="only reads"):
        sparql(Graph(), update)


def test_only_graphs_that_are_there_are_asked_by_name(full):
    graphs = [row["g"] for row in sparql(full, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
    assert sparql(full, f"ASK FROM <{graphs[0]}> {{ ?s ?p ?o }}") is True
    for clause in (
        "FROM <http://127.0.0.1:1/a>",
        "FROM NAMED schema:name",
        "from<file:///etc/passwd>",
    ):
        with pytest.raises(QueryRefused, match="no graph here"):
            sparql(full, f"SELECT * {clause} {{ ?s ?p ?o }}")


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix fabio: <http://purl.org/spar/fabio/> .
@prefix schema: <https://schema.org/> .
<http://x/shape> a sh:NodeShape ; sh:targetClass schema:ScholarlyArticle ;
  sh:sparql [ a sh:SPARQLConstraint ; sh:select %s ] .
"""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this { SERVICE <@> { ?a ?b ?c } }",
        r"SELECT $this { \\u0053ERVICE <@> { ?a ?b ?c } }",
        r"SELECT $this { SERV\\U00000049CE <@> { ?a ?b ?c } }",
        r"PREFIX ex: <http://x/> SELECT $this { $this ex:a\\#b ?o . SERVICE <@> { ?a ?b ?c } }",
        "SELECT $this FROM <@> { $this ?b ?c }",
        "SELECT $this FROM NAMED <@> { GRAPH ?g { $this ?b ?c } }",
        r"SELECT $this \\u0046ROM <@> { $this ?b ?c }",
        "LOAD <@>",
    ],
)
def test_shapes_send_nothing(endpoint, query, tmp_path):
    address, met = endpoint
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES % f'"{query.replace("@", address)}"')
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A"))
    with pytest.raises(QueryRefused):
        validate(graph, shapes=path)
    assert not met


def test_shapes_may_ask_the_graph(tmp_path):
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES % '"SELECT $this { $this a ?c } # SERVICE"')
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A"))
    assert not validate(graph, shapes=path).conforms
    check_constraint("SELECT $this { $this ?service 'FROM' }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
        "SELECT * { ?s ?p " + "[ ?p " * 20_000 + "1" + "]" * 20_000 + "}",
        "SELECT * { ?s " + "(" * 20_000 + "<http://p>" + ")" * 20_000 + " ?o }",
        "SELECT * { ?s ?p " + "(" * 20_000 + "1" + ")" * 20_000 + "}",
        "SELECT (" + "!" * 50_000 + "true AS ?x) {}",
    ],
)
def test_nesting_in_a_query_is_one_line(query):
    try:
        sparql(Graph(), query)
    except (Exhausted, QueryError) as error:
        said = str(error)
    else:
        said = "answered"
    assert len(said) < 2000


def deep_json() -> bytes:
    return b'{"http://x/p":' * 20_000 + b"1" + b"}" * 20_000


def entities() -> bytes:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<!DOCTYPE r [<!ENTITY e0 "{"x" * 1000}">{lines}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="http://e/"><rdf:Description><e:p>&e11;</e:p></rdf:Description></rdf:RDF>'
    ).encode()


FILES = {
    "brackets.ttl": lambda: (
        b"<http://s> <http://p> " + b"[ <http://p> " * 20_000 + b"1" + b"]" * 20_000 + b" ."
    ),
    "lists.ttl": lambda: b"<http://s> <http://p> " + b"(" * 20_000 + b"1" + b")" * 20_000 + b" .",
    "quoted.ttl": lambda: (
        b"<http://s> <http://p> "
        + b"<<( <http://s> <http://p> " * 20_000
        + b"1"
        + b")>>" * 20_000
        + b" ."
    ),
    "deep.jsonld": deep_json,
    "lists.jsonld": lambda: b'{"http://x/p":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "entities.rdf": entities,
    "deep.rdf": lambda: b'<r xmlns="http://x/">' + b"<a>" * 50_000,
    "bomb.nt.gz": lambda: gzip.compress(b"#" * 300_000_000),
    "literal.nt.gz": lambda: gzip.compress(
        b'<http://s> <http://p> "' + b"x" * 300_000_000 + b'" .'
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_exhausts_is_one_line(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    for work in (lambda: sparql(path, "ASK { ?s ?p ?o }"), lambda: validate(path)):
        before, said = time.monotonic(), "answered"
        try:
            work()
        except (Exhausted, ExportError) as error:
            said = str(error)
        assert len(said) < 2000
        assert time.monotonic() - before < 60


def test_a_gz_bomb_is_named(tmp_path):
    path = tmp_path / "bomb.nt.gz"
    path.write_bytes(gzip.compress(b"\n" * 300_000_000))
    with pytest.raises(ExportError, match="200 times its size"):
        sparql(path, "ASK {}")


#: As good as endless on any graph with a hundred triples.
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h FILTER(?a != ?h) }"


def test_sparql_has_the_time_that_it_is_given(full):
    with pytest.raises(TimeLimitReached):
        sparql(full, PRODUCT, time_limit=0.7)


@pytest.mark.parametrize(
    "query",
    [
        PRODUCT,
        "SELECT (COUNT(*) AS ?n) { ?a (!<http://x>|^!<http://x>)* ?b . ?c (!<http://y>)* ?d }",
    ],
)
def test_ctrl_c_ends_a_query_at_once(full, tmp_path, query):
    path = tmp_path / "graph.ttl"
    export_rdf(full, path)
    command = [sys.executable, "-m", "kg", "sparql", query, str(path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    assert process.poll() is None
    before = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert (process.returncode, said) == (130, "interrupted\n")
    assert time.monotonic() - before < 1.5


def test_a_query_of_others_is_cut_and_says_so(full):
    place = prepared(full)
    everything = "SELECT * { ?s ?p ?o }"
    found = answer_publicly(place, everything, rows=7)
    assert found.truncated == "rows"
    assert len(json.loads(found.content)["results"]["bindings"]) == 7
    found = answer_publicly(place, everything, size=3000)
    assert (found.truncated, len(found.content) < 3200) == ("bytes", True)
    assert answer_publicly(place, everything, "xml").truncated is None
    found = answer_publicly(place, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", graph_format="nt", rows=5)
    assert (found.kind, found.truncated, found.content.count(b"\n")) == ("triples", "rows", 5)
    with pytest.raises(KgError):
        answer_publicly(place, PRODUCT, time_limit=0.5)
    assert answer_publicly(place, "ASK {}", "csv").content == b"true"
