"""Citations of all inputs, pair by pair."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kg.ingest import assemble
from kg.records import Citation, CitationTable, Facts, Work

PAPERS = 5
#: Works of one DOI are one paper.
WORKS = [Work(title=f"Paper {n}", ids={"doi": f"10.1/{n}"}) for n in range(PAPERS)] * 2
NUMBERS = st.integers(0, 2 * PAPERS)
WORDS = st.lists(st.sampled_from(["background", "method"]), max_size=2)
STATED = st.builds(
    Citation,
    citing=NUMBERS,
    cited=NUMBERS,
    intents=WORDS,
    influential=st.sampled_from([None, True, False]),
    contexts=st.lists(st.sampled_from(["so [1]", "as [2]"]), max_size=2, unique=True),
    evidence=st.sampled_from([None, "reference 3", "in its list"]),
    retrieved=st.sampled_from([None, "2024-01-01", "2025-01-01"]),
    source=st.sampled_from([None, "crossref", "openalex"]),
)


def facts_of(number: int, citations: list[Citation]) -> Facts:
    return Facts(
        input=f"records:{number}",
        location=f"/{number}.jsonl",
        source=f"{number}.jsonl",
        works=[*WORKS, Work(title="A stray of which nobody knows anything")],
        known=list(range(len(WORKS))),
        citations=citations,
    )


@given(st.lists(st.lists(STATED, max_size=12), min_size=1, max_size=3))
def test_a_pair_of_papers_is_one_citation_that_says_what_all_inputs_say(inputs):
    facts = [facts_of(number, citations) for number, citations in enumerate(inputs)]
    done = assemble(facts)
    stated: dict[tuple[str, str], list[tuple[str, Citation]]] = {}
    dropped: Counter[tuple[str, str]] = Counter()
    for one in facts:
        for citation in one.citations:
            ends = citation.citing, citation.cited
            if 2 * PAPERS in ends:
                dropped[one.input, "unidentified-reference"] += 1
            elif ends[0] % PAPERS == ends[1] % PAPERS:
                dropped[one.input, "self-citation"] += 1
            else:
                pair = (f"doi:10.1/{ends[0] % PAPERS}", f"doi:10.1/{ends[1] % PAPERS}")
                stated.setdefault(pair, []).append((citation.source or one.source, citation))
    assert {(w.source, w.code): int(w.message.split()[0]) for w in done.warnings} == dropped
    records = done.graph.records("CITES")
    assert [(cites.start, cites.end) for cites in records] == sorted(stated)
    assert done.graph.counts()[1].get("CITES", 0) == len(stated)
    for cites in records:
        told = stated[cites.start, cites.end]
        citations = [citation for _, citation in told]
        assert cites.sources == sorted({source for source, _ in told})
        for source, evidence in zip(cites.sources, cites.evidence, strict=True):
            said = [one.evidence for by, one in told if by == source and one.evidence]
            assert evidence == "; ".join(dict.fromkeys(said))
        contexts = {context for one in citations for context in one.contexts}
        assert set(cites.contexts or ()) == contexts
        intents = {intent for one in citations for intent in one.intents}
        assert cites.intents == (sorted(intents) or None)
        flags = {one.influential for one in citations} - {None}
        assert cites.influential == (True in flags if flags else None)
        assert cites.retrieved == (max(one.retrieved or "" for one in citations) or None)


def test_a_list_that_names_one_paper_twice_says_each_sentence_once():
    works = [
        Work(title="A paper about trees in winter", ids={"doi": "10.1/a"}),
        Work(title="Deep learning for birds of prey", ids={"doi": "10.1/b"}, year=2015),
        Work(title="Deep learning for birds of prey", year=2015),
    ]
    facts = Facts(input="records:r", location="/r", source="r", works=works, known=[0, 1])
    for cited in (1, 2):
        facts.citations = CitationTable(
            [*facts.citations, Citation(citing=0, cited=cited, evidence="in its list")]
        )
    (cites,) = assemble([facts]).graph.records("CITES")
    first, why = cites.evidence[0].split("; ", 1)
    assert first == "in its list"
    assert "title" in why
    assert "in its list" not in why
