"""OpenAlex: recorded works, a hundred a request, a spent budget, and every fault alone."""

import json
from pathlib import Path

import pytest
from openalex_server import OpenAlexServer, work
from service_server import PASSING

from kg.sources.openalex import OpenAlex
from kg.sources.openalex.contract import id_of, listed_ids, work_of

DATA = Path(__file__).parent.parent / "data" / "other-sources"
KEY = "openalex-key-of-a-test"


def recorded(name):
    return json.loads((DATA / f"openalex-{name}.json").read_text("utf-8"))


@pytest.fixture
def server():
    works = [recorded("work-elife-01567")]
    works += [
        work(number, doi=f"10.5555/paper.{number}", cites=[1000 + number, 2000])
        for number in range(1, 121)
    ]
    works += [work(1000 + number, doi=f"10.5555/CITED.{number}") for number in range(1, 121)]
    works += [
        work(3000, doi="10.5555/a,b", cites=[1001]),
        work(3001, cites=[], doi="10.5555/empty"),
    ]
    works += [work(3002, doi="10.48550/arxiv.2207.04818", cites=[3003]), work(3003)]
    with OpenAlexServer(works) as running:
        yield running


def openalex(server, tmp_path, **options):
    usual = {"base_url": server.url, "interval": 0.0, "patience": 5.0, "archive": tmp_path}
    return OpenAlex(**usual | options)


def test_a_retracted_work_is_called_so_with_and_without_a_list(tmp_path):
    works = [
        work(1, doi="10.5555/a", cites=[3], is_retracted=True),
        work(2, doi="10.5555/b", is_retracted=True),
        work(4, doi="10.5555/c", cites=[3], is_retracted=False),
        work(3),
    ]
    with OpenAlexServer(works) as server, openalex(server, tmp_path) as service:
        lists = service.reference_lists([f"10.5555/{name}" for name in "abc"])
    assert [lists[f"10.5555/{name}"].retracted for name in "abc"] == [True, True, False]


def test_recorded_works():
    elife = recorded("work-elife-01567")
    assert len(listed_ids(elife)) == 29
    cited = work_of(elife)
    assert cited.ids == {"doi": "10.7554/elife.01567", "pmid": "24520159", "mag": "2121398592"}
    assert (cited.year, cited.venue, len(cited.authors)) == (2014, "eLife", 1)
    ids = [set(work_of(one).ids) for one in recorded("list-sample")["results"]]
    assert ids[0] == {"doi", "mag"}


@pytest.mark.parametrize("odd", [True, -1, 1.5, "many", [], {}, None, [1], [None]])
@pytest.mark.parametrize(
    "name", ["doi", "title", "publication_year", "authorships", "ids", "primary_location"]
)
def test_one_odd_field_costs_that_field_alone(name, odd):
    found = work_of({**work(7, doi="10.5555/x"), name: odd})
    assert found.ids.get("doi") == (None if name == "doi" else "10.5555/x")
    assert found.title == "Work number 7" or name == "title"


def test_ids():
    assert listed_ids({"referenced_works": ["W1", "https://openalex.org/w1", 7]}) == ["W1", None]
    assert listed_ids({"referenced_works": None}) == []
    assert id_of("https://openalex.org/A1") is None


@pytest.mark.parametrize("odd", [None, 5, [], {}, {"id": 7, "doi": None}])
def test_an_item_that_is_no_work_costs_no_other(server, tmp_path, caplog, odd):
    dois = ["10.5555/paper.1", "10.5555/paper.2"]

    def spoilt(seen, answer=server.answer):
        status, body = answer(seen)
        return status, {**body, "meta": {}, "results": [odd, *body["results"][:-1]]}

    answer, server.answer = server.answer, spoilt
    with openalex(server, tmp_path) as source:
        assert source.reference_lists(dois) == {}  # the work that it cites did not come
        assert "GET /works" in source.requests
    assert "OpenAlex gives an item in a form that is not its own" in caplog.text
    server.answer = answer
    with openalex(server, tmp_path) as source:
        assert source.reference_lists(dois).keys() == set(dois)
        assert source.deferred is None


