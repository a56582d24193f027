"""Captions of papers: the acronym that a title gives, or first author and year.

Papers that would share one are told apart by letters, as bibliographies do it: Wei 2022a
and Wei 2022b; ACMR a and ACMR b.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count

from kg.people import surname

__all__ = ["caption", "lettered_captions", "without_letter"]

_ACRONYM = re.compile(r"\s*(?P<name>[^\s:]{2,20}(?:\s[^\s:]{1,12})?)\s*(?::|\s[-–—]\s)")
_WORDS = 4


def caption(title: str | None, authors: list[str], year: int | None) -> str | None:
    """Return the caption of a paper.

    Parameters
    ----------
    title
        Title of the paper.
    authors
        Names in the order of the paper.
    year
        Year of publication.

    Examples
    --------
    >>> caption("HCMSL: Hybrid Cross-modal Similarity Learning", ["Chengyuan Zhang"], 2021)
    'HCMSL'
    >>> caption("Deep Cross-Modal Hashing", ["Qing-Yuan Jiang"], 2017)
    'Jiang 2017'
    >>> caption("DSAN Cross-modal dual subspace learning with adversarial network", [], 2020)
    'DSAN 2020'
    >>> caption("Relations between two sets of variates", [], 1936)
    'Relations between two sets… 1936'
    """
    match = _ACRONYM.match(title or "")
    if match and _coined(match["name"]):
        return match["name"]
    if authors:
        family = surname(authors[0])
        return f"{family} {year}" if year else family
    words = (title or "").split()
    if not words:
        return None
    short = (
        words[0] if _coined(words[0]) else " ".join(words[:_WORDS]) + "…" * (len(words) > _WORDS)
    )
    return f"{short} {year}" if year else short


def _coined(name: str) -> bool:
    """Whether a word is a coined name: two capitals or a digit in it (``ACMR``, ``word2vec``)."""
    return any(
        sum(char.isupper() for char in part) >= 2 or re.search(r"[^\W\d_]\d|\d[^\W\d_]", part)
        for part in re.split(r"[-–\s]", name)
    )


def lettered_captions(captions: Mapping[str, str], years: Mapping[str, int]) -> dict[str, str]:
    """Return captions that no two papers share.

    Parameters
    ----------
    captions
        The captions of papers, by id; those that come first get the first letters.
    years
        The years of the papers: a letter joins the year that ends a caption.

    Examples
    --------
    >>> captions = {"x": "Wei 2022", "y": "Wei 2022", "z": "ACMR", "p": "ACMR", "q": "Hu 2019"}
    >>> lettered_captions(captions, {"x": 2022, "y": 2022, "z": 2017, "q": 2019})
    {'x': 'Wei 2022a', 'y': 'Wei 2022b', 'z': 'ACMR a', 'p': 'ACMR b', 'q': 'Hu 2019'}
    """
    sharing: dict[str, list[str]] = {}
    for id, text in captions.items():
        sharing.setdefault(text.casefold(), []).append(id)
    taken = set(sharing)
    found = dict(captions)
    for ids in sharing.values():
        numbers = count()
        for id in ids if len(ids) > 1 else []:
            ends_in_year = captions[id].endswith(f" {years.get(id)}")
            gap = "" if ends_in_year else " "
            found[id] = next(
                text
                for number in numbers
                if (text := f"{captions[id]}{gap}{_letters(number)}").casefold() not in taken
            )
    return found


def _letters(number: int) -> str:
    """Return a, b ... z, aa, ab ... for 0, 1 ..."""
    letters = ""
    while number >= 0:
        number, place = divmod(number, 26)
        letters = chr(ord("a") + place) + letters
        number -= 1
    return letters


def without_letter(text: str, year: int | None) -> str:
    """Return a caption without the letter that tells it from others.

    Examples
    --------
    >>> without_letter("Wei 2022a", 2022), without_letter("ACMR b", 2017), without_letter("GPT-4", 2023)
    ('Wei 2022', 'ACMR', 'GPT-4')
    """
    if year is not None and (match := re.fullmatch(rf"(.* {year})[a-z]{{1,3}}", text)):
        return match[1]
    return re.sub(r"^(.*\S) [a-z]{1,2}$", r"\1", text)
