"""What is wrong with a list: what it says, against itself and against what a graph knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kg.curation.findings import CODES, Finding, code_of_warning, ordered, without_ignored
from kg.curation.listed import Listed, ids_of, listed_entries
from kg.curation.markup import addresses, broken_markup
from kg.curation.order import out_of_order
from kg.identifiers import normalise_title, page_of, strip_credentials
from kg.ingest.snapshot import is_preprint_only
from kg.matching import (
    RETRACTION_KNOWN,
    compare,
    compare_titles,
    is_generic,
    is_retracted,
    without_mark,
    work_of_entry,
)
from kg.reading_list.curation_file import Curation, decisions_for
from kg.records import Entry, GraphReader, ListSummary, ParsedList, Warning
from kg.venues import contradicts, is_preprint_server

__all__ = ["check"]

_UNTIL_PUBLISHED = 2  # years from a preprint to its publication that surprise nobody
_SAID = {
    "maybe-entry": (
        "the line may be a paper and was not read",
        "too little on it says so",
        "link the paper, or set its title in bold or quotation marks; kg parse --left shows the rest",
    ),
    "credential-in-link": (
        "a link carries credentials",
        "it stops working, and who has it may act as its reader",
        "link the page of the paper instead; kg check --fix removes the credentials",
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
    asked = _asked(parsed, listed, graph)
    lines = text.split("\n")
    found: list[Finding] = []
    found += _duplicates(parsed, listed)
    for one in listed:
        said = "\n".join(lines[one.entry.line - 1 : one.entry.line + 1])
        found += _of_entry(parsed, one, said, asked=asked)
    for dataset in parsed.datasets:
        found += _credentials(parsed, dataset.line, lines[dataset.line - 1])
    found += [
        _finding(
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
        _finding(parsed, line, "out-of-order", what, why, suggestion)
        for line, what, why, suggestion in out_of_order(parsed.entries)
    ]
    # What the parser noticed too is left to it only where nothing here says more.
    told = {(one.line, one.code) for one in found}
    warnings = [*parsed.warnings, *decisions_for(parsed, curation)[1]]
    found += [one for one in _of_warnings(parsed, warnings) if (one.line, one.code) not in told]
    return ordered(without_ignored(parsed, found, curation))


def _finding(
    parsed: ParsedList,
    line: int | None,
    code: str,
    what: str,
    why: str,
    suggestion: str,
    severity: str | None = None,
) -> Finding:
    return Finding(parsed.source, line, code, severity or CODES[code], what, why, suggestion)


def _asked(parsed: ParsedList, listed: Sequence[Listed], graph: GraphReader | None) -> str | None:
    """Return who was asked about the entries: a service, a file of records, or (None) nobody."""
    lists = graph.nodes("ReadingList", ("id", "retrieved")) if graph else ()
    if any(one["id"] == parsed.id and one.get("retrieved") for one in lists):
        return "service"
    return "file" if any(one.paper for one in listed) else None


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
            yield _finding(parsed, warning.line, code, what, why, suggestion)


def _credentials(parsed: ParsedList, line: int, text: str) -> Iterator[Finding]:
    """Yield the finding of a dataset's line, whose links the parser mends without a word."""
    for address in addresses(text):
        bare, removed = strip_credentials(address)
        if removed:
            what = f"a link to {bare.split('/')[2]} carries credentials"
            yield _finding(
                parsed, line, "credential-in-link", what, *_SAID["credential-in-link"][1:]
            )


