"""SPC, SPLC and SPNP: published numbers, and every path of thousands of random graphs."""

from __future__ import annotations

import networkx as nx
import pytest
from lineage_by_enumeration import condensed, weigh, with_preprints
from lineage_graphs import BATAGELJ, KITE, LIU, citations, ladder, random_citations

from kg.errors import UsageError
from kg.lineage import WEIGHTS, arc_weights, main_path, main_path_flow

PUBLISHED = {
    "spc": [3, 1, 3, 2, 1, 1, 1, 1, 2],
    "splc": [3, 1, 6, 6, 3, 4, 4, 4, 6],
    "spnp": [8, 2, 14, 12, 6, 8, 4, 4, 6],
}


@pytest.mark.parametrize("weights", WEIGHTS)
def test_batagelj_seven_papers(weights):
    found = arc_weights(citations(BATAGELJ), weights=weights)
    assert [found[tuple(arc.split("-"))] for arc in BATAGELJ.split()] == PUBLISHED[weights]


def test_batagelj_flow():
    assert main_path(citations(BATAGELJ)).flow == 4


@pytest.mark.parametrize(
    ("weights", "expected"),
    [("spc", [2, 1, 1, 1, 1]), ("splc", [2, 2, 2, 3, 3]), ("spnp", [5, 4, 4, 3, 3])],
)
def test_kite(weights, expected):
    found = arc_weights(citations(KITE), weights=weights)
    assert [found[tuple(arc.split("-"))] for arc in KITE.split()] == expected


def test_liu():
    graph = citations(LIU)
    assert arc_weights(graph)["B", "D"] == 5
    assert arc_weights(graph, weights="splc")["D", "F"] == 6


@pytest.mark.parametrize("weights", WEIGHTS)
def test_every_path_of_random_graphs(weights):
    for seed in range(1000):
        graph = random_citations(seed)
        expected, paths = weigh(graph.reverse(), weights)
        assert arc_weights(graph, weights=weights) == expected, seed
        assert main_path(graph, weights=weights).flow == paths, seed


@pytest.mark.parametrize("weights", WEIGHTS)
def test_every_path_over_preprints(weights):
    for seed in range(300):
        graph = random_citations(seed, cycles=True)
        expected, paths = weigh(with_preprints(graph.reverse()), weights)
        assert arc_weights(graph, weights=weights, cycles="preprint") == expected, seed
        assert main_path(graph, weights=weights, cycles="preprint").flow == paths, seed


@pytest.mark.parametrize("weights", WEIGHTS)
def test_every_path_of_condensed_graphs(weights):
    for seed in range(300):
        flow = random_citations(seed, cycles=True).reverse()
        steps, step_of = condensed(flow)
        weight, paths = weigh(steps, weights)
        expected = {
            (cited, citing): weight[step_of[cited], step_of[citing]]
            for cited, citing in flow.edges
            if step_of[cited] != step_of[citing]
        }
        assert arc_weights(flow.reverse(), weights=weights) == expected, seed
        assert main_path(flow.reverse(), weights=weights).flow == paths, seed


def test_kirchhoff():
    """At every inner paper as much SPC flows in as out."""
    for seed in range(300):
        graph = random_citations(seed)
        weight = arc_weights(graph)
        for paper in graph:
            flowing_in = sum(weight[cited, paper] for cited in graph.successors(paper))
            out = sum(weight[paper, citing] for citing in graph.predecessors(paper))
            if flowing_in and out:
                assert flowing_in == out


def test_counts_beyond_floating_point():
    path = main_path(ladder(1100))
    assert path.flow == 2**1100
    assert {arc.weight for arc in path.arcs} == {2**1099}
    assert path.total == 4400 * 2**1099


def test_a_difference_of_one_in_a_thousand_bits_decides():
    """A float cannot tell 2**1100 + 1 from 2**1100; the main path must."""
    graph = ladder(1100)
    nx.relabel_nodes(graph, {node: f"a{node}" for node in graph}, copy=False)
    other = nx.relabel_nodes(ladder(1100), {node: f"b{node}" for node in ladder(1100)})
    graph.update(other)
    graph.add_edge("b00001", "extra")  # one more path than the first ladder has
    path = main_path(graph)
    assert {paper[0] for paper in path.papers} == {"b"}


def test_flow_through_papers():
    share = main_path_flow(citations(BATAGELJ))
    assert {paper: str(part) for paper, part in share.items()} == {
        "12": "3/4",
        "15": "1/4",
        "20": "1/2",
        "21": "1/2",
        "22": "1",
        "3": "1",
        "5": "3/4",
    }


def test_unknown_weight_is_refused():
    with pytest.raises(UsageError, match="spc, splc, spnp"):
        arc_weights(citations(KITE), weights="spx")
