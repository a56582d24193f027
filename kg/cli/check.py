"""``kg check``: what is wrong with lists, and what of it can be corrected."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import msgspec
import typer

from kg.cli.common import emit, emit_data, fail, print_json, progress, say, shown
from kg.cli.curation import SourceOption
from kg.cli.options import CurationOption, StoreOption
from kg.errors import ReadingListError, UsageError
from kg.redaction import without_secrets

if TYPE_CHECKING:
    from kg.curation import Correction, Finding
    from kg.curation.dead_links import LinkReport
    from kg.opened_list import OpenedList
    from kg.sources.links import LinkAnswer, LinkAnswers

CodesOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="CODE,...", help="Only findings, and with --fix corrections, of these codes."
    ),
]


class _Request(NamedTuple):
    """What is checked, with which facts, and whether it is corrected."""

    curation: str | None
    source: str | None
    store: str | None
    codes: Collection[str]
    fix: bool
    dry_run: bool
    links: LinkAnswers | None


class _CheckedList(NamedTuple):
    """A list after it was checked; ``findings`` are those that remain after correcting."""

    where: str
    name: str
    findings: list[Finding]
    corrections: list[Correction]
    diff: str
    answers: dict[str, LinkAnswer]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    lists: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LIST]...", help="Path, -, or URL; without any those of the store."
        ),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the safe corrections into the list.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --fix: show the corrections, write nothing.")
    ] = False,
    select: CodesOption = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE,...", help="No findings and no corrections of these codes."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print no findings; the exit code says it all.")
    ] = False,
    links: Annotated[
        bool,
        typer.Option("--links", help="Ask each link once whether it is dead or has moved."),
    ] = False,
    now: Annotated[
        bool,
        typer.Option("--now", help="With --links: one look at a dead link is enough, not two."),
    ] = False,
    refresh: Annotated[
        str | None,
        typer.Option(
            metavar="AGE", help="With --links: ask again what is older than this: 90d, 12h, 6w, 1y."
        ),
    ] = None,
    only_lists: Annotated[
        bool,
        typer.Option("--only-lists", help="Pass over files that list nothing, as hooks need it."),
    ] = False,
    curation: CurationOption = None,
    source: SourceOption = None,
    store: StoreOption = None,
    format: Annotated[
        Literal["text", "json", "markdown", "github"],
        typer.Option("--format", help="How findings are told."),
    ] = "text",
) -> int:
    """Say what is wrong with lists. Exit 1 when an error is found; warnings and infos exit 0.

    Facts come from the store, else from the archive of answers; nothing is sent unless
    --source or --links asks for it.

    Example: kg check README.md --fix --dry-run
    """
    _refuse_idle_options(fix=fix, dry_run=dry_run, links=links, now=now, refresh=refresh)
    codes = _codes(select, ignore)
    with ExitStack() as held:
        link_answers = _asking(held, refresh, now) if links else None
        request = _Request(curation, source, store, codes, fix, dry_run, link_answers)
        refused: list[ReadingListError] = []
        checked = _told_apart(_each(lists, request, only_lists, refused))
        counts = _link_counts(link_answers, checked)
    _print(checked, request, counts, format, quiet=quiet)
    if refused:  # what is found in the others has been told first
        return max(map(fail, refused))
    wrong = any(
        finding.severity == "error" for list_checked in checked for finding in list_checked.findings
    )
    return 1 if wrong and not dry_run else 0


def _refuse_idle_options(
    *, fix: bool, dry_run: bool, links: bool, now: bool, refresh: str | None
) -> None:
    if dry_run and not fix:
        raise UsageError("--dry-run shows corrections", hint="use it with --fix")
    if (now or refresh) and not links:
        raise UsageError("--now and --refresh are about links", hint="use them with --links")


def _print(
    checked: list[_CheckedList],
    request: _Request,
    links: dict[str, int],
    format: str,
    *,
    quiet: bool,
) -> None:
    found = [finding for list_checked in checked for finding in list_checked.findings]
    if format == "json":
        print_json(_document(checked, [] if quiet else found, request, links))
    elif request.dry_run:
        emit("".join(list_checked.diff for list_checked in checked))
    elif not quiet:
        _tell(checked, found, format)
    if request.fix:
        made = sum(len(list_checked.corrections) for list_checked in checked)
        plural = "" if made == 1 else "s"
        say(f"{made} correction{plural} {'to make' if request.dry_run else 'made'}")
    if links:
        say("links: " + ", ".join(f"{count} {kind}" for kind, count in links.items()))


def _codes(select: Iterable[str] | None, ignore: Iterable[str] | None) -> frozenset[str]:
    """Return the codes that are wanted: those selected, else all, without those ignored."""
    from kg.curation.findings import CODES

    def named(values: Iterable[str] | None) -> set[str]:
        codes = {code for value in values or () for code in re.split(r"[,\s]+", value) if code}
        if unknown := sorted(codes - CODES.keys()):
            raise UsageError(
                f"no finding has the code {unknown[0]!r}", hint=f"codes are {', '.join(CODES)}"
            )
        return codes

    return frozenset((named(select) or CODES.keys()) - named(ignore))


def _asking(held: ExitStack, refresh: str | None, now: bool) -> LinkAnswers:
    from kg.sources.archive import days_of
    from kg.sources.links import LinkAnswers

    days = days_of(refresh) if refresh else None
    report = held.enter_context(progress())
    return held.enter_context(LinkAnswers(refresh=days, now=now, progress=report))


def _each(
    lists: list[str] | None, request: _Request, only_lists: bool, refused: list[ReadingListError]
) -> Iterable[_CheckedList]:
    """Yield what is found in each list; of several, one that cannot be read is ``refused`` alone."""
    from kg.curation.facts import missing_list

    for where in lists or _lists_of_store(request.store):
        if not lists and (gone := missing_list(where)) is not None:
            found = [gone] if gone.code in request.codes else []
            yield _CheckedList(where, Path(where).name, found, [], "", {})
        elif not (only_lists and _lists_nothing(where, request.curation)):
            try:
                yield _check_one(where, request)
            except ReadingListError as error:
                if len(lists or ()) < 2:
                    raise
                refused.append(error)


def _lists_nothing(where: str, curation: str | None) -> bool:
    from kg.opened_list import open_list

    path = Path(where)
    if path.is_file() and not path.read_bytes().strip(b"\xef\xbb\xbf \t\r\n"):
        return True
    parsed = open_list(where, curation, empty=True).parsed
    return not (parsed.entries or parsed.datasets)


def _told_apart(checked: Iterable[_CheckedList]) -> list[_CheckedList]:
    """Return the lists, where two of one name go by their places."""
    names: set[str] = set()
    apart = []
    for list_checked in checked:
        if list_checked.name in names:
            found = [
                msgspec.structs.replace(finding, source=list_checked.where)
                for finding in list_checked.findings
            ]
            apart.append(list_checked._replace(name=list_checked.where, findings=found))
        else:
            apart.append(list_checked)
        names.add(list_checked.name)
    return apart


def _check_one(where: str, request: _Request) -> _CheckedList:
    from kg.curation import check as check_list
    from kg.curation.facts import facts_about
    from kg.curation.findings import CODES, ordered
    from kg.opened_list import open_list

    opened = open_list(where, request.curation)
    for code in sorted(opened.curation.ignore.keys() - CODES.keys()):
        say(
            f"warning: the curation file of {opened.parsed.source} ignores {code!r}, a code that no finding has"
        )
    with facts_about(opened, store=request.store, source=request.source) as graph:
        if graph is None:
            say(
                f"{opened.parsed.source}: checked against itself alone; kg build {shlex.quote(where)} gives it facts to be checked against"
            )
        report = _links_of(opened, request)
        corrections: list[Correction] = []
        shown = ""
        if request.fix:
            opened, corrections, shown = _corrected(opened, graph, report.moved, request)
        found = check_list(opened.parsed, opened.text, graph=graph, curation=opened.curation)
        # What was corrected is no finding any more, and the lines may be others.
        found += _links_of(opened, request, ask=False).findings if corrections else report.findings
    chosen = [two for two in ordered(found) if two.code in request.codes]
    return _CheckedList(where, opened.parsed.source, chosen, corrections, shown, report.answers)


def _links_of(opened: OpenedList, request: _Request, *, ask: bool = True) -> LinkReport:
    from kg.curation.dead_links import LinkReport, report_links

    if request.links is None:
        return LinkReport([], {}, {})
    return report_links(
        opened.parsed, opened.text, request.links, curation=opened.curation, ask=ask
    )


def _corrected(
    opened: OpenedList, graph: Any, moved: dict[str, str], request: _Request
) -> tuple[OpenedList, list[Correction], str]:
    """Return the list as it is now, what was corrected, and the difference."""
    from kg.curation import fix as fix_list
    from kg.curation.fix import diff
    from kg.files import replace_file
    from kg.opened_list import open_list

    body = opened.body()
    fixed = fix_list(
        body, opened.parsed, graph=graph, curation=opened.curation, moved=moved, codes=request.codes
    )
    shown = diff(body, fixed.body, opened.where)
    if fixed.corrections and not request.dry_run:
        replace_file(opened.where, body, fixed.body, error=ReadingListError)
        opened = open_list(opened.where, request.curation)
    return opened, fixed.corrections, shown


def _link_counts(links: LinkAnswers | None, checked: Iterable[_CheckedList]) -> dict[str, int]:
    if links is None:
        return {}
    answers = {
        url: answer for list_checked in checked for url, answer in list_checked.answers.items()
    }
    return links.counts(answers)._asdict()


def _document(
    checked: Iterable[_CheckedList], found: list[Finding], request: _Request, links: dict[str, int]
) -> dict[str, Any]:
    from kg.curation.findings import counts_by_code

    document: dict[str, Any] = {
        "findings": [msgspec.structs.asdict(list_checked) for list_checked in found],
        "counts": counts_by_code(
            finding for list_checked in checked for finding in list_checked.findings
        ),
    }
    if request.fix:
        document["corrections"] = [
            {"source": list_checked.name, "line": finding.line, "code": finding.code}
            for list_checked in checked
            for finding in list_checked.corrections
        ]
    if request.dry_run:
        document["diff"] = "".join(list_checked.diff for list_checked in checked)
    if links:
        document["links"] = links
    return document


def _tell(checked: list[_CheckedList], found: list[Finding], format: str) -> None:
    from kg.curation.findings import render
    from kg.reading_list.left_out import maybe_entries

    paths = {list_checked.name: list_checked.where for list_checked in checked}
    text = render(found, format, paths)
    # Annotations are commands to the log; every value in them is escaped for it.
    emit_data(shown(without_secrets(text))) if format == "github" else emit(text)
    for name in paths:
        lines = [
            list_checked.line
            for list_checked in found
            if (list_checked.code, list_checked.source) == ("maybe-entry", name)
        ]
        for sentence in maybe_entries(lines):
            say(f"{name}: {sentence}" if len(paths) > 1 else sentence)


def _lists_of_store(store: str | None) -> list[str]:
    from kg.curation.facts import existing_store, lists_of

    with existing_store(store) as opened:
        known = lists_of(opened) if opened else []
    if not known:
        raise UsageError("no list given, and no store to take one from", hint="kg check README.md")
    return known
