"""Questions: those of the library, and anybody's own in Cypher."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from kg import library
from kg.errors import KgError, TimeLimitReached, UsageError
from kg.formats.rows import as_csv, json_value
from kg.stores.query_limits import QueryAnswer, ask_publicly
from kg.web.contents import html
from kg.web.pages import LibraryPage, library_page
from kg.web.problems import words_of
from kg.web.serve.edition import CachedResponse, Edition, answer
from kg.web.serve.forms import (
    MEDIA_TYPES,
    edition_of,
    form_of,
    parameters,
    printed_json,
    problem,
    respond,
    split_form,
    status_of,
)
from kg.web.serve.threads import in_thread

__all__ = ["PublicQueries", "cypher", "library_index", "library_query"]

T = TypeVar("T")
_FORMS = ("html", "json", "csv")
#: Files below a question of the library, as the published site has them, and their forms.
_FILES = {"index.html": "html", "answer.csv": "csv", "answer.json": "json"}
_REMEMBERED = 10


class _AskedQuery(msgspec.Struct, frozen=True):
    """A query that was asked before: what it says, and the query part of its address."""

    text: str
    address: str


class PublicQueries:
    """What of others is asked at the same time, and what was asked last.

    Parameters
    ----------
    time_limit
        Seconds that a query may take.
    at_once
        How many are asked at the same time; further ones wait.
    """

    def __init__(self, time_limit: float, at_once: int) -> None:
        self.time_limit = time_limit
        self.last: deque[_AskedQuery] = deque(maxlen=_REMEMBERED)
        self.last_sparql: deque[str] = deque(maxlen=_REMEMBERED)
        self._turns = asyncio.Semaphore(at_once)

    async def ask(self, ask: Callable[[], T]) -> T:
        """Return what a function returns that asks in a process of its own.

        Raises
        ------
        TimeLimitReached
            When others' queries leave no room for it for as long as two of them may take.
        """
        try:
            await asyncio.wait_for(self._turns.acquire(), 2 * self.time_limit)
        except TimeoutError:
            raise TimeLimitReached(
                "other queries are being answered", hint="try again in some seconds"
            ) from None
        try:
            return await in_thread(ask)
        finally:
            self._turns.release()

    def remember(self, parameters: Mapping[str, str]) -> None:
        """Remember a query that was answered, the last first, each once."""
        query = _AskedQuery(parameters["q"], urlencode(parameters))
        if query in self.last:
            self.last.remove(query)
        self.last.appendleft(query)

    def remember_sparql(self, query: str) -> None:
        """Remember a query of SPARQL that was answered, the last first, each once."""
        if query in self.last_sparql:
            self.last_sparql.remove(query)
        self.last_sparql.appendleft(query)


def _truncation(rows: QueryAnswer) -> dict[str, str]:
    return {"KG-Truncated": rows.truncated} if rows.truncated else {}


def _as(form: str, rows: QueryAnswer) -> CachedResponse:
    """Return rows as ``kg query`` writes them."""
    if form == "csv":
        content = as_csv(rows.rows).encode("utf-8", "replace")
    else:
        content = printed_json(json_value(rows.rows))
    return answer(content, MEDIA_TYPES[form], headers=_truncation(rows))


# ------------------------------------------------------------------------- the library


async def library_index(request: Request) -> Response:
    """Answer which questions there are, as ``kg queries`` does."""
    edition = edition_of(request)
    form = form_of(request, ("html", "json"), split_form(request.url.path)[1])

    def make() -> CachedResponse:
        found = library.queries()
        if form == "json":
            return answer(printed_json([_described(query) for query in found]), MEDIA_TYPES[form])
        shown = [library_page(query, {}, []) for query in found]
        content = html(edition.contents, "queries", shown, edition.links("/queries/"))
        return answer(content, MEDIA_TYPES[form])

    return respond(request, await edition.given_slowly(("queries", form), lambda: in_thread(make)))


def _described(query: library.LibraryQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "parameters": [
            {"name": parameter.name, "default": parameter.default} for parameter in query.parameters
        ],
    }


async def library_query(request: Request) -> Response:
    """Answer a question of the library, as ``kg query NAME`` does."""
    edition = edition_of(request)
    file = request.path_params.get("file")
    if file is not None and file not in _FILES:
        hint = f"files of a question: {', '.join(_FILES)}"
        return problem(request, edition, 404, f"there is nothing at this address, {hint}")
    form = form_of(request, _FORMS, _FILES[file] if file else None)
    try:
        query = library.query(request.path_params["name"])
    except UsageError as error:
        return problem(request, edition, 404, words_of(error))
    given = _given(query, parameters(request))
    key = ("query", query.name, tuple(sorted(given.items())), form, request.url.path)
    found = await edition.given_slowly(key, lambda: _answered(request, edition, query, given, form))
    return respond(request, found)


def _given(query: library.LibraryQuery, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that are given: an empty field of a form is not, unless it is a text's."""
    texts = {
        parameter.name
        for parameter in query.parameters
        if parameter.type == "string" and not parameter.is_paper
    }
    return {name: value for name, value in parameters.items() if value or name in texts}


