"""What does a paper cite, and what cites it; nothing is cut unnoticed."""

import copy

import pytest
from s2_ask import ask
from s2_corpus import simulated_corpus
from s2_server import S2Server

from kg.records import Work
from kg.sources.semantic_scholar import SemanticScholar
from kg.sources.semantic_scholar.packing import first_fit_decreasing


def source_of(server, tmp_path, **options):
    return SemanticScholar(base_url=server.url, interval=0.0, archive=tmp_path / "a", **options)


def works_of(corpus):
    return [
        Work(
            ids={"s2": sha},
            reference_count=one["referenceCount"],
            citation_count=one["citationCount"],
        )
        for sha, one in corpus.papers.items()
    ]


def test_lists_come_whole_and_withheld_is_not_none(s2_server, s2_source, s2_literature):
    corpus, _ = s2_literature
    works = works_of(corpus)[:60]
    expansions = s2_source().expand(works, "references")
    for work, one in zip(works, expansions, strict=True):
        cited = corpus.references[work.ids["s2"]]
        if work.ids["s2"] in corpus.withheld:
            assert (one.state, one.neighbours) == ("elided", [])
        else:
            # No paper cites nothing: what is empty is not known.
            assert one.state == ("complete" if cited else "unknown")
            assert one.total == len(cited)
            known = [n.work.ids.get("s2") for n in one.neighbours]
            assert known == [other if isinstance(other, str) else None for other in cited]
    assert s2_server.counts() == {"POST /paper/batch": 1}
    assert s2_source(offline=True).expand(works, "references") == expansions


def test_references_that_are_not_resolved_come_with_their_words(s2_source, s2_literature):
    corpus, _ = s2_literature
    (one,) = s2_source().expand(works_of(corpus)[1:2], "references")
    unresolved = [neighbour.work for neighbour in one.neighbours if not neighbour.work.ids]
    assert unresolved
    assert all(work.title.startswith("Technical report") for work in unresolved)


def test_a_work_without_an_id_is_unknown_and_one_unknown_to_the_service_too(s2_server, s2_source):
    works = [Work(title="Only a title"), Work(ids={"s2": "0" * 39 + "1"}, reference_count=3)]
    states = [one.state for one in s2_source().expand(works, "references")]
    assert states == ["unknown", "unknown"]
    sent = len(s2_server.log)
    s2_source().expand(works, "references")
    assert len(s2_server.log) == sent == 1


def test_lists_are_packed_under_the_cap(tmp_path):
    corpus, _ = simulated_corpus(2, listed=60, others=600, typical=250)
    works = works_of(corpus)[:60]
    sizes = {work.ids["s2"]: work.reference_count for work in works}
    with S2Server(corpus) as server, source_of(server, tmp_path) as source:
        expansions = source.expand(works, "references")
        assert {one.state for one in expansions} == {"complete", "elided", "unknown"}
        assert server.counts() == {"POST /paper/batch": len(first_fit_decreasing(sizes, 9_999))}


@pytest.mark.parametrize("cap", [60, 400])
def test_lists_cut_by_a_lower_cap_than_known_are_found_and_read_by_pages(
    s2_literature, tmp_path, cap
):
    corpus, _ = s2_literature
    works = works_of(corpus)[:40]
    with S2Server(corpus) as server, source_of(server, tmp_path / "whole") as source:
        whole = source.expand(works, "references")
    with S2Server(corpus, cap=cap) as server, source_of(server, tmp_path / "cut") as source:
        assert source.expand(works, "references") == whole
        assert len(server.log) > 1


