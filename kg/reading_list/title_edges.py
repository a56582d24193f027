"""A title without what its form tells apart from it: what stands before it and behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.reading_list.chain import KINDS
from kg.reading_list.title_heads import Part, head_of_title, inverted_row, marked_title
from kg.reading_list.title_tails import tail_of_title
from kg.reading_list.words import Words

__all__ = ["without_edges"]

_TITLE, _AUTHORS, _YEAR, _OTHER = map(KINDS.index, ("title", "authors", "year", "other"))
_LETTERS = re.compile(r"[^\W\d_]{2}")
#: What ends a title that was taken to go on: a meant break, or another block.
_BREAKS = frozenset(("break", "block"))


def without_edges(said: Words, kinds: Sequence[int], title: tuple[int, int]) -> list[int]:
    """Return what each word is, where the edges of a title are told apart from it.

    Parameters
    ----------
    said
        The words of an entry.
    kinds
        What each word is.
    title
        The words found to be of the title.
    """
    if parts := marked_title(said.said):
        return _with_parts(said, kinds, parts)
    kinds, title = _behind_inverted_row(said, kinds, title)
    start, end = title[0], _first_block(said, title)
    begin = said.words[start].start
    text = _in_one_line(said.said[begin : said.words[end - 1].end])
    after = _in_one_line(said.said[begin + len(text) :])
    head = head_of_title(text, after, said.said[:begin], kinds[:start])
    first = head[-1].end if head else 0
    named = _AUTHORS in kinds or any(one.kind == _AUTHORS for one in head)
    goes_on_with_names = _AUTHORS in kinds[end : end + 2]
    tail = tail_of_title(text[first:], after, named=named, before_names=goes_on_with_names)
    last = first + tail[0].start if tail else len(text)
    if not _LETTERS.search(text[first:last]):
        return list(kinds)
    parts = [
        *(Part(one.start + begin, one.end + begin, one.kind) for one in head),
        *(Part(one.start + begin + first, one.end + begin + first, one.kind) for one in tail),
        Part(begin + len(text), said.words[title[1] - 1].end, _OTHER),
    ]
    return _with_parts(said, kinds, parts)


def _behind_inverted_row(
    said: Words, kinds: Sequence[int], title: tuple[int, int]
) -> tuple[Sequence[int], tuple[int, int]]:
    """Return what each word is, and the title, where a colon parts it from names written family name first."""
    row = inverted_row(said.said)
    if row is None or said.words[title[1] - 1].start < row[1]:
        return kinds, title
    start = next(n for n, word in enumerate(said.words) if word.start >= row[1])
    if any(kind in (_AUTHORS, _YEAR) for kind in kinds[start : title[0]]):
        return kinds, title
    begin, end = said.words[start].start, said.words[title[1] - 1].end
    parts = [Part(*row[0], _AUTHORS), Part(row[0][1], begin, _OTHER), Part(begin, end, _TITLE)]
    return _with_parts(said, kinds, parts), (start, title[1])


def _in_one_line(text: str) -> str:
    return re.sub(r"[\n\r\t]", " ", text)


def _first_block(said: Words, title: tuple[int, int]) -> int:
    """Return where a title ends that must not go on behind a break."""
    start, end = title
    return next((n for n in range(start + 1, end) if said.words[n].gap in _BREAKS), end)


def _with_parts(said: Words, kinds: Sequence[int], parts: Sequence[Part]) -> list[int]:
    """Return what each word is, where some parts of the text are known."""
    found = list(kinds)
    for n, word in enumerate(said.words):
        for one in parts:
            if one.start <= word.start < one.end:
                found[n] = one.kind
    return found
