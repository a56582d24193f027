"""Paragraphs that hold one citation a line, parted into an item a line."""

from __future__ import annotations

import dataclasses
import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence

from kg.identifiers import graph_ids
from kg.reading_list.block import Block, Span
from kg.reading_list.links import identifiers_of
from kg.reading_list.people import names
from kg.reading_list.piece import URL
from kg.reading_list.written_identifiers import written_identifiers

__all__ = ["lines_apart"]

_YEAR = re.compile(r"(?<![\d-])(?:1[5-9]\d\d|20[0-4]\d)(?!\d)")
#: What ends the names that a citation begins with.
_AFTER_NAMES = re.compile(r"[:(]|(?<!\b[A-Z])\.(?=\s)|\s(?=(?:1[89]|20)\d\d\b)")
_FEWEST_WORDS = 5
#: A number of a bibliography, and bullets of word processors.
_NUMBER = re.compile(r"(?:\[(\d{1,4})\]|\((\d{1,3})\)|([a-z])\))(?=\s)")
_BULLETS = frozenset("•◦‣▪●○■□◆◇⁃∙·・･⇒→➤►")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_TO_SAY = 2
#: How many of the lines begin with names at least.
_MOST = 0.75


def lines_apart(block: Block) -> list[Block]:
    """Return a paragraph in which each line is a citation as one item a line; any other block as it is.

    A line ends where a break is meant (two blanks, a backslash or ``<br>``). It ends anywhere
    where lines begin with a number, a bullet or a sign such as a page or a tick, where each
    says by whom and when, or where each holds the identifier of a paper of its own. What stands
    before the first of these lines stays a paragraph.
    """
    if block.kind != "paragraph":
        return [block]
    lines = list(_lines(block.spans, "\r"))
    if _are_dated(lines) and sum(map(_is_signed, lines)) >= _MOST * len(lines):
        return _as_items(block, lines)
    lines = list(_lines(block.spans, "\r\n"))
    for starts in (_numbered(lines), _bulleted(lines), _named(lines)):
        if len(starts) > 1:
            before = list(itertools.chain.from_iterable(lines[: starts[0]]))
            ends = [*starts[1:], len(lines)]
            whole = [
                _without_bullet(_joined(lines[start:end]))
                for start, end in zip(starts, ends, strict=True)
            ]
            return [*_before(block, before), *_as_items(block, whole)]
    alike = all(map(_is_marked, lines)) or all(map(_is_signed, lines))
    return _as_items(block, lines) if alike and _are_dated(lines) else [block]


def _numbered(lines: Sequence[list[Span]]) -> list[int]:
    """Return which lines begin with a number in brackets, each higher than the one before."""
    found = [
        (number, match)
        for number, line in enumerate(lines)
        if (match := _NUMBER.match(_text(line)))
    ]
    numbers = [int(match[1] or match[2] or ord(match[3])) for _, match in found]
    rises = all(first < second for first, second in itertools.pairwise(numbers))
    return [number for number, _ in found] if rises else []


def _bulleted(lines: Sequence[list[Span]]) -> list[int]:
    """Return which lines begin with a bullet that is none of Markdown."""
    return [number for number, line in enumerate(lines) if _text(line)[:1] in _BULLETS]


def _named(lines: Sequence[list[Span]]) -> list[int]:
    """Return the lines where all, but for a first one, say something and name a paper, each another."""
    ids = [_identifiers(line) for line in lines]
    start = 0 if ids and ids[0] else 1
    found = ids[start:]
    if not all(found) or len(set().union(*found)) < sum(map(len, found)):
        return []
    says = all(
        len(_WORD.findall(URL.sub(" ", _text(line)))) >= _FEWEST_TO_SAY for line in lines[start:]
    )
    return list(range(start, len(lines))) if says else []


def _identifiers(line: Sequence[Span]) -> set[str]:
    """Return the identifiers of papers that a line holds."""
    found = {one.id for one in written_identifiers(_text(line))}
    return found.union(*(graph_ids(identifiers_of(span.href)) for span in line if span.href))


def _without_bullet(spans: list[Span]) -> list[Span]:
    first = spans[0]
    bare = first.text.lstrip()
    return [first._replace(text=bare[1:].lstrip()), *spans[1:]] if bare[:1] in _BULLETS else spans


def _joined(lines: Sequence[list[Span]]) -> list[Span]:
    """Return the lines of one citation as the spans that they were."""
    spans = list(lines[0])
    for line in lines[1:]:
        spans += [Span("\n", line[0].line), *line]
    return spans


def _before(block: Block, spans: list[Span]) -> list[Block]:
    """Return the paragraph that stands before the lines of a list, if one does."""
    return [dataclasses.replace(block, spans=spans, unsaid=[])] if spans else []


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


def _are_dated(lines: Sequence[list[Span]]) -> bool:
    return len(lines) > 1 and all(map(_is_dated, lines))


def _is_dated(line: Sequence[Span]) -> bool:
    """Whether a line says when, and enough to be a title."""
    text = _text(line)
    return len(text.split()) >= _FEWEST_WORDS and _YEAR.search(text) is not None


def _is_signed(line: Sequence[Span]) -> bool:
    """Whether a line begins with names."""
    return names(_AFTER_NAMES.split(_text(line), maxsplit=1)[0]) is not None


def _text(line: Sequence[Span]) -> str:
    return " ".join("".join(span.text for span in line).split())
