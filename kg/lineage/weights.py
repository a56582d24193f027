"""How many paths run over a citation: SPC, SPLC and SPNP, as exact integers.

With arcs in the direction of knowledge flow, the weight of an arc is the number of
ways to arrive at the cited paper times the number of ways to go on from the citing
one. What counts as a way is all that tells the three weights apart:

========  =====================  ====================
weight    a path may start at    a path may end at
========  =====================  ====================
``spc``   sources                sinks
``splc``  every paper            sinks
``spnp``  every paper            every paper
========  =====================  ====================

A source cites nothing in the graph, a sink is cited by nothing in it.

References
----------
N. P. Hummon and P. Doreian, Connectivity in a citation network, Social Networks 11,
1989, doi 10.1016/0378-8733(89)90017-8 (SPLC, SPNP).
V. Batagelj, Efficient algorithms for citation network analysis, 2003,
arXiv cs/0309023 (SPC, and the other two as SPC of an extended network).
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kg.errors import UsageError
from kg.lineage.cycles import Steps, steps
from kg.lineage.network import Citations
from kg.lineage.sweeps import backward, forward

__all__ = ["WEIGHTS", "Counts", "arc_weights", "path_counts"]

WEIGHTS = ("spc", "splc", "spnp")

IntegerArray: TypeAlias = NDArray[np.object_]
"""Python integers, which have no largest one."""


class Counts(NamedTuple):
    """Paths that arrive at and leave from every step, and how many there are in all.

    The weight of an arc is ``before[cited] * after[citing]``. ``flow`` is the number of
    paths that the weight counts, that is, the flow of Batagelj's extended network:
    for SPC from source to sink; for SPLC and SPNP a path may be a single paper.
    Steps without any arc are left out of it.
    """

    before: IntegerArray
    after: IntegerArray
    flow: int


def path_counts(acyclic: Steps, weights: str = "spc") -> Counts:
    """Return how many paths arrive at and leave from every step, exactly.

    Python's integers have no largest one, and a float would lose ties: so neither an
    overflow nor a rounding can change a main path.

    Raises
    ------
    UsageError
        When there is no such weight.

    Notes
    -----
    One addition for every arc in each direction, level by level.
    """
    if weights not in WEIGHTS:
        raise UsageError(f"no weight {weights!r}", hint=f"one of {', '.join(WEIGHTS)}")
    before, after = _ones(acyclic), _ones(acyclic)
    for here, earlier, starts in forward(acyclic):
        before[here] = np.add.reduceat(before[earlier], starts) + int(weights != "spc")
    for here, later, starts in backward(acyclic):
        after[here] = np.add.reduceat(after[later], starts) + int(weights == "spnp")
    ends = acyclic.cites & ~acyclic.is_cited
    if weights == "spnp":
        ends = acyclic.cites | acyclic.is_cited
    return Counts(before, after, sum(before[ends].tolist()))


def _ones(acyclic: Steps) -> IntegerArray:
    return np.ones(len(acyclic), int).astype(object)


def arc_weights(
    graph: Citations, *, weights: str = "spc", cycles: str = "condense"
) -> dict[tuple[str, str], int]:
    """Return the weight of every citation, by ``(cited, citing)``.

    Parameters
    ----------
    graph
        Citations.
    weights
        ``spc``, ``splc`` or ``spnp``.
    cycles
        ``condense`` or ``preprint``, see :func:`kg.lineage.steps`. Citations inside a
        strong component carry no weight under ``condense`` and are left out.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("2", "1"), ("3", "2"), ("4", "2"), ("5", "3"), ("5", "4")])
    >>> arc_weights(graph)[("1", "2")], arc_weights(graph, weights="spnp")[("1", "2")]
    (2, 5)
    """
    acyclic = steps(graph, cycles)
    counts = path_counts(acyclic, weights)
    return dict(
        sorted(
            (
                (acyclic.name(cited), acyclic.name(citing)),
                counts.before[before] * counts.after[after],
            )
            for before, after in acyclic.successors.arcs()
            for cited, citing in acyclic.citations(before, after)
        )
    )
