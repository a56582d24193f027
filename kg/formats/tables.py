"""CSV: one row a paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from kg.formats.papers import CitedPaper, plain
from kg.formats.rows import without_formula
from kg.records import Paper

__all__ = ["LONG", "cell", "render", "text_cell"]

#: Properties that are left out unless abstracts are asked for.
LONG = ("abstract", "tldr")


def render(papers: Sequence[CitedPaper], *, abstracts: bool = False) -> bytes:
    """Return CSV (RFC 4180 with LF) of papers: a header, then one row a paper.

    The columns are the properties of the graph model in its order, with ``citation_key``,
    ``authors``, ``datasets`` and ``code`` after the title; an
    unknown value is empty, and the values of a list are joined with ``"; "``.
    A text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    names = [name for name in Paper.__struct_fields__ if abstracts or name not in LONG]
    columns = ["id", "citation_key", "title", "authors", *names[2:], "datasets", "code"]
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    rows.writeheader()
    for paper in papers:
        related = {
            "citation_key": paper.key,
            "authors": paper.authors,
            "venue": paper.venue,
            "datasets": paper.datasets,
            "code": paper.code,
        }
        row = {**paper.properties, **related}
        rows.writerow({name: text_cell(row.get(name)) for name in columns})
    return text.getvalue().encode("utf-8")


def text_cell(value: Any) -> Any:
    """Return a value as one cell of CSV: as :func:`cell`, and no spreadsheet runs it.

    Examples
    --------
    >>> text_cell(["=1+1", "B"]), text_cell("-"), text_cell(-1)
    ("'=1+1; B", "'-", -1)
    """
    value = cell(value)
    return without_formula(value) if isinstance(value, str) else value


def cell(value: Any) -> Any:
    """Return a value as one cell or attribute: a list is joined, a text is on one line.

    Examples
    --------
    >>> cell(["Ada Lovelace", "Charles Babbage"])
    'Ada Lovelace; Charles Babbage'
    >>> cell(True), cell(2017), cell(None)
    (True, 2017, None)
    """
    if isinstance(value, list):
        return "; ".join(plain(str(item)) for item in value)
    return plain(value) if isinstance(value, str) else value
