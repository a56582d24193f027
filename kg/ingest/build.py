"""Lists and a source -> the graph of a store: what ``kg build`` calls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from pathlib import Path
from typing import Any

import msgspec

from kg.collector import collector_paused
from kg.errors import UsageError
from kg.ingest.assemble import assemble
from kg.ingest.built_lists import settle_places
from kg.ingest.facts import gather_list, gather_records
from kg.ingest.known_works import relations_of
from kg.ingest.made_from import checksum_of
from kg.ingest.planned_services import with_services
from kg.ingest.report import BuildReport, Outcome, outcome_of, report_of
from kg.ingest.snapshot import snapshot_of
from kg.mentions import read_datasets, read_moved
from kg.opened_list import OpenedList, open_list
from kg.progress import notebook_progress
from kg.records import BuildOptions, Entry, Facts, Graph, Progress
from kg.settings import store_url
from kg.sources import (
    Decision,
    PlanningSource,
    ReferenceService,
    Source,
    WarningSource,
    opened_sources,
)
from kg.stores import Changes, LastBuild, Store, open_store

__all__ = ["EXPANSIONS", "build", "plan"]

EXPANSIONS = ("references", "citations", "both", "none")


def build(
    lists: str | Path | Sequence[str | Path] = (),
    *,
    store: str | Path | Store | None = None,
    source: str | Path | Source = "semantic-scholar",
    expand: str = "references",
    hops: int = 1,
    contexts: bool = False,
    fill: str | Sequence[ReferenceService] | None = None,
    cross_check: bool = False,
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
    fill
        Which services are asked for the reference lists that the source lacks: what
        ``--fill`` takes, or services that are open; see :func:`kg.sources.open_services`.
        Without it that of the command line where ``source`` is a name, else nobody.
    cross_check
        Ask the services also for the lists that the source has, to measure agreement.
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
    >>> from kg.settings import packaged
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     build(packaged("examples", "cross-modal-retrieval.md"), store=directory, source="none")
    BuildReport(cross-modal-retrieval.md: 64 entries, 62 papers, 0 matched; 62 papers, 0 citations)
    """
    _check_options(expand, hops)
    progress = progress or notebook_progress()
    with opened_sources(source, fill, progress=progress) as (opened_source, services):
        options = BuildOptions(
            expand=expand,
            hops=hops,
            contexts=contexts,
            source=str(getattr(opened_source, "path", opened_source.name)),
            datasets=[] if datasets is None else read_datasets(datasets),
            moved=[] if datasets is None else read_moved(datasets),
            fill=[service.name for service in services],
            cross_check=cross_check and bool(services),
        )
        inputs = [open_list(str(where), curation) for where in _places(lists)]
        if not inputs and not opened_source.works:
            raise UsageError(
                "no list given", hint="name a list, or a file of records with --source FILE.jsonl"
            )
        with _for_writing(store) as opened:
            return _build(inputs, opened, opened_source, services, options, progress)


def _places(lists: str | Path | Sequence[str | Path]) -> list[str | Path]:
    places = [lists] if isinstance(lists, str | Path) else lists
    if not isinstance(places, Iterable) or not all(
        isinstance(place, str | Path) for place in places
    ):
        raise UsageError(
            f"{lists!r} names no list", hint="give a path, a URL or -, or several of them"
        )
    return list(places)


def _for_writing(store: str | Path | Store | None) -> AbstractContextManager[Store]:
    if isinstance(store, Store):
        return nullcontext(store)
    return open_store(store_url(None if store is None else str(store)), write=True)


def _check_options(expand: str, hops: int) -> None:
    if expand not in EXPANSIONS:
        raise UsageError(
            f"{expand!r} is not an expansion", where="--expand", hint="use " + ", ".join(EXPANSIONS)
        )
    if hops < 1:
        raise UsageError(f"{hops} is no number of hops", where="--hops", hint="use 1 or more")


