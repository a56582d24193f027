"""What assistants are answered: plain dataclasses, whose fields are the output schemas.

Null means that something is not known; a count is never 0 because nobody asked. Words of
papers and lists are data of others, which ``source_text`` says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "AnswerPart",
    "CitationAnswer",
    "Coverage",
    "Entries",
    "FoundDocument",
    "ListEntry",
    "ListMention",
    "MainPathAnswer",
    "NodeKind",
    "PaperAnswer",
    "PaperFacts",
    "PaperOfCitation",
    "PathArc",
    "PathsAnswer",
    "PropertyKind",
    "QueryInfo",
    "QueryRows",
    "ReachAnswer",
    "ReachedPaper",
    "RelationshipKind",
    "SchemaAnswer",
    "SearchAnswer",
    "SearchResults",
    "Step",
    "SuggestAnswer",
    "SuggestedPaper",
    "TextDocument",
    "WhyAnswer",
    "WhyReason",
]


@dataclass(kw_only=True)
class PaperFacts:
    """A paper in short: ``more_authors`` are not named, ``references_state`` says whether what it cites is known."""

    id: str
    title: str
    authors: list[str] = field(default_factory=list)
    more_authors: int = 0
    year: int | None = None
    venue: str | None = None
    listed: bool = False
    references_state: str = "unknown"


@dataclass(kw_only=True)
class AnswerPart:
    """A part of a longer answer: ``shown`` of ``of`` (null: not known); the rest from ``next_offset``."""

    shown: int = 0
    of: int | None = None
    next_offset: int | None = None
    source_text: bool = True


@dataclass(kw_only=True)
class Coverage:
    """How many papers of the graph have a complete, partial or unknown reference list."""

    papers: int
    complete: int
    partial: int
    unknown: int


# ------------------------------------------------------------------------------ papers


@dataclass(kw_only=True)
class SearchAnswer(AnswerPart):
    """Papers that fit, the best first."""

    papers: list[PaperFacts] = field(default_factory=list)
    note: str | None = None


@dataclass(kw_only=True)
class ListMention:
    """Where a list names a paper, and how the entry was matched."""

    reading_list: str
    line: int
    title: str
    section: list[str] = field(default_factory=list)
    matched_by: str = "none"
    confidence: str = "none"
    evidence: str | None = None


@dataclass(kw_only=True)
class PaperAnswer:
    """Everything about a paper but who it cites and who cites it."""

    id: str
    title: str
    references_state: str
    citations_state: str
    references: str
    cited_by: str
    authors: list[str] = field(default_factory=list)
    more_authors: int = 0
    year: int | None = None
    publication_date: str | None = None
    venue: str | None = None
    listed: bool = False
    identifiers: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    citation_count: int | None = None
    reference_count: int | None = None
    counts_date: str | None = None
    references_in_graph: int | None = None
    cited_by_in_graph: int | None = None
    named_by: list[ListMention] = field(default_factory=list)
    datasets: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    abstract: str | None = None
    tldr: str | None = None
    bibtex: str | None = None
    status: str | None = None
    tags: list[str] = field(default_factory=list)
    note: str | None = None
    source_text: bool = True


@dataclass(kw_only=True)
class PaperOfCitation(PaperFacts):
    """The other paper of a citation, who says so, and what the citing paper did with the cited one."""

    sources: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    intents: list[str] = field(default_factory=list)
    influential: bool | None = None
    contexts: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class CitationAnswer(AnswerPart):
    """Citations of one direction; ``known`` counts those in the graph, ``completeness`` says in words how far that goes."""

    id: str
    title: str
    known: int | None
    completeness: str
    references_state: str
    citations_state: str
    papers: list[PaperOfCitation] = field(default_factory=list)


@dataclass(kw_only=True)
class WhyReason:
    """One reason, who says so and when."""

    code: str
    sentence: str
    source: str | None = None
    date: str | None = None


@dataclass(kw_only=True)
class WhyAnswer(AnswerPart):
    """Whether the link asked about is in the graph, and why or why not."""

    link: bool
    id: str
    references_state: str
    other: str | None = None
    reasons: list[WhyReason] = field(default_factory=list)


# ----------------------------------------------------------------------------- lineage


@dataclass(kw_only=True)
class Step:
    """A paper of a chain or path."""

    id: str
    title: str
    year: int | None = None


@dataclass(kw_only=True)
class PathsAnswer(AnswerPart):
    """All shortest chains from the cited to the citing paper; ``turned``: only the other way round."""

    count: str
    turned: bool
    note: str
    references_state: str
    references: Coverage
    paths: list[list[str]] = field(default_factory=list)
    papers: list[Step] = field(default_factory=list)


@dataclass(kw_only=True)
class PathArc:
    """A citation of the main path; the weight is an exact number of paths in decimal digits."""

    cited: str
    citing: str
    weight: str


@dataclass(kw_only=True)
class MainPathAnswer(AnswerPart):
    """How the idea travelled; ``arcs`` lead to the papers shown, ``cycles`` are citation cycles on the path."""

    weights: str
    search: str
    flow: str
    note: str
    references_state: str
    references: Coverage
    papers: list[Step] = field(default_factory=list)
    arcs: list[PathArc] = field(default_factory=list)
    cycles: list[list[str]] = field(default_factory=list)


@dataclass(kw_only=True)
class ReachedPaper(Step):
    """A paper so many citations away."""

    distance: int


@dataclass(kw_only=True)
class ReachAnswer(AnswerPart):
    """Papers that a paper builds on, or that build on it, the nearest first."""

    id: str
    title: str
    known: int | None
    note: str
    references_state: str
    citations_state: str
    references: Coverage
    papers: list[ReachedPaper] = field(default_factory=list)


# ------------------------------------------------------------------------------- lists


@dataclass(kw_only=True)
class ListEntry:
    """An entry as the list writes it; ``id`` is what it was matched with, with how much confidence."""

    id: str
    line: int
    title: str
    section: list[str] = field(default_factory=list)
    kind: str = "paper"
    year: int | None = None
    venue: str | None = None
    matched_by: str = "none"
    confidence: str = "none"
    evidence: str | None = None
    references_state: str | None = None


@dataclass(kw_only=True)
class Entries(AnswerPart):
    """Entries of a list in its order; ``confidences`` counts those of the whole list."""

    reading_list: str
    title: str
    source: str
    confidences: dict[str, int]
    references_state: str
    entries: list[ListEntry] = field(default_factory=list)


@dataclass(kw_only=True)
class SuggestedPaper(Step):
    """A paper that the list lacks, why, and an entry to paste below ``section``."""

    reasons: list[str] = field(default_factory=list)
    entry: str = ""
    section: list[str] | None = None


@dataclass(kw_only=True)
class SuggestAnswer(AnswerPart):
    """Papers that a list lacks, those most tied to it first, out of what the graph knows."""

    reading_list: str | None
    references_state: str
    note: str
    suggestions: list[SuggestedPaper] = field(default_factory=list)


# ----------------------------------------------------------------------------- queries


@dataclass(kw_only=True)
class QueryRows(AnswerPart):
    """Rows of a query. ``truncated``: rows or bytes, where its limit cut the answer; ``cut``: long values were shortened."""

    name: str | None
    parameters: dict[str, Any]
    columns: list[str]
    references_state: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    truncated: str | None = None
    cut: bool = False
    note: str | None = None


@dataclass(kw_only=True)
class PropertyKind:
    """A property, the types of its values, and how many have it."""

    name: str
    types: list[str]
    count: int


@dataclass(kw_only=True)
class NodeKind:
    """A label."""

    label: str
    count: int
    properties: list[PropertyKind]


@dataclass(kw_only=True)
class RelationshipKind:
    """A relationship type between two labels."""

    type: str
    start: str
    end: str
    count: int
    properties: list[PropertyKind]


@dataclass(kw_only=True)
class QueryInfo:
    """A query of the library and its parameters with their defaults."""

    name: str
    title: str
    parameters: dict[str, Any]


@dataclass(kw_only=True)
class SchemaAnswer(AnswerPart):
    """What the graph holds: labels, then relationship types, then the lists and the query library."""

    references_state: str
    references: Coverage
    nodes: list[NodeKind] = field(default_factory=list)
    relationships: list[RelationshipKind] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    queries: list[QueryInfo] = field(default_factory=list)


# ------------------------------------------------------------------- search and fetch


@dataclass(kw_only=True)
class FoundDocument:
    """A document: its id for fetch, its title, and where people read it."""

    id: str
    title: str
    url: str


@dataclass(kw_only=True)
class SearchResults(AnswerPart):
    """Documents that fit, the best first."""

    results: list[FoundDocument] = field(default_factory=list)


@dataclass(kw_only=True)
class TextDocument:
    """A paper as one text."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]
    references_state: str
    citations_state: str
    source_text: bool = True
