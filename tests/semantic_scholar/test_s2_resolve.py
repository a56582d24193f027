"""Which paper is this entry?"""

import copy

import pytest
from s2_corpus import Corpus, sha_of
from s2_server import S2Server

from kg.records import Entry
from kg.sources import Decision
from kg.sources.semantic_scholar import SemanticScholar


def paper(number, title, **more):
    return {
        "paperId": sha_of(str(number)),
        "externalIds": {"CorpusId": number},
        "title": title,
        "year": 2019,
        "authors": [{"authorId": str(number), "name": "Hu Peng"}],
        "abstract": None,
    } | more


@pytest.fixture
def asked(tmp_path):
    """Return the resolution of entries by a service that knows these papers, and the server."""
    servers = []

    def resolve(papers, *entries, decisions=None, **options):
        corpus = Corpus({one["paperId"]: one for one in papers}, {})
        with S2Server(corpus, **options) as server:
            servers.append(server)
            with SemanticScholar(
                base_url=server.url, interval=0.0, archive=tmp_path / "a"
            ) as source:
                return source.resolve(entries, decisions or {}), server

    return resolve


def test_a_whole_list_takes_two_requests_and_never_again(s2_server, s2_source, s2_literature):
    _corpus, entries = s2_literature
    first = s2_source().resolve(entries, {})
    assert all(one.confidence == "certain" for one in first)
    assert [one.work.title.lower() for one in first] == [entry.title.lower() for entry in entries]
    assert s2_server.counts() == {"POST /paper/batch": 1, "GET /paper/search/bulk": 1}
    assert s2_source().resolve(entries, {}) == first
    assert s2_source(offline=True).resolve(entries, {}) == first
    assert len(s2_server.log) == 2


def test_what_phrases_do_not_find_is_asked_for_alone(asked):
    known = paper(1, "Deep cross modal networks for ranking", authors=[{"name": "Hu Peng"}])
    entry = Entry(
        line=1, title="Deep cross modal network for ranking", year=2019, authors=["H. Peng"]
    )
    (one,), server = asked([known], entry)
    assert one.confidence == "probable"
    assert server.counts() == {"GET /paper/search/bulk": 1, "GET /paper/search/match": 1}


def test_a_title_that_contains_the_entry_is_another_paper(asked):
    known = paper(1, "Ranking-based deep cross-modal hashing")
    (one,), _ = asked([known], Entry(line=1, title="Deep Cross-Modal Hashing", year=2019))
    assert one.work is None
    assert one.confidence == "none"
    assert [candidate.title for candidate in one.candidates] == [known["title"]]


def test_two_papers_of_one_title_are_not_decided_by_chance(asked):
    papers = [
        paper(n, "Learning deep maps of things", authors=[{"name": f"Ann {c}"}])
        for n, c in ((1, "Xu"), (2, "Li"))
    ]
    (one,), _ = asked(papers, Entry(line=1, title="Learning Deep Maps of Things", year=2019))
    assert one.confidence == "unsure"
    assert one.work is None
    assert len(one.candidates) == 2


def test_an_id_of_a_merged_paper_becomes_a_name_of_it(s2_server, s2_source, s2_literature):
    corpus, _ = s2_literature
    old, now = next(iter(corpus.merged.items()))
    entry = Entry(line=1, title=corpus.papers[now]["title"], ids={"s2": old})
    (one,) = s2_source().resolve([entry], {})
    assert one.work.ids["s2"] == now
    assert one.work.also == [f"s2:{old}"]


def test_answers_belong_to_ids_by_position_not_by_what_they_say(
    s2_server, s2_source, s2_literature
):
    corpus, _ = s2_literature
    old, now = next(iter(corpus.merged.items()))
    title = corpus.papers[now]["title"]
    entries = [
        Entry(line=1, title="Nothing known", ids={"s2": "0" * 40}),
        Entry(line=2, title=title, ids={"s2": old}),
        Entry(line=3, title=title, ids={"s2": now}),
    ]
    none, merged, same = s2_source().resolve(entries, {})
    assert none.work is None
    assert merged.work.ids == same.work.ids
    assert (merged.work.also, same.work.also) == ([f"s2:{old}"], [])


def test_an_identifier_that_leads_elsewhere_gives_way_to_the_title(asked):
    wrong = paper(1, "A study of something else entirely", externalIds={"DOI": "10.1/a"})
    right = paper(2, "Learning deep maps of things")
    entry = Entry(line=1, title="Learning deep maps of things", year=2019, ids={"doi": "10.1/a"})
    (one,), _ = asked([wrong, right], entry)
    assert (one.confidence, one.matched_by) == ("certain", "title")
    assert one.work.ids["s2"] == right["paperId"]


def test_an_identifier_that_leads_elsewhere_links_nothing(asked):
    wrong = paper(1, "A study of something else entirely", externalIds={"DOI": "10.1/a"})
    entry = Entry(line=1, title="Learning deep maps of things", year=2019, ids={"doi": "10.1/a"})
    (one,), _ = asked([wrong], entry)
    assert (one.confidence, one.work) == ("unsure", None)
    assert "leads to another title" in one.evidence


def test_the_second_identifier_is_asked_when_the_first_is_unknown(asked):
    known = paper(1, "Learning deep maps of things", externalIds={"ArXiv": "2207.04818"})
    entry = Entry(line=1, title=known["title"], ids={"doi": "10.1/absent", "arxiv": "2207.04818"})
    (one,), server = asked([known], entry)
    assert one.matched_by == "arxiv"
    assert server.counts() == {"POST /paper/batch": 2}


