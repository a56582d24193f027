"""Identifiers that stand in the text of an entry."""

from __future__ import annotations

import pytest

from kg.reading_list import parse


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("arXiv:hep-th/0309136", {"arxiv": "hep-th/0309136"}),
        ("arXiv:math.GT/0309136", {"arxiv": "math/0309136"}),
        ("arXiv:cs.CL/0205028.", {"arxiv": "cs/0205028"}),
        ("arXiv:1706.03762", {"arxiv": "1706.03762"}),
        ("PMID: 31234567", {"pmid": "31234567"}),
        ("PMID 31234567.", {"pmid": "31234567"}),
        ("PMCID: PMC1234567", {"pmc": "PMC1234567"}),
        ("PMID: 31234568; PMCID: PMC1234568", {"pmid": "31234568", "pmc": "PMC1234568"}),
    ],
)
def test_an_identifier_in_the_text_is_the_entrys(written: str, ids: dict[str, str]) -> None:
    read = parse(
        f"# Papers\n- **Frogs in winter**. A. Lopez. 2009. {written}\n",
        source="papers.md",
        id="papers",
    )
    assert [entry.ids for entry in read.entries] == [ids]
    assert "no-link" not in {warning.code for warning in read.warnings}
