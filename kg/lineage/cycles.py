"""Citation cycles, and the two declared ways of counting paths in spite of them.

Cycles are real: papers of one year cite each other's preprints. Which citation came
last cannot be told from years, so none is dropped. ``condense`` makes every strong
component one step; ``preprint`` (after Batagelj) lets the papers of a component cite
each other's preprints. Which was chosen is part of every answer.

References
----------
V. Batagelj, Efficient algorithms for citation network analysis, 2003,
arXiv cs/0309023.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from kg.errors import UsageError
from kg.lineage.network import (
    Citations,
    Integers,
    Network,
    distinct,
    neighbour_lists,
    network,
    rows,
)

__all__ = ["CYCLES", "TWIN", "Component", "Steps", "components", "steps"]

CYCLES = ("condense", "preprint")
TWIN = "#preprint"

# Below this many arcs, importing scipy takes longer than doing without.
_SMALL = 50_000


class Component(NamedTuple):
    """A strong component: papers each of which builds on every other, directly or not.

    ``id`` is ``component:`` and the smallest id of its papers.
    """

    id: str
    papers: list[str]


@dataclass(frozen=True, eq=False)
class Steps:
    """A network without cycles, numbered so that every arc goes to a higher number.

    A step is a paper, all papers of a strong component (``condense``), or the preprint
    of a paper (``preprint``).

    Attributes
    ----------
    network
        The network that the steps are made of.
    cycles
        ``condense`` or ``preprint``.
    offsets, members
        Step ``i`` is made of ``members[offsets[i]:offsets[i + 1]]``: numbers of papers,
        and of ``len(network) + k`` for the preprint of paper ``twins[k]``.
    step_of
        The step of every member.
    twins
        The papers that have a preprint of their own (``preprint`` only).
    components
        The strong components of more than one paper.
    cited, citing
        The arcs between steps, sorted and distinct.
    """

    network: Network
    cycles: str
    offsets: Integers
    members: Integers
    step_of: Integers
    twins: Integers
    components: list[Component]
    cited: Integers
    citing: Integers

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.offsets) - 1

    @cached_property
    def successors(self) -> list[list[int]]:
        """For every step the steps that build on it."""
        return neighbour_lists(rows(self.cited, len(self)), self.citing)

    @cached_property
    def predecessors(self) -> list[list[int]]:
        """For every step the steps it builds on."""
        citing, cited = distinct(self.citing, self.cited, len(self))
        return neighbour_lists(rows(citing, len(self)), cited)

    def name(self, member: int) -> str:
        """Return the id of a member; that of a preprint ends in ``#preprint``."""
        ids = self.network.ids
        if member < len(ids):
            return ids[member]
        return ids[int(self.twins[member - len(ids)])] + TWIN

    def paper(self, member: int) -> int:
        """Return the number of the paper that a member is, or is the preprint of."""
        size = len(self.network)
        return member if member < size else int(self.twins[member - size])

    def members_of(self, step: int) -> list[int]:
        """Return the members of a step, oldest first."""
        found: list[int] = self.members[self.offsets[step] : self.offsets[step + 1]].tolist()
        return sorted(found, key=lambda member: self.network.oldest_first(self.paper(member)))

    def citations(self, cited: int, citing: int) -> list[tuple[int, int]]:
        """Return the citations, as pairs of members, that an arc between steps stands for."""
        before, after = self.members_of(cited), self.members_of(citing)
        if len(before) == len(after) == 1:
            return [(before[0], after[0])]
        inside = set(after)
        offsets, successors = self.network.successor_offsets, self.network.successors
        return [
            (paper, other)
            for paper in before
            for other in successors[offsets[paper] : offsets[paper + 1]].tolist()
            if other in inside
        ]


def components(graph: Citations) -> list[Component]:
    """Return the strong components of more than one paper, ordered by id.

    Examples
    --------
    >>> import networkx as nx
    >>> components(nx.DiGraph([("b", "a"), ("a", "b"), ("c", "b")]))
    [Component(id='component:a', papers=['a', 'b'])]
    """
    return steps(graph).components


def _components(net: Network, labels: Integers) -> list[Component]:
    several = np.bincount(labels)[labels] > 1 if len(labels) else np.zeros(0, bool)
    groups: dict[int, list[str]] = {}
    for paper in np.flatnonzero(several).tolist():
        groups.setdefault(int(labels[paper]), []).append(net.ids[paper])
    return [Component(f"component:{papers[0]}", papers) for papers in sorted(groups.values())]


