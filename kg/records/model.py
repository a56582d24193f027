"""The graph's own records: nodes and relationships with the names of the graph model.

None of them refers back to what holds it, so the garbage collector need not look at
them (``gc=False``): with a million citations it would do little else.
"""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

__all__ = [
    "LABELS",
    "RELATIONSHIPS",
    "RELATIONSHIP_TYPES",
    "Author",
    "Authored",
    "Cites",
    "Dataset",
    "ImplementedBy",
    "Introduces",
    "Lists",
    "ListsDataset",
    "Node",
    "Paper",
    "PublishedIn",
    "ReadingList",
    "Relationship",
    "Repository",
    "UsesDataset",
    "Venue",
    "properties",
]


class Node(msgspec.Struct, kw_only=True, gc=False):
    """A node of the graph; ``id`` is unique within its label."""

    LABEL: ClassVar[str] = ""
    id: str


class Paper(Node, kw_only=True, gc=False):
    """A work: preprint and published version are one."""

    LABEL: ClassVar[str] = "Paper"
    title: str | None = None
    short: str | None = None
    year: int | None = None
    publication_date: str | None = None
    venue: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    abstract: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    acl_id: str | None = None
    pubmed_id: str | None = None
    pmc_id: str | None = None
    dblp_key: str | None = None
    openreview_id: str | None = None
    s2_id: str | None = None
    corpus_id: int | None = None
    aliases: list[str] | None = None
    url: str | None = None
    citation_count: int | None = None
    reference_count: int | None = None
    influential_citation_count: int | None = None
    counts_date: str | None = None
    is_open_access: bool | None = None
    open_access_pdf: str | None = None
    fields_of_study: list[str] | None = None
    publication_types: list[str] | None = None
    tldr: str | None = None
    references_state: str | None = None
    references_known: int | None = None
    references_stated: int | None = None
    references_sources: list[str] | None = None
    references_complete: list[str] | None = None
    citations_state: str | None = None
    listed: bool | None = None
    status: str | None = None
    tags: list[str] | None = None
    note: str | None = None


class Author(Node, kw_only=True, gc=False):
    """A person as printed; never merged by name."""

    LABEL: ClassVar[str] = "Author"
    name: str
    name_key: str
    s2_id: str | None = None
    orcid: str | None = None


class Venue(Node, kw_only=True, gc=False):
    """A journal or a conference series, without year, volume or pages."""

    LABEL: ClassVar[str] = "Venue"
    name: str
    acronym: str | None = None
    kind: str | None = None
    s2_id: str | None = None
    alternate_names: list[str] | None = None


class Dataset(Node, kw_only=True, gc=False):
    """A dataset that a list names."""

    LABEL: ClassVar[str] = "Dataset"
    name: str
    url: str | None = None
    aliases: list[str] | None = None


class Repository(Node, kw_only=True, gc=False):
    """A code repository; ``id`` is its normalised URL, ``aliases`` those it had before it moved."""

    LABEL: ClassVar[str] = "Repository"
    url: str
    host: str | None = None
    name: str
    aliases: list[str] | None = None


class ReadingList(Node, kw_only=True, gc=False):
    """A researcher's list."""

    LABEL: ClassVar[str] = "ReadingList"
    title: str | None = None
    source: str
    sha256: str
    entry_count: int
    retrieved: str | None = None


class Relationship(msgspec.Struct, kw_only=True, gc=False):
    """A relationship of the graph, from ``start`` to ``end`` (node ids).

    ``KEY`` names the properties that, with start and end, tell two relationships
    of one type apart.
    """

    TYPE: ClassVar[str] = ""
    START: ClassVar[str] = "Paper"
    END: ClassVar[str] = "Paper"
    KEY: ClassVar[tuple[str, ...]] = ()
    start: str
    end: str


class Cites(Relationship, kw_only=True, gc=False):
    """Citing paper to cited paper."""

    TYPE: ClassVar[str] = "CITES"
    intents: list[str] | None = None
    influential: bool | None = None
    contexts: list[str] | None = None
    context_intents: list[str] | None = None
    sources: list[str] | None = None
    evidence: list[str] | None = None
    retrieved: str | None = None


class Authored(Relationship, kw_only=True, gc=False):
    """Author to paper; ``position`` is 1-based.

    ``name`` is the name that the paper prints, where the author's node bears another form.
    """

    TYPE: ClassVar[str] = "AUTHORED"
    START: ClassVar[str] = "Author"
    position: int
    name: str | None = None


class PublishedIn(Relationship, kw_only=True, gc=False):
    """Paper to venue."""

    TYPE: ClassVar[str] = "PUBLISHED_IN"
    END: ClassVar[str] = "Venue"


class UsesDataset(Relationship, kw_only=True, gc=False):
    """Paper to dataset; ``kind`` is the strongest known of context, abstract, citation."""

    TYPE: ClassVar[str] = "USES_DATASET"
    END: ClassVar[str] = "Dataset"
    kind: str
    evidence: list[str] | None = None


class Introduces(Relationship, kw_only=True, gc=False):
    """Paper to the dataset it introduces."""

    TYPE: ClassVar[str] = "INTRODUCES"
    END: ClassVar[str] = "Dataset"
    evidence: str | None = None


class ImplementedBy(Relationship, kw_only=True, gc=False):
    """Paper to a repository; ``source`` is the list or text that says so."""

    TYPE: ClassVar[str] = "IMPLEMENTED_BY"
    END: ClassVar[str] = "Repository"
    framework: str | None = None
    source: str | None = None


class Lists(Relationship, kw_only=True, gc=False):
    """Reading list to the paper or dataset of one of its entries, as written there."""

    TYPE: ClassVar[str] = "LISTS"
    START: ClassVar[str] = "ReadingList"
    KEY: ClassVar[tuple[str, ...]] = ("position",)
    line: int
    position: int
    section: list[str] | None = None
    title: str | None = None
    year: int | None = None
    venue: str | None = None
    matched_by: str = "none"
    confidence: str = "none"
    evidence: str | None = None
    citation_key: str | None = None
    record_type: str | None = None
    more_authors: bool | None = None


class ListsDataset(Lists, kw_only=True):
    """:class:`Lists` whose end is a dataset."""

    END: ClassVar[str] = "Dataset"


LABELS: tuple[type[Node], ...] = (Paper, Author, Venue, Dataset, Repository, ReadingList)
RELATIONSHIP_TYPES: tuple[type[Relationship], ...] = (
    Cites,
    Authored,
    PublishedIn,
    UsesDataset,
    Introduces,
    ImplementedBy,
    Lists,
)
#: Every class of relationships: a list names papers and datasets.
RELATIONSHIPS: tuple[type[Relationship], ...] = (*RELATIONSHIP_TYPES, ListsDataset)


def properties(record: Node | Relationship) -> dict[str, Any]:
    """Return the known properties of a node or relationship, as a store keeps them.

    Unknown (``None``) and empty-list fields are absent; ``start`` and ``end`` of a
    relationship are not properties.

    Examples
    --------
    >>> properties(Venue(id="venue:cvpr", name="CVPR", alternate_names=[]))
    {'id': 'venue:cvpr', 'name': 'CVPR'}
    >>> properties(Authored(start="s2:1", end="doi:10.1/x", position=1))
    {'position': 1}
    """
    left_out = ("start", "end") if isinstance(record, Relationship) else ()
    return {
        name: value
        for name in record.__struct_fields__
        if name not in left_out and (value := getattr(record, name)) is not None and value != []
    }
