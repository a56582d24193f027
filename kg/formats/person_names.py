"""The parts of a person's name: the family's, the given one, and what stands beside them."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.formats.institutions import is_institution
from kg.people import family_first

__all__ = ["NameParts", "name_parts", "needs_braces"]

#: What means something else to BibTeX in a name.
_SPECIAL = re.compile(r"[,{}\\~\"$]|\b(?:and|others)\b", re.IGNORECASE)
_SUFFIX = re.compile(r" (?:[JS]r\.?|I{2,3}|IV)$")


class NameParts(NamedTuple):
    """The parts of a name; a part that it has not is empty."""

    given: str
    particle: str
    family: str
    suffix: str


def name_parts(name: str) -> NameParts | None:
    """Return the parts of a name as BibTeX tells them apart, or None for one that has none.

    Examples
    --------
    >>> name_parts("Ludwig van Beethoven")
    NameParts(given='Ludwig', particle='van', family='Beethoven', suffix='')
    >>> name_parts("The ATLAS Collaboration"), name_parts("OpenAI")
    (None, None)
    """
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    if eastern := family_first(name):
        return NameParts(eastern.given, "", eastern.family, "")
    if needs_braces(name):
        return None
    suffix = match.group() if (match := _SUFFIX.search(name)) else ""
    parts = parse_single_name_into_parts(name.removesuffix(suffix), strict=False)
    given, particle, family = (" ".join(part) for part in (parts.first, parts.von, parts.last))
    split = NameParts(given, particle, family, suffix.strip())
    return split if given and " ".join(part for part in split if part) == name else None


def needs_braces(name: str) -> bool:
    """Return whether BibTeX would tear a name apart: an institution's, or one with its own signs.

    Examples
    --------
    >>> needs_braces("The ATLAS Collaboration"), needs_braces("Ann Lee")
    (True, False)
    """
    return _SPECIAL.search(name) is not None or is_institution(name)
