"""Venues: CVPR 2017 and CVPR 2020 are one; a volume or a page number is none."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from kg.identifiers import normalise_title
from kg.records import Work

__all__ = ["VenueName", "names_of", "slug", "venue_name"]

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


class VenueName(NamedTuple):
    """A venue's normalised name; ``key`` is its slug, the same for all its years."""

    key: str
    name: str
    acronym: str | None
    kind: str | None


def slug(text: str) -> str:
    """Return a text as lower-case words joined by hyphens, ASCII where it can be.

    Examples
    --------
    >>> slug("NUS-WIDE"), slug("Pascal Sentence"), slug("数据集")
    ('nus-wide', 'pascal-sentence', '数据集')
    """
    folded = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    kept = "".join(char for char in folded if not unicodedata.combining(char))
    return "-".join(re.findall(r"\w+", kept.replace("_", " ")))


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
    >>> [venue_name(label).kind for label in ("ACM Multimedia 2017", "Information Sciences 546", "KDD")]
    ['conference', 'journal', None]
    >>> venue_name("2020")
    """
    if _ARXIV.search(label):
        return VenueName("arxiv", "arXiv", None, "preprint")
    in_brackets = [
        word
        for word in _ACRONYM_IN_BRACKETS.findall(label)
        if word.upper() not in _NOT_ACRONYMS and sum(char.isupper() for char in word) >= 2
    ]
    name = label
    for noise in _NOISE:
        name = noise.sub(" ", name)
    name = re.sub(r"\s+([,;.])", r"\1", " ".join(name.split())).strip(" ,;:.-–/&")
    acronym = in_brackets[0] if in_brackets else None
    if acronym is None and _LABEL_ONLY.fullmatch(name) and name.upper() not in _NOT_ACRONYMS:
        acronym = name
    if not normalise_title(name):
        name = acronym or ""
    if not name:
        return None
    return VenueName(slug(acronym or name), name, acronym, _kind(label, name, acronym))


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


def names_of(work: Work) -> list[str]:
    """Return every name that a source gives to a work's venue, the label first."""
    return [name for name in [work.venue, *work.venue_alternate_names] if name]
