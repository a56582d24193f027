"""``kg query``, ``kg queries`` and ``kg schema``: ask the graph in Cypher."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.common import emit_data, print_json, say
from kg.cli.options import JsonFormat, OutputOption, ParameterOption, StoreOption, TimeLimitOption
from kg.cli.tables import table

if TYPE_CHECKING:
    from kg.library import Parameter

QueryFormat = Literal["table", "json", "csv", "tsv", "markdown"]
_SHORT_DEFAULT = 20


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(query)
    app.command()(queries)
    app.command()(schema)


def query(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="NAME|CYPHER|FILE.cypher|-",
            help="A query of the library, Cypher, a file of it, or - for stdin.",
        ),
    ],
    parameter: ParameterOption = None,
    params: Annotated[
        str | None, typer.Option("--params", metavar="JSON", help="Parameters as a JSON object.")
    ] = None,
    format: Annotated[QueryFormat, typer.Option("--format")] = "table",
    output: OutputOption = None,
    write: Annotated[bool, typer.Option("--write", help="Let the query change the store.")] = False,
    time_limit: TimeLimitOption = None,
    store: StoreOption = None,
) -> None:
    r"""Ask the graph: a query of the library by its name, or Cypher.

    Examples: kg query most-cited -p limit=5 --format json;
    kg query "MATCH (p:Paper {year: \$year}) RETURN p.title" -p year=2017
    """
    from kg.library import given_values
    from kg.settings import store_url
    from kg.stores.outputs import check_output
    from kg.stores.query_limits import ask

    url = store_url(store)
    given = given_values(parameter or (), params)
    if output is not None:
        check_output(output, url)
    cypher, values = _query(asked, given, url)
    answer = ask(url, cypher, values, write=write, time_limit=time_limit)
    for sentence in answer.unknown:
        say(f"note: {sentence}")
    show_rows(answer.rows, format, output)
    if write:
        say(_changes(answer.changed))
    elif not answer.rows:
        say("no rows" + _numbers(given, values))


def _query(asked: str, given: dict[str, Any], url: str) -> tuple[str, dict[str, Any]]:
    """Return the Cypher that is asked for, and the values of its parameters."""
    from kg import library
    from kg.stores import open_store
    from kg.stores.names import text_parameters

    if re.fullmatch(r"\w[\w-]*", asked.strip()):
        found = library.query(asked.strip())
        if not any(parameter.is_paper for parameter in found.parameters):
            return found.cypher, found.values(given)
        with open_store(url) as opened:
            return found.cypher, found.values(given, opened)
    cypher = library.query_text(asked, ".cypher")
    texts = text_parameters(cypher)
    return cypher, {
        name: library.value_of(value) if isinstance(value, str) and name not in texts else value
        for name, value in given.items()
    }


def _numbers(given: dict[str, Any], values: dict[str, Any]) -> str:
    """Return, where nothing was found, which texts were taken for something else."""
    taken = [
        name for name in given if isinstance(given[name], str) and values.get(name) != given[name]
    ]
    taken_as = [f"${name} was taken as {json.dumps(values.get(name))}" for name in taken]
    example = json.dumps({name: given[name] for name in taken}, ensure_ascii=False)
    quoted = example.replace("'", "'\\''")
    return f": {', '.join(taken_as)}; as text: --params '{quoted}'" if taken else ""


def _changes(changed: dict[str, int]) -> str:
    """Return what a write did: "1 node created, 2 properties set"."""
    singular = {"properties": "property", "indexes": "index"}
    parts = []
    for name, n in changed.items():
        things, _, done = name.rpartition("_")
        noun = singular.get(things, things.removesuffix("s")) if n == 1 else things
        parts.append(f"{n} {noun} {done}")
    return ", ".join(parts) or "nothing changed"


def show_rows(rows: list[dict[str, Any]], format: str, output: Path | None) -> None:
    """Write the rows of an answer to a file, whole or not at all, or to stdout."""
    from kg.formats import rows as written
    from kg.formats.rows import json_value

    if output is None and format == "json":
        print_json(json_value(rows))
        return
    if output is None and format == "table":
        if rows:
            table(*written.cells(rows))
        return
    if format == "json":
        text = json.dumps(json_value(rows), ensure_ascii=False, indent=2) + "\n"
    else:
        writers = {"csv": written.as_csv, "tsv": written.as_tsv}
        # A file has no width to fit in: there a table is Markdown's.
        text = writers.get(format, written.as_markdown)(rows)
    deliver(text, output)
    if format == "tsv" and (broken := written.broken_by_tsv(rows)):
        say(f"note: tabs or line ends are blanks here, values: {broken}; csv and json keep them")


def deliver(text: str, output: Path | None) -> None:
    """Write an answer to a file, whole or not at all, or to stdout."""
    from kg.files import write_file

    if output is None:
        emit_data(text)
    else:
        write_file(output, text.encode("utf-8", "replace"))


def schema(format: JsonFormat = "text", store: StoreOption = None) -> None:
    """Show what is in the store: labels, relationships and properties, counted.

    Example: kg schema --format json
    """
    import msgspec

    from kg.settings import store_url
    from kg.stores import open_store
    from kg.stores.contents import contents

    with open_store(store_url(store)) as opened:
        found = contents(opened)
    if format == "json":
        print_json(msgspec.to_builtins(found))
        return
    rows: list[tuple[str, str, str, int]] = []
    for node in found.nodes:
        rows.append((node.label, "", "", node.count))
        rows += [(node.label, p.name, " or ".join(p.types), p.count) for p in node.properties]
    for edge in found.relationships:
        rows.append((f"(:{edge.start})-[:{edge.type}]->(:{edge.end})", "", "", edge.count))
        rows += [(edge.type, p.name, " or ".join(p.types), p.count) for p in edge.properties]
    table(("what", "property", "type", "count"), rows)


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
        print_json([_described(query) for query in found_all])
        return
    rows = [
        (query.name, query.title, ", ".join(map(_in_short, query.parameters)))
        for query in found_all
    ]
    table(("name", "title", "parameters"), rows)
    say("ask one: kg query NAME -p parameter=value; print one: kg queries NAME")


def _in_short(parameter: Parameter) -> str:
    """Return a parameter with its default, where that is not as long as an id."""
    default = json.dumps(parameter.default)
    return f"{parameter.name}={default}" if len(default) <= _SHORT_DEFAULT else parameter.name


def _described(query: Any) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "parameters": [{"name": p.name, "default": p.default} for p in query.parameters],
    }
