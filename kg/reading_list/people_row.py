"""The people of a row of names that is known to be one, in any of the ways to write it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.reading_list.people import is_given_name

__all__ = ["people_of"]

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚА-ЯЁ"
_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7af]")
_LEAD = re.compile(
    r"(?i)^\W*(?:(?:by|authors?|with|com|con|avec|von|autor(?:es|en)?|auteurs?|作者|著者|저자)\b\s*[:：]?|(?:and|&)\s)\s*|^\W*(?:作者|著者|저자)\s*[:：]\s*"
)
_OTHERS = re.compile(
    r"(?i)[\s,，、;&]*(?:\band\s+)?(?:\be[tl]\.?\s*al(?:ii|ia)?\b\.?|\bal\b\.?|\bothers\b|\betc\b\.?|等|ら|\bи\s+др\b\.?|…|\.\.\.|\bu\.\s?a\.).{0,3}$|(?<=\w)\+$"
)
#: What follows these is no name: ``Anna Low et al, Book History``.
_AND_OTHERS = re.compile(r"[\s,]+\bet\.? al\b\.?,")
_NOISE = re.compile(
    r"\s?[(\[（][^()\[\]（）]*[)\]）]|[*†‡§¶#∗⋆★✉⚑\\_]+|[\"“][^\"”]{1,20}[\"”]|(?<=[^\W\d_])\d+(?:,\d+)*|<[^<>]*>"
)
#: A remark whose bracket was not found to be of the row: ``Ann Low (3rd author, Professor``.
_OPEN_REMARK = re.compile(r"\s*[(\[（][^()\[\]（）]*$")
_DEGREE = re.compile(
    r"(?:Ph\.?\s?D|D\.?Phil|DVM|M\.?D|M\.?S[c]?|M\.?P\.?H|MBBS|B\.?Sc|M\.?A|Dr|Prof|Jr|Sr|Eds?|eds?|Hrsg|edd|orgs?|II|III)\.?"
)
_INITIAL = re.compile(
    rf"(?:[{_CAPITAL}][a-z]?\.[\-–‐‑]?)+[{_CAPITAL}]?|[{_CAPITAL}](?:[\-–‐‑]?[{_CAPITAL}]){{0,2}}\.?"
)
_QUOTATION = ' "“”„«»'
_PARTICLES = frozenset(
    "de van der den del della di da dos das do la le von zu zur al el bin ibn ter ten st".split()
)
#: What belongs to the name of a company before it: ``Example Technologies Co., Ltd.``
_COMPANY = re.compile(r"(?:Ltd|Inc|LLC|Corp|GmbH|AG|S\.A|Pte|Limited)\.?")
#: Where somebody works: ``Ann Low, University of Texas; Ben Rye``.
_PLACE = re.compile(
    r"(?i)\b(?:univ\w*|institut\w*|college|school|laborator\w*|labs?|cent(?:er|re)|academy|department|dept|faculty|hospital|research|google|microsoft|UC|MIT|ETH|EPFL|CNRS|INRIA)\b"
)
#: A comma was forgotten: ``Low, A. Rye, B.``
_RUN_ON = re.compile(rf"(?P<initials>(?:[{_CAPITAL}]\.[ -]?)+) (?P<family>[{_CAPITAL}][\w'’-]+)")
#: Initials that nothing parts from the family name: ``A.Graves``.
_GLUED = re.compile(rf"[{_CAPITAL}]\.[{_CAPITAL}][\w'’-]")
_MIDDLE = re.compile(rf"[{_CAPITAL}][a-zà-ÿ'’-]+ [{_CAPITAL}]")
#: ``Rachel A.``
_GIVEN = re.compile(rf"[{_CAPITAL}][\w'’-]+ [{_CAPITAL}]\.")
_AND = re.compile(r"\s*[,;，、]?\s+(?:and|und|et|y|e|и|&)\s+|\s*&\s*")


def people_of(text: str) -> tuple[str, ...]:
    """Return the people that a row of names names.

    Examples
    --------
    >>> people_of("Low, A. J.; Rye, B. & Fox, C.")
    ('Low, A. J.', 'Rye, B.', 'Fox, C.')
    >>> people_of("Chandlee, Jane and Adam Jardine")
    ('Chandlee, Jane', 'Adam Jardine')
    >>> people_of("Low, Rachel A., Rye, Douglas R., Fox, Zhao")
    ('Low, Rachel A.', 'Rye, Douglas R.', 'Fox, Zhao')
    >>> people_of("Low AJ, Rye BC, et al."), people_of("王雄元, 卜落凡, 等")
    (('Low AJ', 'Rye BC'), ('王雄元', '卜落凡'))
    >>> people_of("Berner, Fox, and Rye"), people_of("SARAIVA, L. A. et al.")
    (('Berner', 'Fox', 'Rye'), ('SARAIVA, L. A.',))
    """
    text = _NOISE.sub("", " ".join(text.split())).strip(_QUOTATION)
    text = _OPEN_REMARK.sub("", text)
    text = _LEAD.sub("", text)
    others = _OTHERS.search(text)
    if others:
        text = text[: others.start()]
    text = text.strip(" ,;:，、；|-–—/")
    if not text:
        return ()
    if re.search(r"[;；]", text) is None:
        text = _AND_OTHERS.split(text, maxsplit=1)[0]
    else:
        return _clean(
            part
            for whole in re.split(r"\s*[;；]\s*", text)
            for part in _joined_by_and(_without_place(whole))
        )
    if "|" in text or ("·" in text and not _WIDE.search(text)):
        return _clean(re.split(r"\s*[|·]\s*", text))
    if _WIDE.search(text):
        return _clean(_wide(text))
    if _are_parted_by_slashes(text):
        return _clean(re.split(r"\s*/\s*", text))
    return _clean(_by_commas(text))


def _are_parted_by_slashes(text: str) -> bool:
    """Whether slashes part people: ``Low, Anna/ Rye, Ben``, but not ``Low, Anna, Rye, Ben/Fox``."""
    parts = text.split("/")
    return len(parts) > 1 and ("," not in text or all(part.count(",") == 1 for part in parts))


def _clean(parts: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for one in parts:
        part = _LEAD.sub(
            "", _CUT_OTHERS.sub("", one).strip(" ,;:，、；|-–—/&" + _QUOTATION).lstrip("…. ")
        ).strip()
        if _LETTERS.search(part) and not _DEGREE.fullmatch(part) and not _NOBODY.search(part):
            found.append(part)
    return tuple(found)


#: What is left of "et al." where a mark cut it: ``Low et``, ``al. Book History``.
_CUT_OTHERS = re.compile(r"\s+et$|^\s*al\b.*$")
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u3040-\u9fff\uac00-\ud7af]")
#: Where people of a row work and what they wrote, which is none of them.
_NOBODY = re.compile(
    r"(?i)^(?:universit\w*|universid\w*|eth|epfl|mit|inria|cnrs)\b|\b(?:university|universität|institute of|institut für|college)(?:$|\s)"
    r"|^(?:ph\.?\s?d\.? |master'?s |doctoral )?(?:thesis|dissertation)$|\bnotes?$|\s\d+$"
)


def _without_place(text: str) -> str:
    """Return a person without where they work: ``Ann Low, University of Texas``."""
    person, comma, place = text.partition(", ")
    return person if comma and len(person.split()) > 1 and _PLACE.search(place) else text


def _joined_by_and(text: str) -> list[str]:
    """Return the people of ``Rye, B. & Fox, C.``."""
    parts = _parted_by_and(text)
    return parts if len(parts) > 1 and all(parts) else [text]


def _parted_by_and(text: str) -> list[str]:
    """Return what "and" parts; "e" and "y" stand in names, too: ``Maria de Souza e Silva``."""
    parts, start = [], 0
    for found in _AND.finditer(text):
        if found.group().strip() in ("e", "y"):
            left = re.split(r"[,;]", text[start : found.start()])[-1].split()
            right = re.split(r"[,;]|\s(?:[ey]|and)\s", text[found.end() :])[0].split()
            if len(left) > 1 and len(right) == 1:
                continue
        parts.append(text[start : found.start()])
        start = found.end()
    return [*parts, text[start:]]


def _wide(text: str) -> list[str]:
    parts = [
        part
        for part in re.split(
            r"\s*[,，、．]\s*|(?<=[\u4e00-\u9fff]{2})(?:和|与)(?=[\u4e00-\u9fff]{2,3}\W*$)|\s*·\s*",
            text,
        )
        if part.strip()
    ]
    found: list[str] = []
    for part in parts:
        words = part.split()
        whole = len(words) > 1 and all(len(word) >= 2 and _WIDE.match(word) for word in words)
        short = all(len(word) <= 2 for word in words)
        found += words if whole and not (short and len(words) == 2) else [part]
    return found


def _by_commas(text: str) -> list[str]:
    wholes = [part for part in _parted_by_and(text) if part.strip()]
    if _are_inverted(wholes):
        return wholes
    parts = [part.strip() for whole in wholes for part in whole.split(",") if part.strip()]
    parts = [part for part in parts if not _DEGREE.fullmatch(part)]
    return _with_given(_parted(_companies(parts)), alone=len(wholes) == 1)


def _are_inverted(wholes: list[str]) -> bool:
    """Whether people are parted by "and" alone: ``Low, Anna and De Smet, Ben and Fox, Carl``.

    The last of several may lack its given name, as where a row was cut.
    """
    turned = [whole.split(",") for whole in wholes]
    if len(turned) > 2 and _is_one_word(turned[-1]):
        turned.pop()
    if len(turned) < 2 or {len(one) for one in turned} != {2}:
        return False
    families = [family.split() for family, _ in turned]
    if any(len(given.split()) > 3 for _, given in turned) or any(map(_begins_with_given, families)):
        return False
    return len(wholes) > 2 or sum(map(_is_family, families)) >= len(turned) / 2


def _is_one_word(parts: list[str]) -> bool:
    return len(parts) == 1 and len(parts[0].split()) == 1


def _begins_with_given(words: list[str]) -> bool:
    """Whether a name is a whole one: "Daniel Low, Anna Rye and Ben Fox, Carl Mole"."""
    return len(words) > 1 and is_given_name(words[0])


def _companies(parts: list[str]) -> list[str]:
    """Return the parts with what a company's name ends in put to it."""
    found: list[str] = []
    for part in parts:
        if found and _COMPANY.fullmatch(part):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return found


