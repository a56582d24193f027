"""What is the entry of a paper, by the model: each block alone, then with those beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kg.identifiers import from_url
from kg.reading_list import links
from kg.reading_list.columns import column_role
from kg.reading_list.features import Row, fact, is_only_venue
from kg.reading_list.model import Model, chance
from kg.reading_list.recognise import FUNCTION_WORDS
from kg.reading_list.sections import Place
from kg.reading_list.segment import Segment
from kg.reading_list.units import Unit, is_paper_label

__all__ = ["chances_of_entries", "holds_no_papers", "rows_alone", "rows_together"]

_NO_PAPERS = re.compile(
    r"(?i)\b(?:contents?|toc|sponsors?|contribut\w+|acknowledg\w+|licen[sc]e|tools?|toolbox(?:es)?|librar(?:y|ies)|"
    r"courses?|lectures?|seminars?|call for papers|tutorials?|blogs?|posts?|books?|talks?|videos?|conferences?|workshops?|journals?|websites?|resources|links|products?|related (?:lists?|repos\w*|awesome)|"
    r"awesome lists?|projects?|researchers|people|communit(?:y|ies)|news|updated?s?|about (?:me|us)|changelog|citation|star history|software|glossary|dictionary|abbreviations|acronyms|competitions?|challenges?|jobs?|slides|presentations?|posters?)\b|目录"
)
#: Sections whose parts hold no papers, either.
_EVENTS = re.compile(r"(?i)\b(?:conferences|workshops|courses|blogs|jobs)\b")
#: What follows the noun that a heading is about.
_ENDS_NAME = re.compile(r"\s*(?:$|[^\w\s]|\d|(?:and|or|for|of|on|in|about|to|from|by|with)\b)")
_PAPERS = re.compile(
    r"(?i)(?<!call for )\b(?:papers?|thes[ei]s|dissertations?|publications?|articles?|readings?|to read|literature)\b|论文|論文|논문|文献"
)
DATASETS = re.compile(r"(?i)\b(?:data\s?sets?|corpora|benchmarks?)\b|数据集")
PAPERS = _PAPERS
#: Identifiers that only papers have.
_IDENTIFIERS = {"arxiv", "doi", "acl", "openreview", "pmid", "pmc"}
_WRITTEN_ID = re.compile(
    r"(?i)\barxiv\s*[:.]?\s*(?:abs/)?\d{4}\.\d{4,5}|\bdoi\s*[:.]?\s*10\.\d{4,9}/\S|\bpmid\s*:\s*\d{5}"
)
#: Words with which a list speaks of itself to its reader.
_SPEAKING = re.compile(
    r"(?i)\b(?:we|you|your|our|us|i|i'll|i'm|my|please|here|below|above|following|lists?|curated|collections?|repo(?:sitory)?|"
    r"contribut\w+|welcome|feel free|pull requests?|e-?mail|contact|inspired by|updated?|click|see also|more|citations|star|issues?|icons?|"
    r"is|are|was|were|has|have|can|will|should|this|these|it)\b|请|欢迎|本文|合集|我们|列表|この|です|ます"
)
_LONGEST_SAID = 400
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
#: How likely what is told by its notation alone is an entry, and how like a title it must be.
_SURE = 0.6
_ALIKE = 0.5
#: The same of a title that is set apart, in bold or in quotation marks, beside venue and year.
_ALIKE_IF_MARKED = 0.4
_FEW_WORDS = 3
#: How much the units of one form in one list are decided together.
_ALIKE_SHARE = 0.5
_GLOSSARY = re.compile(r"(?i)\b(?:glossary|dictionary|abbreviations|acronyms)\b")
#: The address of a whole volume, not of a paper in it.
_WHOLE = re.compile(r"/proceedings/10\.")


def rows_alone(units: Sequence[Unit], placed: dict[int, Place]) -> list[Row]:
    """Return the features of each unit that need no other unit."""
    heads = {above.index for unit in units for above in unit.under}
    linked = {unit.block.group for unit in units if unit.kind == "row" and _hrefs(unit)}
    rows = []
    for unit in units:
        names = [("bias", 1.0), *((name, 1.0) for name in _of_unit(unit, placed[unit.index]))]
        if unit.index in heads:
            names.append(("heads others", 1.0))
        if unit.kind == "row" and unit.block.group not in linked:
            names.append(("table without links", 1.0))
        if unit.title is not None:
            names.append(("likeness", unit.title.likeness))
        rows.append(names + _prose(unit))
    return rows


def _of_unit(unit: Unit, place: Place) -> Iterable[str]:
    yield f"kind {unit.kind}"
    if unit.title is None:
        yield "no title"
        return
    title, pieces = unit.title, unit.segments
    yield from _of_fields(unit)
    others = [one for one in pieces if one is not title]
    yield from _of_title(unit, title)
    yield from _of_links(unit, title)
    section = list(_of_section(unit, place))
    yield from section
    dates = {fact(one) for one in others if one.role == "dated"}
    has_venue = any("venue" in one for one in dates)
    has_year = any("year" in one for one in dates)
    people = any(one.role == "names" for one in others)
    yield f"{'venue' if has_venue else 'no venue'}, {'year' if has_year else 'no year'}, {'names' if people else 'no names'}"
    if people and max(one.certain for one in others if one.role == "names") >= 0.9:
        yield "sure names"
    if not has_venue and not has_year and not people and not _hrefs(unit):
        yield f"bare title, {'alike' if title.likeness >= 0.6 else 'unlike'}"
        if count_of(title) > 3:
            yield f"bare title, {'in capitals' if _is_capital(title.text) else 'in small letters'}"
        yield from (f"bare title in {one}" for one in section)
    if unit.follower:
        yield "leads others"
    if unit.block.parent is not None:
        yield "nested"
        yield f"nested, {'in capitals' if _is_capital(title.text) else 'in small letters'}"
    if unit.block.quoted:
        yield "quoted"
    if unit.kind == "paragraph" and not unit.follower:
        yield f"paragraph begins {fact(pieces[0])}"


def _of_fields(unit: Unit) -> Iterable[str]:
    """Yield what the words of a unit say together: who, when, where."""
    said = unit.fields
    if said is None:
        return
    present = [
        name
        for name, value in (("people", said.people), ("year", said.year), ("venue", said.venue))
        if value
    ]
    trust = "surely" if not said.doubtful else "maybe"
    yield f"says {' '.join(present) or 'a title'}"
    yield f"says {trust} {' '.join(present) or 'a title'}"
    yield f"{unit.kind} says {trust} {' '.join(present) or 'a title'}"
    if len(present) > 1:
        yield f"says {trust} much"
    if "title" in said.doubtful:
        yield "title doubtful"


def count_of(title: Segment) -> int:
    """Return the number of words."""
    return len(title.text.split())


def _of_title(unit: Unit, title: Segment) -> Iterable[str]:
    count = len(title.text.split())
    yield f"title {title.style}"
    yield f"title {'short' if count < 3 else 'long' if count > 25 else 'usual'}"
    yield f"title {title.style}, {'alike' if title.likeness >= 0.4 else 'unlike'}"
    if title is unit.segments[0]:
        yield "title first"
    if count > 3:
        yield "title in capitals" if _is_capital(title.text) else "title in small letters"
    if title.text.endswith((".", ":", "!", "：")):
        yield f"title ends with {title.text[-1]}"
    if is_only_venue(title.text):
        yield "title is a venue"
    if title.href:
        yield f"title leads to {links.host_kind(title.href)}"
        yield f"title leads to {links.host_kind(title.href)}, {'alike' if title.likeness >= 0.4 else 'unlike'}"
    if 0 <= title.cell < len(unit.block.columns):
        yield f"title in column {column_role(unit.block.columns[title.cell])}"


def _of_links(unit: Unit, title: Segment) -> Iterable[str]:
    hrefs = _hrefs(unit)
    if not hrefs:
        yield "no link"
        return
    if all(href.startswith("#") for href in hrefs):
        yield "links within"
    elif not any(href.startswith("http") for href in hrefs):
        yield "links to files beside"
    scholarly = any(map(links.scholarly, hrefs))
    yield "scholarly link" if scholarly else "no scholarly link"
    if any(_leads_to_paper(one) for one in unit.segments):
        yield "link of a paper"
    if any(is_paper_label(one) for one in unit.segments):
        yield "label of a paper"
    kinds = {links.host_kind(href) for href in hrefs}
    if kinds <= {"code", "project", "video", "blog", "demo", "other", "dataset", "slides"}:
        yield "links elsewhere"
    if not title.href and not any(one.href and one.role != "label" for one in unit.segments):
        yield "labels alone are links"


def _of_section(unit: Unit, place: Place) -> Iterable[str]:
    section = place.section
    elsewhere = _hrefs(unit) and not any(map(links.scholarly, _hrefs(unit)))
    if section and holds_no_papers(section[-1]):
        yield "section of no papers"
        if elsewhere:
            yield "section of no papers, leads elsewhere"
        if _names_a_tool(unit):
            yield "section of no papers, a tool"
    elif any(map(_EVENTS.search, section[:-1])) and not _PAPERS.search(section[-1]):
        yield "below a section of events"
        if elsewhere:
            yield "below a section of events, leads elsewhere"
    elif any(map(_PAPERS.search, section[-1:])):
        yield "section of papers"
    elif not section:
        yield "no section"
    if any(map(DATASETS.search, section[-1:])):
        yield "section of datasets"
    if place.venue:
        yield "section of a venue"
    elif place.year:
        yield "section of a year"
    if _names_a_tool(unit):
        yield "a tool"


def _prose(unit: Unit) -> Row:
    """Return how much of a unit is running text, and of which kind of unit."""
    words = sum(
        len(one.text.split())
        for one in unit.segments
        if one.role in ("text", "note") and one is not unit.title and not one.href
    )
    said = "" if unit.title and _is_capital(unit.title.text) else unit.block.text[:_LONGEST_SAID]
    speaking = len(_SPEAKING.findall(said))
    row = [(f"prose in {unit.kind}", min(words, 60) / 20)]
    if speaking:
        row += [
            ("speaks to the reader", min(speaking, 3)),
            (f"{unit.kind} speaks to the reader", 1.0),
        ]
    return row


def _is_capital(text: str) -> bool:
    """Whether most words of a text are capitalised, as in titles and unlike in sentences."""
    words = [word for word in _WORD.findall(text) if word.casefold() not in FUNCTION_WORDS]
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def rows_together(
    units: Sequence[Unit], alone: Sequence[Row], first: NDArray[np.float64]
) -> list[Row]:
    """Return the features of each unit with those that the units beside it give it."""
    groups: dict[object, list[int]] = defaultdict(list)
    forms: dict[object, list[int]] = defaultdict(list)
    kinds: dict[str, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        groups[unit.kind, unit.block.group].append(number)
        forms[_form(unit)].append(number)
        kinds[unit.kind].append(number)
    rows = [list(row) for row in alone]
    titles = np.array([_is_title_alone(unit) for unit in units], float)
    for numbers in groups.values():
        share = float(titles[numbers].sum()) / len(numbers)
        if len(numbers) > 2 and share > 0.5:
            for number in numbers:
                rows[number] += [
                    ("group of titles", share),
                    (
                        f"group of titles, {'one of them' if titles[number] else 'none of them'}",
                        1.0,
                    ),
                ]
    at = {unit.index: number for number, unit in enumerate(units)}
    for number, unit in enumerate(units):
        above = [first[at[one.index]] for one in unit.under if one.index in at]
        if above:
            rows[number].append(("below an entry", float(max(above))))
    for name, sets in (("group", groups), ("form", forms), ("kind", kinds)):
        for numbers in sets.values():
            total = float(first[numbers].sum())
            for number in numbers:
                share = (total - first[number] + 0.5) / len(numbers)
                rows[number] += [
                    (f"{name} share", share),
                    (f"{name} alone" if len(numbers) == 1 else f"{name} of several", 1.0),
                ]
                if share > 0.75:
                    rows[number].append((f"{name} of entries", 1.0))
    return rows


def _is_title_alone(unit: Unit) -> bool:
    """Whether a unit begins with what looks like a title, and is not much more."""
    title = unit.title
    return (
        title is not None
        and title.likeness >= 0.5
        and len(title.text.split()) > 3
        and not title.text.endswith((".", ":", "!"))
        and _prose(unit)[0][1] < 0.5
    )


def _form(unit: Unit) -> tuple[object, ...]:
    """Return what two entries written in one notation have in common."""
    pieces = [
        (one.style, "title" if one is unit.title else one.role)
        for one in unit.segments
        if not (one.role == "label" and one.href)
    ]
    return (unit.kind, unit.block.level, bool(_hrefs(unit)), *pieces[:4])


def chances_of_entries(
    units: Sequence[Unit], placed: dict[int, Place], model: Model
) -> NDArray[np.float64]:
    """Return how likely each unit is the entry of a paper."""
    alone = rows_alone(units, placed)
    first = chance(model.entry.scores(alone)[:, 0])
    found = chance(model.entry_of_list.scores(rows_together(units, alone, first))[:, 0])
    found = _with_those_alike(units, found)
    for number, unit in enumerate(units):
        if unit.title is None or _is_none(unit):
            found[number] = 0.0
        elif _is_sure(unit, placed[unit.index].section):
            found[number] = max(found[number], _SURE)
        if has_identifier(unit, placed[unit.index].section):
            found[number] = 1.0
    return found


def _with_those_alike(units: Sequence[Unit], found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chances, each nearer to that of the units of its form in the same list."""
    alike: dict[object, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        alike[unit.block.group, _form(unit)].append(number)
    settled = found.copy()
    for numbers in alike.values():
        settled[numbers] = (1 - _ALIKE_SHARE) * found[numbers] + _ALIKE_SHARE * found[
            numbers
        ].mean()
    return settled


def _is_sure(unit: Unit, section: Sequence[str]) -> bool:
    """Whether a title stands in a column of titles, or beside a known venue with its year or several names."""
    title = unit.title
    if (
        title is None
        or unit.kind not in ("item", "row")
        or any(map(holds_no_papers, section[-1:]))
        or (unit.block.parent is not None and not _hrefs(unit))
    ):
        return False
    others = [one for one in unit.segments if one is not title]
    appeared = any(map(_says_where_and_when, others))
    if title.likeness < (_ALIKE_IF_MARKED if appeared and title.style else _ALIKE):
        return False
    if 0 <= title.cell < len(unit.block.columns):
        return column_role(unit.block.columns[title.cell]) == "title"
    return (
        appeared
        or _is_title_and_year(unit, title, others, section)
        or any(one.role == "names" and one.certain >= 1.0 and len(one.people) > 1 for one in others)
    )


def _says_where_and_when(piece: Segment) -> bool:
    """Whether a piece is surely a venue with its year."""
    return (
        piece.role == "dated"
        and piece.certain >= 1.0
        and piece.when is not None
        and bool(piece.when.venue)
        and bool(piece.when.year)
    )


def _is_title_and_year(
    unit: Unit, title: Segment, others: Sequence[Segment], section: Sequence[str]
) -> bool:
    """Whether an item is a title that is marked as one, with its year and nothing else."""
    return (
        (bool(title.style) or bool(title.href))
        and count_of(title) >= _FEW_WORDS
        and bool(others)
        and all(one.role in ("dated", "names", "label") for one in others)
        and any(one.role == "dated" and one.when and one.when.year for one in others)
        and not _EVENTS.search(" ".join((title.text, *section)))
        and not _names_a_tool(unit)
    )


def _is_none(unit: Unit) -> bool:
    """Whether a unit is certainly no entry: a heading of what is below it, or the name of a venue."""
    others = [one for one in unit.segments if one is not unit.title]
    if unit.kind == "heading":
        return not unit.follower and not _hrefs(unit)
    return (
        unit.title is not None
        and is_only_venue(unit.title.text)
        and not any(one.role == "names" or (one.when and one.when.year) for one in others)
    )


def has_identifier(unit: Unit, section: Sequence[str]) -> bool:
    """Whether an item or a row holds the identifier of a paper, and is no tool and no word explained."""
    hrefs = _hrefs(unit)
    title = unit.title
    if (
        unit.kind in ("item", "row")
        and title is not None
        and title.likeness >= 0.5
        and _IDENTIFIERS & from_url(title.href or "").keys()
    ):
        return True
    if (
        unit.kind not in ("item", "row")
        or (unit.title is None and unit.block.parent is not None)
        or any(map(_GLOSSARY.search, section[-1:]))
        or (any(map(holds_no_papers, section[-1:])) and not all(map(links.scholarly, hrefs)))
    ):
        return False
    return any(
        _IDENTIFIERS & from_url(href).keys() for href in hrefs if not _WHOLE.search(href)
    ) or any(_WRITTEN_ID.search(one.text) for one in unit.segments)


def holds_no_papers(heading: str) -> bool:
    """Whether a heading names what is no paper: "Tools for Python", not "Tool Learning"."""
    return not _PAPERS.search(heading) and any(
        _ENDS_NAME.match(heading, match.end()) for match in _NO_PAPERS.finditer(heading)
    )


def _hrefs(unit: Unit) -> list[str]:
    return [one.href for one in unit.segments if one.href]


def _leads_to_paper(one: Segment) -> bool:
    if not one.href or links.host_kind(one.href) != "paper":
        return False
    return one.role != "label" or links.label_kind(one.text) in ("paper", "", None)


def _names_a_tool(unit: Unit) -> bool:
    """Whether a short name stands first: a tool with its description, not a title."""
    first = next((one for one in unit.segments if one.text and one.role != "tag"), None)
    if first is None or first.style != "link" or first.likeness >= 0.4:
        return False
    return first.role != "label" or links.label_kind(first.text) != "paper"
