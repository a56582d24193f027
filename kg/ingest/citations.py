"""Citations of all inputs by pair of papers, and what each says together."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from kg.ingest.paper_ids import IdentifiedPapers
from kg.records import Cites, Facts, Graph, Statement, Warning, Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "Assertion",
    "Citations",
    "UnidentifiedReference",
    "add_citations",
    "citations_of",
    "own_papers",
]

_DROPPED = {
    "self-citation": "{} citation(s) of a paper by itself, or by another version of it, left out",
    "unidentified-reference": "{} cited work(s) without identifier or match to a known paper: counted, not linked",
}


class Assertion(msgspec.Struct, frozen=True, gc=False, eq=False):
    """What is said of a citation, the source that says it, and why the cited work's title makes it the paper it is."""

    statement: Statement
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
    statement: Statement
    source: str


class CitationsByPair(NamedTuple):
    """The pairs of papers of which one cites the other, in order, and the number of what is asserted of each."""

    starts: list[str]
    ends: list[str]
    asserted: list[tuple[Assertion, ...]]
    numbers: NDArray[np.int64]


class Citations:
    """Citations between papers as they were asserted, references to nobody known, and what was dropped.

    A citation is two numbers of papers and one of its assertion: there are many.

    Parameters
    ----------
    papers
        The ids of all papers.
    """

    def __init__(self, papers: Iterable[str]) -> None:
        self._papers = sorted(set(papers))
        self._numbers = {id: number for number, id in enumerate(self._papers)}
        self._citing, self._cited, self._assertion = array("q"), array("q"), array("q")
        self._assertions: list[Assertion] = []
        self.unidentified: list[UnidentifiedReference] = []
        self.self_citations: Counter[str] = Counter()

    def add(self, facts: str, citing: str, cited: str, assertion: Assertion) -> None:
        """Add a citation of an input; of a paper by itself it is counted alone.

        Parameters
        ----------
        facts
            Name of the input.
        citing, cited
            Ids of the two papers.
        assertion
            Who says so, and what.
        """
        if citing == cited:
            self.self_citations[facts] += 1
            return
        self._citing.append(self._numbers[citing])
        self._cited.append(self._numbers[cited])
        self._assertion.append(len(self._assertions))
        self._assertions.append(assertion)

    def add_input(self, facts: Facts, identified: IdentifiedPapers) -> None:
        """Add those citations of an input that count, and what it says of nobody known."""
        import numpy as np

        table = facts.citations
        papers = identified.papers_of[facts.input]
        numbers = np.array([-1 if id is None else self._numbers[id] for id in papers], np.int64)
        citing, cited = numbers[np.asarray(table.citing)], numbers[np.asarray(table.cited)]
        is_known = (citing >= 0) & (cited >= 0)
        self._note_unidentified(facts, papers, np.flatnonzero(~is_known).tolist())
        own = own_papers(facts, identified)
        is_own = np.full(len(self._papers) + 1, own is None)  # the last for those that are no paper
        is_own[[self._numbers[id] for id in own or ()]] = True
        is_itself = is_known & (citing == cited)
        if count := int(is_itself.sum()):
            self.self_citations[facts.input] += count
        counts = is_known & ~is_itself & is_own[citing] & is_own[cited]
        self._citing.frombytes(citing[counts].tobytes())
        self._cited.frombytes(cited[counts].tobytes())
        assertions = self._assertions_of(facts, identified)
        self._assertion.frombytes(assertions[counts].tobytes())

    def _note_unidentified(
        self, facts: Facts, papers: Sequence[str | None], rows: Iterable[int]
    ) -> None:
        table = facts.citations
        for row in rows:
            citing, cited = table.citing[row], table.cited[row]
            statement = table.statements[table.statement[row]]
            self.unidentified.append(
                UnidentifiedReference(
                    facts.input,
                    papers[citing],
                    citing,
                    facts.works[cited],
                    statement,
                    statement.source or facts.source,
                )
            )

    def _assertions_of(self, facts: Facts, identified: IdentifiedPapers) -> NDArray[np.int64]:
        """Return the number of the assertion of each citation of an input."""
        import numpy as np

        table, first = facts.citations, len(self._assertions)
        self._assertions += [
            Assertion(statement, statement.source or facts.source, None)
            for statement in table.statements
        ]
        numbers = np.asarray(table.statement, np.int64) + first
        joined: dict[tuple[int, str], int] = {}
        by_title = identified.joined_by_title(facts)
        for row in np.flatnonzero(np.isin(table.cited, list(by_title))).tolist():
            number, why = int(numbers[row]), by_title[table.cited[row]].reason
            if (number, why) not in joined:
                joined[number, why] = len(self._assertions)
                plain = self._assertions[number]
                self._assertions.append(Assertion(plain.statement, plain.source, why))
            numbers[row] = joined[number, why]
        return numbers

    def papers(self) -> set[str]:
        """Return the papers at either end of a citation."""
        return {self._papers[number] for number in {*self._citing, *self._cited}}

    def by_pair(self) -> CitationsByPair:
        """Return the citations, each pair of papers once."""
        import numpy as np

        citing, cited, assertion = map(np.asarray, (self._citing, self._cited, self._assertion))
        pair = citing * len(self._papers) + cited
        order = np.argsort(pair, kind="stable")
        pairs, first = np.unique(pair[order], return_index=True)
        assertion = assertion[order]
        asserted: list[tuple[Assertion, ...]] = [(alone,) for alone in self._assertions]
        numbers = assertion[first]
        last = np.append(first[1:], len(order))
        several: dict[tuple[int, ...], int] = {}
        for place in np.flatnonzero(last - first > 1).tolist():
            together = tuple(assertion[first[place] : last[place]].tolist())
            if together not in several:
                several[together] = len(asserted)
                asserted.append(tuple(self._assertions[number] for number in together))
            numbers[place] = several[together]
        ids = self._papers
        starts, ends = (_taken(ids, places) for places in np.divmod(pairs, len(ids) or 1))
        return CitationsByPair(starts, ends, asserted, numbers)

    def warnings(self) -> list[Warning]:
        """Return what was left out, and how often, by input."""
        dropped = {
            "self-citation": self.self_citations,
            "unidentified-reference": Counter(reference.input for reference in self.unidentified),
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
    citations = Citations(identified.id_of.values())
    for facts in inputs:
        citations.add_input(facts, identified)
    return citations


def own_papers(facts: Facts, identified: IdentifiedPapers) -> set[str] | None:
    """Return the papers between which the citations of an input count; None: all do."""
    if facts.options.expand != "none":
        return None
    return {*identified.listed(facts), *identified.known(facts)}


def add_citations(graph: Graph, citations: Citations) -> None:
    """Add a relationship for each pair of papers.

    Of most of them the same is asserted, and they share what is made of it.
    """
    pairs = citations.by_pair()
    shared: dict[tuple[str, ...], list[str]] = {}
    properties = [_properties_of(assertions, shared) for assertions in pairs.asserted]
    columns = {
        name: _taken(list(map(attrgetter(name), properties)), pairs.numbers)
        for name in _CitationProperties.__struct_fields__
    }
    graph.add_columns(Cites, {"start": pairs.starts, "end": pairs.ends, **columns})


def _taken(values: Sequence[Any], places: NDArray[np.int64]) -> list[Any]:
    """Return the values at these places, the very objects."""
    import numpy as np

    table = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        table[place] = value
    taken: list[Any] = table[places].tolist()
    return taken


class _CitationProperties(msgspec.Struct, gc=False):
    """What a citation's properties are, whichever papers it joins."""

    sources: list[str]
    evidence: list[str]
    intents: list[str] | None = None
    influential: bool | None = None
    contexts: list[str] | None = None
    context_intents: list[str] | None = None
    retrieved: str | None = None


def _properties_of(
    assertions: Sequence[Assertion], shared: dict[tuple[str, ...], list[str]]
) -> _CitationProperties:
    by_source = _evidence_by_source(assertions)
    sources = sorted(by_source)
    evidence = ["; ".join(by_source[source]) for source in sources]
    properties = _CitationProperties(
        sources=shared.setdefault(tuple(sources), sources),
        evidence=shared.setdefault(tuple(evidence), evidence),
    )
    statements = [assertion.statement for assertion in assertions]
    if any(statement.intents or statement.contexts for statement in statements):
        intents, intent_of = _intents(statements)
        properties.intents = sorted(intents)
        properties.contexts, properties.context_intents = list(intent_of), list(intent_of.values())
    if influential := {statement.influential for statement in statements} - {None}:
        properties.influential = True in influential
    properties.retrieved = max(
        filter(None, [statement.retrieved for statement in statements]), default=None
    )
    return properties


def _evidence_by_source(assertions: Sequence[Assertion]) -> dict[str, list[str]]:
    evidence: dict[str, list[str]] = {}
    for assertion in assertions:
        sentences = evidence.setdefault(assertion.source, [])
        for sentence in (assertion.statement.evidence, assertion.why_joined):
            if sentence and sentence not in sentences:
                sentences.append(sentence)
    return evidence


def _intents(statements: Iterable[Statement]) -> tuple[set[str], dict[str, str]]:
    """Return all intents, and the intents of each citing sentence."""
    intents: set[str] = set()
    intent_of: dict[str, str] = {}
    for statement in statements:
        intents.update(statement.intents)
        for position, context in enumerate(statement.contexts):
            meant = statement.context_intents[position : position + 1]
            words = meant[0] if meant else []
            intent_of[context] = intent_of.get(context) or ", ".join(words)
            intents.update(words)
    return intents, intent_of
