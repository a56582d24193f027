"""Lists of references and citations in the archive: what came, and how far it can be trusted.

A list comes nested in a batch (all papers at once, nothing about the citation itself)
or page by page (with the words around each citation). Which of the two is read
depends on what was asked for and on nothing else, so that the same facts come out
whatever went wrong on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kg.sources.archive import Archive
from kg.sources.kinds import kind_of_answer
from kg.sources.s2_papers import text_of, texts_of
from kg.sources.semantic_scholar.answers import EdgePage
from kg.sources.semantic_scholar.contract import (
    EDGE_FIELDS,
    NESTED_FIELDS,
    PAGE_END,
)
from kg.sources.semantic_scholar.lookup import decode_raw
from kg.sources.source import Expansion, Neighbour, Relation

__all__ = ["OTHER", "SETTLED", "CitationLists", "NestedList", "PagedList"]

#: The key of an edge that holds the paper at its other end.
OTHER = {"references": "citedPaper", "citations": "citingPaper"}
#: Short answers after which a list is taken as it is.
SETTLED = 3


class NestedList(msgspec.Struct, omit_defaults=True):
    """What is known of a list that came nested, without its papers.

    ``total`` is how many the service says there are, ``received`` how many came (None:
    withheld by the publisher), ``answers`` how often it was asked for, and
    ``paper_known`` whether the service knows the paper at all.
    """

    total: int | None = None
    received: int | None = msgspec.field(default=0, name="came")
    answers: int = msgspec.field(default=1, name="asked")
    paper_known: bool = msgspec.field(default=True, name="known")

    @property
    def is_incomplete(self) -> bool:
        """Whether papers are missing, and asking on may bring them."""
        if self.received is None or self.total is None or self.answers >= SETTLED:
            return False
        return self.received < self.total


class PagedList(msgspec.Struct):
    """A list read page by page; ``edges`` is None where it is withheld.

    ``cut`` says that there are more than pages reach.
    """

    edges: list[dict[str, Any]] | None
    date: str
    cut: bool = False

    def adds_to(self, nested: NestedList) -> bool:
        """Whether the pages say more than what came nested; withheld is an answer, too."""
        if self.edges is None:
            return not nested.received
        return len(self.edges) > (nested.received or 0)

    def is_as_long_as(self, nested: NestedList) -> bool:
        """Whether the pages hold as many as came nested."""
        return self.edges is not None and len(self.edges) == (nested.received or 0)


class CitationLists:
    """The archived lists of one relation."""

    def __init__(self, archive: Archive, relation: Relation) -> None:
        self._archive = archive
        self._relation = relation
        self._other = OTHER[relation]
        self._nested = kind_of_answer(f"{relation} state", NESTED_FIELDS)
        self._papers = kind_of_answer(relation, NESTED_FIELDS)
        self._pages = kind_of_answer(f"{relation} page", (*EDGE_FIELDS, *NESTED_FIELDS))

    def nested(self, keys: Sequence[str], *, stale: bool = False) -> dict[str, NestedList]:
        """Return what is known of lists that came nested; stale answers only if asked for."""
        return {
            key: msgspec.convert(answer.body, NestedList)
            for key, answer in self._archive.find(self._nested, keys).items()
            if stale or not answer.stale
        }

    def keep_nested(
        self, lists: Mapping[str, NestedList], papers: Mapping[str, Sequence[Mapping[str, Any]]]
    ) -> None:
        """Archive lists that came nested; ``papers`` holds those whose papers are new."""
        # In this order: without its state a list counts as never asked for.
        self._archive.keep(self._papers, papers)
        self._archive.keep(self._nested, {k: msgspec.to_builtins(v) for k, v in lists.items()})

    def page(self, key: str, offset: int, *, stale: bool = False) -> tuple[EdgePage, str] | None:
        """Return an archived page and its date, or None.

        Parameters
        ----------
        key
            Semantic Scholar's id of the paper.
        offset
            Where the page begins.
        stale
            Whether one that is too old is wanted, too.
        """
        name = f"{key}@{offset}"
        answer = self._archive.find(self._pages, [name]).get(name)
        if answer is None or (answer.stale and not stale):
            return None
        return EdgePage(*answer.body), answer.date

    def keep_page(self, key: str, offset: int, page: EdgePage) -> None:
        """Archive one page.

        Parameters
        ----------
        key
            Semantic Scholar's id of the paper.
        offset
            Where the page begins.
        page
            The page.
        """
        self._archive.keep(self._pages, {f"{key}@{offset}": list(page)})

    def paged(self, key: str) -> PagedList | None:
        """Return a list put together from its pages, or None when one is missing."""
        edges: list[dict[str, Any]] = []
        offset, date = 0, ""
        while offset < PAGE_END:
            found = self.page(key, offset, stale=True)
            if found is None:
                return None
            page, date = found
            if page.edges is None:
                return PagedList(None, date)
            edges += page.edges
            if page.next is None:
                return PagedList(edges, date)
            offset = page.next
        return PagedList(edges, date, cut=True)

    def expansion(self, key: str, size: int | None, *, contexts: bool) -> Expansion:
        """Return what the archive says about one list; ``size`` is its expected length.

        Parameters
        ----------
        key
            Semantic Scholar's id of the paper.
        size
            How long the service says that the list is.
        contexts
            Whether the sentences of citations are wanted.
        """
        nested = self.nested([key], stale=True).get(key)
        if nested is not None and not nested.paper_known:
            return Expansion(state="unknown")
        total = size if nested is None or nested.total is None else nested.total
        enough = nested is not None and not nested.is_incomplete
        paged = self.paged(key) if contexts or not enough else None
        if paged is not None and (
            nested is None or paged.adds_to(nested) or paged.is_as_long_as(nested)
        ):
            return self._paged_expansion(paged, total, contexts=contexts)
        if nested is None:
            return Expansion(state="deferred", total=total)
        settled = enough or paged is not None
        return self._nested_expansion(
            key, self._state(nested.received, total) if settled else "deferred", total
        )

    def _nested_expansion(self, key: str, state: str, total: int | None) -> Expansion:
        answer = self._archive.find(self._papers, [key])[key]
        return Expansion(
            state=state,
            neighbours=[
                Neighbour(work=decode_raw(paper, answer.date))
                for paper in answer.body
                if paper is not None
            ],
            total=total,
            retrieved=answer.date,
        )

    def _paged_expansion(self, paged: PagedList, total: int | None, *, contexts: bool) -> Expansion:
        neighbours = [
            self._neighbour(edge, paged.date, contexts=contexts)
            for edge in paged.edges or []
            if edge[self._other] is not None
        ]
        received = None if paged.edges is None else len(paged.edges)
        return Expansion(
            state=self._state(received, total, cut=paged.cut),
            neighbours=neighbours,
            total=total,
            retrieved=paged.date,
        )

    def _state(self, received: int | None, total: int | None, *, cut: bool = False) -> str:
        """Judge a list by how much of it came."""
        if received is None:
            return "elided"
        if received == 0 and (self._relation == "references" or total is None):
            return "unknown"  # no paper cites nothing: what is empty was never read
        if total is None:
            return "partial"
        if received >= total:
            return "complete"
        return "capped" if cut else "partial"

    def _neighbour(self, edge: Mapping[str, Any], date: str, *, contexts: bool) -> Neighbour:
        work = decode_raw(edge[self._other], date)
        if not contexts:
            return Neighbour(work=work)
        quoted = _quoted(edge)
        influential = edge.get("isInfluential")
        return Neighbour(
            work=work,
            intents=texts_of(edge.get("intents")),
            influential=influential if isinstance(influential, bool) else None,
            contexts=[text for text, _ in quoted],
            context_intents=[intents for _, intents in quoted],
        )


def _quoted(edge: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the sentences in which a paper is cited, each with what it is cited for."""
    given = edge.get("contextsWithIntent") or [
        {"context": words} for words in edge.get("contexts") or ()
    ]
    return [
        (text, texts_of(sentence.get("intents")))
        for sentence in given
        if isinstance(sentence, dict) and (text := text_of(sentence.get("context")))
    ]
