"""What an entry may hold that signs, authorises or identifies whoever wrote the list."""

from __future__ import annotations

from kg.credentials import strip_credentials, text_without_credentials
from kg.records import Entry, Link, Warning

__all__ = ["strip_entry"]


def strip_entry(entry: Entry, source: str) -> list[Warning]:
    """Take credentials out of the links and texts of an entry; return a warning for each link with some.

    Parameters
    ----------
    entry
        Is changed in place.
    source
        The list, for the warnings.

    Examples
    --------
    >>> entry = Entry(line=3, title="Deep Hashing", links=[Link("paper", "https://ann:pw@example.org/a.pdf")])
    >>> [warning.message for warning in strip_entry(entry, "papers.md")], entry.links[0].url
    (['a link to example.org carried credentials: kept without them'], 'https://example.org/a.pdf')
    """
    kept: dict[str, Link] = {}
    warnings = []
    for link in entry.links:
        url, removed = strip_credentials(link.url)
        if removed:
            host = url.split("/")[2] if url.count("/") > 2 else url
            message = f"a link to {host} carried credentials: kept without them"
            warnings.append(Warning("credential-removed", message, source, entry.line))
        kept.setdefault(url, Link(link.kind, url, link.framework))
    entry.links = list(kept.values())
    entry.title = text_without_credentials(entry.title)
    entry.venue = entry.venue and text_without_credentials(entry.venue)
    entry.authors = entry.authors and [text_without_credentials(name) for name in entry.authors]
    entry.section = [text_without_credentials(name) for name in entry.section]
    entry.published = {
        name: text_without_credentials(text) for name, text in entry.published.items()
    }
    return warnings
