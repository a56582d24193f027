"""A work of Crossref read as a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.identifiers import graph_id, orcid_in, split_graph_id
from kg.records import Work, WorkAuthor
from kg.sources.s2_papers import text_of

__all__ = ["paper_of"]

#: Kinds of update that say that the text is a notice about another.
_NOTICES = {
    "retraction": "Retraction notice",
    "withdrawal": "Retraction notice",
    "removal": "Retraction notice",
    "partial_retraction": "Retraction notice",
    "erratum": "Erratum",
    "corrigendum": "Corrigendum",
    "correction": "Correction",
    "addendum": "Addendum",
    "expression_of_concern": "Expression of concern",
}
#: Kinds of update by which a text is retracted.
_RETRACTIONS = {name for name, notice in _NOTICES.items() if notice == "Retraction notice"}


def paper_of(work: Mapping[str, Any], retrieved: str | None = None) -> Work:
    """Return what Crossref says about a paper; one odd field costs that field alone.

    A preprint's published version is among its other ids, and the other way round.

    Examples
    --------
    >>> found = paper_of(
    ...     {
    ...         "DOI": "10.1/A",
    ...         "title": ["On <i>things</i>"],
    ...         "author": [{"given": "Ann", "family": "Lee"}, {"name": "The Group"}],
    ...         "issued": {"date-parts": [[2001, 5]]},
    ...         "container-title": ["Journal of Tests"],
    ...         "type": "journal-article",
    ...         "references-count": 3,
    ...     }
    ... )
    >>> found.title, found.year, [author.name for author in found.authors], found.reference_count
    ('On things', 2001, ['Ann Lee', 'The Group'], 3)
    """
    doi = text_of(work.get("DOI"))
    id = graph_id("doi", doi) if doi else None
    stated = work.get("references-count")
    return Work(
        title=_first(work.get("title")),
        ids=dict([split_graph_id(id)]) if id else {},
        also=_versions(work.get("relation"), id),
        year=_year(work.get("issued")),
        venue=_first(work.get("container-title")),
        authors=[author for item in _list(work.get("author")) if (author := _author(item))],
        reference_count=stated if isinstance(stated, int) and stated > 0 else None,
        publication_types=_types(work),
        retracts=_retracts(work),
        retrieved=retrieved,
    )


def _first(value: object) -> str | None:
    return next((text for item in _list(value) if (text := text_of(item))), None)


def _year(value: object) -> int | None:
    parts = _list(_mapping(value).get("date-parts"))
    year = next(iter(_list(next(iter(parts), None))), None)
    return year if isinstance(year, int) and 1000 <= year <= 2999 else None


def _author(value: object) -> WorkAuthor | None:
    item = _mapping(value)
    parts = [text_of(item.get("given")), text_of(item.get("family"))]
    name = " ".join(part for part in parts if part) or text_of(item.get("name"))
    return WorkAuthor(name=name, orcid=orcid_in(text_of(item.get("ORCID")) or "")) if name else None


def _versions(relation: object, own: str | None) -> list[str]:
    found = set()
    for name in ("is-preprint-of", "has-preprint"):
        for item in _list(_mapping(relation).get(name)):
            version = _mapping(item)
            doi = text_of(version.get("id")) if version.get("id-type") == "doi" else None
            if doi and (id := graph_id("doi", doi)):
                found.add(id)
    return sorted(found - {own})


def _types(work: Mapping[str, Any]) -> list[str]:
    updates = [
        _NOTICES.get(text_of(_mapping(item).get("type")) or "")
        for item in _list(work.get("update-to"))
    ]
    if _names_of_updates(work.get("updated-by")) & _RETRACTIONS:
        updates.append("Retracted publication")
    kind = text_of(work.get("type"))
    return [*dict.fromkeys(update for update in updates if update), *([kind] if kind else [])]


def _retracts(work: Mapping[str, Any]) -> list[str]:
    """Return the graph ids of the papers whose retraction a work announces."""
    return [
        id
        for item in _list(work.get("update-to"))
        if text_of(_mapping(item).get("type")) in _RETRACTIONS
        and (doi := text_of(_mapping(item).get("DOI")))
        and (id := graph_id("doi", doi))
    ]


def _names_of_updates(updates: object) -> set[str]:
    return {name for item in _list(updates) if (name := text_of(_mapping(item).get("type")))}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