def steps(graph: Citations, cycles: str = "condense") -> Steps:
    """Return a network without cycles: what paths are counted on.

    Parameters
    ----------
    graph
        Citations.
    cycles
        ``condense``: every strong component is one step; citations between the same two
        components are one arc, citations inside a component none.
        ``preprint``: every paper ``v`` of a strong component of several papers gets a
        twin ``v#preprint``. A citation ``u -> v`` inside the component becomes
        ``u#preprint -> v``, the twin precedes its paper (``v#preprint -> v``), and a
        citation into ``v`` from outside the component also enters ``v#preprint``.

    Raises
    ------
    UsageError
        When there is no such policy.

    Examples
    --------
    >>> import networkx as nx
    >>> both = nx.DiGraph([("b", "a"), ("a", "b"), ("c", "b")])
    >>> len(steps(both)), len(steps(both, "preprint"))
    (2, 5)
    """
    if cycles not in CYCLES:
        raise UsageError(f"no policy {cycles!r} for cycles", hint=f"one of {', '.join(CYCLES)}")
    net = network(graph)
    cited, citing = net.cited, net.successors
    labels = strong_labels(net.successor_offsets, net.successors)
    strong = _components(net, labels)
    twins = np.zeros(0, np.int64)
    if cycles == "preprint" and strong:
        twins = np.array(sorted(net.index[id] for found in strong for id in found.papers))
        cited, citing = _with_preprints(net, labels, twins)
        size = len(net) + len(twins)
        order = np.argsort(cited, kind="stable")
        labels = strong_labels(rows(cited[order], size), citing[order])
    size = int(labels.max()) + 1 if len(labels) else 0
    before, after = distinct(labels[cited], labels[citing], size)
    members = np.argsort(labels, kind="stable")
    return Steps(
        network=net,
        cycles=cycles,
        offsets=rows(labels, size),
        members=members,
        step_of=labels,
        twins=twins,
        components=strong,
        cited=before,
        citing=after,
    )


def _with_preprints(net: Network, labels: Integers, twins: Integers) -> tuple[Integers, Integers]:
    """Return the arcs of the network whose cycles run over preprints."""
    size = len(net)
    twin_of = np.full(size, -1)
    twin_of[twins] = size + np.arange(len(twins))
    cited, citing = net.cited, net.successors
    inside = labels[cited] == labels[citing]
    entering = ~inside & (twin_of[citing] >= 0)
    return (
        np.concatenate([np.where(inside, twin_of[cited], cited), twin_of[twins], cited[entering]]),
        np.concatenate([citing, twins, twin_of[citing[entering]]]),
    )


def strong_labels(offsets: Integers, successors: Integers) -> Integers:
    """Return the strong component of every vertex, numbered topologically.

    An arc never goes to a lower number; without cycles the numbers are a topological
    order.
    """
    if len(successors) >= _SMALL:
        from scipy.sparse import csr_array
        from scipy.sparse.csgraph import connected_components

        size = len(offsets) - 1
        matrix = csr_array(
            (np.ones(len(successors), np.int8), successors, offsets), shape=(size, size)
        )
        count, labels = connected_components(matrix, connection="strong")
        found: Integers = count - 1 - labels.astype(np.int64)
        # scipy numbers components as its search leaves them, sinks first. It does not
        # promise to, so it is checked.
        if (np.repeat(found, np.diff(offsets)) <= found[successors]).all():
            return found
    return _tarjan(neighbour_lists(offsets, successors))


def _tarjan(successors: list[list[int]]) -> Integers:
    """Tarjan's strong components without recursion; cost: a step for every vertex and arc."""
    size = len(successors)
    label = [-1] * size
    seen = [-1] * size  # when a vertex was met
    low = [0] * size  # the earliest open vertex that it reaches
    is_open: list[int] = []
    met = count = 0
    for root in range(size):
        if seen[root] >= 0:
            continue
        seen[root] = low[root] = met
        met += 1
        is_open.append(root)
        walk = [(root, iter(successors[root]))]
        while walk:
            vertex, rest = walk[-1]
            for other in rest:
                if seen[other] < 0:
                    seen[other] = low[other] = met
                    met += 1
                    is_open.append(other)
                    walk.append((other, iter(successors[other])))
                    break
                if label[other] < 0:
                    low[vertex] = min(low[vertex], seen[other])
            else:
                walk.pop()
                if walk:
                    parent = walk[-1][0]
                    low[parent] = min(low[parent], low[vertex])
                if low[vertex] == seen[vertex]:
                    while True:
                        member = is_open.pop()
                        label[member] = count
                        if member == vertex:
                            break
                    count += 1
    return count - 1 - np.array(label, np.int64)
