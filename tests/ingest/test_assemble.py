"""Facts to graph: the example's numbers, its traps, and that nothing depends on order."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ingest import demo_facts
from kg.ingest.assemble import assemble
from kg.ingest.facts import gather_list
from kg.records import (
    BuildOptions,
    Citation,
    Entry,
    Facts,
    Graph,
    ParsedList,
    ReferenceListing,
    Resolution,
    Work,
    WorkAuthor,
    facts_of_json,
    json_of_facts,
    properties,
)
from kg.sources import Decision, NoSource


def snapshot(graph: Graph) -> dict[str, list[object]]:
    kinds = [*graph.counts()[0], *graph.counts()[1]]
    return {
        kind: [
            (getattr(r, "start", ""), getattr(r, "end", ""), properties(r))
            for r in graph.records(kind)
        ]
        for kind in kinds
    }


def listed(
    works: list[Work], *, id: str = "list:x", confidence: str = "certain", **rest: object
) -> Facts:
    entries = [
        Entry(line=n, title=work.title or "", position=n, ids=dict(work.ids))
        for n, work in enumerate(works, 1)
    ]
    return Facts(
        input=id,
        location=f"/{id}.md",
        source="semantic-scholar",
        options=BuildOptions(),
        reading_list=ParsedList(id=id, source="x.md", sha256="0", entries=entries),
        works=works,
        entry_works=list(range(len(works))),
        resolutions=[Resolution(matched_by="title", confidence=confidence) for _ in works],
        **rest,
    )


@pytest.mark.parametrize(
    ("works", "listing"),
    [
        ([{"title": "RETRACTED: Deep hashing of moss"}], False),
        ([{"publication_types": ["Retracted Publication"]}], False),
        ([], True),
    ],
)
def test_whoever_calls_a_paper_retracted_is_heard(
    works: list[dict[str, Any]], *, listing: bool
) -> None:
    ids = {"doi": "10.5555/a"}
    article = Work(
        title="Deep hashing of moss", ids=ids, abstract="A", publication_types=["JournalArticle"]
    )
    told = [Work(**{"title": "Deep hashing of moss", "ids": ids, **one}) for one in works]
    lists = [ReferenceListing(citing=0, source="openalex", state="unknown", retracted=listing)]
    graph = assemble([listed([article, *told], reference_listings=lists)]).graph
    (paper,) = graph.records("Paper")
    assert paper.title == "Deep hashing of moss"
    assert paper.publication_types == ["JournalArticle", "Retracted publication"]


def test_the_example_has_the_numbers_it_must_have(demo_graph: Graph) -> None:
    papers = {paper.id: paper for paper in demo_graph.records("Paper")}
    in_list = {id for id, paper in papers.items() if paper.listed}
    introducing = {edge.start for edge in demo_graph.relationships("INTRODUCES")}
    to = Counter(
        "listed" if cites.end in in_list else "introducing" if cites.end in introducing else "other"
        for cites in demo_graph.records("CITES")
    )
    to_papers = [one for one in demo_graph.records("LISTS") if one.END == "Paper"]
    assert (len(papers), len(in_list), len(to_papers), len(introducing)) == (321, 62, 64, 8)
    assert to == {"listed": 57, "introducing": 23, "other": 343}
    assert len(demo_graph.records("Dataset")) == 8
    assert Counter(papers[id].references_state for id in in_list) == {
        "complete": 8,
        "partial": 4,
        "unknown": 50,
    }
    assert Counter(use.kind for use in demo_graph.records("USES_DATASET")) == {"citation": 23}


def test_every_author_of_the_records_is_there_in_order(demo_graph: Graph) -> None:
    names = {author.id: author.name for author in demo_graph.records("Author")}
    by_paper: dict[str, list[tuple[int, str]]] = {}
    for authored in demo_graph.records("AUTHORED"):
        by_paper.setdefault(authored.end, []).append((authored.position, names[authored.start]))
    facts = demo_facts()
    graph_papers = assemble([facts]).papers_of[facts.input]
    for index in {*facts.entry_works, *facts.known}:
        expected = [author.name for author in facts.works[index].authors]
        assert [name for _, name in sorted(by_paper.get(graph_papers[index] or "", []))] == expected


@pytest.mark.parametrize(
    ("listed_title", "trap"),
    [
        ("Multi-view Discriminant Analysis", "key:multi-view-discriminant-analysis-tpami-2016"),
        (
            "Multi-view Discriminant Analysis",
            "key:local-feature-based-multi-view-discriminant-analysis",
        ),
        ("Deep Cross-Modal Hashing", "key:ranking-based-deep-cross-modal-hashing"),
        (
            "Adversarial Cross-Modal Retrieval",
            "key:adversarial-cross-modal-retrieval-via-learning-and-transferring-single",
        ),
        (
            "On Deep Multi-View Representation Learning: Objectives and Optimization",
            "key:on-deep-multi-view-representation-learning",
        ),
    ],
)
def test_the_traps_stay_papers_of_their_own(
    demo_graph: Graph, listed_title: str, trap: str
) -> None:
    paper = demo_graph.get("Paper", trap)
    assert paper is not None
    assert paper.listed is False
    assert listed_title.casefold() not in {
        p.title.casefold() for p in demo_graph.records("Paper") if trap in (p.aliases or ())
    }


def test_the_paper_that_cites_its_own_preprint_does_not_cite_itself(demo_graph: Graph) -> None:
    assert not [edge for edge in demo_graph.relationships("CITES") if edge.start == edge.end]
    warnings = assemble([demo_facts()]).warnings
    assert [warning.code for warning in warnings] == ["self-citation"]


def test_every_link_says_why(demo_graph: Graph) -> None:
    for type in ("CITES", "LISTS", "USES_DATASET", "INTRODUCES"):
        assert all(edge.properties.get("evidence") for edge in demo_graph.relationships(type)), type


def test_unsure_is_not_linked(demo_graph: Graph) -> None:
    [unsure] = [one for one in demo_graph.records("LISTS") if one.confidence == "unsure"]
    paper = demo_graph.get("Paper", unsure.end)
    assert (unsure.line, paper.doi, paper.id.partition(":")[0]) == (48, None, "title")


def test_preprint_and_published_are_one_node_with_the_published_facts() -> None:
    people = [WorkAuthor(name="Qing-Yuan Jiang")]
    preprint = Work(
        title="Deep Cross-Modal Hashing",
        year=2016,
        venue="arXiv",
        ids={"arxiv": "1602.02255", "s2": "a" * 40},
        authors=people,
    )
    article = Work(
        title="Deep Cross-Modal Hashing",
        year=2017,
        venue="CVPR",
        ids={"doi": "10.1109/cvpr.2017.348", "s2": "b" * 40},
        authors=people,
    )
    graph = assemble([listed([preprint, article])]).graph
    [paper] = graph.records("Paper")
    assert (paper.id, paper.year, paper.venue) == ("doi:10.1109/cvpr.2017.348", 2017, "CVPR")
    assert {"arxiv:1602.02255", f"s2:{'a' * 40}", f"s2:{'b' * 40}"} <= set(paper.aliases)


def test_two_journals_of_one_title_stay_two() -> None:
    people = [WorkAuthor(name="Meina Kan")]
    works = [
        Work(
            title="Multi-view Discriminant Analysis",
            year=2012 + n,
            ids={"doi": f"10.1000/{n}"},
            authors=people,
        )
        for n in (0, 1)
    ]
    assert len(assemble([listed(works)]).graph.records("Paper")) == 2


def test_a_reference_without_identifier_is_matched_or_counted_never_a_node() -> None:
    known = Work(
        title="Deep Canonical Correlation Analysis", year=2013, ids={"doi": "10.1000/dcca"}
    )
    citing = Work(
        title="Some later paper on views",
        year=2018,
        ids={"doi": "10.1000/later"},
        references_state="complete",
    )
    facts = listed(
        [
            known,
            citing,
            Work(title="deep canonical correlation analysis.", year=2013),
            Work(title="A report nobody knows"),
        ],
        citations=[Citation(citing=1, cited=2), Citation(citing=1, cited=3)],
    )
    facts.entry_works, facts.resolutions = [0, 1], facts.resolutions[:2]
    facts.reading_list.entries = facts.reading_list.entries[:2]
    done = assemble([facts])
    assert done.graph.counts()[0]["Paper"] == 2
    assert [(c.start, c.end) for c in done.graph.records("CITES")] == [
        ("doi:10.1000/later", "doi:10.1000/dcca")
    ]
    assert done.graph.get("Paper", "doi:10.1000/later").references_state == "partial"
    assert [warning.code for warning in done.warnings] == ["unidentified-reference"]


def decided(decision: Decision) -> Graph:
    """A list with one entry whose link leads to a paper that another listed paper cites."""
    parsed = ParsedList(
        id="list:x",
        source="x.md",
        sha256="0",
        entries=[
            Entry(line=1, position=1, title="Deep hashing of images", ids={"doi": "10.1000/x"})
        ],
    )
    facts = gather_list(
        parsed, NoSource(), location="x", options=BuildOptions(), decisions={0: decision}
    )
    other = Work(title="Deep hashing of images", ids={"doi": "10.1000/x"})
    records = Facts(input="records:r", location="r", source="r", works=[other], known=[0])
    return assemble([facts, records]).graph


def test_what_the_owner_rules_out_is_not_linked_by_another_way() -> None:
    graph = decided(Decision(reject=("*",)))
    [listed_as] = graph.records("LISTS")
    assert (listed_as.matched_by, listed_as.confidence) == ("decision", "none")
    assert sorted(paper.listed for paper in graph.records("Paper")) == [False, True]


def test_what_the_owner_decides_holds_without_any_source() -> None:
    graph = decided(Decision(accept="arxiv:1602.02255"))
    [listed_as] = graph.records("LISTS")
    assert (listed_as.end, listed_as.matched_by) == ("arxiv:1602.02255", "decision")


def test_a_better_id_keeps_the_title_id_as_alias() -> None:
    without = assemble(
        [listed([Work(title="Deep hashing of many things")], confidence="none")]
    ).graph
    [before] = without.records("Paper")
    [after] = assemble(
        [listed([Work(title="Deep hashing of many things", ids={"doi": "10.1000/x"})])]
    ).graph.records("Paper")
    assert before.id.startswith("title:")
    assert before.id in after.aliases


def test_equal_titles_that_are_two_papers_have_two_ids() -> None:
    works = [
        Work(title="Relations between two sets of variates", year=year) for year in (1936, 1992)
    ]
    assert (
        len(
            {
                paper.id
                for paper in assemble([listed(works, confidence="none")]).graph.records("Paper")
            }
        )
        == 2
    )


def test_papers_that_would_share_a_caption_have_letters_the_list_s_own_papers_first() -> None:
    wei = {"year": 2022, "authors": [WorkAuthor(name="Jun Wei")]}
    works = [
        Work(title="Zebras counted anew", ids={"doi": "10.1/z"}, **wei),
        Work(title="Bees counted anew", ids={"doi": "10.1/b"}, **wei),
        Work(title="Ants counted anew", ids={"doi": "10.1/a"}, **wei),
        Work(title="ACMR: One way to retrieve", ids={"doi": "10.1/1"}, year=2017),
        Work(title="ACMR: Another way to retrieve", ids={"doi": "10.1/2"}, year=2019),
    ]
    facts = listed(works[:2], citations=[Citation(citing=0, cited=n) for n in (2, 3, 4)])
    facts.works = works
    shorts = {p.id: p.short for p in assemble([facts]).graph.records("Paper")}
    assert shorts == {
        "doi:10.1/b": "Wei 2022a",
        "doi:10.1/z": "Wei 2022b",
        "doi:10.1/a": "Wei 2022c",
        "doi:10.1/1": "ACMR b",
        "doi:10.1/2": "ACMR a",
    }


def test_citations_between_own_papers_alone() -> None:
    a, b, c = (
        Work(title=f"Paper number {name} of three", ids={"doi": f"10.1000/{name}"})
        for name in "abc"
    )
    facts = listed([a, b, c], citations=[Citation(citing=0, cited=1), Citation(citing=0, cited=2)])
    facts.entry_works, facts.resolutions = [0, 1], facts.resolutions[:2]
    facts.reading_list.entries = facts.reading_list.entries[:2]
    facts.options = BuildOptions(expand="none")
    graph = assemble([facts]).graph
    assert [(one.start, one.end) for one in graph.records("CITES")] == [
        ("doi:10.1000/a", "doi:10.1000/b")
    ]
    assert len(graph.records("Paper")) == 2


def test_venues_of_all_years_are_one(demo_graph: Graph) -> None:
    cvpr = demo_graph.get("Venue", "venue:cvpr")
    years = {
        demo_graph.get("Paper", edge.start).year
        for edge in demo_graph.relationships("PUBLISHED_IN")
        if edge.end == cvpr.id
    }
    assert {2017, 2018, 2019, 2020} <= years


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_graph_does_not_depend_on_the_order_of_inputs(random: object) -> None:
    works = [
        Work(
            title=title,
            year=2010 + n,
            ids={"doi": f"10.1000/{n}"} if n % 2 else {},
            authors=[WorkAuthor(name=name)],
        )
        for n, (title, name) in enumerate(
            [
                ("Deep hashing of images", "A. Lee"),
                ("Deep Hashing of Images", "Anna Lee"),
                ("Shallow maps of words", "B. Roe"),
                ("Graphs of graphs of graphs", "C. Doe"),
            ]
        )
    ]
    one = listed(works[:2], id="list:one", confidence="none")
    two = listed(works[1:], id="list:two", confidence="none")
    inputs = [one, two, demo_facts()]
    expected = snapshot(assemble(inputs).graph)
    random.shuffle(inputs)
    assert snapshot(assemble(inputs).graph) == expected


def test_facts_survive_being_stored() -> None:
    facts = demo_facts()
    again = facts_of_json(b"".join(json_of_facts(facts)))
    assert snapshot(assemble([again]).graph) == snapshot(assemble([facts]).graph)
