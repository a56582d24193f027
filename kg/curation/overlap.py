"""Several lists of one store: what they share, what only one holds, and under which headings."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from kg.records import GraphReader

__all__ = ["overlap"]


def overlap(graph: GraphReader) -> dict[str, Any]:
    """Return how the lists of a graph overlap.

    Returns
    -------
    dict
        ``lists``: ``{id, title, papers, unique}`` with the papers that no other list holds.
        ``pairs``: ``{lists: [a, b], papers: [id], jaccard}``, shared papers over all of
        the two. ``sections``: ``{sections: [[list, heading], [list, heading]], papers,
        share}``, the sections of two lists that share papers, with the shared part of the
        smaller one (the overlap coefficient, Szymkiewicz 1934).

    Examples
    --------
    >>> from kg.records import Graph, Lists, Paper, ReadingList
    >>> graph = Graph()
    >>> for name, papers in {"a": "xy", "b": "yz"}.items():
    ...     graph.add(ReadingList(id=f"list:{name}", source=name, sha256="", entry_count=2))
    ...     for position, paper in enumerate(papers, start=1):
    ...         graph.add(Lists(start=f"list:{name}", end=f"key:{paper}", line=1, position=position, section=["S"]))
    >>> overlap(graph)["pairs"]
    [{'lists': ['list:a', 'list:b'], 'papers': ['key:y'], 'jaccard': 0.3333}]
    """
    papers: dict[str, set[str]] = {one["id"]: set() for one in graph.nodes("ReadingList", ("id",))}
    titles = {one["id"]: one.get("title") for one in graph.nodes("ReadingList", ("id", "title"))}
    sections: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in graph.relationships("LISTS", ("section",)):
        if not edge.end.startswith("dataset:"):
            papers.setdefault(edge.start, set()).add(edge.end)
            heading = " > ".join(edge.properties.get("section", ()))
            sections[edge.start, heading].add(edge.end)
    ids = sorted(papers)
    return {
        "lists": [
            {
                "id": id,
                "title": titles.get(id),
                "papers": len(papers[id]),
                "unique": sorted(
                    papers[id].difference(*(papers[other] for other in ids if other != id))
                ),
            }
            for id in ids
        ],
        "pairs": [
            {
                "lists": [one, other],
                "papers": sorted(papers[one] & papers[other]),
                "jaccard": round(
                    len(papers[one] & papers[other]) / max(1, len(papers[one] | papers[other])), 4
                ),
            }
            for position, one in enumerate(ids)
            for other in ids[position + 1 :]
        ],
        "sections": _sections(sections),
    }


def _sections(sections: dict[tuple[str, str], set[str]]) -> list[dict[str, Any]]:
    # By way of the papers, so that sections that share none are never compared.
    holding: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for section in sorted(sections):
        for paper in sections[section]:
            holding[paper].append(section)
    shared: dict[tuple[tuple[str, str], tuple[str, str]], int] = defaultdict(int)
    for places in holding.values():
        for position, one in enumerate(places):
            for other in places[position + 1 :]:
                if one[0] != other[0]:
                    shared[one, other] += 1
    found = [
        {
            "sections": [list(one), list(other)],
            "papers": count,
            "share": round(count / min(len(sections[one]), len(sections[other])), 4),
        }
        for (one, other), count in shared.items()
    ]
    return sorted(found, key=lambda one: (-one["papers"], one["sections"]))
