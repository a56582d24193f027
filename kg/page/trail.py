"""The main path as a page draws it: one straight spine, and everything that ties with it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.lineage import MainPath, Network, Support, support

__all__ = ["Trail", "error_bars", "trail"]

#: What error bars may cost: runs times papers and citations, of which every run costs as
#: much as ``_ANY_RUN`` more. A million take about a third of a second.
_MOST_WORK = 1_000_000
_ANY_RUN = 5_000


class Trail(msgspec.Struct, frozen=True):
    """The main path by paper number.

    ``papers`` in order, ``arcs`` as (cited, citing), the ``spine``, and the ``words`` that say
    what it is. Of ``runs`` that leave out one known reference list each, ``kept`` counts for
    every arc those it survives, and ``fragile`` holds the arcs that are drawn dashed; without
    error bars, ``runs`` is 0 and both are empty.
    """

    papers: list[int]
    arcs: list[tuple[int, int]]
    spine: list[int]
    runs: int
    kept: list[int]
    fragile: list[tuple[int, int]]
    words: str

    @property
    def first(self) -> list[int]:
        """The papers in the order in which they are worth drawing: the spine, then what ties with it."""
        return list(dict.fromkeys([*self.spine, *self.papers]))


def error_bars(net: Network) -> Support | None:
    """Return how firmly the main path stands, None where finding out would take long.

    It costs one main path for every known reference list. What decides is the size of the
    network alone, never a clock: the same graph gives the same page.
    """
    runs = int((net.predecessors.lengths > 0).sum())
    size = len(net) + len(net.predecessors.targets)
    return support(net, unread=0) if runs * (_ANY_RUN + size) <= _MOST_WORK else None


def trail(
    path: MainPath, number: dict[str, int], rank: Sequence[int], firm: Support | None = None
) -> Trail:
    """Return the main path with its spine.

    A main path with ties is not one line. The spine is the longest chain of it; among
    chains of one length, at each step the more important paper, so that one of forty
    tied beginnings is drawn on the axis and the others beside it.

    Parameters
    ----------
    path
        The main path.
    number
        The number of each paper of the page by id.
    rank
        The place of each paper in the order of importance.
    firm
        How firmly the path stands, where that is known. Fragile is what falls in more than
        one run and in more than a tenth of all: every citation falls with the list that it
        stands in.
    """
    papers = [number[id] for id in path.papers if id in number]
    here = [arc for arc in path.arcs if arc.cited in number and arc.citing in number]
    arcs = [(number[arc.cited], number[arc.citing]) for arc in here]
    runs = firm.runs if firm else 0
    kept = [int(firm.arcs[arc.cited, arc.citing] * runs) for arc in here] if firm else []
    falls = max(1, runs // 10)
    fragile = [arc for arc, times in zip(arcs, kept, strict=False) if runs - times > falls]
    words = _words(path, papers, arcs)
    if firm and arcs:
        words += _fragility(runs, len(fragile), len(arcs))
    return Trail(papers, arcs, _spine(papers, arcs, rank), runs, kept, fragile, words)


def _spine(
    papers: Sequence[int], arcs: Sequence[tuple[int, int]], rank: Sequence[int]
) -> list[int]:
    before: dict[int, list[int]] = {paper: [] for paper in papers}
    place = {paper: index for index, paper in enumerate(papers)}
    for cited, citing in arcs:
        if place[cited] < place[citing]:  # Inside a cycle there is no order.
            before[citing].append(cited)
    length: dict[int, int] = {}
    best: dict[int, int | None] = {}
    for paper in papers:
        best[paper] = min(before[paper], key=lambda p: (-length[p], rank[p]), default=None)
        last = best[paper]
        length[paper] = 1 if last is None else length[last] + 1
    end = min(papers, key=lambda p: (-length[p], rank[p]), default=None)
    spine = []
    while end is not None:
        spine.append(end)
        end = best[end]
    return spine[::-1]


def _words(path: MainPath, papers: Sequence[int], arcs: Sequence[tuple[int, int]]) -> str:
    if not papers:
        return ""
    said = (
        "The chain of citations that most paths through the graph run along "
        f"({path.weights.upper()} weights, {path.search} search, cycles: {path.cycles})."
    )
    starts = len(papers) - len({citing for _, citing in arcs})
    ends = len(papers) - len({cited for cited, _ in arcs})
    if starts > 1:
        said += f" {starts} papers tie as its beginning."
    if ends > 1:
        said += f" {ends} tie as its end."
    if path.references.complete < path.references.papers:
        said += " It rests on the reference lists that are known."
    return said


def _fragility(runs: int, fragile: int, arcs: int) -> str:
    lists = "the one known reference list" if runs == 1 else f"each of {runs} known reference lists"
    said = f" Searched again without {lists} in turn, it loses "
    if not fragile:
        return (
            f"{said}none of {arcs} citations in more than one run of ten, save with its own list."
        )
    own = "its own list" if fragile == 1 else "their own lists"
    return (
        f"{said}{fragile} of {arcs} citations, drawn dashed, in more than one run of ten "
        f"and not only with {own}."
    )
