"""``kg suggest``, ``kg add``, ``kg news``: the health of a list."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from kg.cli.common import emit, emit_data, print_json, say
from kg.cli.options import CurationOption, DryRunOption, JsonFormat, OfflineOption, StoreOption
from kg.errors import PaperNotFound, ReadingListError, StoreError, UsageError

if TYPE_CHECKING:
    from kg.curation import Suggestion
    from kg.opened_list import OpenedList
    from kg.records import GraphReader

ListArgument = Annotated[
    str | None,
    typer.Argument(metavar="[LIST]", help="The list; without it the only one of the store."),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="Ask semantic-scholar, or a file of records, instead of the store and the archive.",
    ),
]

_NO_NEWS = (
    "no news between the last two builds: the same entries, papers that cite them, "
    "references and counts\n"
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(suggest)
    app.command()(add)
    app.command()(news)


def _as_mapping(record: Any) -> dict[str, Any]:
    import msgspec

    mapping: dict[str, Any] = msgspec.structs.asdict(record)
    return mapping


def suggest(
    list: ListArgument = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 20,
    dismiss: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PAPER", help="Never suggest this paper again; kept in the curation file."
        ),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it is dismissed.")] = "",
    curation: CurationOption = None,
    store: StoreOption = None,
    format: Annotated[
        Literal["text", "json", "ris", "bibtex", "csl-json", "bib", "csl.json"],
        typer.Option("--format", help="text, json, or a bibliography that can be imported."),
    ] = "text",
) -> None:
    """Name papers that a list lacks, those most specific to it first, ready to paste.

    Example: kg suggest README.md --limit 10 --format ris
    """
    from kg.curation import Notation
    from kg.curation import suggest as suggest_papers
    from kg.curation.facts import lists_of
    from kg.settings import store_url
    from kg.stores import open_store

    with open_store(store_url(store)) as opened:
        wheres = [list] if list else lists_of(opened)
        opened_list = _in_store(opened, wheres[0], curation) if len(wheres) == 1 else None
        if dismiss:
            _dismiss(opened, opened_list, dismiss, reason)
            opened_list = _in_store(opened, wheres[0], curation)
        found = suggest_papers(
            opened,
            list_id=opened_list.parsed.id if opened_list else None,
            dismissed=opened_list.curation.dismissed if opened_list else (),
            notation=Notation(opened_list.parsed, opened_list.text) if opened_list else None,
            limit=limit,
        )
        if format not in ("text", "json"):
            emit_data(_bibliography(opened, found, format))
            return
    if format == "json":
        print_json({"suggestions": [_as_mapping(suggestion) for suggestion in found]})
    else:
        emit(_suggestions(found))


def _bibliography(graph: GraphReader, found: Sequence[Suggestion], format: str) -> str:
    from kg.formats.bibliography import render
    from kg.formats.papers import read_papers

    wanted = {suggestion.id for suggestion in found}
    papers = [paper for paper in read_papers(graph, "all") if paper.properties["id"] in wanted]
    name = {"bibtex": "bib", "csl-json": "csl.json"}.get(format, format)
    return render(papers, name).decode("utf-8")


def _in_store(opened: Any, where: str, curation: str | None) -> OpenedList:
    from kg.opened_list import open_list

    opened_list = open_list(where, curation)
    if all(
        reading_list["id"] != opened_list.parsed.id
        for reading_list in opened.nodes("ReadingList", ("id",))
    ):
        raise StoreError(
            "the list is not in the store", where=where, hint=f"run kg build {shlex.quote(where)}"
        )
    return opened_list


def _dismiss(opened: Any, opened_list: OpenedList | None, papers: Any, reason: str) -> None:
    from kg.curation import dismiss
    from kg.stores.find_paper import find_paper

    if opened_list is None or opened_list.curation_path is None:
        raise UsageError("--dismiss is kept beside a list", hint="name the list, as a file")
    ids = {find_paper(opened, paper): reason or "not for this list" for paper in papers}
    dismiss(opened_list.curation_path, ids)
    say(f"{len(ids)} paper(s) dismissed in {opened_list.curation_path.name}")


def _suggestions(found: list[Suggestion]) -> str:
    lines = []
    for suggestion in found:
        lines += [suggestion.entry, *(f"    {reason}" for reason in suggestion.reasons)]
        if suggestion.section:
            lines.append(f"    goes under {' > '.join(suggestion.section)}")
    return (
        "\n".join([*lines, ""])
        if lines
        else "nothing to suggest: no paper of the graph is tied to the list twice\n"
    )


def add(
    paper: Annotated[
        str,
        typer.Argument(metavar="PAPER", help="DOI, arXiv id, their URL, or a paper of the store."),
    ],
    list: ListArgument = None,
    section: Annotated[
        str | None,
        typer.Option(metavar="HEADING", help="Where to put it, instead of where it fits best."),
    ] = None,
    dry_run: DryRunOption = False,
    offline: OfflineOption = False,
    source: SourceOption = None,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Add a paper to a list, in its notation and place; a paper that is in it already is refused.

    Example: kg add 10.1145/1460096.1460104 README.md
    """
    from kg.curation import add as add_entry
    from kg.curation.facts import existing_store, only_list
    from kg.curation.fix import diff
    from kg.files import replace_file
    from kg.opened_list import open_list
    from kg.reading_list.fetching import check_offline

    with existing_store(store) as opened:
        where = list or (only_list(opened, ()) if opened else None)
        if where is None:
            raise UsageError(
                "no list given, and no store to take one from", hint="kg add PAPER README.md"
            )
        if offline:
            check_offline([where])
        opened_list = open_list(where)
        body = opened_list.body()
        work, id = _facts_about(paper, opened, source, offline)
        known = opened is not None and any(
            reading_list["id"] == opened_list.parsed.id
            for reading_list in opened.nodes("ReadingList", ("id",))
        )
        added = add_entry(
            body,
            opened_list.parsed,
            work,
            graph=opened if known else None,
            paper=id,
            section=section,
        )
    if dry_run:
        emit(diff(body, added.body, where))
        return
    replace_file(where, body, added.body, error=ReadingListError)
    if format == "json":
        print_json(
            {
                "source": opened_list.parsed.source,
                "line": added.line,
                "section": added.section,
                "entry": added.entry,
            }
        )
    else:
        emit(f"{added.entry}\n")
    heading = " > ".join(added.section)
    say(f"added to {where}, line {added.line}" + (f", under {heading}" if heading else ""))
    if not added.clear:
        say("another section may fit as well: move it, or use --section")


