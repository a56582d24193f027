"""A list and a source -> facts. The only step of a build that may send requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from kg.identifiers import split_graph_id
from kg.matching import work_of_entry
from kg.records import BuildOptions, Citation, Entry, Facts, ParsedList, Resolution, Warning, Work
from kg.sources import Decision, Neighbour, Relation, Source

__all__ = ["gather_list", "gather_records", "relations_of"]


_RELATIONS: dict[str, tuple[Relation, ...]] = {
    "none": ("references",),
    "references": ("references",),
    "citations": ("citations",),
    "both": ("references", "citations"),
}


def relations_of(expand: str) -> tuple[Relation, ...]:
    """Return which lists of each paper a value of ``--expand`` asks for.

    ``none`` asks for references too: the citations between the list's own papers are
    among them.

    Examples
    --------
    >>> relations_of("both")
    ('references', 'citations')
    """
    return _RELATIONS[expand]


def gather_list(
    parsed: ParsedList,
    source: Source,
    *,
    location: str,
    options: BuildOptions,
    decisions: Mapping[int, Decision],
) -> Facts:
    """Return everything a source says about a list.

    Parameters
    ----------
    parsed
        The list.
    source
        Where to ask. What it could not answer this time is recorded as deferred.
    location
        The resolved path or URL the list was read from.
    options
        What to follow, and the datasets to look for; kept in the facts.
    decisions
        The owner's decisions, by index of the entry.
    """
    resolutions = [
        _decided(entry, resolution, decisions.get(position, Decision()))
        for position, (entry, resolution) in enumerate(
            zip(parsed.entries, source.resolve(parsed.entries, decisions), strict=True)
        )
    ]
    known_works = _KnownWorks(source)
    entry_works = [
        known_works.index_of(_listed_work(entry, resolution), listed=True)
        for entry, resolution in zip(parsed.entries, resolutions, strict=True)
    ]
    linked = [
        index
        for index, resolution in zip(entry_works, resolutions, strict=True)
        if resolution.work is not None
    ]
    named = [name for line in parsed.datasets for name in line.names]
    named += [dataset.name for dataset in options.datasets]
    known = [known_works.index_of(work) for work in source.introducing(named)]
    known_works.expand(sorted(set(linked)), options)
    return Facts(
        input=parsed.id,
        location=location,
        source=source.name,
        options=options,
        reading_list=parsed,
        works=known_works.works,
        entry_works=entry_works,
        resolutions=[msgspec.structs.replace(resolution, work=None) for resolution in resolutions],
        known=sorted(set(known)),
        citations=known_works.citations,
        warnings=known_works.warnings,
        deferred=source.deferred,
    )


def gather_records(source: Source, *, options: BuildOptions) -> Facts:
    """Return what a source that has an end (a file) says without a list: every record is a paper."""
    known_works = _KnownWorks(source)
    known = sorted({known_works.index_of(work) for work in source.works})
    known_works.expand(known, options)
    return Facts(
        input=f"records:{source.name}",
        location=Path(options.source).resolve().as_posix(),
        source=source.name,
        options=options,
        works=known_works.works,
        known=known,
        citations=known_works.citations,
        warnings=known_works.warnings,
    )


def _decided(entry: Entry, resolution: Resolution, decision: Decision) -> Resolution:
    """Return a resolution that keeps to the owner's decision, also where the source does not know it."""
    if resolution.work is not None or decision == Decision():
        return resolution
    if decision.accept:
        work = work_of_entry(entry)
        kind, value = split_graph_id(decision.accept)
        work.ids = {kind: value}
        evidence = f"the list's owner decided that it is {decision.accept}"
        return msgspec.structs.replace(
            resolution, work=work, matched_by="decision", confidence="certain", evidence=evidence
        )
    return msgspec.structs.replace(
        resolution, matched_by="decision", evidence="the list's owner ruled out what was found"
    )


def _listed_work(entry: Entry, resolution: Resolution) -> Work:
    """Return the work of an entry: what the source says, completed by what the list says."""
    written = work_of_entry(entry)
    if resolution.confidence == "unsure" or resolution.matched_by == "decision":
        written.ids = {}  # they may be those of another paper
    link = next((link.url for link in entry.links if link.kind == "paper"), None)
    if resolution.work is None:
        return msgspec.structs.replace(written, url=link)
    work = resolution.work
    return msgspec.structs.replace(
        work,
        title=work.title or written.title,
        year=work.year or written.year,
        venue=work.venue or written.venue,
        authors=work.authors or written.authors,
        url=work.url or link,
    )


class _KnownWorks:
    """Works met so far, each once, and the citations between them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.works: list[Work] = []
        self.citations: list[Citation] = []
        self.warnings: list[Warning] = []
        self._index: dict[tuple[object, ...], int] = {}
        self._expanded: set[tuple[int, Relation]] = set()

    def index_of(self, work: Work, *, listed: bool = False) -> int:
        """Return the index of a work, known by its identifiers or, without any, by its description.

        An entry without identifier is kept apart from references that read alike: whether
        they are one is for the title rule to say.
        """
        key = _key(work) if work.ids or not listed else ("listed", *_key(work))
        index = self._index.get(key)
        if index is None:
            index = self._index[key] = len(self.works)
            self.works.append(msgspec.structs.replace(work))
        return index

    def expand(self, frontier: Sequence[int], options: BuildOptions) -> None:
        """Follow the relations asked for, hop by hop."""
        for _ in range(options.hops):
            met: set[int] = set()
            for relation in relations_of(options.expand):
                asked = [index for index in frontier if (index, relation) not in self._expanded]
                self._expanded |= {(index, relation) for index in asked}
                expansions = self.source.expand(
                    [self.works[index] for index in asked],
                    relation,
                    contexts=options.contexts,
                )
                for index, expansion in zip(asked, expansions, strict=True):
                    setattr(self.works[index], f"{relation}_state", expansion.state)
                    for neighbour in expansion.neighbours:
                        met.add(self._cite(index, neighbour, relation, expansion.retrieved))
            frontier = sorted(index for index in met if self.works[index].ids)

    def _cite(
        self, index: int, neighbour: Neighbour, relation: Relation, retrieved: str | None
    ) -> int:
        other = self.index_of(neighbour.work)
        citing, cited = (index, other) if relation == "references" else (other, index)
        given = (
            "in its reference list" if relation == "references" else "among the papers that cite it"
        )
        self.citations.append(
            Citation(
                citing=citing,
                cited=cited,
                intents=neighbour.intents,
                influential=neighbour.influential,
                contexts=neighbour.contexts,
                context_intents=neighbour.context_intents,
                evidence=neighbour.evidence or f"{given} as given by {self.source.name}",
                retrieved=retrieved,
            )
        )
        return other


def _key(work: Work) -> tuple[object, ...]:
    if work.ids or work.also:
        return (*sorted(work.ids.items()), *sorted(work.also))
    return (work.title, work.year, *(author.name for author in work.authors))
