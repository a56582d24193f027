"""Answers about papers: search, facts, who cites whom, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import quote

import msgspec

from kg.formats.bibliography import bibtex_entry
from kg.formats.papers import read_papers
from kg.records import Edge
from kg.stores import Store
from kg.stores.find_paper import find_paper
from kg.web import pages
from kg.web.assistants import answers
from kg.web.assistants.paging import excerpt, excerpts, page
from kg.web.assistants.search import paper_words, ranked
from kg.web.current import OpenedGraph
from kg.web.snapshot import SiteSnapshot
from kg.why import why_citation, why_paper

if TYPE_CHECKING:
    from kg.lineage import References

__all__ = [
    "citations",
    "document",
    "documents",
    "overall",
    "paper_answer",
    "paper_facts",
    "search_papers",
    "why",
]

_AUTHORS = 8
_TITLE = 600
_WORDS = 400
_LISTED = 40
_NAMED = 25
_DOCUMENT = 12_000


def overall(references: References) -> str:
    """Return how much of what many papers cite is known, in the words of one paper's state.

    Examples
    --------
    >>> from kg.lineage import References
    >>> overall(References(papers=3, complete=3, partly=0)), overall(References(3, 0, 0))
    ('complete', 'unknown')
    """
    if references.papers and references.complete == references.papers:
        return "complete"
    return "partial" if references.complete or references.partly else "unknown"


def paper_facts(snapshot: SiteSnapshot, id: str) -> answers.PaperFacts:
    """Return a paper in short."""
    return answers.PaperFacts(**_facts(snapshot, id))


def _facts(snapshot: SiteSnapshot, id: str) -> dict[str, Any]:
    row = pages.paper_row(snapshot, id)
    return {
        "id": id,
        "title": excerpt(row.title, _TITLE),
        "authors": [excerpt(name, _WORDS) for name in row.authors[:_AUTHORS]],
        "more_authors": max(0, len(row.authors) - _AUTHORS),
        "year": row.year,
        "venue": None if row.venue is None else excerpt(row.venue, _WORDS),
        "listed": row.listed,
        "references_state": row.references_state,
    }


def search_papers(graph: OpenedGraph, query: str, limit: int, offset: int) -> answers.SearchAnswer:
    """Return the papers that hold the words of a query.

    Parameters
    ----------
    graph
        The graph.
    query
        Words of titles, authors, venues or abstracts.
    limit
        How many papers are wanted.
    offset
        How many were given before.
    """
    snapshot = graph.snapshot
    ids, holds_all = ranked(_words(graph), query)
    found = page(ids, offset, lambda id: paper_facts(snapshot, id), limit=limit)
    note = None if holds_all else "no paper holds all of these words: those that hold most"
    return answers.SearchAnswer(
        papers=found.items,
        shown=len(found.items),
        of=len(ids),
        next_offset=found.next_offset,
        note=note,
    )


def _words(graph: OpenedGraph) -> Any:
    snapshot = graph.snapshot
    return graph.part("words", lambda _: paper_words(snapshot))


def paper_answer(graph: OpenedGraph, words: str) -> answers.PaperAnswer:
    """Return everything about a paper but the papers that it cites and that cite it."""
    snapshot = graph.snapshot
    id = find_paper(graph.store, words)
    cited = graph.part("bibliography", _bibliography)[id]
    shown = pages.paper_page(snapshot, id, key=cited.key, bibtex=bibtex_entry(cited))
    paper = snapshot.of("paper")[id]
    states = _states(paper)
    return answers.PaperAnswer(
        **(_facts(snapshot, id) | states),
        references=shown.references,
        cited_by=shown.cited_by,
        publication_date=shown.date,
        identifiers=excerpts(shown.identifiers, _LISTED, _WORDS),
        links=excerpts((link.url for link in shown.links), _LISTED, _WORDS),
        citation_count=paper.get("citation_count"),
        reference_count=paper.get("reference_count"),
        counts_date=paper.get("counts_date"),
        references_in_graph=_known(len(shown.cites), states["references_state"]),
        cited_by_in_graph=_known(len(shown.citing), states["citations_state"]),
        named_by=[_naming(entry) for entry in shown.entries[:_LISTED]],
        datasets=excerpts((use.thing.text for use in shown.datasets), _LISTED, _WORDS),
        code=excerpts((use.thing.id for use in shown.code), _LISTED, _WORDS),
        abstract=None if shown.abstract is None else excerpt(shown.abstract, 6_000),
        tldr=None if shown.tldr is None else excerpt(shown.tldr),
        bibtex=None if shown.bibtex is None else excerpt(shown.bibtex),
        status=shown.status,
        tags=excerpts(shown.tags, _LISTED, _WORDS),
        note=None if shown.note is None else excerpt(shown.note),
    )


def _bibliography(store: Store) -> Any:
    return {paper.properties["id"]: paper for paper in read_papers(store, "all")}


def _states(paper: dict[str, Any]) -> dict[str, str]:
    names = ("references_state", "citations_state")
    return {name: str(paper.get(name, "unknown")) for name in names}


def _known(count: int, state: str) -> int | None:
    """Return a count, null where it is 0 because nobody has asked."""
    return count if count or state == "complete" else None


def _naming(entry: pages.EntryOfPage) -> answers.ListMention:
    return answers.ListMention(
        reading_list=entry.reading_list.id,
        line=entry.line,
        title=excerpt(entry.title, _TITLE),
        section=excerpts(entry.section, 8, 200),
        matched_by=entry.matched_by,
        confidence=entry.confidence,
        evidence=None if entry.evidence is None else excerpt(entry.evidence, _TITLE),
    )


def citations(
    graph: OpenedGraph, words: str, direction: Literal["references", "cited_by"], offset: int
) -> answers.CitationAnswer:
    """Return the papers that a paper cites, or that cite it, the newest first.

    Parameters
    ----------
    graph
        The graph.
    words
        Words or an id of the paper.
    direction
        ``references`` or ``cited_by``.
    offset
        How many papers were given before.
    """
    snapshot = graph.snapshot
    id = find_paper(graph.store, words)
    papers = snapshot.of("paper")
    states = _states(papers[id])
    if direction == "references":
        ends = [(edge.end, edge) for edge in snapshot.from_node("CITES", id)]
        state = states["references_state"]
    else:
        ends = [(edge.start, edge) for edge in snapshot.to_node("CITES", id)]
        state = states["citations_state"]
    ends = [pair for pair in ends if pair[0] in papers]
    ends.sort(key=lambda pair: (-(papers[pair[0]].get("year") or 0), pair[0]))
    found = page(ends, offset, lambda pair: _cited(snapshot, *pair))
    sentences = pages.completeness(snapshot, id)
    return answers.CitationAnswer(
        id=id,
        title=excerpt(pages.shown_name(papers[id]), _TITLE),
        known=_known(len(ends), state),
        completeness=sentences[direction == "cited_by"],
        references_state=states["references_state"],
        citations_state=states["citations_state"],
        papers=found.items,
        shown=len(found.items),
        of=len(ends) if state == "complete" else None,
        next_offset=found.next_offset,
    )


def _cited(snapshot: SiteSnapshot, id: str, edge: Edge) -> answers.PaperOfCitation:
    properties = edge.properties
    return answers.PaperOfCitation(
        **_facts(snapshot, id),
        sources=excerpts(properties.get("sources", ()), 8, _WORDS),
        evidence=excerpts(properties.get("evidence", ()), 4, _WORDS),
        intents=excerpts(properties.get("intents", ()), 8, _WORDS),
        influential=properties.get("influential"),
        contexts=excerpts(properties.get("contexts", ()), 2, 600),
    )


def why(graph: OpenedGraph, words: str, other: str | None, offset: int) -> answers.WhyAnswer:
    """Return why an entry was matched as it was, or why a citation is in the graph or not.

    Parameters
    ----------
    graph
        The graph.
    words
        Words or an id of the paper.
    other
        Of the paper that it cites or does not cite; None: about the entry.
    offset
        How many reasons were given before.
    """
    id = find_paper(graph.store, words)
    second = None if other is None else find_paper(graph.store, other)
    if second is None:
        found = why_paper(graph.store, graph.inputs, id)
    else:
        found = why_citation(graph.store, id, second, graph.inputs)
    shown = page(
        found.reasons,
        offset,
        lambda reason: answers.WhyReason(
            **(msgspec.structs.asdict(reason) | {"sentence": excerpt(reason.sentence)})
        ),
    )
    return answers.WhyAnswer(
        link=found.link,
        id=id,
        other=second,
        references_state=_states(graph.snapshot.of("paper")[id])["references_state"],
        reasons=shown.items,
        shown=len(shown.items),
        of=len(found.reasons),
        next_offset=shown.next_offset,
    )


# ------------------------------------------------------------------- search and fetch


def documents(graph: OpenedGraph, query: str, offset: int) -> answers.SearchResults:
    """Return the papers that hold the words of a query, as documents to fetch.

    Parameters
    ----------
    graph
        The graph.
    query
        Words of titles, authors, venues or abstracts.
    offset
        How many documents were given before.
    """
    ids, _ = ranked(_words(graph), query)
    found = page(ids, offset, lambda id: _result(graph.snapshot, id), limit=10)
    return answers.SearchResults(
        results=found.items,
        shown=len(found.items),
        of=len(ids),
        next_offset=found.next_offset,
    )


def _result(snapshot: SiteSnapshot, id: str) -> answers.FoundDocument:
    paper = snapshot.of("paper")[id]
    return answers.FoundDocument(
        id=id, title=excerpt(pages.shown_name(paper), _TITLE), url=_address(snapshot, id)
    )


def _address(snapshot: SiteSnapshot, id: str) -> str:
    links = pages.paper_links(snapshot.of("paper")[id])
    return links[0].url if links else f"kg://paper/{quote(id, safe='')}"


def document(graph: OpenedGraph, words: str) -> answers.TextDocument:
    """Return a paper as one text: its facts, its abstract, the papers around it."""
    known = paper_answer(graph, words)
    snapshot = graph.snapshot
    parts = [
        ", ".join(known.authors) + (f" and {known.more_authors} more" * bool(known.more_authors)),
        ", ".join(str(part) for part in (known.venue, known.year) if part is not None),
        known.tldr or "",
        known.abstract or "",
        f"References: {known.references}.",
        *_titles(snapshot, [edge.end for edge in snapshot.from_node("CITES", known.id)]),
        f"Citations: {known.cited_by}.",
        *_titles(snapshot, [edge.start for edge in snapshot.to_node("CITES", known.id)]),
    ]
    metadata = {
        "year": known.year,
        "venue": known.venue,
        "authors": ", ".join(known.authors) or None,
        "citation_count": known.citation_count,
        "identifiers": " ".join(known.identifiers),
    }
    return answers.TextDocument(
        id=known.id,
        title=known.title,
        text=excerpt("\n".join(part for part in parts if part), _DOCUMENT),
        url=_address(snapshot, known.id),
        metadata={
            name: excerpt(str(value), _TITLE)
            for name, value in metadata.items()
            if value is not None
        },
        references_state=known.references_state,
        citations_state=known.citations_state,
    )


def _titles(snapshot: SiteSnapshot, ids: Sequence[str]) -> list[str]:
    papers = snapshot.of("paper")
    named = [
        f"- {excerpt(pages.shown_name(papers[id]), 120)} ({papers[id].get('year', 'year not known')}), {id}"
        for id in ids
        if id in papers
    ]
    return excerpts(named, _NAMED, _WORDS)
