"""Phrases of words between marks, and what recognisers say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kg.reading_list import links
from kg.reading_list.people import names
from kg.reading_list.recognise import (
    dated,
    title_likeness,
    venue_likeness,
)
from kg.reading_list.words import Word, Words

__all__ = [
    "CLOSING",
    "OPENING",
    "facts_of_text",
    "mark_at",
    "phrase_at",
    "phrases_of",
    "runs_of",
    "size_name",
    "text_of",
]

OPENING, CLOSING = "([{（【《「『«“‹〈", ")]}）】》」』»”›〉"


def size_name(count: int) -> str:
    """Return about how many there are, in a word."""
    for most, name in ((1, "1"), (2, "2"), (4, "4"), (7, "7"), (12, "12"), (20, "20"), (40, "40")):
        if count <= most:
            return name
    return "more"


_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


@lru_cache(maxsize=16384)
def facts_of_text(text: str) -> tuple[str, ...]:
    """Return what recognisers say of a phrase of text."""
    bare = " ".join(text.split())
    found = []
    if len(bare) <= 400:
        people = names(bare)
        if people:
            many = "names" if len(people[0]) > 1 else "name"
            found.append(
                f"{'sure' if people[1] >= 0.9 else 'maybe' if people[1] >= 0.5 else 'hardly'} {many}"
            )
        elif (edge := _YEAR_AT_EDGE.search(bare)) and (
            people := names(bare[: edge.start()] if edge.start() else bare[edge.end() :])
        ):
            found.append(f"{'names' if len(people[0]) > 1 else 'name'} and year")
        when = dated(bare)
        if when:
            what = (
                "venue and year" if when.year and when.venue else "venue" if when.venue else "year"
            )
            found.append(f"{'sure' if when.strength >= 0.9 else 'maybe'} {what}")
        elif venue_likeness(bare) >= 0.5:
            found.append("like a venue")
        if links.label_kind(bare) is not None:
            found.append("a label")
        found.append(f"likeness {round(title_likeness(bare) * 4)}")
    if not found or len(found) == 1:
        found.append("unknown")
    return tuple(found)


_YEAR_AT_EDGE = re.compile(r"^(?:1[5-9]\d\d|20[0-4]\d)\W+|\W+(?:1[5-9]\d\d|20[0-4]\d)[a-z]?\W*$")


def phrase_at(count: int, phrases: Sequence[tuple[int, int]]) -> list[int]:
    """Return the phrase that each of so many words stands in."""
    at = [0] * count
    for number, (start, end) in enumerate(phrases):
        at[start:end] = [number] * (end - start)
    return at


_STRONG = frozenset('.|;。·•«»《》「」『』"“”„([{)]}（）【】:：—–')

_WEAK = frozenset(",，、/")


def phrases_of(words: Sequence[Word], *, strong: bool) -> list[tuple[int, int]]:
    """Return where phrases between marks begin and end; marks stand alone.

    Strong ones end at sentences, brackets, quotation marks, lines and changes of style;
    the others at commas, too. A full stop after an initial or a short word is weak.
    """
    found, start = [], 0
    for n, word in enumerate(words):
        new = n and (
            word.run != words[n - 1].run or word.gap in ("line", "break", "block", "cell", "tab")
        )
        if new and start < n:
            found.append((start, n))
            start = n
        if _is_mark(words, n, strong=strong):
            if start < n:
                found.append((start, n))
            found.append((n, n + 1))
            start = n + 1
    if start < len(words):
        found.append((start, len(words)))
    return found


def _is_mark(words: Sequence[Word], n: int, *, strong: bool) -> bool:
    text = words[n].text
    after = words[n + 1] if n + 1 < len(words) else None
    spaced = after is None or bool(after.gap)
    if text == ".":
        if not spaced:
            return False
        before = words[n - 1].text if n else ""
        return not (strong and len(before) == 1 and before.isupper())
    if text in "-–—~":
        return spaced and bool(words[n].gap)
    if text in ":：":
        return spaced or text == "："
    if text in _STRONG:
        return True
    if text in _WEAK:
        return not strong and (spaced or text != "/")
    return False


def runs_of(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return where runs of one style begin and end."""
    found, start = [], 0
    for n in range(1, len(words) + 1):
        if n == len(words) or words[n].run != words[start].run:
            found.append((start, n))
            start = n
    return found


def text_of(said: Words, phrase: tuple[int, int]) -> str:
    """Return the text of a phrase of words."""
    return said.said[said.words[phrase[0]].start : said.words[phrase[1] - 1].end]


def mark_at(words: Sequence[Word], n: int) -> str:
    """Return the mark or the change that ends or begins a phrase."""
    if n < 0 or n >= len(words):
        return "edge"
    text = words[n].text
    return text if not text[0].isalnum() and len(text) == 1 else "style"
