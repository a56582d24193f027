"""``kg write``: a Markdown list from a bibliography."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kg.cli.common import emit_data, place, print_json, say
from kg.cli.options import JsonFormat
from kg.errors import ExportError

_TOLD = 10  # differences that are told one by one


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(write)


def write(
    bibliography: Annotated[
        str,
        typer.Argument(metavar="FILE", help="BibTeX, RIS, CSL-JSON, or any list that kg reads."),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="LIST", help="The new list; - for stdout.")
    ],
    notation: Annotated[
        Literal["bullets", "table"], typer.Option(help="How entries are written.")
    ] = "bullets",
    title: Annotated[
        str | None, typer.Option(help="The heading; else the title or name of the file.")
    ] = None,
    format: JsonFormat = "text",
) -> None:
    """Make a Markdown list from a bibliography, and name what is not read back as it was.

    Example: kg write references.bib -o list.md --notation table
    """
    from kg.curation.written_list import write_list
    from kg.files import write_file
    from kg.opened_list import open_list

    if output != "-" and Path(output).exists():
        raise ExportError(
            "a list is not overwritten", where=output, hint="choose another name, or move it away"
        )
    parsed = open_list(bibliography).parsed
    for warning in parsed.warnings:
        if warning.code == "unreadable-record":
            say(f"left out: line {warning.line}: {warning.message.removesuffix(': left out')}")
    made = write_list(parsed, title or parsed.title or Path(parsed.source).stem, notation)
    if output == "-":
        emit_data(made.text)
    else:
        write_file(output, made.text.encode("utf-8"))
    if format == "json" and output != "-":
        differences = [difference._asdict() for difference in made.differences]
        print_json({"output": output, "entries": made.entries, "differences": differences})
        return
    entries = "1 entry" if made.entries == 1 else f"{made.entries} entries"
    say(f"{entries} written" + (f" to {place(output)}" if output != "-" else ""))
    for difference in made.differences[:_TOLD]:
        say(
            f'"{difference.title}": {difference.field} {_shown(difference.written)} is read back as {_shown(difference.read)}'
        )
    if len(made.differences) > _TOLD:
        say(f"... and {len(made.differences) - _TOLD} more fields: --format json")


def _shown(value: object) -> str:
    """Return what a field says, in words."""
    if isinstance(value, dict):
        value = [f"{kind}:{id}" for kind, id in value.items()]
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else str(value)
