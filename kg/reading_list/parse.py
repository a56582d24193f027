"""A Markdown list as entries, datasets and warnings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import ftfy
import msgspec
from ftfy.badness import is_bad

from kg.collector import collector_paused
from kg.credentials import strip_credentials, text_without_credentials
from kg.formats.reading import format_of_text, read_as
from kg.reading_list.block import Block
from kg.reading_list.bylines import settle_bylines
from kg.reading_list.candidates import Candidate, candidates_of
from kg.reading_list.count_spans import without_counts
from kg.reading_list.deciding import ENTRY, MAYBE_ENTRY, SURELY_ENTRY, chances_of_entries
from kg.reading_list.entry import entry_of
from kg.reading_list.entry_credentials import strip_entry
from kg.reading_list.entry_facts import DATASETS, PAPERS_NAMED, hrefs_of
from kg.reading_list.grouping import gathered
from kg.reading_list.labelling import choose_titles, label_pieces, label_words
from kg.reading_list.left_out import left_out
from kg.reading_list.markdown import read_document
from kg.reading_list.model import Model, fitted_model
from kg.reading_list.piece import Piece
from kg.reading_list.sections import Place, placed_in_sections
from kg.reading_list.warnings import unread_identifiers, warnings_of_entries
from kg.records import Entry, LeftOut, ListedDataset, ParsedList, Warning

__all__ = ["grouped_candidates", "parse"]

#: Words of the longest name of a dataset that has no link.
_LONGEST_NAME = 6
_BETWEEN_NAMES = re.compile(r"\s+(?:&|and|和|/|\+)\s+|\s*,\s+")


@collector_paused()
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
    mended, warnings = _mended(without_counts(text), source)
    lines = mended.split("\n")
    document = read_document(mended)
    # What stands in code is shown as it is, and may be an example of what is wrong.
    warnings = [warning for warning in warnings if warning.line not in document.code]
    warnings += [_unreadable_line(line, source) for line in document.unread]
    model = model or fitted_model()
    candidates = _read_candidates(document.blocks, model)
    title, placed = placed_in_sections(document.blocks, candidates)
    likely = chances_of_entries(candidates, placed, model)
    chances = {
        candidate.index: float(chance) for candidate, chance in zip(candidates, likely, strict=True)
    }
    entries, datasets = _recognised(candidates, placed, chances)
    blocks = {candidate.index: candidate.blocks for candidate in candidates}
    for index, entry in entries.items():
        warnings += unread_identifiers(entry, blocks[index], source)
        warnings += strip_entry(entry, source)
    left = left_out(
        document,
        candidates,
        placed,
        entries=entries.keys(),
        datasets=datasets.keys(),
        unsure={index for index, chance in chances.items() if chance >= MAYBE_ENTRY},
        lines=lines,
    )
    warnings += _maybe_entries(left, source)
    places = [placed[index] for index in entries]
    warnings += warnings_of_entries(list(entries.values()), places, lines, source)
    return ParsedList(
        id=id,
        title=_public_title(title),
        source=source,
        sha256=_sha256(text),
        entries=list(entries.values()),
        datasets=list(datasets.values()),
        left=left,
        warnings=_in_order(warnings),
    )


def _recognised(
    candidates: Sequence[Candidate], placed: Mapping[int, Place], chances: Mapping[int, float]
) -> tuple[dict[int, Entry], dict[int, ListedDataset]]:
    """Return the entries and the datasets of a list by the index of their block, in its order."""
    heads = {above.index for candidate in candidates for above in candidate.under}
    entries: dict[int, Entry] = {}
    datasets: dict[int, ListedDataset] = {}
    for candidate in candidates:
        index, place = candidate.index, placed[candidate.index]
        position = len(entries) + len(datasets) + 1
        if chances[index] >= ENTRY:
            entries[index] = entry = entry_of(candidate, place)
            entry.position = position
            entry.unsure = _unsure(candidate, sure=chances[index] >= SURELY_ENTRY)
        elif index not in heads and (dataset := _dataset(candidate, place.section)):
            datasets[index] = dataset
            dataset.position = position
    return entries, datasets


def _read_candidates(blocks: Sequence[Block], model: Model) -> list[Candidate]:
    """Return the blocks that may be entries, with what each of their pieces and words is."""
    candidates = grouped_candidates(blocks, model)
    label_pieces(candidates, model)
    label_words(candidates, model)
    return candidates


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
    warnings = [msgspec.structs.replace(warning, source=source) for warning in found.warnings]
    for entry in entries:
        warnings += strip_entry(entry, source)
    places = [Place([], None, None)] * len(entries)
    warnings += warnings_of_entries(entries, places, text.split("\n"), source)
    return ParsedList(
        id=id,
        source=source,
        sha256=_sha256(text),
        entries=entries,
        warnings=_in_order(warnings),
    )


def _public_title(title: str | None) -> str | None:
    return text_without_credentials(title) if title else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _in_order(warnings: Iterable[Warning]) -> list[Warning]:
    return sorted(warnings, key=lambda warning: (warning.line or 0, warning.code))


def _mended(text: str, source: str) -> tuple[str, list[Warning]]:
    """Return a text whose lines are decoded as they were meant, and a warning for each mended."""
    lines = text.split("\n")
    warnings = []
    for number, line in enumerate(lines):
        if not line.isascii() and is_bad(line):
            mended = ftfy.fix_encoding(line)
            if mended != line:
                lines[number] = mended
                message = "text had been decoded with the wrong encoding: repaired"
                warnings.append(Warning("encoding-repaired", message, source, number + 1))
    return "\n".join(lines), warnings


def _unreadable_line(line: int, source: str) -> Warning:
    message = "too long or too many brackets for a list entry: left out"
    return Warning("unreadable-line", message, source, line)


def _maybe_entries(left: Iterable[LeftOut], source: str) -> Iterator[Warning]:
    for one in left:
        if one.reason == "unsure":
            message = f"may be a paper and was not read: {one.text}"
            yield Warning("maybe-entry", message, source, one.line)


def _about_datasets(section: Sequence[str]) -> bool:
    """Whether a section lists datasets, or is a part of one that does."""
    return any(DATASETS.search(name) for name in section[-1:]) or (
        any(DATASETS.search(name) for name in section[:-1]) and not PAPERS_NAMED.search(section[-1])
    )


def _unsure(candidate: Candidate, *, sure: bool) -> list[str]:
    """Return the fields of an entry that the model is not sure of."""
    doubtful = candidate.fields.doubtful if candidate.fields else ()
    return [*(() if sure else ("entry",)), *doubtful]


def _dataset(candidate: Candidate, section: Sequence[str]) -> ListedDataset | None:
    """Return the dataset that a candidate names, in a section of datasets."""
    if candidate.block.kind == "paragraph" or not _about_datasets(section):
        return None
    name = next((piece.text for piece in candidate.pieces if _may_be_name(piece)), "")
    url = _address_beyond(candidate)
    if not name or (url is None and len(name.split()) > _LONGEST_NAME):
        return None
    clean = text_without_credentials(name).strip(" .,:;-–")
    return ListedDataset(
        line=candidate.block.line,
        name=clean,
        url=strip_credentials(url)[0] if url else None,
        section=list(section),
        names=[part for part in _BETWEEN_NAMES.split(clean) if part],
    )


def _address_beyond(candidate: Candidate) -> str | None:
    """Return the first address that is no other part of the list."""
    return next((href for href in hrefs_of(candidate) if not href.startswith("#")), None)


def _may_be_name(piece: Piece) -> bool:
    return bool(piece.text) and (piece.role != "label" or not piece.href)
