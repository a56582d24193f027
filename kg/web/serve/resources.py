"""The pages of the site, and the same resources in other forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.formats.bibliography import render as bibliography
from kg.lineage import main_path
from kg.lineage.documents import main_document
from kg.linked_data.literals import segment
from kg.settings import packaged
from kg.web import pages
from kg.web.addresses import page_folder
from kg.web.badge import badge, badge_words
from kg.web.contents import as_json, html, resource, statements
from kg.web.descriptions import as_jsonld, as_turtle
from kg.web.dumps import void
from kg.web.html import style
from kg.web.serve.edition import CachedResponse, Edition, answer
from kg.web.serve.exports import EXPORTS
from kg.web.serve.forms import (
    MEDIA_TYPES,
    edition_of,
    form_of,
    printed_json,
    problem,
    respond,
    split_form,
)
from kg.web.serve.threads import in_thread

__all__ = [
    "attachment",
    "front_page",
    "health",
    "kind_page",
    "lineage_page",
    "resource_page",
]

_FORMS = ("html", "json", "ttl", "jsonld", "bib")
#: Forms that lie beside a page as files.
_FILES = ("ttl", "json", "jsonld", "bib")
_SVG = "image/svg+xml"


async def front_page(request: Request) -> Response:
    """Answer what the graph is."""
    edition = edition_of(request)
    form = form_of(request, ("html", "json"), split_form(request.url.path)[1])

    def make() -> CachedResponse:
        page = edition.contents.overview
        if form == "json":
            return answer(as_json(page), MEDIA_TYPES[form])
        content = html(
            edition.contents,
            "home",
            page,
            edition.links("/"),
            folder="",
            alternates=(("application/json", "?format=json"),),
            downloads=[(f"export/{name}", export.words) for name, export in EXPORTS.items()],
            badge=", ".join(badge_words(page)),
        )
        return answer(content, MEDIA_TYPES[form])

    return respond(request, edition.given(("", form), make))


async def lineage_page(request: Request) -> Response:
    """Answer the lineage page, or the main path as ``kg lineage main`` does."""
    edition = edition_of(request)
    form = form_of(request, ("html", "json"), split_form(request.url.path)[1])

    def make() -> CachedResponse:
        if form == "json":
            found = edition.ask_store(lambda store: main_document(main_path(store)))
            return answer(printed_json(found), MEDIA_TYPES[form])
        # It has a policy in itself, for its own script; that of other pages would stop it.
        policy = {"Content-Security-Policy": "frame-ancestors 'none'"}
        return answer(edition.lineage(), MEDIA_TYPES[form], headers=policy)

    return respond(request, await edition.given_slowly(("lineage", form), lambda: in_thread(make)))


async def kind_page(request: Request) -> Response:
    """Answer everything of one kind."""
    edition = edition_of(request)
    folder, named = split_form(request.url.path)
    form = form_of(request, ("html", "json"), named)
    kind = folder.strip("/")
    names = dict(edition.contents.site.kinds)
    if kind not in names:
        return problem(request, edition, 404, f"the graph has no {kind}")
    if form == "html" and not request.url.path.endswith(("/", ".html")):
        return _moved(request, folder)

    def make() -> CachedResponse:
        page = pages.index_page(edition.contents.snapshot, kind, names[kind])
        if form == "json":
            return answer(as_json(page), MEDIA_TYPES[form])
        content = html(edition.contents, "index", page, edition.links(folder), folder=folder[1:])
        return answer(content, MEDIA_TYPES[form])

    return respond(request, await edition.given_slowly((kind, form), lambda: in_thread(make)))


async def resource_page(request: Request) -> Response:
    """Answer the page of a paper, author, venue, dataset, repository or list, or another form of it."""
    edition = edition_of(request)
    path = request.url.path
    kind, _, rest = path[1:].partition("/")
    ids = edition.ids[kind]
    # The whole comes first: an id may end like a form.
    id, named = ids.get(rest.rstrip("/")), None
    if id is None:
        folder, named = split_form(path)
        id = ids.get(folder[1:].partition("/")[2].rstrip("/"))
    if id is None and segment(rest) in ids:
        return _moved(request, f"/{page_folder(kind, ids[segment(rest)])}")
    if id is None and kind == "paper" and (place := _moved_paper(edition, path)):
        return _moved(request, place)
    if id is None:
        return problem(request, edition, 404, f"no {kind} of the graph has this address")
    form = form_of(request, _FORMS, named)
    if form == "html" and not path.endswith(("/", "/index.html")):
        return _moved(request, f"/{page_folder(kind, id)}")
    return respond(request, edition.given((kind, id, form), lambda: _made(edition, kind, id, form)))


def _moved_paper(edition: Edition, path: str) -> str | None:
    """Return where the paper is that had an id before, as its RDF says (``dcterms:replaces``)."""
    for folder, named in ((path, None), split_form(path)):
        name = folder.removeprefix("/paper/").rstrip("/")
        id = edition.moved.get(name) or edition.moved.get(segment(name))
        if id is not None:
            return f"/{page_folder('paper', id)}" + (f"data.{named}" if named in _FILES else "")
    return None


def _made(edition: Edition, kind: str, id: str, form: str) -> CachedResponse:
    contents, folder = edition.contents, page_folder(kind, id)
    if form == "bib":
        papers = [contents.papers[paper] for paper in _papers(edition, kind, id)]
        return answer(bibliography(papers, "bib"), MEDIA_TYPES[form])
    if form == "json":
        return answer(as_json(resource(contents, kind, id)), MEDIA_TYPES[form])
    described = statements(contents, kind, id)
    if form == "ttl":
        return answer(as_turtle(described, contents.iris.base), MEDIA_TYPES[form])
    if form == "jsonld":
        return answer(printed_json(as_jsonld(described, contents.iris.base)), MEDIA_TYPES[form])
    content = html(
        contents,
        kind,
        resource(contents, kind, id),
        edition.links(f"/{folder}"),
        folder=folder,
        described=described,
        alternates=[
            (MEDIA_TYPES[name].partition(";")[0], f"data.{name}")
            for name in _FORMS
            if name != "html"
        ],
    )
    return answer(content, MEDIA_TYPES[form])


_PAPERS_BEFORE = {
    "venue": ("PUBLISHED_IN",),
    "dataset": ("INTRODUCES", "USES_DATASET"),
    "repository": ("IMPLEMENTED_BY",),
}


def _papers(edition: Edition, kind: str, id: str) -> Sequence[str]:
    """Return the papers that the page of a resource is about, each once."""
    snapshot = edition.contents.snapshot
    if kind == "paper":
        return [id]
    if kind in _PAPERS_BEFORE:
        found = [edge.start for type in _PAPERS_BEFORE[kind] for edge in snapshot.to_node(type, id)]
    else:
        edges = snapshot.from_node("AUTHORED" if kind == "author" else "LISTS", id)
        found = [edge.end for edge in edges]
    return [paper for paper in dict.fromkeys(found) if paper in edition.contents.papers]


def _moved(request: Request, path: str) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + query, status_code=308)


# ------------------------------------------------------------------------- attachments


def attachment(make: Callable[[Edition], CachedResponse], *, slowly: bool = False) -> Any:
    """Return what answers a file of the site that has one form."""

    async def answered(request: Request) -> Response:
        edition = edition_of(request)
        key = ("file", request.url.path)
        if slowly:
            made = await edition.given_slowly(key, lambda: in_thread(lambda: make(edition)))
        else:
            made = edition.given(key, lambda: make(edition))
        return respond(request, made)

    return answered


def feed(edition: Edition) -> CachedResponse:
    """Return what is new since the build before."""
    return answer(edition.feed(), "application/atom+xml")


def badge_picture(edition: Edition) -> CachedResponse:
    """Return how much of the list is matched and known."""
    return answer(badge(badge_words(edition.contents.overview)).encode(), _SVG)


def style_sheet(_: Edition) -> CachedResponse:
    """Return the style sheet."""
    return answer(style().encode(), "text/css; charset=utf-8")


def script(_: Edition) -> CachedResponse:
    """Return the script that sorts tables."""
    return answer(packaged("exports", "site", "site.js").read_bytes(), "text/javascript")


def icon(_: Edition) -> CachedResponse:
    """Return the icon."""
    return answer(packaged("exports", "site", "icon.svg").read_bytes(), _SVG)


def description(edition: Edition) -> CachedResponse:
    """Return the description of the RDF (VoID), with the addresses of the exports."""
    found = void(
        edition.contents.descriptions.export,
        None,
        "/",
        [f"export/{name}" for name, export in EXPORTS.items() if export.is_rdf],
    )
    return answer(found, MEDIA_TYPES["ttl"])


async def health(request: Request) -> Response:
    """Answer whether the server is there, and what it shows."""
    contents = edition_of(request).contents
    state = {
        "status": "ok",
        "papers": len(contents.snapshot.of("paper")),
        "built": contents.overview.built,
    }
    return respond(request, answer(msgspec.json.encode(state) + b"\n", MEDIA_TYPES["json"]))
