"""The main path of a citation network: how the idea travelled, step by step."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

import msgspec
import networkx as nx
import numpy as np

from kg.lineage.cycles import Component, Steps, steps
from kg.lineage.network import Citations, References
from kg.lineage.search import Arcs, search_arcs
from kg.lineage.sweeps import backward
from kg.lineage.weights import Counts, path_counts

__all__ = ["Arc", "MainPath", "decimal_digits", "main_path", "path_arcs", "short_number"]


class Arc(NamedTuple):
    """A citation of the main path, in the direction of knowledge flow."""

    cited: str
    citing: str
    weight: int


class MainPath(msgspec.Struct, kw_only=True, frozen=True):
    """A main path, and all that has to be said with it.

    Attributes
    ----------
    weights, search, routes, cycles
        How it was found.
    flow
        How many paths the weight counts in the whole network.
    total
        The sum of the weights: for ``global`` of one heaviest path (each of the ties has
        it), otherwise of the listed arcs.
    papers
        Ids in topological order, older papers first where that leaves a choice.
        Under ``preprint`` an id may end in ``#preprint``.
    arcs
        The citations of the path, in the order of its papers.
    key_arcs
        Those of them that ``key-route`` started from.
    components
        The strong components that the path passes, with all their papers. Where every
        citation lies inside a component, there is no path to pass any: then all of them.
    context
        Papers of the network that lie on a longest chain of citations, and the path
        itself (Price and Evans, arXiv 2512.12355).
    references
        How many papers of the network have complete reference lists.
    facts
        Title, year, short and s2_id of these papers, those of the components among
        them, as far as known, by id.

    Notes
    -----
    In a notebook a main path shows as a table.
    """

    weights: str
    search: str
    routes: int
    cycles: str
    flow: int
    total: int
    papers: list[str]
    arcs: list[Arc]
    key_arcs: list[Arc]
    components: list[Component]
    context: list[str]
    references: References
    facts: Mapping[str, Mapping[str, Any]]

    @property
    def steps(self) -> list[list[str]]:
        """The papers of every step of the path, in its order.

        A step is one paper; under ``condense`` also all papers of a strong component.
        """
        component_of = (
            {id: found.id for found in self.components for id in found.papers}
            if self.cycles == "condense"
            else {}
        )
        steps: dict[str, list[str]] = {}
        for id in self.papers:
            steps.setdefault(component_of.get(id, id), []).append(id)
        return list(steps.values())

    @property
    def cycle_steps(self) -> list[list[str]]:
        """The papers of every citation cycle that is one step; without a path, of every cycle."""
        if not self.arcs:
            return [found.papers for found in self.components]
        return [step for step in self.steps if len(step) > 1]

    def __repr__(self) -> str:
        """Return one line: the size of the path, and how it was found."""
        return (
            f"MainPath({len(self.papers):,} papers, {len(self.arcs):,} citations; "
            f"{self.weights} weights, {self.search} search, cycles: {self.cycles})"
        )

    def to_networkx(self) -> nx.DiGraph:
        """Return the path as a graph with edges from citing to cited, as in the store.

        Nodes have the facts known of the paper, edges the attribute ``weight``.
        """
        graph = nx.DiGraph(weights=self.weights, search=self.search, cycles=self.cycles)
        graph.add_nodes_from((id, dict(self.facts[id])) for id in self.papers)
        graph.add_edges_from((arc.citing, arc.cited, {"weight": arc.weight}) for arc in self.arcs)
        return graph

    def _repr_html_(self) -> str:
        cycles = self.cycle_steps
        builds_on: dict[str, list[str]] = {
            id: [] for id in self.papers or [id for step in cycles for id in step]
        }
        for arc in self.arcs:
            cited = self.facts[arc.cited].get("short", arc.cited)
            builds_on[arc.citing].append(f"{cited} ({short_number(arc.weight)})")
        for step in cycles:
            for id in step:
                others = ", ".join(
                    self.facts[other].get("short", other) for other in step if other != id
                )
                builds_on[id].append(f"in one citation cycle with {others}")
        rows = "".join(
            f"<tr><td>{escape(str(self.facts[id].get('year', '')))}</td>"
            f"<td>{escape(str(self.facts[id].get('title', id)))}</td>"
            f"<td>{escape(', '.join(cited))}</td></tr>"
            for id, cited in builds_on.items()
        )
        return (
            f"<table><caption>Main path: {self.weights}, {self.search}, cycles: {self.cycles}; "
            f"flow {short_number(self.flow)}; {escape(str(self.references))}</caption>"
            "<tr><th>Year</th><th>Title</th><th>Builds on (weight)</th></tr>"
            f"{rows}</table>"
        )


def main_path(
    network_or_graph: Citations | Steps,
    *,
    weights: str = "spc",
    search: str = "key-route",
    routes: int = 1,
    cycles: str = "condense",
) -> MainPath:
    """Return the main path of a citation network, exactly and with every tie.

    Parameters
    ----------
    network_or_graph
        A store, a graph in memory, a ``networkx.DiGraph`` with edges from citing to
        cited, or a :class:`Network`. (:class:`Steps` are taken with their own policy.)
    weights
        ``spc``, ``splc`` or ``spnp``: which paths a citation's weight counts.
    search
        ``key-route``, ``global``, ``local`` or ``local-backward``.
    routes
        For ``key-route``: how many of the heaviest arcs to start from, ties kept.
    cycles
        ``condense`` or ``preprint``: how paths are counted through citation cycles.

    Returns
    -------
    MainPath
        The same whatever the order in which papers and citations are given; without
        papers and arcs when nothing is cited.

    Raises
    ------
    UsageError
        When a choice does not exist, or the graph is not directed.

    Examples
    --------
    >>> graph = nx.DiGraph([("2", "1"), ("3", "2"), ("4", "2"), ("5", "3"), ("5", "4")])
    >>> path = main_path(graph)
    >>> path.papers, path.flow
    (['1', '2', '3', '4', '5'], 2)
    >>> path.arcs[0]
    Arc(cited='1', citing='2', weight=2)
    """
    acyclic = (
        network_or_graph if isinstance(network_or_graph, Steps) else steps(network_or_graph, cycles)
    )
    counts = path_counts(acyclic, weights)
    chosen, keys, total = search_arcs(acyclic, counts, search, routes)
    papers = [member for step in _in_order(acyclic, chosen) for member in acyclic.members_of(step)]
    arcs = _listed(acyclic, counts, chosen, papers)
    basket = _basket(acyclic)
    net, passed = acyclic.network, _passed(acyclic, papers) if arcs else acyclic.components
    return MainPath(
        weights=weights,
        search=search,
        routes=routes,
        cycles=acyclic.cycles,
        flow=counts.flow,
        total=sum(arc.weight for arc in arcs) if total is None else total,
        papers=[acyclic.name(member) for member in papers],
        arcs=arcs,
        key_arcs=_listed(acyclic, counts, keys, papers),
        components=passed,
        context=sorted(acyclic.name(member) for member in {*papers, *basket}),
        references=net.references,
        facts={acyclic.name(member): net.facts[acyclic.paper(member)] for member in papers}
        | {id: net.facts[net.index[id]] for found in passed for id in found.papers},
    )


def path_arcs(
    acyclic: Steps, *, weights: str = "spc", search: str = "key-route", routes: int = 1
) -> set[tuple[str, str]]:
    """Return only the citations of the main path, as ``(cited, citing)``: what comparing needs.

    Parameters
    ----------
    acyclic
        The network without cycles.
    weights, search, routes
        As for :func:`main_path`.
    """
    chosen, _, _ = search_arcs(acyclic, path_counts(acyclic, weights), search, routes)
    return {
        (acyclic.name(cited), acyclic.name(citing))
        for before, after in chosen
        for cited, citing in acyclic.citations(before, after)
    }


def _in_order(acyclic: Steps, chosen: Arcs) -> list[int]:
    """Return the steps of the path in topological order, the oldest of those next first."""

    def age(step: int) -> tuple[float, str, str]:
        first = acyclic.members_of(step)[0]
        return (*acyclic.network.oldest_first(acyclic.paper(first)), acyclic.name(first))

    ages = {step: age(step) for step in {step for arc in chosen for step in arc}}
    following: dict[int, list[int]] = {step: [] for step in ages}
    missing = dict.fromkeys(ages, 0)
    for cited, citing in chosen:
        following[cited].append(citing)
        missing[citing] += 1
    ready = [(ages[step], step) for step, cited in missing.items() if not cited]
    heapq.heapify(ready)
    ordered = []
    while ready:
        _, step = heapq.heappop(ready)
        ordered.append(step)
        for other in following[step]:
            missing[other] -= 1
            if not missing[other]:
                heapq.heappush(ready, (ages[other], other))
    return ordered


def _listed(acyclic: Steps, counts: Counts, chosen: Arcs, papers: Sequence[int]) -> list[Arc]:
    """Return the citations that arcs between steps stand for, in the order of the papers."""
    position = {member: place for place, member in enumerate(papers)}
    found = sorted(
        (position[cited], position[citing], counts.before[before] * counts.after[after])
        for before, after in chosen
        for cited, citing in acyclic.citations(before, after)
    )
    return [
        Arc(acyclic.name(papers[cited]), acyclic.name(papers[citing]), weight)
        for cited, citing, weight in found
    ]


def _passed(acyclic: Steps, papers: Sequence[int]) -> list[Component]:
    """Return the strong components that the path passes, in its order."""
    component_of = {id: found for found in acyclic.components for id in found.papers}
    ids = acyclic.network.ids
    passed = (component_of.get(ids[acyclic.paper(member)]) for member in papers)
    return list({found.id: found for found in passed if found}.values())


def _basket(acyclic: Steps) -> list[int]:
    """Return the members of the steps on a longest chain, nothing when nothing is cited."""
    levels = np.diff(acyclic.levels)
    longest = len(levels) - 1
    if longest < 1:
        return []
    height = np.zeros(len(acyclic), np.int64)
    for here, later, starts in backward(acyclic):
        height[here] = np.maximum.reduceat(height[later], starts) + 1
    inside = height + np.repeat(np.arange(len(levels)), levels) == longest
    found: list[int] = acyclic.members[np.repeat(inside, np.diff(acyclic.offsets))].tolist()
    return found


def decimal_digits(value: int) -> str:
    """Return all digits of a count; ``str`` refuses to beyond 4,300 of them.

    Examples
    --------
    >>> decimal_digits(2**64), len(decimal_digits(2**20_000))
    ('18446744073709551616', 6021)
    """
    return format(Decimal(value), "f")


def short_number(value: int) -> str:
    """Return a count short enough to read: exact up to a million, then rounded down.

    Examples
    --------
    >>> short_number(48_213)
    '48,213'
    >>> short_number(2**1100)
    '1.35e331'
    """
    if value < 1_000_000:
        return f"{value:,}"
    digits = decimal_digits(value)
    return f"{digits[0]}.{digits[1:3]}e{len(digits) - 1}"
