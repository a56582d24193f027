"""What belongs together: nested bullets with their parent, what follows a title with it."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from kg.reading_list import links
from kg.reading_list.candidates import PAPER, Candidate, evidence, is_detail, is_paper_label
from kg.reading_list.recognise import year_of

__all__ = ["gathered"]

_DEEPEST = 10


def gathered(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates with details moved into the candidate they belong to.

    Titles must have been inferred once; those of candidates that gained pieces must be again.
    """
    return _with_links_below(_followed(_nested(candidates)))


def _with_links_below(candidates: list[Candidate]) -> list[Candidate]:
    """Join paragraphs that are nothing but links, or names, with the citation or title before them."""
    kept: list[Candidate] = []
    for candidate in candidates:
        before = kept[-1] if kept else None
        if (
            before is not None
            and before.kind == candidate.kind == "paragraph"
            and before.title is not None
            and (_is_links_of(before, candidate) or _is_names_of(before, candidate))
        ):
            _absorb(before, candidate)
            continue
        kept.append(candidate)
    return kept


def _is_links_of(before: Candidate, candidate: Candidate) -> bool:
    return (
        any(one.role == "names" for one in before.pieces)
        and not any(one.href for one in before.pieces)
        and any(one.href for one in candidate.pieces)
        and all(one.role == "label" for one in candidate.pieces)
    )


def _is_names_of(before: Candidate, candidate: Candidate) -> bool:
    """Whether a paragraph is a row of names below a title that has none."""
    people = [name for one in candidate.pieces for name in one.people if one.role == "names"]
    return (
        len(people) > 1
        and all(one.role in ("names", "dated", "label") for one in candidate.pieces)
        and before.title is not None
        and before.title.likeness >= 0.5
        and not before.joined
        and not any(one.role == "names" for one in before.pieces)
    )


def _nested(candidates: list[Candidate]) -> list[Candidate]:
    by_index = {candidate.index: candidate for candidate in candidates}
    children: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.block.parent in by_index:
            children[candidate.block.parent].append(candidate)
    gone = _paired(candidates)
    gone |= _with_their_code(candidate for candidate in candidates if candidate.index not in gone)
    for parent in sorted(
        (by_index[index] for index in children), key=lambda candidate: -candidate.index
    ):
        below = [child for child in children[parent.index] if child.index not in gone]
        if _absorbs(parent, below):
            for child in below:
                _absorb(parent, child)
                gone.add(child.index)
    kept = [candidate for candidate in candidates if candidate.index not in gone]
    for candidate in kept:
        above = candidate.block.parent
        while above in by_index and len(candidate.under) < _DEEPEST:
            candidate.under.insert(0, by_index[above])
            above = by_index[above].block.parent
    return kept


def _paired(candidates: Sequence[Candidate]) -> set[int]:
    """Join bullets that come in pairs: a name with the links, then the reference in words."""
    gone: set[int] = set()
    for candidate, after in itertools.pairwise(candidates):
        if (
            candidate.kind == after.kind == "item"
            and candidate.block.group == after.block.group
            and candidate.index not in gone
            and _only_links(candidate)
            and not any(one.href for one in after.pieces)
            and any(one.role in ("names", "dated") for one in after.pieces)
            and after.title is not None
            and after.title.likeness >= 0.3
        ):
            _absorb(candidate, after)
            gone.add(after.index)
    return gone


def _with_their_code(candidates: Iterable[Candidate]) -> set[int]:
    """Join bullets that only say where the code is with the paper before them."""
    gone: set[int] = set()
    paper: Candidate | None = None
    for candidate in candidates:
        same_list = paper is not None and paper.block.group == candidate.block.group
        if paper and same_list and candidate.kind == "item" and _only_says_where(candidate):
            _absorb(paper, candidate)
            gone.add(candidate.index)
            continue
        paper = candidate if candidate.kind == "item" and evidence(candidate) >= PAPER else None
    return gone


def _only_says_where(candidate: Candidate) -> bool:
    """Whether a bullet says nothing but where the code (and the like) of the one before is."""
    labels = {one.text.strip(" :：") for one in candidate.pieces} - {""}
    kinds = {
        None if said.casefold() in links.FRAMEWORKS else links.label_kind(said) for said in labels
    }
    return (
        all(one.role == "label" for one in candidate.pieces)
        and any(one.href for one in candidate.pieces)
        and bool(kinds)
        and kinds <= {"code", "project", "video", "demo", "slides", "dataset"}
    )


def _only_links(candidate: Candidate) -> bool:
    return any(is_paper_label(one) for one in candidate.pieces) and not any(
        one.role == "dated" or (one.role == "names" and one.certain >= 0.9)
        for one in candidate.pieces
    )


