"""A piece of an entry, and what it certainly is, without looking at the pieces around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.reading_list.dates_and_venues import Dated, dated, title_likeness, year_of
from kg.reading_list.links import label_kind
from kg.reading_list.people import names
from kg.reading_list.signs_of_words import without_marks

__all__ = ["URL", "Piece", "addresses_in", "apply_field", "classify", "unbalanced"]

_CERTAIN = 0.6

#: Angle brackets end an address, but those inside a DOI are part of it.
URL = re.compile(r"https?://(?:[^\s<>\"|，。）】]|(?<=[\w)])<[^\s<>\"]{1,60}>(?=\w))+")
#: A link that says nothing but the identifier it leads to: ``DOI: 10.1038/s41560``, ``2016NewA...48...30K``.
_IDENTIFIER = re.compile(
    r"(?i)\W*(?:(?:(?:doi|arxiv|pmid|pmcid|eprint|handle|hal|isbn|issn)\s*[:：.]?\s*)?(?:https?://\S+|10\.\d{4,9}/\S+|\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7})"
    r"|(?:pmid|pmcid|isbn|issn|hal)\s*[:：]\s*[\w-]+|PMC\d{4,9}|hal-\d{6,9}|(?:19|20)\d\d[\w&.]{14}[A-Z])(?:\s*\[[\w.-]+\])?\W*"
)
_FIELDS = re.compile(
    r"(?i)^\W*(title|authors?|venue|conference|journal|publisher|published(?: in)?|publication|year|date|"
    r"abstract|intro(?:duction)?|key ?words?|tags?|tl;?dr|notes?|summary|comments?|description|tasks?|datasets?|institutions?|affiliations?|env|keys?|标题|作者|会议|年份|摘要|关键词|笔记)\s*[:：]\s*"
)
_NOTE_FIELDS = (
    "abstract",
    "intro",
    "keyword",
    "tag",
    "tl",
    "note",
    "summary",
    "comment",
    "description",
    "task",
    "dataset",
    "institution",
    "affiliation",
    "env",
    "key",
    "摘要",
    "关键词",
    "笔记",
)
_SYMBOLS = re.compile(
    "[\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff\ufe0e\ufe0f\u200b-\u200d\u3030\U0001f000-\U0001faff]+|:[a-z_]{3,30}:"
)

_OPENING, _CLOSING = "[({（【", "])}）】"


@dataclass(slots=True)
class Piece:
    """A piece of an entry.

    ``role`` is what it certainly is: label (of a link), dated, names, tag, note, or
    text; ``certain`` how certainly. ``mark`` is what stands before it.
    """

    text: str
    line: int
    style: str
    href: str | None = None
    role: str = "text"
    certain: float = 0.0
    mark: str = ""
    when: Dated | None = None
    people: tuple[str, ...] = ()
    cell: int = -1
    field: str = ""
    likeness: float = 0.0
    below: bool = False


def addresses_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each address in a text begins, and the address without what ends its sentence.

    Examples
    --------
    >>> list(addresses_in("(see https://example.org/a(1)b), https://example.org."))
    [(5, 'https://example.org/a(1)b'), (33, 'https://example.org')]
    """
    for match in URL.finditer(text):
        url = match.group().rstrip(".,;:!?'\"*_")
        while url.endswith((")", "]")) and url.count("(") + url.count("[") < url.count(
            ")"
        ) + url.count("]"):
            url = url[:-1]
        yield match.start(), url


def _clean(text: str) -> str:
    text = _SYMBOLS.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip()


def classify(piece: Piece) -> Piece:
    """Say what a styled run or a separated piece is, where that is certain."""
    text = _clean(piece.text)
    if field := _FIELDS.match(text):
        piece.field = field.group(1).casefold()
        text = text[field.end() :].strip()
        if not text:
            piece.role = "field"
            return piece
    bare = text.strip(" \t|,;:·[](){}*_`") if piece.style != "plain" else text
    _recognise(piece, text, bare)
    piece.likeness = title_likeness(bare)
    piece.text = text if piece.style == "plain" else _balanced(text)
    apply_field(piece)
    return piece


