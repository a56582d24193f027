"""``kg demo``: the whole job on the packaged list, offline, in a directory of its own."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.common import emit, progress
from kg.cli.tables import table

_QUERIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("most-cited", {"limit": 5}),
    ("papers-per-year", {}),
    ("datasets-over-time", {}),
)
_ROWS = 8  # of each answer that are shown
_STORE, _PAGE, _RDF = "kg-store", "lineage.html", "graph.ttl"
#: Says that a directory is a demo's own, and with which content it left its files.
_MARK = "kg-demo.json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="[DIR]", help="A new or empty directory, or one that a demo made before."
        ),
    ] = Path("kg-demo"),
) -> None:
    """Build the packaged example list, answer three queries, write its page and its RDF. Sends nothing.

    Everything is written into a directory of its own; a store or file that an earlier
    demo did not make is never touched.

    Example: kg demo
    """
    from kg.cli.build import as_text
    from kg.ingest import build
    from kg.library import query
    from kg.linked_data.export import export_rdf
    from kg.page import write_page
    from kg.settings import packaged
    from kg.sources import open_source
    from kg.stores import open_store

    made = _own(directory)
    url = str(directory / _STORE)
    with progress() as report:
        done = build(
            [str(packaged("examples", "cross-modal-retrieval.md"))],
            store=url,
            source=open_source(str(packaged("examples", "cross-modal-retrieval.records.jsonl"))),
            progress=report,
        )
    emit(as_text(done))
    triples = 0

    def write_rdf(path: Path) -> None:
        nonlocal triples
        triples = export_rdf(opened, path)

    with open_store(url) as opened:
        for name, parameters in _QUERIES:
            question = query(name)
            rows = opened.query(question.cypher, question.values(parameters))
            emit(f"\n{question.title}: kg query {name}\n")
            table(list(rows[0]) if rows else [], [list(row.values()) for row in rows[:_ROWS]])
            if len(rows) > _ROWS:
                emit(f"... and {len(rows) - _ROWS} more rows\n")
        _write(directory, _PAGE, made, lambda path: write_page(opened, path))
        _write(directory, _RDF, made, write_rdf)
    emit(
        f"\nOpen {directory / _PAGE} in a browser: the lineage of the {done.lists[0].papers} papers.\n"
        f"{directory / _RDF} holds {triples} triples. To go on, cd {shlex.quote(str(directory))}, "
        "where the store is found without --store:\n"
        "kg queries lists what is ready, kg query most-cited asks, kg validate graph.ttl checks the RDF,\n"
        "kg serve shows the graph in a browser (pip install 'citation-kg[serve]'), kg publish site writes it as a site.\n"
    )


def _own(directory: Path) -> dict[str, str]:
    """Make a directory the demo's own; return the files that earlier ones left, with their hashes.

    Raises
    ------
    UsageError
        When it holds what no demo made.
    """
    from kg.errors import UsageError

    other = "name a directory that does not exist yet: kg demo DIR"
    mark = directory / _MARK
    try:
        directory.mkdir(parents=True, exist_ok=True)
        found = sorted(path.name for path in directory.iterdir())
        made: Any = json.loads(mark.read_text("utf-8")) if _MARK in found else None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"{_MARK} is damaged"
        raise UsageError(
            f"the demo cannot use it: {reason}", where=str(directory), hint=other
        ) from None
    if made is None and found:
        raise UsageError(
            "the directory is not empty, and no demo made it", where=str(directory), hint=other
        )
    known: dict[str, str] = made if isinstance(made, dict) else {}
    for name in (_PAGE, _RDF):
        path = directory / name
        if path.is_symlink() or (
            path.exists() and (not path.is_file() or _hash(path) != known.get(name))
        ):
            raise UsageError(
                "not as a demo left it, and a demo would overwrite it", where=str(path), hint=other
            )
    if (directory / _STORE).is_symlink():
        raise UsageError("a link, not a demo's store", where=str(directory / _STORE), hint=other)
    _note(directory, known)
    return known


def _write(
    directory: Path, name: str, made: dict[str, str], write: Callable[[Path], object]
) -> None:
    write(directory / name)
    made[name] = _hash(directory / name)
    _note(directory, made)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _note(directory: Path, made: Mapping[str, str]) -> None:
    from kg.files import write_file

    write_file(directory / _MARK, (json.dumps(made, indent=2) + "\n").encode("utf-8"))
