"""Items, rows and paragraphs that hold several papers, parted into a block a paper."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kg.identifiers import graph_ids, normalise_title, split_graph_id
from kg.reading_list import links
from kg.reading_list.block import Block, Span
from kg.reading_list.piece import Piece, classify
from kg.reading_list.styled_pieces import pieces_of_spans
from kg.reading_list.written_identifiers import says_identifiers_only, written_identifiers
from kg.venues import is_preprint_doi

__all__ = ["papers_apart", "parted"]

#: How like a title the words are that stand between two papers, or alone in a link.
_ALIKE = 0.4
#: Words beside the titles of a paragraph that is a list of papers and no prose, for each of them.
_FEW_WORDS = 3
#: What parts papers most surely, and what else may.
_PARTS = re.compile(r"[;；•|→⇒\r\n\v]+\s*")
_MAY_PART = re.compile(r"(?<!\bal)[,.，。]\s+(?:and\s+)?|\s(?:and|&|vs\.?|[/>–—-])\s+")
_JOINS = re.compile(r"(?i)\b(?:and|or|und|et|y|e|see|also|with|plus|paper)\b")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d{4}|[A-Z]\d\d-\d|openreview", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_LABEL = re.compile(r"([^\W\d_]+)\s*[:：]\s*$")
#: What says that the next title is another of the same paper.
_SAME = re.compile(
    r"(?i)\b(?:publi(?:shed|cation)|appear(?:s|ed|ing)|titled|entitled|known as|formerly|previously|preprint|version)\b"
)
_LONGEST = 4_000


class _Mention(NamedTuple):
    """Where a paper is named: from where to where, and its identifiers by kind.

    ``title`` is that of the paper where its link is that; ``written`` whether an identifier is
    all that names it.
    """

    start: int
    end: int
    ids: Mapping[str, str]
    title: str
    written: bool


class _Paper(NamedTuple):
    """What was said so far of a paper: its title and identifiers, and where that ends."""

    title: str
    ids: Mapping[str, str]
    end: int


class _Said(NamedTuple):
    """The text of a block, each of its spans with the place where it begins, and its cell."""

    text: str
    spans: list[tuple[int, Span, int]]


def parted(blocks: Sequence[Block], part: Callable[[Block], Sequence[Block]]) -> list[Block]:
    """Return blocks with each parted in its place; which item each is nested in is kept."""
    found: list[Block] = []
    moved: dict[int, int] = {}
    for index, block in enumerate(blocks):
        moved[index] = len(found)
        found += part(block)
    for block in found:
        if block.parent is not None:
            block.parent = moved[block.parent]
    return found


def papers_apart(block: Block) -> Sequence[Block]:
    r"""Return a block that holds several papers as a block a paper; any other as it is.

    A paper begins where a link of its own is its title, or where a title stands between the
    identifier of one paper and that of another. A preprint and what was published of it are
    one paper. Several identifiers and no title at all are a paper each.

    Examples
    --------
    >>> spans = [Span("Fogs", 1, href="https://arxiv.org/abs/1801.00004"), Span(", ", 1),
    ...          Span("Rains", 1, href="https://arxiv.org/abs/1801.00005")]
    >>> [one.text for one in papers_apart(Block("item", 1, spans))]
    ['Fogs', 'Rains']
    """
    if block.kind not in ("item", "row", "paragraph"):
        return [block]
    said = _said(block)
    if len(said.text) > _LONGEST or not _may_hold_several(said):
        return [block]
    mentions = _mentions(said)
    if len(mentions) < 2 or (block.kind == "paragraph" and not _is_list(said, mentions)):
        return [block]
    cuts = list(_cuts(said, mentions))
    return _blocks(block, said, mentions, cuts) if cuts else [block]


def _said(block: Block) -> _Said:
    """Return what a block says, the cells of a row apart."""
    parts: list[str] = []
    spans: list[tuple[int, Span, int]] = []
    length = 0
    for cell, row in enumerate(block.cells if block.kind == "row" else [block.spans]):
        for span in [Span("\v", block.line), *row] if cell else row:
            parts.append(span.text)
            spans.append((length, span, cell))
            length += len(span.text)
    return _Said("".join(parts), spans)


def _may_hold_several(said: _Said) -> bool:
    """Whether a text has two links or numbers, to pass by most of them at once."""
    hrefs = {span.href for _, span, _ in said.spans if span.href is not None}
    return sum(map(_may_lead_to_paper, hrefs)) + len(_DIGITS.findall(said.text)) > 1


def _mentions(said: _Said) -> list[_Mention]:
    """Return the links to papers and the identifiers that stand in the text, in their order."""
    runs = (list(group) for _, group in itertools.groupby(said.spans, _place_of_link))
    found = list(itertools.chain.from_iterable(_named_in(said, run) for run in runs))
    if len(found) < 2:
        return []
    titled = [_titled(mention, said.text, href) if href else mention for mention, href in found]
    return [mention for mention in titled if mention.ids or mention.title]


def _place_of_link(one: tuple[int, Span, int]) -> tuple[str | None, int]:
    return (one[1].href, one[2])


def _named_in(said: _Said, run: Sequence[tuple[int, Span, int]]) -> Iterator[tuple[_Mention, str]]:
    """Yield what a run of one link, or of none, names; with the address where the link may be its title."""
    start, end = run[0][0], run[-1][0] + len(run[-1][1].text)
    href = run[0][1].href
    if href is None:
        yield from ((one, "") for one in _written(said.text[start:end], start))
    elif not href.startswith(("#", "mailto:")):
        mention = _Mention(start, end, _by_kind(links.identifiers_of(href)), "", written=False)
        if mention.ids or _may_lead_to_paper(href):
            yield mention, "" if run[0][1].image else href


def _written(text: str, start: int) -> Iterator[_Mention]:
    """Yield the identifiers in a text that begins somewhere in that of its block."""
    for one in written_identifiers(text):
        ids = _by_kind({one.kind: one.value})
        yield _Mention(start + one.start, start + one.end, ids, "", written=True)


def _titled(mention: _Mention, text: str, href: str) -> _Mention:
    """Return a mention that is a link with its title, where it has one."""
    linked = text[mention.start : mention.end]
    is_label = _is_labelled(text[max(0, mention.start - 20) : mention.start])
    title = "" if is_label else _title_of_link(linked, href, known=bool(mention.ids))
    return mention._replace(title=title, written=says_identifiers_only(linked))


def _is_labelled(before: str) -> bool:
    """Whether a label stands before a link, as in ``review: [What it is about](..)``."""
    label = _LABEL.search(before)
    return label is not None and bool(links.label_kind(label[1]))


def _by_kind(ids: Mapping[str, str]) -> dict[str, str]:
    return dict(split_graph_id(id) for id in graph_ids(ids))


def _title_of_link(text: str, href: str, *, known: bool) -> str:
    """Return the text of a link when it is a title: of a known paper, or long enough for one."""
    words = _WORD.search(text)
    if words is None or links.label_kind(text) is not None:
        return ""
    piece = classify(Piece(text, 0, "link", href))
    is_name = known and not words.group().islower()
    may_be = piece.role == "text" and (is_name or piece.likeness >= _ALIKE)
    return normalise_title(piece.text) if may_be else ""


def _may_lead_to_paper(href: str) -> bool:
    return links.host_kind(href) in (None, "paper")


def _is_list(said: _Said, mentions: Sequence[_Mention]) -> bool:
    """Whether a paragraph begins with a title and has hardly a word beside its papers."""
    set_apart = [
        (start, start + len(span.text)) for start, span, _ in said.spans if span.href or span.bold
    ]
    first = _WORD.search(said.text)
    if first is None or not any(start <= first.start() < end for start, end in set_apart):
        return False
    rest = _without(said.text, set_apart)
    return len(_WORD.findall(_IN_BRACKETS.sub(" ", rest))) <= _FEW_WORDS * (len(mentions) - 1)


def _without(text: str, parts: Iterable[tuple[int, int]]) -> str:
    """Return a text with blanks in place of some of its parts, and of words that join papers."""
    for start, end in parts:
        text = text[:start] + " " * (end - start) + text[end:]
    return _JOINS.sub(" ", text)


def _cuts(said: _Said, mentions: Sequence[_Mention]) -> Iterator[int]:
    """Yield where the second and every other paper of a text begins."""
    rest = _without(said.text, ((one.start, one.end) for one in mentions))
    is_all = not _WORD.search(_IN_BRACKETS.sub(" ", rest))
    is_untitled = is_all or (all(one.written for one in mentions) and not _holds_title(rest))
    paper = _Paper("", {}, 0)
    for mention in mentions:
        cut = None
        if paper.end and not _is_same(said.text, paper, mention):
            cut = _begin(said, paper, mention, is_all=is_all, is_untitled=is_untitled)
        if cut is not None:
            yield cut
            paper = _Paper("", {}, 0)
        paper = _Paper(paper.title or mention.title, {**paper.ids, **mention.ids}, mention.end)


def _is_same(text: str, paper: _Paper, mention: _Mention) -> bool:
    """Whether a mention surely is of the paper before it: one identifier, or the text says so."""
    is_of = any(paper.ids.get(kind) == value for kind, value in mention.ids.items())
    return is_of or _SAME.search(text, paper.end, mention.start) is not None


def _begin(
    said: _Said, paper: _Paper, mention: _Mention, *, is_all: bool, is_untitled: bool
) -> int | None:
    """Return where the paper of a mention begins, if it is another than the one before."""
    another = _is_another(paper.ids, mention.ids)
    is_title = bool(mention.title) and not _are_alike(paper.title, mention.title)
    if is_title and (another or is_all or paper.title):
        return _start(said.text, paper.end, mention.start)
    if another and is_untitled:
        return mention.start
    if paper.ids and mention.ids:
        return _title_between(said, paper.end, mention.start, in_bold=not another)
    return None


def _are_alike(title: str, other: str) -> bool:
    """Whether two titles can be of one paper: they have half of their words in common."""
    words, others = set(title.split()), set(other.split())
    return len(words & others) >= 0.5 * max(1, min(len(words), len(others)))


def _is_another(known: Mapping[str, str], ids: Mapping[str, str]) -> bool:
    """Whether identifiers are of another paper than those known: one kind, two values.

    A DOI of a preprint server stands beside that of the published paper.
    """
    return any(
        known.get(kind, value) != value
        and not (kind == "doi" and is_preprint_doi(value) != is_preprint_doi(known[kind]))
        for kind, value in ids.items()
    )


def _start(text: str, last: int, title: int) -> int:
    """Return where the paper begins whose title stands there: behind what parts it from the last."""
    for parts in (_PARTS, _MAY_PART):
        found = list(parts.finditer(text, last, title))
        if found:
            return found[-1].end()
    return title


def _title_between(said: _Said, last: int, end: int, *, in_bold: bool) -> int | None:
    """Return where a paper begins whose title stands between two identifiers, if one does."""
    for start, span, _ in said.spans:
        if last <= start < end and span.bold and span.href is None and _is_title(span.text):
            return _start(said.text, last, start)
    parts = _PARTS.search(said.text, last, end) or _MAY_PART.search(said.text, last, end)
    if parts is None or in_bold:
        return None
    words = said.text[parts.end() : end]
    return parts.end() if not words[:1].islower() and _holds_title(words) else None


def _holds_title(text: str) -> bool:
    return any(
        one.role == "text" and _is_title(one.text) for one in pieces_of_spans([Span(text, 0)])
    )


def _is_title(text: str) -> bool:
    piece = classify(Piece(text, 0, "bold"))
    return piece.role == "text" and piece.likeness >= _ALIKE


def _blocks(
    block: Block, said: _Said, mentions: Sequence[_Mention], cuts: Sequence[int]
) -> list[Block]:
    """Return the parts of a block, each with what is said of all of them."""
    cells = [
        [(at, span) for at, span, cell in said.spans if cell == number and span.text != "\v"]
        for number in range(max(1, len(block.cells)))
    ]
    heads = {_cell_at(said, place) for place in (mentions[0].start, *cuts)}
    alike = _are_in_a_row(mentions, said.text)
    before = mentions[0].start if alike and len(heads) == 1 else 0
    shared = _shared(len(cells), heads, alike=alike)
    found = []
    for number, (start, end) in enumerate(itertools.pairwise([0, *cuts, len(said.text)])):
        rows = [
            _line_of(spans, number, len(cuts) + 1)
            if cell in shared
            else _trimmed([*_clipped(spans, 0, min(before, start)), *_clipped(spans, start, end)])
            for cell, spans in enumerate(cells)
        ]
        found.append(_part(block, rows, is_first=not number))
    found[-1].unsaid = block.unsaid
    return found


def _shared(count: int, heads: set[int], *, alike: bool) -> set[int]:
    """Return the cells of a row that say something of all its papers, which begin in some others."""
    if len(heads) == 1:
        return set(range(count)) - heads
    return set(range(min(heads))) if alike else set()


def _cell_at(said: _Said, place: int) -> int:
    return said.spans[bisect.bisect_right(said.spans, place, key=lambda one: one[0]) - 1][2]


def _are_in_a_row(mentions: Sequence[_Mention], text: str) -> bool:
    """Whether the papers are named by titles alone, or by identifiers alone, one after the other."""
    gaps = (text[one.end : other.start] for one, other in itertools.pairwise(mentions))
    return len({bool(one.title) for one in mentions}) == 1 and not any(
        re.search(r"\w", _JOINS.sub(" ", gap)) for gap in gaps
    )


def _clipped(spans: Iterable[tuple[int, Span]], start: int, end: int) -> list[Span]:
    """Return the spans that stand between two places, cut there."""
    return [
        span._replace(text=text)
        for at, span in spans
        if (text := span.text[max(0, start - at) : max(0, end - at)])
    ]


def _line_of(spans: Sequence[tuple[int, Span]], number: int, count: int) -> list[Span]:
    """Return what a cell says of one of several papers: its line, where it has one for each."""
    lines: list[list[Span]] = [[]]
    for _, span in spans:
        if "\r" in span.text:
            lines.append([])
        else:
            lines[-1].append(span)
    return lines[number] if len(lines) == count else [span for _, span in spans]


def _trimmed(spans: list[Span]) -> list[Span]:
    """Return spans without those at the edges that only part one paper from the next."""
    words = [
        number
        for number, span in enumerate(spans)
        if span.href is not None or re.search(r"\w", _JOINS.sub(" ", span.text))
    ]
    return spans[words[0] : words[-1] + 1] if words else []


def _part(block: Block, rows: list[list[Span]], *, is_first: bool) -> Block:
    """Return a block that says a part of what another does; a paragraph becomes items."""
    lines = (span.line for row in rows for span in row if span.text.strip())
    line = block.line if is_first else next(lines, block.line)
    if block.kind == "row":
        return dataclasses.replace(block, line=line, cells=rows, unsaid=[])
    group = block.group if block.kind == "item" else -block.line
    return dataclasses.replace(block, kind="item", line=line, spans=rows[0], group=group, unsaid=[])
