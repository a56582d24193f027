"""GraphML, GEXF and Pajek: the citation network, from the citing to the cited paper."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import SubElement

from kg.formats.papers import CitedPaper, escaped_ids
from kg.formats.tables import LONG, cell
from kg.records import GraphReader, Paper

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["render"]

_DIRECTION = "Citations, from the citing to the cited paper"
_BOOLEANS = ("influential", "is_open_access", "listed")
_CITATION = ("intents", "influential", "sources", "evidence", "retrieved")


def render(
    graph: GraphReader,
    papers: Sequence[CitedPaper],
    format: str,
    *,
    abstracts: bool = False,
    topics: Mapping[str, str] | None = None,
) -> bytes:
    """Return the citation network of papers as ``graphml``, ``gexf`` or ``net`` (Pajek).

    In GraphML and GEXF a node's id is the paper's id (what XML cannot hold as its
    percent code), and its attributes are the
    properties of the graph model with ``label`` (its caption), ``citation_key``,
    ``authors`` and, where ``topics`` names it, ``topic``. Pajek knows only numbers and labels: a label is the citation key,
    under which the paper stands in a bibliography too.

    Parameters
    ----------
    graph
        The graph, of which the citations are read.
    papers
        The papers that become nodes.
    format
        ``graphml``, ``gexf`` or ``net``.
    abstracts
        Whether abstracts are written.
    topics
        The topic of each paper by its id, where that is known.
    """
    if format == "net":
        return _pajek(graph, papers)
    network = _network(graph, papers, topics or {}, abstracts=abstracts)
    return _graphml(network) if format == "graphml" else _gexf(network)


def _network(
    graph: GraphReader,
    papers: Sequence[CitedPaper],
    topics: Mapping[str, str],
    *,
    abstracts: bool,
) -> nx.DiGraph[str]:
    import networkx as nx

    network = nx.DiGraph(name=_DIRECTION)
    properties = [name for name in Paper.__struct_fields__ if abstracts or name not in LONG]
    ids = escaped_ids(paper.properties["id"] for paper in papers)
    for paper in papers:
        related = {
            "label": paper.properties.get("short") or paper.key,
            "citation_key": paper.key,
            "authors": paper.authors,
            "venue": paper.venue,
            "topic": topics.get(paper.properties["id"]),
        }
        names = ("label", "citation_key", "authors", "topic", *properties[1:])
        attributes = _attributes({**paper.properties, **related}, names)
        network.add_node(ids[paper.properties["id"]], **attributes)
    for edge in graph.relationships("CITES", _CITATION):
        if edge.start in ids and edge.end in ids:
            attributes = _attributes(edge.properties, _CITATION)
            network.add_edge(ids[edge.start], ids[edge.end], **attributes)
    return network


def _attributes(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    # In the order of the names, whatever the order a store answers in.
    return {name: cell(values[name]) for name in names if values.get(name) not in (None, [])}


def _graphml(network: nx.DiGraph[str]) -> bytes:
    # The writer by name: write_graphml takes lxml's where that happens to be installed.
    from networkx.readwrite.graphml import GraphMLWriter

    writer = GraphMLWriter(network, named_key_ids=True)
    for data in writer.xml.iter("data"):
        if data.get("key") in _BOOLEANS:
            data.text = data.text.lower()  # as XML Schema writes them
    stream = io.BytesIO()
    writer.dump(stream)
    return stream.getvalue()


def _gexf(network: nx.DiGraph[str]) -> bytes:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(network)
    meta = writer.xml.find("meta")
    # networkx stamps today's date; the same graph must give the same bytes.
    meta.attrib.clear()
    meta.find("creator").text = "citation-kg"
    SubElement(meta, "description").text = _DIRECTION
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _pajek(graph: GraphReader, papers: Sequence[CitedPaper]) -> bytes:
    import networkx as nx

    keys = {paper.properties["id"]: paper.key for paper in papers}
    network = nx.DiGraph()
    network.add_nodes_from(keys.values())
    network.add_edges_from(
        (keys[edge.start], keys[edge.end])
        for edge in graph.relationships("CITES", ())
        if edge.start in keys and edge.end in keys
    )
    lines = [f"% {_DIRECTION}; labels are citation keys.", *nx.generate_pajek(network)]
    return ("\n".join(lines) + "\n").encode("ascii")
