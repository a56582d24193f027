"""The export: one graph, six formats, the same triples; deterministic, described, streamed."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import warnings
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ExportError, PaperNotFound, UsageError
from kg.linked_data.export import FORMATS, export_rdf, format_of
from kg.linked_data.vocabulary import PREFIXES, term
from kg.records import Author, Authored, Cites, Graph, Lists, Paper, ReadingList

XSD_STRING = PREFIXES["xsd"] + "string"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


def exported(graph, format="nt", **options) -> bytes:
    out = io.BytesIO()
    export_rdf(graph, out, format, **options)
    return out.getvalue()


def oxigraph_triples(data: bytes, format: str) -> list[tuple]:
    def key(term):
        datatype = getattr(term, "datatype", None)
        return (type(term).__name__, term.value, datatype.value if datatype else None)

    parsed = pyoxigraph.parse(data, FORMATS[format])
    return [tuple(key(term) for term in quad.triple) for quad in parsed]


def rdflib_triples(data: bytes, format: str) -> set[tuple]:
    def key(term):
        if isinstance(term, rdflib.Literal):
            return ("Literal", str(term), str(term.datatype or XSD_STRING))
        return ("NamedNode" if isinstance(term, rdflib.URIRef) else "BlankNode", str(term), None)

    names = {
        "ttl": "turtle",
        "nq": "nquads",
        "rdf": "xml",
        "jsonld": "json-ld",
        "compact.jsonld": "json-ld",
    }
    graph = rdflib.Dataset(default_union=True) if format in ("nq", "trig") else rdflib.Graph()
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        # rdflib's readers of datasets use what rdflib itself has deprecated.
        graph.parse(data=data, format=names.get(format, format))
        read = list(graph.triples((None, None, None)))
    return {tuple(key(term) for term in triple) for triple in read}


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_holds_the_same_triples_for_both_readers(full, format):
    expected = oxigraph_triples(exported(full, "nt"), "nt")
    data = exported(full, format)
    read = oxigraph_triples(data, format)
    assert sorted(map(repr, read)) == sorted(map(repr, expected))
    assert len(set(read)) == len(read), "no triple twice"
    assert rdflib_triples(data, format) == set(expected)


def test_the_demo_graph_reads_the_same_with_both_readers(demo_graph):
    data = exported(demo_graph, "ttl")
    assert rdflib_triples(data, "ttl") == set(oxigraph_triples(data, "ttl"))


def test_there_are_no_blank_nodes_and_no_credentials(full, demo_graph):
    for graph in (full, demo_graph):
        data = exported(graph, "nt", abstracts=True)
        assert not [t for t in oxigraph_triples(data, "nt") for term in t if term[0] == "BlankNode"]
        text = data.decode()
        for secret in ("X-Amz", "secret", "token=", "user:", "Signature"):
            assert secret not in text


def test_bytes_are_equal_over_hash_seeds():
    script = f"""
import hashlib, io, runpy
from kg.ingest import demo_graph
from kg.linked_data.export import FORMATS, export_rdf
full = runpy.run_path({str(Path(__file__).with_name("conftest.py"))!r})["full_graph"]()
for graph in (full, demo_graph()):
    for format in FORMATS:
        out = io.BytesIO()
        export_rdf(graph, out, format)
        print(format, hashlib.sha256(out.getvalue()).hexdigest())
