"""The lineage page: one HTML file that opens from disk and asks the network for nothing.

>>> from kg.records import Cites, Graph, Paper
>>> graph = Graph()
>>> graph.add(Paper(id="doi:10.1/a", title="A", year=2016))
>>> graph.add(Paper(id="doi:10.1/b", title="B", year=2017))
>>> graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a"))
>>> render(graph, title="Two papers").startswith("<!DOCTYPE html>")
True
"""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kg.errors import ExportError, PaperNotFound
from kg.records import GraphReader

__all__ = ["Displayed", "display", "render", "write_page"]

#: Papers a page holds; of a larger graph a part is written, and the page says so.
MOST_PAPERS = 20_000


def render(
    graph: GraphReader,
    *,
    title: str | None = None,
    papers: Sequence[str] = (),
    abstracts: bool = False,
) -> str:
    """Return the lineage page of a graph, a whole HTML document.

    The same graph gives the same bytes.

    Parameters
    ----------
    graph
        A store or a graph in memory.
    title
        The heading; without it the title of the list.
    papers
        Ids of papers: the page opens with their ancestors and descendants in focus.
    abstracts
        Put abstracts and summaries into the page too. They are others' texts: without
        this they stay out of a file that is made to be passed on.

    Raises
    ------
    PaperNotFound
        When the graph has no paper of one of these ids.
    """
    from kg.page import data, document, layout, selection, words

    whole = data.read_papers(graph, abstracts=abstracts)
    if unknown := [id for id in papers if id not in whole.number]:
        raise PaperNotFound("no paper of the graph has this id", where=unknown[0])
    main = _main_path(graph)
    counts = [fact.get("citation_count") for fact in whole.facts]
    order = selection.by_importance(len(whole.facts), whole.arcs, counts)
    first = {*whole.listed, *(whole.number[id] for id in (*papers, *main.papers))}
    kept = selection.embedded(order, first, MOST_PAPERS)
    page = whole.only(kept) if len(kept) < len(whole.facts) else whole
    counts = [fact.get("citation_count") for fact in page.facts]
    order = selection.by_importance(len(page.facts), page.arcs, counts)
    path = [page.number[id] for id in main.papers if id in page.number]
    drawn = selection.drawn_first(order, page.years, set(page.listed), path)
    inside = set(drawn)
    arcs = _drawn_arcs(page, inside, main)
    spine = [page.number[id] for id in main.spine if page.number.get(id) in inside]
    picture = layout.place(drawn, page.years, arcs, spine)
    heading = title or _title(graph)
    return document.assemble(
        heading,
        {
            "title": heading,
            "overview": words.overview(page, of=len(whole.facts)),
            "sources": words.sources(graph, page),
            "papers": data.columns(graph, page),
            "order": order,
            "main": {
                "arcs": [
                    [page.number[u], page.number[v]]
                    for u, v in main.arcs
                    if u in page.number and v in page.number
                ],
                "papers": path,
                "words": main.words,
            },
            "columns": [msgspec.to_builtins(column) for column in picture.columns],
            "row": picture.row,
            "focus": [page.number[id] for id in papers],
        },
        [{"id": paper, "x": x, "y": y} for paper, (x, y) in picture.at.items()],
        [{"from": u, "to": v} for u, v in arcs],
    )
