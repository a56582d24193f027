"""Where each entry stands: its section path, and the year its headings give it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.reading_list import people
from kg.reading_list.block import Block, Span
from kg.reading_list.candidates import Candidate
from kg.reading_list.dates_and_venues import Dated, dated, is_word, venue_acronym, year_of

__all__ = ["Place", "placed_in_sections"]

_AROUND_YEAR = re.compile(
    r"(?i)\b(?:papers?|years?|published|accepted|in|from|of|and|preprints?)\b|年|论文|[^\w\s/.-]"
)
#: A day is no year of papers: ``May 19, 2025``, ``2025-05-19``.
_DAY = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?\s*,?\s+\d{4}\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d{4}\b|"
    r"\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{1,2}[-./]\d{1,2}[-./]\d{4}\b|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
)
#: A term of a course is no year of papers, either: ``Spring 2021``, ``Fall Quarter 2020``, ``WS 2020/21``.
_TERM = re.compile(
    r"(?:(?i:spring|summer|fall|autumn|winter|michaelmas|hilary|trinity|lent|sommersemester|wintersemester)|SS|WS|SoSe|WiSe)\b(?:\s+(?i:term|semester|quarter))?[\s,']*\d{2,4}|"
    r"(?i:(?:semester|quarter|term)\s+\w+\s+\d{4}|\d{4}\s+(?:spring|summer|fall|autumn|winter)\b)"
)
#: The number of a section, and what "arXiv papers" says beside the archive.
_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+)\s+")
_ARCHIVE_OF = re.compile(r"(?i)(?<=[a-z\d])\s+(?:papers?|preprints?)$")

#: Sections nest no deeper in a list that a person reads.
_DEEPEST = 20


class Place(NamedTuple):
    """The section path of an entry, and the year and venue that what is above it gives."""

    section: list[str]
    year: int | None
    venue: str | None


def placed_in_sections(
    blocks: Sequence[Block], candidates: Sequence[Candidate]
) -> tuple[str | None, dict[int, Place]]:
    """Return the list's title, and the place of each candidate by its index."""
    by_index = {candidate.index: candidate for candidate in candidates}
    tops = [block for block in blocks if block.kind == "heading" and block.level == 1]
    path = _Path()
    parents = _Parents()
    placed: dict[int, Place] = {}
    after_heading = False
    for index, block in enumerate(blocks):
        candidate = by_index.get(index)
        is_paper = candidate is not None and candidate.follower
        if block.kind == "end":
            path.close()
            continue
        if block.kind == "heading" and not is_paper:
            path.open(block, follows=after_heading)
            placed[index] = Place([], None, None)
        elif candidate is not None:
            placed[index] = _place(_without_title(path.names, tops), parents.names_of(candidate))
        if block.kind == "paragraph":
            path.date(_said(block.spans))
        after_heading = block.kind == "heading"
    return _title_of(tops), placed


def _title_of(tops: Sequence[Block]) -> str | None:
    return (_said(tops[0].spans) or None) if tops else None


class _Parents:
    """The names of the bullets that head others, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, str] = {}

    def names_of(self, candidate: Candidate) -> list[str]:
        """Return the names of the candidates above one, outermost first."""
        for parent in candidate.under:
            if parent.index not in self._known:
                self._known[parent.index] = _said(parent.block.spans)
        names = (self._known[parent.index] for parent in candidate.under)
        return [name for name in names if name]


class _Path:
    """The headings that stand above a block, outermost first, each with its depth."""

    def __init__(self) -> None:
        self._headings: list[tuple[float, str]] = []
        self._opened: list[int] = []  # how long the path was where a <summary> opened

    @property
    def names(self) -> list[str]:
        """The names of the headings."""
        return [name for _, name in self._headings]

    def open(self, heading: Block, *, follows: bool) -> None:
        """Go on below a heading; ``follows`` when it stands right below another."""
        level = _level(heading, self._headings, follows=follows)
        if heading.level == 0:
            self._opened.append(min(len(self._headings), _DEEPEST))
        self._enter(level, _said(heading.spans))
        del self._headings[_DEEPEST:]

    def close(self) -> None:
        """End what the last ``<summary>`` headed."""
        if self._opened:
            del self._headings[self._opened.pop() :]

    def date(self, paragraph: str) -> None:
        """Take a paragraph that is a year for a heading, below one that is none."""
        if not paragraph or not year_of(paragraph):
            return
        level, above = self._headings[-1] if self._headings else (0, "")
        self._enter(level if year_of(above) else level + 0.5, paragraph)

    def _enter(self, level: float, name: str) -> None:
        self._headings = [
            *(heading for heading in self._headings if heading[0] < level),
            (level, name),
        ]


def _level(block: Block, path: Sequence[tuple[float, str]], *, follows: bool) -> float:
    """Return how deep a heading stands.

    What a person opens and closes stands below the heading above it; so does a year right
    below a topic of the same level (``## Avatars``, ``## 2024``), or a topic below a year.
    """
    if block.level == 0:
        return (path[-1][0] if path else 0) + 0.5
    same = [said for level, said in path if block.level <= level < block.level + 1]
    a_year = bool(same) and _is_year(_said(block.spans))
    if len(same) == 1:
        deeper = follows and a_year != _is_year(same[0])
    else:
        deeper = len(same) > 1 and a_year == _is_year(same[1])
    return block.level + 0.5 if deeper else block.level


def _is_year(name: str) -> bool:
    when = _dated_heading(name)
    return when is not None and when.year is not None


def _without_title(names: list[str], tops: Sequence[Block]) -> list[str]:
    if len(tops) == 1 and len(names) > 1 and names[0] == _said(tops[0].spans):
        return names[1:]
    return names


def _place(names: list[str], above: list[str]) -> Place:
    year = venue = None
    for name in reversed([*names, *above]):
        when = _dated_heading(name)
        year = year or (when.year if when else None)
        if when and when.venue and not people.names(when.venue):
            named = name in above or _names_a_venue(when)
            venue = venue or (when.venue if named else None)
    return Place([*names, *above], year, venue)


def _names_a_venue(when: Dated) -> bool:
    """Whether a heading is the name of a meeting or archive: "ICCV", not "Conference" or "AutoML"."""
    words = (when.venue or "").split()
    return when.strength == 1.0 and any(
        venue_acronym(word) and (when.year is not None or not is_word(word)) for word in words
    )


def _dated_heading(name: str) -> Dated | None:
    """Return what a heading says when it says nothing but a year or venue.

    Examples
    --------
    >>> _dated_heading("Papers from 2019"), _dated_heading("CVPR 2021")
    (Dated(year=2019, venue=None, strength=1.0), Dated(year=2021, venue='CVPR', strength=1.0))
    >>> _dated_heading("Before 2022")
    """
    name = _NUMBERED.sub("", name)
    if _DAY.search(name) or _TERM.search(name):
        return None  # a meeting, or when papers were read
    if when := dated(_ARCHIVE_OF.sub("", name)):
        return when if when.strength >= 0.8 else None
    year = year_of(_AROUND_YEAR.sub(" ", name))
    return Dated(year, None, 1.0) if year else None


def _said(spans: Sequence[Span]) -> str:
    return " ".join("".join(span.text for span in spans if not span.image).split()).strip(" :*#")
