"""Answers in pieces that an assistant can take: so many bytes of JSON, and the rest at an offset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec

from kg.errors import UsageError

__all__ = ["BUDGET", "Page", "excerpt", "excerpts", "fitted", "page", "size"]

T = TypeVar("T")
R = TypeVar("R")

#: Bytes of JSON of one answer. A token is two bytes at the very least, so that this is
#: under 20,000 tokens in any script, with room for blanks and for the text beside it.
BUDGET = 30_000
#: Bytes of the text of one value.
_TEXT = 3_000
#: How many items of a list are tried until the whole fits.
_ROOMS = (300, 100, 30, 10, 3, 1)


class Page(NamedTuple):
    """Some of the items, and the offset of the next one; None after the last."""

    items: list[Any]
    next_offset: int | None


def size(value: object) -> int:
    """Return how many bytes a value takes as JSON."""
    return len(msgspec.json.encode(value))


def page(
    items: Sequence[T],
    offset: int,
    rendered: Callable[[T], R],
    *,
    limit: int | None = None,
    budget: int = BUDGET,
) -> Page:
    """Return as many items from an offset on as fit, at least one.

    Parameters
    ----------
    items
        All of them.
    offset
        Where to begin; past the end there is nothing.
    rendered
        Returns an item as it is answered; called for those of the page alone.
    limit
        How many at most.
    budget
        Bytes of JSON.

    Raises
    ------
    UsageError
        When the offset or the limit is none.

    Examples
    --------
    >>> page("abc", 1, str.upper, limit=1)
    Page(items=['B'], next_offset=2)
    """
    if offset < 0 or (limit is not None and limit < 1):
        raise UsageError(
            "an offset is 0 or more, a limit 1 or more", where=f"offset {offset}, limit {limit}"
        )
    found: list[Any] = []
    end = len(items) if limit is None else min(len(items), offset + limit)
    for place in range(offset, end):
        item = rendered(items[place])
        budget -= size(item) + 1
        if budget < 0 and found:
            return Page(found, place)
        found.append(item)
    return Page(found, end if offset < end < len(items) else None)


def excerpt(text: str, length: int = _TEXT) -> str:
    """Return a text, or its beginning and how much is left out.

    Examples
    --------
    >>> excerpt("Deep hashing", 4)
    'Deep [8 more characters]'
    """
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= length:
        return encoded.decode()
    beginning = encoded[:length].decode("utf-8", "ignore")
    return f"{beginning} [{len(text) - len(beginning):,} more characters]"


def excerpts(texts: Iterable[str], count: int, length: int = _TEXT) -> list[str]:
    """Return the first texts, in short, and as the last one how many more there are.

    Parameters
    ----------
    texts
        The texts.
    count
        How many are returned.
    length
        Bytes of each, at most.

    Examples
    --------
    >>> excerpts(["a", "b", "c"], 2)
    ['a', 'b', '[1 more]']
    """
    every = list(texts)
    found = [excerpt(text, length) for text in every[:count]]
    return [*found, f"[{len(every) - count:,} more]"] if len(every) > count else found


def fitted(value: Any, budget: int = BUDGET // 2) -> Any:
    """Return a value of any shape within so many bytes: texts and lists end with what is left out.

    Examples
    --------
    >>> fitted({"ids": ["doi:10.1/a"] * 9, "title": "Deep hashing", "n": 3}, 90)
    {'ids': ['doi:10.1/a', 'doi:10.1/a', 'doi:10.1/a', '[6 more]'], 'title': 'Deep hashing', 'n': 3}
    """
    if size(value) <= budget:
        return value
    for room in _ROOMS:
        smaller = _clipped(value, room)
        if size(smaller) <= budget:
            return smaller
    return f"[a value of {size(value):,} bytes]"


def _clipped(value: Any, room: int) -> Any:
    """Return a value whose texts have at most 10 times so many bytes, its lists so many items."""
    if isinstance(value, str):
        return excerpt(value, 10 * room)
    if isinstance(value, list):
        kept = [_clipped(inner, room) for inner in value[:room]]
        return [*kept, f"[{len(value) - room:,} more]"] if len(value) > room else kept
    if isinstance(value, dict):
        shown = {
            excerpt(name, 10 * room): _clipped(value[name], room) for name in list(value)[:room]
        }
        return shown | ({"...": f"[{len(value) - room:,} more]"} if len(value) > room else {})
    return value
