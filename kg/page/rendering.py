"""From a graph to its lineage page: as text, as a file, in a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from kg.cached_graph import CachedGraph
from kg.errors import PaperNotFound
from kg.files import write_file
from kg.lineage import MainPath, main_path, network
from kg.page import columns, html, layout, selection, sentences
from kg.page.data import PageData
from kg.page.main_path import error_bars, trail
from kg.records import GraphReader
from kg.stores.outputs import check_output
from kg.topics import PaperTopics, topics_of_papers

__all__ = ["NotebookPage", "display", "render", "spine", "write_page"]

#: Papers a page holds; of a larger graph a part is written, and the page says so.
MOST_PAPERS = 20_000


def render(
    graph: GraphReader,
    *,
    title: str | None = None,
    papers: Sequence[str] = (),
    abstracts: bool = False,
    topics: PaperTopics | None = None,
    home: str | None = None,
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
    topics
        The topics of its papers, where they were found already.
    home
        Where its heading leads; None: nowhere, since the page stands alone.

    Raises
    ------
    PaperNotFound
        When the graph has no paper of one of these ids.

    Examples
    --------
    >>> from kg.records import Cites, Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A", year=2016))
    >>> graph.add(Paper(id="doi:10.1/b", title="B", year=2017))
    >>> graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a"))
    >>> render(graph, title="Two papers").startswith("<!DOCTYPE html>")
    True
    """
    graph = CachedGraph(graph)
    whole = columns.read_papers(graph, abstracts=abstracts)
    if unknown := [id for id in papers if id not in whole.number]:
        raise PaperNotFound("no paper of the graph has this id", where=unknown[0])
    net = network(graph)
    path = main_path(net)
    first = {whole.number[id] for id in (*papers, *path.papers)} | set(whole.listed)
    page = whole.only(selection.embedded(whole.by_importance(), first, MOST_PAPERS))
    order = page.by_importance()
    main = trail(path, page.number, selection.ranks(order), error_bars(net))
    drawn = selection.drawn_first(order, page.years, set(page.listed), main.first)
    arcs = page.reduced(net, drawn, main.arcs)
    spine = [paper for paper in main.spine if paper in set(drawn)]
    picture = layout.place(drawn, page.years, arcs, spine, page.listed)
    lists = [node.get("title") or node["source"] for node in graph.nodes("ReadingList")]
    heading = title or _heading(lists)
    data: PageData = {
        "title": heading,
        "overview": sentences.overview(page, lists=len(lists), of=len(whole.facts)),
        "sources": sentences.sources(graph, page),
        "papers": columns.columns(
            graph, page, topics_of_papers(graph, net) if topics is None else topics
        ),
        "order": order,
        "main": main,
        "columns": picture.columns,
        "focus": [page.number[id] for id in papers],
        "drawing": {
            "nodes": [{"id": paper, "x": x, "y": y} for paper, (x, y) in picture.at.items()],
            "edges": [{"from": u, "to": v} for u, v in arcs],
            "options": html.OPTIONS,
        },
    }
    return html.assemble(data, home)


def spine(graph: GraphReader, path: MainPath) -> list[str]:
    """Return the ids of the papers of a graph's main path that the page draws on its axis.

    The path itself may hold dozens that tie as its beginning; here one stands for them.

    Examples
    --------
    >>> from kg.records import Cites, Graph, Paper
    >>> graph = Graph()
    >>> for name in "abc":
    ...     graph.add(Paper(id=f"doi:10.1/{name}", title=name))
    >>> for cited in "ab":
    ...     graph.add(Cites(start="doi:10.1/c", end=f"doi:10.1/{cited}"))
    >>> spine(graph, main_path(graph))
    ['doi:10.1/a', 'doi:10.1/c']
    """
    papers = columns.read_papers(graph)
    found = trail(path, papers.number, selection.ranks(papers.by_importance()))
    return [papers.facts[number]["id"] for number in found.spine]


def _heading(lists: Sequence[str]) -> str:
    if len(lists) > 2:
        return f"{lists[0]} and {len(lists) - 1} more lists"
    return " and ".join(lists) or "Lineage"


def write_page(
    graph: GraphReader,
    path: str | Path,
    *,
    title: str | None = None,
    papers: Sequence[str] = (),
    abstracts: bool = False,
) -> None:
    """Write the lineage page of a graph to a file; see :func:`render`.

    The file is complete or untouched, never half written.

    Parameters
    ----------
    graph
        The graph.
    path
        The file.
    title, papers, abstracts
        As for :func:`render`.

    Raises
    ------
    ExportError
        When the file cannot be written, or is one that a person wrote.
    PaperNotFound
        When the graph has no paper of one of these ids.
    """
    check_output(path, graph)
    text = render(graph, title=title, papers=papers, abstracts=abstracts)
    # A title may hold half a surrogate pair, which is no text in UTF-8.
    write_file(path, text.encode("utf-8", "replace"))


class NotebookPage:
    """A lineage page that a notebook shows in place."""

    def __init__(self, page: str, height: int) -> None:
        self.page = page
        self.height = height

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="lineage" width="100%" height="{self.height}" '
            'sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox" '
            f'srcdoc="{escape(self.page)}"></iframe>'
        )


def display(
    graph: GraphReader,
    *,
    title: str | None = None,
    papers: Sequence[str] = (),
    abstracts: bool = False,
    height: int = 760,
) -> NotebookPage:
    """Return the lineage page as a notebook shows it, ``height`` CSS pixels high.

    Parameters
    ----------
    graph, title, papers, abstracts
        As for :func:`render`.
    height
        CSS pixels.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A", year=2016))
    >>> display(graph)._repr_html_().startswith("<iframe")
    True
    """
    page = render(graph, title=title, papers=papers, abstracts=abstracts)
    return NotebookPage(page, height)
