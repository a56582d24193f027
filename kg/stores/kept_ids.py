"""A person's write leaves the ids by which kg knows its nodes: else the next build has them twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from kg.errors import QueryRefused
from kg.stores.ownership import Ownership

__all__ = ["KeptIds", "check_kept", "kept_ids", "may_change_ids"]

#: What can write a property or take a label away.
_WRITES = re.compile(r"\b(?:SET|REMOVE|CALL)\b", re.IGNORECASE)


class KeptIds(NamedTuple):
    """Those of kg's nodes and numbered relationships that a store holds, by what tells them apart."""

    nodes: set[tuple[Any, ...]]
    relationships: set[tuple[Any, ...]]


def may_change_ids(cypher: str) -> bool:
    """Whether a write may change what tells nodes apart: most only add.

    Examples
    --------
    >>> may_change_ids("CREATE (:Note)"), may_change_ids("MATCH (p:Paper) SET p.rating = 5")
    (False, True)
    """
    return _WRITES.search(cypher) is not None


def kept_ids(owned: Ownership, ask: Callable[[str], Iterable[Mapping[str, Any]]]) -> KeptIds:
    """Return those of kg's nodes and numbered relationships that a store holds.

    Parameters
    ----------
    owned
        What kg wrote.
    ask
        Answers a query of the store, in the transaction of the write.

    Notes
    -----
    Reads the id of every node with a label of the model.
    """
    nodes = {
        (label, row["id"])
        for label, ids in owned.nodes.items()
        for row in ask(f"MATCH (n:{label}) RETURN n.id AS id")
        if isinstance(row["id"], str) and row["id"] in ids
    }
    relationships = set()
    for kind, keys in owned.relationships.items():
        if kind.key:
            values = ", ".join(f"r.{name} AS {name}" for name in kind.key)
            rows = ask(
                f"MATCH (a:{kind.start})-[r:{kind.type}]->(b:{kind.end}) "
                f"RETURN a.id AS start, b.id AS end, {values}"
            )
            found = {(row["start"], row["end"], *(row[name] for name in kind.key)) for row in rows}
            relationships |= {(kind.type, *key) for key in keys.keys() & found}
    return KeptIds(nodes, relationships)


def check_kept(before: KeptIds, after: KeptIds, changes: Mapping[str, int]) -> None:
    """Refuse a write after which more of kg's ids are gone than it deleted.

    Parameters
    ----------
    before, after
        kg's ids before and after the write.
    changes
        What the write did, by the names of Neo4j's counters.

    Raises
    ------
    QueryRefused
        With one of those that are gone.
    """
    for name, former, present in zip(("nodes", "relationships"), before, after, strict=True):
        gone = former - present
        if len(gone) > changes.get(f"{name}_deleted", 0):
            kind, *key = min(gone, key=repr)
            raise QueryRefused(
                f"it changes what kg knows a {kind} by: {', '.join(map(str, key))}",
                hint="nothing was written; leave id, label and position as they are, and give a property of your own another name",
            )
