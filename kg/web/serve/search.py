"""The search: papers by words and facets."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg.formats.rows import as_csv
from kg.web.contents import as_json, html
from kg.web.pages import SearchPage, paper_search
from kg.web.serve.edition import CachedResponse, answer
from kg.web.serve.forms import MEDIA_TYPES, edition_of, form_of, parameters, respond

__all__ = ["papers"]

_COLUMNS = ("id", "title", "authors", "year", "venue", "listed", "references_state")


async def papers(request: Request) -> Response:
    """Answer the papers that words and facets choose."""
    edition = edition_of(request)
    given = parameters(request)
    form = form_of(request, ("html", "json", "csv"))
    search = paper_search(given)

    def make() -> CachedResponse:
        page = edition.index.page(search)
        headers = _headers(page)
        if form == "json":
            return answer(as_json(page.result), MEDIA_TYPES[form], headers=headers)
        if form == "csv":
            rows = [{name: getattr(row, name) for name in _COLUMNS} for row in page.result.papers]
            table = as_csv(rows) or ",".join(_COLUMNS) + "\n"
            return answer(table.encode("utf-8", "replace"), MEDIA_TYPES[form], headers=headers)
        chosen = {name: value for name, value in given.items() if value}
        content = html(
            edition.contents,
            "search",
            page,
            edition.links("/papers"),
            forms=[
                (name.upper(), f"?{urlencode(chosen | {'format': name})}")
                for name in ("csv", "json")
            ],
        )
        return answer(content, MEDIA_TYPES[form], headers=headers)

    key = ("papers", search, form) if form != "html" else ("papers", tuple(given.items()), form)
    return respond(request, edition.given(key, make))


def _headers(page: SearchPage) -> dict[str, str]:
    """Return the links to the pages before and behind (RFC 8288), and whether there are more."""
    steps = (("prev", page.previous), ("next", page.following))
    links = ", ".join(f'<papers?{query}>; rel="{name}"' for name, query in steps if query)
    return ({"Link": links} if links else {}) | (
        {"KG-Truncated": "rows"} if page.result.pages > 1 else {}
    )
