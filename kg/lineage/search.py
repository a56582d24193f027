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
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from kg.errors import UsageError
from kg.lineage.arrays import Integers
from kg.lineage.cycles import Steps
from kg.lineage.sweeps import backward, forward
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

    Parameters
    ----------
    acyclic
        The network without cycles.
    counts
        How many paths pass through each arc.
    search
        ``key-route``, ``global`` or ``local``.
    routes
        How many of the heaviest arcs a key-route search starts from; others have no use for it.

    Raises
    ------
    UsageError
        When there is no such search, or ``routes`` is less than 1.
    """
    if search not in SEARCHES:
        raise UsageError(f"no search {search!r}", hint=f"one of {', '.join(SEARCHES)}")
    if routes < 1:
        raise UsageError(f"{routes} routes", hint="at least 1")
    later = _Onward(acyclic, counts)
    if search == "global":
        later.weigh(0)
        sources = np.flatnonzero(acyclic.is_cited & ~acyclic.cites).tolist()
        total = max((later.best[step] for step in sources), default=0)
        return later.follow(s for s in sources if later.best[s] == total), set(), total
    if search == "key-route":
        keys = set(heaviest(acyclic, counts, routes))
        earlier = _Backward(acyclic, counts)
        later.weigh(min((citing for _, citing in keys), default=len(acyclic)))
        earlier.weigh(max((cited for cited, _ in keys), default=0))
        arcs = later.follow({citing for _, citing in keys})
        arcs |= earlier.follow({cited for cited, _ in keys})
        return arcs | keys, keys, None
    return _local(later if search == "local" else _Backward(acyclic, counts)), set(), None


def heaviest(acyclic: Steps, counts: Counts, number: int) -> list[tuple[int, int]]:
    """Return the ``number`` heaviest arcs, heaviest first, with those as heavy as the last.

    Parameters
    ----------
    acyclic
        The network without cycles.
    counts
        How many paths pass through each arc.
    number
        How many arcs are wanted.

    Notes
    -----
    Logarithms leave a few candidates, exact integers decide between them. A logarithm is
    right to about 2**-52 of itself and of its summands; the margin is a thousand times that.
    """
    arcs = acyclic.successors
    if not len(arcs.targets):
        return []
    before = np.fromiter(map(math.log2, counts.before.tolist()), float, len(acyclic))
    after = np.fromiter(map(math.log2, counts.after.tolist()), float, len(acyclic))
    sizes = before[arcs.origins] + after[arcs.targets]
    number = min(number, len(sizes))
    last = np.partition(sizes, len(sizes) - number)[len(sizes) - number]
    near = np.flatnonzero(sizes >= last - 1e-12 * (1 + abs(last)))
    exact = sorted(
        (-counts.before[cited] * counts.after[citing], cited, citing)
        for cited, citing in zip(
            arcs.origins[near].tolist(), arcs.targets[near].tolist(), strict=True
        )
    )
    bound = exact[number - 1][0]
    return [(cited, citing) for weight, cited, citing in exact if weight <= bound]


class _Onward:
    """The heaviest way on from a step to a sink.

    ``best`` holds the sum of its weights, for the steps that were weighed.
    """

    def __init__(self, acyclic: Steps, counts: Counts) -> None:
        self.acyclic = acyclic
        self.here, self.there = counts.before, counts.after
        self.best = np.zeros(len(acyclic), int).astype(object)
        self.neighbours = acyclic.successors
        self.starts = acyclic.is_cited & ~acyclic.cites

    def weigh(self, first: int) -> None:
        """Learn the heaviest way on from every step that is not before the first."""
        for steps, later, starts in backward(self.acyclic, first):
            self._weigh(steps, later, starts)

    def _weigh(self, steps: Integers, neighbours: Integers, starts: Integers) -> None:
        here = np.repeat(self.here[steps], self.neighbours.lengths[steps])
        sums = here * self.there[neighbours]
        self.best[steps] = np.maximum.reduceat(sums + self.best[neighbours], starts)

    def heaviest(self, step: int) -> list[int]:
        """Return the next steps of all heaviest ways on."""
        following = self.neighbours.of(step)
        here, there, best = self.here[step], self.there, self.best
        sums = [here * there[other] + best[other] for other in following]
        most = max(sums, default=0)
        return [other for other, sum in zip(following, sums, strict=True) if sum == most]

    def arc(self, step: int, other: int) -> tuple[int, int]:
        """Return the arc between a step and its next."""
        return step, other

    def follow(self, starts: Iterable[int]) -> Arcs:
        """Return the arcs of all heaviest ways on from these steps."""
        arcs: Arcs = set()
        waiting = list(starts)
        seen = set(waiting)
        while waiting:
            step = waiting.pop()
            for other in self.heaviest(step):
                arcs.add(self.arc(step, other))
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return arcs


class _Backward(_Onward):
    """The heaviest way back from a step to a source."""

    def __init__(self, acyclic: Steps, counts: Counts) -> None:
        super().__init__(acyclic, counts)
        self.here, self.there = counts.after, counts.before
        self.neighbours = acyclic.predecessors
        self.starts = acyclic.cites & ~acyclic.is_cited

    def weigh(self, last: int) -> None:
        """Learn the heaviest way back from every step that is not after the last."""
        for steps, earlier, starts in forward(self.acyclic, last):
            self._weigh(steps, earlier, starts)

    def arc(self, step: int, other: int) -> tuple[int, int]:
        """Return the arc between a step and the one before it."""
        return other, step


def _local(way: _Onward) -> Arcs:
    """Return the arcs of the greedy walk: with nothing weighed, a way is its first arc."""
    first = {
        step: max(way.here[step] * way.there[other] for other in way.neighbours.of(step))
        for step in np.flatnonzero(way.starts).tolist()
    }
    most = max(first.values(), default=0)
    return way.follow(step for step, weight in first.items() if weight == most)
