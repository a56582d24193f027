"""Main paths by listing every path there is: slow, and too simple to be wrong.

Graphs here run from cited to citing, as knowledge flows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import networkx as nx

Path = tuple[str, ...]


def paths_from(flow: nx.DiGraph, node: str) -> Iterator[Path]:
    """Yield every path that starts at a node, the path of the node alone included."""
    yield (node,)
    for other in flow.successors(node):
        for rest in paths_from(flow, other):
            yield (node, *rest)


def arcs_of(path: Path) -> list[tuple[str, str]]:
    return list(pairwise(path))


def counted_paths(flow: nx.DiGraph, weights: str) -> list[Path]:
    """Return the paths that a weight counts; papers without citations are left out."""
    starts = [n for n in flow if flow.degree(n) and (weights != "spc" or not flow.in_degree(n))]
    return [
        path
        for start in starts
        for path in paths_from(flow, start)
        if weights == "spnp" or not flow.out_degree(path[-1])
    ]


def weigh(flow: nx.DiGraph, weights: str) -> tuple[dict[tuple[str, str], int], int]:
    """Return the weight of every arc, and the number of paths."""
    paths = counted_paths(flow, weights)
    count = Counter(arc for path in paths for arc in arcs_of(path))
    return {arc: count[arc] for arc in flow.edges}, len(paths)


def main_arcs(
    flow: nx.DiGraph, weight: dict[tuple[str, str], int], search: str, routes: int
) -> set[tuple[str, str]]:
    if not weight:
        return set()
    if search == "global":
        whole = [p for p in counted_paths(flow, "spc") if len(p) > 1]
        return _arcs(_heaviest(whole, weight))
    if search == "key-route":
        last = sorted(weight.values(), reverse=True)[: max(routes, 1)][-1]
        keys = [arc for arc in weight if weight[arc] >= last]
        found = set(keys)
        for cited, citing in keys:
            onward = [p for p in paths_from(flow, citing) if not flow.out_degree(p[-1])]
            back = [
                tuple(reversed(p))
                for p in paths_from(flow.reverse(), cited)
                if not flow.in_degree(p[-1])
            ]
            found |= _arcs(_heaviest(onward, weight)) | _arcs(_heaviest(back, weight))
        return found
    if search == "local-backward":
        turned = {(b, a): w for (a, b), w in weight.items()}
        return {(a, b) for b, a in main_arcs(flow.reverse(), turned, "local", 1)}
    first = {arc: w for arc, w in weight.items() if not flow.in_degree(arc[0])}
    front = [arc for arc in first if first[arc] == max(first.values())]
    starts = {cited for cited, _ in front}
    found = set()
    for start in starts:
        found |= _greedy(flow, weight, start)
    return found


def _greedy(flow: nx.DiGraph, weight: dict, node: str) -> set[tuple[str, str]]:
    following = [(node, other) for other in flow.successors(node)]
    most = max((weight[arc] for arc in following), default=0)
    chosen = {arc for arc in following if weight[arc] == most}
    return chosen.union(*(_greedy(flow, weight, other) for _, other in chosen))


def _heaviest(paths: list[Path], weight: dict) -> list[Path]:
    sums = [sum(weight[arc] for arc in arcs_of(path)) for path in paths]
    return [path for path, sum in zip(paths, sums, strict=True) if sum == max(sums)]


def _arcs(paths: list[Path]) -> set[tuple[str, str]]:
    return {arc for path in paths for arc in arcs_of(path)}


def largest_sum(flow: nx.DiGraph, weight: dict) -> int:
    whole = counted_paths(flow, "spc")
    return max((sum(weight[arc] for arc in arcs_of(path)) for path in whole), default=0)


def with_preprints(flow: nx.DiGraph) -> nx.DiGraph:
    """Return the graph of the ``preprint`` policy, written down from its definition."""
    component = {
        node: number
        for number, nodes in enumerate(nx.strongly_connected_components(flow))
        for node in nodes
        if len(nodes) > 1
    }
    made = nx.DiGraph()
    made.add_nodes_from(flow)
    for node in component:
        made.add_edge(f"{node}#preprint", node)
    for cited, citing in flow.edges:
        if cited in component and component.get(citing) == component[cited]:
            made.add_edge(f"{cited}#preprint", citing)
            continue
        made.add_edge(cited, citing)
        if citing in component:
            made.add_edge(cited, f"{citing}#preprint")
    return made


def condensed(flow: nx.DiGraph) -> tuple[nx.DiGraph, dict[str, int]]:
    """Return the graph of strong components, and the component of every node."""
    made = nx.condensation(flow)
    return nx.DiGraph(made.edges), made.graph["mapping"]
