"""``kg demo``: the whole job on the packaged list, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from kg.cli.common import StoreOption, emit, progress, table

_QUERIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("most-cited", {"limit": 5}),
    ("papers-per-year", {}),
    ("datasets-over-time", {}),
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(store: StoreOption = None) -> None:
    """Build the packaged example list, answer three queries, write its page and its RDF. Sends nothing.

    Example: kg demo
    """
    from kg.cli.build import as_text
    from kg.ingest import build
    from kg.library import query
    from kg.linked_data.export import export_rdf
    from kg.page import write_page
    from kg.settings import packaged, store_url
    from kg.sources import open_source
    from kg.stores import open_store

    url = store_url(store)
    with progress() as report:
        done = build(
            [str(packaged("examples", "cross-modal-retrieval.md"))],
            store=url,
            source=open_source(str(packaged("examples", "cross-modal-retrieval.records.jsonl"))),
            progress=report,
        )
    emit(as_text(done))
    with open_store(url) as opened:
        for name, parameters in _QUERIES:
            asked = query(name)
            rows = opened.query(asked.cypher, asked.values(parameters))[:8]
            emit(f"\n{asked.title}: kg query {name}\n")
            table(list(rows[0]) if rows else [], [list(row.values()) for row in rows])
        write_page(opened, Path("lineage.html"))
        triples = export_rdf(opened, Path("graph.ttl"))
    emit(
        f"\nOpen lineage.html in a browser: the lineage of the {done.lists[0].papers} papers.\n"
        f"graph.ttl holds {triples} triples: kg validate graph.ttl, or ask them with kg sparql.\n"
        "Ask the graph in Cypher: kg queries lists what is ready, for example kg query most-cited.\n"
    )
