"""A block that may be an entry: its pieces, and how much speaks for a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kg.reading_list import links
from kg.reading_list.block import Block, Span
from kg.reading_list.columns import column_role, is_header
from kg.reading_list.dates_and_venues import dated
from kg.reading_list.piece import Piece
from kg.reading_list.styled_pieces import pieces_of_spans

__all__ = [
    "PAPER",
    "Candidate",
    "Fields",
    "candidates_of",
    "evidence",
    "is_detail",
    "is_only_venue",
    "is_paper_label",
    "lead_only_within",
    "leads_to_paper",
    "pieces_of",
]

#: Evidence from which on a candidate counts as the entry of a paper.
PAPER = 2.0

#: A block with more pieces is prose or broken markup: the rest is not read.
_MOST_PIECES = 400
_MOST_CELLS = 40


class Fields(NamedTuple):
    """What an entry says, the runs of one style that its title stands in, and what is doubtful.

    ``year_of_month`` is the year of the one date with a month, where nothing says more.
    """

    title: str
    line: int
    people: tuple[str, ...]
    year: int | None
    venue: str | None
    hrefs: frozenset[str]
    doubtful: tuple[str, ...]
    year_of_month: int | None


@dataclass(slots=True)
class Candidate:
    """A block that may be an entry, its pieces, and what they turn out to be.

    ``under`` are the candidates that head it: parents in a nested list that name the topic,
    year or venue of what is below them; ``joined`` are the other blocks it is read from; ``sureness``
    is how likely each piece is what (pieces by labels); ``fields`` are what its words say;
    ``rows`` are the features of its pieces by themselves, ``scored`` what a model makes of them.
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
    scored: tuple[object, NDArray[np.float64]] | None = None

    @property
    def kind(self) -> str:
        """The kind of its block."""
        return self.block.kind

    @property
    def lines(self) -> list[int]:
        """The lines of the file that it is read from."""
        return sorted(set().union(*(block.lines for block in self.blocks)))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its own block, and those that were joined to it."""
        return (self.block, *self.joined)


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
    words = [span for span in spans if _is_of_title(span) and span.text.strip()]
    bold = [span for span in words if span.bold]
    if not bold or len(bold) == len(words) or _is_name_in_front(words[0]):
        return spans
    return [span._replace(bold=False) if span.href is None else span for span in spans]


def _is_of_title(span: Span) -> bool:
    return span.href is None and not span.image


def _is_name_in_front(span: Span) -> bool:
    return span.bold and span.text.rstrip().endswith((":", "："))


def evidence(candidate: Candidate) -> float:
    """Return how much speaks for a candidate being the entry of a paper."""
    title = candidate.title
    if title is None:
        return 0.0
    if _is_only_contents(candidate):
        return -5.0
    score = 0.0
    for weight, holds in _EVIDENCE:
        if holds(candidate, title):
            score += weight
    return score


def lead_only_within(hrefs: Collection[str]) -> bool:
    """Whether all links lead to other parts of the list, as in a table of contents."""
    return bool(hrefs) and all(href.startswith("#") for href in hrefs)


def _is_only_contents(candidate: Candidate) -> bool:
    hrefs = [piece.href for piece in candidate.pieces if piece.href]
    return lead_only_within(hrefs) and not any(
        piece.role in ("names", "dated") for piece in candidate.pieces
    )


def _has_link_of_paper(candidate: Candidate) -> bool:
    return any(leads_to_paper(piece) for piece in candidate.pieces)


def _has_venue(candidate: Candidate) -> bool:
    return any(
        piece.role == "venue"
        or (piece.role == "dated" and piece.when is not None and bool(piece.when.venue))
        for piece in candidate.pieces
    )


def _has_names(candidate: Candidate, title: Piece) -> bool:
    return any(piece.role == "names" and piece is not title for piece in candidate.pieces)


def _is_in_column_of_titles(candidate: Candidate, title: Piece) -> bool:
    columns = candidate.block.columns
    return 0 <= title.cell < len(columns) and column_role(columns[title.cell]) == "title"


def is_only_venue(text: str) -> bool:
    """Whether a text names a journal or a meeting and says no more."""
    when = dated(text)
    return (
        when is not None
        and when.venue is not None
        and when.strength >= 0.9
        and not re.search(r"(?i)\breport|thesis", text)
    )


def _says_only_venue(candidate: Candidate, title: Piece) -> bool:
    """Whether a candidate names a journal or a meeting and neither people nor a year."""
    return is_only_venue(title.text) and not any(
        _says_who_or_when(piece) for piece in candidate.pieces if piece is not title
    )


def _says_who_or_when(piece: Piece) -> bool:
    return piece.role == "names" or (
        piece.role == "dated" and piece.when is not None and bool(piece.when.year)
    )


def _host(piece: Piece) -> str | None:
    return links.host_kind(piece.href) if piece.href else None


#: How much each thing that a candidate says speaks for a paper.
_EVIDENCE: tuple[tuple[float, Callable[[Candidate, Piece], bool]], ...] = (
    (1.3, lambda candidate, _: candidate.follower),
    (-2.0, _says_only_venue),
    (0.5, lambda _, title: _host(title) == "paper"),
    (1.5, lambda candidate, _: _has_link_of_paper(candidate)),
    (1.0, lambda candidate, _: not _has_link_of_paper(candidate) and _has_venue(candidate)),
    (1.0, lambda candidate, _: any(map(is_paper_label, candidate.pieces))),
    (0.7, lambda candidate, _: any(piece.role == "dated" for piece in candidate.pieces)),
    (0.7, _has_names),
    (0.5, lambda candidate, title: bool(title.href) and _is_in_column_of_titles(candidate, title)),
    (0.3, lambda _, title: 3 <= title.likeness * 12 < 4.5),
    (0.8, lambda _, title: title.likeness * 12 >= 4.5),
)


def leads_to_paper(one: Piece) -> bool:
    """Whether a piece is a link to a paper, with a label that does not say otherwise."""
    if not one.href or links.host_kind(one.href) != "paper":
        return False
    return one.role != "label" or links.label_kind(one.text) in ("paper", "", None)


def is_paper_label(one: Piece) -> bool:
    """Whether a piece is a link with the label of a paper."""
    return one.role == "label" and bool(one.href) and links.label_kind(one.text) == "paper"


def is_detail(candidate: Candidate) -> bool:
    """Whether a candidate only says more about another: links, dates, names, notes."""
    return bool(candidate.pieces) and all(map(_is_aside, candidate.pieces))


def _is_aside(piece: Piece) -> bool:
    if piece.role in ("label", "dated", "names", "note", "tag"):
        return True
    if piece.href is not None and links.host_kind(piece.href) in (None, "paper"):
        return False
    return len(piece.text.split()) <= 3 or piece.likeness < 0.3
