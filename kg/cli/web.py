"""``kg publish``: the graph as a site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import say
from kg.cli.options import StoreOption


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(publish)


def publish(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="A new, an empty, or an earlier site's directory.")
    ],
    store: StoreOption = None,
    base: Annotated[
        str | None,
        typer.Option("--base", help="Address of the site: the RDF's IRIs then open its pages."),
    ] = None,
    license: Annotated[
        str | None, typer.Option("--license", help="IRI of the licence of the site's data.")
    ] = None,
    abstracts: Annotated[
        bool, typer.Option("--abstracts", help="Show abstracts and summaries too.")
    ] = False,
    marks: Annotated[
        bool, typer.Option("--marks", help="Show your own marks of papers (kg mark) too.")
    ] = False,
) -> None:
    """Write the graph as a static site: a page a paper, author, venue, dataset, repository and list.

    It works from disk, below any path and without scripts, and asks no other host for
    anything. An earlier site in the directory is replaced.

    Example: kg publish site --base https://example.org/reading/
    """
    from kg.settings import store_url
    from kg.stores import open_store
    from kg.web.publish import publish as write_site

    with open_store(store_url(store)) as opened:
        done = write_site(
            opened, directory, base=base, licence=license, abstracts=abstracts, marks=marks
        )
    removed = f", {done.removed} of the earlier site removed" if done.removed else ""
    say(f"{directory}: {done.files} files, {done.bytes / 1e6:.1f} MB{removed}")
    for path in done.left:
        say(f"left alone: {directory / path} is not the site's")
