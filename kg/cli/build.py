"""``kg build``: lists and a source into a store."""

from __future__ import annotations

import shlex
from itertools import zip_longest
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import emit, print_json, progress, say
from kg.cli.options import CurationOption, JsonFormat, OfflineOption, StoreOption

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.ingest import BuildReport
    from kg.records import Warning

#: Warnings of one code that are told one by one.
_TOLD = 5


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(build)


def build(
    lists: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LIST]...", help="Path, -, URL, or GitHub repository (its README)."
        ),
    ] = None,
    source: Annotated[
        str,
        typer.Option(
            "--source",
            help="semantic-scholar, crossref, none, a file of records (.jsonl, .jsonl.gz), or a prepared release.",
        ),
    ] = "semantic-scholar",
    fill: Annotated[
        str | None,
        typer.Option(
            metavar="SERVICES",
            help="Who is asked for reference lists that are not complete, in this order: "
            "crossref, opencitations, openalex (with commas between), or none. "
            "Default: crossref with semantic-scholar, else none.",
        ),
    ] = None,
    cross_check: Annotated[
        bool,
        typer.Option(
            "--cross-check", help="Ask them also for lists that are complete, to measure agreement."
        ),
    ] = False,
    expand: Annotated[
        str,
        typer.Option(
            help="references, citations, both, or none: only citations between the list's own papers."
        ),
    ] = "references",
    hops: Annotated[int, typer.Option(min=1, help="How many times to follow what was found.")] = 1,
    contexts: Annotated[
        bool,
        typer.Option("--contexts", help="Ask for the sentences of citations: one request a paper."),
    ] = False,
    curation: CurationOption = None,
    datasets: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Datasets that the lists do not name (TOML, see docs/curation.md)."
        ),
    ] = None,
    offline: OfflineOption = False,
    refresh: Annotated[
        str | None,
        typer.Option(metavar="AGE", help="Ask again what is older than this: 90d, 12h, 6w, 1y."),
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0,
            max=1e7,
            envvar="KG_S2_PATIENCE",
            help="Give up for now after this long without progress.",
        ),
    ] = None,
    plan: Annotated[
        bool,
        typer.Option("--plan", help="Print the requests and the time it would take; send nothing."),
    ] = False,
    store: StoreOption = None,
    format: JsonFormat = "text",
) -> int:
    """Build lists into the store: papers, authors, venues, datasets, code and citations.

    Example: kg build README.md --source semantic-scholar --expand references
    """
    from kg.ingest import build as build_lists
    from kg.ingest import plan as plan_lists
    from kg.reading_list.fetching import check_offline
    from kg.settings import store_url
    from kg.sources import fill_names, opened_sources
    from kg.sources.archive import days_of

    days = days_of(refresh) if refresh else None
    for sentence in _without_effect(
        source,
        fill_names(fill, source),
        lists=lists,
        fill=fill,
        expand=expand,
        contexts=contexts,
        cross_check=cross_check,
    ):
        say(f"warning: {sentence}")
    if offline:
        check_offline(lists or [])
    with (
        progress() as report,
        opened_sources(
            source, fill, offline=offline, refresh=days, patience=patience, progress=report
        ) as (facts, services),
    ):
        if plan:
            planned = plan_lists(
                lists or [],
                source=facts,
                expand=expand,
                hops=hops,
                contexts=contexts,
                services=services,
                cross_check=cross_check,
                curation=curation,
            )
            _show_plan(planned, format)
            return 0
        done = build_lists(
            lists or [],
            store=store_url(store),
            source=facts,
            expand=expand,
            hops=hops,
            contexts=contexts,
            fill=services,
            cross_check=cross_check,
            curation=curation,
            datasets=datasets,
            progress=report,
        )
    return _show(done, lists or (), format)


def _show(done: BuildReport, lists: Sequence[str], format: str) -> int:
    """Print what was built, and return 3 where some of it was put off."""
    if format == "json":
        print_json(as_json(done))
    else:
        emit(as_text(done, lists))
    if done.deferred:
        say(f"deferred: {done.deferred}")
        return 3
    return 0


