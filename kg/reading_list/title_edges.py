"""What was taken for a part of the title and is told by its form: who stands before it, where it appeared behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.reading_list.chain import KINDS
from kg.reading_list.citation_heads import byline
from kg.reading_list.dates_and_venues import is_word, venue_acronym, venue_likeness
from kg.reading_list.journals import is_journal
from kg.reading_list.people import names
from kg.reading_list.vocabulary import vocabulary
from kg.reading_list.words import Words

__all__ = ["without_edges"]

_TITLE, _AUTHORS, _YEAR, _VENUE, _OTHER = map(
    KINDS.index, ("title", "authors", "year", "venue", "other")
)
#: How surely a row must be of names where nothing but a mark parts it from the title.
_SURELY_NAMES = 0.8
_LONGEST_ROW = 300


class _Part(NamedTuple):
    """A part of a title that is none: where it begins and ends in it, and what it is."""

    start: int
    end: int
    kind: int


def without_edges(said: Words, kinds: Sequence[int], title: tuple[int, int]) -> list[int]:
    """Return what each word is, where the edges of a title are told apart from it.

    Parameters
    ----------
    said
        The words of an entry.
    kinds
        What each word is.
    title
        The words found to be of the title.
    """
    words, found = said.words, list(kinds)
    begin = words[title[0]].start
    text = re.sub(r"[\n\r\t]", " ", said.said[begin : words[title[1] - 1].end])
    named = _AUTHORS in kinds
    after = said.said[begin + len(text) :]
    head = _head(text + after, said.said[:begin], kinds[: title[0]])
    start = head[-1].end if head else 0
    named = named or any(one.kind == _AUTHORS for one in head)
    tail = _tail(text[start:], after, named=named)
    parts = [*head, *(_Part(one.start + start, one.end + start, one.kind) for one in tail)]
    end = min((one.start for one in parts if one.start >= start), default=len(text))
    if not _is_title(text[start:end]):
        return found
    for n in range(*title):
        at = words[n].start - begin
        if not start <= at < end:
            kind = next((one.kind for one in parts if one.start <= at < one.end), _OTHER)
            found[n] = kind
    return found


_LETTERS = re.compile(r"[^\W\d_]{2}")


def _is_title(text: str) -> bool:
    return _LETTERS.search(text) is not None


#: Said of an entry in front of its title: ``Added: A history of ink``.
_LEAD = re.compile(
    rf"\W*(?:{'|'.join(map(re.escape, vocabulary()['titles']['leads']))})\s?[:：]\s*",
    re.IGNORECASE,
)
#: ``[Distillation] Distillation of features``
_TAG = re.compile(r"\[(?P<tag>[^\[\]]{4,60})\]\s+(?=(?P=tag)\b)")
#: The last family name of a row whose initials were found to end it.
_FAMILY_OF_INITIALS = re.compile(r"[^\W\d_][\w'’‑-]+[*†‡]?[.,:;]\s+")
_INITIALS_AT_END = re.compile(r"(?:&|\band)\s+(?:[^\W\d_]\.\s?-?){1,3}$")
_YEAR_AFTER = re.compile(r"[.,]?\s*[(\[]?(?:1[89]|20)\d\d[a-z]?[)\]]?\s*[.:,]?\s+(?=\S)")
_ROW_AND_YEAR = re.compile(
    r"(?P<row>[^\d:\[\]“”\"]{3,200}?)[.,]?\s+(?P<year>[(\[]?(?:1[89]|20)\d\d[a-z]?[)\]]?)\s*[.:,]\s+(?=\S)"
)
#: What GB/T 7714 has behind a title: of which kind the work is.
_MARKED_KIND = re.compile(r"\[[CDJMNPRS](?:/OL)?\]")
_CAPITALS_FIRST = re.compile(
    r"(?:[^\W\d_][\w'’-]+(?: [A-Z]){1,3},\s+)*[^\W\d_][\w'’-]+(?: [A-Z]){1,3}(?:,\s+et al)?\.\s+"
)
_WIDE_ROW = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff々]{2,6}(?:[,，]\s*[\u3040-\u30ff\u3400-\u9fff々]{2,6})+(?:[,，]?\s*(?:等|他))?\s*(?:[:：.．]\s*)(?=\S)"
)


def _head(text: str, before: str, kinds: Sequence[int]) -> list[_Part]:
    """Return the parts that a title begins with and that are not of it."""
    if lead := (_LEAD.match(text) or _TAG.match(text)):
        rest = _head(text[lead.end() :], "", [])
        moved = [_Part(a + lead.end(), b + lead.end(), kind) for a, b, kind in rest]
        return [_Part(0, lead.end(), _OTHER), *moved]
    if _AUTHORS in kinds:
        family = _FAMILY_OF_INITIALS.match(text)
        is_cut = family and kinds[-1] in (_AUTHORS, _OTHER) and _INITIALS_AT_END.search(before)
        return [_Part(0, family.end(), _AUTHORS)] if family and is_cut else []
    return _row_before(text)


def _row_before(text: str) -> list[_Part]:
    """Return the row of names that a text begins with, and the year behind it."""
    for pattern, needs in ((_WIDE_ROW, None), (_CAPITALS_FIRST, _MARKED_KIND)):
        row = pattern.match(text, 0, _LONGEST_ROW)
        if row and (needs is None or needs.search(text)):
            return [_Part(0, row.end(), _AUTHORS)]
    row = _ROW_AND_YEAR.match(text, 0, _LONGEST_ROW)
    if row and _are_people(row["row"], text) and _is_parted(text, row):
        return [_Part(0, row.end("row"), _AUTHORS), _Part(row.end("row"), row.end(), _YEAR)]
    return []


def _is_parted(text: str, row: re.Match[str]) -> bool:
    """Whether a year is of a citation, not of a name: ``Low and Rye 2015:``, but ``Challenge 2022:``."""
    apart = not text[row.start("year")].isdigit() or text[row.end("row")] in ".,"
    return (
        apart
        or text[row.end("year")] == "."
        or re.search(r"&|\band\b|\bal\b", row["row"]) is not None
    )


def _are_people(row: str, text: str) -> bool:
    """Whether a row before a year is of people: whole names, or family names alone."""
    people = names(row)
    if people and people[1] >= _SURELY_NAMES:
        return True
    head = byline(f"{row.rstrip(' .,')} (2000) {text}")
    return head is not None and head[2] >= len(row.rstrip(" .,"))


_IN = re.compile(
    r"[,.;][\"”'’]?\s*(?:[-–—]\s*)?(?:[Ii]n:\s|[Ii]n (?=(?:the )?Proc))\s*(?P<venue>[^,]+(?:,.*\band\b[^,]*)?)"
)
#: GOST 7.1: ``Title / Low A.B. // Journal``.
_SLASHES = re.compile(r"\s+//\s*(?P<venue>.+)$")
#: What ends a name of a volume: number, issue, pages, or the year behind it.
_NUMBERED = re.compile(
    r"[,.]\s+(?P<venue>[A-ZÀ-Ý][^,.;:()\[\]]{3,70}?)(?P<volume>,?\s\d{1,4}(?:\s?:\s?\d{1,4})?)$"
)
_ISSUE = re.compile(r"[,.]\s+(?P<venue>[A-ZÀ-Ý][^,.;()\[\]]{3,70}?)\s\d{1,4}\s?\(\d{1,4}\)\W*$")
_ANYTHING = re.compile("")
_BEFORE_VOLUME = re.compile(r"[.]\s+(?P<venue>[A-ZÀ-Ý][^,.;:()\[\]]{3,70})$")
_AFTER_NUMBER = re.compile(r"\s*(?:\((?:19|20)\d\d\)|\(\d{1,3}\)|[,:]\s*(?:\d|pp?\.|S\.))")
_VOLUME = re.compile(r"\s*,?\s*(?:[Vv](?:ol)?|[Tt]|[Bb]d)\.\s?\d")
_PART = re.compile(
    r"(?i).*\b(?:parts?|volumes?|vol|book|chapters?|section|version|phase|stage|type|level|lecture|act|no|number|teil|band|kapitel|parte|tomo|libro|is|are|of|to|in|and|with)$"
)
_WIDE_VENUE = re.compile(
    r"[,，．.]\s*(?P<venue>[^,，．.。]{0,40}(?:学会|大会|会議|会议|研究会|論文誌|論文集|论文集|シンポジウム|ワークショップ|学报|學報|紀要)[^,，．.。]{0,12})$"
)
_UNPUBLISHED = re.compile(
    r"[,.]\s+(?P<venue>(?:[Uu]npublished|[Mm]anuscript|[Ff]orthcoming|[Ii]n press|[Tt]o appear|(?:[A-Z]{2,4} )?(?:Ph\.?\s?D\.?|[Mm]aster'?s|[Dd]octoral|M\.?Sc\.?) (?:[Tt]hesis|[Dd]issertation)).{0,40})$"
)
_INSTITUTION = re.compile(
    r"\s*\([^()]*\b(?:Universit|Institut|Universid|College|School of|Academy)[^()]*\)$"
)
_OTHERS = re.compile(r"[\s,]+(?P<row>[A-ZÀ-Ý][\w'’-]+ et\.? al)\.?,?$")
_NAMED_BEHIND = re.compile(r"(?:[.,]\s+(?:[Bb]y\s+)?|\s[-–—]\s(?:by\s+)?)(?P<row>[^.,:;()]{5,40})$")


def _tail(text: str, after: str, *, named: bool) -> list[_Part]:
    """Return the parts that a title ends in and that are not of it."""
    parts: list[_Part] = []
    rest = text
    if found := next(_venues(text, after), None):
        parts = [
            _Part(found.start(), found.start("venue"), _OTHER),
            _Part(*found.span("venue"), _VENUE),
        ]
        rest = text[: found.start()]
    elif place := _INSTITUTION.search(text):
        parts = [_Part(place.start(), len(text), _OTHER)]
        rest = text[: place.start()]
    if not named and (row := _OTHERS.search(rest) or _person_behind(rest)):
        parts.insert(0, _Part(row.start(), row.start("row"), _OTHER))
        parts.insert(1, _Part(row.start("row"), row.end("row"), _AUTHORS))
    return parts


def _person_behind(text: str) -> re.Match[str] | None:
    """Return the one person whose name a title ends in."""
    row = _NAMED_BEHIND.search(text)
    people = names(row["row"], strict=True) if row else None
    return row if people and len(people[0]) == 1 and people[1] >= _SURELY_NAMES else None


def _venues(text: str, after: str) -> Iterator[re.Match[str]]:
    """Yield what a title ends in where that is a venue by its form."""
    for pattern in (_IN, _SLASHES, _WIDE_VENUE, _UNPUBLISHED):
        if found := pattern.search(text):
            yield found
    for pattern, behind in ((_ISSUE, _ANYTHING), (_NUMBERED, _AFTER_NUMBER)):
        found = pattern.search(text) if behind.match(after) else None
        if found and _may_be_series(found["venue"]):
            yield found
    if _VOLUME.match(after) and (found := _BEFORE_VOLUME.search(text)):
        yield found


def _may_be_series(name: str) -> bool:
    """Whether a name before a number is of a journal or a series: ``Korpus im Text 1 (2015)``."""
    if _PART.fullmatch(name):
        return False
    return (
        len(name.split()) > 1
        or is_journal(name)
        or venue_likeness(name) > 0
        or (venue_acronym(name) and not is_word(name))
    )
