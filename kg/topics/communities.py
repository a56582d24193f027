"""Communities of papers, each as large as the citations tell it apart from the others.

Louvain's method (Blondel and others 2008) alone joins small communities of a large graph
(Fortunato and Barthélemy 2007), at a higher resolution breaks large ones, and divides a
graph that has none. So it divides the ties between papers at several resolutions, and each
community again; and of these divisions the one is taken that tells most of who cites whom,
if it tells more than it takes to tell the division itself. Where none does, the first of
them stands if the citations divide clearly better than the same ones exchanged at random
(Guimerà, Sales-Pardo and Amaral 2004); else there are no communities.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.topics.chance import divides_beyond_chance

__all__ = ["communities_of"]

_Numbers = NDArray[np.int64]

_RESOLUTIONS = (1.0, 2.0, 4.0, 8.0)
#: Runs of Louvain at each resolution, for graphs of up to so many papers; larger ones are
#: divided once.
_RUNS = ((1_000, 3), (5_000, 1))
#: Papers of a community that can be two topics.
_DIVISIBLE = 6


def communities_of(
    ties: nx.Graph, citations: _Numbers, resolution: float | None = None
) -> list[set[int]]:
    """Return the communities of papers.

    Parameters
    ----------
    ties
        The weighted ties between papers, numbered from 0.
    citations
        Pairs of papers, the citing and the cited one, at least one of them with ties.
        Numbers of others follow those of the papers with ties.
    resolution
        That of a plain division, which is then the whole answer.

    Examples
    --------
    >>> ties = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(8))
    >>> ties.add_weighted_edges_from((*pair, 1.0) for pair in [*ties.edges, (0, 8)])
    >>> communities_of(ties, np.array(ties.edges)) == [set(range(8)), set(range(8, 16))]
    True
    """
    runs = _runs(ties)
    if resolution is not None:
        return max(
            (_divided(ties, resolution, seed) for seed in range(max(1, runs))),
            key=lambda division: nx.community.modularity(ties, division, resolution=resolution),
        )
    members = len(ties)
    return [
        community
        for component in nx.connected_components(ties)
        for community in _communities(_inside(ties, component), citations, members, runs)
    ]


def _communities(ties: nx.Graph, citations: _Numbers, members: int, runs: int) -> list[set[int]]:
    """Return the communities of papers that hang together, or all of them as one."""
    whole = [set(ties)]
    if len(ties) < _DIVISIBLE:
        return whole

    def nats_saved(division: Sequence[set[int]]) -> float:
        return _nats_saved(citations, division, members)

    plain = [
        max((_divided(ties, level, seed) for seed in range(max(1, runs))), key=nats_saved)
        for level in (_RESOLUTIONS if runs else _RESOLUTIONS[:1])
    ]
    divisions = [
        [part for community in division for part in _parts(ties, community, citations, members)]
        for division in plain
    ]
    best = max([whole, *divisions], key=nats_saved)
    if best is whole and runs:
        placed = _placed(citations, whole, members)
        if divides_beyond_chance(citations[(placed[citations] == 0).all(axis=1)]):
            return plain[0]
    return best


def _runs(ties: nx.Graph) -> int:
    return next((runs for most, runs in _RUNS if len(ties) <= most), 0)


def _divided(ties: nx.Graph, resolution: float, seed: int) -> list[set[int]]:
    found: list[set[int]] = nx.community.louvain_communities(
        ties, weight="weight", resolution=resolution, seed=seed
    )
    return found


def _inside(ties: nx.Graph, papers: set[int]) -> nx.Graph:
    """Return the ties between some papers, in the order of their numbers."""
    inside = nx.Graph()
    inside.add_nodes_from(sorted(papers))
    inside.add_weighted_edges_from(
        (paper, other, ties[paper][other]["weight"])
        for paper in sorted(papers)
        for other in sorted(ties[paper])
        if paper < other and other in papers
    )
    return inside


def _parts(
    ties: nx.Graph, community: set[int], citations: _Numbers, members: int
) -> list[set[int]]:
    """Return a community, or its parts where the citations of its papers tell them apart."""
    if len(community) < _DIVISIBLE:
        return [community]
    inside = _inside(ties, community)
    parts = _divided(inside, 1.0, 0)
    if len(parts) == 1 or _nats_saved(citations, parts, members) <= 0:
        return [community]
    return [smaller for part in parts for smaller in _parts(ties, part, citations, members)]


def _nats_saved(citations: _Numbers, communities: Sequence[set[int]], members: int) -> float:
    """Return what a division tells of the citations, less what it takes to tell the division.

    In nats: the divergence of the citations inside of each community, and of all between
    them, from those of a graph with the same degrees and no communities (the likelihood of
    a stochastic block model with corrected degrees; Karrer and Newman 2011), minus the
    length of the division itself and of one number a community. No division tells 0; one
    of a graph without communities tells less. A paper outside of all is in the community
    that it has most citations with, which has to be told, too.
    """
    community_of = _placed(citations, communities, members)
    pairs = community_of[citations]
    pairs = pairs[(pairs >= 0).all(axis=1)]
    total = len(pairs)
    if not total:
        return 0.0
    sizes = np.bincount(community_of[community_of >= 0])
    degrees = np.bincount(pairs.ravel(), minlength=len(sizes))
    inside = np.bincount(pairs[pairs[:, 0] == pairs[:, 1], 0], minlength=len(sizes))
    saved = math.fsum(
        within * math.log(4 * total * within / degree**2)
        for within, degree in zip(inside.tolist(), degrees.tolist(), strict=True)
        if within
    )
    between = total - int(inside.sum())
    if between:
        expected = total - math.fsum(degree**2 for degree in degrees.tolist()) / (4 * total)
        saved += between * math.log(between / expected)
    numbers = (len(communities) - 1) * math.log(max(2.0, total)) / 2
    return round(saved - _length(sizes.tolist()) - numbers, 6)


def _placed(citations: _Numbers, communities: Sequence[set[int]], members: int) -> _Numbers:
    """Return the community of each paper, -1 for none: see :func:`_nats_saved`."""
    found = np.full(max(members, int(citations.max(initial=-1)) + 1), -1)
    for number, papers in enumerate(communities):
        found[list(papers)] = number
    outer, inner = citations.max(axis=1), citations.min(axis=1)
    tied = (outer >= members) & (found[inner] >= 0)
    kinds, counts = np.unique(
        outer[tied] * len(communities) + found[inner[tied]], return_counts=True
    )
    # Of equal counts the first community is written last, and stays.
    order = np.lexsort((-kinds, counts))
    found[kinds[order] // len(communities)] = kinds[order] % len(communities)
    return found


def _length(sizes: Sequence[int]) -> float:
    """Return how much it takes to tell which paper is in which community (Peixoto 2017)."""
    papers = sum(sizes)
    choices = math.lgamma(papers) - math.lgamma(len(sizes)) - math.lgamma(papers - len(sizes) + 1)
    return math.lgamma(papers + 1) - math.fsum(math.lgamma(size + 1) for size in sizes) + choices
