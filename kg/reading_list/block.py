"""The blocks of a list and the styled runs of text in them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Block", "Span"]


class Span(NamedTuple):
    r"""A run of text in one style.

    The text ``"\n"`` ends a line, ``"\r"`` is a break that is meant, ``"\n\n"`` ends a paragraph.
    """

    text: str
    line: int
    bold: bool = False
    italic: bool = False
    href: str | None = None
    image: bool = False


@dataclass(slots=True)
class Block:
    """A heading, paragraph, list item or table row.

    ``kind`` is heading, paragraph, item, row, end (of what a ``<summary>`` headed),
    header (the row that names a table's columns), or verbatim (code, front matter).
    ``group`` tells lists and tables apart; ``parent`` is the index of the item it is
    nested in; ``cells`` are the spans of a row; ``columns`` its table's header;
    ``unsaid`` are lines that belong to it and of which nothing is read, an abstract to be
    opened.
    """

    kind: str
    line: int
    spans: list[Span] = field(default_factory=list)
    level: int = 0
    parent: int | None = None
    group: int = 0
    cells: list[list[Span]] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    quoted: bool = False
    unsaid: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says, as one line without markup."""
        parts = [self.spans] if self.spans else self.cells
        said = " | ".join("".join(span.text for span in spans).strip() for spans in parts)
        return " ".join(said.split())

    @property
    def lines(self) -> set[int]:
        """The lines of the file that it stands on."""
        spans = itertools.chain(self.spans, *self.cells)
        return {self.line, *self.unsaid, *(span.line for span in spans if span.text.strip())}
