"""Papers by their identifiers: 500 a request, and the one that spoils it found."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kg.identifiers import graph_ids
from kg.records import Work
from kg.sources.archive import Archive, ArchivedAnswer
from kg.sources.bisection import ask_bisecting
from kg.sources.client import Client, GivenUp, RequestRefused, ServiceFailing, Tell
from kg.sources.kinds import kind_of_answer
from kg.sources.s2_papers import decode_paper
from kg.sources.semantic_scholar.answers import batch_of
from kg.sources.semantic_scholar.contract import BATCH_IDS, PAPER_FIELDS

__all__ = ["PAPER", "ask_batch", "decode", "decode_raw", "look_up"]

PAPER = kind_of_answer("paper", PAPER_FIELDS)


def look_up(
    client: Client, archive: Archive, ids: Sequence[str], tell: Tell
) -> dict[str, ArchivedAnswer]:
    """Return the answers to ids as the API takes them; asks for those not archived.

    Only what the service knows, or says that it does not find, is an answer.

    Parameters
    ----------
    client
        Sends the requests.
    archive
        What was answered before.
    ids
        Ids as the API takes them.
    tell
        Called with how many are done.
    """
    ids = list(dict.fromkeys(ids))
    known = archive.find(PAPER, ids)
    missing = [id for id in ids if id not in known or known[id].stale]
    groups = [missing[start : start + BATCH_IDS] for start in range(0, len(missing), BATCH_IDS)]
    parameters = {"fields": ",".join(PAPER_FIELDS)}

    def ask(group: list[str]) -> list[Any]:
        return ask_batch(client, group, parameters, batch_of(len(group), note=client.note_odd))

    with contextlib.suppress(GivenUp):
        tell("asking Semantic Scholar for papers", len(groups))
        for group, answer in ask_bisecting(groups, ask):
            # What is refused, or fails, says nothing of the paper: it is asked for next time.
            if not isinstance(answer, ServiceFailing | RequestRefused):
                archive.keep(PAPER, dict(zip(group, answer, strict=True)))
    return archive.find(PAPER, ids)


def ask_batch(
    client: Client,
    ids: list[str],
    parameters: Mapping[str, str],
    check: Callable[[Any], list[Any]],
) -> list[Any]:
    """Send one batch; an id alone gets more attempts, as there is nothing left to halve.

    Parameters
    ----------
    client
        Sends the request.
    ids
        Ids as the API takes them.
    parameters
        Which fields are wanted.
    check
        Returns an answer that has the right shape, else raises.
    """
    try:
        return client.ask(
            "POST /paper/batch",
            "/paper/batch",
            parameters,
            check,
            ids=ids,
            attempts=3 if len(ids) > 1 else 5,
        )
    except RequestRefused as refusal:
        if "no valid paper ids" in str(refusal).lower():
            return [None] * len(ids)
        raise


def decode(answer: ArchivedAnswer, asked_as: str | None = None) -> Work:
    """Return the work of an archived paper, with the id it was asked for among its names."""
    return decode_raw(answer.body, answer.date, asked_as)


def decode_raw(paper: Mapping[str, Any], date: str, asked_as: str | None = None) -> Work:
    """Return the work of a paper of the service, dated.

    Parameters
    ----------
    paper
        A paper as the API describes it.
    date
        Date of the answer.
    asked_as
        The id that it was asked for by, where that is no id of its own.
    """
    work = decode_paper(paper)
    work.ids.pop("key", None)  # keys are of files of records
    work.retrieved = date
    if asked_as is not None and asked_as not in graph_ids(work.ids):
        work.also = [asked_as]
    return work
