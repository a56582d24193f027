"""What topics are called: the words that set their titles apart, by class-based TF-IDF.

The weight of a word in a topic is the share of the topic's titles that hold it, times
log(1 + A / f): f is how many titles hold it in all, A how many words a topic has on
average (Grootendorst, arXiv 2203.05794). No model is asked.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

__all__ = ["names_of", "topic_words", "words_of_titles"]

_MOST = 10
_IN_NAME = 3
_LONGEST_NAME = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?(?:[-‐‑–][^\W_]+)*")
#: Writing without spaces between words: pairs of signs stand for words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_HYPHENS = re.compile(r"[-‐‑–]")


@cache
def _stop_words() -> frozenset[str]:
    text = Path(__file__).with_name("stop_words.toml").read_text(encoding="utf-8")
    return frozenset(word for words in tomllib.loads(text).values() for word in words.split())


def words_of_titles(titles: Sequence[str]) -> list[list[str]]:
    """Return the telling words of each title, every word in the one form that most titles use.

    "cross-modal", "cross modal" and "crossmodal" are one word where the titles hold the
    first; a plural is its singular where they hold both.

    Examples
    --------
    >>> words_of_titles(["Cross-Modal Hashing Networks", "A crossmodal network for hashing", "Cross modal GANs"])
    [['cross-modal', 'hashing', 'network'], ['cross-modal', 'network', 'hashing'], ['cross-modal', 'GANs']]
    """
    raw = [_tokens(title) for title in titles]
    compounds = {token.casefold() for tokens in raw for token in tokens if "-" in token}
    joined = {compound.replace("-", ""): compound for compound in sorted(compounds)}
    folded = [_compounded(tokens, compounds, joined) for tokens in raw]
    counts = Counter(word.casefold() for words in folded for word in words)
    forms: dict[str, Counter[str]] = {}
    for words in folded:
        for word in words:
            forms.setdefault(_stem(word.casefold(), counts), Counter())[word] += 1
    shown = {stem: _form(stem, spellings) for stem, spellings in forms.items()}
    stop = _stop_words()
    return [
        list(
            dict.fromkeys(
                shown[_stem(word.casefold(), counts)]
                for word in words
                if word.casefold() not in stop and len(word) > 1 and not word.isdecimal()
            )
        )
        for words in folded
    ]


def _tokens(title: str) -> list[str]:
    text = unicodedata.normalize("NFKC", title).replace("’", "'")
    found: list[str] = []
    for token in _WORD.findall(text):
        if _UNSPACED.fullmatch(token):
            found += [token[start : start + 2] for start in range(len(token) - 1)]
        else:
            found.append(_HYPHENS.sub("-", re.sub(r"'s?$|'s(?=-)", "", token)))
    return found


def _compounded(tokens: Sequence[str], compounds: set[str], joined: dict[str, str]) -> list[str]:
    """Return tokens with the two other spellings of hyphenated words in the hyphenated one."""
    words: list[str] = []
    skip = False
    for token, following in pairwise([*tokens, ""]):
        pair = f"{token}-{following}".casefold()
        if skip:
            skip = False
        elif pair in compounds:
            words.append(pair)
            skip = True
        else:
            words.append(joined.get(token.casefold(), token))
    return words


def _stem(word: str, counts: Counter[str]) -> str:
    """Return the singular of a plural, where the titles hold it too."""
    for end, singular in (("ies", "y"), ("es", ""), ("s", "")):
        base = word.removesuffix(end) + singular
        if word.endswith(end) and len(base) > 2 and counts[base]:
            return base
    return word


def _form(stem: str, spellings: Counter[str]) -> str:
    """Return how a word is shown: in small letters, unless most titles give it capitals of its own."""

    def has_own(word: str) -> bool:
        # The capitals of "Cross-Modal" are those of a heading, those of "GANs" its own.
        return any(char.isupper() for part in word.split("-") for char in part[1:])

    own = sum(count for word, count in spellings.items() if has_own(word))
    if own * 2 <= spellings.total():
        return stem
    return min(filter(has_own, spellings), key=lambda word: (-spellings[word], word))


def topic_words(topics: Sequence[Iterable[Sequence[str]]]) -> list[list[str]]:
    """Return the words of each topic, the most telling first.

    Parameters
    ----------
    topics
        The words of each title of each topic.

    Examples
    --------
    >>> topic_words([[["deep", "hashing"], ["hashing"]], [["deep", "captions"], ["captions"]]])
    [['hashing', 'deep'], ['captions', 'deep']]
    """
    classes = [[set(title) for title in titles] for titles in topics]
    inside = [Counter(word for title in titles for word in title) for titles in classes]
    overall = sum(inside, Counter())
    average = overall.total() / max(1, len(classes))
    found = []
    for titles, counts in zip(classes, inside, strict=True):
        weights = {
            word: count / len(titles) * math.log(1 + average / overall[word])
            for word, count in counts.items()
        }

        def rank(
            word: str, counts: Counter[str] = counts, weights: dict[str, float] = weights
        ) -> Any:
            # A word of one title is that paper's own: it comes after those of several.
            return counts[word] == 1, -round(weights[word], 9), word

        found.append(sorted(weights, key=rank)[:_MOST])
    return found


def names_of(words: Sequence[Sequence[str]]) -> list[str]:
    """Return a name for each topic: its first words, and more of them where two are called alike.

    Examples
    --------
    >>> names_of([["hashing", "deep", "codes", "fast"], ["hashing", "deep", "codes", "slow"], []])
    ['hashing, deep, codes, fast', 'hashing, deep, codes, slow', 'topic 3']
    """
    names = [", ".join(some[:_IN_NAME]) for some in words]
    for length in range(_IN_NAME + 1, _LONGEST_NAME + 1):
        twice = {name for name, count in Counter(names).items() if count > 1}
        names = [
            ", ".join(some[:length]) if name in twice else name
            for name, some in zip(names, words, strict=True)
        ]
    seen = Counter(names)
    return [
        name
        if name and seen[name] == 1
        else f"{name} {number}".strip()
        if name
        else f"topic {number}"
        for number, name in enumerate(names, 1)
    ]
