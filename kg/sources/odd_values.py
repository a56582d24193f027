"""Values of an answer that are not what they should be: each counts as not known, and is said once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = [
    "Note",
    "is_count",
    "is_list",
    "is_list_of_objects",
    "is_list_of_texts",
    "is_object",
    "is_text",
    "silent",
    "sound",
]

#: Is told the name of a field that holds what it must not.
Note = Callable[[str], None]


def silent(_field: str, /) -> None:
    """Say nothing of a field."""


def is_count(value: object) -> bool:
    """Whether a value is a whole number from 0."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_text(value: object) -> bool:
    """Whether a value is a text."""
    return isinstance(value, str)


def is_object(value: object) -> bool:
    """Whether a value is an object."""
    return isinstance(value, dict)


def is_list(value: object) -> bool:
    """Whether a value is a list, of whatever."""
    return isinstance(value, list)


def is_list_of_objects(value: object) -> bool:
    """Whether a value is a list of objects alone."""
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def is_list_of_texts(value: object) -> bool:
    """Whether a value is a list of texts alone."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def sound(
    row: dict[str, Any], fields: Mapping[str, Callable[[object], bool]], note: Note = silent
) -> dict[str, Any]:
    """Return a row whose odd fields are null.

    Parameters
    ----------
    row
        What a service answered.
    fields
        By name, whether a value is one that the field can have.
    note
        Called with the name of each odd field.

    Examples
    --------
    >>> sound({"count": True, "title": "X"}, {"count": is_count, "title": is_text})
    {'count': None, 'title': 'X'}
    """
    odd = [
        name for name, holds in fields.items() if row.get(name) is not None and not holds(row[name])
    ]
    for name in odd:
        note(name)
    return {**row, **dict.fromkeys(odd)} if odd else row
