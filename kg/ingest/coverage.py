"""How much of each paper's references is known, and which services say so."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kg.ingest.citations import Citations
from kg.ingest.paper_ids import IdentifiedPapers
from kg.records import Cites, Facts, Graph, ListSummary, ReferenceListing

__all__ = ["ListInGraph", "cover_references", "lists_of_papers"]

#: States from what is known best to what is known least.
_STATES = ("complete", "partial", "capped", "elided", "deferred", "unknown")


class ListInGraph(msgspec.Struct, kw_only=True, frozen=True):
    """A paper's reference list as a service gave it, and how many of its items are papers of the graph.

    An item that repeats another, or names the paper itself, counts as identified.
    """

    source: str
    state: str
    stated: int | None = None
    received: int = 0
    unidentified: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether the service gave its whole list and all of it is in the graph."""
        return self.state == "complete" and not self.unidentified

    @property
    def summary(self) -> ListSummary:
        """What is known of the list, for a person."""
        return ListSummary(
            source=self.source,
            state=self.state,
            identified=self.received - self.unidentified,
            stated=max(self.received, self.stated or 0) if self.received else 0,
            given=self.received,
        )


def lists_of_papers(
    inputs: Sequence[Facts], identified: IdentifiedPapers, citations: Citations
) -> dict[str, list[ListInGraph]]:
    """Return the reference lists of each paper, one a service, ordered by its name.

    Where two inputs or two versions of a paper bring a service's list twice, the one of
    which more is in the graph counts.

    Parameters
    ----------
    inputs
        The facts of every input.
    identified
        Which paper each of their works is.
    citations
        The citations of the graph.
    """
    missing = Counter(
        (reference.input, reference.citing_work, reference.source)
        for reference in citations.unidentified
    )
    lists: dict[str, dict[str, ListInGraph]] = defaultdict(dict)
    for facts in inputs:
        papers = identified.papers_of[facts.input]
        for listing in _listings(facts):
            paper = papers[listing.citing]
            if paper is None:
                continue
            found = ListInGraph(
                source=listing.source,
                state=listing.state,
                stated=listing.stated,
                received=listing.received,
                unidentified=missing[facts.input, listing.citing, listing.source],
            )
            known = lists[paper].get(listing.source)
            if known is None or _rank(found) > _rank(known):
                lists[paper][listing.source] = found
    return {paper: [found[name] for name in sorted(found)] for paper, found in lists.items()}


def _listings(facts: Facts) -> Iterator[ReferenceListing]:
    yield from facts.reference_listings
    # Facts of 0.1.0 hold the state of a list alone.
    answered = {listing.citing for listing in facts.reference_listings}
    left = [
        (index, work)
        for index, work in enumerate(facts.works)
        if work.references_state and index not in answered
    ]
    came = Counter(facts.citations.citing) if left else Counter[int]()
    for index, work in left:
        yield ReferenceListing(
            citing=index,
            source=facts.source,
            state=work.references_state or "unknown",
            stated=work.reference_count,
            received=came[index],
        )


def _rank(found: ListInGraph) -> tuple[bool, int, int, int, str]:
    identified = found.received - found.unidentified
    order = _STATES.index(found.state)
    return found.is_complete, identified, -order, found.stated or 0, found.source


def cover_references(graph: Graph, lists: Mapping[str, Sequence[ListInGraph]]) -> None:
    """Say of each paper how many of its references are known, and which services say so.

    Parameters
    ----------
    graph
        Its papers are changed; their citations are in it.
    lists
        Their reference lists: :func:`lists_of_papers`.
    """
    known = Counter(graph.columns(Cites).get("start", ()))
    for paper in graph.records("Paper"):
        own = lists.get(paper.id, ())
        stated = [own_list.stated for own_list in own if own_list.stated]
        paper.references_stated = max([*stated, paper.reference_count or 0]) or None
        if own or known[paper.id]:
            paper.references_known = known[paper.id]
        paper.references_sources = [str(own_list.summary) for own_list in own] or None
        paper.references_complete = [
            own_list.source for own_list in own if own_list.is_complete
        ] or None
        paper.references_state = _state(own, paper.references_stated, known[paper.id])


def _state(lists: Sequence[ListInGraph], stated: int | None, known: int) -> str:
    """Judge all that services say of one paper's references.

    A list that is whole is not complete where another service states more.
    """
    whole = [
        max(reference_list.received, reference_list.stated or 0)
        for reference_list in lists
        if reference_list.is_complete
    ]
    if whole:
        return "complete" if max(whole) >= (stated or 0) else "partial"
    best = min(
        (reference_list.state for reference_list in lists), key=_STATES.index, default="unknown"
    )
    if best == "complete" or (known and lists and best != "capped"):
        return "partial"  # something of it is not identified, or is known from another service
    return best
