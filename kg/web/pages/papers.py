"""The page of a paper, and a paper as a row of other pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from kg.identifiers import FIELD_OF, LINKED_KINDS, page_of
from kg.linked_data.literals import public_url
from kg.records import Edge, ListSummary
from kg.records.tags import tags_of
from kg.web.addresses import Address
from kg.web.pages.shown_name import shown_name
from kg.web.snapshot import Properties, SiteSnapshot

__all__ = [
    "CitationOfPage",
    "EntryOfPage",
    "LinkOfPage",
    "PaperPage",
    "PaperRow",
    "UseOfPage",
    "completeness",
    "paper_links",
    "paper_page",
    "paper_row",
    "paper_rows",
]


class LinkOfPage(msgspec.Struct, frozen=True):
    """A link to another site."""

    text: str
    url: str


class PaperRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper in a table: what tells it from others, and how much of it is known."""

    id: str
    title: str
    authors: list[str] = []
    year: int | None = None
    venue: str | None = None
    listed: bool = False
    references_state: str = "unknown"
    status: str | None = None
    tags: list[str] = []


class CitationOfPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A citation as one of its papers shows it: the other paper, and who says so.

    ``evidence`` and ``contexts`` stand on the page of the citing paper alone.
    """

    id: str
    title: str
    year: int | None = None
    sources: list[str] = []
    evidence: list[str] = []
    intents: list[str] = []
    influential: bool = False
    contexts: list[str] = []


class EntryOfPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a list names a paper or dataset, and how the entry was matched."""

    reading_list: Address
    line: int
    title: str
    section: list[str] = []
    year: int | None = None
    venue: str | None = None
    matched_by: str = "none"
    confidence: str = "none"
    evidence: str | None = None


class UseOfPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A dataset or repository of a paper, and what says so."""

    thing: Address
    how: str
    evidence: list[str] = []


class PaperPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that the graph knows of a paper.

    ``references`` and ``cited_by`` are sentences: a list that was not read is not an
    empty one. ``links`` lead to where the paper can be read.
    """

    paper: PaperRow
    references: str
    cited_by: str
    short: str | None = None
    date: str | None = None
    authors: list[Address] = []
    venue: Address | None = None
    links: list[LinkOfPage] = []
    identifiers: list[str] = []
    counts: list[str] = []
    entries: list[EntryOfPage] = []
    datasets: list[UseOfPage] = []
    code: list[UseOfPage] = []
    cites: list[CitationOfPage] = []
    citing: list[CitationOfPage] = []
    key: str | None = None
    bibtex: str | None = None
    abstract: str | None = None
    tldr: str | None = None
    status: str | None = None
    tags: list[str] = []
    note: str | None = None


_LINKS = (
    *((name, FIELD_OF[kind], page_of(kind, "")) for kind, name in LINKED_KINDS.items()),
    ("Page", "url", ""),
    ("PDF", "open_access_pdf", ""),
)

_REFERENCES = {
    "complete": "its reference list is complete",
    "partial": "a part of its reference list is known",
    "capped": "its reference list is longer than the source gives",
    "elided": "the publisher withholds its reference list",
    "deferred": "its reference list could not be asked for yet",
}
_CITATIONS = {
    "complete": "all papers that cite it are known",
    "partial": "a part of the papers that cite it is known",
    "capped": "more papers cite it than the source gives",
    "elided": "the papers that cite it are withheld",
    "deferred": "the papers that cite it could not be asked for yet",
}


def paper_row(snapshot: SiteSnapshot, id: str) -> PaperRow:
    """Return a paper as a row."""
    paper = snapshot.of("paper")[id]
    return PaperRow(
        id=id,
        title=shown_name(paper),
        authors=[author.text for author in _authors(snapshot, id)],
        year=paper.get("year"),
        venue=paper.get("venue") or _venue_name(snapshot, id),
        listed=bool(paper.get("listed")),
        references_state=paper.get("references_state", "unknown"),
        status=paper.get("status"),
        tags=tags_of(paper),
    )


