"""Names of people: which of their words is the family's."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["FamilyFirst", "family_first", "surname"]

_LETTER = r"[\u2e80-\u2fdf\u3005-\u3007\u3041-\u312f\u31a0-\u31ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]"
_FAMILY_FIRST = re.compile(rf"\s*({_LETTER}+)(?:\s*,\s*|\s+)({_LETTER}+(?:\s+{_LETTER}+)*)\s*")
# Katakana alone spell the name of a foreigner, in the foreigner's order.
_FOREIGN = re.compile(r"[\s,\u30a0-\u30ff\u31f0-\u31ff]+")


class FamilyFirst(NamedTuple):
    """The parts of a name that is written with the family first."""

    family: str
    given: str


def family_first(name: str) -> FamilyFirst | None:
    """Return the parts of a name in Han, Kana or Hangul, which has the family first; else None.

    Examples
    --------
    >>> family_first("王 小明"), family_first("田中, 一郎").given
    (FamilyFirst(family='王', given='小明'), '一郎')
    >>> family_first("ジョン スミス"), family_first("王小明"), family_first("Xiaoming Wang")
    (None, None, None)
    """
    found = _FAMILY_FIRST.fullmatch(name)
    return FamilyFirst(found[1], found[2]) if found and not _FOREIGN.fullmatch(name) else None


def surname(name: str) -> str:
    """Return the family name of a person as captions and keys use it.

    Examples
    --------
    >>> surname("Meina Kan"), surname("Kan, Meina"), surname("김 철수"), surname("")
    ('Kan', 'Kan', '김', '')
    """
    if parts := family_first(name):
        return parts.family
    return (
        name.split(",", maxsplit=1)[0].strip()
        if "," in name
        else name.rsplit(maxsplit=1)[-1]
        if name.split()
        else ""
    )
