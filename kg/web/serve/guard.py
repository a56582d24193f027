"""What stands before every route: who may ask, from where, and how much they may send."""

from __future__ import annotations

import hmac
import ipaddress
import json
import logging
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.settings import packaged

__all__ = ["BUG", "SPARQL", "Access", "Guard", "is_host_name", "is_loopback"]

log = logging.getLogger("kg.web.serve")

#: The route whose refusals are plain words.
SPARQL = "/sparql"

#: What is said when nothing better is known.
BUG = "a bug in kg: report it"

_LARGEST_BODY = 1_000_000
_TOO_LARGE = "a request may hold 1 MB"
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Who may ask.

    ``names`` are host names beside addresses and ``localhost`` that the server is asked
    by; ``is_open`` that other machines reach it. ``token``: what has to be shown; None:
    nothing. ``cors``: the paths that pages of other origins may ask.
    """

    names: frozenset[str] = frozenset()
    is_open: bool = False
    token: str | None = None
    cors: frozenset[str] = frozenset()


def is_host_name(name: str) -> bool:
    """Return whether a name can stand in ``Host``, without a port.

    Examples
    --------
    >>> is_host_name("lists.example"), is_host_name("lists.example:80"), is_host_name("https://x")
    (True, False, False)
    """
    return re.fullmatch(r"[A-Za-z0-9._-]+", name) is not None


def is_loopback(host: str) -> bool:
    """Return whether a host name or address stands for this machine alone.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("[::1]"), is_loopback("localhost.example")
    (True, True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """An application that lets pass what may pass, and marks every answer as safe to show.

    Parameters
    ----------
    app
        What answers.
    access
        Who may ask.
    cookie
        Name of the cookie that stands for the token, of this server alone.
    """

    def __init__(self, app: ASGIApp, access: Access, *, cookie: str) -> None:
        self._app = app
        self._access = access
        self._cookie = cookie
        # Whoever reads the cookie learns a number of this run, and not the token.
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        started = False

        async def send_safely(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _mark(message, is_shared=self._is_shared(scope))
            await send(message)

        refused = self._refusal(scope, headers)
        if refused is not None:
            await refused(scope, receive, send_safely)
            return
        try:
            await self._app(scope, _LimitedBody(receive), send_safely)
        except ClientDisconnect:
            return  # nobody is there to be answered
        except Exception:
            # A connection that breaks off says that its answer is not whole.
            log.exception("a request was not answered, or not to its end")
            if started:
                raise
            await _refused(scope, 500, BUG)(scope, receive, send_safely)

    def _is_shared(self, scope: Scope) -> bool:
        return scope["path"] in self._access.cors

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """Return why a request is not answered, None when it is."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_own_host(hosts[0]):
            return _refused(scope, 421, "this server goes by another name")
        if not self._is_shared(scope) and not _is_own_page(headers, scope, hosts[0]):
            return _refused(scope, 403, "pages of other sites may not ask here")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:12]) > _LARGEST_BODY:
            return _refused(scope, 413, _TOO_LARGE)
        is_preflight = scope["method"] == "OPTIONS" and self._is_shared(scope)
        if self._access.token is None or is_preflight:
            return None
        return self._check_token(scope, headers, self._access.token)

    def _is_own_host(self, host: str) -> bool:
        match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?", host)
        if match is None:
            return False
        name = match[1].lower()
        if is_loopback(name) or name in self._access.names:
            return True
        # A name can be made to point here by others (DNS rebinding), an address cannot.
        return self._access.is_open and _is_address(name)

    def _check_token(self, scope: Scope, headers: Headers, token: str) -> Response | None:
        scheme, _, shown = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and _same(shown.strip(), token):
            return None
        for pair in headers.get("cookie", "").split(";"):
            name, _, value = pair.strip().partition("=")
            if name == self._cookie and _same(value, self._session):
                return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == "token"]
        if not given:
            return _login(scope, headers)
        if scope["method"] not in ("GET", "HEAD") or not all(
            _same(token_given, token) for token_given in given
        ):
            return _login(scope, headers)
        # Two slashes at the beginning would lead to another host.
        path = "/" + quote(scope["path"].lstrip("/\\"), safe="/:=._-~")
        rest = urlencode([(name, value) for name, value in query if name != "token"])
        response = Response(status_code=303, headers={"Location": path + ("?" + rest) * bool(rest)})
        response.set_cookie(self._cookie, self._session, path="/", httponly=True, samesite="lax")
        return response


class _LimitedBody:
    """The body of a request, up to its limit."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = _LARGEST_BODY

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413, _TOO_LARGE)
        return message


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_own_page(headers: Headers, scope: Scope, host: str) -> bool:
    """Return whether no other site's page asks; opening a link of another site is no page's asking."""
    origins = headers.getlist("origin")
    if any(
        origin.lower() not in (f"http://{host}".lower(), f"https://{host}".lower())
        for origin in origins
    ):
        return False
    elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    opened = headers.get("sec-fetch-mode") == "navigate" and scope["method"] in ("GET", "HEAD")
    return not elsewhere or opened


def _same(given: str, expected: str) -> bool:
    # Headers come as Latin-1, parameters as UTF-8: bytes can be compared, and take the same time.
    found = (given.encode("latin-1", "replace"), given.encode("utf-8", "replace"))
    return any(hmac.compare_digest(spelling, expected.encode()) for spelling in found)


def _refused(
    scope: Scope, status: int, words: str, more: Mapping[str, str] | None = None
) -> Response:
    if scope["path"] == SPARQL:  # whose clients show the whole answer to their users
        return Response(f"{words}\n", status, more, "text/plain")
    content = json.dumps({"error": words}) + "\n"
    return Response(content, status, more, "application/json")


def _login(scope: Scope, headers: Headers) -> Response:
    more = {"WWW-Authenticate": "Bearer"}
    if scope["path"] == SPARQL and "text/html" not in headers.get("accept", ""):
        return _refused(scope, 401, "a token is needed: Authorization: Bearer TOKEN", more)
    page = packaged("exports", "site", "token.html").read_bytes()
    return Response(page, 401, more, "text/html; charset=utf-8")


def _mark(message: Message, *, is_shared: bool) -> None:
    """Say in an answer's headers that it is what it says it is, and runs nothing of others."""
    headers = MutableHeaders(raw=message["headers"])
    message["headers"] = headers.raw
    is_page = headers.get("content-type", "").startswith("text/html")
    always: Mapping[str, Any] = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _PAGE if is_page else _NOTHING,
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "cross-origin" if is_shared else "same-origin",
    }
    for name, value in always.items():
        headers.setdefault(name, value)
    if is_shared:
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = "KG-Truncated"
