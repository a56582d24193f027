"""What a store says before a build, so that the next reader can be told what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.matching import is_retracted
from kg.records import GraphReader
from kg.venues import is_preprint

__all__ = ["is_preprint_only", "news_basis"]

_READ = (
    "id",
    "aliases",
    "title",
    "year",
    "venue",
    "doi",
    "citation_count",
    "publication_types",
    "listed",
)


def is_preprint_only(paper: Mapping[str, Any]) -> bool:
    """Whether a paper is known as a preprint alone: no publisher's DOI and no venue but a preprint server."""
    venue, doi = paper.get("venue"), paper.get("doi")
    return is_preprint(venue, {"doi": doi} if doi else {}) or not (doi or venue)


def news_basis(graph: GraphReader) -> dict[str, Any]:
    """Return what news is measured against; empty for an empty graph.

    Returns
    -------
    dict
        ``ids`` of all papers; of the ``listed`` ones title, year, citations, and whether
        they are known as preprints alone; ``retracted`` ids.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:2001.00001", title="A", venue="arXiv", citation_count=3, listed=True))
    >>> news_basis(graph)["listed"]
    {'arxiv:2001.00001': {'title': 'A', 'citations': 3, 'preprint': True}}
    """
    ids: list[str] = []
    retracted: list[str] = []
    listed: dict[str, dict[str, Any]] = {}
    for paper in graph.nodes("Paper", _READ):
        ids.append(paper["id"])
        if is_retracted(paper.get("title"), paper.get("publication_types")):
            retracted.append(paper["id"])
        if not paper.get("listed"):
            continue
        told: dict[str, Any] = {"title": paper.get("title")}
        if "year" in paper:
            told["year"] = paper["year"]
        if "citation_count" in paper:
            told["citations"] = paper["citation_count"]
        if is_preprint_only(paper):
            told["preprint"] = True
        listed[paper["id"]] = told
    return {"ids": ids, "listed": listed, "retracted": retracted} if ids else {}
