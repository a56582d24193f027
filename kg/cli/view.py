"""``kg view``: the lineage page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import place, say
from kg.cli.options import NoOpenOption, StoreOption


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(view)


def view(
    store: StoreOption = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")] = Path(
        "lineage.html"
    ),
    paper: Annotated[
        list[str] | None,
        typer.Option(
            "--paper",
            help="Open with this paper in focus: an id, DOI, line:17, or words of its title. Repeatable.",
        ),
    ] = None,
    abstracts: Annotated[
        bool, typer.Option("--abstracts", help="Put abstracts and summaries into the page too.")
    ] = False,
    no_open: NoOpenOption = False,
) -> None:
    """Write the lineage page: one HTML file that opens from disk and asks the network for nothing.

    On a terminal it is opened in a browser.

    Example: kg view --paper ACMR -o acmr.html
    """
    from kg.page import write_page
    from kg.settings import store_url
    from kg.stores import open_store
    from kg.stores.find_paper import find_paper

    with open_store(store_url(store)) as opened:
        focus = [find_paper(opened, words) for words in paper or []]
        write_page(opened, output, papers=focus, abstracts=abstracts)
    say(f"{place(output)} is written: open it in a browser")
    if sys.stdout.isatty() and not no_open:
        import webbrowser

        webbrowser.open(output.resolve().as_uri())
