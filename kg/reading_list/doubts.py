"""What a person should look at in a list: duplicates, contradictions, broken markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.identifiers import graph_ids, normalise_title
from kg.reading_list.pages import page_of
from kg.reading_list.recognise import venue_acronym
from kg.reading_list.sections import Place
from kg.records import Entry, Warning

__all__ = ["doubts"]

_BROKEN = (
    (re.compile(r"\]\s+\(https?://"), "a space stands between the brackets of a link"),
    (re.compile(r"\]\(\s*\)"), "a link leads nowhere"),
    (
        re.compile(r"\]\((?:https?:/[^/]|ttps?://|hhttp|http(?:s)?//)"),
        "the address of a link is misspelt",
    ),
)
_SAME = {"nips": "neurips", "pami": "tpami", "mm": "acmmm"}


def doubts(
    entries: Sequence[Entry], places: Sequence[Place], lines: Sequence[str], source: str
) -> list[Warning]:
    """Return a warning for everything that is doubtful in the entries of a list.

    Codes: duplicate-entry, year-contradicts-heading, year-contradicts-link,
    venue-contradicts-link, no-link, broken-markup.
    """
    found = [
        Warning(code, message, source, entry.line)
        for entry, place in zip(entries, places, strict=True)
        for code, message in _of_one(entry, place, lines)
    ]
    return found + _duplicates(entries, source)


def _of_one(entry: Entry, place: Place, lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    if not entry.links:
        yield "no-link", "the entry has no link"
    if place.year and entry.year and entry.year != place.year:
        yield "year-contradicts-heading", f"{entry.year} in the entry, {place.year} in its heading"
    for link in entry.links:
        page = page_of(link.url) if link.kind == "paper" else None
        if page is None:
            continue
        if page.year and entry.year and page.year != entry.year:
            yield (
                "year-contradicts-link",
                f"{entry.year} in the entry, {page.year} in its link ({page.site})",
            )
        if page.venue and entry.venue and _contradict(entry.venue, page.venue):
            yield (
                "venue-contradicts-link",
                f"{entry.venue} in the entry, {page.venue} in its link ({page.site})",
            )
    line = lines[entry.line - 1] if 0 < entry.line <= len(lines) else ""
    for pattern, message in _BROKEN:
        if pattern.search(line):
            yield "broken-markup", message
            break


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
    first: dict[str, int] = {}
    found = []
    for entry in entries:
        keys = [*graph_ids(entry.ids), normalise_title(entry.title)]
        before = min((first[key] for key in keys if key in first), default=None)
        if before is not None:
            message = f"the same paper as the entry on line {before}"
            found.append(Warning("duplicate-entry", message, source, entry.line))
        for key in keys:
            first.setdefault(key, entry.line)
    return found
