"""Which venue a label names: its acronym and kind, whether two are one, whether it is a preprint server.

CVPR 2017 and CVPR 2020 are one venue, and so are NIPS and NeurIPS; a volume or a page
number is none. What goes by several names is in ``venues.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from kg.titles import normalise_title, slug

__all__ = [
    "VenueName",
    "contradicts",
    "is_preprint",
    "is_preprint_doi",
    "is_preprint_server",
    "meeting",
    "same_venue",
    "venue_name",
]

_NOT_ACRONYMS = frozenset(
    {"ACM", "IEEE", "PMLR", "LNCS", "USA", "UK", "SPIE", "CCF", "SCI", "JMLR"}
)
_ACRONYM_IN_BRACKETS = re.compile(r"\(\s*([A-Z][A-Za-z&/-]{1,11})\s*(?:['’]?\d{2,4})?\s*\)")
_LABEL_ONLY = re.compile(r"[A-Z][A-Za-z&/-]*[A-Z][A-Za-z]*")
_NOISE = (
    re.compile(r"\((?:[^()]|\([^()]*\))*\)"),
    re.compile(
        r"[,;]?\s*\b(?:vol|volume|no|number|issue|pp?|pages?|art|article)\b\.?\s*\d.*$",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d{1,3}(?:st|nd|rd|th)\b", re.IGNORECASE),
    re.compile(r"\b(?:19|20)\d\d\b|['’]\d\d\b"),
    re.compile(r"\b\d+(?:\s*[:(–-]\s*\d+\)?)*"),
    re.compile(
        r"^\s*(?:in\s*:?\s+)?(?:the\s+)?(?:proceedings\s+(?:of\s+)?|proc\.?\s+(?:of\s+)?|in\s+)?(?:the\s+)?",
        re.IGNORECASE,
    ),
)
_ARXIV = re.compile(r"\barxiv\b|^corr$", re.IGNORECASE)


class _KnownVenue(msgspec.Struct, frozen=True):
    acronym: str
    others: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class _JournalOfMeeting(msgspec.Struct, frozen=True):
    journal: str
    meetings: tuple[str, ...]


class _Preprints(msgspec.Struct, frozen=True):
    names: tuple[str, ...]
    dois: tuple[str, ...]
    numbered: str


class _Table(msgspec.Struct, frozen=True):
    venue: tuple[_KnownVenue, ...]
    presented: tuple[_JournalOfMeeting, ...]
    preprints: _Preprints


@cache
def _table() -> _Table:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _Table)


@cache
def _acronyms() -> dict[str, str]:
    return {
        acronym.upper(): known.acronym
        for known in _table().venue
        for acronym in (known.acronym, *known.others)
    }


@cache
def _full_names() -> tuple[tuple[str, str], ...]:
    """Return (folded full name, acronym), longest names first."""
    named = [
        (normalise_title(name), known.acronym) for known in _table().venue for name in known.names
    ]
    return tuple(sorted(named, key=lambda pair: (-len(pair[0]), pair)))


#: Words around the name of a meeting that do not make another one.
_FILLERS = frozenset(
    """
    a acm advances an and annual at conf conference cvf for ieee ieee/cvf in int international joint
    main meeting of on proc proceedings symposium the usenix aaai/acm rsj rsj/ieee sigs
    first second third fourth fifth sixth seventh eighth ninth tenth
    """.split()
)
#: Another thing than the meeting itself.
_BESIDE = re.compile(
    r"\b(?:workshops?|wksp?s?|findings|companion|explorations|newsletter|record|forum|tutorials?|demos?|demonstrations?|"
    r"challenge|satellite|adjunct|student|doctoral|industry|magazine|journal|transactions|trans|letters|annals)\b",
    re.IGNORECASE,
)


def _known_meeting(label: str) -> str | None:
    """Return the acronym of a meeting whose name is all that a label says, else None."""
    if _BESIDE.search(label):
        return None
    words = normalise_title(re.sub(r"(?<=[A-Za-z])['’]?(?:19|20)?\d\d\b", " ", label))
    found = set()
    for name, acronym in _full_names():
        if f" {name} " in f" {words} ":
            found.add(acronym)
            words = f" {words} ".replace(f" {name} ", " ").strip()
            break
    rest = [word for word in words.split() if word not in _FILLERS and not word[0].isdigit()]
    found |= {_acronyms()[word.upper()] for word in rest if word.upper() in _acronyms()}
    others = [word for word in rest if word.upper() not in _acronyms()]
    return next(iter(found)) if len(found) == 1 and not others else None


class VenueName(NamedTuple):
    """A venue's normalised name; ``key`` is its slug, the same for all its years."""

    key: str
    name: str
    acronym: str | None
    kind: str | None


