"""Words of writing without spaces between them: pairs of signs that do not overlap.

Which pairs are words is told by how many titles hold them: of a run of signs those are
taken that are held most often together, so that no word is cut across two others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

__all__ = ["UNSPACED", "pairs_in_titles", "words_of_run"]

UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]{2,}")
#: Signs that are words of grammar by themselves: they part the words beside them.
_PARTICLES = re.compile("[的之与與和及在了其论論对對以为為从從の\u3092は]")


def pairs_in_titles(titles: Iterable[Iterable[str]]) -> Counter[str]:
    """Return how many titles (as tokens) hold each pair of signs."""
    found: Counter[str] = Counter()
    for tokens in titles:
        found.update(
            {
                run[start : start + 2]
                for token in tokens
                if UNSPACED.fullmatch(token)
                for run in _PARTICLES.split(token)
                for start in range(len(run) - 1)
            }
        )
    return found


def words_of_run(run: str, pairs: Mapping[str, int]) -> list[str]:
    """Return the words of a run of signs.

    Parameters
    ----------
    run
        Signs without a space.
    pairs
        How many titles hold each pair.

    Examples
    --------
    >>> words_of_run("深度学习的方法", {"深度": 4, "度学": 3, "学习": 5, "方法": 2})
    ['深度', '学习', '方法']
    """
    return [word for part in _PARTICLES.split(run) for word in _parted(part, pairs)]


def _parted(run: str, pairs: Mapping[str, int]) -> list[str]:
    # The best division of each beginning of the run, by titles that hold its pairs.
    best: list[tuple[int, list[str]]] = [(0, []), (0, [])]
    for end in range(2, len(run) + 1):
        pair = run[end - 2 : end]
        with_pair = best[end - 2][0] + pairs.get(pair, 1), [*best[end - 2][1], pair]
        best.append(with_pair if with_pair[0] > best[end - 1][0] else best[end - 1])
    return best[len(run)][1]
