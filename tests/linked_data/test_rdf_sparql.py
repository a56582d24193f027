"""SPARQL: plain values, W3C formats, named graphs, and nothing sent elsewhere."""

from __future__ import annotations

import csv
import io
import json
import sys

import pyoxigraph
import pytest

from kg.errors import ExportError, QueryError, UsageError
from kg.linked_data import triple_store
from kg.linked_data.export import FORMATS, export_rdf
from kg.linked_data.sparql import answer, sparql
from kg.records import Graph, Paper

CITED = """
SELECT ?id ?title ?year WHERE {
  ?paper dcterms:identifier $paper ; cito:cites ?cited .
  ?cited dcterms:identifier ?id .
  OPTIONAL { ?cited dcterms:title ?title }
  OPTIONAL { ?cited fabio:hasPublicationYear ?y BIND(xsd:integer(STR(?y)) AS ?year) }
} ORDER BY ?id
"""
HOSTILE = "s2:0123456789abcdef0123456789abcdef01234567"


def test_rows_hold_plain_values(full):
    assert sparql(full, CITED, {"paper": HOSTILE}) == [
        {"id": "doi:10.1109/cvpr.2017.348", "title": "Deep Cross-Modal Hashing", "year": 2017},
        {"id": "title:9999aaaa0000bbbb", "title": None, "year": None},
    ]
    row = sparql(
        full, "SELECT ?listed (0.5 AS ?half) ?p { ?p ckg:short 'DCMH' ; ckg:listed ?listed }"
    )
    paper = "https://w3id.org/citation-kg/paper/doi:10.1109=2Fcvpr.2017.348"
    assert row == [{"listed": True, "half": 0.5, "p": paper}]


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", "s p o"),
        ("prefix x: <x:> select distinct * { ?z a ?a . optional { ?a x:y $m } }", "z a m"),
        ("SELECT # ?c *\n REDUCED* { ?b dcterms:title ?a BIND('?c' AS ?c) }", "b a c"),
        ("SELECT * { { SELECT ?z ?a { ?z ?hidden ?a } } VALUES ?b { 1 } }", "z a b"),
        ("SELECT ?o ?s { { SELECT * { ?s ?p ?o } } }", "o s"),
        ("SELECT (COUNT(*) AS ?n) ?a { ?z a ?a } GROUP BY ?a", "n a"),
    ],
)
def test_columns_are_those_of_the_query_in_its_order(full, query, columns):
    assert [*sparql(full, f"{query} LIMIT 1")[0]] == columns.split()
    assert answer(full, f"{query} LIMIT 1", "csv").split()[0] == columns.replace(" ", ",")


@pytest.mark.parametrize("suffix", [*FORMATS, "ttl.gz"])
def test_a_file_of_any_format_gives_the_same_answer(full, tmp_path, suffix):
    path = tmp_path / f"graph.{suffix}"
    export_rdf(full, path)
    assert sparql(path, CITED, {"paper": HOSTILE}) == sparql(full, CITED, {"paper": HOSTILE})


