"""Checks: is an answer with status 200 what was asked for? Nothing is archived before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kg.sources.client import NotData

__all__ = ["BulkPage", "EdgePage", "batch_of", "bulk_page", "edge_page", "match"]


def batch_of(count: int, relation: str | None = None) -> Callable[[Any], list[Any]]:
    """Return the check of a batch of ``count`` ids: a list as long, of papers or null.

    With a relation every paper must have that list, or null where it is withheld.

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
        for row in body:
            if row is not None:
                paper = _paper(row)
                if relation is not None:
                    _nested(paper, relation)
        return [row if row and row.get("paperId") else None for row in body]

    return check


def _nested(paper: dict[str, Any], relation: str) -> None:
    if relation not in paper:
        raise NotData(f"a paper without {relation}")
    if paper[relation] is not None:
        for row in _rows(paper[relation]):
            if row is not None:
                _paper(row)


class BulkPage(NamedTuple):
    """A page of a bulk search; ``token`` leads to the next one."""

    papers: list[dict[str, Any]]
    total: int
    token: str | None


def bulk_page(body: Any) -> BulkPage:
    """Check a page of ``/paper/search/bulk``; without a hit ``data`` may be missing."""
    if not isinstance(body, dict) or not isinstance(body.get("total"), int):
        raise NotData("no total")
    papers = [_paper(row) for row in _rows(body.get("data", [] if body["total"] == 0 else None))]
    token = body.get("token")
    if token is not None and not isinstance(token, str):
        raise NotData("no token")
    return BulkPage(papers, body["total"], token)


def match(body: Any) -> dict[str, Any] | None:
    """Check an answer of ``/paper/search/match``: the one paper it found."""
    if not isinstance(body, dict):
        raise NotData("no object")
    papers = [_paper(row) for row in _rows(body.get("data"))]
    return papers[0] if papers else None


class EdgePage(NamedTuple):
    """A page of a paper's citations or references.

    ``edges`` is None where the publisher withholds them; ``next`` is the offset of
    the following page, which may come also after an empty one.
    """

    edges: list[dict[str, Any]] | None
    next: int | None


def edge_page(other: str, offset: int) -> Callable[[Any], EdgePage]:
    """Return the check of a page that begins at ``offset``; ``other`` is the key of its papers.

    A page that is empty although others follow is believed when it comes three times.
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
        edges = _rows(body["data"])
        for edge in edges:
            if not isinstance(edge, dict) or not isinstance(edge.get(other, ""), dict | None):
                raise NotData(f"an edge without {other}")
        following = body.get("next")
        if following is not None and (not isinstance(following, int) or following <= offset):
            raise NotData("a page that leads back")
        if not edges and following is not None and empty < 2:
            empty += 1
            raise NotData("an empty page that is not the last")
        return EdgePage(edges, following)

    return check


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise NotData("no list")
    return value


def _paper(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or "paperId" not in row:
        raise NotData("a paper without paperId")
    if not isinstance(row["paperId"], str | None):
        raise NotData("a paperId that is no text")
    return row
