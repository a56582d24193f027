"""Which paper is this entry? By its identifiers, then by its title; few requests for many.

Identifiers go 500 a request. Titles go many a request as phrases of one search, each
hit judged by :mod:`kg.matching`; what is left is asked for one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from kg.identifiers import graph_id, graph_ids, normalise_title, split_graph_id
from kg.matching import TitleIndex, describe, match_entry, verify_identified
from kg.records import Entry, Resolution, Work
from kg.sources import Decision
from kg.sources.s2_shape import decode_paper
from kg.sources.semantic_scholar.answers import BulkPage, batch_of, bulk_page, match
from kg.sources.semantic_scholar.archive import Answer, Archive
from kg.sources.semantic_scholar.client import (
    Client,
    Failing,
    GivenUp,
    NotData,
    NotFound,
    Refused,
)
from kg.sources.semantic_scholar.contract import (
    BATCH_IDS,
    BULK_PAGE,
    PAPER_FIELDS,
    SEARCH_FIELDS,
    URL_BYTES,
    api_ids,
    kind_of_answer,
)
from kg.sources.semantic_scholar.halving import ask_by_halves
from kg.sources.semantic_scholar.plan import phrase, phrase_groups

__all__ = ["BULK", "MATCH", "PAPER", "decode", "ids_to_ask", "resolve_entries", "search_groups"]

PAPER = kind_of_answer("paper", PAPER_FIELDS)
BULK = kind_of_answer("search", SEARCH_FIELDS)
MATCH = kind_of_answer("match", PAPER_FIELDS)

#: Pages of one search that are read; a search with more hits asks for something too common.
_MOST_PAGES = 5
#: Searches refused in a row after which titles are no longer searched for together.
_MOST_REFUSALS = 8
_LINKED = ("certain", "probable")
_Tell = Callable[[str, int], None]


def resolve_entries(
    client: Client,
    archive: Archive,
    entries: Sequence[Entry],
    decisions: Mapping[int, Decision],
    tell: _Tell,
) -> list[Resolution]:
    """Return one resolution an entry, in order.

    Parameters
    ----------
    client, archive
        Where to ask; what is archived is not asked.
    entries, decisions
        As for :meth:`kg.sources.Source.resolve`.
    tell
        Is told what is being asked for and how many requests that will still take.
    """
    settled, doubts = _by_identifiers(client, archive, entries, decisions, tell)
    by_title = {
        index: entry
        for index, entry in enumerate(entries)
        if index not in settled and normalise_title(entry.title)
    }
    rejected = {index: decision.reject for index, decision in decisions.items()}
    settled |= _by_titles(client, archive, by_title, rejected, tell)
    resolutions = []
    for index in range(len(entries)):
        found = settled.get(index, Resolution(evidence="it has no title to search for"))
        doubt = doubts.get(index)
        if doubt is not None and found.confidence not in _LINKED:
            candidates = [*doubt.candidates, *found.candidates]
            found = msgspec.structs.replace(doubt, candidates=candidates, deferred=found.deferred)
        resolutions.append(found)
    return resolutions


# ------------------------------------------------------------------- by identifiers


def ids_to_ask(entry: Entry, decision: Decision | None) -> list[tuple[str, str, str]]:
    """Return ``(kind, graph id, id as the API takes it)`` under which an entry is asked for.

    What the list's owner decided replaces what the entry says.

    Examples
    --------
    >>> ids_to_ask(Entry(line=1, title="x", ids={"doi": "10.1/x"}), Decision(accept="arxiv:2207.04818"))
    [('arxiv', 'arxiv:2207.04818', 'ARXIV:2207.04818')]
    """
    ids = entry.ids
    if decision is not None and decision.accept is not None:
        ids = dict([split_graph_id(decision.accept)])
    asked = []
    for kind, api_id in api_ids(ids):
        if known := graph_id(kind, ids[kind]):
            asked.append((kind, known, api_id))
    return asked


def _by_identifiers(
    client: Client,
    archive: Archive,
    entries: Sequence[Entry],
    decisions: Mapping[int, Decision],
    tell: _Tell,
) -> tuple[dict[int, Resolution], dict[int, Resolution]]:
    """Return what identifiers settle, and the doubts where one leads to another title."""
    settled: dict[int, Resolution] = {}
    doubts: dict[int, Resolution] = {}
    asked = {i: ids_to_ask(entry, decisions.get(i)) for i, entry in enumerate(entries)}
    for turn in range(max(map(len, asked.values()), default=0)):
        turns = {i: ids[turn] for i, ids in asked.items() if turn < len(ids) and i not in settled}
        answers = look_up(client, archive, [api_id for _, _, api_id in turns.values()], tell)
        for index, (kind, known, api_id) in turns.items():
            answer = answers.get(api_id)
            if answer is None:
                if client.deferred is not None:
                    settled[index] = _not_now(client)
            elif answer.body is not None:
                work = decode(answer, asked_as=known)
                found = _identified(entries[index], work, kind, decisions.get(index))
                if found.confidence in _LINKED:
                    settled[index] = found
                elif found.confidence == "unsure":
                    doubts.setdefault(index, found)
    for index, decision in decisions.items():
        if decision.accept is not None and index not in settled:
            settled[index] = Resolution(
                matched_by="decision",
                evidence=f"the list's owner decided that it is {decision.accept}, "
                "which Semantic Scholar does not know",
            )
        elif "*" in decision.reject and index not in settled:
            settled[index] = Resolution(evidence="the list's owner ruled out every candidate")
    return settled, doubts


def _identified(entry: Entry, work: Work, kind: str, decision: Decision | None) -> Resolution:
    if decision is not None and decision.accept is not None:
        evidence = f"the list's owner decided that it is {decision.accept}: {describe(work)}"
        return Resolution(work=work, matched_by="decision", confidence="certain", evidence=evidence)
    found = verify_identified(entry, work, kind)
    rejected = set(decision.reject) if decision is not None else set()
    if rejected & {"*", *graph_ids(work.ids), *work.also}:
        return Resolution(evidence=f"the list's owner ruled out {describe(work)}")
    return found


def look_up(client: Client, archive: Archive, ids: Sequence[str], tell: _Tell) -> dict[str, Answer]:
    """Return the answers to ids as the API takes them; asks for those not archived."""
    ids = list(dict.fromkeys(ids))
    known = archive.find(PAPER, ids)
    missing = [id for id in ids if id not in known or known[id].stale]
    groups = [missing[start : start + BATCH_IDS] for start in range(0, len(missing), BATCH_IDS)]
    parameters = {"fields": ",".join(PAPER_FIELDS)}
    failing: list[str] = []
    answered: list[str] = []

    def ask(group: list[str]) -> list[Any]:
        return ask_batch(client, group, parameters, batch_of(len(group)))

    try:
        tell("looking up identifiers", len(groups))
        for group, answer in ask_by_halves(groups, ask):
            if isinstance(answer, Failing):
                failing += group
            else:
                rows = [None] if isinstance(answer, Refused) else answer
                archive.keep(PAPER, dict(zip(group, rows, strict=True)))
                answered += [] if isinstance(answer, Refused) else group[:1]
        if failing and answered:
            ask(answered[:1])  # an answer now means: the service is well, it only fails on these
            archive.keep(PAPER, dict.fromkeys(failing))
    except (GivenUp, Failing, Refused):
        pass
    return archive.find(PAPER, ids)


def ask_batch(
    client: Client,
    ids: list[str],
    parameters: Mapping[str, str],
    check: Callable[[Any], list[Any]],
) -> list[Any]:
    """Send one batch; an id alone gets more attempts, as there is nothing left to halve."""
    try:
        return client.ask(
            "POST /paper/batch",
            "/paper/batch",
            parameters,
            check,
            ids=ids,
            attempts=3 if len(ids) > 1 else 5,
        )
    except Refused as refusal:
        if "no valid paper ids" in str(refusal).lower():
            return [None] * len(ids)
        raise


def decode(answer: Answer, asked_as: str | None = None) -> Work:
    """Return the work of an archived paper, with the id it was asked for among its names."""
    return decode_raw(answer.body, answer.date, asked_as)


def decode_raw(paper: Mapping[str, Any], date: str, asked_as: str | None = None) -> Work:
    """Return the work of a paper of the service, dated."""
    work = decode_paper(paper)
    work.ids.pop("key", None)  # keys are of files of records
    work.retrieved = date
    if asked_as is not None and asked_as not in graph_ids(work.ids):
        work.also = [asked_as]
    return work


# ------------------------------------------------------------------------ by titles


def _by_titles(
    client: Client,
    archive: Archive,
    entries: Mapping[int, Entry],
    rejected: Mapping[int, tuple[str, ...]],
    tell: _Tell,
) -> dict[int, Resolution]:
    titles: dict[str, str] = {}
    for entry in entries.values():
        titles.setdefault(normalise_title(entry.title), entry.title)
    hits = _search(client, archive, titles, tell)

    def judged(index: int, candidates: Sequence[Work]) -> Resolution:
        return match_entry(entries[index], candidates, rejected=rejected.get(index, ()))

    found: dict[int, Resolution] = {}
    left: dict[str, str] = {}
    for index, entry in entries.items():
        key = normalise_title(entry.title)
        found[index] = judged(index, hits.get(key, []))
        if found[index].confidence == "none":
            left[key] = titles[key]
    singles = _match_one_by_one(client, archive, left, tell)
    for index, entry in entries.items():
        key = normalise_title(entry.title)
        if key in left:
            if key not in singles:
                found[index] = _not_now(client)
            elif single := singles[key]:
                found[index] = judged(index, [*hits.get(key, []), single])
    return found


def search_groups(client: Client, titles: Sequence[str]) -> list[list[str]]:
    """Return the groups of titles that are searched for together."""

    def length_of(group: list[str]) -> int:
        return len(client.url("/paper/search/bulk", _search_parameters(group)))

    return phrase_groups(titles, length_of, URL_BYTES)


def _search_parameters(titles: Sequence[str]) -> dict[str, str]:
    query = " | ".join(f'"{phrase(title)}"' for title in titles)
    return {"query": query, "fields": ",".join(SEARCH_FIELDS)}


def _search(
    client: Client, archive: Archive, titles: Mapping[str, str], tell: _Tell
) -> dict[str, list[Work]]:
    """Return what searches for phrases found, by normalised title."""
    known = archive.find(BULK, list(titles))
    missing = [title for key, title in titles.items() if key not in known or known[key].stale]
    groups = search_groups(client, missing)
    tell("searching for titles", len(groups))
    refusals = 0

    def ask(group: list[str]) -> dict[str, list[dict[str, Any]]]:
        nonlocal refusals
        try:
            found = _hits(client, group)
        except Refused:
            refusals += 1
            if refusals > _MOST_REFUSALS:
                return {}  # it takes no such searches: every title is asked for alone
            raise
        refusals = 0
        return found

    try:
        for group, answer in ask_by_halves(groups, ask):
            if isinstance(answer, Failing):
                continue
            papers = {} if isinstance(answer, Refused) else answer
            archive.keep(BULK, {normalise_title(title): papers.get(title) for title in group})
    except GivenUp:
        pass
    return {
        key: [decode_raw(paper, answer.date) for paper in answer.body or ()]
        for key, answer in archive.find(BULK, list(titles)).items()
    }


def _hits(client: Client, titles: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Search for several titles at once; return the papers worth comparing with each.

    A title that too many papers hold is missing from the result.
    """
    titles = list(titles)
    while titles:
        first = _page(client, titles, None, 0)
        if first.total <= _MOST_PAGES * BULK_PAGE:
            return _sorted_out(titles, _all_pages(client, titles, first))
        if len(titles) == 1:
            break
        titles.remove(_most_common(titles, first.papers))
    return {}


