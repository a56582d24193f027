"""Whether a store's properties have the types of the graph model, for users' queries may set anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from kg.errors import StoreError
from kg.records import LABELS, RELATIONSHIP_TYPES, Node, Relationship
from kg.stores.schema import MARKS

__all__ = ["check_values"]

_WORDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list of texts"}


def check_values(label_or_type: str, place: str, properties: Mapping[str, Any]) -> None:
    """Refuse properties that are not what the model says, before anything reckons with them.

    Parameters
    ----------
    label_or_type
        ``Paper``, ``CITES``, ...; others are users' own, and hold what they like.
    place
        Names the node or relationship in the error.
    properties
        As read from the store.

    Raises
    ------
    StoreError
        When one has another type.

    Examples
    --------
    >>> check_values("Paper", "doi:10.1/x", {"year": 2017, "mine": "abc"})
    >>> check_values("Paper", "doi:10.1/x", {"year": "abc"})
    Traceback (most recent call last):
        ...
    kg.errors.StoreError: year is 'abc' and must be a whole number, Paper doi:10.1/x, set it with \
kg query --write, or build the list again
    """
    types = _TYPES.get(label_or_type, {})
    for name, value in properties.items():
        kind = types.get(name)
        if kind is None or value is None:
            continue
        if type(value) is not kind or (isinstance(value, list) and not _holds_texts(value)):
            raise StoreError(
                f"{name} is {str(value)[:40]!r} and must be {_WORDS[kind]}",
                where=f"{label_or_type} {place}",
                hint="set it with kg query --write, or build the list again",
            )


def _holds_texts(values: list[Any]) -> bool:
    return all(type(value) is str for value in values)


def _types(model: type[Node | Relationship]) -> dict[str, type]:
    """Return the type of each property of a node or relationship, ``list`` for lists of texts.

    Marks may be a user's own, of any type.
    """
    found = {}
    hints = get_type_hints(model)
    for name in model.__struct_fields__:
        hint = hints[name]
        if name in MARKS:
            continue
        (kind,) = {part for part in (get_args(hint) or (hint,)) if part is not type(None)}
        found[name] = kind if kind in _WORDS else list
    return found


_TYPES = {
    **{kind.LABEL: _types(kind) for kind in LABELS},
    **{kind.TYPE: _types(kind) for kind in RELATIONSHIP_TYPES},
}
