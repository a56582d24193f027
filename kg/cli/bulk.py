"""``kg bulk``: a whole release of Semantic Scholar, prepared, exported and ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import emit, group, print_json, progress
from kg.cli.options import CurationOption, JsonFormat

if TYPE_CHECKING:
    from kg.bulk.report import ReleaseReport

Engine = Annotated[
    str, typer.Option("--engine", help="duckdb on this machine, or spark for many machines.")
]
Memory = Annotated[
    str, typer.Option("--memory", metavar="SIZE", help="What the engine may take: 4GB, 500GB.")
]
Threads = Annotated[
    int | None,
    typer.Option("--threads", metavar="N", help="Threads at most.", show_default="all processors"),
]
Master = Annotated[
    str | None,
    typer.Option(
        "--master",
        metavar="URL",
        help="The cluster of Spark.",
        show_default="SPARK_REMOTE, else local",
    ),
]
Tables = Annotated[str, typer.Argument(metavar="TABLES", help="The folder of prepared tables.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    bulk = group("Take a whole release of Semantic Scholar instead of asking its service.")
    bulk.command()(prepare)
    bulk.command()(export)
    bulk.command()(rank)
    app.add_typer(bulk, name="bulk")


def prepare(
    dump: Annotated[
        str,
        typer.Argument(metavar="DUMP", help="The folder of the release: papers/, citations/, ..."),
    ],
    to: Annotated[
        str, typer.Option("--to", metavar="TABLES", help="A folder of its own for the tables.")
    ],
    engine: Engine = "duckdb",
    memory: Memory = "4GB",
    threads: Threads = None,
    master: Master = None,
    release: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Date of the release, where its folder does not tell it."
        ),
    ] = None,
    contexts: Annotated[
        bool, typer.Option("--contexts", help="Keep the sentences of citations: far larger tables.")
    ] = False,
    format: JsonFormat = "text",
) -> None:
    """Make tables of a release, which then is a source: kg build LIST --source TABLES.

    A killed run goes on where it was. Every row is in a table or counted under one reason.

    Example: kg bulk prepare 2025-08-22 --to tables --memory 8GB
    """
    from kg.bulk.prepare import prepare as prepare_release

    with progress() as report:
        done = prepare_release(
            dump,
            to,
            engine=engine,
            memory=memory,
            threads=threads,
            master=master,
            release=release,
            contexts=contexts,
            progress=report,
        )
    _show(done, format)


def export(
    tables: Tables,
    to: Annotated[
        str, typer.Option("--to", metavar="OUT", help="A folder: OUT/neo4j, OUT/parquet, OUT/nt.")
    ],
    formats: Annotated[
        str, typer.Option("--as", metavar="FORMATS", help="Some of neo4j, parquet, nt.")
    ] = "neo4j,parquet,nt",
    list: Annotated[
        str | None,
        typer.Option(
            "--list", metavar="LIST", help="Only the graph that a build of this list makes."
        ),
    ] = None,
    expand: Annotated[
        str | None,
        typer.Option(
            help="With --list: references, citations, both, or none.", show_default="references"
        ),
    ] = None,
    hops: Annotated[
        int | None,
        typer.Option(
            min=1, help="With --list: how many times to follow what was found.", show_default="1"
        ),
    ] = None,
    curation: CurationOption = None,
    abstracts: Annotated[
        bool, typer.Option("--abstracts", help="With abstracts and summaries; never in RDF.")
    ] = False,
    engine: Engine = "duckdb",
    memory: Memory = "4GB",
    threads: Threads = None,
    master: Master = None,
    format: JsonFormat = "text",
) -> None:
    """Write a prepared release, or the region of a list in it, for Neo4j, as Parquet, or as RDF.

    OUT/neo4j/import.sh imports it into a new database of Neo4j.

    Example: kg bulk export tables --to region --as neo4j --list papers.md --expand both --hops 2
    """
    from kg.bulk.export import export as export_release
    from kg.errors import UsageError

    for name, option in (("--expand", expand), ("--hops", hops), ("--curation", curation)):
        if list is None and option is not None:
            raise UsageError(
                "it says how far to go from a list, and none is named",
                where=name,
                hint="name it with --list, or leave the option out",
            )
    with progress() as report:
        done = export_release(
            tables,
            to,
            [name.strip() for name in formats.split(",")],
            reading_list=list,
            expand=expand or "references",
            hops=hops or 1,
            curation=curation,
            abstracts=abstracts,
            engine=engine,
            memory=memory,
            threads=threads,
            master=master,
            progress=report,
        )
    _show(done, format)


def rank(
    tables: Tables,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="FILE", help="A Parquet file.", show_default="TABLES/rank.parquet"
        ),
    ] = None,
    engine: Engine = "duckdb",
    memory: Memory = "4GB",
    threads: Threads = None,
    master: Master = None,
    format: JsonFormat = "text",
) -> None:
    """Rank every paper of a prepared release: citations, PageRank and connected component.

    Example: kg bulk rank tables --to rank.parquet
    """
    from kg.bulk.rank import rank as rank_release

    with progress() as report:
        done = rank_release(
            tables,
            to,
            engine=engine,
            memory=memory,
            threads=threads,
            master=master,
            progress=report,
        )
    _show(done, format)


def _show(report: ReleaseReport, format: str) -> None:
    if format == "json":
        import msgspec

        print_json(msgspec.to_builtins(report))
        return
    lines = [
        f"{name}: {size['rows']:,} rows, {size['bytes']:,} bytes in {size['files']} file(s)"
        for name, size in report.tables.items()
    ]
    for dataset, reasons in report.dropped.items():
        dropped = ", ".join(f"{number:,} {reason}" for reason, number in reasons.items() if number)
        lines.append(f"{dataset}: {report.read[dataset]:,} rows read; dropped: {dropped or 'none'}")
    lines.append(
        f"release {report.release or 'of unknown date'}, {report.engine}, {report.seconds:.1f} s"
    )
    emit("\n".join(lines) + "\n")
