"""What is known of a word by itself: its shape, and what it is a cue for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.reading_list.dates_and_venues import (
    FUNCTION_WORDS,
    NOT_NAMES,
    is_word,
    venue_acronym,
)
from kg.reading_list.people import PARTICLES, is_given_name
from kg.reading_list.phrases import CLOSING, OPENING
from kg.reading_list.vocabulary import vocabulary

__all__ = ["CUES", "YEAR", "Bundle", "facts_of_word"]

Bundle = tuple[str, ...]

_FAMILIES = frozenset(vocabulary()["names"]["families"])
#: How many signs the name of a person has in Chinese.
_WIDE_NAME = (2, 3)

YEAR = re.compile(r"1[5-9]\d\d|20[0-4]\d")

_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-3]\d)?")

_MONTH = re.compile(
    r"(?i)(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-zé]*|janvier|février|mai|juin|juillet|août|märz|juni|juli|oktober|dezember|enero|abril|mayo|julio|agosto|octubre|diciembre|maio|setembro|outubro|dezembro"
)

CUES = {
    "in": "in", "en": "in", "em": "in", "dans": "in", "on": "on", "by": "by", "von": "by", "par": "by", "por": "by",
    "and": "and", "&": "and", "et": "and", "und": "and", "y": "and", "e": "and", "и": "and",
    "al": "al", "others": "al", "ed": "editor", "eds": "editor", "hrsg": "editor", "edd": "editor", "org": "editor", "orgs": "editor", "coord": "editor",
    "vol": "volume", "volume": "volume", "no": "volume", "issue": "volume", "number": "volume", "bd": "volume", "nr": "volume", "v": "volume", "n": "volume", "т": "volume", "№": "volume", "том": "volume",
    "pp": "pages", "p": "pages", "pages": "pages", "page": "pages", "s": "pages", "с": "pages", "стр": "pages", "str": "pages",
    "doi": "id", "pmid": "id", "pmcid": "id", "arxiv": "arxiv", "isbn": "id", "issn": "id", "url": "id",
    "proceedings": "venue", "proc": "venue", "journal": "venue", "j": "journal", "conference": "venue", "conf": "venue", "symposium": "venue", "workshop": "venue", "transactions": "venue",
    "trans": "venue", "revista": "venue", "zeitschrift": "venue", "rivista": "venue", "revue": "venue", "вестник": "venue", "журнал": "venue", "letters": "venue", "lett": "venue", "annals": "venue",
    "actas": "venue", "anais": "venue", "atti": "venue", "tagungsband": "venue", "congreso": "venue", "congresso": "venue", "simpósio": "venue", "bulletin": "venue", "review": "venue", "quarterly": "venue",
    "magazine": "venue", "acta": "venue", "archives": "venue", "annual": "venue", "international": "venue", "ieee": "publisher", "acm": "publisher", "press": "publisher", "springer": "publisher", "elsevier": "publisher", "wiley": "publisher",
    "university": "publisher", "universidade": "publisher", "universität": "publisher", "thesis": "thesis", "dissertation": "thesis", "report": "thesis", "phd": "thesis", "preprint": "arxiv", "biorxiv": "arxiv", "medrxiv": "arxiv",
    "abstract": "field", "title": "field", "author": "field", "authors": "field", "venue": "field", "year": "field", "published": "field", "publication": "field", "date": "field", "keywords": "field", "summary": "field", "notes": "field", "tl": "field",
    "标题": "field", "作者": "field", "会议": "field", "年份": "field", "摘要": "field", "期刊": "field", "等": "al", "第": "volume", "卷": "volume", "期": "volume", "学报": "venue",
    "forthcoming": "status", "press.": "status", "submitted": "status", "accepted": "status", "appear": "status", "retrieved": "status", "available": "status", "accessed": "status", "presented": "status", "presents": "status",
}  # fmt: skip


def shape_of(word: str) -> str:
    first = word[0]
    if word.startswith("http"):
        return "address"
    if first.isdigit():
        return _shape_of_number(word)
    if not first.isalpha():
        return "open" if first in OPENING else "close" if first in CLOSING else first
    if "\u3040" <= first <= "\u9fff" or "\uac00" <= first <= "\ud7af":
        size = len(word)
        return f"wide {size if size < 5 else '5-8' if size < 9 else '9+'}"
    return _case(word)


def _shape_of_number(word: str) -> str:
    if YEAR.fullmatch(word):
        return "year"
    return "day" if _DAY.fullmatch(word) else f"{min(len(word), 5)} digits"


def _case(word: str) -> str:
    """Return how a word is written: in capitals, with one, with several, in small letters."""
    first = word[0]
    if len(word) == 1:
        return "initial" if first.isupper() else "letter"
    if word.isupper():
        return "capitals 2" if len(word) == 2 else "capitals 3" if len(word) == 3 else "capitals"
    if first.isupper():
        return "Mixed" if any(map(str.isupper, word[1:])) and "-" not in word else "Capital"
    return "small" if word.islower() else "mixed"


@lru_cache(maxsize=32768)
def facts_of_word(word: str) -> tuple[str, ...]:
    """Return what is known of a word by itself."""
    shape = shape_of(word)
    if not word[0].isalpha():
        return (f"shape {shape}",)
    return (f"shape {shape}", *_of_meaning(word, word.casefold()), *_of_form(word, shape))


def _of_meaning(word: str, folded: str) -> Iterator[str]:
    """Yield which known words a word is among."""
    if len(folded) < 14:
        yield f"word {folded}"
    if folded in FUNCTION_WORDS:
        yield "function"
    if len(word) > 3 and (folded in NOT_NAMES or folded.rstrip("s") in NOT_NAMES):
        yield "topic"
    if venue_acronym(word):
        yield "acronym of a word" if is_word(word) else "acronym"
    if _MONTH.fullmatch(word):
        yield "month"
    if cue := CUES.get(folded):
        yield f"cue {cue}"
    yield from _of_names(word)


def _of_names(word: str) -> Iterator[str]:
    if is_given_name(word):
        yield "given name"
    if word in PARTICLES:
        yield "particle"
    if len(word) in _WIDE_NAME and word[0] in _FAMILIES:
        yield "begins as names do"


def _of_form(word: str, shape: str) -> Iterator[str]:
    """Yield how long a word is, and whether it ends as nouns do."""
    if shape == "Capital":
        size = "short" if len(word) < 5 else "usual" if len(word) < 9 else "long"
        yield f"Capital {size}"
        if _NOUN.search(word):
            yield "ends as nouns do"
    if len(word) > 4 and shape == "small":
        yield "small long"


_NOUN = re.compile(
    r"(?:tion|ing|ment|ics|ity|ive|ical|ence|ance|ous|able|ness|ism|ogy|ungen|ción|ção|zione)s?$"
)
