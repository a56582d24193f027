"""What does a paper cite, and what cites it: many lists a request, none cut unnoticed.

Lists come nested in batches, packed by the counts that are known. The service cuts
them without a word, so each list is compared with its count: one that came short is
asked for again with others like it, then page by page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from kg.records import Work
from kg.sources import Expansion, Neighbour, Relation
from kg.sources.s2_shape import text_of
from kg.sources.semantic_scholar.answers import EdgePage, batch_of, edge_page
from kg.sources.semantic_scholar.archive import Archive
from kg.sources.semantic_scholar.client import Client, Failing, GivenUp, NotFound, Refused
from kg.sources.semantic_scholar.contract import (
    BATCH_BYTES,
    EDGE_FIELDS,
    NESTED_CAP,
    NESTED_FIELDS,
    PAGE_END,
    PAGE_LIMIT,
    api_ids,
    kind_of_answer,
)
from kg.sources.semantic_scholar.halving import ask_by_halves
from kg.sources.semantic_scholar.plan import TYPICAL_LIST, first_fit_decreasing
from kg.sources.semantic_scholar.resolve import ask_batch, decode_raw

__all__ = ["expand_works", "key_of", "list_size"]

_COUNT = {"references": "referenceCount", "citations": "citationCount"}
_OTHER = {"references": "citedPaper", "citations": "citingPaper"}
#: Pages in a row that bring nothing new before short lists are taken as they are.
_FRUITLESS = 10
_SETTLED = 3
_Tell = Callable[[str, int], None]


class _Nested(msgspec.Struct, omit_defaults=True):
    """An archived list as it came nested; ``papers`` is None where it is withheld.

    ``asked`` counts the answers that came short, up to ``_SETTLED``: there is no more.
    """

    total: int | None = None
    papers: list[dict[str, Any]] | None = None
    asked: int = 1
    known: bool = True

    @property
    def short(self) -> bool:
        return self.papers is not None and self.total is not None and len(self.papers) < self.total


def key_of(work: Work) -> str | None:
    """Return the id under which the service is asked for a work's lists, or None."""
    ids = api_ids(work.ids)
    return ids[0][1] if ids else None


def list_size(work: Work, relation: Relation) -> int:
    """Return how long a work's list is expected to be."""
    size = _count(work, relation)
    return TYPICAL_LIST if size is None else size


def _count(work: Work, relation: Relation) -> int | None:
    return work.reference_count if relation == "references" else work.citation_count


def expand_works(
    client: Client,
    archive: Archive,
    works: Sequence[Work],
    relation: Relation,
    *,
    contexts: bool,
    tell: _Tell,
) -> list[Expansion]:
    """Return one expansion a work, in order; asks for what is not archived.

    Parameters
    ----------
    client, archive
        Where to ask; what is archived is not asked.
    works, relation, contexts
        As for :meth:`kg.sources.Source.expand`.
    tell
        Is told what is being asked for and how many requests that will still take.
    """
    keys = [key_of(work) for work in works]
    paired = [(key, work) for key, work in zip(keys, works, strict=True) if key is not None]
    sizes = {key: list_size(work, relation) for key, work in paired}
    lists = _Lists(client, archive, relation, tell)
    try:
        lists.fetch(sizes)
        if contexts:
            lists.fetch_contexts(sizes)
    except GivenUp:
        pass
    return [
        Expansion(state="unknown")
        if key is None
        else lists.expansion(key, _count(work, relation), contexts=contexts)
        for key, work in zip(keys, works, strict=True)
    ]


