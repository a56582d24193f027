"""Markdown, and the HTML people embed in it, as a flat sequence of blocks.

The syntax tree of markdown-it-py is walked once; HTML tags send the same events as
Markdown does, so that a ``<td>``, a ``|`` cell and a list item end up in one shape:
a :class:`Block` with styled :class:`Span` s.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kg.reading_list.block import Block, Span
from kg.reading_list.html_tags import attribute_of, badge_words, tags_in
from kg.reading_list.signs_of_words import escape_dois, escape_stars

__all__ = ["Document", "read_document"]

#: Inline content longer than this, or with more brackets, is no entry of a list, and
#: the time markdown-it-py takes for it grows with its square.
_LONGEST_INLINE = 30_000

_MOST_BRACKETS = 1_500

#: A line of the fields that stand between two rules before a list.
_FIELD = re.compile(r"[\w.-]+[ \t]*:|[ \t#-]|$")

_MOST_FIELDS = 200

#: ``[Title]({{ site.url }}/a.pdf)``: a blank ends an address of Markdown.
_TEMPLATED = re.compile(r"(?<=\]\()\{\{[^{}()\n]{1,60}\}\}[^()\s]*(?=\))")

_BLANK = "\ue000"

#: What a generator is told of the text before it: ``{:target="_blank"}``.
_ATTRIBUTES = re.compile(r"(?<=[)\]*_`])\{:[^{}\n]{1,80}\}")

_PUNCTUATION = " \t\r\n.,;:-–—()[]"

_CELL = re.compile(r"(?<!\\)\|")

_NOTE = re.compile(
    r"(?i)\W*(?:abstract|bib\s?tex|tl;?\s?dr|cit(?:e|ation)|notes?|summary|摘要)\b\W*|\W*摘要\W*"
)


class Document(NamedTuple):
    """The blocks of a file, in order, the lines too big to be read, and those of its code."""

    blocks: list[Block]
    unread: list[int]
    code: set[int]


def read_document(text: str) -> Document:
    r"""Return the blocks of a Markdown text.

    Examples
    --------
    >>> document = read_document("# A\n\n- **B** [c](https://d.org)\n")
    >>> [(block.kind, block.line, block.spans[0].text) for block in document.blocks]
    [('heading', 1, 'A'), ('item', 3, 'B')]
    """
    markdown = _Markdown("commonmark").enable(["table", "strikethrough"])
    markdown.disable("inline")
    reader = _Reader(markdown, text.split("\n"))
    if front := _front_matter(reader.lines):
        start, end = front
        reader.verbatim(start + 1, "\n".join(reader.lines[start:end]))
        text = "\n" * end + "\n".join(reader.lines[end:])
    for token in markdown.parse(_TEMPLATED.sub(_without_blanks, text)):
        reader.token(token)
    for block in reader.blocks:
        block.spans[:] = _without_even_bold(block.spans)
    return Document(reader.blocks, reader.unread, reader.code)


def _without_blanks(address: re.Match[str]) -> str:
    """Return the address of a link that a template fills in as Markdown reads it."""
    return address.group().replace(" ", _BLANK)


def _without_even_bold(spans: list[Span]) -> list[Span]:
    """Return a text that is bold throughout without that, when some of it is set apart in italics."""
    words = [span for span in spans if span.text.strip(_PUNCTUATION) and not span.image]
    if not all(span.bold for span in words) or len({span.italic for span in words}) < 2:
        return spans
    return [span._replace(bold=False) for span in spans]


def _front_matter(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return where the fields before a list begin and end."""
    start = next((n for n, line in enumerate(lines) if line.strip("\ufeff \t\r")), None)
    if start is None or lines[start].strip("\ufeff \t\r") != "---":
        return None
    for end, line in enumerate(lines[start + 1 : start + _MOST_FIELDS], start + 1):
        if line.rstrip() in ("---", "..."):
            return (start, end + 1) if end > start + 1 else None
        if not _FIELD.match(line.rstrip()):
            return None
    return None


