"""What the owners of the lists noted about papers, on the papers of the graph."""

from __future__ import annotations

from collections.abc import Sequence

from kg.identifiers import from_text
from kg.records import Facts, Graph, Mark, Paper, Warning

__all__ = ["add_marks"]


def add_marks(graph: Graph, inputs: Sequence[Facts]) -> list[Warning]:
    """Add status, tags and note to the papers that have them; of several lists, all that they say.

    Parameters
    ----------
    graph
        Holds its papers.
    inputs
        The facts of every input, in their order: the first status counts.

    Returns
    -------
    list
        A warning for each mark of a paper that the graph does not have.

    Examples
    --------
    >>> from kg.records import Mark
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", aliases=["arxiv:1301.0001"]))
    >>> marks = {"arXiv:1301.0001": Mark(status="read"), "doi:10.1/gone": Mark()}
    >>> [one.code for one in add_marks(graph, [Facts(input="l", location="l", source="s", marks=marks)])]
    ['mark-without-paper']
    >>> [paper["status"] for paper in graph.nodes("Paper")]
    ['read']
    """
    marked = [(facts, id, mark) for facts in inputs for id, mark in facts.marks.items()]
    if not marked:
        return []
    papers: dict[str, Paper] = {paper.id: paper for paper in graph.records("Paper")}
    former = {alias: paper for paper in papers.values() for alias in paper.aliases or ()}
    warnings = []
    for facts, id, mark in marked:
        # People write an identifier as they find it, in capitals for one.
        spelled = (id, from_text(id) or id)
        paper = next(
            (
                found[paper_id]
                for paper_id in spelled
                for found in (papers, former)
                if paper_id in found
            ),
            None,
        )
        if paper is None:
            source = facts.reading_list.source if facts.reading_list else facts.input
            words = (
                f"the curation file marks {id}, which none of the lists and records has or cites"
            )
            warnings.append(Warning("mark-without-paper", words, source))
            continue
        _add_mark(paper, mark)
    return warnings


def _add_mark(paper: Paper, mark: Mark) -> None:
    paper.status = paper.status or mark.status
    paper.tags = sorted({*(paper.tags or ()), *mark.tags}) or None
    paper.note = "\n".join(dict.fromkeys(filter(None, (paper.note, mark.note)))) or None
