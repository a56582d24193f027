"""The graph as a static site, beside the list or on any host.

The site works from disk, below any path and without scripts; the same store gives the
same bytes.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from kg.formats import write as write_format
from kg.formats.rows import as_csv
from kg.identifiers import preferred
from kg.library import queries
from kg.linked_data.export import write_statements
from kg.linked_data.iris import Iris
from kg.linked_data.literals import segment
from kg.page import render as lineage_page
from kg.settings import packaged
from kg.stores import Store
from kg.topics import PaperTopics, topics_of_papers
from kg.web import pages
from kg.web.addresses import Address, PageLinks, former_ids, page_folder
from kg.web.badge import badge, badge_words
from kg.web.contents import (
    SiteContents,
    as_json,
    html,
    newest_date,
    read_contents,
    resource,
    statements,
)
from kg.web.defaults import default_answers
from kg.web.descriptions import as_turtle
from kg.web.dumps import DUMPS, void
from kg.web.feed import atom, latest_news
from kg.web.folder import SiteFolder
from kg.web.html import style
from kg.web.snapshot import KINDS, SiteSnapshot

__all__ = ["PublishedSite", "publish"]

_DOWNLOADS = (
    ("graph.ttl.gz", "RDF (Turtle)"),
    ("graph.nt.gz", "RDF (N-Triples)"),
    ("graph.jsonld.gz", "RDF (JSON-LD)"),
    ("references.bib", "BibTeX"),
    ("papers.csv", "CSV"),
    ("graph.graphml", "GraphML"),
)
#: Other forms of the page of a resource: media type, and the file beside it.
_RESOURCE_FORMS = (("text/turtle", "data.ttl"), ("application/json", "data.json"))


class PublishedSite(msgspec.Struct, frozen=True):
    """What was written: pages and files, files of an earlier site removed, files of others left."""

    files: int
    bytes: int
    removed: int
    left: list[str]


def publish(
    store: Store,
    directory: str | Path,
    *,
    base: str | None = None,
    licence: str | None = None,
    abstracts: bool = False,
    marks: bool = False,
) -> PublishedSite:
    """Write the site of a store into a directory.

    An earlier site there is replaced, and its pages that are gone are removed; what
    others put beside it is left alone.

    Parameters
    ----------
    store
        The store; it is only read.
    directory
        An empty directory, a new one, or one that holds an earlier site.
    base
        Address of the site, under which the IRIs of the RDF then lie, so that each
        opens its page. Without it they lie under the vocabulary's own base.
    licence
        IRI of the licence of the site's data.
    abstracts
        Show abstracts and summaries; the licence of Semantic Scholar forbids to pass on
        those that were fetched from it.
    marks
        Show what you noted about papers, which is otherwise nobody's business.

    Returns
    -------
    PublishedSite
        About 8 kB and 5 ms of CPU a paper.

    Raises
    ------
    ExportError
        When the directory holds other files, or cannot be written.
    UsageError
        When ``base`` or ``licence`` is not an IRI.
    """
    if base is not None:
        Iris(base)  # refuses what is no address, before anything is written
    folder = SiteFolder(Path(directory))
    contents = read_contents(store, base=base, licence=licence, abstracts=abstracts, marks=marks)
    for path, content in _files(contents):
        folder.write(path, content)
    return PublishedSite(*folder.finish())


def _files(contents: SiteContents) -> Iterator[tuple[str, bytes]]:
    topics = topics_of_papers(contents.graph)
    yield from _front(contents)
    yield "lineage.html", _lineage(contents, topics)
    yield from _resources(contents)
    yield from _moved(contents)
    yield from _indexes(contents)
    yield from _library(contents)
    yield from _downloads(contents, topics)


# ------------------------------------------------------------------------------- pages


def _page(
    contents: SiteContents, folder: str, template: str, page: Any, **more: Any
) -> tuple[str, bytes]:
    """Return path and bytes of the page of a folder; ``more`` as in :func:`kg.web.contents.html`."""
    links = _links(contents, folder)
    return f"{folder}index.html", html(contents, template, page, links, folder=folder, **more)


def _links(contents: SiteContents, folder: str) -> PageLinks:
    kind, _, name = folder.partition("/")
    return PageLinks("../" * folder.count("/"), contents.snapshot, kind=kind if name else None)


def _front(contents: SiteContents) -> Iterator[tuple[str, bytes]]:
    words = badge_words(contents.overview)
    yield _page(
        contents, "", "home", contents.overview, downloads=_DOWNLOADS, badge=", ".join(words)
    )
    yield "badge.svg", badge(words).encode()
    yield "style.css", style().encode()
    for name in ("site.js", "icon.svg"):
        yield name, _packaged(name)
    yield "papers.js", _search_index(contents.snapshot)
    yield "404.html", _not_found(contents)
    updated = newest_date(contents)
    yield (
        "feed.atom",
        atom(
            latest_news(contents.store),
            title=contents.site.title,
            updated=updated,
            links=_links(contents, ""),
            base=contents.base,
        ).encode("utf-8", "replace"),
    )


def _resources(contents: SiteContents) -> Iterator[tuple[str, bytes]]:
    for kind in KINDS:
        for id in contents.snapshot.of(kind):
            page = resource(contents, kind, id)
            described = statements(contents, kind, id)
            folder = page_folder(kind, id)
            yield _page(
                contents, folder, kind, page, described=described, alternates=_RESOURCE_FORMS
            )
            yield f"{folder}data.ttl", as_turtle(described, contents.iris.base)
            yield f"{folder}data.json", as_json(page)


def _moved(contents: SiteContents) -> Iterator[tuple[str, bytes]]:
    """Yield a page that leads on for each IRI that a paper had before (``dcterms:replaces``)."""
    for former, id in former_ids(contents.snapshot).items():
        if preferred([former]) is None:  # it was never a paper's own
            continue
        folder = page_folder("paper", former)
        page = Address("paper", id, pages.shown_name(contents.snapshot.of("paper")[id]))
        links = _links(contents, folder)
        yield (
            f"{folder}index.html",
            html(contents, "moved", page, links, folder=page_folder("paper", id)),
        )


def _indexes(contents: SiteContents) -> Iterator[tuple[str, bytes]]:
    for kind, name in contents.site.kinds:
        yield _page(contents, f"{kind}/", "index", pages.index_page(contents.snapshot, kind, name))


def _library(contents: SiteContents) -> Iterator[tuple[str, bytes]]:
    found = []
    answers = default_answers(contents.store)
    for query in queries():
        answer = answers[query.name]
        page = pages.library_page(query, answer.values, answer.rows, answer.problem)
        found.append(page)
        folder = f"queries/{query.name}/"
        forms = () if answer.problem else (("CSV", "answer.csv"), ("JSON", "answer.json"))
        yield _page(contents, folder, "query", page, forms=forms)
        if not answer.problem:
            yield f"{folder}answer.json", as_json(answer.rows)
            yield f"{folder}answer.csv", _csv(page)
    yield _page(contents, "queries/", "queries", found)


def _not_found(contents: SiteContents) -> bytes:
    links = PageLinks(contents.base or "", contents.snapshot)
    return html(contents, "notfound", None, links)


def _lineage(contents: SiteContents, topics: PaperTopics) -> bytes:
    home = _links(contents, "").folder("")
    page = lineage_page(contents.graph, abstracts=contents.abstracts, topics=topics, home=home)
    return page.encode("utf-8", "replace")


# --------------------------------------------------------------------------- downloads


def _downloads(contents: SiteContents, topics: PaperTopics) -> Iterator[tuple[str, bytes]]:
    for path, format in DUMPS.items():
        stream = io.BytesIO()
        write_statements(contents.descriptions.statements, stream, format)
        yield path, _packed(stream.getvalue())
    for path, format in (
        ("references.bib", "bib"),
        ("papers.csv", "csv"),
        ("graph.graphml", "graphml"),
    ):
        stream = io.BytesIO()
        write_format(
            contents.graph, stream, format, abstracts=contents.abstracts, topics=topics.named()
        )
        yield path, stream.getvalue()
    for path, root in (("void.ttl", ""), (".well-known/void", "../")):
        yield path, void(contents.descriptions.export, contents.base, root)
    if contents.base:
        yield "sitemap.xml", _sitemap(contents).encode()


def _sitemap(contents: SiteContents) -> str:
    folders = ["", "queries/", *(f"{kind}/" for kind, _ in contents.site.kinds)]
    folders += [page_folder(kind, id) for kind in KINDS for id in contents.snapshot.of(kind)]
    folders += [f"queries/{query.name}/" for query in queries()]
    urls = "".join(f"<url><loc>{contents.base}{folder}</loc></url>\n" for folder in folders)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    )


def _search_index(snapshot: SiteSnapshot) -> bytes:
    """Return the papers as a script, since a page opened from disk may read no other file."""
    rows = [
        [
            f"paper/{segment(row.id)}/index.html",
            row.title,
            row.year,
            f"{' '.join(row.authors)} {row.venue or ''}",
            *([marks] if (marks := [*filter(None, (row.status,)), *row.tags]) else []),
        ]
        for row in pages.paper_rows(snapshot, snapshot.of("paper"))
    ]
    return f"globalThis.kgPapers = {json.dumps(rows, separators=(',', ':'))};\n".encode()


def _packed(content: bytes) -> bytes:
    # A higher level takes three times as long for a twentieth less.
    return gzip.compress(content, 6, mtime=0)


def _packaged(name: str) -> bytes:
    return packaged("exports", "site", name).read_bytes()


def _csv(page: pages.LibraryPage) -> bytes:
    rows = [dict(zip(page.columns, row, strict=True)) for row in page.rows]
    return as_csv(rows).encode("utf-8", "replace")