def test_a_list_that_is_shorter_than_its_count_is_partial(s2_literature, tmp_path):
    corpus, _ = copy.deepcopy(s2_literature)
    works = works_of(corpus)[1:31]
    for work in works:
        corpus.papers[work.ids["s2"]]["referenceCount"] += (
            1  # as the service itself counts at times
        )
    with S2Server(corpus) as server:
        with source_of(server, tmp_path) as source:
            expansions = source.expand(works, "references")
        assert {one.state for one in expansions} == {"partial", "elided"}
        assert server.counts()["GET /paper/{id}/references"] <= 10  # then it is believed
        with source_of(server, tmp_path) as source:
            assert source.expand(works, "references") == expansions
            assert source.requests == {}


def test_a_paper_cited_by_more_than_pages_reach_is_capped(tmp_path):
    corpus, _entries = simulated_corpus(4, listed=3, others=40, typical=6, hub=11_000)
    with S2Server(corpus) as server, source_of(server, tmp_path) as source:
        expansions = source.expand(works_of(corpus)[:3], "citations")
        hub = expansions[0]
        assert (hub.state, len(hub.neighbours), hub.total >= 11_000) == ("capped", 9_999, True)
        assert {one.state for one in expansions[1:]} == {"complete"}
        assert server.counts() == {"GET /paper/{id}/citations": 10, "POST /paper/batch": 1}


def test_answers_too_large_are_asked_for_in_smaller_parts(tmp_path):
    corpus, _ = simulated_corpus(6, listed=30, others=300, typical=110)
    for paper in corpus.papers.values():
        paper["authors"] = [{"authorId": "1", "name": "A name of a great many letters " * 12}] * 10
    works = works_of(corpus)[:30]
    with S2Server(corpus) as server, source_of(server, tmp_path) as source:
        expansions = source.expand(works, "references")
        assert {one.state for one in expansions} == {"complete", "elided", "unknown"}
        refused = [seen for seen in server.log if seen.status == 400]
        assert refused
        assert len(server.log) < 12


def test_contexts_are_read_paper_by_paper(s2_server, s2_source, s2_literature):
    corpus, _ = s2_literature
    works = works_of(corpus)[:10]
    expansions = s2_source().expand(works, "references", contexts=True)
    said = expansions[1].neighbours[3]
    assert said.contexts == ["as shown in [3]"]
    assert said.context_intents == [["background"]]
    assert said.intents == ["background"]
    assert said.influential is False
    withheld_or_empty = sum(not one.neighbours for one in expansions)
    assert s2_server.counts() == {
        "POST /paper/batch": 1,
        "GET /paper/{id}/references": len(works) - withheld_or_empty,
    }
    plain = s2_source().expand(works, "references")
    assert plain[1].neighbours[3].contexts == []
    assert [one.state for one in plain] == [one.state for one in expansions]


def test_a_second_hop_takes_few_requests_more(s2_server, s2_source, s2_literature):
    _corpus, entries = s2_literature
    source = s2_source()
    ask(source, entries, ["references"])
    first = sum(source.requests.values())
    answers = ask(source, entries, ["references"], hops=2)
    papers = len(answers["references 2"])
    assert papers > 300
    bound = max(papers / 500, sum(one[1] or 0 for one in answers["references 2"]) / 9_999)
    assert sum(source.requests.values()) - first <= 1.5 * -(-bound // 1)


def test_a_plan_is_what_then_is_asked(s2_server, s2_source, s2_literature):
    _, entries = s2_literature
    source = s2_source()
    plan = source.plan(entries, ["references"])
    assert s2_server.log == []
    ask(source, entries, ["references"])
    asked = {k: v for k, v in plan["requests"].items() if k != "GET /paper/search/match"}
    assert asked == source.requests
    assert source.plan(entries, ["references"]) == {
        "requests": {},
        "total": 0,
        "seconds": 0.0,
        "steps": [],
    }
    later = source.plan(entries, ["references"], contexts=True)
    before = len(s2_server.log)
    ask(source, entries, ["references"], contexts=True)
    assert later["total"] == len(s2_server.log) - before > 50
    assert source.plan(entries, ["references"], contexts=True)["total"] == 0
    assert source.plan(entries, ["citations"], hops=2)["total"] > 1
