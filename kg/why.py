"""Why an entry was matched as it was, and why a citation is in the graph or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from kg.identifiers import graph_ids, normalise_title
from kg.records import Facts, GraphReader, ListSummary, Work, service_label

__all__ = ["Explanation", "Reason", "why_citation", "why_paper"]


class Reason(msgspec.Struct, kw_only=True):
    """One reason: ``code`` is stable, ``sentence`` for people, ``source`` says who says so."""

    code: str
    sentence: str
    source: str | None = None
    date: str | None = None


class Explanation(msgspec.Struct, kw_only=True):
    """``link``: whether the link asked about is in the graph."""

    link: bool
    reasons: list[Reason]


def why_paper(graph: GraphReader, inputs: Sequence[Facts], paper: str) -> Explanation:
    """Return why a paper is in the graph: how its entries were matched, who cites it.

    Parameters
    ----------
    graph, inputs
        A store and the facts it remembers.
    paper
        The paper's id.

    Returns
    -------
    Explanation
        ``link`` is whether an entry of a list is linked to what a source knows.

    Examples
    --------
    >>> from kg.ingest import demo_facts, demo_graph
    >>> why_paper(demo_graph(), [demo_facts()], "doi:10.1109/cvpr.2017.348").reasons[0].code
    'arxiv'
    """
    reasons: list[Reason] = []
    linked = False
    lists = {
        reading_list["id"]: reading_list
        for reading_list in graph.nodes("ReadingList", ("id", "source", "retrieved"))
    }
    for edge in graph.relationships("LISTS"):
        if edge.end != paper:
            continue
        properties = edge.properties
        linked |= properties["confidence"] in ("certain", "probable")
        source, date = lists[edge.start].get("source"), lists[edge.start].get("retrieved")
        code = (
            properties["matched_by"]
            if properties["matched_by"] != "none"
            else properties["confidence"]
        )
        reasons.append(
            Reason(
                code=code,
                sentence=f'line {properties["line"]}, "{properties.get("title")}", is {properties["confidence"]}: '
                + properties.get("evidence", "nothing was asked"),
                source=source,
                date=date,
            )
        )
        reasons += _runners_up(inputs, edge.start, properties["position"], paper, source, date)
    citing = [edge for edge in graph.relationships("CITES", ("sources",)) if edge.end == paper]
    if citing:
        reasons.append(
            Reason(
                code="cited",
                sentence=f"{len(citing)} paper(s) of the graph cite it",
                source=_sources(citing),
            )
        )
    for edge in graph.relationships("INTRODUCES"):
        if edge.start == paper:
            reasons.append(
                Reason(code="introduces", sentence=f"{edge.end}: {edge.properties.get('evidence')}")
            )
    if not reasons:
        reasons.append(
            Reason(code="record", sentence="it is a record of a file that was built into the store")
        )
    return Explanation(link=linked, reasons=reasons)


def _sources(edges: Iterable[Any]) -> str:
    return ", ".join(
        sorted({source for edge in edges for source in edge.properties.get("sources", ())})
    )


def _runners_up(
    inputs: Sequence[Facts],
    input: str,
    position: int,
    paper: str,
    source: str | None,
    date: str | None,
) -> list[Reason]:
    for facts in inputs:
        parsed = facts.reading_list
        if facts.input != input or parsed is None:
            continue
        for entry, resolution in zip(parsed.entries, facts.resolutions, strict=True):
            if entry.position == position:
                return [
                    Reason(
                        code="candidate",
                        sentence=f'not {candidate.id} "{candidate.title}"'
                        + (f" ({candidate.year})" if candidate.year else "")
                        + f": {candidate.reason}",
                        source=source,
                        date=date,
                    )
                    for candidate in resolution.candidates
                    if candidate.confidence not in ("certain", "probable") and candidate.id != paper
                ]
    return []


def why_citation(
    graph: GraphReader, citing: str, cited: str, inputs: Sequence[Facts] = ()
) -> Explanation:
    """Return why a citation between two papers is in the graph, or why it is not.

    Tries the citation in the order given, then the other way round and says so.

    Parameters
    ----------
    graph
        A store, or a graph in memory.
    citing, cited
        Ids of the two papers.
    inputs
        The facts that the store remembers, which tell when who was asked.

    Examples
    --------
    >>> from kg.ingest import demo_graph
    >>> acmr, dcmh = "doi:10.1145/3123266.3123326", "doi:10.1109/cvpr.2017.348"
    >>> answer = why_citation(demo_graph(), acmr, dcmh)
    >>> answer.link, answer.reasons[0].code
    (False, 'references-complete')
    """
    found = {
        (edge.start, edge.end): edge.properties
        for edge in graph.relationships("CITES")
        if {edge.start, edge.end} == {citing, cited}
    }
    papers = {
        paper["id"]: paper
        for paper in graph.nodes(
            "Paper",
            (
                "id",
                "aliases",
                "short",
                "title",
                "year",
                "references_state",
                "references_sources",
                "references_stated",
                "reference_count",
                "citations_state",
            ),
        )
        if paper["id"] in (citing, cited)
    }
    if (citing, cited) in found:
        return Explanation(
            link=True, reasons=_present(found[citing, cited], papers[citing], papers[cited], inputs)
        )
    if (cited, citing) in found:
        turned = Reason(
            code="other-direction",
            sentence=f"{_name(papers[cited])} cites {_name(papers[citing])}, not the other way round",
        )
        return Explanation(
            link=True,
            reasons=[
                turned,
                *_present(found[cited, citing], papers[cited], papers[citing], inputs),
            ],
        )
    if citing == cited:
        return Explanation(link=False, reasons=_of_itself(inputs, papers[citing]))
    known = sum(edge.start == citing for edge in graph.relationships("CITES", ()))
    reasons = [_absent(papers[citing], papers[cited], known)]
    reasons += _lists_without(inputs, papers[citing])
    reasons += _doubts(graph, citing) + _doubts(graph, cited)
    return Explanation(link=False, reasons=reasons)


def _name(paper: dict[str, Any]) -> str:
    return str(paper.get("short") or paper.get("title") or paper["id"])


def _present(
    properties: dict[str, Any],
    citing: dict[str, Any],
    cited: dict[str, Any],
    inputs: Sequence[Facts],
) -> list[Reason]:
    date = properties.get("retrieved")
    pair = f"{_name(citing)} cites {_name(cited)}"
    reasons = [
        Reason(code="reference", sentence=f"{pair}: {evidence}", source=source, date=date)
        for source, evidence in zip(
            properties.get("sources", ()), properties.get("evidence", ()), strict=True
        )
    ]
    reasons += [
        reason
        for reason in _lists_without(inputs, citing)
        if reason.source not in properties.get("sources", ())
    ]
    source = ", ".join(properties.get("sources", ())) or None
    intents = properties.get("context_intents", [])
    for position, context in enumerate(properties.get("contexts", ())):
        meant = f" ({intents[position]})" if position < len(intents) and intents[position] else ""
        reasons.append(
            Reason(code="context", sentence=f"“{context}”{meant}", source=source, date=date)
        )
    if properties.get("intents"):
        reasons.append(
            Reason(
                code="intent",
                sentence="cited for " + ", ".join(properties["intents"]),
                source=source,
                date=date,
            )
        )
    if properties.get("influential") is not None:
        reasons.append(
            Reason(
                code="influential",
                sentence="an influential citation"
                if properties["influential"]
                else "not an influential citation",
                source=source,
                date=date,
            )
        )
    return reasons


def _absent(citing: dict[str, Any], cited: dict[str, Any], known: int) -> Reason:
    state = str(citing.get("references_state", "unknown"))
    # Services may together know more references than any of them states.
    total = citing.get("references_stated") or citing.get("reference_count") or 0
    of = f"{known} of {total}" if total >= known else f"{known}"
    sentence = {
        "complete": f"the reference list of {_name(citing)} was read completely and {_name(cited)} is not in it",
        "partial": f"only {of} references of {_name(citing)} are known, and {_name(cited)} is not among them",
        "elided": f"the reference list of {_name(citing)} is withheld by the publisher",
        "capped": f"the reference list of {_name(citing)} was cut at {of}",
        "deferred": f"the reference list of {_name(citing)} could not be had this time: run the build again",
        "unknown": f"the reference list of {_name(citing)} was never read",
    }[state]
    return Reason(code=f"references-{state}", sentence=sentence)


def _lists_without(inputs: Sequence[Facts], citing: dict[str, Any]) -> list[Reason]:
    """Return, for each service that gave a list of the citing paper, that it does not hold the cited one.

    An empty answer says nothing, and is no reason.
    """
    ids = {citing["id"], *citing.get("aliases", ())}
    retrieved = {
        listing.source: listing.retrieved
        for facts in inputs
        for listing in facts.reference_listings
        if not ids.isdisjoint(_ids(facts.works[listing.citing]))
    }
    reasons = []
    for found in map(ListSummary.read, citing.get("references_sources", ())):
        if not found.given:
            continue
        date = retrieved.get(found.source)
        when = f", asked on {date}," if date else ""
        # One of those that are not identified may be it.
        among = (
            "" if found.identified == found.stated else f" among the {found.identified} identified"
        )
        reasons.append(
            Reason(
                code="list-without",
                sentence=f"{_possessive(service_label(found.source))} list of {found.stated} "
                f"for {_name(citing)}{when} does not hold it{among}",
                source=found.source,
                date=date,
            )
        )
    return reasons


def _of_itself(inputs: Sequence[Facts], paper: dict[str, Any]) -> list[Reason]:
    """Return who says that a paper cites itself, which is left out, and whose list does not say so."""
    stated = {
        citation.source or facts.source: citation.retrieved
        for facts in inputs
        for citation in facts.citations
        if all(_is_of(facts.works[end], paper) for end in (citation.citing, citation.cited))
    }
    reasons = [
        Reason(
            code="self-citation",
            sentence=f"{_possessive(service_label(source))} list for {_name(paper)} holds "
            f"{_name(paper)} itself: a citation of a paper by itself is counted and left out",
            source=source,
            date=date,
        )
        for source, date in sorted(stated.items())
    ]
    if not reasons:
        sentence = f"nobody says that {_name(paper)} cites itself; it would be left out"
        reasons = [Reason(code="self-citation", sentence=sentence)]
    return reasons + [
        reason for reason in _lists_without(inputs, paper) if reason.source not in stated
    ]


def _is_of(work: Work, paper: dict[str, Any]) -> bool:
    """Whether a work is this paper: by an id, or where it has none by the title."""
    ids = _ids(work)
    if not ids and work.title:
        return normalise_title(work.title) == normalise_title(paper.get("title") or "")
    return not {paper["id"], *paper.get("aliases", ())}.isdisjoint(ids)


def _ids(work: Work) -> list[str]:
    return [*graph_ids(work.ids), *work.also]


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def _doubts(graph: GraphReader, paper: str) -> list[Reason]:
    return [
        Reason(
            code="unsure",
            sentence=f"unsure which paper the entry on line {edge.properties['line']} is: {edge.properties.get('evidence')}",
            source=edge.start,
        )
        for edge in graph.relationships("LISTS")
        if edge.end == paper and edge.properties["confidence"] in ("unsure", "none")
    ]
