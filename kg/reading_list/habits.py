"""How the entries of a list begin: a person who reads one has seen the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from kg.reading_list.dates_and_venues import (
    title_likeness,
)
from kg.reading_list.phrases import facts_of_text, mark_at, phrases_of, size_name, text_of
from kg.reading_list.word_kinds import Bundle
from kg.reading_list.words import Words

__all__ = ["LEADS", "Habits"]

#: How many phrases at the beginning of an entry are compared with those of the others.
LEADS = 4


class Habits:
    """How the entries of a list begin: which phrase ends with which mark, and what it is like."""

    def __init__(self, entries: Sequence[tuple[Words, str]]) -> None:
        self.count: dict[str, int] = defaultdict(int)
        self.like: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
        self.leads: dict[tuple[str, str, int], tuple[tuple[object, ...], list[str], str]] = {}
        for said, kind in entries:
            if not said.words:
                continue
            self.count[kind] += 1
            large = phrases_of(said.words, strong=True)
            for number in range(min(LEADS, len(large))):
                key, facts, text = self._lead(said, kind, large, number)
                self.leads[said.said, kind, number] = key, facts, text
                seen = self.like[key]
                seen["all"] += 1
                seen[f"text {text}"] += 1
                for fact in facts:
                    seen[fact] += 1

    @staticmethod
    def _lead(
        said: Words, kind: str, large: Sequence[tuple[int, int]], number: int
    ) -> tuple[tuple[object, ...], list[str], str]:
        words = said.words
        start, end = large[number]
        text = text_of(said, large[number])
        key = (kind, number, words[start].style, words[start].cell, mark_at(words, end))
        facts = [f"size {size_name(end - start)}"]
        letters = [word.text for word in words[start:end] if word.text[0].isalpha()]
        if (
            letters
            and len(letters) < 4
            and all(letter[0].isupper() and not letter.isupper() for letter in letters)
        ):
            facts.append("short capitals")
        facts += [
            fact.split()[-1] + ("" if fact.startswith("sure") else "?")
            for fact in facts_of_text(text)
            if not fact.startswith("likeness")
        ]
        if title_likeness(text) >= 0.5:
            facts.append("like a title")
        return key, facts, text

    def bundle(self, said: Words, kind: str, number: int) -> Bundle:
        """Return the bundle of a phrase: what the others in its place are like.

        Parameters
        ----------
        said
            The words of the entry.
        kind
            What kind of entry it is.
        number
            Index of the phrase.
        """
        key, mine, text = self.leads[said.said, kind, number]
        seen = self.like[key]
        others = max(1, seen["all"] - 1)
        levels = {fact: _level((seen[fact] - (fact in mine)) / others) for fact in _COMPARED}
        share = _level((seen["all"] - 1) / max(1, self.count[kind] - 1))
        return _of_habit(
            number, str(key[-1]), share, tuple(levels.values()), min(seen[f"text {text}"], 4)
        )


_COMPARED = (
    "short capitals", "like a title", "names", "names?", "name?", "year", "venue", "venue?", "title", "unknown", "label",
)  # fmt: skip


@lru_cache(maxsize=8192)
def _of_habit(number: int, mark: str, share: str, levels: tuple[str, ...], same: int) -> Bundle:
    found = [
        f"habit shared {share}",
        f"habit {mark} shared {share}",
        f"habit {number} {mark} {share}",
    ]
    for fact, level in zip(_COMPARED, levels, strict=True):
        if level != "none" and fact != "like a title":
            found += [
                f"habit {fact} {level}",
                f"habit {number} {fact} {level}",
                f"habit {share} {fact} {level}",
            ]
    short, like = levels[:2]
    found += [
        f"habit like a title {like}",
        f"habit {share}, like a title {like}, short {short}",
        f"habit {mark} {share}, like a title {like}, short {short}",
    ]
    if same > 1:
        found.append(f"habit text of several {same}")
    return tuple(found)


def _level(share: float) -> str:
    return "none" if share < 0.05 else "few" if share < 0.35 else "many" if share < 0.75 else "most"
