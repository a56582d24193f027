"""Which paper each work of the inputs is, and the paper's id."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from kg.identifiers import preferred, title_id
from kg.ingest.same_papers import JoinedByTitle, group_works
from kg.ingest.secondhand import settle_secondhand
from kg.ingest.shared_ids import InputWork
from kg.matching import surnames
from kg.records import Facts, Warning, Work
from kg.venues import is_preprint

__all__ = ["IdentifiedPapers", "by_authority", "identify_papers"]


#: Sources that have looked for every cited work and know each by an id of their own.
_SERVICES = ("semantic-scholar", "semantic-scholar-dump")


class IdentifiedPapers(msgspec.Struct):
    """The works of all inputs in one row, and the paper that each is.

    Parameters
    ----------
    works
        Those of the first input, then those of the second, and so on.
    group_of
        The number of each work's group; None for a reference that is nobody known.
    id_of
        The paper id of each group.
    start_of
        The place in the row of each input's first work.
    papers_of
        The paper id of each work of an input, or None.
    by_title
        For works that a title joined to others, by place: how sure and why.
    warnings
        What a reader should know of the identifiers.
    """

    works: list[InputWork]
    group_of: list[int | None]
    id_of: dict[int, str]
    start_of: dict[str, int]
    papers_of: dict[str, list[str | None]]
    by_title: dict[int, JoinedByTitle]
    warnings: list[Warning]

    def paper(self, facts: Facts, index: int) -> str:
        """Return the paper of an entry or record, which by construction is one."""
        id = self.papers_of[facts.input][index]
        if id is None:
            raise AssertionError(f"work {index} of {facts.input} has no paper")
        return id

    def listed(self, facts: Facts) -> list[str]:
        """Return the paper of each entry of an input."""
        return [self.paper(facts, index) for index in facts.entry_works]

    def known(self, facts: Facts) -> list[str]:
        """Return the papers that an input knows in their own right."""
        return [self.paper(facts, index) for index in facts.known]

    def joined_by_title(self, facts: Facts) -> dict[int, JoinedByTitle]:
        """Return how sure and why, by index, for the works of an input that a title makes their papers."""
        start = self.start_of[facts.input]
        end = start + len(facts.works)
        return {at - start: joined for at, joined in self.by_title.items() if start <= at < end}

    def members(self) -> dict[int, list[InputWork]]:
        """Return the works of each group."""
        members: dict[int, list[InputWork]] = defaultdict(list)
        for work, group in zip(self.works, self.group_of, strict=True):
            if group is not None:
                members[group].append(work)
        return members


def identify_papers(inputs: Sequence[Facts]) -> IdentifiedPapers:
    """Return which paper each work of the inputs is.

    Parameters
    ----------
    inputs
        In order of their names, which makes the result independent of the builds' order.
    """
    groups = group_works(
        settle_secondhand([work for facts in inputs for work in _input_works(facts)])
    )
    identified = IdentifiedPapers(
        works=groups.works,
        group_of=groups.of,
        id_of={},
        start_of={},
        papers_of={},
        by_title=groups.by_title,
        warnings=groups.warnings,
    )
    identified.id_of = _paper_ids(identified.members())
    start = 0
    for facts in inputs:
        end = start + len(facts.works)
        identified.start_of[facts.input] = start
        identified.papers_of[facts.input] = [
            None if group is None else identified.id_of[group] for group in groups.of[start:end]
        ]
        start = end
    return identified


def _input_works(facts: Facts) -> Iterator[InputWork]:
    nodes = {*facts.entry_works, *facts.known}
    unsure = {
        index
        for index, resolution in zip(facts.entry_works, facts.resolutions, strict=True)
        if resolution.confidence == "unsure"
        or (resolution.confidence == "none" and resolution.matched_by == "decision")
    }
    from_service = facts.source in _SERVICES
    for index, work in enumerate(facts.works):
        yield InputWork(
            work=work,
            node=index in nodes,
            alone=index in unsure,
            reference=index not in nodes and (work.secondhand or not from_service),
        )


def _paper_ids(members: Mapping[int, Sequence[InputWork]]) -> dict[int, str]:
    """Name each group: by its preferred identifier, else by its title, told apart where titles are equal."""
    ids: dict[int, str] = {}
    untitled: list[_PaperWithoutId] = []
    for group, works in members.items():
        if id := _preferred_id(works):
            ids[group] = id
        else:
            untitled.append(_unidentified(group, works))
    taken: set[str] = set()
    for paper in sorted(untitled, key=lambda paper: paper.order):
        id, told_apart_by = paper.id, paper.fingerprint
        while id in taken:
            # An equal title that is another paper: year and authors tell it apart.
            id = f"title:{hashlib.sha256(told_apart_by.encode()).hexdigest()[:16]}"
            told_apart_by += "+"
        taken.add(id)
        ids[paper.group] = id
    return ids


def _preferred_id(works: Sequence[InputWork]) -> str | None:
    known = [id for work in works for id in work.ids()]
    best = preferred(known)
    if best and best.startswith("doi:") and len(works) > 1:
        # A preprint server's DOI names the paper only where the publisher's is not known.
        published = [
            id
            for work in works
            if not is_preprint(work.work.venue, work.work.ids)
            for id in work.ids()
            if id.startswith("doi:")
        ]
        best = preferred(published) or best
    return best or min(known, default=None)


class _PaperWithoutId(msgspec.Struct):
    """A paper without identifier; ``fingerprint`` tells it from others of its title."""

    group: int
    id: str
    fingerprint: str
    order: tuple[object, ...]


def _unidentified(group: int, works: Sequence[InputWork]) -> _PaperWithoutId:
    work = by_authority(works)[0]
    id, people = title_id(work.title or ""), surnames(author.name for author in work.authors)
    alone = all(member.alone for member in works)
    return _PaperWithoutId(
        group=group,
        id=id,
        fingerprint=f"{id} {work.year} {people}",
        order=(alone, work.year or 0, people, group),
    )


def by_authority(group: Sequence[InputWork]) -> list[Work]:
    """Order the works of a paper: published before preprint, records before references, fuller first."""
    if len(group) == 1:
        return [group[0].work]
    return [member.work for member in sorted(group, key=_rank)]


def _rank(member: InputWork) -> tuple[object, ...]:
    work = member.work
    fullness = bool(work.authors) + bool(work.year) + bool(work.venue) + bool(work.abstract)
    return (
        work.secondhand,
        is_preprint(work.venue, work.ids),
        not member.node and member.reference,
        -fullness,
        not work.ids,
        member.own_ids(),
        work.title or "",
    )
