"""How to put much into few requests: packing and grouping.

Everything here is arithmetic; what is sent is in :mod:`.search` and :mod:`.expand`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from kg.identifiers import normalise_title
from kg.sources.semantic_scholar.contract import BATCH_IDS, PAGE_END, PAGE_LIMIT

__all__ = ["TYPICAL_LIST", "first_fit_decreasing", "pages_of", "phrase", "phrase_groups"]

#: References of a paper whose number is not known; the mean over computer science is about 45.
TYPICAL_LIST = 45

_Key = TypeVar("_Key")


def first_fit_decreasing(
    sizes: Mapping[_Key, int], capacity: int, most: int = BATCH_IDS
) -> list[list[_Key]]:
    """Pack items into as few groups as the first-fit-decreasing rule finds.

    Parameters
    ----------
    sizes
        Size of each item; one that is larger than the capacity gets a group of its own.
    capacity
        Largest sum of sizes of a group.
    most
        Largest number of items of a group.

    Returns
    -------
    list of list
        Every item once, larger ones first, equal ones in the order given.

    Notes
    -----
    At most 11/9 of the fewest groups possible, and 6/9 of one more (Dosa 2007,
    doi:10.1007/978-3-540-74450-4_1).

    Examples
    --------
    >>> first_fit_decreasing({"a": 4, "b": 7, "c": 3, "d": 6}, capacity=10)
    [['b', 'c'], ['d', 'a']]
    """
    groups: list[list[_Key]] = []
    room: list[int] = []
    open_from = 0
    for key in sorted(sizes, key=lambda key: -sizes[key]):
        size = sizes[key]
        for index in range(open_from, len(groups)):
            if size <= room[index] and len(groups[index]) < most:
                groups[index].append(key)
                room[index] -= size
                break
        else:
            groups.append([key])
            room.append(capacity - size)
        while open_from < len(groups) and len(groups[open_from]) == most:
            open_from += 1
    return groups


_OPERATORS = re.compile(r'["\\|*~\x00-\x1f\x7f]')
_TYPOGRAPHIC = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‐": "-", "−": "-"})


def phrase(title: str) -> str:
    """Return a title as it goes between the quotes of a phrase search.

    Examples
    --------
    >>> phrase('Learning to "see" |  Deep\u2013shared maps')
    'Learning to see Deep-shared maps'
    """
    plain = unicodedata.normalize("NFKC", title).translate(_TYPOGRAPHIC)
    return " ".join(_OPERATORS.sub(" ", plain).split())


def phrase_groups(
    titles: Sequence[str], length_of: Callable[[list[str]], int], longest: int
) -> list[list[str]]:
    """Split titles into groups that fit one search each.

    Titles of at most three words, which many papers hold in title or abstract, are
    kept apart from the others, so that they cannot flood a search of these; single
    words are searched for by no phrase at all.

    Parameters
    ----------
    titles
        Each once.
    length_of
        Length of the address of a search for a list of titles.
    longest
        Longest address allowed.

    Examples
    --------
    >>> titles = ["Deep maps of old things", "Survey", "Graph attention networks", "A fine new title"]
    >>> phrase_groups(titles, lambda group: sum(map(len, group)), 100)
    [['Deep maps of old things', 'A fine new title'], ['Graph attention networks']]
    """
    groups: list[list[str]] = []
    words = {title: len(normalise_title(title).split()) for title in titles}
    for wanted in (range(4, 1000), range(2, 4)):
        group: list[str] = []
        for title in titles:
            if words[title] not in wanted or length_of([title]) > longest:
                continue
            if group and length_of([*group, title]) > longest:
                groups.append(group)
                group = []
            group.append(title)
        if group:
            groups.append(group)
    return groups


def pages_of(total: int) -> int:
    """Return how many pages a list takes on its own.

    Examples
    --------
    >>> pages_of(45), pages_of(1001), pages_of(170_000)
    (1, 2, 10)
    """
    return max(1, math.ceil(min(total, PAGE_END) / PAGE_LIMIT))
