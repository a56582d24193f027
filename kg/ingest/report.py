"""What a build did, for a person and as the command's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import msgspec

from kg.ingest.assemble import Assembly
from kg.ingest.known_works import relations_of
from kg.ingest.services import all_deferred, all_requests
from kg.records import Facts, ParsedList, Warning
from kg.sources import ReferenceService, Source
from kg.stores import Changes

__all__ = ["BuildReport", "ListReport", "report_of"]


class ListReport(msgspec.Struct, kw_only=True):
    """What became of one list; matched, unsure and unmatched count its entries."""

    source: str
    entries: int
    papers: int
    matched: int
    unsure: int
    unmatched: int
    datasets: int


class BuildReport(msgspec.Struct, kw_only=True):
    """What a build did; the fields up to ``warnings`` are the command's JSON."""

    store: str
    lists: list[ListReport]
    nodes: dict[str, int]
    relationships: dict[str, int]
    requests: dict[str, Any]
    incomplete: list[dict[str, str]]
    warnings: list[Warning]
    changes: Changes
    deferred: str | None = None

    def __repr__(self) -> str:
        lists = [
            f"{report.source}: {report.entries:,} entries, {report.papers:,} papers, {report.matched:,} matched"
            for report in self.lists
        ]
        papers, citations = self.nodes.get("Paper", 0), self.relationships.get("CITES", 0)
        summary = "; ".join([*lists, f"{papers:,} papers, {citations:,} citations"])
        return f"BuildReport({summary}{'; deferred' if self.deferred else ''})"

    def _repr_html_(self) -> str:
        columns = ("source", "entries", "papers", "matched", "unsure", "unmatched", "datasets")
        head = "".join(f"<th>{column}</th>" for column in columns)
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{escape(str(getattr(report, column)))}</td>" for column in columns)
            + "</tr>"
            for report in self.lists
        )
        counts = ", ".join(
            f"{count:,} {escape(name)}" for name, count in (self.nodes | self.relationships).items()
        )
        notes = [f"{len(self.warnings):,} warnings"] if self.warnings else []
        notes += [f"deferred: {escape(self.deferred)}"] if self.deferred else []
        return (
            f"<table><caption>Built into {escape(self.store)}: {counts}"
            f"{'; '.join(['', *notes])}</caption><tr>{head}</tr>{rows}</table>"
        )


def report_of(
    url: str,
    built: Sequence[Facts],
    assembly: Assembly,
    changes: Changes,
    source: Source,
    services: Sequence[ReferenceService],
) -> BuildReport:
    """Return the report of a build.

    Parameters
    ----------
    url
        Of the store.
    built
        The facts of what was built this time.
    assembly
        The graph of everything in the store.
    changes
        What writing it changed.
    source, services
        Where the facts come from.
    """
    nodes, relationships = assembly.graph.counts()
    lists, incomplete = [], []
    for facts in built:
        if facts.reading_list is not None:
            papers = sorted(
                {assembly.papers_of[facts.input][index] or "" for index in facts.entry_works}
            )
            lists.append(_list_report(facts, facts.reading_list, len(papers), assembly))
            incomplete += _incomplete(facts, papers, assembly)
    by_endpoint = all_requests(source, services)
    return BuildReport(
        store=url,
        lists=lists,
        nodes=nodes,
        relationships=relationships,
        requests={"total": sum(by_endpoint.values()), "by_endpoint": by_endpoint},
        incomplete=incomplete,
        warnings=[warning for facts in built for warning in facts.warnings] + assembly.warnings,
        changes=changes,
        deferred=all_deferred(source, services),
    )


def _list_report(facts: Facts, parsed: ParsedList, papers: int, assembly: Assembly) -> ListReport:
    outcomes = [
        record.confidence
        for record in assembly.graph.records("LISTS")
        if record.start == facts.input and record.END == "Paper"
    ]
    return ListReport(
        source=parsed.source,
        entries=len(facts.entry_works),
        papers=papers,
        matched=sum(confidence in ("certain", "probable") for confidence in outcomes),
        unsure=outcomes.count("unsure"),
        unmatched=outcomes.count("none"),
        datasets=len({name for line in parsed.datasets for name in line.names}),
    )


def _incomplete(facts: Facts, papers: Sequence[str], assembly: Assembly) -> list[dict[str, str]]:
    """Return which lists of which papers are not known completely."""
    incomplete = []
    for relation in relations_of(facts.options.expand):
        for paper in papers:
            state = getattr(assembly.graph.get("Paper", paper), f"{relation}_state")
            if state != "complete":
                incomplete.append({"paper": paper, "relation": relation, "state": state})
    return incomplete
