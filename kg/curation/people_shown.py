"""The authors of a new entry, the way that another one shows its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.curation.form import Form
from kg.records import Entry, WorkAuthor

__all__ = ["people_as_shown"]

#: The heading of a column that holds one author of each paper.
_FIRST_AUTHOR = re.compile(r"(?i)\b(?:first|1st|lead)\b|第一")


def people_as_shown(authors: Sequence[WorkAuthor], example: Entry, form: Form, text: str) -> str:
    """Return all authors, or the first where there is place for one; with initials or names.

    Parameters
    ----------
    authors
        Those of the new entry.
    example, form, text
        The other entry, its form, and how it is written.

    Examples
    --------
    >>> lees = [WorkAuthor(name="Ann Lee"), WorkAuthor(name="Bob Lee")]
    >>> people_as_shown(lees, Entry(line=1, title="T", authors=["J. Doe"]), Form("item"), "J. Doe et al. T")
    'A. Lee'
    """
    shown = example.authors or []
    has_place_for_one = any(map(_FIRST_AUTHOR.search, form.columns))
    first_alone = len(shown) == 1 and (
        has_place_for_one or re.search(r"\bet al\b", text) is not None
    )
    names = [author.name for author in (authors[:1] if first_alone else authors)]
    if shown and all(re.match(r"(?:[A-Z]\.[\s-]?)+\S", name) for name in shown):
        names = [_initials(name) for name in names]
    return ", ".join(names)


def _initials(name: str) -> str:
    *given, family = name.split()
    return " ".join([*(f"{part[0]}." for part in given), family])
