"""A work of Crossref read as the reference list that its publisher deposited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.identifiers import graph_id, split_graph_id
from kg.matching import is_retracted
from kg.records import Work, WorkAuthor
from kg.sources.crossref.works import paper_of
from kg.sources.reference_lists import ReferenceList
from kg.sources.s2_papers import text_of
from kg.sources.source import Neighbour

__all__ = ["deposit_of"]

_YEAR = re.compile(r"(?<!\d)1[5-9]\d\d|(?<!\d)20\d\d")
_BY_PUBLISHER = "Crossref: deposited by the publisher with this DOI"
_BY_MATCHING = "Crossref: DOI found by Crossref's own matching"


def deposit_of(work: Mapping[str, Any], retrieved: str | None = None) -> ReferenceList:
    """Return what was deposited for a work; one odd field costs that field alone.

    ``stated`` is None where nothing was deposited, which is not "cites nothing".

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
    paper = paper_of(work)
    by_id: dict[str, Neighbour] = {}
    unidentified: list[Neighbour] = []
    for item in items:
        doi = text_of(item.get("DOI"))
        id = graph_id("doi", doi) if doi else None
        if id is None:
            unidentified.append(Neighbour(work=_cited_work(item, None)))
        elif id not in by_id:
            by_id[id] = Neighbour(work=_cited_work(item, id), evidence=_evidence(item))
        elif _evidence(item) == _BY_PUBLISHER:
            by_id[id].evidence = _BY_PUBLISHER  # the stronger of two statements
    return ReferenceList(
        stated=stated,
        received=len(items),
        references=[*by_id.values(), *unidentified],
        retrieved=retrieved,
        retracted=is_retracted(paper.title, paper.publication_types),
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
        secondhand=True,
    )
