"""Requests to a service, and patience: what all services share.

What can go wrong with one request, and what is done about it::

    NotFound        404 in the service's own words                  an answer like any other
    RequestRefused  400, 414: this request will never do            split it, or leave the id out
    ServiceFailing  5xx, broken or unusable answers, several times  split it, or ask otherwise
    GivenUp         nothing got through for too long                stop asking, keep what there is

Too many requests (429) are waited out, slower and slower.
"""

from __future__ import annotations

import email.utils
import json
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from kg.errors import SourceError
from kg.http import Broken, HttpResponse, Unreachable, exchange, http_client
from kg.redaction import without_secrets
from kg.sources.pacer import Pacer

if TYPE_CHECKING:
    import httpx

__all__ = [
    "Client",
    "GivenUp",
    "NotData",
    "NotFound",
    "RequestRefused",
    "Service",
    "ServiceFailing",
    "Tell",
    "retry_after",
]

_log = logging.getLogger("kg")
_Checked = TypeVar("_Checked")
#: Is told what is being asked for, and how many requests that will still take.
Tell = Callable[[str, int], None]

#: A refused connection is given up after this many seconds: nobody is there.
_UNREACHABLE = 30.0
#: A gateway gives up within 30 s; what takes longer will not come.
_STALLED = 40.0
#: Bytes of an answer, decoded.
_LARGEST_BODY = 64_000_000
#: The longest wait between two attempts, in intervals: a minute at the default of 1.1 s.
_LONGEST_WAIT = 55
_LARGEST_INTEGER = 2**63


def _never_stops(_status: int, _words: str, /) -> str | None:
    return None


def _in_words(_data: Any, words: str, /) -> bool:
    return bool(words)


def _no_pace(_headers: Mapping[str, str], /) -> float:
    return 0.0


@dataclass(frozen=True, kw_only=True)
class Service:
    """What tells one service from another, for who sends requests to it.

    Attributes
    ----------
    name
        In messages: "Crossref".
    address
        Scheme, host and common path of the API.
    setting
        The environment variable that holds the address.
    headers
        Sent with every request; what authorises stands here and nowhere else.
    stop
        Given status and words of a refusal: why nothing more is to be asked, or None.
    pace
        Given headers of an answer: the seconds between requests that it asks for.
    allowance
        What a user can do who is told of too many requests again and again.
    plain_errors
        Whether errors are plain text, not JSON.
    unknown
        Given the decoded body and the words of a 404: whether the service itself says
        that it knows nothing, not a gateway in its place.
    essential
        Whether there is nothing without it: that it no longer understands requests is an
        error then, else it is asked nothing more.
    """

    name: str
    address: str
    setting: str
    headers: Mapping[str, str] = field(default_factory=dict)
    stop: Callable[[int, str], str | None] = _never_stops
    pace: Callable[[Mapping[str, str]], float] = _no_pace
    allowance: str = ""
    plain_errors: bool = False
    unknown: Callable[[Any, str], bool] = _in_words
    essential: bool = False


class NotData(Exception):
    """An answer with status 200 is not what was asked for; raised by checks."""


class NotFound(Exception):
    """The service knows nothing under that id or title."""


class RequestRefused(Exception):
    """The service will not answer this request, however often it is asked."""

    @property
    def too_large(self) -> bool:
        """Whether the answer would have been larger than the service sends."""
        return "exceed" in str(self)


class ServiceFailing(Exception):
    """The service failed several times on this request."""


class GivenUp(Exception):
    """Patience is spent, or the service will not talk to us: ask nothing more now."""


class _Failure(Exception):
    """One attempt failed; another may not."""

    def __init__(self, reason: str, *, kind: str = "fault", after: float = 0.0) -> None:
        super().__init__(reason)
        self.kind = kind
        self.after = after


