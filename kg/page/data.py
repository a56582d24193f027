"""What stands in a page as JSON: the contract between what writes it and its scripts.

``docs/make_page_types.py`` writes these types down for the scripts, which are checked
against them.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from kg.page.layout import Column
from kg.page.main_path import Trail

__all__ = ["CitationDetails", "PageData", "PaperColumns", "PaperDetails"]


class DatasetUse(TypedDict):
    """A dataset that a paper introduces or uses, with the evidence."""

    name: str
    how: str
    evidence: list[str]
    url: NotRequired[str]


class CodeLink(TypedDict):
    """A repository of a paper."""

    url: str
    framework: NotRequired[str]


class EntryEvidence(TypedDict):
    """Where a list names a paper, and how the entry was matched."""

    list: int
    section: str
    line: NotRequired[int]
    title: NotRequired[str]
    year: NotRequired[int]
    venue: NotRequired[str]
    matched_by: NotRequired[str]
    confidence: NotRequired[str]
    evidence: NotRequired[str]


class PaperDetails(TypedDict, total=False):
    """What only some papers have."""

    entries: list[EntryEvidence]
    datasets: list[DatasetUse]
    code: list[CodeLink]
    volume: str
    issue: str
    pages: str
    publisher: str
    doi: str
    counts_date: str
    abstract: str
    tldr: str
    references_state: str
    marks: list[str]
    note: str


class CitationDetails(TypedDict, total=False):
    """What only some citations have."""

    intents: list[str]
    influential: bool
    evidence: list[str]
    contexts: list[str]
    context_intents: list[list[str]]
    more_contexts: int


class Names(TypedDict):
    """The words that the numbers of the columns stand for."""

    authors: list[str]
    venues: list[str]
    kinds: list[str | None]
    lists: list[str]
    sections: list[str]
    topics: list[str]
    datasets: list[str]
    marks: list[str]
    sources: list[list[str]]


class PaperColumns(TypedDict):
    """One element a paper; ``cited`` and ``citing`` one a citation, by the number of the paper.

    ``more`` and ``citation`` hold details under the number of a paper or citation;
    ``sources`` numbers, of each citation, the combination of services that asserts it.
    ``venue`` and ``topic`` are -1 without one; ``listed`` and ``code`` are 0 or 1; ``state`` is 0 where
    the references are not known, 1 where some are, 2 where all are.
    """

    id: list[str]
    title: list[str]
    label: list[str]
    year: list[int | None]
    state: list[int]
    listed: list[int]
    count: list[int | None]
    authors: list[list[int]]
    venue: list[int]
    lists: list[list[int]]
    sections: list[list[int]]
    topic: list[int]
    datasets: list[list[int]]
    code: list[int]
    links: list[list[list[str]]]
    key: list[str]
    bibtex: list[str]
    more: dict[str, PaperDetails]
    cited: list[int]
    citing: list[int]
    citation: dict[str, CitationDetails]
    sources: list[int]
    names: Names


class DrawnPaper(TypedDict):
    """A paper as the drawing engine takes it."""

    id: int
    x: float
    y: float


#: A citation as the drawing engine takes it; ``from`` is a word of Python.
DrawnCitation = TypedDict("DrawnCitation", {"from": int, "to": int})


class Drawing(TypedDict):
    """What is drawn first."""

    nodes: list[DrawnPaper]
    edges: list[DrawnCitation]
    options: dict[str, Any]


class PageData(TypedDict):
    """Everything a page knows."""

    title: str
    overview: list[str]
    sources: list[list[str | None]]
    papers: PaperColumns
    order: list[int]
    main: Trail
    columns: list[Column]
    focus: list[int]
    drawing: Drawing
