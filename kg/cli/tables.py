"""Tables for people: as wide as the terminal, and nothing in them cut."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from kg.cli.common import shown, without_commands, write_text
from kg.redaction import without_secrets

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

_GAP = 2
#: A column of sentences is not made narrower than its longest word, or this.
_NARROWEST = 16
#: What ids, addresses and parameters hold and words do not.
_OF_IDS = re.compile(r"[\d:/=_]")


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None
) -> None:
    """Print a table a person can read; plain and unwrapped when not on a terminal.

    On a terminal ids and numbers stay whole and titles are wrapped. Where even so the
    columns do not fit beside each other, each row is told as lines of its own.
    """
    from rich.console import Console

    wide = not sys.stdout.isatty()
    console = Console(file=sys.stdout, highlight=False, soft_wrap=wide)
    heads = [_cell(column) for column in columns]
    cells = [[_cell(value) for value in row] for row in rows]
    widths = None if wide else _widths(heads, cells, console.width)
    with console.capture() as captured:
        if title is not None:
            console.print(_cell(title), style="italic")
        if widths is not None:
            console.print(_grid(heads, cells, widths))
        elif not wide:
            _print_records(console, heads, cells)
    lines = _lines([heads, *cells]) if wide else ()
    write_text(without_commands("".join((captured.get(), *lines))))


def folded(text: str) -> str:
    """Return lines as wide as the terminal, words whole and what goes on indented; else as they are."""
    if not sys.stdout.isatty():
        return text
    from rich.console import Console

    width = Console(file=sys.stdout).width
    return "".join(f"{_folded_line(line, width)}\n" for line in text.splitlines())


def _folded_line(line: str, width: int) -> str:
    from rich.cells import cell_len

    start = line[: len(line) - len(line.lstrip())]
    lines = [start]
    for word in line.split():
        if cell_len(f"{lines[-1]} {word}") > width and lines[-1].strip():
            lines.append(start + " " * (_GAP + 1))
        lines[-1] += word if not lines[-1].strip() else f" {word}"
    return "\n".join(lines)


def _cell(value: object) -> Text:
    from rich.text import Text

    # Text, not markup: a title may hold "[bold]".
    return Text("" if value is None else shown(without_secrets(str(value))))


def _widths(
    heads: Sequence[Text], rows: Sequence[Sequence[Text]], available: int
) -> list[int] | None:
    """Return the widths of columns that fit beside each other, None where they cannot."""
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(cell.cell_len for cell in column) for column in columns]
    least = [
        min(width, _longest_word(column)) for width, column in zip(widths, columns, strict=True)
    ]
    excess = sum(widths) + _GAP * (len(widths) - 1) - available
    if excess > sum(widths) - sum(least):
        return None
    for _ in range(excess):
        widest = max(
            (place for place, width in enumerate(widths) if width > least[place]),
            key=lambda place: widths[place],
        )
        widths[widest] -= 1
    return widths


def _longest_word(column: Sequence[Text]) -> int:
    """Return the width that a column needs so that what is copied from it stays whole."""
    from rich.cells import cell_len

    is_of_sentences = any(" " in cell.plain.strip() for cell in column[1:])
    words = {word for cell in column for word in cell.plain.split()}
    return max(
        (
            min(cell_len(word), _NARROWEST)
            if is_of_sentences and not _OF_IDS.search(word)
            else cell_len(word)
            for word in words
        ),
        default=1,
    )


def _lines(rows: Sequence[Sequence[Text]]) -> Iterator[str]:
    """Yield the lines of a table, a row a line however long; rich folds at the width it is told."""
    from rich.cells import cell_len

    parted = [[cell.plain.split("\n") for cell in row] for row in rows]
    widths = [
        max(cell_len(part) for cell in column for part in cell)
        for column in zip(*parted, strict=True)
    ]
    for row in parted:
        for parts in zip_longest(*row, fillvalue=""):
            padded = (
                part + " " * (width - cell_len(part))
                for part, width in zip(parts, widths, strict=True)
            )
            yield (" " * _GAP).join(padded) + "\n"


def _grid(
    heads: Sequence[Text], rows: Sequence[Sequence[Text]], widths: Sequence[int]
) -> RenderableType:
    from rich.table import Table

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for place, head in enumerate(heads):
        drawn.add_column(head, overflow="fold", width=widths[place])
    for row in rows:
        drawn.add_row(*row)
    return drawn


def _print_records(console: Console, heads: Sequence[Text], rows: Sequence[Sequence[Text]]) -> None:
    """Print each row as lines of names and values, without those that are empty."""
    from rich.table import Table

    name = max(head.cell_len for head in heads)
    value = console.width - name - _GAP
    for row in rows:
        for head, cell in zip(heads, row, strict=True):
            if not cell.plain:
                continue
            if _longest_word([head, cell]) > value:
                console.print(head, style="bold")
                console.print(cell, soft_wrap=True)
                continue
            line = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
            line.add_column(style="bold", width=name)
            line.add_column(overflow="fold", width=value)
            line.add_row(head, cell)
            console.print(line)
        console.print()
