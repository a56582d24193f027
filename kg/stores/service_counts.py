"""What each service contributed to a graph, and how far every two agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from kg.records import Cites, Graph, ListSummary

__all__ = ["ServiceCounts", "count_services"]


class ServiceCounts:
    """Counts by service, of the lists of listed papers and of all citations.

    Parameters
    ----------
    listed
        The listed papers, with ``references_sources`` and ``references_complete``.
    """

    def __init__(self, listed: Iterable[Mapping[str, Any]]) -> None:
        self._lists: dict[str, Counter[str]] = {}
        self._answered: dict[str, list[str]] = {}
        self._citations: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self._together: Counter[tuple[str, str, str]] = Counter()
        for paper in listed:
            for sentence in paper.get("references_sources", ()):
                self._count_list(paper, ListSummary.read(sentence))

    def _count_list(self, paper: Mapping[str, Any], found: ListSummary) -> None:
        counts = self._lists.setdefault(found.source, Counter())
        counts["asked"] += found.state != "deferred"  # that could not be asked, or failed
        counts["unidentified"] += found.unidentified
        counts["complete"] += found.source in paper.get("references_complete", ())
        if found.given:
            counts["answered"] += 1
            self._answered.setdefault(paper["id"], []).append(found.source)

    def count(self, citations: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Count citations: the paper that cites, and the services that assert it."""
        # Most papers are answered by nobody or by one: what is said of their citations is the same.
        alike = Counter(
            (citing if len(self._answered.get(citing, ())) > 1 else "", tuple(sources))
            for citing, sources in citations
        )
        for (citing, sources), times in alike.items():
            for source in sources:
                self._citations[source] += times
            if len(sources) == 1:
                self._alone[sources[0]] += times
            for one, other in combinations(sorted(self._answered.get(citing, ())), 2):
                held = (one in sources, other in sources)
                if any(held):
                    which = "both" if all(held) else one if held[0] else other
                    self._together[one, other, which] += times

    def by_service(self) -> dict[str, dict[str, int]]:
        """Return, by service, ``{asked, answered, complete, citations, alone, unidentified}``.

        ``asked``, ``answered`` and ``complete`` count listed papers: asked is what the
        service answered, if with nothing; answered is a list that is not empty.
        """
        return {
            name: {
                **{key: lists[key] for key in ("asked", "answered", "complete")},
                "citations": self._citations[name],
                "alone": self._alone[name],
                "unidentified": lists["unidentified"],
            }
            for name in sorted({*self._lists, *self._citations})
            for lists in [self._lists.get(name, Counter[str]())]
        }

    def agreement(self) -> list[dict[str, Any]]:
        """Return ``[{sources: [A, B], lists, both, only: {A: n, B: n}}]``.

        Over the listed papers for which both gave a list: how many citations both
        assert, and how many one of them alone.
        """
        pairs = Counter(
            pair
            for services in self._answered.values()
            for pair in combinations(sorted(services), 2)
        )
        return [
            {
                "sources": [one, other],
                "lists": lists,
                "both": self._together[one, other, "both"],
                "only": {name: self._together[one, other, name] for name in (one, other)},
            }
            for (one, other), lists in sorted(pairs.items())
        ]


def count_services(graph: Graph) -> ServiceCounts:
    """Return what each service contributed to a graph in memory.

    Examples
    --------
    >>> from kg.records import Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="a", listed=True, references_sources=["crossref: 1 of 1 identified"]))
    >>> graph.add(Paper(id="b"))
    >>> graph.add(Cites(start="a", end="b", sources=["crossref"]))
    >>> count_services(graph).by_service()["crossref"]["alone"]
    1
    """
    papers = graph.nodes("Paper", ("id", "listed", "references_sources", "references_complete"))
    counts = ServiceCounts(paper for paper in papers if paper.get("listed"))
    columns = graph.columns(Cites, ("start", "sources"))
    asserted = zip(columns.get("start", ()), columns.get("sources", ()), strict=False)
    counts.count((citing, sources or ()) for citing, sources in asserted)
    return counts
