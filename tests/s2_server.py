"""A loopback Semantic Scholar, made from the written contract: honest, strict, and able to fail.

.. code-block:: python

    corpus, entries = simulated_corpus(seed=1)
    with S2Server(corpus) as server:
        source = SemanticScholar(base_url=server.url, interval=0.01, archive=directory)
        ...
        server.log  # every request, with the moment it arrived

``server.fault`` is called with each request and may name one of :data:`FAULTS`.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from s2_corpus import Corpus

from kg.identifiers import normalise_title

#: What can be made to go wrong with one request.
FAULTS = (
    "429",
    "500",
    "504",
    "reset",
    "close",
    "truncated",
    "broken",
    "html",
    "null",
    "error200",
    "short batch",
    "empty page",
    "bulk early",
    "cut",
    "slow",
)

_BASE = set(
    """paperId corpusId externalIds url title abstract venue publicationVenue year referenceCount
    citationCount influentialCitationCount isOpenAccess openAccessPdf fieldsOfStudy s2FieldsOfStudy
    publicationTypes publicationDate journal citationStyles authors""".split()
)
_NESTED = {f"{relation}.{name}" for relation in ("citations", "references") for name in _BASE}
_FULL = _BASE | _NESTED | {"tldr", "embedding", "citations", "references", "authors.externalIds"}
_EDGE = _BASE | {"contexts", "intents", "contextsWithIntent", "isInfluential"}
_CAP = 9_999
_LARGEST = 10_000_000
_SHA = re.compile(r"[0-9a-fA-F]{40}")


@dataclass
class Seen:
    """A request as it arrived: ``at`` in seconds of the monotonic clock."""

    at: float
    endpoint: str
    parameters: dict[str, str]
    ids: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    fault: str | None = None
    status: int = 0
    path: str = ""
    url_bytes: int = 0


class _Error(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class S2Server:
    """Serves a corpus on a free port of the loopback address while it is entered.

    Parameters
    ----------
    corpus
        What there is to know.
    fault
        Called with each request; the name of a fault to answer it with, or None.
    key
        The only key that is accepted; None: any, or none.
    poison
        Ids that make a whole batch fail: mapped to 400 or 500.
    cap
        Nested papers of one batch; what is beyond is cut without a word.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        fault: Callable[[Seen], str | None] = lambda _: None,
        key: str | None = None,
        poison: Mapping[str, int] | None = None,
        cap: int = _CAP,
    ) -> None:
        self.corpus = corpus
        self.fault = fault
        self.key = key
        self.poison = dict(poison or {})
        self.cap = cap
        self.largest = _LARGEST
        self.log: list[Seen] = []
        self.lock = threading.Lock()
        self._names = _names_of(corpus)
        self._words = {
            sha: [f" {normalise_title(paper.get(part) or '')} " for part in ("title", "abstract")]
            for sha, paper in corpus.papers.items()
        }
        self._tokens: dict[str, tuple[list[str], int]] = {}

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def counts(self) -> dict[str, int]:
        """Return the number of requests by endpoint."""
        counts: dict[str, int] = {}
        for seen in self.log:
            counts[seen.endpoint] = counts.get(seen.endpoint, 0) + 1
        return counts

    def gaps(self) -> list[float]:
        """Return the seconds between each two requests that followed one another."""
        moments = sorted(seen.at for seen in self.log)
        return [after - before for before, after in itertools.pairwise(moments)]

    # ------------------------------------------------------------------- answers

    def answer(self, seen: Seen, path: str) -> Any:
        """Return the decoded body of a good answer, or raise what the service refuses with."""
        if seen.url_bytes > 8_192:
            raise _Error(414, "")
        if seen.endpoint == "POST /paper/batch":
            return self._batch(seen)
        if seen.endpoint == "GET /paper/search/match":
            return self._match(seen)
        if seen.endpoint == "GET /paper/search/bulk":
            return self._bulk(seen)
        relation = path.rsplit("/", 1)[-1]
        id = path.removeprefix("/graph/v1/paper/").removesuffix(f"/{relation}")
        return self._edges(seen, unquote(id), relation)

    def _find(self, id: str) -> str | None:
        if _SHA.fullmatch(id):
            return self._names.get(id.lower())
        prefix, colon, value = id.partition(":")
        return self._names.get(f"{prefix}:{value}".lower() if colon else f"doi:{id}".lower())

    def _batch(self, seen: Seen) -> list[Any]:
        fields = _fields(seen, _FULL)
        if not seen.ids or len(seen.ids) > 500:
            raise _Error(400, "The number of ids must be between 1 and 500")
        for id in seen.ids:
            if not isinstance(id, str) or not id.strip() or re.search(r"\s", id):
                raise _Error(400, "Malformed paper id")
            if id in self.poison:
                raise _Error(self.poison[id], "poison")
        found = [self._find(id) for id in seen.ids]
        if not any(found):
            raise _Error(400, "No valid paper ids given")
        left = self.cap
        rows: list[Any] = []
        for sha in found:
            row = None if sha is None else _projected(self.corpus.papers[sha], fields)
            for relation in ("references", "citations"):
                if row is not None and any(name.startswith(relation) for name in fields):
                    nested = self._nested(str(sha), relation, fields)
                    row[relation] = nested if nested is None else nested[:left]
                    left -= len(row[relation] or [])
            rows.append(row)
        return rows

    def _nested(self, sha: str, relation: str, fields: Sequence[str]) -> list[Any] | None:
        names = [name.split(".")[1] for name in fields if name.startswith(f"{relation}.")]
        if relation == "references":
            if sha in self.corpus.withheld:
                return None
            others = self.corpus.references.get(sha, [])
        else:
            others = self.corpus.citations[sha]
        papers = [self.corpus.papers[one] if isinstance(one, str) else one for one in others]
        return [_projected(paper, names or ["title"]) for paper in papers]

    def _edges(self, seen: Seen, id: str, relation: str) -> dict[str, Any]:
        sha = self._find(id)
        if sha is None:
            raise _Error(404, f"Paper with id {id} not found")
        fields = _fields(seen, _EDGE)
        offset = int(seen.parameters.get("offset", "0"))
        limit = int(seen.parameters.get("limit", "100"))
        if limit > 1000 or offset + limit >= 10_000:
            raise _Error(400, "offset + limit must be < 10000")
        other = "citedPaper" if relation == "references" else "citingPaper"
        papers = self._nested(sha, relation, [f"{relation}.{name}" for name in fields])
        if papers is None:
            notice = "The following paper fields have been elided by the publisher: {'references'}."
            return {"data": None, "citingPaperInfo": {"openAccessPdf": {"disclaimer": notice}}}
        page = [
            {
                "contexts": [f"as shown in [{offset + number}]"],
                "intents": ["background"],
                "contextsWithIntent": [
                    {"context": f"as shown in [{offset + number}]", "intents": ["background"]}
                ],
                "isInfluential": number % 7 == 0,
                other: paper,
            }
            for number, paper in enumerate(papers[offset : offset + limit])
        ]
        body: dict[str, Any] = {"offset": offset, "data": page}
        if offset + limit < len(papers):
            body["next"] = offset + limit
        return body

    def _match(self, seen: Seen) -> dict[str, Any]:
        fields = _fields(seen, _FULL)
        wanted = set(normalise_title(seen.parameters["query"]).split())
        best, score = None, 0.6
        for sha in sorted(self._words):
            words = set(self._words[sha][0].split())
            overlap = len(wanted & words) / max(1, len(wanted | words))
            if overlap > score:
                best, score = sha, overlap
        if best is None:
            raise _Error(404, "Title match not found")
        row = _projected(self.corpus.papers[best], fields)
        return {"data": [{**row, "matchScore": 100 * score}]}

    def _bulk(self, seen: Seen) -> dict[str, Any]:
        fields = _fields(seen, _BASE)
        phrases = [
            f" {normalise_title(part)} "
            for part in re.findall(r'"([^"]*)"', seen.parameters["query"])
        ]
        hits, start = self._tokens.get(seen.parameters.get("token", ""), (None, 0))
        if hits is None:
            hits = [
                sha
                for sha in sorted(self._words)
                if any(phrase in text for phrase in phrases for text in self._words[sha])
            ]
        page, token = hits[start : start + 1000], None
        if start + 1000 < len(hits):
            token = f"T{len(self._tokens)}"
            self._tokens[token] = (hits, start + 1000)
        data = [_projected(self.corpus.papers[sha], fields) for sha in page]
        return {"total": len(hits), "token": token, "data": data}


