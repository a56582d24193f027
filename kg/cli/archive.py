"""``kg archive``: the archived answers of the services."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import print_json, say
from kg.cli.options import JsonFormat
from kg.cli.tables import table
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.sources.archive import Archive

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="A .jsonl or .jsonl.gz file.", dir_okay=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    archive = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
    archive.callback()(show)
    archive.command("export")(export)
    archive.command("import")(read_in)
    archive.command()(prune)
    app.add_typer(
        archive, name="archive", help="Archived answers of the services: show, share, prune."
    )


def show(context: typer.Context, format: JsonFormat = "text") -> None:
    """Show where the archived answers are, how many, how large and how old.

    Example: kg archive
    """
    if context.invoked_subcommand is not None:
        return
    with _open(reading=True) as archive:
        summary = archive.summary()
        path = archive.path
    if format == "json":
        print_json({"path": str(path), **summary._asdict()})
        return
    table(
        ("answers", "number"),
        [*summary.answers.items(), ("in all", sum(summary.answers.values()))],
        title=f"{path}: {summary.bytes / 1e6:.1f} MB, {_span(summary.oldest, summary.newest)}",
    )


def export(file: FileArgument) -> None:
    """Write every archived answer to a file, so that a group asks only once.

    Example: kg archive export answers.jsonl.gz
    """
    from kg.stores.outputs import check_output

    check_output(file)
    with _open(reading=True) as archive:
        count = archive.export(file)
    say(f"{count} answers written to {file}")


def read_in(file: FileArgument) -> None:
    """Take over the answers of an exported file where they are newer than those already here.

    Example: kg archive import answers.jsonl.gz
    """
    with _open() as archive:
        count = archive.read_in(file)
    say(f"{count} answers taken over from {file}")


def prune(
    age: Annotated[
        str | None, typer.Argument(metavar="[AGE]", help="For example 90d, 12w, 6m or 2y.")
    ] = None,
    damaged: Annotated[
        bool, typer.Option("--damaged", help="Remove the answers that cannot be read.")
    ] = False,
) -> None:
    """Remove the answers that are older than this, or damaged; they are asked for again when needed.

    Examples: kg archive prune 1y; kg archive prune --damaged
    """
    from kg.sources.archive import days_of

    if (age is None) != damaged:
        raise UsageError("give an age or --damaged", hint="for example kg archive prune 1y")
    days = days_of(age) if age is not None else None
    with _open() as archive:
        count = archive.prune_damaged() if days is None else archive.prune(days)
    say(f"{count} {'damaged answers' if damaged else f'answers older than {age}'} removed")


def _open(*, reading: bool = False) -> Archive:
    from kg.settings import archive_directory
    from kg.sources.archive import Archive

    return Archive(archive_directory(), reading=reading)


def _span(oldest: str | None, newest: str | None) -> str:
    if oldest is None or newest is None:
        return "empty"
    return f"retrieved {oldest[:10]} to {newest[:10]}"