def _parted(parts: list[str]) -> list[str]:
    """Return the parts with those parted between which a comma was forgotten: ``Low, A. Rye, B.``."""
    found: list[str] = []
    for number, part in enumerate(parts):
        after = parts[number + 1] if number + 1 < len(parts) else ""
        run_on = _RUN_ON.fullmatch(part)
        if (
            run_on
            and number
            and after
            and _are_initials(after)
            and not _are_initials(parts[number - 1])
        ):
            found += [run_on["initials"].strip(), run_on["family"]]
        else:
            found.append(part)
    return found


def _is_family(words: list[str]) -> bool:
    """Whether words are one family name, with its particles."""
    return sum(word.casefold() not in _PARTICLES for word in words) == 1


def _are_initials(part: str) -> bool:
    words = re.sub(r"\s+(?=[-–‐‑])", "", part).split()
    if len(words) > 1 and len(words[0]) > 1 and words[0].isalpha():
        return False  # "XU X" is a person
    return all(map(_INITIAL.fullmatch, words))


def _are_turned(parts: list[str]) -> bool:
    """Whether family and given names take turns: ``Low, Rachel A., Rye, Douglas, Fox, J. -F.``."""
    families, given = parts[::2], parts[1::2]
    return (
        len(parts) > 3
        and len(parts) % 2 == 0
        and all(_is_family(family.split()) and not _are_initials(family) for family in families)
        and all(_are_initials(one) or len(one.split()) <= 2 for one in given)
        and (any(_GIVEN.fullmatch(one) for one in given) or _are_given(given, families))
    )


