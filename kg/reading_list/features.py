"""What the model sees: the features of each piece, and of each block that may be an entry.

A feature is a name and a number. Those of a piece tell its facts, style and marks, its
neighbours, its column; then what the same place holds in the other entries of the list.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kg.reading_list import links
from kg.reading_list.candidates import Candidate
from kg.reading_list.columns import column_role
from kg.reading_list.dates_and_venues import FUNCTION_WORDS, Dated
from kg.reading_list.piece import Piece

__all__ = ["LABELS", "Row", "among_others", "by_itself"]

#: What a piece of an entry is.
LABELS = ("title", "authors", "year", "venue", "link", "note")

Row = list[tuple[str, float]]

_SIZES = ((1, "1"), (2, "2"), (4, "3-4"), (7, "5-7"), (15, "8-15"), (30, "16-30"))
_VOLUME = re.compile(r"\(?\d{1,4}\b|(?i:vol|no|pp?)\b\.?")
_WORD = re.compile(r"[^\W\d_][^\s]*")


@lru_cache(maxsize=32768)
def _size(text: str) -> str:
    count = len(text.split())
    wide = sum("\u3040" <= char <= "\uffdc" for char in text)
    count = max(count, wide // 2)
    return next((name for most, name in _SIZES if count <= most), "31+")


def fact(piece: Piece | None) -> str:
    """Return what is known of a piece without its entry, in a word."""
    if piece is None:
        return "nothing"
    if piece.role == "label":
        return f"label {links.label_kind(piece.text) or 'of no kind'}" if piece.href else "word"
    sure = "" if piece.certain >= 0.9 else "maybe "
    if piece.role == "dated" and piece.when:
        return sure + _date_fact(piece.when)
    if piece.role == "names":
        return sure + ("names" if len(piece.people) > 1 else "name")
    return piece.role


def _date_fact(when: Dated) -> str:
    if when.venue is None:
        return "year"
    return "venue" if when.year is None else "venue and year"


def by_itself(candidate: Candidate) -> list[Row]:
    """Return the features of each piece of a candidate that need no other candidate."""
    pieces = candidate.pieces
    facts = [fact(piece) for piece in pieces]
    likeness = [piece.likeness if piece.role != "label" else 0.0 for piece in pieces]
    order = sorted(likeness, reverse=True)
    first = next((n for n, piece in enumerate(pieces) if piece.role == "text"), -1)
    rows: list[Row] = []
    for number, piece in enumerate(pieces):
        best = order[0] if likeness[number] < order[0] or len(order) < 2 else order[1]
        row: Row = [("bias", 1.0), ("likeness", likeness[number])]
        row.append(("likeness over others", likeness[number] - best))
        row += [(name, 1.0) for name in _of_text(piece, facts[number])]
        row += [(name, 1.0) for name in _of_place(candidate, number, facts, first=number == first)]
        rows.append(row)
    return rows


def _of_text(piece: Piece, fact: str) -> Iterable[str]:
    text = piece.text
    style = "linked" if piece.href and piece.style != "link" else piece.style
    yield f"is {fact}"
    yield f"is {fact} {style}"
    yield f"style {style}"
    yield f"{_size(text)} words"
    yield f"{style} {_size(text)} words"
    if piece.field:
        yield f"field {'title' if piece.field in ('title', '标题') else piece.field[:6]}"
    if piece.href:
        yield f"host {links.host_kind(piece.href)}"
        if piece.href.startswith("#"):
            yield "link within"
    if piece.people:
        yield f"people {min(len(piece.people), 3)}, {'sure' if piece.certain >= 0.9 else 'unsure'}"
    if piece.when:
        yield f"when {'venue' if piece.when.venue else 'year'} {round(piece.when.strength, 1)}"
    yield from _of_words(text)


@lru_cache(maxsize=32768)
def _of_words(text: str) -> tuple[str, ...]:
    words = _WORD.findall(text)
    found = []
    if text and text[-1] in ".?!:,":
        found.append(f"ends with {text[-1]}")
    if text[:1].islower():
        found.append("begins small")
    if any(word.casefold() in FUNCTION_WORDS for word in words[1:]):
        found.append("function words")
    elif len(words) > 2:
        found.append("no function words")
    if 0 < len(words) < 8:
        found.append("all capital" if _is_capital(words) else "some small")
    return (*found, *(name for name, holds in _SIGNS if holds(text)))


def _is_capital(words: Sequence[str]) -> bool:
    return all(word[0].isupper() for word in words)


def _has_abbreviations(text: str) -> bool:
    words: list[str] = _WORD.findall(text)
    return sum(word.endswith(".") and len(word) < 9 for word in words) > 1


#: What else tells a title from a venue, by the name of its feature.
_SIGNS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("abbreviations", _has_abbreviations),
    ("digits", re.compile(r"\d").search),
    ("colon within", re.compile(r"\w: \w").search),
)


def _of_place(
    candidate: Candidate, number: int, facts: Sequence[str], *, first: bool
) -> Iterable[str]:
    pieces = candidate.pieces
    piece = pieces[number]
    before = facts[number - 1] if number else "nothing"
    after = facts[number + 1] if number + 1 < len(pieces) else "nothing"
    following = pieces[number + 1] if number + 1 < len(pieces) else None
    fact = facts[number]
    yield f"after {before}"
    yield f"before {after}"
    yield f"{fact} after {before}"
    yield f"{fact} before {after}"
    yield f"mark {piece.mark.strip(' ')!r}"
    yield f"next mark {following.mark.strip(' ')!r}" if following else "last"
    yield f"kind {candidate.kind}"
    yield from _of_beginning(piece, fact, number, first=first)
    if following is not None and following.style in ("plain", "bold"):
        if _VOLUME.match(following.text):
            yield f"volume follows {piece.style}"
        if following.style == "bold" and facts[number + 1].endswith("year"):
            yield "bold year follows"
    yield from _of_others(facts, number, piece.style)
    if piece.cell >= 0:
        column = _column(candidate, piece)
        yield f"column {column}"
        yield f"column {column}, {fact}"


def _of_beginning(piece: Piece, fact: str, number: int, *, first: bool) -> Iterable[str]:
    """Yield whether a piece opens its entry, its first text, or a later line of it."""
    if number == 0:
        yield f"begins, {fact}"
        yield f"begins, {piece.style}"
    if first:
        yield "first text"
        yield f"first text {piece.style}"
    if piece.below:
        yield "below"
    elif piece.mark.startswith("\n"):
        yield "later line"


def _of_others(facts: Sequence[str], number: int, style: str) -> Iterable[str]:
    """Yield on which side of a piece names and venues stand."""
    fact, before, after = facts[number], facts[:number], facts[number + 1 :]
    if number > 1 and before[-1].endswith("year") and _tells_names(before[-2]):
        yield "after names and year"
    if any(map(_tells_names, before)):
        yield f"names before, {style}"
        yield f"names before, {fact}"
    if any(map(_tells_names, after)):
        yield "names after"
    if any("venue" in other for other in after):
        yield "venue after"
    elif any("venue" in other for other in before):
        yield "venue before"


def _tells_names(fact: str) -> bool:
    return fact.endswith(("name", "names"))


def _column(candidate: Candidate, piece: Piece) -> str:
    columns = candidate.block.columns
    if piece.cell >= len(columns):
        return "without a name"
    return column_role(columns[piece.cell]) or "of another name"


# --------------------------------------------------------------- the whole list


def place(candidate: Candidate, number: int) -> tuple[object, ...]:
    """Return where in its entry a piece stands, comparable between entries."""
    piece = candidate.pieces[number]
    if piece.cell >= 0:
        columns = candidate.block.columns
        name = columns[piece.cell] if piece.cell < len(columns) else ""
        return ("cell", name.casefold() or piece.cell, len(columns), piece.style == "link")
    texts = [n for n, piece in enumerate(candidate.pieces) if piece.role in ("text", "names")]
    ordinal = texts.index(number) if number in texts else 0
    style = "plain" if piece.style == "bracket" else piece.style
    return (candidate.kind, style, min(ordinal, 2), piece.mark == "\n", piece.below)


def beside(candidate: Candidate, number: int, title: int) -> tuple[object, ...]:
    """Return where a piece stands beside the likeliest title.

    Parameters
    ----------
    candidate
        The block.
    number
        Index of the piece.
    title
        Index of the likeliest title.
    """
    piece = candidate.pieces[number]
    if piece.cell >= 0:
        return place(candidate, number)
    others = [
        n
        for n, piece in enumerate(candidate.pieces)
        if piece.role != "label" or n in (number, title)
    ]
    offset = others.index(number) - (others.index(title) if title in others else 0)
    return (candidate.kind, max(-2, min(offset, 3)), piece.style, piece.mark.strip())


#: How much the other entries must count to say anything.
_FEWEST_OTHERS = 0.5
_SHARES = tuple([f"{name} {label}" for label in LABELS] for name in ("place", "beside"))


def among_others(
    candidates: Sequence[Candidate],
    chances: Sequence[NDArray[np.float64]],
    weights: Sequence[float],
) -> list[list[Row]]:
    """Return the features of each piece that the other entries of the list give it.

    Parameters
    ----------
    candidates
        All candidates of a list.
    chances
        For each candidate an array of pieces by :data:`LABELS`: the first round's.
    weights
        How much each candidate counts.
    """
    keys: dict[tuple[object, ...], int] = {}
    at: list[tuple[int, int]] = []
    for candidate, chance in zip(candidates, chances, strict=True):
        title = int(chance[:, 0].argmax()) if len(chance) else 0
        for n in range(len(candidate.pieces)):
            both = ("place", *place(candidate, n)), ("beside", *beside(candidate, n, title))
            at.append((keys.setdefault(both[0], len(keys)), keys.setdefault(both[1], len(keys))))
    sizes = [len(candidate.pieces) for candidate in candidates]
    if not at:
        return [[] for _ in sizes]
    weight = np.repeat(np.array(weights, float), sizes)
    own = np.column_stack((weight[:, None] * np.concatenate(chances), weight))
    where = np.array(at)
    sums = np.zeros((len(keys), len(LABELS) + 1))
    np.add.at(sums, where, own[:, None, :])
    others = sums[where] - own[:, None, :]
    shares = (others[:, :, :-1] / (others[:, :, -1:] + 1.0)).tolist()
    known = (others[:, :, -1] >= _FEWEST_OTHERS).tolist()
    rows = [
        list(
            itertools.chain.from_iterable(
                zip(names, values, strict=True)
                for names, values, holds in zip(_SHARES, both, are_known, strict=True)
                if holds
            )
        )
        for both, are_known in zip(shares, known, strict=True)
    ]
    ends = itertools.accumulate(sizes)
    return [rows[end - size : end] for end, size in zip(ends, sizes, strict=True)]