def test_a_hundred_a_request_and_nothing_twice(server, tmp_path):
    dois = [f"10.5555/PAPER.{number}" for number in range(1, 121)]
    dois += ["10.5555/nobody", "10.5555/empty"]
    with openalex(server, tmp_path) as source:
        found = source.reference_lists(dois)
        assert source.requests == {"GET /works": 4}  # 122 lists, 121 cited works
    assert found["10.5555/nobody"] is None
    assert found["10.5555/empty"] is None  # an empty list is "unknown"
    first = found["10.5555/paper.7"]
    assert (first.received, first.identified, first.stated) == (2, 1, None)  # one id is dead
    assert first.references[0].work.ids == {"doi": "10.5555/cited.7"}
    assert first.references[0].work.title == "Work number 1007"
    assert first.references[0].evidence == "OpenAlex: among the referenced works"
    for options in ({}, {"offline": True}):
        with openalex(server, tmp_path, **options) as source:
            assert source.requests_for(dois) == {"GET /works": 0, "GET /works/doi:{doi}": 0}
            assert source.reference_lists(dois) == found
            assert source.requests == {}


def test_works_that_share_a_doi_push_no_other_off_the_page(server, tmp_path):
    server.twins = [work(number, doi="10.5555/paper.1") for number in range(5000, 5030)]
    dois = [f"10.5555/paper.{number}" for number in range(1, 101)]
    with openalex(server, tmp_path) as source:
        found = source.reference_lists(dois)
    assert [doi for doi in dois if not found[doi]] == []


def test_dois_with_a_comma_are_asked_for_alone_and_arxivs_too(server, tmp_path):
    with openalex(server, tmp_path) as source:
        found = source.reference_lists(["10.5555/a,b", "10.5555/c,d", "10.48550/arXiv.2207.04818"])
        assert source.requests == {"GET /works": 2, "GET /works/doi:{doi}": 2}
    assert found["10.5555/a,b"].references[0].work.ids == {"doi": "10.5555/cited.1"}
    assert found["10.5555/c,d"] is None
    assert (
        found["10.48550/arxiv.2207.04818"].identified == 0
    )  # a work without an identifier of ours


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_now_and_then_changes_nothing(server, tmp_path, fault):
    dois = [f"10.5555/paper.{number}" for number in range(1, 121)]
    with openalex(server, tmp_path / "good") as source:
        wanted = source.reference_lists(dois)
    server.fault = lambda seen: fault if len(server.log) % 2 else None
    with openalex(server, tmp_path / "bad", patience=20) as source:
        assert source.reference_lists(dois) == wanted
        assert source.deferred is None


def test_a_spent_budget_stops_at_once_and_the_next_day_resumes(server, tmp_path):
    dois = [f"10.5555/paper.{number}" for number in range(1, 121)]
    server.budget = 3
    with openalex(server, tmp_path, patience=600) as source:
        found = source.reference_lists(dois)
        assert "budget of OpenAlex is spent" in source.deferred
    assert len(server.log) == 4
    assert 0 < len(found) < 120  # a list whose works are not all known yet is not half there
    assert all(one.received == 2 and one.identified == 1 for one in found.values())
    server.budget = None
    server.headers.clear()
    with openalex(server, tmp_path) as source:
        assert len(source.reference_lists(dois)) == 120
        assert source.requests == {"GET /works": 1}


@pytest.mark.parametrize("doi", ["10.5555/paper.1", "10.5555/a,b"])
def test_a_work_that_was_not_asked_for_is_no_answer(server, tmp_path, doi):
    right, server.by_doi[doi] = server.by_doi[doi], server.by_doi["10.5555/paper.9"]
    with openalex(server, tmp_path, patience=0.5) as source:
        assert source.reference_lists([doi]) == {}
        assert "could not be had: " in source.deferred
    server.by_doi[doi] = right
    with openalex(server, tmp_path) as source:
        assert source.reference_lists([doi])[doi].identified == 1


@pytest.mark.parametrize("fault", ["500", "html", "half list", "403"])
def test_a_fault_that_lasts_defers_and_is_not_archived(server, tmp_path, fault):
    server.fault = lambda _: fault
    with openalex(server, tmp_path, patience=0.5) as source:
        assert source.reference_lists(["10.5555/paper.1"]) == {}
        assert "OpenAlex" in source.deferred
    server.fault = lambda _: None
    with openalex(server, tmp_path) as source:
        assert len(source.reference_lists(["10.5555/paper.1"])) == 1


def test_the_key_is_sent_and_is_in_no_file_and_no_message(server, tmp_path, caplog):
    server.key = KEY
    caplog.set_level("DEBUG")
    with openalex(server, tmp_path, api_key=KEY) as source:
        assert source.reference_lists(["10.5555/paper.1"])["10.5555/paper.1"]
    assert KEY not in caplog.text
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.iterdir())
