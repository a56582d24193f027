"""Where and when a bibliography says that a paper was published, in the words of our records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from kg.markup import without_markup

__all__ = ["published_as", "year_in", "year_problems"]

_RANGE = re.compile(r"\s*(?:--+|[–—])\s*")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
#: One year with at most a month, a day, a season or a letter that tells papers of a year apart.
_PLAIN_YEAR = re.compile(
    r"\W*(?:[A-Za-z]+\.?\W*)?(?:1[5-9]|20)\d\d[a-z]?(?:[-/.\s]+[\w.:/-]+)*\W*|(?:\d{1,2}[./-]){1,2}(?:1[5-9]|20)\d\d"
)
_FIELDS = ("volume", "issue", "pages", "publisher", "abstract")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def published_as(
    fields: Mapping[str, object], *, day: object = None, month: object = None, year: object = None
) -> dict[str, str]:
    """Return volume, issue, pages, publisher, abstract and the day of publication, where they are said.

    Parameters
    ----------
    fields
        Of those names, as a format has them.
    day, month, year
        The date, or in ``year`` all of it.

    Examples
    --------
    >>> published_as({"volume": "12", "pages": "3--9", "issue": ""}, year=2019, month="mar", day="5")
    {'volume': '12', 'pages': '3-9', 'publication_date': '2019-03-05'}
    >>> published_as({}, year="2019-03-05")
    {'publication_date': '2019-03-05'}
    """
    found: dict[str, str] = {}
    for name in _FIELDS:
        value = fields.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            text = " ".join(without_markup(str(value)).split())
            if text:
                found[name] = _RANGE.sub("-", text) if name == "pages" else text
    if day_published := _day(year, month, day):
        found["publication_date"] = day_published
    return found


def _day(year: object, month: object, day: object) -> str | None:
    if isinstance(year, list):
        year, month, day = (*year, None, None)[:3]
    text = str(year or "").strip()
    whole = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)", text)
    if whole:
        year, month, day = whole.groups()
    name = str(month or "").strip().lower()[:3]
    number = str(_MONTHS.index(name) + 1) if name in _MONTHS else str(month or "").strip()
    try:
        return date(int(str(year)), int(number), int(str(day))).isoformat()
    except ValueError:
        return None


def year_in(value: object) -> int | None:
    """Return the first year from 1500 in a value.

    Examples
    --------
    >>> year_in("c. 1650"), year_in("in press")
    (1650, None)
    """
    digits = _YEAR.search(str(value or ""))
    return int(digits.group()) if digits else None


def year_problems(value: object) -> Iterator[str]:
    """Yield what is lost of a year that is no plain one.

    Examples
    --------
    >>> list(year_problems("2001--2003")), list(year_problems("in press")), list(year_problems("May 2001"))
    (["the year '2001--2003' is read as 2001"], ["the year 'in press' is not read"], [])
    """
    text = str(value or "").strip()
    if not text or (_PLAIN_YEAR.fullmatch(text) and len(set(_YEAR.findall(text))) == 1):
        return
    year = year_in(text)
    yield f"the year {text!r} is " + (f"read as {year}" if year else "not read")
