"""What four services say of a literature whose truth is known, as a section of docs/accuracy.md."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from service_literature import FILLERS, Literature, literature_of, running

from kg.ingest import build
from kg.stores import open_store, summary

__all__ = ["agreement_of_sources"]

_SERVICES = ("semantic-scholar", *FILLERS)


def agreement_of_sources() -> tuple[str, list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return a sentence on the literature, the rows of its services and those of its pairs."""
    literature = literature_of(11, listed=60, others=340, withheld=24)
    with tempfile.TemporaryDirectory() as folder, running(literature) as services:
        papers = Path(folder) / "papers.md"
        papers.write_text(literature.markdown, "utf-8")
        archive = {"KG_ARCHIVE": str(Path(folder) / "archive")}
        store = str(Path(folder) / "kg-store")
        with patch.dict(os.environ, services.environment() | archive):
            build(papers, store=store, fill=",".join(FILLERS), cross_check=True)
        with open_store(store) as opened:
            found = {(one.start, one.end): one.properties for one in opened.relationships("CITES")}
            pairs = summary(opened)["agreement"]
    described = (
        f"{len(literature.entries)} listed papers, of which Semantic Scholar withholds "
        f"{len(literature.withheld)} lists, and {len(literature.holders)} citations of which it is "
        "known which services hold them"
    )
    return (
        described,
        _by_service(literature, {pair: set(known["sources"]) for pair, known in found.items()}),
        [
            (" and ".join(pair["sources"]), pair["lists"], pair["both"], *pair["only"].values())
            for pair in pairs
        ],
    )


def _by_service(
    literature: Literature, found: dict[tuple[str, str], set[str]]
) -> list[tuple[object, ...]]:
    held = Counter(name for who in literature.holders.values() for name in who)
    said = Counter(name for who in found.values() for name in who)
    right = Counter(
        name for pair, who in found.items() for name in who & literature.holders.get(pair, set())
    )
    return [(name, held[name], said[name], right[name]) for name in _SERVICES]
