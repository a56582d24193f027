"""What is in a store: its labels, relationship types and properties, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import msgspec

__all__ = ["NodeContents", "PropertyContents", "RelationshipContents", "StoreContents", "contents"]


class _Readable(Protocol):
    def read(self, cypher: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]: ...


class PropertyContents(msgspec.Struct, frozen=True):
    """A property, the types of its values, and how many nodes or relationships have it."""

    name: str
    types: list[str]
    count: int


class NodeContents(msgspec.Struct, frozen=True):
    """A label and how many nodes have it."""

    label: str
    count: int
    properties: list[PropertyContents]


class RelationshipContents(msgspec.Struct, frozen=True):
    """A relationship type between two labels and how many there are."""

    type: str
    start: str
    end: str
    count: int
    properties: list[PropertyContents]


class StoreContents(msgspec.Struct, frozen=True):
    """All labels and types of a store, users' own included, ordered by name."""

    nodes: list[NodeContents]
    relationships: list[RelationshipContents]


def contents(store: _Readable) -> StoreContents:
    """Return what is in a store.

    Notes
    -----
    Reads every node and relationship once: the time grows with the graph, the memory not.

    Examples
    --------
    >>> import tempfile
    >>> from kg.records import Graph, Paper
    >>> from kg.stores.opening import open_store
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A", year=2017))
    >>> with tempfile.TemporaryDirectory() as directory, open_store(directory, write=True) as store:
    ...     changes = store.write(graph, [])
    ...     paper = contents(store).nodes[0]
    >>> paper.label, paper.count, paper.properties[-1]
    ('Paper', 1, PropertyContents(name='year', types=['integer'], count=1))
    """
    nodes: dict[str, _Tally] = {}
    for row in store.read(
        "MATCH (n) WHERE NOT n:KgInput RETURN labels(n) AS l, properties(n) AS p", {}
    ):
        for label in row["l"]:
            nodes.setdefault(label, _Tally()).add(row["p"])
    relationships: dict[tuple[str, str, str], _Tally] = {}
    for row in store.read(
        "MATCH (a)-[r]->(b) RETURN type(r) AS t, labels(a) AS s, labels(b) AS e, properties(r) AS p",
        {},
    ):
        key = (row["t"], ":".join(sorted(row["s"])), ":".join(sorted(row["e"])))
        relationships.setdefault(key, _Tally()).add(row["p"])
    return StoreContents(
        [
            NodeContents(label, tally.count, tally.properties())
            for label, tally in sorted(nodes.items())
        ],
        [
            RelationshipContents(type, start, end, tally.count, tally.properties())
            for (type, start, end), tally in sorted(relationships.items())
        ],
    )


class _Tally:
    """How many there are of something, and of each of its properties."""

    def __init__(self) -> None:
        self.count = 0
        self.values: Counter[str] = Counter()
        self.types: dict[str, set[str]] = {}

    def add(self, properties: Mapping[str, Any]) -> None:
        """Count one."""
        self.count += 1
        for name, value in properties.items():
            self.values[name] += 1
            self.types.setdefault(name, set()).add(_type(value))

    def properties(self) -> list[PropertyContents]:
        """Return the properties, ordered by name."""
        return [
            PropertyContents(name, sorted(self.types[name]), n)
            for name, n in sorted(self.values.items())
        ]


def _type(value: Any) -> str:
    if isinstance(value, list):
        inner = sorted({_type(item) for item in value})
        return f"list of {' and '.join(inner)}" if inner else "list"
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "decimal"), (str, "text")):
        if isinstance(value, kind):
            return name
    return "value"