def plan(
    lists: Sequence[str],
    *,
    source: Source,
    expand: str,
    hops: int,
    contexts: bool,
    services: Sequence[ReferenceService] = (),
    cross_check: bool = False,
    curation: str | None = None,
) -> dict[str, Any]:
    """Return what a build would ask: ``{requests: {endpoint: n}, total, seconds}``. Sends nothing.

    A source that is a file, or none, asks nothing. What the curation file decides needs
    no search. The requests of ``services`` bear their names.

    Parameters
    ----------
    lists
        Paths or URLs.
    source
        Who would be asked.
    expand, hops, contexts, cross_check, curation
        As for :func:`build`.
    services
        Who would be asked for the reference lists that the source lacks.
    """
    opened_lists = [open_list(where, curation) for where in lists]
    planned: dict[str, Any] = {"requests": {}, "total": 0, "seconds": 0.0, "steps": []}
    if isinstance(source, PlanningSource):
        entries: list[Entry] = []
        decisions: dict[int, Decision] = {}
        for opened in opened_lists:
            decisions |= {len(entries) + at: decision for at, decision in opened.decisions.items()}
            entries += opened.parsed.entries
        planned = source.plan(
            entries, relations_of(expand), hops=hops, contexts=contexts, decisions=decisions
        )
    if services and "references" in relations_of(expand):
        options = BuildOptions(expand=expand, cross_check=cross_check)
        with ExitStack() as held:
            known = source
            if isinstance(source, PlanningSource):
                known = held.enter_context(closing(source.archived()))
            asked = [held.enter_context(service.archived()) for service in services]
            # What each service is asked follows from what those before it are known to have.
            stages = [
                [_facts_of_list(opened, known, asked[:count], options) for opened in opened_lists]
                for count in range(len(asked))
            ]
        planned = with_services(planned, stages, source, services)
    return planned


@collector_paused()
def _build(
    lists: Sequence[OpenedList],
    store: Store,
    source: Source,
    services: Sequence[ReferenceService],
    options: BuildOptions,
    progress: Progress | None,
) -> BuildReport:
    facts, moved = settle_places(lists, {facts.input: facts for facts in store.inputs()})
    built = [_facts_of_list(opened, source, services, options) for opened in lists]
    if not lists:
        built.append(gather_records(source, options=options))
    unread = source.warnings if isinstance(source, WarningSource) else ()
    built[0].warnings = [*moved, *built[0].warnings, *unread]
    facts |= {facts_of_list.input: facts_of_list for facts_of_list in built}
    inputs = [facts[name] for name in sorted(facts)]
    outcome, changes = _write(store, inputs, progress)
    return report_of(store.url, built, outcome, changes, source, services)


def _write(
    store: Store, inputs: Sequence[Facts], progress: Progress | None
) -> tuple[Outcome, Changes]:
    """Write the graph of all inputs, unless the store holds just what it was built to from the same."""
    made_from = checksum_of(inputs)
    last = store.last_build()
    if last is not None and last.made_from == made_from:
        outcome = msgspec.json.decode(last.found, type=Outcome)
        store.keep_snapshot(snapshot_of(store))
        store.remember_build(last)
        return outcome, Changes(kept=outcome.kept)
    assembly = assemble(inputs)
    changes = store.write(
        assembly.graph,
        inputs,
        snapshot=snapshot_of(store),
        progress=_one_bar(assembly.graph, progress) if progress else None,
    )
    outcome = outcome_of(inputs, assembly, changes)
    store.remember_build(LastBuild(made_from, msgspec.Raw(msgspec.json.encode(outcome))))
    return outcome, changes


def _facts_of_list(
    opened: OpenedList,
    source: Source,
    services: Sequence[ReferenceService],
    options: BuildOptions,
) -> Facts:
    facts = gather_list(
        opened.parsed,
        source,
        location=opened.location,
        options=msgspec.structs.replace(options, dataset_names=opened.curation.datasets),
        decisions=opened.decisions,
        services=services,
    )
    facts.marks = opened.curation.marks
    facts.warnings = [*opened.parsed.warnings, *opened.warnings, *facts.warnings]
    return facts


def _one_bar(graph: Graph, progress: Progress) -> Progress:
    """Tell the progress of all labels and types as one number."""
    total = sum(sum(counts.values()) for counts in graph.counts())
    done_of: dict[str, int] = {}

    def report(what: str, done: int, _: int) -> None:
        done_of[what] = max(done, done_of.get(what, 0))
        progress("writing the graph", min(sum(done_of.values()), total), total)

    return report