def test_a_changed_file_is_read_again(tmp_path):
    path = tmp_path / "graph.nt"
    for title in ("one", "two"):
        graph = Graph()
        graph.add(Paper(id="doi:10.1/a", title=title))
        export_rdf(graph, path)
        query = "SELECT ?title { ?p a schema:ScholarlyArticle ; dcterms:title ?title }"
        assert sparql(path, query) == [{"title": title}]


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """Everything counts as large, and the cache directory is the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(triple_store, "_SMALL_FILE", 0)
    monkeypatch.setattr(triple_store, "_SMALL_GRAPH", 0)
    return tmp_path / "cache" / "citation-kg" / "rdf"


@pytest.mark.skipif(sys.platform != "linux", reason="XDG_CACHE_HOME moves the cache on Linux alone")
def test_what_is_large_is_loaded_once_and_found_by_its_content(full, tmp_path, cache):
    path = tmp_path / "graph.trig"
    export_rdf(full, path)
    expected = sparql(full, CITED, {"paper": HOSTILE})
    assert len(expected) == 2
    of_graph = set(cache.iterdir())
    assert len(of_graph) == 1
    assert sparql(path, CITED, {"paper": HOSTILE}) == expected
    copy = tmp_path / "copy.trig"
    copy.write_bytes(path.read_bytes())
    times = {each: each.stat().st_ino for each in cache.iterdir()}
    assert sparql(copy, CITED, {"paper": HOSTILE}) == expected
    assert {each: each.stat().st_ino for each in cache.iterdir()} == times, "nothing new"
    full.add(Paper(id="doi:10.1/new", title="new"))
    assert sparql(full, "ASK { ?p dcterms:title 'new' }") is True
    assert len(list(cache.iterdir())) == 3
    for year in range(2000, 2004):
        full.add(Paper(id="doi:10.1/new", title="new", year=year))
        sparql(full, "ASK {}")
    assert len(list(cache.iterdir())) == 4, "only the last few are kept"


@pytest.mark.parametrize("of", ["graph", "file"])
def test_named_graphs_are_asked_as_one_and_by_name(full, tmp_path, of):
    source = full
    if of == "file":
        source = tmp_path / "graph.trig"
        export_rdf(full, source)
    assert sparql(source, "SELECT (COUNT(*) AS ?n) { ?a cito:cites ?b }") == [{"n": 4}]
    by_source = sparql(source, "SELECT ?g { GRAPH ?g { ?a cito:cites ?b } } ORDER BY ?g")
    assert [row["g"].rsplit("/")[-1] for row in by_source] == [
        "records",
        "records~semantic-scholar",
        "semantic-scholar",
    ]


def test_a_triple_of_two_graphs_counts_once(tmp_path):
    path = tmp_path / "theirs.nq"
    triple = "<https://x.org/a> <https://x.org/b> <https://x.org/c>"
    path.write_text(
        f"{triple} <https://x.org/1> .\n{triple} <https://x.org/2> .\n", encoding="utf-8"
    )
    assert sparql(path, "SELECT * { ?s ?p ?o }") == [
        {"s": "https://x.org/a", "p": "https://x.org/b", "o": "https://x.org/c"}
    ]


def test_ask_construct_and_describe(full):
    assert sparql(full, "ASK { ?a cito:cites ?b }") is True
    assert answer(full, "ASK { ?a cito:cites ?a }", "csv") == "false\n"
    query = "CONSTRUCT { ?b cito:isCitedBy ?a } WHERE { ?a cito:cites ?b }"
    assert len(sparql(full, query)) == 4
    turtle = answer(full, query, "csv")
    assert len(list(pyoxigraph.parse(turtle, FORMATS["ttl"]))) == 4
    assert '"Wu-Jun Li"' in answer(full, "DESCRIBE ?a { ?a foaf:name 'Wu-Jun Li' }", "tsv")


def test_formats_of_the_w3c(full):
    found = json.loads(answer(full, CITED, "sparql-json", {"paper": HOSTILE}))
    assert found["head"]["vars"] == ["id", "title", "year"]
    assert found["results"]["bindings"][0]["year"]["value"] == "2017"
    rows = list(csv.reader(io.StringIO(answer(full, CITED, "csv", {"paper": HOSTILE}))))
    assert rows[0] == ["id", "title", "year"]
    assert rows[2] == ["title:9999aaaa0000bbbb", "", ""]
    assert answer(full, CITED, "tsv", {"paper": HOSTILE}).splitlines()[0] == "?id\t?title\t?year"
    with pytest.raises(UsageError):
        answer(full, CITED, "xlsx", {"paper": HOSTILE})


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <https://x.org/sparql> { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c . service silent ?a { ?s ?p ?o } }",
        "SELECT * { # it isn't\n SERVICE<https://x.org/sparql>{ ?s ?p ?o } }",
    ],
)
def test_a_query_may_not_send_data_elsewhere(full, query):
    with pytest.raises(QueryError, match="SERVICE is refused"):
        sparql(full, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a schema:Dataset } # no SERVICE here",
        'SELECT ?d { ?d dcterms:title ?t FILTER(?t != \'SERVICE\' && ?t != """a SERVICE b""") ?d a schema:Dataset }',
        "PREFIX service: <https://x.org/SERVICE#> SELECT ?d { ?d a schema:Dataset MINUS { ?d a service:x } }",
    ],
)
def test_the_word_alone_is_no_service(full, query):
    assert len(sparql(full, query)) == 2


def test_a_parameter_is_a_value_never_syntax(full):
    nasty = '"} SERVICE <https://x.org/> { ?a ?b "'
    assert sparql(full, CITED, {"paper": nasty}) == []


def test_what_is_not_sparql_or_not_rdf_is_an_error(full, tmp_path):
    with pytest.raises(QueryError, match="not SPARQL"):
        sparql(full, "SELECT ?x {")
    path = tmp_path / "broken.nt"
    path.write_text("no triple\n", encoding="utf-8")
    with pytest.raises(ExportError, match="not RDF"):
        sparql(path, "ASK {}")
    with pytest.raises(ExportError):
        sparql(tmp_path / "none.nt", "ASK {}")
