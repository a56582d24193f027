"""What is no entry, and why: nothing of a list is left out without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from kg.credentials import text_without_credentials
from kg.reading_list.block import Block
from kg.reading_list.candidates import Candidate, lead_only_within
from kg.reading_list.markdown import Document
from kg.reading_list.sections import Place
from kg.records import LeftOut

__all__ = ["left_out", "maybe_entries"]

_CONTENTS = re.compile(
    r"(?i)\b(?:table of )?contents?\b|\btoc\b|目录|目次|목차|índice|inhalt|sommaire"
)
_LONGEST = 300


def left_out(
    document: Document,
    candidates: Sequence[Candidate],
    placed: Mapping[int, Place],
    *,
    entries: AbstractSet[int],
    datasets: AbstractSet[int],
    unsure: AbstractSet[int],
    lines: Sequence[str],
) -> list[LeftOut]:
    """Return every block of which nothing is read, with the reason.

    Parameters
    ----------
    document
        All blocks of the list, and the lines that were too big to be read.
    candidates
        What may have been an entry; what was joined to another is accounted for there.
    placed
        The place of each candidate.
    entries
        Indices of the candidates that are entries.
    datasets
        Indices of the candidates that are datasets.
    unsure
        Indices of the candidates that may be papers.
    lines
        The lines of the file.
    """
    by_index = {candidate.index: candidate for candidate in candidates}
    used = [by_index[index] for index in entries]
    taken = {line for candidate in used for line in candidate.lines}
    heads = {above.index for candidate in candidates for above in candidate.under}
    found: list[LeftOut] = []
    for index, block in _blocks_without_entry(document.blocks, used, entries | datasets):
        if block.line in document.unread and not block.text:
            reason = "unreadable"
        elif index in unsure and index not in heads:
            reason = "unsure"
        else:
            reason = _reason(block, placed.get(index), is_head=index in heads)
        found += _lines_of(block, lines, reason, taken)
    return sorted(found, key=lambda one: one.line)


def _blocks_without_entry(
    blocks: Sequence[Block], used: Sequence[Candidate], recognised: AbstractSet[int]
) -> Iterator[tuple[int, Block]]:
    """Yield the blocks that no entry or dataset is read from, with their index."""
    joined = {id(block) for candidate in used for block in candidate.joined}
    for index, block in enumerate(blocks):
        if block.kind != "end" and index not in recognised and id(block) not in joined:
            yield index, block


def _lines_of(
    block: Block, lines: Sequence[str], reason: str, taken: AbstractSet[int]
) -> Iterator[LeftOut]:
    """Yield the lines of a block that no entry is read from, its first in any case."""
    for line, text in _texts(block, lines).items():
        if line not in taken or line == block.line:
            yield LeftOut(line, _shortened(text_without_credentials(text)), reason)


def _texts(block: Block, lines: Sequence[str]) -> dict[int, str]:
    """Return the text of each line of a block: of prose line by line, of the rest as one."""
    if block.kind == "paragraph":
        numbers = sorted(block.lines)
        if len(numbers) > 1:
            return {number: _line(lines, number) for number in numbers}
    if block.kind == "verbatim":
        numbers = [*range(block.line, block.line + block.spans[0].text.count("\n") + 1)]
        return {number: said for number in numbers if (said := _line(lines, number))}
    found = {block.line: block.text or _line(lines, block.line)}
    for number in block.unsaid:
        found.setdefault(number, _line(lines, number))
    return {number: said for number, said in found.items() if said}


def _line(lines: Sequence[str], number: int) -> str:
    return " ".join(lines[number - 1].split()) if 0 < number <= len(lines) else ""


def _reason(block: Block, place: Place | None, *, is_head: bool) -> str:
    """Return why a block is no entry; one that could not be one has no place."""
    if block.kind in ("heading", "header"):
        return "heading"
    if place is None:
        return "note"
    hrefs = _hrefs(block)
    if lead_only_within(hrefs) or any(map(_CONTENTS.search, place.section[-1:])):
        return "navigation"
    if is_head:
        return "heading"
    if block.kind == "paragraph":
        return "navigation" if hrefs and _is_only_images(block) else "prose"
    return "resource" if hrefs else _kind_of_text(block)


def _hrefs(block: Block) -> list[str]:
    return [span.href for spans in (block.spans, *block.cells) for span in spans if span.href]


def _kind_of_text(block: Block) -> str:
    is_sentence = block.parent is None and len(block.text.split()) > 8
    return "prose" if is_sentence else "note"


def _is_only_images(block: Block) -> bool:
    return all(span.image for span in block.spans if span.text.strip())


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def maybe_entries(lines: Iterable[int | None]) -> list[str]:
    """Return one sentence that counts the lines that may be papers, or nothing.

    Examples
    --------
    >>> maybe_entries([36, 41])
    ['2 lines may be papers and were not read: 36, 41']
    """
    known = sorted({line for line in lines if line})
    if not known:
        return []
    what = "lines may be papers and were" if len(known) > 1 else "line may be a paper and was"
    numbers = ", ".join(map(str, known[:20])) + (", ..." if len(known) > 20 else "")
    return [f"{len(known)} {what} not read: {numbers}"]