def _without_effect(
    source: str,
    services: Sequence[str],
    *,
    lists: Sequence[str] | None,
    fill: str | None,
    expand: str,
    contexts: bool,
    cross_check: bool,
) -> Iterator[str]:
    """Yield a sentence for each option that nobody who is asked can serve."""
    if source in ("crossref", "none"):
        knows = "Crossref does not say" if source == "crossref" else "--source none does not know"
        if expand in ("citations", "both"):
            yield f"--expand {expand} finds no citing papers: {knows} who cites a paper"
        if contexts:
            yield f"--contexts has no effect: {knows} the sentences of citations"
    if fill is not None and services and not lists:
        yield f"--fill {fill} has no effect: the records of a file are built as they are"
    elif fill is not None and services and expand == "citations":
        yield f"--fill {fill} has no effect: with --expand citations no reference lists are asked for"
    if cross_check and not services:
        yield "--cross-check has no effect: --fill names no further service to ask"
    elif cross_check and expand == "citations":
        yield "--cross-check has no effect: with --expand citations no reference lists are asked for"


def as_json(report: BuildReport) -> dict[str, object]:
    """Return a report in the shape of the contract."""
    import msgspec

    document: dict[str, object] = msgspec.to_builtins(report)
    return document


def as_text(report: BuildReport, lists: Sequence[str] = ()) -> str:
    """Return a report for a person; ``lists`` as they were named, for what to run next."""
    lines = []
    for listed, where in zip_longest(report.lists, lists[: len(report.lists)]):
        lines.append(
            f"{listed.source}: {listed.entries} entries, {listed.papers} papers: "
            f"{listed.matched} entries matched, {listed.unsure} unsure, {listed.unmatched} unmatched; "
            f"{listed.datasets} datasets"
        )
        if where and (listed.unsure or listed.unmatched):
            lines.append("  see what is in doubt: kg review " + shlex.quote(where))
    lines.append("graph: " + ", ".join(f"{count} {label}" for label, count in report.nodes.items()))
    lines.append(
        "links: " + ", ".join(f"{count} {type}" for type, count in report.relationships.items())
    )
    states: dict[tuple[str, str], int] = {}
    for incomplete in report.incomplete:
        key = (incomplete["relation"], incomplete["state"])
        states[key] = states.get(key, 0) + 1
    for (relation, state), count in sorted(states.items()):
        lines.append(f"not complete: {relation} of {count} listed papers are {state}")
    if len(report.sources) > 1:
        lines += [
            f"{name}: {counts['answered']} of {counts['asked']} lists given, "
            f"{counts['complete']} complete; {counts['citations']} citations, "
            f"{counts['alone']} of them from it alone"
            for name, counts in report.sources.items()
        ]
    changes = report.changes
    lines.append(
        f"requests: {report.requests['total']}; store {report.store}: "
        f"{changes.added} added, {changes.changed} changed, {changes.removed} removed"
    )
    return "\n".join([*lines, *_warnings(report.warnings, several=len(report.lists) > 1)]) + "\n"


def _warnings(warnings: Sequence[Warning], *, several: bool) -> list[str]:
    """Return a line for what is said in the same words, with the lines of the list it is about.

    Of one code a few are told, the others are counted. Of several lists, each is named.
    """
    from kg.reading_list.left_out import maybe_entries

    codes: dict[str, dict[tuple[str | None, str], list[Warning]]] = {}
    for warning in warnings:
        # What may be an entry is counted, one sentence a list.
        message = "" if warning.code == "maybe-entry" else warning.message
        alike = codes.setdefault(warning.code, {})
        alike.setdefault((warning.source, message), []).append(warning)
    sentences = []
    for code, alike in codes.items():
        for (source, message), ones in list(alike.items())[:_TOLD]:
            named = f"{source}: " if several and source else ""
            if code == "maybe-entry":
                sentences += [
                    named + sentence for sentence in maybe_entries(one.line for one in ones)
                ]
            else:
                sentences.append(f"{named}{code}: {message}{_lines_of(ones)}")
        if len(alike) > _TOLD:
            rest = sum(len(ones) for ones in list(alike.values())[_TOLD:])
            sentences.append(f"{code}: {rest} more, see them with --format json")
    return sentences


def _lines_of(warnings: Sequence[Warning]) -> str:
    lines = [str(warning.line) for warning in warnings if warning.line]
    if not lines:
        return ""
    more = f" and {len(lines) - 8} more" if len(lines) > 8 else ""
    return f" ({'line' if len(lines) == 1 else 'lines'} {', '.join(lines[:8])}{more})"


def _show_plan(planned: dict[str, object], format: str) -> None:
    if format == "json":
        print_json(planned)
        return
    by_endpoint = planned["requests"]
    rows = by_endpoint.items() if isinstance(by_endpoint, dict) else ()
    emit("".join(f"{count:6}  {endpoint}\n" for endpoint, count in rows))
    emit(f"about {planned['total']} requests, {planned['seconds']:.0f} s\n")