class Client:
    """Sends requests one after the other and returns checked answers.

    Parameters
    ----------
    service
        Whom it asks.
    pacer
        Keeps requests apart; None: nothing is ever sent.
    patience
        Seconds without a usable answer after which it gives up.
    transport
        Replaces the network in tests.

    Attributes
    ----------
    requests
        Requests sent, counted by endpoint.
    deferred
        Why it gave up, as a sentence, or None.
    answered
        Number of usable answers so far.
    bytes
        Size of the last usable answer.
    """

    def __init__(
        self,
        *,
        service: Service,
        pacer: Pacer | None,
        patience: float,
        transport: httpx.BaseTransport | None = None,
        notice: Callable[[str | None], None] = lambda _: None,
    ) -> None:
        self.service = service
        self.requests: Counter[str] = Counter()
        self.deferred: str | None = None
        self.answered = 0
        self.bytes = 0
        self._pacer = pacer
        self._patience = patience
        self._notice = notice
        self._transport = transport
        self._stalled = min(_STALLED, max(1.0, patience / 3))
        self._http: httpx.Client | None = None  # made when something is sent
        self._odd: set[str] = set()
        self._in_vain = 0  # attempts since the last usable answer
        self._since = time.monotonic()

    def close(self) -> None:
        """Close the connection."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def url(self, path: str, parameters: Mapping[str, str | int]) -> str:
        """Return the address of a request, as it is sent."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        return f"{self.service.address}{quote(path, safe=':/')}{query}"

    def note_odd(self, field: str) -> None:
        """Say once that a field does not hold what it should, and counts as not known."""
        if field not in self._odd:
            self._odd.add(field)
            _log.warning(
                "%s gives %s in a form that is not its own: taken as not known",
                self.service.name,
                field,
            )

    def note_endless(self, what: str) -> None:
        """Say that the service always has another page, so that reading on leads nowhere."""
        _log.warning("%s gives the %s without end: not read on", self.service.name, what)

    def ask(
        self,
        endpoint: str,
        path: str,
        parameters: Mapping[str, str | int],
        check: Callable[[Any], _Checked],
        *,
        ids: Sequence[str] | None = None,
        attempts: int = 3,
    ) -> _Checked:
        """Send one request, again if need be, and return what ``check`` makes of the answer.

        Parameters
        ----------
        endpoint
            Under which it is counted: ``"POST /paper/batch"``.
        path, parameters
            Below the service's address.
        check
            Gets the decoded body; raises :class:`NotData` when it is not data.
        ids
            With them the request is a POST of ``{"ids": ids}``.
        attempts
            Failures after which :class:`ServiceFailing` is raised. Too many requests and
            refused connections do not count: they say nothing about this request.

        Raises
        ------
        NotFound, RequestRefused, ServiceFailing, GivenUp
        """
        left = attempts
        while True:
            if self.deferred is not None:
                raise GivenUp(self.deferred)
            try:
                checked = check(self._attempt(endpoint, path, parameters, ids))
            except NotData as error:
                failure = _Failure(f"an answer that is not data ({error})")
            except (NotFound, RequestRefused):
                self._progress()
                raise
            except _Failure as error:
                failure = error
            else:
                self._progress()
                return checked
            left -= failure.kind == "fault"
            _log.info("%s failed: %s", endpoint, failure)
            self._wait(failure)
            if left == 0:
                raise ServiceFailing(str(failure))

    def _attempt(
        self,
        endpoint: str,
        path: str,
        parameters: Mapping[str, str | int],
        ids: Sequence[str] | None,
    ) -> Any:
        if self._pacer is None:
            self.deferred = "not in the archive, and nothing is asked with --offline"
            raise GivenUp(self.deferred)
        if self._http is None:
            self._http = http_client(
                {"Accept": "application/json", **self.service.headers},
                timeout=self._stalled,
                transport=self._transport,
            )
        with self._pacer.turn() as turn:
            if self._in_vain == 0:
                self._since = time.monotonic()
            else:  # waiting for other processes is not waiting in vain
                self._since += max(0.0, turn.waited - self._pacer.interval)
            self.requests[endpoint] += 1
            try:
                received = exchange(
                    self._http,
                    self.url(path, parameters),
                    json=None if ids is None else {"ids": list(ids)},
                    largest=_LARGEST_BODY,
                    seconds=2 * self._stalled,
                    arrived=turn.seen,
                )
            except Unreachable as error:
                raise _Failure(str(error), kind="unreachable") from error
            except Broken as error:
                raise _Failure(str(error)) from error
            self._pacer.at_least(self.service.pace(received.headers))
        return self._judge(received)

    def _judge(self, received: HttpResponse) -> Any:
        """Return the decoded body of a 200, or raise what another status means."""
        status = received.status
        data, words = self._decoded(received)
        if status == 200:
            self.bytes = len(received.body)
            return data
        if reason := self.service.stop(status, words):
            self.deferred = reason
            raise GivenUp(reason)
        if status == 429:
            after = retry_after(received.headers.get("retry-after"))
            raise _Failure("too many requests (429)", kind="too many", after=after)
        if status == 404 and self.service.unknown(data, words):
            raise NotFound(words)
        if "fields" in words.lower() and 400 <= status < 500:
            raise self._outdated(words)
        if status in (413, 414) or (status in (400, 422) and words):
            raise RequestRefused(words or f"status {status}")
        if 300 <= status < 400:
            raise _Failure(
                f"it sends elsewhere (status {status}), which is not followed: "
                f"check {self.service.setting}"
            )
        # Also what gateways and proxies say in the service's place.
        raise _Failure(f"status {status}")

    def _outdated(self, words: str) -> Exception:
        sentence = f"{self.service.name} no longer knows what is asked of it"
        if self.service.essential:
            return SourceError(
                sentence, where=f"its answer: {words}", hint="a newer citation-kg may"
            )
        self.deferred = f"{sentence}, a newer citation-kg may; it says: {words}"
        return GivenUp(self.deferred)

    def _decoded(self, received: HttpResponse) -> tuple[Any, str]:
        """Return what an answer holds, and what it says when it is an error."""
        try:
            data = json.loads(
                received.body,
                parse_constant=_no_number,
                parse_float=_finite,
                parse_int=_bounded,
            )
        except (ValueError, RecursionError) as error:
            if received.status == 200:
                deep = isinstance(error, RecursionError)
                raise _Failure(
                    "an answer that is nested too deeply" if deep else "an answer that is not JSON"
                ) from None
            plain = received.headers.get("content-type", "").startswith("text/plain")
            if not (self.service.plain_errors and plain):
                return None, ""
            return None, without_secrets(received.body[:300].decode("utf-8", "replace").strip())
        if not isinstance(data, dict):
            return data, ""
        parts = [str(data[name]) for name in ("error", "message") if data.get(name)]
        return data, without_secrets("; ".join(dict.fromkeys(parts))[:500])

    def _progress(self) -> None:
        self.answered += 1
        self._in_vain = 0
        if self._pacer is not None:
            self._pacer.quicken()
        self._notice(None)

    def _wait(self, failure: _Failure) -> None:
        """Back off with full jitter, or give up when that would take too long."""
        self._in_vain += 1
        if self._pacer is None:
            return
        if failure.kind == "too many":
            self._pacer.slow_down()
        # https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
        ceiling = max(self._pacer.least, 0.005) * min(_LONGEST_WAIT, 2 ** min(self._in_vain, 16))
        seconds = max(failure.after, random.uniform(0, ceiling))  # noqa: S311 - jitter, no secret
        budget = min(
            self._patience, _UNREACHABLE if failure.kind == "unreachable" else self._patience
        )
        left = budget - (time.monotonic() - self._since)
        if left <= 0 or failure.after > left:
            self._give_up(failure, budget)
        seconds = min(seconds, left)
        self._notice(f"{failure}; next attempt in {seconds:.0f} s")
        time.sleep(seconds)

    def _give_up(self, failure: _Failure, budget: float) -> None:
        name = self.service.name
        reason = f"{name} gave no usable answer for {budget:.0f} s: {failure}"
        if failure.after > budget:
            reason = f"{name} asks to wait for {failure.after:.0f} s: {failure}"
        if failure.kind == "too many" and self.service.allowance:
            reason += f"; {self.service.allowance}"
        self.deferred = reason
        raise GivenUp(reason)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float | None:
    """Return a number, or None for one that is too large to be one (1e999)."""
    value = float(text)
    return value if abs(value) != float("inf") else None


def _bounded(text: str) -> int | None:
    """Return an integer that every store can hold, or None."""
    if len(text) > 20:
        return None
    value = int(text)
    return value if -_LARGEST_INTEGER <= value < _LARGEST_INTEGER else None


def retry_after(value: str | None) -> float:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3).

    Examples
    --------
    >>> retry_after("7"), retry_after("soon")
    (7.0, 0.0)
    """
    if not value:
        return 0.0
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, moment.timestamp() - time.time())
