"""How firm a main path stands: jackknife, robustness, years."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
from lineage_graphs import citations, random_citations

from kg.lineage import CYCLES, WEIGHTS, main_path, progress_by_year, robustness, support
from kg.lineage.cycles import TWIN


def arcs_of(path):
    return {(arc.cited, arc.citing) for arc in path.arcs}


def test_every_list_is_left_out_in_turn():
    for seed in range(80):
        graph = random_citations(seed, cycles=True)
        found = support(graph, unread=0)
        runs = {}
        for paper in graph:
            if graph.out_degree(paper):
                smaller = graph.copy()
                smaller.remove_edges_from(list(graph.out_edges(paper)))
                runs[paper] = arcs_of(main_path(smaller))
        path = arcs_of(main_path(graph))
        assert found.runs == len(runs)
        assert set(found.arcs) == path
        for arc, share in found.arcs.items():
            assert share == Fraction(sum(arc in run for run in runs.values()), len(runs))
        for paper, share in found.papers.items():
            on_it = sum(any(paper in arc for arc in run) for run in runs.values())
            assert share == Fraction(on_it, len(runs))
        assert set(found.without) == {paper for paper, run in runs.items() if path - run}


def test_arcs_of_a_list_do_not_survive_its_absence():
    found = support(citations("a-b b-c b-d"))
    assert found.arcs["a", "b"] == Fraction(2, 3)
    assert found.without["b"] == Fraction(2, 3)


def test_unread_lists_are_ranked_by_what_they_could_bring():
    """Only a list that is not complete can bring something, from papers not younger than it."""
    graph = citations("a-b b-c b-d x-y")
    nx.set_node_attributes(graph, "complete", "references_state")
    nx.set_node_attributes(graph, dict(zip("abcdxy", range(2000, 2006), strict=True)), "year")
    for paper in "xa":
        graph.nodes[paper]["references_state"] = "unknown"
    found = support(graph)
    # x is of 2004: a, b, c and d could stand in its list, one path to each; a is the oldest.
    assert [(one.id, one.paths) for one in found.unread] == [("x", 4)]
    graph.nodes["x"].pop("year")
    # Of unknown age, x could cite anything, and a, which two paths leave from, could cite x.
    assert [(one.id, one.paths) for one in support(graph).unread] == [("x", 4), ("a", 2)]


def test_the_shortcut_over_years_finds_the_same_lists():
    """A few lists are chosen without looking at all: they must be the first of all."""
    for seed in range(60):
        graph = random_citations(seed, cycles=True)
        years = {paper: 2000 + (seed * 7 + n * 3) % 5 for n, paper in enumerate(sorted(graph)) if n}
        nx.set_node_attributes(graph, years, "year")
        nx.set_node_attributes(graph, "unknown", "references_state")
        every = support(graph, unread=100).unread
        assert support(graph, unread=2).unread == every[:2]
        assert [one.paths for one in every] == sorted((one.paths for one in every), reverse=True)


def test_progress_is_reported():
    said = []
    support(citations("a-b b-c"), unread=0, progress=lambda done, total: said.append((done, total)))
    assert said == [(0, 2), (1, 2)]


def test_support_of_nothing():
    found = support(nx.empty_graph(2, nx.DiGraph))
    assert (found.runs, found.arcs, found.papers) == (0, {}, {})


def test_the_users_list_hangs_on_few_reference_lists(demo_graph):
    found = support(demo_graph)
    assert found.runs == 12
    assert min(found.papers.values()) < 1
    assert next(iter(found.without.values())) < Fraction(1, 4)


def test_robustness_counts_the_runs():
    for seed in range(60):
        graph = random_citations(seed, cycles=True)
        found = robustness(graph)
        expected = {}
        for weights in WEIGHTS:
            for cycles in CYCLES:
                path = main_path(graph, weights=weights, cycles=cycles)
                plain = {(a.removesuffix(TWIN), b.removesuffix(TWIN)) for a, b in arcs_of(path)}
                for arc in plain:
                    if arc[0] != arc[1]:
                        expected[arc] = expected.get(arc, 0) + Fraction(1, 6)
        assert found.arcs == expected
        assert list(found.arcs.values()) == sorted(found.arcs.values(), reverse=True)


def test_progress_by_year_is_the_main_path_of_each_year():
    graph = citations("a-b a-c b-d c-d c-e d-f e-f")
    years = {"a": 1990, "b": 1992, "c": 1992, "d": 1995, "e": 1995, "f": 2000}
    nx.set_node_attributes(graph, years, "year")
    progress = progress_by_year(graph)
    assert [state.year for state in progress] == [1990, 1992, 1995, 2000]
    for state in progress:
        then = graph.subgraph(paper for paper in graph if years[paper] <= state.year)
        assert state.path == sorted(main_path(then).papers)
    assert progress[1].entered == ["a", "b", "c"]
    assert set(progress[2].left) == {"b", "c"} - set(progress[2].path)
