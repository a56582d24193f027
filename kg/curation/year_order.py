"""Entries that stand against the order that the rest of their list keeps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.reading_list.warnings import is_year_of_papers
from kg.records import Entry

__all__ = ["direction", "out_of_order"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLEAR = 10  # in a run of entries one in ten may stand wrong; more is another order


def direction(entries: Sequence[Entry]) -> int:
    """Return how the entries of a section run by year: 1 oldest first, -1 newest first, 0 neither.

    Examples
    --------
    >>> direction([Entry(line=n, title="t", year=year) for n, year in enumerate((2022, 2021, 2021, 2019))])
    -1
    """
    years = [entry.year for entry in entries if entry.year]
    for sign in (-1, 1):
        wrong = len(years) - len(_longest([sign * year for year in years]))
        if len(set(years)) >= 3 and wrong * _CLEAR <= len(years):
            return sign
    return 0


def out_of_order(entries: Sequence[Entry]) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, what, why and suggestion for entries against their list's own convention.

    Two conventions are seen: headings that are years, and sections that run by year.
    """
    sections: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        sections[tuple(entry.section)].append(entry)
    for section, inside in sections.items():
        dated = bool(section) and is_year_of_papers(section[-1])
        headed = [int(year) for year in _YEAR.findall(section[-1])] if dated else []
        if len(headed) == 1:
            yield from _outside_year(section[-1], headed[0], inside)
        elif sign := direction(inside):
            yield from _against(sign, "/".join(section) or "the list", inside)


def _outside_year(
    heading: str, year: int, entries: Sequence[Entry]
) -> Iterator[tuple[int, str, str, str]]:
    for entry in entries:
        if entry.year and entry.year != year:
            yield (
                entry.line,
                f"an entry of {entry.year} in the section {heading}",
                "the list is divided by year",
                f"move it to {entry.year}",
            )


def _against(
    sign: int, where: str, entries: Sequence[Entry]
) -> Iterator[tuple[int, str, str, str]]:
    """Yield the fewest entries that stand in the way of an order by year."""
    dated = [entry for entry in entries if entry.year]
    in_order = set(_longest([sign * (entry.year or 0) for entry in dated]))
    for position, entry in enumerate(dated):
        if position not in in_order:
            yield (
                entry.line,
                f"an entry of {entry.year} out of order",
                f"{where} runs by year, {'newest' if sign < 0 else 'oldest'} first",
                "move it to the entries of its year",
            )


def _longest(values: Sequence[int]) -> list[int]:
    """Return the positions of a longest non-decreasing subsequence (patience sorting, O(n log n))."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for position, value in enumerate(values):
        pile = bisect_right(tails, value)
        before.append(at[pile - 1] if pile else None)
        tails[pile : pile + 1] = [value]
        at[pile : pile + 1] = [position]
    chosen: list[int] = []
    last = at[-1] if at else None
    while last is not None:
        chosen.append(last)
        last = before[last]
    return chosen[::-1]
