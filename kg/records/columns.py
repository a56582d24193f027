"""Records of one class by column: what is done with each of a million of them is done with a column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from kg.records.model import Node, Relationship

__all__ = ["Columns", "columns_of", "known_columns", "rows_of"]

#: Values by name of field, None where one is not known; fields that nobody has are left out.
Columns = dict[str, list[Any]]
_NONE = type(None)


def columns_of(records: Sequence[Node | Relationship], fields: Sequence[str]) -> Columns:
    """Return records of one class by column.

    Examples
    --------
    >>> from kg.records import Venue
    >>> venues = [Venue(id="venue:a", name="A", alternate_names=[]), Venue(id="venue:b", name="B")]
    >>> columns_of(venues, Venue.__struct_fields__)
    {'id': ['venue:a', 'venue:b'], 'name': ['A', 'B']}
    """
    return known_columns({name: list(map(attrgetter(name), records)) for name in fields})


def known_columns(columns: Mapping[str, list[Any]]) -> Columns:
    """Return columns without empty lists in them, and without those of which nothing is known."""
    known = {}
    for name, column in columns.items():
        kinds = set(map(type, column))
        values = column
        if list in kinds:
            values = [None if value == [] else value for value in column]
            kinds = set(map(type, values))
        if kinds - {_NONE}:
            known[name] = values
    return known


def rows_of(
    columns: Mapping[str, Sequence[Any]], left_out: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    """Yield what is known of each record, those named ``left_out`` aside.

    Examples
    --------
    >>> list(rows_of({"start": ["a", "b"], "year": [None, 1999]}, ["start"]))
    [{}, {'year': 1999}]
    """
    names = [name for name in columns if name not in left_out]
    if not names:
        yield from ({} for _ in next(iter(columns.values()), ()))
        return
    rows = zip(*map(columns.__getitem__, names), strict=True)
    if not any(None in columns[name] for name in names):
        yield from (dict(zip(names, values, strict=True)) for values in rows)
        return
    for values in rows:
        yield {name: value for name, value in zip(names, values, strict=True) if value is not None}
