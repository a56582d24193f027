"""Checks: is an answer with status 200 what was asked for? Nothing is archived before.

An answer as a whole is asked for again when it is not what was asked for; a single field
that is odd (a count that is true, a year below 0) is archived as not known, and said once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kg.sources.client import NotData
from kg.sources.odd_values import (
    Note,
    is_count,
    is_list_of_objects,
    is_list_of_texts,
    is_object,
    is_text,
    silent,
    sound,
)

#: Pages in a row that are not full and not the last, after which a list has no end.
_MOST_SHORT_PAGES = 8


__all__ = [
    "BulkPage",
    "EdgePage",
    "PageProgress",
    "batch_of",
    "bulk_page",
    "edge_page",
    "match",
    "sound_edge",
    "sound_paper",
]


def batch_of(
    count: int, relation: str | None = None, note: Note = silent
) -> Callable[[Any], list[Any]]:
    """Return the check of a batch of ``count`` ids: a list as long, of papers or null.

    With a relation every paper must have that list, or null where it is withheld.

    Parameters
    ----------
    count
        How many ids were asked for.
    relation
        ``references`` or ``citations``, where that list was asked for too.
    note
        Called for each value that is odd.

    Raises
    ------
    NotData
        When the answer has another shape; raised by the check.

    Examples
    --------
    >>> batch_of(2)([None, {"paperId": "649def34f8be52c8b66281af98ae884c09aef38b"}])[0] is None
    True
    """

    def check(body: Any) -> list[Any]:
        if not isinstance(body, list):
            raise NotData("no list")
        if len(body) != count:
            raise NotData(f"{len(body)} papers for {count} ids")
        rows = [None if row is None else _paper(row, note) for row in body]
        if relation is not None:
            for row in rows:
                if row is not None:
                    _check_nested(row, relation, note)
        return [row if row and row.get("paperId") else None for row in rows]

    return check


def _check_nested(paper: dict[str, Any], relation: str, note: Note) -> None:
    if relation not in paper:
        raise NotData(f"a paper without {relation}")
    if paper[relation] is not None:
        paper[relation] = [
            _nested(row, note) if isinstance(row, dict) else None for row in _rows(paper[relation])
        ]


class BulkPage(NamedTuple):
    """A page of a bulk search; ``token`` leads to the next one."""

    papers: list[dict[str, Any]]
    total: int
    token: str | None


def bulk_page(body: Any, note: Note = silent) -> BulkPage:
    """Check a page of ``/paper/search/bulk``; without a hit ``data`` may be missing.

    Raises
    ------
    NotData
        When the answer has another shape.
    """
    if not isinstance(body, dict) or not is_count(body.get("total")):
        raise NotData("no total")
    rows = _rows(body.get("data", [] if body["total"] == 0 else None))
    token = body.get("token")
    if token is not None and not isinstance(token, str):
        raise NotData("no token")
    return BulkPage([_paper(row, note) for row in rows], body["total"], token)


def match(body: Any, note: Note = silent) -> dict[str, Any] | None:
    """Check an answer of ``/paper/search/match``: the one paper it found.

    Raises
    ------
    NotData
        When the answer has another shape.
    """
    if not isinstance(body, dict):
        raise NotData("no object")
    papers = [_paper(row, note) for row in _rows(body.get("data"))]
    return papers[0] if papers else None


class EdgePage(NamedTuple):
    """A page of a paper's citations or references.

    ``edges`` is None where the publisher withholds them; ``next`` is the offset of
    the following page, which may come also after an empty one.
    """

    edges: list[dict[str, Any]] | None
    next: int | None


def edge_page(other: str, offset: int, note: Note = silent) -> Callable[[Any], EdgePage]:
    """Return the check of a page that begins at ``offset``; ``other`` is the key of its papers.

    A page that is empty although others follow is believed when it comes three times.

    Parameters
    ----------
    other
        The key of the paper at the other end, ``citedPaper`` or ``citingPaper``.
    offset
        Where the page begins.
    note
        Called for each value that is odd.

    Raises
    ------
    NotData
        When the answer has another shape; raised by the check.
    """
    empty = 0

    def check(body: Any) -> EdgePage:
        nonlocal empty
        if not isinstance(body, dict) or "data" not in body:
            raise NotData("no data")
        if body["data"] is None:
            if not any(key.endswith("PaperInfo") for key in body):
                raise NotData("no data")
            return EdgePage(None, None)
        edges = [sound_edge(edge, other, note) for edge in _rows(body["data"])]
        following = body.get("next")
        if following is not None and not (is_count(following) and following > offset):
            raise NotData("a page that leads back")
        if not edges and following is not None and empty < 2:
            empty += 1
            raise NotData("an empty page that is not the last")
        return EdgePage(edges, following)

    return check


class PageProgress:
    """Tells whether reading page after page leads anywhere.

    A service in trouble may always have another page: an empty one, one of a single row,
    the same one again. A list that grows by such pages alone has no end.
    """

    def __init__(self, full: int) -> None:
        self._full = full
        self._short = 0

    @property
    def is_well(self) -> bool:
        """Whether the last page was full, or the last one there is."""
        return self._short == 0

    def ends(self, rows: int, *, more: bool) -> bool:
        """Note a page of so many rows; whether to stop, as the pages have no end.

        Examples
        --------
        >>> progress = PageProgress(full=1000)
        >>> [progress.ends(1, more=True) for _ in range(9)].index(True)
        8
        """
        self._short = self._short + 1 if more and 2 * rows < self._full else 0
        return self._short > _MOST_SHORT_PAGES


# --------------------------------------------------------------- fields of an answer


def _is_number(value: object) -> bool:
    # Some services write numbers as text.
    return is_count(value) or (isinstance(value, str) and value.strip().isdecimal())


#: What each field of a paper holds, where it is not null.
_PAPER: dict[str, Callable[[object], bool]] = {
    "paperId": is_text,
    "corpusId": _is_number,
    "externalIds": is_object,
    "title": is_text,
    "abstract": is_text,
    "url": is_text,
    "venue": is_text,
    "publicationVenue": is_object,
    "publicationDate": is_text,
    "journal": is_object,
    "year": _is_number,
    "authors": is_list_of_objects,
    "referenceCount": is_count,
    "citationCount": is_count,
    "influentialCitationCount": is_count,
    "isOpenAccess": lambda value: isinstance(value, bool),
    "openAccessPdf": is_object,
    "fieldsOfStudy": is_list_of_texts,
    "s2FieldsOfStudy": is_list_of_objects,
    "publicationTypes": is_list_of_texts,
    "tldr": is_object,
}
_EDGE: dict[str, Callable[[object], bool]] = {
    "contexts": is_list_of_texts,
    "intents": is_list_of_texts,
    "contextsWithIntent": is_list_of_objects,
    "isInfluential": lambda value: isinstance(value, bool),
}


def sound_paper(row: dict[str, Any], note: Note = silent) -> dict[str, Any]:
    """Return a paper whose odd fields are null.

    Examples
    --------
    >>> sound_paper({"paperId": None, "title": "X", "referenceCount": True, "year": -1})
    {'paperId': None, 'title': 'X', 'referenceCount': None, 'year': None}
    """
    return sound(row, _PAPER, note)


def sound_edge(edge: Any, other: str, note: Note = silent) -> dict[str, Any]:
    """Return an edge whose odd fields, and those of its paper, are null.

    Parameters
    ----------
    edge
        A citation as it came.
    other
        The key of the paper at the other end.
    note
        Called for each value that is odd.

    Raises
    ------
    NotData
        When it is no edge at all.
    """
    if not isinstance(edge, dict) or not isinstance(edge.get(other, ""), dict | None):
        raise NotData(f"an edge without {other}")
    paper = edge[other]
    checked = {**edge, other: None if paper is None else sound_paper(paper, note)}
    return sound(checked, _EDGE, note)


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise NotData("no list")
    return value


def _paper(row: Any, note: Note) -> dict[str, Any]:
    if not isinstance(row, dict) or "paperId" not in row:
        raise NotData("a paper without paperId")
    if not isinstance(row["paperId"], str | None):
        raise NotData("a paperId that is no text")
    return sound_paper(row, note)


def _nested(row: dict[str, Any], note: Note) -> dict[str, Any]:
    # One odd id among thousands of references must not cost the list.
    if "paperId" not in row:
        raise NotData("a paper without paperId")
    return sound_paper(row, note)
