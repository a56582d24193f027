"""What a store says before a build, so that the next reader can be told what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.matching import is_retracted
from kg.records import GraphReader, ListedPaper, NewsSnapshot
from kg.venues import is_preprint

__all__ = ["is_preprint_only", "snapshot_of"]

_READ = (
    "id",
    "title",
    "year",
    "venue",
    "doi",
    "arxiv_id",
    "citation_count",
    "references_known",
    "publication_types",
    "listed",
)


def is_preprint_only(paper: Mapping[str, Any]) -> bool:
    """Whether a paper is known as a preprint alone: no publisher's DOI and no venue but a preprint server.

    Of which neither is known, nor that it is on arXiv, is no preprint: nothing was asked of it yet.

    Examples
    --------
    >>> is_preprint_only({"arxiv_id": "2207.04818"}), is_preprint_only({"title": "Deep Hashing"})
    (True, False)
    """
    venue, doi = paper.get("venue"), paper.get("doi")
    if is_preprint(venue, {"doi": doi} if doi else {}):
        return True
    return bool(paper.get("arxiv_id")) and not (doi or venue)


def snapshot_of(graph: GraphReader) -> NewsSnapshot:
    """Return what news is measured against; an empty snapshot of an empty graph.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:2001.00001", title="A", venue="arXiv", citation_count=3, listed=True))
    >>> snapshot_of(graph).listed
    {'arxiv:2001.00001': ListedPaper(title='A', year=None, citations=3, references=0, preprint=True)}
    """
    snapshot = NewsSnapshot(ids=[], listed={}, retracted=[])
    for paper in graph.nodes("Paper", _READ):
        snapshot.ids.append(paper["id"])
        if is_retracted(paper.get("title"), paper.get("publication_types")):
            snapshot.retracted.append(paper["id"])
        if paper.get("listed"):
            snapshot.listed[paper["id"]] = ListedPaper(
                title=paper.get("title"),
                year=paper.get("year"),
                citations=paper.get("citation_count"),
                references=paper.get("references_known", 0),
                preprint=is_preprint_only(paper),
            )
    return snapshot
