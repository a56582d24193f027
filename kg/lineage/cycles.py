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
from numpy.typing import NDArray

from kg.errors import UsageError
from kg.lineage.arrays import (
    SMALL,
    Integers,
    Rows,
    as_matrix,
    compressed,
    once,
    row_offsets,
    transposed,
)
from kg.lineage.network import Citations, Network, network

__all__ = ["CYCLES", "TWIN", "Component", "Steps", "components", "steps"]

CYCLES = ("condense", "preprint")
TWIN = "#preprint"


class Component(NamedTuple):
    """A strong component: papers each of which builds on every other, directly or not.

    ``id`` is ``component:`` and the smallest id of its papers.
    """

    id: str
    papers: list[str]


@dataclass(frozen=True, eq=False, repr=False)
class Steps:
    """A network without cycles, its steps numbered by the longest chain that leads to them.

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
    successors
        For every step those that build on it; an arc always goes to a higher number.
    levels
        The steps from ``levels[k]`` to ``levels[k + 1]`` have a longest chain of ``k`` arcs
        before them.
    """

    network: Network
    cycles: str
    offsets: Integers
    members: Integers
    step_of: Integers
    twins: Integers
    components: list[Component]
    successors: Rows
    levels: list[int]

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.offsets) - 1

    def __repr__(self) -> str:
        """Return one line, not the arrays."""
        return f"Steps({len(self):,} steps, cycles: {self.cycles})"

    @cached_property
    def cites(self) -> NDArray[np.bool_]:
        """Whether each step builds on another; a source does not."""
        return np.bincount(self.successors.targets, minlength=len(self)) > 0

    @cached_property
    def is_cited(self) -> NDArray[np.bool_]:
        """Whether each step is built on; a sink is not."""
        return self.successors.lengths > 0

    @cached_property
    def predecessors(self) -> Rows:
        """For every step those it builds on."""
        return transposed(self.successors)

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
        return [
            (paper, other)
            for paper in before
            for other in self.network.successors.of(paper)
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
    vertices, strong, twins = net.successors, list[Component](), np.zeros(0, np.int64)
    label_of = np.arange(len(net))
    depth = depths(vertices)
    if (depth < 0).any():
        label_of = strong_labels(vertices)
        strong = _components(net, label_of)
        if cycles == "preprint":
            twins = np.array(sorted(net.index[id] for found in strong for id in found.papers))
            vertices = _with_preprints(net, label_of, twins)
            label_of = np.arange(len(vertices))
        size = int(label_of.max()) + 1
        depth = depths(compressed(label_of[vertices.origins], label_of[vertices.targets], size))
    # Numbered by depth, so that every level is a range of steps.
    rank = np.empty_like(depth)
    rank[np.argsort(depth, kind="stable")] = np.arange(len(depth))
    step_of = rank[label_of]
    return Steps(
        network=net,
        cycles=cycles,
        offsets=row_offsets(step_of, len(depth)),
        members=np.argsort(step_of, kind="stable"),
        step_of=step_of,
        twins=twins,
        components=strong,
        successors=compressed(step_of[vertices.origins], step_of[vertices.targets], len(depth)),
        levels=[0, *np.cumsum(np.bincount(depth)).tolist()],
    )


def depths(successors: Rows) -> Integers:
    """Return how many arcs the longest chain to every vertex has, -1 from a cycle on."""
    missing = np.bincount(successors.targets, minlength=len(successors))
    depth = np.full(len(successors), -1)
    place = np.zeros(len(successors), np.int64)
    front = np.flatnonzero(missing == 0)
    far = 0
    while len(front):
        depth[front] = far
        far += 1
        met = successors.together(front)
        np.subtract.at(missing, met, 1)
        front = once(met[missing[met] == 0], place)
    return depth


def _with_preprints(net: Network, labels: Integers, twins: Integers) -> Rows:
    """Return the arcs of the network whose cycles run over preprints."""
    size = len(net)
    twin_of = np.full(size, -1)
    twin_of[twins] = size + np.arange(len(twins))
    cited, citing = net.successors.origins, net.successors.targets
    inside = labels[cited] == labels[citing]
    entering = ~inside & (twin_of[citing] >= 0)
    return compressed(
        np.concatenate([np.where(inside, twin_of[cited], cited), twin_of[twins], cited[entering]]),
        np.concatenate([citing, twins, twin_of[citing[entering]]]),
        size + len(twins),
    )


def strong_labels(successors: Rows) -> Integers:
    """Return the number of every vertex's strong component."""
    if len(successors.targets) >= SMALL:
        from scipy.sparse.csgraph import connected_components

        _, labels = connected_components(as_matrix(successors), connection="strong")
        found: Integers = labels.astype(np.int64)
        return found
    return _tarjan(successors.lists())


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
    return np.array(label, np.int64)
