"""What a list says: its entries, its datasets, what was left out, what its owner decided."""

from __future__ import annotations

import msgspec

__all__ = ["Decision", "Entry", "LeftOut", "Link", "ListedDataset", "Mark", "ParsedList", "Warning"]


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
    are all lines that the entry was read from. ``citation_key`` is that of a bibliography, and
    ``record_type`` what the bibliography calls the record: ``bib:article``, ``ris:JOUR``.
    ``more_authors``: the list says that there are others than those that it names. ``published``
    holds what a bibliography says besides, by the names of :class:`kg.records.Work`: volume,
    issue, pages, publisher, abstract, publication_date.
    ``unsure`` names the fields that were not read with confidence, and ``entry`` when it is
    not sure that it is one.
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
    citation_key: str | None = None
    record_type: str | None = None
    more_authors: bool = False
    published: dict[str, str] = {}
    unsure: list[str] = []


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


class Mark(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the owner of a list noted about a paper for themselves.

    ``status`` is one of to-read, reading and read.
    """

    status: str | None = None
    tags: list[str] = []
    note: str | None = None


class Decision(msgspec.Struct, frozen=True):
    """What the owner of a list decided about an entry, or what a reviewer must not be asked again.

    ``accept`` is the graph id (``doi:...``, ``s2:...``) the entry is; ``reject`` holds
    graph ids it is not (``*``: none of the candidates is it).
    """

    accept: str | None = None
    reject: tuple[str, ...] = ()
