"""A release, or the region of a list in it, taken elsewhere: to Neo4j, Parquet and RDF."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.bulk.engine import Engine, open_engine
from kg.bulk.graph_tables import Between, GraphTables, whole_graph
from kg.bulk.neo4j_import import write_import
from kg.bulk.ntriples import write_ntriples
from kg.bulk.region import region, write_region
from kg.bulk.report import ReleaseReport, size_of
from kg.errors import ReleaseError, UsageError
from kg.files import write_file
from kg.linked_data.export import export_rdf
from kg.linked_data.provenance import Provenance
from kg.records import Graph, Node, Progress
from kg.sources.dump import read_manifest

__all__ = ["FORMATS", "export"]

FORMATS = ("neo4j", "parquet", "nt")
_WORK = ".kg-export"
#: What an export leaves in the folder of a format, the report of Neo4j's importer included.
_WRITTEN = {
    "neo4j": re.compile(r"import\.(?:sh|report)|.*-header\.csv|.*\.csv\.gz"),
    "parquet": re.compile(r"nodes|relationships|schema\.json"),
    "nt": re.compile(r"part-\d+\.nt\.gz"),
}
_KIND_OF = {"int64": "integer", "boolean": "boolean"}


def export(
    tables: str | Path,
    to: str | Path,
    formats: Sequence[str] = FORMATS,
    *,
    reading_list: str | None = None,
    expand: str = "references",
    hops: int = 1,
    curation: str | None = None,
    abstracts: bool = False,
    engine: str = "duckdb",
    memory: str = "4GB",
    threads: int | None = None,
    master: str | None = None,
    progress: Progress | None = None,
) -> ReleaseReport:
    """Write a whole release, or the region of a list, in the graph model.

    Parameters
    ----------
    tables
        The folder of a prepared release.
    to
        A folder of its own; what a former export left there is replaced.
    formats
        Some of :data:`FORMATS`, each a folder in ``to``.
    reading_list, expand, hops, curation
        Only the graph of this list, as :func:`kg.ingest.build` makes it of the tables.
    abstracts
        With abstracts and summaries, in the formats that are not RDF.
    engine, memory, threads, master
        See :func:`kg.bulk.engine.open_engine`.
    progress
        Called with what is being written.

    Returns
    -------
    ReleaseReport
        Rows, bytes and files by what was written.

    Raises
    ------
    KgError
        When a format is not known, the folder holds something else, or the disk is full.

    Notes
    -----
    A few joins and sorts of the citations. In a whole release records that share an
    identifier are one paper; titles join only in regions.
    """
    began = time.monotonic()
    formats = list(dict.fromkeys(formats))
    _check_formats(formats)
    manifest = read_manifest(tables)
    target = Path(to)
    _own_folder(target, formats)
    work = target / _WORK
    shutil.rmtree(work, ignore_errors=True)
    graph = None
    if reading_list is not None:
        _say(progress, "reading the region")
        graph = region(
            tables,
            reading_list,
            expand=expand,
            hops=hops,
            curation=curation,
            memory=memory,
            threads=threads,
        )
    try:
        with open_engine(
            engine, scratch=work, memory=memory, threads=threads, master=master
        ) as opened:
            _say(progress, "putting the graph together")
            if graph is None:
                found = whole_graph(
                    opened,
                    Path(tables),
                    list(manifest["tables"]),
                    work / "steps",
                    release=manifest["release"],
                    abstracts=abstracts,
                )
            else:
                found = _tables_of(opened, graph, work / "region")
            sizes = _write(opened, found, graph, formats, work, manifest["release"], progress)
        _replace(target, work, formats)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return ReleaseReport(
        engine=engine,
        release=manifest["release"],
        tables=sizes,
        seconds=round(time.monotonic() - began, 3),
    )


def _check_formats(formats: Sequence[str]) -> None:
    for name in formats:
        if name not in FORMATS:
            raise UsageError(
                f"{name!r} is not a format", where="--as", hint="use " + ", ".join(FORMATS)
            )


def _replace(target: Path, work: Path, formats: Sequence[str]) -> None:
    """Put what was written in the place of what a former export left."""
    for name in formats:
        shutil.rmtree(target / name, ignore_errors=True)
        (work / name).rename(target / name)


def _own_folder(target: Path, formats: Sequence[str]) -> None:
    """Refuse a folder in which there is more than former exports left."""
    if target.exists() and not target.is_dir():
        raise ReleaseError("it is a file", where=str(target), hint="name a folder")
    own = {target: re.compile("|".join(map(re.escape, (*FORMATS, _WORK))))}
    own |= {target / name: _WRITTEN[name] for name in formats}
    for folder, names in own.items():
        if folder != target and (folder.is_symlink() or folder.is_file()):
            raise ReleaseError("it is no folder", where=str(folder), hint="name a new folder")
        if folder.is_dir() and not all(names.fullmatch(path.name) for path in folder.iterdir()):
            raise ReleaseError(
                "the folder holds something else", where=str(folder), hint="name a new folder"
            )


def _tables_of(engine: Engine, graph: Graph, folder: Path) -> GraphTables:
    nodes: dict[str, Any] = {}
    relationships = []
    for kind, path in write_region(graph, folder):
        table = engine.table([path])
        if issubclass(kind, Node):
            nodes[kind.LABEL] = table.order_by("id")
        else:
            table = table.order_by("start", "end", *kind.KEY)
            relationships.append(Between(kind.TYPE, kind.START, kind.END, table))
    return GraphTables(nodes, relationships)


def _write(
    engine: Engine,
    found: GraphTables,
    graph: Graph | None,
    formats: Sequence[str],
    work: Path,
    release: str | None,
    progress: Progress | None,
) -> dict[str, dict[str, int]]:
    sizes: dict[str, dict[str, int]] = {}
    _say(progress, "writing tables")
    written, files = _write_parquet(engine, found, work / "parquet")
    if "parquet" in formats:
        for name, paths in files.items():
            sizes[f"parquet/{name}"] = size_of(paths)
    if "neo4j" in formats:
        _say(progress, "writing for Neo4j")
        for stem, paths in write_import(engine, written, work / "neo4j").items():
            rows = size_of(files[stem])["rows"]
            sizes[f"neo4j/{stem}"] = size_of(paths, rows=rows)
    if "nt" in formats:
        _say(progress, "writing N-Triples")
        parts, triples = _write_nt(graph, files, work / "nt", release)
        sizes["nt"] = size_of(parts, rows=triples)
    return sizes


def _write_parquet(
    engine: Engine, found: GraphTables, folder: Path
) -> tuple[GraphTables, dict[str, list[Path]]]:
    """Write the tables of a graph; return them as they are read again, and their files."""
    files: dict[str, list[Path]] = {}
    schema: dict[str, dict[str, Any]] = {"nodes": {}, "relationships": {}}
    nodes: dict[str, Any] = {}
    relationships = []
    for label, table in found.nodes.items():
        files[label] = _write_table(engine, table, folder / "nodes" / label, "")
        nodes[label] = engine.table(files[label])
        schema["nodes"][label] = {"properties": _properties(nodes[label])}
    for relationship in found.relationships:
        several = found.ends(relationship.type) > 1
        stem = f"{relationship.type}-{relationship.end}" if several else relationship.type
        place = folder / "relationships" / relationship.type
        files[stem] = _write_table(
            engine, relationship.table, place, f"{relationship.end}-" if several else ""
        )
        table = engine.table(files[stem])
        relationships.append(relationship._replace(table=table))
        described = schema["relationships"].setdefault(
            relationship.type, {"ends": [], "properties": _properties(table)}
        )
        described["ends"].append([relationship.start, relationship.end])
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    write_file(folder / "schema.json", text.encode())
    return GraphTables(nodes, relationships), files


def _write_table(engine: Engine, table: Any, folder: Path, prefix: str) -> list[Path]:
    made = folder.with_name(f".{folder.name}")
    engine.write(table, made)
    folder.mkdir(parents=True, exist_ok=True)
    files = [
        file.rename(folder / f"{prefix}part-{number:05}.parquet")
        for number, file in enumerate(sorted(made.glob("*.parquet")))
    ]
    shutil.rmtree(made)
    return files


def _properties(table: Any) -> dict[str, str]:
    return {
        name: "list of string" if kind.is_array() else _KIND_OF.get(str(kind), "string")
        for name, kind in table.schema().items()
        if name not in ("start", "end")
    }


def _write_nt(
    graph: Graph | None, files: dict[str, list[Path]], folder: Path, release: str | None
) -> tuple[list[Path], int]:
    if graph is not None:
        folder.mkdir(parents=True)
        part = folder / "part-00000.nt.gz"
        return [part], export_rdf(graph, part, "nt", profile="core")
    provenance = Provenance(sources={"semantic-scholar", "semantic-scholar-dump"}, newest=release)
    return write_ntriples(files, folder, provenance)


def _say(progress: Progress | None, what: str) -> None:
    if progress is not None:
        progress(what, 0, 0)
