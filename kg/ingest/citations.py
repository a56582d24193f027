"""Citations of all inputs by pair of papers, and what each says together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from kg.ingest.identified import IdentifiedPapers
from kg.records import Citation, Cites, Facts, Graph, Warning

__all__ = ["Citations", "add_citations", "citations_of"]

_DROPPED = {
    "self-citation": "{} citation(s) of a paper by itself (its own other version) left out",
    "unidentified-reference": "{} cited work(s) without identifier or match to a known paper: counted, not linked",
}


class StatedCitation(msgspec.Struct, gc=False):
    """A citation, the source that states it, and why the cited work's title makes it the paper it is."""

    citation: Citation
    source: str
    why_joined: str | None


class Citations(msgspec.Struct):
    """Citations by pair of papers (citing, cited), papers that miss some, and what was dropped."""

    by_pair: dict[tuple[str, str], list[StatedCitation]]
    incomplete: set[str]
    warnings: list[Warning]


def citations_of(inputs: Sequence[Facts], identified: IdentifiedPapers) -> Citations:
    """Return the citations between papers.

    Of an input built with ``--expand none`` only those between its own papers count.
    Linear in the number of citations.
    """
    citations = Citations(by_pair=defaultdict(list), incomplete=set(), warnings=[])
    for facts in inputs:
        dropped = _add_input(citations, facts, identified)
        citations.warnings += [
            Warning(code, _DROPPED[code].format(count), source=facts.input)
            for code, count in sorted(dropped.items())
        ]
    return citations


def _add_input(citations: Citations, facts: Facts, identified: IdentifiedPapers) -> Counter[str]:
    """Add the citations of an input; return how many were dropped, by reason."""
    papers = identified.papers_of[facts.input]
    own = None
    if facts.options.expand == "none":
        own = {*identified.listed(facts), *identified.known(facts)}
    dropped: Counter[str] = Counter()
    for citation in facts.citations:
        citing, cited = papers[citation.citing], papers[citation.cited]
        if citing is None or cited is None:
            if citing:
                citations.incomplete.add(citing)
            dropped["unidentified-reference"] += 1
        elif citing == cited:
            dropped["self-citation"] += 1
        elif own is None or (citing in own and cited in own):
            citations.by_pair[citing, cited].append(
                StatedCitation(citation, facts.source, identified.why_joined(facts, citation.cited))
            )
    return dropped


def add_citations(graph: Graph, citations: Citations) -> None:
    """Add a relationship for each pair of papers."""
    for (citing, cited), stated in sorted(citations.by_pair.items()):
        graph.add(_cites(citing, cited, stated))


def _cites(citing: str, cited: str, stated: Sequence[StatedCitation]) -> Cites:
    evidence = _evidence_by_source(stated)
    sources = sorted(evidence)
    intents, intent_of = _intents(one.citation for one in stated)
    influential = {one.citation.influential for one in stated} - {None}
    return Cites(
        start=citing,
        end=cited,
        intents=sorted(intents),
        influential=(True in influential) if influential else None,
        contexts=list(intent_of),
        context_intents=list(intent_of.values()),
        sources=sources,
        evidence=["; ".join(evidence[source]) for source in sources],
        retrieved=max(
            (one.citation.retrieved for one in stated if one.citation.retrieved), default=None
        ),
    )


def _evidence_by_source(stated: Sequence[StatedCitation]) -> dict[str, list[str]]:
    evidence: dict[str, list[str]] = {}
    for one in stated:
        sentences = evidence.setdefault(one.source, [])
        sentence = "; ".join(part for part in (one.citation.evidence, one.why_joined) if part)
        if sentence and sentence not in sentences:
            sentences.append(sentence)
    return evidence


def _intents(citations: Iterable[Citation]) -> tuple[set[str], dict[str, str]]:
    """Return all intents, and the intents of each citing sentence."""
    intents: set[str] = set()
    intent_of: dict[str, str] = {}
    for citation in citations:
        intents.update(citation.intents)
        for position, context in enumerate(citation.contexts):
            meant = citation.context_intents[position : position + 1]
            words = meant[0] if meant else []
            intent_of[context] = intent_of.get(context) or ", ".join(words)
            intents.update(words)
    return intents, intent_of
