"""Paragraphs that hold one citation a line, parted into an item a line."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Sequence

from kg.reading_list.block import Block, Span
from kg.reading_list.people import names

__all__ = ["lines_apart"]

_YEAR = re.compile(r"(?<![\d-])(?:1[5-9]\d\d|20[0-4]\d)(?!\d)")
#: What ends the names that a citation begins with.
_AFTER_NAMES = re.compile(r"[:(]|(?<!\b[A-Z])\.(?=\s)|\s(?=(?:1[89]|20)\d\d\b)")
_FEWEST_WORDS = 5
#: How many of the lines begin with names at least.
_MOST = 0.75


def lines_apart(block: Block) -> list[Block]:
    """Return a paragraph in which each line is a citation as one item a line; any other block as it is.

    A line ends where a break is meant (two blanks, a backslash or ``<br>``); where each begins
    with a sign such as a page or a tick, at the end of any line.
    """
    if block.kind != "paragraph":
        return [block]
    for breaks in ("\r", "\r\n"):
        lines = list(_lines(block.spans, breaks))
        alike = all(map(_is_marked, lines))
        signed = sum(map(_is_signed, lines)) >= _MOST * len(lines) and breaks == "\r"
        if len(lines) > 1 and all(map(_is_dated, lines)) and (alike or signed):
            return _as_items(block, lines)
    return [block]


def _as_items(block: Block, lines: Sequence[list[Span]]) -> list[Block]:
    """Return the lines of a paragraph as the list they are in all but its marks."""
    found = [
        dataclasses.replace(
            block, kind="item", line=one[0].line, spans=one, group=-block.line, unsaid=[]
        )
        for one in lines
    ]
    found[-1].unsaid = block.unsaid
    return found


def _lines(spans: Sequence[Span], breaks: str) -> Iterator[list[Span]]:
    """Yield the spans of each line that holds more than blanks."""
    line: list[Span] = []
    for span in [*spans, Span("\r", 0)]:
        if not any(one in span.text for one in breaks):
            if line or span.text.strip():
                line.append(span)
        elif line:
            yield line
            line = []


def _is_marked(line: Sequence[Span]) -> bool:
    """Whether a line begins with a sign that stands for a bullet."""
    return unicodedata.category(line[0].text.strip()[0]) == "So"


def _is_dated(line: Sequence[Span]) -> bool:
    """Whether a line says when, and enough to be a title."""
    text = _text(line)
    return len(text.split()) >= _FEWEST_WORDS and _YEAR.search(text) is not None


def _is_signed(line: Sequence[Span]) -> bool:
    """Whether a line begins with names."""
    return names(_AFTER_NAMES.split(_text(line), maxsplit=1)[0]) is not None


def _text(line: Sequence[Span]) -> str:
    return " ".join("".join(span.text for span in line).split())
