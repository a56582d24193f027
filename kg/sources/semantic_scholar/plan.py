"""What a build will ask: requests and seconds, before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from kg.identifiers import normalise_title
from kg.records import Decision, Entry, Work
from kg.sources.archive import Archive
from kg.sources.client import Client
from kg.sources.planning import MOST_PAPERS, Plan, PlanStep, plan_of
from kg.sources.semantic_scholar.citation_lists import CitationLists
from kg.sources.semantic_scholar.contract import BATCH_IDS, NESTED_CAP
from kg.sources.semantic_scholar.expand import expand_works, key_of, list_size
from kg.sources.semantic_scholar.lookup import PAPER
from kg.sources.semantic_scholar.packing import TYPICAL_LIST, first_fit_decreasing, pages_of
from kg.sources.semantic_scholar.resolve import ids_to_ask, resolve_entries
from kg.sources.semantic_scholar.search import BULK, MATCH, search_groups
from kg.sources.source import Relation

__all__ = ["forecast"]

#: Share of titles that a search for phrases does not find as the list writes them.
_LEFT_OVER = 0.1
#: Share of cited or citing papers that are distinct and known by an id, in a list on one topic.
_DISTINCT = 0.5


def forecast(
    offline: Client,
    archive: Archive,
    entries: Sequence[Entry],
    decisions: Mapping[int, Decision],
    relations: Sequence[Relation],
    *,
    hops: int,
    contexts: bool,
    interval: float,
) -> Plan:
    """Count the requests of a build.

    What the archive knows is gone through as the build will, with a client that sends
    nothing; what depends on answers still to come is estimated, and says so.

    Parameters
    ----------
    offline
        A client that sends nothing.
    archive
        What was answered before.
    entries, decisions
        What is to be resolved, and what the owner decided about it by index.
    relations, hops, contexts
        As for a build.
    interval
        Seconds between requests.
    """
    resolutions = resolve_entries(offline, archive, entries, decisions, _silent)
    pending = [index for index, resolution in enumerate(resolutions) if resolution.deferred]
    steps = _to_resolve(offline, archive, [(entries[i], decisions.get(i)) for i in pending])
    found = [resolution.work for resolution in resolutions if resolution.work is not None]
    for relation in relations:
        works, unknown = found, len(pending)
        for hop in range(1, hops + 1):
            hop_steps, works, unknown = _of_hop(
                offline, archive, works, unknown, relation, contexts=contexts, hop=hop
            )
            steps += hop_steps
            if not (works or unknown) or unknown > MOST_PAPERS:
                break
    return plan_of(steps, interval)


def _of_hop(
    offline: Client,
    archive: Archive,
    works: Sequence[Work],
    unknown: int,
    relation: Relation,
    *,
    contexts: bool,
    hop: int,
) -> tuple[list[PlanStep], list[Work], int]:
    """Return the steps of one hop, the works of the next one, and how many are unknown yet."""
    what = f"{relation}, hop {hop}"
    expansions = expand_works(offline, archive, works, relation, contexts=contexts, tell=_silent)
    unread = [
        work
        for work, expansion in zip(works, expansions, strict=True)
        if expansion.state == "deferred" and key_of(work) is not None
    ]
    sizes = [list_size(work, relation) for work in unread] + [TYPICAL_LIST] * unknown
    steps = _to_expand(relation, sizes, what, estimated=unknown > 0)
    if contexts:
        pages = _without_pages(archive, relation, works) + unknown
        steps.append(PlanStep(f"GET /paper/{{id}}/{relation}", pages, f"contexts, {what}"))
    following = _distinct(
        [neighbour.work for expansion in expansions for neighbour in expansion.neighbours]
    )
    return steps, following, int(sum(sizes) * _DISTINCT)


def _to_resolve(
    client: Client, archive: Archive, pending: Sequence[tuple[Entry, Decision | None]]
) -> list[PlanStep]:
    ids: set[str] = set()
    titles: dict[str, str] = {}
    for entry, decision in pending:
        api_ids = [api_id for _, _, api_id in ids_to_ask(entry, decision)]
        known = archive.find(PAPER, api_ids)
        unasked = [api_id for api_id in api_ids if api_id not in known]
        if unasked:
            ids.add(unasked[0])
        else:
            titles.setdefault(normalise_title(entry.title), entry.title)
    known = {**archive.find(BULK, list(titles)), **archive.find(MATCH, list(titles))}
    unsearched = [title for key, title in titles.items() if key not in known]
    groups = search_groups(client, unsearched)
    searched = sum(map(len, groups))
    singly = len(titles) - searched + math.ceil(searched * _LEFT_OVER)
    return [
        PlanStep("POST /paper/batch", math.ceil(len(ids) / BATCH_IDS), f"{len(ids)} identifiers"),
        PlanStep("GET /paper/search/bulk", len(groups), f"{searched} titles, many a request"),
        PlanStep("GET /paper/search/match", singly, "titles not found that way", estimated=True),
    ]


def _to_expand(
    relation: str, sizes: Sequence[int], what: str, *, estimated: bool
) -> list[PlanStep]:
    small = {index: size for index, size in enumerate(sizes) if size <= NESTED_CAP}
    batches = len(first_fit_decreasing(small, NESTED_CAP))
    pages = sum(pages_of(size) for size in sizes if size > NESTED_CAP)
    return [
        PlanStep("POST /paper/batch", batches, what, estimated),
        PlanStep(f"GET /paper/{{id}}/{relation}", pages, what, estimated),
    ]


def _without_pages(archive: Archive, relation: Relation, works: Sequence[Work]) -> int:
    """Count the papers whose lists were not yet read page by page, and are worth it."""
    lists = CitationLists(archive, relation)
    keys = [key for work in works if (key := key_of(work)) is not None]
    nested = lists.nested(keys)
    worth = [key for key in keys if key not in nested or nested[key].received]
    return sum(lists.paged(key) is None for key in worth)


def _distinct(works: Sequence[Work]) -> list[Work]:
    by_key = {key: work for work in works if (key := key_of(work)) is not None}
    return list(by_key.values())


def _silent(_doing: str, _left: int) -> None:
    return None
