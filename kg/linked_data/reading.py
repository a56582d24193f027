"""RDF read: a file of any RDF format, or the export of a graph, as triples."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.errors import ExportError, UsageError
from kg.linked_data.description import Tally
from kg.linked_data.export import FORMATS, described, format_of
from kg.linked_data.nodes import Statement
from kg.records import GraphReader

__all__ = ["Source", "opened", "read"]

Source = GraphReader | str | Path


def read(
    source: Source, *, lenient: bool = False, licence: str | None = None
) -> Iterator[Statement]:
    """Yield the triples of a file, or those that the export of a graph would have.

    Named graphs are read as one.

    Parameters
    ----------
    source
        A store, a graph in memory, or the path of an RDF file (``.gz``: compressed).
    lenient
        With illegal IRIs, to be able to name them.
    licence
        IRI of the licence that the export of a graph states.

    Raises
    ------
    UsageError
        When the file's name does not tell its format.
    ExportError
        When the file cannot be read.
    SyntaxError
        When it is not RDF.
    """
    if not isinstance(source, (str, Path)):
        for block in described(source, Tally(), licence=licence):
            yield from block.triples
        return
    with opened(source) as (file, format):
        for quad in pyoxigraph.parse(file, format, lenient=lenient):
            yield quad.subject, quad.predicate, quad.object


@contextmanager
def opened(path: str | Path) -> Iterator[tuple[IO[bytes], RdfFormat]]:
    """Open an RDF file, unpacked, and tell its format."""
    path = Path(path)
    format = format_of(path)
    if format is None:
        raise UsageError(
            "the name does not tell the format",
            where=str(path),
            hint="name it " + ", ".join(f".{suffix}" for suffix in FORMATS),
        )
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            yield cast(IO[bytes], file), FORMATS[format]
    except (OSError, EOFError) as error:
        said = getattr(error, "strerror", None) or error
        raise ExportError(
            f"cannot be read: {said}", where=str(path), hint="check the path"
        ) from error
