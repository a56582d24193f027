"""A list that is one identifier or address a line."""

from __future__ import annotations

import re

from kg import identifiers
from kg.credentials import strip_credentials
from kg.formats.reading.bibliography import Bibliography
from kg.records import Entry, Link

__all__ = ["read_identifiers"]


def read_identifiers(text: str) -> Bibliography:
    r"""Read one entry from each line of DOIs, arXiv ids or URLs; its title is what the line says.

    Examples
    --------
    >>> [entry.ids for entry in read_identifiers("10.1038/nature14539\narXiv:1706.03762\n").entries]
    [{'doi': '10.1038/nature14539'}, {'arxiv': '1706.03762'}]
    """
    found_entries = Bibliography()
    for number, line in enumerate(text.splitlines(), 1):
        text_of_line = line.strip()
        if not text_of_line or text_of_line.startswith("#"):
            continue
        compact = re.sub(
            r"(?i)^(?:(doi|arxiv|pmid|pmc|s2|acl|corpus|openreview)(?:id)?\s*[:=]\s*|(doi|arxiv|pmid|pmc)(?:id)?\s+|(pmc)(?=\d))",
            lambda m: (m[1] or m[2] or m[3]).lower() + ":",
            text_of_line,
        )
        url, _ = strip_credentials(text_of_line)
        found = identifiers.from_url(url) if "://" in text_of_line else {}
        if not found and (id := identifiers.from_text(compact)):
            found = dict([identifiers.split_graph_id(id)])
        links = [Link("paper", url)] if "://" in text_of_line else []
        found_entries.add(Entry(line=number, title=url, links=links, ids=found))
    return found_entries
