"""How much a main path depends on the reference lists that happen to be known.

Reference lists are missing in every real graph. Leaving out each known one in turn (the
jackknife) tells how much of the path hangs on single lists; supposing what an unknown one
could say tells which are worth reading.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec
import numpy as np

from kg.lineage.cycles import Steps, steps
from kg.lineage.main_path import path_arcs
from kg.lineage.network import Citations, Network, network
from kg.lineage.reach import distances
from kg.lineage.weights import path_counts

__all__ = ["Support", "UnreadList", "support"]


class UnreadList(NamedTuple):
    """A paper whose reference list is not completely known, and what that could change.

    Attributes
    ----------
    id
        The paper.
    paths
        How many counted paths could arrive over its references, if it cited every paper
        that is not younger and does not build on it: no list can bring more.
    kept
        The share of the main path's arcs that would remain in that case.
    """

    id: str
    paths: int
    kept: Fraction


class Support(msgspec.Struct, kw_only=True, frozen=True):
    """How firmly a main path stands.

    Attributes
    ----------
    runs
        How many reference lists were left out in turn: every paper with references.
    arcs
        For every arc of the path, by ``(cited, citing)``, the share of runs it survives.
    papers
        The same for every paper that an arc of the path begins or ends at.
    without
        For every list whose absence changes the path, by the id of its paper: the share of
        the path's arcs that remain without it, least first.
    unread
        The unknown lists that could bring most paths, most first.
    """

    runs: int
    arcs: dict[tuple[str, str], Fraction]
    papers: dict[str, Fraction]
    without: dict[str, Fraction]
    unread: list[UnreadList]


def support(
    graph: Citations,
    *,
    weights: str = "spc",
    search: str = "key-route",
    routes: int = 1,
    cycles: str = "condense",
    unread: int = 10,
    progress: Callable[[int, int], None] | None = None,
) -> Support:
    """Return how much a main path depends on each known reference list, exactly.

    Parameters
    ----------
    graph
        Citations. A paper's list is completely known where ``references_state`` is
        ``complete``; in a graph that has no such states, where it has references.
    weights, search, routes, cycles
        As for :func:`kg.lineage.main_path`.
    unread
        How many unknown lists to rank.
    progress
        Called with the number of runs done and of all runs.

    Notes
    -----
    One main path for every known list and every ranked unknown one. Nothing is sampled:
    the answer is the same every time.

    Examples
    --------
    >>> import networkx as nx
    >>> found = support(nx.DiGraph([("b", "a"), ("c", "b"), ("d", "b")]))
    >>> found.runs, {arc: str(share) for arc, share in found.arcs.items()}
    (3, {('a', 'b'): '2/3', ('b', 'c'): '2/3', ('b', 'd'): '2/3'})
    """
    net = network(graph)
    options = {"weights": weights, "search": search}

    def arcs_of(changed: Network) -> set[tuple[str, str]]:
        return path_arcs(steps(changed, cycles), routes=routes, **options)

    acyclic = steps(net, cycles)
    path = path_arcs(acyclic, routes=routes, **options)
    known = np.flatnonzero(net.predecessors.lengths).tolist()
    candidates = _most_paths(acyclic, weights, unread)
    runs: dict[str, set[tuple[str, str]]] = {}
    for done, paper in enumerate(known):
        if progress:
            progress(done, len(known) + len(candidates))
        runs[net.ids[paper]] = arcs_of(net.rewired(paper, ()))
    ranked = []
    for done, (paths, paper) in enumerate(candidates, len(known)):
        if progress:
            progress(done, len(known) + len(candidates))
        supposed = arcs_of(net.rewired(paper, _citable(net, paper)))
        ranked.append(UnreadList(net.ids[paper], paths, _share(path & supposed, path)))
    remaining = {id: _share(path & found, path) for id, found in runs.items() if path - found}
    papers = {id: _papers(found) for id, found in runs.items()}
    return Support(
        runs=len(runs),
        arcs={arc: _survives(arc, runs) for arc in sorted(path)},
        papers={id: _survives(id, papers) for id in sorted(_papers(path))},
        without=dict(sorted(remaining.items(), key=lambda item: (item[1], item[0]))),
        unread=ranked,
    )


def _papers(arcs: set[tuple[str, str]]) -> set[str]:
    return {id for arc in arcs for id in arc}


def _share(part: set[tuple[str, str]], whole: set[tuple[str, str]]) -> Fraction:
    return Fraction(len(part), len(whole)) if whole else Fraction(1)


def _survives(what: str | tuple[str, str], runs: Mapping[str, set[Any]]) -> Fraction:
    return Fraction(sum(what in found for found in runs.values()), len(runs))


def _most_paths(acyclic: Steps, weights: str, number: int) -> list[tuple[int, int]]:
    """Return the unknown lists that could bring most paths, as ``(paths, paper)``.

    What papers of the same age or older could bring is quickly summed up; only where
    that is among the largest are the papers that build on this one subtracted.
    """
    if not number:
        return []
    net = acyclic.network
    counts = path_counts(acyclic, weights)
    step_of = acyclic.step_of[: len(net)].tolist()
    latest = np.nan_to_num(net.years, nan=np.inf).tolist()
    earliest = np.nan_to_num(net.years, nan=-np.inf).tolist()
    oldest = sorted(range(len(net)), key=earliest.__getitem__)
    until = list(accumulate((counts.before[step_of[paper]] for paper in oldest), initial=0))
    ages = [earliest[paper] for paper in oldest]
    bounds = []
    for paper in _unknown_lists(net):
        most = until[bisect_right(ages, latest[paper])]
        # What it is known to cite may be younger.
        most += sum(counts.before[step_of[other]] for other in net.predecessors.of(paper))
        bounds.append((-most * counts.after[step_of[paper]], paper))
    found: list[tuple[int, int]] = []
    for bound, paper in sorted(bounds):
        if len(found) == number and -bound < -found[-1][0]:
            break
        arriving = {step_of[other] for other in _citable(net, paper)}
        paths = sum(counts.before[step] for step in arriving) * counts.after[step_of[paper]]
        insort(found, (-paths, paper))
        del found[number:]
    return [(-paths, paper) for paths, paper in found if paths]


def _unknown_lists(net: Network) -> list[int]:
    states = [fact.get("references_state") for fact in net.facts]
    if not any(states):
        return np.flatnonzero(net.predecessors.lengths == 0).tolist()
    return [paper for paper, state in enumerate(states) if state != "complete"]


def _citable(net: Network, paper: int) -> list[int]:
    """Return all that a paper cites or could: not younger, and not building on it."""
    # Where either year is not known, the citation is possible.
    possible = ~(net.years > net.years[paper])
    possible &= distances(net, paper, "descendants") < 0
    possible[net.predecessors.of(paper)] = True
    return np.flatnonzero(possible).tolist()
