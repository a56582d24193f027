"""Names of people in a piece of text."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.reading_list.dates_and_venues import FUNCTION_WORDS, NOT_NAMES, PREPRINTS, venue_acronym
from kg.reading_list.vocabulary import vocabulary

__all__ = ["PARTICLES", "is_given_name", "names"]

_GIVEN = frozenset(vocabulary()["names"]["given"])

PARTICLES = frozenset(
    "de van der den la le von zu zur bin ibn al el da di do dos das del della ter ten du san st "
    "af av y e i und wa binti bint abu ould dela".split()
)
#: Of these, what stands between two capitals only in names: ``Juan de la Fuente``, ``Pieter van der Berg``.
_WITHIN_NAMES = re.compile(
    r"\w (?:van|der|den|von|bin|ibn|ter|ten|binti|bint|wa|de la|de los|de las|da|dos|['’`]t) [^\W\d_]|\w (?:[ae]l-|[dl]['’])[^\W\d_]"
)
_INITIAL = re.compile(r"(?:[A-Z]\.-?){1,3}[A-Z]?|[A-Z]-?[A-Z]?")
#: Characters that no row of names exceeds.
_LONGEST = 4_000
_BETWEEN_NAMES = re.compile(r"\s*[,;，、·]\s*(?:and\b|&)?\s*|\s+(?:and|&|und)\s+")
_BETWEEN_INVERTED = re.compile(r"\s*;\s*(?:and\s)?|,?\s+(?:and|&)\s+")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`.\-‐])*")
#: A small word that is written together with the name: ``al-Razi``, ``d'Alembert``, ``'t Hooft``.
_WITH_PARTICLE = re.compile(
    r"(?:al|el|ar|as|at|az|an|ad|ash|ibn|bin|ben|abu)[-‐][^\W\d_]{2,}|(?:d|l|dell|dall|de|n|s|t)['’`][^\W\d_]{2,}|['’`][tns]"
)


def is_given_name(text: str) -> bool:
    """Whether the first word of a name is one that people are given.

    Examples
    --------
    >>> is_given_name("Margaret L."), is_given_name("Jean-Luc"), is_given_name("Deep")
    (True, True, False)
    """
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return first[:1].isupper() and re.split(r"[-‐]", first.casefold())[0] in _GIVEN


@lru_cache(maxsize=32768)
def names(text: str, *, strict: bool = False) -> tuple[tuple[str, ...], float] | None:
    """Return the people a text names, and how certain it is that it names people.

    Examples
    --------
    >>> names("Marc Zoeller, Marco F. Huber")
    (('Marc Zoeller', 'Marco F. Huber'), 1.0)
    >>> names("Xin He, et al.")
    (('Xin He',), 1.0)
    >>> names("Escalante, H. J.")
    (('Escalante, H. J.',), 1.0)
    >>> names("Attention for all, and more")
    """
    text, others = _bare_row(text) if len(text) <= _LONGEST else ("", False)
    if not text:
        return None
    if inverted := _inverted(text, alone=not others):
        is_row = others or len(inverted) > 1
        return inverted, 1.0 if is_row or " " in inverted[0].partition(", ")[2] else 0.2
    parts = [bare for part in _BETWEEN_NAMES.split(text) if (bare := part.strip())]
    kinds = list(map(_name_kind, parts))
    if not parts or not _may_be_names(parts, kinds, strict=strict):
        return None
    certain = 1.0 if others else _certainty(parts, kinds)
    return tuple(_with_initials(parts, kinds)), certain


#: What is said before a row of names.
_CUE = re.compile(r"(?i)^\W*(?:by|authors?|and|with|作者)\b\s*[::]?\s*")
#: Remarks, footnotes and nicknames in a row of names.
_MARKS = re.compile(
    r"\s?\([^()]*\)|[*†‡§¶#∗]+|\\|(?<=\w )[\"“][\w .]{1,15}[\"”] |(?<=[^\W\d_])\d(?:,\d)*(?=\s|,|$)"
)
_INITIAL_AT_END = re.compile(r"(?:^|[\s.])[A-Z]$")
#: Dots between two names.
_LEFT_OUT = re.compile(r",?\s*(?:…|\.\.\.),?\s*(?:&|and)?\s+(?=\w)")
_AND_OTHERS = re.compile(
    r"(?i)[\s,]*(?:\bet\.?\s*al\b\.?|\band\s+others\b|\betc\b\.?|等).{0,2}$|[\s,]*(?:…|\.\.\.)$"
)


def _bare_row(text: str) -> tuple[str, bool]:
    """Return a row of names without marks and cues, and whether it says that there are others."""
    text = _CUE.sub("", " ".join(text.split()))
    text = _MARKS.sub("", text).strip(' \t\n.;:|()[]-–—"“”')
    text = text.strip() if not _INITIAL_AT_END.search(text) else text + "."
    text = _LEFT_OUT.sub(", ", text)
    if et_al := _AND_OTHERS.search(text):
        text = text[: et_al.start()].strip(" ,;")
    return text, et_al is not None


def _may_be_names(parts: list[str], kinds: list[str | None], *, strict: bool) -> bool:
    """Whether (nearly) all parts of a row are names."""
    if strict and len(parts) > 1 and any(part.startswith(("A ", "I ")) for part in parts):
        return False
    return kinds.count(None) <= (0 if strict else max(len(parts) // 6, len(parts) > 2)) and all(
        kind is not None or _maybe_name(part) for part, kind in zip(parts, kinds, strict=True)
    )


def _with_initials(parts: list[str], kinds: list[str | None]) -> list[str]:
    """Return people, with initials or a given name put to the family name before them."""
    people: list[str] = []
    for part, kind in zip(parts, kinds, strict=True):
        if (kind == "initials" and people and "," not in people[-1]) or (
            len(people) == 1
            and kinds[0] == "single"
            and "," not in people[0]
            and len(parts) > 2
            and len(part.split()) <= 2
            and kinds[1] in ("single", "initialled")
        ):
            people[-1] += f", {part}"
        else:
            people.append(part)
    return people


def _certainty_of_one(name: str, kind: str | None) -> float:
    if kind != "full":
        return 0.6 if kind == "initialled" and "." in name else 0.15
    words = name.split()
    bare = [word for word in words if word not in PARTICLES]
    usual = is_given_name(name) and len(bare) < (4 if bare == words else 5)
    return 0.8 if usual or _WITHIN_NAMES.search(name) else 0.45


def _certainty(parts: list[str], kinds: list[str | None]) -> float:
    """Return how certain it is that a row is of people, by the kinds of its names."""
    if len(parts) == 1:
        return _certainty_of_one(parts[0], kinds[0])
    if "initials" in kinds or "initialled" in kinds:
        return 1.0
    return 1.0 - 0.8 * kinds.count("single") / len(parts)


def _inverted(text: str, *, alone: bool) -> tuple[str, ...] | None:
    """Return people written family name first, each with one comma, with "and" between them."""
    people = _BETWEEN_INVERTED.split(text)
    inverted, last = people, people[-1]
    if len(people) == 2 and ", " not in last and _ends_row_of_families(people[0], last):
        inverted = people[:1]
    if not all(map(_is_inverted, inverted)):
        return None
    if len(people) == 1:
        family, _, given = last.partition(", ")
        if len(family.split()) > 1 or (alone and _name_kind(given) not in _ONE_GIVEN):
            return None
    return tuple(people)


#: Kinds of given names that may stand behind the comma of one person alone.
_ONE_GIVEN = ("single", "initialled")


def _ends_row_of_families(row: str, last: str) -> bool:
    """Whether a whole name ends it: "Heinrich, Johannes, and David Silver", not "Vinyals, Kaiser, and Le"."""
    return all(map(_is_single, row.split(", "))) and _name_kind(last) in ("full", "initialled")


def _is_inverted(person: str) -> bool:
    """Whether a name is a family name, one comma, and given names."""
    family, comma, given = person.partition(", ")
    return (
        bool(comma)
        and "," not in given
        and _name_kind(family) in ("single", "full")
        and _name_kind(given) is not None
        and len(given.split()) <= 3
    )


def _is_single(part: str) -> bool:
    return _name_kind(part) == "single"


def _maybe_name(part: str) -> bool:
    words = part.casefold().split()
    return (
        2 <= len(words) <= 4
        and not any(word in NOT_NAMES or word in FUNCTION_WORDS for word in words)
        and part.replace(" ", "").isalpha()
    )


@lru_cache(maxsize=32768)
def _name_kind(part: str) -> str | None:
    words = part.split()
    if not 1 <= len(words) <= 6 or len(part) > 45:
        return None
    if all(map(_INITIAL.fullmatch, words)):
        return "initials" if len(part) <= 9 else None
    if _is_acronym(part, words) or not _may_be_name(words):
        return None
    if len(words) == 1:
        return "single"
    initialled = any(_INITIAL.fullmatch(word) and not _is_beside_name(word) for word in words)
    return "initialled" if initialled else "full"


def _may_be_name(words: list[str]) -> bool:
    return all(_may_be_in_name(word, n, len(words)) for n, word in enumerate(words))


def _is_acronym(part: str, words: list[str]) -> bool:
    return (
        len(words) == 1
        and (
            part.isupper()
            or (part[-1].isupper() and venue_acronym(part))
            or part.casefold() in PREPRINTS
        )
    ) or (
        len(words) > 1 and len(words[-1]) > 3 and words[-1].isupper() and venue_acronym(words[-1])
    )


def _is_beside_name(word: str) -> bool:
    return word.casefold() in PARTICLES or word in ("Jr.", "Jr", "II", "III", "IV")


def _may_be_in_name(word: str, position: int, count: int) -> bool:
    """Whether a word at a place of a name of so many words may be a part of it."""
    if _is_beside_name(word) or _INITIAL.fullmatch(word) or _WITH_PARTICLE.fullmatch(word):
        return True
    particle = position == 0 and count > 1 and word[1:2].isalpha()
    return (
        not _is_shortened(word)
        and _NAME_WORD.fullmatch(word) is not None
        and word.casefold().strip(".") not in NOT_NAMES
        and (not word[0].islower() or particle)
        and not ("-" in word and word.split("-", maxsplit=1)[0].casefold() in NOT_NAMES)
    )


def _is_shortened(word: str) -> bool:
    """Whether a word is shortened as those in the names of journals are."""
    return word[-1] == "." and len(word) > 4 and not word.isupper()
