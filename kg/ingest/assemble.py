"""Facts of all inputs of a store -> its graph. A pure function.

Because the graph depends on nothing but the facts, building again, in another order
or on another store gives the same graph.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from kg.ingest.authors import add_authors
from kg.ingest.citations import add_citations, citations_of
from kg.ingest.coverage import cover_references, lists_of_papers
from kg.ingest.datasets_and_code import add_code, add_datasets
from kg.ingest.lists import add_lists
from kg.ingest.marks import add_marks
from kg.ingest.paper_ids import identify_papers
from kg.ingest.papers import add_papers, works_of_papers
from kg.ingest.unidentified import link_unidentified
from kg.ingest.venues import add_venues
from kg.records import Facts, Graph, Warning

__all__ = ["Assembly", "assemble"]


class Assembly(msgspec.Struct):
    """A graph, and what was left out of it and counted.

    ``papers_of`` maps an input to the paper id of each of its works; None stands for a
    cited work that comes with neither an identifier nor a match to a known paper.
    """

    graph: Graph
    warnings: list[Warning]
    papers_of: dict[str, list[str | None]]


def assemble(inputs: Iterable[Facts]) -> Assembly:
    """Return the graph that the facts of these inputs make together.

    Parameters
    ----------
    inputs
        The facts of every list and records file of a store, in any order.

    Notes
    -----
    Near-linear in works and citations. Self-citations that appear when versions are
    merged, and cited works that are nobody known, are dropped and counted in
    ``warnings``.

    Examples
    --------
    >>> from kg.records import Citation, Work
    >>> a = Work(title="A first paper here", ids={"doi": "10.1/a"})
    >>> b = Work(title="Another paper there", ids={"doi": "10.1/b"})
    >>> facts = Facts(input="records:x", location="x", source="x", works=[a, b], known=[0],
    ...               citations=[Citation(citing=0, cited=1)])
    >>> assemble([facts]).graph.counts()
    ({'Paper': 2}, {'CITES': 1})
    """
    facts = sorted(inputs, key=lambda facts: facts.input)
    identified = identify_papers(facts)
    citations = citations_of(facts, identified)
    works_of = works_of_papers(facts, identified, citations)
    link_unidentified(facts, identified, citations, works_of)
    graph = Graph()
    add_papers(graph, facts, identified, works_of)
    unmarked = add_marks(graph, facts)
    add_citations(graph, citations)
    cover_references(graph, lists_of_papers(facts, identified, citations))
    warnings = add_authors(graph, works_of)
    add_venues(graph, works_of)
    add_lists(graph, facts, identified)
    add_code(graph, facts, identified)
    add_datasets(graph, facts, works_of)
    return Assembly(
        graph,
        [*identified.warnings, *citations.warnings(), *warnings, *unmarked],
        identified.papers_of,
    )
