"""Make kg's part of a store equal a graph, in batches, whatever happened before.

The same Cypher runs on every store. Each batch is one atomic statement, so that a
crash between any two leaves a readable store, and writing again completes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from kg.errors import StoreError
from kg.records import LABELS, RELATIONSHIPS, Columns, Graph, Progress, rows_of
from kg.stores.ownership import Key, Kind, Ownership, batches, kind_of
from kg.stores.schema import MODEL

if TYPE_CHECKING:
    from kg.stores.store import Store

__all__ = ["Changes", "check_graph", "renames", "silent", "storable", "write_graph"]

#: How many bytes, as JSON, and how many rows one statement takes at most.
_LARGEST_BATCH, _LONGEST_BATCH = 4 << 20, 10_000


class Changes(msgspec.Struct, kw_only=True):
    """What a write changed: nodes and relationships added, changed, removed, renamed, kept for the user."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    renamed: int = 0
    kept: int = 0


def renames(graph: Graph, owned: Ownership) -> dict[str, str]:
    """Return former ids of papers, each with the id the paper has now.

    A paper is renamed when kg wrote it, the graph no longer has its id, and that id
    stands among another paper's aliases.

    Examples
    --------
    >>> from kg.records import Paper
    >>> before, graph = Ownership(), Graph()
    >>> before.nodes["Paper"] = {"title:0123456789abcdef"}
    >>> graph.add(Paper(id="doi:10.1/a", aliases=["title:0123456789abcdef"]))
    >>> renames(graph, before)
    {'title:0123456789abcdef': 'doi:10.1/a'}
    """
    gone = {id for id in owned.nodes.get("Paper", ()) if graph.get("Paper", id) is None}
    return {
        alias: paper.id
        for paper in graph.records("Paper")
        for alias in paper.aliases or ()
        if alias in gone
    }


