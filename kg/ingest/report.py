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
from kg.stores.service_counts import count_services

__all__ = ["BuildReport", "ListReport", "Outcome", "outcome_of", "report_of"]


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
    """What a build did; the fields up to ``warnings`` are the command's JSON.

    ``sources`` says of each service what :func:`kg.stores.summary` says of it.
    """

    store: str
    lists: list[ListReport]
    nodes: dict[str, int]
    relationships: dict[str, int]
    requests: dict[str, Any]
    incomplete: list[dict[str, str]]
    sources: dict[str, dict[str, int]]
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


class ListOutcome(msgspec.Struct, kw_only=True):
    """What became of one list in the graph of a store; matched, unsure and unmatched count its entries."""

    papers: int
    matched: int
    unsure: int
    unmatched: int
    incomplete: list[dict[str, str]]


class Outcome(msgspec.Struct, kw_only=True):
    """What a graph holds and leaves out: all that a report says of it.

    ``lists`` are all those that the graph was made from, by input; ``kept`` counts what is
    no longer asserted but stays for what users added to it.
    """

    nodes: dict[str, int]
    relationships: dict[str, int]
    lists: dict[str, ListOutcome]
    sources: dict[str, dict[str, int]]
    warnings: list[Warning]
    kept: int


def outcome_of(inputs: Sequence[Facts], assembly: Assembly, changes: Changes) -> Outcome:
    """Return what became of the inputs of a store.

    Parameters
    ----------
    inputs
        The facts of all of them.
    assembly
        The graph that they make together.
    changes
        What writing it changed.
    """
    nodes, relationships = assembly.graph.counts()
    return Outcome(
        nodes=nodes,
        relationships=relationships,
        lists={
            facts.input: _list_outcome(facts, assembly)
            for facts in inputs
            if facts.reading_list is not None
        },
        sources=count_services(assembly.graph).by_service(),
        warnings=assembly.warnings,
        kept=changes.kept,
    )


def report_of(
    url: str,
    built: Sequence[Facts],
    outcome: Outcome,
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
    outcome
        What the graph of everything in the store holds.
    changes
        What writing it changed.
    source, services
        Where the facts come from.
    """
    by_endpoint = all_requests(source, services)
    return BuildReport(
        store=url,
        lists=[
            _list_report(facts, facts.reading_list, outcome.lists[facts.input])
            for facts in built
            if facts.reading_list is not None
        ],
        nodes=outcome.nodes,
        relationships=outcome.relationships,
        requests={"total": sum(by_endpoint.values()), "by_endpoint": by_endpoint},
        incomplete=_of_all(built, outcome),
        sources=outcome.sources,
        warnings=[warning for facts in built for warning in facts.warnings] + outcome.warnings,
        changes=changes,
        deferred=all_deferred(source, services),
    )


def _of_all(built: Sequence[Facts], outcome: Outcome) -> list[dict[str, str]]:
    """Return what is incomplete of the lists that were built; a paper that several name once."""
    incomplete: list[dict[str, str]] = []
    for facts in built:
        if facts.input in outcome.lists:
            incomplete += outcome.lists[facts.input].incomplete
    return list({(row["paper"], row["relation"]): row for row in incomplete}.values())


def _list_report(facts: Facts, parsed: ParsedList, outcome: ListOutcome) -> ListReport:
    return ListReport(
        source=parsed.source,
        entries=len(facts.entry_works),
        papers=outcome.papers,
        matched=outcome.matched,
        unsure=outcome.unsure,
        unmatched=outcome.unmatched,
        datasets=len({name for line in parsed.datasets for name in line.names}),
    )


def _list_outcome(facts: Facts, assembly: Assembly) -> ListOutcome:
    papers = sorted({assembly.papers_of[facts.input][index] or "" for index in facts.entry_works})
    confidences = [
        record.confidence
        for record in assembly.graph.records("LISTS")
        if record.start == facts.input and record.END == "Paper"
    ]
    return ListOutcome(
        papers=len(papers),
        matched=sum(confidence in ("certain", "probable") for confidence in confidences),
        unsure=confidences.count("unsure"),
        unmatched=confidences.count("none"),
        incomplete=_incomplete(facts, papers, assembly),
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
