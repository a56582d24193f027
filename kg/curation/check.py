"""What is wrong with a list: what it says, against itself and against what a graph knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from kg.credentials import strip_credentials
from kg.curation.duplicates import duplicates
from kg.curation.entries import EntryWithPaper, ids_of, listed_entries
from kg.curation.findings import Finding, code_of_warning, finding_at, ordered, without_ignored
from kg.curation.markup import addresses, broken_markup
from kg.curation.year_order import out_of_order
from kg.identifiers import normalise_title, page_of
from kg.ingest.snapshot import is_preprint_only
from kg.matching import (
    announces_retraction,
    compare_titles,
    identifies_another,
    is_retracted,
    retraction_notice,
    unknown_ids,
    without_mark,
)
from kg.reading_list.curation_file import Curation, decisions_for
from kg.records import Entry, GraphReader, ListSummary, ParsedList, Warning
from kg.sources import SERVICES
from kg.venues import contradicts, is_preprint_server

__all__ = ["check"]

_UNTIL_PUBLISHED = 2  # years from a preprint to its publication that surprise nobody
_SAID = {
    "maybe-entry": (
        "the line may be a paper and was not read",
        "too little on it says so",
        "link the paper, or set its title in bold or quotation marks; kg parse --left shows the rest",
    ),
    "unread-identifier": (
        "an entry holds the identifier of another paper, too",
        "only one of them was read",
        "give each paper a line of its own, or its title in front of its link",
    ),
    "credential-in-link": (
        "a link carries credentials",
        "it stops working, and who has it may act as its reader",
        "link the page of the paper instead; in a Markdown list kg check --fix removes the credentials",
    ),
    "mojibake": (
        "the text was decoded with the wrong encoding",
        "readers see signs such as ðŸ“„ instead of 📄",
        "kg check --fix repairs it",
    ),
}


def check(
    parsed: ParsedList,
    text: str,
    *,
    graph: GraphReader | None = None,
    curation: Curation | None = None,
) -> list[Finding]:
    r"""Return what is wrong with a list, by line, one finding a line and code.

    Parameters
    ----------
    parsed
        The list.
    text
        Its text, as it was read.
    graph
        A store or graph that holds the list, for everything that needs facts; without
        it the list is checked against itself.
    curation
        What its owner wants ignored and has decided.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> text = "# L\n- (2022 CVPR) **Deep Hashing for Retrieval**\n"
    >>> [(one.line, one.code) for one in check(read_list("l.md", text=text), text)]
    [(2, 'no-link')]
    """
    curation = curation or Curation()
    listed = listed_entries(parsed, graph)
    asked = _was_asked(parsed, listed, graph)
    lines = text.split("\n")
    found: list[Finding] = []
    found += duplicates(parsed, listed)
    for listing in listed:
        source_lines = "\n".join(lines[listing.entry.line - 1 : listing.entry.line + 1])
        found += _of_entry(parsed, listing, source_lines, asked=asked)
    for dataset in parsed.datasets:
        found += _credentials(parsed, dataset.line, lines[dataset.line - 1])
    found += [
        finding_at(
            parsed,
            line,
            "broken-markup",
            what,
            "the link or emphasis does not show as meant",
            suggestion,
        )
        for line, what, suggestion in broken_markup(text, [entry.line for entry in parsed.entries])
    ]
    found += [
        finding_at(parsed, line, "out-of-order", what, why, suggestion)
        for line, what, why, suggestion in out_of_order(parsed.entries)
    ]
    # What the parser noticed too is left to it only where nothing here says more.
    found_codes = {(listing.line, listing.code) for listing in found}
    warnings = [*parsed.warnings, *decisions_for(parsed, curation)[1]]
    found += [
        listing
        for listing in _of_warnings(parsed, _with_owner_known(warnings, listed))
        if (listing.line, listing.code) not in found_codes
    ]
    return ordered(without_ignored(parsed, found, curation))


def _was_asked(
    parsed: ParsedList, listed: Sequence[EntryWithPaper], graph: GraphReader | None
) -> bool:
    """Whether a service, or a file of records, was asked about the entries."""
    lists = graph.nodes("ReadingList", ("id", "retrieved")) if graph else ()
    return any(item["id"] == parsed.id and item.get("retrieved") for item in lists) or any(
        item.paper or unknown_ids(item.evidence) for item in listed
    )


def _with_owner_known(
    warnings: Iterable[Warning], listed: Sequence[EntryWithPaper]
) -> Iterator[Warning]:
    """Yield warnings; that two entries share an id is said of those it is not certain to belong to."""
    owner_of = {
        id: item.entry.line
        for item in listed
        if item.confidence == "certain" and item.paper
        for id in ids_of(item.entry) & {item.paper["id"], *item.paper.get("aliases", ())}
    }
    for warning in warnings:
        id = warning.message.partition(" ")[0] if warning.code == "one-id-two-titles" else ""
        if owner_of.get(id) != warning.line:
            yield warning
            continue
        for item in listed:
            if id in ids_of(item.entry) and item.entry.line != warning.line:
                message = f"{id} is that of line {warning.line}, under another title"
                yield msgspec.structs.replace(warning, message=message, line=item.entry.line)


def _of_warnings(parsed: ParsedList, warnings: Iterable[Warning]) -> Iterator[Finding]:
    for warning in warnings:
        code = code_of_warning(warning.code)
        if code:
            what, why, suggestion = _SAID.get(
                code, (warning.message, "the list says so itself", "correct the entry")
            )
            if code == "credential-in-link" and (
                host := re.search(r"a link to (\S+)", warning.message)
            ):
                what = f"a link to {host[1]} carries credentials"
            yield finding_at(parsed, warning.line, code, what, why, suggestion)


def _credentials(parsed: ParsedList, line: int, text: str) -> Iterator[Finding]:
    """Yield the finding of a dataset's line, whose links the parser mends without a word."""
    for address in addresses(text):
        bare, removed = strip_credentials(address)
        if removed:
            what = f"a link to {bare.split('/')[2]} carries credentials"
            yield finding_at(
                parsed, line, "credential-in-link", what, *_SAID["credential-in-link"][1:]
            )


