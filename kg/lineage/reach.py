"""Who builds on whom: ancestors, descendants, and everything between two papers.

The ancestors of a paper are what it builds on: the papers it cites, those that they
cite, and so on. Its descendants are the papers that build on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from kg.lineage.arrays import Integers, once
from kg.lineage.cycles import steps
from kg.lineage.network import Citations, Network, network

__all__ = [
    "Generation",
    "ancestors",
    "between",
    "common_ancestors",
    "common_descendants",
    "count_shortest_paths",
    "descendants",
    "generations",
    "shortest_paths",
]

Direction = Literal["ancestors", "descendants"]


def ancestors(graph: Citations, paper_id: str, depth: int | None = None) -> dict[str, int]:
    """Return what a paper builds on, with the number of citations to get there.

    Parameters
    ----------
    graph
        Citations.
    paper_id
        Id of the paper; it is not its own ancestor.
    depth
        The farthest distance wanted; None for all.

    Returns
    -------
    dict
        Distance by id, nearest first, then by id.

    Raises
    ------
    PaperNotFound
        When the graph has no such paper.

    Examples
    --------
    >>> import networkx as nx
    >>> ancestors(nx.DiGraph([("c", "b"), ("b", "a"), ("c", "a")]), "c")
    {'a': 1, 'b': 1}
    """
    return _distances(graph, paper_id, depth, "ancestors")


def descendants(graph: Citations, paper_id: str, depth: int | None = None) -> dict[str, int]:
    """Return the papers that build on a paper; see :func:`ancestors`.

    Parameters
    ----------
    graph, paper_id, depth
        As for :func:`ancestors`.

    Examples
    --------
    >>> import networkx as nx
    >>> descendants(nx.DiGraph([("c", "b"), ("b", "a")]), "a", depth=1)
    {'b': 1}
    """
    return _distances(graph, paper_id, depth, "descendants")


def _distances(
    graph: Citations, paper_id: str, depth: int | None, direction: Direction
) -> dict[str, int]:
    net = network(graph)
    start = net.number(paper_id)
    distance = distances(net, start, direction, depth)
    reached = np.flatnonzero(distance > 0)
    nearest = reached[np.argsort(distance[reached], kind="stable")]
    return {net.ids[number]: int(distance[number]) for number in nearest.tolist()}


def distances(net: Network, start: int, direction: Direction, depth: int | None = None) -> Integers:
    """Return the distance of every paper from one, -1 where it is not reached.

    Parameters
    ----------
    net
        The citations.
    start
        Number of the paper to start from.
    direction
        ``ancestors`` or ``descendants``.
    depth
        The farthest distance wanted; None for all.
    """
    rows = net.predecessors if direction == "ancestors" else net.successors
    distance = np.full(len(net), -1)
    distance[start] = 0
    place = np.zeros(len(net), np.int64)
    front = np.array([start])
    far = 0
    while len(front) and (depth is None or far < depth):
        far += 1
        met = rows.together(front)
        met = met[distance[met] < 0]
        distance[met] = far
        front = once(met, place)
    return distance


def shortest_paths(
    graph: Citations, cited: str, citing: str, *, limit: int | None = None
) -> list[list[str]]:
    """Return all shortest chains of citations from a cited paper to one that builds on it.

    Parameters
    ----------
    graph
        Citations.
    cited, citing
        Ids of the first and the last paper of every chain.
    limit
        The most chains wanted; None for all. Their number can grow exponentially with
        their length, see :func:`count_shortest_paths`.

    Returns
    -------
    list
        Chains of ids, in the order of the ids; empty where the second paper does not
        build on the first. From a paper to itself there is the chain of that paper.

    Raises
    ------
    PaperNotFound
        When the graph has no such paper.

    Examples
    --------
    >>> import networkx as nx
    >>> diamond = nx.DiGraph([("d", "b"), ("d", "c"), ("b", "a"), ("c", "a")])
    >>> shortest_paths(diamond, "a", "d")
    [['a', 'b', 'd'], ['a', 'c', 'd']]
    """
    net = network(graph)
    onward = _shortest_arcs(net, net.number(cited), net.number(citing))
    if onward is None:
        return []
    if cited == citing:
        return [[cited]]
    chains = _chains(onward, net.number(cited), net.number(citing))
    found = [chain for chain, _ in zip(chains, range(limit), strict=False)] if limit else chains
    return [[net.ids[number] for number in chain] for chain in found]


def count_shortest_paths(graph: Citations, cited: str, citing: str) -> int:
    """Return how many shortest chains lead from one paper to another, without listing them.

    Parameters
    ----------
    graph
        Citations.
    cited, citing
        Ids of the first and the last paper of every chain.

    Raises
    ------
    PaperNotFound
        When the graph has no such paper.

    Examples
    --------
    >>> import networkx as nx
    >>> diamond = nx.DiGraph([("d", "b"), ("d", "c"), ("b", "a"), ("c", "a")])
    >>> count_shortest_paths(diamond, "a", "d"), count_shortest_paths(diamond, "d", "a")
    (2, 0)
    """
    net = network(graph)
    start, end = net.number(cited), net.number(citing)
    onward = _shortest_arcs(net, start, end)
    if onward is None:
        return 0
    count = {end: 1}
    for number in reversed(onward):
        count[number] = sum(count[other] for other in onward[number])
    return count[start]


def _shortest_arcs(net: Network, start: int, end: int) -> dict[int, list[int]] | None:
    """Return the arcs of all shortest chains, papers ordered by distance from the start."""
    distance = distances(net, start, "descendants")
    if distance[end] < 0:
        return None
    layers: list[dict[int, list[int]]] = []
    front = [end]
    for far in range(int(distance[end]) - 1, -1, -1):
        before: dict[int, list[int]] = {}
        for number in front:
            for other in net.predecessors.of(number):
                if distance[other] == far:
                    before.setdefault(other, []).append(number)
        layers.append(before)
        front = sorted(before)
    return {number: arcs for layer in reversed(layers) for number, arcs in layer.items()}


def _chains(onward: dict[int, list[int]], start: int, end: int) -> Iterator[list[int]]:
    chain = [start]
    rest = [iter(onward.get(start, ()))]
    if start == end:
        yield chain
    while rest:
        number = next(rest[-1], None)
        if number is None:
            rest.pop()
            chain.pop()
        elif number == end:
            yield [*chain, number]
        else:
            chain.append(number)
            rest.append(iter(onward[number]))


def between(graph: Citations, cited: str, citing: str) -> list[str]:
    """Return every paper on any chain of citations from one paper to another, both included.

    Empty where the second does not build on the first. Ordered by distance from the
    cited paper, then id.

    Parameters
    ----------
    graph
        Citations.
    cited, citing
        Ids of the first and the last paper of every chain.

    Raises
    ------
    PaperNotFound
        When the graph has no such paper.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("d", "c"), ("c", "b"), ("b", "a"), ("d", "a"), ("x", "a")])
    >>> between(graph, "a", "d")
    ['a', 'b', 'd', 'c']
    """
    net = network(graph)
    start, end = net.number(cited), net.number(citing)
    later = distances(net, start, "descendants")
    on_a_chain = (later >= 0) & (distances(net, end, "ancestors") >= 0)
    found = np.flatnonzero(on_a_chain)
    ordered = found[np.argsort(later[found], kind="stable")]
    return [net.ids[number] for number in ordered.tolist()]


def common_ancestors(graph: Citations, *papers: str) -> dict[str, list[int]]:
    """Return what all of the papers build on, with the distance from each of them.

    Nearest first (by the sum of the distances), then by id. A paper that is among those
    asked for counts as at distance 0 from itself.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("c", "b"), ("d", "b"), ("b", "a"), ("d", "a")])
    >>> common_ancestors(graph, "c", "d")
    {'b': [1, 1], 'a': [2, 1]}
    """
    return _common(graph, papers, "ancestors")


def common_descendants(graph: Citations, *papers: str) -> dict[str, list[int]]:
    """Return the papers that build on all of the papers; see :func:`common_ancestors`.

    Examples
    --------
    >>> import networkx as nx
    >>> common_descendants(nx.DiGraph([("c", "a"), ("c", "b"), ("d", "b")]), "a", "b")
    {'c': [1, 1]}
    """
    return _common(graph, papers, "descendants")


def _common(
    graph: Citations, papers: tuple[str, ...], direction: Direction
) -> dict[str, list[int]]:
    net = network(graph)
    far = [distances(net, net.number(paper), direction) for paper in papers]
    if not far:
        return {}
    table = np.array(far)
    found = np.flatnonzero((table >= 0).all(axis=0))
    nearest = found[np.argsort(table[:, found].sum(axis=0), kind="stable")]
    return {net.ids[number]: table[:, number].tolist() for number in nearest.tolist()}


class Generation(NamedTuple):
    """How far a paper is from another, over the shortest and over the longest chain."""

    distance: int
    longest: int


def generations(
    graph: Citations, paper_id: str, direction: Direction = "descendants"
) -> dict[str, Generation]:
    """Return the shortest and the longest distance of every paper on one side of a paper.

    Parameters
    ----------
    graph
        Citations.
    paper_id
        Id of the paper.
    direction
        ``descendants`` or ``ancestors``.

    Returns
    -------
    dict
        By id, ordered by the longest distance, then by the shortest, then by id.

    Notes
    -----
    Around a citation cycle a chain has no longest length, so the longest distance counts
    steps between strong components: papers of one component are 0 apart.

    Examples
    --------
    >>> import networkx as nx
    >>> generations(nx.DiGraph([("c", "b"), ("b", "a"), ("c", "a")]), "a")
    {'b': Generation(distance=1, longest=1), 'c': Generation(distance=1, longest=2)}
    """
    net = network(graph)
    start = net.number(paper_id)
    distance = distances(net, start, direction)
    acyclic = steps(net)
    ahead, back = range(len(acyclic)), acyclic.predecessors
    if direction == "ancestors":
        ahead, back = ahead[::-1], acyclic.successors
    longest = {int(acyclic.step_of[start]): 0}
    for step in ahead:
        before = [longest[other] for other in back.of(step) if other in longest]
        if before:
            longest[step] = max(before) + 1
    found = {
        net.ids[number]: Generation(int(distance[number]), longest[int(acyclic.step_of[number])])
        for number in np.flatnonzero(distance > 0).tolist()
    }
    return dict(
        sorted(found.items(), key=lambda item: (item[1].longest, item[1].distance, item[0]))
    )
