"""A list and a source -> facts. The only step of a build that may send requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from kg.identifiers import split_graph_id
from kg.ingest.known_works import KnownWorks
from kg.ingest.services import all_deferred, ask_services
from kg.matching import work_of_entry
from kg.records import BuildOptions, Decision, Entry, Facts, ParsedList, Resolution, Work
from kg.sources import ReferenceService, Source

__all__ = ["gather_list", "gather_records"]


def gather_list(
    parsed: ParsedList,
    source: Source,
    *,
    location: str,
    options: BuildOptions,
    decisions: Mapping[int, Decision],
    services: Sequence[ReferenceService] = (),
) -> Facts:
    """Return everything a source says about a list.

    Parameters
    ----------
    parsed
        The list.
    source
        Where to ask. What it could not answer this time is recorded as deferred.
    location
        The resolved path or URL the list was read from.
    options
        What to follow, and the datasets to look for; kept in the facts.
    decisions
        The owner's decisions, by index of the entry.
    services
        Who is asked, one after the other, for the reference lists that are not complete.
    """
    resolutions = [
        _decided(entry, resolution, decisions.get(position, Decision()))
        for position, (entry, resolution) in enumerate(
            zip(parsed.entries, source.resolve(parsed.entries, decisions), strict=True)
        )
    ]
    known_works = KnownWorks(source)
    entry_works = [
        known_works.index_of(_listed_work(entry, resolution), listed=True)
        for entry, resolution in zip(parsed.entries, resolutions, strict=True)
    ]
    linked = [
        index
        for index, resolution in zip(entry_works, resolutions, strict=True)
        if resolution.work is not None
    ]
    named = [name for line in parsed.datasets for name in line.names]
    named += [dataset.name for dataset in options.datasets]
    known = [known_works.index_of(work) for work in source.introducing(named)]
    facts = Facts(
        input=parsed.id,
        location=location,
        source=source.name,
        options=options,
        reading_list=parsed,
        works=known_works.works,
        entry_works=entry_works,
        resolutions=[msgspec.structs.replace(resolution, work=None) for resolution in resolutions],
        known=sorted(set(known)),
        citations=known_works.citations,
        reference_listings=known_works.reference_listings,
    )
    fill = partial(ask_services, facts, known_works, services)
    known_works.expand(sorted(set(linked)), options, fill)
    facts.deferred = all_deferred(source, services)
    return facts


def gather_records(source: Source, *, options: BuildOptions) -> Facts:
    """Return what a source that has an end (a file) says without a list: every record is a paper."""
    known_works = KnownWorks(source)
    known = sorted({known_works.index_of(work) for work in source.works})
    known_works.expand(known, options)
    return Facts(
        input=f"records:{source.name}",
        location=Path(options.source).resolve().as_posix(),
        source=source.name,
        options=options,
        works=known_works.works,
        known=known,
        citations=known_works.citations,
        reference_listings=known_works.reference_listings,
    )


def _decided(entry: Entry, resolution: Resolution, decision: Decision) -> Resolution:
    """Return a resolution that keeps to the owner's decision, also where the source does not know it."""
    if resolution.work is not None or decision == Decision():
        return resolution
    if decision.accept:
        work = work_of_entry(entry)
        kind, value = split_graph_id(decision.accept)
        work.ids = {kind: value}
        evidence = f"the list's owner decided that it is {decision.accept}"
        return msgspec.structs.replace(
            resolution, work=work, matched_by="decision", confidence="certain", evidence=evidence
        )
    return msgspec.structs.replace(
        resolution, matched_by="decision", evidence="the list's owner ruled out what was found"
    )


def _listed_work(entry: Entry, resolution: Resolution) -> Work:
    """Return the work of an entry: what the source says, completed by what the list says."""
    written = work_of_entry(entry)
    if resolution.confidence == "unsure" or resolution.matched_by == "decision":
        written.ids = {}  # they may be those of another paper
    link = next((link.url for link in entry.links if link.kind == "paper"), None)
    if resolution.work is None:
        return msgspec.structs.replace(written, url=link)
    work = resolution.work
    return msgspec.structs.replace(
        work,
        title=work.title or written.title,
        year=work.year or written.year,
        venue=work.venue or written.venue,
        authors=work.authors or written.authors,
        url=work.url or link,
        **_published(entry, work),
    )


def _published(entry: Entry, work: Work) -> dict[str, Any]:
    """Return what a list says of volume, pages and the like where its source says nothing of the kind."""
    if work.volume or work.issue or work.pages or work.year not in (None, entry.year):
        return {}
    return {name: text for name, text in entry.published.items() if not getattr(work, name)}