def _of_entry(
    parsed: ParsedList, listing: EntryWithPaper, source_lines: str, *, asked: bool
) -> Iterator[Finding]:
    entry = listing.entry
    # An identifier leads to the paper too.
    if not entry.ids and not any(link.url for link in entry.links):
        suggestion = _address(listing)
        yield finding_at(
            parsed,
            entry.line,
            "no-link",
            f'no link: "{entry.title}"',
            "a reader cannot get to the paper, and it can only be found by its title",
            f"link {suggestion}" if suggestion else "link its DOI, arXiv or publisher's page",
        )
    if listing.confidence == "unsure":
        yield _unsure(parsed, entry, listing.evidence or "")
    elif listing.confidence == "none" and asked:
        yield _unknown(parsed, entry, listing.evidence)
    notice = retraction_notice(listing.evidence)
    if notice and not _is_retracted_paper(listing.paper):
        yield _retracted(parsed, entry, f"a notice says so: {notice}")
    if listing.paper is not None:
        yield from _against_paper(parsed, entry, listing.paper, source_lines)


def _unsure(parsed: ParsedList, entry: Entry, evidence: str) -> Finding:
    if identifies_another(evidence):
        return finding_at(
            parsed,
            entry.line,
            "wrong-identifier",
            "the identifier belongs to another paper",
            evidence,
            "put the right identifier",
        )
    return finding_at(
        parsed,
        entry.line,
        "unsure-entry",
        f'not certain which paper it is: "{entry.title}"',
        evidence,
        "kg review shows the candidates; link its DOI or arXiv page",
    )


def _unknown(parsed: ParsedList, entry: Entry, evidence: str | None) -> Finding:
    # Only what a service was asked for, and answered that it does not know.
    dead = sorted(ids_of(entry).intersection(unknown_ids(evidence)))
    return finding_at(
        parsed,
        entry.line,
        "dead-identifier" if dead else "unresolved-entry",
        f"{dead[0]} is not known" if dead else f'not found: "{entry.title}"',
        evidence or "no source knows it",
        "check the identifier and the title",
    )


def _address(listing: EntryWithPaper) -> str | None:
    paper = listing.paper or {}
    if paper.get("doi"):
        return page_of("doi", paper["doi"])
    return page_of("arxiv", paper["arxiv_id"]) if paper.get("arxiv_id") else paper.get("url")


def _against_paper(
    parsed: ParsedList, entry: Entry, paper: Mapping[str, Any], source_lines: str
) -> Iterator[Finding]:
    described = f'"{paper.get("title")}"' + (f" ({paper['venue']})" if paper.get("venue") else "")
    known_ids = {paper["id"], *paper.get("aliases", ())}
    for id in sorted(ids_of(entry) - known_ids):
        kind = id.partition(":")[0]
        other = sorted(known for known in known_ids if known.startswith(f"{kind}:"))
        if other:
            yield finding_at(
                parsed,
                entry.line,
                "wrong-identifier",
                f"{id} is not this paper's",
                f"its {kind} is {other[0]}",
                f"put {other[0].partition(':')[2]}",
            )
    if _is_retracted_paper(paper) or announces_retraction(paper.get("title") or "", entry.title):
        yield _retracted(parsed, entry, described)
    venue = paper.get("venue")
    if entry.venue and venue and contradicts(entry.venue, venue):
        yield finding_at(
            parsed,
            entry.line,
            "venue-contradicts",
            f"the list says {entry.venue}, the paper appeared in {venue}",
            f"{paper['id']} is {described}",
            f"write {venue}",
        )
    yield from _references(parsed, entry, paper)
    yield from _when(parsed, entry, paper, described)
    yield from _title(parsed, entry, paper, source_lines)


