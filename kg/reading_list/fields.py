"""The fields of an entry, told from what each of its words is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from kg.reading_list.candidates import Fields
from kg.reading_list.chain import KINDS, Array
from kg.reading_list.dates_and_venues import dated, venue_acronym, venue_likeness, venue_name
from kg.reading_list.journals import is_journal
from kg.reading_list.named_people import people_apart, whole_row
from kg.reading_list.people import PARTICLES, names
from kg.reading_list.people_row import people_of
from kg.reading_list.phrases import phrases_of, text_of
from kg.reading_list.title_edges import without_edges
from kg.reading_list.title_spans import title_in_bold, whole_title
from kg.reading_list.venue_spans import venue_before_volume, venue_behind, whole_venues
from kg.reading_list.vocabulary import vocabulary
from kg.reading_list.words import Word, Words

__all__ = ["fields_of", "is_archive"]

_TITLE, _AUTHORS, _YEAR, _VENUE, _OTHER = range(len(KINDS))
#: What the words are that were taken for a title behind the one in bold.
_AFTER_TITLE = {_TITLE: _OTHER}
_FIELDS = (("title", _TITLE), ("authors", _AUTHORS), ("year", _YEAR), ("venue", _VENUE))
_ARCHIVES = re.compile(r"(?i)(?:\w*rxiv|corr|osf|ssrn|hal|preprints?)\b|.*\bpreprint$")
_YEAR_WITHIN = re.compile(r"['’‘]?\b(?:1[5-9]|20)\d\d\b|['’‘]\d\d\b")
_PAIRS = {
    ")": "(",
    "]": "[",
    "}": "{",
    "”": "“",
    "»": "«",
    "」": "「",
    "）": "（",
    "』": "『",
    "》": "《",
}
#: Names of fields and what stands in empty ones: ``Date: 2026``, ``TBD``.
_NO_VENUES = frozenset(
    name for role in ("title", "names", "year") for name in vocabulary()["columns"][role]
) | {"tba", "tbd", "n/a", "anonymous authors"}
#: ``31st Conference on Neural Information Processing Systems (NeurIPS 2017)``
_SHORT = re.compile(r"\w \(([A-Z][\w&-]+) ['’]?(?:19|20)?\d\d\)")
#: Below which chance a field is doubtful.
_SURE = 0.6
#: How certainly a phrase must be a venue that was not found to be one, and names that were.
_CERTAIN, _CERTAINLY_NAMES = 1.0, 0.8


def _people(said: Words, kinds: Sequence[int]) -> tuple[str, ...]:
    """Return the authors; editors are such where there are no others."""
    rows = _phrases(kinds, _AUTHORS)
    rows = [row for row in rows if not _are_editors(said, kinds, row)] or rows
    rows = _joined_over_remarks(said, [whole_row(said, kinds, row) for row in rows])
    rows = [(_with_particles(said, kinds, first), last) for first, last in rows]
    return tuple(name for row in rows for name in people_of(_row_said(said, row)))


#: A nickname or a remark between two parts of a row of names: ``Jan "Honza" Cernocky``.
_REMARK = re.compile(r"\s*(?:[\"“][^\"“”]{1,20}[\"”]|\([^()]{1,60}\))\s*,?\s*")


def _joined_over_remarks(said: Words, rows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the rows of names, those as one that only a nickname or a remark parts."""
    found: list[tuple[int, int]] = []
    for first, last in rows:
        if found and _REMARK.fullmatch(
            said.said, said.words[found[-1][1] - 1].end, said.words[first].start
        ):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _row_said(said: Words, row: tuple[int, int]) -> str:
    """Return the text of a row of names; those of another block are others."""
    text = said.said[said.words[row[0]].start : said.words[row[1] - 1].end]
    return re.sub(r"\s*[,;]?\s*[\v\f]", ", ", text)


def fields_of(said: Words, kinds: Sequence[int], chances: Array) -> Fields | None:
    """Return the fields of an entry, or None when it has no title.

    Parameters
    ----------
    said
        The words of the entry.
    kinds
        What each word is, as numbers of :data:`~kg.reading_list.chain.KINDS`.
    chances
        How likely each word is what.
    """
    words = said.words
    titles = _phrases(kinds, _TITLE)
    if not titles:
        return None
    if bold := title_in_bold(said, kinds):
        kinds = [*[_TITLE] * bold[1], *(_AFTER_TITLE.get(kind, kind) for kind in kinds[bold[1] :])]
        titles = [bold]
    start, end = whole_title(said, kinds, _title(said, kinds, titles[0]))
    kinds = [*kinds[:start], *[_TITLE] * (end - start), *kinds[end:]]
    kinds = without_edges(said, kinds, (start, end))
    start, end = _phrases(kinds, _TITLE)[0]
    people = _people(said, kinds) or people_apart(said, kinds, (start, end))
    venue = _venue(said, kinds)
    if venue and not people and _is_somebody(venue):
        people, venue = people_of(venue), None
    return Fields(
        title=_balanced(said, start, end),
        line=words[start].line,
        people=people,
        year=_year(said, kinds, (start, end)),
        venue=venue,
        hrefs=frozenset(word.href for word in words[start:end] if word.href),
        doubtful=tuple(_doubtful(kinds, chances)),
        year_of_month=_year_of_month(said, end),
    )


