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
#: Characters within which the names before a title end.
_LONGEST_BYLINE = 1_000
#: What is left of a row of names: "and Yann LeCun: Character-level Networks".
_LAST = re.compile(r"(?:and|&)\s")


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
            elif marks.total() <= max(1, 0.1 * len(alike)):
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
    if after.role != "text" or after.style != "plain":
        return ""
    if _LAST.match(after.text) and (parted := _parted(after.text, {":", ",", "."})):
        return parted[3]
    return after.mark


def _split(unit: Unit, marks: Counter[str]) -> None:
    """Part ``Marvin Minsky, Steps toward Artificial Intelligence`` at a mark of the list."""
    usual = {mark for mark, count in marks.items() if count >= 0.2 * marks.total()}
    named, rest = [], unit.segments[0]
    if rest.role == "names" and len(unit.segments) > 1:
        named, rest, usual = [rest], unit.segments[1], {":", ",", "."}
        if not _LAST.match(rest.text):
            return
    if rest.style != "plain" or rest.href or rest.role not in ("text", "dated"):
        return
    parted = _parted(rest.text, usual)
    if parted is None:
        return
    people, said, title, _ = parted
    byline = Segment(
        " ".join([*(one.text for one in named), said]),
        rest.line,
        "plain",
        role="names",
        certain=0.9,
        mark=unit.segments[0].mark,
        people=tuple(name for one in named for name in one.people) + people,
    )
    whole = classify(Segment(title, rest.line, "plain", mark=":", cell=rest.cell))
    whole.role, whole.certain, whole.people = "text", 0.0, ()
    unit.segments[: len(named) + 1] = [byline, whole]


def _parted(text: str, marks: set[str]) -> tuple[tuple[str, ...], str, str, str] | None:
    """Return the people a text begins with, their names, the title after them and the mark between."""
    found = None
    for match in _MARK.finditer(text, 0, _LONGEST_BYLINE):
        said, title = text[: match.start()], text[match.end() :]
        people = names(said, strict=True) if match.group(1) in marks else None
        if people and title_likeness(title) >= 0.2:
            found = people[0], said, title, match.group(1)
    return found


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
