"""Lists and sources -> the graph of a store.

:func:`build` is what ``kg build`` calls; :func:`kg.ingest.assemble.assemble` is the
pure part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from html import escape
from pathlib import Path
from typing import Any

import msgspec

from kg.errors import UsageError
from kg.ingest.assemble import Assembly, assemble
from kg.ingest.basis import news_basis
from kg.ingest.built_lists import forget_list, move_list, settle_places
from kg.ingest.gather import gather_list, gather_records, relations_of
from kg.mentions import read_datasets, read_moved
from kg.opened_list import OpenedList, open_list
from kg.progress import notebook_progress
from kg.reading_list import read_list
from kg.records import Entry, Facts, Graph, Progress, Warning
from kg.settings import packaged, store_url
from kg.sources import Decision, Planning, Source, open_source
from kg.sources.records_file import RecordsFile
from kg.stores import Changes, Store, open_store

__all__ = [
    "BuildReport",
    "ListReport",
    "assemble",
    "build",
    "demo_facts",
    "demo_graph",
    "forget_list",
    "move_list",
    "plan",
]

EXPANSIONS = ("references", "citations", "both", "none")


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
            f"{one.source}: {one.entries:,} entries, {one.papers:,} papers, {one.matched:,} matched"
            for one in self.lists
        ]
        papers, citations = self.nodes.get("Paper", 0), self.relationships.get("CITES", 0)
        said = "; ".join([*lists, f"{papers:,} papers, {citations:,} citations"])
        return f"BuildReport({said}{'; deferred' if self.deferred else ''})"

    def _repr_html_(self) -> str:
        columns = ("source", "entries", "papers", "matched", "unsure", "unmatched", "datasets")
        head = "".join(f"<th>{column}</th>" for column in columns)
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{escape(str(getattr(one, column)))}</td>" for column in columns)
            + "</tr>"
            for one in self.lists
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


def build(
    lists: str | Path | Sequence[str | Path] = (),
    *,
    store: str | Path | Store | None = None,
    source: str | Path | Source = "semantic-scholar",
    expand: str = "references",
    hops: int = 1,
    contexts: bool = False,
    curation: str | None = None,
    datasets: str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build lists, or a file of records alone, into a store.

    Parameters
    ----------
    lists
        A path, URL or ``-``, or several; none to build the records of ``source`` themselves.
    store
        A store opened for writing, or its directory or URL; without it that of the
        command line: ``KG_STORE``, else ``kg-store``.
    source
        Where facts come from: what ``--source`` takes (``semantic-scholar``, ``none``, or
        a file of records), or a source that is open; see :func:`kg.sources.open_source`.
    expand
        ``references``, ``citations``, ``both``, or ``none`` for citations between the
        list's own papers alone.
    hops
        How many times to follow what was found.
    contexts
        Ask for the sentences of citations too: one request a paper.
    curation
        The curation file, when it is not beside the list.
    datasets
        A file of datasets that the lists do not name, and of repositories that have
        moved; see :func:`kg.mentions.read_datasets`.
    progress
        Called as ``progress(what, done, total)``; in a notebook it shows without it.

    Returns
    -------
    BuildReport
        ``deferred`` holds a sentence when something could not be had this time; the
        graph stands all the same, and the same build resumes.

    Raises
    ------
    KgError
        When a list, records file, curation file or store cannot be used.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     build(packaged("examples", "cross-modal-retrieval.md"), store=directory, source="none")
    BuildReport(cross-modal-retrieval.md: 64 entries, 62 papers, 0 matched; 62 papers, 0 citations)
    """
    progress = progress or notebook_progress()
    if isinstance(source, str | Path):
        with closing(open_source(str(source), progress=progress)) as opened_source:
            return build(
                lists,
                store=store,
                source=opened_source,
                expand=expand,
                hops=hops,
                contexts=contexts,
                curation=curation,
                datasets=datasets,
                progress=progress,
            )
    if expand not in EXPANSIONS:
        raise UsageError(
            f"{expand!r} is not an expansion", where="--expand", hint="use " + ", ".join(EXPANSIONS)
        )
    if hops < 1:
        raise UsageError(f"{hops} is no number of hops", where="--hops", hint="use 1 or more")
    options: dict[str, Any] = {"expand": expand, "hops": hops, "contexts": contexts}
    if datasets is not None:
        options["datasets"] = msgspec.to_builtins(read_datasets(datasets))
        options["moved"] = msgspec.to_builtins(read_moved(datasets))
    wheres = [lists] if isinstance(lists, str | Path) else lists
    inputs = [open_list(str(where), curation) for where in wheres]
    if not inputs and not isinstance(source, RecordsFile):
        raise UsageError(
            "no list given", hint="name a list, or a file of records with --source FILE.jsonl"
        )
    if store is None or isinstance(store, str | Path):
        with open_store(store_url(None if store is None else str(store)), write=True) as opened:
            return _build(inputs, opened, source, options, progress)
    return _build(inputs, store, source, options, progress)