"""
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4711")
    }
    assert len(answers) == 1


def test_a_file_does_not_depend_on_its_name(full, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    paths = [tmp_path / "a.ttl.gz", tmp_path / "elsewhere" / "b.ttl.gz"]
    for path in paths:
        export_rdf(full, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert gzip.decompress(paths[0].read_bytes()) == exported(full, "ttl")
    assert str(tmp_path).encode() not in exported(full, "nt")


def test_the_order_in_which_a_graph_was_made_does_not_matter(full):
    other = Graph()
    labels = ("Paper", "Author", "Venue", "Dataset", "Repository", "ReadingList")
    types = (
        "CITES",
        "AUTHORED",
        "PUBLISHED_IN",
        "USES_DATASET",
        "INTRODUCES",
        "IMPLEMENTED_BY",
        "LISTS",
    )
    for name in (*reversed(types), *reversed(labels)):
        for record in reversed(full.records(name)):
            other.add(record)
    assert exported(other, "nq") == exported(full, "nq")


def test_compact_json_ld_reads_as_json(full):
    document = json.loads(exported(full, "compact.jsonld"))
    paper = next(
        node
        for node in document["@graph"]
        if node["@id"].endswith("paper/doi:10.1109=2Fcvpr.2017.348")
    )
    assert paper["hasPublicationYear"] == "2017"
    assert paper["@type"] == ["schema:ScholarlyArticle", "fabio:ConferencePaper"]
    assert paper["referenceCount"] == 40
    assert paper["listed"] is True
    assert paper["doi"] == "10.1109/cvpr.2017.348"
    unnamed = {name for node in document["@graph"] for name in node if "://" in name}
    assert not unnamed, "exports/context.jsonld has a word for every property"


# ---------------------------------------------------------------- the export describes itself


def test_the_description_counts_the_whole_file(full):
    count = export_rdf(full, out := io.BytesIO(), "nt", licence=LICENCE)
    store = pyoxigraph.Store()
    store.load(out.getvalue(), FORMATS["nt"])

    def rows(query):
        return [tuple(row) for row in store.query(query, prefixes=PREFIXES)]

    assert len(store) == count
    (export, said), *others = rows("SELECT ?e ?n { ?e a void:Dataset ; void:triples ?n }")
    assert not others
    assert int(said.value) == count
    partitions = rows(
        "SELECT ?p ?n (COUNT(?s) AS ?m) { ?x void:property ?p ; void:triples ?n . ?s ?p ?o } GROUP BY ?p ?n"
    )
    assert partitions
    assert all(said.value == counted.value for _, said, counted in partitions)
    assert len(partitions) == len(rows("SELECT DISTINCT ?p { ?s ?p ?o }"))
    classes = rows(
        "SELECT ?c ?n (COUNT(?s) AS ?m) { ?x void:class ?c ; void:entities ?n . ?s a ?c } GROUP BY ?c ?n"
    )
    assert all(said.value == counted.value for _, said, counted in classes)
    assert len(classes) == len(rows("SELECT DISTINCT ?c { ?s a ?c }"))
    linksets = rows(
        "SELECT ?t ?n { ?l a void:Linkset ; void:subjectsTarget ?e ; void:objectsTarget ?t ; void:triples ?n }"
    )
    assert {t.value: int(n.value) for t, n in linksets}["https://doi.org/"] == 3
    assert store.query(f"ASK {{ <{export.value}> dcterms:license <{LICENCE}> }}", prefixes=PREFIXES)


def test_the_export_says_who_made_it_when_and_from_what(full):
    text = exported(full, "nt").decode()
    assert '"2026-09-03"^^<http://www.w3.org/2001/XMLSchema#date>' in text
    assert '"2026-09-03T00:00:00+00:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>' in text
    assert (
        "/file/papers.md> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/prov#Entity>"
        in text
    )
    assert "Facts from Semantic Scholar" in text


def test_without_dates_there_is_no_date_at_all(demo_graph):
    assert b"endedAtTime" not in exported(demo_graph, "nt")


# ----------------------------------------------------------------------- profiles and parts


def test_core_has_direct_statements_but_no_nodes_for_them(full):
    predicates = Counter(
        t[1][1] for t in oxigraph_triples(exported(full, "nt", profile="core"), "nt")
    )
    assert predicates[PREFIXES["cito"] + "cites"] == 4
    assert predicates[PREFIXES["cito"] + "usesMethodIn"] == 1
    for absent in (
        "cito:hasCitingEntity",
        "pro:withRole",
        "datacite:hasIdentifier",
        "ckg:usingPaper",
    ):
        assert predicates[term(absent).value] == 0


def test_rdf12_says_which_statement_a_node_is_about(full):
    quads = list(pyoxigraph.parse(exported(full, "ttl", profile="rdf12"), FORMATS["ttl"]))
    reified = {quad.object for quad in quads if quad.predicate == term("rdf:reifies")}
    stated = {quad.triple for quad in quads}
    assert (
        len(reified) == 4 + 4 + 3 + 1 + 2
    )  # CITES, AUTHORED, USES_DATASET, INTRODUCES, IMPLEMENTED_BY
    assert reified <= stated


@pytest.mark.parametrize("format", ["rdf", "jsonld", "compact.jsonld"])
def test_rdf12_is_refused_where_a_format_cannot_hold_it(full, format):
    with pytest.raises(ExportError, match=r"triple terms"):
        exported(full, format, profile="rdf12")


def test_abstracts_are_asked_for(full):
    assert b"We propose DCMH" not in exported(full)
    assert b"We propose DCMH" in exported(full, abstracts=True)


def test_named_graphs_tell_the_sources_apart(full):
    quads = list(pyoxigraph.parse(exported(full, "nq"), FORMATS["nq"]))
    graphs = Counter(str(q.graph_name) for q in quads if q.predicate == term("cito:cites"))
    base = "https://w3id.org/citation-kg/graph/"
    assert graphs == {
        f"<{base}records>": 1,
        f"<{base}semantic-scholar>": 1,
        f"<{base}records~semantic-scholar>": 1,
        "DEFAULT": 1,
    }


def test_a_part_holds_the_papers_and_what_touches_them(full):
    paper = "doi:10.1145/3123266.3123326"
    quads = list(pyoxigraph.parse(exported(full, papers=[paper]), FORMATS["nt"]))
    told = {quad.predicate.value: [] for quad in quads}
    for quad in quads:
        told[quad.predicate.value].append(quad.object.value)
    titles = told[term("dcterms:title").value]
    assert "Adversarial Cross-Modal Retrieval" in titles
    assert "Deep Cross-Modal Hashing" in titles, "it cites this one"
    assert "NUS-WIDE: a real-world web image database" not in titles, "two steps away"
    assert sorted(told[term("ckg:listLine").value]) == ["4", "8"], "its own, and that of a dataset"
    with pytest.raises(PaperNotFound):
        exported(full, papers=["doi:10.1/none"])


def test_a_section_is_a_part(full):
    assert exported(full, section="2017") != exported(full, section="papers")
    assert "quoted" not in exported(full, section="2018").decode().split("alert")[0]
    with pytest.raises(UsageError, match="section"):
        exported(full, section="1999")


def test_the_base_is_a_setting_and_the_ontology_is_not(full):
    data = exported(full, base="https://example.org/kg#").decode()
    assert "<https://example.org/kg#paper/doi:10.1109=2Fcvpr.2017.348>" in data
    assert "https://w3id.org/citation-kg/paper" not in data
    assert "https://w3id.org/citation-kg/ontology#listLine" in data


@pytest.mark.parametrize(
    "options",
    [
        {"base": "papers/"},
        {"base": "https://x.org/?q="},
        {"base": "javascript:alert(1)//"},
        {"licence": "CC BY"},
        {"profile": "fuller"},
        {"format": "rdfa"},
    ],
)
def test_wrong_options_are_refused(full, options):
    with pytest.raises(UsageError):
        export_rdf(full, io.BytesIO(), **{"format": "nt", **options})


def test_a_file_that_cannot_be_written_leaves_nothing(full, tmp_path):
    with pytest.raises(ExportError):
        export_rdf(full, tmp_path / "none" / "graph.ttl")
    (tmp_path / "graph.ttl").mkdir()
    with pytest.raises(ExportError):
        export_rdf(full, tmp_path / "graph.ttl")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs devices as files")
def test_a_device_is_written_to_and_never_replaced(full, tmp_path):
    pipe = tmp_path / "pipe.nt"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    graph = Graph()
    graph.add(Paper(id="doi:10.1000/a", title="A"))
    count = export_rdf(graph, pipe)
    assert os.read(reader, 1_000_000).count(b"\n") == count
    os.close(reader)
    assert pipe.is_fifo()


def test_a_link_stays_a_link(full, tmp_path):
    link = tmp_path / "link.nt"
    link.symlink_to("real.nt")
    export_rdf(full, link)
    assert link.is_symlink()
    assert (tmp_path / "real.nt").read_bytes() == exported(full, "nt")


def test_suffixes():
    assert format_of("a/graph.trig.gz") == "trig"
    assert format_of("graph.compact.jsonld") == "compact.jsonld"
    assert format_of("graph.csl.json") is None


class Counted:
    """A graph that counts how often each label and type is read."""

    def __init__(self, graph):
        self.graph, self.reads = graph, Counter()

    def nodes(self, label, properties=None):
        self.reads[label] += 1
        return self.graph.nodes(label, properties)

    def relationships(self, type, properties=None):
        self.reads[type] += 1
        return self.graph.relationships(type, properties)


def test_the_graph_is_read_once(full):
    counted = Counted(full)
    assert exported(counted, "nt") == exported(full, "nt")
    assert set(counted.reads.values()) == {1}


# ------------------------------------------------------------------------- self-citations


def test_a_citation_between_papers_of_one_person_is_an_author_self_citation():
    graph = Graph()
    for paper in ("doi:10.1/a", "doi:10.1/b", "doi:10.1/c"):
        graph.add(Paper(id=paper, title=paper))
        graph.add(Author(id=f"{paper}#author-1", name="Li", name_key="li"))
        graph.add(Authored(start=f"{paper}#author-1", end=paper, position=1))
    graph.add(Author(id="s2:7", name="Li", name_key="li", s2_id="7"))
    graph.add(Authored(start="s2:7", end="doi:10.1/a", position=2))
    graph.add(Authored(start="s2:7", end="doi:10.1/b", position=2))
    graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a"))
    graph.add(Cites(start="doi:10.1/c", end="doi:10.1/a"))
    triples = oxigraph_triples(exported(graph, "nt"), "nt")
    own = {
        s[1]
        for s, p, o in triples
        if p[1].endswith("#type") and o[1].endswith("/AuthorSelfCitation")
    }
    assert own == {"https://w3id.org/citation-kg/citation/doi:10.1=2Fb~doi:10.1=2Fa"}, (
        "names tell nothing"
    )


# -------------------------------------------------------------------------- anything at all

anything = st.text(st.characters(), max_size=30)
maybe = st.none() | anything


@settings(max_examples=30)
@given(
    papers=st.lists(
        st.tuples(
            anything, maybe, maybe, st.none() | st.integers(0, 9999), st.lists(anything, max_size=3)
        ),
        max_size=4,
    ),
    source=anything,
)
def test_whatever_is_in_a_graph_the_export_is_rdf(papers, source):
    graph = Graph()
    graph.add(
        ReadingList(
            id="list:x", title=source, source=source or "x.md", sha256="0" * 64, entry_count=1
        )
    )
    for position, (id, title, url, year, aliases) in enumerate(papers, start=1):
        paper = f"key:{id}"
        graph.add(
            Paper(
                id=paper, title=title, url=url, year=year, aliases=aliases, fields_of_study=aliases
            )
        )
        graph.add(Cites(start=paper, end="key:", sources=aliases, evidence=[source]))
        graph.add(
            Lists(start="list:x", end=paper, line=1, position=position, title=title, evidence=url)
        )
    graph.add(Paper(id="key:"))
    for format in ("nt", "rdf", "compact.jsonld"):
        data = exported(graph, format)
        assert rdflib_triples(data, format) == set(oxigraph_triples(data, format))
