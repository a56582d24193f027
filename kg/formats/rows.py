"""The rows of an answer as JSON, CSV, TSV or a Markdown table."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Sequence
from typing import Any

__all__ = [
    "as_csv",
    "as_markdown",
    "as_tsv",
    "broken_by_tsv",
    "cells",
    "json_value",
    "without_formula",
]

Row = dict[str, Any]

#: Where a spreadsheet begins to calculate, also behind what some of them strip or do not show.
_FORMULA = re.compile(r"[\t\r\n]|[\s\x00\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]")
#: And where those begin whose list separator is no comma: they split the cell.
_INNER_FORMULA = re.compile(r"(?<=[;\t])(?=[=+\-@][\w(\"'])")
_BREAKS = re.compile(r"[\t\r\n]+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def cells(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns, and each row as texts: empty for null, JSON for the rest.

    Examples
    --------
    >>> cells([{"id": "a", "year": 2017, "doi": None}])
    (['id', 'year', 'doi'], [['a', '2017', '']])
    """
    columns = list(rows[0]) if rows else []
    return columns, [[_cell(row[name]) for name in columns] for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(json_value(value), ensure_ascii=False)


def json_value(value: Any) -> Any:
    """Return a value that JSON has: what is not a number becomes its name, bytes hexadecimal.

    Examples
    --------
    >>> json_value([1.5, float("inf"), b"kg"])
    [1.5, 'Infinity', '6b67']
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {name: json_value(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [json_value(inner) for inner in value]
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return value


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV (RFC 4180, but LF): a header, then one line a row.

    A text that a spreadsheet would run as a formula begins with an apostrophe.

    Examples
    --------
    >>> print(as_csv([{"id": "a", "title": "=deep, deep"}]), end="")
    id,title
    a,"'=deep, deep"
    """
    columns = list(rows[0]) if rows else []
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if columns:
        writer.writerow(map(without_formula, columns))
    for row in rows:
        writer.writerow(without_formula(row[name]) for name in columns)
    return text.getvalue()


def without_formula(value: Any) -> str:
    """Return a value as a cell of CSV that no spreadsheet runs.

    Examples
    --------
    >>> without_formula("@SUM(1)"), without_formula("-12"), without_formula(-12)
    ("'@SUM(1)", '-12', '-12')
    >>> without_formula("Deep;=1+1"), without_formula("Deep; Hashing")
    ("Deep;'=1+1", 'Deep; Hashing')
    """
    cell = _cell(value)
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return cell
    cell = _INNER_FORMULA.sub("'", cell)
    return "'" + cell if _FORMULA.match(cell) else cell


def as_tsv(rows: Sequence[Row]) -> str:
    r"""Return rows as text/tab-separated-values: tabs and line ends inside a cell are blanks.

    A cell that a spreadsheet would run is made text, as in :func:`as_csv`.

    Examples
    --------
    >>> as_tsv([{"id": "a", "title": "Deep\tHashing"}])
    'id\ttitle\na\tDeep Hashing\n'
    """
    columns = list(rows[0]) if rows else []
    lines = [[without_formula(row[name]) for name in columns] for row in rows]
    table = [[without_formula(name) for name in columns], *lines] if columns else []
    return "".join("\t".join(_BREAKS.sub(" ", cell) for cell in line) + "\n" for line in table)


def broken_by_tsv(rows: Sequence[Row]) -> int:
    r"""Return how many values hold what TSV has no place for: a tab, or the end of a line.

    Examples
    --------
    >>> broken_by_tsv([{"id": "a", "title": "Deep\tHashing"}])
    1
    """
    return sum(_BREAKS.search(_cell(value)) is not None for row in rows for value in row.values())


def as_markdown(rows: Sequence[Row]) -> str:
    r"""Return rows as a table in GitHub's Markdown.

    Examples
    --------
    >>> print(as_markdown([{"id": "a_b"}]), end="")
    | id |
    | --- |
    | a\_b |
    """
    columns, lines = cells(rows)
    if not columns:
        return ""
    table = [[_escaped(cell) for cell in line] for line in (columns, *lines)]
    table.insert(1, ["---"] * len(columns))
    return "".join(f"| {' | '.join(line)} |\n" for line in table)


def _escaped(cell: str) -> str:
    return " ".join(re.sub(r"([\\|`*_<\[\]])", r"\\\1", cell).split())
