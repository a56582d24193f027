"""The blocks of a list as they are written, one event after the other."""

from __future__ import annotations

import re

from kg.reading_list.block import Block, Span
from kg.reading_list.links import identifiers_of

__all__ = ["BlockWriter"]


def _names_papers(row: Block) -> bool:
    """Whether a row leads to papers: what stands where the names of columns should is no header."""
    return any(identifiers_of(span.href) for cell in row.cells for span in cell if span.href)


class BlockWriter:
    """Makes blocks of what opens and closes: headings, paragraphs, lists, tables, text."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.items: list[int] = []  # open list items, innermost last
        self.groups: list[int] = []  # open lists
        self.made = 0
        self.target: list[Span] | None = None
        self.cell = False
        self.in_header = False
        self.columns: tuple[str, ...] = ()
        self.row: Block | None = None
        self.quotes = 0
        self.bold = self.italic = 0
        self.href: str | None = None
        self.summary: Block | None = None
        self.note = 0  # depth of <details> whose content is an abstract or the like

    def text(self, text: str, line: int) -> None:
        """Add text in the style that is open; within a note that is opened, only its line."""
        if self.note and self.blocks:
            self.blocks[-1].unsaid.append(line)
        elif self.target is not None:
            self.target.append(Span(text, line, self.bold > 0, self.italic > 0, self.href))

    def image(self, alt: str, line: int) -> None:
        """Add what an image says, with where it leads."""
        if self.target is not None and not self.note:
            self.target.append(Span(alt, line, href=self.href, image=True))

    def open_heading(self, line: int, level: int) -> None:
        """Begin a heading; level 0 is that of what is clicked on to open."""
        block = Block("heading", line, level=level)
        self.blocks.append(block)
        self.target = block.spans

    def paragraph(self, line: int) -> None:
        """Begin a paragraph, or go on with the item that it stands in."""
        if self.cell or self.summary is not None:
            return
        if self.items:
            item = self.blocks[self.items[-1]]
            if item.spans:
                item.spans.append(Span("\n\n", line))
            self.target = item.spans
            return
        block = Block("paragraph", line, quoted=self.quotes > 0)
        self.blocks.append(block)
        self.target = block.spans

    def close(self) -> None:
        """End a heading or a paragraph; cells and summaries end by themselves."""
        if not self.cell and self.summary is None:
            self.target = None

    def open_list(self) -> None:
        """Begin a list."""
        self.made += 1
        self.groups.append(self.made)

    def close_list(self) -> None:
        """End the innermost list."""
        if self.groups:
            self.groups.pop()

    def open_item(self, line: int, number: str = "") -> None:
        """Begin an item of the innermost list; a number that is a year is text."""
        parent = self.items[-1] if self.items else None
        group = self.groups[-1] if self.groups else 0
        block = Block("item", line, parent=parent, group=group, quoted=self.quotes > 0)
        self.items.append(len(self.blocks))
        self.blocks.append(block)
        self.target = block.spans
        if re.fullmatch(r"19[5-9]\d|20[0-4]\d", number):
            self.text(f"({number}) ", line)  # a year taken for the number of a list

    def close_item(self) -> None:
        """End the innermost item."""
        if self.items:
            self.items.pop()
        self.target = None

    def open_table(self) -> None:
        """Begin a table."""
        self.made += 1
        self.columns, self.in_header, self.row = (), False, None
        self.groups.append(self.made)
        self.cell = False

    def open_row(self, line: int) -> None:
        """Begin a row, and end the one before."""
        self.close_row()
        parent = self.items[-1] if self.items else None
        self.row = Block("row", line, group=self.made, parent=parent, columns=self.columns)

    def close_row(self) -> None:
        """End a row: one of headers names the columns of those after it."""
        self.close_cell()
        row, self.row = self.row, None
        if row is None:
            return
        if self.in_header and not _names_papers(row):
            self.columns = tuple("".join(span.text for span in cell).strip() for cell in row.cells)
            row.kind = "header"
        self.in_header = False
        self.blocks.append(row)

    def open_cell(self) -> None:
        """Begin a cell, and end the one before."""
        self.close_cell()
        if self.row is not None:
            self.row.cells.append([])
            self.target = self.row.cells[-1]
            self.cell = True

    def close_cell(self) -> None:
        """End a cell, with every style that is open in it."""
        if self.cell:
            self.cell = False
            self.target = None
            self.href = None
            self.bold = self.italic = 0

    def verbatim(self, line: int, content: str) -> None:
        """Keep what is not Markdown: a part of the item that it stands in, else a block."""
        if self.items:
            self.blocks[self.items[-1]].unsaid += range(line, line + content.count("\n") + 1)
        else:
            self.blocks.append(Block("verbatim", line, [Span(content, line)]))
