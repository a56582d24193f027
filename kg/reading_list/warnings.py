"""What a person should look at in a list: duplicates, contradictions, broken markup."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz import fuzz

from kg.identifiers import graph_ids, normalise_title, split_graph_id
from kg.reading_list.block import Block
from kg.reading_list.dates_and_venues import venue_acronym
from kg.reading_list.entry import written_address
from kg.reading_list.links import identifiers_of
from kg.reading_list.proceedings_urls import ProceedingsPage, proceedings_page
from kg.reading_list.sections import Place
from kg.reading_list.written_identifiers import written_identifiers
from kg.records import Entry, Warning
from kg.venues import is_preprint_doi

__all__ = ["SPLIT_ADDRESS", "is_year_of_papers", "unread_identifiers", "warnings_of_entries"]

#: A link whose address is parted by a blank, behind which neither a title nor a size stands.
SPLIT_ADDRESS = re.compile(
    r"""\]\(\s*https?://[^()\s<>]*(?:[ \t]+(?!["'(=])[^()\s<>"']+)+[ \t]*\)"""
)
_BROKEN = (
    (re.compile(r"\]\s+\(https?://"), "a space stands between the brackets of a link"),
    (re.compile(r"\]\(\s*\)"), "a link leads nowhere"),
    (SPLIT_ADDRESS, "a space stands in the address of a link"),
    (
        re.compile(r"\]\((?:https?:/[^/]|ttps?://|hhttp|http(?:s)?//)"),
        "the address of a link is misspelt",
    ),
)
#: How alike two titles are, of 100, that one identifier can stand for.
_NEARLY = 70
#: Several years, or an open span of them.
_SPAN = re.compile(
    r"\d{4}\s*['’]?\s*(?:s|er|年代)(?!\w)|\d{4}\s*(?:[-–—/~]|to|until|through)\s*(?:\d{2,4}|now|today|present)\b"
    r"|\b(?:since|before|after|until|pre|post|older|newer|earlier|later|onwards?|decade)\b|\d{4}\s*\+",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
#: A day, as of a meeting at which papers were talked about.
_DAY = re.compile(
    rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|th)?\.?\s+(?:of\s+)?{_MONTH}(?!\w)"
    r"|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\b|\d{4}年\d{1,2}月\d{1,2}日",
    re.IGNORECASE,
)
_SAME = {"nips": "neurips", "pami": "tpami", "mm": "acmmm"}


def warnings_of_entries(
    entries: Sequence[Entry], places: Sequence[Place], lines: Sequence[str], source: str
) -> list[Warning]:
    """Return a warning for everything that is doubtful in the entries of a list.

    Codes: duplicate-entry, one-id-two-titles, year-contradicts-heading, year-contradicts-link,
    venue-contradicts-link, no-link, broken-markup. What an entry is read from
    may say more: :func:`unread_identifiers`.
    """
    found = [
        Warning(code, message, source, entry.line)
        for entry, place in zip(entries, places, strict=True)
        for code, message in _of_entry(entry, place, lines)
    ]
    return found + _duplicates(entries, source)


def unread_identifiers(entry: Entry, blocks: Sequence[Block], source: str) -> Iterator[Warning]:
    """Yield a warning, ``unread-identifier``, for each identifier in the blocks of an entry that it has not.

    The DOI of a preprint beside that of the published paper is no other paper; data and code
    have identifiers of their own.
    """
    aside = {link.url for link in entry.links if link.kind in ("dataset", "code")}
    own = graph_ids(entry.ids)
    published = {is_preprint_doi(entry.ids["doi"])} if "doi" in entry.ids else set()
    found = {id: line for block in reversed(blocks) for id, line in _identifiers(block, aside)}
    for id, line in reversed(found.items()):
        kind, value = split_graph_id(id)
        beside = kind == "doi" and published and is_preprint_doi(value) not in published
        if id not in own and not beside:
            message = f"{id} may be another paper and was not read as an entry"
            yield Warning("unread-identifier", message, source, line)


def _identifiers(block: Block, aside: Collection[str]) -> Iterator[tuple[str, int]]:
    """Yield the identifiers that a block holds, last first, and the line of each."""
    for one in reversed(written_identifiers(block.text)):
        yield one.id, block.line
    for span in reversed([*block.spans, *itertools.chain(*block.cells)]):
        if span.href is not None and span.href not in aside:
            for id in graph_ids(identifiers_of(written_address(span.href))):
                yield id, span.line


