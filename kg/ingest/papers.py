"""The papers of the graph: the works that each is, its properties and its other ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from kg.captions import caption, lettered_captions
from kg.credentials import strip_credentials
from kg.identifiers import FIELD_OF, title_id
from kg.ingest.citations import Citations
from kg.ingest.paper_ids import IdentifiedPapers, by_authority
from kg.matching import is_retracted
from kg.records import Facts, Graph, Paper, Work

__all__ = ["add_papers", "works_of_papers"]

#: What a paper takes from the most authoritative work that says it.
_COPIED = (
    "publication_date",
    "venue",
    "volume",
    "issue",
    "pages",
    "publisher",
    "abstract",
    "tldr",
    "url",
    "citation_count",
    "reference_count",
    "influential_citation_count",
    "is_open_access",
    "open_access_pdf",
    "fields_of_study",
    "publication_types",
)
_copied_of = attrgetter(*_COPIED)
#: States from what is known best to what is known least.
_STATES = ("complete", "partial", "capped", "elided", "deferred", "unknown")


def works_of_papers(
    inputs: Sequence[Facts], identified: IdentifiedPapers, citations: Citations
) -> dict[str, list[Work]]:
    """Return the works of each paper of the graph, the most authoritative first, by paper id.

    In the graph are the papers of entries, the papers that an input knows in their own
    right, and those at either end of a citation.

    Parameters
    ----------
    inputs
        The facts of every input.
    identified
        Which paper each of their works is.
    citations
        The citations of the graph.
    """
    needed = citations.papers()
    for facts in inputs:
        needed.update(identified.listed(facts))
        needed.update(identified.known(facts))
    works = {identified.id_of[group]: members for group, members in identified.members().items()}
    return {id: by_authority(works[id]) for id in sorted(works) if id in needed}


def add_papers(
    graph: Graph,
    inputs: Sequence[Facts],
    identified: IdentifiedPapers,
    works_of: Mapping[str, Sequence[Work]],
) -> None:
    """Add a node for each paper.

    Parameters
    ----------
    graph
        Is added to.
    inputs, identified
        What the papers are known from.
    works_of
        The works of each paper, the most authoritative first.
    """
    aliases = _aliases(inputs, identified, works_of)
    listed = {id for facts in inputs for id in identified.listed(facts)}
    retracted = _called_retracted(inputs, identified)
    papers = [_paper_node(id, works, retracted=id in retracted) for id, works in works_of.items()]
    captions = _captions(papers, listed)
    for paper in papers:
        paper.short = captions.get(paper.id)
        paper.aliases = sorted(aliases[paper.id] - {paper.id})
        paper.listed = paper.id in listed
        graph.add(paper)


def _captions(papers: Iterable[Paper], listed: set[str]) -> dict[str, str]:
    """Return the captions of papers: of those that share one, listed papers have the first letters.

    So a list's own letters stay when the papers that it cites are added. Titles decide among
    them, as in a bibliography.
    """
    ordered = sorted(
        papers, key=lambda paper: (paper.id not in listed, paper.title or "", paper.id)
    )
    return lettered_captions(
        {paper.id: paper.short for paper in ordered if paper.short},
        {paper.id: paper.year for paper in ordered if paper.year},
    )


def _called_retracted(inputs: Sequence[Facts], identified: IdentifiedPapers) -> set[str]:
    """Return the papers that a service calls retracted which was asked for their references."""
    return {
        paper
        for facts in inputs
        for listing in facts.reference_listings
        if listing.retracted
        and (paper := identified.papers_of[facts.input][listing.citing]) is not None
    }


def _paper_node(id: str, works: Sequence[Work], *, retracted: bool) -> Paper:
    title = next((work.title for work in works if work.title), None)
    year = next((work.year for work in works if work.year), None)
    authors = next((work.authors for work in works if work.authors), [])
    copied = _copied_properties(works)
    types = copied.get("publication_types", [])
    said = retracted or any(is_retracted(work.title, work.publication_types) for work in works)
    if said and not is_retracted(title, types):
        # Said by another than the one whose title and types the paper has.
        copied["publication_types"] = [*types, "Retracted publication"]
    return Paper(
        id=id,
        title=title,
        short=caption(title, [author.name for author in authors], year),
        year=year,
        citations_state=_best_state(work.citations_state for work in works),
        **copied,
        **_identifier_properties(works),
    )


def _copied_properties(works: Sequence[Work]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for work in works:
        for name, value in zip(_COPIED, _copied_of(work), strict=True):
            if value is not None and value != [] and name not in found:
                found[name] = value
                if name == "citation_count":
                    found["counts_date"] = work.retrieved
    for name in ("url", "open_access_pdf"):
        if name in found:
            found[name] = strip_credentials(found[name])[0]
    return found


def _identifier_properties(works: Sequence[Work]) -> dict[str, Any]:
    ids: dict[str, str] = {}
    for work in reversed(works):
        ids |= work.ids
    return {
        name: int(ids[kind]) if kind == "corpus" else ids[kind]
        for kind, name in FIELD_OF.items()
        if kind in ids
    }


def _best_state(states: Iterable[str | None]) -> str:
    return min((state for state in states if state), key=_STATES.index, default="unknown")


def _aliases(
    inputs: Sequence[Facts], identified: IdentifiedPapers, works_of: Mapping[str, Sequence[Work]]
) -> dict[str, set[str]]:
    """Return every other id of each paper, title ids that one paper alone can claim included.

    The title id is the one that a paper had before its identifier was known.
    """
    aliases: dict[str, set[str]] = {id: set() for id in works_of}
    for member, group in zip(identified.works, identified.group_of, strict=True):
        paper = None if group is None else identified.id_of[group]
        # An unsure entry's own links may lead elsewhere.
        if paper in aliases and not paper.startswith("title:"):
            aliases[paper].update(member.own_ids(), member.work.also)
    claims: dict[str, set[str]] = defaultdict(set)
    for facts in inputs:
        parsed = facts.reading_list
        titles = [entry.title for entry in parsed.entries] if parsed else []
        for title, paper in zip(titles, identified.listed(facts), strict=True):
            claims[title_id(title)].add(paper)
        for index, paper in zip(facts.known, identified.known(facts), strict=True):
            if known := facts.works[index].title:
                claims[title_id(known)].add(paper)
    for alias, claimants in claims.items():
        if len(claimants) == 1 and alias not in aliases:
            aliases[next(iter(claimants))].add(alias)
    return aliases