def plan(
    lists: Sequence[str],
    *,
    source: Source,
    expand: str,
    hops: int,
    contexts: bool,
    curation: str | None = None,
) -> dict[str, Any]:
    """Return what a build would ask: ``{requests: {endpoint: n}, total, seconds}``. Sends nothing.

    A source that is a file, or none, asks nothing. What the curation file decides needs
    no search.
    """
    if not isinstance(source, Planning):
        return {"requests": {}, "total": 0, "seconds": 0.0}
    entries: list[Entry] = []
    decisions: dict[int, Decision] = {}
    for where in lists:
        opened = open_list(where, curation)
        decisions |= {len(entries) + at: decision for at, decision in opened.decisions.items()}
        entries += opened.parsed.entries
    return source.plan(
        entries, relations_of(expand), hops=hops, contexts=contexts, decisions=decisions
    )


def _build(
    inputs: Sequence[OpenedList],
    store: Store,
    source: Source,
    options: dict[str, Any],
    progress: Progress | None,
) -> BuildReport:
    facts, moved = settle_places(inputs, {one.input: one for one in store.inputs()})
    options["source"] = str(getattr(source, "path", source.name))
    new: list[Facts] = []
    for one in inputs:
        own = options | ({"dataset_names": one.curation.datasets} if one.curation.datasets else {})
        gathered = gather_list(
            one.parsed, source, location=one.location, options=own, decisions=one.decisions
        )
        gathered.warnings = [*one.parsed.warnings, *one.warnings, *gathered.warnings]
        new.append(gathered)
    if not inputs and isinstance(source, RecordsFile):
        path = source.path.resolve().as_posix()
        new.append(gather_records(source, source.works, location=path, options=options))
    new[0].warnings = [*moved, *new[0].warnings]
    for other in facts.values():
        other.before = {}
    new[0].before = news_basis(store)
    facts |= {one.input: one for one in new}
    assembly = assemble(facts.values())
    changes = store.write(
        assembly.graph,
        sorted(facts.values(), key=lambda one: one.input),
        progress=_one_bar(assembly.graph, progress) if progress else None,
    )
    return _report(store.url, new, assembly, changes, source)


def _one_bar(graph: Graph, progress: Progress) -> Progress:
    """Tell the progress of all labels and types as one number."""
    total = sum(sum(counts.values()) for counts in graph.counts())
    done_of: dict[str, int] = {}

    def report(what: str, done: int, _: int) -> None:
        done_of[what] = max(done, done_of.get(what, 0))
        progress("writing the graph", min(sum(done_of.values()), total), total)

    return report


def _report(
    url: str, new: Sequence[Facts], assembly: Assembly, changes: Changes, source: Source
) -> BuildReport:
    nodes, relationships = assembly.graph.counts()
    lists, incomplete = [], []
    for one in new:
        if one.reading_list is None:
            continue
        outcomes = [
            record.confidence
            for record in assembly.graph.records("LISTS")
            if record.start == one.input and record.END == "Paper"
        ]
        papers = sorted({assembly.papers_of[one.input][index] or "" for index in one.entry_works})
        lists.append(
            ListReport(
                source=one.reading_list.source,
                entries=len(one.entry_works),
                papers=len(papers),
                matched=sum(confidence in ("certain", "probable") for confidence in outcomes),
                unsure=outcomes.count("unsure"),
                unmatched=outcomes.count("none"),
                datasets=len({name for line in one.reading_list.datasets for name in line.names}),
            )
        )
        for relation in relations_of(one.options["expand"]):
            for paper in papers:
                state = getattr(assembly.graph.get("Paper", paper), f"{relation}_state")
                if state != "complete":
                    incomplete.append({"paper": paper, "relation": relation, "state": state})
    by_endpoint = dict(sorted(source.requests.items()))
    return BuildReport(
        store=url,
        lists=lists,
        nodes=nodes,
        relationships=relationships,
        requests={"total": sum(by_endpoint.values()), "by_endpoint": by_endpoint},
        incomplete=incomplete,
        warnings=[warning for one in new for warning in one.warnings] + assembly.warnings,
        changes=changes,
        deferred=source.deferred,
    )


def demo_facts() -> Facts:
    """Return the facts of the packaged example: the user's list and the records file for it."""
    where = packaged("examples", "cross-modal-retrieval.md")
    parsed = read_list(str(where))
    source = RecordsFile(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    return gather_list(
        parsed,
        source,
        location=where.name,
        options={"expand": "references", "hops": 1, "contexts": False, "source": source.name},
        decisions={},
    )


def demo_graph() -> Graph:
    """Return the graph of the packaged example, in memory.

    Examples
    --------
    >>> demo_graph().counts()[0]["Paper"]
    321
    """
    return assemble([demo_facts()]).graph