def _duplicates(parsed: ParsedList, listed: Sequence[Listed]) -> Iterator[Finding]:
    first: dict[str, Listed] = {}
    titles: dict[str, list[Listed]] = defaultdict(list)
    for one in listed:
        keys = _ids_in_common(one)
        same = min(
            (first[key] for key in keys if key in first),
            key=lambda other: other.entry.line,
            default=None,
        )
        reason = (
            "both are " + one.paper["id"]
            if same and one.paper
            else "both carry the same identifier"
        )
        title = normalise_title(one.entry.title)
        if (
            same is not None
            and not one.paper
            and compare_titles(one.entry.title, same.entry.title) == "different"
        ):
            yield _finding(
                parsed,
                one.entry.line,
                "wrong-identifier",
                f"the identifier is that of line {same.entry.line}, which has another title",
                f'"{one.entry.title}" and "{same.entry.title}" cannot be one paper',
                "put the right identifier at one of the two",
            )
            continue
        if same is None:
            same = next(
                (other for other in titles[title] if _one_paper(one.entry, other.entry)), None
            )
            reason = "equal titles, and nothing that contradicts"
        if same is not None:
            where = (
                "" if same.entry.section == one.entry.section else f" (in {_section(same.entry)})"
            )
            yield _finding(
                parsed,
                one.entry.line,
                "duplicate-entry",
                f'the same paper as line {same.entry.line}{where}: "{one.entry.title}"',
                reason
                if normalise_title(same.entry.title) == title
                else f'{reason}; there it is "{same.entry.title}"',
                f"keep one of the lines {same.entry.line} and {one.entry.line}",
                # Some lists show a paper in every section it belongs to.
                None if not where else "warning",
            )
        for key in keys:
            first.setdefault(key, one)
        titles[title].append(one)


def _ids_in_common(one: Listed) -> set[str]:
    """Return the ids that an entry and its repetition share: its paper's, else its own."""
    if one.paper:  # Its own may be another paper's by mistake.
        return {one.paper["id"], *one.paper.get("aliases", ())}
    return ids_of(one.entry) if one.confidence != "unsure" else set()


def _one_paper(one: Entry, other: Entry) -> bool:
    agreement = compare(work_of_entry(one), work_of_entry(other))
    if agreement.title != "equal" or agreement.contradicted:
        return False
    return not is_generic(one.title) or bool(
        agreement.same_year and (agreement.authors or agreement.venue)
    )


def _section(entry: Entry) -> str:
    return " > ".join(entry.section) or "the list"


def _of_entry(
    parsed: ParsedList, one: Listed, said: str, *, asked: str | None
) -> Iterator[Finding]:
    entry = one.entry
    # An identifier leads to the paper too.
    if not entry.ids and not any(link.url for link in entry.links):
        suggestion = _address(one)
        yield _finding(
            parsed,
            entry.line,
            "no-link",
            f'no link: "{entry.title}"',
            "a reader cannot get to the paper, and it can only be found by its title",
            f"link {suggestion}" if suggestion else "link its DOI, arXiv or publisher's page",
        )
    if one.confidence == "unsure":
        wrong = "in the list leads to" in (one.evidence or "")
        yield _finding(
            parsed,
            entry.line,
            "wrong-identifier" if wrong else "unsure-entry",
            "the identifier belongs to another paper"
            if wrong
            else f'not certain which paper it is: "{entry.title}"',
            one.evidence or "",
            "put the right identifier"
            if wrong
            else "kg review shows the candidates; link its DOI or arXiv page",
        )
    elif one.confidence == "none" and asked:
        dead = sorted(ids_of(entry)) if asked == "service" else []
        yield _finding(
            parsed,
            entry.line,
            "dead-identifier" if dead else "unresolved-entry",
            f"{dead[0]} is not known" if dead else f'not found: "{entry.title}"',
            one.evidence or "no source knows it",
            "check the identifier and the title",
        )
    if RETRACTION_KNOWN in (one.evidence or "") and not _is_retracted_paper(one.paper):
        notice = (one.evidence or "").partition(RETRACTION_KNOWN)[2]
        yield _retracted(parsed, entry, f"a notice says so: {notice}")
    if one.paper is not None:
        yield from _against_paper(parsed, entry, one.paper, said)


def _address(one: Listed) -> str | None:
    paper = one.paper or {}
    if paper.get("doi"):
        return page_of("doi", paper["doi"])
    return page_of("arxiv", paper["arxiv_id"]) if paper.get("arxiv_id") else paper.get("url")


