"""Measures of papers, and of how firmly a main path stands."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from kg.lineage.arrays import as_matrix
from kg.lineage.cycles import CYCLES, TWIN, steps
from kg.lineage.main_path import path_arcs
from kg.lineage.network import Citations, network
from kg.lineage.weights import WEIGHTS, path_counts

__all__ = [
    "Robustness",
    "YearProgress",
    "main_path_flow",
    "pagerank",
    "progress_by_year",
    "robustness",
]


#: How likely a reader follows a reference rather than starting anew.
_DAMPING = 0.85


def pagerank(graph: Citations) -> dict[str, float]:
    """Return the PageRank of every paper: where a reader who follows references ends up.

    Parameters
    ----------
    graph
        Citations.

    Returns
    -------
    dict
        A share by id, in the order of the ids; the shares add up to 1.

    Notes
    -----
    The reader follows a reference with a likelihood of 0.85, else starts anew. A paper
    without references sends its reader to any paper, as starting anew does, so
    the rank is the scaled solution of ``y = 1 + 0.85 * M y``, where ``M`` shares each
    paper out over its references. It is summed up until what is added is below 1e-13 of
    the whole; without cycles it ends by itself.

    References
    ----------
    L. Page, S. Brin, R. Motwani, T. Winograd, The PageRank citation ranking, 1999.

    Examples
    --------
    >>> import networkx as nx
    >>> rank = pagerank(nx.DiGraph([("c", "a"), ("b", "a")]))
    >>> [round(rank[id], 3) for id in "abc"]
    [0.574, 0.213, 0.213]
    """
    net = network(graph)
    follow = as_matrix(net.successors).astype(float)
    follow.data = _DAMPING / net.predecessors.lengths[net.successors.targets]
    added = np.ones(len(net))
    rank = added.copy()
    while added.sum() > 1e-13 * rank.sum():
        added = follow @ added
        rank += added
    return dict(zip(net.ids, (rank / rank.sum()).tolist(), strict=True))


def main_path_flow(graph: Citations) -> dict[str, Fraction]:
    """Return the share of all paths from oldest to newest papers that pass through each paper.

    Parameters
    ----------
    graph
        Citations. The papers of a strong component are one step (``condense``) and all
        have its share.

    Returns
    -------
    dict
        Exact, by id, in the order of the ids; 0 for a paper without citations.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("2", "1"), ("3", "2"), ("4", "2"), ("5", "3"), ("5", "4")])
    >>> {id: str(share) for id, share in main_path_flow(graph).items()}
    {'1': '1', '2': '1', '3': '1/2', '4': '1/2', '5': '1'}
    """
    acyclic = steps(graph)
    counts = path_counts(acyclic, "spc")
    shares = [
        Fraction(before * after, counts.flow) if cited or citing else Fraction(0)
        for before, after, cited, citing in zip(
            counts.before,
            counts.after,
            acyclic.is_cited.tolist(),
            acyclic.cites.tolist(),
            strict=True,
        )
    ]
    steps_of = acyclic.step_of.tolist()
    return {id: shares[step] for id, step in zip(acyclic.network.ids, steps_of, strict=True)}


class YearProgress(NamedTuple):
    """The main path as it stood at the end of a year.

    ``papers`` and ``citations`` count the network of that time; ``path`` holds the ids of
    its main path, ``entered`` and ``left`` what changed since the year before.
    """

    year: int
    papers: int
    citations: int
    path: list[str]
    entered: list[str]
    left: list[str]


def progress_by_year(graph: Citations) -> list[YearProgress]:
    """Return how the main path grew and turned: the main path as of every year.

    Parameters
    ----------
    graph
        Citations; papers without a year are in none of the networks.

    Examples
    --------
    >>> import networkx as nx
    >>> graph = nx.DiGraph([("b", "a"), ("c", "b")])
    >>> nx.set_node_attributes(graph, {"a": 1990, "b": 1995, "c": 2000}, "year")
    >>> [(state.year, state.path) for state in progress_by_year(graph)]
    [(1990, []), (1995, ['a', 'b']), (2000, ['a', 'b', 'c'])]
    """
    net = network(graph)
    years = {id: net.year(number) for number, id in enumerate(net.ids)}
    progress: list[YearProgress] = []
    before: list[str] = []
    for year in sorted({year for year in years.values() if year is not None}):
        then = net.restricted({id for id, of in years.items() if of is not None and of <= year})
        arcs = path_arcs(steps(then))
        path = sorted({id for arc in arcs for id in arc})
        progress.append(
            YearProgress(
                year=year,
                papers=len(then),
                citations=len(then.successors.targets),
                path=path,
                entered=sorted(set(path) - set(before)),
                left=sorted(set(before) - set(path)),
            )
        )
        before = path
    return progress


class Robustness(NamedTuple):
    """Which citations a main path keeps under other weights and another cycle policy.

    ``runs`` lists ``(weights, cycles)``; ``arcs`` and ``papers`` give the share of the
    runs in which each is on the path, most frequent first.
    """

    runs: list[tuple[str, str]]
    arcs: dict[tuple[str, str], Fraction]
    papers: dict[str, Fraction]


def robustness(graph: Citations) -> Robustness:
    """Return which arcs are on the main path whatever the weights and the cycle policy.

    Parameters
    ----------
    graph
        Citations.

    Notes
    -----
    Preprints of the ``preprint`` policy count as their papers here.

    Examples
    --------
    >>> import networkx as nx
    >>> robust = robustness(nx.DiGraph([("b", "a"), ("c", "b"), ("c", "x")]))
    >>> {arc: str(share) for arc, share in robust.arcs.items()}
    {('a', 'b'): '1', ('b', 'c'): '1', ('x', 'c'): '1/3'}
    """
    net = network(graph)
    runs = [(weights, cycles) for weights in WEIGHTS for cycles in CYCLES]
    arcs: dict[tuple[str, str], int] = {}
    papers: dict[str, int] = {}
    for cycles in CYCLES:
        acyclic = steps(net, cycles)
        for weights in WEIGHTS:
            found = {
                (cited.removesuffix(TWIN), citing.removesuffix(TWIN))
                for cited, citing in path_arcs(acyclic, weights=weights)
            }
            for arc in found:
                if arc[0] != arc[1]:
                    arcs[arc] = arcs.get(arc, 0) + 1
            for paper in {id for arc in found for id in arc}:
                papers[paper] = papers.get(paper, 0) + 1
    return Robustness(
        runs=runs,
        arcs={
            arc: Fraction(n, len(runs))
            for arc, n in sorted(arcs.items(), key=lambda item: (-item[1], item[0]))
        },
        papers={
            paper: Fraction(n, len(runs))
            for paper, n in sorted(papers.items(), key=lambda item: (-item[1], item[0]))
        },
    )
