"""The shape that a list's entries share, inferred from all of them.

Each entry alone says which of its pieces might be the title; the whole list says in
which place (bold, linked, the column "Title", the second of the plain pieces, ...)
titles usually stand. The same for venues and authors that nothing else recognises.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.reading_list.columns import column_role
from kg.reading_list.links import host_kind, label_kind
from kg.reading_list.recognise import Dated, dated, venue_name
from kg.reading_list.segment import Segment
from kg.reading_list.units import Unit

__all__ = ["infer", "speaks_for_a_paper"]

_ENDS_IN_YEAR = re.compile(r"[\s,(]+((?:19[5-9]|20[0-4])\d)\W*$")
_STYLE_BONUS = {"link": 0.3, "bold": 0.3, "quote": 0.4, "italic": 0.1}


def place(unit: Unit, segment: Segment) -> tuple[object, ...]:
    """Return where in its entry a piece stands, comparable between entries."""
    if segment.cell >= 0:
        columns = unit.block.columns
        name = columns[segment.cell] if segment.cell < len(columns) else ""
        return ("cell", name.casefold() or segment.cell, len(columns))
    texts = [one for one in unit.segments if one.role in ("text", "names")]
    ordinal = next((i for i, one in enumerate(texts) if one is segment), 0)
    style = "plain" if segment.style == "bracket" else segment.style
    return (unit.block.kind, style, min(ordinal, 2), segment.mark == "\n", segment.below)


def title_score(unit: Unit, segment: Segment) -> float:
    """Return how much a piece looks like its entry's title, looking at the entry alone."""
    if segment.role in ("label", "note", "dated") or not segment.text:
        return 0.0
    score = segment.likeness
    if segment.field in ("title", "标题"):
        return 3.0
    if segment.role == "names":
        score *= 1 - segment.certain
    if segment.role == "tag":
        score *= 0.3
    score += _STYLE_BONUS.get(segment.style, 0.0) * min(1.0, segment.likeness * 2)
    if segment.href:
        kind = host_kind(segment.href)
        score += {"paper": 0.4, None: 0.0}.get(kind, -0.1)
        if segment.href.startswith("#"):
            score -= 1
    if segment.when:
        score -= 0.3
    if segment.cell >= 0 and segment.cell < len(unit.block.columns):
        role = column_role(unit.block.columns[segment.cell])
        score += {"title": 1.0, None: 0.0}.get(role, -0.6)
    if segment is next((one for one in unit.segments if one.role == "text"), None):
        score += 0.15
    elif segment.mark == "\n":
        score -= 0.2
    if segment.style == "plain" and _follows_names_and_year(unit, segment):
        score += 0.4
    if (
        segment.below
        and not segment.people
        and not any(one.people or one.when for one in unit.segments if one.below)
    ):
        score -= 0.3
    if segment.role == "names" and segment is unit.segments[0] and _labels_a_paper(unit.segments):
        score = max(score, 0.02)  # a title that reads like names, when nothing else is one
    return max(0.0, score)


def _labels_a_paper(segments: Sequence[Segment]) -> bool:
    return any(
        one.role == "label" and one.href and label_kind(one.text) == "paper" for one in segments
    )


def _follows_names_and_year(unit: Unit, segment: Segment) -> bool:
    """Whether a piece stands where a citation has its title: after names and a year."""
    at = next(i for i, one in enumerate(unit.segments) if one is segment)
    names, year = unit.segments[max(0, at - 2) : at] if at > 1 else (None, None)
    return (
        names is not None
        and year is not None
        and names.role == "names"
        and names.certain >= 0.9
        and year.role == "dated"
        and year.when is not None
        and year.when.venue is None
    )


def infer(units: Sequence[Unit]) -> None:
    """Choose every unit's title, and the venues and authors that only their place tells."""
    votes: dict[tuple[object, ...], float] = defaultdict(float)
    counts: dict[str, int] = defaultdict(int)
    scored: list[list[tuple[float, Segment]]] = []
    for unit in units:
        scores = [(title_score(unit, one), one) for one in unit.segments]
        scored.append(scores)
        weight = 1.0 if speaks_for_a_paper(unit) else 0.2
        counts[unit.block.kind] += 1
        best = max(scores, key=lambda one: one[0], default=None)
        if best and best[0] > 0.5:
            votes[place(unit, best[1])] += weight * best[0]
    totals: dict[object, float] = defaultdict(float)
    for key, vote in votes.items():
        totals[key[0]] += vote
    for unit, scores in zip(units, scored, strict=True):
        total = (totals[unit.kind] + totals["cell"]) or 1.0
        best_score, best_one = 0.0, None
        for score, one in scores:
            if score <= 0:
                continue
            score += votes.get(place(unit, one), 0.0) / total  # noqa: PLW2901
            if score > best_score:
                best_score, best_one = score, one
        unit.title = best_one
        if best_one is not None and best_one.role == "names" and _labels_a_paper(unit.segments):
            best_one.role = "text"
    _fill_by_place(units)


