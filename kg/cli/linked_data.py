"""``kg export``, ``kg validate`` and ``kg sparql``: the graph in the formats of other tools."""

from __future__ import annotations

import re
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import typer

from kg.cli.common import data_stream, emit, emit_data, place, print_json, say
from kg.cli.options import OutputOption, ParameterOption, StoreOption, TimeLimitOption
from kg.cli.query import deliver, show_rows
from kg.errors import UsageError
from kg.records import GraphReader

Profile = Literal["full", "core", "rdf12"]
SparqlFormat = Literal["table", "json", "sparql-json", "xml", "csv", "tsv", "markdown"]
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
            help="ttl, nt, nq, trig, rdf, jsonld, compact.jsonld, bib (bibtex), ris, csl.json (csl-json), csv, graphml, gexf, net or notes (a folder).",
        ),
    ] = None,
    profile: Annotated[Profile, typer.Option("--profile", help="RDF: how much is said.")] = "full",
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
    reading_list: Annotated[
        str | None,
        typer.Option(
            "--list", metavar="LIST", help="Only the papers of this list, under its own keys."
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option("--all", help="Every paper, not only the listed ones: bibliographies, notes."),
    ] = False,
    store: StoreOption = None,
) -> None:
    """Write the graph as RDF, a bibliography, a table, a network or a folder of notes.

    Examples: kg export graph.ttl; kg export references.bib; kg export notes/ --format notes;
    kg export - --format nt --section 2020 | sort
    """
    from kg import graph_export
    from kg.ingest.built_lists import find_input
    from kg.settings import store_url
    from kg.stores import open_store
    from kg.stores.find_paper import find_paper

    if file == _STDOUT and format is None:
        raise UsageError("stdout has no suffix", hint="say --format, for example --format ttl")
    if format == "notes":
        _write_notes(file, store, every=every, refused=(paper, section, reading_list))
        return
    opening = data_stream() if file == _STDOUT else nullcontext(file)
    with open_store(store_url(store)) as opened, opening as target:
        done = graph_export.export(
            opened,
            target,
            format,
            profile=profile,
            base=base,
            licence=license,
            abstracts=abstracts,
            papers=None if paper is None else [find_paper(opened, words) for words in paper],
            section=section,
            reading_list=reading_list and find_input(opened.inputs(), reading_list).input,
            every=every,
        )
    say(f"{done.number} {done.what} written" + ("" if file == _STDOUT else f" to {place(file)}"))


def _write_notes(
    folder: str, store: str | None, *, every: bool, refused: tuple[object, ...]
) -> None:
    from kg.notes import MARKER, write_notes
    from kg.settings import store_url
    from kg.stores import open_store

    if folder == _STDOUT or any(option is not None for option in refused):
        raise UsageError(
            "notes are a folder of all listed papers",
            hint="kg export notes/ --format notes, with --all for every paper",
        )
    with open_store(store_url(store)) as opened:
        done = write_notes(opened, folder, papers="all" if every else "listed")
    notes = "note" if done.notes == 1 else "notes"
    files = "file" if done.written == 1 else "files"
    say(f"{done.notes:,} {notes} in {folder}, {done.written:,} {files} written")
    if done.left:
        count = "1 note" if len(done.left) == 1 else f"{len(done.left):,} notes"
        say(f"kept and marked: {count} of papers that are not in a list")
    for path in done.beside:
        say(
            f"warning: {path} is new, because the file that has its name is no note of kg's (any more)"
        )
    for path in done.copies:
        say(f"warning: {path} has the id of another note, and is left alone as a copy of it")
    for path in done.untouched:
        say(f"left alone: {path} has no line {MARKER!r}, so that all of it is yours")


def validate(
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="An RDF file; left out: the store.")
    ] = None,
    shapes: Annotated[
        str | None, typer.Option("--shapes", metavar="FILE", help="Other SHACL shapes.")
    ] = None,
    format: Annotated[Literal["text", "json", "turtle"], typer.Option("--format")] = "text",
    store: StoreOption = None,
) -> None:
    """Check RDF against its SHACL shapes; exit 1 on violations.

    Examples: kg validate; kg validate graph.ttl --format json
    """
    import msgspec

    from kg.graph_export import stated_licence
    from kg.linked_data.validate import validate as check
    from kg.settings import store_url
    from kg.stores import open_store

    if file is not None:
        report = check(file, shapes=shapes)
    else:
        with open_store(store_url(store)) as opened:
            report = check(opened, shapes=shapes, licence=stated_licence(opened))
    if format == "json":
        print_json(msgspec.to_builtins(report))
    elif format == "turtle":
        emit_data(report.turtle())
    else:
        emit(report.text())
    if not report.conforms:
        raise typer.Exit(1)


def sparql(
    asked: Annotated[
        str,
        typer.Argument(
            metavar="NAME|QUERY|FILE.rq|-",
            help="A query of the library, SPARQL, a file of it, or - for stdin.",
        ),
    ],
    file: Annotated[
        str | None, typer.Argument(metavar="[FILE]", help="An RDF file; left out: the store.")
    ] = None,
    parameter: ParameterOption = None,
    format: Annotated[SparqlFormat, typer.Option("--format")] = "table",
    output: OutputOption = None,
    time_limit: TimeLimitOption = None,
    store: StoreOption = None,
) -> None:
    """Ask the graph, or an RDF file, in SPARQL.

    Examples: kg sparql most-cited -p limit=5;
    kg sparql "SELECT ?title { ?p prism:doi '10.1145/3123266.3123326' ; dcterms:title ?title }"
    """
    from kg.settings import store_url
    from kg.stores import open_store
    from kg.stores.outputs import check_output

    def deliver_answer(source: str | GraphReader, graph: GraphReader | None) -> None:
        if output is not None:
            check_output(output, graph)
        query, parameters = _query(asked, parameter or [], graph)
        _deliver(_Question(source, query, parameters, time_limit), format, output)

    if file is not None:
        deliver_answer(file, None)
        return
    with open_store(store_url(store)) as opened:
        deliver_answer(opened, opened)


class _Question(NamedTuple):
    """What is asked of what."""

    source: str | GraphReader
    query: str
    parameters: dict[str, Any]
    time_limit: float | None


def _deliver(question: _Question, format: SparqlFormat, output: Path | None) -> None:
    from kg.linked_data.sparql import answer
    from kg.linked_data.sparql import sparql as ask

    source, query, parameters, limit = question
    if format not in ("table", "json", "markdown"):
        deliver(answer(source, query, format, parameters, time_limit=limit), output)
        return
    found = ask(source, query, parameters, time_limit=limit)
    if isinstance(found, bool):
        deliver(f"{str(found).lower()}\n", output)
    elif found and not isinstance(found[0], dict):
        deliver(answer(source, query, "sparql-json", parameters, time_limit=limit), output)
    else:
        show_rows([row for row in found if isinstance(row, dict)], format, output)
        if not found:
            say("no rows")


def _query(asked: str, pairs: list[str], graph: GraphReader | None) -> tuple[str, dict[str, Any]]:
    """Return the SPARQL that is asked for, and the values of its parameters."""
    from kg import library

    given = library.given_values(pairs)
    if re.fullmatch(r"\w[\w-]*", asked.strip()):
        found = library.query(asked.strip())
        if found.sparql is None:
            raise UsageError("this query has no SPARQL twin", where=asked, hint=f"kg query {asked}")
        return found.sparql, found.values(given, graph)
    return library.query_text(asked, ".rq"), {
        name: library.value_of(value) for name, value in given.items()
    }
