"""A block that may be an entry: its pieces, and how much speaks for a paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.reading_list import links
from kg.reading_list.block import Block, Span
from kg.reading_list.columns import column_role, is_header
from kg.reading_list.recognise import dated
from kg.reading_list.segment import Segment
from kg.reading_list.segments import segments

if TYPE_CHECKING:
    from kg.reading_list.fields import Fields

__all__ = ["PAPER", "Unit", "evidence", "is_detail", "is_paper_label", "pieces_of", "units_of"]

#: Evidence from which on a unit counts as the entry of a paper.
PAPER = 2.0

#: No entry has more; what has is prose or broken, and is read no further.
_MOST_PIECES = 400
_MOST_CELLS = 40


@dataclass(slots=True)
class Unit:
    """A block that may be an entry, its pieces, and what they turn out to be.

    ``under`` are the units that head it: parents in a nested list that name the topic,
    year or venue of what is below them; ``joined`` are the other blocks it is read from; ``sureness``
    is how likely each piece is what (pieces by labels); ``fields`` are what its words say;
    ``rows`` are the features of its pieces by themselves.
    """

    block: Block
    index: int
    segments: list[Segment]
    title: Segment | None = None
    under: list[Unit] = field(default_factory=list)
    follower: bool = False
    joined: list[Block] = field(default_factory=list)
    sureness: NDArray[np.float64] | None = None
    fields: Fields | None = None
    rows: list[list[tuple[str, float]]] | None = None

    @property
    def kind(self) -> str:
        """The kind of its block."""
        return self.block.kind

    @property
    def lines(self) -> list[int]:
        """The lines of the file that it is read from."""
        return sorted(set().union(*(block.lines for block in (self.block, *self.joined))))


def units_of(blocks: Sequence[Block]) -> list[Unit]:
    """Return one unit a block, each with the pieces of that block alone."""
    blocks = _with_headers(blocks)
    return [
        Unit(block, index, pieces_of(block))
        for index, block in enumerate(blocks)
        if block.kind in ("heading", "paragraph", "item", "row")
    ]


def _with_headers(blocks: Sequence[Block]) -> Sequence[Block]:
    """Take the first row of a table without a header for one, when it reads like one."""
    seen: dict[int, tuple[str, ...]] = {}
    for block in blocks:
        if block.kind != "row" or block.columns:
            continue
        if block.group not in seen:
            said = ["".join(span.text for span in cell).strip() for cell in block.cells]
            linked = any(span.href for cell in block.cells for span in cell)
            seen[block.group] = tuple(said) if is_header(said) and not linked else ()
            if seen[block.group]:
                block.kind = "header"
        block.columns = seen[block.group]
    return blocks


def pieces_of(block: Block) -> list[Segment]:
    """Return the pieces of a block alone."""
    if block.kind != "row":
        return segments(block.spans[:_MOST_PIECES])[:_MOST_PIECES]
    found: list[Segment] = []
    for number, cell in enumerate(block.cells[:_MOST_CELLS]):
        named = block.columns[number] if number < len(block.columns) else ""
        spans = cell[:_MOST_PIECES]
        found += segments(_unstressed(spans) if column_role(named) == "title" else spans, number)
    return found[:_MOST_PIECES]


def _unstressed(spans: list[Span]) -> list[Span]:
    """Return a title of which some words are bold as the one text it is.

    A name and a colon in bold, before the title, stays apart.
    """
    words = [span for span in spans if span.href is None and not span.image and span.text.strip()]
    bold = [span for span in words if span.bold]
    named = bold and bold[0] is words[0] and words[0].text.rstrip().endswith((":", "："))
    if not bold or len(bold) == len(words) or named:
        return spans
    return [
        span._replace(bold=False) if span.bold and span.href is None else span for span in spans
    ]


def evidence(unit: Unit) -> float:
    """Return how much speaks for a unit being the entry of a paper."""
    if unit.title is None:
        return 0.0
    hrefs = [one.href for one in unit.segments if one.href]
    if (
        hrefs
        and all(href.startswith("#") for href in hrefs)
        and not any(one.role in ("names", "dated") for one in unit.segments)
    ):
        return -5.0
    score = 1.3 if unit.follower else 0.0
    if _is_only_venue(unit, unit.title):
        score -= 2.0
    if unit.title.href and links.host_kind(unit.title.href) == "paper":
        score += 0.5
    if any(_leads_to_paper(one) for one in unit.segments):
        score += 1.5
    elif any(
        one.role == "venue" or (one.role == "dated" and one.when and one.when.venue)
        for one in unit.segments
    ):
        score += 1.0
    if any(is_paper_label(one) for one in unit.segments):
        score += 1.0
    if any(one.role == "dated" for one in unit.segments):
        score += 0.7
    if any(one.role == "names" and one is not unit.title for one in unit.segments):
        score += 0.7
    if unit.title.href and 0 <= unit.title.cell < len(unit.block.columns):
        score += 0.5 if column_role(unit.block.columns[unit.title.cell]) == "title" else 0.0
    words = unit.title.likeness * 12
    score += 0.8 if words >= 4.5 else 0.3 if words >= 3 else 0.0
    return score


def _is_only_venue(unit: Unit, title: Segment) -> bool:
    """Whether a unit names a journal or a meeting and says no more."""
    when = dated(title.text)
    said_more = (
        one.role == "names" or (one.role == "dated" and one.when and one.when.year)
        for one in unit.segments
        if one is not title
    )
    return (
        when is not None
        and when.venue is not None
        and when.strength >= 0.9
        and not re.search(r"(?i)\breport|thesis", title.text)
        and not any(said_more)
    )


def _leads_to_paper(one: Segment) -> bool:
    if not one.href or links.host_kind(one.href) != "paper":
        return False
    return one.role != "label" or links.label_kind(one.text) in ("paper", "", None)


def is_paper_label(one: Segment) -> bool:
    """Whether a piece is a link with the label of a paper."""
    return one.role == "label" and bool(one.href) and links.label_kind(one.text) == "paper"


def is_detail(unit: Unit) -> bool:
    """Whether a unit only says more about another: links, dates, names, notes."""
    return bool(unit.segments) and all(
        one.role in ("label", "dated", "names", "note", "tag")
        or (
            (one.href is None or links.host_kind(one.href) not in (None, "paper"))
            and (len(one.text.split()) <= 3 or one.likeness < 0.3)
        )
        for one in unit.segments
    )
