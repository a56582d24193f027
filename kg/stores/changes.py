"""What a write changes in a store, and which papers it gives another id."""

from __future__ import annotations

import msgspec

from kg.records import Graph
from kg.stores.ownership import Ownership

__all__ = ["Changes", "renames", "silent"]


class Changes(msgspec.Struct, kw_only=True):
    """What a write changed: nodes and relationships added, changed, removed, renamed, kept for the user."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    renamed: int = 0
    kept: int = 0


def renames(graph: Graph, owned: Ownership) -> dict[str, str]:
    """Return former ids of papers, each with the id the paper has now.

    A paper is renamed when kg wrote it, the graph no longer has its id, and that id
    stands among another paper's aliases.

    Examples
    --------
    >>> from kg.records import Paper
    >>> before, graph = Ownership(), Graph()
    >>> before.nodes["Paper"] = {"title:0123456789abcdef"}
    >>> graph.add(Paper(id="doi:10.1/a", aliases=["title:0123456789abcdef"]))
    >>> renames(graph, before)
    {'title:0123456789abcdef': 'doi:10.1/a'}
    """
    gone = {id for id in owned.nodes.get("Paper", ()) if graph.get("Paper", id) is None}
    return {
        alias: paper.id
        for paper in graph.records("Paper")
        for alias in paper.aliases or ()
        if alias in gone
    }


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""
