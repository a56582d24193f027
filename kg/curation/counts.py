"""How often each paper of a list is cited, written into its entry."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from kg.curation.entries import listed_entries
from kg.curation.file_lines import Lines
from kg.errors import KgError
from kg.reading_list.count_spans import count_span, put_count, without_counts
from kg.records import Entry, GraphReader, ParsedList

__all__ = ["CountedList", "add_counts"]


class CountedList(NamedTuple):
    """The new bytes of a list, how many entries have a count, and the lines of those that have none."""

    body: bytes
    counted: int
    unknown: list[int]


def add_counts(body: bytes, parsed: ParsedList, graph: GraphReader | None) -> CountedList:
    """Return a list with the citation count of each entry in a marked span, new or refreshed.

    Parameters
    ----------
    body
        The file as it is.
    parsed
        The list read from it.
    graph
        A store or graph that holds the list.

    Returns
    -------
    CountedList
        Outside the spans every byte stays. Entries whose count is not known, and those that
        share their line with another, keep what they have.

    Raises
    ------
    KgError
        When no count of any entry is known.
    ReadingListError
        When the file is neither UTF-8 nor UTF-16, so that writing it could lose a byte.
    """
    file = Lines.of(body, parsed.source)
    per_line = Counter(entry.line for entry in parsed.entries)
    counted, unknown = 0, []
    for listing in listed_entries(parsed, graph):
        count = (listing.paper or {}).get("citation_count")
        if count is None or per_line[listing.entry.line] > 1:
            unknown.append(listing.entry.line)
            continue
        counted += 1
        number = _line_of_span(listing.entry, file.lines)
        file.lines[number] = put_count(file.lines[number], count_span(count), listing.entry.title)
    if parsed.entries and not counted:
        raise KgError(
            "no citation count of its papers is known",
            where=parsed.source,
            hint="kg build LIST asks a source that gives counts",
        )
    return CountedList(file.body(), counted, unknown)


def _line_of_span(entry: Entry, lines: list[str]) -> int:
    """Return the line (from 0) that holds the span of an entry, else its own."""
    own = sorted({entry.line, *entry.lines})
    marked = [line for line in own if without_counts(lines[line - 1]) != lines[line - 1]]
    return (marked[0] if marked else entry.line) - 1
