"""The embedded engine's Cypher made Neo4j's: names translated, limits made explicit, the rest refused.

The engine keeps virtual properties of its own (``id``, ``title``, ``type``, ...) on
every node, minted where nothing was ever set. So properties of those names are kept
under another one (``title__kg``), in every query, parameter and answer: what a user
reads and writes is only ever what was stored. The other differences that
:mod:`kg.stores.rewriting` mends or refuses are listed in ``docs/stores.md``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.errors import QueryDiffers
from kg.stores.differences import HINTS, REFUSAL
from kg.stores.rewriting import SUFFIX, VIRTUAL, hidden, translate

__all__ = [
    "change_counts",
    "hidden_parameters",
    "holds_decimals",
    "iso_duration",
    "iso_time",
    "refusal",
    "shown",
    "shown_column",
    "translate",
    "unmixed",
]


def shown_column(name: str) -> str:
    """Return a column's name as the query wrote it.

    Examples
    --------
    >>> shown_column("p.title__kg")
    'p.title'
    """
    return name.replace(SUFFIX, "")


def hidden_parameters(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with the keys of the maps in them translated, their own names not.

    Examples
    --------
    >>> hidden_parameters({"id": 1, "row": {"id": 2}})
    {'id': 1, 'row': {'id__kg': 2}}
    """
    return {name: _hidden_value(value) for name, value in parameters.items()}


def _hidden_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {hidden(key): _hidden_value(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden_value(inner) for inner in value]
    return value


def holds_decimals(value: Any) -> bool:
    """Return whether a decimal is among the values of parameters.

    Examples
    --------
    >>> holds_decimals({"rows": [{"x": 1.0}]}), holds_decimals({"x": 1})
    (True, False)
    """
    if isinstance(value, Mapping):
        return any(map(holds_decimals, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_decimals, value))
    return isinstance(value, float)


def shown(value: Any) -> Any:
    """Return a value of an answer in the form every store gives.

    Nodes are ``{"labels", "properties"}``, relationships ``{"type", "properties"}``,
    paths ``{"nodes", "relationships"}``; dates and times are ISO 8601 strings.
    """
    if isinstance(value, dict):
        return _shown_mapping(value)
    if isinstance(value, list | tuple):
        return [shown(inner) for inner in value]
    if isinstance(value, dt.datetime | dt.time):
        return iso_time(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _shown_mapping(value: dict[str, Any]) -> Any:
    keys = value.keys()
    if keys == {"id", "labels", "properties"}:
        return {"labels": sorted(value["labels"]), "properties": _stored(value["properties"])}
    if keys == {"id", "start", "end", "type", "properties"}:
        return {"type": value["type"], "properties": _stored(value["properties"])}
    if keys == {"months", "days", "seconds"}:
        return iso_duration(value["months"], value["days"], value["seconds"], 0)
    return _stored(value)


def _stored(mapping: Mapping[str, Any]) -> dict[str, Any]:
    # A bare virtual name can only be the engine's own: everybody else's is translated.
    return {
        shown_column(key): shown(inner)
        for key, inner in sorted(mapping.items())
        if key not in VIRTUAL
    }


def iso_time(value: dt.datetime | dt.time) -> str:
    """Return a time in ISO 8601, UTC as ``Z``."""
    text = value.isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def iso_duration(months: int, days: int, seconds: int, nanoseconds: int) -> str:
    """Return a duration in ISO 8601.

    Parameters
    ----------
    months, days, seconds, nanoseconds
        The parts of the duration, as the engine keeps them.

    Examples
    --------
    >>> iso_duration(14, 3, 3661, 0)
    'P1Y2M3DT1H1M1S'
    >>> iso_duration(0, 0, 0, 0)
    'PT0S'
    """
    years, months = int(months / 12), months - 12 * int(months / 12)
    hours, rest = int(seconds / 3600), seconds - 3600 * int(seconds / 3600)
    minutes, rest = int(rest / 60), rest - 60 * int(rest / 60)
    fraction = f"{rest + nanoseconds / 1e9:.9f}".rstrip("0").rstrip(".") if nanoseconds else rest
    date = "".join(f"{n}{unit}" for n, unit in ((years, "Y"), (months, "M"), (days, "D")) if n)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M")) if n)
    clock += f"{fraction}S" if rest or nanoseconds else ""
    return f"P{date}" + (f"T{clock}" if clock else "") if date or clock else "PT0S"


#: Why a query was refused while it ran; see :mod:`kg.stores.rewriting`.
_REFUSED = re.compile("cannot parse " + re.escape(REFUSAL) + "(.*?)' as a date")


def refusal(message: str) -> QueryDiffers | None:
    """Return the refusal that an error of the engine carries, or None.

    Examples
    --------
    >>> refusal("date(): cannot parse 'kg: division by zero' as a date").what
    'division by zero'
    """
    match = _REFUSED.search(message)
    return QueryDiffers(match[1], hint=HINTS.get(match[1])) if match else None


def unmixed(cypher: str, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield an answer's rows unless the engine told 1 from 1.0 in it where Neo4j does not.

    Raises
    ------
    QueryDiffers
        When a query that groups, unites or removes duplicates answers the same number
        once as a whole and once as a decimal.
    """
    if not re.search(
        r"\b(distinct|union(?!\s+all)|count|collect|sum|avg|min|max)\b", cypher, re.IGNORECASE
    ):
        yield from rows
        return
    collects = re.search(r"\bcollect\s*\(\s*distinct\b", cypher, re.IGNORECASE)
    kinds: dict[tuple[str, Any], Any] = {}
    for row in rows:
        for column, value in row.items():
            _check_kind(kinds, column, value)
            if collects and isinstance(value, list):
                inside: dict[tuple[str, Any], Any] = {}
                for item in value:
                    _check_kind(inside, column, item)
        yield row


def _check_kind(kinds: dict[tuple[str, Any], Any], column: str, value: Any) -> None:
    if isinstance(value, str) or not _holds_number(value):
        return
    exact = _frozen(value, exact=True)
    if kinds.setdefault((column, _frozen(value, exact=False)), exact) != exact:
        raise QueryDiffers(
            f"{column} holds {value} both as a whole and as a decimal number",
            hint="the embedded store cannot group them: use toFloat or toInteger",
        )


def _holds_number(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_holds_number, value))
    if isinstance(value, dict):
        return any(map(_holds_number, value.values()))
    return type(value) in (int, float)


def _frozen(value: Any, *, exact: bool) -> Any:
    """Return a value to compare by: an exact one tells 1 from 1.0, the other only from true."""
    if isinstance(value, list):
        return ("list", *(_frozen(inner, exact=exact) for inner in value))
    if isinstance(value, dict) and not value.keys() & {"labels", "relationships", "properties"}:
        return ("map", *((key, _frozen(inner, exact=exact)) for key, inner in value.items()))
    if isinstance(value, dict):  # a node, relationship or path is one, whatever it holds
        return repr(value)
    return (type(value) if exact or isinstance(value, bool) else None, value)


def change_counts(statistics: Mapping[str, int]) -> dict[str, int]:
    """Return what a write changed by the names of Neo4j's counters: a removal sets a property too."""
    removed = statistics.get("properties_removed", 0)
    return {
        name: n + (removed if name == "properties_set" else 0)
        for name, n in statistics.items()
        if name != "properties_removed"
    }
