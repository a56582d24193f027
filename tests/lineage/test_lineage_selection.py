"""Parts of a network, and a main path in words."""

from __future__ import annotations

import networkx as nx
import pytest
from lineage_graphs import citations

from kg.errors import KgError, UsageError
from kg.lineage import explain, main_path, network, selected, year_range
from kg.records import Cites, Graph, Lists, Paper


def graph_in_sections() -> Graph:
    graph = Graph()
    for number, (year, section) in enumerate(
        [(2015, "Hashing"), (2016, "Hashing"), (2018, "Adversarial"), (None, "Hashing")]
    ):
        id = f"doi:10.1/{number}"
        graph.add(Paper(id=id, year=year))
        graph.add(
            Lists(start="list:a", end=id, line=number, position=number, section=["Papers", section])
        )
        if number:
            graph.add(Cites(start=id, end=f"doi:10.1/{number - 1}"))
    return graph


def test_a_section_is_found_by_any_heading_above_the_entry():
    graph = graph_in_sections()
    assert selected(graph, section="hashing").arcs() == [("doi:10.1/0", "doi:10.1/1")]
    assert len(selected(graph, section="Papers")) == 4


def test_an_unknown_section_names_the_known_ones():
    with pytest.raises(UsageError, match="Adversarial, Hashing, Papers"):
        selected(graph_in_sections(), section="Hash")


def test_years_leave_out_papers_of_unknown_year():
    found = selected(graph_in_sections(), years=(2016, 2018))
    assert found.ids == ["doi:10.1/1", "doi:10.1/2"]


def test_conditions_that_nobody_meets_are_an_error():
    with pytest.raises(UsageError, match="no paper"):
        selected(graph_in_sections(), section="Adversarial", years=(1990, 1999))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2015-2020", (2015, 2020)),
        ("2015-", (2015, 9999)),
        ("-2020", (0, 2020)),
        ("2017", (2017, 2017)),
    ],
)
def test_year_ranges(text, years):
    assert year_range(text) == years


@pytest.mark.parametrize("text", ["", "-", "20", "2020-2015", "2015 2020", "recent"])
def test_what_is_no_year_range(text):
    with pytest.raises(UsageError):
        year_range(text)


def test_explain_says_what_was_done_with_the_paper_before():
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", short="DCCA", year=2013))
    graph.add(Paper(id="doi:10.1/b", short="ACMR", year=2017))
    graph.add(
        Cites(
            start="doi:10.1/b",
            end="doi:10.1/a",
            intents=["methodology"],
            influential=True,
            contexts=["We follow DCCA."],
        )
    )
    (step,) = explain(graph, main_path(graph))
    assert step.sentence == "ACMR builds on DCCA: it uses its method and was shaped by it"
    assert step.contexts == ["We follow DCCA."]
    assert step.why == "the heaviest"


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"influential": True}, "it was shaped by it"),
        ({"intents": ["result"]}, "it compares its results with it"),
        (
            {"intents": ["background", "methodology", "method", "new"], "influential": True},
            "it cites it as background, uses its method and was shaped by it",
        ),
    ],
)
def test_what_is_recorded_is_said_in_words(facts, told):
    graph = nx.DiGraph()
    graph.add_edge("b", "a", **facts)
    assert explain(graph, main_path(graph))[0].sentence == f"b builds on a: {told}"


def test_explain_does_not_invent_what_is_not_recorded():
    graph = citations("a-b")
    (step,) = explain(graph, main_path(graph))
    assert step.sentence == "b builds on a: what it took from it is not recorded"
    assert explain(network(graph), main_path(graph)) == [step]


def test_explain_tells_preprints_apart():
    graph = citations("a-b b-a b-c")
    sentences = [one.sentence for one in explain(graph, main_path(graph, cycles="preprint"))]
    assert sentences == [
        "b builds on a (preprint): what it took from it is not recorded",
        "b is the published form of its preprint",
        "c builds on b: what it took from it is not recorded",
    ]


def test_reasons_follow_the_key_arc_both_ways():
    path = main_path(citations("s-a t-a a-b b-c b-d"))
    assert {(one.cited, one.citing): one.why for one in explain(nx.DiGraph(), path)} == {
        ("s", "a"): "heaviest way back",
        ("t", "a"): "heaviest way back",
        ("a", "b"): "the heaviest",
        ("b", "c"): "heaviest way on",
        ("b", "d"): "heaviest way on",
    }


def test_only_citations_that_enough_sources_assert():
    graph = graph_in_sections()
    services = ["crossref", "openalex", "semantic-scholar"]
    for number in (1, 2, 3):
        end = f"doi:10.1/{number - 1}"
        graph.add(Cites(start=f"doi:10.1/{number}", end=end, sources=services[:number]))
    assert len(selected(graph).arcs()) == 3
    assert selected(graph, sources=2).arcs() == [
        ("doi:10.1/1", "doi:10.1/2"),
        ("doi:10.1/2", "doi:10.1/3"),
    ]
    with pytest.raises(KgError, match="no citation is asserted by 4 sources"):
        selected(graph, sources=4)
