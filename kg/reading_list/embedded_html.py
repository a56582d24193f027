"""The HTML that people embed in Markdown, as the events that Markdown sends, too."""

from __future__ import annotations

import html
import re

from kg.reading_list.block import Block
from kg.reading_list.block_writer import BlockWriter
from kg.reading_list.html_tags import attribute_of, badge_words, tags_in

__all__ = ["HtmlReader"]

_NOTE = re.compile(
    r"(?i)\W*(?:abstract|bib\s?tex|tl;?\s?dr|cit(?:e|ation)|notes?|summary|摘要)\b\W*|\W*摘要\W*"
)


class HtmlReader(BlockWriter):
    """Turns HTML tags into the events of blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.html_open = 0  # depth of lists and tables in HTML
        self.details: list[bool] = []  # whether each open <details> has headed something
        self.within = False  # a Markdown block: its HTML opens none

    def html(self, content: str, line: int) -> None:
        """Read HTML that begins on a line."""
        at = 0
        for start, end, tag in tags_in(content):
            self.raw_text(content[at:start], line)
            line += content.count("\n", at, start)
            if tag is not None:
                self.tag(tag.group(1) == "/", tag.group(2).lower(), tag.group(3), line)
            line += content.count("\n", start, end)
            at = end
        self.raw_text(content[at:], line)

    def raw_text(self, text: str, line: int) -> None:
        """Read the text between tags."""
        if not text:
            return
        if self.target is None:
            if not text.strip():
                return
            line += text[: len(text) - len(text.lstrip())].count("\n")
            text = text.lstrip()
            self.paragraph(line)
        self.text(re.sub(r"\s*\n\s*", " ", html.unescape(text)), line)

    def tag(self, closing: bool, name: str, attributes: str, line: int) -> None:
        """Read a tag."""
        match name:
            case "a":
                self.href = None if closing else attribute_of(attributes, "href")
            case "dl" | "dt" | "dd":
                self.html_definition(closing, name, line)
            case "ul" | "ol" | "li" | "table" | "tr" | "th" | "td":
                self.html_list_or_table(closing, name, line)
            case "img":
                self.image(_words_of_image(attributes), line)
            case "kbd":
                self.text("\t", line)  # a key is drawn apart from what is around it
            case "br":
                self.text("\r", line)
            case "details":
                self.html_details(closing, line)
            case "summary" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.html_heading_tag(closing, name, line)
            case "p" | "div" | "center" | "blockquote" | "hr":
                self.html_break(line)
            case _:
                self.html_emphasis(closing, name)

    def html_emphasis(self, closing: bool, name: str) -> None:
        """Open or close bold or italic text."""
        change = -1 if closing else 1
        if name in ("b", "strong"):
            self.bold = max(0, self.bold + change)
        elif name in ("i", "em"):
            self.italic = max(0, self.italic + change)

    def html_break(self, line: int) -> None:
        """End what is open; within Markdown, only the line."""
        if self.within:
            self.text("\r", line)
        else:
            self.close()

    def html_definition(self, closing: bool, name: str, line: int) -> None:
        """Read a list of definitions: each term with what is said of it is an item."""
        match name, closing:
            case "dl", False:
                self.html_list_or_table(closing, "ul", line)
            case "dl", True:
                self.close_item()
                self.html_list_or_table(closing, "ul", line)
            case "dt", False:
                self.close_item()
                self.open_item(line)
            case "dd", False:
                self.text("\r", line)
            case _:
                pass

    def html_list_or_table(self, closing: bool, name: str, line: int) -> None:
        """Open or close a list, a table, or a part of one."""
        if name in ("ul", "ol", "table"):
            self.html_open = max(0, self.html_open + (-1 if closing else 1))
        match name:
            case "ul" | "ol":
                self.close_list() if closing else self.open_list()
            case "li":
                self.close_item() if closing else self.open_item(line)
            case "table":
                self.close_row() if closing else self.open_table()
            case "tr":
                self.close_row() if closing else self.open_row(line)
            case _:
                self.html_cell(closing, name)

    def html_cell(self, closing: bool, name: str) -> None:
        """Open or close a cell."""
        if closing:
            self.close_cell()
            return
        if self.row is not None:
            # Only a row of nothing but <th> is a header: the first cell of others may be one.
            self.in_header = name == "th" and (self.in_header or not self.row.cells)
        self.open_cell()

    def html_details(self, closing: bool, line: int) -> None:
        """Open or close what a summary is clicked on for."""
        if not closing:
            self.details.append(False)
            return
        if self.details and self.details.pop():
            self.close()
            self.blocks.append(Block("end", line))
        self.note = min(self.note, len(self.details))

    def html_heading_tag(self, closing: bool, name: str, line: int) -> None:
        """Open or close a heading or a summary."""
        if not closing:
            self.heading_opened(name, line)
            return
        heading, self.summary = self.summary, None
        if name == "summary":
            self.summary_closed(heading)
        if heading is not None:
            self.close()

    def heading_opened(self, name: str, line: int) -> None:
        """Begin a heading, or within an item or a cell the line of a summary."""
        if not self.items and not self.cell:
            self.open_heading(line, 0 if name == "summary" else int(name[1]))
            self.summary = self.blocks[-1]
        elif name == "summary":
            self.text("\n", line)

    def summary_closed(self, heading: Block | None) -> None:
        """Take what a summary opens for a note, told by its last line, or else for a section."""
        spans = heading.spans if heading else self.target or []
        lines = "".join(span.text for span in spans).strip().splitlines()
        if _NOTE.fullmatch(lines[-1] if lines else ""):
            self.note = self.note or len(self.details)
            if heading is not None:
                heading.spans.clear()
        elif heading is not None and self.details:
            self.details[-1] = True


def _words_of_image(attributes: str) -> str:
    """Return what stands for an image: its alternative text, else the words of a badge."""
    return attribute_of(attributes, "alt") or badge_words(attribute_of(attributes, "src") or "")
