"""Reduction, strong components and PageRank, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from lineage_graphs import ladder, random_citations

from kg.lineage import (
    components,
    from_arrays,
    main_path,
    network,
    pagerank,
    steps,
    transitive_reduction,
)
from kg.lineage.arrays import SMALL

SEEDS = range(300)


def test_reduction_is_that_of_networkx():
    for seed in SEEDS:
        flow = random_citations(seed).reverse()
        expected = sorted(nx.transitive_reduction(flow).edges)
        assert transitive_reduction(flow.reverse()) == expected, seed


def test_reduction_in_several_passes(monkeypatch):
    monkeypatch.setattr("kg.lineage.reduction._BYTES", 1)  # 64 steps at a time
    graph = nx.gnp_random_graph(200, 0.05, seed=3, directed=True)
    flow = nx.DiGraph((f"{a:03d}", f"{b:03d}") for a, b in graph.edges if a < b)
    assert transitive_reduction(flow.reverse()) == sorted(nx.transitive_reduction(flow).edges)


def test_reduction_keeps_everybodys_ancestors_and_all_of_a_cycle():
    for seed in SEEDS:
        graph = random_citations(seed, cycles=True)
        kept = nx.DiGraph((citing, cited) for cited, citing in transitive_reduction(graph))
        kept.add_nodes_from(graph)
        for paper in graph:
            assert nx.descendants(kept, paper) == nx.descendants(graph, paper)
        for component in nx.strongly_connected_components(graph):
            assert set(graph.subgraph(component).edges) <= set(kept.edges)


def test_global_main_path_survives_the_reduction():
    for seed in SEEDS:
        graph = random_citations(seed)
        arcs = {(arc.cited, arc.citing) for arc in main_path(graph, search="global").arcs}
        assert arcs <= set(transitive_reduction(graph))


def test_strong_components():
    for seed in SEEDS:
        graph = random_citations(seed, cycles=True)
        expected = sorted(sorted(c) for c in nx.strongly_connected_components(graph) if len(c) > 1)
        found = components(graph)
        assert [one.papers for one in found] == expected
        assert [one.id for one in found] == [f"component:{papers[0]}" for papers in expected]


def test_large_networks_are_as_small_ones():
    """Above some size scipy does what plain Python does below: the answer must not change."""
    chance = np.random.default_rng(5)
    size = 4000
    arcs = 2 * SMALL
    citing, cited = chance.integers(1, size, arcs), np.zeros(arcs, np.int64)
    cited[:] = citing * chance.random(arcs)
    cited[:20] = size - 1 - np.arange(20)  # some citations of later papers, hence cycles
    ids = [f"p{number:04d}" for number in range(size)]
    net = from_arrays(ids, cited, citing)
    graph = nx.DiGraph()
    graph.add_nodes_from(reversed(ids))
    graph.add_edges_from(
        (ids[b], ids[a]) for a, b in zip(cited.tolist(), citing.tolist(), strict=True)
    )
    assert len(net.successors.targets) >= SMALL
    assert net.self_citations == np.count_nonzero(cited == citing)
    assert net.arcs() == sorted((a, b) for b, a in graph.edges if a != b)
    expected = sorted(sorted(c) for c in nx.strongly_connected_components(graph) if len(c) > 1)
    assert [one.papers for one in components(net)] == expected
    acyclic = steps(net)
    assert (acyclic.successors.origins < acyclic.successors.targets).all()
    assert main_path(net) == main_path(network(graph))


def test_pagerank():
    for seed in SEEDS:
        graph = random_citations(seed, cycles=seed % 2 == 0)
        expected = nx.pagerank(graph, tol=1e-12, max_iter=1000)
        assert pagerank(graph) == pytest.approx(expected, abs=1e-9)


def test_pagerank_of_a_long_chain_adds_up_to_one():
    assert sum(pagerank(ladder(300)).values()) == pytest.approx(1)
    assert pagerank(nx.DiGraph()) == {}
