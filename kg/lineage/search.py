"""From the weights of citations to the main path: three searches, every tie kept.

``key-route``
    The ``routes`` heaviest arcs (and those as heavy as the last of them), each extended
    to both sides by the heaviest continuation, put together. The only search that always
    holds the heaviest arc.
``global``
    The paths from a source to a sink whose weights have the largest sum.
``local``, ``local-backward``
    From the source whose first arc is heaviest on along the heaviest next arcs; backward
    the same from the sinks.

References
----------
J. S. Liu and L. Y. Y. Lu, An integrated approach for main path analysis, JASIST 63,
2012, doi 10.1002/asi.21692 (key-route, global).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np

from kg.errors import UsageError
from kg.lineage.cycles import Steps
from kg.lineage.weights import Counts

__all__ = ["SEARCHES", "Arcs", "heaviest", "search_arcs"]

SEARCHES = ("key-route", "global", "local", "local-backward")

Arcs: TypeAlias = set[tuple[int, int]]
"""Arcs between steps, as ``(cited, citing)``."""


def search_arcs(
    acyclic: Steps, counts: Counts, search: str, routes: int
) -> tuple[Arcs, Arcs, int | None]:
    """Return the arcs of the main path, those it was started from, and its sum.

    The sum is that of one heaviest path, and known for ``global`` only.

    Raises
    ------
    UsageError
        When there is no such search, or ``routes`` is less than 1.
    """
    if search not in SEARCHES:
        raise UsageError(f"no search {search!r}", hint=f"one of {', '.join(SEARCHES)}")
    if routes < 1:
        raise UsageError(f"{routes} routes", hint="at least 1")
    if search == "global":
        arcs, total = _global(acyclic, counts)
        return arcs, set(), total
    if search == "key-route":
        keys = set(heaviest(acyclic, counts, routes))
        later = _Continuation(counts, acyclic.successors, forward=True)
        earlier = _Continuation(counts, acyclic.predecessors, forward=False)
        arcs = later.extend({citing for _, citing in keys})
        arcs |= earlier.extend({cited for cited, _ in keys})
        return arcs | keys, keys, None
    return _local(acyclic, counts, forward=search == "local"), set(), None


def heaviest(acyclic: Steps, counts: Counts, number: int) -> list[tuple[int, int]]:
    """Return the ``number`` heaviest arcs, heaviest first, with those as heavy as the last.

    Notes
    -----
    Logarithms leave a few candidates, exact integers decide between them. A logarithm is
    right to about 2**-52 of itself and of its summands; the margin is a thousand times that.
    """
    if not len(acyclic.cited):
        return []
    before = np.fromiter(map(math.log2, counts.before), float, len(acyclic))
    after = np.fromiter(map(math.log2, counts.after), float, len(acyclic))
    sizes = before[acyclic.cited] + after[acyclic.citing]
    number = min(number, len(sizes))
    last = np.partition(sizes, len(sizes) - number)[len(sizes) - number]
    near = np.flatnonzero(sizes >= last - 1e-12 * (1 + abs(last)))
    exact = sorted(
        (-counts.before[cited] * counts.after[citing], cited, citing)
        for cited, citing in zip(
            acyclic.cited[near].tolist(), acyclic.citing[near].tolist(), strict=True
        )
    )
    bound = exact[number - 1][0]
    return [(cited, citing) for weight, cited, citing in exact if weight <= bound]


class _Continuation:
    """The heaviest way on from a step, to a sink (forward) or back to a source."""

    def __init__(self, counts: Counts, following: list[list[int]], *, forward: bool) -> None:
        self.following = following
        self.forward = forward
        self.here, self.there = (
            (counts.before, counts.after) if forward else (counts.after, counts.before)
        )
        self.best: dict[int, int] = {}

    def sums(self, step: int) -> list[int]:
        """Return the sum of the heaviest way on over every following step, in their order."""
        here, there, best = self.here[step], self.there, self.best
        return [here * there[other] + best[other] for other in self.following[step]]

    def weigh(self, steps: Iterable[int]) -> None:
        """Learn the heaviest way on from each of the steps; those that follow come first."""
        for step in steps:
            self.best[step] = max(self.sums(step), default=0)

    def extend(self, starts: set[int]) -> Arcs:
        """Return the arcs of all heaviest ways on from these steps."""
        self.weigh(sorted(_reach(starts, self.following), reverse=self.forward))
        return self.follow(starts)

    def follow(self, starts: Iterable[int]) -> Arcs:
        """Return the arcs of all heaviest ways on, where all are weighed."""

        def chosen(step: int) -> list[int]:
            sums = self.sums(step)
            most = max(sums, default=0)
            return [o for o, sum in zip(self.following[step], sums, strict=True) if sum == most]

        return _walk(starts, chosen, forward=self.forward)


def _global(acyclic: Steps, counts: Counts) -> tuple[Arcs, int]:
    later = _Continuation(counts, acyclic.successors, forward=True)
    later.weigh(range(len(acyclic) - 1, -1, -1))
    sources = [step for step, cited in enumerate(acyclic.predecessors) if not cited]
    total = max((later.best[step] for step in sources), default=0)
    return later.follow(step for step in sources if later.best[step] == total), total


def _local(acyclic: Steps, counts: Counts, *, forward: bool) -> Arcs:
    following, preceding = acyclic.successors, acyclic.predecessors
    here, there = counts.before, counts.after
    if not forward:
        following, preceding = preceding, following
        here, there = there, here

    def first(step: int) -> int:
        return here[step] * max(map(there.__getitem__, following[step]))

    starts = [step for step, cited in enumerate(preceding) if not cited and following[step]]
    largest = max(map(first, starts), default=0)

    def chosen(step: int) -> list[int]:
        most = max(map(there.__getitem__, following[step]), default=0)
        return [other for other in following[step] if there[other] == most]

    return _walk((s for s in starts if first(s) == largest), chosen, forward=forward)


def _walk(starts: Iterable[int], chosen: Callable[[int], Sequence[int]], *, forward: bool) -> Arcs:
    arcs: Arcs = set()
    waiting = list(starts)
    seen = set(waiting)
    while waiting:
        step = waiting.pop()
        for other in chosen(step):
            arcs.add((step, other) if forward else (other, step))
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return arcs


def _reach(starts: set[int], following: list[list[int]]) -> set[int]:
    seen = set(starts)
    waiting = list(starts)
    while waiting:
        new = set(following[waiting.pop()]) - seen
        seen |= new
        waiting.extend(new)
    return seen
