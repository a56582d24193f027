"""Lineage against a straightforward networkx implementation, on the same graphs.

    python benchmarks/lineage.py             # 20k papers / 95k citations
    python benchmarks/lineage.py 100000 1000000
    python benchmarks/lineage.py 1000000 10000000 --without-networkx

Each line gives CPU seconds of networkx, of kg.lineage, and the ratio. Both must agree on
every number; the reduction is compared up to 20,000 papers.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np

from kg.lineage import from_arrays, main_path, pagerank, transitive_reduction


def citations(papers: int, arcs: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return ids and random citations, recent papers cited more often, ids in random order."""
    chance = np.random.default_rng(papers)
    citing = chance.integers(1, papers, arcs)
    cited = (citing * np.sqrt(chance.random(arcs))).astype(np.int64)
    shuffled = chance.permutation(papers)
    ids = [f"doi:10.1000/{number:08d}" for number in range(papers)]
    return ids, shuffled[cited], shuffled[citing]


def networkx_graph(ids: list[str], edges: list[tuple[str, str]]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(ids)
    graph.add_edges_from(edges)
    return graph


def networkx_main_path(graph: nx.DiGraph) -> tuple[int, set[tuple[str, str]]]:
    """Return the flow and the SPC key-route main path; edges run from cited to citing."""
    order = list(nx.topological_sort(graph))
    before = {}
    for node in order:
        before[node] = sum(before[other] for other in graph.predecessors(node)) or 1
    after = {}
    for node in reversed(order):
        after[node] = sum(after[other] for other in graph.successors(node)) or 1
    weight = {(u, v): before[u] * after[v] for u, v in graph.edges}
    onward = dict.fromkeys(order, 0)
    for node in reversed(order):
        for other in graph.successors(node):
            onward[node] = max(onward[node], weight[node, other] + onward[other])
    back = dict.fromkeys(order, 0)
    for node in order:
        for other in graph.predecessors(node):
            back[node] = max(back[node], weight[other, node] + back[other])
    heaviest = max(weight.values())
    found = {arc for arc in weight if weight[arc] == heaviest}
    ahead, behind = {v for _, v in found}, {u for u, _ in found}
    while ahead:
        arcs = {
            (u, v) for u in ahead for v in graph.successors(u)
            if weight[u, v] + onward[v] == onward[u]
        }  # fmt: skip
        found |= arcs
        ahead = {v for _, v in arcs}
    while behind:
        arcs = {
            (u, v) for v in behind for u in graph.predecessors(v)
            if weight[u, v] + back[u] == back[v]
        }  # fmt: skip
        found |= arcs
        behind = {u for u, _ in arcs}
    sinks = (node for node in order if graph.in_degree(node) and not graph.out_degree(node))
    return sum(before[node] for node in sinks), found


def timed(function: Callable[[], Any]) -> tuple[float, Any]:
    start = time.process_time()
    answer = function()
    return time.process_time() - start, answer


def report(what: str, theirs: float | None, ours: float) -> None:
    compared = f"{'-':>10}" if theirs is None else f"{theirs:10.3f}"
    ratio = "" if theirs is None else f"{theirs / ours:8.1f} x"
    print(f"{what:24} {compared} {ours:10.3f} {ratio}", flush=True)


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("papers", type=int, nargs="?", default=20_000)
    parser.add_argument("arcs", type=int, nargs="?", default=95_000)
    parser.add_argument("--without-networkx", action="store_true")
    options = parser.parse_args()
    ids, cited, citing = citations(options.papers, options.arcs)
    # Imported once for all, so that no measurement pays for it.
    import scipy.sparse.csgraph  # noqa: F401

    print(f"{options.papers:,} papers, {options.arcs:,} citations; at first {memory()}")
    built, net = timed(lambda: from_arrays(ids, cited, citing))
    ranked, rank = timed(lambda: pagerank(net))
    counted, path = timed(lambda: main_path(net))
    print(f"kg: {memory()}; {path.flow.bit_length()} bits of flow")
    reduced, reduction = 0.0, None
    if options.papers <= 100_000:
        reduced, reduction = timed(lambda: transitive_reduction(net))
        print(f"kg with the reduction: {memory()}")
    print(f"{'CPU seconds':24} {'networkx':>10} {'kg':>10}")
    if options.without_networkx:
        report("network", None, built)
        report("SPC and main path", None, counted)
        report("PageRank", None, ranked)
        return
    edges = [(ids[a], ids[b]) for a, b in zip(cited.tolist(), citing.tolist(), strict=True)]
    theirs, graph = timed(lambda: networkx_graph(ids, edges))
    report("network", theirs, built)
    theirs, (flow, arcs) = timed(lambda: networkx_main_path(graph))
    assert flow == path.flow
    assert arcs == {(arc.cited, arc.citing) for arc in path.arcs}
    report("SPC and main path", theirs, counted)
    backward = graph.reverse(copy=False)
    # As near to the same accuracy as its tolerance, which is for each paper, allows.
    theirs, other = timed(lambda: nx.pagerank(backward, tol=1e-12, max_iter=1000))
    assert sum(abs(other[id] - rank[id]) for id in ids) < 1e-11 * len(ids)
    report("PageRank", theirs, ranked)
    if options.papers <= 20_000:
        theirs, smaller = timed(lambda: nx.transitive_reduction(graph))
        assert sorted(smaller.edges) == reduction
        report("transitive reduction", theirs, reduced)
    elif reduction is not None:
        report("transitive reduction", None, reduced)
    print(f"networkx: {memory()}")


if __name__ == "__main__":
    main()
