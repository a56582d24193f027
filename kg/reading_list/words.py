"""An entry as a row of words and marks, each with its place, style and link."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.reading_list.block import Block, Span
from kg.reading_list.candidates import Candidate
from kg.reading_list.columns import column_role
from kg.reading_list.piece import Piece

__all__ = ["Word", "Words", "pieces_at", "words_of"]

#: An address, letters, digits, or one mark.
_WORD = re.compile(r"https?://[^\s<>\"|，。）】\])]+|[^\W\d_]+(?:['’‑\-‐][^\W\d_]+)*|\d+|[^\w\s]|_")
#: No entry has more words that say what it is; what follows is prose.
_MOST_WORDS = 260


class Word(NamedTuple):
    """A word or a mark: where it stands in the text of the entry and how it is set.

    ``gap`` is what lies before it: nothing, a blank, a line's end, a meant break, another
    block or another cell.
    """

    text: str
    start: int
    end: int
    line: int
    style: str
    href: str | None
    run: int
    gap: str
    cell: int
    below: bool
    image: bool


class Words(NamedTuple):
    """The text of an entry and its words; ``columns`` are the roles of its cells."""

    said: str
    words: list[Word]
    columns: tuple[str | None, ...]


def words_of(candidate: Candidate) -> Words:
    r"""Return the words of a candidate and of the blocks that were joined to it."""
    texts: list[str] = []
    spans: list[tuple[int, Span, int, bool]] = []
    length = 0

    def add(text: str) -> None:
        nonlocal length
        texts.append(text)
        length += len(text)

    for number, block in enumerate(candidate.blocks):
        for cell, row in _rows(block):
            if length:
                add("\v" if cell > 0 else "\f")
            for span in row:
                if span.text and not (span.image and span.href is None):
                    spans.append((length, span, cell, number > 0))
                    add(span.text)
    text = "".join(texts)
    columns = tuple(column_role(name) for name in candidate.block.columns)
    return Words(text, _words(text, spans), columns)


def _rows(block: Block) -> list[tuple[int, list[Span]]]:
    if block.kind == "row":
        return list(enumerate(block.cells))
    return [(-1, block.spans)]


def _words(text: str, spans: list[tuple[int, Span, int, bool]]) -> list[Word]:
    starts = [start for start, *_ in spans]
    found: list[Word] = []
    before, run, last = 0, -1, None
    for match in _WORD.finditer(text):
        if len(found) == _MOST_WORDS or not spans:
            break
        start, span, cell, below = spans[max(0, bisect_right(starts, match.start()) - 1)]
        style = (
            "link"
            if span.href is not None
            else "bold"
            if span.bold
            else "italic"
            if span.italic
            else "plain"
        )
        gap = _gap(text[before : match.start()])
        key = (style, span.href, cell)
        if key != last or gap in ("block", "cell") or (span.image and start >= before):
            run, last = run + 1, key
        found.append(
            Word(
                match.group(), match.start(), match.end(), span.line, style, span.href,
                run, gap, cell, below, span.image,
            )
        )  # fmt: skip
        before = match.end()
    return found


def pieces_at(words: Sequence[Word], pieces: Sequence[Piece]) -> list[int]:
    """Return which piece each word belongs to, or -1: pieces come in the order of the words."""
    found = [-1] * len(words)
    places: dict[str, list[int]] = {}
    for n, word in enumerate(words):
        places.setdefault(word.text, []).append(n)
    at = 0
    for number, piece in enumerate(pieces):
        texts = [match.group() for match in _WORD.finditer(piece.text)]
        if not texts and piece.href:
            texts = [piece.href]
        first = _first(words, places, texts, at)
        if first is None:
            continue
        at = first
        for text in texts:
            near = next(
                (n for n in range(at, min(at + 4, len(words))) if words[n].text == text), None
            )
            if near is not None:
                found[at : near + 1] = [number] * (near + 1 - at)
                at = near + 1
    return found


def _first(
    words: Sequence[Word], places: Mapping[str, Sequence[int]], texts: Sequence[str], at: int
) -> int | None:
    """Return where a row of words begins, from a place on, else anywhere."""
    if not texts:
        return None
    spots = places.get(texts[0], ())
    wanted = texts[:4]
    right = [
        n for n in spots if [word.text for word in words[n : n + len(wanted)]] == wanted
    ] or spots
    return next((n for n in right if n >= at), next(iter(right), None))


def _gap(text: str) -> str:
    if not text:
        return ""
    if "\v" in text:
        return "cell"
    if "\f" in text:
        return "block"
    if "\r" in text or "\n\n" in text:
        return "break"
    if "\n" in text:
        return "line"
    return "tab" if "\t" in text else " "
