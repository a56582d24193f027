"""The application that all commands are registered in, and what becomes of their errors."""

from __future__ import annotations

import errno
import functools
import importlib
import logging
import os
import pkgutil
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from kg import __version__
from kg.cli.common import LogLine, discard_stdout, fail, say
from kg.errors import KgError
from kg.redaction import credentials, secret

__all__ = ["app", "main"]

app = typer.Typer(
    name="kg",
    help="Turn a list of papers into a citation knowledge graph: ask it in Cypher, look at its lineage, export it as RDF.",
    invoke_without_command=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_INTERRUPTED = 130
#: What is kept of commands that go on where they were interrupted.
_KEPT = {
    ("add",): "what was fetched is kept",
    ("build",): "what was fetched is kept",
    ("check",): "what was fetched is kept",
    ("bulk", "prepare"): "what was made is kept",
}
_debug = False


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"citation-kg {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    verbose: Annotated[
        int,
        typer.Option(
            "-v", "--verbose", count=True, help="Say more on stderr; twice for every step."
        ),
    ] = 0,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Set what every command shares."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise typer.Exit(2)
    global _debug  # noqa: PLW0603 - main() needs it after the command has failed
    _debug = debug
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LogLine("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler])
    logging.getLogger("kg").setLevel(level)


#: Modules of this package that hold no commands.
_SHARED = ("application", "common", "main_path", "options", "tables")

for _module in sorted(module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])):
    if _module not in _SHARED:
        importlib.import_module(f"kg.cli.{_module}").register(app)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code.

    ``arguments`` default to those of the process.

    Every :class:`~kg.errors.KgError` becomes one line on stderr and its exit code;
    wrong usage 2; Ctrl-C 130. Nothing else is expected: what still comes through is a
    bug and says so, with its traceback on ``--debug``.
    """
    given = sys.argv[1:] if arguments is None else arguments
    for argument in given:  # an address may be shown before anybody has looked at it
        if address := re.search(r"\w[\w+.-]*://\S+$", argument):
            secret(*credentials(address[0]))
    try:
        result = _command()(
            args=_global_first(given),
            standalone_mode=False,
        )
    except (KeyboardInterrupt, typer.Abort):
        result = _INTERRUPTED
    except SystemExit as leaving:
        # Whoever read our answer has read enough, of which typer makes an exit of its own.
        if not isinstance(leaving.__context__, BrokenPipeError):
            raise
        discard_stdout()
        return 141
    except Exception as error:  # noqa: BLE001 - nothing reaches a terminal unfiltered
        if _debug and not isinstance(error, typer.TyperException):
            say("".join(traceback.format_exception(error)).rstrip("\n"))
            return _named(error).exit_code
        return fail(_named(error))
    if result == _INTERRUPTED:  # also what typer makes of Ctrl-C inside a command
        _say_interrupted(given)
    return result if isinstance(result, int) else 0


@functools.cache  # putting it together takes longer than many a command
def _command() -> Callable[..., Any]:
    return typer.main.get_command(app)


def _say_interrupted(arguments: list[str]) -> None:
    words = tuple(argument for argument in arguments if not argument.startswith("-"))
    what_stays = _KEPT.get(words[:1]) or _KEPT.get(words[:2])
    say(
        f"interrupted: {what_stays}, run the same command to go on" if what_stays else "interrupted"
    )


def _global_first(arguments: list[str]) -> list[str]:
    """Let the options that every command shares stand behind the command too."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    shared = [
        argument
        for argument in arguments[:end]
        if argument in ("--debug", "-v", "-vv", "--verbose")
    ]
    return (
        shared
        + [argument for argument in arguments[:end] if argument not in shared]
        + arguments[end:]
    )


def _named(error: Exception) -> KgError:
    """Return what is said of an error: what, where, what to do."""
    match error:
        case KgError():
            return error
        case typer.TyperException():
            return _usage(error)
        case OSError():
            return _unusable(error)
        case UnicodeEncodeError():
            text = error.object.encode("utf-8", "backslashreplace").decode()
            what = "a name or value that is not UTF-8 cannot be kept"
            return KgError(what, where=text[:200], hint="rename it")
    return KgError(
        f"{type(error).__name__}: {error}, a bug in kg", hint="run again with --debug and report it"
    )


def _unusable(error: OSError) -> KgError:
    """Return the error of a file, directory or output that the system does not let us use."""
    reason = error.strerror or type(error).__name__
    if error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        discard_stdout()
        return KgError(
            f"the answer cannot be written: {reason}", where="stdout", hint="make room for it"
        )
    where = None if error.filename is None else os.fsdecode(error.filename)
    return KgError(reason, where=where, hint="check that it can be read and written")


def _usage(error: typer.TyperException) -> KgError:
    from kg.errors import UsageError

    context = getattr(error, "ctx", None)
    command = context.command_path if context else "kg"
    message = error.format_message().replace("Value error, ", "").rstrip(".")
    return UsageError(message, hint=f"see {command} --help")
