"""Where a network of citations hangs by a thread: bridges and articulation papers."""

from __future__ import annotations

from kg.lineage.network import Citations, Network, network

__all__ = ["articulation_papers", "bridges"]


def bridges(graph: Citations) -> list[tuple[str, str]]:
    """Return the citations without which their two papers would not be connected at all.

    Directions are disregarded: a bridge is the only link between two parts of the network.
    Two papers that cite each other are connected twice.

    Returns
    -------
    list
        ``(cited, citing)``, sorted.

    Notes
    -----
    Hopcroft and Tarjan, doi 10.1145/362248.362272; one step for every paper and citation.

    Examples
    --------
    >>> import networkx as nx
    >>> bridges(nx.DiGraph([("b", "a"), ("c", "b"), ("c", "a"), ("d", "c")]))
    [('c', 'd')]
    """
    net = network(graph)
    found, _ = _weak_places(net)
    cited, citing = net.successors.origins, net.successors.targets
    return [(net.ids[cited[arc]], net.ids[citing[arc]]) for arc in sorted(found)]


def articulation_papers(graph: Citations) -> list[str]:
    """Return the papers without which the network would fall into more parts, sorted.

    Directions are disregarded, see :func:`bridges`.

    Examples
    --------
    >>> import networkx as nx
    >>> articulation_papers(nx.DiGraph([("b", "a"), ("c", "b"), ("c", "a"), ("d", "c")]))
    ['c']
    """
    net = network(graph)
    _, found = _weak_places(net)
    return [net.ids[paper] for paper in sorted(found)]


def _weak_places(net: Network) -> tuple[set[int], set[int]]:
    """Return the bridges, by number of their arc, and the articulation papers."""
    links: list[list[tuple[int, int]]] = [[] for _ in net.ids]
    for arc, (cited, citing) in enumerate(net.successors.arcs()):
        links[cited].append((citing, arc))
        links[citing].append((cited, arc))
    seen = [-1] * len(net)  # when a paper was met
    low = [0] * len(net)  # the earliest paper that its branch links back to
    thin: set[int] = set()
    joints: set[int] = set()
    met = 0
    for root in range(len(net)):
        if seen[root] >= 0:
            continue
        seen[root] = low[root] = met
        met += 1
        branches = 0
        walk = [(root, -1, iter(links[root]))]
        while walk:
            paper, over, rest = walk[-1]
            for other, arc in rest:
                if seen[other] < 0:
                    seen[other] = low[other] = met
                    met += 1
                    walk.append((other, arc, iter(links[other])))
                    break
                if arc != over:
                    low[paper] = min(low[paper], seen[other])
            else:
                walk.pop()
                if not walk:
                    continue
                parent = walk[-1][0]
                low[parent] = min(low[parent], low[paper])
                if low[paper] > seen[parent]:
                    thin.add(over)
                if parent == root:
                    branches += 1
                elif low[paper] >= seen[parent]:
                    joints.add(parent)
        if branches > 1:
            joints.add(root)
    return thin, joints
