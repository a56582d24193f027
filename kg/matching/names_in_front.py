"""The name in front of a title: how its authors call their work, or what the paper is about.

``DSAN: Dual subspace adversarial networks`` is named by its authors, ``MRI: Segmentation
of tumours`` is not. Three things tell: the title's words spell the name; the paper's
abstract introduces it; or it is written as people write names that they coin
(``DeepWalk``, ``node2vec``) and is no name of anything known.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.titles import normalise_title

__all__ = ["NameInFront", "introduces", "is_written_as_coined", "name_in_front", "spelled_by"]


class NameInFront(NamedTuple):
    """A name, the normalised title behind it, and whether it is set apart by a colon or dash."""

    name: str
    rest: str
    colon: bool
    dash: bool


_SMALL = frozenset(("a", "an", "and", "the", "of", "on", "in", "for", "to", "with", "by", "via"))
_NAME_IN_FRONT = re.compile(
    r"\s*(?P<name>[^\s:]*[A-Z0-9][^\s:]*)\s*(?:(?P<colon>:)|(?P<dash>\s[-–—]\s)|\s)\s*(?=\S)"
)
_NUMERAL = re.compile(r"\d+(?:st|nd|rd|th)?|[ivx]+", re.IGNORECASE)
#: A substance: TiO2, NaCl, BiVO4.
_FORMULA = re.compile(
    r"(?:(?:H|Li|Be|B|C|N|O|F|Na|Mg|Al|Si|P|S|Cl|K|Ca|Ti|V|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Sr|"
    r"Y|Zr|Nb|Mo|Ru|Rh|Pd|Ag|Cd|In|Sn|Sb|Te|I|Cs|Ba|La|Ce|Gd|Er|Yb|Hf|Ta|W|Pt|Au|Hg|Pb|Bi|U)"
    r"[\d.]*[+-]?)+"
)
#: A second capital inside a word, or a 2 for "to": DeepWalk, XLNet, U-Net, node2vec.
_COINED = re.compile(
    r"(?=[A-Za-z]*[a-z]{2})(?:[a-z]*[A-Z]){2}[A-Za-z]*|[A-Za-z]{3,}[24][A-Za-z]{3,}|[A-Z]-Nets?"
)
#: Forms of molecules and methods (mtDNA, siRNAs), of things (iPhone), trades, people and places.
_NOT_COINED = re.compile(
    r"[a-z]{1,3}[A-Z]{2,}[a-z]?s?|[ie][A-Z][a-z]+\w*|[A-Z]+s|"
    r"[A-Z][a-z]+(?:Access|Care|Ed|Gen|Health|Ops|Science|Source|Tech)|"
    r"(?:Mc|Mac|Kwa|De|Des|Di|Du|El|La|Le|Van|Von|Fitz|San|Santa|Al|Ibn|Abu|Bin|Sub|Non|Post|Pre|Trans|Anti|Pro|Ex)[A-Z][a-z]+"
)


def name_in_front(title: str) -> NameInFront | None:
    """Return the first word of a title where it may be a name, and what stands behind it.

    Examples
    --------
    >>> name_in_front("XLNet: Generalized Autoregressive Pretraining")
    NameInFront(name='XLNet', rest='generalized autoregressive pretraining', colon=True, dash=False)
    >>> name_in_front("deep maps of things")
    """
    match = _NAME_IN_FRONT.match(title)
    if match is None:
        return None
    rest = normalise_title(title[match.end() :])
    return NameInFront(match["name"], rest, bool(match["colon"]), bool(match["dash"]))


def spelled_by(front: NameInFront) -> bool:
    """Whether the title's words spell a name that is not generally known.

    In capitals, their first letters (DCMH); in mixed case before a colon, their beginnings
    (ResNet, BLiMP), or a part of the name that is one of them (PointNet, of point sets).

    Examples
    --------
    >>> spelled_by(name_in_front("DSAN: Dual subspace adversarial networks of moss"))
    True
    >>> spelled_by(name_in_front("LaTeX: Dual subspace adversarial networks of moss"))
    False
    """
    name = front.name
    if front.colon and _spells_beginning(name, front.rest):
        return True
    bare = re.sub(r"(?<=[A-Z])(?:s|[-\d.]+)$", "", name)
    if {name.casefold(), bare.casefold()} & _abbreviations() or _NUMERAL.fullmatch(name):
        return False
    if _FORMULA.fullmatch(name) or sum(char.isupper() for char in name) < 2:
        return False
    is_plural = re.fullmatch(r"[^a-z]+s", name) is not None
    mixed = front.colon and any(char.islower() for char in name) and not is_plural
    return _are_initials(name, front.rest) or (mixed and _is_made_of(name, front.rest))


def is_written_as_coined(front: NameInFront) -> bool:
    """Whether a name is written as coined names are, and is none of anything known.

    Examples
    --------
    >>> [is_written_as_coined(NameInFront(name, "", True, False)) for name in ("DeepWalk", "node2vec", "U-Net")]
    [True, True, True]
    >>> [is_written_as_coined(NameInFront(name, "", True, False)) for name in ("RGB-D", "mtDNA", "LaTeX", "TiO2")]
    [False, False, False, False]
    """
    name = front.name
    known = {name.casefold(), re.sub(r"[-_]", "", name.casefold())}
    return (
        (front.colon or front.dash)
        and _COINED.fullmatch(name) is not None
        and not _NOT_COINED.fullmatch(name)
        and not _FORMULA.fullmatch(name)
        and known.isdisjoint(_abbreviations() | _known_names())
    )


def introduces(text: str | None, name: str) -> bool:
    """Whether an abstract introduces a name as its authors' own.

    Examples
    --------
    >>> introduces("We introduce a new language representation model called BERT.", "BERT")
    True
    >>> introduces("DeepWalk is fast. We present DeepWalk, a novel approach.", "DeepWalk")
    True
    >>> introduces("We propose a method for MRI of the brain.", "MRI")
    False
    """
    if not text or name not in text:
        return False
    own = re.escape(name)
    return (
        re.search(
            rf"\b(?:call(?:ed)?|named?|dub(?:bed)?|termed?|coin(?:ed)?)\s+(?:it\s+|this\s+\w+\s+)?[\"'“(]?{own}(?!\w|-\w)"
            rf"|\b(?i:we|paper|article|work)\s+(?:(?i:therefore|also|here|thus|then)\s+)?(?:propos|present|introduc|develop|describ)\w*\s+{own}\s*(?:[,:(]|\.(?:\s|$)|$)",
            text,
        )
        is not None
    )


@cache
def _abbreviations() -> frozenset[str]:
    return _words_of("abbreviations.txt")


@cache
def _known_names() -> frozenset[str]:
    return _words_of("known_names.txt")


def _words_of(file: str) -> frozenset[str]:
    text = Path(__file__).with_name(file).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


def _is_made_of(name: str, rest: str) -> bool:
    """Whether the title's words spell a name, or one of them is a telling part of it."""
    words = [word for word in re.findall(r"[^\W\d_]+", rest) if word not in _SMALL]
    if _spell(re.sub(r"[^a-z]", "", name.casefold()), words):
        return True
    parts = {part.casefold() for part in re.findall(r"[A-Z]*[a-z]+|[A-Z]{3,}", name)}
    return any(
        word.startswith(part) or word[:4] == part[:4]
        for part in parts - _abbreviations() - {"net", "nets", "deep"}
        for word in words
        if len(part) >= 3 and len(word) >= 3
    )


