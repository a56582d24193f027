"""What a store remembers beside the graph: the inputs, and which part of the graph is kg's.

Everything in the graph that is not named here belongs to the user, and stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any

import msgspec

from kg.records import (
    LABELS,
    RELATIONSHIPS,
    Facts,
    Graph,
    NewsSnapshot,
    Relationship,
    facts_of_json,
    json_of_facts,
)
from kg.stores.schema import MARKS, MODEL
from kg.stores.texts import pack_pieces, pack_text, unpack_text

__all__ = [
    "INPUTS",
    "OWNED",
    "SNAPSHOT",
    "TEXTS",
    "Kind",
    "Ownership",
    "batches",
    "kind_of",
    "pack_inputs",
    "pack_owned",
    "pack_snapshot",
    "unpack_inputs",
    "unpack_owned",
    "unpack_snapshot",
]


#: Names of the texts that a store keeps: which part of the graph is kg's, the facts, and what
#: the store said before its last build.
OWNED, INPUTS, SNAPSHOT = "owned", "inputs", "snapshot"
_ROWS = 5_000


#: What tells a relationship from all others of its kind: start, end, and the values of the kind's key.
Key = tuple[Any, ...]


class Kind(msgspec.Struct, frozen=True, order=True):
    """A relationship type between two labels; ``key`` tells parallel relationships apart."""

    start: str
    type: str
    end: str
    key: tuple[str, ...] = ()


def kind_of(record: Relationship | type[Relationship]) -> Kind:
    """Return the kind of a relationship, or of the relationships of a class.

    Examples
    --------
    >>> from kg.records import Authored
    >>> kind_of(Authored(start="s2:1", end="doi:10.1/x", position=1)).type
    'AUTHORED'
    """
    return Kind(record.START, record.TYPE, record.END, record.KEY)


@dataclass
class Ownership:
    """The nodes and relationships that kg wrote, by label and by kind.

    The keys of relationships are those of a dictionary, which keeps them in order: in order
    a million of them are gone through much faster.

    ``marks`` are the properties of papers that users write as well: id of the paper, name,
    and the value that kg wrote as JSON.

    Examples
    --------
    >>> from kg.records import Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a"))
    >>> Ownership.of(graph).nodes["Paper"]
    {'doi:10.1/a'}
    """

    nodes: dict[str, set[str]] = field(default_factory=dict)
    relationships: dict[Kind, dict[Key, None]] = field(default_factory=dict)
    marks: set[tuple[str, str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, graph: Graph) -> Ownership:
        """Return everything a graph holds."""
        owned = cls()
        for label in LABELS:
            if ids := set(graph.columns(label, ("id",)).get("id", ())):
                owned.nodes[label.LABEL] = ids
        for kind in RELATIONSHIPS:
            if columns := graph.columns(kind, identity := ("start", "end", *kind.KEY)):
                keys = zip(*map(columns.__getitem__, identity), strict=True)
                owned.relationships[kind_of(kind)] = dict.fromkeys(keys)
        owned.marks = {
            (paper.id, name, _written(value))
            for paper in graph.records("Paper")
            if paper.status or paper.tags or paper.note
            for name in MARKS
            if (value := getattr(paper, name)) is not None
        }
        return owned

    def users_names(self, label: str, id: str, properties: Mapping[str, Any]) -> set[str]:
        """Return the names of those properties of a node that users added.

        Parameters
        ----------
        label, id
            The node.
        properties
            All that it has.

        Examples
        --------
        >>> from kg.records import Paper
        >>> graph = Graph()
        >>> graph.add(Paper(id="doi:10.1/a", status="read"))
        >>> owned = Ownership.of(graph)
        >>> owned.users_names("Paper", "doi:10.1/a", {"status": "read", "mine": 1})
        {'mine'}
        >>> owned.users_names("Paper", "doi:10.1/a", {"status": "lent to Ann"})
        {'status'}
        """
        return (properties.keys() - MODEL[label]) | self.users_marks(label, id, properties)

    def users_marks(self, label: str, id: str, properties: Mapping[str, Any]) -> set[str]:
        """Return the names of those marks of a node that kg did not write.

        Parameters
        ----------
        label, id
            The node.
        properties
            All that it has.
        """
        if label != "Paper":
            return set()
        return {
            name
            for name in MARKS
            if name in properties and (id, name, _written(properties[name])) not in self.marks
        }

    def __or__(self, other: Ownership) -> Ownership:
        if not (other.nodes or other.relationships):
            return self
        if not (self.nodes or self.relationships):
            return other
        both = Ownership()
        for part in (self, other):
            for label, ids in part.nodes.items():
                both.nodes[label] = both.nodes.get(label, set()) | ids
            for kind, keys in part.relationships.items():
                both.relationships[kind] = both.relationships.get(kind, {}) | keys
            both.marks |= part.marks
        return both

    def renamed(self, names: Mapping[str, str]) -> Ownership:
        """Return the same with papers renamed, in relationships too."""
        if not names:
            return self
        other = Ownership()
        for label, ids in self.nodes.items():
            other.nodes[label] = {names.get(id, id) for id in ids} if label == "Paper" else set(ids)
        for kind, keys in self.relationships.items():
            start = names if kind.start == "Paper" else {}
            end = names if kind.end == "Paper" else {}
            other.relationships[kind] = {
                (start.get(key[0], key[0]), end.get(key[1], key[1]), *key[2:]): None for key in keys
            }
        other.marks = {(names.get(id, id), name, value) for id, name, value in self.marks}
        return other


def _written(value: Any) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()


def pack_owned(owned: Ownership) -> bytes:
    """Return what kg owns as compressed text: the same for the same, byte by byte."""
    return pack_text(_owned_lines(owned))


def pack_inputs(inputs: Sequence[Facts]) -> bytes:
    """Return facts as compressed text, an input a line."""
    return pack_pieces(_lines_of_inputs(inputs))


def _lines_of_inputs(inputs: Sequence[Facts]) -> Iterator[bytes]:
    for facts in inputs:
        yield from json_of_facts(facts)
        yield b"\n"


def pack_snapshot(snapshot: NewsSnapshot) -> bytes:
    """Return what a store said before its last build as compressed text."""
    return pack_text([msgspec.json.encode(snapshot)])


def unpack_owned(packed: bytes) -> Ownership:
    """Return what kg owns.

    Raises
    ------
    ValueError
        When it is not what was packed.
    """
    owned = Ownership()
    ids: dict[str, list[str]] = defaultdict(list)  # in the order that numbers them
    for line in unpack_text(packed):
        head, rows = _decoded(line, tuple[list[Any], list[Any]])
        if len(head) == 1:
            ids[head[0]] += rows
        elif len(head) == 2:
            owned.marks.update((id, name, value) for id, name, value in rows)
        else:
            start, type_, end, key = head[:4]
            table = owned.relationships.setdefault(Kind(start, type_, end, tuple(key)), {})
            if len(head) == 4:  # as version 0.1.0 wrote them
                table |= dict.fromkeys(map(tuple, rows))
                continue
            starts, ends, *values = rows
            named = map(ids[start].__getitem__, starts), map(ids[end].__getitem__, ends)
            table |= dict.fromkeys(zip(*named, *values, strict=True))
    owned.nodes = {label: set(found) for label, found in ids.items()}
    return owned


def unpack_inputs(packed: bytes) -> list[Facts]:
    """Return the facts of every input.

    Raises
    ------
    ValueError
        When it is not what was packed.
    """
    return [_checked(facts_of_json, line) for line in unpack_text(packed)]


def unpack_snapshot(packed: bytes) -> NewsSnapshot:
    """Return what a store said before its last build; an empty snapshot where nothing is kept.

    Raises
    ------
    ValueError
        When it is not what was packed.
    """
    lines = unpack_text(packed)
    snapshot: NewsSnapshot = _decoded(lines[0], NewsSnapshot) if lines else NewsSnapshot()
    return snapshot


#: What reads each text.
TEXTS: dict[str, Callable[[bytes], Any]] = {
    OWNED: unpack_owned,
    INPUTS: unpack_inputs,
    SNAPSHOT: unpack_snapshot,
}


def _decoded(line: bytes, kind: Any) -> Any:
    return _checked(partial(msgspec.json.decode, type=kind), line)


def _checked(decode: Callable[[bytes], Any], line: bytes) -> Any:
    try:
        return decode(line)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise ValueError("it is no text of a store") from error


def _owned_lines(owned: Ownership) -> Iterator[bytes]:
    """Yield ids by label, then relationships by column, in which the places of the ids stand for them."""
    numbers: dict[str, dict[str, int]] = {}
    for label in sorted(owned.nodes):
        ids = sorted(owned.nodes[label])
        numbers[label] = {id: number for number, id in enumerate(ids)}
        for rows in batches(ids):
            yield msgspec.json.encode(([label], rows))
    for rows in batches(sorted(owned.marks)):
        yield msgspec.json.encode((["Paper", "marks"], rows))
    for kind in sorted(owned.relationships):
        head = [kind.start, kind.type, kind.end, kind.key, "numbers"]
        columns = _in_order(owned.relationships[kind], numbers[kind.start], numbers[kind.end])
        for start in range(0, len(columns[0]), _ROWS):
            rows = [column[start : start + _ROWS] for column in columns]
            yield msgspec.json.encode((head, rows))


def _in_order(
    keys: Collection[Key], starts: Mapping[str, int], ends: Mapping[str, int]
) -> list[list[int]]:
    """Return the columns of keys in their order, with numbers for the ids."""
    import numpy as np

    width = len(next(iter(keys)))
    fields = [map(itemgetter(at), keys) for at in range(width)]
    fields[:2] = map(starts.__getitem__, fields[0]), map(ends.__getitem__, fields[1])
    columns = [np.fromiter(numbers, np.int64, len(keys)) for numbers in fields]
    order = np.lexsort(columns[::-1])
    return [column[order].tolist() for column in columns]


def batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield a sequence in pieces."""
    for start in range(0, len(rows), _ROWS):
        yield rows[start : start + _ROWS]
