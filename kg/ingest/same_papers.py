"""Which works are one paper? Groups of works, by identifier and by the title rule.

Identifiers decide first. Titles decide only for works that carry none, and for the
preprint and the published version of one work. Every step works on sorted input, so
that the order in which lists were built does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations
from typing import NamedTuple

import msgspec

from kg.ingest.shared_ids import InputWork, join, join_by_identifier, root
from kg.matching import Confidence, TitleIndex, is_generic, is_version_pair, surnames
from kg.records import Warning
from kg.titles import normalise_title

__all__ = ["Groups", "InputWork", "JoinedByTitle", "group_works"]


class JoinedByTitle(NamedTuple):
    """How sure it is that a title made a work the paper that it is, and the sentence that says why."""

    confidence: Confidence
    reason: str


class Groups(msgspec.Struct):
    """``of`` gives each work's group number, or None for a reference that is nobody known.

    ``by_title`` holds, for works that joined a group by title, how sure and why.
    ``works`` are the works that were given, without the ids that belong to another group.
    """

    of: list[int | None]
    by_title: dict[int, JoinedByTitle]
    works: list[InputWork]
    warnings: list[Warning]


def group_works(works: Sequence[InputWork]) -> Groups:
    """Return the groups of works that are one paper each.

    Notes
    -----
    Union-find over identifiers, then the title rule of :mod:`kg.matching` for what is
    left; near-linear in the number of works.

    Examples
    --------
    >>> from kg.records import Work
    >>> one = InputWork(work=Work(title="Deep Hashing of Images", ids={"doi": "10.1/x"}))
    >>> two = InputWork(work=Work(title="Deep hashing of images"))
    >>> stray = InputWork(work=Work(title="Something never seen"))
    >>> group_works([one, two, stray]).of
    [0, 0, None]
    """
    parent = list(range(len(works)))
    works, warnings = join_by_identifier(works, parent)
    _join_version_pairs(works, parent)
    by_title: dict[int, JoinedByTitle] = {}
    _join_unidentified(works, parent, by_title)
    nowhere = _match_references(works, parent, by_title)
    numbers: dict[int, int] = {}
    of: list[int | None] = []
    for position in range(len(works)):
        if position in nowhere:
            of.append(None)
        else:
            of.append(numbers.setdefault(root(parent, position), len(numbers)))
    return Groups(of=of, by_title=by_title, works=works, warnings=warnings)


def _join_version_pairs(works: Sequence[InputWork], parent: list[int]) -> None:
    same_title: dict[str, list[int]] = defaultdict(list)
    for position, described in enumerate(works):
        if described.work.ids and described.compared_by_title():
            same_title[normalise_title(described.work.title or "")].append(position)
    for title, positions in same_title.items():
        if (
            len(positions) < 2
            or len({root(parent, position) for position in positions}) < 2
            or is_generic(title)
        ):
            continue
        for one, other in _only_partners(_version_pairs(works, parent, positions)):
            join(parent, one, other)


def _version_pairs(
    works: Sequence[InputWork], parent: list[int], positions: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the groups of which one has a version of a work of the other."""
    for one, other in combinations(positions, 2):
        roots = root(parent, one), root(parent, other)
        if roots[0] != roots[1] and is_version_pair(works[one].work, works[other].work):
            yield roots


def _only_partners(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the pairs of which neither is in another.

    A preprint that fits two publications is the preprint of neither, for all we know.
    """
    different = {(min(pair), max(pair)) for pair in pairs}
    partners = Counter(chain.from_iterable(different))
    return [pair for pair in sorted(different) if partners[pair[0]] == partners[pair[1]] == 1]


def _order(works: Sequence[InputWork], position: int) -> tuple[object, ...]:
    work = works[position].work
    return (
        normalise_title(work.title or ""),
        work.year or 0,
        surnames(author.name for author in work.authors),
        work.venue or "",
        position,
    )


def _join_unidentified(
    works: Sequence[InputWork], parent: list[int], by_title: dict[int, JoinedByTitle]
) -> None:
    """Join the entries and records without identifier: to an identified work, else to each other."""
    lone = [
        position
        for position, described in enumerate(works)
        if described.node and not described.ids() and described.work.title
    ]
    if not lone:
        return
    identified = _identified(works, parent)
    others = TitleIndex()
    alone: dict[str, int] = {}
    for position in sorted(lone, key=lambda position: _order(works, position)):
        described = works[position]
        title = described.work.title or ""
        if described.alone:
            # Two entries of one title are in doubt together.
            join(parent, alone.setdefault(normalise_title(title), position), position)
            continue
        found = identified.find(described.work) or others.find(described.work)
        if found:
            by_title[position] = JoinedByTitle(*found[1:])
            join(parent, found[0], position)
        elif not is_generic(title):
            others.add(position, described.work)


def _identified(works: Sequence[InputWork], parent: list[int]) -> TitleIndex:
    index = TitleIndex()
    for position, described in enumerate(works):
        if described.ids() and described.compared_by_title():
            index.add(root(parent, position), described.work)
    return index


def _match_references(
    works: Sequence[InputWork], parent: list[int], by_title: dict[int, JoinedByTitle]
) -> set[int]:
    """Match the references without identifier against all papers; return those that are nobody known."""
    stray = [
        position
        for position, described in enumerate(works)
        if not described.node and not described.ids()
    ]
    if not stray:
        return set()
    known = TitleIndex()
    for position, described in enumerate(works):
        if (described.node or described.ids()) and not described.alone:
            known.add(root(parent, position), described.work)
    nowhere = set()
    for position in stray:
        work = works[position].work
        # What a reference list says is compared with the papers of the finished graph.
        found = known.find(work) if work.title and not work.secondhand else None
        if found:
            by_title[position] = JoinedByTitle(*found[1:])
            join(parent, found[0], position)
        else:
            nowhere.add(position)
    return nowhere
