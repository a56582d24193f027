"""Everything in an embedded store as plain rows, so that the store can be written anew.

The engine must not delete in place (see ``docs/stores.md``), so a write that takes
something away is worked out here, on rows, and then loaded into a new file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from kg.records import LABELS, RELATIONSHIPS, Columns, Graph, rows_of
from kg.stores.changes import Changes
from kg.stores.ownership import Key, Kind, Ownership, kind_of
from kg.stores.rewriting import VIRTUAL, hidden
from kg.stores.schema import MODEL

__all__ = [
    "ENGINE_NAMES",
    "Ask",
    "End",
    "Key",
    "OwnNode",
    "OwnRelationship",
    "Row",
    "WholeStore",
    "merged",
    "read_whole",
    "same_row",
    "stored_part",
]

Row = dict[str, Any]
Ask = Callable[[str], Iterator[Row]]

_LABELS = tuple(kind.LABEL for kind in LABELS)
#: Label or type to the properties of the model, under the names that the engine keeps.
ENGINE_NAMES = {
    name: frozenset(hidden(property) for property in properties)
    for name, properties in MODEL.items()
}
_ID = hidden("id")


class End(msgspec.Struct, frozen=True):
    """A node that a relationship touches: kg's by label and id, or a user's, without label, by number."""

    label: str
    id: Any


class OwnNode(msgspec.Struct, frozen=True):
    """A node that a user added."""

    labels: list[str]
    properties: Row


class OwnRelationship(msgspec.Struct, frozen=True):
    """A relationship that a user added."""

    start: End
    type: str
    end: End
    properties: Row


class _Found(NamedTuple):
    """What the store holds of a node or relationship, and the part of that which users wrote."""

    row: Row
    users: Row


class WholeStore(msgspec.Struct):
    """What a store holds; property names are those that the engine keeps.

    ``nodes[label][id]`` and ``relationships[kind][key]`` are kg's, with whatever
    properties users added to them; ``labels`` are the labels that users added to kg's
    nodes. The rest is the users' own. ``minted``: a node of kg's has an id that the engine
    gave it, as earlier versions let it, and may give to another.
    """

    nodes: dict[str, dict[str, Row]] = {}
    relationships: dict[Kind, dict[Key, Row]] = {}
    labels: dict[tuple[str, str], list[str]] = {}
    own_nodes: list[OwnNode] = []
    own_relationships: list[OwnRelationship] = []
    minted: bool = False


def read_whole(ask: Ask, owned: Ownership) -> WholeStore:
    """Return everything in a graph.

    Parameters
    ----------
    ask
        Answers a query of the engine's own Cypher with the values as the engine has them.
    owned
        What kg wrote.
    """
    whole = WholeStore()
    ends: dict[str, End] = {}
    for row in ask(
        "MATCH (n) RETURN elementId(n) AS mark, labels(n) AS labels, properties(n) AS p"
    ):
        stored = stored_part(row["p"])
        id = stored.get(_ID)
        label = next((name for name in _LABELS if name in row["labels"] and
                      id in owned.nodes.get(name, ())), None)  # fmt: skip
        if label is None or id is None:
            ends[row["mark"]] = End("", len(whole.own_nodes))
            whole.own_nodes.append(OwnNode(sorted(row["labels"]), stored))
            continue
        ends[row["mark"]] = End(label, id)
        whole.minted |= row["p"].get("id") != id  # the engine's own id
        whole.nodes.setdefault(label, {})[id] = stored
        if more := sorted(set(row["labels"]) - {label}):
            whole.labels[label, id] = more
    kinds = _kinds_of(owned)
    for row in ask(
        "MATCH (a)-[r]->(b) RETURN elementId(a) AS a, type(r) AS type, elementId(b) AS b, properties(r) AS p"
    ):
        start, end, stored = ends[row["a"]], ends[row["b"]], stored_part(row["p"])
        kind = kinds.get((start.label, row["type"], end.label))
        key = kind and (start.id, end.id, *(stored.get(hidden(name)) for name in kind.key))
        if kind and key in owned.relationships[kind]:
            table = whole.relationships.setdefault(kind, {})
            # A second one that a user added beside it: what it says stays, on the one.
            table[key] = stored | table.get(key, {})
        else:
            whole.own_relationships.append(OwnRelationship(start, row["type"], end, stored))
    return whole


def merged(
    before: WholeStore, graph: Graph, names: Mapping[str, str], owned: Ownership
) -> tuple[WholeStore, Changes, Ownership]:
    """Return what a store must hold so that kg's part of it is ``graph``.

    Parameters
    ----------
    before
        What it holds.
    graph
        What kg's part shall be.
    names
        Former ids of papers, each with the id that the paper has now.
    owned
        What kg wrote before.

    Returns
    -------
    after, changes, kept
        ``kept`` are nodes that kg no longer asserts but that stay because something of
        a user's hangs on them.
    """
    changes = Changes()
    own_ids = _own_ids(before, graph)
    after = WholeStore(labels=_relabelled(before, own_ids, names))
    for kind in LABELS:
        label = kind.LABEL
        found = _found_nodes(before, own_ids, label, names, owned)
        columns = graph.columns(kind)
        wanted = dict(zip(columns.get("id", ()), _rows(columns), strict=True))
        after.nodes[label] = _patched(wanted, found, changes)
    changes.renamed = sum(id in before.nodes.get("Paper", {}) for id in names)
    moved = _moved_ends(own_ids, names)
    own = [
        OwnRelationship(moved(edge.start), edge.type, moved(edge.end), edge.properties)
        for edge in before.own_relationships
    ]
    _merge_relationships(before, after, graph, names, own, changes)
    kept = _keep_touched(before, after, names, owned, changes)
    numbers = {
        n: i for i, n in enumerate(n for n in range(len(before.own_nodes)) if n not in own_ids)
    }
    after.own_nodes = [before.own_nodes[number] for number in numbers]
    after.own_relationships = [
        OwnRelationship(
            _renumbered(e.start, numbers), e.type, _renumbered(e.end, numbers), e.properties
        )
        for e in after.own_relationships
    ]
    return after, changes, kept


def stored_part(row: Row) -> Row:
    """Return those properties of a row that somebody stored."""
    # A bare virtual name can only be the engine's own: everybody else's is hidden.
    if row.keys().isdisjoint(VIRTUAL):
        return row
    return {name: value for name, value in row.items() if name not in VIRTUAL}


def _rows(columns: Columns) -> Iterator[Row]:
    """Yield the properties of records of a class under the names that the engine keeps."""
    kept = {hidden(name): values for name, values in columns.items()}
    return rows_of(kept, [hidden(name) for name in ("start", "end")])


def _kinds_of(owned: Ownership) -> dict[tuple[str, str, str], Kind]:
    return {(kind.start, kind.type, kind.end): kind for kind in owned.relationships}


def _own_ids(before: WholeStore, graph: Graph) -> dict[int, End]:
    """Return users' nodes that are nodes of the graph: from now on they are kg's as well."""
    found = {}
    for number, node in enumerate(before.own_nodes):
        id = node.properties.get(_ID)
        for label in _LABELS:
            if label in node.labels and isinstance(id, str) and graph.get(label, id) is not None:
                found[number] = End(label, id)
                break
    return found


def _found_nodes(
    before: WholeStore,
    own_ids: Mapping[int, End],
    label: str,
    names: Mapping[str, str],
    owned: Ownership,
) -> dict[str, _Found]:
    """Return the nodes of a label as they are now, under the ids that they will have.

    Where a paper's former and new node both exist, what users wrote on either stays.
    """
    found = {}
    for number, end in own_ids.items():
        if end.label == label:
            row = before.own_nodes[number].properties
            found[end.id] = _Found(row, _users_part(row, label, end.id, owned))
    known = before.nodes.get(label, {})
    for id in sorted(known, key=lambda id: (id in names, id)):
        target = names.get(id, id) if label == "Paper" else id
        users = _users_part(known[id], label, id, owned)
        if target in found:
            found[target] = _Found(users | found[target].row, users | found[target].users)
        else:
            found[target] = _Found(known[id], users)
    return found


def _users_part(row: Row, label: str, id: str, owned: Ownership) -> Row:
    names = (row.keys() - ENGINE_NAMES[label]) | owned.users_marks(label, id, row)
    return {name: row[name] for name in sorted(names)}


def _patched(
    wanted: dict[Any, Row], found: Mapping[Any, _Found], changes: Changes
) -> dict[Any, Row]:
    """Return the wanted rows with what users added to those that are there already."""
    for id, row in wanted.items():
        former = found.get(id)
        if former is None:
            changes.added += 1
            continue
        whole = former.users | row if former.users else row
        changes.changed += not same_row(whole, former.row)
        wanted[id] = whole
    return wanted


def same_row(row: Row, other: Row) -> bool:
    """Return whether two rows are the same to a store."""
    # 1, 1.0 and True are equal to Python, and three values to a store.
    return row == other and all(type(value) is type(other[name]) for name, value in row.items())


def _relabelled(
    before: WholeStore, own_ids: Mapping[int, End], names: Mapping[str, str]
) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for (label, id), more in before.labels.items():
        target = names.get(id, id) if label == "Paper" else id
        found.setdefault((label, target), set()).update(more)
    for number, end in own_ids.items():
        if others := {*before.own_nodes[number].labels} - {end.label}:
            found.setdefault((end.label, end.id), set()).update(others)
    return {end: sorted(labels) for end, labels in found.items()}


def _moved_ends(own_ids: Mapping[int, End], names: Mapping[str, str]) -> Callable[[End], End]:
    def moved(end: End) -> End:
        if not end.label:
            return own_ids.get(end.id, end)
        if end.label == "Paper":
            return End("Paper", names.get(end.id, end.id))
        return end

    return moved


def _merge_relationships(
    before: WholeStore,
    after: WholeStore,
    graph: Graph,
    names: Mapping[str, str],
    own: list[OwnRelationship],
    changes: Changes,
) -> None:
    wanted: dict[Kind, dict[Key, Row]] = {}
    for type_ in RELATIONSHIPS:
        if columns := graph.columns(type_):
            keys = zip(*(columns[name] for name in ("start", "end", *type_.KEY)), strict=True)
            wanted[kind_of(type_)] = dict(zip(keys, _rows(columns), strict=True))
    found = _take_own(wanted, own, after)
    for kind, rows in before.relationships.items():
        table = found.setdefault(kind, {})
        for key, row in rows.items():
            start = names.get(key[0], key[0]) if kind.start == "Paper" else key[0]
            end = names.get(key[1], key[1]) if kind.end == "Paper" else key[1]
            table[(start, end, *key[2:])] = row
            if (start, end, *key[2:]) not in wanted.get(kind, {}):
                changes.removed += 1
    for kind, rows in wanted.items():
        model = ENGINE_NAMES[kind.type]
        known = {
            key: _Found(row, {name: row[name] for name in row if name not in model})
            for key, row in found.get(kind, {}).items()
        }
        after.relationships[kind] = _patched(rows, known, changes)


def _take_own(
    wanted: dict[Kind, dict[Key, Row]], own: list[OwnRelationship], after: WholeStore
) -> dict[Kind, dict[Key, Row]]:
    """Return the relationships of a user that the graph has too; the others stay the user's."""
    kinds = {(kind.start, kind.type, kind.end): kind for kind in wanted}
    found: dict[Kind, dict[Key, Row]] = {}
    for edge in own:
        kind = kinds.get((edge.start.label, edge.type, edge.end.label))
        key = kind and (
            edge.start.id,
            edge.end.id,
            *(edge.properties.get(hidden(name)) for name in kind.key),
        )
        if kind and key in wanted[kind]:
            found.setdefault(kind, {})[key] = edge.properties
        else:
            after.own_relationships.append(edge)
    return found


def _keep_touched(
    before: WholeStore,
    after: WholeStore,
    names: Mapping[str, str],
    owned: Ownership,
    changes: Changes,
) -> Ownership:
    """Keep nodes of kg's that are gone from the graph but carry something of a user's."""
    touched = {
        end for edge in after.own_relationships for end in (edge.start, edge.end) if end.label
    }
    kept = Ownership()
    for label, rows in before.nodes.items():
        for id, row in rows.items():
            if id in after.nodes[label]:
                continue
            if label == "Paper" and names.get(id) in after.nodes[label]:
                continue
            own = _users_part(row, label, id, owned)
            if own or (label, id) in after.labels or End(label, id) in touched:
                after.nodes[label][id] = _unlisted(row, changes) if label == "Paper" else row
                kept.nodes.setdefault(label, set()).add(id)
                changes.kept += 1
            else:
                changes.removed += 1
    return kept


def _unlisted(row: Row, changes: Changes) -> Row:
    """Return a paper that no list names any more."""
    listed = hidden("listed")
    if not row.get(listed):
        return row
    changes.changed += 1
    return {**row, listed: False}


def _renumbered(end: End, numbers: Mapping[int, int]) -> End:
    return End("", numbers[end.id]) if not end.label else end
