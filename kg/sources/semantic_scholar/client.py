"""Requests to Semantic Scholar, and patience. The only file that knows the HTTP library.

What can go wrong with one request, and what is done about it::

    NotFound    404 in the service's own words                  an answer like any other
    Refused     400, 414: this request will never do            split it, or leave the id out
    Failing     5xx, broken or unusable answers, several times  split it, or ask otherwise
    GivenUp     nothing got through for too long                 stop asking, keep what there is

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
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import httpx

from kg import __version__
from kg.errors import SourceError
from kg.sources.semantic_scholar.pacer import Pacer

__all__ = ["Client", "Failing", "GivenUp", "NotData", "NotFound", "Refused"]

_log = logging.getLogger("kg")
_Checked = TypeVar("_Checked")

#: A refused connection is given up after this many seconds: nobody is there.
_UNREACHABLE = 30.0
#: A gateway of the service answers within 30 s; what takes longer will not come.
_STALLED = 40.0
_LARGEST_BODY = 64_000_000
#: The longest wait between two attempts, in intervals: a minute at the default of 1.1 s.
_LONGEST_WAIT = 55


class NotData(Exception):
    """An answer with status 200 is not what was asked for; raised by checks."""


class NotFound(Exception):
    """The service knows nothing under that id or title."""


class Refused(Exception):
    """The service will not answer this request, however often it is asked."""

    @property
    def too_large(self) -> bool:
        """Whether the answer would have been larger than the service sends."""
        return "exceed" in str(self)


class Failing(Exception):
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
    base_url
        Scheme and host of the API.
    api_key
        Sent as ``x-api-key`` and nowhere else.
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
        base_url: str,
        api_key: str | None,
        pacer: Pacer | None,
        patience: float,
        transport: httpx.BaseTransport | None = None,
        notice: Callable[[str | None], None] = lambda _: None,
    ) -> None:
        self.requests: Counter[str] = Counter()
        self.deferred: str | None = None
        self.answered = 0
        self.bytes = 0
        self._pacer = pacer
        self._patience = patience
        self._notice = notice
        self._keyed = api_key is not None
        self._base_url = base_url
        self._stalled = min(_STALLED, max(1.0, patience / 3))
        headers = {"User-Agent": f"citation-kg/{__version__}", "Accept": "application/json"}
        if api_key is not None:
            headers["x-api-key"] = api_key
        self._http = httpx.Client(headers=headers, timeout=self._stalled, transport=transport)
        self._in_vain = 0  # attempts since the last usable answer
        self._since = time.monotonic()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def url(self, path: str, parameters: Mapping[str, str | int]) -> str:
        """Return the address of a request, as it is sent."""
        return f"{self._base_url}/graph/v1{quote(path, safe=':/')}?{urlencode(parameters)}"

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
            Below ``/graph/v1``.
        check
            Gets the decoded body; raises :class:`NotData` when it is not data.
        ids
            With them the request is a POST of ``{"ids": ids}``.
        attempts
            Failures after which :class:`Failing` is raised. Too many requests and
            refused connections do not count: they say nothing about this request.

        Raises
        ------
        NotFound, Refused, Failing, GivenUp
        """
        left = attempts
        while True:
            if self.deferred is not None:
                raise GivenUp(self.deferred)
            try:
                checked = check(self._attempt(endpoint, path, parameters, ids))
            except NotData as error:
                failure = _Failure(f"an answer that is not data ({error})")
            except (NotFound, Refused):
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
                raise Failing(str(failure))

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
        request = self._http.build_request(
            "GET" if ids is None else "POST",
            self.url(path, parameters),
            json=None if ids is None else {"ids": list(ids)},
        )
        with self._pacer.turn() as turn:
            if self._in_vain == 0:
                self._since = time.monotonic()
            else:  # waiting for other processes is not waiting in vain
                self._since += max(0.0, turn.waited - self._pacer.interval)
            self.requests[endpoint] += 1
            try:
                response = self._http.send(request, stream=True)
                turn.seen()
                body = self._read(response)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise _Failure("no connection", kind="unreachable") from error
            except httpx.TimeoutException as error:
                raise _Failure(f"no answer within {self._stalled:.0f} s") from error
            except httpx.HTTPError as error:
                raise _Failure(f"the connection broke ({type(error).__name__})") from error
        return self._judge(response, body)

    def _read(self, response: httpx.Response) -> bytes:
        began, body = time.monotonic(), bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() - began > 2 * self._stalled:
                    raise _Failure(f"the answer took more than {2 * self._stalled:.0f} s")
                if len(body) > _LARGEST_BODY:
                    raise _Failure("the answer has no end")
        finally:
            response.close()
        return bytes(body)

    def _judge(self, response: httpx.Response, body: bytes) -> Any:
        """Return the decoded body of a 200, or raise what another status means."""
        status = response.status_code
        try:
            data = json.loads(body, parse_constant=_no_number)
        except ValueError:
            data = None
            if status == 200:
                raise _Failure("an answer that is not JSON") from None
        said = str(data.get("error") or data.get("message") or "") if isinstance(data, dict) else ""
        if status == 200:
            self.bytes = len(body)
            return data
        if status == 429:
            after = _retry_after(response.headers.get("retry-after"))
            raise _Failure("too many requests (429)", kind="too many", after=after)
        if status in (401, 403) and said:
            self.deferred = _refusal(status, keyed=self._keyed)
            raise GivenUp(self.deferred)
        if status == 404 and said:
            raise NotFound(said)
        if "fields" in said.lower() and 400 <= status < 500:
            raise SourceError(
                "Semantic Scholar no longer knows what is asked of it",
                where=f"its answer: {said}",
                hint="a newer citation-kg may",
            )
        if status in (413, 414) or (status in (400, 422) and said):
            raise Refused(said or f"status {status}")
        # Also what gateways and proxies say in the service's place.
        raise _Failure(f"status {status}")

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
        reason = f"Semantic Scholar gave no usable answer for {budget:.0f} s: {failure}"
        if failure.kind == "too many" and not self._keyed:
            reason += "; without a key all users share one allowance, S2_API_KEY gives an own one"
        self.deferred = reason
        raise GivenUp(reason)


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _retry_after(value: str | None) -> float:
    """Return the seconds that a Retry-After header asks for (RFC 9110, section 10.2.3)."""
    if not value:
        return 0.0
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    return max(0.0, moment.timestamp() - time.time())


def _refusal(status: int, *, keyed: bool) -> str:
    if keyed:
        return (
            f"Semantic Scholar refused the API key ({status}): check S2_API_KEY, "
            "or unset it to ask without a key"
        )
    return f"Semantic Scholar refuses to answer without a key ({status}): set S2_API_KEY"
