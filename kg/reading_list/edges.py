"""What lies between two words of an entry, where what they are may change."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.reading_list.phrases import CLOSING, OPENING
from kg.reading_list.word_kinds import CUES, YEAR
from kg.reading_list.words import Word, Words

__all__ = ["EDGES", "edges_of"]

_MARKS = {
    ",": ",", "，": ",", "、": ",", ".": ".", "。": ".", ":": ":", "：": ":", ";": ";", "；": ";",
    "|": "|", "｜": "|", "/": "/", "&": "and",
}  # fmt: skip

_QUOTES = frozenset('"“”„«»‘’《》「」『』`')

#: What lies between two words, where what they are may change.
EDGES = (
    "cell", "block", "break", "line", "tab", "run", "run after mark",
    *(f"at {one}" for one in (",", ".", ":", ";", "|", "/", "and", "dash", "hyphen", "open", "close", "quote", "mark")),
    *(f"after {one}" for one in (",", ".", ":", ";", "|", "/", "and", "dash", "hyphen", "open", "close", "quote", "mark")),
    "after initial.", "glued", "before year", "after year", "before digits", "after digits", "capitals", "wide", "small", "before in",
)  # fmt: skip

_NUMBER = {name: number for number, name in enumerate(EDGES)}


def _mark_class(words: Sequence[Word], n: int) -> str | None:
    text = words[n].text
    first = text[0]
    if first.isalnum():
        return "and" if text.casefold() in ("and", "und", "et", "y", "with", "by") else None
    if found := _MARKS.get(first):
        return found
    if first in _QUOTES:
        return "quote"
    if first in OPENING:
        return "open"
    if first in CLOSING:
        return "close"
    if first in "-–—~":
        after = words[n + 1].gap if n + 1 < len(words) else " "
        return "dash" if words[n].gap and after else "hyphen"
    return "mark"


def edges_of(said: Words) -> list[int]:
    """Return what lies before each word, as numbers of :data:`EDGES`."""
    return [_NUMBER[_edge_before(said.words, n)] for n in range(len(said.words))]


def _edge_before(words: Sequence[Word], n: int) -> str:
    word = words[n]
    if word.gap in ("cell", "block", "break", "line", "tab"):
        return word.gap
    if n == 0:
        return "small"
    before = words[n - 1]
    last, here = _mark_class(words, n - 1), _mark_class(words, n)
    if word.run != before.run:
        return "run after mark" if last else "run"
    if here:
        return f"at {here}"
    if last:
        if last == "." and n > 1 and len(words[n - 2].text) == 1 and words[n - 2].text.isupper():
            return "after initial."
        return f"after {last}"
    return _between_words(before, word)


def _between_words(before: Word, word: Word) -> str:
    if not word.gap:
        return "glued"
    if YEAR.fullmatch(word.text):
        return "before year"
    if YEAR.fullmatch(before.text):
        return "after year"
    if word.text[0].isdigit():
        return "before digits"
    if before.text[0].isdigit():
        return "after digits"
    if CUES.get(word.text.casefold()) == "in":
        return "before in"
    if _WIDE_WORD.match(word.text) or _WIDE_WORD.match(before.text):
        return "wide"
    return "capitals" if word.text[0].isupper() and before.text[0].isupper() else "small"


_WIDE_WORD = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