def _is_somebody(venue: str) -> bool:
    """Whether what was taken for a venue is rather the name of who wrote it."""
    row = names(venue)
    return (
        row is not None
        and row[1] >= _CERTAINLY_NAMES
        and not venue_likeness(venue)
        and not is_journal(venue)
    )


def _title(said: Words, kinds: Sequence[int], title: tuple[int, int]) -> tuple[int, int]:
    """Return where a title begins and ends, with the number or the years at its end."""
    words = said.words
    start, end = title
    if _ends_in_number(words, kinds, end):
        end += 1
    if _RANGE.match(said.said, words[end - 1].end):
        end = next(n for n in range(end, len(words)) if words[n].text.isdigit()) + 3
    return start, end


def _doubtful(kinds: Sequence[int], chances: Array) -> Iterator[str]:
    """Yield the fields whose words are on average unlikely to be what they were taken for."""
    for name, kind in _FIELDS:
        at = [n for n, one in enumerate(kinds) if one == kind]
        if at and float(np.mean(chances[at, kind])) < _SURE:
            yield name


_YEAR_ALONE = re.compile(r"(?<![\d/.–-])(?:19|20)\d\d(?![\d–/-])")
_MONTH_AND_YEAR = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?,? ((?:19|20)\d\d)\b"
)
#: Years that a study is of, not when it appeared: ``burn zone data, 2000-2019.``
_RANGE = re.compile(r",\s+(?:1[5-9]|20)\d\d\s?[-–—]\s?(?:1[5-9]|20)\d\d(?=\s*(?:[.:?]\s|$))")
#: How many words and marks may lie between a name and what says that it is an editor's.
_MOST_EDITORS = 16
_EDITORS = re.compile(
    r"[\s,]*\(?(?:eds?|editors?|hrsg|herausgeber|orgs?|coords?|éds?|dir|a cura di)\b\.?\)?",
    re.IGNORECASE,
)


def _with_particles(said: Words, kinds: Sequence[int], start: int) -> int:
    """Return where a row of names begins whose first word may be a part of ``Juan de la Fuente``."""
    words, at = said.words, start

    def may_go_on() -> bool:
        return at > 0 and kinds[at - 1] == _OTHER and words[at].gap == " "

    while may_go_on() and words[at - 1].text in PARTICLES:
        at -= 1
    while at < start and may_go_on() and words[at - 1].text.istitle():
        at -= 1
    return at


def _are_editors(said: Words, kinds: Sequence[int], phrase: tuple[int, int]) -> bool:
    """Whether a row of names is of those who edited the volume: ``Ann Low and Ben Rye (Eds.)``."""
    end = phrase[1]
    while not _EDITORS.match(said.said, said.words[end - 1].end):
        if end - phrase[1] > _MOST_EDITORS or not _may_go_on_with_names(said.words, kinds, end):
            return False
        end += 1
    return True


def _may_go_on_with_names(words: Sequence[Word], kinds: Sequence[int], at: int) -> bool:
    """Whether a word may be of a row of names of which the last were not found to be names."""
    if at >= len(words) or kinds[at] not in (_OTHER, _AUTHORS):
        return False
    return words[at].text[0].isupper() or words[at].text in (",", ".", ";", "&", "and")


def _ends_in_number(words: Sequence[Word], kinds: Sequence[int], end: int) -> bool:
    """Whether a bare number after a title is the last word of the run or cell that holds it."""
    return (
        end < len(words)
        and kinds[end] == _OTHER
        and len(words[end].text) < 3
        and words[end].text.isdigit()
        and words[end].run == words[end - 1].run
        and all(word.run != words[end].run or not word.text.isalnum() for word in words[end + 1 :])
    )


def _phrases(kinds: Sequence[int], kind: int) -> list[tuple[int, int]]:
    found, start = [], -1
    for n, one in enumerate([*kinds, -1]):
        if one == kind and start < 0:
            start = n
        elif one != kind and start >= 0:
            found.append((start, n))
            start = -1
    return found


def _said(said: Words, phrase: tuple[int, int]) -> str:
    text = said.said[said.words[phrase[0]].start : said.words[phrase[1] - 1].end]
    return re.sub(r"[\v\f]", " ", text)


def _balanced(said: Words, start: int, end: int) -> str:
    """Return a title with the brackets and quotation marks at its edges that belong to it."""
    words = said.words
    while end < len(words) and not words[end].gap and _closes(said, start, end):
        end += 1
    text = _said(said, (start, end))
    if start and not words[start].gap:
        before = words[start - 1].text
        closing = next((close for close, opening in _PAIRS.items() if opening == before), None)
        if closing and text.count(closing) > text.count(before):
            text = before + text
    return text


