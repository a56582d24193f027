"""Identifiers that stand in the text of an entry."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import from_url
from kg.placeholders import is_placeholder_doi
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


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("DOI: 10.5555/a*b*c", "10.5555/a*b*c"),
        (r"DOI: 10.5555/a\*b\*c", "10.5555/a*b*c"),
        ("https://doi.org/10.5555/a*b*c", "10.5555/a*b*c"),
        ("[10.5555/a*b*c](https://example.org/x)", "10.5555/a*b*c"),
        ("**doi:10.5555/a*b**", "10.5555/a*b"),
        ("*doi:10.5555/ab*, 12 pages", "10.5555/ab"),
        ("doi:10.5555/a;b", "10.5555/a;b"),
        ("doi:10.5555/ab;2001", "10.5555/ab"),
        ("doi:10.5555/ab; 10.5555/cd", "10.5555/ab"),
        ("doi:10.5555/ab,10.5555/cd", "10.5555/ab"),
        ("doi:10.5555/a&lt;bd&gt;c", "10.5555/a<bd>c"),
        ("doi:10.5555/a<b2>c", "10.5555/a<b2>c"),
        ("doi:10.5555/ab<br>12 pages", "10.5555/ab"),
        ("doi:10.5555/a[1]c", "10.5555/a[1]c"),
        ("[doi:10.5555/ab]", "10.5555/ab"),
        ("(doi:10.5555/a(1)c).", "10.5555/a(1)c"),
        ("doi:10.1890/0012-9658(2006)87[1465:ATAP]2.0.CO;2", "10.1890/0012-9658(2006)87[1465:atap]2.0.co;2"),
        ("doi:10.1175/1520-0442(2003)016<0001:AB>2.0.CO;2", "10.1175/1520-0442(2003)016<0001:ab>2.0.co;2"),
        ("[pdf](https://doi.org/10.5555/a%3Cb%3Ec)", "10.5555/a<b>c"),
        ("[pdf](https://doi.org/10.5555/a%3Cb)", "10.5555/a<b"),
        ("[pdf](https://doi.org/10.5555%2Fa%3Bb)", "10.5555/a;b"),
        ("[pdf](https://doi.org/10.5555/a%23b?locale=en)", "10.5555/a#b"),
        ("[pdf](https://doi.org/10.5555/a%253Cb)", "10.5555/a<b"),
        ("[pdf](https://doi.org/10.5555/a%3Fb)", "10.5555/a?b"),
        ("[pdf](https://doi.org/10.5555/a%7Cb)", "10.5555/a|b"),
        ("[pdf](https://doi.org/10.5555/a%22b)", '10.5555/a"b'),
        ("[pdf](<https://doi.org/10.5555/a<bd>c>)", "10.5555/a<bd>c"),
        ("[pdf](https://doi.org/10.5555/a*b*c)", "10.5555/a*b*c"),
        ("`10.5555/a*b*c`", "10.5555/a*b*c"),
    ],
)  # fmt: skip
def test_a_doi_is_read_whole_whatever_signs_it_holds(written: str, doi: str) -> None:
    read = parse(
        f"# Papers\n- Growth of grey moss in bogs. A. Lopez. 2009. {written}\n",
        source="papers.md",
        id="papers",
    )
    assert [entry.ids for entry in read.entries] == [{"doi": doi}]


def test_an_address_whose_doi_would_hold_a_blank_has_none() -> None:
    assert from_url("https://doi.org/10.5555/a%20b") == {}
    assert from_url("https://doi.org/10.5555/a%2520b") == {}


@given(
    st.text("ab12*_;<>()[].-:/", min_size=1, max_size=12).filter(
        lambda text: text[0].isalnum() and text[-1].isalnum()
    )
)
def test_a_doi_in_an_address_is_the_one_that_was_encoded(suffix: str) -> None:
    ids = from_url(f"https://doi.org/10.5555/{quote(suffix, safe='')}")
    assert ids in ({"doi": f"10.5555/{suffix}"}, {})
    assert ids or is_placeholder_doi(f"10.5555/{suffix}")


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("PMC7654322", {"pmc": "PMC7654322"}),
        ("doi.org/10.5555/c.5", {"doi": "10.5555/c.5"}),
        ("arxiv.org/abs/1801.00003", {"arxiv": "1801.00003"}),
        ("openreview.net/forum?id=Abc123XYZ", {"openreview": "Abc123XYZ"}),
        ("acl:P18-1001", {"acl": "P18-1001"}),
        ("aclanthology.org/P18-1002", {"acl": "P18-1002"}),
    ],
)
def test_an_item_that_is_only_an_identifier_is_an_entry(written, ids):
    text = (
        f"# L\n\n- [Spawning grounds of herring](https://arxiv.org/abs/1801.00009)\n- {written}\n"
    )
    entry = parse(text, source="l.md", id="list:l").entries[1]
    assert (entry.line, entry.ids) == (4, ids)