@lru_cache(maxsize=10_000)
def venue_name(label: str) -> VenueName | None:
    """Return the venue that a label names, or None when nothing but numbers is left.

    Examples
    --------
    >>> venue_name("CVPR 2017").key == venue_name("CVPR 2020").key == "cvpr"
    True
    >>> venue_name("IEEE Transactions on Multimedia 20(2)").name
    'IEEE Transactions on Multimedia'
    >>> venue_name("Computer Vision and Pattern Recognition (CVPR), 2011 IEEE Conference on").acronym
    'CVPR'
    >>> [venue_name(label).kind for label in ("ACM Multimedia 2017", "Information Sciences 546", "Nature")]
    ['conference', 'journal', None]
    >>> venue_name("NIPS").key == venue_name("Advances in Neural Information Processing Systems 30").key
    True
    >>> venue_name("2020")
    """
    if _ARXIV.search(label):
        return VenueName("arxiv", "arXiv", None, "preprint")
    name = label
    for noise in _NOISE:
        name = noise.sub(" ", name)
    name = re.sub(r"\s+([,;.])", r"\1", " ".join(name.split())).strip(" ,;:.-–/&")
    acronym = _acronym(label, name)
    if not normalise_title(name):
        name = acronym or ""
    if known := _known_meeting(label):
        return VenueName(slug(known), name or known, known, "conference")
    if not name:
        return None
    return VenueName(slug(acronym or name), name, acronym, _kind(label, name, acronym))


def _acronym(label: str, name: str) -> str | None:
    """Return the acronym that stands in brackets, or that is all of the name."""
    in_brackets = (
        word
        for word in _ACRONYM_IN_BRACKETS.findall(label)
        if word.upper() not in _NOT_ACRONYMS and sum(char.isupper() for char in word) >= 2
    )
    is_all = _LABEL_ONLY.fullmatch(name) and name.upper() not in _NOT_ACRONYMS
    return next(in_brackets, name if is_all else None)


def _kind(label: str, name: str, acronym: str | None) -> str | None:
    text = label.casefold()
    if re.search(
        r"\b(?:transactions|trans|journal|letters|magazine|review|reviews|annals)\b", text
    ):
        return "journal"
    if re.search(r"\b(?:conference|conf|proc|proceedings|symposium|workshop|meeting)\b", text):
        return "conference"
    bare = _NOISE[0].sub("", label).strip()
    if re.search(r"(?:19|20)\d\d$", bare) and name.isascii():
        # A name with a year is how a meeting is cited; "TIP 2018", "JMLR 2020" are journals.
        last = (acronym or name).split()[-1]
        return None if last[0] in "TJ" or last in ("IJCV", "CVIU", "PAMI") else "conference"
    if re.search(r"\s\d{1,3}(?:\s*\(\d+\))?$", label.strip()):
        return "journal"  # a name with a volume
    return None


def same_venue(one: str, other: str) -> bool:
    """Whether two labels name one venue.

    Examples
    --------
    >>> same_venue("NIPS 2017", "Advances in Neural Information Processing Systems")
    True
    >>> same_venue("CVPR", "CVPR Workshops")
    False
    """
    a, b = venue_name(one), venue_name(other)
    return a is not None and b is not None and a.key == b.key


def is_preprint_server(venue: str) -> bool:
    """Whether a label names a preprint server, or says that a work is a preprint.

    Examples
    --------
    >>> [is_preprint_server(label) for label in ("arXiv:2001.00001", "CoRR", "bioRxiv (2020)", "Preprint")]
    [True, True, True, True]
    >>> is_preprint_server("Journal of Open Science Foundations")
    False
    """
    return _server_pattern().search(venue) is not None


@cache
def _server_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in _table().preprints.names if len(name) > 4)
    short = "|".join(re.escape(name) for name in _table().preprints.names if len(name) <= 4)
    return re.compile(
        rf"(?<![\w-])(?:{names})(?!\w)|^\W*(?:{short})\b(?!\s+[A-Za-z]{{4}})|\bcorr\s+abs\b",
        re.IGNORECASE,
    )


