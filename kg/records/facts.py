"""What a source says of papers and citations, and what one build learned from one input."""

from __future__ import annotations

import msgspec

from kg.records.citations import CitationTable
from kg.records.datasets import KnownDataset, MovedRepository
from kg.records.entries import Mark, ParsedList, Warning

__all__ = [
    "BuildOptions",
    "Facts",
    "MatchCandidate",
    "ReferenceListing",
    "Resolution",
    "Work",
    "WorkAuthor",
]


class WorkAuthor(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An author as a source names them; ids only where the source gives them."""

    name: str
    s2_id: str | None = None
    orcid: str | None = None


class Work(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """What one source says about one paper.

    ``ids`` maps a kind of :data:`kg.identifiers.KINDS` to a normalised value;
    ``also`` holds further graph ids (``doi:...``) under which the source knows the
    same work, for example the id that was asked for when it answered with another.
    ``secondhand``: another paper's reference list describes it, not a record of its own.
    ``retracts``: graph ids of the papers of which it is the notice of retraction.
    States are those of the graph model; ``None`` means never asked.
    """

    title: str | None = None
    ids: dict[str, str] = {}
    also: list[str] = []
    year: int | None = None
    publication_date: str | None = None
    venue: str | None = None
    venue_id: str | None = None
    venue_kind: str | None = None
    venue_alternate_names: list[str] = []
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    publisher: str | None = None
    authors: list[WorkAuthor] = []
    abstract: str | None = None
    tldr: str | None = None
    url: str | None = None
    citation_count: int | None = None
    reference_count: int | None = None
    influential_citation_count: int | None = None
    is_open_access: bool | None = None
    open_access_pdf: str | None = None
    fields_of_study: list[str] = []
    publication_types: list[str] = []
    references_state: str | None = None
    citations_state: str | None = None
    introduces: list[str] = []
    retrieved: str | None = None
    secondhand: bool = False
    retracts: list[str] = []


class MatchCandidate(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """A work that was considered for an entry, and why it was or was not taken."""

    id: str
    title: str | None = None
    year: int | None = None
    authors: list[str] = []
    confidence: str = "none"
    reason: str = ""


class Resolution(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """The answer to "which work is this entry?".

    ``work`` is set only where ``confidence`` is ``certain`` or ``probable``;
    ``evidence`` is one sentence a person can check; ``deferred`` says that the
    question could not be asked this time.
    """

    work: Work | None = None
    matched_by: str = "none"
    confidence: str = "none"
    evidence: str = ""
    candidates: list[MatchCandidate] = []
    deferred: bool = False


class ReferenceListing(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """How a service answered when it was asked for the reference list of a work.

    ``citing`` indexes ``Facts.works``; ``state`` is one of those of the graph model;
    ``stated`` is how many references the service says there are, ``received`` how many
    items it gave; ``retrieved`` is the date of the answer; ``retracted`` says that the
    service calls the work retracted.
    """

    citing: int
    source: str
    state: str
    stated: int | None = None
    received: int = 0
    retrieved: str | None = None
    retracted: bool = False


class BuildOptions(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True):
    """With which options an input was built.

    ``expand``, ``hops`` and ``contexts`` are those of the command line, ``source`` is what
    ``--source`` named. ``datasets`` and ``moved`` come from the file of ``--datasets``,
    ``dataset_names`` (other names of the list's own datasets) from the curation file.
    ``fill`` names the services that were asked for the lists that the source lacks, with
    ``cross_check`` also for those that it has.
    """

    expand: str = "references"
    hops: int = 1
    contexts: bool = False
    source: str = ""
    datasets: list[KnownDataset] = []
    moved: list[MovedRepository] = []
    dataset_names: dict[str, list[str]] = {}
    fill: list[str] = []
    cross_check: bool = False


class Facts(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything one build learned from one input: the unit that a store remembers.

    The graph of a store is a pure function of the facts of all its inputs, which is
    why building again, in another order or on another store gives the same graph.

    ``input`` is the list's id, or ``records:<file name>`` for records without a list.
    ``location`` is where the input was read from (a resolved path or a URL);
    it serves to tell two lists of one id apart and never leaves the store.
    ``entry_works`` has one element an entry of the list: the index of its work, which is
    what the list itself says where no source knows it.
    ``known`` are the works that are papers of the graph in their own right, even when
    nothing cites them (records that introduce a dataset; all records without a list).
    ``marks`` are those of the list's curation file, by any id of the paper.
    ``citations`` may be given as any citations.
    """

    input: str
    location: str
    source: str
    options: BuildOptions = BuildOptions()
    reading_list: ParsedList | None = None
    works: list[Work] = []
    entry_works: list[int] = []
    resolutions: list[Resolution] = []
    known: list[int] = []
    reference_listings: list[ReferenceListing] = []
    warnings: list[Warning] = []
    marks: dict[str, Mark] = {}
    deferred: str | None = None
    citations: CitationTable = msgspec.field(default_factory=CitationTable)

    def __post_init__(self) -> None:
        self.citations = CitationTable.of(self.citations)
