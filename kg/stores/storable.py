"""What both stores can hold: the values of a graph, and what the embedded engine alone would take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from kg.errors import QueryRefused, StoreError
from kg.records import LABELS, RELATIONSHIPS, Columns, Graph
from kg.stores.embedded_values import shown_column

__all__ = ["check_graph", "check_stored", "storable"]

_Ask = Callable[[str], Iterable[Mapping[str, Any]]]


def check_stored(schema: Mapping[str, Any], ask: _Ask) -> None:
    """Refuse what Neo4j would refuse to store.

    Parameters
    ----------
    schema
        What the engine says of its labels, types and their properties.
    ask
        Answers a query in the engine's own words.

    Raises
    ------
    QueryRefused
        With what to write instead.
    """
    if "Node" in schema["node_types"]:
        raise QueryRefused("a node without a label", hint="give it one")
    for pattern, tables in (
        ("(x:`{}`)", "node_types"),
        ("()-[x:`{}`]->()", "connection_types"),
    ):
        for label, table in schema[tables].items():
            for name, kind in table["properties"].items():
                if kind in ("List", "Map"):
                    _check_column(ask, pattern.format(label.replace("`", "``")), name)


def _check_column(ask: _Ask, pattern: str, name: str) -> None:
    cypher = f"MATCH {pattern} WHERE x.`{name}` IS NOT NULL RETURN DISTINCT x.`{name}` AS value"
    for row in ask(cypher):
        if not storable(row["value"]):
            raise QueryRefused(
                f"{shown_column(name)} is a map, or a list of several types or with null",
                hint="a property holds one plain value, or a list of one plain type",
            )


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