def paper_rows(snapshot: SiteSnapshot, ids: Iterable[str]) -> list[PaperRow]:
    """Return papers as rows, the newest first, each once."""
    papers = snapshot.of("paper")
    known = {id for id in ids if id in papers}
    ordered = sorted(
        known, key=lambda id: (-(papers[id].get("year") or 0), shown_name(papers[id]), id)
    )
    return [paper_row(snapshot, id) for id in ordered]


def paper_page(snapshot: SiteSnapshot, id: str, *, key: str, bibtex: str) -> PaperPage:
    """Return the page of a paper.

    Parameters
    ----------
    snapshot
        The graph.
    id
        The paper's id; a ``KeyError`` where it is none of the graph.
    key, bibtex
        Its citation key and its BibTeX entry.
    """
    paper = snapshot.of("paper")[id]
    cites = [(edge.end, edge) for edge in snapshot.from_node("CITES", id)]
    citing = [(edge.start, edge) for edge in snapshot.to_node("CITES", id)]
    venues = [
        Address("venue", edge.end, shown_name(snapshot.of("venue")[edge.end]))
        for edge in snapshot.from_node("PUBLISHED_IN", id)
        if edge.end in snapshot.of("venue")
    ]
    references, cited_by = completeness(snapshot, id)
    return PaperPage(
        paper=paper_row(snapshot, id),
        short=paper.get("short"),
        date=paper.get("publication_date"),
        authors=_authors(snapshot, id),
        venue=venues[0] if venues else None,
        links=paper_links(paper),
        identifiers=[id, *(alias for alias in paper.get("aliases", []) if alias != id)],
        counts=_counts(paper),
        entries=entries(snapshot, id),
        datasets=_datasets(snapshot, id),
        code=_code(snapshot, id),
        references=references,
        cited_by=cited_by,
        cites=_citations(snapshot, cites, whole=True),
        citing=_citations(snapshot, citing, whole=False),
        key=key,
        bibtex=bibtex,
        abstract=paper.get("abstract"),
        tldr=paper.get("tldr"),
        status=paper.get("status"),
        tags=tags_of(paper),
        note=paper.get("note"),
    )


def entries(snapshot: SiteSnapshot, id: str) -> list[EntryOfPage]:
    """Return where the lists name a node, in the order of the lists and their lines."""
    found = []
    for edge in snapshot.to_node("LISTS", id):
        reading_list = snapshot.of("list").get(edge.start)
        if reading_list is None:
            continue
        title = shown_name(reading_list)
        found.append(entry(Address("list", edge.start, title), edge))
    return sorted(found, key=lambda entry: (entry.reading_list.id, entry.line))


def entry(reading_list: Address, edge: Edge) -> EntryOfPage:
    """Return an entry of a list as its relationship tells it."""
    known: dict[str, Any] = edge.properties
    return EntryOfPage(
        reading_list=reading_list,
        line=known.get("line", 0),
        title=shown_name({"id": edge.end, **known}),
        section=known.get("section", []),
        year=known.get("year"),
        venue=known.get("venue"),
        matched_by=known.get("matched_by", "none"),
        confidence=known.get("confidence", "none"),
        evidence=known.get("evidence"),
    )


def _authors(snapshot: SiteSnapshot, id: str) -> list[Address]:
    people = snapshot.of("author")
    ordered = sorted(
        snapshot.to_node("AUTHORED", id),
        key=lambda edge: (edge.properties.get("position", 0), edge.start),
    )
    return [
        Address("author", edge.start, shown_name(people[edge.start]))
        for edge in ordered
        if edge.start in people
    ]


def _venue_name(snapshot: SiteSnapshot, id: str) -> str | None:
    venues = snapshot.of("venue")
    for edge in snapshot.from_node("PUBLISHED_IN", id):
        if edge.end in venues:
            return shown_name(venues[edge.end])
    return None


