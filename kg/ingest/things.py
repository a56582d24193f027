"""Venues and lists: the nodes around the papers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from kg.records import (
    Dataset,
    Facts,
    Graph,
    Lists,
    ListsDataset,
    PublishedIn,
    ReadingList,
    Venue,
    Work,
)
from kg.titles import slug
from kg.venues import VenueName, venue_name

__all__ = ["add_list", "add_venues"]


def add_venues(graph: Graph, works_of: Mapping[str, Sequence[Work]]) -> None:
    """Add the venue of each paper: by Semantic Scholar's id, else by its normalised name."""
    told: dict[str, Work] = {}
    named: dict[str, VenueName] = {}
    for paper, works in works_of.items():
        work = next((work for work in works if work.venue), None)
        name = venue_name(work.venue) if work and work.venue else None
        if work and name:
            told[paper], named[paper] = work, name
    ids_of_key: dict[str, set[str]] = defaultdict(set)
    for work in told.values():
        if work.venue_id:
            for label in [work.venue, *work.venue_alternate_names]:
                if label and (other := venue_name(label)):
                    ids_of_key[other.key].add(work.venue_id)
    papers_of: dict[str, list[str]] = defaultdict(list)
    for paper, work in told.items():
        same_name = ids_of_key.get(named[paper].key, set())
        s2_id = work.venue_id or (next(iter(same_name)) if len(same_name) == 1 else None)
        papers_of[f"venue:{s2_id or named[paper].key}"].append(paper)
    for id, papers in papers_of.items():
        graph.add(_venue(id, [told[paper] for paper in papers], [named[paper] for paper in papers]))
        for paper in papers:
            graph.add(PublishedIn(start=paper, end=id))


def _venue(id: str, works: Sequence[Work], names: Sequence[VenueName]) -> Venue:
    def usual(values: Sequence[str]) -> str | None:
        counted = Counter(value for value in values if value)
        return min(counted, key=lambda value: (-counted[value], len(value), value), default=None)

    s2_id = next((work.venue_id for work in works if work.venue_id), None)
    name = usual([name.name for name in names]) or id
    others = {name.name for name in names} | {
        other for work in works for other in work.venue_alternate_names
    }
    acronym = usual([name.acronym or "" for name in names]) or usual(
        [other for other in sorted(others) if other.isupper() and " " not in other]
    )
    return Venue(
        id=id,
        name=name,
        acronym=acronym,
        kind=usual([work.venue_kind or "" for work in works])
        or usual([name.kind or "" for name in names]),
        s2_id=s2_id,
        alternate_names=sorted(others - {name}) or None,
    )


def add_list(
    graph: Graph,
    facts: Facts,
    papers: Sequence[str],
    outcomes: Sequence[tuple[str, str, str]],
    same_datasets: Mapping[str, str],
) -> None:
    """Add a reading list and what it lists.

    ``papers`` and ``outcomes`` (matched_by, confidence, evidence) have one element an entry;
    ``same_datasets`` maps the id of a dataset to that of another list's name for it.
    """
    parsed = facts.reading_list
    if parsed is None:
        return
    dates = [work.retrieved for work in facts.works if work.retrieved]
    graph.add(
        ReadingList(
            id=parsed.id,
            title=parsed.title,
            source=parsed.source,
            sha256=parsed.sha256,
            entry_count=len(parsed.entries),
            retrieved=max(dates, default=None),
        )
    )
    for entry, paper, (matched_by, confidence, evidence) in zip(
        parsed.entries, papers, outcomes, strict=True
    ):
        graph.add(
            Lists(
                start=parsed.id,
                end=paper,
                line=entry.line,
                position=entry.position,
                section=entry.section,
                title=entry.title,
                year=entry.year,
                venue=entry.venue,
                matched_by=matched_by,
                confidence=confidence,
                evidence=evidence or None,
            )
        )
    for listed in parsed.datasets:
        for name in listed.names:
            id = same_datasets.get(f"dataset:{slug(name)}", f"dataset:{slug(name)}")
            if graph.get("Dataset", id) is None:
                graph.add(Dataset(id=id, name=name, url=listed.url))
            where = f" in the section {' > '.join(listed.section)}" if listed.section else ""
            graph.add(
                ListsDataset(
                    start=parsed.id,
                    end=id,
                    line=listed.line,
                    position=listed.position,
                    section=listed.section,
                    title=listed.name,
                    matched_by="title",
                    confidence="certain",
                    evidence=f"named by the list{where}",
                )
            )
