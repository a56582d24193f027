"""The application: what the routes need, and the guard before them."""

from __future__ import annotations

import asyncio
import importlib.util
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, cast

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import KgError
from kg.public_limits import PUBLIC_SECONDS
from kg.web.problems import words_of
from kg.web.serve.edition import Editions
from kg.web.serve.forms import prefers_page, problem, status_of
from kg.web.serve.guard import BUG, SPARQL, Access, Guard
from kg.web.serve.queries import PublicQueries
from kg.web.serve.routes import ROUTES, as_starlette

__all__ = ["Settings", "create_app"]

_EXPORTS_AT_ONCE = 4


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What is served, and to whom. ``url``: of the store; ``time_limit``: seconds a query."""

    url: str
    access: Access = Access()
    time_limit: float = PUBLIC_SECONDS
    port: int = 8642


def create_app(settings: Settings, editions: Editions) -> ASGIApp:
    """Return the application that answers every route.

    Parameters
    ----------
    settings
        What is served, and to whom.
    editions
        The site of the store.
    """
    assistants = _assistants(settings.url)
    state = {
        "settings": settings,
        "asking": PublicQueries(settings.time_limit, _at_once()),
        "exporting": asyncio.Semaphore(_EXPORTS_AT_ONCE),
    }

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with AsyncExitStack() as running:
            running.callback(_prepare(editions).cancel)
            if assistants is not None:
                await running.enter_async_context(assistants.session_manager.run())
            yield state

    routes = as_starlette(ROUTES)
    if assistants is not None:
        routes += _assistants_routes(assistants)
    site = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={KgError: _kg_error, HTTPException: _http_error, Exception: _bug},
    )
    site.router.redirect_slashes = False
    return Guard(
        _NewestEdition(site, editions), settings.access, cookie=f"kg-session-{settings.port}"
    )


def _prepare(editions: Editions) -> asyncio.Task[None]:
    """Ask the library before anybody does."""

    async def prepare() -> None:
        await (await editions.current()).defaults(editions.url)

    return asyncio.create_task(prepare())


class _NewestEdition:
    """An application whose requests are answered from the newest edition, each from one."""

    def __init__(self, app: ASGIApp, editions: Editions) -> None:
        self._app = app
        self._editions = editions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["state"]["edition"] = await self._editions.current()
        await self._app(scope, receive, send)


async def _kg_error(request: Request, error: Exception) -> Response:
    found = cast(KgError, error)
    return problem(request, request.state.edition, status_of(found), words_of(found))


async def _http_error(request: Request, error: Exception) -> Response:
    found = cast(HTTPException, error)
    words = {404: "there is nothing at this address"}.get(found.status_code, found.detail)
    return _error_response(request, found.status_code, words, found.headers)


async def _bug(request: Request, _: Exception) -> Response:
    return _error_response(request, 500, BUG)


def _error_response(
    request: Request, status: int, words: str, headers: Mapping[str, str] | None = None
) -> Response:
    if request.url.path == SPARQL and not prefers_page(request):
        return PlainTextResponse(f"{words}\n", status, headers)
    return problem(request, request.state.edition, status, words, headers)


def _at_once() -> int:
    """Return how many queries of 2 GB the machine can answer at the same time."""
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 4
    return max(2, min(8, memory >> 31))


def _assistants(url: str) -> Any:
    """Return the server of tools for assistants, None where its extra is not installed."""
    if importlib.util.find_spec("mcp") is None:
        return None
    from kg.web.assistants import server

    return server(url)


def _assistants_routes(assistants: Any) -> list[BaseRoute]:
    from mcp.server.transport_security import TransportSecuritySettings

    # Who may ask is decided by the guard, which knows the names of this server.
    checked = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    routes: list[BaseRoute] = assistants.streamable_http_app(transport_security=checked).routes
    return routes
