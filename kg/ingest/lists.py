"""Reading lists: the node of each, its entries and the datasets that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from kg.ingest.datasets_and_code import same_datasets
from kg.ingest.paper_ids import IdentifiedPapers
from kg.records import (
    Dataset,
    Facts,
    Graph,
    Lists,
    ListsDataset,
    ParsedList,
    ReadingList,
)
from kg.titles import slug

__all__ = ["add_lists"]


class _Outcome(msgspec.Struct):
    """How an entry was matched."""

    matched_by: str
    confidence: str
    evidence: str


def add_lists(graph: Graph, inputs: Sequence[Facts], identified: IdentifiedPapers) -> None:
    """Add the reading lists, their entries' papers and their datasets.

    Parameters
    ----------
    graph
        Is added to.
    inputs
        Those without a list are passed over.
    identified
        Which paper each entry is.
    """
    same = same_datasets(inputs)
    described = _described_groups(inputs, identified)
    for facts in inputs:
        if facts.reading_list:
            outcomes = _outcomes(facts, identified, described)
            _add_list(graph, facts, facts.reading_list)
            _add_entries(graph, facts.reading_list, identified.listed(facts), outcomes)
            _add_listed_datasets(graph, facts.reading_list, same)


def _add_list(graph: Graph, facts: Facts, parsed: ParsedList) -> None:
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


def _add_entries(
    graph: Graph, parsed: ParsedList, papers: Sequence[str], outcomes: Sequence[_Outcome]
) -> None:
    for entry, paper, outcome in zip(parsed.entries, papers, outcomes, strict=True):
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
                matched_by=outcome.matched_by,
                confidence=outcome.confidence,
                evidence=outcome.evidence or None,
                citation_key=entry.citation_key,
                record_type=entry.record_type,
                more_authors=entry.more_authors or None,
            )
        )


def _outcomes(
    facts: Facts, identified: IdentifiedPapers, described: Collection[int]
) -> list[_Outcome]:
    """Return how each entry was matched.

    An entry that its own source did not know is matched after all where its title joined
    it to a paper that another input or a reference list describes.
    """
    start, by_title = identified.start_of[facts.input], identified.joined_by_title(facts)
    outcomes = []
    for index, resolution in zip(facts.entry_works, facts.resolutions, strict=True):
        joined = by_title.get(index)
        if (
            resolution.confidence == "none"
            and joined
            and identified.group_of[start + index] in described
        ):
            outcomes.append(_Outcome("title", joined.confidence, joined.reason))
        else:
            outcomes.append(
                _Outcome(resolution.matched_by, resolution.confidence, resolution.evidence)
            )
    return outcomes


def _described_groups(inputs: Sequence[Facts], identified: IdentifiedPapers) -> set[int]:
    """Return the groups that more than unmatched entries describe: two lists know no more than one."""
    unmatched = {
        identified.start_of[facts.input] + index
        for facts in inputs
        for index, resolution in zip(facts.entry_works, facts.resolutions, strict=True)
        if resolution.confidence in ("unsure", "none")
    }
    return {
        group
        for position, (group, work) in enumerate(
            zip(identified.group_of, identified.works, strict=True)
        )
        if group is not None and position not in unmatched and (work.node or work.ids())
    }


def _add_listed_datasets(graph: Graph, parsed: ParsedList, same: Mapping[str, str]) -> None:
    """Add the datasets of a list; ``same`` maps an id to that of another list's name for it."""
    for listed in parsed.datasets:
        for name in listed.names:
            id = same.get(f"dataset:{slug(name)}", f"dataset:{slug(name)}")
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
