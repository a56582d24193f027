"""Papers in the shape of the service, as it really writes them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import KINDS
from kg.sources.s2_papers import decode_paper

RESPONSES = Path(__file__).parent.parent / "data" / "s2-responses"


def body(name):
    return json.loads((RESPONSES / f"{name}.json").read_text(encoding="utf-8"))


def is_known(value):
    return value not in ("", [], {})


@pytest.mark.parametrize("paper", body("odd_papers"), ids=lambda paper: "+".join(paper["why"]))
def test_odd_papers_are_read_without_empty_values(paper):
    work = decode_paper(paper)
    assert work.title
    assert set(work.ids) <= set(KINDS)
    for field in (
        "venue",
        "venue_id",
        "venue_kind",
        "volume",
        "pages",
        "abstract",
        "open_access_pdf",
    ):
        assert getattr(work, field) is None or getattr(work, field).strip()
    assert all(author.name for author in work.authors)


def test_a_whole_paper():
    (paper,) = [row for row in body("batch_full_with_null_0") if row][:1]
    work = decode_paper(paper)
    assert work.ids == {
        "mag": "2096684396",
        "doi": "10.2139/ssrn.288970",
        "corpus": "470667",
        "s2": "c31c87c591a25c64fbaa82e8ac6a81831b6ac7ce",
    }
    assert (
        work.venue == "Experimental & Empirical Studies eJournal"
    )  # venue "", so the journal's name
    assert (work.year, work.reference_count, work.citation_count) == (2001, 30, 10670)
    assert work.open_access_pdf == "http://papers.nber.org/papers/w8841.pdf"
    assert work.fields_of_study == ["Psychology", "Economics", "Mathematics"]
    assert [author.s2_id for author in work.authors] == ["81141608", "2259683", "2062143"]


def test_references_that_the_service_did_not_resolve_have_no_ids():
    papers = [decode_paper(edge["citedPaper"]) for edge in body("references_page_1")["data"]]
    assert sum(not paper.ids for paper in papers) == 13
    assert (
        papers[2].title
        == "“Micro…nance’s ‘iron law’–local economies reduced to poverty,”Financial Times, 12/20/2008"
    )


def test_null_lists():
    work = decode_paper(body("obj_PaperWithNullValues"))
    assert work.authors == []
    assert work.title is None


def test_a_key_of_a_file_is_no_semantic_scholar_id():
    assert decode_paper({"paperId": "kan-2012", "title": "x"}).ids == {"key": "kan-2012"}


def test_an_arxiv_doi_is_an_arxiv_id():
    both = {"DOI": "10.48550/arXiv.2207.04818", "ArXiv": "2207.04818v2"}
    assert decode_paper({"externalIds": both}).ids == {"arxiv": "2207.04818"}


def test_venue_names():
    venue = {
        "id": "v1",
        "name": "Computer Vision and Pattern Recognition",
        "type": "conference",
        "alternate_names": ["CVPR"],
    }
    work = decode_paper({"venue": "CVPR 2019", "publicationVenue": venue})
    assert (work.venue, work.venue_id, work.venue_kind) == ("CVPR 2019", "v1", "conference")
    assert work.venue_alternate_names == ["Computer Vision and Pattern Recognition", "CVPR"]


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = [
    "paperId", "externalIds", "corpusId", "title", "venue", "publicationVenue", "journal", "year",
    "publicationDate", "authors", "abstract", "tldr", "url", "citationCount", "isOpenAccess",
    "openAccessPdf", "fieldsOfStudy", "s2FieldsOfStudy", "publicationTypes", "introducesDatasets",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), ODD))
def test_nothing_that_json_can_say_makes_it_fail(paper):
    work = decode_paper(paper)
    assert all(
        is_known(getattr(work, field)) or isinstance(getattr(work, field), list | dict)
        for field in work.__struct_fields__
    )
    (work.title or "").encode("utf-8")
