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
from collections.abc import Callable, Sequence
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
    "html",
    "null",
    "half body",
    "half list",
)


@dataclass
class Seen:
    """A request as it arrived: ``at`` in seconds of the monotonic clock."""

    at: float
    path: str
    parameters: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)


class ServiceServer:
    """Serves ``answer`` on a free port of the loopback address while it is entered."""

    def __init__(self) -> None:
        self.fault: Callable[[Seen], str | None] = lambda _: None
        self.headers: dict[str, str] = {}
        self.log: list[Seen] = []

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

    def answer(self, seen: Seen) -> tuple[int, Any]:
        """Return status and body (text: not JSON) of a good answer."""
        raise NotImplementedError

    def halved(self, body: Any) -> Any:
        """Return an answer that is well formed and short of what it says it holds."""
        return body


def random_faults(
    seed: int, rate: float, kinds: Sequence[str] = FAULTS
) -> Callable[[Seen], str | None]:
    """Return a ``fault`` that hits a share of the requests, with kinds drawn from a seed."""
    random_ = random.Random(seed)
    return lambda _: random_.choice(list(kinds)) if random_.random() < rate else None


def _handler(server: ServiceServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            parameters = {name: values[0] for name, values in parse_qs(address.query).items()}
            seen = Seen(time.monotonic(), address.path, parameters, dict(self.headers))
            fault = server.fault(seen) or ""
            server.log.append(seen)
            if fault == "reset":
                self._hang_up()
                return
            status, body = server.answer(seen)
            if fault == "half list":
                body = server.halved(body)
            text = body if isinstance(body, str) else json.dumps(body)
            kind = "text/plain" if isinstance(body, str) else "application/json"
            more = {}
            if fault == "half body":
                text = text[: len(text) // 2]
            elif fault == "html":
                text, kind = "<html>Service status</html>", "text/html"
            elif fault == "null":
                text = "null"
            elif fault == "429 on date":
                status, text = 429, ""
                more["Retry-After"] = email.utils.formatdate(time.time(), usegmt=True)
            elif fault[:3].isdecimal():
                status, text = int(fault[:3]), ""
                if fault[3:].startswith(" after "):
                    more["Retry-After"] = fault.rpartition(" ")[2]
            self.send_response(status)
            for name, value in {"Content-Type": kind, **server.headers, **more}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def _hang_up(self) -> None:
            self.close_connection = True
            # No lingering: the other side sees a reset.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
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
