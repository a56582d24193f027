"""Which entries of a list repeat an earlier one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.curation.entries import EntryWithPaper, ids_of
from kg.curation.findings import Finding, finding_at
from kg.identifiers import normalise_title
from kg.matching import compare, compare_titles, is_generic, work_of_entry
from kg.records import Entry, ParsedList

__all__ = ["duplicates"]


def duplicates(parsed: ParsedList, listed: Sequence[EntryWithPaper]) -> Iterator[Finding]:
    """Yield a finding for each entry that is an earlier one's paper, or carries its identifier.

    Parameters
    ----------
    parsed
        The list.
    listed
        Its entries with what is known of them, in their order.
    """
    first: dict[str, EntryWithPaper] = {}
    titles: dict[str, list[EntryWithPaper]] = defaultdict(list)
    for listing in listed:
        ids = _ids_in_common(listing)
        by_id = [first[id] for id in ids if id in first]
        by_title = titles[normalise_title(listing.entry.title)]
        if by_id:
            yield _of_one_id(parsed, listing, min(by_id, key=lambda other: other.entry.line))
        elif same := next(
            (other for other in by_title if _one_paper(listing.entry, other.entry)), None
        ):
            reason = "equal titles, and nothing that contradicts"
            yield _duplicate(parsed, listing.entry, same.entry, reason)
        for id in ids:
            first.setdefault(id, listing)
        by_title.append(listing)


def _ids_in_common(listing: EntryWithPaper) -> set[str]:
    """Return the ids that an entry and its repetition share: its paper's, else its own."""
    if listing.paper:  # Its own may be another paper's by mistake.
        return {listing.paper["id"], *listing.paper.get("aliases", ())}
    return ids_of(listing.entry) if listing.confidence != "unsure" else set()


def _of_one_id(parsed: ParsedList, listing: EntryWithPaper, same: EntryWithPaper) -> Finding:
    entry, other = listing.entry, same.entry
    if listing.paper:
        return _duplicate(parsed, entry, other, "both are " + listing.paper["id"])
    if compare_titles(entry.title, other.title) != "different":
        return _duplicate(parsed, entry, other, "both carry the same identifier")
    return finding_at(
        parsed,
        entry.line,
        "wrong-identifier",
        f"the identifier is that of line {other.line}, which has another title",
        f'"{entry.title}" and "{other.title}" cannot be one paper',
        "put the right identifier at one of the two",
    )


def _one_paper(one: Entry, other: Entry) -> bool:
    agreement = compare(work_of_entry(one), work_of_entry(other))
    if agreement.title != "equal" or agreement.contradicted:
        return False
    return not is_generic(one.title) or bool(
        agreement.same_year and (agreement.authors or agreement.venue)
    )


def _duplicate(parsed: ParsedList, entry: Entry, same: Entry, reason: str) -> Finding:
    elsewhere = same.section != entry.section
    where = f" (in {' > '.join(same.section) or 'the list'})" if elsewhere else ""
    if normalise_title(same.title) != normalise_title(entry.title):
        reason = f'{reason}; there it is "{same.title}"'
    return finding_at(
        parsed,
        entry.line,
        "duplicate-entry",
        f'the same paper as line {same.line}{where}: "{entry.title}"',
        reason,
        f"keep one of the lines {same.line} and {entry.line}",
        # Some lists show a paper in every section it belongs to.
        "warning" if elsewhere else None,
    )
