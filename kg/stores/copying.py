"""Copy a store to another, or make a store anew from the facts it remembers."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import StoreDamaged, StoreError
from kg.records import (
    LABELS,
    RELATIONSHIPS,
    Facts,
    Graph,
    Node,
    Progress,
)
from kg.stores.changes import Changes
from kg.stores.opening import open_store
from kg.stores.ownership import INPUTS, Kind, Ownership, batches
from kg.stores.schema import MODEL
from kg.stores.store import Store

__all__ = ["Rebuilt", "copy_store", "rebuild_store"]

_NODES: dict[str, type[Node]] = {kind.LABEL: kind for kind in LABELS}
_KINDS = {(kind.TYPE, kind.END): kind for kind in RELATIONSHIPS}
#: Marks copied nodes of users that have no id, until their relationships are there too.
_MARK = "kg_copied_from"


def copy_store(source: str, target: str, *, progress: Progress | None = None) -> Changes:
    """Copy everything in a store to an empty one: kg's part, its inputs, and what users added.

    Parameters
    ----------
    source, target
        Directories or URLs of stores.
    progress
        Called as ``progress(what, done, total)``.

    Returns
    -------
    Changes
        ``added`` counts kg's nodes and relationships.

    Raises
    ------
    StoreError
        When the target is not empty, or either cannot be used.

    Notes
    -----
    kg's part passes through memory; what users added is streamed. Dates, times and
    durations that users stored arrive as ISO 8601 strings.
    """
    with open_store(source) as old, open_store(target, write=True) as new:
        if next(new.read("MATCH (n) WHERE NOT n:KgInput RETURN count(n) AS n", {}))["n"]:
            raise StoreError(
                "the store to copy to is not empty", where=new.url, hint="name another"
            )
        owned = old.owned()
        changes = new.write(
            _owned_graph(old, owned), old.inputs(), snapshot=old.snapshot(), progress=progress
        )
        _copy_users_part(old, new, owned, progress)
    return changes


class Rebuilt(Changes):
    """What a rebuild changed; ``set_aside`` are damaged files that it moved out of the way."""

    set_aside: list[str]


def rebuild_store(
    url: str,
    make_graph: Callable[[Sequence[Facts]], Graph],
    *,
    progress: Progress | None = None,
) -> Rebuilt:
    """Make kg's part of a store anew from the facts of its inputs; nothing is asked of anybody.

    Parameters
    ----------
    url
        Directory or URL of a store. Its files may be damaged, the engine's also of
        another version, or gone; they are then set aside as ``damaged-NAME``.
    make_graph
        Makes the graph of facts (:func:`kg.ingest.assemble`).
    progress
        Called as ``progress(what, done, total)``.

    Raises
    ------
    StoreError
        When the store remembers no inputs: then build its lists again.
    """
    aside: list[str] = []
    try:
        changes = _rebuild(url, make_graph, progress)
    except StoreDamaged:
        aside = _repair(url)
        changes = _rebuild(url, make_graph, progress, aside)
    return Rebuilt(**msgspec.structs.asdict(changes), set_aside=aside)


def _repair(url: str) -> list[str]:
    """Set aside what is damaged; return its names."""
    if "://" in url:
        from kg.stores.neo4j import Neo4jStore

        with Neo4jStore(url, write=True) as store:
            return store.drop_damaged_texts()
    from kg.stores.repair import repair

    return repair(Path(url))


def _rebuild(
    url: str,
    make_graph: Callable[[Sequence[Facts]], Graph],
    progress: Progress | None,
    aside: Sequence[str] = (),
) -> Changes:
    with open_store(url, write=True, make=False) as store:
        inputs = store.inputs()
        if not inputs:
            raise _without_inputs(store, aside)
        return store.write(make_graph(inputs), inputs, progress=progress)


def _without_inputs(store: Store, aside: Sequence[str]) -> StoreError:
    """Return the error for a store that remembers no inputs, with the lists to build again."""
    sources = [found.get("source") or found["id"] for found in store.nodes("ReadingList")]
    lists = " ".join(map(shlex.quote, sources)) or "LIST"
    what = "the store remembers no inputs"
    if any(INPUTS in name for name in aside):
        what = f"what the store remembered of its inputs was damaged and is set aside ({', '.join(aside)})"
    return StoreError(what, where=store.url, hint=f"run: kg build {lists}")


def _owned_graph(store: Store, owned: Ownership) -> Graph:
    """Return kg's part of a store as records."""
    graph = Graph()
    for label, ids in owned.nodes.items():
        for found in store.nodes(label):
            if found["id"] in ids:
                users = owned.users_names(label, found["id"], found)
                known = {name: value for name, value in found.items() if name not in users}
                graph.add(msgspec.convert(known, _NODES[label]))
    for kind, keys in owned.relationships.items():
        record = _KINDS[kind.type, kind.end]
        for edge in store.relationships(kind.type):
            key = (edge.start, edge.end, *(edge.properties.get(name) for name in kind.key))
            if key in keys:
                ends = {"start": edge.start, "end": edge.end}
                model = MODEL[kind.type]
                known = {name: value for name, value in edge.properties.items() if name in model}
                graph.add(msgspec.convert({**known, **ends}, record))
    return graph


