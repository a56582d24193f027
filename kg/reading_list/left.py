"""What is no entry, and why: nothing of a list is left out without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kg.reading_list.block import Block
from kg.reading_list.candidates import Candidate
from kg.records import LeftOut

__all__ = ["left_out", "maybe_entries"]

_CONTENTS = re.compile(
    r"(?i)\b(?:table of )?contents?\b|\btoc\b|目录|目次|목차|índice|inhalt|sommaire"
)
_LONGEST = 300


def left_out(
    blocks: Sequence[Block],
    candidates: Iterable[Candidate],
    *,
    used: set[int],
    sections: Mapping[int, Sequence[str]],
    unsure: set[int],
    unread: Sequence[int],
    entries: set[int],
    lines: Sequence[str],
) -> list[LeftOut]:
    """Return every block of which nothing is read, with the reason.

    Parameters
    ----------
    blocks
        All blocks of the list.
    candidates
        What may have been an entry; what was joined to another is accounted for there.
    used
        Indices of the candidates that are entries or datasets.
    sections
        The section path of each candidate.
    unsure
        Indices of the candidates that may be papers.
    unread
        Lines that were too big to be read.
    entries
        Indices of the candidates that are entries.
    lines
        The lines of the file.
    """
    by_index = {candidate.index: candidate for candidate in candidates}
    read = {id(block) for index in used for block in by_index[index].joined if index in entries}
    heads = {above.index for candidate in by_index.values() for above in candidate.under}
    taken = {line for index in entries for line in by_index[index].lines}
    found: list[LeftOut] = []
    for index, block in enumerate(blocks):
        if block.kind == "end" or index in used or id(block) in read:
            continue
        candidate = by_index.get(index)
        if block.line in unread and not block.text:
            reason = "unreadable"
        else:
            reason = (
                "unsure" if index in unsure else _reason(block, candidate, index in heads, sections)
            )
        texts = _texts(block, lines)
        found += [
            LeftOut(line, _shortened(text), reason)
            for line, text in texts.items()
            if line not in taken or line == block.line
        ]
    return sorted(found, key=lambda one: one.line)


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


def _reason(
    block: Block, candidate: Candidate | None, is_head: bool, sections: Mapping[int, Sequence[str]]
) -> str:
    if block.kind in ("heading", "header"):
        return "heading"
    if candidate is None:
        return "note"
    hrefs = [span.href for spans in (block.spans, *block.cells) for span in spans if span.href]
    section = sections.get(candidate.index) or ()
    if (hrefs and all(href.startswith("#") for href in hrefs)) or any(
        map(_CONTENTS.search, section[-1:])
    ):
        return "navigation"
    if is_head:
        return "heading"
    if block.kind == "paragraph":
        only_badges = hrefs and not any(
            span.text.strip() and not span.image for span in block.spans
        )
        return "navigation" if only_badges else "prose"
    if candidate.block.parent is not None and not hrefs:
        return "note"
    if hrefs:
        return "resource"
    return "prose" if len(block.text.split()) > 8 else "note"


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
