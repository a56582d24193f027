"""Two words that differ a little: a plural, a spelling, a slip of the pen - or another word."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Literal

from rapidfuzz.distance import OSA

__all__ = ["WordRelation", "compare_words"]

WordRelation = Literal["form", "slip", "another"]

_NUMERAL = re.compile(r"[ivx]+|\d\w*|\w|one|two|three|four|five|first|second|third")
#: British and American spellings, as (pattern, what both become).
_SPELLINGS = (
    (re.compile(r"ll(?=(?:ing|ings|ed|er|ers|or|ors|able|ation)$)"), "l"),
    (re.compile(r"(?<=..)our(?=$|s$|ed$|ing$|al$|able$|ful$|ist$)"), "or"),
    (re.compile(r"(?<=...)is(?=(?:e|es|ed|er|ers|ing|ation|ations|able)$)"), "iz"),
    (re.compile(r"(?<=..)ys(?=(?:e|es|ed|er|ers|ing)$)"), "yz"),
    (re.compile(r"(?<=[bcht])re(?=s?$)"), "er"),
    (re.compile(r"(?<=.)(?:ae|oe)(?=[a-z]{2})|^(?:ae|oe)(?=[a-z]{4})"), "e"),
    (re.compile(r"ogue(?=s?$)"), "og"),
)
#: Endings that name things apart, those of substances above all.
_TELLING_ENDINGS = re.compile(
    r"(?:[aeiouy]nes?|[aei]tes?|ides?|[aeio]ls?|yls?|i[nu]ms?|ins?|ases?|oses?|oses|ics?|ous|ones?|anes?|ums?|us|a)$"
)


def compare_words(
    one: str, other: str, known: Collection[str] = frozenset()
) -> WordRelation | None:
    """Return how two different words relate, or None when they are simply two words.

    ``form``: one word in two numbers or spellings. ``slip``: a letter doubled, dropped or
    swapped inside a long word, where what comes out is no word. ``another``: one letter
    apart, and both may be words: nitrate and nitrite, causal and casual.

    Parameters
    ----------
    one, other
        Normalised words.
    known
        Words of other titles at hand: where both are known, they are two words.

    Examples
    --------
    >>> compare_words("network", "networks"), compare_words("modelling", "modeling")
    ('form', 'form')
    >>> compare_words("retreival", "retrieval"), compare_words("nitrate", "nitrite")
    ('slip', 'another')
    >>> compare_words("neural", "neutral"), compare_words("neural", "deep")
    ('another', None)
    """
    if _is_plural(one, other) or _american(one) == _american(other):
        return "form"
    short, long = sorted((one, other), key=len)
    if _NUMERAL.fullmatch(one) or _NUMERAL.fullmatch(other) or len(short) < 6:
        return None
    if OSA.distance(one, other) != 1:
        return None
    place = _first_difference(short, long)
    dropped_or_doubled = len(short) < len(long)
    swapped = sorted(one) == sorted(other)
    if not (dropped_or_doubled or swapped) or place < 2 or place >= len(short) - 1:
        return "another"  # another letter, or one at an end: a word is made that way
    return _within(one, other, known, place >= len(short) - 3)


def _first_difference(short: str, long: str) -> int:
    pairs = enumerate(zip(short, long, strict=False))
    return next((place for place, (a, b) in pairs if a != b), len(short))


def _within(one: str, other: str, known: Collection[str], in_ending: bool) -> WordRelation:
    """Tell a slip inside a word from another word."""
    if frozenset((one, other)) in _words_one_letter_apart() or (one in known and other in known):
        return "another"
    if in_ending and (_TELLING_ENDINGS.search(one) or _TELLING_ENDINGS.search(other)):
        return "another"
    return "slip"


def _is_plural(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 2 and (
        long in (short + "s", short + "es") or (short.endswith("y") and long == short[:-1] + "ies")
    )


def _american(word: str) -> str:
    if len(word) < 6:
        return word
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    return word


@cache
def _words_one_letter_apart() -> frozenset[frozenset[str]]:
    """Return the pairs of words that a doubled, dropped or swapped letter turns into each other."""
    text = Path(__file__).with_name("one_letter_apart.txt").read_text(encoding="utf-8")
    return frozenset(
        frozenset(line.split()) for line in text.splitlines() if not line.startswith("#")
    )
