"""The entries of a list as it stands now, beside what a graph knows about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kg.identifiers import FIELD_OF, graph_ids, normalise_title
from kg.records import (
    BuildOptions,
    Entry,
    Graph,
    GraphReader,
    ParsedList,
    Resolution,
    Work,
    WorkAuthor,
)
from kg.sources import Decision, NoSource, Source

__all__ = ["EntryWithPaper", "ids_of", "known_graph", "listed_entries", "work_of_paper"]


class EntryWithPaper(msgspec.Struct, kw_only=True):
    """An entry of a list, and the paper that the graph takes it for.

    ``confidence``, ``matched_by`` and ``evidence`` are those of the last build (None for
    an entry that it did not know); ``paper`` holds the properties of the Paper node and
    is None unless the match is certain or probable.
    """

    entry: Entry
    confidence: str | None = None
    matched_by: str | None = None
    evidence: str | None = None
    paper_id: str | None = None
    paper: dict[str, Any] | None = None


def listed_entries(parsed: ParsedList, graph: GraphReader | None) -> list[EntryWithPaper]:
    """Return the entries of a list with what the graph knows about each.

    An entry is found again by its title and, of several with one title, by its line:
    the list may have changed since it was built.
    """
    listed = [EntryWithPaper(entry=entry) for entry in parsed.entries]
    if graph is None:
        return listed
    rows: dict[str, list[Any]] = defaultdict(list)
    for edge in graph.relationships("LISTS"):
        if edge.start == parsed.id and not edge.end.startswith("dataset:"):
            rows[normalise_title(edge.properties.get("title", ""))].append(edge)
    if not rows:
        return listed
    papers = {paper["id"]: paper for paper in graph.nodes("Paper") if paper.get("listed")}
    for listing in listed:
        same = rows.get(normalise_title(listing.entry.title), [])
        if not same:
            continue
        edge = min(
            same,
            key=lambda edge: (
                abs(edge.properties["line"] - listing.entry.line),
                edge.properties["line"],
            ),
        )
        if len(same) > 1:
            same.remove(edge)
        listing.confidence = edge.properties.get("confidence", "none")
        listing.matched_by = edge.properties.get("matched_by")
        listing.evidence = edge.properties.get("evidence")
        listing.paper_id = edge.end
        if listing.confidence in ("certain", "probable"):
            listing.paper = papers.get(edge.end)
    return listed


def known_graph(parsed: ParsedList, source: Source, decisions: Mapping[int, Decision]) -> Graph:
    """Return a graph of the entries of a list, from what a source says they are; nothing is stored.

    Parameters
    ----------
    parsed
        The list.
    source
        Whom to ask what the entries are.
    decisions
        What the owner decided, by index of the entry.
    """
    from kg.ingest.assemble import assemble
    from kg.ingest.facts import gather_list

    facts = gather_list(
        parsed,
        _OnlyResolving(source),
        location=parsed.source,
        options=BuildOptions(expand="none"),
        decisions=decisions,
    )
    return assemble([facts]).graph


def ids_of(entry: Entry) -> set[str]:
    """Return the graph ids that an entry carries."""
    return set(graph_ids(entry.ids))


class _OnlyResolving(NoSource):
    """A source that says which works the entries are, and is asked nothing else."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.name = source.name
        self._source = source

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        return self._source.resolve(entries, decisions)


_IDS = {kind: FIELD_OF[kind] for kind in ("doi", "arxiv", "acl", "openreview", "s2")}


def work_of_paper(paper: Mapping[str, Any], authors: Sequence[str] = ()) -> Work:
    """Return a Paper node's properties as a work.

    Examples
    --------
    >>> work_of_paper({"id": "doi:10.1/a", "title": "A", "doi": "10.1/a"}, ["Ann Lee"]).ids
    {'doi': '10.1/a'}
    """
    return Work(
        title=paper.get("title"),
        ids={kind: paper[name] for kind, name in _IDS.items() if paper.get(name)},
        also=list(paper.get("aliases", ())),
        year=paper.get("year"),
        publication_date=paper.get("publication_date"),
        venue=paper.get("venue"),
        url=paper.get("url"),
        authors=[WorkAuthor(name=name) for name in authors],
    )
