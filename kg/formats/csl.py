"""CSL-JSON read item by item, as style processors, Zotero and Crossref write it."""

from __future__ import annotations

import json

from kg.errors import ReadingListError

__all__ = ["read_items"]


def read_items(text: str) -> tuple[list[tuple[int, object]], int | None]:
    """Return the items of CSL-JSON, each with its line, and the line where the file is cut off.

    Raises
    ------
    ReadingListError
        When it is not CSL-JSON.

    Examples
    --------
    >>> read_items('[{"title": "A"}, {"title": "B')
    ([(1, {'title': 'A'})], 1)
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        items, cut_off = _items_one_by_one(text)
        if not items:
            raise ReadingListError(f"not JSON: {str(error)[:100]}") from None
        return items, cut_off
    if isinstance(said, dict) and isinstance(said.get("message"), dict):
        said = said["message"]  # as Crossref answers
    if isinstance(said, dict):
        said = next((said[key] for key in ("items", "references") if key in said), [said])
    if not isinstance(said, list) or (said and not any(isinstance(item, dict) for item in said)):
        raise ReadingListError("not CSL-JSON", hint="a list of items with a title")
    lines = iter(_item_lines(text, sum(isinstance(item, dict) for item in said)))
    placed: list[tuple[int, object]] = []
    line = 1
    for item in said:
        line = next(lines) if isinstance(item, dict) else line
        placed.append((line, item))
    return placed, None


def _items_one_by_one(text: str) -> tuple[list[tuple[int, object]], int | None]:
    """Return what can be read of JSON that is cut off, or has an item a line, and where it ends."""
    decoder, last, line = json.JSONDecoder(), 0, 1
    items: list[tuple[int, object]] = []
    position = text.find("{")
    while position >= 0:
        line += text.count("\n", last, position)
        last = position
        try:
            item, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return items, line
        items.append((line, item))
        position = text.find("{", end)
    return items, None


def _item_lines(text: str, items: int) -> list[int]:
    """Return the line where each item of a list begins, as far as they can be told apart."""
    if not text.lstrip("\ufeff \t\r\n").startswith("["):
        return [1] * items
    lines = [line for line, _ in _items_one_by_one(text)[0]][:items]
    return lines + [1] * (items - len(lines))
