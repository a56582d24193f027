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
#: Papers of one citation cycle that lie on the axis; the list beside it names all.
_MOST_OF_CYCLE = 6


class Trail(msgspec.Struct, frozen=True):
    """The main path by paper number.

    ``papers`` in order, ``arcs`` as (cited, citing), the ``words`` that say what it is, and
    the ``steps`` of its spine: a step is one paper, or all papers of a citation cycle that
    the spine passes. ``spine`` are the papers of the steps that lie on the axis. Of ``runs`` that leave out one known reference list each, ``kept`` counts for
    every arc those it survives, and ``fragile`` holds the arcs that are drawn dashed; without
    error bars, ``runs`` is 0 and both are empty.
    """

    papers: list[int]
    arcs: list[tuple[int, int]]
    steps: list[list[int]]
    spine: list[int]
    runs: int
    kept: list[int]
    fragile: list[tuple[int, int]]
    words: str

    @property
    def first(self) -> list[int]:
        """The papers in the order in which they are worth drawing.

        One paper of every step, the others on the axis, and what ties with them.
        """
        heads = [step[0] for step in self.steps]
        return list(dict.fromkeys([*heads, *self.spine, *self.papers]))


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
    survived = [int(firm.arcs[arc.cited, arc.citing] * runs) for arc in here] if firm else []
    fragile = _fragile(arcs, survived, runs)
    steps = list(filter(None, ([number[id] for id in step if id in number] for step in path.steps)))
    words = _words(path, steps, arcs)
    if firm and arcs:
        words += _fragility(runs, len(fragile), len(arcs))
    spine = _spine(steps, arcs, rank)
    return Trail(papers, arcs, spine, _on_axis(spine, arcs), runs, survived, fragile, words)


def _fragile(
    arcs: Sequence[tuple[int, int]], survived: Sequence[int], runs: int
) -> list[tuple[int, int]]:
    """Return the arcs that fall in more than one run, and in more than a tenth of all."""
    falls = max(1, runs // 10)
    return [arc for arc, times in zip(arcs, survived, strict=False) if runs - times > falls]


def _spine(
    steps: Sequence[list[int]], arcs: Sequence[tuple[int, int]], rank: Sequence[int]
) -> list[list[int]]:
    """Return the longest chain of steps."""
    step_of = {paper: index for index, step in enumerate(steps) for paper in step}
    ranks = [min(rank[paper] for paper in step) for step in steps]
    before: list[list[int]] = [[] for _ in steps]
    for cited, citing in arcs:
        before[step_of[citing]].append(step_of[cited])
    length: list[int] = []
    best: list[int | None] = []
    for earlier in before:  # The steps are in topological order.
        last = min(earlier, key=lambda step: (-length[step], ranks[step]), default=None)
        best.append(last)
        length.append(1 if last is None else length[last] + 1)
    end = min(range(len(steps)), key=lambda step: (-length[step], ranks[step]), default=None)
    spine = []
    while end is not None:
        spine.append(steps[end])
        end = best[end]
    return spine[::-1]


def _on_axis(spine: Sequence[list[int]], arcs: Sequence[tuple[int, int]]) -> list[int]:
    """Return the papers of the steps; of a large cycle those where the path enters and leaves."""
    joined = {paper for arc in arcs for paper in arc}
    axis: list[int] = []
    for step in spine:
        inner = sorted(step, key=lambda paper: (paper not in joined, step.index(paper)))
        shown = set(inner[:_MOST_OF_CYCLE])
        axis += [paper for paper in step if paper in shown]
    return axis


def _words(path: MainPath, steps: Sequence[Sequence[int]], arcs: Sequence[tuple[int, int]]) -> str:
    if not steps:
        return _only_cycles(path)
    words = (
        "The chain of citations that most paths through the graph run along "
        f"({path.weights.upper()} weights, {path.search} search, cycles: {path.cycles})."
    )
    step_of = {paper: index for index, step in enumerate(steps) for paper in step}
    starts = len(steps) - len({step_of[citing] for _, citing in arcs})
    ends = len(steps) - len({step_of[cited] for cited, _ in arcs})
    if cycles := [step for step in steps if len(step) > 1]:
        papers = sum(map(len, cycles))
        words += (
            f" A citation cycle of {papers} papers, which build on each other, is one step of it."
            if len(cycles) == 1
            else f" {len(cycles)} citation cycles, whose {papers} papers build on each other, are a step of it each."
        )
    if starts > 1:
        words += f" {starts} papers tie as its beginning."
    if ends > 1:
        words += f" {ends} tie as its end."
    if path.references.complete < path.references.papers:
        words += " It rests on the reference lists that are known."
    return words


def _only_cycles(path: MainPath) -> str:
    """Say why there is no path, where citations are known and all lie inside cycles."""
    count = len(path.components)
    if not count:
        return ""
    papers = sum(len(component.papers) for component in path.components)
    cycles = "one citation cycle" if count == 1 else f"{count} citation cycles"
    return (
        f"All citations lie inside {cycles} ({papers:,} papers): no path leads from one "
        "paper to another that does not lead back."
    )


def _fragility(runs: int, fragile: int, arcs: int) -> str:
    lists = "the one known reference list" if runs == 1 else f"each of {runs} known reference lists"
    beginning = f" Searched again without {lists} in turn, it loses "
    if not fragile:
        return f"{beginning}none of {arcs} citations in more than one run of ten, save with its own list."
    own = "its own list" if fragile == 1 else "their own lists"
    return (
        f"{beginning}{fragile} of {arcs} citations, drawn dashed, in more than one run of ten "
        f"and not only with {own}."
    )
