"""Asking one link after the other: HEAD, then GET of the first kilobyte, redirects by hand.

A finding must be sure, so whatever can be the weather between here and the page (a
refusal, a riddle, a server that is down, a resolver that is away) says nothing.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import re
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

from kg.http import Broken, HttpResponse, TooSlow, Unreachable, http_client, peek
from kg.inside import is_inside_number
from kg.settings import LinkSettings
from kg.sources.links.addresses import doi_of, host_of, why_not_asked
from kg.sources.links.answers import LinkAnswer
from kg.sources.links.signs import is_challenge, is_log_in, is_other_page

if TYPE_CHECKING:
    import httpx

__all__ = ["LinkAsker"]

_FIRST = 1024
_HOPS = 10
_GONE = (404, 410)
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
#: A HEAD that is answered so says nothing about what a GET finds, but makes a 404 doubtful.
_REFUSALS = (401, 403, 407, 429, 451)
#: A name that surely exists: it tells a dead name from a resolver that is away.
_EXISTING_NAME = "doi.org"
#: Vain attempts in a row after which a host is not asked again in this run.
_VAIN = {Unreachable: 2, TooSlow: 5}
_NO_SUCH_NAME = "no such host"


class _Unverifiable(Exception):
    """Nothing can be said about a link; says why."""


class _NoSuchName(Exception):
    """The name of a host does not exist."""


class _Route(NamedTuple):
    """Where redirects led: the last address, the answer there, and how far they were for good."""

    url: str
    received: HttpResponse
    permanent: str


class _Host:
    """One host: asked one request at a time, with a pause in between."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last = float("-inf")
        self.pause = 1.0  # times the interval
        self.vain: dict[type[Broken], int] = {}


class LinkAsker:
    """Asks links; may be used from several threads.

    Parameters
    ----------
    settings
        Interval, time limit and proxy.
    """

    def __init__(self, settings: LinkSettings) -> None:
        self._settings = settings
        self._client: httpx.Client = http_client(
            {"Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"},
            timeout=settings.timeout,
            proxy=settings.proxy,
        )
        # Behind a proxy names are its business.
        proxies = {"http", "https", "all"} & urllib.request.getproxies().keys()
        self._resolves_here = settings.proxy is None and not proxies
        self._hosts: dict[tuple[str, int], _Host] = {}
        self._hosts_lock = threading.Lock()
        self._stopped = False

    def close(self) -> None:
        """Close the connections; whoever still waits for a turn gives up."""
        self._stopped = True
        self._client.close()

    def ask(self, url: str) -> LinkAnswer:
        """Return what a link leads to.

        Parameters
        ----------
        url
            Without credentials.
        """
        try:
            return self._ask(urldefrag(url).url)
        except _NoSuchName:
            return LinkAnswer(outcome="gone", reason=_NO_SUCH_NAME)
        except (_Unverifiable, Broken) as error:
            return LinkAnswer(outcome="unverifiable", reason=str(error))

    def _ask(self, url: str) -> LinkAnswer:
        if doi := doi_of(url):
            return self._ask_handle(doi)
        head = self._follow("HEAD", url)
        if isinstance(head, LinkAnswer):
            return head
        if head is not None and _is_settled(head, url):
            return LinkAnswer(outcome="fine", reason=str(head.received.status))
        found = self._follow("GET", url)
        return found if isinstance(found, LinkAnswer) else _judged(url, head, found)

    def _follow(self, method: str, url: str) -> _Route | LinkAnswer | None:
        """Follow redirects to the end; None: a HEAD that nobody answers, which a GET may be."""
        here, permanent, seen = url, url, {url}
        for_good = True
        while True:
            try:
                received = self._send(method, here)
            except Unreachable:
                raise
            except Broken:
                if method == "HEAD":
                    return None
                raise
            location = received.headers.get("location")
            if received.status not in _REDIRECTS or not location:
                return _Route(here, received, permanent)
            here = _next_address(here, location)
            if doi := doi_of(here):
                return self._ask_handle(doi)
            if here in seen or len(seen) > _HOPS:
                raise _Unverifiable("it redirects without end")
            seen.add(here)
            for_good = for_good and received.status in _PERMANENT
            permanent = here if for_good else permanent

    def _ask_handle(self, doi: str) -> LinkAnswer:
        """Ask the DOI system whether a DOI exists (Handle.Net proxy API: code 1 yes, 100 no)."""
        address = f"https://doi.org/api/handles/{quote(doi, safe='/')}"
        received = self._send("GET", address)
        # A known handle's answer may be longer than its beginning, which says all.
        match = re.search(r'"responseCode"\s*:\s*(\d+)', received.body.decode("utf-8", "replace"))
        code = int(match[1]) if match else 0
        if code == 1 and received.status in (200, 206):
            return LinkAnswer(outcome="fine", reason="a registered DOI")
        if code == 100 and received.status in (200, 404):
            return LinkAnswer(outcome="gone", reason="no such DOI")
        return LinkAnswer(outcome="unverifiable", reason=f"doi.org answers {received.status}")

    def archived_copy(self, url: str) -> str | None:
        """Return the address of the Wayback Machine's copy of a page that was there, or None."""
        address = f"https://archive.org/wayback/available?url={quote(url, safe='')}"
        with contextlib.suppress(Broken, _Unverifiable, _NoSuchName, ValueError, TypeError):
            received = self._send("GET", address, first=1 << 16)
            closest = json.loads(received.body)["archived_snapshots"].get("closest") or {}
            copy = str(closest.get("url"))
            usable = closest.get("available") is True and str(closest.get("status")) == "200"
            if usable and re.match(r"https?://web\.archive\.org/web/\d+[^\s<>\"]*$", copy):
                return re.sub("^http:", "https:", copy)
        return None

    def _send(self, method: str, url: str, first: int = _FIRST) -> HttpResponse:
        name, reason = host_of(url), why_not_asked(url)
        if name is None or reason is not None:
            raise _Unverifiable(reason or "")
        with self._turn(name) as host:
            for kind, most in _VAIN.items():
                if host.vain.get(kind, 0) >= most:
                    raise kind("its host does not answer")
            try:
                number = self._resolved(name) if self._resolves_here else None
                target, named = _by_number(url, number) if number else (url, "")
                received = peek(
                    self._client,
                    method,
                    target,
                    first=first,
                    seconds=self._settings.timeout,
                    host=named,
                )
            except (Unreachable, TooSlow) as error:
                host.vain[type(error)] = host.vain.get(type(error), 0) + 1
                raise
        _check_proxy(received)
        host.vain.clear()
        host.pause = min(host.pause * 2, 8.0) if received.status == 429 else 1.0
        return received

    @contextlib.contextmanager
    def _turn(self, name: tuple[str, int]) -> Iterator[_Host]:
        with self._hosts_lock:
            host = self._hosts.setdefault(name, _Host())
        with host.lock:
            due = host.last + self._settings.interval * host.pause
            while (left := due - time.monotonic()) > 0:
                if self._stopped:
                    break
                time.sleep(min(left, 0.2))
            if self._stopped:
                raise _Unverifiable("interrupted")
            try:
                yield host
            finally:
                host.last = time.monotonic()

    def _resolved(self, name: tuple[str, int]) -> str:
        """Return the number of a host that is of the public network."""
        try:
            found = socket.getaddrinfo(*name, type=socket.SOCK_STREAM)
        except UnicodeError:
            raise _Unverifiable("not the name of a host") from None
        except socket.gaierror as error:
            if error.errno == socket.EAI_NONAME and _resolver_is_there():
                raise _NoSuchName from None
            raise _Unverifiable("its name cannot be looked up now") from None
        numbers = [str(address[4][0]) for address in found]
        if any(map(is_inside_number, numbers)):
            raise _Unverifiable("an address inside the machine or its network")
        # One family is enough, and the older one is there wherever the newer one is.
        return min(numbers, key=lambda number: ":" in number)


