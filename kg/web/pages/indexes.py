"""Index pages: everything of one kind."""

from __future__ import annotations

import msgspec

from kg.web.addresses import Address
from kg.web.pages.papers import PaperRow, paper_rows
from kg.web.pages.shown_name import shown_name
from kg.web.snapshot import SiteSnapshot

__all__ = ["IndexPage", "Member", "index_page"]


class Member(msgspec.Struct, frozen=True):
    """A page, and how many papers it has; None where that says nothing."""

    address: Address
    count: int | None = None


class IndexPage(msgspec.Struct, frozen=True):
    """All papers as ``rows``, or all nodes of another kind as ``members``, by name."""

    name: str
    rows: list[PaperRow]
    members: list[Member]


def index_page(snapshot: SiteSnapshot, kind: str, name: str) -> IndexPage:
    """Return the index of a kind of page under a heading.

    Parameters
    ----------
    snapshot
        The graph.
    kind
        Kind of the nodes that are listed.
    name
        The heading.
    """
    if kind == "paper":
        return IndexPage(name, paper_rows(snapshot, snapshot.of("paper")), [])
    members = [
        Member(
            Address(kind, id, shown_name(node)),
            _papers(snapshot, kind, id),
        )
        for id, node in snapshot.of(kind).items()
    ]
    members.sort(key=lambda member: (member.address.text.casefold(), member.address.id))
    return IndexPage(name, [], members)


def _papers(snapshot: SiteSnapshot, kind: str, id: str) -> int | None:
    if kind == "author":
        return len(snapshot.from_node("AUTHORED", id))
    types = {"venue": "PUBLISHED_IN", "dataset": "USES_DATASET", "repository": "IMPLEMENTED_BY"}
    return len(snapshot.to_node(types[kind], id)) if kind in types else None
