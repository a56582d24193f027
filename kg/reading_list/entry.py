"""From the pieces of an entry to the entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.reading_list import links
from kg.reading_list.candidates import Candidate
from kg.reading_list.dates_and_venues import Dated, venue_name
from kg.reading_list.fields import is_archive
from kg.reading_list.piece import Piece
from kg.reading_list.sections import Place
from kg.reading_list.signs_of_words import without_marks
from kg.reading_list.written_identifiers import says_identifiers_only, written_identifiers
from kg.records import Entry, Link

__all__ = ["entry_of", "written_address"]

_WORD = re.compile(r"[^\W\d_]{2}")
#: Who published it says less than where it appeared.
_PUBLISHERS = re.compile(r"(?i)ieee|acm|springer|elsevier|mdpi|wiley|press|mit press")
#: A link written where an address should stand: ``[paper]([text](address))``.
_LINK_IN_LINK = re.compile(r"(?:\[|%5B).*(?:\]|%5D)\((https?://.+)\)")
#: "Part A" behind the full stop of a title looks like a name with an initial.
_PART = re.compile(
    r"(?P<part>(?:Part|Section|Volume|Vol\.?|Book|Chapter) (?:[A-Z]|[IVX]+|\d+))(?:\.\s+(?P<first>\S.*)|\.?$)"
)


def entry_of(candidate: Candidate, place: Place) -> Entry:
    """Return the entry that a candidate is, standing in a place of the list.

    The title of an entry that says no more is its address.
    """
    found = _links(candidate)
    reference = _reference(candidate)
    title, people = _with_part(reference.title, reference.people)
    return Entry(
        line=reference.line or candidate.block.line,
        title=_title(candidate, title, found),
        year=reference.year or place.year,
        venue=reference.venue or place.venue,
        authors=people or None,
        links=found,
        ids=_identifiers(candidate, found),
        section=place.section,
        framework=next((link.framework for link in found if link.framework), None),
        lines=candidate.lines,
    )


class _Reference(NamedTuple):
    """What a candidate says of its paper: which, by whom, when and where."""

    title: str
    line: int
    people: list[str]
    year: int | None
    venue: str | None


def _reference(candidate: Candidate) -> _Reference:
    """Return what the words of a candidate say, or where it has none, its pieces."""
    year, venue = _when(candidate.pieces)
    if (fields := candidate.fields) is not None:
        year = fields.year or year or fields.year_of_month
        return _Reference(fields.title, fields.line, list(fields.people), year, fields.venue)
    title = candidate.title
    people = [
        name
        for piece in candidate.pieces
        if piece.role in ("names", "dated") and piece is not title
        for name in piece.people
    ]
    if title is None:
        return _Reference("", 0, people, year, venue)
    return _Reference(title.text, title.line, people, year, venue)


def _identifiers(candidate: Candidate, found: Sequence[Link]) -> dict[str, str]:
    """Return the identifiers that the links carry, and those that stand in the text."""
    ids: dict[str, str] = {}
    for link in found:
        for kind, value in links.identifiers_of(link.url).items():
            ids.setdefault(kind, value)
    for block in candidate.blocks:
        for one in written_identifiers(block.text):
            ids.setdefault(one.kind, one.value)
    return ids


def _title(candidate: Candidate, title: str, found: Sequence[Link]) -> str:
    """Return the title of an entry; of one that says no more than an identifier or who and when, all of it."""
    text = candidate.block.text
    if not found and says_identifiers_only(text):
        return text.strip(" .,;")
    title = clean_title(_before_identifier(" ".join(title.split()), text))
    return title or _address(candidate, found).strip(" .,;")


def _before_identifier(title: str, text: str) -> str:
    """Return a title of a text without the identifier that it ends in, or all of it if it begins in one."""
    start = text.find(title)
    end = start + len(title)
    for one in written_identifiers(text) if start >= 0 else ():
        if start < one.start < end and not text[one.end : end].strip(" .,;:)]"):
            return text[start : one.start].rstrip(" ,;:([–—-")
        if one.start <= start < end <= one.end and not _WORD.search(title):
            return ""
    return title


def _with_part(title: str, people: list[str]) -> tuple[str, list[str]]:
    """Return a title with the part of the work that was taken for its first author."""
    if not people or not (part := _PART.match(people[0])):
        return title, people
    first = [part["first"]] if part["first"] else []
    return f"{title.rstrip(' .')}. {part['part']}", [*first, *people[1:]]


def _address(candidate: Candidate, found: Sequence[Link]) -> str:
    return next((link.url for link in found), candidate.block.text)


#: What is in code as a whole.
_ONE_CODE = re.compile(r"`[^`]*`")


def clean_title(text: str) -> str:
    """Return a title without a full stop, quotation marks or stray punctuation around it.

    Examples
    --------
    >>> clean_title('"Language Models as Knowledge Bases?",')
    'Language Models as Knowledge Bases?'
    >>> clean_title("`Net` and what it holds in `code`")
    '`Net` and what it holds in `code`'
    """
    whole = re.sub(r"\s+", " ", text).strip(" \t,;:|_")
    tick = "" if whole.count("`") % 2 == 0 and not _ONE_CODE.fullmatch(whole) else "`"
    text = without_marks(whole.strip(tick + " "), " \t,;:|*_-–—" + tick)
    text = re.sub(r"^[.。]\s+", "", text)
    text = re.sub(r"[,.;”\"]\s*[Ii]n:?$", "", text)
    text = re.sub(r"(?i)(?<=[.?!])\s+(?:oral|spotlight|poster|highlight)\W*$", "", text)
    text = re.sub(r"(?i)\s*[(\[](?:paper|pdf|link|arxiv|(?-i:[CDJMPRS]))[)\]]\W?$", "", text)
    if len(text) > 1 and text[0] in "\"“'‘《「" and text[-1] in "\"”'’》」":
        text = text[1:-1].strip(" ,")
    if text.startswith("[") and text.endswith("]") and text.count("[") == 1:
        text = text[1:-1]
    return re.sub(r"(?<!\.)\.$", "", text).strip(" ,;")


def _when(pieces: Sequence[Piece]) -> tuple[int | None, str | None]:
    """Return the year and the venue of the piece that says them most surely."""
    venue, venue_year, best = None, None, 0.0
    for piece in pieces:
        if piece.role == "venue" and best < 0.5:
            venue, best = venue_name(piece.text), 0.5
        elif (when := _date(piece)) and when.venue:
            certain = min(piece.certain, _trust(when.venue))
            if certain > best:
                venue, venue_year, best = when.venue, when.year, certain
    years = (when.year for piece in pieces if (when := _date(piece)) and when.year)
    return venue_year or next(years, None), venue


def _date(piece: Piece) -> Dated | None:
    return piece.when if piece.role == "dated" else None


def _trust(venue: str) -> float:
    """Return how surely a name is where a paper appeared, at the most.

    An archive is where it can be had from, and a publisher says less than a venue.
    """
    if _PUBLISHERS.fullmatch(venue):
        return 0.6
    return 0.75 if is_archive(venue) else 1.0


class _Found(NamedTuple):
    """A link of an entry, and whether it is that of the title."""

    link: Link
    of_title: bool


def _links(candidate: Candidate) -> list[Link]:
    """Return the links of an entry, each address once, by the label that says most of it."""
    found: dict[str, _Found] = {}
    for piece in candidate.pieces:
        if not piece.href or piece.href.startswith(("#", "mailto:", "javascript:")):
            continue
        url = written_address(piece.href)
        if piece.role == "names" and links.host_kind(url) != "paper":
            continue  # somebody's home page
        new = _found(candidate, piece, url)
        known = found.get(url)
        if known is None:
            found[url] = new
        elif known.of_title and not new.of_title and links.label_kind(piece.text):
            link = new.link
            found[url] = _Found(Link(link.kind, url, link.framework or known.link.framework), False)
    return [link for link, _ in found.values()]


def _found(candidate: Candidate, piece: Piece, url: str) -> _Found:
    of_title = _is_title(candidate, piece)
    kind = _kind(candidate, piece, url, of_title=of_title)
    return _Found(
        Link(kind, url, links.framework(piece.text) if kind == "code" else None), of_title
    )


def written_address(url: str) -> str:
    """Return an address without the link that was written in its place, or a title glued to it."""
    if nested := _LINK_IN_LINK.fullmatch(url):
        url = nested.group(1)
    return re.sub(r"(?:\"|%22)[^\"/]*(?:\"|%22)$", "", url)


def _is_title(candidate: Candidate, piece: Piece) -> bool:
    if candidate.fields is None:
        return piece is candidate.title
    return piece.href in candidate.fields.hrefs


def _kind(candidate: Candidate, piece: Piece, url: str, *, of_title: bool) -> str:
    """Return the kind of a link, told by its label, its column or the field before it."""
    kind = links.link_kind(piece.text, url, title=of_title)
    if of_title:
        return kind
    columns = candidate.block.columns
    if 0 <= piece.cell < len(columns) and not links.label_kind(piece.text):
        named = links.label_kind(columns[piece.cell])
        if named:
            return named
    return "dataset" if piece.field.startswith("dataset") else kind
