"""Whether the entries of a list begin with their authors, told by all of them.

``Michael Collins: Discriminative Training Methods`` alone may as well be a title with a
colon; among entries of which many begin with several names it is a name and a title.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.reading_list.candidates import Candidate
from kg.reading_list.dates_and_venues import title_likeness
from kg.reading_list.links import label_kind
from kg.reading_list.people import names
from kg.reading_list.piece import Piece, classify

__all__ = ["settle_bylines"]

_MARK = re.compile(r"(:|,|(?<!\b[A-Z])\.)\s+")
#: Characters within which the names before a title end.
_LONGEST_BYLINE = 1_000
#: What is left of a row of names: "and Yann LeCun: Character-level Networks".
_LAST = re.compile(r"(?:and|&)\s")


def settle_bylines(candidates: Sequence[Candidate]) -> None:
    """Set names apart where entries begin with them, and join what only reads like names.

    Changes the pieces of the candidates in place.
    """
    kinds: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.kind in ("item", "paragraph") and _may_cite(candidate.pieces):
            kinds[candidate.kind].append(candidate)
    for alike in kinds.values():
        marks = Counter(mark for candidate in alike if (mark := _led_by_names(candidate.pieces)))
        for candidate in alike:
            if marks.total() >= max(3, 0.2 * len(alike)):
                _split(candidate, marks)
            elif marks.total() <= max(1, 0.1 * len(alike)):
                _join(candidate)


def _may_cite(pieces: Sequence[Piece]) -> bool:
    return any(piece.role in ("dated", "names") for piece in pieces) or any(
        piece.role == "label" and piece.href and label_kind(piece.text) == "paper"
        for piece in pieces
    )


def _led_by_names(pieces: Sequence[Piece]) -> str:
    """Return the mark between the names that an entry begins with and its title, or nothing."""
    if len(pieces) < 2 or pieces[0].role != "names" or pieces[0].certain < 0.9:
        return ""
    after = pieces[1]
    if after.role != "text" or after.style != "plain":
        return ""
    if _LAST.match(after.text) and (parted := _parted(after.text, {":", ",", "."})):
        return parted[3]
    return after.mark


def _split(candidate: Candidate, marks: Counter[str]) -> None:
    """Part ``Marvin Minsky, Steps toward Artificial Intelligence`` at a mark of the list."""
    usual = {mark for mark, count in marks.items() if count >= 0.2 * marks.total()}
    named, rest = [], candidate.pieces[0]
    if rest.role == "names" and len(candidate.pieces) > 1:
        named, rest, usual = [rest], candidate.pieces[1], {":", ",", "."}
        if not _LAST.match(rest.text):
            return
    if rest.style != "plain" or rest.href or rest.role not in ("text", "dated"):
        return
    if parted := _parted(rest.text, usual):
        candidate.pieces[: len(named) + 1] = _byline_and_title(candidate, named, rest, parted)


def _byline_and_title(
    candidate: Candidate,
    named: Sequence[Piece],
    rest: Piece,
    parted: tuple[tuple[str, ...], str, str, str],
) -> list[Piece]:
    people, text, title, _ = parted
    byline = Piece(
        " ".join([*(piece.text for piece in named), text]),
        rest.line,
        "plain",
        role="names",
        certain=0.9,
        mark=candidate.pieces[0].mark,
        people=tuple(name for piece in named for name in piece.people) + people,
    )
    whole = classify(Piece(title, rest.line, "plain", mark=":", cell=rest.cell))
    whole.role, whole.certain, whole.people = "text", 0.0, ()
    return [byline, whole]


def _parted(text: str, marks: set[str]) -> tuple[tuple[str, ...], str, str, str] | None:
    """Return the people a text begins with, their names, the title after them and the mark between."""
    found = None
    for match in _MARK.finditer(text, 0, _LONGEST_BYLINE):
        byline, title = text[: match.start()], text[match.end() :]
        people = names(byline, strict=True) if match.group(1) in marks else None
        if people and title_likeness(title) >= 0.2:
            found = people[0], byline, title, match.group(1)
    return found


def _join(candidate: Candidate) -> None:
    """Take ``Forget Less, Count Better: A Benchmark`` for the title it is."""
    if _led_by_names(candidate.pieces) != ":":
        return
    first, second = candidate.pieces[:2]
    if re.search(r"\bet\.? al|\.", first.text) or len(first.people) > 2:
        return
    whole = classify(Piece(f"{first.text}: {second.text}", first.line, "plain", mark=first.mark))
    whole.cell = first.cell
    candidate.pieces[:2] = [whole]
