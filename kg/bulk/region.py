"""The region of a list in a release: the graph that a build makes, as tables."""

from __future__ import annotations

from contextlib import closing
from inspect import get_annotations
from pathlib import Path
from typing import Any, NamedTuple

from kg.bulk.engine import check_threads, memory_of
from kg.collector import collector_paused
from kg.errors import UsageError
from kg.ingest.assemble import assemble
from kg.ingest.build import EXPANSIONS
from kg.ingest.facts import gather_list
from kg.opened_list import open_list
from kg.records import (
    LABELS,
    RELATIONSHIPS,
    BuildOptions,
    Graph,
    Node,
    Relationship,
)
from kg.sources.dump import PreparedRelease

__all__ = ["RegionFile", "region", "write_region"]


def region(
    tables: str | Path,
    reading_list: str,
    *,
    expand: str = "references",
    hops: int = 1,
    curation: str | None = None,
    memory: str = "4GB",
    threads: int | None = None,
) -> Graph:
    """Return the graph of a list with what a release knows around it.

    It is the graph of ``kg build LIST --source TABLES`` with the same options, in memory.

    Parameters
    ----------
    tables
        The folder of a prepared release.
    reading_list
        A path or URL.
    expand, hops, curation
        As for :func:`kg.ingest.build`.
    memory, threads
        What looking up may take, see :func:`kg.bulk.engine.open_engine`.

    Raises
    ------
    KgError
        When the list or the tables cannot be used.

    Notes
    -----
    One scan of the citations a hop and direction, one of the papers a hop, whatever the directions.
    """
    if expand not in EXPANSIONS:
        raise UsageError(
            f"{expand!r} is not an expansion", where="--expand", hint="use " + ", ".join(EXPANSIONS)
        )
    opened = open_list(reading_list, curation)
    options = BuildOptions(expand=expand, hops=hops, dataset_names=opened.curation.datasets)
    size = memory_of(memory)
    check_threads(threads)
    with (
        collector_paused(),
        closing(PreparedRelease(tables, memory=size, threads=threads)) as source,
    ):
        facts = gather_list(
            opened.parsed,
            source,
            location=opened.location,
            options=options,
            decisions=opened.decisions,
        )
        return assemble([facts]).graph


class RegionFile(NamedTuple):
    """A Parquet file of the records of one kind: a label, or a type between two labels."""

    kind: type[Node | Relationship]
    path: Path


def write_region(graph: Graph, folder: Path) -> list[RegionFile]:
    """Write a graph as Parquet files, one a label and one a type and label at its end."""
    import pyarrow as pa
    from pyarrow import parquet

    files = []
    kinds: tuple[type[Node | Relationship], ...] = (*LABELS, *RELATIONSHIPS)
    for kind in kinds:
        known = graph.columns(kind)
        if not known:
            continue
        types = _types(kind)
        nothing = [None] * len(next(iter(known.values())))
        columns = {
            name: pa.array(known.get(name, nothing), types[name])
            for name in (*_ENDS, *types)
            if name in types
        }
        path = folder / f"{kind.__name__}.parquet"
        folder.mkdir(parents=True, exist_ok=True)
        parquet.write_table(pa.table(columns), path)
        files.append(RegionFile(kind, path))
    return files


_ENDS = ("start", "end")


def _types(kind: type[Node | Relationship]) -> dict[str, Any]:
    import pyarrow as pa

    arrow = {
        "int": pa.int64(),
        "bool": pa.bool_(),
        "str": pa.string(),
        "list[str]": pa.list_(pa.string()),
    }
    written = {
        name: str(annotation).removesuffix(" | None")
        for base in reversed(kind.__mro__)
        for name, annotation in get_annotations(base).items()
    }
    return {name: arrow[written[name]] for name in kind.__struct_fields__}
