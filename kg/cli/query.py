"""``kg query`` and ``kg queries``: ask the graph in Cypher."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from kg.cli.common import JsonFormat, StoreOption, emit_data, print_json, say, table
from kg.errors import UsageError

_FORMATS = ("table", "json", "csv", "markdown")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(query)
    app.command()(queries)


def query(
    asked: Annotated[
        str, typer.Argument(metavar="NAME|CYPHER", help="A query of the library, or Cypher.")
    ],
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="KEY=VALUE", help="A parameter; repeatable."),
    ] = None,
    params: Annotated[
        str | None, typer.Option("--params", metavar="JSON", help="Parameters as a JSON object.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", help="table, json, csv or markdown.")
    ] = "table",
    write: Annotated[bool, typer.Option("--write", help="Let the query change the store.")] = False,
    store: StoreOption = None,
) -> None:
    """Ask the graph: a query of the library by its name, or Cypher.

    Examples: kg query most-cited -p limit=5 --format json;
    kg query "MATCH (p:Paper {year: $year}) RETURN p.title" -p year=2017
    """
    from kg import library
    from kg.settings import store_url
    from kg.stores import open_store

    if format not in _FORMATS:
        raise UsageError(f"{format!r} is not a format", hint="use " + ", ".join(_FORMATS))
    given = _given(parameter or (), params)
    with open_store(store_url(store), write=write) as opened:
        if re.fullmatch(r"[\w-]+", asked.strip()):
            found = library.query(asked.strip())
            cypher, values = found.cypher, found.values(given, opened)
        else:
            cypher = asked
            values = {
                name: library.value_of(value) if isinstance(value, _Text) else value
                for name, value in given.items()
            }
        rows = opened.query(cypher, values, write=write)
    _show(rows, format)


def queries(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Print this one.")] = None,
    format: JsonFormat = "text",
) -> None:
    """List the query library, or print one of its queries.

    Example: kg queries most-cited
    """
    from kg import library

    if name is not None:
        found = library.query(name)
        if format == "json":
            print_json(_described(found) | {"answers": found.answers, "cypher": found.cypher})
        else:
            emit_data(found.cypher)
        return
    found_all = library.queries()
    if format == "json":
        print_json([_described(one) for one in found_all])
        return
    rows = [
        (
            one.name,
            one.title,
            ", ".join(f"{p.name}={json.dumps(p.default)}" for p in one.parameters),
        )
        for one in found_all
    ]
    table(("name", "title", "parameters"), rows)
    say("ask one: kg query NAME -p parameter=value; print one: kg queries NAME")


def _described(query: Any) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "parameters": [{"name": p.name, "default": p.default} for p in query.parameters],
    }


class _Text(str):
    """A value as it was typed, whose type is still to be found."""

    __slots__ = ()


def _given(pairs: Sequence[str], params: str | None) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if params is not None:
        try:
            read = json.loads(params)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise UsageError(
                "not a JSON object", where="--params", hint="""for example '{"limit": 5}'"""
            )
        given = read
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise UsageError(
                f"{pair!r} is not KEY=VALUE", where="-p", hint="for example -p limit=5"
            )
        given[name.removeprefix("$")] = _Text(value)
    return given


def _show(rows: list[dict[str, Any]], format: str) -> None:
    if format == "json":
        print_json([{name: _json_value(value) for name, value in row.items()} for row in rows])
        return
    columns = list(rows[0]) if rows else []
    cells = [[_cell(row[name]) for name in columns] for row in rows]
    if format == "csv":
        emit_data(as_csv(columns, cells))
    elif format == "markdown":
        emit_data(as_markdown(columns, cells))
    elif rows:
        table(columns, cells)
    if not rows:
        say("no rows")


def as_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table as CSV (RFC 4180, but LF)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if columns:
        writer.writerows([columns, *rows])
    return text.getvalue()


def as_markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in GitHub's Markdown."""
    if not columns:
        return ""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(_in_markdown(cell) for cell in line)} |\n" for line in lines)


def _in_markdown(cell: str) -> str:
    return " ".join(re.sub(r"([\\|`*_<\[\]])", r"\\\1", cell).split()) if cell != "---" else cell


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(_json_value(value), ensure_ascii=False)


def _json_value(value: Any) -> Any:
    """Return a value that JSON has: what is not a number becomes its name."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {name: _json_value(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_json_value(inner) for inner in value]
    if isinstance(value, bytes | bytearray):
        return value.hex()
    return value