def write_graph(
    store: Store, graph: Graph, owned: Ownership, progress: Progress | None = None
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
    for class_of_nodes in LABELS:
        columns = graph.columns(class_of_nodes)
        _write_nodes(store, columns, class_of_nodes.LABEL, owned, changes, tell)
    for class_ in sorted(RELATIONSHIPS, key=kind_of):
        kind, columns = kind_of(class_), graph.columns(class_)
        if columns or kind in owned.relationships:
            before = owned.relationships.get(kind, {})
            _write_relationships(store, kind, columns, before, changes, tell)
    kept = Ownership()
    for label, ids in sorted(owned.nodes.items()):
        gone = sorted(id for id in ids if graph.get(label, id) is None)
        if stays := _remove_nodes(store, label, gone, owned, changes):
            kept.nodes[label] = stays
    return changes, kept


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def check_graph(graph: Graph) -> None:
    """Refuse what a store could not hold, before anything is written.

    Raises
    ------
    StoreError
        When a relationship names a node that is not there, or a value is not plain.
    """
    ids: dict[str, set[str]] = {}
    for label in LABELS:
        columns = graph.columns(label)
        ids[label.LABEL] = set(columns.get("id", ()))
        _check_values(label.LABEL, columns)
    for kind in RELATIONSHIPS:
        columns = graph.columns(kind)
        _refuse_unknown(kind.TYPE, kind.START, {*columns.get("start", ())} - ids[kind.START])
        _refuse_unknown(kind.TYPE, kind.END, {*columns.get("end", ())} - ids[kind.END])
        _check_values(kind.TYPE, columns)


def _refuse_unknown(type_: str, label: str, unknown: set[str]) -> None:
    if unknown:
        raise StoreError(f"{type_} names a {label} that is not in the graph", where=min(unknown))


def _check_values(name: str, columns: Columns) -> None:
    for field, column in columns.items():
        kinds = set(map(type, column)) - _ALWAYS_STORABLE
        if int in kinds and _are_storable_numbers(column):
            kinds.remove(int)
        if not kinds or (kinds == {list} and _hold_texts(column)):
            continue
        for row, value in enumerate(column):
            if value is not None and not storable(value):
                ends = [columns[end][row] for end in ("id", "start", "end") if end in columns]
                raise StoreError(
                    f"{field} is not a value that a store can hold", where=" ".join((name, *ends))
                )


def _are_storable_numbers(column: Iterable[Any]) -> bool:
    numbers = [value for value in column if type(value) is int]
    return storable(min(numbers)) and storable(max(numbers))


def _hold_texts(column: Iterable[Any]) -> bool:
    """Return whether the lists in a column hold texts alone; many records may share a list."""
    lists = {id(value): value for value in column if type(value) is list}
    return set(map(type, chain.from_iterable(lists.values()))) <= {str}


#: Types whose every value both stores take; None is a property that is not there.
_ALWAYS_STORABLE = {str, float, bool, type(None)}


def storable(value: Any) -> bool:
    """Return whether both stores take a value as a property: plain, or a list of one plain type.

    Examples
    --------
    >>> storable(["a", "b"]), storable(["a", 1]), storable({"a": 1}), storable(2**63)
    (True, False, False, False)
    """
    if isinstance(value, list):
        kinds = set(map(type, value))
        if kinds == {str}:
            return True
        return len(kinds) <= 1 and not kinds & {list, type(None)} and all(map(storable, value))
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    return isinstance(value, str | float)


def _write_nodes(
    store: Store, columns: Columns, label: str, owned: Ownership, changes: Changes, tell: Progress
) -> None:
    wanted = dict(zip(columns.get("id", ()), rows_of(columns), strict=True))
    if not wanted:
        return
    missing, stale = set(wanted), {}
    for row in store.read(
        f"MATCH (n:{label}) WHERE n.id IS NOT NULL RETURN properties(n) AS p", {}
    ):
        id = row["p"]["id"]
        if id in wanted:
            missing.discard(id)
            kgs = row["p"].keys() - owned.users_names(label, id, row["p"])
            if patch := _patch(wanted[id], row["p"], kgs):
                stale[id] = patch
    changes.changed += len(stale)
    changes.added += len(missing)
    done = _counting(tell, label, len(stale) + len(missing))
    patches = ({"id": id, "p": patch} for id, patch in sorted(stale.items()))
    _run_batches(
        store, f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n += row.p", patches, done
    )
    rows = (row for id, row in wanted.items() if id in missing)
    # Nobody else has one: what was found is passed over, and ids are unique.
    _run_batches(store, f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", rows, done)


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

    def told(more: int) -> None:
        nonlocal done
        done += more
        tell(what, done, total)

    return told


def _run_batches(
    store: Store, cypher: str, rows: Iterable[Any], tell: Callable[[int], None]
) -> None:
    for batch in _batches(rows):
        store.change(cypher, {"rows": batch})
        tell(len(batch))


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield rows in pieces that a server takes in at once."""
    batch: list[Any] = []
    size = 0
    for row in rows:
        own = len(msgspec.json.encode(row))
        if batch and (size + own > _LARGEST_BATCH or len(batch) == _LONGEST_BATCH):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += own
    if batch:
        yield batch


def _with_numbers(batch: Sequence[tuple[str, str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the parameters of a batch: of most relationships the same is said, and sent once."""
    numbers: dict[bytes, int] = {}
    said: list[Mapping[str, Any]] = []
    rows = []
    for start, end, properties in batch:
        number = numbers.setdefault(msgspec.json.encode(properties), len(said))
        if number == len(said):
            said.append(properties)
        rows.append((start, end, number))
    return {"rows": rows, "said": said}


def _write_relationships(
    store: Store,
    kind: Kind,
    columns: Columns,
    owned: Collection[Key],
    changes: Changes,
    tell: Progress,
) -> None:
    keys = [columns.get(name, []) for name in ("start", "end", *kind.key)]
    rows = rows_of(columns, ("start", "end"))
    wanted = dict(zip(zip(*keys, strict=True), rows, strict=True))
    missing, stale, gone = set(wanted), {}, []
    for key, found in _current(store, kind):
        if key in wanted:
            missing.discard(key)
            if patch := _patch(wanted[key], found, MODEL[kind.type]):
                stale[key] = patch
        elif key in owned:
            gone.append(key)
    changes.changed += len(stale)
    changes.added += len(missing)
    changes.removed += len(gone)
    done = _counting(tell, kind.type, len(stale) + len(missing) + len(gone))
    same = "".join(f" AND r.{name} = row[{at}]" for at, name in enumerate(kind.key, start=3))
    ends = (
        f"UNWIND $rows AS row MATCH (a:{kind.start} {{id: row[0]}}) "
        f"MATCH (b:{kind.end} {{id: row[1]}})"
    )
    between = f"MATCH (a)-[r:{kind.type}]->(b) WHERE true{same}"
    there = ((*key[:2], patch, *key[2:]) for key, patch in sorted(stale.items()))
    _run_batches(store, f"{ends} {between} SET r += row[2]", there, done)
    new = ((*key[:2], row) for key, row in wanted.items() if key in missing)
    create = f"{ends} CREATE (a)-[r:{kind.type}]->(b) SET r = $said[row[2]]"
    for batch in _batches(new):
        store.change(create, _with_numbers(batch))
        done(len(batch))
    there = ((*key[:2], None, *key[2:]) for key in sorted(gone))
    _run_batches(store, f"{ends} {between} DELETE r", there, done)


def _current(store: Store, kind: Kind) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    for row in store.read(
        f"MATCH (a:{kind.start})-[r:{kind.type}]->(b:{kind.end}) "
        "RETURN a.id AS start, b.id AS end_, properties(r) AS p",
        {},
    ):
        yield (row["start"], row["end_"], *(row["p"].get(name) for name in kind.key)), row["p"]


def _remove_nodes(
    store: Store, label: str, ids: Sequence[str], owned: Ownership, changes: Changes
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


def _rename(store: Store, names: Mapping[str, str], owned: Ownership) -> tuple[int, dict[str, str]]:
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


def _merge(store: Store, old: str, new: str, owned: Ownership) -> None:
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
    asked = "MATCH (n:Paper {id: $old}) RETURN properties(n) AS p"
    row = next(iter(store.read(asked, {"old": old})))
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
