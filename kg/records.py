"""What passes between the rooms: plain typed records, and nothing else.

Three families, in the order the data moves:

- what a list says: :class:`Entry`, :class:`ListedDataset`, :class:`Warning`, :class:`ParsedList`;
- what a source says: :class:`Work`, :class:`Resolution`, :class:`Citation`, and, put
  together for one list or records file, :class:`Facts`;
- the graph itself: :class:`Paper`, :class:`Author`, ... and the relationships
  :class:`Cites`, :class:`Authored`, ..., held in a :class:`Graph`.

None of them refers back to what holds it, so the garbage collector need not look at
them (``gc=False``): with a million citations it would do little else.

A field that is not known is ``None`` (or an empty list), never ``""`` or ``0``.
The graph's records have the names, labels and types of the graph model, so that
:func:`properties` is all that is needed to write one to a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

import msgspec

__all__ = [
    "LABELS",
    "RELATIONSHIP_TYPES",
    "Author",
    "Authored",
    "Candidate",
    "Citation",
    "Cites",
    "Dataset",
    "Decision",
    "Edge",
    "Entry",
    "Facts",
    "Graph",
    "GraphReader",
    "ImplementedBy",
    "Introduces",
    "LeftOut",
    "Link",
    "ListedDataset",
    "Lists",
    "Node",
    "Paper",
    "ParsedList",
    "Progress",
    "PublishedIn",
    "ReadingList",
    "Relationship",
    "Repository",
    "Resolution",
    "UsesDataset",
    "Venue",
    "Warning",
    "Work",
    "WorkAuthor",
    "properties",
]

#: Is told what is being done, how much of it is done, and how much there is (0: not known).
Progress = Callable[[str, int, int], None]


# ---------------------------------------------------------------- what a list says


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """A link of an entry, without credentials.

    ``kind`` is one of paper, code, project, dataset, video, slides, demo, blog, other.
    ``framework`` is the framework the label of a code link names (``pytorch``).
    """

    kind: str
    url: str
    framework: str | None = None


class Entry(msgspec.Struct, kw_only=True):
    """One paper of a list, as the list writes it.

    ``line`` is 1-based in the file; ``position`` counts every entry of the list
    (papers and dataset lines together) from 1. ``ids`` has keys of
    :data:`kg.identifiers.KINDS` (``doi``, ``arxiv``, ...), values normalised; ``lines``
    are all lines that the entry was read from.
    """

    line: int
    title: str
    year: int | None = None
    venue: str | None = None
    authors: list[str] | None = None
    links: list[Link] = []
    ids: dict[str, str] = {}
    section: list[str] = []
    framework: str | None = None
    position: int = 0
    lines: list[int] = []


class ListedDataset(msgspec.Struct, kw_only=True):
    """A line of a dataset section; ``names`` holds each dataset that ``name`` names."""

    line: int
    name: str
    url: str | None = None
    section: list[str] = []
    names: list[str] = []
    position: int = 0


class LeftOut(msgspec.Struct, frozen=True):
    """A line of a list that is no entry, and why: what stands there is not read as a paper.

    ``reason`` is heading, prose, navigation, note, resource, unreadable, or unsure (it
    may be a paper).
    """

    line: int
    text: str
    reason: str


class Warning(msgspec.Struct, frozen=True):
    """Something a reader should know; ``code`` is stable, ``line`` 1-based or None."""

    code: str
    message: str
    source: str | None = None
    line: int | None = None


class ParsedList(msgspec.Struct, kw_only=True):
    """A whole reading list. ``source`` is a URL or a file name, never an absolute path."""

    id: str
    title: str | None = None
    source: str
    sha256: str
    entries: list[Entry] = []
    datasets: list[ListedDataset] = []
    left: list[LeftOut] = []
    warnings: list[Warning] = []


class Decision(msgspec.Struct, frozen=True):
    """What the owner of a list decided about an entry, or what a reviewer must not be asked again.

    ``accept`` is the graph id (``doi:...``, ``s2:...``) the entry is; ``reject`` holds
    graph ids it is not (``*``: none of the candidates is it).
    """

    accept: str | None = None
    reject: tuple[str, ...] = ()


# -------------------------------------------------------------- what a source says


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


class Candidate(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
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
    candidates: list[Candidate] = []
    deferred: bool = False


class Citation(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """A citation as a source gives it; ``citing`` and ``cited`` index ``Facts.works``."""

    citing: int
    cited: int
    intents: list[str] = []
    influential: bool | None = None
    contexts: list[str] = []
    context_intents: list[list[str]] = []
    evidence: str | None = None
    retrieved: str | None = None


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
    ``before`` is what the store said before its last build (:func:`kg.ingest.basis.news_basis`);
    only the facts of that build hold it, and the graph does not depend on it.
    """

    input: str
    location: str
    source: str
    options: dict[str, Any] = {}
    reading_list: ParsedList | None = None
    works: list[Work] = []
    entry_works: list[int] = []
    resolutions: list[Resolution] = []
    known: list[int] = []
    citations: list[Citation] = []
    warnings: list[Warning] = []
    deferred: str | None = None
    before: dict[str, Any] = {}