def _copy_users_part(old: Store, new: Store, owned: Ownership, progress: Progress | None) -> None:
    added: dict[str, list[dict[str, Any]]] = {}
    changed: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in old.read(
        "MATCH (n) WHERE NOT n:KgInput RETURN elementId(n) AS mark, labels(n) AS labels, properties(n) AS p",
        {},
    ):
        label = _owned_label(row["labels"], row["p"].get("id"), owned)
        if label is None:
            properties = {**row["p"], _MARK: row["mark"]}
            added.setdefault(_labelled(row["labels"]), []).append({"p": properties})
            continue
        more = {name: row["p"][name] for name in owned.users_names(label, row["p"]["id"], row["p"])}
        users_labels = _labelled([other for other in row["labels"] if other != label])
        if more or users_labels:
            changed.setdefault((label, users_labels), []).append({"id": row["p"]["id"], "p": more})
    for labels, rows in sorted(added.items()):
        create = f"UNWIND $rows AS row CREATE (n{labels}) SET n += row.p"
        _in_batches(new, create, rows, "nodes of users", progress)
    for (label, users_labels), rows in sorted(changed.items()):
        patch = f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n += row.p"
        more_labels = f" SET n{users_labels}" if users_labels else ""
        _in_batches(new, patch + more_labels, rows, "properties of users", progress)
    _copy_users_relationships(old, new, owned, progress)
    if added:
        new.change(f"MATCH (n) WHERE n.{_MARK} IS NOT NULL REMOVE n.{_MARK}", {})


def _copy_users_relationships(
    old: Store, new: Store, owned: Ownership, progress: Progress | None
) -> None:
    added: dict[str, list[dict[str, Any]]] = {}
    changed: dict[str, list[dict[str, Any]]] = {}
    for row in old.read(
        "MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS p, "
        "elementId(a) AS a_mark, labels(a) AS a_labels, a.id AS a_id, "
        "elementId(b) AS b_mark, labels(b) AS b_labels, b.id AS b_id",
        {},
    ):
        ends = [_end(row[f"{at}_labels"], row[f"{at}_id"], row[f"{at}_mark"], owned) for at in "ab"]
        kind = _owned_kind(row, owned)
        pattern = "MATCH (a{}) WHERE a.{} = row.a MATCH (b{}) WHERE b.{} = row.b".format(
            *ends[0][:2], *ends[1][:2]
        )
        values = {"a": ends[0][2], "b": ends[1][2], "p": row["p"]}
        if kind is None:
            type_ = "`" + row["type"].replace("`", "``") + "`"
            create = f"UNWIND $rows AS row {pattern} CREATE (a)-[r:{type_}]->(b) SET r += row.p"
            added.setdefault(create, []).append(values)
        elif more := {name: v for name, v in row["p"].items() if name not in MODEL[kind.type]}:
            keys = "".join(f" AND r.{name} = row.p.{name}" for name in kind.key)
            patch = (
                f"UNWIND $rows AS row {pattern} MATCH (a)-[r:{kind.type}]->(b) "
                f"WHERE true{keys} SET r += row.more"
            )
            changed.setdefault(patch, []).append({**values, "more": more})
    for statements in (added, changed):
        for cypher, rows in sorted(statements.items()):
            _in_batches(new, cypher, rows, "relationships of users", progress)


def _end(
    labels: Sequence[str], id: str | None, mark: str, owned: Ownership
) -> tuple[str, str, str | None]:
    """Return how to find a node again: its labels, and a property with its value."""
    label = _owned_label(labels, id, owned)
    return (f":{label}", "id", id) if label else (_labelled(labels), _MARK, mark)


def _owned_label(labels: Sequence[str], id: str | None, owned: Ownership) -> str | None:
    return next((label for label in sorted(labels) if id in owned.nodes.get(label, ())), None)


def _owned_kind(row: Mapping[str, Any], owned: Ownership) -> Kind | None:
    for kind, keys in owned.relationships.items():
        key = (row["a_id"], row["b_id"], *(row["p"].get(name) for name in kind.key))
        ends = kind.start in row["a_labels"] and kind.end in row["b_labels"]
        if kind.type == row["type"] and ends and key in keys:
            return kind
    return None


def _labelled(labels: Sequence[str]) -> str:
    return "".join(":`" + label.replace("`", "``") + "`" for label in sorted(labels))


def _in_batches(
    store: Store,
    cypher: str,
    rows: Sequence[Mapping[str, Any]],
    what: str,
    progress: Progress | None,
) -> None:
    done = 0
    for batch in batches(rows):
        store.change(cypher, {"rows": batch})
        done += len(batch)
        if progress:
            progress(what, done, len(rows))