def _names_of(corpus: Corpus) -> dict[str, str]:
    prefixes = {"DOI": "doi", "ArXiv": "arxiv", "CorpusId": "corpusid", "ACL": "acl", "MAG": "mag"}
    names = {**{sha: sha for sha in corpus.papers}, **corpus.merged}
    for sha, paper in corpus.papers.items():
        for kind, value in paper["externalIds"].items():
            names[f"{prefixes[kind]}:{value}".lower()] = sha
    return names


def _fields(seen: Seen, allowed: set[str]) -> list[str]:
    fields = seen.parameters.get("fields", "title").split(",")
    if unknown := [name for name in fields if name not in allowed]:
        raise _Error(400, f"Unrecognized or unsupported fields: [{', '.join(unknown)}]")
    return fields


def _projected(paper: Mapping[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    kept = {"paperId": paper["paperId"]}
    return kept | {name: paper.get(name) for name in fields if name in _BASE | {"tldr"}}


# --------------------------------------------------------------------------- faults


def random_faults(
    seed: int, rate: float, kinds: Sequence[str] = FAULTS
) -> Callable[[Seen], str | None]:
    """Return a ``fault`` that hits a share of the requests, with kinds drawn from a seed."""
    random_ = random.Random(seed)
    return lambda _: random_.choice(list(kinds)) if random_.random() < rate else None


def _spoiled(body: Any, seen: Seen) -> Any:
    """Return an answer that is well formed and wrong."""
    fault = seen.fault
    if fault == "short batch" and isinstance(body, list):
        return body[:-1]
    if fault == "cut" and isinstance(body, list):
        return [_cut(row) if number % 2 else row for number, row in enumerate(body)]
    if fault == "empty page" and isinstance(body, dict) and "offset" in body:
        return {**body, "data": [], "next": body["offset"] + int(seen.parameters["limit"])}
    if fault == "bulk early" and isinstance(body, dict) and "token" in body:
        return {**body, "token": None, "data": body["data"][: len(body["data"]) // 2]}
    return {"null": None, "error200": {"error": "Internal"}}.get(fault or "", body)


def _cut(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {
        name: value[: len(value) // 2] if name in ("references", "citations") and value else value
        for name, value in row.items()
    }


_STATUS_FAULTS = {
    "429": (429, {"message": "Too Many Requests. Please wait and try again.", "code": "429"}),
    "500": (500, {"message": "Internal Server Error"}),
    "504": (504, {"message": "Endpoint request timed out"}),
    "refused": (400, {"error": "Bad query"}),  # not by chance: see FAULTS
    "gateway": (403, None),
}


def _handler(server: S2Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._serve([])

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            self._serve(json.loads(self.rfile.read(length))["ids"])

        def _serve(self, ids: list[str]) -> None:
            at = time.monotonic()
            address = urlsplit(self.path)
            parameters = {name: values[0] for name, values in parse_qs(address.query).items()}
            path = re.sub(r"^/graph/v1", "", address.path)
            path = re.sub(r"^/paper/.+/(references|citations)$", r"/paper/{id}/\1", path)
            endpoint = f"{self.command} {path}"
            seen = Seen(at, endpoint, parameters, ids, dict(self.headers), path=address.path)
            seen.url_bytes = len(self.path)
            with server.lock:
                seen.fault = server.fault(seen)
                server.log.append(seen)
            if server.key is not None and seen.headers.get("x-api-key") != server.key:
                self._send(seen, 403, b'{"message":"Forbidden"}')
            elif seen.fault in _STATUS_FAULTS:
                status, body = _STATUS_FAULTS[seen.fault]
                self._send(seen, status, json.dumps(body).encode() if body else b"<html></html>")
            elif seen.fault in ("reset", "close"):
                self._hang_up(abruptly=seen.fault == "reset")
            elif seen.fault == "stall":
                stalled.wait(20)
                self._hang_up(abruptly=True)
            elif seen.fault == "html":
                self._send(seen, 200, b"<html><body>Service status</body></html>")
            else:
                self._answer(seen, address.path)

        def _answer(self, seen: Seen, path: str) -> None:
            try:
                body = _spoiled(server.answer(seen, path), seen)
            except _Error as error:
                text = json.dumps({"error": str(error)}, separators=(",", ":")) + "\n"
                self._send(seen, error.status, text.encode() if str(error) else b"<html></html>")
                return
            data = (json.dumps(body) + "\n").encode()
            if len(data) > server.largest:
                self._send(seen, 400, b'{"error":"Response would exceed maximum size...."}\n')
            elif seen.fault == "broken":
                self._send(seen, 200, data[: len(data) // 2])
            elif seen.fault == "truncated":
                self._send(seen, 200, data[: len(data) // 2], claimed=len(data))
                self._hang_up(abruptly=False)
            elif seen.fault == "slow":
                self._send(seen, 200, data, pause=0.02)
            else:
                self._send(seen, 200, data)

        def _send(
            self, seen: Seen, status: int, data: bytes, *, claimed: int = -1, pause: float = 0
        ) -> None:
            seen.status = status
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data) if claimed < 0 else claimed))
            self.end_headers()
            if pause:
                for start in range(0, len(data), max(1, len(data) // 4)):
                    self.wfile.write(data[start : start + max(1, len(data) // 4)])
                    time.sleep(pause)
            else:
                self.wfile.write(data)

        def _hang_up(self, *, abruptly: bool) -> None:
            self.close_connection = True
            if abruptly:  # no lingering: the other side sees a reset
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

    stalled = threading.Event()
    return Handler