def _of_entry(entry: Entry, place: Place, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not entry.links and not entry.ids:
        yield "no-link", "the entry has no link and no identifier"
    if _contradicts(place.year, entry.year) and _is_year_of_papers(place):
        yield "year-contradicts-heading", f"{entry.year} in the entry, {place.year} in its heading"
    for link in entry.links:
        if link.kind == "paper" and (page := proceedings_page(link.url)):
            yield from _contradictions(entry, page)
    line = lines[entry.line - 1] if 0 < entry.line <= len(lines) else ""
    broken = (message for pattern, message in _BROKEN if pattern.search(line))
    if message := next(broken, None):
        yield "broken-markup", message


def _contradictions(entry: Entry, page: ProceedingsPage) -> Iterator[tuple[str, str]]:
    """Yield where an entry and the address of its paper say different things."""
    where = f"in its link ({page.site})"
    if _contradicts(page.year, entry.year):
        yield "year-contradicts-link", f"{entry.year} in the entry, {page.year} {where}"
    if page.venue and entry.venue and _contradict(entry.venue, page.venue):
        yield "venue-contradicts-link", f"{entry.venue} in the entry, {page.venue} {where}"


def _contradicts(one: int | None, other: int | None) -> bool:
    return bool(one and other and one != other)


def _is_year_of_papers(place: Place) -> bool:
    year = str(place.year)
    return is_year_of_papers(next((name for name in reversed(place.section) if year in name), ""))


def is_year_of_papers(heading: str) -> bool:
    """Whether the year in a heading says when papers appeared: no span of years, no day.

    Examples
    --------
    >>> [is_year_of_papers(heading) for heading in ("2010", "CVPR 2010")]
    [True, True]
    >>> [is_year_of_papers(heading) for heading in ("2010s", "May 19, 2010", "Before 2010")]
    [False, False, False]
    """
    return not (_SPAN.search(heading) or _DAY.search(heading))


def _contradict(written: str, linked: str) -> bool:
    """Whether two venues are known, and not the same.

    Examples
    --------
    >>> _contradict("NIPS", "NeurIPS"), _contradict("ICML", "NeurIPS"), _contradict("arXiv", "CVPR")
    (False, True, False)
    """
    words = [word for word in re.split(r"[\s/,()-]+", written) if venue_acronym(word)]
    folded = {_folded(word) for word in [*words, written.replace(" ", "")]}
    if not words or folded & {"arxiv", "corr", "preprint", "ieee", "acm", "pmlr"}:
        return False
    return not any(_folded(linked) in one or one in _folded(linked) for one in folded)


def _folded(venue: str) -> str:
    plain = re.sub(r"\W|\d", "", venue).casefold()
    return _SAME.get(plain, plain)


def _duplicates(entries: Sequence[Entry], source: str) -> list[Warning]:
    """Return a warning for every entry that another one repeats: by an identifier, else by title and people."""
    by_id: dict[str, Entry] = {}
    by_title: dict[str, list[Entry]] = defaultdict(list)
    found = []
    for entry in entries:
        title, ids = normalise_title(entry.title), graph_ids(entry.ids)
        shared = next((id for id in ids if id in by_id), None)
        same = next((one for one in by_title[title] if _may_be_one(entry, one)), None)
        if shared is not None and not _titles_agree(entry, by_id[shared]):
            message = f"{shared} is also that of line {by_id[shared].line}, under another title"
            found.append(Warning("one-id-two-titles", message, source, entry.line))
        elif shared is not None:
            same = by_id[shared]
        if same is not None:
            message = f"the same paper as the entry on line {same.line}"
            found.append(Warning("duplicate-entry", message, source, entry.line))
        for id in ids:
            by_id.setdefault(id, entry)
        by_title[title].append(entry)
    return found


def _titles_agree(one: Entry, other: Entry) -> bool:
    """Whether two titles can be one: equal, or one the beginning or end of the other, or nearly so."""
    first, second = sorted((normalise_title(one.title), normalise_title(other.title)), key=len)
    within = f" {first} " in f" {second} "
    return within or fuzz.ratio(first, second) >= _NEARLY


def _may_be_one(one: Entry, other: Entry) -> bool:
    """Whether two entries of one title are one paper: nothing tells them apart, and not by chance.

    Different people, different identifiers of one kind, or (where people are not told)
    years more than one apart are different papers. A title of one or two words needs
    people or a year in common.
    """
    if any(other.ids.get(kind, value) != value for kind, value in one.ids.items()):
        return False
    people = [_surnames(entry) for entry in (one, other)]
    if all(people):
        return not people[0].isdisjoint(people[1])
    years = [entry.year for entry in (one, other) if entry.year]
    if len(years) == 2 and abs(years[0] - years[1]) > 1:
        return False
    if len(normalise_title(one.title).split()) > 2:
        return True
    return len(years) == 2 and years[0] == years[1]


def _surnames(entry: Entry) -> set[str]:
    """Return the words of the names of an entry's people, initials aside: order of names differs."""
    words = normalise_title(" ".join(entry.authors or ())).split()
    return {word for word in words if len(word) > 1}
