"""Who says what is in an export: its lists and sources, and the newest date of their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Provenance"]


@dataclass
class Provenance:
    """What the description of an export tells of its origin, gathered as the records pass.

    Attributes
    ----------
    lists
        ``(id, title, source)`` of each reading list.
    sources
        Names of the sources of papers and citations.
    newest
        The newest date of an answer, as it is written.
    example
        Id of a paper.
    part
        Name of the part of a graph that is written; None: all of it.

    Examples
    --------
    >>> provenance = Provenance()
    >>> provenance.add_citation({"sources": ["crossref"], "retrieved": "2026-05-01"})
    >>> provenance.sources, provenance.newest
    ({'crossref'}, '2026-05-01')
    """

    lists: list[tuple[str, str, str]] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    newest: str | None = None
    example: str | None = None
    part: str | None = None

    def ids(self, profile: str) -> list[str]:
        """Return what tells this export from others: its lists, its profile, which part it is."""
        part = [self.part] if self.part else []
        return [*([id for id, _, _ in self.lists] or ["graph"]), profile, *part]

    def add_list(self, reading_list: Mapping[str, Any]) -> None:
        """Take note of the properties of a reading list."""
        id = reading_list["id"]
        self.lists.append((id, reading_list.get("title", id), reading_list["source"]))
        self._answered(reading_list.get("retrieved"))

    def add_paper(self, paper: Mapping[str, Any]) -> None:
        """Take note of the properties of a paper."""
        self.example = self.example or paper["id"]
        if "s2_id" in paper:
            self.sources.add("semantic-scholar")
        self._answered(paper.get("counts_date"))

    def add_citation(self, citation: Mapping[str, Any]) -> None:
        """Take note of the properties of a citation."""
        self.sources.update(citation.get("sources", ()))
        self._answered(citation.get("retrieved"))

    def _answered(self, date: str | None) -> None:
        if date is not None and (self.newest is None or date > self.newest):
            self.newest = date