def _references(parsed: ParsedList, entry: Entry, paper: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield that the publisher deposited more references than are known."""
    known = paper.get("references_known", 0)
    if "crossref" in paper.get("references_complete", ()):
        return  # the others are named twice, or the paper itself
    lists = [
        ListSummary.read(reference_list) for reference_list in paper.get("references_sources", ())
    ]
    answered = {
        reference_list.source for reference_list in lists if reference_list.state != "deferred"
    }
    for found in lists:
        if found.source == "crossref" and known < found.stated:
            yield finding_at(
                parsed,
                entry.line,
                "references-missing",
                f"the publisher deposited {found.stated} references, {known} are known",
                _what_lacks(
                    found,
                    known,
                    alone=sum(bool(reference_list.given) for reference_list in lists) == 1,
                ),
                "every service was asked: read the references in the paper itself"
                if answered.issuperset(SERVICES)
                else f"kg build --fill {','.join(SERVICES)} asks further services",
            )


def _what_lacks(found: ListSummary, known: int, *, alone: bool) -> str:
    """Say where the deposited references are that are not among the known ones.

    What others know too is among the known: only of a list that is ``alone`` the rest can
    be counted.
    """
    why = f"{found.unidentified} of them come without an identifier and are no paper of the graph"
    if found.given < found.stated:
        why += f"; {found.stated - found.given} did not come"
    if (rest := found.identified - known) > 0:
        several = f"{rest} of them name" if alone else "others of them name"
        why += f"; {several} a paper that the list names before, or the citing paper itself"
    return why


def _is_retracted_paper(paper: Mapping[str, Any] | None) -> bool:
    return paper is not None and is_retracted(paper.get("title"), paper.get("publication_types"))


def _retracted(parsed: ParsedList, entry: Entry, why: str) -> Finding:
    return finding_at(
        parsed,
        entry.line,
        "retracted",
        f'retracted: "{entry.title}"',
        why,
        "remove it, or say so in the entry",
    )


def _when(
    parsed: ParsedList, entry: Entry, paper: Mapping[str, Any], described: str
) -> Iterator[Finding]:
    year, venue = paper.get("year"), paper.get("venue")
    listed_as_preprint = _listed_as_preprint(entry, parsed)
    is_published = venue and not is_preprint_server(venue) and not is_preprint_only(paper)
    if listed_as_preprint and is_published:
        yield finding_at(
            parsed,
            entry.line,
            "published-since",
            f"published since: {venue}" + (f", {year}" if year else ""),
            f"the list gives the preprint; {paper['id']} is {described}",
            f"write {venue}",
        )
    elif year and entry.year and _contradicts(entry.year, paper, listed_as_preprint):
        later = entry.year > year and is_preprint_only(paper)
        yield finding_at(
            parsed,
            entry.line,
            "year-contradicts",
            f"the list says {entry.year}, the paper is of {year}",
            f"{paper['id']} is {described}",
            f"check it: {year} is the year of the preprint" if later else f"write {year}",
            # One year is often that between the first and the final publication.
            "info" if abs(year - entry.year) == 1 else None,
        )


def _contradicts(year: int, paper: Mapping[str, Any], listed_as_preprint: bool) -> bool:
    """Whether a year in the list cannot be that of the paper."""
    later: int = year - paper["year"]
    if listed_as_preprint:
        return abs(later) > 1
    # The list may know the published version, the facts only the preprint before it.
    return later != 0 and not (is_preprint_only(paper) and 0 < later <= _UNTIL_PUBLISHED)


def _listed_as_preprint(entry: Entry, parsed: ParsedList) -> bool:
    """Whether an entry gives a paper as a preprint: by its venue, or by arXiv alone where the list names venues."""
    if entry.venue:
        return is_preprint_server(entry.venue)
    named = sum(bool(other.venue) for other in parsed.entries)
    return named * 2 >= len(parsed.entries) and set(entry.ids) == {"arxiv"}


#: Relations of two titles of which one says more than the other.
_LONGER = frozenset(("subtitle", "cut", "text", "coined", "named", "contained"))


def _title(
    parsed: ParsedList, entry: Entry, paper: Mapping[str, Any], source_lines: str
) -> Iterator[Finding]:
    title = without_mark(paper.get("title") or "")
    # The line as a whole counts: what the parser took off the title is no difference.
    if not title or f" {normalise_title(title)} " in f" {normalise_title(source_lines)} ":
        return
    if title and normalise_title(title) == normalise_title(entry.title):
        return
    longer = compare_titles(entry.title, title) in _LONGER
    yield finding_at(
        parsed,
        entry.line,
        "title-differs",
        f'the title differs: "{entry.title}"',
        f'{paper["id"]} is "{title}"',
        f'write "{title}"',
        "info" if longer else None,
    )
