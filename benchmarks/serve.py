"""How many readers `kg serve` answers at once, against the published site on a plain static server.

Run: python benchmarks/serve.py [SECONDS] (two minutes with 10).

Fifty connections ask for pages, each as soon as it has its last one, with the user's list
and with 5,000 papers; what publishing takes is told too. Both servers are asked in the same run by the same client, in turn:
the static one is Python's own, with a thread a connection.
"""

from __future__ import annotations

import asyncio
import functools
import http.server
import multiprocessing
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "page")]

from page_graphs import citation_graph

from kg import open_store
from kg.ingest import demo_graph
from kg.web.publish import publish

CONNECTIONS = 50


class Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass


def static(directory, port):
    handler = functools.partial(Quiet, directory=directory)
    http.server.ThreadingHTTPServer(("127.0.0.1", port.value), handler).serve_forever()


async def ask(reader, writer, path):
    """Return status and bytes of one answer on a connection that stays."""
    writer.write(f"GET {quote(path, safe='/?&=:%')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    body = await reader.readexactly(int(length[1]))
    return int(head.split(b" ", 2)[1]), len(body)


async def load(port, paths, seconds, seed):
    """Return the seconds of every answer and how many failed."""
    times, failed = [], 0
    end = time.monotonic() + seconds

    async def one(number):
        nonlocal failed
        pick = random.Random(seed + number)
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                status, _ = await ask(reader, writer, pick.choice(paths))
                failed += status not in (200, 308)  # the page of a former id leads on
            except (OSError, asyncio.IncompleteReadError):
                failed += 1
                reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 24)
            times.append(time.monotonic() - begun)
        writer.close()

    await asyncio.gather(*(one(number) for number in range(CONNECTIONS)))
    return sorted(times), failed


def said(name, times, failed, seconds):
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000  # noqa: E731
    print(
        f"  {name:24} {len(times) / seconds:7.0f} a second, p50 {at(0.5):5.0f} ms, "
        f"p99 {at(0.99):5.0f} ms, worst {at(1):5.0f} ms, {failed} failed"
    )
    return at(0.99)


def pages(site):
    """Return paths of pages as both servers have them: every paper, and one of each other kind."""
    found = [
        f"/{path.parent.relative_to(site).as_posix()}/" for path in site.glob("*/*/index.html")
    ]
    rest = [path for path in found if not path.startswith("/paper/")]
    return [path for path in found if path.startswith("/paper/")] + rest + ["/"] * 50


def measure(name, graph, seconds, folder):
    store, site = str(folder / f"{name}-store"), folder / f"{name}-site"
    with open_store(store, write=True) as opened:
        opened.write(graph, [])
        begun = time.process_time()
        published = publish(opened, site)
    used = time.process_time() - begun
    print(f"{name}: published {published.bytes / 1e6:.1f} MB in {used:.0f} CPU s")
    port = multiprocessing.Value("i", 0)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as free:
        port.value = free.server_port
    plain = multiprocessing.Process(target=static, args=(site, port), daemon=True)
    plain.start()
    begun = time.monotonic()
    command = [sys.executable, "-m", "kg", "serve", "--no-open", "--port", "0", "--store", store]
    served = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        own = int(served.stdout.readline().rstrip().rstrip("/").rpartition(":")[2])
        print(f"{name}: ready after {time.monotonic() - begun:.1f} s")
        paths = pages(site)
        both = [path for path in paths if not path.startswith("/queries/")]
        searches = [
            "/papers?q=hash",
            "/papers?year=2015-2019",
            "/papers?sort=year&page=2",
            "/papers",
        ]
        kinds = {
            "static": (port.value, both),
            "kg serve, first": (own, both),
            "kg serve, again": (own, both),
            "kg serve, searches": (own, searches + [f"/papers?q=a{n}" for n in range(999)]),
            "kg serve, everything": (own, [*paths, "/paper/", "/author/", "/health", "/queries/"]),
        }
        found = {
            kind: said(kind, *asyncio.run(load(at, asked, seconds, 8)), seconds)
            for kind, (at, asked) in kinds.items()
        }
        print(f"  p99 against static: {found['kg serve, first'] / found['static']:.2f}")
    finally:
        served.send_signal(signal.SIGINT)
        served.wait()
        plain.terminate()


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as folder:
        measure("list", demo_graph(), seconds, Path(folder))
        measure("five-thousand", citation_graph(5000, listed=500), seconds, Path(folder))


if __name__ == "__main__":
    main()
