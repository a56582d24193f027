"""What topics are called: their most telling words, in the phrases that titles hold them in.

"metric" and "network" say little of a topic, "distance metric" and "relation network" more.
A phrase is two words beside each other that both set the topic's titles apart, so that no
name holds a word that the whole field uses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from kg.topics.unspaced import UNSPACED
from kg.topics.words import APART

__all__ = ["names_of", "phrased"]

_IN_NAME = 3
_LONGEST_NAME = 6
#: Titles of a topic that hold its phrase: one for a word that says little alone, and any other.
_IN_TITLES = 3
_IN_MANY_TITLES = 5

_Phrase = tuple[str, str]


def phrased(
    words: Sequence[Sequence[str]], topics: Sequence[Sequence[Sequence[str]]]
) -> list[list[str]]:
    """Return the words of each topic, those in a phrase of its titles that say little alone.

    Parameters
    ----------
    words
        The words of each topic, the most telling first.
    topics
        The titles of each topic as rows of words in their order, "" between two that do
        not stand beside each other.

    Notes
    -----
    A phrase is held by three titles of the topic, and by half of those that hold its rarer
    word. It stands for a word that other topics' titles hold as often as this topic's; for
    any other where half of the titles that hold the word, and five, hold the phrase.

    Examples
    --------
    >>> metrics = [["distance", "metric", "learning"]] * 5 + [["learning", "", "metric"]]
    >>> captions = [["captions", "", "learning"]] * 4
    >>> phrased([["metric", "distance", "learning"], ["captions", "learning"]], [metrics, captions])
    [['distance metric', 'learning'], ['captions', 'learning']]
    """
    held = [_titles_holding(rows) for rows in topics]
    overall = sum(held, Counter[_Phrase]())
    sizes = [len(rows) for rows in topics]
    return [
        _with_phrases(some, _Topic(own, overall, size, sum(sizes)))
        for some, own, size in zip(words, held, sizes, strict=True)
    ]


def _titles_holding(rows: Sequence[Sequence[str]]) -> Counter[_Phrase]:
    """Return how many titles hold each word (as a pair with "") and each pair of words."""
    return Counter(
        term
        for row in rows
        for term in {(word, "") for word in row if word}
        | {pair for pair in pairwise(row) if all(pair) and pair[0] != pair[1]}
    )


class _Topic:
    """The words and phrases of a topic, counted by titles."""

    def __init__(
        self, held: Counter[_Phrase], overall: Counter[_Phrase], size: int, titles: int
    ) -> None:
        self._held, self._overall = held, overall
        self._size, self._others = size, titles - size
        self._phrases = sorted(filter(self._is_phrase, held), key=lambda pair: (-held[pair], pair))

    def phrase(self, word: str) -> _Phrase | None:
        """Return the phrase to say instead of a word, None where the word says as much."""
        found = next((pair for pair in self._phrases if word in pair), None)
        if found is None:
            return None
        own, everywhere = self._held[word, ""], self._overall[word, ""]
        is_general = 2 * own <= everywhere
        is_usual = self._held[found] >= max(_IN_MANY_TITLES, own / 2)
        return found if is_general or is_usual else None

    def _is_phrase(self, pair: _Phrase) -> bool:
        first, second = ((word, "") for word in pair)
        rarer = min(self._held[first], self._held[second])
        return (
            all(pair)
            and self._held[pair] >= max(_IN_TITLES, rarer / 2)
            and all(map(self._is_apart, (first, second, pair)))
        )

    def _is_apart(self, term: _Phrase) -> bool:
        own = self._held[term]
        return own * self._others >= APART * (self._overall[term] - own) * self._size


def _with_phrases(words: Sequence[str], topic: _Topic) -> list[str]:
    terms: list[str] = []
    said: set[str] = set()
    for word in words:
        if word in said:
            continue
        phrase = topic.phrase(word)
        if phrase is None or said & set(phrase):
            phrase = (word, "")
        said |= set(phrase)
        between = "" if all(map(UNSPACED.fullmatch, phrase)) else " "
        terms.append(between.join(filter(None, phrase)))
    return terms


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
