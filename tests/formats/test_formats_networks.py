"""GraphML, GEXF and Pajek, each re-read by networkx."""

import io
from xml.etree import ElementTree as ET

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats import FORMATS, write
from kg.records import Cites, Graph, Paper
from kg.stores import open_store

ACMR = "doi:10.1145/3123266.3123326"
WANG = "arxiv:1607.06215"
UNLISTED = "title:0123456789abcdef"


def read(text, format):
    reader = {"graphml": nx.read_graphml, "gexf": nx.read_gexf, "net": nx.read_pajek}[format]
    return reader(io.BytesIO(text.encode("utf-8")))


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_every_paper_with_its_properties(small_graph, written, format):
    network = read(written(small_graph, format), format)
    assert list(network) == [WANG, ACMR, UNLISTED]
    attributes = dict(network.nodes[ACMR])
    assert attributes == {
        "label": "ACMR",
        "citation_key": "ACMR2017",
        "title": "Adversarial Cross-Modal Retrieval",
        "authors": "Bokun Wang; Laurens van der Maaten; Martin Luther King Jr.; Barnes and Noble",
        "short": "ACMR",
        "year": 2017,
        "publication_date": "2017-10-23",
        "venue": "ACM Multimedia",
        "pages": "154-162",
        "doi": "10.1145/3123266.3123326",
        "arxiv_id": "1708.01234",
        "fields_of_study": "Computer Science; Mathematics",
        "is_open_access": True,
        "references_state": "partial",
        "listed": True,
    }
    assert network.nodes[WANG]["title"] == 'The ImageNet "quoted" <study> & more'
    assert "listed" not in network.nodes[UNLISTED]


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_citations_run_from_the_citing_to_the_cited_paper_and_say_so(small_graph, written, format):
    text = written(small_graph, format)
    network = read(text, format)
    assert list(network.edges) == [(WANG, UNLISTED), (ACMR, WANG)]
    edge = network.edges[ACMR, WANG]
    assert edge["intents"] == "background; methodology"
    assert edge["influential"] is True
    assert "Citations, from the citing to the cited paper" in text


def test_pajek_labels_are_citation_keys(small_graph, written):
    text = written(small_graph, "net")
    network = read(text, "net")
    assert list(network) == ["Wang2016ImageNet", "ACMR2017", "Wang2016Unlisted"]
    assert list(network.edges()) == [
        ("Wang2016ImageNet", "Wang2016Unlisted"),
        ("ACMR2017", "Wang2016ImageNet"),
    ]
    assert text.startswith("% Citations, from the citing to the cited paper")


def test_booleans_are_those_of_xml_schema(small_graph, written):
    root = ET.fromstring(written(small_graph, "graphml"))
    namespace = "{http://graphml.graphdrawing.org/xmlns}"
    boolean = {
        key.get("id") for key in root.iter(f"{namespace}key") if key.get("attr.type") == "boolean"
    }
    values = {data.text for data in root.iter(f"{namespace}data") if data.get("key") in boolean}
    assert boolean == {"influential", "is_open_access", "listed"}
    assert values == {"true"}


def test_no_date_and_no_version_of_the_day(small_graph, written):
    meta = ET.fromstring(written(small_graph, "gexf")).find("{*}meta")
    assert meta.attrib == {}
    assert [child.text for child in meta] == [
        "citation-kg",
        "Citations, from the citing to the cited paper",
    ]


def test_abstracts_only_on_request(small_graph, written):
    assert "common subspace" not in written(small_graph, "graphml")
    assert "common subspace" in written(small_graph, "gexf", abstracts=True)


def test_listed_papers_alone_keep_the_citations_between_them(small_graph, written):
    network = read(written(small_graph, "graphml", papers="listed"), "graphml")
    assert list(network.edges) == [(ACMR, WANG)]


@pytest.mark.parametrize(("suffix", "reader"), [("graphml", "graphml"), ("net", "pajek")])
def test_igraph_reads_the_users_graph(demo_graph, tmp_path, suffix, reader):
    path = tmp_path / f"demo.{suffix}"
    write(demo_graph, path, suffix)
    network = igraph.Graph.Read(str(path), format=reader)
    assert (network.is_directed(), network.vcount(), network.ecount()) == (True, 321, 423)


def test_gexf_of_the_users_graph(demo_graph, written):
    network = read(written(demo_graph, "gexf"), "gexf")
    assert (network.number_of_nodes(), network.number_of_edges()) == (321, 423)
    assert sum(listed for _, listed in network.nodes(data="listed")) == 62


@given(st.lists(st.text(max_size=30), min_size=2, max_size=4))
@pytest.mark.parametrize("format", ["graphml", "gexf", "net"])
def test_any_title_gives_a_readable_network(written, format, texts):
    graph = Graph()
    for number, text in enumerate(texts):
        graph.add(Paper(id=f"doi:10.1/{number}", title=text, short=text, venue=text))
    graph.add(Cites(start="doi:10.1/0", end="doi:10.1/1", evidence=texts))
    network = read(written(graph, format), format)
    assert (network.number_of_nodes(), network.number_of_edges()) == (len(texts), 1)


@pytest.mark.parametrize("format", FORMATS.values())
def test_a_store_and_a_graph_in_memory_give_the_same_bytes(demo_graph, written, tmp_path, format):
    with open_store(str(tmp_path / "store"), write=True) as store:
        store.write(demo_graph, [])
        assert written(store, format, papers="all") == written(demo_graph, format, papers="all")


@pytest.mark.parametrize("format", ["graphml", "gexf"])
@pytest.mark.parametrize("char", ["\ufffe", "\uffff", "\x00", "\x1b", "\ufdd0", "\U0001fffe"])
def test_an_id_with_a_character_that_xml_forbids_is_escaped(written, format, char):
    graph = Graph()
    ids = [f"key:a{char}", "key:a", "key:b"]
    for id in ids:
        graph.add(Paper(id=id, title=f"T{char}"))
    graph.add(Cites(start=ids[0], end="key:b"))
    network = read(written(graph, format), format)
    assert len(network) == 3
    assert {"key:a", "key:b"} < set(network)
    ((start, end),) = network.edges
    assert start not in ("key:a", "key:b")
    assert end == "key:b"
