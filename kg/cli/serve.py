"""``kg serve``: the graph in a browser, for SPARQL clients and scripts."""

from __future__ import annotations

import gc
import importlib.util
import sys
from typing import Annotated

import typer

from kg.cli.common import emit, say
from kg.cli.options import NoOpenOption, StoreOption
from kg.public_limits import PUBLIC_SECONDS


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    store: StoreOption = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen at; 0 is any free one.")
    ] = 8642,
    host: Annotated[
        str, typer.Option("--host", help="Where to listen; all but this machine need --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str | None,
        typer.Option(
            "--token", envvar="KG_TOKEN", help="Answer only who shows this, once per browser."
        ),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", metavar="SECONDS", min=0.001, help="End a query after this."),
    ] = PUBLIC_SECONDS,
    cors: Annotated[
        bool, typer.Option("--cors", help="Let pages of other sites ask /sparql.")
    ] = False,
    known_as: Annotated[
        list[str] | None,
        typer.Option(
            "--known-as",
            metavar="NAME",
            help="Another host name it is asked by, behind a proxy; needs --token; repeatable.",
        ),
    ] = None,
    no_open: NoOpenOption = False,
) -> None:
    """Show the graph in a browser: the site, search, Cypher, SPARQL 1.1 and downloads.

    Needs the extra citation-kg[serve]. Only this machine is answered, nothing is written,
    and a build beside it is seen at once. Ctrl-C ends it.

    Example: kg serve --port 8000
    """
    from kg.errors import KgError
    from kg.redaction import secret
    from kg.settings import store_url

    for needed in ("starlette", "uvicorn"):
        if importlib.util.find_spec(needed) is None:
            raise KgError(
                f"kg serve needs {needed}", hint="install it with: pip install 'citation-kg[serve]'"
            )
    from kg.web.serve import run

    secret(token)

    def ready(address: str) -> None:
        emit(f"{address}\n")
        shown = " once with ?token=" if token else ""
        say(f"open it{shown} in a browser; Ctrl-C ends it")
        if sys.stdout.isatty() and not no_open and not token:
            import webbrowser

            webbrowser.open(address)

    run(
        store_url(store),
        host=host,
        port=port,
        token=token,
        time_limit=time_limit,
        cors=cors,
        names=known_as or (),
        ready=ready,
    )
    # The process ends here: to look through what it holds once more would take half a second.
    gc.freeze()
