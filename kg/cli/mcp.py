"""``kg mcp``: the graph for assistants."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import typer

from kg.cli.options import StoreOption


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(mcp)


def mcp(store: StoreOption = None) -> None:
    """Answer an assistant over stdin and stdout (Model Context Protocol); the assistant starts it.

    Needs the extra: pip install "citation-kg[mcp]".

    Example: kg mcp --store kg-store
    """
    from kg.errors import UsageError
    from kg.settings import store_url
    from kg.stores import open_store

    try:
        from kg.web.assistants import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise UsageError(
            "the Model Context Protocol is not installed",
            hint='install it with: pip install "citation-kg[mcp]"',
        ) from error
    url = store_url(store)
    if "://" in url or not Path(url).is_dir() or not any(Path(url).iterdir()):
        open_store(url).close()  # what is wrong with it is said now, not to the assistant
    made = server(url)
    # The thread that waits for stdin would outlast an interrupt; nothing here needs an end.
    signal.signal(signal.SIGINT, _end)
    made.run("stdio")


def _end(*_: object) -> None:
    os.write(2, b"interrupted\n")
    os._exit(130)
