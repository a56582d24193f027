"""A graph as others may see it: without what its owner noted about papers for themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kg.records import Edge, GraphReader
from kg.stores.schema import MARKS

__all__ = ["WithoutMarks"]


class WithoutMarks:
    """A :class:`kg.records.GraphReader` of everything that a graph holds but the marks of its papers.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A", status="read", note="Boring."))
    >>> list(WithoutMarks(graph).nodes("Paper"))
    [{'id': 'doi:10.1/a', 'title': 'A'}]
    """

    def __init__(self, graph: GraphReader) -> None:
        self._graph = graph

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""
        for node in self._graph.nodes(label, properties):
            yield {
                name: value for name, value in node.items() if label != "Paper" or name not in MARKS
            }

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`kg.records.GraphReader.relationships`."""
        return self._graph.relationships(type, properties)
