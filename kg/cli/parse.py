"""``kg parse``: what a list says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.common import print_json, say
from kg.cli.tables import table

if TYPE_CHECKING:
    from kg.records import ParsedList


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(parse)


def parse(
    lists: Annotated[
        list[str],
        typer.Argument(
            metavar="LIST...", help="A path, - or a URL; a GitHub repository means its README."
        ),
    ],
    format: Annotated[Literal["table", "json"], typer.Option("--format")] = "table",
    all: Annotated[
        bool, typer.Option("--all", help="Every Markdown file of a repository or directory.")
    ] = False,
    left: Annotated[
        bool, typer.Option("--left", help="Show what was left out, and why, instead.")
    ] = False,
) -> None:
    """Show what a list says; nothing is looked up. Exit 1 when it holds no entry.

    Example: kg parse README.md
    """
    from kg.reading_list import no_entry, read_all, read_list

    found = [
        parsed
        for name in lists
        for parsed in (read_all(name) if all else [read_list(name, empty=True)])
    ]
    _print(found, format, left=left)
    for parsed in found:
        if not parsed.entries and not parsed.datasets:
            raise no_entry(parsed)


def _print(found: Sequence[ParsedList], format: str, *, left: bool) -> None:
    if format == "json":
        from kg.reading_list.report import as_json

        documents = [as_json(parsed) for parsed in found]
        print_json(documents[0] if len(documents) == 1 else _joined(documents))
        return
    for parsed in found:
        if left:
            table(
                ["line", "reason", "text"],
                [[row.line, row.reason, row.text] for row in parsed.left],
            )
        else:
            _show(parsed)


def _joined(documents: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        key: [
            {"source": document["source"], **row} for document in documents for row in document[key]
        ]
        for key in ("entries", "datasets", "left", "warnings")
    }


def _show(parsed: ParsedList) -> None:
    from kg.reading_list.report import summary, table_rows

    columns, rows = table_rows(parsed)
    table(columns, rows)
    for line in summary(parsed):
        say(line)
