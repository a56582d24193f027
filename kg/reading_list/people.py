"""Names of people in a piece of text."""

from __future__ import annotations

import re
from functools import lru_cache

from kg.reading_list.recognise import FUNCTION_WORDS, NOT_NAMES, PREPRINTS, venue_acronym

__all__ = ["names"]

_PARTICLES = frozenset(
    "de van der den la le von zu zur bin ibn al el da di do dos das del della ter ten du san st "
    "af av y e i und".split()
)
_INITIAL = re.compile(r"(?:[A-Z]\.-?){1,3}[A-Z]?|[A-Z]-?[A-Z]?")
#: Characters that no row of names exceeds.
_LONGEST = 4_000
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’`.\-‐])*")


@lru_cache(maxsize=8192)
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
    if len(text) > _LONGEST:
        return None
    text = " ".join(text.split())
    text = re.sub(r"(?i)^\W*(?:by|authors?|and|with|作者)\b\s*[::]?\s*", "", text.strip())
    text = re.sub(
        r"\s?\([^()]*\)|[*†‡§¶#∗]+|\\|(?<=\w )[\"“][\w .]{1,15}[\"”] |(?<=[^\W\d_])\d(?:,\d)*(?=\s|,|$)",
        "",
        text,
    ).strip(' \t\n.;:|()[]-–—"“”')
    text = text.strip() if not re.search(r"(?:^|[\s.])[A-Z]$", text) else text + "."
    text = re.sub(r",?\s*(?:…|\.\.\.),?\s*(?:&|and)?\s+(?=\w)", ", ", text)
    et_al = re.search(
        r"(?i)[\s,]*(?:\bet\.?\s*al\b\.?|\band\s+others\b|\betc\b\.?|等).{0,2}$|[\s,]*(?:…|\.\.\.)$",
        text,
    )
    if et_al:
        text = text[: et_al.start()].strip(" ,;")
    if not text:
        return None
    if inverted := _inverted(text, alone=et_al is None):
        given = inverted[0].partition(", ")[2]
        return inverted, 1.0 if et_al or len(inverted) > 1 or " " in given else 0.2
    parts = [
        part.strip()
        for part in re.split(r"\s*[,;，、·]\s*(?:and\b|&)?\s*|\s+(?:and|&|und)\s+", text)
        if part.strip()
    ]
    if not parts:
        return None
    kinds = [_name_kind(part) for part in parts]
    if strict and len(parts) > 1 and any(part.startswith(("A ", "I ")) for part in parts):
        return None
    if kinds.count(None) > (0 if strict else max(len(parts) // 6, len(parts) > 2)):
        return None
    if any(kind is None and not _maybe_name(part) for part, kind in zip(parts, kinds, strict=True)):
        return None
    people: list[str] = []
    initials = kinds.count("initials")
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
    singles = kinds.count("single")
    if et_al:
        certain = 1.0
    elif len(parts) == 1:
        certain = (
            0.45
            if kinds[0] == "full"
            else (0.6 if kinds[0] == "initialled" and "." in text else 0.15)
        )
    elif initials or "initialled" in kinds:
        certain = 1.0
    else:
        certain = 1.0 - 0.8 * singles / len(parts)
    return tuple(people), certain


def _inverted(text: str, *, alone: bool) -> tuple[str, ...] | None:
    """Return people written family name first, each with one comma, with "and" between them."""
    people = re.split(r"\s*;\s*(?:and\s)?|,?\s+(?:and|&)\s+", text)
    for person in people:
        family, comma, given = person.partition(", ")
        if not comma and len(people) == 2 and person is people[1]:
            # "Heinrich, Johannes, and David Silver", not "Vinyals, Kaiser, and Le"
            first = people[0].split(", ")
            if all(map(_is_single, first)) and _name_kind(person) in ("full", "initialled"):
                continue
        if not comma or "," in given or _name_kind(family) not in ("single", "full"):
            return None
        if _name_kind(given) is None or len(given.split()) > 3:
            return None
        if len(people) == 1 and len(family.split()) > 1:
            return None
    if (
        len(people) == 1
        and alone
        and _name_kind(people[0].partition(", ")[2])
        not in (
            "single",
            "initialled",
        )
    ):
        return None
    return tuple(people)


def _is_single(part: str) -> bool:
    return _name_kind(part) == "single"


def _maybe_name(part: str) -> bool:
    words = part.casefold().split()
    return (
        2 <= len(words) <= 4
        and not any(word in NOT_NAMES or word in FUNCTION_WORDS for word in words)
        and part.replace(" ", "").isalpha()
    )


@lru_cache(maxsize=8192)
def _name_kind(part: str) -> str | None:
    words = part.split()
    if not 1 <= len(words) <= 6 or len(part) > 45:
        return None
    if all(_INITIAL.fullmatch(word) for word in words):
        return "initials" if len(part) <= 9 else None
    if (
        len(words) == 1
        and (
            part.isupper()
            or (part[-1].isupper() and venue_acronym(part))
            or part.casefold() in PREPRINTS
        )
    ) or (
        len(words) > 1 and len(words[-1]) > 3 and words[-1].isupper() and venue_acronym(words[-1])
    ):
        return None  # an acronym
    initialled = False
    for position, word in enumerate(words):
        if word.casefold() in _PARTICLES or word in ("Jr.", "Jr", "II", "III", "IV"):
            continue
        if _INITIAL.fullmatch(word):
            initialled = True
            continue
        if word[-1] == "." and len(word) > 4 and not word.isupper():
            return None  # a shortened word, of a journal
        if not _NAME_WORD.fullmatch(word) or word.casefold().strip(".") in NOT_NAMES:
            return None
        if word[0].islower() and not (position == 0 and len(words) > 1 and word[1:2].isalpha()):
            return None
        if "-" in word and word.split("-")[0].casefold() in NOT_NAMES:
            return None
    if len(words) == 1:
        return "single"
    return "initialled" if initialled else "full"
