"""A loopback Zotero: collections and items as the Web API v3 and the local API give them.

It speaks what clients of that API ask: pages of ``limit`` from ``start`` with
``Total-Results`` and ``Link``, ``/items/top`` of a library or collection, a key in a header.
``server.fault`` is called with each path and may return status and headers to refuse with.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

KEY = "zot-Key-nobody-may-see"


def item(key, title, *, collections=(), **data):
    """Return an item as the API gives it."""
    told = {"key": key, "version": 1, "itemType": "journalArticle", "title": title,
            "creators": [{"creatorType": "author", "firstName": "Ann", "lastName": "Lee"}],
            "collections": list(collections), "extra": "", **data}  # fmt: skip
    return {
        "key": key,
        "version": 1,
        "library": {"type": "user", "id": 7},
        "meta": {},
        "data": told,
    }


def collection(key, name, parent=False):
    data = {"key": key, "version": 1, "name": name, "parentCollection": parent}
    return {"key": key, "version": 1, "meta": {"numItems": 1}, "data": data}


COLLECTIONS = [
    collection("AAAA1111", "Deep Learning"),
    collection("BBBB2222", "Hashing", "AAAA1111"),
    collection("CCCC3333", "Other things"),
    collection("DDDD4444", "Twice"),
    collection("EEEE5555", "Twice", "CCCC3333"),
]
ITEMS = [
    item("K1", "Deep Hashing of Images", collections=["AAAA1111"], DOI="10.5555/one", date="2019-05-01",
         publicationTitle="Journal of Hashing", citationKey="lee:2019/deep"),
    item("K2", "Attention Is All You Need", collections=["BBBB2222"], itemType="preprint", date="June 2017",
         archiveID="arXiv:1706.03762", extra="Citation Key: vaswani_attention17\nPMID: 123"),
    item("K3", "A Report without Key", collections=["CCCC3333"], itemType="report", date="2001",
         creators=[{"creatorType": "author", "name": "The ATLAS Collaboration"}]),
    item("N1", "a note", itemType="note", collections=["AAAA1111"]),
    item("F1", "a file", itemType="attachment", collections=["AAAA1111"]),
]  # fmt: skip


class LoopbackZotero:
    """Serves a library on a free port of the loopback address."""

    def __init__(
        self,
        items: list[dict[str, Any]],
        collections: list[dict[str, Any]] = (),
        *,
        web: bool = False,
        paged: bool = True,
        fault: Callable[[str], tuple[int, Mapping[str, str], bytes] | None] = lambda _: None,
    ) -> None:
        self.items, self.collections = items, list(collections)
        self.fault = fault
        self._root = re.compile(
            r"/(?:users|groups)/\d+" if web else r"(?:/api)?/(?:users|groups)/\d+"
        )
        self.web, self.paged = web, paged
        self.log: list[tuple[str, str, dict[str, str]]] = []

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def found(self, path: str) -> list[dict[str, Any]] | None:
        """Return all objects at a path, before they are cut into pages."""
        root = self._root.match(path)
        if root is None:
            return None
        parts = path[root.end() :].strip("/").split("/")
        if parts == ["collections"]:
            return self.collections
        if parts == ["items", "top"]:
            return self.items
        keys = {one["key"] for one in self.collections}
        if parts[0] == "collections" and parts[1] in keys and parts[2:] == ["items", "top"]:
            return [one for one in self.items if parts[1] in one["data"]["collections"]]
        return None


def _handler(server: LoopbackZotero) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.log.append((self.command, self.path, headers))
            if fault := server.fault(self.path):
                return self._answer(*fault)
            if headers.get("zotero-api-version") != "3":
                return self._answer(400, {}, b"which version?")
            if server.web and headers.get("zotero-api-key") != KEY:
                return self._answer(403, {}, b"Forbidden")
            found = server.found(parts.path)
            if found is None:
                return self._answer(404, {}, b"Not found")
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            start, limit = int(asked.get("start", 0)), int(asked.get("limit", 25))
            page = found[start : start + min(limit, 100)] if server.paged else found
            told = {"Total-Results": str(len(found)), "Content-Type": "application/json"}
            return self._answer(200, told, json.dumps(page).encode())

        def do_POST(self) -> None:
            server.log.append((self.command, self.path, {}))
            self._answer(405, {}, b"")

        def do_PUT(self) -> None:
            self.do_POST()

        def do_DELETE(self) -> None:
            self.do_POST()

    return Handler
