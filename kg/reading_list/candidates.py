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
from kg.reading_list.piece import Piece
from kg.reading_list.pieces import pieces_of_spans
from kg.reading_list.recognise import dated

if TYPE_CHECKING:
    from kg.reading_list.fields import Fields

__all__ = [
    "PAPER",
    "Candidate",
    "candidates_of",
    "evidence",
    "is_detail",
    "is_paper_label",
    "pieces_of",
]

#: Evidence from which on a candidate counts as the entry of a paper.
PAPER = 2.0

#: No entry has more; what has is prose or broken, and is read no further.
_MOST_PIECES = 400
_MOST_CELLS = 40


@dataclass(slots=True)
class Candidate:
    """A block that may be an entry, its pieces, and what they turn out to be.

    ``under`` are the candidates that head it: parents in a nested list that name the topic,
    year or venue of what is below them; ``joined`` are the other blocks it is read from; ``sureness``
    is how likely each piece is what (pieces by labels); ``fields`` are what its words say;
    ``rows`` are the features of its pieces by themselves.
    """

    block: Block
    index: int
    pieces: list[Piece]
    title: Piece | None = None
    under: list[Candidate] = field(default_factory=list)
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


def candidates_of(blocks: Sequence[Block]) -> list[Candidate]:
    """Return one candidate a block, each with the pieces of that block alone."""
    blocks = _with_headers(blocks)
    return [
        Candidate(block, index, pieces_of(block))
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


def pieces_of(block: Block) -> list[Piece]:
    """Return the pieces of a block alone."""
    if block.kind != "row":
        return pieces_of_spans(block.spans[:_MOST_PIECES])[:_MOST_PIECES]
    found: list[Piece] = []
    for number, cell in enumerate(block.cells[:_MOST_CELLS]):
        named = block.columns[number] if number < len(block.columns) else ""
        spans = cell[:_MOST_PIECES]
        found += pieces_of_spans(
            _unstressed(spans) if column_role(named) == "title" else spans, number
        )
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


def evidence(candidate: Candidate) -> float:
    """Return how much speaks for a candidate being the entry of a paper."""
    if candidate.title is None:
        return 0.0
    hrefs = [one.href for one in candidate.pieces if one.href]
    if (
        hrefs
        and all(href.startswith("#") for href in hrefs)
        and not any(one.role in ("names", "dated") for one in candidate.pieces)
    ):
        return -5.0
    score = 1.3 if candidate.follower else 0.0
    if _is_only_venue(candidate, candidate.title):
        score -= 2.0
    if candidate.title.href and links.host_kind(candidate.title.href) == "paper":
        score += 0.5
    if any(_leads_to_paper(one) for one in candidate.pieces):
        score += 1.5
    elif any(
        one.role == "venue" or (one.role == "dated" and one.when and one.when.venue)
        for one in candidate.pieces
    ):
        score += 1.0
    if any(is_paper_label(one) for one in candidate.pieces):
        score += 1.0
    if any(one.role == "dated" for one in candidate.pieces):
        score += 0.7
    if any(one.role == "names" and one is not candidate.title for one in candidate.pieces):
        score += 0.7
    if candidate.title.href and 0 <= candidate.title.cell < len(candidate.block.columns):
        score += (
            0.5 if column_role(candidate.block.columns[candidate.title.cell]) == "title" else 0.0
        )
    words = candidate.title.likeness * 12
    score += 0.8 if words >= 4.5 else 0.3 if words >= 3 else 0.0
    return score


def _is_only_venue(candidate: Candidate, title: Piece) -> bool:
    """Whether a candidate names a journal or a meeting and says no more."""
    when = dated(title.text)
    said_more = (
        one.role == "names" or (one.role == "dated" and one.when and one.when.year)
        for one in candidate.pieces
        if one is not title
    )
    return (
        when is not None
        and when.venue is not None
        and when.strength >= 0.9
        and not re.search(r"(?i)\breport|thesis", title.text)
        and not any(said_more)
    )


def _leads_to_paper(one: Piece) -> bool:
    if not one.href or links.host_kind(one.href) != "paper":
        return False
    return one.role != "label" or links.label_kind(one.text) in ("paper", "", None)


def is_paper_label(one: Piece) -> bool:
    """Whether a piece is a link with the label of a paper."""
    return one.role == "label" and bool(one.href) and links.label_kind(one.text) == "paper"


def is_detail(candidate: Candidate) -> bool:
    """Whether a candidate only says more about another: links, dates, names, notes."""
    return bool(candidate.pieces) and all(
        one.role in ("label", "dated", "names", "note", "tag")
        or (
            (one.href is None or links.host_kind(one.href) not in (None, "paper"))
            and (len(one.text.split()) <= 3 or one.likeness < 0.3)
        )
        for one in candidate.pieces
    )
