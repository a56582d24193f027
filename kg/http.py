"""One exchange over HTTP, bounded in time and in memory. The only file that knows the library.

Settings that make it impossible (a proxy of an unknown scheme, a certificate file that is
missing) are errors that name the setting.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from kg import __version__
from kg.credentials import strip_credentials
from kg.errors import UsageError
from kg.inside import is_inside_host, is_inside_number

__all__ = [
    "Broken",
    "HttpResponse",
    "TooLarge",
    "TooSlow",
    "Unreachable",
    "exchange",
    "http_client",
    "peek",
]

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_PROXY_SCHEMES = ("http://", "https://", "socks5://", "socks5h://")
#: What zlib calls the format of gzip.
_GZIP = 31


class Broken(Exception):
    """The connection broke, or what came is not HTTP as it was asked for."""


class Unreachable(Broken):
    """Nobody is there."""


class TooSlow(Broken):
    """The answer did not come within its time as a whole."""


class TooLarge(Broken):
    """The answer is larger than it may be, decoded."""


class _WithoutCredentials(logging.Filter):
    """Takes keys and mail addresses out of the addresses that the library writes to its log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _public(argument) if isinstance(argument, httpx.URL) else argument
                for argument in record.args
            )
        return True


def _public(url: httpx.URL) -> str:
    return strip_credentials(str(url.copy_remove_param("mailto")))[0]


logging.getLogger("httpx").addFilter(_WithoutCredentials())


