"""OpenCitations: recorded rows, one list a request, and every fault alone."""

import json
from pathlib import Path

import pytest
from opencitations_server import OpenCitationsServer, row
from service_server import PASSING

from kg.sources.client import NotData
from kg.sources.opencitations import OpenCitations
from kg.sources.opencitations.contract import references_of, rows_check

DATA = Path(__file__).parent.parent / "data" / "other-sources"
TOKEN = "ef7cdb02-token-of-a-test"


def recorded(name):
    return json.loads((DATA / f"opencitations-references-{name}.json").read_text("utf-8"))


@pytest.fixture
def server():
    lists = {"10.1038/nature12373": recorded("nature12373")}
    for number in range(12):
        cited = row(f"doi:10.5555/paper.{number}", f"doi:10.5555/CITED.{number}", number)
        lists[f"10.5555/paper.{number}"] = [cited]
    lists["10.1002/(sici)1<3::aid-a>3.0.co;2-x"] = [
        row("doi:10.1002/(SICI)1<3::AID-A>3.0.CO;2-X", "pmid:7", 99)
    ]
    lists["10.48550/arxiv.2207.04818"] = [row("doi:10.48550/arXiv.2207.04818", "doi:10.5555/a", 98)]
    with OpenCitationsServer(lists) as running:
        yield running


def opencitations(server, tmp_path, **options):
    usual = {"base_url": server.url, "interval": 0.0, "patience": 5.0, "archive": tmp_path}
    return OpenCitations(**usual | options)


def test_recorded_rows():
    found = references_of(rows_check("10.1038/nature12373")(recorded("nature12373")), "2026-11-30")
    assert (found.received, found.identified, found.stated) == (3, 3, None)
    assert not found.is_complete
    first = found.references[0]
    assert first.work.ids == {"doi": "10.1038/nmeth818", "pmid": "16299478"}
    assert first.evidence == "OpenCitations: OCI 06120344846-06802139111"


def test_recorded_bags_with_several_ids_of_a_kind():
    rows = rows_check("10.1162/qss_a_00292")(recorded("odd-rows"))
    works = [one.work for one in references_of(rows).references]
    assert works[0].ids["doi"] == "10.7717/peerj.4201"  # the article before its preprint
    assert works[0].also == ["doi:10.7287/peerj.preprints.3469v1"]
    assert (works[1].ids["pmid"], works[1].also) == ("26978244", ["pmid:30890711"])
    assert works[2].ids == {"arxiv": "1902.02534"}


@pytest.mark.parametrize("odd", [None, {}, [1], [{}], [{"oci": 1, "citing": "", "cited": ""}]])
def test_what_is_no_list_of_citations_is_not_data(odd):
    with pytest.raises(NotData):
        rows_check("10.1/a")(odd)


def test_one_a_request_and_nothing_twice(server, tmp_path):
    dois = [f"10.5555/PAPER.{number}" for number in range(12)] + ["10.5555/nobody"]
    with opencitations(server, tmp_path) as source:
        assert source.requests_for(dois) == {"GET /references/doi:{doi}": 13}
        found = source.reference_lists(dois)
        assert source.requests == {"GET /references/doi:{doi}": 13}
    assert found["10.5555/nobody"] is None  # [] says nothing
    assert found["10.5555/paper.7"].references[0].work.ids == {"doi": "10.5555/cited.7"}
    for options in ({}, {"offline": True}):
        with opencitations(server, tmp_path, **options) as source:
            assert source.reference_lists(dois) == found
            assert source.requests == {}
    with opencitations(server, tmp_path, refresh=0.0) as source:
        source.reference_lists(["10.5555/nobody"])
        assert source.requests == {}  # it is not older than that: the clock has seconds


def test_odd_dois_and_arxivs_are_asked_for(server, tmp_path):
    odd = "10.1002/(SICI)1<3::AID-A>3.0.CO;2-X"
    with opencitations(server, tmp_path) as source:
        found = source.reference_lists([odd, "10.48550/arXiv.2207.04818"])
    assert found[odd.lower()].references[0].work.ids == {"pmid": "7"}
    assert found["10.48550/arxiv.2207.04818"].references[0].work.ids == {"doi": "10.5555/a"}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_now_and_then_changes_nothing(server, tmp_path, fault):
    dois = [f"10.5555/paper.{number}" for number in range(6)]
    with opencitations(server, tmp_path / "good") as source:
        wanted = source.reference_lists(dois)
    server.fault = lambda seen: fault if len(server.log) % 2 else None
    with opencitations(server, tmp_path / "bad", patience=20) as source:
        assert source.reference_lists(dois) == wanted
        assert source.deferred is None


@pytest.mark.parametrize("fault", ["429", "500", "html", "429 after 9000"])
def test_a_fault_that_lasts_defers_and_is_not_archived(server, tmp_path, fault):
    server.fault = lambda _: fault
    with opencitations(server, tmp_path, patience=0.5) as source:
        assert source.reference_lists(["10.5555/paper.1"]) == {}
        assert source.deferred.startswith("1 reference lists could not be had: OpenCitations ")
    server.fault = lambda _: None
    with opencitations(server, tmp_path) as source:
        assert len(source.reference_lists(["10.5555/paper.1"])["10.5555/paper.1"].references) == 1


@pytest.mark.parametrize("mixed", [False, True])
def test_citations_by_another_paper_are_no_answer(server, tmp_path, mixed):
    right = server.rows["10.5555/paper.1"]
    server.rows["10.5555/paper.1"] = [*(right if mixed else []), *server.rows["10.5555/paper.2"]]
    with opencitations(server, tmp_path, patience=0.5) as source:
        assert source.reference_lists(["10.5555/paper.1"]) == {}
        assert "could not be had: " in source.deferred
    server.rows["10.5555/paper.1"] = right
    with opencitations(server, tmp_path) as source:
        assert source.reference_lists(["10.5555/paper.1"])["10.5555/paper.1"].received == 1


def test_the_token_is_sent_and_is_in_no_file_and_no_message(server, tmp_path, caplog):
    server.token = TOKEN
    caplog.set_level("DEBUG")
    with opencitations(server, tmp_path, token=TOKEN) as source:
        assert source.reference_lists(["10.5555/paper.1"])["10.5555/paper.1"]
    assert TOKEN not in caplog.text
    assert all(TOKEN.encode() not in path.read_bytes() for path in tmp_path.iterdir())
    with opencitations(server, tmp_path, token="another-token") as source:
        assert source.reference_lists(["10.5555/paper.2"]) == {}
        assert "OPENCITATIONS_TOKEN" in source.deferred
        assert "another-token" not in source.deferred
