"""A loopback Crossref, made from recorded answers: strict, and able to fail.

``server.fault`` is called with each request and may name a fault to answer it with.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

_FIELDS = set(
    "DOI title author issued container-title reference references-count type relation update-to".split()
)


@dataclass
class Seen:
    """A request as it arrived: ``at`` in seconds of the monotonic clock."""

    at: float
    path: str
    parameters: dict[str, str]
    headers: dict[str, str] = field(default_factory=dict)


class CrossrefServer:
    """Serves works by lower-case DOI on a free port of the loopback address."""

    def __init__(
        self,
        works: Mapping[str, dict[str, Any]],
        fault: Callable[[Seen], str | None] = lambda _: None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.works = {doi.lower(): work for doi, work in works.items()}
        self.fault = fault
        self.headers = dict(headers or {})
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
        if seen.path.startswith("/works/"):
            work = self.works.get(unquote(seen.path.removeprefix("/works/")).lower())
            if work is None:
                return 404, "Resource not found."
            return 200, {"status": "ok", "message-type": "work", "message": work}
        if unknown := set(seen.parameters["select"].split(",")) - _FIELDS:
            return 400, {"status": "failed", "message": [{"message": f"bad select {unknown}"}]}
        filters = seen.parameters["filter"].split(",")
        if not all(value.startswith("doi:") for value in filters):
            return 400, {"status": "failed", "message": [{"message": "bad filter"}]}
        dois = {value.removeprefix("doi:").lower() for value in filters}
        found = [self.works[doi] for doi in sorted(dois) if doi in self.works]
        items = [{name: work[name] for name in _FIELDS if name in work} for work in found]
        rows = items[: int(seen.parameters.get("rows", 20))]
        return 200, {"status": "ok", "message": {"total-results": len(items), "items": rows}}


def _handler(server: CrossrefServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            parameters = {name: values[0] for name, values in parse_qs(address.query).items()}
            seen = Seen(time.monotonic(), address.path, parameters, dict(self.headers))
            fault = server.fault(seen)
            server.log.append(seen)
            status, body = server.answer(seen)
            if fault == "half list":
                body["message"]["items"] = body["message"]["items"][:-1]
            text = body if isinstance(body, str) else json.dumps(body)
            if fault == "half body":
                text = text[: len(text) // 2]
            elif fault == "html":
                text = "<html>Service status</html>"
            elif fault == "null":
                text = "null"
            elif fault and fault.isdecimal():
                status, text = int(fault), ""
            self.send_response(status)
            kind = "text/plain" if isinstance(body, str) else "application/json"
            for name, value in {"Content-Type": kind, **server.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

    return Handler
