"""Where in a list a new entry belongs: under its year, or among the entries closest to it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from kg.curation.skeletons import block
from kg.curation.year_order import direction
from kg.errors import UsageError
from kg.identifiers import normalise_title
from kg.reading_list.warnings import is_year_of_papers
from kg.records import Entry, ParsedList

__all__ = ["EntryPlace", "find_place", "sections_of", "years_of_sections"]

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_CLEAR = 1.5  # times as close as the next section

Section = tuple[str, ...]


class EntryPlace(NamedTuple):
    """A place in a list: before a line (1-based), in a section.

    ``above`` are lines to put between the text before and the entry (a new heading,
    empty lines), ``below`` those after it; ``number`` is the entry's own, where entries
    are numbered. ``beside`` is the line of the entry whose form it takes. ``clear`` is
    False where another section would do as well.
    """

    line: int
    section: Section
    above: tuple[str, ...]
    below: tuple[str, ...]
    number: int
    beside: int
    clear: bool


def sections_of(parsed: ParsedList) -> dict[Section, list[Entry]]:
    """Return the entries of each section, in order."""
    sections: dict[Section, list[Entry]] = defaultdict(list)
    for entry in parsed.entries:
        sections[tuple(entry.section)].append(entry)
    return dict(sections)


def years_of_sections(sections: Collection[Section]) -> dict[Section, int]:
    """Return the year of each section that is headed by one; empty unless most sections are.

    Examples
    --------
    >>> years_of_sections([("Papers", "2022"), ("Papers", "2021"), ("Surveys",)])
    {('Papers', '2022'): 2022, ('Papers', '2021'): 2021}
    """
    found = {
        section: int(years[0])
        for section in sections
        if section
        and is_year_of_papers(section[-1])
        and len(years := _YEAR.findall(section[-1])) == 1
    }
    return found if len(found) * 2 >= len(sections) else {}


def find_place(
    parsed: ParsedList,
    lines: Sequence[str],
    *,
    title: str,
    year: int | None,
    close: Mapping[Section, float],
    section: str | None = None,
) -> EntryPlace:
    r"""Return where a new entry belongs.

    Parameters
    ----------
    parsed, lines
        The list and its lines.
    title, year
        Of the new paper.
    close
        How close each section is to it: citations in common with its entries.
    section
        The words of a heading that the user wants it under.

    Raises
    ------
    UsageError
        When no heading or several hold these words.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> entry = "- **Deep Hashing {}** [paper](https://arxiv.org/abs/{})\n"
    >>> text = "# 2022\n" + entry.format("Now", "2201.00001") + "# 2020\n" + entry.format("Then", "2001.00001")
    >>> find_place(read_list("l.md", text=text), text.split("\n"), title="X", year=2020, close={}).line
    5
    """
    sections = sections_of(parsed)
    if section is not None:
        return _inside(parsed, lines, sections, _named(sections, section), year, clear=True)
    by_year = years_of_sections(sections)
    if year and by_year:
        fitting = [
            heading for heading, year_of_section in by_year.items() if year_of_section == year
        ]
        if fitting:
            best = max(fitting, key=lambda heading: close.get(heading, 0))
            return _inside(parsed, lines, sections, best, year, clear=True)
        new = _new_year(parsed, lines, sections, by_year, year)
        if new:
            return new
    chosen, clear = _closest(sections, close, title)
    return _inside(parsed, lines, sections, chosen, year, clear=clear)


def _named(sections: Mapping[Section, Sequence[Entry]], words: str) -> Section:
    wanted = normalise_title(words)
    whole = [section for section in sections if section and wanted == normalise_title(section[-1])]
    part = [section for section in sections if wanted in normalise_title(" ".join(section))]
    for found in (whole, part):
        if len(found) == 1:
            return found[0]
        if found:
            names = "; ".join(" > ".join(heading) for heading in found[:5])
            raise UsageError(
                f"several sections are called so: {names}",
                where=words,
                hint="say more of its heading",
            )
    raise UsageError(
        "no section with entries is called so", where=words, hint="kg parse LIST shows the sections"
    )


def _closest(
    sections: Mapping[Section, Sequence[Entry]], close: Mapping[Section, float], title: str
) -> tuple[Section, bool]:
    for score in (close, _title_likeness(sections, title)):
        ranked = sorted(
            sections, key=lambda heading: (-score.get(heading, 0), sections[heading][0].line)
        )
        best = score.get(ranked[0], 0)
        if best and (len(ranked) == 1 or best >= _CLEAR * score.get(ranked[1], 0)):
            return ranked[0], True
        if best:
            return ranked[0], False
    return max(sections, key=lambda heading: len(sections[heading])), len(sections) == 1


def _title_likeness(
    sections: Mapping[Section, Sequence[Entry]], title: str
) -> dict[Section, float]:
    """Return how much a title's words are those of each section, rare words counting more."""
    words_of = {
        section: Counter(
            word
            for text in [*section, *(entry.title for entry in entries)]
            for word in set(normalise_title(text).split())
            if len(word) > 3
        )
        for section, entries in sections.items()
    }
    spread = Counter(word for words in words_of.values() for word in words)
    wanted = set(normalise_title(title).split())
    return {
        section: sum(
            words[word] / len(sections[section]) / spread[word]
            for word in sorted(wanted & set(words))
        )
        for section, words in words_of.items()
    }