def _spell(letters: str, words: list[str]) -> bool:
    """Whether letters are beginnings of words, in their order; words may be left out."""
    ends = {0}
    for word in words:
        for end in sorted(ends, reverse=True):
            for length in range(1, len(word) + 1):
                if not letters.startswith(word[:length], end):
                    break
                ends.add(end + length)
    return len(letters) in ends


def _spells_beginning(name: str, rest: str) -> bool:
    """Whether a name is beginnings of the title's first words, of which only small ones are left out."""
    letters = re.sub(r"[^a-z]", "", name.casefold())
    ends = {(0, 0)}  # how many letters are spelled, by how many words
    for word in rest.split():
        spelled = {
            (end + length, words + 1)
            for end, words in ends
            for length in range(1, len(word) + 1)
            if letters.startswith(word[:length], end)
        }
        if any(end == len(letters) >= 3 and words >= 2 for end, words in spelled):
            return True
        ends = spelled | (ends if word in _SMALL else set())
    return False


def _are_initials(name: str, rest: str) -> bool:
    """Whether the letters of a name are first letters of the title's words, in their order."""
    letters = re.sub(r"[^a-z]", "", name.casefold())
    words = [word for word in rest.split() if word not in _SMALL]
    position = 0
    for letter in letters:
        found = next((i for i in range(position, len(words)) if words[i][0] == letter), None)
        if found is None:
            return False
        position = found + 1
    return len(letters) >= 2