class _Markdown(MarkdownIt):
    """Markdown whose links stay as they are written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (the library's name)
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (the library's name; any address is kept)
        return True


class _Reader:
    """Turns the events of Markdown tokens and HTML tags into blocks."""

    def __init__(self, markdown: MarkdownIt, lines: list[str]) -> None:
        self.markdown = markdown
        self.lines = lines
        self.blocks: list[Block] = []
        self.unread: list[int] = []
        self.code: set[int] = set()
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
        self.html_heading: Block | None = None
        self.html_open = 0  # depth of lists and tables in HTML
        self.details: list[bool] = []  # whether each open <details> has headed something
        self.within = False  # a Markdown block: its HTML opens none
        self.note = 0  # depth of <details> whose content is an abstract or the like

    # ------------------------------------------------------------ Markdown

    def token(self, token: Token) -> None:
        line = token.map[0] + 1 if token.map else 0
        match token.type:
            case "heading_open":
                self.open_heading(line, int(token.tag[1]))
            case "heading_close" | "paragraph_close":
                self.close()
            case "paragraph_open":
                self.paragraph(line)
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "html_block":
                self.html(token.content, line)
            case "inline":
                self.inline(token.content, line)
            case "code_block" if self.html_open and token.content.lstrip().startswith("<"):
                self.html(token.content, line)  # the rest of a table or list, behind a blank line
            case "fence" | "code_block":
                self.verbatim(line, token.content)
                self.code.update(range(line, token.map[1] + 1 if token.map else line))
            case _:
                self.list_token(token, line)
                self.table_token(token, line)

    def list_token(self, token: Token, line: int) -> None:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.open_list()
            case "bullet_list_close" | "ordered_list_close":
                self.close_list()
            case "list_item_open":
                self.open_item(line, token.info)
            case "list_item_close":
                self.close_item()
            case _:
                pass

    def table_token(self, token: Token, line: int) -> None:
        match token.type:
            case "table_open":
                self.open_table()
            case "thead_open":
                self.in_header = True
            case "tr_open":
                self.open_row(line)
            case "tr_close":
                self.spare_cells()
                self.close_row()
            case "th_open" | "td_open":
                self.open_cell()
            case "th_close" | "td_close":
                self.close_cell()
            case _:
                pass

    def verbatim(self, line: int, content: str) -> None:
        """Keep what is not Markdown: a part of the item that it stands in, else a block."""
        if self.items:
            self.blocks[self.items[-1]].unsaid += range(line, line + content.count("\n") + 1)
        else:
            self.blocks.append(Block("verbatim", line, [Span(content, line)]))

    def spare_cells(self) -> None:
        """Read the cells that a row has beyond its table's columns; Markdown drops them."""
        row = self.row
        if row is None or self.in_header or not 0 < row.line <= len(self.lines):
            return
        cells = _CELL.split(self.lines[row.line - 1].strip().removeprefix("|").removesuffix("|"))
        for content in cells[len(row.cells) : len(row.cells) + 5]:
            self.open_cell()
            self.inline(content.strip(), row.line)
            self.close_cell()

    def inline(self, content: str, line: int) -> None:
        if len(content) > _LONGEST_INLINE or content.count("[") > _MOST_BRACKETS:
            self.unread.append(line)
            return
        tokens: list[Token] = []
        content = escape_stars(escape_dois(_ATTRIBUTES.sub("", content)))
        self.markdown.inline.parse(content, self.markdown, {}, tokens)
        for token in tokens:
            match token.type:
                case "softbreak" | "hardbreak":
                    line += 1
                    self.text("\n" if token.type == "softbreak" else "\r\n", line)
                case "strong_open" | "strong_close":
                    self.bold += token.nesting
                case "em_open" | "em_close":
                    self.italic += token.nesting
                case "link_open":
                    self.href = str(token.attrGet("href") or "").replace(_BLANK, " ")
                case "link_close":
                    self.href = None
                case "image":
                    self.image(token.content or badge_words(str(token.attrGet("src") or "")), line)
                case "html_inline":
                    self.within = self.target is not None
                    self.html(token.content, line)
                    self.within = False
                    line += token.content.count("\n")
                case _:
                    if token.content:
                        self.text(token.content, line)
        self.bold = self.italic = 0

    # ---------------------------------------------------------------- HTML

    def html(self, content: str, line: int) -> None:
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
        match name:
            case "b" | "strong":
                self.bold = max(0, self.bold + (-1 if closing else 1))
            case "i" | "em":
                self.italic = max(0, self.italic + (-1 if closing else 1))
            case "a":
                self.href = None if closing else attribute_of(attributes, "href")
            case "ul" | "ol" | "li" | "table" | "tr" | "th" | "td":
                self.html_list_or_table(closing, name, line)
            case "img":
                src = attribute_of(attributes, "src") or ""
                self.image(attribute_of(attributes, "alt") or badge_words(src), line)
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
                pass

    def html_break(self, line: int) -> None:
        if self.within:
            self.text("\r", line)
        else:
            self.close()

    def html_list_or_table(self, closing: bool, name: str, line: int) -> None:
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
        if closing:
            self.close_cell()
            return
        if self.row is not None:
            # Only a row of nothing but <th> is a header: the first cell of others may be one.
            self.in_header = name == "th" and (self.in_header or not self.row.cells)
        self.open_cell()

    def html_details(self, closing: bool, line: int) -> None:
        if not closing:
            self.details.append(False)
            return
        if self.details and self.details.pop():
            self.close()
            self.blocks.append(Block("end", line))
        self.note = min(self.note, len(self.details))

    def html_heading_tag(self, closing: bool, name: str, line: int) -> None:
        if not closing:
            if not self.items and not self.cell:
                self.open_heading(line, 0 if name == "summary" else int(name[1]))
                self.html_heading = self.blocks[-1]
            elif name == "summary":
                self.text("\n", line)
            return
        heading, self.html_heading = self.html_heading, None
        if name == "summary":
            said = "".join(span.text for span in (heading.spans if heading else self.target or []))
            if _NOTE.fullmatch(said.strip().splitlines()[-1] if said.strip() else ""):
                self.note = self.note or len(self.details)
                if heading is not None:
                    heading.spans.clear()
            elif heading is not None and self.details:
                self.details[-1] = True
        if heading is not None:
            self.close()

    # -------------------------------------------------------------- events

    def text(self, text: str, line: int) -> None:
        if self.note and self.blocks:
            self.blocks[-1].unsaid.append(line)
        elif self.target is not None:
            self.target.append(Span(text, line, self.bold > 0, self.italic > 0, self.href))

    def image(self, alt: str, line: int) -> None:
        if self.target is not None and not self.note:
            self.target.append(Span(alt, line, href=self.href, image=True))

    def open_heading(self, line: int, level: int) -> None:
        block = Block("heading", line, level=level)
        self.blocks.append(block)
        self.target = block.spans

    def paragraph(self, line: int) -> None:
        if self.cell or self.html_heading is not None:
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
        if not self.cell and self.html_heading is None:
            self.target = None

    def open_list(self) -> None:
        self.made += 1
        self.groups.append(self.made)

    def close_list(self) -> None:
        if self.groups:
            self.groups.pop()

    def open_item(self, line: int, number: str = "") -> None:
        parent = self.items[-1] if self.items else None
        group = self.groups[-1] if self.groups else 0
        block = Block("item", line, parent=parent, group=group, quoted=self.quotes > 0)
        self.items.append(len(self.blocks))
        self.blocks.append(block)
        self.target = block.spans
        if re.fullmatch(r"19[5-9]\d|20[0-4]\d", number):
            self.text(f"({number}) ", line)  # a year taken for the number of a list

    def close_item(self) -> None:
        if self.items:
            self.items.pop()
        self.target = None

    def open_table(self) -> None:
        self.made += 1
        self.columns, self.in_header, self.row = (), False, None
        self.groups.append(self.made)
        self.cell = False

    def open_row(self, line: int) -> None:
        self.close_row()
        parent = self.items[-1] if self.items else None
        self.row = Block("row", line, group=self.made, parent=parent, columns=self.columns)

    def close_row(self) -> None:
        self.close_cell()
        row, self.row = self.row, None
        if row is None:
            return
        if self.in_header:
            self.columns = tuple("".join(span.text for span in cell).strip() for cell in row.cells)
            self.in_header, row.kind = False, "header"
        self.blocks.append(row)

    def open_cell(self) -> None:
        self.close_cell()
        if self.row is not None:
            self.row.cells.append([])
            self.target = self.row.cells[-1]
            self.cell = True

    def close_cell(self) -> None:
        if self.cell:
            self.cell = False
            self.target = None
            self.href = None
            self.bold = self.italic = 0
