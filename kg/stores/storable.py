"""What the embedded engine would store and Neo4j would not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kg.errors import QueryRefused
from kg.stores.embedded_values import shown_column
from kg.stores.writing import storable

__all__ = ["check_stored"]

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
                    _check_values(ask, pattern.format(label.replace("`", "``")), name)


def _check_values(ask: _Ask, pattern: str, name: str) -> None:
    asked = f"MATCH {pattern} WHERE x.`{name}` IS NOT NULL RETURN DISTINCT x.`{name}` AS value"
    for row in ask(asked):
        if not storable(row["value"]):
            raise QueryRefused(
                f"{shown_column(name)} is a map, or a list of several types or with null",
                hint="a property holds one plain value, or a list of one plain type",
            )