def _recognise(piece: Piece, text: str, bare: str) -> None:
    """Take a piece for the first thing that its text can be: a label, people, a date."""
    people = names(text)
    when = dated(text)
    if piece.style == "link" and _is_label_of_link(text):
        piece.role, piece.certain = "label", 1.0
    elif people and people[1] >= 0.9 and not _is_certain(when):
        piece.role, piece.certain, piece.people = "names", people[1], people[0]
    elif when and _may_be_dated(piece, text, when):
        _date(piece, when)
    elif piece.style != "link" and bare and label_kind(text) is not None:
        piece.role, piece.certain = "label", 0.5
    elif people:
        piece.certain, piece.people = people[1], people[0]
        piece.role = _role("names", people[1])


def _is_certain(when: Dated | None) -> bool:
    return when is not None and when.strength == 1.0


def _role(role: str, certain: float) -> str:
    return role if certain >= _CERTAIN else "text"


def _date(piece: Piece, when: Dated) -> None:
    if person := _person_and_year(when):
        when, piece.people = Dated(when.year, None, 0.8), person
    piece.certain, piece.when = when.strength, when
    piece.role = _role("dated", when.strength)


def _is_label_of_link(text: str) -> bool:
    if year_of(text):
        return False
    return bool(label_kind(text) is not None or URL.match(text) or _IDENTIFIER.fullmatch(text))


def _may_be_dated(piece: Piece, text: str, when: Dated) -> bool:
    """Whether a date is one; a link of some words is rather a title."""
    return piece.href is None or when.strength == 1.0 or len(text.split()) <= 2


def _person_and_year(when: Dated) -> tuple[str, ...]:
    """Return who is named where a venue was found, as in ``Ilya Sutskever (2013)``."""
    if not (when.year and when.venue and when.strength <= 0.8 and " " in when.venue):
        return ()
    people = names(when.venue)
    return people[0] if people else ()


def _balanced(text: str) -> str:
    text = unbalanced(without_marks(text, " \t|,;·*_`"))
    while (
        len(text) > 2 and text[0] in "[({" and text[-1] == {"[": "]", "(": ")", "{": "}"}[text[0]]
    ):
        text = text[1:-1].strip()
    return text


def unbalanced(text: str) -> str:
    """Drop brackets at the edges that nothing opens or closes."""
    while text and (text[0] in _CLOSING or (text[0] in _OPENING and not _holds(text, _CLOSING))):
        text = text[1:].lstrip(" .,;:-")
    while text and (text[-1] in _OPENING or (text[-1] in _CLOSING and not _holds(text, _OPENING))):
        text = text[:-1].rstrip()
    return text


def _holds(text: str, brackets: str) -> bool:
    return any(bracket in text for bracket in brackets)


def apply_field(piece: Piece) -> None:
    """Take a piece for what the field before it says: authors, a venue, a note."""
    if not piece.field:
        return
    if piece.field.startswith(_NOTE_FIELDS):
        if not (piece.field.startswith("intro") and piece.role == "dated"):
            piece.role = "note"
    elif piece.field in ("title", "标题"):
        piece.role, piece.certain = "text", 1.0
        piece.likeness = max(piece.likeness, 1.0)
    elif piece.field.startswith(("author", "作者")):
        people = names(piece.text)
        piece.role, piece.certain = "names", 1.0
        piece.people = people[0] if people else tuple(re.split(r"\s*[,;]\s*", piece.text))
    elif piece.field in ("year", "date", "年份"):
        pass
    else:
        when = dated(piece.text)
        if when is None or when.venue is None:
            when = Dated(when.year if when else None, piece.text.strip(" .,;"), 1.0)
        piece.role, piece.certain, piece.when = "dated", 1.0, when
