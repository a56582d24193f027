"""A work of Crossref read as the reference list that its publisher deposited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from kg.identifiers import graph_id, split_graph_id
from kg.records import Work, WorkAuthor
from kg.sources.s2_shape import text_of
from kg.sources.source import Neighbour

__all__ = ["Deposit", "deposit_of"]

_YEAR = re.compile(r"(?<!\d)1[5-9]\d\d|(?<!\d)20\d\d")
_BY_PUBLISHER = "Crossref: deposited by the publisher with this DOI"
_BY_MATCHING = "Crossref: DOI found by Crossref's own matching"


class Deposit(msgspec.Struct, kw_only=True):
    """The references of a work as Crossref has them.

    ``stated`` is how many were deposited, None where none were: not deposited is not
    "cites nothing". ``received`` counts the items that came, ``identified`` those with a
    DOI (repeated ones and the work itself count); ``references`` holds each cited work once.
    """

    stated: int | None = None
    received: int = 0
    identified: int = 0
    references: list[Neighbour] = []
    retrieved: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether every deposited reference came and is identified."""
        return self.stated is not None and self.stated == self.received == self.identified


def deposit_of(work: Mapping[str, Any], retrieved: str | None = None) -> Deposit:
    """Return what was deposited for a work; one odd field costs that field alone.

    Examples
    --------
    >>> found = deposit_of(
    ...     {
    ...         "DOI": "10.1/a",
    ...         "references-count": 2,
    ...         "reference": [
    ...             {"key": "r1", "DOI": "10.2/B", "doi-asserted-by": "publisher", "year": "2001a"},
    ...             {"key": "r2", "author": "Lee", "article-title": "On things"},
    ...         ],
    ...     }
    ... )
    >>> found.stated, found.received, found.identified, found.is_complete
    (2, 2, 1, False)
    >>> found.references[0].work.ids, found.references[0].work.year, found.references[0].evidence
    ({'doi': '10.2/b'}, 2001, 'Crossref: deposited by the publisher with this DOI')
    """
    given = work.get("reference")
    items = [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
    stated = work.get("references-count", work.get("reference-count"))
    if not isinstance(stated, int) or isinstance(stated, bool) or stated <= 0:
        stated = None
    own = graph_id("doi", str(work.get("DOI", "")))
    by_id: dict[str, Neighbour] = {}
    unidentified: list[Neighbour] = []
    identified = 0
    for item in items:
        doi = text_of(item.get("DOI"))
        id = graph_id("doi", doi) if doi else None
        identified += id is not None
        if id is None:
            unidentified.append(Neighbour(work=_cited_work(item, None)))
        elif id != own and id not in by_id:
            by_id[id] = Neighbour(work=_cited_work(item, id), evidence=_evidence(item))
        elif id in by_id and _evidence(item) == _BY_PUBLISHER:
            by_id[id].evidence = _BY_PUBLISHER  # the stronger of two statements
    return Deposit(
        stated=stated,
        received=len(items),
        identified=identified,
        references=[*by_id.values(), *unidentified],
        retrieved=retrieved,
    )


def _evidence(item: Mapping[str, Any]) -> str:
    return _BY_MATCHING if item.get("doi-asserted-by") == "crossref" else _BY_PUBLISHER


def _cited_work(item: Mapping[str, Any], id: str | None) -> Work:
    year = _YEAR.search(text_of(item.get("year")) or "")
    author = text_of(item.get("author"))
    return Work(
        title=text_of(item.get("article-title")) or text_of(item.get("volume-title")),
        ids={} if id is None else dict([split_graph_id(id)]),
        year=int(year.group()) if year else None,
        venue=text_of(item.get("journal-title")),
        authors=[WorkAuthor(name=author)] if author else [],
    )
