"""Answers about lineage: chains, the main path, what builds on what."""

from __future__ import annotations

from typing import Any, Literal

from kg import lineage
from kg.lineage import MainPath, Network, References, decimal_digits, short_number
from kg.stores.find_paper import find_paper
from kg.web.assistants import answers
from kg.web.assistants.paging import BUDGET, excerpt, excerpts, page
from kg.web.assistants.papers import overall
from kg.web.current import OpenedGraph
from kg.web.pages import shown_name

__all__ = ["coverage", "main_path", "paths", "reached"]

_CHAINS = 1_000
_LONGEST_CHAIN = 60
_TITLE = 300
_ARCS = 60
_DIGITS = 60


def coverage(references: References) -> answers.Coverage:
    """Return how many reference lists are known."""
    return answers.Coverage(
        papers=references.papers,
        complete=references.complete,
        partial=references.partly,
        unknown=references.unknown,
    )


def _how_far(references: References) -> dict[str, Any]:
    return {"references_state": overall(references), "references": coverage(references)}


def _step(net: Network, id: str) -> dict[str, Any]:
    fact = net.facts[net.index[id.removesuffix("#preprint")]]
    year = fact.get("year")
    return {
        "id": id,
        "title": excerpt(shown_name({**fact, "id": id}), _TITLE),
        "year": year if isinstance(year, int) else None,
    }


def paths(graph: OpenedGraph, cited: str, citing: str, offset: int) -> answers.PathsAnswer:
    """Return all shortest chains of citations from a paper to one that builds on it.

    Parameters
    ----------
    graph
        The graph.
    cited, citing
        Words or ids of the two papers.
    offset
        How many chains were given before.
    """
    net = graph.network
    start, end = find_paper(graph.store, cited), find_paper(graph.store, citing)
    count = lineage.count_shortest_paths(net, start, end)
    turned = not count and bool(lineage.count_shortest_paths(net, end, start))
    if turned:
        start, end = end, start
        count = lineage.count_shortest_paths(net, start, end)
    chains = lineage.shortest_paths(net, start, end, limit=_CHAINS) if count else []
    shown = page(
        chains, offset, lambda chain: [_step(net, id) for id in _ends(chain)], budget=BUDGET // 2
    )
    steps = {step["id"]: answers.Step(**step) for chain in shown.items for step in chain}
    first = offset
    whole = chains[first : first + len(shown.items)]
    return answers.PathsAnswer(
        count=decimal_digits(count),
        turned=turned,
        note=_paths_note(count, len(chains), turned=turned, net=net),
        **_how_far(net.references),
        paths=[_shortened(chain) for chain in whole],
        papers=list(steps.values()),
        shown=len(whole),
        of=_of(count, len(chains), net),
        next_offset=shown.next_offset,
    )


def _of(count: int, listed: int, net: Network) -> int | None:
    if count:
        return count if count == listed else None
    return 0 if overall(net.references) == "complete" else None


def _ends(chain: list[str]) -> list[str]:
    half = _LONGEST_CHAIN // 2
    return chain if len(chain) <= _LONGEST_CHAIN else [*chain[:half], *chain[-half:]]


def _shortened(chain: list[str]) -> list[str]:
    """Return a chain, a very long one as its first and last papers and what is between."""
    ends = _ends(chain)
    if len(ends) == len(chain):
        return chain
    half = _LONGEST_CHAIN // 2
    return [*ends[:half], f"[{len(chain) - len(ends):,} more]", *ends[half:]]


def _paths_note(count: int, listed: int, *, turned: bool, net: Network) -> str:
    if not count:
        return f"neither paper builds on the other, as far as is known; {net.references}"
    notes = ["the other way round: the first paper builds on the second"] if turned else []
    if count > listed:
        notes.append(f"the first {listed:,} of {short_number(count)} shortest paths")
    return "; ".join([*notes, str(net.references)])


def main_path(graph: OpenedGraph, weights: str, search: str, offset: int) -> answers.MainPathAnswer:
    """Return the main path, its papers in their order.

    Parameters
    ----------
    graph
        The graph.
    weights, search
        As for :func:`kg.lineage.main_path`.
    offset
        How many papers were given before.
    """
    net = graph.network
    found: MainPath = graph.part(
        f"main path {weights} {search}",
        lambda _: lineage.main_path(net, weights=weights, search=search),
    )
    arcs: dict[str, list[lineage.Arc]] = {}
    for arc in found.arcs:
        arcs.setdefault(arc.citing, []).append(arc)
    shown = page(
        found.papers,
        offset,
        lambda id: (answers.Step(**_step(net, id)), _arcs(arcs.get(id, []))),
        budget=BUDGET * 3 // 4,
    )
    note = str(net.references)
    if not found.arcs:
        note = f"no citation is known that leads from paper to paper: there is no main path; {note}"
    return answers.MainPathAnswer(
        weights=found.weights,
        search=found.search,
        flow=_digits(found.flow),
        note=note,
        **_how_far(net.references),
        papers=[step for step, _ in shown.items],
        arcs=[arc for _, into in shown.items for arc in into],
        cycles=[excerpts(component.papers, 20, 200) for component in found.components[:10]],
        shown=len(shown.items),
        of=len(found.papers) if found.arcs or overall(net.references) == "complete" else None,
        next_offset=shown.next_offset,
    )


def _arcs(into: list[lineage.Arc]) -> list[answers.PathArc]:
    heaviest = sorted(into, key=lambda arc: (-arc.weight, arc.cited))[:_ARCS]
    return [
        answers.PathArc(cited=arc.cited, citing=arc.citing, weight=_digits(arc.weight))
        for arc in heaviest
    ]


def _digits(value: int) -> str:
    digits = decimal_digits(value)
    return digits if len(digits) <= _DIGITS else short_number(value)


def reached(
    graph: OpenedGraph,
    words: str,
    direction: Literal["ancestors", "descendants"],
    depth: int | None,
    offset: int,
) -> answers.ReachAnswer:
    """Return what a paper builds on, or what builds on it, the nearest first.

    Parameters
    ----------
    graph
        The graph.
    words
        Words or an id of the paper.
    direction
        ``ancestors`` or ``descendants``.
    depth
        The farthest distance wanted; None for all.
    offset
        How many papers were given before.
    """
    net = graph.network
    id = find_paper(graph.store, words)
    reach = lineage.ancestors if direction == "ancestors" else lineage.descendants
    found = list(reach(net, id, depth).items())
    shown = page(
        found,
        offset,
        lambda reached_paper: answers.ReachedPaper(
            **_step(net, reached_paper[0]), distance=reached_paper[1]
        ),
    )
    paper = graph.snapshot.of("paper").get(id, {})
    complete = overall(net.references) == "complete"
    return answers.ReachAnswer(
        id=id,
        title=_step(net, id)["title"],
        known=len(found) if found or complete else None,
        note=str(net.references),
        **(_how_far(net.references) | {"references_state": net.references_state(id)}),
        citations_state=str(paper.get("citations_state", "unknown")),
        papers=shown.items,
        shown=len(shown.items),
        of=len(found) if complete else None,
        next_offset=shown.next_offset,
    )
