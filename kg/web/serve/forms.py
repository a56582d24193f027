"""Forms of an answer: which one is asked for, by parameter, suffix or Accept header."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import (
    Exhausted,
    KgError,
    NestedTooDeeply,
    PaperNotFound,
    QueryDiffers,
    QueryError,
    QueryRefused,
    StoreError,
    UsageError,
)
from kg.redaction import without_secrets
from kg.web.contents import html
from kg.web.serve.edition import CachedResponse, Edition, answer

__all__ = [
    "MEDIA_TYPES",
    "edition_of",
    "form_of",
    "parameters",
    "preferred",
    "prefers_page",
    "printed_json",
    "problem",
    "respond",
    "split_form",
    "status_of",
]

#: Forms of an answer by the name that ``format=`` and suffixes have.
MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "bib": "application/x-bibtex; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def edition_of(request: Request) -> Edition:
    """Return the edition that a request is answered from."""
    edition: Edition = request.state.edition
    return edition


def split_form(path: str) -> tuple[str, str | None]:
    """Return the folder of a path, and the form that the rest of it names.

    Examples
    --------
    >>> split_form("/paper/a.ttl"), split_form("/paper/a/data.json"), split_form("/paper/a/")
    (('/paper/a/', 'ttl'), ('/paper/a/', 'json'), ('/paper/a/', None))
    """
    file = re.fullmatch(r"(.*/)(?:index\.(html|json)|data\.(ttl|json|jsonld|bib))", path)
    if file is not None:
        return file[1], file[2] or file[3]
    suffix = re.fullmatch(r"(.*[^/])\.(json|ttl|jsonld|bib|html)", path)
    if suffix is not None:
        return suffix[1] + "/", suffix[2]
    return path.rstrip("/") + "/", None


def printed_json(document: Any) -> bytes:
    """Return a document as the commands print it."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return text.encode("utf-8", "replace") + b"\n"


def form_of(request: Request, offered: Sequence[str], named: str | None = None) -> str:
    """Return which of the forms on offer a request asks for; the first where it does not say.

    Parameters
    ----------
    request
        The request.
    offered
        Names of :data:`MEDIA_TYPES`.
    named
        The form that its path names.

    Raises
    ------
    UsageError
        When it names a form that is not on offer.
    """
    given = request.query_params.getlist("format")
    named = given[0] if given else named
    if named is not None:
        if named not in offered or len(given) > 1:
            raise UsageError(
                f"{named!r} is no form of it", where="format", hint=f"one of {', '.join(offered)}"
            )
        return named
    types = {MEDIA_TYPES[name].partition(";")[0]: name for name in offered}
    found = preferred(_accept(request), list(types))
    return types[found] if found is not None else offered[0]


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type on offer that an Accept header prefers (RFC 9110, 12.5.1), None for none.

    Of types that are wanted alike the first on offer is returned.

    Examples
    --------
    >>> preferred("text/turtle;q=0.5, application/*, */*;q=0.1", ["text/html", "application/json"])
    'application/json'
    >>> preferred("image/png", ["text/html"])
    """
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        name, _, rest = part.partition(";")
        quality = re.search(r"(?:^|;)\s*q\s*=\s*([0-9.]+)", rest, re.IGNORECASE)
        try:
            wanted = min(float(quality[1]), 1.0) if quality else 1.0
        except ValueError:
            wanted = 0.0
        ranges[name.strip().lower()] = wanted

    def wanted_of(type: str) -> float:
        for name in (type, type.partition("/")[0] + "/*", "*/*"):
            if name in ranges:
                return ranges[name]
        return 0.0

    best = max(offered, key=wanted_of, default=None)
    return best if best is not None and wanted_of(best) > 0 else None


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept")) or "*/*"


def prefers_page(request: Request) -> bool:
    """Whether a request is a browser's: it asks for HTML by name."""
    types = ("application/json", "text/html")
    return preferred(_accept(request), types) == "text/html"


def parameters(request: Request) -> dict[str, str]:
    """Return the parameters of an address but for ``format``.

    Raises
    ------
    UsageError
        When one is given twice.
    """
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in found:
            raise UsageError("a parameter is given twice", where=name, hint="give it once")
        found[name] = value
    found.pop("format", None)
    return found


def respond(request: Request, given: CachedResponse) -> Response:
    """Return the response of an answer: none of its bytes where the client has them already."""
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept", **given.headers}
    if given.status == 200 and given.tag:
        headers["ETag"] = given.tag
        known = request.headers.get("if-none-match", "")
        if given.tag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
            return Response(status_code=304, headers=headers)
    return Response(given.content, given.status, headers, given.media_type)


_STATUSES: tuple[tuple[type[KgError], int], ...] = (
    (QueryDiffers, 400),
    (QueryRefused, 403),
    (QueryError, 400),
    (UsageError, 400),
    (PaperNotFound, 400),
    (NestedTooDeeply, 400),
    (Exhausted, 503),
    (StoreError, 503),
)


def status_of(error: KgError) -> int:
    """Return the status of an answer that could not be given.

    Examples
    --------
    >>> status_of(QueryRefused("LOAD CSV reads a file")), status_of(Exhausted("too deep"))
    (403, 503)
    """
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)


_HEADINGS = {
    400: "Not understood",
    403: "Not allowed",
    404: "Not here",
    405: "Not that way",
    413: "Too large",
    415: "Not in this form",
    503: "Not now",
}


def problem(
    request: Request,
    edition: Edition,
    status: int,
    words: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response that says why there is no other, as a page or as JSON.

    Parameters
    ----------
    request
        What was asked.
    edition
        The state of the graph that answers.
    status
        HTTP status.
    words
        What is wrong, for people.
    headers
        Further headers of the response.
    """
    words = without_secrets(words)
    if wants_json(request):
        content = json.dumps({"error": words}, ensure_ascii=False).encode("utf-8", "replace")
        made = answer(content + b"\n", "application/json", status=status)
    else:
        links = edition.links(request.scope.get("raw_path", b"/").decode("latin-1"))
        page = {"heading": _HEADINGS.get(status, "A fault"), "words": words}
        name = "notfound" if status == 404 else "problem"
        content = html(edition.contents, name, page, links)
        made = answer(content, MEDIA_TYPES["html"], status=status)
    response = respond(request, made)
    response.headers.update(headers or {})
    return response


def wants_json(request: Request) -> bool:
    """Whether what cannot be answered is said as JSON: pages are for who reads pages."""
    form = request.query_params.get("format")
    if form is None:
        suffix = re.search(r"\.([a-z]+)$", request.url.path)
        form = suffix[1] if suffix and suffix[1] in MEDIA_TYPES else None
    if form is not None:
        return form != "html"
    offered = ["text/html", *(type.partition(";")[0] for type in list(MEDIA_TYPES.values())[1:])]
    return preferred(_accept(request), offered) not in ("text/html", None)
