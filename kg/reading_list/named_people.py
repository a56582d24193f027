"""Who wrote it, told by its form where the words alone did not say: rows cut short, and names that stand apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.reading_list.chain import KINDS
from kg.reading_list.citation_heads import byline
from kg.reading_list.dates_and_venues import venue_acronym, venue_likeness
from kg.reading_list.journals import is_journal
from kg.reading_list.links import host_kind
from kg.reading_list.people import is_given_name, names
from kg.reading_list.people_row import people_of
from kg.reading_list.words import Words

__all__ = ["people_apart", "whole_row"]

Span = tuple[int, int]

_OTHER = KINDS.index("other")
_NAME = r"(?:[^\W\d_][\w'’‑-]*\.?(?: |(?<=\.)))*[^\W\d_][\w'’‑-]+"
_BEFORE = re.compile(rf"(?:^|[\s(*|])(?P<name>{_NAME})\s*(?:,(?:\s*(?:and|&))?|&|\band)\s*$")
_BEHIND = re.compile(
    rf"\s*(?:,(?:\s*(?:and|&))?|&|\band\b)\s+(?P<name>{_NAME})(?=\s*(?:[,.;:|\v\f\r\n()\[]|\bet al|$))"
)
#: Characters and names by which a row of names grows at most.
_LONGEST, _MOST = 60, 8
#: How surely a name is one that stands alone.
_SURE = 0.8


def whole_row(said: Words, kinds: Sequence[int], row: Span) -> Span:
    """Return where a row of names begins and ends, with the names beside it that are of it.

    Parameters
    ----------
    said
        The words of an entry.
    kinds
        What each word is.
    row
        The words found to be of names.
    """
    start, end = row
    for _ in range(_MOST):
        earlier = _name_before(said, kinds, start)
        if earlier is None:
            break
        start = earlier
    for _ in range(_MOST):
        later = _name_behind(said, kinds, end)
        if later is None:
            break
        end = later
    return start, end


def _name_before(said: Words, kinds: Sequence[int], start: int) -> int | None:
    """Return where a name begins that a comma parts from the row behind it."""
    end = said.words[start].start
    begin = max(0, end - _LONGEST)
    before = _BEFORE.search(said.said[begin:end])
    if before is None or not _is_name(before["name"]):
        return None
    at = _words_between(said, begin + before.start("name"), end)
    return at[0] if _are_told_nowhere(kinds, at) else None


def _name_behind(said: Words, kinds: Sequence[int], end: int) -> int | None:
    """Return where a name ends that a comma parts from the row before it."""
    begin = said.words[end - 1].end
    behind = _BEHIND.match(said.said[begin : begin + 2 * _LONGEST])
    if behind is None or behind.end() > _LONGEST or not _is_name(behind["name"]):
        return None
    at = _words_between(said, begin, begin + behind.end("name"))
    return at[-1] + 1 if _are_told_nowhere(kinds, at) else None


def _are_told_nowhere(kinds: Sequence[int], at: Sequence[int]) -> bool:
    """Whether there are words and none was found to be of a field."""
    return bool(at) and all(kinds[n] == _OTHER for n in at)


def _words_between(said: Words, start: int, end: int) -> list[int]:
    return [n for n, word in enumerate(said.words) if start <= word.start < end]


def _is_name(text: str) -> bool:
    """Whether a few words beside names are a name, too, and of nothing that names places."""
    people = names(text, strict=True)
    if people is None or len(people[0]) > 1 or venue_likeness(text) > 0 or is_journal(text):
        return False
    return people[1] >= 0.6 or (" " in text and is_given_name(text))


#: ``(with Anna Low and Ben Rye)``
_WITH = re.compile(
    r"[(\[](?:joint(?:ly)? )?(?:with|w/|com|con|mit|avec|by|por|von)\s+(?P<row>[^()\[\]]{4,200})[)\]]"
)
#: ``[Low+, 19]``, ``[Low et al., 2019]``
_CITED = re.compile(r"\[(?P<row>[^\W\d_][\w'’-]+)(?:\+|\s+et al\b)")
_DATED = re.compile(r"\W*(?P<row>[^\d\v\f]{3,120}?),?\s+[(\[]?(?:1[89]|20)\d\d[a-z]?[)\]]?\W*$")


def people_apart(said: Words, kinds: Sequence[int], title: Span) -> tuple[str, ...]:
    """Return the people of an entry of which no word was found to be a name.

    Parameters
    ----------
    said
        The words of an entry.
    kinds
        What each word is.
    title
        The words of the title.
    """
    for start, end in _rows_apart(said, title):
        at = _words_between(said, start, end)
        if _are_told_nowhere(kinds, at):
            return people_of(said.said[start:end])
    return ()


def _rows_apart(said: Words, title: Span) -> Iterator[Span]:
    """Yield where names may stand: in a column of names, with, in a short citation, linked, before a year."""
    yield from _cells_of_names(said)
    with_others = _WITH.search(said.said, said.words[title[1] - 1].end)
    if with_others and names(with_others["row"]):
        yield with_others.span("row")
    cited = _CITED.search(said.said)
    if cited and not venue_acronym(cited["row"]):
        yield cited.span("row")
    yield from _linked_names(said, title)
    before = said.said[: said.words[title[0]].start]
    dated = _DATED.match(before)
    if dated and (head := byline(f"{dated['row']} (2000)")) and head[2] >= len(dated["row"]):
        yield dated.span("row")


def _cells_of_names(said: Words) -> Iterator[Span]:
    if "names" in said.columns:
        at = [word for word in said.words if word.cell == said.columns.index("names")]
        if at and names(said.said[at[0].start : at[-1].end]):
            yield at[0].start, at[-1].end


def _linked_names(said: Words, title: Span) -> Iterator[Span]:
    """Yield the names before the title that lead to somebody's page."""
    runs: dict[int, list[int]] = {}
    for n, word in enumerate(said.words[: title[0]]):
        if word.href and host_kind(word.href) != "paper":
            runs.setdefault(word.run, []).append(n)
    for at in runs.values():
        span = said.words[at[0]].start, said.words[at[-1]].end
        people = names(said.said[slice(*span)], strict=True)
        if people and (people[1] >= _SURE or re.match(r"[A-Z]\.? [A-Z]", said.said[span[0] :])):
            yield span
