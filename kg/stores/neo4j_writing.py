"""Make kg's part of a server's database equal a graph, in batches, whatever happened before.

Each batch is one atomic statement, so that a crash between any two leaves a readable
store, and writing again completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kg.records import LABELS, RELATIONSHIPS, Columns, Graph, Progress
from kg.stores.changes import Changes, renames, silent
from kg.stores.ownership import Key, Kind, Ownership, batches, kind_of
from kg.stores.schema import MODEL

if TYPE_CHECKING:
    from kg.stores.neo4j import Neo4jStore

__all__ = ["Batch", "write_graph"]

#: How many bytes, as JSON, and how many rows one statement takes at most.
_LARGEST_BATCH, _LONGEST_BATCH = 4 << 20, 10_000


def write_graph(
    store: Neo4jStore, graph: Graph, owned: Ownership, progress: Progress | None = None
) -> tuple[Changes, Ownership]:
    """Make kg's part of a store equal ``graph``.

    Parameters
    ----------
    store
        Where it is written.
    graph
        What kg's part shall be.
    owned
        What kg wrote before, complete or not, under its former names.
    progress
        Called with what is being written, how many are done, and of how many.

    Returns
    -------
    changes, kept
        What was changed, and the nodes that are no longer asserted but stay because
        something of the user's hangs on them.
    """
    tell = progress or silent
    changes = Changes()
    changes.renamed, names = _rename(store, renames(graph, owned), owned)
    owned = owned.renamed(names)
    # All nodes come before the first relationship; apart from that no batch waits for another.
    for batches_of in (_node_batches, _relationship_batches):
        for batch in store.change_in_batches(batches_of(store, graph, owned, changes, tell)):
            batch.tell(batch.rows)
    kept = Ownership()
    for label, ids in sorted(owned.nodes.items()):
        gone = sorted(id for id in ids if graph.get(label, id) is None)
        if stays := _remove_nodes(store, label, gone, owned, changes):
            kept.nodes[label] = stays
    return changes, kept


class Batch(NamedTuple):
    """A statement that writes some rows, and what is told how many are in."""

    cypher: str
    parameters: Mapping[str, Any]
    rows: int
    tell: Callable[[int], None]


def _node_batches(
    store: Neo4jStore, graph: Graph, owned: Ownership, changes: Changes, tell: Progress
) -> Iterator[Batch]:
    for class_ in LABELS:
        if columns := graph.columns(class_):
            yield from _batches_of_label(store, class_.LABEL, columns, owned, changes, tell)


def _batches_of_label(
    store: Neo4jStore,
    label: str,
    columns: Columns,
    owned: Ownership,
    changes: Changes,
    tell: Progress,
) -> Iterator[Batch]:
    place = {id: at for at, id in enumerate(columns["id"])}
    found: set[str] = set()
    stale = {}
    for row in store.read(
        f"MATCH (n:{label}) WHERE n.id IS NOT NULL RETURN properties(n) AS p", {}
    ):
        id = row["p"]["id"]
        if id in place:
            found.add(id)
            kgs = row["p"].keys() - owned.users_names(label, id, row["p"])
            if patch := _patch(_known(columns, place[id]), row["p"], kgs):
                stale[id] = patch
    changes.changed += len(stale)
    changes.added += len(place) - len(found)
    done = _counting(tell, label, len(stale) + len(place) - len(found))
    patches = ({"id": id, "p": patch} for id, patch in sorted(stale.items()))
    change = f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n += row.p"
    yield from _batches(change, patches, done)
    # Nobody else has one: what was found is passed over, and ids are unique.
    new = (row for row in zip(*columns.values(), strict=True) if not found or row[0] not in found)
    create = f"UNWIND $rows AS row CREATE (:{label} {_literal(columns, 'row')})"
    yield from _batches(create, new, done)


def _known(columns: Columns, at: int, left_out: Collection[str] = ()) -> dict[str, Any]:
    """Return what is known of one record, those names aside."""
    return {
        name: column[at]
        for name, column in columns.items()
        if name not in left_out and column[at] is not None
    }


def _literal(names: Iterable[str], row: str) -> str:
    """Return properties in Cypher, of a row that holds their values in order; null is none.

    Examples
    --------
    >>> _literal(["id", "year"], "row")
    '{id: row[0], year: row[1]}'
    """
    return "{" + ", ".join(f"{name}: {row}[{at}]" for at, name in enumerate(names)) + "}"


def _patch(
    wanted: Mapping[str, Any], found: Mapping[str, Any], kgs: AbstractSet[str]
) -> dict[str, Any]:
    """Return what must be set, None for what must go: what is kg's, and no longer wanted."""
    patch = {name: value for name, value in wanted.items() if not _same(found.get(name), value)}
    patch.update({name: None for name in found if name in kgs and name not in wanted})
    return patch