def test_identifiers_that_are_none_are_not_sent(asked):
    known = paper(1, "Learning deep maps of things")
    entry = Entry(
        line=1, title=known["title"], year=2019, ids={"doi": "not a doi", "openreview": "x y"}
    )
    (one,), server = asked([known], entry)
    assert one.confidence == "certain"
    assert server.counts() == {"GET /paper/search/bulk": 1}


@pytest.mark.parametrize("status", [400, 500])
def test_one_poisonous_id_costs_no_other(s2_source, s2_server, s2_literature, status):
    _corpus, entries = s2_literature
    good = s2_source().resolve(entries, {})
    poisoned = next(entry for entry in entries if "doi" in entry.ids)
    s2_server.poison = {f"DOI:{poisoned.ids['doi']}": status}
    s2_server.log.clear()
    source = s2_source(archive=s2_source()._archive.path.parent.parent / "other")
    found = source.resolve(entries, {})
    for entry, one, other in zip(entries, found, good, strict=True):
        assert one.work.ids == other.work.ids
        assert one.matched_by == ("title" if entry is poisoned else other.matched_by)
    sent = len(s2_server.log)
    assert sent < 30
    assert "1 answers could not be had" in source.deferred
    s2_server.poison = {}
    assert source.resolve(entries, {}) == good  # a refusal was no answer: it is asked for again
    assert len(s2_server.log) == sent + 1


def test_a_service_that_takes_no_searches_for_phrases_is_asked_title_by_title(
    s2_source, s2_server, s2_literature
):
    _, entries = s2_literature
    s2_server.fault = lambda seen: "refused" if "bulk" in seen.endpoint else None
    found = s2_source().resolve(entries, {})
    assert all(one.confidence == "certain" for one in found)
    assert s2_server.counts()["GET /paper/search/bulk"] <= 8
    assert s2_server.counts()["GET /paper/search/match"] == sum(not one.ids for one in entries)
    sent = len(s2_server.log)
    assert s2_source().resolve(entries, {}) == found
    assert len(s2_server.log) == sent


def test_what_a_gateway_says_is_no_knowledge(s2_source, s2_server, s2_literature):
    _, entries = s2_literature
    s2_server.fault = lambda _: "gateway"
    source = s2_source(patience=0.2)
    assert all(one.deferred for one in source.resolve(entries, {}))
    assert "403" in source.deferred
    s2_server.fault = lambda _: None
    assert all(one.confidence == "certain" for one in s2_source().resolve(entries, {}))


def test_a_title_that_too_many_papers_hold_does_not_spoil_the_search(asked):
    crowd = [paper(n, f"Deep maps of all things {n}") for n in range(10, 5_200)]
    wanted = [paper(1, "Deep maps of all things"), paper(2, "Learning rare words of old tongues")]
    entries = [Entry(line=n, title=one["title"], year=2019) for n, one in enumerate(wanted)]
    found, server = asked([*crowd, *wanted], *entries)
    assert [one.work.title for one in found] == [one["title"] for one in wanted]
    assert server.counts() == {"GET /paper/search/bulk": 2, "GET /paper/search/match": 1}


def test_a_search_of_several_pages(asked):
    crowd = [paper(n, f"Deep maps of all things {n}") for n in range(10, 2_300)]
    wanted = paper(1, "Deep maps of all things")
    (one,), server = asked([*crowd, wanted], Entry(line=1, title=wanted["title"], year=2019))
    assert one.confidence == "certain"
    assert server.counts() == {"GET /paper/search/bulk": 3}


def test_decisions_win(s2_source, s2_literature):
    corpus, entries = s2_literature
    other = next(iter(corpus.papers.values()))
    by_title = next(i for i, entry in enumerate(entries) if not entry.ids)
    by_id = next(i for i, entry in enumerate(entries) if "arxiv" in entry.ids)
    usual = s2_source().resolve(entries, {})
    decisions = {
        0: Decision(reject=("*",)),
        by_title: Decision(accept=f"s2:{other['paperId']}"),
        by_id: Decision(reject=(f"arxiv:{entries[by_id].ids['arxiv']}",)),
    }
    found = s2_source().resolve(entries, decisions)
    assert found[0].work is None
    assert found[by_title].matched_by == "decision"
    assert found[by_title].work.ids["s2"] == other["paperId"]
    assert found[by_id].work is None
    assert usual[by_id].work is not None


def test_an_entry_without_title_and_id(s2_source):
    (one,) = s2_source().resolve([Entry(line=1, title="?!")], {})
    assert one.confidence == "none"
    assert not one.deferred


def test_offline_without_an_archive_defers_and_sends_nothing(s2_server, s2_source, s2_literature):
    source = s2_source(offline=True)
    assert all(one.deferred for one in source.resolve(s2_literature[1], {}))
    assert "--offline" in source.deferred
    assert s2_server.log == []


def test_refresh_asks_again_and_takes_what_changed(s2_literature, tmp_path):
    corpus, entries = copy.deepcopy(s2_literature)
    entry = next(entry for entry in entries if "doi" in entry.ids)
    sha = next(
        sha for sha, one in corpus.papers.items()
        if one["externalIds"].get("DOI", "").lower() == entry.ids["doi"]
    )  # fmt: skip
    with S2Server(corpus) as server:

        def year(**options):
            with SemanticScholar(
                base_url=server.url, interval=0.0, archive=tmp_path, **options
            ) as source:
                return source.resolve([entry], {})[0].work.year

        before = year()
        corpus.papers[sha]["year"] = 1984
        assert year() == before
        assert year(refresh=-1.0) == 1984
        assert len(server.log) == 2
        server.fault = lambda _: "429"  # what cannot be asked again stays as it was
        with SemanticScholar(
            base_url=server.url, interval=0.0, archive=tmp_path, refresh=-1.0, patience=0.1
        ) as source:
            assert source.resolve([entry], {})[0].work.year == 1984
            assert "stays as it was" in source.deferred
