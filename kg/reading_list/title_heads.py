"""Who wrote it, when, and why it is in the list: what stands before a title, told by its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.reading_list.chain import KINDS
from kg.reading_list.citation_heads import byline
from kg.reading_list.dates_and_venues import venue_acronym
from kg.reading_list.people import is_given_name, names
from kg.reading_list.plain_pieces import opens_title
from kg.reading_list.vocabulary import vocabulary

__all__ = ["SURELY_NAMES", "Part", "head_of_title", "inverted_row", "marked_title"]

_TITLE, _AUTHORS, _YEAR, _VENUE, _OTHER = map(
    KINDS.index, ("title", "authors", "year", "venue", "other")
)
#: How surely a row must be of names where nothing but a mark parts it from the title.
SURELY_NAMES = 0.8


class Part(NamedTuple):
    """A part of a text that is no title: where it begins and ends, and what it is."""

    start: int
    end: int
    kind: int


#: Said of an entry in front of its title: ``Added: A history of ink``.
_LEAD = re.compile(
    rf"\W*(?:{'|'.join(map(re.escape, vocabulary()['titles']['leads']))})\s?[:：]\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\[(?P<tag>[^\[\]]{2,30})\]\s+(?=\S)")
#: The year of a citation of which nothing else was taken for the title.
_DATED = re.compile(r"[(\[](?:1[89]|20)\d\d[a-z]?[)\]]\s*[.:,]\s+(?=\S)")
#: What is left of a bracket or of a row of names whose beginning was told apart.
_CUT_BRACKET = re.compile(r"(?P<tag>[^\[\]()]{1,20})\]\s+(?=\S)")
_CUT_ROW = re.compile(r"(?:et )?al\s*[.:,]+\s+(?=\S)")
#: ``TOPLAS 23: Channels``
_VENUE_AND_YEAR = re.compile(r"(?P<venue>[A-Z][A-Za-z]{2,7})\s['’]?\d\d\s?[:：]\s+(?=\S)")
#: The last family name of a row whose initials were found to end it.
_FAMILY_OF_INITIALS = re.compile(r"[^\W\d_][\w'’‑-]+[*†‡]?[.,:;]\s+")
_INITIALS_AT_END = re.compile(
    r"(?:(?:&|\band)\s+|[,.]\s+(?P<given>[A-ZÀ-Ý][a-zà-ÿ]+)\s)(?:[^\W\d_]\.\s?-?){1,3}$"
)
_ROW_AND_YEAR = re.compile(
    r"(?P<row>[^\d:\[\]“”\"]{3,200}?)[.,]?\s+(?P<year>[(\[]?(?:1[89]|20)\d\d[a-z]?[)\]]?)\s*[.:,]\s+(?=\S)"
)
_MARK = re.compile(r"[.:：]\s+(?=\S)")
_LONGEST_ROW = 300

_KIND = r"\[[CDJMNPRS](?:/OL)?\]"
_WIDE_NAME = r"[\u3040-\u30ff\u3400-\u9fff々]{2,6}"
_WIDE_ROW = rf"{_WIDE_NAME}(?:[,，、]\s*{_WIDE_NAME})*(?:[,，]?\s*(?:等|他))?"
_CAPITALS = r"[^\W\d_][\w'’-]+(?: [A-Z]){1,3}"
_CAPITALS_ROW = rf"{_CAPITALS}(?:,\s+{_CAPITALS})*(?:,\s+(?:et al|等))?"
_WIDE_ROW_ALONE = re.compile(
    rf"{_WIDE_NAME}(?:[,，]\s*{_WIDE_NAME})+(?:[,，]?\s*(?:等|他))?\s*[:：.．]\s*(?=\S)"
)
#: GB/T 7714 says behind a title of which kind the work is: ``Low A, Rye B. Title[J]. Journal``.
_MARKED = re.compile(
    rf"\W*(?:\d{{1,3}}\W+)?(?P<row>{_WIDE_ROW}|{_CAPITALS_ROW})[.．]\s*(?P<title>[^\[\]\v\f]{{4,300}}?)\s*{_KIND}"
)


def marked_title(text: str) -> list[Part]:
    """Return the names and the title of a citation that says behind it of which kind the work is.

    Examples
    --------
    >>> [text[a:b] for text in ("[4] ZHANG S, LI H. Soil in fields[J]. Geoderma, 2019",) for a, b, _ in marked_title(text)]
    ['[4] ', 'ZHANG S, LI H', '. ', 'Soil in fields', '[']
    """
    found = _MARKED.match(text)
    if found is None:
        return []
    row, title = found.span("row"), found.span("title")
    return [
        Part(0, row[0], _OTHER),
        Part(*row, _AUTHORS),
        Part(row[1], title[0], _OTHER),
        Part(*title, _TITLE),
        Part(title[1], title[1] + 1, _OTHER),
    ]


_GIVEN = r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,2}"
_PERSON = rf"[^\W\d_][\w'’ -]{{1,30}}, {_GIVEN}"
#: ``Low, Anna; Rye, Ben (Hrsg.): Title``
_INVERTED = re.compile(
    rf"\W*(?P<row>{_PERSON}(?:\s?[;/]\s?{_PERSON}){{0,12}})(?:\s?\((?:Hrsg|Hg|[Ee]ds?|orgs?)\.?\))?\s?:\s+(?=\S)"
)


def inverted_row(text: str) -> tuple[tuple[int, int], int] | None:
    """Return where names stand that a colon parts from the title, and where the title begins.

    Examples
    --------
    >>> inverted_row("Low, Anna; Rye, Ben (Hrsg.): A history of ink")
    ((0, 19), 29)
    >>> inverted_row("Attention, Please: A Study")
    """
    found = _INVERTED.match(text)
    if found is None:
        return None
    people = re.split(r"\s?[;/]\s?", found["row"])
    given = [person.split(", ")[1] for person in people]
    if len(people) < 2 and not is_given_name(given[0]):
        return None
    return found.span("row"), found.end()


def head_of_title(text: str, after: str, before: str, kinds: Sequence[int]) -> list[Part]:
    """Return the parts that a title begins with and that are not of it.

    Parameters
    ----------
    text
        What was found to be the title.
    after, before
        The text of the entry behind it and before it.
    kinds
        What each word before it is.

    Examples
    --------
    >>> [part[:2] for part in head_of_title("Added: A history of ink", "", "", [])]
    [(0, 7)]
    >>> [part[:2] for part in head_of_title("Low and Rye 1985. A history of ink", "", "", [])]
    [(0, 11), (11, 18)]
    """
    if lead := _lead(text):
        rest = head_of_title(text[lead.end :], after, "", kinds)
        return [lead, *(Part(a + lead.end, b + lead.end, kind) for a, b, kind in rest)]
    if _AUTHORS not in kinds:
        return _row_before(text)
    family = _FAMILY_OF_INITIALS.match(text)
    initials = _INITIALS_AT_END.search(before) if kinds[-1] in (_AUTHORS, _OTHER) else None
    if not family or not initials or not _may_end_row(initials["given"]):
        return []
    return [Part(0, family.end(), _AUTHORS)]


def _may_end_row(given: str | None) -> bool:
    """Whether initials before a title lack their family name: behind "and", or a given name."""
    return given is None or is_given_name(given)


def _lead(text: str) -> Part | None:
    """Return what a title begins with and that is not of it, and names nobody."""
    tag = _TAG.match(text) or _CUT_BRACKET.match(text)
    if tag and not opens_title(text, tag.end("tag") + 1, tag["tag"]):
        return Part(0, tag.end(), _OTHER)
    if dated := _DATED.match(text):
        return Part(0, dated.end(), _YEAR)
    first = _VENUE_AND_YEAR.match(text)
    if first and venue_acronym(first["venue"]):
        return Part(0, first.end("venue"), _VENUE)
    for pattern in (_LEAD, _CUT_ROW):
        if found := pattern.match(text):
            return Part(0, found.end(), _OTHER)
    return None


def _row_before(text: str) -> list[Part]:
    """Return the row of names that a text begins with, and the year behind it."""
    if row := _WIDE_ROW_ALONE.match(text, 0, _LONGEST_ROW):
        return [Part(0, row.end(), _AUTHORS)]
    row = _ROW_AND_YEAR.match(text, 0, _LONGEST_ROW)
    if row and _are_people(row["row"], text) and _is_parted(text, row):
        return [Part(0, row.end("row"), _AUTHORS), Part(row.end("row"), row.end(), _YEAR)]
    for mark in _MARK.finditer(text, 0, _LONGEST_ROW):
        people = names(text[: mark.start()], strict=True)
        if people and people[1] >= SURELY_NAMES and any(map(is_given_name, people[0])):
            return [Part(0, mark.end(), _AUTHORS)]
    return []


def _is_parted(text: str, row: re.Match[str]) -> bool:
    """Whether a year is of a citation, not of a name: ``Low and Rye 2015:``, but ``Challenge 2022:``."""
    begins, ends = text[row.end("row")], text[row.end("year")]
    if begins in ".," or ends == "." or not text[row.start("year")].isdigit():
        return True
    return re.search(r"&|\band\b|\bal\b", row["row"]) is not None


def _are_people(row: str, text: str) -> bool:
    """Whether a row before a year is of people: whole names, or family names alone."""
    people = names(row)
    if people and people[1] >= SURELY_NAMES:
        return True
    bare = row.rstrip(" .,")
    head = byline(f"{bare} (2000) {text}")
    return head is not None and head[2] >= len(bare)
