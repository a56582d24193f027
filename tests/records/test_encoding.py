"""Facts as JSON in pieces."""

from __future__ import annotations

import msgspec
import pytest

from kg.records import Citation, Facts, Work, json_of_facts


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
    assert msgspec.json.decode(text, type=Facts) == facts
