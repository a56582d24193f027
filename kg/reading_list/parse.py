"""A Markdown list as entries, datasets and warnings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import ftfy
import msgspec
from ftfy.badness import is_bad

from kg.credentials import strip_credentials
from kg.formats.reading import format_of_text, read_as
from kg.reading_list.block import Block
from kg.reading_list.bylines import settle_bylines
from kg.reading_list.candidates import Candidate, candidates_of
from kg.reading_list.count_spans import without_counts
from kg.reading_list.deciding import chances_of_entries
from kg.reading_list.entry import entry_of
from kg.reading_list.entry_facts import DATASETS, PAPERS
from kg.reading_list.grouping import gathered
from kg.reading_list.labelling import choose_titles, label_pieces, label_words
from kg.reading_list.left import left_out
from kg.reading_list.markdown import read_document
from kg.reading_list.model import Model, fitted_model
from kg.reading_list.sections import Place, placed_in_sections
from kg.reading_list.warnings import doubts
from kg.records import Entry, LeftOut, Link, ListedDataset, ParsedList, Warning

__all__ = ["grouped_candidates", "parse"]

#: From which chance on a block is an entry, and from which it may be one.
_ENTRY = 0.42
_MAYBE = 0.1
#: From which chance on it is surely one.
_SURE = 0.55


def parse(text: str, *, source: str, id: str, model: Model | None = None) -> ParsedList:
    r"""Return what a Markdown list says.

    Parameters
    ----------
    text
        The list, as Markdown.
    source
        Where it came from: a URL or a file name; repeated in the warnings.
    id
        The id of the list, ``list:...``.
    model
        The weights to read with, instead of those of the package.

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
    mended = _mended(without_counts(text), source, warnings)
    document = read_document(mended)
    # What stands in code is shown as it is, and may be an example of what is wrong.
    warnings = [one for one in warnings if one.line not in document.code]
    warnings += [
        Warning(
            "unreadable-line",
            "too long or too many brackets for a list entry: left out",
            source,
            line,
        )
        for line in document.unread
    ]
    model = model or fitted_model()
    candidates = grouped_candidates(document.blocks, model)
    label_pieces(candidates, model)
    label_words(candidates, model)
    title, placed = placed_in_sections(document.blocks, candidates)
    entries: list[Entry] = []
    datasets: list[ListedDataset] = []
    likely = chances_of_entries(candidates, placed, model)
    chance_of = {
        candidate.index: float(one) for candidate, one in zip(candidates, likely, strict=True)
    }
    chosen = {index for index, one in chance_of.items() if one >= _ENTRY}
    maybe = {index for index, one in chance_of.items() if one >= _MAYBE}
    heads = {above.index for candidate in candidates for above in candidate.under}
    places: list[Place] = []
    used = set(chosen)
    position = 0
    for candidate in candidates:
        place = placed[candidate.index]
        if candidate.index in chosen:
            position += 1
            entry = entry_of(candidate, place)
            entry.position = position
            entry.unsure = _unsure(candidate, sure=chance_of[candidate.index] >= _SURE)
            _without_credentials(entry, source, warnings)
            entries.append(entry)
            places.append(place)
        elif candidate.index not in heads and (dataset := _dataset(candidate, place.section)):
            position += 1
            used.add(candidate.index)
            dataset.position = position
            datasets.append(dataset)
    left = left_out(
        document.blocks,
        candidates,
        entries=chosen,
        used=used,
        lines=mended.split("\n"),
        sections={index: place.section for index, place in placed.items()},
        unsure=maybe - used - heads,
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


def grouped_candidates(blocks: Sequence[Block], model: Model) -> list[Candidate]:
    """Return the blocks that may be entries, with what belongs to each joined to it."""
    candidates = candidates_of(blocks)
    settle_bylines(candidates)
    choose_titles(candidates, model)
    candidates = gathered(candidates)
    choose_titles(candidates, model)
    return candidates


def _bibliography(text: str, format: str, *, source: str, id: str) -> ParsedList:
    found = read_as(text, format)
    entries = found.entries
    for position, entry in enumerate(entries, 1):
        entry.position = position
    problems = [msgspec.structs.replace(warning, source=source) for warning in found.warnings]
    warnings = problems + doubts(
        entries, [Place([], None, None)] * len(entries), text.split("\n"), source
    )
    return ParsedList(
        id=id,
        source=source,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        entries=entries,
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


def _maybe_entry(one: LeftOut, source: str) -> Warning:
    message = f"may be a paper and was not read: {one.text}"
    return Warning("maybe-entry", message, source, one.line)


def _about_datasets(section: Sequence[str]) -> bool:
    """Whether a section lists datasets, or is a part of one that does."""
    return any(DATASETS.search(name) for name in section[-1:]) or (
        any(DATASETS.search(name) for name in section[:-1]) and not PAPERS.search(section[-1])
    )


def _unsure(candidate: Candidate, *, sure: bool) -> list[str]:
    """Return the fields of an entry that the model is not sure of."""
    doubtful = candidate.fields.doubtful if candidate.fields else ()
    return [*(() if sure else ("entry",)), *doubtful]


def _dataset(candidate: Candidate, section: Sequence[str]) -> ListedDataset | None:
    if candidate.block.kind == "paragraph" or not _about_datasets(section):
        return None
    name = next(
        (
            one.text
            for one in candidate.pieces
            if one.text and (one.role != "label" or not one.href)
        ),
        "",
    )
    url = next(
        (one.href for one in candidate.pieces if one.href and not one.href.startswith("#")), None
    )
    if not name or (url is None and len(name.split()) > 6):
        return None
    clean = name.strip(" .,:;-–")
    parts = [part for part in re.split(r"\s+(?:&|and|和|/|\+)\s+|\s*,\s+", clean) if part]
    if url:
        url, _ = strip_credentials(url)
    return ListedDataset(
        line=candidate.block.line, name=clean, url=url, section=list(section), names=parts
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
