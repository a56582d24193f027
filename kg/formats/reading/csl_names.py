"""The names of people in CSL-JSON, however a program writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.formats.institutions import is_institution
from kg.formats.reading.bibtex_blocks import names_of
from kg.people import family_first

__all__ = ["authors_of_item"]


def authors_of_item(authors: object) -> list[str]:
    """Return the names of the authors of an item, given names first, however they are written.

    Examples
    --------
    >>> authors_of_item([{"family": "Le", "given": "Q."}, {"literal": "Lopez, A."}, "Kim, C."])
    ['Q. Le', 'A. Lopez', 'C. Kim']
    >>> authors_of_item("Lopez, A.; Kim, C."), authors_of_item([{"literal": "Google, Inc."}])
    (['A. Lopez', 'C. Kim'], ['Google, Inc.'])
    """
    if isinstance(authors, str):  # as BibTeX writes them, or parted by semicolons
        return names_of(re.sub(r"\s*;\s*", " and ", authors.strip()))
    people: list[str] = []
    for name in authors if isinstance(authors, list) else [authors]:
        if isinstance(name, dict):
            people.append(_name(name))
        elif isinstance(name, str):
            people += names_of(name)
    return people


def _name(name: Mapping[str, Any]) -> str:
    if literal := str(name.get("literal") or name.get("name") or ""):
        family, _, given = (part.strip() for part in literal.partition(","))
        if eastern := family_first(literal):
            return " ".join(eastern)
        return f"{given} {family}" if _is_inverted(literal, family, given) else literal
    if eastern := family_first(f"{name.get('family')}, {name.get('given')}"):
        return " ".join(eastern)
    keys = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return " ".join(str(name[key]) for key in keys if name.get(key))


_FAMILY = re.compile(r"[^\W\d_][\w'’-]*(?:\s[^\W\d_][\w'’-]*){0,2}")
_GIVEN = re.compile(
    r"[^\W\d_]\.?(?:[ -]?[^\W\d_]\.)*|[A-Z]{2}|[^\W\d_][\w'’-]*[a-z](?:[ -][^\W\d_][\w'’-]*\.?)*"
)


def _is_inverted(name: str, family: str, given: str) -> bool:
    """Return whether a name in one piece is a person's with the family first: an institution has commas too."""
    return (
        bool(_FAMILY.fullmatch(family) and _GIVEN.fullmatch(given))
        and not is_institution(name)
        and ("." in given or not family.isupper())
    )
