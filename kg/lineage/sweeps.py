"""Passes over a network without cycles, a level of steps at a time.

All arcs of a level are one array operation, on machine numbers or on Python's integers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from kg.lineage.arrays import Integers
from kg.lineage.cycles import Steps

__all__ = ["Level", "backward", "forward"]

Level: TypeAlias = tuple[Integers, Integers, Integers]
"""Some steps, the neighbours of each, one after the other, and where those of each start."""


def forward(acyclic: Steps, last: int | None = None) -> Iterator[Level]:
    """Yield all steps that build on others with what they build on, sources first.

    What a step builds on was yielded before it. Levels that begin after step ``last`` are
    left out.
    """
    offsets, earlier = acyclic.predecessors.offsets, acyclic.predecessors.targets
    for start, end in pairwise(acyclic.levels[1:]):
        if last is not None and start > last:
            return
        low, high = offsets[start], offsets[end]
        yield np.arange(start, end), earlier[low:high], offsets[start:end] - low


def backward(acyclic: Steps, first: int = 0) -> Iterator[Level]:
    """Yield all steps that are built on with what builds on them, sinks first.

    What builds on a step was yielded before it. Levels that end before step ``first`` are
    left out.
    """
    offsets, later = acyclic.successors.offsets, acyclic.successors.targets
    for start, end in reversed(list(pairwise(acyclic.levels))):
        if end <= first:
            return
        low, high = offsets[start], offsets[end]
        here = start + np.flatnonzero(acyclic.is_cited[start:end])
        if len(here):
            yield here, later[low:high], offsets[here] - low
