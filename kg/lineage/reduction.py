"""Transitive reduction: the fewest citations that keep everybody's ancestors. For drawing."""

from __future__ import annotations

from kg.lineage.cycles import steps
from kg.lineage.network import Citations, network

__all__ = ["transitive_reduction"]

# Rows of bits are kept for so many steps at a time that they fit into about this much.
_BYTES = 1 << 28


def transitive_reduction(graph: Citations) -> list[tuple[str, str]]:
    """Return the citations that no longer chain of citations replaces.

    Parameters
    ----------
    graph
        Citations.

    Returns
    -------
    list
        ``(cited, citing)``, sorted.

    Notes
    -----
    The reduction is that of the strong components: of the citations between two
    components all are kept or none, and citations inside a component are all kept. So
    nothing vanishes that a cycle makes ambiguous, and without cycles it is the usual,
    unique reduction.

    Every arc of a ``global`` main path survives. One of a ``key-route`` may not, when it
    ties with the detour that replaces it: draw the main path's arcs as well.

    A row of bits for every paper tells what builds on it; a citation is left out when the
    citing paper is already reached over an earlier one of the papers that cite the same.
    Cost: ``arcs * papers / 64`` word operations, in passes that each take at most 256 MB.

    References
    ----------
    A. V. Aho, M. R. Garey, J. D. Ullman, The transitive reduction of a directed graph,
    SIAM J. Comput. 1, 1972, doi 10.1137/0201008.

    Examples
    --------
    >>> import networkx as nx
    >>> transitive_reduction(nx.DiGraph([("c", "b"), ("b", "a"), ("c", "a")]))
    [('a', 'b'), ('b', 'c')]
    """
    net = network(graph)
    acyclic = steps(net)
    size = len(acyclic)
    successors = acyclic.successors.lists()
    width = max(64, _BYTES * 8 // max(size, 1))
    arcs_needed = {
        arc
        for start in range(0, size, width)
        for arc in _arcs_needed(successors, start, min(start + width, size))
    }
    step_of = acyclic.step_of.tolist()
    return [
        (net.ids[cited], net.ids[citing])
        for cited, citing in net.successors.arcs()
        if step_of[cited] == step_of[citing] or (step_of[cited], step_of[citing]) in arcs_needed
    ]


def _arcs_needed(successors: list[list[int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return the arcs into the steps from ``start`` to ``end`` that the reduction keeps.

    Steps are numbered topologically, so a detour to a step comes over a lower number, and
    nothing before ``end`` is reached from beyond it.
    """
    arcs = []
    reached = [0] * end
    for step in range(end - 1, -1, -1):
        row = 0
        for other in successors[step]:
            if other >= end:
                break
            if other < start:
                row |= reached[other]
                continue
            bit = 1 << (other - start)
            if not row & bit:
                arcs.append((step, other))
                row |= reached[other] | bit
        reached[step] = row
    return arcs
