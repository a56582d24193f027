"""A loopback service: strict, with a log of what it was asked, and able to fail.

``server.fault`` is called with each request and may name one of :data:`FAULTS`, or any
status as text; ``"429 after 7"`` sends a Retry-After.
"""

from __future__ import annotations

import contextlib
import email.utils
import itertools
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

#: What can be made to go wrong with one request.
FAULTS = (
    "429",
    "429 after 0",
    "429 on date",
    "500",
    "503",
    "504",
    "reset",
    "close",
    "cut",
    "slow",
    "wrong type",
    "html",
    "html 502",
    "html 404",
    "text 404",
    "redirect",
    "unknown fields",
    "null",
    "empty",
    "error200",
    "half body",
    "half list",
    "other request",
)
#: Those after which it is asked again.
PASSING = tuple(fault for fault in FAULTS if fault != "unknown fields")

_HTML = "<html><head><title>Service status</title></head><body>Later.</body></html>"
#: Faults that put another answer in the place of the good one: status, content type, body.
_INSTEAD = {
    "html": (200, "text/html", _HTML),
    "html 502": (502, "text/html", _HTML),
    "html 404": (404, "text/html", _HTML),
    "text 404": (404, "text/plain", "404 page not found\n"),
    "redirect": (302, "text/html", _HTML),
    "unknown fields": (400, "application/json", '{"message": "select takes no such fields"}'),
    "null": (200, "application/json", "null"),
    "empty": (200, "application/json", ""),
    "error200": (200, "application/json", '{"status": "failed", "error": "Internal"}'),
}


@dataclass
class Seen:
    """A request as it arrived: ``at`` in seconds of the monotonic clock."""

    at: float
    path: str
    parameters: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    address: str = ""


class ServiceServer:
    """Serves ``answer`` on a free port of the loopback address while it is entered."""

    def __init__(self) -> None:
        self.fault: Callable[[Seen], str | None] = lambda _: None
        self.headers: dict[str, str] = {}
        self.log: list[Seen] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def gaps(self) -> list[float]:
        """Return the seconds between each two requests that followed one another."""
        return [b.at - a.at for a, b in itertools.pairwise(self.log)]

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Count how many requests are answered at the same time."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def answer(self, seen: Seen) -> tuple[int, Any]:
        """Return status and body (text: not JSON) of a good answer."""
        raise NotImplementedError

    def other(self, seen: Seen) -> Seen:
        """Return another request, whose answer a confused cache may send."""
        return seen

    def halved(self, body: Any) -> Any:
        """Return an answer that is well formed and short of what it says it holds."""
        return body


def random_faults(
    seed: int, rate: float, kinds: Sequence[str] = FAULTS
) -> Callable[[Seen], str | None]:
    """Return a ``fault`` that hits a share of the requests, with kinds drawn from a seed."""
    random_ = random.Random(seed)
    return lambda _: random_.choice(list(kinds)) if random_.random() < rate else None


def _answer(server: ServiceServer, seen: Seen, fault: str) -> tuple[int, str, str]:
    """Return status, content type and text of an answer, spoiled by a fault."""
    if fault in _INSTEAD:
        return _INSTEAD[fault]
    if fault[:3].isdecimal():
        return int(fault[:3]), "text/plain", ""
    status, body = server.answer(server.other(seen) if fault == "other request" else seen)
    if fault == "half list":
        body = server.halved(body)
    kind = "text/plain" if isinstance(body, str) else "application/json"
    if fault == "wrong type":
        kind = "text/html"
    text = body if isinstance(body, str) else json.dumps(body)
    if fault == "half body":
        text = text[: len(text) // 2]
    return status, kind, text


def _handler(server: ServiceServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            parameters = {name: values[0] for name, values in parse_qs(address.query).items()}
            sent = dict(self.headers)
            seen = Seen(time.monotonic(), address.path, parameters, sent, self.path)
            fault = server.fault(seen) or ""
            server.log.append(seen)
            if fault in ("reset", "close"):
                self._hang_up(abruptly=fault == "reset")
                return
            with server.turn():
                self._send(fault, *_answer(server, seen, fault))

        def _send(self, fault: str, status: int, kind: str, text: str) -> None:
            body = text.encode()
            more = dict(server.headers)
            if fault == "429 on date":
                more["Retry-After"] = email.utils.formatdate(time.time(), usegmt=True)
            elif " after " in fault:
                more["Retry-After"] = fault.rpartition(" ")[2]
            elif fault == "redirect":
                # The same server under another name: who follows is seen there.
                port = server.url.rpartition(":")[2]
                more["Location"] = f"http://localhost:{port}{self.path}"
            self.send_response(status)
            for name, value in {"Content-Type": kind, **more}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if fault == "slow":
                time.sleep(0.05)
            if fault == "cut":
                self.wfile.write(body[: len(body) // 2])
                self._hang_up()
            else:
                self.wfile.write(body)

        def _hang_up(self, *, abruptly: bool = False) -> None:
            self.close_connection = True
            if abruptly:  # no lingering: the other side sees a reset
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            else:
                self.connection.shutdown(socket.SHUT_RDWR)
            self.connection.close()

        def handle(self) -> None:
            try:
                super().handle()
            except (OSError, ValueError):
                self.close_connection = True  # the client went away, or we hung up

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().finish()

    return Handler
