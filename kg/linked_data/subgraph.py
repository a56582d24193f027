"""A part of a graph: some papers and what touches them, itself readable as a graph."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from kg.errors import PaperNotFound, UsageError
from kg.records import Edge, GraphReader

__all__ = ["Subgraph", "subgraph"]


def subgraph(
    graph: GraphReader,
    *,
    papers: Collection[str] | None = None,
    section: str | None = None,
    reading_list: str | None = None,
) -> GraphReader:
    """Return the part of a graph that touches some papers; the graph itself when none are named.

    A part holds the chosen papers, every citation from or to them, the papers at the
    other end, the authors, venues, datasets and code of all these, and the list entries of
    the chosen papers and of the datasets.

    Parameters
    ----------
    graph
        A store, or a graph in memory.
    papers
        Ids of papers.
    section
        A heading of a list, in any case: the papers under it.
    reading_list
        The id of a list: its papers, as it names them; with ``section`` those under that
        heading of it.

    Raises
    ------
    PaperNotFound
        When an id is not that of a paper.
    UsageError
        When no list has such a section.
    """
    if papers is None and section is None and reading_list is None:
        return graph
    chosen = set(papers or ())
    known = {paper["id"] for paper in graph.nodes("Paper", ("id",))}
    for id in sorted(chosen - known):
        raise PaperNotFound("no such paper", where=id, hint="kg query most-cited lists ids")
    if section is not None or reading_list is not None:
        listed = [
            edge.end
            for edge in graph.relationships("LISTS", ("section",))
            if reading_list in (None, edge.start) and _is_under(section, edge)
        ]
        if section is not None and not listed:
            raise UsageError("no list has such a section", where=section)
        chosen |= known.intersection(listed)
    return Subgraph(graph, chosen, reading_list)


def _is_under(section: str | None, edge: Edge) -> bool:
    headings = (heading.casefold() for heading in edge.properties.get("section", ()))
    return section is None or section.casefold() in headings


class Subgraph:
    """A :class:`kg.records.GraphReader` of the part of a graph that touches ``chosen`` papers.

    ``name`` is made from the chosen ids: the same choice, the same name. Of a
    ``reading_list`` only its own entries are there.
    """

    def __init__(
        self, graph: GraphReader, chosen: set[str], reading_list: str | None = None
    ) -> None:
        digest = hashlib.sha256("\n".join(sorted(chosen)).encode("utf-8", "replace")).hexdigest()
        self.name = f"part-{digest[:12]}"
        self._graph = graph
        self.chosen = chosen
        self._reading_list = reading_list
        papers = set(chosen)
        for edge in graph.relationships("CITES", ()):
            if edge.start in chosen or edge.end in chosen:
                papers |= {edge.start, edge.end}
        self._kept = {"Paper": papers}
        self._kept["Author"] = {edge.start for edge in self.relationships("AUTHORED", ())}
        self._kept["Venue"] = {edge.end for edge in self.relationships("PUBLISHED_IN", ())}
        self._kept["Dataset"] = {
            edge.end
            for type in ("USES_DATASET", "INTRODUCES")
            for edge in self.relationships(type, ())
        }
        self._kept["Repository"] = {edge.end for edge in self.relationships("IMPLEMENTED_BY", ())}
        self._kept["ReadingList"] = {edge.start for edge in self.relationships("LISTS", ())}

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""
        wanted = None if properties is None else ("id", *(set(properties) - {"id"}))
        for node in self._graph.nodes(label, wanted):
            if node["id"] in self._kept[label]:
                yield node

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`kg.records.GraphReader.relationships`."""
        for edge in self._graph.relationships(type, properties):
            if self._holds(type, edge):
                yield edge

    def _holds(self, type: str, edge: Edge) -> bool:
        if type == "CITES":
            return edge.start in self.chosen or edge.end in self.chosen
        if type == "LISTS" and self._reading_list not in (None, edge.start):
            return False
        if type == "LISTS":
            return edge.end in self.chosen or edge.end in self._kept["Dataset"]
        return (edge.end if type == "AUTHORED" else edge.start) in self._kept["Paper"]
