"""What is new since the build before, as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.curation import News, news
from kg.errors import StoreError
from kg.formats.papers import plain
from kg.stores import Store
from kg.web.addresses import PageLinks

__all__ = ["atom", "latest_news"]

#: Ids of entries where the site's own address is not known (RFC 4151).
_TAG = "tag:citation-kg,2026:"


def latest_news(store: Store) -> News | None:
    """Return the news of a store, None after its first build."""
    try:
        return news(store)
    except StoreError:
        return None


def atom(
    found: News | None, *, title: str, updated: str, links: PageLinks, base: str | None = None
) -> str:
    """Return the feed.

    Parameters
    ----------
    found
        The news; None gives a feed without entries.
    title
        Title of the site.
    updated
        The newest date that the data has; the clock is never asked.
    links
        How the feed addresses pages.
    base
        Address of the site, where it is known.
    """
    own = base or _TAG
    entries = [
        f"<entry><id>{escape(own)}news/{escape(code)}/{escape(links.page('paper', paper['id']).lstrip('./'))}/"
        f"{updated}</id><title>{escape(plain(heading))}</title><updated>{updated}T00:00:00Z</updated>"
        f"<link href={quoteattr((base or '') + links.page('paper', paper['id']))}/>"
        f"<summary>{escape(plain(words))}</summary></entry>"
        for code, paper, heading, words in (_entries(found) if found else ())
    ]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom">',
            f"<id>{escape(own)}feed</id>",
            f"<title>{escape(plain(title))}: what is new</title>",
            f"<updated>{updated}T00:00:00Z</updated>",
            "<author><name>citation-kg</name></author>",
            f'<link rel="self" href={quoteattr((base or "") + "feed.atom")}/>',
            *entries,
            "</feed>\n",
        ]
    )


def _entries(found: News) -> Iterator[tuple[str, dict[str, Any], str, str]]:
    """Yield one entry a paper: what is said of it first is what matters most."""
    known: set[str] = set()
    kinds = (
        ("retracted", found.retracted, "Retracted", "This paper has been retracted."),
        ("listed", found.listed, "New in the list", "This paper is new in the list."),
        ("published", found.published, "Published", "This preprint has been published."),
        ("citing", found.citing, "Cites the list", "This new paper cites papers of the list."),
        ("cited", found.cited, "Newly cited", "More papers cite this one than before."),
    )
    for code, papers, words, sentence in kinds:
        for paper in papers:
            if paper["id"] not in known:
                known.add(paper["id"])
                yield code, paper, f"{words}: {paper.get('title') or paper['id']}", sentence