class _Lists:
    """The lists of one relation: fetched into the archive, read out of it."""

    def __init__(self, client: Client, archive: Archive, relation: Relation, tell: _Tell) -> None:
        self.client = client
        self.archive = archive
        self.relation = relation
        self.tell = tell
        self.nested_kind = kind_of_answer(relation, NESTED_FIELDS)
        self.page_kind = kind_of_answer(f"{relation} page", (*EDGE_FIELDS, *NESTED_FIELDS))
        self._bytes = 900.0  # of one nested paper, until answers tell

    # ------------------------------------------------------------------- fetching

    def fetch(self, sizes: Mapping[str, int]) -> None:
        """Get every list, nested where it fits, by pages where it does not."""
        fits = {key: size for key, size in sizes.items() if size <= NESTED_CAP}
        known = self._nested(list(fits))
        self._ask_nested({key: size for key, size in fits.items() if key not in known})
        once = {
            key: one.total or 0
            for key, one in self._short(list(fits)).items()
            if one.asked == 1 and (one.total or 0) <= NESTED_CAP
        }
        if len(once) > 1:
            self._ask_nested(once)
        self._ask_short_by_pages(list(fits))
        known = self._nested(list(fits))
        self._fetch_pages([key for key in sizes if key not in known])

    def fetch_contexts(self, sizes: Mapping[str, int]) -> None:
        """Get the lists page by page, where the words around a citation are."""
        known = self._nested(list(sizes))
        self._fetch_pages([key for key in sizes if key not in known or known[key].papers])

    def _short(self, keys: Sequence[str]) -> dict[str, _Nested]:
        nested = self._nested(keys)
        return {key: one for key, one in nested.items() if one.short and one.asked < _SETTLED}

    def _ask_short_by_pages(self, keys: Sequence[str]) -> None:
        """Page lists that came short, until that turns out to bring nothing."""
        fruitless = 0
        short = self._short(keys)
        for number, (key, nested) in enumerate(short.items()):
            self.tell("reading lists that were cut", len(short) - number)
            if fruitless >= _FRUITLESS:
                nested.asked = _SETTLED
                self._archive({key: nested})
                continue
            self._ask_pages(key)
            paged = self._paged(key)
            if paged is not None:
                fruitless = 0 if paged.more_than(nested.papers) else fruitless + 1

    def _fetch_pages(self, keys: Sequence[str]) -> None:
        for number, key in enumerate(keys):
            self.tell(f"reading {self.relation} page by page", len(keys) - number)
            self._ask_pages(key)

    def _ask_nested(self, sizes: Mapping[str, int]) -> None:
        fields = [f"{self.relation}.{name}" for name in NESTED_FIELDS]
        parameters = {"fields": ",".join([*_COUNT.values(), *fields])}

        def ask(group: list[str]) -> list[Any]:
            check = batch_of(len(group), self.relation)
            try:
                rows = ask_batch(self.client, group, parameters, check)
            except Refused as refusal:
                if refusal.too_large:
                    packed = max(1, sum(sizes[key] for key in group))
                    self._bytes = max(1.3 * self._bytes, 1.1 * BATCH_BYTES / packed)
                raise
            came = sum(len(row[self.relation] or ()) for row in rows if row)
            if came >= 100:
                self._bytes = 1.1 * self.client.bytes / came
            return rows

        for group, answer in ask_by_halves(self._groups(dict(sizes)), ask):
            if isinstance(answer, Failing):
                continue  # asked for by pages
            if isinstance(answer, Refused):
                if not answer.too_large:
                    self._keep(group, [None])
                continue
            self._keep(group, answer)

    def _groups(self, left: dict[str, int]) -> Iterator[list[str]]:
        """Yield groups packed by what is known of sizes when each is asked for."""
        while left:
            capacity = min(NESTED_CAP, int(0.95 * BATCH_BYTES / self._bytes))
            groups = first_fit_decreasing(left, capacity)
            self.tell(f"reading {self.relation}", len(groups))
            for key in groups[0]:
                del left[key]
            yield groups[0]

    def _keep(self, keys: Sequence[str], rows: Sequence[Any]) -> None:
        before = self._nested(keys)
        kept = {}
        for key, row in zip(keys, rows, strict=True):
            if row is None:
                kept[key] = _Nested(papers=[], known=False)
                continue
            total = row.get(_COUNT[self.relation])
            answer = _Nested(total if isinstance(total, int) else None, row[self.relation])
            if key in before and before[key].short:
                answer.asked = before[key].asked + 1
                if answer.papers is not None and len(answer.papers) < len(before[key].papers or ()):
                    answer.papers = before[key].papers
            kept[key] = answer
        self._archive(kept)

    def _archive(self, answers: Mapping[str, _Nested]) -> None:
        self.archive.keep(
            self.nested_kind, {key: msgspec.to_builtins(one) for key, one in answers.items()}
        )

    def _ask_pages(self, key: str) -> None:
        offset = 0
        while offset < PAGE_END:
            page = self._page(key, offset)
            if page is None or page.next is None:
                return
            offset = page.next

    def _page(self, key: str, offset: int) -> EdgePage | None:
        """Return one page, archived or asked for; None when it cannot be had this time."""
        name = f"{key}@{offset}"
        known = self.archive.find(self.page_kind, [name]).get(name)
        if known is not None and not known.stale:
            return EdgePage(*known.body)
        parameters: dict[str, str | int] = {
            "fields": ",".join([*EDGE_FIELDS, *NESTED_FIELDS]),
            "offset": offset,
            "limit": min(PAGE_LIMIT, PAGE_END - offset),
        }
        try:
            page = self.client.ask(
                f"GET /paper/{{id}}/{self.relation}",
                f"/paper/{key}/{self.relation}",
                parameters,
                edge_page(_OTHER[self.relation], offset),
                attempts=8,
            )
        except (NotFound, Refused):
            page = EdgePage([], None)
        except Failing:
            return None
        self.archive.keep(self.page_kind, {name: list(page)})
        return page

    # -------------------------------------------------------------------- reading

    def _nested(self, keys: Sequence[str], *, stale: bool = False) -> dict[str, _Nested]:
        return {
            key: msgspec.convert(answer.body, _Nested)
            for key, answer in self.archive.find(self.nested_kind, keys).items()
            if stale or not answer.stale
        }

    def _paged(self, key: str) -> _Paged | None:
        """Return a list put together from its pages, or None when one is missing."""
        edges: list[dict[str, Any]] = []
        offset, date = 0, ""
        while offset < PAGE_END:
            name = f"{key}@{offset}"
            answer = self.archive.find(self.page_kind, [name]).get(name)
            if answer is None:
                return None
            date = max(date, answer.date)
            page = EdgePage(*answer.body)
            if page.edges is None:
                return _Paged(None, date)
            edges += page.edges
            if page.next is None:
                return _Paged(edges, date)
            offset = page.next
        return _Paged(edges, date, cut=True)

    def expansion(self, key: str, size: int | None, *, contexts: bool) -> Expansion:
        """Return what the archive knows of one list."""
        answer = self.archive.find(self.nested_kind, [key]).get(key)
        nested = msgspec.convert(answer.body, _Nested) if answer is not None else None
        settled = nested is not None and not (nested.short and nested.asked < _SETTLED)
        paged = self._paged(key) if contexts or not settled else None
        if (
            nested is not None
            and paged is not None
            and not paged.more_than(nested.papers, or_as_many=True)
        ):
            paged = None
            settled = True
        total = nested.total if nested is not None and nested.total is not None else size
        if paged is not None:
            neighbours = [
                self._neighbour(edge, paged.date, contexts=contexts) for edge in paged.edges or ()
            ]
            state = _state(paged.edges, total, cut=paged.cut)
            return Expansion(state=state, neighbours=neighbours, total=total, retrieved=paged.date)
        if nested is None or answer is None:
            return Expansion(state="deferred", total=total)
        if not nested.known:
            return Expansion(state="unknown", retrieved=answer.date)
        neighbours = [
            Neighbour(work=decode_raw(paper, answer.date)) for paper in nested.papers or ()
        ]
        state = _state(nested.papers, total) if settled else "deferred"
        return Expansion(state=state, neighbours=neighbours, total=total, retrieved=answer.date)

    def _neighbour(self, edge: Mapping[str, Any], date: str, *, contexts: bool) -> Neighbour:
        work = decode_raw(edge[_OTHER[self.relation]], date)
        if not contexts:
            # Two lists of one build differ in what they hold only where the service's do.
            return Neighbour(work=work)
        with_intents = edge.get("contextsWithIntent") or [
            {"context": words} for words in edge.get("contexts") or ()
        ]
        said = [
            (text, [str(intent) for intent in one.get("intents") or ()])
            for one in with_intents
            if isinstance(one, dict) and (text := text_of(one.get("context")))
        ]
        influential = edge.get("isInfluential")
        return Neighbour(
            work=work,
            intents=[str(intent) for intent in edge.get("intents") or ()],
            influential=influential if isinstance(influential, bool) else None,
            contexts=[text for text, _ in said],
            context_intents=[intents for _, intents in said],
        )


class _Paged(msgspec.Struct):
    """A list read page by page; ``edges`` is None where it is withheld, ``cut`` at the last page."""

    edges: list[dict[str, Any]] | None
    date: str
    cut: bool = False

    def more_than(self, papers: Sequence[Any] | None, *, or_as_many: bool = False) -> bool:
        """Whether the pages say more than what came nested: withheld is an answer, too."""
        if self.edges is None:
            return not papers
        return len(self.edges) >= len(papers or ()) + (0 if or_as_many else 1)


def _state(came: Sequence[Any] | None, total: int | None, *, cut: bool = False) -> str:
    """Judge a list by what came of it."""
    if came is None:
        return "elided"
    if total is None:
        return "partial" if came else "unknown"
    if len(came) >= total:
        return "complete"
    return "capped" if cut else "partial"