def _absorbs(parent: Candidate, below: Sequence[Candidate]) -> bool:
    if not below:
        return False
    # Where the links stand in bullets of their own, a venue and its year are no paper.
    apart = any(child.title is None and any(one.href for one in child.pieces) for child in below)
    papers = [
        child
        for child in below
        if evidence(child) >= PAPER and not (apart and not any(one.href for one in child.pieces))
    ]
    if not papers:
        if evidence(parent) >= PAPER or _has_its_address_below(parent, below):
            return True
        # A title whose links and authors are all in the bullets below it.
        return (
            parent.title is not None
            and sum(map(is_detail, below)) >= (0.6 if apart else 1.0) * len(below)
            and (
                any(one.href for child in (parent, *below) for one in child.pieces)
                or (parent.title.likeness >= 0.6 and _is_cited(below))
            )
            and (parent.title.likeness >= 0.4 or _is_dated(parent) or parent.title.style == "bold")
            and (parent.title.likeness >= 0.4 or _together(parent, below) >= PAPER)
        )
    # A name with the links, and below it the reference in words.
    linked = any(is_paper_label(one) for one in parent.pieces)
    return linked and len(below) == 1 and not any(one.href for one in below[0].pieces)


def _has_its_address_below(parent: Candidate, below: Sequence[Candidate]) -> bool:
    """Whether a title without a link has the address of a paper in a bullet of its own below it."""
    return (
        parent.title is not None
        and parent.title.likeness >= 0.4
        and not any(one.href for one in parent.pieces)
        and any(
            child.title is None
            and any(one.href and links.host_kind(one.href) == "paper" for one in child.pieces)
            for child in below
        )
    )


def _is_cited(below: Sequence[Candidate]) -> bool:
    roles = {one.role for child in below for one in child.pieces}
    return {"names", "dated"} <= roles


def _is_dated(candidate: Candidate) -> bool:
    return any(one.role == "dated" for one in candidate.pieces)


def _absorb(candidate: Candidate, other: Candidate) -> None:
    for position, one in enumerate(other.pieces):
        one.below = True
        if position == 0:
            one.mark = "\n"
    candidate.pieces += other.pieces
    candidate.rows = None
    candidate.joined += [other.block, *other.joined]


def _followed(candidates: list[Candidate]) -> list[Candidate]:
    """Give titles that stand alone (a heading, a bold paragraph) what follows them."""
    pairs: list[tuple[Candidate, list[Candidate]]] = []
    tried: Counter[tuple[str, int]] = Counter()
    found: Counter[tuple[str, int]] = Counter()
    for position, candidate in enumerate(candidates):
        if not _may_lead(candidate):
            continue
        tried[_level(candidate)] += 1
        following = _following(candidates, position)
        whole = candidate.kind == "heading" and evidence(candidate) >= PAPER
        if (following or whole) and any(
            one.href for other in (candidate, *following) for one in other.pieces
        ):
            pairs.append((candidate, following))
            found[_level(candidate)] += _together(candidate, following) >= PAPER
    gone: set[int] = set()
    for candidate, following in pairs:
        level = _level(candidate)
        if found[level] >= 2 and (
            found[level] >= 0.5 * tried[level]
            or (found[level] >= 5 and candidate.kind == "paragraph")
        ):
            for other in following:
                _absorb(candidate, other)
                gone.add(other.index)
            candidate.follower = True
    return [candidate for candidate in candidates if candidate.index not in gone]


def _level(candidate: Candidate) -> tuple[str, int]:
    return (candidate.kind, candidate.block.level)


def _may_lead(candidate: Candidate) -> bool:
    if candidate.kind not in ("heading", "paragraph") or candidate.title is None:
        return False
    if candidate.title.likeness < (0.15 if _stands_alone(candidate) else 0.3):
        return False
    if candidate.kind == "paragraph" and (
        evidence(candidate) >= PAPER or candidate.title.style not in ("bold", "link", "quote")
    ):
        return False
    return year_of(candidate.title.text) is None and not (candidate.title.href or "").startswith(
        "#"
    )


def _stands_alone(candidate: Candidate) -> bool:
    """Whether a paragraph is one bold text and nothing else: a heading in all but name."""
    bold = [one for one in candidate.pieces if one.style == "bold" and one.href is None]
    return candidate.kind == "paragraph" and len(bold) == len(candidate.pieces) == 1


def _following(candidates: Sequence[Candidate], position: int) -> list[Candidate]:
    found: list[Candidate] = []
    heading = candidates[position].kind == "heading"
    ahead = candidates[position + 1 : position + 40]
    heads = {candidate.block.parent for candidate in ahead if evidence(candidate) >= PAPER}
    for other in ahead:
        if heading and not other.pieces and other.block.level == 0:
            found.append(other)  # an abstract to be opened, of which nothing is kept
            continue
        if other.kind in ("heading", "row") or len(found) >= 30 or other.index in heads:
            break
        if found and _stands_alone(other):
            break
        if (
            not other.pieces
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


def _mostly_details(candidates: Sequence[Candidate], group: int) -> bool:
    """Whether most bullets of a list are details of what stands above it."""
    items = [
        is_detail(candidate)
        for candidate in candidates
        if candidate.kind == "item" and candidate.block.group == group
    ]
    return sum(items) >= 0.5 * len(items)


def _together(candidate: Candidate, following: Sequence[Candidate]) -> float:
    whole = Candidate(
        candidate.block,
        candidate.index,
        [*candidate.pieces, *(one for other in following for one in other.pieces)],
    )
    whole.title = candidate.title
    return evidence(whole)
