"""The whole graph in the formats of other tools, sent while ``kg export`` writes it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO, cast

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kg.web.serve.forms import MEDIA_TYPES, edition_of, problem
from kg.web.serve.threads import in_thread

__all__ = ["EXPORTS", "Export", "export"]

#: Where another process finds this package: where this one did.
_PACKAGE = Path(__file__).resolve().parents[3]
_PIECE = 1 << 18
#: Seconds until somebody who takes nothing of what is sent is given up.
_PATIENCE = 60.0


class Export(msgspec.Struct, frozen=True):
    """A file: its format, what to call it, and its media type."""

    format: str
    words: str
    media_type: str
    is_rdf: bool = False


EXPORTS = {
    "graph.ttl": Export("ttl", "RDF (Turtle)", MEDIA_TYPES["ttl"], is_rdf=True),
    "graph.nt": Export("nt", "RDF (N-Triples)", "application/n-triples", is_rdf=True),
    "graph.jsonld": Export("jsonld", "RDF (JSON-LD)", MEDIA_TYPES["jsonld"], is_rdf=True),
    "references.bib": Export("bib", "BibTeX", MEDIA_TYPES["bib"]),
    "papers.csv": Export("csv", "CSV", MEDIA_TYPES["csv"]),
    "graph.graphml": Export("graphml", "GraphML", "application/xml"),
}


async def export(request: Request) -> Response:
    """Answer the whole graph in one format: the bytes that ``kg export`` writes."""
    name = request.path_params["name"]
    if name not in EXPORTS:
        hint = f"those that there are: {', '.join(EXPORTS)}"
        return problem(request, edition_of(request), 404, f"no export has this name, {hint}")
    return _ProcessOutput(name, request.state.settings.url, request.state.exporting)


class _ProcessOutput(Response):
    """What another process writes, piece by piece, as fast as it is taken.

    A process of its own leaves this one free to answer others, and ends with the
    connection. Where it fails the connection is broken off: what is whole and what is
    not can be told apart.
    """

    def __init__(self, name: str, url: str, exporting: asyncio.Semaphore) -> None:
        self._export = EXPORTS[name]
        self._url = url
        self._exporting = exporting
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-cache",
        }
        super().__init__(None, 200, headers, self._export.media_type)
        del self.headers["content-length"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await self._begin(send)
            await send({"type": "http.response.body", "body": b""})
            return

        async def unreadable() -> None:
            request = Request(scope)
            words = "the store cannot be read now, try again later"
            await problem(request, edition_of(request), 503, words)(scope, receive, send)

        async with self._exporting:
            with self._started() as process:
                gone = asyncio.ensure_future(_disconnected(receive))
                try:
                    await self._send(process, send, gone, unreadable)
                finally:
                    gone.cancel()
                    process.kill()

    async def _begin(self, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )

    async def _send(
        self,
        process: subprocess.Popen[bytes],
        send: Send,
        gone: asyncio.Future[None],
        unreadable: Callable[[], Awaitable[None]],
    ) -> None:
        written = cast(IO[bytes], process.stdout)
        piece = await in_thread(lambda: written.read(_PIECE))
        if not piece and await in_thread(process.wait) != 0:
            await unreadable()
            return
        await self._begin(send)
        while piece and not gone.done():
            message = {"type": "http.response.body", "body": piece, "more_body": True}
            await asyncio.wait_for(send(message), _PATIENCE)
            piece = await in_thread(lambda: written.read(_PIECE))
        if gone.done():
            return
        if await in_thread(process.wait) != 0:
            raise RuntimeError("the export was not written whole")
        await send({"type": "http.response.body", "body": b""})

    def _started(self) -> subprocess.Popen[bytes]:
        places = [str(_PACKAGE), os.environ.get("PYTHONPATH", "")]
        environment = {
            "KG_STORE": self._url,
            "PYTHONPATH": os.pathsep.join(filter(None, places)),
        }
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "kg", "export", "-", "--format", self._export.format],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
            start_new_session=True,  # Ctrl-C is ours to hear
        )


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
