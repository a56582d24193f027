"""A reference list that is too large for one answer: smaller pages, never an archived refusal."""

import pytest
from s2_corpus import Corpus
from s2_server import S2Server

from kg.records import Entry
from kg.sources.semantic_scholar import SemanticScholar


def paper(number, authors, references=0):
    return {
        "paperId": f"{number:040x}",
        "externalIds": {"DOI": f"10.5555/{number}"},
        "title": f"Measurement number {number} of the same detector",
        "year": 2019,
        "authors": [{"authorId": str(n), "name": f"A. Collaborator{n}"} for n in range(authors)],
        "referenceCount": references,
        "citationCount": 0,
    }


@pytest.fixture
def collaboration():
    """Return a literature whose first paper cites 60 of a collaboration, the second two small ones."""
    many = [paper(number, 100) for number in range(100, 160)]
    few = [paper(number, 2) for number in range(200, 202)]
    listed = [paper(1, 2, 60), paper(2, 1, 2)]
    papers = {each["paperId"]: each for each in [*listed, *many, *few]}
    return Corpus(
        papers=papers,
        references={
            listed[0]["paperId"]: [each["paperId"] for each in many],
            listed[1]["paperId"]: [each["paperId"] for each in few],
        },
    )


def expanded(server, archive, *, contexts=False):
    entries = [
        Entry(
            line=n,
            title=f"Measurement number {n} of the same detector",
            ids={"doi": f"10.5555/{n}"},
        )
        for n in (1, 2)
    ]
    with SemanticScholar(
        base_url=server.url, interval=0.0, patience=5.0, archive=archive
    ) as source:
        works = [one.work for one in source.resolve(entries, {})]
        return source.expand(works, "references", contexts=contexts), source.deferred


@pytest.mark.parametrize("limit", [200_000, 60_000, 15_000])
@pytest.mark.parametrize("contexts", [False, True])
def test_a_page_that_is_refused_as_too_large_is_asked_for_in_smaller_ones(
    collaboration, tmp_path, limit, contexts
):
    with S2Server(collaboration) as server:
        server.largest = limit
        found, deferred = expanded(server, tmp_path, contexts=contexts)
        assert [len(one.neighbours) for one in found] == [60, 2]
        assert [one.state for one in found] == ["complete", "complete"]
        assert deferred is None
        sent = len(server.log)
        assert expanded(server, tmp_path, contexts=contexts)[0] == found
        assert len(server.log) == sent  # nothing is asked twice


def test_what_is_too_large_even_alone_is_deferred_and_the_refusal_is_not_archived(
    collaboration, tmp_path
):
    with S2Server(collaboration) as server:
        server.largest = 4_000  # less than one paper of a hundred people
        found, deferred = expanded(server, tmp_path)
        assert [one.state for one in found] == ["deferred", "complete"]
        assert deferred
        server.largest = 10_000_000
        found, deferred = expanded(server, tmp_path)
        assert [len(one.neighbours) for one in found] == [60, 2]
        assert deferred is None


def test_small_pages_that_are_archived_are_gone_on_from(collaboration, tmp_path, caplog):
    sent = []

    def refused_after_forty(seen):
        if seen.endpoint == "GET /paper/{id}/references":
            sent.append(seen)
        return "500" if len(sent) > 40 else None

    with S2Server(collaboration) as server:
        server.largest = 15_000  # a paper of a hundred people a page
        server.fault = refused_after_forty
        found, deferred = expanded(server, tmp_path)
        assert found[0].state == "deferred"
        assert deferred
        server.fault = lambda _: None
        found, deferred = expanded(server, tmp_path)
        assert [len(one.neighbours) for one in found] == [60, 2]
        assert deferred is None
        expanded(server, tmp_path)
    assert "without end" not in caplog.text


@pytest.mark.parametrize("endpoint", ["references", "match", "bulk"])
def test_a_request_that_is_refused_is_asked_again_by_the_next_build(
    s2_server, s2_source, s2_literature, endpoint
):
    entries = s2_literature[1]
    fault_free = s2_source(archive=s2_source()._archive.path.parent / "other")
    wanted = fault_free.resolve(entries, {})
    lists = fault_free.expand([one.work for one in wanted], "references", contexts=True)
    s2_server.fault = lambda seen: "refused" if seen.path.endswith(endpoint) else None
    source = s2_source()
    source.expand(
        [one.work for one in source.resolve(entries, {}) if one.work], "references", contexts=True
    )
    s2_server.fault = lambda _: None
    again = s2_source()
    found = again.resolve(entries, {})
    assert [one.work.ids for one in found] == [one.work.ids for one in wanted]
    assert again.expand([one.work for one in wanted], "references", contexts=True) == lists
