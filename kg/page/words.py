"""What a reader sees, said in words."""

from __future__ import annotations

from collections.abc import Sequence

from kg.page.data import STATES, Papers
from kg.records import GraphReader

__all__ = ["overview", "sources"]

_SOURCES = {
    "semantic-scholar": ("Semantic Scholar", "https://www.semanticscholar.org/"),
    "semantic_scholar": ("Semantic Scholar", "https://www.semanticscholar.org/"),
}


def overview(papers: Papers, *, of: int) -> list[str]:
    """Return the sentences at the head of a page.

    Parameters
    ----------
    papers
        The papers of the page.
    of
        How many papers the graph has, of which the page may hold a part.
    """
    listed = papers.listed
    inside = set(listed)
    between = sum(u in inside and v in inside for u, v in papers.arcs)
    subject = listed or list(range(len(papers.facts)))
    said = []
    if listed and len(listed) < len(papers.facts):
        others = len(papers.facts) - len(listed)
        said.append(
            f"{_papers(len(listed))} of the list{_span(papers, listed)}, and {others:,} more that they "
            f"cite or that cite them: {_papers(len(papers.facts))} and {_citations(len(papers.arcs))}, "
            f"{between:,} of them within the list."
        )
    else:
        said.append(
            f"{_papers(len(subject))}{_span(papers, subject)} and {_citations(len(papers.arcs))}."
        )
    states = [STATES.get(papers.facts[paper].get("references_state", ""), 0) for paper in subject]
    complete, partly, unknown = (states.count(state) for state in (2, 1, 0))
    said.append(
        f"Of {'the' if listed else 'these'} {_papers(len(subject))}{' of the list' if listed else ''}: "
        f"{complete:,} complete reference list{'' if complete == 1 else 's'}, "
        f"{partly:,} partly known, {unknown:,} unknown."
    )
    if partly or unknown:
        said.append(
            "A paper whose reference list is not known may build on more than is drawn here."
        )
    if of > len(papers.facts):
        said.append(
            f"This page holds {len(papers.facts):,} of the {of:,} papers of the graph: "
            "those of the list, the main path, and the most cited of the others."
        )
    return said


def _papers(count: int) -> str:
    return f"{count:,} paper{'' if count == 1 else 's'}"


def _citations(count: int) -> str:
    return f"{count:,} citation{'' if count == 1 else 's'}"


def _span(papers: Papers, subject: Sequence[int]) -> str:
    years = [year for paper in subject if (year := papers.years[paper]) is not None]
    if not years:
        return ""
    first, last = min(years), max(years)
    return f" from {first}" if first == last else f" from {first} to {last}"


def sources(graph: GraphReader, papers: Papers) -> list[list[str | None]]:
    """Return ``[name, URL or None, newest date or None]`` of where the citations come from."""
    dates: dict[str, str] = {}
    for edge in papers.citations:
        for name in edge.properties.get("sources", []):
            dates[name] = max(dates.get(name, ""), edge.properties.get("retrieved", ""))
    found: list[list[str | None]] = []
    for name in sorted(dates):
        title, url = _SOURCES.get(name, (name, None))
        found.append([title, url, dates[name] or None])
    lists = [node["source"] for node in graph.nodes("ReadingList", ("source",))]
    return found + [[source, None, None] for source in lists]