class HttpResponse(NamedTuple):
    """An answer: its status, its headers (names in lower case) and its decoded body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def http_client(
    headers: Mapping[str, str] | None = None,
    *,
    redirects: int = 0,
    timeout: float = 30.0,
    proxy: str | None = None,
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """Return a client that follows that many redirects.

    Parameters
    ----------
    headers
        Sent with every request.
    redirects
        How many are followed, none from the public network into this machine or the one
        around it; headers that authorise do not follow to another host.
    timeout
        Seconds for a connection, and for a part of an answer.
    proxy
        Through which everything is sent; None: those of the environment.
    transport
        Replaces the network in tests.

    Raises
    ------
    UsageError
        When a proxy or certificate setting of the environment cannot be used; names it.
    """
    given = {
        "User-Agent": f"citation-kg/{__version__}",
        # The one coding whose size is bounded while it is decoded.
        "Accept-Encoding": "gzip",
        **(headers or {}),
    }
    try:
        return httpx.Client(
            headers=given,
            timeout=httpx.Timeout(timeout, connect=min(10.0, timeout)),
            follow_redirects=redirects > 0,
            max_redirects=redirects,
            proxy=proxy,
            transport=transport,
            event_hooks={"response": [_refuse_inward]},
        )
    except (ValueError, ImportError, OSError, httpx.InvalidURL) as error:
        raise _bad_setting(error) from None


def _refuse_inward(response: httpx.Response) -> None:
    """Follow nobody from outside to what only this machine, or one beside it, can reach.

    Raises
    ------
    Broken
        When an answer redirects there.
    """
    here = response.request.url
    if not response.has_redirect_location:
        return
    with contextlib.suppress(httpx.InvalidURL):
        there = here.join(response.headers["location"]).host
        if there and there != here.host and _is_inside(there) and not _is_inside(here.host):
            raise Broken("it sends to an address inside the machine or its network")


def _is_inside(host: str) -> bool:
    if is_inside_host(host):
        return True
    if {"http", "https", "all"} & urllib.request.getproxies().keys():
        return False  # names are the proxy's business
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return any(is_inside_number(str(address[4][0])) for address in found)


def _bad_setting(error: Exception) -> UsageError:
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if isinstance(error, OSError) and (path := os.environ.get(name)):
            missing = not Path(path).exists()
            return UsageError(
                f"the certificates cannot be used: {'no such file' if missing else 'not certificates'}",
                where=name,
                hint="correct or unset it",
            )
    for variable in _PROXIES:
        for name in (variable, variable.lower()):
            proxy = os.environ.get(name, "")
            if proxy and not proxy.startswith(_PROXY_SCHEMES[:2]):
                return UsageError(
                    "the proxy cannot be used: its scheme is not known here",
                    where=name,
                    hint="give an http:// or https:// address, or unset it",
                )
    return UsageError(
        f"the proxy cannot be used ({type(error).__name__})",
        where=", ".join(_PROXIES),
        hint="correct or unset them",
    )


def exchange(
    client: httpx.Client,
    url: str,
    *,
    json: Any = None,
    largest: int,
    seconds: float,
    arrived: Callable[[], None] = lambda: None,
) -> HttpResponse:
    """Send a GET, or a POST of ``json``, and return the whole answer.

    Parameters
    ----------
    client, url, json
        By whom it is sent, where to, and what.
    largest
        Bytes the decoded body may have.
    seconds
        Time for everything, also where the answer trickles.
    arrived
        Called when the answer begins to arrive.

    Raises
    ------
    Broken
        When no whole answer came; says why in a few words, which hold no address.
    """
    try:
        request = client.build_request("GET" if json is None else "POST", url, json=json)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise Broken("not an address") from None
    deadline = time.monotonic() + seconds
    return _in_time(lambda: _received(client, request, largest, deadline, arrived), seconds)


def peek(
    client: httpx.Client, method: str, url: str, *, first: int, seconds: float, host: str = ""
) -> HttpResponse:
    """Send a HEAD or GET and return status, headers and the first bytes of the answer.

    Parameters
    ----------
    client, method, url
        By whom it is sent, how, and where to.
    first
        Bytes of the body that are wanted; the server is asked for no more.
    seconds
        Time for everything.
    host
        The name that the address goes by, where ``url`` holds its number: it is what the
        server is told, and what its certificate must show.

    Returns
    -------
    HttpResponse
        Also what a proxy says that could not reach the server.

    Raises
    ------
    Broken
        When no answer came; says why in a few words, which hold no address.
    """
    headers = {"Accept-Encoding": "identity"}
    if method == "GET":
        headers["Range"] = f"bytes=0-{first - 1}"
    if host:
        headers["Host"] = host
    of_proxy: list[HttpResponse] = []
    # A proxy that opens no tunnel is an error to the library, which drops its headers.
    extensions: dict[str, Any] = {
        "trace": lambda event, given: _note_refused_tunnel(event, given, of_proxy)
    }
    if host:
        extensions["sni_hostname"] = host.partition(":")[0]
    try:
        request = client.build_request(method, url, headers=headers, extensions=extensions)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise Broken("not an address") from None
    deadline = time.monotonic() + seconds
    try:
        return _in_time(lambda: _beginning(client, request, first, deadline), seconds)
    except Broken as error:
        if isinstance(error.__cause__, httpx.ProxyError) and of_proxy:
            return of_proxy[-1]
        raise


def _note_refused_tunnel(event: str, given: Mapping[str, Any], noted: list[HttpResponse]) -> None:
    if event == "http11.receive_response_headers.complete":
        _, status, _, headers = given["return_value"]
        if not 200 <= status < 300:
            noted.append(HttpResponse(status, httpx.Headers(headers), b""))


def _beginning(
    client: httpx.Client, request: httpx.Request, first: int, deadline: float
) -> HttpResponse:
    response = client.send(request, stream=True)
    try:
        body = bytearray()
        for chunk in _until(response.iter_raw(), deadline):
            body += chunk
            if len(body) >= first:
                break
    finally:
        response.close()
    return HttpResponse(response.status_code, response.headers, bytes(body[:first]))


def _in_time(answer: Callable[[], HttpResponse], seconds: float) -> HttpResponse:
    """Return an answer that comes within its time.

    Raises
    ------
    Broken
        When none came.
    """
    outcome: list[HttpResponse | BaseException] = []

    def run() -> None:
        try:
            outcome.append(answer())
        except BaseException as error:  # noqa: BLE001 - raised again by who waits
            outcome.append(error)

    # A server that sends a byte a second keeps every single read within its time: only
    # somebody beside it can see that the whole takes too long.
    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(max(0.0, seconds) + 0.5)
    if not outcome:
        raise TooSlow(f"no whole answer within {seconds:.0f} s")
    result = outcome.pop()
    if not isinstance(result, BaseException):
        return result
    failure = _in_words(result, seconds)
    try:
        raise failure from (None if failure is result else result)
    finally:
        # Else error and frame would hold each other, and with them all that was received.
        del result, failure


def _received(
    client: httpx.Client,
    request: httpx.Request,
    largest: int,
    deadline: float,
    arrived: Callable[[], None],
) -> HttpResponse:
    response = client.send(request, stream=True)
    try:
        arrived()
        coding = response.headers.get("content-encoding", "").strip().lower()
        chunks = _until(response.iter_raw(), deadline)
        if coding in ("", "identity"):
            body = _plain(chunks, largest)
        elif coding in ("gzip", "x-gzip"):
            body = _unpacked(chunks, largest)
        else:
            raise Broken("an answer in a coding that was not asked for")
    finally:
        response.close()
    return HttpResponse(response.status_code, response.headers, body)


def _until(chunks: Iterable[bytes], deadline: float) -> Iterable[bytes]:
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise TooSlow("the answer does not end in time")
        yield chunk


def _plain(chunks: Iterable[bytes], largest: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > largest:
            raise TooLarge(f"the answer is larger than {largest / 1e6:.0f} MB")
    return bytes(body)


def _unpacked(chunks: Iterable[bytes], largest: int) -> bytes:
    """Decode gzip, never further than one byte beyond the bound."""
    body, decoder = bytearray(), zlib.decompressobj(_GZIP)
    for chunk in chunks:
        packed = chunk
        while packed and not decoder.eof:
            body += decoder.decompress(packed, largest + 1 - len(body))
            if len(body) > largest:
                raise TooLarge(f"the answer is larger than {largest / 1e6:.0f} MB")
            packed = decoder.unconsumed_tail
    if not decoder.eof:
        raise Broken("half an answer")
    return bytes(body)


def _in_words(error: BaseException, seconds: float) -> BaseException:
    """Return an error as one of ours; those of the library may hold the address."""
    words: dict[type[BaseException], Callable[[], BaseException]] = {
        httpx.ConnectError: lambda: Unreachable("no connection"),
        httpx.ConnectTimeout: lambda: Unreachable("no connection"),
        httpx.TimeoutException: lambda: TooSlow(f"no answer within {seconds:.0f} s"),
        httpx.UnsupportedProtocol: lambda: Broken("it sends to an address that is not http(s)"),
        httpx.TooManyRedirects: lambda: Broken("it sends elsewhere again and again"),
        httpx.ProxyError: lambda: Broken("the proxy refuses"),
        httpx.HTTPError: lambda: Broken(f"the connection broke ({type(error).__name__})"),
        httpx.InvalidURL: lambda: Broken("it sends to an address that is none"),
        zlib.error: lambda: Broken("an answer that is not gzip as it says"),
    }
    for kind, ours in words.items():
        if isinstance(error, kind):
            return ours()
    return error
