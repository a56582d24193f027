"""Citation graphs for tests: published oracles, random graphs, ladders."""

from __future__ import annotations

import random

import networkx as nx


def citations(arcs: str) -> nx.DiGraph:
    """Return the graph of ``cited-citing`` arcs, with edges from citing to cited."""
    return nx.DiGraph(tuple(reversed(arc.split("-"))) for arc in arcs.split())


BATAGELJ = "3-5 3-21 5-12 12-20 12-15 20-21 20-22 15-22 21-22"
KITE = "1-2 2-3 2-4 3-5 4-5"
LIU = "B-D D-F D-I F-H F-I H-K I-L I-M B-J J-M M-N"


def random_citations(seed: int, *, cycles: bool = False) -> nx.DiGraph:
    """Return a small random graph, its nodes and edges added in random order."""
    chance = random.Random(seed)
    size = chance.randint(1, 8)
    density = chance.choice([0.15, 0.3, 0.5, 0.8])
    names = [f"p{number}" for number in range(size)]
    chance.shuffle(names)
    edges = [
        (names[a], names[b])
        for a in range(size)
        for b in range(size)
        if (a > b or (cycles and a != b and chance.random() < 0.3)) and chance.random() < density
    ]
    chance.shuffle(edges)
    graph = nx.DiGraph()
    graph.add_nodes_from(chance.sample(names, size))
    graph.add_edges_from(edges)
    return graph


def ladder(diamonds: int) -> nx.DiGraph:
    """Return diamonds in a row: twice as many paths with each of them."""
    graph = nx.DiGraph()
    for rung in range(diamonds):
        for side in "lr":
            graph.add_edge(f"{rung:05d}{side}", f"{rung:05d}")
            graph.add_edge(f"{rung + 1:05d}", f"{rung:05d}{side}")
    return graph
