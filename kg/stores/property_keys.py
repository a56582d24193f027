"""``CALL db.propertyKeys()`` for an engine that has no such procedure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from kg.stores.cypher_tokens import Tokens
from kg.stores.embedded_values import shown_column

__all__ = ["with_property_keys"]

_COLUMN = "propertyKey"


def with_property_keys(cypher: str, schema: Callable[[], Mapping[str, Any]]) -> str:
    """Return a query that lists the names of properties where it called for them.

    Parameters
    ----------
    cypher
        The query.
    schema
        Returns what the engine says of its node types and connection types.

    Examples
    --------
    >>> def schema():
    ...     return {"node_types": {"Paper": {"properties": {"year": "Int", "id__kg": "String"}}}, "connection_types": {}}
    >>> with_property_keys("CALL db.propertyKeys()", schema)
    'UNWIND ["id", "year"] AS propertyKey RETURN propertyKey'
    >>> with_property_keys("CALL db.propertyKeys() YIELD propertyKey AS k RETURN count(k) AS n", schema)
    'UNWIND ["id", "year"] AS k RETURN count(k) AS n'
    """
    if "propertykeys" not in cypher.lower():
        return cypher
    tokens = Tokens(cypher)
    listed = json.dumps(_keys(schema()), ensure_ascii=False)
    written, first = "", 0
    for place in range(len(tokens)):
        if tokens[place].word != "CALL" or not _is_asked(tokens, place + 1):
            continue
        name, last = _yielded(tokens, place + 5)
        written += tokens.written(first, place - 1) + " " if place > first else ""
        written += f"UNWIND {listed} AS {name}"
        if tokens[last + 1].word == "WHERE":
            written += " WITH *"
        if tokens[last + 1].text in ("", ";"):  # the call alone answers its column
            written += f" RETURN {name}"
        written += " "
        first = last + 1
    rest = tokens.written(first, len(tokens) - 1) if first < len(tokens) else ""
    return (written + rest).strip() if written else cypher


def _keys(schema: Mapping[str, Any]) -> list[str]:
    tables = [*schema["node_types"].values(), *schema["connection_types"].values()]
    return sorted({shown_column(name) for table in tables for name in table["properties"]})


def _is_asked(tokens: Tokens, place: int) -> bool:
    words = [tokens[at].text.strip("`").lower() for at in range(place, place + 5)]
    return words == ["db", ".", "propertykeys", "(", ")"]


def _yielded(tokens: Tokens, last: int) -> tuple[str, int]:
    """Return under which name a call yields its column, and the last place of its words."""
    if tokens[last + 1].word != "YIELD":
        return _COLUMN, last
    if tokens[last + 3].word != "AS":
        return _COLUMN, last + 2
    return tokens[last + 4].text, last + 4