def _relative(unit: Unit, segment: Segment) -> tuple[object, ...]:
    if segment.cell >= 0:
        return place(unit, segment)
    others = [one for one in unit.segments if one.role != "label" or one is segment]
    at = next(i for i, one in enumerate(others) if one is segment)
    title = next((i for i, one in enumerate(others) if one is unit.title), 0)
    return (unit.block.kind, max(-2, min(at - title, 3)), segment.style, segment.mark)


def _fill_by_place(units: Iterable[Unit]) -> None:
    roles: dict[tuple[object, ...], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    units = [unit for unit in units if unit.title is not None]
    for unit in units:
        for one in unit.segments:
            if one is not unit.title and one.text and one.role != "label":
                roles[_relative(unit, one)][one.role] += one.certain if one.role != "text" else 1.0
    for unit in units:
        for one in unit.segments:
            if one.role == "dated" and one.people and _has_byline(unit, one):
                one.when = Dated(one.when.year if one.when else None, one.people[0], 0.8)
                one.people = ()
            if one.role == "label" and one.href and (when := dated(one.text)) and when.venue:
                shares = roles[_relative(unit, one)]
                if shares["dated"] >= 0.3 * (sum(shares.values()) or 1.0):
                    one.role, one.when, one.certain = "dated", when, 0.8
                continue
            if one is unit.title or one.role not in ("text", "tag") or not one.text:
                continue
            column = (
                column_role(unit.block.columns[one.cell])
                if 0 <= one.cell < len(unit.block.columns)
                else None
            )
            shares = roles[_relative(unit, one)]
            total = sum(shares.values()) or 1.0
            short = len(one.text.split()) <= 8
            if short and column is None and _before_its_year(unit, one):
                one.role, one.people = "venue", ()
            elif column == "names" or (one.people and shares["names"] / total >= 0.4):
                one.role, one.people = "names", one.people or (one.text,)
            elif column == "venue" or (
                one.role != "tag"
                and short
                and column is None
                and (one.style != "link" or _ENDS_IN_YEAR.search(one.text))
                and not _labels_nothing(one.text)
                and shares["dated"] / total >= 0.5
            ):
                one.role = "venue"
                if year := _ENDS_IN_YEAR.search(one.text):
                    one.role, one.certain = "dated", 0.5
                    one.when = Dated(int(year.group(1)), venue_name(one.text[: year.start()]), 0.5)


def _has_byline(unit: Unit, after: Segment) -> bool:
    """Whether a piece after the title stands after names, too: then it names no author."""
    at, title = (
        next(i for i, one in enumerate(unit.segments) if one is piece)
        for piece in (after, unit.title)
    )
    names = (
        i
        for i, one in enumerate(unit.segments[:at])
        if one.role == "names" and one.certain >= 0.9 and (i < title or len(one.people) > 1)
    )
    return at > title and next(names, None) is not None


def _before_its_year(unit: Unit, segment: Segment) -> bool:
    """Whether a piece stands where a citation has its venue: names, title, here, year."""
    at, title = (
        next(i for i, one in enumerate(unit.segments) if one is piece)
        for piece in (segment, unit.title)
    )
    after = unit.segments[at + 1 :]
    dated = next((one for one in after if one.role != "label" or one.href), None)
    return (
        _has_byline(unit, segment)
        and at == title + 1
        and segment.style == "plain"
        and dated is not None
        and dated.role == "dated"
        and dated.when is not None
        and dated.when.venue is None
        and dated.style != "link"
    )


def _labels_nothing(text: str) -> bool:
    """Whether a text is the label of a link that is not there: ``Code: coming soon``."""
    label, colon, _ = text.replace("：", ":").partition(":")
    return bool(colon) and bool(label_kind(label))


def speaks_for_a_paper(unit: Unit) -> bool:
    """Whether a unit holds something that only entries of papers hold."""
    return any(
        (one.href and host_kind(one.href) == "paper")
        or (one.role == "dated" and one.when and one.when.venue)
        for one in unit.segments
    )
