"""How citations begin: the row of names before a year or a title, in the styles people write.

APA and ACS (``Low, A. J.; Rye, B.``), Vancouver (``Low AJ, Rye B``), IEEE (``A. J. Low and
B. Rye``), Harvard (``Low and Rye (1977)``); and the venue and year before a title
(``SOSP'03-Title``).
"""

from __future__ import annotations

import re

from kg.reading_list.dates_and_venues import NOT_NAMES, dated, venue_acronym

__all__ = ["Byline", "byline", "dated_head"]

Byline = tuple[tuple[str, ...], float, int]

_UPPER = "A-ZÀ-ÖØ-ÞŁŚŠŽČĆĐŐŞİ"
_PARTICLE = r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]er|[Dd]en|[Dd]el|[Dd]i|[Dd]a|[Dd]os|[Ll]a|[Ll]e|[Tt]er|[Tt]en|[Aa]l|[Ee]l|[Bb]in)\s)*"
_FAMILY = rf"{_PARTICLE}[{_UPPER}][\w'’`-]*[\w](?:[ -][{_UPPER}][\w'’`-]*[a-z]){{0,2}}"
_DOTTED = rf"[{_UPPER}]\.(?:\s?-?\s?[{_UPPER}]\.){{0,4}}"
_AND = r"(?:\s*[,;]\s*(?:(?:and|&|y|et|und|e)\s+)?|\s+(?:and|&|y|und)\s+)"
_OTHERS = r"(?:[\s,;]+(?:and\s+|&\s+)?(?:et\s+al\b\.?|others\b|…|\.\.\.))?"
_EDITOR = r"(?:\s*\((?:[Ee]ds?\.|[Hh]rsg\.)\))?"


def _row(person: str, others: str | None = None) -> str:
    return rf"{person}(?:{_AND}{others or person})*{_OTHERS}{_EDITOR}"


_ENDS = r"(?=[\s:,.(]|$)"
#: Family name, initials; one alone may lack them: ``Low-Rye, Fox, A. S. M., Mole, C.``
_INVERTED = re.compile(_row(_FAMILY + r"(?:,\s*" + _DOTTED + ")?") + _ENDS)
_VANCOUVER = re.compile(_row(_FAMILY + f" [{_UPPER}]{{1,3}}" + r"(?![\w])") + r"(?=[.:;(]|\s\()")
_IEEE = re.compile(_row(_DOTTED + r"\s?-?" + _FAMILY) + _ENDS)
_FAMILIES = re.compile(_row(_FAMILY) + r"(?=\s*[(\[](?:19|20)\d\d[a-z]?[)\]])")
#: Somebody brings a paper: ``Oscar presents: Minter and Low (1977)``.
_PRESENTED = re.compile(r"[^:：\n]{3,40}[:：]\s+")
_PERSON = re.compile(
    rf"{_FAMILY},\s*{_DOTTED}|{_DOTTED}\s?-?{_FAMILY}|{_FAMILY} [{_UPPER}]{{1,3}}(?!\w)|{_FAMILY}"
)
_INITIALLED = re.compile(rf"[\s,][{_UPPER}]{{1,3}}(?!\w)|(?:^|\W)[{_UPPER}]\.")
_GOES_ON = re.compile(rf"\s+[{_UPPER}][\w'’-]+(?:\s[{_UPPER}][\w'’-]+)?(?:,|\s+(?:and|&)\s)")
_LONGEST = 1_500
_SEPARATOR = re.compile(r"\s*[-–—:：]\s*(?=\S)")
_LONGEST_HEAD = 32


def byline(text: str) -> Byline | None:
    """Return the people that a citation begins with, how certain they are, and where they end.

    Examples
    --------
    >>> byline("Low, A. J.; Rye, B. The interplay between bonds")
    (('Low, A. J.', 'Rye, B.'), 1.0, 19)
    >>> byline("Low AJ, Rye BC, Fox D. Photocatalytic reduction")
    (('Low AJ', 'Rye BC', 'Fox D'), 1.0, 21)
    >>> byline("Berner, Fox, and Rye (2013) A Century")
    (('Berner', 'Fox', 'Rye'), 0.95, 20)
    >>> byline("Attention, Please: A Study")
    """
    head = text[:_LONGEST]
    for pattern, enough in ((_INVERTED, 1), (_VANCOUVER, 2), (_IEEE, 1)):
        match = pattern.match(head)
        if match is None:
            continue
        people = tuple(_PERSON.findall(match.group()))
        initialled = sum(_INITIALLED.search(person) is not None for person in people)
        if _GOES_ON.match(head, match.end()):
            continue  # "Jens Kober, J. Andrew Bagnell, Jan Peters"
        if initialled >= max(enough, len(people) / 2) and not any(map(_is_no_name, people)):
            return people, _certain(pattern is _IEEE, people, match.group()), match.end()
    if match := _FAMILIES.match(head):
        people = tuple(_PERSON.findall(re.sub(_OTHERS + "$", "", match.group())))
        if people and not any(map(_is_no_name, people)):
            several = len(people) > 1 or "et al" in match.group()
            return people, 0.95 if several else 0.6, match.end()
    return None


def _certain(direct: bool, people: tuple[str, ...], text: str) -> float:
    if len(people) > 1 or "et al" in text:
        return 1.0
    return 0.7 if direct else 0.95


def _is_no_name(person: str) -> bool:
    words = re.findall(r"[\w'’-]+", person)
    return any(
        (len(word) > 2 and word.casefold() in NOT_NAMES)
        or (len(word) > 3 and word.isupper() and venue_acronym(word))
        or (len(word) > 1 and word[-1].isdigit())
        for word in words
    )


def presented(text: str) -> int:
    """Return where a citation begins after words that say who brings it, or 0."""
    match = _PRESENTED.match(text)
    return match.end() if match and _FAMILIES.match(text, match.end()) else 0


def dated_head(text: str) -> int:
    """Return where a title begins that follows its venue and year, or 0.

    Examples
    --------
    >>> dated_head("SOSP'03-The Google File System"), dated_head("ICLR 2019: A Study")
    (8, 11)
    >>> dated_head("GPT-4 Technical Report")
    0
    """
    for match in _SEPARATOR.finditer(text, 3, _LONGEST_HEAD):
        when = dated(text[: match.start()])
        if (
            when
            and when.year
            and when.venue
            and when.strength == 1.0
            and text[match.end() :].strip()
        ):
            return match.end()
    return 0
