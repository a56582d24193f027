"""Citation graphs of any size for the page's tests and measurements: seeded, so always the same."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence

from kg.records import (
    Author,
    Authored,
    Cites,
    Dataset,
    Graph,
    Lists,
    Paper,
    PublishedIn,
    ReadingList,
    UsesDataset,
    Venue,
)

_WORDS = [
    "deep",
    "cross",
    "modal",
    "retrieval",
    "hashing",
    "adversarial",
    "graph",
    "network",
    "learning",
    "attention",
    "latent",
    "semantic",
    "alignment",
    "prototype",
    "contrastive",
    "embedding",
    "image",
    "text",
    "video",
    "zero",
    "shot",
    "robust",
    "probabilistic",
]
_NAMES = [
    "Wang",
    "Müller",
    "García",
    "Kim",
    "Novák",
    "O'Brien",
    "Sørensen",
    "Tanaka",
    "Rossi",
    "Silva",
    "Chen",
    "Dubois",
]
_STATES = ("complete", "partial", "elided", "unknown")


def citation_graph(papers: int, *, listed: int = 120, citations: int = 4, seed: int = 8) -> Graph:
    """Return a graph of papers from 1980 on that cite older ones, often cited ones more often."""
    pick = random.Random(seed)
    graph = Graph()
    venues = [Venue(id=f"venue:v{n}", name=f"Venue {n}", kind="journal") for n in range(40)]
    authors = [
        Author(id=f"s2:{n}", name=f"A. {pick.choice(_NAMES)} {n}", name_key=f"a{n}")
        for n in range(papers // 2)
    ]
    for node in (*venues, *authors, Dataset(id="dataset:nus-wide", name="NUS-WIDE")):
        graph.add(node)
    graph.add(
        ReadingList(
            id="list:made",
            title="A made list",
            source="made.md",
            sha256="0" * 64,
            entry_count=listed,
        )
    )
    ids = [f"doi:10.5555/{n:06d}" for n in range(papers)]
    chosen = set(pick.sample(range(papers), min(listed, papers)))
    attractive: list[int] = []
    for n, id in enumerate(ids):
        year = 1980 + 45 * n // papers
        graph.add(_paper(pick, id, year, n in chosen))
        graph.add(PublishedIn(start=id, end=pick.choice(venues).id))
        for position, author in enumerate(pick.sample(authors, min(3, len(authors))), 1):
            graph.add(Authored(start=author.id, end=id, position=position))
        if n % 50 == 0:
            graph.add(
                UsesDataset(
                    start=id, end="dataset:nus-wide", kind="context", evidence=["we use NUS-WIDE"]
                )
            )
        for _ in range(citations if n else 0):
            lag = papers / 45 * (1 + pick.expovariate(1 / 5))
            recent = max(0, n - int(lag))
            cited = pick.choice(attractive) if attractive and pick.random() < 0.3 else recent
            if cited == n:
                continue
            graph.add(
                Cites(
                    start=id, end=ids[cited], sources=["semantic-scholar"], retrieved="2026-01-01"
                )
            )
            attractive.append(cited)
    for position, n in enumerate(sorted(chosen), 1):
        graph.add(
            Lists(
                start="list:made",
                end=ids[n],
                line=position,
                position=position,
                section=["A made list", _WORDS[n % 3]],
            )
        )
    return graph


def _paper(pick: random.Random, id: str, year: int, listed: bool) -> Paper:
    return Paper(
        id=id,
        title=" ".join(pick.choices(_WORDS, k=8)).capitalize(),
        short=f"{pick.choice(_NAMES)} {year}",
        year=year,
        doi=id.removeprefix("doi:"),
        citation_count=pick.randrange(500),
        references_state=pick.choice(_STATES),
        listed=listed,
    )


#: What must stay text wherever it stands.
PAYLOADS = (
    "<img src=x onerror=\"window.hit='img'\"> href",
    "</script><script>window.hit='script'</script>",
    "<!--<script>window.hit='comment'",
    "{{ 7 * 7 }} {% raw %} &lt;b&gt;",
    "\u2028\u2029\u0000\ud800 '\"`${window.hit='template'}",
    "</style></title><svg onload=\"window.hit='svg'\">",
)
BAD_LINKS = (
    "javascript:window.hit='link'",
    "data:text/html,<script>1</script>",
    "https://me:secret@host.example/",
)


def hostile_graph(payloads: Sequence[str] = PAYLOADS) -> Graph:
    """Return a graph whose every string is an attack."""
    graph = Graph()
    size = len(payloads)
    for n, words in enumerate(payloads):
        graph.add(
            Paper(
                id=f"key:{words}", title=words, short=words, year=2010 + n, venue=words, abstract=words, tldr=words,
                url=BAD_LINKS[n % 3], open_access_pdf=BAD_LINKS[(n + 1) % 3], doi=f"10.1/{words}", volume=words,
                references_state="complete", listed=True,
            )
        )  # fmt: skip
        graph.add(Author(id=f"key:{words}#author-1", name=words, name_key="x"))
        graph.add(Authored(start=f"key:{words}#author-1", end=f"key:{words}", position=1))
        graph.add(Venue(id=f"venue:{n}", name=words))
        graph.add(PublishedIn(start=f"key:{words}", end=f"venue:{n}"))
        graph.add(Dataset(id=f"dataset:{n}", name=words, url=BAD_LINKS[n % 3]))
        graph.add(
            UsesDataset(start=f"key:{words}", end=f"dataset:{n}", kind="context", evidence=[words])
        )
        graph.add(
            Lists(
                start="list:x",
                end=f"key:{words}",
                line=n + 1,
                position=n + 1,
                section=[words, str(n)],
                evidence=words,
            )
        )
        for older in range(n):
            graph.add(
                Cites(
                    start=f"key:{words}", end=f"key:{payloads[older]}", contexts=[words], intents=[words],
                    context_intents=[words], sources=[words], evidence=[words],
                )
            )  # fmt: skip
    graph.add(
        ReadingList(
            id="list:x", title=payloads[1], source=payloads[0], sha256="0" * 64, entry_count=size
        )
    )
    return graph


def page_data(html: str) -> dict:
    """Return what a page's scripts read."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    return json.loads(found[1])
