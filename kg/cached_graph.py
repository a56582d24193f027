"""A graph of which every label and relationship type is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kg.records import Edge, GraphReader

__all__ = ["CachedGraph"]


class CachedGraph:
    """A :class:`kg.records.GraphReader` that asks another one at most once for the same.

    For outputs that look at the same nodes several times: in Neo4j each look is a round
    trip. It holds all that was read.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A", year=2016))
    >>> list(CachedGraph(graph).nodes("Paper", ("id", "year")))
    [{'id': 'doi:10.1/a', 'year': 2016}]
    """

    def __init__(self, graph: GraphReader) -> None:
        self._graph = graph
        self._nodes: dict[str, list[dict[str, Any]]] = {}
        self._relationships: dict[str, list[Edge]] = {}

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""
        if label not in self._nodes:
            self._nodes[label] = list(self._graph.nodes(label))
        for node in self._nodes[label]:
            names = node if properties is None else properties
            yield {name: node[name] for name in names if name in node}

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`kg.records.GraphReader.relationships`."""
        if type not in self._relationships:
            self._relationships[type] = list(self._graph.relationships(type))
        for edge in self._relationships[type]:
            names = edge.properties if properties is None else properties
            chosen = {name: edge.properties[name] for name in names if name in edge.properties}
            yield Edge(edge.start, edge.end, chosen)