def _are_given(given: list[str], families: list[str]) -> bool:
    """Whether names are known as given names, most of them, and families are not: ``Low, Diana, Rye, Boris``."""
    known = sum(map(is_given_name, given))
    return known >= 0.5 * len(given) and not any(map(is_given_name, families))


def _with_given(parts: list[str], *, alone: bool) -> list[str]:
    """Return the parts with initials and given names put to the family name before them."""
    if _are_turned(parts):
        return [", ".join(parts[n : n + 2]) for n in range(0, len(parts), 2)]
    if any(map(_are_initials, parts[1:])):
        return _with_initials(parts)
    if (len(parts) > 2 or alone) and _is_first_inverted(parts):
        return [", ".join(parts[:2]), *parts[2:]]  # "Cai, Zong-qi, Maciej Stone, and Yu Feng"
    return parts


def _with_initials(parts: list[str]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if found and "," not in found[-1] and _are_initials(part):
            found[-1] += f", {part}"
        else:
            found.append(part)
    return found


def _is_first_inverted(parts: list[str]) -> bool:
    """Whether a row begins with a family name and a given name, and goes on with whole names."""
    if len(parts) < 2 or len(parts[1].split()) > 2:
        return False
    family = [word for word in parts[0].split() if word not in _PARTICLES]
    if len(family) != 1 or _GLUED.match(parts[0]):
        return False
    if any(len(part.split()) == 1 for part in parts[2:]):
        return False
    if len(parts) == 2 and _MIDDLE.fullmatch(parts[1]):
        return True  # "Low, Anna D"
    return not any(_is_code(part.split()[-1]) for part in parts[:2])


def _is_code(word: str) -> bool:
    return word.isupper() and len(word) < 4 and "." not in word
