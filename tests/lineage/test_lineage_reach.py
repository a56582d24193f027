"""Ancestors, descendants and paths between papers, against networkx."""

from __future__ import annotations

import networkx as nx
import pytest
from lineage_graphs import citations, ladder, random_citations

from kg.errors import PaperNotFound
from kg.lineage import (
    ancestors,
    between,
    common_ancestors,
    common_descendants,
    count_shortest_paths,
    descendants,
    generations,
    shortest_paths,
)

SEEDS = range(150)


def test_ancestors_and_descendants_with_distances():
    for seed in SEEDS:
        graph = random_citations(seed, cycles=True)
        for paper in graph:
            for depth in (None, 1, 2):
                cited = nx.single_source_shortest_path_length(graph, paper, cutoff=depth)
                citing = nx.single_source_shortest_path_length(graph.reverse(), paper, cutoff=depth)
                for found, expected in (
                    (ancestors(graph, paper, depth), cited),
                    (descendants(graph, paper, depth), citing),
                ):
                    assert found == {id: far for id, far in expected.items() if id != paper}
                    assert list(found) == sorted(found, key=lambda id: (found[id], id))


def test_all_shortest_paths():
    for seed in SEEDS:
        flow = random_citations(seed, cycles=True).reverse()
        for cited in flow:
            for citing in flow:
                found = shortest_paths(flow.reverse(), cited, citing)
                if nx.has_path(flow, cited, citing):
                    assert found == sorted(nx.all_shortest_paths(flow, cited, citing))
                else:
                    assert found == []
                assert count_shortest_paths(flow.reverse(), cited, citing) == len(found)


def test_more_shortest_paths_than_can_be_listed():
    graph = ladder(200)
    assert count_shortest_paths(graph, "00000", "00200") == 2**200
    few = shortest_paths(graph, "00000", "00200", limit=3)
    assert [len(chain) for chain in few] == [401] * 3
    assert few == sorted(few)


def test_between_is_everything_on_any_path():
    for seed in SEEDS:
        flow = random_citations(seed, cycles=True).reverse()
        for cited in flow:
            for citing in flow:
                later = nx.descendants(flow, cited) | {cited}
                earlier = nx.ancestors(flow, citing) | {citing}
                expected = later & earlier if citing in later else set()
                assert set(between(flow.reverse(), cited, citing)) == expected


def test_generations_count_longest_chains():
    for seed in SEEDS:
        graph = random_citations(seed)
        for paper in graph:
            for direction, flow in (("descendants", graph.reverse()), ("ancestors", graph)):
                found = generations(graph, paper, direction)
                assert set(found) == nx.descendants(flow, paper)
                for other, generation in found.items():
                    chains = list(nx.all_simple_paths(flow, paper, other))
                    assert generation.distance == min(map(len, chains)) - 1
                    assert generation.longest == max(map(len, chains)) - 1


def test_generations_around_a_cycle_count_components():
    graph = citations("a-b b-c c-b c-d")
    found = generations(graph, "a")
    assert {id: generation.longest for id, generation in found.items()} == {"b": 1, "c": 1, "d": 2}
    assert generations(graph, "b")["c"] == (1, 0)


def test_common_ancestors_and_descendants():
    graph = citations("root-left root-right left-one right-two root-two one-end two-end")
    assert common_ancestors(graph, "one", "two") == {"root": [2, 1]}
    assert common_ancestors(graph, "one", "left") == {"left": [1, 0], "root": [2, 1]}
    assert common_descendants(graph, "left", "right") == {"end": [2, 2]}
    assert common_ancestors(graph) == {}


@pytest.mark.parametrize("function", [ancestors, descendants, generations])
def test_unknown_papers_are_refused(function):
    with pytest.raises(PaperNotFound, match="no such paper"):
        function(citations("a-b"), "doi:10.1/none")
