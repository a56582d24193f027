"""Facts as JSON in pieces."""

from __future__ import annotations

import msgspec
import pytest

from kg.records import Citation, CitationTable, Facts, Work, facts_of_json, json_of_facts


@pytest.mark.parametrize("count", [0, 1, 1_999, 2_000, 2_001, 4_000])
def test_the_pieces_of_facts_are_decoded_to_the_same_facts(count: int) -> None:
    facts = Facts(
        input="records:a",
        location="/é.jsonl",
        source="a.jsonl",
        works=[Work(title=f'"Title" {number}, é') for number in range(count)],
        known=list(range(count)),
        citations=[Citation(citing=0, cited=number) for number in range(count - 1)],
    )
    text = b"".join(json_of_facts(facts))
    assert b"\n" not in text
    assert facts_of_json(text) == facts


def test_citations_as_version_0_1_0_kept_them_are_read() -> None:
    citations = [
        Citation(citing=0, cited=1, evidence="reference 3", source="crossref"),
        Citation(citing=0, cited=2, contexts=["so [2]"], context_intents=[["background"]]),
    ]
    facts = Facts(input="list:a", location="/a.md", source="none", citations=citations)
    rest = msgspec.structs.replace(facts, citations=[])
    text = b"".join(json_of_facts(rest)).removesuffix(b"}")
    text += b',"citations":' + msgspec.json.encode(citations) + b"}"
    assert facts_of_json(text) == facts


def test_what_is_said_of_many_citations_is_kept_once() -> None:
    told = [Citation(citing=0, cited=n, evidence="reference", intents=["method"]) for n in range(9)]
    own = [Citation(citing=0, cited=n, contexts=["so [1]"]) for n in range(2)]
    table = CitationTable([*told, *own, *told])
    assert list(table) == [*told, *own, *told]
    assert len(table.statements) == 3
