"""A Markdown list as entries, datasets and warnings."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

import ftfy
from ftfy.badness import is_bad

from kg.identifiers import normalise_title, strip_credentials
from kg.reading_list import links
from kg.reading_list.document import Block, Span, read_document
from kg.reading_list.entry import entry_of
from kg.reading_list.recognise import year_of
from kg.reading_list.segments import Segment, segments
from kg.reading_list.shape import Unit, infer, speaks_for_a_paper
from kg.records import Entry, Link, ListedDataset, ParsedList, Warning

__all__ = ["parse"]

_DATASETS = re.compile(r"(?i)\b(?:data\s?sets?|corpora|benchmarks?)\b|数据集")
_NO_PAPERS = re.compile(
    r"(?i)\b(?:contents?|toc|sponsors?|contribut\w+|acknowledg\w+|licen[sc]e|tools?|toolbox(?:es)?|librar(?:y|ies)|"
    r"courses?|tutorials?|blogs?|books?|talks?|videos?|websites?|resources|links|products?|related (?:lists?|repos\w*|awesome)|"
    r"awesome lists?|projects?|researchers|people|communit(?:y|ies)|news|updates?|changelog|citation|star history|software|competitions?|challenges?|jobs?|slides|lectures?)\b|目录"
)


def parse(text: str, *, source: str, id: str) -> ParsedList:
    """Return what a Markdown list says.

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
    >>> said = parse("# L\\n- (2022 CVPR)**Deep Hashing for Retrieval** [paper](https://arxiv.org/abs/2207.04818)", source="l.md", id="list:l")
    >>> entry = said.entries[0]
    >>> entry.title, entry.year, entry.venue, entry.ids
    ('Deep Hashing for Retrieval', 2022, 'CVPR', {'arxiv': '2207.04818'})
    """
    warnings: list[Warning] = []
    mended = _mended(text, source, warnings)
    document = read_document(mended)
    warnings += [
        Warning("unreadable-line", "too long or too many brackets for a list entry: left out", source, line)
        for line in document.unread
    ]
    units = [
        Unit(block, index, _pieces(block))
        for index, block in enumerate(document.blocks)
        if block.kind in ("item", "row", "paragraph")
    ]
    infer(units)
    title, placed = _sections(document.blocks, units)
    entries: list[Entry] = []
    datasets: list[ListedDataset] = []
    chosen = set(_papers(units, placed))
    position = 0
    for unit in units:
        section, year = placed[unit.index]
        if unit.index in chosen:
            position += 1
            entry = entry_of(unit, section, year)
            entry.position = position
            _without_credentials(entry, source, warnings)
            entries.append(entry)
        elif dataset := _dataset(unit, section):
            position += 1
            dataset.position = position
            datasets.append(dataset)
    return ParsedList(
        id=id,
        title=title,
        source=source,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        entries=entries,
        datasets=datasets,
        warnings=sorted(warnings, key=lambda one: (one.line or 0, one.code)),
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


def _pieces(block: Block) -> list[Segment]:
    if block.kind != "row":
        return segments(block.spans)
    return [piece for number, cell in enumerate(block.cells) for piece in segments(cell, number)]


def _sections(
    blocks: Sequence[Block], units: Sequence[Unit]
) -> tuple[str | None, dict[int, tuple[list[str], int | None]]]:
    """Return the list's title, and for each unit its section and the year its headings give."""
    by_index = {unit.index: unit for unit in units}
    tops = [block for block in blocks if block.kind == "heading" and block.level == 1]
    path: list[tuple[float, str]] = []
    placed: dict[int, tuple[list[str], int | None]] = {}
    opened: list[int] = []
    for index, block in enumerate(blocks):
        if block.kind == "end":
            if opened:
                del path[opened.pop() :]
            continue
        if block.kind == "heading":
            said = _said(block.spans)
            level: float = block.level
            if block.level == 0:
                opened.append(len(path))
                level = (path[-1][0] if path else 0) + 0.5
            path = [one for one in path if one[0] < level]
            path.append((level, said))
            continue
        unit = by_index[index]
        if block.kind == "paragraph" and (year_of(_said(block.spans))):
            level = path[-1][0] if path and year_of(path[-1][1]) else (path[-1][0] if path else 0) + 0.5
            path = [one for one in path if one[0] < level]
            path.append((level, _said(block.spans)))
            unit.title = None
        names = [said for _, said in path]
        if len(tops) == 1 and path and path[0][1] == _said(tops[0].spans) and len(names) > 1:
            names = names[1:]
        year = next((found for name in reversed(names) if (found := year_of(name))), None)
        placed[index] = (names, year)
    title = _said(tops[0].spans) if tops else None
    return title or None, placed


def _said(spans: Sequence[Span]) -> str:
    return " ".join("".join(span.text for span in spans if not span.image).split()).strip(" :*#")


def _papers(
    units: Sequence[Unit], placed: dict[int, tuple[list[str], int | None]]
) -> Iterator[int]:
    parents = {unit.block.parent for unit in units if unit.block.parent is not None}
    for unit in units:
        if unit.title is None:
            continue
        unit.evidence = _evidence(unit, placed[unit.index][0], parent=unit.index in parents)
    groups: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.block.group].append(unit)
    for unit in units:
        if unit.title is None:
            continue
        evidence = unit.evidence
        if unit.block.kind != "paragraph":
            group = groups[unit.block.group]
            papers = sum(one.evidence >= 2 for one in group)
            evidence += 0.7 if papers >= 0.6 * len(group) else -0.5 if papers <= 0.2 * len(group) else 0
        if evidence >= 2:
            yield unit.index


def _evidence(unit: Unit, section: Sequence[str], *, parent: bool) -> float:
    title = unit.title
    assert title is not None
    score = 0.0
    hrefs = [one.href for one in unit.segments if one.href]
    if hrefs and all(href.startswith("#") for href in hrefs):
        return -5.0
    if speaks_for_a_paper(unit):
        score += 1.5
    if any(one.role == "label" and links.label_kind(one.text) == "paper" and one.href for one in unit.segments):
        score += 1.0
    if any(one.role == "dated" for one in unit.segments):
        score += 0.7
    if any(one.role == "names" for one in unit.segments):
        score += 0.7
    words = len(title.text.split())
    score += 0.8 if words >= 4 else 0.3 if words == 3 else 0.0
    if section and _NO_PAPERS.search(section[-1]):
        score -= 1.0
    if unit.block.kind == "paragraph":
        rest = sum(len(one.text.split()) for one in unit.segments if one.role in ("text", "note") and one is not title)
        score -= 1.0 + min(3.0, rest / 8)
    if parent:
        score -= 0.5
    return score


def _dataset(unit: Unit, section: Sequence[str]) -> ListedDataset | None:
    if unit.block.kind == "paragraph" or not section or not _DATASETS.search(section[-1]):
        return None
    name = next((one.text for one in unit.segments if one.text and (one.role != "label" or not one.href)), "")
    url = next((one.href for one in unit.segments if one.href and not one.href.startswith("#")), None)
    if not name or (url is None and len(name.split()) > 6):
        return None
    clean = name.strip(" .,:;-–")
    parts = [part for part in re.split(r"\s+(?:&|and|和|/|\+)\s+|\s*,\s+", clean) if part]
    if url:
        url, _ = strip_credentials(url)
    return ListedDataset(line=unit.block.line, name=clean, url=url, section=list(section), names=parts)


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