def is_preprint(venue: str | None, ids: Mapping[str, str]) -> bool:
    """Whether a paper is known as a preprint alone: no venue and no DOI but a preprint server's.

    ``ids`` maps kinds of :data:`kg.identifiers.KINDS` to values.

    Examples
    --------
    >>> is_preprint("CoRR", {}), is_preprint(None, {"arxiv": "1602.02255"})
    (True, True)
    >>> is_preprint("bioRxiv", {"doi": "10.1101/2020.01.02.123456"}), is_preprint("Nature", {"arxiv": "1"})
    (True, False)
    >>> is_preprint(None, {"doi": "10.1101/gr.123.4"}), is_preprint(None, {})
    (False, False)
    """
    doi = ids.get("doi")
    if doi is not None and not is_preprint_doi(doi):
        return False
    if venue:
        return is_preprint_server(venue)
    return doi is not None or "arxiv" in ids


def is_preprint_doi(doi: str) -> bool:
    """Whether a DOI (bare, lower case) is one that a preprint server gave.

    Examples
    --------
    >>> is_preprint_doi("10.1101/837104"), is_preprint_doi("10.1101/gr.123.4")
    (True, False)
    """
    preprints = _table().preprints
    numbered = preprints.numbered
    return doi.startswith(preprints.dois) or (
        doi.startswith(numbered) and doi[len(numbered) :].replace(".", "").isdigit()
    )


_JOURNAL = re.compile(r"\b(?:journal|transactions|trans|letters|magazine|annals)\b", re.IGNORECASE)
_NO_VENUE = re.compile(
    r"\b(?:arxiv|corr|preprint|workshops?|findings|openreview|reprint)\b", re.IGNORECASE
)
_SMALL = frozenset(("and", "of", "the", "on", "for", "in", "a", "an", "ieee", "acm", "cvf"))


@lru_cache(maxsize=8192)
def meeting(label: str) -> str | None:
    """Return the acronym of the well-known meeting that a label names, or None.

    Examples
    --------
    >>> meeting("NIPS"), meeting("2022 CVPR"), meeting("ACM MM 2017"), meeting("IEEE Trans")
    ('NeurIPS', 'CVPR', 'MM', None)
    """
    if _JOURNAL.search(label):
        return None
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"(?<=[A-Za-z])['’]?\d{2,4}\b|\d{4}", " ", label))
    found = {
        _acronyms()[word.upper()] for word in words if word.upper() in _acronyms() and len(word) > 1
    }
    lower = " ".join(label.casefold().split())
    names = [
        (name.casefold(), known.acronym)
        for known in _table().venue
        for name in known.names
        if name.casefold() in lower
    ]
    found |= {
        acronym
        for name, acronym in names
        if not any(name != other and name in other for other, _ in names)
    }
    return next(iter(found)) if len(found) == 1 else None


def contradicts(listed: str, known: str) -> bool:
    """Whether a list's label names another venue than the one a paper appeared in.

    Labels that may be one venue never contradict: an abbreviation ("IEEE Trans"), a
    publisher ("MDPI"), the initials of the other, and a venue that is only a preprint
    server, which says that no more is known.

    Examples
    --------
    >>> contradicts("CVPR", "ECCV 2022"), contradicts("NIPS", "Neural Information Processing Systems")
    (True, False)
    >>> contradicts("IEEE Trans", "IEEE Transactions on Multimedia 20(2)"), contradicts("CVPR", "arXiv")
    (False, False)
    >>> contradicts("WWW", "World Wide Web (journal)"), contradicts("MM", "ACM Transactions on Multimedia")
    (False, True)
    """
    if _NO_VENUE.search(listed) or _NO_VENUE.search(known):
        return False
    acronym = meeting(listed)
    if acronym is None:
        return False
    if (
        meeting(known) == acronym
        or _initials_hold(acronym, known)
        or _is_presented_at(acronym, known)
    ):
        return False
    named = venue_name(known)
    if named and named.acronym and named.acronym.upper() == acronym.upper():
        return False
    return meeting(known) is not None or _JOURNAL.search(known) is not None


def _is_presented_at(acronym: str, journal: str) -> bool:
    lower = journal.casefold()
    if re.search(rf"\b{acronym.casefold()}\b", lower):
        return True
    return any(
        name in lower and acronym in meetings
        for name, meetings in (
            (presented.journal, presented.meetings) for presented in _table().presented
        )
    )


def _initials_hold(acronym: str, name: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z]+", name) if word.casefold() not in _SMALL]
    return len(words) > 1 and acronym.upper() in "".join(word[0].upper() for word in words)
