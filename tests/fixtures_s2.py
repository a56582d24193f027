"""Fixtures: a loopback Semantic Scholar and sources that ask it, quickly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from s2_corpus import Corpus, simulated_corpus
from s2_server import S2Server

from kg.records import Entry
from kg.sources.semantic_scholar import SemanticScholar

SMALL = {"seed": 3, "listed": 60, "others": 740, "typical": 20}
TINY = {"seed": 5, "listed": 12, "others": 90, "typical": 9}


@pytest.fixture(scope="session")
def s2_literature() -> tuple[Corpus, list[Entry]]:
    """A literature of 800 papers and a list of 60 of them; not to be changed."""
    return simulated_corpus(**SMALL)


@pytest.fixture
def s2_server(s2_literature: tuple[Corpus, list[Entry]]) -> Iterator[S2Server]:
    """A server of :func:`s2_literature`; set its ``fault``, ``key`` or ``poison`` as needed."""
    with S2Server(s2_literature[0]) as server:
        yield server


@pytest.fixture
def s2_source(s2_server: S2Server, tmp_path: Path) -> Iterator[Callable[..., SemanticScholar]]:
    """Return sources that ask the server, all with one archive unless told otherwise."""
    opened: list[SemanticScholar] = []

    def source(**options: Any) -> SemanticScholar:
        usual = {
            "base_url": s2_server.url,
            "interval": 0.0,
            "patience": 20.0,
            "archive": tmp_path / "answers",
        }
        opened.append(SemanticScholar(**usual | options))
        return opened[-1]

    yield source
    for one in opened:
        one.close()
