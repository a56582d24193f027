"""Addresses of pages: one segment an id, the same that the RDF's IRIs have."""

from __future__ import annotations

import msgspec

from kg.linked_data.literals import public_url, segment
from kg.web.snapshot import KINDS, SiteSnapshot

__all__ = ["Address", "PageLinks", "former_ids", "page_folder"]


class Address(msgspec.Struct, frozen=True):
    """Where a link leads: the page of a node, and the words that a reader clicks.

    ``kind`` is one of :data:`kg.web.snapshot.KINDS`, ``id`` the node's.
    """

    kind: str
    id: str
    text: str


def page_folder(kind: str, id: str) -> str:
    """Return the folder of a node's page, relative to the site.

    Examples
    --------
    >>> page_folder("paper", "doi:10.1/a")
    'paper/doi:10.1=2Fa/'
    """
    if kind == "repository":  # whose id is an address, and whose IRI is that address made safe
        id = public_url(id) or id
    return f"{kind}/{segment(id)}/"


def former_ids(snapshot: SiteSnapshot) -> dict[str, str]:
    """Return the ids that papers are known by besides their own, each with the paper's own.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> from kg.web.snapshot import read_snapshot
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", aliases=["arxiv:1711.06420"]))
    >>> former_ids(read_snapshot(graph))
    {'arxiv:1711.06420': 'doi:10.1/a'}
    """
    papers = snapshot.of("paper")
    return {
        alias: id
        for id, paper in papers.items()
        for alias in paper.get("aliases", ())
        if alias not in papers
    }


class PageLinks:
    """Addresses as one page writes them: relative, so that they work below any path.

    Parameters
    ----------
    root
        What leads from the page to the front page.
    snapshot
        The graph whose nodes have pages.
    index
        The file of a folder that a link names: from disk nothing else opens its page.
        A server needs none.
    kind
        Of the node whose page it is, None where it is of none. Most links of a page lead to
        its like, and are short.
    """

    def __init__(
        self,
        root: str,
        snapshot: SiteSnapshot,
        *,
        index: str = "index.html",
        kind: str | None = None,
    ) -> None:
        self.root = root
        self._kind = kind
        self._snapshot = snapshot
        self._index = index

    def page(self, kind: str, id: str) -> str:
        """Return the address of a node's page."""
        folder = page_folder(kind, id)
        if kind == self._kind:
            return f"..{folder.removeprefix(kind)}{self._index}"
        return self.folder(folder)

    def known(self, id: str) -> str | None:
        """Return the address of the page of whatever has this id, None where nothing has."""
        for kind in KINDS:
            if id in self._snapshot.of(kind):
                return self.page(kind, id)
        return None

    def folder(self, folder: str) -> str:
        """Return the address of the page of a folder ('' is the front page)."""
        # A relative address whose first segment holds a colon would be read as a scheme;
        # ours begin with the kind, which holds none.
        return f"{self.root}{folder}{self._index}" or "./"

    def file(self, path: str) -> str:
        """Return the address of a file of the site."""
        return f"{self.root}{path}"