def _facts_about(
    paper: str, opened: Any, source: str | None, offline: bool
) -> tuple[Any, str | None]:
    """Return the work that a person means, and its id in the store when it is there."""
    from kg.curation.add import work_from_graph, work_from_source
    from kg.sources import open_source
    from kg.stores.find_paper import find_paper

    if opened is not None and source is None:
        try:
            id = find_paper(opened, paper)
        except PaperNotFound as error:
            if type(error) is not PaperNotFound:
                raise
        else:
            return work_from_graph(opened, id), id
    with closing(open_source(source or "semantic-scholar", offline=offline)) as opened_source:
        return work_from_source(opened_source, paper), None


def news(
    least: Annotated[
        int, typer.Option(min=1, help="How many listed papers a new paper must cite.")
    ] = 2,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> None:
    """Say what changed between the last two builds. Sends nothing.

    Example: kg build README.md && kg news
    """
    from kg.curation import news as tell
    from kg.settings import store_url
    from kg.stores import open_store

    with open_store(store_url(store)) as opened:
        found = tell(opened, least=least)
    if format == "json":
        print_json(_as_mapping(found))
        return
    lines = []
    for title, papers in _headed(_as_mapping(found)):
        lines += [f"{title} ({len(papers)})", *(f"  {line}" for line in papers[:20])]
        if len(papers) > 20:
            lines.append(f"  ... and {len(papers) - 20} more: --format json")
    emit("\n".join([*lines, ""]) if lines else _NO_NEWS)


def _headed(found: dict[str, Any]) -> list[tuple[str, list[str]]]:
    titles = {
        "citing": "New papers that cite several of yours",
        "published": "Published since",
        "cited": "Cited more often",
        "references": "More or fewer references known",
        "retracted": "Retracted",
        "merged": "Merged",
        "listed": "New in the lists",
        "unlisted": "Gone from the lists",
    }
    headed = []
    for name, title in titles.items():
        unit = "references" if name == "references" else "citations"
        papers = [
            f"{item['title']}"
            + (f" ({item['year']})" if item.get("year") else "")
            + _detail(item, unit)
            for item in found[name]
        ]
        if papers:
            headed.append((title, papers))
    return headed


def _detail(item: dict[str, Any], unit: str) -> str:
    """Say what is new about a paper: whichever of these it has."""
    if "cites" in item:
        return f": cites {len(item['cites'])}"
    if "now" in item:
        return f": {item['before']} -> {item['now']} {unit}"
    if "ids" in item:
        return f": {' and '.join(item['ids'])}"
    return f": {item['venue']}" if "venue" in item else ""
