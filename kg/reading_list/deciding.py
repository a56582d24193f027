"""What is the entry of a paper, by the model: each block alone, then with those beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.reading_list import links
from kg.reading_list.candidates import Candidate, is_only_venue
from kg.reading_list.columns import column_role
from kg.reading_list.entry_facts import (
    EVENTS,
    PAPERS_NAMED,
    count_of,
    holds_no_papers,
    hrefs_of,
    names_a_tool,
    prose_in,
    rows_alone,
)
from kg.reading_list.features import Row
from kg.reading_list.model import Model, chance
from kg.reading_list.piece import Piece
from kg.reading_list.sections import Place
from kg.reading_list.written_identifiers import written_identifiers

__all__ = ["ENTRY", "MAYBE_ENTRY", "SURELY_ENTRY", "chances_of_entries", "rows_together"]

#: From which chance on a block is an entry, from which it may be one, and from which it surely is.
ENTRY = 0.42
MAYBE_ENTRY = 0.1
SURELY_ENTRY = 0.55

#: Identifiers that only papers have.
_IDENTIFIERS = {"arxiv", "doi", "acl", "openreview", "pmid", "pmc"}

#: How likely what is told by its notation alone is an entry, and how like a title it must be.
_SURE = 0.6

_ALIKE = 0.5

#: The same of a title that is set apart, in bold or in quotation marks, beside venue and year.
_ALIKE_IF_MARKED = 0.4

_ALIKE_IF_LINKED = 0.25
_FEW_WORDS = 3
_SEVERAL = 3
_FEW_WORDS_OF_PROSE = 0.3  # in twenties
#: From which chance on a candidate counts as an entry for the others of its list, and what is doubtful.
_LIKELY = 0.5
_DOUBTFUL = 0.3

#: How much the candidates of one form in one list are decided together.
_ALIKE_SHARE = 0.5

_GLOSSARY = re.compile(r"(?i)\b(?:glossary|dictionary|abbreviations|acronyms)\b")

#: The address of a whole volume, not of a paper in it.
_WHOLE = re.compile(r"\S*/proceedings/10\.\S*")


def rows_together(
    candidates: Sequence[Candidate],
    placed: dict[int, Place],
    alone: Sequence[Row],
    first: NDArray[np.float64],
) -> list[Row]:
    """Return the features of each candidate with those that the candidates beside it give it."""
    groups: dict[object, list[int]] = defaultdict(list)
    forms: dict[object, list[int]] = defaultdict(list)
    kinds: dict[str, list[int]] = defaultdict(list)
    sections: dict[object, list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        groups[candidate.kind, candidate.block.group].append(number)
        sections[candidate.kind, tuple(placed[candidate.index].section)].append(number)
        forms[_form(candidate)].append(number)
        kinds[candidate.kind].append(number)
    rows = [list(row) for row in alone]
    _add_titles(rows, candidates, groups)
    _add_where_most_lead(rows, candidates, kinds)
    at = {candidate.index: number for number, candidate in enumerate(candidates)}
    for number, candidate in enumerate(candidates):
        above = [first[at[one.index]] for one in candidate.under if one.index in at]
        if above:
            rows[number].append(("below an entry", float(max(above))))
    for name, sets in (("group", groups), ("form", forms), ("kind", kinds), ("section", sections)):
        for numbers in sets.values():
            _add_shares(rows, name, numbers, first)
    return rows


def _add_titles(
    rows: list[Row], candidates: Sequence[Candidate], groups: Mapping[object, Sequence[int]]
) -> None:
    """Add which candidates stand in a group of titles."""
    titles = np.array([_is_title_alone(candidate) for candidate in candidates], float)
    for numbers in groups.values():
        share = float(titles[numbers].sum()) / len(numbers)
        if len(numbers) > 2 and share > 0.5:
            for number in numbers:
                here = "one of them" if titles[number] else "none of them"
                rows[number] += [("group of titles", share), (f"group of titles, {here}", 1.0)]


def _add_where_most_lead(
    rows: list[Row], candidates: Sequence[Candidate], kinds: Mapping[str, Sequence[int]]
) -> None:
    """Add whether a candidate leads to a paper where most of its kind do."""
    scholarly = [any(map(links.scholarly, hrefs_of(candidate))) for candidate in candidates]
    for numbers in kinds.values():
        linked = [number for number in numbers if hrefs_of(candidates[number])]
        share = sum(scholarly[number] for number in linked) / max(1, len(linked))
        if len(linked) > 2 and share > 0.5:
            for number in linked:
                where = "with them" if scholarly[number] else "elsewhere"
                rows[number].append((f"most lead to papers, this one {where}", share))


def _add_shares(
    rows: list[Row], name: str, numbers: Sequence[int], first: NDArray[np.float64]
) -> None:
    """Add how many of the candidates alike in something are entries."""
    total = float(first[numbers].sum())
    for number in numbers:
        share = (total - first[number] + 0.5) / len(numbers)
        rows[number] += [
            (f"{name} share", share),
            (f"{name} alone" if len(numbers) == 1 else f"{name} of several", 1.0),
        ]
        if share > 0.75:
            rows[number].append((f"{name} of entries", 1.0))


def _is_title_alone(candidate: Candidate) -> bool:
    """Whether a candidate begins with what looks like a title, and is not much more."""
    title = candidate.title
    return (
        title is not None
        and title.likeness >= 0.5
        and len(title.text.split()) > 3
        and not title.text.endswith((".", ":", "!"))
        and prose_in(candidate)[0][1] < 0.5
    )


def _form(candidate: Candidate) -> tuple[object, ...]:
    """Return what two entries written in one notation have in common."""
    pieces = [
        (one.style, "title" if one is candidate.title else one.role)
        for one in candidate.pieces
        if not (one.role == "label" and one.href)
    ]
    return (candidate.kind, candidate.block.level, bool(hrefs_of(candidate)), *pieces[:4])


def chances_of_entries(
    candidates: Sequence[Candidate], placed: dict[int, Place], model: Model
) -> NDArray[np.float64]:
    """Return how likely each candidate is the entry of a paper."""
    alone = rows_alone(candidates, placed)
    first = chance(model.entry.scores(alone)[:, 0])
    found = chance(
        model.entry_of_list.scores(rows_together(candidates, placed, alone, first))[:, 0]
    )
    found = _with_those_alike(candidates, found)
    found = _with_their_list(candidates, placed, found)
    for number, candidate in enumerate(candidates):
        if candidate.title is None or _is_none(candidate):
            found[number] = 0.0
        elif _is_sure(candidate, placed[candidate.index].section):
            found[number] = max(found[number], _SURE)
        if _holds_identifier(candidate):
            found[number] = max(found[number], MAYBE_ENTRY)
        if has_identifier(candidate, placed[candidate.index].section):
            found[number] = 1.0
    return _among_entries(candidates, found)


def _among_entries(
    candidates: Sequence[Candidate], found: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the chances, with what stands among entries and may be a title taken for doubtful at least.

    A remark in small letters among titles that are capitalised is doubtful at most.
    """
    settled = found.copy()
    for numbers in _side_by_side(candidates):
        if sum(found[number] >= ENTRY for number in numbers) < max(2, 0.5 * len(numbers)):
            continue
        remarks = [number for number in numbers if _is_in_small_letters(candidates[number])]
        if len(remarks) <= 0.5 * len(numbers):
            settled[remarks] = np.minimum(found[remarks], _DOUBTFUL)
        for number in numbers:
            if _may_be_title_alone(candidates[number]):
                settled[number] = max(settled[number], MAYBE_ENTRY)
    return settled


