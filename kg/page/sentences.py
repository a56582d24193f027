"""What a reader sees, said in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.page.columns import STATES, Papers
from kg.records import GraphReader

__all__ = ["overview", "sources"]

#: What is asked to be named where its data is used, by the name of the source.
_ATTRIBUTION = {
    "semantic-scholar": ("Semantic Scholar", "https://www.semanticscholar.org/"),
    "semantic-scholar-dump": (
        "Semantic Scholar Datasets",
        "https://api.semanticscholar.org/api-docs/datasets",
    ),
}


def overview(papers: Papers, *, lists: int, of: int) -> list[str]:
    """Return the sentences at the head of a page.

    Parameters
    ----------
    papers
        The papers of the page.
    lists
        How many lists the graph has.
    of
        How many papers the graph has, of which the page may hold a part.
    """
    the_list = "the list" if lists < 2 else f"the {lists} lists"
    listed, every = papers.listed, range(len(papers.facts))
    subject = listed or every
    citations = _counted(len(papers.arcs), "citation")
    if len(subject) < len(every):
        inside = set(listed)
        between = sum(inside.issuperset(arc) for arc in papers.arcs)
        first = (
            f"{_counted(len(listed), 'paper')} of {the_list}{_span(papers, listed)}, and "
            f"{len(every) - len(listed):,} more that they cite or that cite them: "
            f"{_counted(len(every), 'paper')} and {citations}, "
            f"{between:,} of them within {the_list}."
        )
    else:
        first = f"{_counted(len(every), 'paper')}{_span(papers, every)} and {citations}."
    sentences = [first, *_known(papers, subject)]
    if of > len(every):
        sentences.append(
            f"This page holds {len(every):,} of the {of:,} papers of the graph: "
            f"those of {the_list}, the main path, and the most cited of the others."
        )
    return sentences


def _known(papers: Papers, subject: Sequence[int]) -> Iterator[str]:
    """Say how much is known of what the papers cite: an unread list is not an empty one."""
    states = [STATES.get(papers.facts[paper].get("references_state", ""), 0) for paper in subject]
    complete, partly, unknown = (states.count(state) for state in (2, 1, 0))
    these = f"the {_counted(len(subject), 'paper')} listed" if papers.listed else "these papers"
    yield (
        f"Of {these}: {_counted(complete, 'complete reference list')}, "
        f"{partly:,} partly known, {unknown:,} unknown."
    )
    if partly or unknown:
        yield "A paper whose reference list is not known may build on more than is drawn here."


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _span(papers: Papers, subject: Sequence[int]) -> str:
    year_of = papers.years  # a list made anew each time it is asked for
    years = [year for paper in subject if (year := year_of[paper]) is not None]
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
        title, url = _ATTRIBUTION.get(name, (name, None))
        found.append([title, url, dates[name] or None])
    lists = [node["source"] for node in graph.nodes("ReadingList", ("source",))]
    return found + [[source, None, None] for source in lists]
