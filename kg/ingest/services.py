"""Asking further services for the reference lists that a source lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.identifiers import graph_ids
from kg.ingest.assemble import assemble
from kg.ingest.known_works import KnownWorks, relations_of
from kg.records import Facts, Paper, ReferenceListing, Statement, Work
from kg.sources import ReferenceList, ReferenceService, Source

__all__ = ["all_deferred", "all_requests", "ask_services", "papers_to_ask"]


def ask_services(
    facts: Facts, known_works: KnownWorks, services: Sequence[ReferenceService]
) -> set[int]:
    """Ask services, one after the other, for the lists of listed papers that are not complete.

    Parameters
    ----------
    facts
        What is known so far; what the services say is added.
    known_works
        Its works; their source is asked to describe the papers that are new.
    services
        In the order in which they are asked; a list that one completes is not asked of
        the next, unless ``--cross-check``.

    Returns
    -------
    set of int
        The works that are new, by index.
    """
    if not services or "references" not in relations_of(facts.options.expand):
        return set()
    cited: set[int] = set()
    before = {id for work in known_works.works if not work.secondhand for id in _ids(work)}
    for service in services:
        citing_of = {
            doi: paper.citing
            for paper in papers_to_ask(facts)
            if (doi := service.asks_for(paper.ids)) is not None
        }
        lists = service.reference_lists(list(citing_of))
        for doi, citing in citing_of.items():
            found = lists.get(doi)
            deferred = doi not in lists
            facts.reference_listings.append(
                _listing(citing, service.name, found, deferred=deferred)
            )
            cited.update(_add_list(facts, known_works, citing, service.name, found))
    unknown = [
        id
        for index in sorted(cited)
        if not before & set(_ids(known_works.works[index]))
        for id in _ids_to_ask(known_works.works[index])
    ]
    described = known_works.source.describe(list(dict.fromkeys(unknown)))
    return {known_works.index_of(work) for work in described}


def all_deferred(source: Source, services: Sequence[ReferenceService]) -> str | None:
    """Return what could not be had this time from any of them, or None."""
    sentences = [source.deferred, *(service.deferred for service in services)]
    return "; ".join(sentence for sentence in sentences if sentence) or None


def all_requests(source: Source, services: Sequence[ReferenceService]) -> dict[str, int]:
    """Return the requests sent, by endpoint; those of services bear the service's name."""
    requests = dict(source.requests)
    for service in services:
        requests |= {f"{service.name} {name}": n for name, n in service.requests.items()}
    return dict(sorted(requests.items()))


class PaperToAsk(NamedTuple):
    """A listed paper whose reference list is not complete.

    ``citing`` is the index of its first work, ``ids`` what it is known by; ``is_unread``
    says that it, or its list, could not be had from the source this time.
    """

    citing: int
    ids: Work
    is_unread: bool


def papers_to_ask(facts: Facts) -> Iterator[PaperToAsk]:
    """Yield each listed paper that services are asked about.

    It is what the graph of these facts would call incomplete; all of them with ``--cross-check``.
    """
    assembly = assemble([facts])
    papers = assembly.papers_of[facts.input]
    seen: set[str] = set()
    for index, resolution in zip(facts.entry_works, facts.resolutions, strict=True):
        id = papers[index]
        paper = assembly.graph.get("Paper", id) if id else None
        if id is None or paper is None or id in seen:
            continue
        seen.add(id)
        if facts.options.cross_check or paper.references_state != "complete":
            unread = resolution.deferred or paper.references_state == "deferred"
            yield PaperToAsk(index, _work_of(paper), unread)


def _work_of(paper: Paper) -> Work:
    ids = {"doi": paper.doi, "arxiv": paper.arxiv_id}
    if paper.id.startswith("doi:"):
        ids["doi"] = paper.id.removeprefix("doi:")
    return Work(
        ids={kind: value for kind, value in ids.items() if value}, also=list(paper.aliases or ())
    )


def _listing(
    citing: int, service: str, found: ReferenceList | None, *, deferred: bool
) -> ReferenceListing:
    if found is None or not found.received:
        state = "deferred" if deferred else "unknown"
        return ReferenceListing(
            citing=citing,
            source=service,
            state=state,
            stated=None if found is None else found.stated,
            retracted=found is not None and found.retracted,
        )
    return ReferenceListing(
        citing=citing,
        source=service,
        # Who does not state how many there are cannot tell that these are all.
        state="complete" if found.received == found.stated else "partial",
        stated=found.stated,
        received=found.received,
        retrieved=found.retrieved,
        retracted=found.retracted,
    )


def _add_list(
    facts: Facts, known_works: KnownWorks, citing: int, service: str, found: ReferenceList | None
) -> Iterator[int]:
    for neighbour in found.references if found else ():
        cited = known_works.index_of(neighbour.work)
        statement = Statement(
            evidence=neighbour.evidence,
            retrieved=found.retrieved if found else None,
            source=service,
        )
        facts.citations.add([citing], [cited], [facts.citations.number_of(statement)])
        yield cited


def _ids(work: Work) -> list[str]:
    return [*graph_ids(work.ids), *work.also]


def _ids_to_ask(work: Work) -> list[str]:
    """Return the DOIs of a work, or where it has none its other ids."""
    ids = _ids(work)
    return [id for id in ids if id.startswith("doi:")] or ids