def _resolver_is_there() -> bool:
    try:
        return bool(socket.getaddrinfo(_EXISTING_NAME, 443))
    except OSError:
        return False


def _by_number(url: str, number: str) -> tuple[str, str]:
    """Return an address with the number in place of the name, and the name: asked is who was looked up."""
    parts = urlsplit(url)
    host = f"[{number}]" if ipaddress.ip_address(number).version == 6 else number
    port = f":{parts.port}" if parts.port else ""
    named = (parts.hostname or "").encode("idna").decode()
    return urlunsplit(parts._replace(netloc=host + port)), named + port


def _next_address(here: str, location: str) -> str:
    try:
        return urldefrag(urljoin(here, location.strip())).url
    except ValueError:
        raise _Unverifiable("it redirects to what is no address") from None


def _check_proxy(received: HttpResponse) -> None:
    """Read what a proxy says about a host that it did not reach (RFC 9209)."""
    status = received.headers.get("proxy-status", "").lower()
    if received.status < 500 or "error=" not in status:
        return
    code = re.search(r"rcode=\"?(\w+)", status)
    if re.search(r"error=\"?dns_error\b", status) and (not code or code[1] == "nxdomain"):
        raise _NoSuchName
    raise _Unverifiable("the proxy does not reach it")


def _is_settled(head: _Route, url: str) -> bool:
    """Whether a HEAD says all: a file that is there. A page may still be a riddle."""
    kind = head.received.headers.get("content-type", "").lower()
    return (
        head.received.status == 200
        and head.url == url
        and kind.partition(";")[0].strip() not in ("", "text/html", "application/xhtml+xml")
        and not is_challenge(head.received.headers, "")
    )


def _asks_to_log_in(url: str, found: _Route, text: str) -> bool:
    if found.received.status in _GONE and "www-authenticate" in found.received.headers:
        return True  # who may not see a page is told that there is none
    return found.url != url and is_log_in(found.url, text) and not is_log_in(url)


def _judged(url: str, head: _Route | None, found: _Route | None) -> LinkAnswer:
    """Return what HEAD and GET say together; where they contradict each other, nothing."""
    if found is None:
        return LinkAnswer(outcome="unverifiable", reason="no answer")
    status = found.received.status
    text = found.received.body.decode("utf-8", "replace")
    if is_challenge(found.received.headers, text):
        return LinkAnswer(outcome="unverifiable", reason="a challenge for machines")
    elsewhere = found.url != url
    if _asks_to_log_in(url, found, text):
        return LinkAnswer(outcome="unverifiable", reason="it asks to log in")
    if status in _GONE:
        before = head.received.status if head else 0
        doubtful = before in _REFUSALS or 200 <= before < 300
        return LinkAnswer(outcome="unverifiable" if doubtful else "gone", reason=str(status))
    if not 200 <= status < 300:
        return LinkAnswer(outcome="unverifiable", reason=str(status))
    if elsewhere and (is_other_page(url, found.url) or is_other_page(url, found.permanent)):
        return LinkAnswer(outcome="unverifiable", reason="it leads to another page")
    if found.permanent != url:
        return LinkAnswer(outcome="moved", reason=str(status), target=found.permanent)
    return LinkAnswer(outcome="fine", reason=str(status))
