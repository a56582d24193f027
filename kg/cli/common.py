"""What every command shares: options, output, and errors on one line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from kg.errors import KgError

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="KG_STORE",
        help="Directory of the embedded store, or a neo4j:// URL.",
        show_default="kg-store",
    ),
]


def print_json(document: Any) -> None:
    """Print exactly one JSON document, UTF-8, keys in the order given."""
    emit(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def emit(text: str) -> None:
    """Write an answer to stdout as UTF-8 with LF, whatever the platform and locale."""
    sys.stdout.flush()
    out = getattr(sys.stdout, "buffer", None)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write(text.encode("utf-8", "surrogatepass" if os.name == "nt" else "replace"))
        out.flush()


def say(text: str) -> None:
    """Tell the user something that is not the answer: to stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None
) -> None:
    """Print a table a person can read; plain and unwrapped when not on a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    wide = not sys.stdout.isatty()
    console = Console(
        file=sys.stdout,
        width=max(200, 2000 if wide else 0) if wide else None,
        highlight=False,
        soft_wrap=wide,
    )
    drawn = Table(
        *columns, title=title, title_justify="left", box=None, pad_edge=False, header_style="bold"
    )
    for row in rows:
        # Text, not markup: a title may hold "[bold]".
        drawn.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console.print(drawn)


def fail(error: KgError) -> int:
    """Print an error on one line and return its exit code."""
    say("error: " + " ".join(str(error).split()))
    return error.exit_code


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show progress on stderr: a bar on a terminal, else a line when a step begins.

    Yields ``report(what, done, total)``; a total of 0 means that it is not known.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
            tasks: dict[str, Any] = {}

            def draw(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total or None)
                bars.update(tasks[what], completed=done, total=total or None)

            yield draw
        return
    said: set[str] = set()

    def tell(what: str, done: int, total: int) -> None:
        if what not in said:
            said.add(what)
            say(f"{what}: {done}/{total}" if total else what)

    yield tell


JsonFormat = Annotated[
    str,
    typer.Option(
        "--format", help="text or json.", callback=lambda value: _one_of(value, ("text", "json"))
    ),
]


def _one_of(value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise typer.BadParameter(f"{value!r} is not one of {', '.join(allowed)}")
    return value
