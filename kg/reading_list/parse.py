"""A Markdown list as entries, datasets and warnings."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import ftfy
from ftfy.badness import is_bad

from kg.formats.reading import format_of_text, read_as
from kg.identifiers import from_url, strip_credentials
from kg.reading_list.bylines import settle_bylines
from kg.reading_list.document import read_document
from kg.reading_list.doubts import doubts
from kg.reading_list.entry import entry_of
from kg.reading_list.gather import gathered
from kg.reading_list.left import left_out
from kg.reading_list.links import label_kind, scholarly
from kg.reading_list.sections import Place, placed_in_sections
from kg.reading_list.segment import Segment
from kg.reading_list.shape import infer, speaks_for_a_paper
from kg.reading_list.units import PAPER, Unit, evidence, units_of
from kg.records import Entry, LeftOut, Link, ListedDataset, ParsedList, Warning

__all__ = ["parse"]

_DATASETS = re.compile(r"(?i)\b(?:data\s?sets?|corpora|benchmarks?)\b|数据集")
_NO_PAPERS = re.compile(
    r"(?i)\b(?:contents?|toc|sponsors?|contribut\w+|acknowledg\w+|licen[sc]e|tools?|toolbox(?:es)?|librar(?:y|ies)|"
    r"courses?|lectures?|seminars?|call for papers|tutorials?|blogs?|posts?|books?|talks?|videos?|conferences?|workshops?|journals?|websites?|resources|links|products?|related (?:lists?|repos\w*|awesome)|"
    r"awesome lists?|projects?|researchers|people|communit(?:y|ies)|news|updated?s?|about (?:me|us)|changelog|citation|star history|software|glossary|dictionary|abbreviations|acronyms|competitions?|challenges?|jobs?|slides)\b|目录"
)
#: Sections whose parts hold no papers, either.
_EVENTS = re.compile(r"(?i)\b(?:conferences|workshops|courses|blogs|jobs)\b")
#: What follows the noun that a heading is about.
_ENDS_NAME = re.compile(r"\s*(?:$|[^\w\s]|\d|(?:and|or|for|of|on|in|about|to|from|by|with)\b)")
_PAPERS = re.compile(
    r"(?i)(?<!call for )\b(?:papers?|thes[ei]s|dissertations?|publications?)\b|论文"
)

#: Identifiers that only papers have.
_IDENTIFIERS = {"arxiv", "doi", "acl", "openreview", "pubmed", "pmid", "pmc", "pmcid"}
#: Where words are explained, a link shows what they mean.
_GLOSSARY = re.compile(r"(?i)\b(?:glossary|dictionary|abbreviations|acronyms)\b")
#: The address of a whole volume, not of a paper in it.
_WHOLE = re.compile(r"/proceedings/10\.")
_WRITTEN_ID = re.compile(
    r"(?i)\barxiv\s*[:.]?\s*(?:abs/)?\d{4}\.\d{4,5}|\bdoi\s*[:.]?\s*10\.\d{4,9}/\S|\bpmid\s*:\s*\d{5}"
)


def parse(text: str, *, source: str, id: str) -> ParsedList:
    r"""Return what a Markdown list says.

    Parameters
    ----------
    text
        The list, as Markdown.
    source
        Where it came from: a URL or a file name; repeated in the warnings.
    id
        The id of the list, ``list:...``.

    Examples
    --------
    >>> said = parse("# L\n- (2022 CVPR)**Deep Hashing for Retrieval** [paper](https://arxiv.org/abs/2207.04818)", source="l.md", id="list:l")
    >>> entry = said.entries[0]
    >>> entry.title, entry.year, entry.venue, entry.ids
    ('Deep Hashing for Retrieval', 2022, 'CVPR', {'arxiv': '2207.04818'})
    """
    if format := format_of_text(text, source):
        return _bibliography(text, format, source=source, id=id)
    warnings: list[Warning] = []
    mended = _mended(text, source, warnings)
    document = read_document(mended)
    warnings += [
        Warning(
            "unreadable-line",
            "too long or too many brackets for a list entry: left out",
            source,
            line,
        )
        for line in document.unread
    ]
    units = units_of(document.blocks)
    settle_bylines(units)
    infer(units)
    units = gathered(units)
    infer(units)
    title, placed = placed_in_sections(document.blocks, units)
    entries: list[Entry] = []
    datasets: list[ListedDataset] = []
    chosen = _papers(units, placed)
    heads = {above.index for unit in units for above in unit.under}
    places: list[Place] = []
    used = set(chosen)
    position = 0
    for unit in units:
        place = placed[unit.index]
        if unit.index in chosen:
            position += 1
            entry = entry_of(unit, place)
            entry.position = position
            _without_credentials(entry, source, warnings)
            entries.append(entry)
            places.append(place)
        elif unit.index not in heads and (dataset := _dataset(unit, place.section)):
            position += 1
            used.add(unit.index)
            dataset.position = position
            datasets.append(dataset)
    left = left_out(
        document.blocks,
        units,
        entries=chosen,
        used=used,
        lines=mended.split("\n"),
        sections={index: place.section for index, place in placed.items()},
        unsure=_maybe_papers(units, placed) - used - heads,
        unread=document.unread,
    )
    warnings += [_maybe_entry(one, source) for one in left if one.reason == "unsure"]
    warnings += doubts(entries, places, mended.split("\n"), source)
    return ParsedList(
        id=id,
        title=title,
        source=source,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        entries=entries,
        datasets=datasets,
        left=left,
        warnings=sorted(warnings, key=lambda one: (one.line or 0, one.code)),
    )


def _bibliography(text: str, format: str, *, source: str, id: str) -> ParsedList:
    entries = read_as(text, format)
    for position, entry in enumerate(entries, 1):
        entry.position = position
    return ParsedList(
        id=id,
        source=source,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        entries=entries,
        warnings=doubts(entries, [Place([], None, None)] * len(entries), text.split("\n"), source),
    )


def _mended(text: str, source: str, warnings: list[Warning]) -> str:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.isascii() and is_bad(line):
            mended = ftfy.fix_encoding(line)
            if mended != line:
                lines[number] = mended
                message = "text had been decoded with the wrong encoding: repaired"
                warnings.append(Warning("encoding-repaired", message, source, number + 1))
    return "\n".join(lines)


def _maybe_entry(one: LeftOut, source: str) -> Warning:
    message = f"may be a paper and was not read: {one.text}"
    return Warning("maybe-entry", message, source, one.line)


def _maybe_papers(units: Sequence[Unit], placed: dict[int, Place]) -> set[int]:
    """Return the index of every unit that may be a paper although too little speaks for it."""
    return {
        unit.index
        for unit in units
        if unit.kind in ("item", "row", "paragraph")
        and unit.title is not None
        and unit.title.likeness >= 0.3
        and _paper_score(unit, placed[unit.index].section) >= PAPER - 0.9
    }


def _has_identifier(unit: Unit, placed: dict[int, Place]) -> bool:
    """Whether an item or a row holds the identifier of a paper, and is no tool and no word explained."""
    section = placed[unit.index].section[-1:]
    hrefs = [one.href for one in unit.segments if one.href]
    if (
        unit.kind not in ("item", "row")
        or (unit.title is None and unit.block.parent is not None)
        or any(map(_GLOSSARY.search, section))
        or (any(map(_holds_no_papers, section)) and not all(map(scholarly, hrefs)))
    ):
        return False
    return any(
        _IDENTIFIERS & from_url(href).keys() for href in hrefs if not _WHOLE.search(href)
    ) or any(_WRITTEN_ID.search(one.text) for one in unit.segments)


def _papers(units: Sequence[Unit], placed: dict[int, Place]) -> set[int]:
    """Return the index of every unit that is the entry of a paper."""
    found = set(_with_evidence(units, placed))
    identified = {unit.index for unit in units if _has_identifier(unit, placed)}
    papers = [unit for unit in units if unit.index in found]
    # Where no paper is linked, a title is all that many of them have.
    if not any(unit.kind != "item" or _is_linked(unit) for unit in papers):
        found.update(_bare_titles(units, placed))
    return found | identified


def _bare_titles(units: Sequence[Unit], placed: dict[int, Place]) -> Iterator[int]:
    """Yield the bullets of a list that holds nothing but titles, and remarks below them."""
    for unit in units:
        section = placed[unit.index].section
        if (
            unit.kind == "item"
            and unit.title is not None
            and _is_bare_title(unit)
            and all(one is unit.title or one.role in ("tag", "dated") for one in _first_line(unit))
            and any(one is unit.title for one in _first_line(unit))
            and not (section and (_holds_no_papers(section[-1]) or _DATASETS.search(section[-1])))
            and not unit.title.text.endswith((".", ":", "!"))
        ):
            yield unit.index


def _is_bare_title(unit: Unit) -> bool:
    return unit.title is not None and unit.title.likeness >= 0.6 and not _is_linked(unit)


def _is_linked(unit: Unit) -> bool:
    return any(one.href for one in unit.segments)


def _first_line(unit: Unit) -> list[Segment]:
    return list(itertools.takewhile(lambda one: not one.mark.startswith("\n"), unit.segments))


def _with_evidence(units: Sequence[Unit], placed: dict[int, Place]) -> Iterator[int]:
    scores = {unit.index: _paper_score(unit, placed[unit.index].section) for unit in units}
    groups: dict[tuple[str, int], list[float]] = defaultdict(list)
    for unit in units:
        groups[unit.kind, unit.block.group].append(scores[unit.index])
    shares = {key: sum(one >= PAPER for one in group) / len(group) for key, group in groups.items()}
    heads = {above.index for unit in units for above in unit.under}
    linked = {
        unit.block.group
        for unit in units
        if unit.kind == "row" and any(one.href for one in unit.segments)
    }
    unlinked_tables = {unit.block.group for unit in units if unit.kind == "row"} - linked
    for unit in units:
        score = scores[unit.index]
        in_venue = placed[unit.index].venue is not None and not unit.under
        if unit.kind == "item" and in_venue and _is_bare_title(unit):
            score += 1.2  # below "ACMMM-2021"
        elif unit.kind in ("item", "row"):
            share = shares[unit.kind, unit.block.group]
            if share >= 0.6:
                score += 1.2 if _is_bare_title(unit) and unit.index not in heads else 0.7
            elif share <= 0.2 and not speaks_for_a_paper(unit):
                score -= 0.5
            if unit.block.group in unlinked_tables:
                score -= 1.5
        if score >= PAPER and unit.title is not None:
            yield unit.index


def _paper_score(unit: Unit, section: Sequence[str]) -> float:
    score = evidence(unit)
    if section and _holds_no_papers(section[-1]):
        score -= 3.5 if _names_a_tool(unit) else 0.5 if speaks_for_a_paper(unit) else 1.0
        score -= 0.7 if _leads_elsewhere(unit) else 0.0
    elif any(map(_EVENTS.search, section[:-1])) and not _PAPERS.search(section[-1]):
        score -= 1.0 if _leads_elsewhere(unit) else 0.0
    if unit.kind == "heading" and not unit.follower:
        score -= 5.0
    elif unit.kind == "paragraph" and not unit.follower:
        score -= _prose(unit)
    return score


def _leads_elsewhere(unit: Unit) -> bool:
    """Whether a unit has links, and none of them to a host of papers."""
    hrefs = [one.href for one in unit.segments if one.href]
    return bool(hrefs) and not any(map(scholarly, hrefs))


def _holds_no_papers(heading: str) -> bool:
    """Whether a heading names what is no paper: "Tools for Python", not "Tool Learning"."""
    return not _PAPERS.search(heading) and any(
        _ENDS_NAME.match(heading, match.end()) for match in _NO_PAPERS.finditer(heading)
    )


def _names_a_tool(unit: Unit) -> bool:
    """Whether a short name stands first: a tool with its description, not a title."""
    first = next((one for one in unit.segments if one.text and one.role != "tag"), None)
    if first is None or first.style != "link" or first.likeness >= 0.4:
        return False
    return first.role != "label" or label_kind(first.text) != "paper"


def _prose(unit: Unit) -> float:
    """Return how much a paragraph is running text rather than an entry."""
    if _is_citation(unit):
        return 0.0
    pieces = unit.segments
    if pieces and pieces[0] is unit.title and pieces[0].href and scholarly(pieces[0].href):
        pieces = _first_line(unit)  # remarks stand on lines of their own
    words = [
        len(one.text.split())
        for one in pieces
        if one.role in ("text", "note") and one is not unit.title
    ]
    first = next((one for one in unit.segments if one.role in ("text", "names", "note")), None)
    apart = 0.0 if first is unit.title or (first is not None and first.role == "names") else 1.0
    unlinked = 0.0 if any(one.href for one in unit.segments) else 1.5
    return min(4.0, sum(words) / 8) + apart + unlinked + (1.0 if unit.block.quoted else 0.0)


def _is_citation(unit: Unit) -> bool:
    """Whether a paragraph begins with several names and says where and when it appeared."""
    first = next((one for one in unit.segments if one.role not in ("label", "tag")), None)
    return (
        first is not None
        and first.role == "names"
        and len(first.people) > 1
        and any(one.when and one.when.venue and one.when.year for one in unit.segments)
    )


def _about_datasets(section: Sequence[str]) -> bool:
    """Whether a section lists datasets, or is a part of one that does."""
    return any(_DATASETS.search(name) for name in section[-1:]) or (
        any(_DATASETS.search(name) for name in section[:-1]) and not _PAPERS.search(section[-1])
    )


def _dataset(unit: Unit, section: Sequence[str]) -> ListedDataset | None:
    if unit.block.kind == "paragraph" or not _about_datasets(section):
        return None
    name = next(
        (one.text for one in unit.segments if one.text and (one.role != "label" or not one.href)),
        "",
    )
    url = next(
        (one.href for one in unit.segments if one.href and not one.href.startswith("#")), None
    )
    if not name or (url is None and len(name.split()) > 6):
        return None
    clean = name.strip(" .,:;-–")
    parts = [part for part in re.split(r"\s+(?:&|and|和|/|\+)\s+|\s*,\s+", clean) if part]
    if url:
        url, _ = strip_credentials(url)
    return ListedDataset(
        line=unit.block.line, name=clean, url=url, section=list(section), names=parts
    )


def _without_credentials(entry: Entry, source: str, warnings: list[Warning]) -> None:
    kept: dict[str, Link] = {}
    for link in entry.links:
        url, removed = strip_credentials(link.url)
        if removed:
            host = url.split("/")[2] if url.count("/") > 2 else url
            message = f"a link to {host} carried credentials: kept without them"
            warnings.append(Warning("credential-removed", message, source, entry.line))
        kept.setdefault(url, Link(link.kind, url, link.framework))
    entry.links = list(kept.values())
