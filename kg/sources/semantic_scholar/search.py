"""Papers by their titles: many phrases a search, then one by one what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.identifiers import normalise_title
from kg.matching import TitleIndex
from kg.records import Work
from kg.sources.archive import Archive
from kg.sources.bisection import ask_bisecting
from kg.sources.client import (
    Client,
    GivenUp,
    NotData,
    NotFound,
    RequestRefused,
    ServiceFailing,
    Tell,
)
from kg.sources.kinds import kind_of_answer
from kg.sources.s2_papers import decode_paper
from kg.sources.semantic_scholar.answers import BulkPage, PageProgress, bulk_page, match
from kg.sources.semantic_scholar.contract import (
    BULK_PAGE,
    PAPER_FIELDS,
    SEARCH_FIELDS,
    URL_BYTES,
)
from kg.sources.semantic_scholar.lookup import decode, decode_raw
from kg.sources.semantic_scholar.packing import phrase, phrase_groups

__all__ = ["BULK", "MATCH", "match_one_by_one", "search_for_phrases", "search_groups"]

BULK = kind_of_answer("search", SEARCH_FIELDS)
MATCH = kind_of_answer("match", PAPER_FIELDS)

#: Pages of one search that are read; a search with more hits asks for something too common.
_MOST_PAGES = 5
#: Searches refused in a row after which titles are no longer searched for together.
_MOST_REFUSALS = 8


def search_groups(client: Client, titles: Sequence[str]) -> list[list[str]]:
    """Return the groups of titles that are searched for together."""

    def length_of(group: list[str]) -> int:
        return len(client.url("/paper/search/bulk", _search_parameters(group)))

    return phrase_groups(titles, length_of, URL_BYTES)


def _search_parameters(titles: Sequence[str]) -> dict[str, str]:
    query = " | ".join(f'"{phrase(title)}"' for title in titles)
    return {"query": query, "fields": ",".join(SEARCH_FIELDS)}


def search_for_phrases(
    client: Client, archive: Archive, titles: Mapping[str, str], tell: Tell
) -> dict[str, list[Work]]:
    """Return what searches for phrases found, by normalised title.

    Parameters
    ----------
    client
        Sends the requests.
    archive
        What was answered before.
    titles
        Titles by normalised title.
    tell
        Called with how many are done.

    Raises
    ------
    RequestRefused
        When the service does not search for several titles together.
    """
    known = archive.find(BULK, list(titles))
    # What was refused together was asked for alone, and is not asked for together again.
    alone = archive.find(MATCH, list(titles))
    missing = [
        title
        for key, title in titles.items()
        if (before := known.get(key) or alone.get(key)) is None or before.stale
    ]
    groups = search_groups(client, missing)
    tell("searching Semantic Scholar for titles", len(groups))
    refusals = 0

    def ask(group: list[str]) -> dict[str, list[dict[str, Any]]]:
        nonlocal refusals
        if refusals == _MOST_REFUSALS:
            raise RequestRefused("titles are not searched for together any more")
        try:
            found = _hits(client, group)
        except RequestRefused:
            refusals += 1
            raise
        refusals = 0
        return found

    try:
        for group, answer in ask_bisecting(groups, ask):
            if isinstance(answer, ServiceFailing | RequestRefused):
                continue  # asked for alone
            archive.keep(BULK, {normalise_title(title): answer.get(title) for title in group})
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
        page = bulk_page(body, client.note_odd)
        if page.token is None and before + len(page.papers) < page.total and short < 2:
            short += 1
            raise NotData(f"a search that ends after {before + len(page.papers)} of {page.total}")
        return page

    return client.ask("GET /paper/search/bulk", "/paper/search/bulk", parameters, check, attempts=6)


def _all_pages(client: Client, titles: list[str], page: BulkPage) -> list[dict[str, Any]]:
    papers, tokens, progress = list(page.papers), {page.token}, PageProgress(BULK_PAGE)
    while page.token is not None:
        page = _page(client, titles, page.token, len(papers))
        papers += page.papers
        endless = page.token in tokens or progress.ends(len(page.papers), more=True)
        if len(papers) > 2 * _MOST_PAGES * BULK_PAGE or (page.token is not None and endless):
            raise ServiceFailing("a search without end")
        tokens.add(page.token)
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


def match_one_by_one(
    client: Client, archive: Archive, titles: Mapping[str, str], tell: Tell
) -> dict[str, Work | None]:
    """Return the service's own best match by normalised title; None: it has none.

    Parameters
    ----------
    client, archive, titles, tell
        As for :func:`search_for_phrases`.
    """
    known = archive.find(MATCH, list(titles))
    missing = [key for key in titles if key not in known or known[key].stale]
    try:
        for number, key in enumerate(missing):
            tell("searching Semantic Scholar for single titles", len(missing) - number)
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
            "GET /paper/search/match",
            "/paper/search/match",
            parameters,
            lambda body: match(body, client.note_odd),
            attempts=8,
        )
    except NotFound:
        yield None
    except (ServiceFailing, RequestRefused):
        return
