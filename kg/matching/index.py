"""Known works by title."""

from __future__ import annotations

from collections import defaultdict

from kg.identifiers import normalise_title
from kg.matching.decision import Confidence, judge
from kg.matching.works import describe
from kg.records import Work

__all__ = ["TitleIndex"]


class TitleIndex:
    """Known works by title, to ask "which of you is this?" of many descriptions.

    Finds equal and nearly equal titles without comparing with every work: a nearly
    equal title shares its first or its last three words, or differs by one leading word.
    """

    def __init__(self) -> None:
        self._works: list[tuple[int, Work]] = []
        self._blocks: dict[str, list[int]] = defaultdict(list)

    def add(self, key: int, work: Work) -> None:
        """Make a work findable under ``key``."""
        for block in _blocks(work.title or ""):
            self._blocks[block].append(len(self._works))
        self._works.append((key, work))

    def find(self, described: Work) -> tuple[int, Confidence, str] | None:
        """Return ``(key, confidence, sentence)`` of the one work that matches, or None.

        None also where several different works match equally well.
        """
        judged = [
            (self._works[position][0], judge(described, self._works[position][1]))
            for position in self._positions(described.title or "")
        ]
        for level in ("certain", "probable"):
            at_level = [(key, one) for key, one in judged if one.confidence == level]
            by_author = [(key, one) for key, one in at_level if one.agreement.authors]
            for standing_out in (at_level, by_author):
                if len({key for key, _ in standing_out}) == 1:
                    key, one = standing_out[0]
                    return key, one.confidence, f"{one.reason}: {describe(one.work)}"
            if at_level:
                return None
        return None

    def nearby(self, title: str) -> list[int]:
        """Return the keys of the works whose titles are worth comparing with this one."""
        return [self._works[position][0] for position in self._positions(title)]

    def _positions(self, title: str) -> list[int]:
        return sorted(
            {position for block in _blocks(title) for position in self._blocks.get(block, ())}
        )


def _blocks(title: str) -> set[str]:
    words = normalise_title(title).split()
    if not words:
        return set()
    joined = "".join(words)
    return {
        "=" + joined,
        "<" + " ".join(words[:3]),
        ">" + " ".join(words[-3:]),
    }
