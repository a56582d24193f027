"""What changes when a store becomes a graph, where everything in the store is kg's.

Then the graph is all that the store will hold, and nothing need be merged into it: the store
is gone through once, and none of it kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.records import LABELS, RELATIONSHIPS, Columns, Graph
from kg.stores.changes import Changes
from kg.stores.ownership import Key, Kind, Ownership, kind_of
from kg.stores.rewriting import hidden
from kg.stores.whole_store import ENGINE_NAMES, Ask, Row, same_row, stored_part

__all__ = ["exact_changes"]

_ID = hidden("id")


class _UsersPart(Exception):
    """Something in the store is a user's."""


def exact_changes(ask: Ask, graph: Graph, owned: Ownership) -> Changes | None:
    """Return what changes when a store becomes a graph; None where anything in it is a user's.

    Parameters
    ----------
    ask
        Answers a query of the engine's own Cypher with the values as the engine has them.
    graph
        What kg's part shall be.
    owned
        What kg wrote before.

    Notes
    -----
    A node whose id the engine gave counts as a user's: such a store is written anew, row by row.
    """
    changes = Changes()
    nodes = relationships = 0
    try:
        for label in LABELS:
            found = _nodes(ask, label.LABEL, owned)
            nodes += _compare(found, graph.columns(label), ("id",), changes)
        for class_ in RELATIONSHIPS:
            edges = _relationships(ask, kind_of(class_), owned)
            identity = ("start", "end", *class_.KEY)
            relationships += _compare(edges, graph.columns(class_), identity, changes)
    except _UsersPart:
        return None
    (every,) = ask("MATCH (n) RETURN count(n) AS count")
    (every_edge,) = ask("MATCH ()-[r]->() RETURN count(r) AS count")
    is_exact = (nodes, relationships) == (every["count"], every_edge["count"])
    return changes if is_exact else None


def _nodes(ask: Ask, label: str, owned: Ownership) -> Iterator[tuple[Key, Row]]:
    ids = owned.nodes.get(label)
    if not ids:
        return
    for row in ask(f"MATCH (n:{label}) RETURN labels(n) AS labels, properties(n) AS p"):
        kept = stored_part(row["p"])
        id = kept.get(_ID)
        if (
            id not in ids
            or row["p"].get("id") != id
            or len(row["labels"]) > 1
            or not kept.keys() <= ENGINE_NAMES[label]
            or owned.users_marks(label, id, kept)
        ):
            raise _UsersPart
        yield (id,), kept


def _relationships(ask: Ask, kind: Kind, owned: Ownership) -> Iterator[tuple[Key, Row]]:
    keys = owned.relationships.get(kind)
    if not keys:
        return
    met: set[Key] = set()
    names = [hidden(name) for name in kind.key]
    for row in ask(
        f"MATCH (a:{kind.start})-[r:{kind.type}]->(b:{kind.end}) "
        f"RETURN a.{_ID} AS start, b.{_ID} AS end, properties(r) AS p"
    ):
        kept = stored_part(row["p"])
        key = (row["start"], row["end"], *map(kept.get, names))
        if key in met or key not in keys or not kept.keys() <= ENGINE_NAMES[kind.type]:
            raise _UsersPart
        met.add(key)
        yield key, kept


def _compare(
    found: Iterable[tuple[Key, Row]], columns: Columns, identity: Sequence[str], changes: Changes
) -> int:
    """Count what was added, changed and removed; return how many there were."""
    keys = zip(*(columns.get(name, ()) for name in identity), strict=True)
    places = {key: place for place, key in enumerate(keys)}
    wanted = {hidden(name): columns[name] for name in columns if name not in ("start", "end")}
    were = stay = 0
    for key, row in found:
        were += 1
        place = places.get(key)
        if place is not None:
            stay += 1
            values = ((name, column[place]) for name, column in wanted.items())
            shall_be = {name: value for name, value in values if value is not None}
            changes.changed += not same_row(shall_be, row)
    changes.removed += were - stay
    changes.added += len(places) - stay
    return were