def _closes(said: Words, start: int, end: int) -> bool:
    mark = said.words[end].text
    if mark in "?!？！":
        return True
    opening = _PAIRS.get(mark)
    text = said.said[said.words[start].start : said.words[end - 1].end]
    return opening is not None and text.count(opening) > text.count(mark)


def _year(said: Words, kinds: Sequence[int], title: tuple[int, int]) -> int | None:
    """Return the year that was found; of one that turned out to be in the title, the next."""
    found = _phrases(kinds, _YEAR)
    outside = [one for one in found if not title[0] <= one[0] < title[1]]
    for start, end in outside:
        for word in said.words[start:end]:
            if word.text.isdigit() and len(word.text) in (2, 4, 6, 8):
                year = int(word.text[:4])
                return year if year > 99 else year + (2000 if year < 60 else 1900)
    after = said.words[title[1] - 1].end
    if (alone := _YEAR_ALONE.search(said.said, after)) and len(outside) < len(found):
        return int(alone.group())
    return _year_of_two_digits(said.said, after)


#: ``[Low+, 19]``, ``[ACM23/8]`` behind a title, ``TOPLAS 23:`` before it.
_CITED = re.compile(
    r"\[(?:(?P<venue>[A-Z]{3,})|[A-Z][\w'’-]+\+?,|[A-Z][\w'’-]+\+)\s?['’]?(?P<year>[0-6]\d|[89]\d)(?:/\d{1,2})?[\],]"
)
_VENUE_FIRST = re.compile(
    r"\W*(?P<venue>[A-Z][A-Za-z]{2,7})\s['’]?(?P<year>[0-3]\d|[89]\d)\s?[:：]\s"
)


def _year_of_two_digits(text: str, after: int) -> int | None:
    """Return the year that a short citation behind the title or a venue before it says."""
    found = _CITED.search(text, after) or _VENUE_FIRST.match(text)
    if found is None or (found["venue"] and not _may_have_year(found["venue"])):
        return None
    year = int(found["year"])
    return year + (2000 if year < 60 else 1900)


def _may_have_year(venue: str) -> bool:
    return venue in ("ACM", "IEEE") or venue_acronym(venue)


def _year_of_month(said: Words, after: int) -> int | None:
    """Return the year of the one month after the title, as in ``Under review. March 2025``."""
    found = {int(one[1]) for one in _MONTH_AND_YEAR.finditer(said.said, said.words[after - 1].end)}
    return found.pop() if len(found) == 1 else None


def _venue(said: Words, kinds: Sequence[int]) -> str | None:
    """Return where it appeared, rather than the archive it can be had from."""
    spans = whole_venues(said, kinds, _phrases(kinds, _VENUE))
    spans.sort(key=lambda span: _column(said, span) != "venue")
    found = [
        name
        for span in spans
        if (name := _venue_name(said, span)) and name.casefold() not in _NO_VENUES
    ]
    first = next((name for name in found if not is_archive(name)), next(iter(found), None))
    return (
        first
        or venue_before_volume(said, kinds)
        or _known_venue(said, kinds)
        or venue_behind(said, kinds)
    )


def _column(said: Words, span: tuple[int, int]) -> str | None:
    """Return what the column of a phrase holds by its name."""
    cell = said.words[span[0]].cell
    return said.columns[cell] if 0 <= cell < len(said.columns) else None


def _known_venue(said: Words, kinds: Sequence[int]) -> str | None:
    """Return the one phrase that certainly is a venue, and was found to be nothing else."""
    for start, end in phrases_of(said.words, strong=False):
        if any(kind not in (_OTHER, _YEAR) for kind in kinds[start:end]):
            continue
        when = dated(text_of(said, (start, end)))
        if when and when.venue and when.strength >= _CERTAIN and not is_archive(when.venue):
            return when.venue
    return None


#: A month before the name of a venue, and what announces its volume behind it.
_BESIDE_NAME = re.compile(
    r"^(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? (?=[A-Z])|[ ,]+(?:[Vv]ol(?:ume)?|[Nn]o|[Ii]ssue|Bd)\.?$"
)


def _venue_name(said: Words, span: tuple[int, int]) -> str | None:
    """Return the name of a venue: the acronym in brackets behind it, where there is one."""
    text = _said(said, span)
    last = said.words[span[1] - 1].end
    if (short := _SHORT.search(text + said.said[last : last + 30])) and venue_acronym(short[1]):
        return short[1]
    when = dated(text)
    name = when.venue if when and when.venue else venue_name(_YEAR_WITHIN.sub(" ", text))
    return _BESIDE_NAME.sub("", name)


def is_archive(venue: str) -> bool:
    """Whether a venue is an archive that a paper can be had from, as arXiv.

    Examples
    --------
    >>> is_archive("arXiv"), is_archive("CVPR")
    (True, False)
    """
    return _ARCHIVES.match(venue) is not None
