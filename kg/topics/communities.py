"""Communities of papers, each as large as the citations tell it apart from the others.

Louvain's method (Blondel and others 2008) alone joins small communities of a large graph
(Fortunato and Barthélemy 2007) or, at a higher resolution, breaks large ones. So it divides
at several resolutions, each community is divided again where that tells more, and of these
divisions the one is taken that tells most of who cites whom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import networkx as nx

__all__ = ["communities_of"]

_RESOLUTIONS = (1.0, 2.0, 4.0, 8.0)
#: Runs of Louvain at each resolution, for graphs of up to so many papers; larger ones are
#: divided once.
_RUNS = ((1_000, 3), (5_000, 1))
#: Papers of a community that can be two topics.
_DIVISIBLE = 6


def communities_of(
    ties: nx.Graph, citations: int, resolution: float | None = None
) -> list[set[int]]:
    """Return the communities of papers.

    Parameters
    ----------
    ties
        The weighted ties between papers.
    citations
        How many citations, of each end that is one of the papers, the ties are made of.
    resolution
        That of a plain division, which is then the whole answer.

    Examples
    --------
    >>> ties = nx.disjoint_union(nx.complete_graph(8), nx.complete_graph(8))
    >>> ties.add_weighted_edges_from((*pair, 1.0) for pair in [*ties.edges, (0, 8)])
    >>> communities_of(ties, 114) == [set(range(8)), set(range(8, 16))]
    True
    """
    if resolution is not None:
        return max(
            (_divided(ties, resolution, seed) for seed in range(max(1, _runs(ties)))),
            key=lambda division: nx.community.modularity(ties, division, resolution=resolution),
        )
    weight = ties.size("weight")
    if not weight:
        return [{paper} for paper in ties]
    scale = citations / weight
    runs = _runs(ties)
    divisions = []
    for level in _RESOLUTIONS if runs else _RESOLUTIONS[:1]:
        some = [_divided(ties, level, seed) for seed in range(max(1, runs))]
        best = max(some, key=lambda division: _told(ties, division, scale))
        divisions.append([part for one in best for part in _parts(ties, one, scale)])
    return max(divisions, key=lambda division: _told(ties, division, scale))


def _runs(ties: nx.Graph) -> int:
    return next((runs for most, runs in _RUNS if len(ties) <= most), 0)


def _divided(ties: nx.Graph, resolution: float, seed: int) -> list[set[int]]:
    found: list[set[int]] = nx.community.louvain_communities(
        ties, weight="weight", resolution=resolution, seed=seed
    )
    return found


def _parts(ties: nx.Graph, community: set[int], scale: float) -> list[set[int]]:
    """Return a community, or its parts where the ties inside of it tell them apart."""
    if len(community) < _DIVISIBLE:
        return [community]
    inside = nx.Graph()
    inside.add_nodes_from(sorted(community))
    inside.add_weighted_edges_from(
        (paper, other, ties[paper][other]["weight"])
        for paper in sorted(community)
        for other in sorted(ties[paper])
        if paper < other and other in community
    )
    parts = _divided(inside, 1.0, 0)
    if len(parts) == 1 or _told(inside, parts, scale) <= 0:
        return [community]
    return [one for part in parts for one in _parts(ties, part, scale)]


def _told(ties: nx.Graph, communities: Sequence[set[int]], scale: float) -> float:
    """Return what a division tells of the ties, less what it takes to tell the division.

    In nats: the divergence of the ties inside of each community, and of all between them,
    from those of a graph with the same degrees and no communities (the likelihood of a
    stochastic block model with corrected degrees; Karrer and Newman 2011), minus the length
    of the division itself and of one number a community. No division tells 0; one of a
    graph without communities tells less.
    """
    community_of = {paper: n for n, papers in enumerate(communities) for paper in papers}
    degrees = [0.0] * len(communities)
    inside = [0.0] * len(communities)
    for paper, other, weight in ties.edges(data="weight"):
        one, two = community_of[paper], community_of[other]
        degrees[one] += weight
        degrees[two] += weight
        if one == two:
            inside[one] += weight
    total = math.fsum(degrees) / 2
    if not total:
        return 0.0
    told = math.fsum(
        within * math.log(4 * total * within / degree**2)
        for within, degree in zip(inside, degrees, strict=True)
        if within
    )
    between = total - math.fsum(inside)
    expected = total - math.fsum(degree**2 for degree in degrees) / (4 * total)
    if between > 1e-9 * total:
        told += between * math.log(between / expected)
    numbers = (len(communities) - 1) * math.log(max(2.0, scale * total)) / 2
    return round(scale * told - _length(communities) - numbers, 6)


def _length(communities: Sequence[set[int]]) -> float:
    """Return how much it takes to tell which paper is in which community (Peixoto 2017)."""
    papers = sum(map(len, communities))
    sizes = math.fsum(math.lgamma(len(one) + 1) for one in communities)
    choices = (
        math.lgamma(papers)
        - math.lgamma(len(communities))
        - math.lgamma(papers - len(communities) + 1)
    )
    return math.lgamma(papers + 1) - sizes + choices
