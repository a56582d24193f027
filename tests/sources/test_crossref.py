"""Crossref's deposited references: recorded answers, few requests, and every fault alone."""

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from crossref_server import CrossrefServer
from service_server import PASSING

from kg.errors import UsageError
from kg.settings import crossref_settings
from kg.sources.crossref import Crossref
from kg.sources.crossref.contract import pace_of
from kg.sources.crossref.deposits import deposit_of

DATA = Path(__file__).parent.parent / "data" / "other-sources"
MAIL = "ann.lee@example.org"


def recorded(name):
    return json.loads((DATA / f"crossref-work-{name}.json").read_text("utf-8"))["message"]


@pytest.fixture
def server():
    works = [
        recorded(name) for name in ("elife-01567", "elsevier-open-references", "ieee-few-dois")
    ]
    works += [
        {
            "DOI": f"10.5555/paper.{number}",
            "references-count": 1,
            "reference": [
                {"key": "r", "DOI": f"10.5555/CITED.{number}", "doi-asserted-by": "publisher"}
            ],
        }
        for number in range(120)
    ]
    works.append({"DOI": "10.5555/a,b", "references-count": 1, "reference": [{"DOI": "10.1/c"}]})
    with CrossrefServer({work["DOI"]: work for work in works}) as running:
        yield running


def crossref(server, tmp_path, **options):
    usual = {"base_url": server.url, "interval": 0.0, "patience": 5.0, "archive": tmp_path}
    return Crossref(**usual | options)


@pytest.mark.parametrize(
    ("name", "stated", "identified", "complete"),
    [
        ("elife-01567", 27, 27, True),
        ("elsevier-open-references", 57, 55, False),
        ("ieee-few-dois", 13, 3, False),
        ("references-key-only", 54, 37, False),
    ],
)
def test_recorded_lists(name, stated, identified, complete):
    found = deposit_of(recorded(name))
    assert (found.stated, found.received, found.identified) == (stated, stated, identified)
    assert found.is_complete is complete
    named = [one for one in found.references if one.work.ids]
    assert 0 < len(named) <= identified
    assert all(one.evidence.startswith("Crossref: ") for one in named)


def test_who_found_a_doi_is_told_apart():
    found = deposit_of(recorded("elife-01567"))
    sentences = [one.evidence for one in found.references]
    assert sentences.count("Crossref: deposited by the publisher with this DOI") == 25
    assert sentences.count("Crossref: DOI found by Crossref's own matching") == 2


def test_not_deposited_is_not_that_it_cites_nothing():
    found = deposit_of(recorded("no-references"))
    assert (found.stated, found.references, found.is_complete) == (None, [], False)


def test_a_doi_named_twice_counts_once_and_a_work_does_not_cite_itself():
    matched = {"DOI": "10.5555/X", "doi-asserted-by": "crossref"}
    items = [
        matched,
        {"DOI": "https://doi.org/10.5555/x", "doi-asserted-by": "publisher"},
        {"DOI": "10.1/A"},
    ]
    found = deposit_of({"DOI": "10.1/a", "references-count": 3, "reference": items})
    # That it cites itself is for the graph to leave out, and to count.
    assert [one.work.ids["doi"] for one in found.references] == ["10.5555/x", "10.1/a"]
    assert found.references[0].evidence == "Crossref: deposited by the publisher with this DOI"
    assert found.is_complete


@pytest.mark.parametrize("odd", [True, -1, 1.5, "many", [], {}, None, [1], [None]])
@pytest.mark.parametrize(
    "name",
    ["DOI", "reference", "references-count", "year", "author", "article-title", "doi-asserted-by"],
)
def test_one_odd_field_costs_that_field_alone(name, odd):
    item = {"key": "r", "DOI": "10.2/x", "doi-asserted-by": "publisher", "year": "2001"}
    work = {"DOI": "10.1/a", "references-count": 1, "reference": [item, odd]}
    (work if name in work and name != "DOI" else item)[name] = odd
    found = deposit_of(work)
    if name not in ("DOI", "reference"):
        assert [one.work.ids for one in found.references if one.work.ids] == [{"doi": "10.2/x"}]


