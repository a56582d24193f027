"""What belongs together: nested bullets with their parent, what follows a title with it."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from kg.reading_list import links
from kg.reading_list.candidates import PAPER, Candidate, evidence, is_detail, is_paper_label
from kg.reading_list.dates_and_venues import year_of

__all__ = ["gathered"]

_DEEPEST = 10
_MOST_FOLLOWING = 30


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
    """Whether a paragraph is nothing but the links of a citation that has none."""
    return (
        _says(before, "names")
        and not _has_links(before)
        and _has_links(candidate)
        and all(piece.role == "label" for piece in candidate.pieces)
    )


def _is_names_of(before: Candidate, candidate: Candidate) -> bool:
    """Whether a paragraph is a row of names below a title that has none."""
    people = [name for piece in candidate.pieces if piece.role == "names" for name in piece.people]
    return (
        len(people) > 1
        and all(piece.role in ("names", "dated", "label") for piece in candidate.pieces)
        and before.title is not None
        and before.title.likeness >= 0.5
        and not before.joined
        and not _says(before, "names")
    )


def _says(candidate: Candidate, *roles: str) -> bool:
    """Whether a piece of a candidate has one of these roles."""
    return any(piece.role in roles for piece in candidate.pieces)


def _has_links(candidate: Candidate) -> bool:
    return any(piece.href for piece in candidate.pieces)


def _nested(candidates: list[Candidate]) -> list[Candidate]:
    """Join bullets with those they belong to; name what heads each of the others."""
    by_index = {candidate.index: candidate for candidate in candidates}
    gone = _paired(candidates)
    gone |= _with_their_code(candidate for candidate in candidates if candidate.index not in gone)
    gone |= _with_their_details(by_index, gone)
    kept = [candidate for candidate in candidates if candidate.index not in gone]
    for candidate in kept:
        above = candidate.block.parent
        while above in by_index and len(candidate.under) < _DEEPEST:
            candidate.under.insert(0, by_index[above])
            above = by_index[above].block.parent
    return kept


def _with_their_details(by_index: Mapping[int, Candidate], gone: AbstractSet[int]) -> set[int]:
    """Join the bullets below a paper that say more of it, innermost first."""
    children: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in by_index.values():
        parent = candidate.block.parent
        if parent is not None and parent in by_index:
            children[parent].append(candidate)
    joined: set[int] = set()
    for index in sorted(children, reverse=True):
        below = [
            child
            for child in children[index]
            if child.index not in gone and child.index not in joined
        ]
        if _absorbs(by_index[index], below):
            for child in below:
                _absorb(by_index[index], child)
                joined.add(child.index)
    return joined


def _paired(candidates: Sequence[Candidate]) -> set[int]:
    """Join bullets that come in pairs: a name with the links, then the reference in words."""
    gone: set[int] = set()
    for candidate, after in itertools.pairwise(candidates):
        if (
            candidate.kind == after.kind == "item"
            and candidate.block.group == after.block.group
            and candidate.index not in gone
            and _only_links(candidate)
            and not _has_title(candidate)
            and _is_reference_in_words(after)
        ):
            _absorb(candidate, after)
            gone.add(after.index)
    return gone


def _is_reference_in_words(candidate: Candidate) -> bool:
    return (
        not _has_links(candidate) and _says(candidate, "names", "dated") and _has_title(candidate)
    )


def _has_title(candidate: Candidate) -> bool:
    """Whether it names a paper by a title: what has one of its own is no name of another."""
    return candidate.title is not None and candidate.title.likeness >= 0.3


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
    labels = {piece.text.strip(" :：") for piece in candidate.pieces} - {""}
    kinds = {
        None if label.casefold() in links.FRAMEWORKS else links.label_kind(label)
        for label in labels
    }
    return (
        all(piece.role == "label" for piece in candidate.pieces)
        and _has_links(candidate)
        and bool(kinds)
        and kinds <= {"code", "project", "video", "demo", "slides", "dataset"}
    )


def _only_links(candidate: Candidate) -> bool:
    return any(is_paper_label(piece) for piece in candidate.pieces) and not any(
        piece.role == "dated" or (piece.role == "names" and piece.certain >= 0.9)
        for piece in candidate.pieces
    )


def _absorbs(parent: Candidate, below: Sequence[Candidate]) -> bool:
    """Whether what is below a bullet belongs to it, rather than being papers under a topic."""
    if not below:
        return False
    # Where the links stand in bullets of their own, a venue and its year are no paper.
    apart = any(child.title is None and _has_links(child) for child in below)
    if any(evidence(child) >= PAPER and (_has_links(child) or not apart) for child in below):
        return _is_named_reference(parent, below)
    return (
        evidence(parent) >= PAPER
        or _has_its_address_below(parent, below)
        or _has_its_details_below(parent, below, least=0.6 if apart else 1.0)
    )


def _is_named_reference(parent: Candidate, below: Sequence[Candidate]) -> bool:
    """Whether a bullet is a name with the links, and below it is the reference in words."""
    return len(below) == 1 and any(map(is_paper_label, parent.pieces)) and not _has_links(below[0])


def _has_its_details_below(parent: Candidate, below: Sequence[Candidate], *, least: float) -> bool:
    """Whether a title has its links or its authors in the bullets below it; ``least`` of them."""
    title = parent.title
    if title is None or sum(map(is_detail, below)) < least * len(below):
        return False
    if not any(map(_has_links, (parent, *below))) and not (
        title.likeness >= 0.6 and _is_cited(below)
    ):
        return False
    if title.likeness >= 0.4:
        return True
    is_set_apart = _says(parent, "dated") or title.style == "bold"
    return is_set_apart and _together(parent, below) >= PAPER


def _has_its_address_below(parent: Candidate, below: Sequence[Candidate]) -> bool:
    """Whether a title without a link has the address of a paper in a bullet of its own below it."""
    return (
        parent.title is not None
        and parent.title.likeness >= 0.4
        and not _has_links(parent)
        and any(
            child.title is None
            and any(piece.href and links.host_kind(piece.href) == "paper" for piece in child.pieces)
            for child in below
        )
    )


def _is_cited(below: Sequence[Candidate]) -> bool:
    """Whether the first of some candidates says who and when, or all of them together do."""
    pieces = [piece for child in below for piece in child.pieces]
    return any(piece.people or piece.role == "names" for piece in pieces) and any(
        piece.role == "dated" for piece in pieces
    )


def _absorb(candidate: Candidate, other: Candidate) -> None:
    for position, piece in enumerate(other.pieces):
        piece.below = True
        if position == 0:
            piece.mark = "\n"
    candidate.pieces += other.pieces
    candidate.rows = candidate.scored = None
    candidate.joined += [other.block, *other.joined]


def _followed(candidates: list[Candidate]) -> list[Candidate]:
    """Give titles that stand alone (a heading, a bold paragraph) what follows them."""
    tried: Counter[tuple[str, int]] = Counter()
    found: Counter[tuple[str, int]] = Counter()
    pairs: list[tuple[Candidate, list[Candidate]]] = []
    for position, candidate in enumerate(candidates):
        if not _may_lead(candidate):
            continue
        level, following = _level(candidate), _following(candidates, position)
        tried[level] += 1
        if _may_be_led(candidate, following):
            pairs.append((candidate, following))
            found[level] += _together(candidate, following) >= PAPER
    gone: set[int] = set()
    for candidate, following in pairs:
        level = _level(candidate)
        if _is_usual(level, found[level], tried[level]):
            candidate.follower = True
            for other in following:
                _absorb(candidate, other)
                gone.add(other.index)
    return [candidate for candidate in candidates if candidate.index not in gone]


def _may_be_led(candidate: Candidate, following: Sequence[Candidate]) -> bool:
    """Whether a title and what follows it have a link, or say by whom and when, and each says something."""
    whole = candidate.kind == "heading" and evidence(candidate) >= PAPER
    if not (following or whole):
        return False
    return any(map(_has_links, (candidate, *following))) or _is_cited(following[:1])


def _is_usual(level: tuple[str, int], found: int, tried: int) -> bool:
    """Whether titles of this kind stand alone often enough in the list to be read so."""
    kind, _ = level
    return found >= 2 and (found >= 0.5 * tried or (found >= 5 and kind == "paragraph"))


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
    bold = [piece for piece in candidate.pieces if piece.style == "bold" and piece.href is None]
    return candidate.kind == "paragraph" and len(bold) == len(candidate.pieces) == 1


def _following(candidates: Sequence[Candidate], position: int) -> list[Candidate]:
    """Return what follows a title that stands alone, up to the next title or paper."""
    found: list[Candidate] = []
    is_heading = candidates[position].kind == "heading"
    ahead = candidates[position + 1 : position + 40]
    goes_on = _goes_on_below_heading if is_heading else _goes_on_below_bold
    heads = {other.block.parent for other in filter(_is_paper, ahead)}
    for other in ahead:
        if is_heading and _is_abstract_to_open(other):
            found.append(other)
            continue
        if len(found) >= _MOST_FOLLOWING or other.index in heads or _begins_anew(other, found):
            break
        if other.pieces and not is_detail(other) and not goes_on(other, found, ahead):
            break
        found.append(other)
    return found


def _is_paper(candidate: Candidate) -> bool:
    return evidence(candidate) >= PAPER


def _is_abstract_to_open(candidate: Candidate) -> bool:
    """Whether it is a heading that is clicked on, of which nothing is kept."""
    return not candidate.pieces and candidate.block.level == 0


def _begins_anew(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    return candidate.kind in ("heading", "row") or (bool(found) and _stands_alone(candidate))


def _goes_on_below_heading(
    other: Candidate, found: Sequence[Candidate], _: Sequence[Candidate]
) -> bool:
    """Whether a paragraph, or a bullet after bullets, is prose about the paper of a heading."""
    if not found or evidence(other) >= PAPER:
        return False
    return other.kind == "paragraph" or (other.kind == found[-1].kind == "item")


def _goes_on_below_bold(
    other: Candidate, _: Sequence[Candidate], ahead: Sequence[Candidate]
) -> bool:
    """Whether a bullet stands in a list that mostly says more about the title above it."""
    return (
        other.kind == "item"
        and evidence(other) < PAPER
        and _mostly_details(ahead, other.block.group)
    )


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
        [*candidate.pieces, *(piece for other in following for piece in other.pieces)],
    )
    whole.title = candidate.title
    return evidence(whole)
