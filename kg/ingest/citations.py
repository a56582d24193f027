"""Citations of all inputs by pair of papers, and what each says together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from kg.ingest.identified import IdentifiedPapers
from kg.records import Citation, Cites, Facts, Graph, Warning, Work

__all__ = [
    "Citations",
    "StatedCitation",
    "UnidentifiedReference",
    "add_citations",
    "citations_of",
    "own_papers",
]

_DROPPED = {
    "self-citation": "{} citation(s) of a paper by itself, or by another version of it, left out",
    "unidentified-reference": "{} cited work(s) without identifier or match to a known paper: counted, not linked",
}


class StatedCitation(msgspec.Struct, gc=False):
    """A citation, the source that states it, and why the cited work's title makes it the paper it is."""

    citation: Citation
    source: str
    why_joined: str | None


class UnidentifiedReference(msgspec.Struct, gc=False):
    """A reference to a work that is none of the papers known so far.

    ``citing`` is a paper's id, None where that is not known either; ``citing_work`` the
    index of its work in the facts of ``input``; ``cited`` is what is said of the other.
    """

    input: str
    citing: str | None
    citing_work: int
    cited: Work
    citation: Citation
    source: str


class Citations(msgspec.Struct):
    """Citations by pair of papers (citing, cited), references to nobody known, and what was dropped."""

    by_pair: dict[tuple[str, str], list[StatedCitation]]
    unidentified: list[UnidentifiedReference]
    self_citations: Counter[str]

    def add(self, facts: str, citing: str, cited: str, stated: StatedCitation) -> None:
        """Add a citation of an input; of a paper by itself it is counted alone."""
        if citing == cited:
            self.self_citations[facts] += 1
        else:
            self.by_pair[citing, cited].append(stated)

    def warnings(self) -> list[Warning]:
        """Return what was left out, and how often, by input."""
        dropped = {
            "self-citation": self.self_citations,
            "unidentified-reference": Counter(one.input for one in self.unidentified),
        }
        return [
            Warning(code, _DROPPED[code].format(count), source=facts)
            for facts, code, count in sorted(
                (facts, code, count)
                for code, counts in dropped.items()
                for facts, count in counts.items()
            )
        ]


def citations_of(inputs: Sequence[Facts], identified: IdentifiedPapers) -> Citations:
    """Return the citations between papers.

    Of an input built with ``--expand none`` only those between its own papers count.
    Linear in the number of citations.
    """
    citations = Citations(by_pair=defaultdict(list), unidentified=[], self_citations=Counter())
    for facts in inputs:
        _add_input(citations, facts, identified)
    return citations


def _add_input(citations: Citations, facts: Facts, identified: IdentifiedPapers) -> None:
    papers = identified.papers_of[facts.input]
    own = own_papers(facts, identified)
    for citation in facts.citations:
        citing, cited = papers[citation.citing], papers[citation.cited]
        source = citation.source or facts.source
        if citing is None or cited is None:
            citations.unidentified.append(
                UnidentifiedReference(
                    facts.input,
                    citing,
                    citation.citing,
                    facts.works[citation.cited],
                    citation,
                    source,
                )
            )
        elif citing == cited or own is None or (citing in own and cited in own):
            stated = StatedCitation(citation, source, identified.why_joined(facts, citation.cited))
            citations.add(facts.input, citing, cited, stated)


def own_papers(facts: Facts, identified: IdentifiedPapers) -> set[str] | None:
    """Return the papers between which the citations of an input count; None: all do."""
    if facts.options.expand != "none":
        return None
    return {*identified.listed(facts), *identified.known(facts)}


def add_citations(graph: Graph, citations: Citations) -> None:
    """Add a relationship for each pair of papers, and empty the pairs.

    Most citations have the same sources and evidence, and share the lists of them.
    """
    shared: dict[tuple[str, ...], list[str]] = {}
    for pair in sorted(citations.by_pair):
        cites = _cites(*pair, citations.by_pair.pop(pair))  # of no use any more, and many
        cites.sources = shared.setdefault(tuple(cites.sources or ()), cites.sources or [])
        cites.evidence = shared.setdefault(tuple(cites.evidence or ()), cites.evidence or [])
        graph.add(cites)


def _cites(citing: str, cited: str, stated: Sequence[StatedCitation]) -> Cites:
    evidence = _evidence_by_source(stated)
    sources = sorted(evidence)
    cites = Cites(
        start=citing,
        end=cited,
        sources=sources,
        evidence=["; ".join(evidence[source]) for source in sources],
    )
    citations = [one.citation for one in stated]
    if any(citation.intents or citation.contexts for citation in citations):
        intents, intent_of = _intents(citations)
        cites.intents = sorted(intents)
        cites.contexts, cites.context_intents = list(intent_of), list(intent_of.values())
    if influential := {citation.influential for citation in citations} - {None}:
        cites.influential = True in influential
    cites.retrieved = max(filter(None, [one.retrieved for one in citations]), default=None)
    return cites


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
