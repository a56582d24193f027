"""Answers about lists: their entries, and what they lack."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from kg.curation import Notation
from kg.curation import suggest as suggest_papers
from kg.errors import KgError, UsageError
from kg.lineage import References
from kg.opened_list import OpenedList, open_list
from kg.web import pages
from kg.web.assistants import answers
from kg.web.assistants.lineage import coverage
from kg.web.assistants.paging import excerpt, excerpts, page
from kg.web.assistants.papers import overall
from kg.web.current import OpenedGraph

__all__ = ["entries", "find_list", "suggestions"]

_TITLE = 600
_SUGGESTIONS = 200


def find_list(graph: OpenedGraph, words: str | None) -> str:
    """Return the id of the list that is meant: by id, title or source; the only one without words.

    Raises
    ------
    UsageError
        When there is none of that name, or several lists and none is named.
    """
    lists = graph.snapshot.of("list")
    known = ", ".join(lists) or "none"
    if words is None or not words.strip():
        if len(lists) == 1:
            return next(iter(lists))
        raise UsageError(f"the graph holds {len(lists)} lists", hint=f"name one of: {known}")
    wanted = words.strip().casefold()
    for id, node in lists.items():
        names = (id, id.removeprefix("list:"), node.get("title"), node.get("source"))
        if wanted in {str(name).casefold() for name in names if name}:
            return id
    raise UsageError("no list of the graph goes by that name", where=words, hint=f"lists: {known}")


def entries(
    graph: OpenedGraph, words: str | None, section: str | None, offset: int
) -> answers.Entries:
    """Return the entries of a list in its order, of one section where that is named.

    Parameters
    ----------
    graph
        The graph.
    words
        Id, title or file of the list; None where there is one alone.
    section
        A heading, or None for all.
    offset
        How many entries were given before.

    Raises
    ------
    UsageError
        When the graph has no such list or section.
    """
    snapshot = graph.snapshot
    id = find_list(graph, words)
    shown_list = pages.list_page(snapshot, id)
    wanted = [
        entry
        for part in shown_list.sections
        if section is None or section.strip().casefold() in {h.casefold() for h in part.heading}
        for entry in part.entries
    ]
    if section is not None and not wanted:
        headings = list(dict.fromkeys(h for part in shown_list.sections for h in part.heading))
        raise UsageError(
            "no section of the list has this heading",
            where=section,
            hint=f"sections: {', '.join(excerpts(headings, 40, 100)) or 'none'}",
        )
    papers = snapshot.of("paper")

    def list_entry(listing: Any) -> answers.ListEntry:
        entry, names = listing.entry, listing.names
        paper = papers.get(names.id) if names.kind == "paper" else None
        return answers.ListEntry(
            id=names.id,
            kind=names.kind,
            line=entry.line,
            title=excerpt(entry.title, _TITLE),
            section=excerpts(entry.section, 8, 200),
            year=entry.year,
            venue=None if entry.venue is None else excerpt(entry.venue, _TITLE),
            matched_by=entry.matched_by,
            confidence=entry.confidence,
            evidence=None if entry.evidence is None else excerpt(entry.evidence, _TITLE),
            references_state=None if paper is None else paper.get("references_state", "unknown"),
        )

    found = page(wanted, offset, list_entry)
    return answers.Entries(
        reading_list=id,
        title=excerpt(shown_list.title, _TITLE),
        source=excerpt(shown_list.source, _TITLE),
        confidences=shown_list.figures,
        references_state=overall(_references_of(graph, id)),
        entries=found.items,
        shown=len(found.items),
        of=len(wanted),
        next_offset=found.next_offset,
    )


def _references_of(graph: OpenedGraph, list_id: str | None) -> References:
    """Return how many reference lists of a list's papers (of all lists without one) are known."""
    papers = graph.snapshot.of("paper")
    lists = [list_id] if list_id else list(graph.snapshot.of("list"))
    ids = {
        edge.end
        for reading_list in lists
        for edge in graph.snapshot.from_node("LISTS", reading_list)
    }
    states = Counter(papers[id].get("references_state", "unknown") for id in ids if id in papers)
    return References(
        papers=states.total(),
        complete=states["complete"],
        partly=states["partial"] + states["capped"],
    )


def suggestions(graph: OpenedGraph, words: str | None, offset: int) -> answers.SuggestAnswer:
    """Return the papers that a list lacks, as ``kg suggest`` ranks them.

    The notation of the list, and what its owner dismissed, are read from its file where
    that is at hand; nothing is fetched.

    Parameters
    ----------
    graph
        The graph.
    words
        Id, title or file of the list; None where there is one alone.
    offset
        How many suggestions were given before.
    """
    several = (words is None or not words.strip()) and len(graph.snapshot.of("list")) > 1
    id = None if several else find_list(graph, words)
    opened = None if id is None else _opened(graph, id)
    found = graph.part(
        # What the owner dismisses in the meantime takes effect at once.
        f"suggestions {id} {sorted(opened.curation.dismissed) if opened else ''}",
        lambda store: suggest_papers(
            store,
            list_id=id,
            dismissed=opened.curation.dismissed if opened else (),
            notation=Notation(opened.parsed, opened.text) if opened else None,
            limit=_SUGGESTIONS,
        ),
    )
    shown = page(
        found,
        offset,
        lambda suggestion: answers.SuggestedPaper(
            id=suggestion.id,
            title=excerpt(suggestion.title, _TITLE),
            year=suggestion.year,
            reasons=excerpts(suggestion.reasons, 8, _TITLE),
            entry=excerpt(suggestion.entry, 1_500),
            section=None if suggestion.section is None else excerpts(suggestion.section, 8, 200),
        ),
        limit=20,
    )
    references = _references_of(graph, id)
    covered = coverage(references)
    note = f"the reference lists of {covered.complete} of {covered.papers} listed papers are complete; what others cite cannot be suggested"
    if opened is None and not several:
        note += "; the list's file is not at hand: entries are in a plain notation, and what its owner dismissed is not known"
    return answers.SuggestAnswer(
        reading_list=id,
        references_state=overall(references),
        note=note,
        suggestions=shown.items,
        shown=len(shown.items),
        of=len(found) if len(found) < _SUGGESTIONS else None,
        next_offset=shown.next_offset,
    )


def _opened(graph: OpenedGraph, id: str) -> OpenedList | None:
    """Return a list read from its file; None where that is gone, or was never a file."""
    places = [facts.location for facts in graph.inputs if facts.input == id]
    if not places or "://" in places[0] or not Path(places[0]).is_file():
        return None
    try:
        opened = open_list(places[0])
    except KgError:
        return None
    return opened if opened.parsed.id == id else None
