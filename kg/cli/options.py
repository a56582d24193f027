"""Options and arguments that several commands take, each declared once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="KG_STORE",
        help="Directory of the embedded store, or a neo4j:// URL.",
        show_default="kg-store",
    ),
]
JsonFormat = Annotated[Literal["text", "json"], typer.Option("--format")]
PaperArgument = Annotated[
    str,
    typer.Argument(
        metavar="PAPER", help="Id, alias, DOI, link, line:N, acronym, or words of a title."
    ),
]
CurationOption = Annotated[
    str | None,
    typer.Option(
        "--curation", metavar="FILE", help="The curation file, when it is not beside the list."
    ),
]
OfflineOption = Annotated[
    bool, typer.Option("--offline", help="Send nothing: answer from the archive alone.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show the change, write nothing.")]
NoOpenOption = Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")]
ParameterOption = Annotated[
    list[str] | None,
    typer.Option("-p", "--parameter", metavar="KEY=VALUE", help="A parameter; repeatable."),
]
OutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write the answer there.")
]
TimeLimitOption = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="SECONDS", min=0.001, help="End the query after this."),
]
