"""The entries of a list in another order: whole blocks of lines change places, and no byte else.

Entries that follow each other in a section, blank and deeper lines aside, are one run.
What stands below an entry, deeper than it, goes with it in its order; blank lines and the numbers of
items stay where they are. A run that would be read differently afterwards is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from msgspec.structs import replace

from kg.curation.file_lines import Lines
from kg.curation.form import Form, form_of
from kg.curation.place import sections_of
from kg.curation.year_order import direction
from kg.identifiers import normalise_title
from kg.reading_list import parse
from kg.records import Entry, ParsedList

__all__ = ["LeftRun", "SortKey", "SortedList", "sort_entries"]

SortKey = Literal["year", "-year", "title", "-title", "own"]

_NUMBER = re.compile(r"(\s*(?:\|\s*)?)(\d+)(?=[.)]\s|\s*\|)")


class LeftRun(NamedTuple):
    """Entries that were left as they stand, by the lines of the first and the last, and why."""

    first: int
    last: int
    section: list[str]
    why: str


class SortedList(NamedTuple):
    """The new bytes of a list, how many entries stand elsewhere, and what was left."""

    body: bytes
    moved: int
    left: list[LeftRun]


class _Block(NamedTuple):
    """An entry with everything that goes with it: lines from ``start`` to before ``end``, from 0."""

    entry: Entry
    start: int
    end: int


class _Run(NamedTuple):
    """Blocks that may change places, and the order (indices) that they are to take."""

    blocks: list[_Block]
    order: list[int]


def sort_entries(body: bytes, parsed: ParsedList, key: SortKey) -> SortedList:
    r"""Return a list with the entries of each section sorted, stably.

    Parameters
    ----------
    body
        The file as it is.
    parsed
        The list read from it.
    key
        ``year`` (oldest first), ``-year``, ``title``, ``-title``, or ``own``: by year as
        most entries of the section stand already. Entries without a year come last.

    Returns
    -------
    SortedList
        Sorting the result again changes nothing.

    Raises
    ------
    ReadingListError
        When the file is neither UTF-8 nor UTF-16, so that writing it could lose a byte.

    Notes
    -----
    The list is read again as a whole; where a run spoils that, it is found by halving.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> entry = "- **Deep Hashing {}** ({}) [paper](https://arxiv.org/abs/{})\r\n"
    >>> text = entry.format("Then", 2018, "1801.00001") + entry.format("Now", 2022, "2201.00001")
    >>> found = sort_entries(text.encode(), read_list("l.md", text=text), "-year")
    >>> found.moved, found.body.decode().splitlines()[0]
    (2, '- **Deep Hashing Now** (2022) [paper](https://arxiv.org/abs/2201.00001)')
    """
    file = Lines.of(body, parsed.source)
    left: list[LeftRun] = []
    runs = list(_runs(parsed, file.lines, key, left))
    sorted_runs, spoilt = _readable(file, parsed, runs)
    left += [_left(run, "its entries would be read differently") for run in spoilt]
    lines, ends = _arranged(file, sorted_runs)
    file.lines[:], file.ends[:] = lines, ends
    moved = sum(old != new for run in sorted_runs for old, new in enumerate(run.order))
    return SortedList(file.body(), moved, sorted(left))


def _left(run: _Run, why: str) -> LeftRun:
    entries = [block.entry for block in run.blocks]
    return LeftRun(entries[0].line, entries[-1].line, entries[0].section, why)


def _runs(
    parsed: ParsedList, lines: Sequence[str], key: SortKey, left: list[LeftRun]
) -> Iterator[_Run]:
    """Yield the runs whose order changes; note the entries that no run can hold."""
    sections = sections_of(parsed)
    per_line = Counter(entry.line for entry in parsed.entries)
    alone = [entry for entry in parsed.entries if per_line[entry.line] == 1]
    for line, entries in groupby(parsed.entries, key=lambda entry: entry.line):
        if per_line[line] > 1:
            section = next(entries).section
            left.append(LeftRun(line, line, section, "several entries stand on one line"))
    for blocks in _followings(alone, lines):
        run = _Run(blocks, _order([block.entry for block in blocks], key, sections))
        if run.order == sorted(run.order):
            continue
        if why := _why_it_stays(blocks, parsed.entries, lines, key):
            left.append(_left(run, why))
        else:
            yield run


def _why_it_stays(
    blocks: Sequence[_Block], entries: Sequence[Entry], lines: Sequence[str], key: SortKey
) -> str | None:
    """Return why a run is left where entries stand below each other, None where it is not.

    What stands below an entry may be its authors and its venue, read as entries: it keeps
    its order, and an entry whose year may be there has none to be sorted by.
    """
    for entry in entries:
        if _depth(lines[entry.line - 1]) < _depth(lines[blocks[0].start]):
            block = _block(entry, lines)
            if block.start < blocks[0].start < block.end:
                return f"they stand below the entry on line {entry.line}"
    by_year = key not in ("title", "-title")
    for block in blocks:
        holds = any(block.start < entry.line - 1 < block.end for entry in entries)
        if holds and by_year and block.entry.year is None:
            return f"entries stand below the one without a year on line {block.entry.line}"
    return None


def _followings(entries: Sequence[Entry], lines: Sequence[str]) -> Iterator[list[_Block]]:
    """Yield the blocks that follow each other, of each depth by itself."""
    blocks = [_block(entry, lines) for entry in entries]
    by_depth = sorted(blocks, key=lambda block: (-_depth(lines[block.start]), block.start))
    for _, same in groupby(by_depth, key=lambda block: _depth(lines[block.start])):
        run: list[_Block] = []
        for block in same:
            if run and not _follows(run[-1], block, lines):
                yield run
                run = []
            run.append(block)
        yield run


def _block(entry: Entry, lines: Sequence[str]) -> _Block:
    start = entry.line - 1
    own, depth = set(entry.lines), _depth(lines[start])
    end = start + 1
    for number in range(start + 1, len(lines)):
        if not lines[number].strip():
            continue
        if number + 1 not in own and (_depth(lines[number]) <= depth or "|" in lines[start][:1]):
            break
        end = number + 1
    return _Block(entry, start, end)


def _follows(before: _Block, after: _Block, lines: Sequence[str]) -> bool:
    between = lines[before.end : after.start]
    return (
        before.end <= after.start
        and not any(text.strip() for text in between)
        and before.entry.section == after.entry.section
        and _kind(form_of(lines, before.start + 1)) == _kind(form_of(lines, after.start + 1))
    )


def _kind(form: Form) -> tuple[str, bool]:
    return form.kind, "1" in form.marker


def _depth(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _order(
    entries: Sequence[Entry], key: SortKey, sections: dict[tuple[str, ...], list[Entry]]
) -> list[int]:
    """Return the indices of entries in their new order."""
    indices = range(len(entries))
    if key in ("title", "-title"):
        return sorted(
            indices,
            key=lambda index: normalise_title(entries[index].title),
            reverse=key == "-title",
        )
    sign = {"year": 1, "-year": -1}.get(key) or direction(sections[tuple(entries[0].section)])

    def when(index: int) -> tuple[bool, int]:
        year = entries[index].year
        return year is None, sign * (year or 0)

    return sorted(indices, key=when) if sign else list(indices)


def _arranged(file: Lines, runs: Sequence[_Run]) -> tuple[list[str], list[str]]:
    """Return lines and line ends with the blocks of runs in their new order."""
    order = _new_order(len(file.lines), runs)
    lines = [file.lines[number] for number in order]
    for run in runs:
        _renumber(lines, [file.lines[block.start] for block in run.blocks], run, order)
    ends = [file.ends[number] for number in order]
    # The last line may have no end; where it has moved up it takes that of who is last now.
    for number, end in enumerate(ends[:-1]):
        if not end:
            ends[number], ends[-1] = ends[-1], end
    return lines, ends


def _new_order(total: int, runs: Sequence[_Run]) -> list[int]:
    """Return the numbers of all lines, from 0, in their new order."""
    order = list(range(total))
    # The deepest come first, so that a block that moves holds its inner runs sorted.
    for run in runs:
        new: list[int] = []
        for slot, index in enumerate(run.order):
            here, moved = run.blocks[slot], run.blocks[index]
            until = run.blocks[slot + 1].start if slot + 1 < len(run.blocks) else here.end
            new += order[moved.start : moved.end] + order[here.end : until]
        order[run.blocks[0].start : run.blocks[-1].end] = new
    return order


def _renumber(lines: list[str], before: Sequence[str], run: _Run, order: Sequence[int]) -> None:
    """Let the numbers of places stay, where the blocks of a run are numbered."""
    if not _are_numbered(before):
        return
    place = {number: position for position, number in enumerate(order)}
    for slot, index in enumerate(run.order):
        here = place[run.blocks[index].start]
        number = _NUMBER.match(before[slot])
        if number is not None:
            lines[here] = _NUMBER.sub(rf"\g<1>{number[2]}", lines[here], count=1)


def _are_numbered(lines: Sequence[str]) -> bool:
    """Whether lines are numbered one after the other: numbers of places, which stay."""
    matches = [_NUMBER.match(line) for line in lines]
    numbers = [int(match[2]) for match in matches if match]
    steps = {after - before for before, after in pairwise(numbers)}
    return len(numbers) == len(lines) and steps in ({1}, {-1}, {0})


def _readable(
    file: Lines, parsed: ParsedList, runs: Sequence[_Run]
) -> tuple[list[_Run], list[_Run]]:
    """Return the runs that can be sorted so that the list reads the same, and the others."""
    readable: list[_Run] = []
    spoilt: list[_Run] = []

    def settle(group: Sequence[_Run]) -> None:
        if not group:
            return
        tried = sorted([*readable, *group], key=runs.index)
        if _reads_the_same(file, parsed, tried):
            readable[:] = tried
        elif len(group) == 1:
            spoilt.extend(group)
        else:
            settle(group[: len(group) // 2])
            settle(group[len(group) // 2 :])

    settle(list(runs))
    return readable, spoilt


def _reads_the_same(file: Lines, parsed: ParsedList, runs: Sequence[_Run]) -> bool:
    lines, _ = _arranged(file, runs)
    again = parse("\n".join(lines), source=parsed.source, id=parsed.id)
    place = {number: position for position, number in enumerate(_new_order(len(lines), runs))}

    def moved(entry: Entry) -> Entry:
        """Return an entry on the lines that it has now; empty lines stay behind."""
        own = sorted(place[line - 1] + 1 for line in entry.lines if file.lines[line - 1].strip())
        return replace(entry, line=place[entry.line - 1] + 1, lines=own, position=0)

    def as_read(entry: Entry) -> Entry:
        return replace(
            entry, lines=[line for line in entry.lines if lines[line - 1].strip()], position=0
        )

    expected = sorted(map(moved, parsed.entries), key=lambda entry: entry.line)
    return expected == list(map(as_read, again.entries)) and again.datasets == [
        replace(dataset, position=two.position)
        for dataset, two in zip(parsed.datasets, again.datasets, strict=False)
    ]
