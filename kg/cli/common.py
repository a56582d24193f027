"""What every command shares: options, output, and errors on one line."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import typer

from kg.errors import KgError
from kg.redaction import without_secrets

# Control characters a terminal obeys, line ends that only some programs see, and
# characters that show a text in another order than it is written in.
_OBEYED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)"
)
# What the log of a workflow takes for a command: "::name::" that begins a line, "##[name]" anywhere.
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)|#(?=#(?:vso)?\[)", re.MULTILINE)


def shown(text: str) -> str:
    r"""Return a text that a terminal shows and does not obey: control characters as escapes.

    The escapes are those of JSON, so that a JSON document stays one.

    Examples
    --------
    >>> print(shown("Deep \x1b]0;owned\x07 Hashing"))
    Deep \u001b]0;owned\u0007 Hashing
    """
    return _OBEYED.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def without_commands(text: str) -> str:
    r"""Return a text in which the log of a workflow sees no command.

    Examples
    --------
    >>> print(without_commands("::error::owned"))
    \u003a:error::owned
    """
    return _COMMAND.sub(
        lambda match: r"\u0023" if match.group() == "#" else rf"{match.group(1)}\u003a", text
    )


def group(help: str) -> typer.Typer:
    """Return a group of commands that prints its help when it is called alone."""
    made = typer.Typer(
        help=help,
        invoke_without_command=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @made.callback()
    def alone(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            typer.echo(context.get_help(), err=True)
            raise typer.Exit(2)

    return made


def print_json(document: Any) -> None:
    """Print exactly one JSON document, UTF-8, keys in the order given."""
    emit_data(without_secrets(json.dumps(document, ensure_ascii=False, indent=2)) + "\n")


def emit(text: str) -> None:
    """Write an answer for a person to stdout: nothing in it is obeyed by terminal or log."""
    write_text(without_commands(shown(without_secrets(text))))


def emit_data(text: str) -> None:
    """Write an answer for a program to stdout: as its format says, but shown on a terminal."""
    write_text(shown(text) if sys.stdout.isatty() else text)


@contextmanager
def data_stream() -> Iterator[IO[bytes]]:
    """Open stdout for bytes in a format of its own; what a terminal gets is shown."""
    if sys.stdout.isatty():
        buffer = io.BytesIO()
        yield buffer
        emit_data(buffer.getvalue().decode("utf-8", "replace"))
        return
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def write_text(text: str) -> None:
    """Write to stdout as UTF-8 with LF, whatever the platform and locale."""
    sys.stdout.flush()
    out = getattr(sys.stdout, "buffer", None)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write(text.encode("utf-8", "surrogatepass" if os.name == "nt" else "replace"))
        out.flush()


def say(text: str) -> None:
    """Tell the user something that is not the answer: to stderr."""
    with suppress(OSError):  # who cannot be told is not told
        sys.stderr.write(without_commands(shown(without_secrets(text))) + "\n")
        sys.stderr.flush()


def place(path: str | os.PathLike[str]) -> str:
    """Return a file's name as it was given; of a link also where it leads, for that was written."""
    file = Path(path)
    return f"{path}, a link to {file.resolve()}" if file.is_symlink() else f"{path}"


class LogLine(logging.Formatter):
    """A line of the log that no terminal obeys and that holds no secret."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return without_commands(shown(without_secrets(super().format(record))))


def fail(error: KgError) -> int:
    """Print an error on one line and return its exit code."""
    say("error: " + " ".join(str(error).split()))
    return error.exit_code


def discard_stdout() -> None:
    """Write nothing more to a stdout that takes nothing more, not even at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show progress on stderr: a bar on a terminal, else a line when a step begins.

    Yields ``report(what, done, total)``; a total of 0 means that it is not known.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.markup import escape
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
                what = escape(shown(without_secrets(what)))
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total or None)
                bars.update(tasks[what], completed=done, total=total or None)

            yield draw
        return
    announced: set[str] = set()

    def tell(what: str, done: int, total: int) -> None:
        if what not in announced:
            announced.add(what)
            say(f"{what}: {done}/{total}" if total else what)

    yield tell
