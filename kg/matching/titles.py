"""Titles and names compared: equal, nearly equal, or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from rapidfuzz.distance import OSA

from kg.identifiers import normalise_title

__all__ = ["TitleRelation", "compare_titles", "is_generic", "surnames"]

TitleRelation = Literal["equal", "near", "subtitle", "contained", "different"]

#: A title made of these words alone names a kind of text, not one text.
_GENERIC = frozenset(
    {
        *("a", "an", "and", "for", "from", "in", "of", "on", "the", "to", "with"),
        *("introduction", "introductory", "survey", "surveys", "review", "reviews", "overview"),
        *("editorial", "preface", "foreword", "tutorial", "note", "notes", "lecture", "lectures"),
        *("conclusion", "conclusions", "abstract", "proceedings", "workshop", "discussion"),
        *("comment", "comments", "commentary", "reply", "response", "perspective", "perspectives"),
        *(
            "erratum",
            "corrigendum",
            "correction",
            "addendum",
            "appendix",
            "index",
            "report",
            "news",
        ),
        *("summary", "guest", "message", "chairs", "brief", "short", "recent", "future"),
        *("advances", "progress", "challenges", "opportunities", "directions", "trends"),
        *("deep", "learning", "machine", "neural", "network", "networks", "artificial"),
        *("intelligence", "vision", "computer", "data", "mining", "reinforcement"),
        *("statistics", "statistical", "methods", "theory", "analysis"),
    }
)
_PARTS = re.compile(r"\s*(?::|\s[-–—]\s|[–—]|\?\s)\s*")
_NUMERAL = re.compile(r"[ivx]+|\d\w*|\w|one|two|three|four|five|first|second|third")


def surnames(names: Iterable[str]) -> list[str]:
    """Return the folded surname of each name.

    Takes "Kan, Meina" and "Meina Kan", drops particles of et al., and folds accents.

    Examples
    --------
    >>> surnames(["Meina Kan", "Kan, M.", "L. Van Gool", "José García Jr.", "et al."])
    ['kan', 'kan', 'gool', 'garcia']
    """
    found = []
    for name in names:
        part = name.split(",")[0] if "," in name else name
        folded = unicodedata.normalize("NFKD", part).casefold()
        folded = "".join(char for char in folded if not unicodedata.combining(char))
        words = [
            word
            for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", folded)
            if word not in ("jr", "sr", "ii", "iii", "et", "al", "others", "etc")
        ]
        if words:
            found.append(re.sub(r"['’-]", "", words[-1]))
    return found


def is_generic(title: str) -> bool:
    """Whether a title is too short or too general to identify a paper alone.

    Examples
    --------
    >>> is_generic("Introduction"), is_generic("Deep Learning"), is_generic("A Survey")
    (True, True, True)
    >>> is_generic("Graph Attention Networks")
    False
    """
    words = normalise_title(title).split()
    return len(words) < 3 or all(word in _GENERIC for word in words)


def compare_titles(one: str, other: str) -> TitleRelation:
    """Return how two titles relate.

    Returns
    -------
    str
        ``equal``: the same words after normalising. ``near``: an acronym prefix more
        or less, a plural, or one typing error inside a long word. ``subtitle``: one is
        the other without its subtitle. ``contained``: the words of one are part of
        the other's. ``different`` otherwise.

    Examples
    --------
    >>> compare_titles("Deep Cross-modal Hashing", "Deep cross modal hashing.")
    'equal'
    >>> compare_titles("DSAN Cross-modal subspace learning", "Cross-modal subspace learning")
    'near'
    >>> compare_titles("On deep learning of views", "On Deep Learning of Views: Objectives")
    'subtitle'
    >>> compare_titles("Deep cross-modal hashing", "Ranking-based deep cross-modal hashing")
    'contained'
    >>> compare_titles("Deep supervised hashing", "Deep unsupervised hashing")
    'different'
    """
    a, b = normalise_title(one), normalise_title(other)
    if not a or not b:
        return "different"
    if a == b:
        return "equal"
    joined_a, joined_b = a.replace(" ", ""), b.replace(" ", "")
    if joined_a == joined_b and len(joined_a) >= 16:
        return "equal"  # "cross modal" and "crossmodal", a space lost in the list
    if _without_acronym(one) == b or _without_acronym(other) == a:
        return "near"
    words_a, words_b = a.split(), b.split()
    if len(words_a) == len(words_b) and _nearly(words_a, words_b, _names(one) | _names(other)):
        return "near"
    if _main_title(one) == b or _main_title(other) == a:
        return "subtitle"
    if f" {a} " in f" {b} " or f" {b} " in f" {a} ":
        return "contained"
    return "different"


def _without_acronym(title: str) -> str | None:
    """Return the normalised title without a leading acronym, or None when it has none."""
    match = re.match(r"\s*([^\s:]*[A-Z0-9][^\s:]*)\s*(?::|\s[-–—]\s|\s)\s*(?=\S)", title)
    if not match or sum(char.isupper() for char in match.group(1)) < 2:
        return None
    rest = normalise_title(title[match.end() :])
    return rest if len(rest.split()) >= 4 else None


def _main_title(title: str) -> str | None:
    parts = [part for part in _PARTS.split(title, maxsplit=1) if part.strip()]
    if len(parts) < 2 or len(normalise_title(parts[0]).split()) < 3:
        return None
    return normalise_title(parts[0])


def _names(title: str) -> set[str]:
    """Return the words that are somebody's coinage: a capital or a digit inside (``ResNet``, ``v2``)."""
    return {
        word
        for token in re.split(r"[\s\-–—/]+", title)
        if re.search(r"\d|\w[A-Z]", token)
        for word in normalise_title(token).split()
    }


def _nearly(words_a: list[str], words_b: list[str], names: set[str]) -> bool:
    pairs = [(a, b) for a, b in zip(words_a, words_b, strict=True) if a != b]
    if not pairs or len(pairs) > 2 or len(words_a) < 4:
        return False
    plural = [_plural(a, b) for a, b in pairs]
    if all(plural):
        return True
    return len(pairs) == 1 and names.isdisjoint(pairs[0]) and _typing_error(*pairs[0])


def _plural(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) > 2 and (
        long in (short + "s", short + "es") or (short.endswith("y") and long == short[:-1] + "ies")
    )


def _typing_error(a: str, b: str) -> bool:
    # One slip inside a long word. Not at its start: "asymmetric" is no slip for
    # "symmetric"; never in a number: "part i" and "part ii" are two papers.
    if _NUMERAL.fullmatch(a) or _NUMERAL.fullmatch(b) or min(len(a), len(b)) < 6:
        return False
    return a[:2] == b[:2] and OSA.distance(a, b) == 1
