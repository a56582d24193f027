"""Whether the entries of a list begin with their authors, told by all of them.

``Michael Collins: Discriminative Training Methods`` alone may as well be a title with a
colon; among entries of which many begin with several names it is a name and a title.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from kg.reading_list.links import label_kind
from kg.reading_list.people import names
from kg.reading_list.recognise import title_likeness
from kg.reading_list.segment import Segment, classify
from kg.reading_list.units import Unit

__all__ = ["settle_bylines"]

_MARK = re.compile(r"(:|,|(?<!\b[A-Z])\.)\s+")


def settle_bylines(units: Sequence[Unit]) -> None:
    """Set names apart where entries begin with them, and join what only reads like names.

    Changes the pieces of the units in place.
    """
    kinds: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.kind in ("item", "paragraph") and _may_cite(unit.segments):
            kinds[unit.kind].append(unit)
    for alike in kinds.values():
        marks = Counter(mark for unit in alike if (mark := _led_by_names(unit.segments)))
        for unit in alike:
            if marks.total() >= max(3, 0.2 * len(alike)):
                _split(unit, marks)
            elif marks.total() < 0.1 * len(alike):
                _join(unit)


def _may_cite(pieces: Sequence[Segment]) -> bool:
    return any(one.role in ("dated", "names") for one in pieces) or any(
        one.role == "label" and one.href and label_kind(one.text) == "paper" for one in pieces
    )


def _led_by_names(pieces: Sequence[Segment]) -> str:
    """Return the mark between the names that an entry begins with and its title, or nothing."""
    if len(pieces) < 2 or pieces[0].role != "names" or pieces[0].certain < 0.9:
        return ""
    after = pieces[1]
    return after.mark if after.role == "text" and after.style == "plain" else ""


def _split(unit: Unit, marks: Counter[str]) -> None:
    first = unit.segments[0]
    at = 1 if first.role == "names" and len(unit.segments) > 1 else 0
    piece = unit.segments[at]
    if piece.style != "plain" or piece.href or piece.role not in ("text", "dated"):
        return
    last = bool(at) and re.match(r"(?:and|&)\s", piece.text) is not None
    if at and not last:
        return
    found = None
    for match in _MARK.finditer(piece.text):
        people = names(piece.text[: match.start()], strict=True)
        usual = last or marks[match.group(1)] >= 0.2 * marks.total()
        if people and usual and title_likeness(piece.text[match.end() :]) >= 0.3:
            found = match
    if found is None:
        return
    said, title = piece.text[: found.start()], piece.text[found.end() :]
    people = names(said, strict=True)
    byline = Segment(said, piece.line, "plain", role="names", certain=0.9, mark=piece.mark)
    byline.people = people[0] if people else ()
    if at:
        byline.text, byline.people = f"{first.text} {said}", first.people + byline.people
    whole = classify(Segment(title, piece.line, "plain", mark=found.group(1), cell=piece.cell))
    unit.segments[: at + 1] = [byline, whole]


def _join(unit: Unit) -> None:
    """Take ``Forget Less, Count Better: A Benchmark`` for the title it is."""
    if _led_by_names(unit.segments) != ":":
        return
    first, second = unit.segments[:2]
    if re.search(r"\bet\.? al|\.", first.text) or len(first.people) > 2:
        return
    whole = classify(Segment(f"{first.text}: {second.text}", first.line, "plain", mark=first.mark))
    whole.cell = first.cell
    unit.segments[:2] = [whole]
