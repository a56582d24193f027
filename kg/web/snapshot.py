"""A graph read once, so that every page looks up what it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, TypeVar

import msgspec

from kg.records import LABELS, Edge, GraphReader

__all__ = ["KINDS", "SiteSnapshot", "read_snapshot"]

Properties = dict[str, Any]
T = TypeVar("T")

#: Kind of a page, as its address says it, to the label whose nodes have such pages.
KINDS = {
    "paper": "Paper",
    "author": "Author",
    "venue": "Venue",
    "dataset": "Dataset",
    "repository": "Repository",
    "list": "ReadingList",
}

_TYPES = (
    "CITES",
    "AUTHORED",
    "PUBLISHED_IN",
    "USES_DATASET",
    "INTRODUCES",
    "IMPLEMENTED_BY",
    "LISTS",
)


class SiteSnapshot(msgspec.Struct, frozen=True):
    """Nodes by label and id, and relationships by type and either end.

    ``out[TYPE][id]`` holds the relationships that start at a node, ``into[TYPE][id]``
    those that end there, in the order in which a store gives them. Relationships whose
    ends are no nodes of the model are left out: a page cannot link to nothing.
    ``people`` holds the ids of the authors printed under one folded name.
    """

    nodes: dict[str, dict[str, Properties]]
    out: dict[str, dict[str, list[Edge]]]
    into: dict[str, dict[str, list[Edge]]]
    people: dict[str, list[str]]

    def of(self, kind: str) -> dict[str, Properties]:
        """Return the nodes that have pages of a kind of :data:`KINDS`, by id."""
        return self.nodes[KINDS[kind]]

    def from_node(self, type: str, id: str) -> list[Edge]:
        """Return the relationships of a type that start at a node."""
        return self.out[type].get(id, [])

    def to_node(self, type: str, id: str) -> list[Edge]:
        """Return the relationships of a type that end at a node."""
        return self.into[type].get(id, [])

    def namesakes(self, id: str) -> list[str]:
        """Return the other authors printed under an author's name, who may be other people."""
        key = self.of("author")[id].get("name_key")
        return [other for other in self.people.get(key or "", []) if other != id]


def read_snapshot(graph: GraphReader, *, abstracts: bool = False) -> SiteSnapshot:
    """Read the whole graph, each label and type once.

    Parameters
    ----------
    graph
        A store or a graph in memory.
    abstracts
        Keep abstracts and one-sentence summaries; they are others' texts.

    Returns
    -------
    SiteSnapshot
        About 2 kB a paper.

    Examples
    --------
    >>> from kg.records import Cites, Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A"))
    >>> graph.add(Paper(id="doi:10.1/b", title="B"))
    >>> graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a"))
    >>> [edge.start for edge in read_snapshot(graph).to_node("CITES", "doi:10.1/a")]
    ['doi:10.1/b']
    """
    private = () if abstracts else ("abstract", "tldr")
    nodes = {label.LABEL: _nodes(graph, label.LABEL, private) for label in LABELS}
    known = {id for table in nodes.values() for id in table}
    out, into = {}, {}
    for type in _TYPES:
        edges = [
            edge
            for edge in graph.relationships(type)
            if edge.start in known and edge.end in known and edge.start != edge.end
        ]
        out[type] = _grouped((edge.start, edge) for edge in edges)
        into[type] = _grouped((edge.end, edge) for edge in edges)
    people = _grouped(
        (author["name_key"], id) for id, author in nodes["Author"].items() if "name_key" in author
    )
    return SiteSnapshot(nodes, out, into, people)


def _nodes(graph: GraphReader, label: str, private: Collection[str]) -> dict[str, Properties]:
    return {
        node["id"]: {name: value for name, value in node.items() if name not in private}
        for node in graph.nodes(label)
    }


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
