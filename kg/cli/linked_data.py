"""``kg export``, ``kg validate`` and ``kg sparql``: the graph in the formats of other tools."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.common import StoreOption, data_stream, emit, emit_data, print_json, say, table
from kg.errors import ExportError, UsageError

_STDOUT = "-"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    app.command()(validate)
    app.command()(sparql)


def export(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Where to; its suffix is the format; - for stdout."),
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="ttl, nt, nq, trig, rdf, jsonld, compact.jsonld, bib, ris, csl.json, csv, graphml, gexf or net.",
        ),
    ] = None,
    profile: Annotated[
        str | None, typer.Option("--profile", help="RDF: full, core or rdf12.", show_default="full")
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="IRI", help="RDF: where the resources live.")
    ] = None,
    license: Annotated[
        str | None,
        typer.Option(
            "--license",
            metavar="IRI",
            help="RDF: licence of the export; else [list] licence of the curation file.",
        ),
    ] = None,
    abstracts: Annotated[
        bool, typer.Option("--abstracts", help="With abstracts; their licence may forbid it.")
    ] = False,
    paper: Annotated[
        list[str] | None,
        typer.Option(
            "--paper", metavar="PAPER", help="Only this paper and its neighbours; repeatable."
        ),
    ] = None,
    section: Annotated[
        str | None,
        typer.Option("--section", metavar="HEADING", help="Only this section of a list."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="A bibliography of every paper, not only the listed ones.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Write the graph as RDF, a bibliography, a table or a network.

    Examples: kg export graph.ttl; kg export references.bib;
    kg export - --format nt --section 2020 | sort
    """
    from kg import formats
    from kg.linked_data.export import export_rdf, format_of
    from kg.linked_data.parts import part
    from kg.settings import store_url
    from kg.stores import open_store
    from kg.stores.papers import find_paper

    if file == _STDOUT and format is None:
        raise UsageError("stdout has no suffix", hint="say --format, for example --format ttl")
    chosen = format or format_of(file) or formats.format_of(Path(file))
    if chosen is None:
        raise UsageError(
            "no format goes by that suffix", where=file, hint="say --format, see kg export --help"
        )
    for name, given in (("--profile", profile), ("--base", base), ("--license", license)):
        if given is not None and chosen in formats.FORMATS.values():
            raise UsageError(f"{name} is for RDF, not for {chosen}")
    # Any: each writer says for itself that it takes a path or a stream.
    place: Any = data_stream() if file == _STDOUT else nullcontext(Path(file))
    with open_store(store_url(store)) as opened, place as target:
        papers = None if paper is None else [find_paper(opened, words) for words in paper]
        graph = part(opened, papers=papers, section=section)
        if chosen in formats.FORMATS.values():
            # Papers that were asked for by name are wanted, listed or not.
            which: Any = "all" if every or paper else None
            count = formats.write(graph, target, chosen, papers=which, abstracts=abstracts)
            what = "papers"
        else:
            what = "triples"
            options = {"profile": profile, "base": base, "licence": license or _licence(opened)}
            stated: Any = {name: value for name, value in options.items() if value is not None}
            count = export_rdf(graph, target, chosen, abstracts=abstracts, **stated)
    say(f"{count} {what} written" + ("" if file == _STDOUT else f" to {file}"))


def _licence(store: Any) -> str | None:
    """Return the licence that the curation files beside the lists agree on, or None."""
    from kg.reading_list.curation_file import curation_path, read_curation

    stated = set()
    for facts in store.inputs():
        path = curation_path(facts.location)
        if path is not None and path.is_file() and (licence := read_curation(path).licence):
            stated.add(licence)
    if len(stated) > 1:
        say("the lists state different licences, so none is stated: say --license")
    return stated.pop() if len(stated) == 1 else None


def validate(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="An RDF file; left out: the store.")
    ] = None,
    shapes: Annotated[
        str | None, typer.Option("--shapes", metavar="FILE", help="Other SHACL shapes.")
    ] = None,
    format: Annotated[str, typer.Option("--format", help="text, json or turtle.")] = "text",
    store: StoreOption = None,
) -> None:
    """Check RDF against its SHACL shapes; exit 1 on violations.

    Examples: kg validate; kg validate graph.ttl --format json
    """
    import msgspec

    from kg.linked_data.validate import validate as check
    from kg.settings import store_url
    from kg.stores import open_store

    if format not in ("text", "json", "turtle"):
        raise UsageError(f"{format!r} is not a format", hint="use text, json or turtle")
    if file is not None:
        report = check(file, shapes=shapes)
    else:
        with open_store(store_url(store)) as opened:
            report = check(opened, shapes=shapes, licence=_licence(opened))
    if format == "json":
        print_json(msgspec.to_builtins(report))
    else:
        (emit if format == "text" else emit_data)(
            report.text() if format == "text" else report.turtle()
        )
    if not report.conforms:
        raise typer.Exit(1)


def sparql(
    asked: Annotated[
        str,
        typer.Argument(metavar="NAME|QUERY", help="A query of the library, a .rq file, or SPARQL."),
    ],
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="An RDF file; left out: the store.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="KEY=VALUE", help="A parameter; repeatable."),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", help="table, json, sparql-json, csv or tsv.")
    ] = "table",
    store: StoreOption = None,
) -> None:
    """Ask the graph, or an RDF file, in SPARQL.

    Examples: kg sparql most-cited -p limit=5;
    kg sparql "SELECT ?title { ?p prism:doi '10.1145/3123266.3123326' ; dcterms:title ?title }"
    """
    from kg.linked_data.sparql import FORMATS
    from kg.settings import store_url
    from kg.stores import open_store

    if format not in FORMATS:
        raise UsageError(f"{format!r} is not a format", hint="use " + ", ".join(FORMATS))
    if file is not None:
        _answer(file, None, asked, parameter or [], format)
        return
    with open_store(store_url(store)) as opened:
        _answer(opened, opened, asked, parameter or [], format)


def _answer(source: Any, graph: Any, asked: str, pairs: list[str], format: str) -> None:
    from kg.linked_data.sparql import answer
    from kg.linked_data.sparql import sparql as ask

    query, parameters = _query(asked, pairs, graph)
    if format not in ("table", "json"):
        emit_data(answer(source, query, format, parameters))
        return
    found = ask(source, query, parameters)
    if isinstance(found, bool):
        emit(f"{str(found).lower()}\n")
    elif found and not isinstance(found[0], dict):
        emit_data(answer(source, query, "turtle", parameters))
    elif format == "json":
        print_json(found)
    elif found:
        columns = list(found[0])
        table(columns, [list(row.values()) for row in found if isinstance(row, dict)])
    else:
        say("no rows")


def _query(asked: str, pairs: list[str], graph: Any) -> tuple[str, dict[str, Any]]:
    """Return the SPARQL that is asked for, and the values of its parameters."""
    import re

    from kg import library

    given: dict[str, str] = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name:
            raise UsageError(
                f"{pair!r} is not KEY=VALUE", where="-p", hint="for example -p limit=5"
            )
        given[name.removeprefix("$")] = value
    if re.fullmatch(r"[\w-]+", asked.strip()):
        found = library.query(asked.strip())
        if found.sparql is None:
            raise UsageError("this query has no SPARQL twin", where=asked, hint=f"kg query {asked}")
        return found.sparql, found.values(given, graph)
    if asked.endswith(".rq"):
        try:
            asked = Path(asked).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ExportError(
                f"cannot be read: {error}", where=asked, hint="check the path"
            ) from error
    return asked, {name: library.value_of(value) for name, value in given.items()}