def _page(client: Client, titles: list[str], token: str | None, before: int) -> BulkPage:
    """Ask for one page; a search that ends before its total is asked for again, twice."""
    parameters = _search_parameters(titles)
    if token is not None:
        parameters["token"] = token
    short = 0

    def check(body: Any) -> BulkPage:
        nonlocal short
        page = bulk_page(body)
        if page.token is None and before + len(page.papers) < page.total and short < 2:
            short += 1
            raise NotData(f"a search that ends after {before + len(page.papers)} of {page.total}")
        return page

    return client.ask("GET /paper/search/bulk", "/paper/search/bulk", parameters, check, attempts=6)


def _all_pages(client: Client, titles: list[str], page: BulkPage) -> list[dict[str, Any]]:
    papers = list(page.papers)
    while page.token is not None:
        page = _page(client, titles, page.token, len(papers))
        papers += page.papers
        if len(papers) > 2 * _MOST_PAGES * BULK_PAGE:
            raise Failing("a search without end")
    return papers


def _most_common(titles: Sequence[str], papers: Sequence[Mapping[str, Any]]) -> str:
    texts = [f"{paper.get('title')} {paper.get('abstract')}" for paper in papers]
    folded = [normalise_title(text) for text in texts]
    return max(titles, key=lambda title: sum(normalise_title(title) in text for text in folded))