async def _answered(
    request: Request,
    edition: Edition,
    query: library.LibraryQuery,
    given: dict[str, str],
    form: str,
) -> CachedResponse:
    asking: PublicQueries = request.state.asking
    url, limit = request.state.settings.url, asking.time_limit
    default = None if given else (await edition.defaults(url)).get(query.name)
    if default is not None and (not default.problem or form == "html"):
        rows = QueryAnswer(rows=default.rows, truncated=default.truncated)
        page = library_page(query, default.values, rows.rows, default.problem, rows.truncated)
        return _as(form, rows) if form != "html" else _library_page(request, edition, page, rows)
    try:
        values = await in_thread(
            lambda: edition.ask_store(lambda store: query.values(given, store))
        )
        rows = await asking.ask(lambda: ask_publicly(url, query.cypher, values, time_limit=limit))
    except KgError as error:
        if form != "html":
            raise
        # The form stays, with what was typed into it.
        page = library_page(query, given, [], words_of(error))
        return _library_page(request, edition, page, QueryAnswer(rows=[]), status=status_of(error))
    if form != "html":
        return _as(form, rows)
    page = library_page(query, values, rows.rows, None, rows.truncated)
    return _library_page(request, edition, page, rows, given)


def _library_page(
    request: Request,
    edition: Edition,
    page: LibraryPage,
    rows: QueryAnswer,
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> CachedResponse:
    content = html(
        edition.contents,
        "query",
        page,
        edition.links(request.url.path),
        folder=f"queries/{page.name}/",
        forms=[] if page.problem else _addresses(given or {}),
    )
    return answer(content, MEDIA_TYPES["html"], status=status, headers=_truncation(rows))


def _addresses(given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the other forms of an answer: what to call each, and its address."""
    return [(name.upper(), f"?{urlencode({**given, 'format': name})}") for name in ("csv", "json")]


# -------------------------------------------------------------------------- own Cypher


class CypherPage(msgspec.Struct, frozen=True):
    """A query, its answer (``columns`` is None where there is none), and those asked before."""

    query: str
    parameters: str
    last: list[_AskedQuery]
    columns: list[str] | None = None
    rows: list[list[Any]] = []
    truncated: str | None = None
    problem: str | None = None


async def cypher(request: Request) -> Response:
    """Answer a query of one's own, as ``kg query CYPHER`` does.

    Raises
    ------
    UsageError
        When there is no query, or a parameter is not known.
    """
    edition = edition_of(request)
    asking: PublicQueries = request.state.asking
    form = form_of(request, _FORMS)
    given = parameters(request)
    if unknown := sorted(given.keys() - {"q", "params"}):
        raise UsageError("there is no such parameter", where=unknown[0], hint="q and params")
    query = given.get("q", "")
    if not query.strip():
        if form != "html":
            raise UsageError("there is no query", where="q", hint="/cypher?q=MATCH ...")
        return respond(request, _page(edition, given, asking))
    url, limit = request.state.settings.url, asking.time_limit
    try:
        values = _values(given.get("params", ""))
        rows = await asking.ask(lambda: ask_publicly(url, query, values, time_limit=limit))
    except KgError as error:
        if form != "html":
            raise
        return respond(request, _page(edition, given, asking, error=error))
    asking.remember({name: value for name, value in given.items() if value.strip()})
    made = _as(form, rows) if form != "html" else _page(edition, given, asking, rows)
    return respond(request, made)


def _values(document: str) -> dict[str, Any]:
    try:
        values = json.loads(document) if document.strip() else {}
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise UsageError("not a JSON object", where="params", hint='for example {"year": 2017}')
    return values


def _page(
    edition: Edition,
    given: Mapping[str, str],
    asking: PublicQueries,
    rows: QueryAnswer | None = None,
    error: KgError | None = None,
) -> CachedResponse:
    columns = (
        None if rows is None else list(dict.fromkeys(name for row in rows.rows for name in row))
    )
    page = CypherPage(
        query=given.get("q", ""),
        parameters=given.get("params", ""),
        last=[*asking.last],
        columns=columns,
        rows=[]
        if rows is None
        else [[row.get(name) for name in columns or ()] for row in rows.rows],
        truncated=None if rows is None else rows.truncated,
        problem=None if error is None else words_of(error),
    )
    content = html(
        edition.contents, "cypher", page, edition.links("/cypher"), forms=_addresses(given)
    )
    status = 200 if error is None else status_of(error)
    headers = {} if rows is None else _truncation(rows)
    return answer(content, MEDIA_TYPES["html"], status=status, headers=headers)
