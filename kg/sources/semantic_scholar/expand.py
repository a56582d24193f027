"""What does a paper cite, and what cites it: many lists a request, none cut unnoticed.

Lists come nested in batches, packed by the counts that are known. The service cuts
them without a word, so each list is compared with its count: one that came short is
asked for again with others like it, then page by page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.records import Work
from kg.sources.archive import Archive
from kg.sources.bisection import ask_bisecting
from kg.sources.client import Client, GivenUp, NotFound, RequestRefused, ServiceFailing, Tell
from kg.sources.semantic_scholar.answers import EdgePage, PageProgress, batch_of, edge_page
from kg.sources.semantic_scholar.citation_lists import OTHER, SETTLED, CitationLists, NestedList
from kg.sources.semantic_scholar.contract import (
    BATCH_BYTES,
    EDGE_FIELDS,
    NESTED_CAP,
    NESTED_FIELDS,
    PAGE_END,
    PAGE_LIMIT,
    api_ids,
)
from kg.sources.semantic_scholar.lookup import ask_batch
from kg.sources.semantic_scholar.packing import TYPICAL_LIST, first_fit_decreasing
from kg.sources.source import Expansion, Relation

__all__ = ["expand_works", "key_of", "list_size"]

_COUNT = {"references": "referenceCount", "citations": "citationCount"}
#: Pages in a row that bring nothing new before short lists are taken as they are.
_FRUITLESS = 10


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
    tell: Tell,
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
    lists = CitationLists(archive, relation)
    fetching = _ListFetcher(client, lists, relation, tell)
    try:
        fetching.fetch(sizes)
        if contexts:
            fetching.fetch_contexts(sizes)
    except GivenUp:
        pass
    return [
        Expansion(state="unknown")
        if key is None
        else lists.expansion(key, _count(work, relation), contexts=contexts)
        for key, work in zip(keys, works, strict=True)
    ]


class _ListFetcher:
    """Gets the lists of one relation into the archive."""

    def __init__(
        self, client: Client, lists: CitationLists, relation: Relation, tell: Tell
    ) -> None:
        self.client = client
        self.lists = lists
        self.relation = relation
        self.tell = tell
        self._bytes = 900.0  # of one nested paper, until answers tell

    def fetch(self, sizes: Mapping[str, int]) -> None:
        """Get every list, nested where it fits, by pages where it does not."""
        fits = {key: size for key, size in sizes.items() if size <= NESTED_CAP}
        known = self.lists.nested(list(fits))
        self._ask_nested(
            {
                key: size
                for key, size in fits.items()
                if key not in known and not self._came_by_pages(key)
            }
        )
        self._ask_short_together(list(fits))
        self._ask_short_by_pages(list(fits))
        known = self.lists.nested(list(fits))
        self._fetch_pages([key for key in sizes if key not in known])

    def _came_by_pages(self, key: str) -> bool:
        """Whether a list that was too large to come nested was read page by page."""
        return self.lists.page(key, 0) is not None and self.lists.paged(key) is not None

    def _ask_short_together(self, keys: Sequence[str]) -> None:
        """Ask once more, with others like it, for a list that came short once."""
        once = {
            key: nested.total or 0
            for key, nested in self._short(keys).items()
            if nested.answers == 1 and (nested.total or 0) <= NESTED_CAP
        }
        if len(once) > 1:
            self._ask_nested(once)

    def fetch_contexts(self, sizes: Mapping[str, int]) -> None:
        """Get the lists page by page, where the words around a citation are."""
        known = self.lists.nested(list(sizes))
        self._fetch_pages([key for key in sizes if key not in known or known[key].received])

    def _short(self, keys: Sequence[str]) -> dict[str, NestedList]:
        nested = self.lists.nested(keys)
        return {
            key: nested_list for key, nested_list in nested.items() if nested_list.is_incomplete
        }

    def _ask_short_by_pages(self, keys: Sequence[str]) -> None:
        """Page lists that came short, until that turns out to bring nothing."""
        fruitless = 0
        short = self._short(keys)
        for number, (key, nested) in enumerate(short.items()):
            self.tell("asking Semantic Scholar for lists that were cut", len(short) - number)
            if fruitless >= _FRUITLESS:
                nested.answers = SETTLED
                self.lists.keep_nested({key: nested}, {})
                continue
            self._ask_pages(key)
            paged = self.lists.paged(key)
            if paged is not None:
                fruitless = 0 if paged.adds_to(nested) else fruitless + 1

    def _fetch_pages(self, keys: Sequence[str]) -> None:
        for number, key in enumerate(keys):
            self.tell(
                f"asking Semantic Scholar for {self.relation} page by page", len(keys) - number
            )
            self._ask_pages(key)

    def _ask_nested(self, sizes: Mapping[str, int]) -> None:
        fields = [f"{self.relation}.{name}" for name in NESTED_FIELDS]
        parameters = {"fields": ",".join([*_COUNT.values(), *fields])}

        def ask(group: list[str]) -> list[Any]:
            check = batch_of(len(group), self.relation, self.client.note_odd)
            try:
                rows = ask_batch(self.client, group, parameters, check)
            except RequestRefused as refusal:
                if refusal.too_large:
                    packed = max(1, sum(sizes[key] for key in group))
                    self._bytes = max(1.3 * self._bytes, 1.1 * BATCH_BYTES / packed)
                raise
            came = sum(len(row[self.relation] or ()) for row in rows if row)
            if came >= 100:
                self._bytes = 1.1 * self.client.bytes / came
            return rows

        for group, answer in ask_bisecting(self._groups(dict(sizes)), ask):
            if isinstance(answer, ServiceFailing | RequestRefused):
                continue  # asked for by pages
            self._keep(group, answer)

    def _groups(self, left: dict[str, int]) -> Iterator[list[str]]:
        """Yield groups packed by what is known of sizes when each is asked for."""
        while left:
            capacity = min(NESTED_CAP, int(0.95 * BATCH_BYTES / self._bytes))
            groups = first_fit_decreasing(left, capacity)
            self.tell(f"asking Semantic Scholar for {self.relation}", len(groups))
            for key in groups[0]:
                del left[key]
            yield groups[0]

    def _keep(self, keys: Sequence[str], rows: Sequence[Any]) -> None:
        before = self.lists.nested(keys)
        lists: dict[str, NestedList] = {}
        papers: dict[str, Any] = {}
        for key, row in zip(keys, rows, strict=True):
            if row is None:
                lists[key] = NestedList(paper_known=False)
                continue
            total, came = row.get(_COUNT[self.relation]), row[self.relation]
            lists[key] = new = NestedList(
                total if isinstance(total, int) else None, None if came is None else len(came)
            )
            old = before.get(key)
            if old is not None and old.is_incomplete:
                new.answers = old.answers + 1
                if new.received is not None and new.received < (old.received or 0):
                    new.received = old.received
                    continue
            papers[key] = came or []
        self.lists.keep_nested(lists, papers)

    def _ask_pages(self, key: str) -> None:
        offset, limit = 0, PAGE_LIMIT
        progress = PageProgress(PAGE_LIMIT)
        doubtful: dict[int, EdgePage] = {}
        while offset < PAGE_END:
            known = self.lists.page(key, offset)
            page, limit = (known[0], limit) if known else self._page(key, offset, limit)
            if page is None:
                return
            if not known:  # one that is archived was believed, however short it is
                rows = len(page.edges or ()) * PAGE_LIMIT // limit
                if progress.ends(rows, more=page.next is not None):
                    self.client.note_endless(f"{self.relation} of {key}")
                    return
                doubtful[offset] = page
            # A page that is short and not the last is believed when the list has an end.
            if progress.is_well or page.next is None:
                for start, checked in doubtful.items():
                    self.lists.keep_page(key, start, checked)
                doubtful.clear()
            if page.next is None:
                return
            offset = page.next

    def _page(self, key: str, offset: int, limit: int) -> tuple[EdgePage | None, int]:
        """Return one page, asked for, and how many rows a page may have.

        None when it cannot be had this time. A page that is too large is asked for again
        in smaller ones.
        """
        while limit:
            parameters: dict[str, str | int] = {
                "fields": ",".join([*EDGE_FIELDS, *NESTED_FIELDS]),
                "offset": offset,
                "limit": min(limit, PAGE_END - offset),
            }
            try:
                page = self.client.ask(
                    f"GET /paper/{{id}}/{self.relation}",
                    f"/paper/{key}/{self.relation}",
                    parameters,
                    edge_page(OTHER[self.relation], offset, self.client.note_odd),
                    attempts=8,
                )
            except NotFound:
                if offset:
                    return None, limit
                page = EdgePage([], None)
            except RequestRefused as refusal:
                # The papers of a list are much alike: the next pages are as large.
                limit = limit // 2 if refusal.too_large else 0
                continue
            except ServiceFailing:
                return None, limit
            return page, limit
        return None, PAGE_LIMIT
