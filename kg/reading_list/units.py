"""What belongs together: nested bullets with their parent, what follows a title with it."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.reading_list import links
from kg.reading_list.columns import column_role, is_header
from kg.reading_list.document import Block, Span
from kg.reading_list.recognise import dated, year_of
from kg.reading_list.segment import Segment
from kg.reading_list.segments import segments

__all__ = ["PAPER", "Unit", "evidence", "gathered", "units_of"]

#: Evidence from which on a unit counts as the entry of a paper.
PAPER = 2.0

#: No entry has more; what has is prose or broken, and is read no further.
_MOST_PIECES = 400
_MOST_CELLS = 40
_DEEPEST = 10


@dataclass(slots=True)
class Unit:
    """A block that may be an entry, its pieces, and what they turn out to be.

    ``under`` are the units that head it: parents in a nested list that name the topic,
    year or venue of what is below them.
    """

    block: Block
    index: int
    segments: list[Segment]
    title: Segment | None = None
    under: list[Unit] = field(default_factory=list)
    follower: bool = False
    notes: int = 0

    @property
    def kind(self) -> str:
        """The kind of its block."""
        return self.block.kind


def units_of(blocks: Sequence[Block]) -> list[Unit]:
    """Return one unit a block, each with the pieces of that block alone."""
    blocks = _with_headers(blocks)
    return [
        Unit(block, index, _pieces(block))
        for index, block in enumerate(blocks)
        if block.kind != "end"
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
                block.cells = []
        block.columns = seen[block.group]
    return blocks


def _pieces(block: Block) -> list[Segment]:
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
    if hrefs and all(href.startswith("#") for href in hrefs):
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
    if any(_is_paper_label(one) for one in unit.segments):
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


def _is_paper_label(one: Segment) -> bool:
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


def gathered(units: list[Unit]) -> list[Unit]:
    """Return the units with details moved into the unit they belong to.

    Titles must have been inferred once; those of units that gained pieces must be again.
    """
    return _followed(_nested(units))


def _nested(units: list[Unit]) -> list[Unit]:
    by_index = {unit.index: unit for unit in units}
    children: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.block.parent in by_index:
            children[unit.block.parent].append(unit)
    gone = _paired(units)
    for parent in sorted((by_index[index] for index in children), key=lambda unit: -unit.index):
        below = [child for child in children[parent.index] if child.index not in gone]
        if _absorbs(parent, below):
            for child in below:
                _absorb(parent, child)
                gone.add(child.index)
    kept = [unit for unit in units if unit.index not in gone]
    for unit in kept:
        above = unit.block.parent
        while above in by_index and len(unit.under) < _DEEPEST:
            unit.under.insert(0, by_index[above])
            above = by_index[above].block.parent
    return kept


def _paired(units: Sequence[Unit]) -> set[int]:
    """Join bullets that come in pairs: a name with the links, then the reference in words."""
    gone: set[int] = set()
    for unit, after in itertools.pairwise(units):
        if (
            unit.kind == after.kind == "item"
            and unit.block.group == after.block.group
            and unit.index not in gone
            and _only_links(unit)
            and not any(one.href for one in after.segments)
            and any(one.role in ("names", "dated") for one in after.segments)
            and after.title is not None
            and after.title.likeness >= 0.3
        ):
            _absorb(unit, after)
            gone.add(after.index)
    paper: Unit | None = None
    for unit in units:
        if unit.kind == "item" and paper and paper.block.group == unit.block.group:
            if _only_says_where(unit):
                _absorb(paper, unit)
                gone.add(unit.index)
                continue
        paper = unit if unit.kind == "item" and evidence(unit) >= PAPER else None
    return gone


def _only_says_where(unit: Unit) -> bool:
    """Whether a bullet says nothing but where the code (and the like) of the one before is."""
    labels = {one.text.strip(" :：") for one in unit.segments} - {""}
    kinds = {
        None if said.casefold() in links.FRAMEWORKS else links.label_kind(said) for said in labels
    }
    return (
        all(one.role == "label" for one in unit.segments)
        and any(one.href for one in unit.segments)
        and bool(kinds)
        and kinds <= {"code", "project", "video", "demo", "slides", "dataset"}
    )


def _only_links(unit: Unit) -> bool:
    return any(_is_paper_label(one) for one in unit.segments) and not any(
        one.role == "dated" or (one.role == "names" and one.certain >= 0.9) for one in unit.segments
    )


def _absorbs(parent: Unit, below: Sequence[Unit]) -> bool:
    if not below:
        return False
    # Where the links stand in bullets of their own, a venue and its year are no paper.
    apart = any(child.title is None and any(one.href for one in child.segments) for child in below)
    papers = [
        child
        for child in below
        if evidence(child) >= PAPER and not (apart and not any(one.href for one in child.segments))
    ]
    if not papers:
        if evidence(parent) >= PAPER:
            return True
        # A title whose links and authors are all in the bullets below it.
        return (
            parent.title is not None
            and sum(map(is_detail, below)) >= (0.6 if apart else 1.0) * len(below)
            and (
                any(one.href for child in (parent, *below) for one in child.segments)
                or (parent.title.likeness >= 0.6 and _is_cited(below))
            )
            and (parent.title.likeness >= 0.4 or _is_dated(parent) or parent.title.style == "bold")
            and (parent.title.likeness >= 0.4 or _together(parent, below) >= PAPER)
        )
    # A name with the links, and below it the reference in words.
    linked = any(_is_paper_label(one) for one in parent.segments)
    return linked and len(below) == 1 and not any(one.href for one in below[0].segments)


def _is_cited(below: Sequence[Unit]) -> bool:
    roles = {one.role for child in below for one in child.segments}
    return {"names", "dated"} <= roles


def _is_dated(unit: Unit) -> bool:
    return any(one.role == "dated" for one in unit.segments)


def _absorb(unit: Unit, other: Unit) -> None:
    for position, one in enumerate(other.segments):
        one.below = True
        if position == 0:
            one.mark = "\n"
    unit.segments += other.segments


def _followed(units: list[Unit]) -> list[Unit]:
    """Give titles that stand alone (a heading, a bold paragraph) what follows them."""
    pairs: list[tuple[Unit, list[Unit]]] = []
    tried: Counter[tuple[str, int]] = Counter()
    found: Counter[tuple[str, int]] = Counter()
    for position, unit in enumerate(units):
        if not _may_lead(unit):
            continue
        tried[_level(unit)] += 1
        following = _following(units, position)
        whole = unit.kind == "heading" and evidence(unit) >= PAPER
        if (following or whole) and any(
            one.href for other in (unit, *following) for one in other.segments
        ):
            pairs.append((unit, following))
            found[_level(unit)] += _together(unit, following) >= PAPER
    gone: set[int] = set()
    for unit, following in pairs:
        level = _level(unit)
        if found[level] >= 2 and (
            found[level] >= 0.5 * tried[level] or (found[level] >= 5 and unit.kind == "paragraph")
        ):
            for other in following:
                _absorb(unit, other)
                gone.add(other.index)
            unit.follower = True
    return [unit for unit in units if unit.index not in gone]


def _level(unit: Unit) -> tuple[str, int]:
    return (unit.kind, unit.block.level)


def _may_lead(unit: Unit) -> bool:
    if unit.kind not in ("heading", "paragraph") or unit.title is None:
        return False
    if unit.title.likeness < (0.15 if _stands_alone(unit) else 0.3):
        return False
    if unit.kind == "paragraph" and (
        evidence(unit) >= PAPER or unit.title.style not in ("bold", "link", "quote")
    ):
        return False
    return year_of(unit.title.text) is None and not (unit.title.href or "").startswith("#")


def _stands_alone(unit: Unit) -> bool:
    """Whether a paragraph is one bold text and nothing else: a heading in all but name."""
    bold = [one for one in unit.segments if one.style == "bold" and one.href is None]
    return unit.kind == "paragraph" and len(bold) == len(unit.segments) == 1


def _following(units: Sequence[Unit], position: int) -> list[Unit]:
    found: list[Unit] = []
    heading = units[position].kind == "heading"
    ahead = units[position + 1 : position + 40]
    heads = {unit.block.parent for unit in ahead if evidence(unit) >= PAPER}
    for other in ahead:
        if heading and not other.segments and other.block.level == 0:
            found.append(other)  # an abstract to be opened, of which nothing is kept
            continue
        if other.kind in ("heading", "row") or len(found) >= 30 or other.index in heads:
            break
        if found and _stands_alone(other):
            break
        if (
            not other.segments
            or is_detail(other)
            or (heading and found and other.kind == "paragraph" and evidence(other) < PAPER)
        ):
            found.append(other)
            continue
        if (
            other.kind == "item"
            and evidence(other) < PAPER
            and (
                (heading and found and found[-1].kind == "item")
                or (not heading and _mostly_details(ahead, other.block.group))
            )
        ):
            found.append(other)
            continue
        break
    return found


def _mostly_details(units: Sequence[Unit], group: int) -> bool:
    """Whether most bullets of a list are details of what stands above it."""
    items = [is_detail(unit) for unit in units if unit.kind == "item" and unit.block.group == group]
    return sum(items) >= 0.5 * len(items)


def _together(unit: Unit, following: Sequence[Unit]) -> float:
    whole = Unit(
        unit.block,
        unit.index,
        [*unit.segments, *(one for other in following for one in other.segments)],
    )
    whole.title = unit.title
    return evidence(whole)
