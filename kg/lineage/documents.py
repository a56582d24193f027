"""Answers about lineage as JSON documents, in the shapes that scripts rely on.

Counts are strings of decimal digits: they can be larger than a JSON reader's numbers.
What is not known of a paper is null.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kg.lineage.explain import ExplainedCitation
from kg.lineage.main_path import MainPath, decimal_digits
from kg.lineage.network import Network, References
from kg.lineage.support import Support

__all__ = [
    "explained_document",
    "main_document",
    "paths_document",
    "reached_document",
    "support_document",
]


def main_document(path: MainPath) -> dict[str, Any]:
    """Return a main path.

    Examples
    --------
    >>> import networkx as nx
    >>> from kg.lineage import main_path
    >>> document = main_document(main_path(nx.DiGraph([("b", "a")])))
    >>> document["arcs"], document["flow"]
    ([{'cited': 'a', 'citing': 'b', 'weight': '1'}], '1')
    """
    return {
        "weights": path.weights,
        "search": path.search,
        "routes": path.routes,
        "cycles": path.cycles,
        "flow": decimal_digits(path.flow),
        "papers": [_paper(id, path.facts[id]) for id in path.papers],
        "arcs": [{**arc._asdict(), "weight": decimal_digits(arc.weight)} for arc in path.arcs],
        "total": decimal_digits(path.total),
        "components": [component._asdict() for component in path.components],
        "context": path.context,
        "references": _references(path.references),
    }


def explained_document(path: MainPath, citations: Sequence[ExplainedCitation]) -> dict[str, Any]:
    """Return a main path with what is known about each of its citations."""
    steps = [
        {**msgspec.to_builtins(citation), "weight": decimal_digits(citation.weight)}
        for citation in citations
    ]
    return {**main_document(path), "steps": steps}


def support_document(support: Support, network: Network) -> dict[str, Any]:
    """Return how firmly a path stands: runs survived out of ``runs``, arcs kept of all."""
    runs, arcs = support.runs, len(support.arcs)
    return {
        "runs": runs,
        "arcs": [
            {"cited": cited, "citing": citing, "survives": int(share * runs)}
            for (cited, citing), share in support.arcs.items()
        ],
        "papers": [
            {"id": id, "survives": int(share * runs)} for id, share in support.papers.items()
        ],
        "without": [
            {"id": id, "kept_arcs": int(kept * arcs)} for id, kept in support.without.items()
        ],
        "unread": [
            {
                **_paper(reference_list.id, network.facts[network.index[reference_list.id]]),
                "paths": decimal_digits(reference_list.paths),
                "kept_arcs": int(reference_list.kept * arcs),
            }
            for reference_list in support.unread
        ],
    }


def reached_document(
    network: Network, paper_id: str, distances: Mapping[str, int]
) -> dict[str, Any]:
    """Return ancestors or descendants of a paper, nearest first.

    ``references_state`` says how much of what the paper itself cites is known.

    Parameters
    ----------
    network
        The citations.
    paper_id
        The paper.
    distances
        Distance of each paper that was reached, by id.
    """
    papers = [
        {**_paper(id, network.facts[network.index[id]]), "distance": distance}
        for id, distance in distances.items()
    ]
    return {
        "papers": papers,
        "references_state": network.references_state(paper_id),
        "references": _references(network.references),
    }


def paths_document(
    network: Network, paths: Sequence[Sequence[str]], count: int, *, turned: bool
) -> dict[str, Any]:
    """Return shortest paths from the cited to the citing paper; ``count`` of them exist.

    Parameters
    ----------
    network
        The citations.
    paths
        Ids of the papers of each path that is shown.
    count
        How many shortest paths there are.
    turned
        Whether the ends were exchanged to find any.
    """
    return {
        "paths": paths,
        "count": decimal_digits(count),
        "turned": turned,
        "references": _references(network.references),
    }


def _paper(id: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": id, **{name: facts.get(name) for name in ("s2_id", "title", "year")}}


def _references(references: References) -> dict[str, int]:
    return {
        "papers": references.papers,
        "complete": references.complete,
        "partial": references.partly,
        "unknown": references.unknown,
    }
