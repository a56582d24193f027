"""The form of an entry in Markdown: a row of a table, an item of a list, or a paragraph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

__all__ = ["Form", "form_of", "plain_entry"]

_ROW = re.compile(r"\s*\|")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_MARKER = re.compile(r"(\s*)([-*+]|\d+[.)])(\s+)")

#: What a column of a table holds, by the words of its heading.
_COLUMNS = (
    ("number", re.compile(r"#|no\.?|nr\.?|number|id|index", re.IGNORECASE)),
    (
        "title",
        re.compile(r".*\b(?:title|paper|name|work|article|publication)s?\b.*", re.IGNORECASE),
    ),
    ("year", re.compile(r".*\b(?:year|date|time)\b.*", re.IGNORECASE)),
    (
        "venue",
        re.compile(
            r".*\b(?:venue|conference|conf|journal|published|pub|where|source)\b.*", re.IGNORECASE
        ),
    ),
    ("authors", re.compile(r".*\b(?:authors?|by|who)\b.*", re.IGNORECASE)),
    ("url", re.compile(r".*\b(?:links?|url|pdf|arxiv|doi|paper link)\b.*", re.IGNORECASE)),
)


class Form(NamedTuple):
    """The form of an entry: entries of one form can stand below each other.

    ``kind`` is ``row``, ``item`` or ``text``. ``marker`` is the indent and marker of an
    item, with ``1.`` for every number. ``columns`` are the headings of a table.
    """

    kind: str
    marker: str = ""
    columns: tuple[str, ...] = ()


def form_of(lines: Sequence[str], line: int) -> Form:
    """Return the form of the entry on a line (1-based).

    Examples
    --------
    >>> form_of(["| Title | Year |", "|---|---|", "| A | 2001 |"], 3)
    Form(kind='row', marker='', columns=('Title', 'Year'))
    >>> form_of(["  12. A"], 1).marker, form_of(["**A**"], 1).kind
    ('  1. ', 'text')
    """
    text = lines[line - 1]
    if _ROW.match(text) or "|" in text:
        for number in range(line - 1, 0, -1):
            above = lines[number - 1]
            if "|" not in above:
                break
            if _RULE.match(above):
                heading = lines[number - 2] if number > 1 else ""
                return Form("row", columns=tuple(cells(heading)))
    if match := _MARKER.match(text):
        indent, marker, space = match.groups()
        return Form("item", indent + re.sub(r"\d+", "1", marker) + space)
    return Form("row") if _ROW.match(text) else Form("text")


def cells(row: str) -> list[str]:
    r"""Return the cells of a row; an escaped bar is text.

    Examples
    --------
    >>> cells("| A | B \\| C |")
    ['A', 'B \\| C']
    """
    parts = re.split(r"(?<!\\)\|", row.strip())
    if parts and not parts[0].strip():
        parts = parts[1:]
    if parts and not parts[-1].strip():
        parts = parts[:-1]
    return [part.strip() for part in parts]


def plain_entry(form: Form, values: Mapping[str, str]) -> str | None:
    """Return an entry in common Markdown of a form; None where its table has no place for a title.

    Parameters
    ----------
    form
        The form that the entry has to have.
    values
        ``title``, and as far as known ``year``, ``venue``, ``authors``, ``url``, ``number``.

    Examples
    --------
    >>> plain_entry(Form("item", "* "), {"title": "A", "year": "2001", "url": "https://a.org"})
    '* **A** (2001) [paper](https://a.org)'
    >>> row = Form("row", columns=("Year", "Title", "Code"))
    >>> plain_entry(row, {"title": "A", "year": "2001", "url": "https://a.org"})
    '| 2001 | [A](https://a.org) |  |'
    """
    if form.kind == "row":
        return _row(form.columns, values)
    when = " ".join(values[name] for name in ("venue", "year") if name in values)
    link = f" [paper]({values['url']})" if "url" in values else ""
    people = f". {values['authors'].rstrip('.')}." if values.get("authors") else ""
    entry = f"**{values['title']}**" + (f" ({when})" if when else "") + people + link
    if form.kind == "text":
        return entry
    return re.sub(r"\d+", values.get("number", "1"), form.marker) + entry


def _row(columns: Sequence[str], values: Mapping[str, str]) -> str | None:
    fields: list[str | None] = []
    for heading in columns:
        words = re.sub(r"[*_`]", "", heading).strip()
        field = next((name for name, pattern in _COLUMNS if pattern.fullmatch(words)), None)
        fields.append(field if field not in fields else None)
    if "title" not in fields:
        return None

    def cell(field: str | None) -> str:
        value = values.get(field or "", "").replace("|", "\\|")
        if field == "url" and value:
            return f"[paper]({value})"
        if field == "title" and "url" in values and "url" not in fields:
            escaped = re.sub(r"([\[\]])", r"\\\1", value)
            return f"[{escaped}]({values['url']})"
        return value

    return "| " + " | ".join(map(cell, fields)) + " |"
