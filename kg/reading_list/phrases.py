"""Phrases of words between marks, and what recognisers say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kg.reading_list import links
from kg.reading_list.dates_and_venues import (
    dated,
    title_likeness,
    venue_likeness,
)
from kg.reading_list.journals import is_journal
from kg.reading_list.people import names
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


_LONGEST_PHRASE = 400


@lru_cache(maxsize=32768)
def facts_of_text(text: str) -> tuple[str, ...]:
    """Return what recognisers say of a phrase."""
    bare = " ".join(text.split())
    if len(bare) > _LONGEST_PHRASE:
        return ("unknown",)
    known = [fact for fact in (_people_in(bare), _date_in(bare)) if fact]
    if links.label_kind(bare) is not None:
        known.append("a label")
    if is_journal(bare):
        known.append("a journal")
    return (
        *known,
        f"likeness {round(title_likeness(bare) * 4)}",
        *(() if known else ("unknown",)),
    )


def _people_in(bare: str) -> str | None:
    if people := names(bare):
        sure = "sure" if people[1] >= 0.9 else "maybe" if people[1] >= 0.5 else "hardly"
        return f"{sure} {_names_or_name(people[0])}"
    if edge := _YEAR_AT_EDGE.search(bare):
        people = names(bare[: edge.start()] if edge.start() else bare[edge.end() :])
        return f"{_names_or_name(people[0])} and year" if people else None
    return None


def _names_or_name(people: Sequence[str]) -> str:
    return "names" if len(people) > 1 else "name"


def _date_in(bare: str) -> str | None:
    if when := dated(bare):
        parts = [name for name, said in (("venue", when.venue), ("year", when.year)) if said]
        return f"{'sure' if when.strength >= 0.9 else 'maybe'} {' and '.join(parts) or 'year'}"
    return "like a venue" if venue_likeness(bare) >= 0.5 else None


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
    spaced = n + 1 >= len(words) or bool(words[n + 1].gap)
    if text == ".":
        return spaced and not (strong and n > 0 and _is_initial(words[n - 1].text))
    if text in "-–—~":
        return spaced and bool(words[n].gap)
    if text == ":":
        return spaced
    if text in _WEAK:
        return not strong and (spaced or text != "/")
    return text in _STRONG


def _is_initial(text: str) -> bool:
    return len(text) == 1 and text.isupper()


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