def test_fifty_a_request_and_nothing_twice(server, tmp_path):
    dois = [f"10.5555/PAPER.{number}" for number in range(120)] + ["10.5555/nobody"]
    with crossref(server, tmp_path) as source:
        found = source.reference_lists(dois)
        assert source.requests == {"GET /works": 3}
    assert len(found) == 121
    assert found["10.5555/nobody"] is None
    assert found["10.5555/paper.7"].references[0].work.ids == {"doi": "10.5555/cited.7"}
    with crossref(server, tmp_path) as source:
        assert source.reference_lists(dois) == found
        assert source.requests == {}
    with crossref(server, tmp_path, offline=True) as source:
        assert source.reference_lists(dois) == found
        assert source.reference_lists(["10.5555/never"]) == {}
        assert "--offline" in source.deferred


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, {"DOI": 5}, {"DOI": None}, {"DOI": []}])
def test_an_item_that_is_no_work_costs_no_other(server, tmp_path, caplog, odd):
    dois = ["10.5555/paper.1", "10.5555/paper.2", "10.5555/paper.3"]
    works = [server.works[doi] for doi in dois[:2]]
    answer, server.answer = server.answer, lambda _: (200, {"message": {"items": [odd, *works]}})
    with crossref(server, tmp_path) as source:
        assert source.reference_lists(dois).keys() == set(dois[:2])
        assert source.requests == {"GET /works": 1}
        assert source.deferred.startswith("1 reference lists could not be had")
    assert "Crossref gives an item in a form that is not its own" in caplog.text
    server.answer = answer
    with crossref(server, tmp_path) as source:
        assert source.reference_lists(dois).keys() == set(dois)
        assert (source.requests, source.deferred) == ({"GET /works": 1}, None)


def test_what_is_unknown_beside_an_item_that_is_no_work_is_told_apart(server, tmp_path):
    dois = [f"10.5555/paper.{number}" for number in range(8)]
    unknown = {"10.5555/nobody", "10.5555/stranger"}

    def spoilt(seen, answer=server.answer):
        status, body = answer(seen)
        items = body["message"]["items"]
        body["message"]["items"] = [
            None if "PAPER.3" in one["DOI"].upper() else one for one in items
        ]
        return status, body

    server.answer = spoilt
    with crossref(server, tmp_path, patience=1.0) as source:
        found = source.reference_lists([*dois, *unknown])
        assert source.deferred.startswith("1 reference lists could not be had")
    assert found.keys() == {*dois, *unknown} - {"10.5555/paper.3"}
    assert {doi for doi, one in found.items() if one is None} == unknown


@pytest.mark.parametrize(
    ("name", "odd"),
    [("references-count", True), ("references-count", "4"), ("references-count", -1), ("title", 7),
     ("reference", {}), ("reference", [None]), ("reference", [{"DOI": []}]), ("reference", [{"year": 1}])],
)  # fmt: skip
def test_an_odd_field_is_said_once(server, tmp_path, caplog, name, odd):
    dois = ["10.5555/paper.1", "10.5555/paper.2"]
    for doi in dois:
        server.works[doi][name] = odd
    with crossref(server, tmp_path) as source:
        assert source.reference_lists(dois).keys() == set(dois)
    assert [record.getMessage().count("Crossref gives") for record in caplog.records] == [1]


def test_a_doi_with_a_comma_is_asked_for_alone_and_arxivs_not_at_all(server, tmp_path):
    with crossref(server, tmp_path) as source:
        found = source.reference_lists(["10.5555/a,b", "10.5555/c,d", "10.48550/arXiv.2207.04818"])
        assert source.requests == {"GET /works/{doi}": 2}
    assert found["10.5555/a,b"].references[0].work.ids == {"doi": "10.1/c"}
    assert found["10.5555/c,d"] is None
    assert len(found) == 2


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_now_and_then_changes_nothing(server, tmp_path, fault):
    dois = [f"10.5555/paper.{number}" for number in range(120)]
    with crossref(server, tmp_path / "good") as source:
        wanted = source.reference_lists(dois)
    server.fault = lambda seen: fault if len(server.log) % 2 else None
    with crossref(server, tmp_path / "bad", patience=20) as source:
        assert source.reference_lists(dois) == wanted
        assert source.deferred is None


@pytest.mark.parametrize("fault", ["429", "500", "html", "half list"])
def test_a_fault_that_lasts_defers_and_is_not_archived(server, tmp_path, fault):
    server.fault = lambda _: fault
    with crossref(server, tmp_path, patience=0.5) as source:
        assert source.reference_lists(["10.5555/paper.1"]) == {}
        assert source.deferred.startswith("1 reference lists could not be had: Crossref ")
    server.fault = lambda _: None
    with crossref(server, tmp_path) as source:
        assert len(source.reference_lists(["10.5555/paper.1"])["10.5555/paper.1"].references) == 1


