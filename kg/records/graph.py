"""A graph in memory, and what every output needs of a graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence, Sized
from typing import Any, NamedTuple, Protocol

from kg.records.columns import Columns, columns_of, known_columns, rows_of
from kg.records.model import LABELS, RELATIONSHIP_TYPES, Node, Relationship, properties

__all__ = ["Edge", "Graph", "GraphReader", "authors_of"]


_TYPES = {kind.TYPE: kind for kind in RELATIONSHIP_TYPES}


class Edge(NamedTuple):
    """A relationship as a reader sees it."""

    start: str
    end: str
    properties: dict[str, Any]


class GraphReader(Protocol):
    """What every output needs of a graph: a store, or a :class:`Graph` in memory."""

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the properties of every node of a label, ordered by id.

        ``properties`` limits what is read to these names; absent ones are left out.
        """

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """Yield every relationship of a type, ordered by start, end and key.

        ``properties`` limits what is read to these names; ``()`` reads none.
        """


class Graph:
    """A graph in memory: what a build writes, and a :class:`GraphReader`.

    Examples
    --------
    >>> from kg.records import Cites, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/b", title="B"))
    >>> graph.add(Paper(id="doi:10.1/a", title="A"))
    >>> graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a"))
    >>> [paper["title"] for paper in graph.nodes("Paper")]
    ['A', 'B']
    >>> list(graph.relationships("CITES"))
    [Edge(start='doi:10.1/b', end='doi:10.1/a', properties={})]
    """

    def __init__(self) -> None:
        self._nodes: dict[str, dict[str, Node]] = {kind.LABEL: {} for kind in LABELS}
        self._relationships: dict[str, dict[tuple[Any, ...], Relationship]] = {
            kind.TYPE: {} for kind in RELATIONSHIP_TYPES
        }
        #: Relationships of a type by column, in order of identity, until one is added.
        self._columns: dict[str, Columns] = {}
        #: Records that were added one by one, by column, until another is added.
        self._by_column: dict[type[Node | Relationship], Columns] = {}
        #: The records of a label or type in order of identity, until one is added.
        self._in_order: dict[str, list[Any]] = {}

    def add(self, record: Node | Relationship) -> None:
        """Add a node or relationship; one with the same identity is replaced."""
        if isinstance(record, Node):
            self._in_order.pop(record.LABEL, None)
            self._by_column.pop(type(record), None)
            self._nodes[record.LABEL][record.id] = record
        else:
            table = self._relationships[record.TYPE]
            if record.TYPE in self._columns:
                table |= {_identity(known): known for known in self.records(record.TYPE)}
                del self._columns[record.TYPE]
            self._in_order.pop(record.TYPE, None)
            self._by_column.pop(type(record), None)
            table[_identity(record)] = record

    def add_columns(self, kind: type[Relationship], columns: Mapping[str, list[Any]]) -> None:
        """Add relationships by column: all of a type, ordered by start and end, no two alike."""
        fields = [name for name in kind.__struct_fields__ if name in columns]
        self._columns[kind.TYPE] = known_columns({name: columns[name] for name in fields})

    def columns(
        self, kind: type[Node | Relationship], fields: Sequence[str] | None = None
    ) -> Columns:
        """Return the records of a class by column, in order of identity; nothing where there are none.

        ``fields`` limits what is read to these.

        Examples
        --------
        >>> from kg.records import Cites
        >>> graph = Graph()
        >>> graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a", intents=[]))
        >>> graph.columns(Cites)
        {'start': ['doi:10.1/b'], 'end': ['doi:10.1/a']}
        """
        name = kind.LABEL if issubclass(kind, Node) else kind.TYPE
        columns = self._columns.get(name) or self._by_column.get(kind)
        if columns is None:
            records = [record for record in self.records(name) if type(record) is kind]
            columns = columns_of(records, fields or kind.__struct_fields__)
            if fields is None:
                self._by_column[kind] = columns
        return {n: v for n, v in columns.items() if fields is None or n in fields}

    def records(self, label_or_type: str) -> list[Any]:
        """Return the records of a label or relationship type, in order of identity."""
        if columns := self._columns.get(label_or_type):
            kind = _TYPES[label_or_type]
            return [kind(**row) for row in rows_of(columns)]
        if label_or_type not in self._in_order:
            table: dict[Any, Any] = (
                self._nodes[label_or_type]
                if label_or_type in self._nodes
                else self._relationships[label_or_type]
            )
            self._in_order[label_or_type] = [table[key] for key in sorted(table)]
        return list(self._in_order[label_or_type])

    def get(self, label: str, id: str) -> Any | None:
        """Return one node's record, or None."""
        return self._nodes[label].get(id)

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return ``({label: n}, {type: n})``, labels and types with none left out."""
        return (
            {label: len(table) for label, table in self._nodes.items() if table},
            {type: count for type, count in map(self._count, self._relationships) if count},
        )

    def _count(self, type: str) -> tuple[str, int]:
        table: Sized = self._columns.get(type, {}).get("start") or self._relationships[type]
        return type, len(table)

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`GraphReader.nodes`."""
        for record in self.records(label):
            yield _chosen(record, properties)

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`GraphReader.relationships`."""
        if columns := self._columns.get(type):
            wanted = {
                name: values
                for name, values in columns.items()
                if properties is None or name in ("start", "end", *properties)
            }
            rows = rows_of(wanted, ("start", "end"))
            yield from map(Edge, columns["start"], columns["end"], rows)
            return
        for record in self.records(type):
            yield Edge(record.start, record.end, _chosen(record, properties))


def authors_of(
    graph: GraphReader, papers: Collection[str] | None = None, *, as_printed: bool = False
) -> dict[str, list[str]]:
    """Return the names of the authors of papers, in order; papers without authors are left out.

    Parameters
    ----------
    graph
        A store or a graph in memory; authors and their papers are read once.
    papers
        Ids of the papers asked about; None for all.
    as_printed
        The name that the paper prints, where the author's node bears another form.

    Examples
    --------
    >>> from kg.records import Author, Authored
    >>> graph = Graph()
    >>> graph.add(Author(id="s2:1", name="Ann Lee", name_key="ann lee"))
    >>> graph.add(Authored(start="s2:1", end="doi:10.1/a", position=1, name="A. Lee"))
    >>> authors_of(graph), authors_of(graph, as_printed=True)
    ({'doi:10.1/a': ['Ann Lee']}, {'doi:10.1/a': ['A. Lee']})
    """
    # What users added themselves may lack what kg always writes.
    names = {
        node["id"]: node.get("name", node["id"]) for node in graph.nodes("Author", ("id", "name"))
    }
    placed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    wanted = ("position", "name") if as_printed else ("position",)
    for edge in graph.relationships("AUTHORED", wanted):
        if edge.start in names and (papers is None or edge.end in papers):
            name = edge.properties.get("name", names[edge.start])
            placed[edge.end].append((edge.properties.get("position", 0), name))
    return {paper: [name for _, name in sorted(people)] for paper, people in placed.items()}


def _identity(record: Relationship) -> tuple[Any, ...]:
    if not record.KEY:
        return (record.start, record.end)
    return (record.start, record.end, *(getattr(record, name) for name in record.KEY))


def _chosen(record: Node | Relationship, names: Sequence[str] | None) -> dict[str, Any]:
    if names is None:
        return properties(record)
    ends = ("start", "end") if isinstance(record, Relationship) else ()
    values = ((name, getattr(record, name, None)) for name in names if name not in ends)
    return {name: value for name, value in values if value is not None and value != []}
