"""How many requests a list of 300 papers takes, and whether faults change the graph.

Asks a simulated Semantic Scholar on the loopback address (see ``tests/s2_server.py``)::

    python benchmarks/semantic_scholar.py

Prints a Markdown table; nothing leaves the machine.
"""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from s2_ask import ask
from s2_corpus import simulated_corpus
from s2_server import FAULTS, S2Server, random_faults

from kg.sources.semantic_scholar import SemanticScholar

INTERVAL = 0.02


def asked(
    server: S2Server, archive: Path, entries: list[Any], **options: Any
) -> tuple[dict[str, Any], int, str | None, float]:
    """Return the answers, the number of requests, what was deferred, and the seconds."""
    opened = {name: options.pop(name) for name in ("offline", "patience") if name in options}
    began = time.perf_counter()
    with SemanticScholar(
        base_url=server.url, interval=INTERVAL, archive=archive, **{"patience": 30.0} | opened
    ) as source:
        answers = ask(source, entries, **options)
        return answers, sum(source.requests.values()), source.deferred, time.perf_counter() - began


def naive(answers: dict[str, Any]) -> int:
    """Return the requests of a client that matches each title and reads each list alone."""
    return 2 * len(answers["entries"])


def main() -> None:
    rows: list[tuple[str, str]] = []
    corpus, entries = simulated_corpus(seed=1, listed=300, others=4_700, typical=45)
    new: Callable[[], Path] = lambda: Path(tempfile.mkdtemp())  # noqa: E731
    with S2Server(corpus) as server:
        archive = new()
        first, requests, _, seconds = asked(server, archive, entries, relations=["references"])
        found = sum(len(one[2]) for one in first["references 1"])
        rows.append(
            (
                f"300 entries, one hop back ({found} references)",
                f"{requests} requests (naive: {naive(first)}), {seconds:.1f} s of own time",
            )
        )
        right = sum(
            one[0] is not None and one[0][2].lower() == entry.title.lower()
            for one, entry in zip(first["entries"], entries, strict=True)
        )
        rows.append(("entries resolved to the right paper", f"{right} of {len(entries)}"))
        again, requests, _, seconds = asked(server, archive, entries, relations=["references"])
        rows.append(("second build", f"{requests} requests, same answers: {again == first}"))
        again, requests, _, _ = asked(
            server, archive, entries, relations=["references"], offline=True
        )
        rows.append(("offline", f"{requests} requests, same answers: {again == first}"))
        _, requests, _, _ = asked(server, archive, entries, relations=["citations"])
        rows.append(("citations of the same papers", f"{requests} requests more"))
        two, requests, _, seconds = asked(
            server, archive, entries, relations=["references"], hops=2
        )
        lists = two["references 2"]
        bound = math.ceil(max(len(lists) / 500, sum(one[1] or 0 for one in lists) / 9_999))
        rows.append(
            (
                f"second hop ({len(lists)} papers, {sum(len(one[2]) for one in lists)} references)",
                f"{requests} requests more; the packing bound is {bound}",
            )
        )
        rows.append(
            (
                "least time between two requests",
                f"{1000 * min(server.gaps()):.1f} ms at an interval of {1000 * INTERVAL:.0f} ms",
            )
        )
    rows += faults()
    print("| | |\n|---|---|")
    for what, value in rows:
        print(f"| {what} | {value} |")


def faults() -> list[tuple[str, str]]:
    """Compare what is learnt through faults with what is learnt without."""
    corpus, entries = simulated_corpus(seed=5, listed=30, others=270, typical=12)
    with S2Server(corpus) as server:
        good = asked(server, Path(tempfile.mkdtemp()), entries, contexts=True)[0]
    same = 0
    for fault in FAULTS:
        with S2Server(corpus, fault=random_faults(1, 0.25, [fault])) as server:
            same += resumed(server, entries) == good
    rows = [
        (
            "each fault alone in a quarter of the requests",
            f"{same} of {len(FAULTS)} end in the same answers",
        )
    ]
    same = total = hit = 0
    for seed in range(10):
        with S2Server(corpus, fault=random_faults(seed, 0.4)) as server:
            same += resumed(server, entries) == good
            total += len(server.log)
            hit += sum(seen.fault is not None for seen in server.log)
    rows.append(
        (
            f"mixtures of all faults ({hit} of {total} requests hit)",
            f"{same} of 10 end in the same answers",
        )
    )
    return rows


def resumed(server: S2Server, entries: list[Any]) -> dict[str, Any]:
    """Ask, and go on as long as something is deferred."""
    archive = Path(tempfile.mkdtemp())
    while True:
        answers, _, deferred, _ = asked(server, archive, entries, contexts=True)
        if deferred is None:
            return answers


if __name__ == "__main__":
    main()