def _side_by_side(candidates: Sequence[Candidate]) -> Iterable[Sequence[int]]:
    """Return which items stand in one list, rows in one table, and headings on one level."""
    lists: dict[object, list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        if candidate.kind in ("item", "row"):
            lists[candidate.kind, candidate.block.group].append(number)
        elif candidate.follower or _heads_nothing(candidates[number : number + 2]):
            lists[candidate.kind, candidate.block.level].append(number)
    return lists.values()


def _heads_nothing(ahead: Sequence[Candidate]) -> bool:
    """Whether the first of some candidates is a heading of no list, table or section."""
    heading, *after = ahead
    return heading.kind == "heading" and not any(
        other.kind in ("item", "row") or other.block.level > heading.block.level for other in after
    )


def _may_be_title_alone(candidate: Candidate) -> bool:
    """Whether some words, below no other item, lead nowhere or are like a title."""
    title = candidate.title
    return (
        title is not None
        and candidate.block.parent is None
        and len(candidate.block.text.split()) >= _FEW_WORDS
        and (title.likeness >= _ALIKE_IF_MARKED or not hrefs_of(candidate))
    )


def _is_in_small_letters(candidate: Candidate) -> bool:
    """Whether an item is some plain words without a capital letter, a link, names or a date."""
    return (
        candidate.kind == "item"
        and candidate.block.text.islower()
        and all(piece.style == "plain" for piece in candidate.pieces)
        and not hrefs_of(candidate)
        and not any(one.role in ("names", "dated") for one in candidate.pieces)
        and not any(written_identifiers(block.text) for block in candidate.blocks)
    )


def _with_those_alike(
    candidates: Sequence[Candidate], found: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the chances, each nearer to that of the candidates of its form in the same list."""
    alike: dict[object, list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        alike[candidate.block.group, _form(candidate)].append(number)
    settled = found.copy()
    for numbers in alike.values():
        settled[numbers] = (1 - _ALIKE_SHARE) * found[numbers] + _ALIKE_SHARE * found[
            numbers
        ].mean()
    return settled


def _with_their_list(
    candidates: Sequence[Candidate], placed: dict[int, Place], found: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the chances, with what leads to a paper in a list of entries taken for one, too.

    A remark between paragraphs that are citations is none.
    """
    lists: dict[object, list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        if candidate.kind in ("item", "row"):
            lists[candidate.kind, candidate.block.group].append(number)
    settled = found.copy()
    for numbers in lists.values():
        items = [candidates[number] for number in numbers]
        sections = [placed[item.index].section for item in items]
        sure = [
            number
            for number, is_sure in zip(numbers, _sure(items, sections, found[numbers]), strict=True)
            if is_sure
        ]
        settled[sure] = np.maximum(found[sure], _SURE)
    remarks = [number for number, candidate in enumerate(candidates) if _is_remark(candidate)]
    settled[remarks] = np.minimum(found[remarks], _DOUBTFUL)
    return settled


def _sure(
    items: Sequence[Candidate], sections: Sequence[Sequence[str]], found: NDArray[np.float64]
) -> list[bool]:
    """Say of each item of one list whether the others, or its heading, tell that it is an entry."""
    if _are_titles(items) and all(
        section and PAPERS_NAMED.search(section[-1]) for section in sections
    ):
        return [True] * len(items)
    entries = int((found >= _LIKELY).sum())
    if entries < _SEVERAL:
        return [False] * len(items)
    leads = _leads_to_paper if entries >= 0.5 * len(items) else _leads_to_its_paper
    return [
        leads(item) and not any(map(holds_no_papers, section[-1:]))
        for item, section in zip(items, sections, strict=True)
    ]


def _are_titles(candidates: Sequence[Candidate]) -> bool:
    """Whether the items of a list are what looks like titles, and say and lead to nothing else."""
    return len(candidates) > 1 and all(
        _is_title_alone(candidate)
        and candidate.pieces == [candidate.title]
        and not hrefs_of(candidate)
        for candidate in candidates
    )


def _leads_to_paper(candidate: Candidate) -> bool:
    return _leads_to_its_paper(candidate) or _leads_to_dated_paper(candidate)


def _leads_to_its_paper(candidate: Candidate) -> bool:
    """Whether a title is a link to a paper."""
    title = candidate.title
    return (
        title is not None
        and candidate.block.parent is None
        and count_of(title) >= _FEW_WORDS
        and title.likeness >= _ALIKE_IF_LINKED
        and links.host_kind(title.href or "") == "paper"
    )


def _leads_to_dated_paper(candidate: Candidate) -> bool:
    """Whether a title has a link to a paper and a year beside it."""
    others = [one for one in candidate.pieces if one is not candidate.title]
    return (
        candidate.title is not None
        and any(links.host_kind(one.href or "") == "paper" for one in others)
        and any(one.role == "dated" and one.when and one.when.year for one in others)
    )


def _is_remark(candidate: Candidate) -> bool:
    """Whether a paragraph in italics says nothing of who, when or where, and leads nowhere."""
    return (
        candidate.kind == "paragraph"
        and not candidate.follower
        and not hrefs_of(candidate)
        and all(
            one.style == "italic" and one.role not in ("names", "dated") for one in candidate.pieces
        )
    )


def _is_sure(candidate: Candidate, section: Sequence[str]) -> bool:
    """Whether a title stands in a column of titles, or beside a known venue with its year or several names."""
    title = candidate.title
    if title is None or not _may_be_surely_entry(candidate, section):
        return False
    others = [one for one in candidate.pieces if one is not title]
    appeared = any(map(_says_where_and_when, others))
    if title.likeness < (_ALIKE_IF_MARKED if appeared and title.style else _ALIKE):
        return False
    if 0 <= title.cell < len(candidate.block.columns):
        return column_role(candidate.block.columns[title.cell]) == "title"
    return (
        appeared
        or _is_title_and_year(candidate, title, others, section)
        or any(map(_is_surely_names, others))
    )


def _may_be_surely_entry(candidate: Candidate, section: Sequence[str]) -> bool:
    """Whether an item or row stands where papers are listed, and is no remark below another."""
    return (
        candidate.kind in ("item", "row")
        and not any(map(holds_no_papers, section[-1:]))
        and (candidate.block.parent is None or bool(hrefs_of(candidate)))
    )


def _is_surely_names(piece: Piece) -> bool:
    return piece.role == "names" and piece.certain >= 1.0 and len(piece.people) > 1


def _says_where_and_when(piece: Piece) -> bool:
    """Whether a piece is surely a venue with its year."""
    return (
        piece.role == "dated"
        and piece.certain >= 1.0
        and piece.when is not None
        and bool(piece.when.venue)
        and bool(piece.when.year)
    )


def _is_title_and_year(
    candidate: Candidate, title: Piece, others: Sequence[Piece], section: Sequence[str]
) -> bool:
    """Whether an item is a title that is marked as one, with its year and nothing else."""
    return (
        (bool(title.style) or bool(title.href))
        and count_of(title) >= _FEW_WORDS
        and bool(others)
        and all(one.role in ("dated", "names", "label") for one in others)
        and any(one.role == "dated" and one.when and one.when.year for one in others)
        and not EVENTS.search(" ".join((title.text, *section)))
        and not names_a_tool(candidate)
    )


def _is_none(candidate: Candidate) -> bool:
    """Whether a candidate is certainly no entry: a heading of what is below it, or the name of a venue."""
    others = [one for one in candidate.pieces if one is not candidate.title]
    if candidate.kind == "heading":
        return not candidate.follower and not hrefs_of(candidate)
    return (
        candidate.title is not None
        and is_only_venue(candidate.title.text)
        and not any(one.role == "names" or (one.when and one.when.year) for one in others)
    )


def _is_citation(candidate: Candidate) -> bool:
    """Whether a paragraph says who, when and what, as citations do."""
    said = candidate.fields
    return (
        candidate.kind == "paragraph"
        and said is not None
        and bool(said.people)
        and bool(said.year)
        and "title" not in said.doubtful
    )


def _is_little_more(candidate: Candidate) -> bool:
    """Whether a paragraph is its title and a few words, and no prose that cites it."""
    return candidate.kind == "paragraph" and prose_in(candidate)[0][1] <= _FEW_WORDS_OF_PROSE


def has_identifier(candidate: Candidate, section: Sequence[str]) -> bool:
    """Whether an item or a row holds the identifier of a paper, and is no word explained."""
    is_item = candidate.kind in ("item", "row")
    if (is_item or _is_little_more(candidate)) and _title_has_identifier(candidate):
        return True
    if not (is_item or _is_citation(candidate)) or not _may_hold_papers(candidate, section):
        return False
    return _holds_identifier(candidate)


def _holds_identifier(candidate: Candidate) -> bool:
    hrefs = (href for href in hrefs_of(candidate) if not _WHOLE.search(href))
    return any(map(_leads_by_identifier, hrefs)) or any(
        written_identifiers(_WHOLE.sub("", block.text)) for block in candidate.blocks
    )


def _leads_by_identifier(href: str) -> bool:
    return not _IDENTIFIERS.isdisjoint(links.identifiers_of(href))


def _title_has_identifier(candidate: Candidate) -> bool:
    title = candidate.title
    return title is not None and title.likeness >= 0.5 and _leads_by_identifier(title.href or "")


def _may_hold_papers(candidate: Candidate, section: Sequence[str]) -> bool:
    """Whether a candidate is in no glossary, below no other item without a title, and no tool."""
    title = candidate.title
    if title is None and candidate.block.parent is not None:
        return False
    if any(map(_GLOSSARY.search, section[-1:])):
        return False
    leads = names_a_tool(candidate) or (title is not None and bool(title.href))
    is_tool = leads and any(map(holds_no_papers, section[-1:]))
    return not is_tool or all(map(links.scholarly, hrefs_of(candidate)))
