"""Which papers of a topic tie it to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from kg.lineage import Network

__all__ = ["Bridge", "bridges_of"]

#: Papers up to which every one is a pivot, and how many of more papers are.
_ALL_PIVOTS = 500
_PIVOTS = 100
_LEAST_PARTICIPATION = 0.3
_MOST = 5


class Bridge(NamedTuple):
    """A paper between topics.

    Attributes
    ----------
    id
        The paper.
    to
        The other topics that it cites or that cite it, those with most citations first.
    participation
        1 minus the sum of squares of the shares of its citations in each topic (Guimera
        and Amaral 2005): 0 where all are in one.
    betweenness
        The share of shortest chains of citations, in either direction, that pass it.
    """

    id: str
    to: list[int]
    participation: float
    betweenness: float


def bridges_of(
    net: Network, topic_of: Mapping[int, int], within: Sequence[int]
) -> dict[int, list[Bridge]]:
    """Return the bridges of each topic, at most five, those that carry most first.

    Parameters
    ----------
    net
        The network.
    topic_of
        The topic of each paper (number) that has one.
    within
        The papers between which chains of citations count: those of lists.

    Notes
    -----
    Brandes' algorithm, O(papers x citations); of more than 500 papers 100
    pivots, drawn with a fixed seed, stand for all.
    """
    between = _betweenness(net, within)
    found: dict[int, list[Bridge]] = {}
    for paper, topic in topic_of.items():
        if between.get(paper, 0.0) <= 0:
            continue
        ties = _ties(net, paper, topic_of)
        total = ties.total()
        participation = 1 - sum((count / total) ** 2 for count in ties.values()) if total else 0.0
        del ties[topic]
        if ties and participation >= _LEAST_PARTICIPATION:
            others = sorted(ties, key=lambda other: (-ties[other], other))
            bridge = Bridge(
                net.ids[paper], others, round(participation, 4), round(between[paper], 6)
            )
            found.setdefault(topic, []).append(bridge)
    return {
        topic: sorted(
            some,
            key=lambda topic_bridge: (
                -topic_bridge.participation * topic_bridge.betweenness,
                topic_bridge.id,
            ),
        )[:_MOST]
        for topic, some in found.items()
    }


def _ties(net: Network, paper: int, topic_of: Mapping[int, int]) -> Counter[int]:
    """Return how many citations tie a paper to each topic, its own among them."""
    rows = (net.successors, net.predecessors)
    return Counter(topic_of[other] for row in rows for other in row.of(paper) if other in topic_of)


def _betweenness(net: Network, within: Sequence[int]) -> dict[int, float]:
    inside = set(within)
    graph = nx.Graph()
    graph.add_nodes_from(sorted(inside))
    graph.add_edges_from(
        (paper, other)
        for paper in sorted(inside)
        for other in net.predecessors.of(paper)
        if other in inside
    )
    pivots = None if len(inside) <= _ALL_PIVOTS else _PIVOTS
    found: dict[int, float] = nx.betweenness_centrality(graph, k=pivots, seed=0)
    return found