def _sorted_out(
    titles: Sequence[str], papers: Sequence[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    known = {str(paper["paperId"]): paper for paper in papers if paper["paperId"]}
    order = sorted(known)
    index = TitleIndex()
    for number, id in enumerate(order):
        index.add(number, decode_paper(known[id]))
    return {title: [known[order[i]] for i in sorted(index.nearby(title))] for title in titles}


def _match_one_by_one(
    client: Client, archive: Archive, titles: Mapping[str, str], tell: _Tell
) -> dict[str, Work | None]:
    """Return the service's own best match by normalised title; None: it has none."""
    known = archive.find(MATCH, list(titles))
    missing = [key for key in titles if key not in known or known[key].stale]
    try:
        for number, key in enumerate(missing):
            tell("searching for single titles", len(missing) - number)
            for answer in _matched(client, titles[key]):
                archive.keep(MATCH, {key: answer})
    except GivenUp:
        pass
    return {
        key: None if answer.body is None else decode(answer)
        for key, answer in archive.find(MATCH, list(titles)).items()
    }


def _matched(client: Client, title: str) -> Iterator[dict[str, Any] | None]:
    """Yield the answer to one title, or nothing when there is none this time."""
    parameters = {"query": phrase(title)[:500], "fields": ",".join(PAPER_FIELDS)}
    try:
        yield client.ask(
            "GET /paper/search/match", "/paper/search/match", parameters, match, attempts=8
        )
    except (NotFound, Refused):
        yield None
    except Failing:
        return


def _not_now(client: Client) -> Resolution:
    reason = client.deferred or "Semantic Scholar failed on it"
    return Resolution(deferred=True, evidence=f"could not be asked for this time: {reason}")
