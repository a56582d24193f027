"""Which authors are institutions: their names have no given name and no family name."""

from __future__ import annotations

import re

__all__ = ["is_institution"]

#: Words of institutions that are no family names: "Press", "Bank" and "School" are.
_WORDS = re.compile(
    r"(?i)\b(?:academy|(?:world|reserve|central|development|national) bank|bureau|administration|agency|alliance|association|authority|cent(?:er|re)|collaborat(?:ion|ors)|"
    r"commission|committee|community|company|consortium|contributors|corporation|council|department|"
    r"developers|division|faculty|federation|foundation|gmbh|group|inc|initiative|hospital|institut\w*|laborator\w+|"
    r"llc|ltd|ministry|monetary fund|investigators|trialists|museum|nations|network|observatory|parliament|secretariat|organi[sz]ations?|project|societ(?:y|ies)|task force|team|universit\w+)\b"
    r"|\b(?:experiment|research|survey)$|^members of\b|^(?-i:the)\b"
)


def is_institution(name: str) -> bool:
    """Return whether a name is by its words that of an institution.

    Examples
    --------
    >>> is_institution("World Health Organization"), is_institution("The ATLAS Collaboration")
    (True, True)
    >>> is_institution("RECOVERY Trial Investigators"), is_institution("IBM Research")
    (True, True)
    >>> is_institution("Ofir Press"), is_institution("The Anh Nguyen")
    (False, False)
    """
    return _WORDS.search(name) is not None