# ------------------------------------------------------------------ the graph itself


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
    citations_state: str | None = None
    listed: bool | None = None


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


class Edge(NamedTuple):
    """A relationship as a reader sees it."""

    start: str
    end: str
    properties: dict[str, Any]


class GraphReader(Protocol):
    """What every output needs of a graph: a store, or a :class:`Graph` in memory."""

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the properties of every node of a label, ordered by id.

        ``properties`` limits what is read to these names; absent ones are left out.
        """

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """Yield every relationship of a type, ordered by start, end and key.

        ``properties`` limits what is read to these names; ``()`` reads none.
        """


class Graph:
    """A graph in memory: what a build writes, and a :class:`GraphReader`.

    Examples
    --------
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/b", title="B"))
    >>> graph.add(Paper(id="doi:10.1/a", title="A"))
    >>> graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a"))
    >>> [paper["title"] for paper in graph.nodes("Paper")]
    ['A', 'B']
    >>> list(graph.relationships("CITES"))
    [Edge(start='doi:10.1/b', end='doi:10.1/a', properties={})]
    """

    def __init__(self) -> None:
        self._nodes: dict[str, dict[str, Node]] = {kind.LABEL: {} for kind in LABELS}
        self._relationships: dict[str, dict[tuple[Any, ...], Relationship]] = {
            kind.TYPE: {} for kind in RELATIONSHIP_TYPES
        }

    def add(self, record: Node | Relationship) -> None:
        """Add a node or relationship; one with the same identity is replaced."""
        if isinstance(record, Node):
            self._nodes[record.LABEL][record.id] = record
        else:
            self._relationships[record.TYPE][_identity(record)] = record

    def records(self, label_or_type: str) -> list[Any]:
        """Return the records of a label or relationship type, in order of identity."""
        table: dict[Any, Any] = (
            self._nodes[label_or_type]
            if label_or_type in self._nodes
            else self._relationships[label_or_type]
        )
        return [table[key] for key in sorted(table)]

    def get(self, label: str, id: str) -> Any | None:
        """Return one node's record, or None."""
        return self._nodes[label].get(id)

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return ``({label: n}, {type: n})``, labels and types with none left out."""
        return (
            {label: len(table) for label, table in self._nodes.items() if table},
            {type: len(table) for type, table in self._relationships.items() if table},
        )

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`GraphReader.nodes`."""
        for record in self.records(label):
            yield _chosen(record, properties)

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`GraphReader.relationships`."""
        for record in self.records(type):
            yield Edge(record.start, record.end, _chosen(record, properties))


def _identity(record: Relationship) -> tuple[Any, ...]:
    return (record.start, record.end, *(getattr(record, name) for name in record.KEY))


def _chosen(record: Node | Relationship, names: Sequence[str] | None) -> dict[str, Any]:
    known = properties(record)
    return known if names is None else {name: known[name] for name in names if name in known}
