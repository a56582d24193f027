"""Whether citations divide papers better than chance does.

Every graph can be divided, one of citations drawn at random too (Guimerà, Sales-Pardo and
Amaral 2004). So a division is held against those of the same papers, each citing as many
and cited as often as before, with the citations exchanged at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean, stdev

import networkx as nx
import numpy as np
from numpy.typing import NDArray

__all__ = ["divides_beyond_chance"]

_EXCHANGED = 10  # graphs that a division is held against
_DEVIATIONS = 4  # standard deviations that are no chance
_SWAPS = 10  # exchanges that are tried, a citation


def divides_beyond_chance(citations: NDArray[np.int64]) -> bool:
    """Return whether citations divide papers clearly better than the same ones exchanged.

    Parameters
    ----------
    citations
        Pairs of papers: the citing and the cited one.

    Examples
    --------
    >>> import itertools
    >>> fields = [list(itertools.combinations(range(start, start + 10), 2)) for start in (0, 10)]
    >>> divides_beyond_chance(np.array([*fields[0], *fields[1], (0, 10)]))
    True
    >>> divides_beyond_chance(np.array([(paper, paper // 2) for paper in range(1, 100)]))
    False
    """
    pairs = [(int(citing), int(cited)) for citing, cited in citations]
    by_chance = [_modularity(_exchanged(pairs, seed)) for seed in range(_EXCHANGED)]
    spread = max(stdev(by_chance), 1e-3)
    return _modularity(pairs) > mean(by_chance) + _DEVIATIONS * spread


def _modularity(pairs: Sequence[tuple[int, int]]) -> float:
    graph = nx.Graph()
    graph.add_edges_from(sorted(pairs))
    divided = nx.community.louvain_communities(graph, seed=0)
    return float(nx.community.modularity(graph, divided))


def _exchanged(pairs: Sequence[tuple[int, int]], seed: int) -> list[tuple[int, int]]:
    """Return citations of which two and two have exchanged whom they cite, many times."""
    found = list(pairs)
    tries = np.random.default_rng(seed).integers(len(found), size=(_SWAPS * len(found), 2))
    present = {frozenset(pair) for pair in found}
    for here, there in tries.tolist():
        (citing, cited), (other, its) = found[here], found[there]
        new = {frozenset((citing, its)), frozenset((other, cited))}
        if len(new) == 2 and not new & present and all(len(pair) == 2 for pair in new):
            present -= {frozenset(found[here]), frozenset(found[there])}
            present |= new
            found[here], found[there] = (citing, its), (other, cited)
    return found
