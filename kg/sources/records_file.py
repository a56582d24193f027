"""A file of records as a source: one S2-shaped paper a line, optionally gzipped.

The shape is that of Semantic Scholar's answers, with three additions: a ``paperId``
that is no Semantic Scholar sha is a key of the file's own (same key, same work),
``introducesDatasets`` lists names of datasets, and ``referencesComplete`` says whether
every reference is in the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec

from kg.collector import collector_paused
from kg.credentials import text_without_credentials
from kg.errors import RecordsError
from kg.files import read_file
from kg.identifiers import graph_ids, normalise_title
from kg.matching import (
    TitleIndex,
    contradict,
    is_retracted,
    match_entry,
    may_be_marked,
    verify_identified,
    with_known_retraction,
)
from kg.records import Decision, Entry, Resolution, Warning, Work
from kg.sources.lines_set_aside import LinesSetAside
from kg.sources.records_lines import (
    NOT_SAID,
    StatedList,
    decoded,
    items_of,
    neighbour_of,
    stated_list,
)
from kg.sources.s2_papers import decode_paper
from kg.sources.source import Expansion, Neighbour, Relation
from kg.unpacking import gunzip

__all__ = ["RecordsFile"]

_OTHER_SIDE: dict[Relation, str] = {"references": "citedPaper", "citations": "citingPaper"}
_OPPOSITE: dict[Relation, Relation] = {"references": "citations", "citations": "references"}


#: Characters of a value that a warning shows.
_LONGEST_VALUE = 60


@dataclass
class _Unread:
    """A value that is not read: the line and text of the first, and how many there are."""

    line: int | None
    value: str
    count: int = 1


_MOST_NEIGHBOURS = 100_000


class RecordsFile:
    """A file of records.

    Parameters
    ----------
    path
        ``FILE.jsonl`` or ``FILE.jsonl.gz``.

    Raises
    ------
    RecordsError
        When the file is missing, is not UTF-8 text, or a line is not a record; names
        the line.

    Examples
    --------
    >>> from kg.settings import packaged
    >>> facts = RecordsFile(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    >>> len(facts.works), facts.name
    (70, 'cross-modal-retrieval.records.jsonl')
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.name = self.path.name
        self.requests: dict[str, int] = {}
        self.deferred: str | None = None
        self.works: list[Work] = []
        self._unread: dict[str, _Unread] = {}
        self._by_id: dict[str, list[int]] = defaultdict(list)
        # A paper that many cite stands in many lists in the same words: it is read once.
        self._neighbour = lru_cache(maxsize=_MOST_NEIGHBOURS)(self._neighbour_in)
        #: The records that have a list for a relation.
        self._stating: dict[Relation, list[int]] = defaultdict(list)
        self._stated_by: dict[Relation, dict[str, list[tuple[int, int]]]] = {}
        # Reference lists are decoded when they are asked for: decoded, they are many times
        # as large as their text.
        self._lines = _lines(self.path)
        with collector_paused():
            for number, line in enumerate(self._lines, start=1):
                self._add(number, line)

    def _add(self, number: int, line: bytes) -> None:
        record = _record(line, where=f"{self.name}:{number}")
        position, work = len(self.works), decode_paper(record, partial(self._note, number))
        if not work.title and not work.ids:
            raise RecordsError(
                "the record has neither title nor identifier",
                where=f"{self.name}:{number}",
                hint="give one of title, paperId, externalIds",
            )
        for relation in _OTHER_SIDE:
            if items_of(record, relation):
                self._stating[relation].append(position)
            elif record.get(relation) not in (None, []):
                self._note(number, relation, record[relation])
        self.works.append(work)
        for id in graph_ids(work.ids):
            self._by_id[id].append(position)

    def _note(self, number: int | None, field: str, value: object) -> None:
        """Keep what is not read of a record, the first of each field; the others are counted."""
        if field in self._unread:
            self._unread[field].count += 1
        else:
            self._unread[field] = _Unread(
                number, text_without_credentials(str(value))[:_LONGEST_VALUE]
            )

    @property
    def warnings(self) -> list[Warning]:
        """What was not read of the records so far, a warning a field."""
        return [
            Warning(
                "odd-record",
                f"{field} is not read: {unread.value!r}"
                + (f" (and {unread.count - 1:,} more)" if unread.count > 1 else ""),
                source=self.name,
                line=unread.line,
            )
            for field, unread in sorted(self._unread.items())
        ]

    @cached_property
    def _by_title(self) -> dict[str, list[int]]:
        by_title: dict[str, list[int]] = defaultdict(list)
        for position, work in enumerate(self.works):
            if work.title:
                by_title[normalise_title(work.title)].append(position)
        return by_title

    @cached_property
    def _near(self) -> TitleIndex:
        near = TitleIndex()
        for position, work in enumerate(self.works):
            if work.title:
                near.add(position, work)
        return near

    @cached_property
    def _notices(self) -> TitleIndex:
        """Works that may be notices of retraction."""
        notices = TitleIndex()
        for position, work in enumerate(self.works):
            if may_be_marked(work.title or "") or is_retracted(None, work.publication_types):
                notices.add(position, work)
        return notices

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """See :meth:`kg.sources.Source.resolve`."""
        return [
            self._resolve(entry, decisions.get(position, Decision()))
            for position, entry in enumerate(entries)
        ]

    def _resolve(self, entry: Entry, decision: Decision) -> Resolution:
        if decision.accept:
            for position in self._by_id.get(decision.accept, ()):
                return Resolution(
                    work=self.works[position],
                    matched_by="decision",
                    confidence="certain",
                    evidence=f"the list's owner decided that it is {decision.accept}",
                )
        for id in graph_ids(entry.ids):
            for position in self._by_id.get(id, ()):
                if id not in decision.reject and "*" not in decision.reject:
                    found = verify_identified(entry, self.works[position], id.split(":")[0])
                    return with_known_retraction(entry, found, self._notices_near(entry))
        return match_entry(
            entry,
            self._candidates(entry),
            rejected=decision.reject,
            known_words=self._near.words,
        )

    def _candidates(self, entry: Entry) -> list[Work]:
        positions = set(self._by_title.get(normalise_title(entry.title), ()))
        positions |= set(self._near.nearby(entry.title))
        return [self.works[position] for position in sorted(positions)]

    def _notices_near(self, entry: Entry) -> list[Work]:
        return [self.works[position] for position in self._notices.nearby(entry.title)]

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """See :meth:`kg.sources.Source.expand`; contexts cost nothing and are always given.

        A citation counts whichever of its two papers' records states it.
        """
        del contexts
        expansions = [self._expand(work, relation) for work in works]
        self._neighbour.cache_clear()  # what is asked next is in other lists
        return expansions

    def _expand(self, work: Work, relation: Relation) -> Expansion:
        positions = self._positions(work)
        if not positions:
            return Expansion(state="unknown")
        lists = [stated_list(self._lines[position], relation) for position in positions]
        neighbours = [
            neighbour
            for stated in lists
            for item in stated.items
            if (neighbour := self._neighbour(item, _OTHER_SIDE[relation])) is not None
        ]
        total = _total(self.works[positions[0]], relation)
        return Expansion(
            state=_state(lists[0], len(neighbours), total),
            neighbours=neighbours + self._stated_elsewhere(work, relation),
            total=total,
        )

    def _neighbour_in(self, text: bytes, other_side: str) -> Neighbour | None:
        item = decoded(text)

        def note(field: str, value: object) -> None:
            self._note(None, f"{field} of a reference", value)

        found = neighbour_of(item, other_side, note)
        if found is None and item not in (None, "", {}):
            self._note(None, "a reference", item)
        return found and msgspec.structs.replace(found, work=self._completed(found.work))

    def _completed(self, work: Work) -> Work:
        """Return a paper that a list names with what its own record in the file says besides."""
        positions = {at for id in graph_ids(work.ids) for at in self._by_id.get(id, ())}
        if len(positions) != 1:
            return work
        record = self.works[positions.pop()]
        described = list(zip(_DESCRIBED(work), _DESCRIBED(record), strict=True))
        if all(not said or said == known for said, known in described):
            return record
        # What no record says stays the reference's own: identity joins the two.
        says_more = any(said and not known for said, known in described)
        if says_more or contradict(record, work):
            return work
        own = {name: said for name, said in zip(_FIELDS, _DESCRIBED(work), strict=True) if said}
        return msgspec.structs.replace(record, **own, ids=record.ids | work.ids)

    def _stated_elsewhere(self, work: Work, relation: Relation) -> list[Neighbour]:
        """Return the citations of a paper that only the records of the other papers state."""
        if relation not in self._stated_by:
            self._stated_by[relation] = self._other_side(relation)
        places = self._stated_by[relation]
        if not places:
            return []
        ids = graph_ids(work.ids)
        found = sorted({place for id in ids for place in places.get(id, ())})
        opposite = _OPPOSITE[relation]
        stated = [
            (
                position,
                neighbour_of(
                    items_of(decoded(self._lines[position]), opposite)[item], _OTHER_SIDE[opposite]
                ),
            )
            for position, item in found
        ]
        return [
            msgspec.structs.replace(neighbour, work=self.works[position])
            for position, neighbour in stated
            if neighbour is not None and self._is_meant(work, neighbour.work)
        ]

    def _is_meant(self, work: Work, named: Work) -> bool:
        """Whether a paper is the one that another record names by an id that several may bear.

        A name without a title means the paper whose record says most.
        """
        if named.title:
            return not contradict(named, work)
        positions = {at for id in graph_ids(named.ids) for at in self._by_id.get(id, ())}
        bearers = [self.works[position] for position in sorted(positions)]
        return not bearers or not contradict(max(bearers, key=_fullness), work)

    def _other_side(self, relation: Relation) -> dict[str, list[tuple[int, int]]]:
        """Return by id of a paper where the other papers' records name it, record and item."""
        opposite = _OPPOSITE[relation]
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for position in self._stating[opposite]:
            for number, item in enumerate(items_of(decoded(self._lines[position]), opposite)):
                if (neighbour := neighbour_of(item, _OTHER_SIDE[opposite])) is not None:
                    for id in graph_ids(neighbour.work.ids):
                        places[id].append((position, number))
        return places

    def _positions(self, work: Work) -> list[int]:
        ids = graph_ids(work.ids)
        if not ids:
            # Without an identifier a record is told by all that it says of itself.
            return [
                position
                for position in self._by_title.get(normalise_title(work.title or ""), ())
                if self.works[position].title == work.title
                and self.works[position].authors in (work.authors, [])
                and self.works[position].year in (work.year, None)
            ]
        positions = {position for id in ids for position in self._by_id.get(id, ())}
        return [
            position for position in sorted(positions) if not contradict(self.works[position], work)
        ]

    def describe(self, ids: Sequence[str]) -> list[Work]:
        """See :meth:`kg.sources.Source.describe`."""
        positions = {position for id in ids for position in self._by_id.get(id, ())}
        return [self.works[position] for position in sorted(positions)]

    def introducing(self, names: Sequence[str]) -> list[Work]:
        """See :meth:`kg.sources.Source.introducing`."""
        wanted = {normalise_title(name) for name in names}
        return [
            work
            for work in self.works
            if any(normalise_title(name) in wanted for name in work.introduces)
        ]

    def close(self) -> None:
        """See :meth:`kg.sources.Source.close`: what was set aside is let go."""
        self._lines.close()


def _fullness(work: Work) -> int:
    return bool(work.title) + bool(work.authors) + bool(work.year) + bool(work.venue)


def _lines(path: Path) -> LinesSetAside:
    data = read_file(path, noun="file of records", error=RecordsError)
    if path.suffix == ".gz":
        try:
            data = gunzip(data)
        except ValueError as error:
            raise RecordsError(
                f"cannot read the records: {error}", where=str(path), hint="check the file"
            ) from None
    try:
        lines = LinesSetAside(data.removeprefix(b"\xef\xbb\xbf"))
    except OSError as error:
        raise RecordsError(
            f"the records cannot be set aside: {error.strerror}",
            where=str(path),
            hint="make room for temporary files",
        ) from error
    if not lines:
        hint = "one JSON object a line"
        raise RecordsError("the file holds no records", where=str(path), hint=hint)
    return lines


_FIELDS = [name for name in Work.__struct_fields__ if name != "ids"]
_DESCRIBED = attrgetter(*_FIELDS)


def _record(line: bytes, *, where: str) -> Mapping[str, Any]:
    try:
        record = decoded(line)
    except (ValueError, RecursionError):
        raise RecordsError(
            "the line is not JSON", where=where, hint="one S2-shaped paper a line, as a JSON object"
        ) from None
    if not isinstance(record, dict):
        raise RecordsError(
            "the line is not a JSON object", where=where, hint="one S2-shaped paper a line"
        )
    return record


def _total(work: Work, relation: Relation) -> int | None:
    return work.reference_count if relation == "references" else work.citation_count


def _state(stated: StatedList, given: int, total: int | None) -> str:
    """Return how much of a list is in the file: what the record says, else what the counts say."""
    if stated.complete is True:
        return "complete"
    if given == 0:
        return "unknown"
    if stated.complete is NOT_SAID and total is not None and given >= total:
        return "complete"
    return "partial"
