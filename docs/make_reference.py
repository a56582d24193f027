"""Write docs/reference/cli.md from the command line itself, or check that it is current.

The text is made of what the commands declare and not of what ``--help`` prints, so
that it depends neither on a terminal's width nor on how a library draws its help.

    python docs/make_reference.py           write it
    python docs/make_reference.py --check   exit 1 when it is stale
"""

from __future__ import annotations

import inspect
import re
import sys
import typing
from enum import Enum, EnumType
from pathlib import Path

import typer.main

from kg.cli import app

TARGET = Path(__file__).parent / "reference" / "cli.md"
TITLE = """\
# Command line

<!-- Made by docs/make_reference.py from the commands; `make lint` checks that it is current. -->
"""


def main() -> int:
    """Write the reference, or with ``--check`` compare it."""
    text = reference(typer.main.get_command(app))
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(
            "error: docs/reference/cli.md is stale, run python docs/make_reference.py",
            file=sys.stderr,
        )
        return 1
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


def reference(root: typing.Any) -> str:
    """Return the reference of a command tree as Markdown."""
    parts = [TITLE, *_prose(root.help), *_parameters(root)]
    for name, command in _leaves(root, "kg"):
        parts += [f"## {name}\n", _usage(name, command), *_prose(command.help)]
        parts += _parameters(command)
    return "\n".join(parts).rstrip("\n") + "\n"


def _leaves(group: typing.Any, name: str) -> typing.Iterator[tuple[str, typing.Any]]:
    for child, command in group.commands.items():
        if command.hidden:
            continue
        full = f"{name} {child}"
        runs = not hasattr(command, "commands") or command.invoke_without_command
        if runs or command.help:
            yield full, command
        if hasattr(command, "commands"):
            yield from _leaves(command, full)


def _prose(help: str | None) -> list[str]:
    parts = []
    for paragraph in inspect.cleandoc(help or "").split("\n\n"):
        text = " ".join(paragraph.replace("\b", "").split())
        if example := re.fullmatch(r"Examples?: (kg .*)", text):
            commands = re.split(r"(?:,? or:?|;) (?=kg )", example[1])
            parts.append("```bash\n" + "\n".join(commands) + "\n```\n")
        elif text:
            parts.append(text + "\n")
    return parts


def _usage(name: str, command: typing.Any) -> str:
    if hasattr(command, "commands"):
        arguments = ["COMMAND"]
    else:
        arguments = [_placeholder(param) for param in command.params if not _is_option(param)]
    options = ["[OPTIONS]"] if any(map(_is_option, command.params)) else []
    return "```text\n" + " ".join([name, *options, *arguments]) + "\n```\n"


def _placeholder(argument: typing.Any) -> str:
    name = (argument.metavar or argument.name).strip("[].").upper()
    name = name if argument.required else f"[{name}]"
    return f"{name}..." if argument.nargs == -1 else name


def _is_option(param: typing.Any) -> bool:
    return param.param_type_name == "option"


def _parameters(command: typing.Any) -> list[str]:
    types = typing.get_type_hints(command.callback) if command.callback else {}
    rows = [
        f"| {_names(param)} | {_meaning(param, types.get(param.name))} |"
        for param in command.params
        if not getattr(param, "hidden", False) and param.name not in ("help", *_COMPLETION)
    ]
    return ["| option | meaning |", "|---|---|", *rows, ""] if rows else []


_COMPLETION = ("install_completion", "show_completion")


def _names(param: typing.Any) -> str:
    if not _is_option(param):
        return f"`{_placeholder(param)}`"
    names = ", ".join(
        f"`{name}`" for name in sorted(param.opts, key=lambda name: (len(name), name))
    )
    value = "" if param.is_flag or not param.metavar else f" `{param.metavar}`"
    return names + value + "".join(f" / `{name}`" for name in param.secondary_opts)


def _meaning(param: typing.Any, type: typing.Any) -> str:
    notes = [(getattr(param, "help", None) or "").replace("|", "\\|").replace("\n", " ")]
    if choices := _choices(type):
        notes.append("One of " + ", ".join(f"`{choice}`" for choice in choices) + ".")
    if getattr(param, "multiple", False):
        notes.append("May be given several times.")
    shown = param.show_default if isinstance(param.show_default, str) else param.default
    if isinstance(shown, Enum):
        shown = shown.value
    if shown not in (None, False, "", [], ()) and not getattr(param, "is_flag", False):
        notes.append(f"Default: `{shown}`.")
    if param.envvar:
        notes.append(f"Environment: `{param.envvar}`.")
    return " ".join(note for note in notes if note)


def _choices(type: typing.Any) -> list[str]:
    if isinstance(type, EnumType):
        return [str(member.value) for member in type]
    found = [
        str(value) for value in typing.get_args(type) if typing.get_origin(type) is typing.Literal
    ]
    return found or [choice for inner in typing.get_args(type) for choice in _choices(inner)]


if __name__ == "__main__":
    sys.exit(main())
