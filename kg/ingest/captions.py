"""Captions of papers: the acronym that its title gives, or first author and year."""

from __future__ import annotations

import re

__all__ = ["caption"]

_ACRONYM = re.compile(r"\s*(?P<name>[^\s:]{2,20}(?:\s[^\s:]{1,12})?)\s*(?::|\s[-–—]\s)")
_WORDS = 4


def caption(title: str | None, authors: list[str], year: int | None) -> str | None:
    """Return the caption of a paper.

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
        surname = authors[0].split(",")[0] if "," in authors[0] else authors[0].split()[-1]
        return f"{surname} {year}" if year else surname
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
