"""The main path as a page draws it: one straight spine, and everything that ties with it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kg.lineage import MainPath

__all__ = ["Trail", "trail"]


class Trail(msgspec.Struct, frozen=True):
    """The main path by paper number: ``papers`` in order, ``arcs`` as (cited, citing), the ``spine``, and what to say of it."""

    papers: list[int]
    arcs: list[tuple[int, int]]
    spine: list[int]
    words: str

    @property
    def first(self) -> list[int]:
        """The papers in the order in which they are worth drawing: the spine, then what ties with it."""
        return list(dict.fromkeys([*self.spine, *self.papers]))


def trail(path: MainPath, number: dict[str, int], rank: Sequence[int]) -> Trail:
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
    """
    papers = [number[id] for id in path.papers if id in number]
    arcs = [
        (number[arc.cited], number[arc.citing])
        for arc in path.arcs
        if arc.cited in number and arc.citing in number
    ]
    return Trail(papers, arcs, _spine(papers, arcs, rank), _words(path, papers, arcs))


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
