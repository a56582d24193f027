"""Where it appeared and who wrote it: what stands behind a title, told by its form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.reading_list.chain import KINDS
from kg.reading_list.dates_and_venues import is_word, venue_acronym, venue_likeness
from kg.reading_list.journals import is_journal
from kg.reading_list.people import is_given_name, names
from kg.reading_list.title_heads import SURELY_NAMES, Part

__all__ = ["tail_of_title"]

_AUTHORS, _VENUE, _OTHER = map(KINDS.index, ("authors", "venue", "other"))

_IN = re.compile(
    r"[,.;][\"”'’]?\s*(?:[-–—]\s*)?(?:[Ii]n:\s|[Ii]n (?=(?:the )?Proc))\s*(?P<venue>[^,]+(?:,.*\band\b[^,]*)?)"
)
_PROCEEDINGS = re.compile(
    r"[.,]\s+(?:In\s+)?(?P<venue>(?:[Tt]he )?Proceedings of (?:the )?\S.*|[A-Z][\w ]{2,30} preprint)$"
)
#: A title in single quotation marks that was taken to go on behind them.
_QUOTED = re.compile(r"(?<=[^\W_])[.?!]?['’][.,]\s+(?P<venue>[A-ZÀ-Ý].{3,90})$")
_LAST_PART = re.compile(r"[.,]\s+(?P<venue>[A-ZÀ-Ý][^,.;:()\[\]]{3,70})$")
_DATE = re.compile(r"\W{1,3}(?:(?:1[89]|20)\d\d\b|\d{1,4}\W)")
#: GOST 7.1: ``Title / Low A.B. // Journal``.
_SLASHES = re.compile(r"\s+//\s*(?P<venue>.+)$")
#: What ends a name of a volume: number, issue, pages, or the year behind it.
_NUMBERED = re.compile(
    r"[,.]\s+(?P<venue>[A-ZÀ-Ý][^,.;:()\[\]]{3,70}?)(?P<volume>,?\s\d{1,4}(?:\s?:\s?\d{1,4})?)$"
)
_ISSUE = re.compile(r"[,.]\s+(?P<venue>[A-ZÀ-Ý][^,.;()\[\]]{3,70}?)\s\d{1,4}\s?\(\d{1,4}\)\W*$")
_AFTER_NUMBER = re.compile(
    r"\.?\s*(?:<|https?:|(?i:doi)\b|$)|\s*(?:\((?:19|20)\d\d\)|\(\d{1,3}\)|[,:]\s*(?:\d|pp?\.|S\.))"
)
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
    r"\s*\((?=[A-ZÀ-Ý])[^()]*\b(?:Universit|Institut|Universid|College|School of|Academy)[^()]*\)$"
)
_OTHERS = re.compile(r"[\s,]+(?P<row>[A-ZÀ-Ý][\w'’-]+ et\.? al)\.?,?$")
_NAMED_BEHIND = re.compile(r"(?:[.,]\s+(?:[Bb]y\s+)?|\s[-–—]\s(?:by\s+)?)(?P<row>[^.,:;()]{5,40})$")
_GOES_ON = re.compile(r"\s*,|\s+(?:and|&)\s")
#: The first of a row of names of which the others were found: ``A study of ink Anna Low``.
_FIRST_OF_ROW = re.compile(r"\s(?P<row>(?P<given>[A-ZÀ-Ý][\w'’-]+) [A-ZÀ-Ý][\w'’-]+)$")


def tail_of_title(text: str, after: str, *, named: bool, before_names: bool) -> list[Part]:
    """Return the parts that a title ends in and that are not of it.

    Parameters
    ----------
    text
        What was found to be the title.
    after
        The text of the entry behind it.
    named
        Whether the entry says elsewhere who wrote it.
    before_names
        Whether names follow the title.

    Examples
    --------
    >>> [part[:2] for part in tail_of_title("A study of ink, in: Book History", "", named=True, before_names=False)]
    [(14, 20), (20, 32)]
    """
    parts: list[Part] = []
    rest = text
    if found := next(_venues(text, after), None):
        venue = found.span("venue")
        parts = [Part(found.start(), venue[0], _OTHER), Part(*venue, _VENUE)]
        if venue[1] < len(text):
            parts.append(Part(venue[1], len(text), _OTHER))
        rest = text[: found.start()]
    elif place := _INSTITUTION.search(text):
        parts = [Part(place.start(), len(text), _OTHER)]
        rest = text[: place.start()]
    row = _first_of_row(rest) if before_names and _GOES_ON.match(after) else None
    if not named:
        row = _OTHERS.search(rest) or _person_behind(rest)
    if row:
        who = row.span("row")
        parts = [Part(row.start(), who[0], _OTHER), Part(*who, _AUTHORS), *parts]
    return parts


def _first_of_row(text: str) -> re.Match[str] | None:
    """Return the name that a title ends in before other names."""
    row = _FIRST_OF_ROW.search(text)
    return row if row and is_given_name(row["given"]) else None


def _person_behind(text: str) -> re.Match[str] | None:
    """Return the one person whose name a title ends in."""
    row = _NAMED_BEHIND.search(text)
    people = names(row["row"], strict=True) if row else None
    return row if people and len(people[0]) == 1 and people[1] >= SURELY_NAMES else None


def _venues(text: str, after: str) -> Iterator[re.Match[str]]:
    """Yield what a title ends in where that is a venue by its form."""
    forms = (_IN, _SLASHES, _PROCEEDINGS, _WIDE_VENUE, _UNPUBLISHED)
    for pattern in (_QUOTED, *forms) if text[:1] in ("'", "‘") else forms:
        if found := pattern.search(text):
            yield found
    for pattern, may_be in (
        (_LAST_PART, _is_known_journal),
        (_ISSUE, _is_series),
        (_NUMBERED, _is_series_before_number),
        (_LAST_PART, _is_before_volume),
    ):
        if (found := pattern.search(text)) and may_be(found, after):
            yield found


def _is_known_journal(found: re.Match[str], after: str) -> bool:
    """Whether the last sentence of a title is a journal, or its last part before a date."""
    sentence = found.group()[0] == "."
    return is_journal(found["venue"]) and (sentence or _DATE.match(after) is not None)


def _is_series_before_number(found: re.Match[str], after: str) -> bool:
    return _AFTER_NUMBER.match(after) is not None and _is_series(found, after)


def _is_before_volume(found: re.Match[str], after: str) -> bool:
    return found.group()[0] == "." and _VOLUME.match(after) is not None


def _is_series(found: re.Match[str], _: str) -> bool:
    """Whether a name before a number is of a journal or a series: ``Korpus im Text 1 (2015)``."""
    name = found["venue"]
    if _PART.fullmatch(name):
        return False
    is_acronym = venue_acronym(name) and not is_word(name)
    return len(name.split()) > 1 or is_journal(name) or venue_likeness(name) > 0 or is_acronym
