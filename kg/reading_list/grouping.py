"""What belongs together: nested bullets with their parent, what follows a title with it."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.reading_list import links
from kg.reading_list.recognise import year_of
from kg.reading_list.units import PAPER, Unit, evidence, is_detail, is_paper_label

__all__ = ["gathered"]

_DEEPEST = 10


def gathered(units: list[Unit]) -> list[Unit]:
    """Return the units with details moved into the unit they belong to.

    Titles must have been inferred once; those of units that gained pieces must be again.
    """
    return _with_links_below(_followed(_nested(units)))


def _with_links_below(units: list[Unit]) -> list[Unit]:
    """Join paragraphs that are nothing but links, or names, with the citation or title before them."""
    kept: list[Unit] = []
    for unit in units:
        before = kept[-1] if kept else None
        if (
            before is not None
            and before.kind == unit.kind == "paragraph"
            and before.title is not None
            and (_is_links_of(before, unit) or _is_names_of(before, unit))
        ):
            _absorb(before, unit)
            continue
        kept.append(unit)
    return kept


def _is_links_of(before: Unit, unit: Unit) -> bool:
    return (
        any(one.role == "names" for one in before.segments)
        and not any(one.href for one in before.segments)
        and any(one.href for one in unit.segments)
        and all(one.role == "label" for one in unit.segments)
    )


def _is_names_of(before: Unit, unit: Unit) -> bool:
    """Whether a paragraph is a row of names below a title that has none."""
    people = [name for one in unit.segments for name in one.people if one.role == "names"]
    return (
        len(people) > 1
        and all(one.role in ("names", "dated", "label") for one in unit.segments)
        and before.title is not None
        and before.title.likeness >= 0.5
        and not before.joined
        and not any(one.role == "names" for one in before.segments)
    )


def _nested(units: list[Unit]) -> list[Unit]:
    by_index = {unit.index: unit for unit in units}
    children: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.block.parent in by_index:
            children[unit.block.parent].append(unit)
    gone = _paired(units)
    gone |= _with_their_code(unit for unit in units if unit.index not in gone)
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
    return gone


def _with_their_code(units: Iterable[Unit]) -> set[int]:
    """Join bullets that only say where the code is with the paper before them."""
    gone: set[int] = set()
    paper: Unit | None = None
    for unit in units:
        same_list = paper is not None and paper.block.group == unit.block.group
        if paper and same_list and unit.kind == "item" and _only_says_where(unit):
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
    return any(is_paper_label(one) for one in unit.segments) and not any(
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
        if evidence(parent) >= PAPER or _has_its_address_below(parent, below):
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
    linked = any(is_paper_label(one) for one in parent.segments)
    return linked and len(below) == 1 and not any(one.href for one in below[0].segments)


def _has_its_address_below(parent: Unit, below: Sequence[Unit]) -> bool:
    """Whether a title without a link has the address of a paper in a bullet of its own below it."""
    return (
        parent.title is not None
        and parent.title.likeness >= 0.4
        and not any(one.href for one in parent.segments)
        and any(
            child.title is None
            and any(one.href and links.host_kind(one.href) == "paper" for one in child.segments)
            for child in below
        )
    )


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
    unit.rows = None
    unit.joined += [other.block, *other.joined]


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
