"""Known works by title."""

from __future__ import annotations

import re
from collections import defaultdict

from kg.identifiers import normalise_title
from kg.matching.agreement import describe
from kg.matching.decision import Confidence, Verdict, judge, stands_alone
from kg.matching.notices import notice_of
from kg.matching.retractions import may_be_marked, without_authors, without_mark
from kg.records import Work

__all__ = ["TitleIndex", "title_keys"]


class TitleIndex:
    """Known works by title, to ask "which of you is this?" of many descriptions.

    Finds equal and nearly equal titles without comparing with every work: a nearly
    equal title shares its first or its last three words, or differs by one leading word.
    """

    def __init__(self) -> None:
        self._works: list[tuple[int, Work]] = []
        self._blocks: dict[str, list[int]] = defaultdict(list)
        #: Every word of every title.
        self.words: set[str] = set()

    def add(self, key: int, work: Work) -> None:
        """Make a work findable under ``key``."""
        for block in title_keys(work.title or ""):
            self._blocks[block].append(len(self._works))
        self.words.update(normalise_title(work.title or "").split())
        self._works.append((key, work))

    def find(self, described: Work) -> tuple[int, Confidence, str] | None:
        """Return ``(key, confidence, sentence)`` of the one work that matches, or None.

        None also where several different works match equally well.
        """
        judged = [
            (self._works[position][0], judge(described, self._works[position][1], self.words))
            for position in self._positions(described.title or "")
        ]
        for level in ("certain", "probable"):
            if at_level := [
                (key, verdict) for key, verdict in judged if verdict.confidence == level
            ]:
                return _only_key(at_level, judged)
        return None

    def nearby(self, title: str) -> list[int]:
        """Return the keys of the works whose titles are worth comparing with this one."""
        return [self._works[position][0] for position in self._positions(title)]

    def _positions(self, title: str) -> list[int]:
        return sorted(
            {position for block in title_keys(title) for position in self._blocks.get(block, ())}
        )


_Keyed = list[tuple[int, Verdict]]


def _only_key(at_level: _Keyed, judged: _Keyed) -> tuple[int, Confidence, str] | None:
    """Return the one work that is as sure as the best: alone, or alone in sharing an author."""
    by_author = [(key, verdict) for key, verdict in at_level if verdict.agreement.authors]
    for standing_out in (at_level, by_author):
        if len({key for key, _ in standing_out}) == 1:
            # Of several versions of one work, the one of that year says it best.
            key, verdict = max(standing_out, key=lambda pair: bool(pair[1].agreement.same_year))
            if not stands_alone(verdict, [other for at, other in judged if at != key]):
                return None
            return key, verdict.confidence, f"{verdict.reason}: {describe(verdict.work)}"
    return None


def title_keys(title: str) -> set[str]:
    """Return the keys of a title, of which it shares one with every nearly equal title.

    They are the words joined (``=``), the first three (``<``) and the last three (``>``).

    Examples
    --------
    >>> sorted(title_keys("Deep Hashing of Images and Words"))
    ['<deep hashing of', '=deephashingofimagesandwords', '>images and words']
    """
    keys = _keys_of(normalise_title(without_mark(title)))
    # A notice of retraction is found beside the paper that it is about.
    if may_be_marked(title) and (notice := notice_of(title)) and notice.kind == "retraction":
        keys |= _keys_of(normalise_title(without_authors(notice.about)))
    return keys


def _keys_of(normalised: str) -> set[str]:
    words = re.findall(r"\w+", normalised)
    if not words:
        return set()
    joined = "".join(words)
    blocks = {
        "=" + joined,
        "<" + " ".join(words[:3]),
        ">" + " ".join(words[-3:]),
    }
    if len(words) == 4:  # the one word that differs may be the second
        blocks |= {f"<{words[0]} {words[2]}", f">{words[1]} {words[3]}"}
    return blocks
