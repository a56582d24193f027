"""``kg bulk``: a whole release of Semantic Scholar, prepared, exported and ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import JsonFormat, emit, group, print_json, progress

if TYPE_CHECKING:
    from kg.bulk.prepare import Report

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


def _show(report: Report, format: str) -> None:
    if format == "json":
        import msgspec

        print_json(msgspec.to_builtins(report))
        return
    lines = [
        f"{name}: {size['rows']:,} rows, {size['bytes']:,} bytes in {size['files']} file(s)"
        for name, size in report.tables.items()
    ]
    for dataset, reasons in report.dropped.items():
        told = ", ".join(f"{number:,} {reason}" for reason, number in reasons.items() if number)
        lines.append(f"{dataset}: {report.read[dataset]:,} rows read; dropped: {told or 'none'}")
    lines.append(
        f"release {report.release or 'of unknown date'}, {report.engine}, {report.seconds:.1f} s"
    )
    emit("\n".join(lines) + "\n")
