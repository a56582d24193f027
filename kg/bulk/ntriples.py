"""A graph of any size as N-Triples of the core profile: in parts, gzipped, a few rows in memory."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from itertools import starmap
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from kg.files import whole_file
from kg.linked_data.description import Tally, description
from kg.linked_data.iris import Iris
from kg.linked_data.nodes import Statement, author_triples, paper_triples, venue_triples
from kg.linked_data.provenance import Provenance
from kg.linked_data.triples import concepts, core_statements
from kg.records import Edge

__all__ = ["write_ntriples"]

#: Triples of a part, as far as whole records allow.
_PART = 5_000_000
_ROWS = 10_000


def write_ntriples(
    files: Mapping[str, list[Path]], folder: Path, provenance: Provenance
) -> tuple[list[Path], int]:
    """Write the parts of an export, which describes itself in the last one.

    Parameters
    ----------
    files
        Parquet files of the graph, by label and type.
    folder
        Where the parts go.
    provenance
        Who says what is in the graph.

    Returns
    -------
    tuple
        The files, and the number of triples.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tally = Tally()
    stream = _statements(files, provenance, tally)
    parts: list[Path] = []
    while (first := next(stream, None)) is not None:
        parts.append(folder / f"part-{len(parts):05}.nt.gz")
        _write(parts[-1], _until_full(first, stream))
    return parts, tally.predicates.total()


def _until_full(first: list[Statement], stream: Iterator[list[Statement]]) -> Iterator[Statement]:
    count = len(first)
    yield from first
    while count < _PART and (block := next(stream, None)) is not None:
        count += len(block)
        yield from block


def _write(path: Path, statements: Iterable[Statement]) -> None:
    with (
        whole_file(path) as file,
        # No name and no time in the header: nothing depends on where and when.
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6) as packed,
    ):
        pyoxigraph.serialize(
            starmap(Triple, statements), cast(IO[bytes], packed), RdfFormat.N_TRIPLES
        )


def _statements(
    files: Mapping[str, list[Path]], provenance: Provenance, tally: Tally
) -> Iterator[list[Statement]]:
    """Yield the statements of one record after the other, counted; the description last."""
    iris = Iris()
    for block in _records(files):
        tally.count(block)
        yield block
    own = description(iris, provenance, tally, profile="core", licence=None)
    tally.count(own)
    yield own


def _records(files: Mapping[str, list[Path]]) -> Iterator[list[Statement]]:
    kinds = {venue["id"]: venue.get("kind") for _, venue in _rows(files["Venue"])}
    fields: set[str] = set()
    # Papers and what they are published in come in the same order.
    published = ((edge["start"], edge["end"]) for _, edge in _rows(files["PUBLISHED_IN"]))
    paper_of, venue = next(published, (None, None))
    for iris, paper in _rows(files["Paper"]):
        kind = None
        if paper["id"] == paper_of:
            kind = kinds.get(venue)
            paper_of, venue = next(published, (None, None))
        fields.update(paper.get("fields_of_study", ()))
        yield paper_triples(iris, paper, venue_kind=kind, full=False, abstracts=False)
    for iris, author in _rows(files["Author"]):
        yield author_triples(iris, author, full=False)
    for iris, row in _rows(files["Venue"]):
        yield venue_triples(iris, row)
    for type in ("AUTHORED", "PUBLISHED_IN", "CITES"):
        for iris, row in _rows(files[type]):
            yield core_statements(iris, type, Edge(row.pop("start"), row.pop("end"), row))
    if fields:
        yield concepts(Iris(), sorted(fields))


def _rows(files: list[Path]) -> Iterator[tuple[Iris, dict[str, Any]]]:
    """Yield the known properties of each row, with IRIs that remember those of a batch alone."""
    from pyarrow import parquet

    for file in files:
        for batch in parquet.ParquetFile(file).iter_batches(_ROWS):
            iris = Iris()
            for row in batch.to_pylist():
                yield iris, {name: value for name, value in row.items() if value is not None}