def _same(found: Any, wanted: Any) -> bool:
    return type(found) is type(wanted) and bool(found == wanted)


def _counting(tell: Progress, what: str, total: int) -> Callable[[int], None]:
    """Return what is told how many more are done."""
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        tell(what, done, total)

    return count


def _batches(cypher: str, rows: Iterable[Any], tell: Callable[[int], None]) -> Iterator[Batch]:
    """Yield a statement with rows in pieces that a server takes in at once."""
    batch: list[Any] = []
    size = 0
    for row in rows:
        own = len(msgspec.json.encode(row))
        if batch and (size + own > _LARGEST_BATCH or len(batch) == _LONGEST_BATCH):
            yield Batch(cypher, {"rows": batch}, len(batch), tell)
            batch, size = [], 0
        batch.append(row)
        size += own
    if batch:
        yield Batch(cypher, {"rows": batch}, len(batch), tell)


def _relationship_batches(
    store: Neo4jStore, graph: Graph, owned: Ownership, changes: Changes, tell: Progress
) -> Iterator[Batch]:
    for class_ in sorted(RELATIONSHIPS, key=kind_of):
        kind, columns = kind_of(class_), graph.columns(class_)
        if columns or kind in owned.relationships:
            before = owned.relationships.get(kind, {})
            yield from _batches_of_kind(store, kind, columns, before, changes, tell)


def _batches_of_kind(
    store: Neo4jStore,
    kind: Kind,
    columns: Columns,
    owned: Collection[Key],
    changes: Changes,
    tell: Progress,
) -> Iterator[Batch]:
    keys = zip(*(columns.get(name, ()) for name in ("start", "end", *kind.key)), strict=True)
    place = {key: at for at, key in enumerate(keys)}
    found: set[int] = set()
    stale, gone = {}, []
    for key, properties in _current(store, kind):
        if key in place:
            found.add(place[key])
            known = _known(columns, place[key], ("start", "end"))
            if patch := _patch(known, properties, MODEL[kind.type]):
                stale[key] = patch
        elif key in owned:
            gone.append(key)
    changes.changed += len(stale)
    changes.added += len(place) - len(found)
    changes.removed += len(gone)
    done = _counting(tell, kind.type, len(stale) + len(place) - len(found) + len(gone))
    same = "".join(f" AND r.{name} = row[{at}]" for at, name in enumerate(kind.key, start=3))
    between = (
        f"UNWIND $rows AS row MATCH (a:{kind.start} {{id: row[0]}}) "
        f"MATCH (b:{kind.end} {{id: row[1]}}) MATCH (a)-[r:{kind.type}]->(b) WHERE true{same}"
    )
    there = ((*key[:2], patch, *key[2:]) for key, patch in sorted(stale.items()))
    yield from _batches(f"{between} SET r += row[2]", there, done)
    yield from _new_relationships(kind, columns, found, done)
    there = ((*key[:2], None, *key[2:]) for key in sorted(gone))
    yield from _batches(f"{between} DELETE r", there, done)


def _new_relationships(
    kind: Kind, columns: Columns, found: Collection[int], tell: Callable[[int], None]
) -> Iterator[Batch]:
    """Yield what creates the relationships that were not found.

    Of most relationships of a node the same is said: rows are (start, which of the
    ``said``, all its ends), so that a start is looked up, and what is said is sent, once.
    """
    names = [name for name in columns if name not in ("start", "end")]
    create = (
        f"UNWIND $rows AS row MATCH (a:{kind.start} {{id: row[0]}}) UNWIND row[2] AS end "
        f"MATCH (b:{kind.end} {{id: end}}) "
        f"CREATE (a)-[:{kind.type} {_literal(names, '$said[row[1]]')}]->(b)"
    )
    starts, ends = columns.get("start", ()), columns.get("end", ())
    said_of = zip(*map(columns.__getitem__, names), strict=True) if names else repeat(())
    numbers: dict[bytes, int] = {}
    said: list[tuple[Any, ...]] = []
    ends_of: dict[tuple[str, int], list[str]] = {}
    count = size = 0

    def batch() -> Batch:
        rows = [(*group, ends) for group, ends in ends_of.items()]
        return Batch(create, {"rows": rows, "said": said}, count, tell)

    for at, (start, end, values) in enumerate(zip(starts, ends, said_of, strict=False)):
        if at in found:
            continue
        encoded = msgspec.json.encode(values)
        number = numbers.setdefault(encoded, len(said))
        if number == len(said):
            said.append(values)
            size += len(encoded)
        ends_of.setdefault((start, number), []).append(end)
        size += len(end)
        count += 1
        if count == _LONGEST_BATCH or size > _LARGEST_BATCH:
            yield batch()
            numbers, said, ends_of, count, size = {}, [], {}, 0, 0
    if count:
        yield batch()


