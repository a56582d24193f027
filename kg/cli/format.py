"""``kg format``: the entries of a list sorted, and their citation counts written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.common import emit, print_json, say
from kg.cli.options import CurationOption, DryRunOption, JsonFormat, StoreOption
from kg.errors import ReadingListError

if TYPE_CHECKING:
    from kg.curation.counts import CountedList
    from kg.curation.sorting import SortedList


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("format")(format_list)


def format_list(
    list: Annotated[str, typer.Argument(metavar="LIST", help="The list, a Markdown file.")],
    sort: Annotated[
        Literal["year", "-year", "title", "-title"] | None,
        typer.Option(
            help="Sort the entries of each section; entries without a year come last. "
            "Without --sort and --add-counts: by year, as most entries of the section stand."
        ),
    ] = None,
    add_counts: Annotated[
        bool,
        typer.Option(
            "--add-counts",
            help="Write how often each paper is cited, or refresh what stands there.",
        ),
    ] = False,
    dry_run: DryRunOption = False,
    curation: CurationOption = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Sort the entries of each section of a list, and write citation counts. Every other byte stays.

    Example: kg format README.md --sort=-year --add-counts --dry-run
    """
    from kg.curation.counts import add_counts as with_counts
    from kg.curation.facts import facts_about
    from kg.curation.fix import diff
    from kg.curation.sorting import sort_entries
    from kg.files import replace_file
    from kg.opened_list import open_list

    opened = open_list(list, curation)
    before = body = opened.body()
    parsed = opened.parsed
    counted = arranged = None
    if add_counts:
        with facts_about(opened, store=store, source=None) as graph:
            counted = with_counts(body, parsed, graph)
        body = counted.body
    if sort or not add_counts:
        arranged = sort_entries(body, parsed, sort or "own")
        body = arranged.body
    if dry_run:
        shown = diff(before, body, list)
    elif body != before:
        replace_file(list, before, body, error=ReadingListError)
    if format == "json":
        document = _document(parsed.source, counted, arranged)
        print_json(document | {"diff": shown} if dry_run else document)
    elif dry_run:
        emit(shown)
    _tell(parsed.source, counted, arranged, dry_run=dry_run)


def _document(
    source: str, counted: CountedList | None, arranged: SortedList | None
) -> dict[str, Any]:
    return {
        "source": source,
        "moved": arranged.moved if arranged else 0,
        "left": [passage._asdict() for passage in arranged.left] if arranged else [],
        "counted": counted.counted if counted else 0,
        "unknown": counted.unknown if counted else [],
    }


def _tell(
    source: str, counted: CountedList | None, arranged: SortedList | None, *, dry_run: bool
) -> None:
    if arranged is not None:
        say(f"{arranged.moved} entries {'would move' if dry_run else 'moved'}")
        for passage in arranged.left:
            heading = " > ".join(passage.section)
            say(
                f"{source}:{passage.first}: left as it is, lines {passage.first} to {passage.last}"
                + (f", under {heading}" if heading else "")
                + f": {passage.why}"
            )
    if counted is not None:
        say(f"{counted.counted} counts {'would be ' * dry_run}written")
        if counted.unknown:
            say(f"{len(counted.unknown)} entries without a count that is known")