@pytest.mark.parametrize(
    "dois", [["10.5555/paper.1"], ["10.5555/a,b"], ["10.5555/paper.1", "10.5555/paper.2"]]
)
def test_works_that_were_not_asked_for_are_no_answer(server, tmp_path, dois):
    right = {doi: server.works[doi] for doi in dois}
    for number, doi in enumerate(dois):
        server.works[doi] = server.works[f"10.5555/paper.{50 + number}"]
    with crossref(server, tmp_path, patience=0.5) as source:
        assert source.reference_lists(dois) == {}
        assert "could not be had: " in source.deferred
    server.works.update(right)
    with crossref(server, tmp_path) as source:
        assert all(source.reference_lists(dois).values())


def test_one_work_in_the_place_of_another_costs_no_other(server, tmp_path):
    server.works["10.5555/paper.7"] = server.works["10.5555/paper.70"]
    dois = [f"10.5555/paper.{number}" for number in range(10)]
    with crossref(server, tmp_path, patience=3) as source:
        assert set(dois) - set(source.reference_lists(dois)) == {"10.5555/paper.7"}


def test_who_refuses_whatever_it_is_asked_is_not_asked_for_every_paper_alone(server, tmp_path):
    server.answer = lambda _: (400, {"status": "failed", "message": "no such element"})
    with crossref(server, tmp_path) as source:
        assert source.reference_lists([f"10.5555/paper.{n}" for n in range(120)]) == {}
        assert source.deferred.startswith("120 reference lists could not be had: Crossref ")
    assert len(server.log) <= 3 + 10


def test_a_doi_that_is_refused_costs_no_other(server, tmp_path):
    answer = server.answer
    bad = {"10.5555/paper.3", "10.5555/paper.57", "10.5555/paper.58", "10.5555/paper.110"}
    server.answer = lambda seen: (
        (400, {"status": "failed", "message": "not a DOI"})
        if any(
            seen.parameters["filter"].endswith(doi) or f"{doi}," in seen.parameters["filter"]
            for doi in bad
        )
        else answer(seen)
    )
    dois = [f"10.5555/paper.{number}" for number in range(120)]
    with crossref(server, tmp_path) as source:
        assert set(dois) - set(source.reference_lists(dois)) == bad


def test_blocked_is_said_at_once(server, tmp_path):
    server.fault = lambda _: "403"
    with crossref(server, tmp_path) as source:
        assert source.reference_lists([f"10.5555/paper.{n}" for n in range(120)]) == {}
        assert "Crossref blocks this address (403)" in source.deferred
    assert len(server.log) == 1


def test_the_slower_of_interval_and_headers_wins(server, tmp_path):
    server.headers = {"x-rate-limit-limit": "5", "x-rate-limit-interval": "1s"}
    with crossref(server, tmp_path, interval=0.01) as source:
        source.reference_lists([f"10.5555/paper.{number}" for number in range(120)])
    assert min(server.gaps()) >= 0.2
    assert pace_of({"x-rate-limit-limit": "0"}) == pace_of({}) == 0.0
    assert pace_of({"x-rate-limit-limit": "1", "x-rate-limit-interval": "99999s"}) == 0.0


def test_the_mail_address_is_sent_and_is_in_no_file_and_no_message(server, tmp_path, caplog):
    server.fault = lambda seen: "500" if not server.log else None
    caplog.set_level("DEBUG")
    with crossref(server, tmp_path, mailto=MAIL) as source:
        source.reference_lists(["10.5555/paper.1", "10.5555/a,b"])
    assert {seen.parameters["mailto"] for seen in server.log} == {MAIL}
    for spelling in (MAIL, quote(MAIL), "ann.lee"):
        assert spelling not in caplog.text
        assert all(spelling.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_an_option_that_is_none_is_an_error(server, tmp_path):
    with pytest.raises(TypeError, match="Crossref has no option intervall"):
        crossref(server, tmp_path, intervall=1.0)


def test_settings(monkeypatch):
    for name in ("KG_MAILTO", "KG_CROSSREF_URL", "KG_CROSSREF_INTERVAL"):
        monkeypatch.delenv(name, raising=False)
    assert crossref_settings().interval == 1.0
    monkeypatch.setenv("KG_MAILTO", MAIL)
    assert crossref_settings()[:2] == ("https://api.crossref.org", 0.34)
    monkeypatch.setenv("KG_MAILTO", "nobody")
    with pytest.raises(UsageError, match="KG_MAILTO"):
        crossref_settings()
    with pytest.raises(UsageError, match="KG_CROSSREF_URL"):
        crossref_settings("ftp://a", mailto=MAIL)