def _current(store: Neo4jStore, kind: Kind) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    for row in store.read(
        f"MATCH (a:{kind.start})-[r:{kind.type}]->(b:{kind.end}) "
        "RETURN a.id AS start, b.id AS end_, properties(r) AS p",
        {},
    ):
        yield (row["start"], row["end_"], *(row["p"].get(name) for name in kind.key)), row["p"]


def _remove_nodes(
    store: Neo4jStore, label: str, ids: Sequence[str], owned: Ownership, changes: Changes
) -> set[str]:
    """Remove nodes on which nothing of the user's hangs; return those that stay."""
    stays: set[str] = set()
    listed = []
    for batch in batches(ids):
        free = []
        # kg's own relationships of these nodes are gone by now: any left is a user's.
        for row in store.read(
            f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) OPTIONAL MATCH (n)-[r]-() "
            "RETURN id, count(r) AS degree, properties(n) AS p",
            {"ids": batch},
        ):
            if row["degree"] or owned.users_names(label, row["id"], row["p"]):
                stays.add(row["id"])
                if label == "Paper" and row["p"].get("listed"):
                    listed.append(row["id"])
            else:
                free.append(row["id"])
        changes.removed += len(free)
        store.change(f"UNWIND $ids AS id MATCH (n:{label} {{id: id}}) DELETE n", {"ids": free})
    if listed:  # no list names them any more
        unlist = "UNWIND $ids AS id MATCH (n:Paper {id: id}) SET n.listed = false"
        store.change(unlist, {"ids": listed})
    changes.changed += len(listed)
    changes.kept += len(stays)
    return stays


def _rename(
    store: Neo4jStore, names: Mapping[str, str], owned: Ownership
) -> tuple[int, dict[str, str]]:
    """Give papers their new ids; where both exist, the user's part of the old joins the new."""
    done: dict[str, str] = {}
    for old, new in sorted(names.items()):
        both = {
            row["id"]
            for row in store.read(
                "MATCH (n:Paper) WHERE n.id IN $ids RETURN n.id AS id", {"ids": [old, new]}
            )
        }
        if old not in both:
            # Renamed before a crash that came before the end of that write.
            done[old] = new
        elif new in both:
            _merge(store, old, new, owned)
        else:
            store.change("MATCH (n:Paper {id: $old}) SET n.id = $new", {"old": old, "new": new})
            done[old] = new
    return len(done), done


def _merge(store: Neo4jStore, old: str, new: str, owned: Ownership) -> None:
    """Move what users hung on one paper to another; the rest of it is removed later as gone."""
    for out in (True, False):
        pattern = "(o)-[r]->(x)" if out else "(o)<-[r]-(x)"
        found = list(
            store.read(
                f"MATCH {pattern} WHERE o.id = $old AND o:Paper "
                "RETURN type(r) AS type, elementId(r) AS r, x.id AS x, properties(r) AS p",
                {"old": old},
            )
        )
        for row in found:
            ends = (old, row["x"]) if out else (row["x"], old)
            if _is_owned(owned, row["type"], ends, row["p"]):
                continue
            type_ = "`" + row["type"].replace("`", "``") + "`"
            made = f"(n)-[c:{type_}]->(x)" if out else f"(n)<-[c:{type_}]-(x)"
            store.change(
                f"MATCH {pattern} WHERE o.id = $old AND o:Paper AND elementId(r) = $r "
                f"MATCH (n:Paper {{id: $new}}) CREATE {made} SET c = properties(r) DELETE r",
                {"old": old, "new": new, "r": row["r"]},
            )
    cypher = "MATCH (n:Paper {id: $old}) RETURN properties(n) AS p"
    row = next(iter(store.read(cypher, {"old": old})))
    for name in sorted(owned.users_names("Paper", old, row["p"])):
        key = "`" + name.replace("`", "``") + "`"
        store.change(
            "MATCH (o:Paper {id: $old}) MATCH (n:Paper {id: $new}) "
            f"SET n.{key} = coalesce(n.{key}, o.{key}) REMOVE o.{key}",
            {"old": old, "new": new},
        )


def _is_owned(
    owned: Ownership, type_: str, ends: tuple[str, str], found: Mapping[str, Any]
) -> bool:
    return any(
        (*ends, *(found.get(name) for name in kind.key)) in keys
        for kind, keys in owned.relationships.items()
        if kind.type == type_
    )