def _against_paper(
    parsed: ParsedList, entry: Entry, paper: Mapping[str, Any], said: str
) -> Iterator[Finding]:
    told = f'"{paper.get("title")}"' + (f" ({paper['venue']})" if paper.get("venue") else "")
    known_ids = {paper["id"], *paper.get("aliases", ())}
    for id in sorted(ids_of(entry) - known_ids):
        kind = id.partition(":")[0]
        other = sorted(known for known in known_ids if known.startswith(f"{kind}:"))
        if other:
            yield _finding(
                parsed,
                entry.line,
                "wrong-identifier",
                f"{id} is not this paper's",
                f"its {kind} is {other[0]}",
                f"put {other[0].partition(':')[2]}",
            )
    if _is_retracted_paper(paper):
        yield _retracted(parsed, entry, told)
    venue = paper.get("venue")
    if entry.venue and venue and contradicts(entry.venue, venue):
        yield _finding(
            parsed,
            entry.line,
            "venue-contradicts",
            f"the list says {entry.venue}, the paper appeared in {venue}",
            f"{paper['id']} is {told}",
            f"write {venue}",
        )
    yield from _references(parsed, entry, paper)
    yield from _when(parsed, entry, paper, told)
    yield from _title(parsed, entry, paper, said)


def _references(parsed: ParsedList, entry: Entry, paper: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield that the publisher deposited more references than are known."""
    known = paper.get("references_known", 0)
    if "crossref" in paper.get("references_complete", ()):
        return  # the others are named twice, or the paper itself
    for found in map(ListSummary.read, paper.get("references_sources", ())):
        if found.source == "crossref" and known < found.stated:
            yield _finding(
                parsed,
                entry.line,
                "references-missing",
                f"the publisher deposited {found.stated} references, {known} are known",
                f"{found.unidentified} of them come without an identifier and are no paper of the graph",
                "kg build --fill crossref,opencitations,openalex asks further services",
            )


def _is_retracted_paper(paper: Mapping[str, Any] | None) -> bool:
    return paper is not None and is_retracted(paper.get("title"), paper.get("publication_types"))


def _retracted(parsed: ParsedList, entry: Entry, why: str) -> Finding:
    return _finding(
        parsed,
        entry.line,
        "retracted",
        f'retracted: "{entry.title}"',
        why,
        "remove it, or say so in the entry",
    )


def _when(
    parsed: ParsedList, entry: Entry, paper: Mapping[str, Any], told: str
) -> Iterator[Finding]:
    year, venue = paper.get("year"), paper.get("venue")
    listed_as_preprint = _listed_as_preprint(entry, parsed)
    # The list may know the published version, the facts only the preprint before it.
    later = (entry.year or 0) - (year or 0) if is_preprint_only(paper) else 0
    if not listed_as_preprint and 0 < later <= _UNTIL_PUBLISHED:
        return
    if listed_as_preprint and venue and not is_preprint_only(paper):
        yield _finding(
            parsed,
            entry.line,
            "published-since",
            f"published since: {venue}" + (f", {year}" if year else ""),
            f"the list gives the preprint; {paper['id']} is {told}",
            f"write {venue}",
        )
    elif (
        year
        and entry.year
        and year != entry.year
        and not (listed_as_preprint and abs(year - entry.year) <= 1)
    ):
        yield _finding(
            parsed,
            entry.line,
            "year-contradicts",
            f"the list says {entry.year}, the paper is of {year}",
            f"{paper['id']} is {told}",
            f"write {year}" if later <= 0 else f"check it: {year} is the year of the preprint",
            # One year is often that between the first and the final publication.
            "info" if abs(year - entry.year) == 1 else None,
        )


def _listed_as_preprint(entry: Entry, parsed: ParsedList) -> bool:
    """Whether an entry gives a paper as a preprint: by its venue, or by arXiv alone where the list names venues."""
    if entry.venue:
        return is_preprint_server(entry.venue)
    named = sum(bool(one.venue) for one in parsed.entries)
    return named * 2 >= len(parsed.entries) and set(entry.ids) == {"arxiv"}


def _title(
    parsed: ParsedList, entry: Entry, paper: Mapping[str, Any], said: str
) -> Iterator[Finding]:
    title = without_mark(paper.get("title") or "")
    # The line as a whole counts: what the parser took off the title is no difference.
    if not title or f" {normalise_title(title)} " in f" {normalise_title(said)} ":
        return
    if title and normalise_title(title) == normalise_title(entry.title):
        return
    longer = compare_titles(entry.title, title) in ("subtitle", "contained")
    yield _finding(
        parsed,
        entry.line,
        "title-differs",
        f'the title differs: "{entry.title}"',
        f'{paper["id"]} is "{title}"',
        f'write "{title}"',
        "info" if longer else None,
    )
