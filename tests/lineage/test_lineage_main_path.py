"""Main paths: all searches against enumeration, ties, isolated papers, components, order."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineage_by_enumeration import condensed, largest_sum, main_arcs, weigh, with_preprints
from lineage_graphs import BATAGELJ, LIU, citations, ladder, random_citations

from kg.errors import UsageError
from kg.lineage import SEARCHES, WEIGHTS, main_path, network
from kg.records import Cites, Graph, Paper

ROUTES = (1, 2, 4)


def found_arcs(path):
    return {(arc.cited, arc.citing) for arc in path.arcs}


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("weights", WEIGHTS)
def test_searches_against_enumeration(weights, search):
    for seed in range(300):
        graph = random_citations(seed)
        flow = graph.reverse()
        weight, _ = weigh(flow, weights)
        routes = ROUTES[seed % 3]
        path = main_path(graph, weights=weights, search=search, routes=routes)
        expected = main_arcs(flow, weight, search, routes)
        assert found_arcs(path) == expected, seed
        assert all(arc.weight == weight[arc.cited, arc.citing] for arc in path.arcs)
        total = sum(weight[arc] for arc in expected)
        assert path.total == (largest_sum(flow, weight) if search == "global" else total)


@pytest.mark.parametrize("search", SEARCHES)
def test_searches_over_preprints(search):
    for seed in range(300):
        graph = random_citations(seed, cycles=True)
        flow = with_preprints(graph.reverse())
        weight, _ = weigh(flow, "spc")
        path = main_path(graph, search=search, routes=2, cycles="preprint")
        assert found_arcs(path) == main_arcs(flow, weight, search, 2), seed


@pytest.mark.parametrize("search", SEARCHES)
def test_searches_over_condensed_components(search):
    for seed in range(300):
        graph = random_citations(seed, cycles=True)
        steps, step_of = condensed(graph.reverse())
        weight, _ = weigh(steps, "splc")
        chosen = main_arcs(steps, weight, search, 2)
        path = main_path(graph, weights="splc", search=search, routes=2)
        expected = {
            (cited, citing)
            for citing, cited in graph.edges
            if (step_of[cited], step_of[citing]) in chosen
        }
        assert found_arcs(path) == expected, seed
        on_it = {step for arc in chosen for step in arc}
        assert set(path.papers) == {paper for paper in graph if step_of[paper] in on_it}


@pytest.mark.parametrize("weights", WEIGHTS)
def test_batagelj_main_path(weights):
    path = main_path(citations(BATAGELJ), weights=weights)
    assert path.papers == ["3", "5", "12", "20", "21", "22"]


def test_liu_global_path():
    path = main_path(citations(LIU), search="global")
    assert (path.papers, path.total) == (["B", "D", "F", "I", "M", "N"], 15)


def test_only_key_route_always_holds_the_heaviest_arc():
    for seed in range(300):
        graph = random_citations(seed)
        weight, _ = weigh(graph.reverse(), "spc")
        heaviest = {arc for arc, w in weight.items() if w == max(weight.values())}
        assert heaviest <= found_arcs(main_path(graph))


def test_all_ties_are_kept():
    path = main_path(ladder(3))
    assert len(path.arcs) == 12
    assert path.papers[0] == "00000"
    assert path.papers[-1] == "00003"


def test_isolated_papers_count_for_nothing():
    graph = citations("a-b b-c")
    alone = graph.copy()
    alone.add_nodes_from(["lonely", "title:0000"])
    with_alone, without = main_path(alone), main_path(graph)
    assert (with_alone.papers, with_alone.flow) == (without.papers, without.flow)
    for weights in WEIGHTS:
        assert main_path(alone, weights=weights).flow == main_path(graph, weights=weights).flow


@pytest.mark.parametrize("graph", [nx.DiGraph(), nx.empty_graph(3, nx.DiGraph)])
@pytest.mark.parametrize("search", SEARCHES)
def test_nothing_cited_no_path(graph, search):
    path = main_path(graph, search=search)
    assert (path.papers, path.arcs, path.flow, path.total, path.context) == ([], [], 0, 0, [])


def test_components_of_the_network_compete():
    """The path runs where the heaviest arc is; two equal components are a tie and both kept."""
    small, large = "a-b", "c-d c-e d-f e-f f-g"
    assert set(main_path(citations(f"{small} {large}")).papers) == {"c", "d", "e", "f", "g"}
    assert main_path(citations("a-b x-y")).papers == ["a", "b", "x", "y"]


def test_more_routes_never_lose_an_arc():
    for seed in range(200):
        graph = random_citations(seed)
        few, many = (found_arcs(main_path(graph, routes=routes)) for routes in (1, 3))
        assert few <= many


def test_papers_are_in_the_order_of_knowledge_then_years():
    graph = citations("late-end early-end")
    nx.set_node_attributes(graph, {"late": 2000, "early": 1990, "end": 1980}, "year")
    assert main_path(graph).papers == ["early", "late", "end"]


@given(seed=st.integers(0, 10_000), shuffle=st.integers(0, 1000))
def test_the_order_of_input_does_not_matter(seed, shuffle):
    graph = random_citations(seed, cycles=True)
    chance = random.Random(shuffle)
    other = nx.DiGraph()
    other.add_nodes_from(chance.sample(sorted(graph), len(graph)))
    other.add_edges_from(chance.sample(sorted(graph.edges), len(graph.edges)))
    for cycles in ("condense", "preprint"):
        assert main_path(graph, routes=2, cycles=cycles) == main_path(
            other, routes=2, cycles=cycles
        )


def test_graph_in_memory_networkx_and_network_agree():
    graph = Graph()
    for number in range(6):
        graph.add(Paper(id=f"doi:10.1/{number}", year=2000 + number, title=f"T{number}"))
    for citing in range(6):
        for cited in range(citing):
            if (citing + cited) % 3:
                graph.add(Cites(start=f"doi:10.1/{citing}", end=f"doi:10.1/{cited}"))
    directed = nx.DiGraph()
    directed.add_nodes_from((paper["id"], paper) for paper in graph.nodes("Paper"))
    directed.add_edges_from((edge.start, edge.end) for edge in graph.relationships("CITES"))
    path = main_path(graph)
    assert path == main_path(directed) == main_path(network(graph))
    assert path.facts[path.papers[0]]["title"] == "T0"


def test_only_citations_between_papers_count():
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a"))
    graph.add(Cites(start="user:note", end="doi:10.1/a"))
    assert network(graph).arcs() == []


def test_self_citations_and_repetitions_are_dropped_and_counted():
    graph = nx.MultiDiGraph([("b", "a"), ("b", "a"), ("b", "b")])
    found = network(graph)
    assert (found.arcs(), found.self_citations, found.repeated) == ([("a", "b")], 1, 1)


def test_context_holds_the_longest_chains_and_the_path():
    path = main_path(citations("a-b b-c c-d p-q q-r q-s"))
    assert path.papers == ["p", "q", "r", "s"]
    assert path.context == ["a", "b", "c", "d", "p", "q", "r", "s"]


def test_to_networkx_runs_from_citing_to_cited():
    made = main_path(citations("a-b b-c")).to_networkx()
    assert sorted(made.edges(data="weight")) == [("b", "a", 1), ("c", "b", 1)]


def test_notebook_table_is_safe_against_hostile_titles():
    graph = citations("a-b")
    nx.set_node_attributes(graph, "<img src=x onerror=alert(1)>", "title")
    shown = main_path(graph)._repr_html_()
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_references_are_said(demo_graph):
    path = main_path(demo_graph)
    assert str(path.references) == (
        "complete reference lists: 8 of 321 papers, partly known: 4, not known: 309"
    )


def test_the_users_list(demo_graph):
    path = main_path(demo_graph)
    assert path.flow == 1648
    assert [path.facts[arc.citing]["short"] for arc in path.key_arcs] == ["Zhen 2019"]
    assert [path.facts[arc.cited]["short"] for arc in path.key_arcs] == ["Wang 2017"]


@pytest.mark.parametrize(
    ("choice", "named"),
    [({"search": "best"}, "key-route"), ({"cycles": "drop"}, "condense"), ({"routes": 0}, "1")],
)
def test_unknown_choices_are_refused(choice, named):
    with pytest.raises(UsageError, match=named):
        main_path(citations("a-b"), **choice)


def test_undirected_graphs_are_refused():
    with pytest.raises(UsageError, match="direction"):
        main_path(nx.Graph([("a", "b")]))


def test_nodes_that_only_differ_in_type_are_refused():
    with pytest.raises(UsageError, match="same name"):
        network(nx.DiGraph([(1, "1")]))
