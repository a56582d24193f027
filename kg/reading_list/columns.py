"""What the columns of a table hold, told by their names."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kg.reading_list.vocabulary import vocabulary

__all__ = ["column_role", "is_header"]

_UNSPACED = re.compile("[\u3040-\u9fff]")

_ROLES = ("title", "names", "venue", "year", "links", "note")


@cache
def _words_of(role: str) -> re.Pattern[str]:
    words = sorted(vocabulary()["columns"][role], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


@lru_cache(maxsize=1024)
def column_role(name: str) -> str | None:
    """Return what a table's column holds, told by its name.

    Examples
    --------
    >>> column_role("First Author"), column_role("Github"), column_role("Company")
    ('names', 'links', None)
    >>> column_role("발행연도"), column_role("Título do artigo")
    ('year', 'title')
    """
    plain = re.sub(r"[*_`\s]+", " ", name).strip(" :：").casefold()
    for role in _ROLES:
        if _words_of(role).fullmatch(plain):
            return role
    for role in _ROLES:
        for match in _words_of(role).finditer(plain):
            if _stands_alone(plain, match.start(), match.end()):
                return role
    return None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a part of a text is a word of it; words of Chinese and Japanese need no space."""
    if _UNSPACED.match(text[start]):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())


def is_header(cells: list[str]) -> bool:
    """Whether a row that is not marked as one is the header of its table.

    Examples
    --------
    >>> is_header(["Title", "Venue", "Code"]), is_header(["Deep Hashing", "CVPR 2017", ""])
    (True, False)
    """
    named = [cell for cell in cells if cell.strip()]
    known = sum(column_role(cell) is not None and len(cell.split()) <= 3 for cell in named)
    return len(named) >= 2 and known >= 0.75 * len(named)