def paper_links(paper: Properties) -> list[LinkOfPage]:
    """Return where a paper can be read, best first, each address once."""
    found: dict[str, str] = {}
    for name, property, prefix in _LINKS:
        value = paper.get(property)
        url = public_url(f"{prefix}{value}") if value else None
        if url is not None:
            found.setdefault(url, name)
    return [LinkOfPage(name, url) for url, name in found.items()]


def _counts(paper: Properties) -> list[str]:
    when = f" ({paper['counts_date']})" if "counts_date" in paper else ""
    names = (
        ("citation_count", "cited {:,} times by all papers"),
        ("influential_citation_count", "influential for {:,} of them"),
        ("reference_count", "{:,} references by the source's count"),
    )
    counts = [
        words.format(paper[name]) + when for name, words in names if paper.get(name) is not None
    ]
    for found in map(ListSummary.read, paper.get("references_sources", ())):
        if found.source == "crossref" and found.stated:
            known = paper.get("references_known", 0)
            counts.append(
                f"{found.stated:,} references deposited by the publisher, {known:,} known"
            )
    return counts


def completeness(snapshot: SiteSnapshot, id: str) -> tuple[str, str]:
    """Return how much is known of what a paper cites, and of what cites it, in words."""
    paper = snapshot.of("paper")[id]
    cites, citing = snapshot.from_node("CITES", id), snapshot.to_node("CITES", id)
    return (
        _sentence(len(cites), "cites", _REFERENCES, paper.get("references_state")),
        _sentence(len(citing), "is cited by", _CITATIONS, paper.get("citations_state")),
    )


def _sentence(count: int, verb: str, states: dict[str, str], state: str | None) -> str:
    papers = "1 paper" if count == 1 else f"{count:,} papers"
    unknown = "what is not here is not known"
    known = f"{verb} {papers} of this graph" if count else "none is known here"
    words = states.get(state or "", unknown)
    return f"{known}; {words}"


def _citations(
    snapshot: SiteSnapshot, ends: list[tuple[str, Edge]], *, whole: bool
) -> list[CitationOfPage]:
    papers = snapshot.of("paper")
    known = [(id, edge) for id, edge in ends if id in papers]
    known.sort(key=lambda pair: (-(papers[pair[0]].get("year") or 0), pair[0]))
    return [
        CitationOfPage(
            id=id,
            title=shown_name(papers[id]),
            year=papers[id].get("year"),
            sources=edge.properties.get("sources", []),
            evidence=edge.properties.get("evidence", []) if whole else [],
            intents=edge.properties.get("intents", []),
            influential=bool(edge.properties.get("influential")),
            contexts=edge.properties.get("contexts", [])[:2] if whole else [],
        )
        for id, edge in known
    ]


def _datasets(snapshot: SiteSnapshot, id: str) -> list[UseOfPage]:
    datasets = snapshot.of("dataset")
    found = []
    for type, how in (("INTRODUCES", "introduces it"), ("USES_DATASET", "uses it")):
        for edge in snapshot.from_node(type, id):
            if edge.end not in datasets:
                continue
            evidence = edge.properties.get("evidence", [])
            kind = edge.properties.get("kind")
            found.append(
                UseOfPage(
                    Address("dataset", edge.end, shown_name(datasets[edge.end])),
                    f"{how} (told by {kind})" if kind else how,
                    [evidence] if isinstance(evidence, str) else evidence,
                )
            )
    return found


def _code(snapshot: SiteSnapshot, id: str) -> list[UseOfPage]:
    repositories = snapshot.of("repository")
    return [
        UseOfPage(
            Address("repository", edge.end, shown_name(repositories[edge.end])),
            _how_known(snapshot, edge),
        )
        for edge in snapshot.from_node("IMPLEMENTED_BY", id)
        if edge.end in repositories
    ]


def _how_known(snapshot: SiteSnapshot, edge: Edge) -> str:
    """Return the framework of a repository, and who says that it is the paper's code."""
    framework = str(edge.properties.get("framework", "code"))
    source = edge.properties.get("source")
    if source is None:
        return framework
    lists = snapshot.of("list")
    return f"{framework} (told by {shown_name(lists[source]) if source in lists else source})"
