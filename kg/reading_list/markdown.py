"""Markdown, and the HTML people embed in it, as a flat sequence of blocks.

The syntax tree of markdown-it-py is walked once; HTML tags
(:mod:`kg.reading_list.embedded_html`) send the same events as Markdown does, so that a
``<td>``, a ``|`` cell and a list item end up in one shape: a :class:`Block` with styled
:class:`Span` s.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from kg.reading_list.block import Block, Span
from kg.reading_list.embedded_html import HtmlReader
from kg.reading_list.html_tags import badge_words
from kg.reading_list.line_paragraphs import lines_apart
from kg.reading_list.links import identifiers_of
from kg.reading_list.several_papers import papers_apart, parted
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

#: A footnote is an item of a list; its mark is no part of a title.
_FOOTNOTE = re.compile(r"^([ >]{0,3})\[\^[^\]\s]{1,30}\]:[ \t]+", re.MULTILINE)
_FOOTNOTE_MARK = re.compile(r"(?<=\S)\[\^[^\]\s]{1,30}\](?!:)")

_BLANK = "\ue000"

#: What a generator is told of the text before it: ``{:target="_blank"}``.
_ATTRIBUTES = re.compile(r"(?<=[)\]*_`])\{:[^{}\n]{1,80}\}")

_PUNCTUATION = " \t\r\n.,;:-–—()[]"

_BREAKS = {"softbreak": "\n", "hardbreak": "\r\n"}
_CELL = re.compile(r"(?<!\\)\|")


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
    text = _FOOTNOTE.sub(r"\g<1>- ", _TEMPLATED.sub(_without_blanks, text))
    for token in markdown.parse(text, reader.definitions):
        reader.token(token)
    reader.unused_definitions()
    for block in reader.blocks:
        block.spans[:] = _without_even_bold(block.spans)
    return Document(
        parted(parted(reader.blocks, lines_apart), papers_apart), reader.unread, reader.code
    )


def _without_blanks(address: re.Match[str]) -> str:
    """Return the address of a link that a template fills in as Markdown reads it."""
    return address.group().replace(" ", _BLANK)


def _without_even_bold(spans: list[Span]) -> list[Span]:
    """Return a text that is bold throughout without that, when some of it is set apart in italics."""
    words = [span for span in spans if span.text.strip(_PUNCTUATION) and not span.image]
    if not all(span.bold for span in words) or len({span.italic for span in words}) < 2:
        return spans
    return [span._replace(bold=False) for span in spans]


#: What fields before a list stand between, in YAML and in TOML, and what each begins with.
_FENCES = {
    "---": (("---", "..."), _FIELD),
    "+++": (("+++",), re.compile(r"\s*(?:[\w.\"-]+\s*=|\[|\]|[\"'#]|$)")),
}


def _front_matter(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return where the fields before a list begin and end."""
    start = next((n for n, line in enumerate(lines) if line.strip("\ufeff \t\r")), None)
    if start is None or (fence := lines[start].strip("\ufeff \t\r")) not in _FENCES:
        return None
    ends, field = _FENCES[fence]
    for end, line in enumerate(lines[start + 1 : start + _MOST_FIELDS], start + 1):
        if line.rstrip() in ends:
            return (start, end + 1) if end > start + 1 else None
        if not field.match(line.rstrip()):
            return None
    return None


class _Markdown(MarkdownIt):
    """Markdown whose links stay as they are written."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (the library's name)
        return url

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (the library's name; any address is kept)
        return True


class _Reader(HtmlReader):
    """Turns Markdown tokens into the events of blocks."""

    def __init__(self, markdown: MarkdownIt, lines: list[str]) -> None:
        super().__init__()
        self.markdown = markdown
        self.lines = lines
        self.unread: list[int] = []
        self.code: set[int] = set()
        self.definitions: dict[str, Any] = {}  # of links: [Title][1], [1]: https://...

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
            case "fence" | "code_block":
                self.code_block(token, line)
            case _:
                self.list_token(token, line)
                self.table_token(token, line)

    def unused_definitions(self) -> None:
        """Read the definitions of links to papers that no text leads to, each as an item."""
        spans = itertools.chain.from_iterable(
            (*block.spans, *itertools.chain(*block.cells)) for block in self.blocks
        )
        used = {span.href for span in spans}
        known = self.definitions.get("references", {}).values()
        for one in (*known, *self.definitions.get("duplicate_refs", ())):
            if one["href"] not in used and identifiers_of(one["href"]):
                line = one["map"][0] + 1
                block = Block(
                    "item", line, [Span(one["title"] or one["href"], line, href=one["href"])]
                )
                self.blocks.append(block)

    def code_block(self, token: Token, line: int) -> None:
        if token.type == "code_block" and self.html_open and token.content.lstrip()[:1] == "<":
            self.html(token.content, line)  # the rest of a table or list, behind a blank line
            return
        self.verbatim(line, token.content)
        self.code.update(range(line, token.map[1] + 1 if token.map else line))

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
            self.long_inline(content, line)
            return
        tokens: list[Token] = []
        content = _FOOTNOTE_MARK.sub("", _ATTRIBUTES.sub("", content))
        content = escape_stars(escape_dois(content))
        self.markdown.inline.parse(content, self.markdown, self.definitions, tokens)
        for token in tokens:
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            self.inline_token(token, line)
            if token.type == "html_inline":
                line += token.content.count("\n")
        self.bold = self.italic = 0

    def long_inline(self, content: str, line: int) -> None:
        """Read what is too long to be read at once line by line; a line that is, too, is left out."""
        lines = content.split("\n")
        if len(lines) == 1:
            self.unread.append(line)
            return
        for number, part in enumerate(lines, line):
            self.inline(part, number)
            self.text("\n", number)

    def open_link(self, token: Token, line: int) -> None:
        """Begin a link; of two side by side the second is another thing."""
        if self.target and self.target[-1].href is not None:
            self.text(" ", line)
        self.href = str(token.attrGet("href") or "").replace(_BLANK, " ")

    def inline_token(self, token: Token, line: int) -> None:
        match token.type:
            case "softbreak" | "hardbreak":
                self.text(_BREAKS[token.type], line)
            case "strong_open" | "strong_close":
                self.bold += token.nesting
            case "em_open" | "em_close":
                self.italic += token.nesting
            case "link_open":
                self.open_link(token, line)
            case "link_close":
                self.href = None
            case "image":
                self.image(token.content or badge_words(str(token.attrGet("src") or "")), line)
            case "html_inline":
                self.within = self.target is not None
                self.html(token.content, line)
                self.within = False
            case _:
                if token.content:
                    self.text(token.content, line)
