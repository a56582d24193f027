"""GraphML, GEXF and Pajek: the citation network, from the citing to the cited paper."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import SubElement

from kg.formats.papers import CitedPaper
from kg.formats.tables import cell
from kg.records import GraphReader

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["render"]

_DIRECTION = "Citations, from the citing to the cited paper"
_BOOLEANS = ("influential", "is_open_access", "listed")
_CITATION = ("intents", "influential", "sources", "evidence", "retrieved")


def render(
    graph: GraphReader, papers: Sequence[CitedPaper], format: str, *, abstracts: bool = False
) -> bytes:
    """Return the citation network of papers as ``graphml``, ``gexf`` or ``net`` (Pajek).

    In GraphML and GEXF a node's id is the paper's id, and its attributes are the
    properties of the graph model with ``label`` (its caption), ``citation_key`` and
    ``authors``. Pajek knows only numbers and labels: a label is the citation key,
    under which the paper stands in a bibliography too.
    """
    if format == "net":
        return _pajek(graph, papers)
    network = _network(graph, papers, abstracts=abstracts)
    return _graphml(network) if format == "graphml" else _gexf(network)


def _network(
    graph: GraphReader, papers: Sequence[CitedPaper], *, abstracts: bool
) -> nx.DiGraph[str]:
    import networkx as nx

    network = nx.DiGraph(name=_DIRECTION)
    for paper in papers:
        attributes = {
            "label": paper.properties.get("short") or paper.key,
            "citation_key": paper.key,
            "authors": paper.authors,
            **paper.properties,
            "venue": paper.venue,
        }
        left_out = ("id",) if abstracts else ("id", "abstract", "tldr")
        network.add_node(
            paper.properties["id"],
            **{
                name: cell(value)
                for name, value in attributes.items()
                if name not in left_out and value not in (None, [])
            },
        )
    for edge in graph.relationships("CITES", _CITATION):
        if edge.start in network and edge.end in network:
            network.add_edge(
                edge.start,
                edge.end,
                **{name: cell(value) for name, value in edge.properties.items()},
            )
    return network


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
