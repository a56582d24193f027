"""What the same place holds in the other entries of a list: entries of one list are written alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.reading_list.chain import KINDS, Array
from kg.reading_list.phrases import mark_at, phrases_of
from kg.reading_list.words import Words

__all__ = ["agreed"]

#: How much the others of a list say of a word, and how likely they all are wrong.
_TRUST, _DOUBT = 0.4, 0.05
#: How many others must have something in the same place.
_FEWEST = 2
_LAST = 6

Place = tuple[object, ...]


def agreed(entries: Sequence[tuple[Words, str]], chances: Sequence[Array]) -> list[Array]:
    """Return how much more each word of each entry counts as what stands there in the others.

    Parameters
    ----------
    entries
        The words of each entry, and the kind of its block.
    chances
        How likely each word of each is what, looking at its entry alone.
    """
    starts, sizes, number = [], [], dict[Place, int]()
    places: tuple[list[int], ...] = ([], [])
    first = 0
    for said, kind in entries:
        for start, end, here in _phrases(said, kind):
            starts.append(first + start)
            sizes.append(end - start)
            for known, place in zip(places, here, strict=True):
                known.append(number.setdefault(place, len(number)))
        first += len(said.words)
    if not starts:
        return [np.zeros_like(chance) for chance in chances]
    means = np.add.reduceat(np.concatenate(chances), starts) / np.array(sizes)[:, None]
    more = sum(_of_others(np.array(at), means) for at in places)
    ends = np.cumsum([len(chance) for chance in chances])
    return np.split(np.repeat(more, sizes, axis=0), ends[:-1])


def _of_others(place: NDArray[np.int64], means: Array) -> Array:
    """Return how much more each phrase counts as what the others in its place are on average."""
    sums = np.zeros((place.max() + 1, len(KINDS)))
    np.add.at(sums, place, means)
    others = np.bincount(place)[place][:, None] - 1
    share = (sums[place] - means) / np.maximum(others, 1)
    weight = np.where(others >= _FEWEST, _TRUST / 2, 0.0)
    return np.asarray(weight * np.log(np.maximum(share, 0.0) + _DOUBT))


def _phrases(said: Words, kind: str) -> Iterator[tuple[int, int, tuple[Place, Place]]]:
    """Yield where the phrases of an entry begin and end, and where they stand: by number and by style."""
    words = said.words
    found = phrases_of(words, strong=True)
    styles: dict[object, int] = defaultdict(int)
    run = -1
    for number, (start, end) in enumerate(found):
        first = words[start]
        look = (kind, first.style, first.cell)
        if first.run != run:
            run = first.run
            styles[look] += 1
        before, after = mark_at(words, start - 1), mark_at(words, end)
        yield (
            start,
            end,
            (
                (*look, min(number, _LAST), before, after),
                (*look, "run", styles[look], before, after),
            ),
        )