def _inside(
    parsed: ParsedList,
    lines: Sequence[str],
    sections: Mapping[Section, Sequence[Entry]],
    section: Section,
    year: int | None,
    *,
    clear: bool,
) -> EntryPlace:
    """Return the place in a section: where its order by year puts it, else after its last entry."""
    entries = sections[section]
    sign = direction(entries)
    after = entries[-1]
    if sign and year:
        earlier = [entry for entry in entries if entry.year and sign * entry.year <= sign * year]
        if not earlier:
            first = entries[0]
            return EntryPlace(
                first.line,
                section,
                (),
                _gap(parsed, lines, entries),
                _number(lines, first, 1),
                first.line,
                clear,
            )
        after = earlier[-1]
    taken = _taken(parsed)
    end = after.line + block(lines, after.line, taken).count("\n")
    return EntryPlace(
        end + 1,
        section,
        _gap(parsed, lines, entries),
        (),
        _number(lines, after, 0) + 1,
        after.line,
        clear,
    )


def _taken(parsed: ParsedList) -> list[int]:
    return sorted(
        {entry.line for entry in parsed.entries} | {dataset.line for dataset in parsed.datasets}
    )


def _gap(parsed: ParsedList, lines: Sequence[str], entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the empty lines that stand between two entries of a section."""
    taken = _taken(parsed)
    gaps: Counter[int] = Counter()
    for entry, other in pairwise(entries):
        end = entry.line + block(lines, entry.line, taken).count("\n")
        gaps[max(0, other.line - end - 1)] += 1
    return ("",) * (gaps.most_common(1)[0][0] if gaps else 0)


def _number(lines: Sequence[str], entry: Entry, default: int) -> int:
    match = re.match(r"\s*[|\[]?\s*(\d+)\s*[.)|\]]", lines[entry.line - 1])
    return int(match[1]) if match else default


def _new_year(
    parsed: ParsedList,
    lines: Sequence[str],
    sections: Mapping[Section, Sequence[Entry]],
    by_year: Mapping[Section, int],
    year: int,
) -> EntryPlace | None:
    """Return the place under a new heading, made after the example of the next year's."""
    ordered = sorted(by_year, key=lambda dated: sections[dated][0].line)
    years = [by_year[dated] for dated in ordered]
    newest_first = years == sorted(years, reverse=True)
    if not newest_first and years != sorted(years):
        return None
    following = next((dated for dated in ordered if (by_year[dated] < year) == newest_first), None)
    example = following or ordered[-1]
    first = sections[example][0].line
    heading = next(
        (
            number
            for number in range(first - 1, 0, -1)
            if normalise_title(lines[number - 1].strip(" #*")) == normalise_title(example[-1])
        ),
        None,
    )
    if heading is None:
        return None
    title = lines[heading - 1].replace(str(by_year[example]), str(year))
    between = tuple(lines[heading : first - 1])
    section = (*example[:-1], example[-1].replace(str(by_year[example]), str(year)))
    if following:
        return EntryPlace(heading, section, (title, *between), ("",), 1, first, clear=True)
    last = sections[example][-1]
    end = last.line + block(lines, last.line, _taken(parsed)).count("\n")
    return EntryPlace(end + 1, section, ("", title, *between), (), 1, first, clear=True)
