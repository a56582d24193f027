"""What all pages of one site are made from, read once; and the page of each resource."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from pyoxigraph import NamedNode

from kg.cached_graph import CachedGraph
from kg.formats.bibliography import bibtex_entry
from kg.formats.papers import CitedPaper
from kg.formats.papers import read_papers as cited_papers
from kg.lineage import main_path
from kg.linked_data.iris import Iris
from kg.linked_data.nodes import Statement
from kg.linked_data.vocabulary import BASE
from kg.page import spine
from kg.records import GraphReader
from kg.stores import Store
from kg.web import pages
from kg.web.addresses import PageLinks
from kg.web.descriptions import Descriptions, as_jsonld, read_descriptions
from kg.web.html import Site, render, site_of
from kg.web.snapshot import KINDS, SiteSnapshot, read_snapshot
from kg.web.without_marks import WithoutMarks

__all__ = [
    "SiteContents",
    "as_json",
    "html",
    "newest_date",
    "read_contents",
    "resource",
    "statements",
]


class SiteContents(msgspec.Struct, frozen=True):
    """A graph as its site shows it; ``papers`` are what bibliographies say of each, by id.

    ``graph`` is what is shown of the store, which answers questions.
    """

    store: Store
    graph: GraphReader
    snapshot: SiteSnapshot
    descriptions: Descriptions
    papers: dict[str, CitedPaper]
    iris: Iris
    overview: pages.Overview
    site: Site
    base: str | None
    abstracts: bool


def read_contents(
    store: Store,
    *,
    base: str | None = None,
    licence: str | None = None,
    abstracts: bool = False,
    marks: bool = True,
    served: bool = False,
) -> SiteContents:
    """Read what the pages of a store show.

    Parameters
    ----------
    store
        The store; it is only read.
    base
        Address of the site, under which the IRIs of the RDF then lie. Without it they lie
        under the vocabulary's own base.
    licence
        IRI of the licence of the site's data.
    abstracts
        Show abstracts and summaries.
    marks
        Show what the owner of the store noted about papers.
    served
        Whether a server answers: pages then have forms.

    Raises
    ------
    UsageError
        When ``base`` or ``licence`` is not an IRI.

    Notes
    -----
    Half a millisecond and 5 kB a paper.
    """
    iris = Iris(base or BASE)
    graph = CachedGraph(store if marks else WithoutMarks(store))
    snapshot = read_snapshot(graph, abstracts=abstracts)
    path = main_path(graph)
    front = pages.overview(snapshot, path.papers, spine(graph, path))
    return SiteContents(
        store=store,
        # A server needs the whole once more for a few answers alone: it is not held for them.
        graph=store if served else graph,
        snapshot=snapshot,
        descriptions=read_descriptions(graph, iris.base, licence=licence, abstracts=abstracts),
        papers={paper.properties["id"]: paper for paper in cited_papers(graph, "all")},
        iris=iris,
        overview=front,
        site=site_of(snapshot, front.title, front.sources, front.built, served=served),
        base=iris.base if base else None,
        abstracts=abstracts,
    )


def resource(contents: SiteContents, kind: str, id: str) -> msgspec.Struct:
    """Return the page of a node of a kind of :data:`kg.web.snapshot.KINDS`.

    Parameters
    ----------
    contents
        The graph as its site shows it.
    kind
        Kind of the node.
    id
        Its id.

    Raises
    ------
    KeyError
        When the graph has no such node.
    """
    snapshot = contents.snapshot
    if kind == "paper":
        paper = contents.papers[id]
        return pages.paper_page(snapshot, id, key=paper.key, bibtex=bibtex_entry(paper))
    return _PAGES[kind](snapshot, id)


_PAGES = {
    "author": pages.author_page,
    "venue": pages.venue_page,
    "dataset": pages.dataset_page,
    "repository": pages.repository_page,
    "list": pages.list_page,
}


def statements(contents: SiteContents, kind: str, id: str) -> list[Statement]:
    """Return what the RDF export says of a node.

    Parameters
    ----------
    contents
        The graph as its site shows it.
    kind
        Kind of the node.
    id
        Its id.
    """
    iris = contents.iris
    iri = iris.repository(id) if kind == "repository" else iris.of(kind, id)
    return contents.descriptions.of.get(iri.value, [])


def html(
    contents: SiteContents,
    template: str,
    page: Any,
    links: PageLinks,
    *,
    folder: str | None = None,
    described: list[Statement] | None = None,
    alternates: Iterable[tuple[str, str]] = (),
    **more: Any,
) -> bytes:
    """Return a page as an HTML document.

    Parameters
    ----------
    contents
        The site that it is a page of.
    template, page, links
        As in :func:`kg.web.html.render`.
    folder
        Its place in the site; None for what has none.
    described
        What the RDF export says of its resource. The page carries what leads somewhere:
        nodes that have no page (roles, counts) are left to the other forms.
    alternates, more
        As in :func:`kg.web.html.render`.
    """
    followed = [
        statement
        for statement in described or ()
        if _leads_somewhere(statement, contents.iris.base)
    ]
    text = render(
        template,
        page,
        site=contents.site,
        links=links,
        canonical=None if contents.base is None or folder is None else f"{contents.base}{folder}",
        alternates=list(alternates),
        jsonld=as_jsonld(followed, contents.iris.base) or None,
        **more,
    )
    return text.encode("utf-8", "replace")


def _leads_somewhere(statement: Statement, base: str) -> bool:
    object = statement[2]
    if not isinstance(object, NamedNode) or not object.value.startswith(base):
        return True
    kind, is_inside, _ = object.value[len(base) :].partition("/")
    return not is_inside or kind in KINDS


def newest_date(contents: SiteContents) -> str:
    """Return the newest date that the data has: of an answer, else of a publication.

    A publication of which only the year or month is known counts from its first day.
    """
    return contents.overview.built or max(
        map(_first_day, contents.snapshot.of("paper").values()), default=_NO_DATE
    )


#: What a feed says where no paper has a date: it must name one.
_NO_DATE = "1970-01-01"


def _first_day(paper: Mapping[str, Any]) -> str:
    for known in (paper.get("publication_date", ""), f"{paper.get('year', 0):04}"):
        with contextlib.suppress(ValueError):
            return dt.date.fromisoformat(f"{known[:10]}-01-01"[:10]).isoformat()
    return _NO_DATE


def as_json(value: Any) -> bytes:
    r"""Return a page as JSON, without blanks: a site holds thousands of them.

    Examples
    --------
    >>> as_json(pages.PaperRow(id="doi:10.1/a", title="A"))
    b'{"id":"doi:10.1/a","title":"A"}\n'
    """
    plain: Mapping[str, Any] | list[Any] = msgspec.to_builtins(value)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace") + b"\n"
