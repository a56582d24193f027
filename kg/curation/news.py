"""What changed between the last two builds of a store. Nothing is fetched.

A build leaves in the store what it said before (:func:`kg.ingest.snapshot.snapshot_of`);
the news is the difference to what the store says now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kg.errors import StoreError
from kg.ingest.snapshot import is_preprint_only
from kg.matching import is_retracted
from kg.records import ListedPaper
from kg.stores import Store

__all__ = ["News", "news"]


class News(msgspec.Struct, kw_only=True):
    """What changed. Papers are ``{id, title, year, ...}``, ordered as a reader wants them.

    ``citing``: new papers that cite or are cited with several entries (``cites`` holds the
    entries). ``published``: listed preprints that have appeared since (``venue``).
    ``cited``: listed papers whose citation count rose (``before``, ``now``).
    ``references``: listed papers of which more or fewer references are known (``before``, ``now``).
    ``retracted``: papers retracted since. ``merged``: papers that were two (``ids``).
    ``listed`` and ``unlisted``: entries new in the lists, and gone from them.
    """

    citing: list[dict[str, Any]]
    published: list[dict[str, Any]]
    cited: list[dict[str, Any]]
    references: list[dict[str, Any]]
    retracted: list[dict[str, Any]]
    merged: list[dict[str, Any]]
    listed: list[dict[str, Any]]
    unlisted: list[dict[str, Any]]


def news(store: Store, *, least: int = 2) -> News:
    """Return what changed between the last two builds.

    Parameters
    ----------
    store
        The store.
    least
        How many papers of the lists a new paper must cite to be news.

    Raises
    ------
    StoreError
        When the store was built only once.
    """
    before = store.snapshot()
    if not before.ids:
        raise StoreError(
            "built only once, so that nothing can have changed",
            where=store.url,
            hint="news comes after the next kg build",
        )
    papers = {paper["id"]: paper for paper in store.nodes("Paper")}
    known = set(before.ids)
    listed = {id: paper for id, paper in papers.items() if paper.get("listed")}
    was_of = {id: sorted(_names(paper) & known) for id, paper in papers.items()}
    return News(
        citing=_citing(store, papers, {id for id, was in was_of.items() if not was}, least),
        published=_published(listed, was_of, before.listed),
        cited=_cited(listed, was_of, before.listed),
        references=_references(listed, was_of, before.listed),
        retracted=_retracted(papers, was_of, set(before.retracted)),
        merged=[
            _row_of(papers[id]) | {"ids": was} for id, was in sorted(was_of.items()) if len(was) > 1
        ],
        listed=[
            _row_of(paper)
            for id, paper in sorted(listed.items())
            if not set(was_of[id]) & before.listed.keys()
        ],
        unlisted=_unlisted(before.listed, [was_of[id] for id in listed]),
    )


def _retracted(
    papers: dict[str, dict[str, Any]], was_of: dict[str, list[str]], known: set[str]
) -> list[dict[str, Any]]:
    return [
        _row_of(paper)
        for id, paper in sorted(papers.items())
        if was_of[id]
        and is_retracted(paper.get("title"), paper.get("publication_types"))
        and known.isdisjoint(was_of[id])
    ]


def _unlisted(
    before: Mapping[str, ListedPaper], names_now: Iterable[Iterable[str]]
) -> list[dict[str, Any]]:
    still = {name for names in names_now for name in names}
    return [
        {"id": id, "title": paper.title, "year": paper.year}
        for id, paper in sorted(before.items())
        if id not in still
    ]


def _names(paper: dict[str, Any]) -> set[str]:
    return {paper["id"], *paper.get("aliases", ())}


def _row_of(paper: dict[str, Any]) -> dict[str, Any]:
    return {"id": paper["id"], "title": paper.get("title"), "year": paper.get("year")}


def _citing(
    store: Store, papers: dict[str, dict[str, Any]], new: set[str], least: int
) -> list[dict[str, Any]]:
    cites: dict[str, list[str]] = defaultdict(list)
    for edge in store.relationships("CITES", ()):
        if edge.start in new and papers.get(edge.end, {}).get("listed"):
            cites[edge.start].append(edge.end)
    found = [
        _row_of(papers[id]) | {"cites": sorted(ends)}
        for id, ends in cites.items()
        if len(ends) >= least
    ]
    return sorted(found, key=lambda item: (-len(item["cites"]), -(item["year"] or 0), item["id"]))


def _published(
    listed: dict[str, dict[str, Any]], was_of: dict[str, list[str]], before: dict[str, ListedPaper]
) -> list[dict[str, Any]]:
    return [
        _row_of(paper) | {"venue": paper["venue"]}
        for id, paper in sorted(listed.items())
        if paper.get("venue")
        and not is_preprint_only(paper)
        and any(before[was].preprint for was in was_of[id] if was in before)
    ]


def _cited(
    listed: dict[str, dict[str, Any]], was_of: dict[str, list[str]], before: dict[str, ListedPaper]
) -> list[dict[str, Any]]:
    found = []
    for id, paper in listed.items():
        was = _largest(before[old].citations for old in was_of[id] if old in before)
        now = paper.get("citation_count")
        if was is not None and now is not None and now > was:
            found.append(_row_of(paper) | {"before": was, "now": now})
    return sorted(found, key=_gain)


def _references(
    listed: dict[str, dict[str, Any]], was_of: dict[str, list[str]], before: dict[str, ListedPaper]
) -> list[dict[str, Any]]:
    found = []
    for id, paper in listed.items():
        was = _largest(before[old].references for old in was_of[id] if old in before)
        now = paper.get("references_known", 0)
        if was is not None and now != was:
            found.append(_row_of(paper) | {"before": was, "now": now})
    return sorted(found, key=_gain)


def _largest(counts: Iterable[int | None]) -> int | None:
    """Return the largest count that is known of the papers that are one now."""
    return max((count for count in counts if count is not None), default=None)


def _gain(change: dict[str, Any]) -> tuple[int, str]:
    """Return the key by which what grew most comes first."""
    return change["before"] - change["now"], change["id"]
