"""Which paper is this entry? By its identifiers, then by its title; few requests for many.

Identifiers go 500 a request. Titles go many a request as phrases of one search, each
hit judged by :mod:`kg.matching`; what is left is asked for one by one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kg.identifiers import graph_id, graph_ids, normalise_title, split_graph_id
from kg.matching import describe, match_entry, verify_identified, with_unknown_ids
from kg.records import Decision, Entry, MatchCandidate, Resolution, Work
from kg.sources.archive import Archive
from kg.sources.client import Client, Tell
from kg.sources.semantic_scholar.contract import api_ids
from kg.sources.semantic_scholar.lookup import decode, look_up
from kg.sources.semantic_scholar.search import match_one_by_one, search_for_phrases

__all__ = [
    "LINKED",
    "identified",
    "ids_to_ask",
    "in_order",
    "resolve_entries",
    "settle_by_decision",
]

#: What a resolution that names a work is.
LINKED = ("certain", "probable")


def resolve_entries(
    client: Client,
    archive: Archive,
    entries: Sequence[Entry],
    decisions: Mapping[int, Decision],
    tell: Tell,
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
    settled, doubts, unanswered, unknown = _by_identifiers(
        client, archive, entries, decisions, tell
    )
    by_title = {
        index: entry
        for index, entry in enumerate(entries)
        if index not in settled and normalise_title(entry.title)
    }
    rejected = {index: decision.reject for index, decision in decisions.items()}
    settled |= _by_titles(client, archive, by_title, rejected, tell)
    for index in unanswered - doubts.keys():
        # The identifier was refused: neither known nor unknown. What its title finds stands.
        found = settled.get(index, Resolution())
        settled[index] = (
            msgspec.structs.replace(found, deferred=True)
            if found.work
            else _not_now(client, found.candidates)
        )
    return in_order(len(entries), settled, doubts, unknown)


def in_order(
    count: int,
    settled: Mapping[int, Resolution],
    doubts: Mapping[int, Resolution],
    unknown: Mapping[int, Sequence[str]],
) -> list[Resolution]:
    """Return the resolutions of all entries.

    Where nothing links one, with what its identifier led to, and with its graph ids that
    the service was asked for and does not know (``unknown``).

    Parameters
    ----------
    count
        How many entries there are.
    settled
        Resolutions by index of the entry.
    doubts
        What the identifier of an entry led to, where that is another paper.
    unknown
        Graph ids that the service does not know, by index of the entry.
    """
    resolutions = []
    for index in range(count):
        found = settled.get(index, Resolution(evidence="it has no title to search for"))
        doubt = doubts.get(index)
        if doubt is not None and found.confidence not in LINKED:
            candidates = [*doubt.candidates, *found.candidates]
            found = msgspec.structs.replace(doubt, candidates=candidates, deferred=found.deferred)
        elif found.confidence == "none" and (ids := unknown.get(index)):
            evidence = with_unknown_ids(found.evidence, ids)
            found = msgspec.structs.replace(found, evidence=evidence)
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
    ids_of_entry = []
    for kind, api_id in api_ids(ids):
        if known := graph_id(kind, ids[kind]):
            ids_of_entry.append((kind, known, api_id))
    return ids_of_entry


def _by_identifiers(
    client: Client,
    archive: Archive,
    entries: Sequence[Entry],
    decisions: Mapping[int, Decision],
    tell: Tell,
) -> tuple[dict[int, Resolution], dict[int, Resolution], set[int], dict[int, list[str]]]:
    """Return what identifiers settle, doubts where one leads to another title, the entries without answer, and ids that are not known."""
    unanswered: set[int] = set()
    unknown: dict[int, list[str]] = {}
    settled: dict[int, Resolution] = {}
    doubts: dict[int, Resolution] = {}
    ids_of = {i: ids_to_ask(entry, decisions.get(i)) for i, entry in enumerate(entries)}
    for turn in range(max(map(len, ids_of.values()), default=0)):
        turns = {i: ids[turn] for i, ids in ids_of.items() if turn < len(ids) and i not in settled}
        answers = look_up(client, archive, [api_id for _, _, api_id in turns.values()], tell)
        for index, (kind, known, api_id) in turns.items():
            answer = answers.get(api_id)
            if answer is None:
                unanswered.add(index)
                if client.deferred is not None:
                    settled[index] = _not_now(client)
            elif answer.body is None:
                unknown.setdefault(index, []).append(known)
            else:
                work = decode(answer, asked_as=known)
                found = identified(entries[index], work, kind, decisions.get(index))
                if found.confidence in LINKED:
                    settled[index] = found
                elif found.confidence == "unsure":
                    doubts.setdefault(index, found)
    settle_by_decision(settled, decisions)
    return settled, doubts, unanswered - settled.keys(), unknown


def settle_by_decision(settled: dict[int, Resolution], decisions: Mapping[int, Decision]) -> None:
    """Settle what the owner decided and the service does not know."""
    for index, decision in decisions.items():
        if decision.accept is not None and index not in settled:
            settled[index] = Resolution(
                matched_by="decision",
                evidence=f"the list's owner decided that it is {decision.accept}, "
                "which Semantic Scholar does not know",
            )
        elif "*" in decision.reject and index not in settled:
            settled[index] = Resolution(evidence="the list's owner ruled out every candidate")


def identified(entry: Entry, work: Work, kind: str, decision: Decision | None) -> Resolution:
    """Decide about the work that the service knows by an identifier of an entry.

    Parameters
    ----------
    entry
        The entry.
    work
        The work that the service knows by an identifier.
    kind
        Kind of the identifier.
    decision
        What the owner decided about the entry.
    """
    if decision is not None and decision.accept is not None:
        evidence = f"the list's owner decided that it is {decision.accept}: {describe(work)}"
        return Resolution(work=work, matched_by="decision", confidence="certain", evidence=evidence)
    found = verify_identified(entry, work, kind)
    rejected = set(decision.reject) if decision is not None else set()
    if rejected & {"*", *graph_ids(work.ids), *work.also}:
        return Resolution(evidence=f"the list's owner ruled out {describe(work)}")
    return found


# ------------------------------------------------------------------------ by titles


def _by_titles(
    client: Client,
    archive: Archive,
    entries: Mapping[int, Entry],
    rejected: Mapping[int, tuple[str, ...]],
    tell: Tell,
) -> dict[int, Resolution]:
    titles: dict[str, str] = {}
    for entry in entries.values():
        titles.setdefault(normalise_title(entry.title), entry.title)
    hits = search_for_phrases(client, archive, titles, tell)

    def judged(index: int, candidates: Sequence[Work]) -> Resolution:
        return match_entry(entries[index], candidates, rejected=rejected.get(index, ()))

    found: dict[int, Resolution] = {}
    left: dict[str, str] = {}
    for index, entry in entries.items():
        key = normalise_title(entry.title)
        found[index] = judged(index, hits.get(key, []))
        if found[index].confidence == "none":
            left[key] = titles[key]
    singles = match_one_by_one(client, archive, left, tell)
    for index, entry in entries.items():
        key = normalise_title(entry.title)
        if key in left:
            if key not in singles:
                found[index] = _not_now(client)
            elif single := singles[key]:
                found[index] = judged(index, [*hits.get(key, []), single])
    return found


def _not_now(client: Client, candidates: Sequence[MatchCandidate] = ()) -> Resolution:
    reason = client.deferred or "Semantic Scholar failed on it"
    evidence = f"could not be asked for this time: {reason}"
    return Resolution(deferred=True, evidence=evidence, candidates=list(candidates))
