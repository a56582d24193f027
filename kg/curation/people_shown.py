"""The authors of a new entry, the way that the entries of its list show theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from kg.formats.person_names import NameParts, name_parts
from kg.people import family_first

__all__ = ["NameStyle", "PeopleShown", "PeopleStyle"]

_Value = TypeVar("_Value")
#: What may stand between two names; anything else belongs to one of them.
_JOINER = re.compile(r"\s*[,;/·、]?\s*(?:&|&amp;|and|und|et|y|e|和)?\s*")
_DOTTED = re.compile(r"(?:[^\W\d_]\.[\s-]?)+")
_BARE = re.compile(r"[A-Z]{1,3}|[A-Z](?:[ -][A-Z])+")


class PeopleShown(NamedTuple):
    """The authors of an entry as read, and the words of the entry that name them."""

    names: Sequence[str]
    text: str


class NameStyle(NamedTuple):
    """How a name is written.

    ``order`` is ``given`` (Ann Lee), ``comma`` (Lee, A.) or ``family`` (Lee A).
    ``initials`` is empty for names in full, ``.`` for initials with a full stop, ``bare``
    for those without; ``between`` stands between two of them.
    """

    order: str = "given"
    initials: str = ""
    between: str = " "
    capitals: bool = False

    @classmethod
    def of(cls, name: str) -> NameStyle:
        """Return the style of a name.

        Examples
        --------
        >>> NameStyle.of("Brown, K. L."), NameStyle.of("BROWN K L").capitals
        (NameStyle(order='comma', initials='.', between=' ', capitals=False), True)
        """
        family, given, order = _parted(name)
        capitals = len(family) > 1 and family.isupper()
        if _DOTTED.fullmatch(given):
            several = re.search(r"\.([\s-]?)[^\W\d_]", given)
            return cls(order, ".", several[1] if several else " ", capitals)
        if order != "given" and _BARE.fullmatch(given):
            is_apart = " " in given or (capitals and len(given) == 1)
            return cls(order, "bare", " " if is_apart else "", capitals)
        return cls(order, capitals=capitals)

    def written(self, name: str) -> str:
        """Return a name in this style; one that has no parts stays as it is.

        Examples
        --------
        >>> NameStyle("comma", ".").written("Jan Peter de Vries"), NameStyle("family", "bare", "").written("Jan-Peter Moe")
        ('de Vries, J. P.', 'Moe JP')
        >>> NameStyle("comma", ".").written("The ATLAS Collaboration")
        'The ATLAS Collaboration'
        """
        if family_first(name) is not None or (parts := name_parts(name)) is None:
            return name
        family = f"{parts.particle} {parts.family}".strip()
        family = family.upper() if self.capitals else family
        given = self._given(parts)
        if self.order == "given":
            return " ".join(part for part in (given, family, parts.suffix) if part)
        comma = "," if self.order == "comma" else ""
        return f"{family}{comma} {given}" + (f"{comma} {parts.suffix}" if parts.suffix else "")

    def _given(self, parts: NameParts) -> str:
        if not self.initials:
            return parts.given
        stop = "." if self.initials == "." else ""
        names = [
            (("-" if stop else "").join(f"{half[0]}{stop}" for half in word.split("-") if half))
            for word in parts.given.split()
        ]
        return self.between.join(names)


class PeopleStyle(NamedTuple):
    """How entries name their authors: the first, the others, and what stands between them.

    ``two`` stands between the only two, ``inner`` and ``last`` between several.
    """

    first: NameStyle
    others: NameStyle
    two: str
    inner: str
    last: str

    @classmethod
    def of(cls, shown: Iterable[PeopleShown]) -> PeopleStyle:
        """Return the style that most entries have.

        Examples
        --------
        >>> shown = [PeopleShown(["Eis, E.", "Moe, J."], "Eis, E., & Moe, J.")]
        >>> PeopleStyle.of(shown).written(["Ann Lee", "Bob Dale", "Cy Falk"])
        'Lee, A., Dale, B., & Falk, C.'
        """
        shown = list(shown)
        first = _usual(NameStyle.of(people.names[0]) for people in shown) or NameStyle()
        others = _usual(NameStyle.of(name) for people in shown for name in people.names[1:])
        return cls(first, others or first, *_between(shown))

    def written(self, names: Sequence[str]) -> str:
        """Return names in this style."""
        styled = [
            (self.others if place else self.first).written(name) for place, name in enumerate(names)
        ]
        if len(styled) < 3:
            return self.two.join(styled)
        return self.inner.join(styled[:-1]) + self.last + styled[-1]


def _parted(name: str) -> tuple[str, str, str]:
    """Return family name, given names, and in which order they are written."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return family, given, "comma"
    if behind := re.fullmatch(
        r"(.*?[^\W\d_]{2,}.*?) ([A-Z]{1,3}|[A-Z](?:[ -][A-Z])+)", name.strip()
    ):
        return behind[1], behind[2], "family"
    given, _, family = name.strip().rpartition(" ")
    return family, given, "given"


def _usual(values: Iterable[_Value]) -> _Value | None:
    """Return the most frequent of some values; of several, the first."""
    return next((value for value, _ in Counter(values).most_common(1)), None)


def _between(shown: Iterable[PeopleShown]) -> tuple[str, str, str]:
    """Return what stands between two names alone, and between several and before their last."""
    joiners = [_joiners(*people) for people in shown]
    two = _usual(each[0] for each in joiners if len(each) == 1)
    last = _usual(each[-1] for each in joiners if len(each) > 1)
    inner = _usual(joiner for each in joiners for joiner in each[:-1])
    if inner is None:
        inner = two if two and two.strip() in {",", ";", "、"} else ", "
    return two or last or inner, inner, last or two or inner


def _joiners(names: Sequence[str], text: str) -> list[str]:
    """Return what stands between the names; nothing where a text has more between them."""
    joiners, at = [], 0
    for place, name in enumerate(names):
        start = text.find(name, at)
        if start < 0:
            return []
        if place:
            joiners.append(text[at:start])
        at = start + len(name)
    return joiners if all(map(_JOINER.fullmatch, joiners)) and all(joiners) else []
