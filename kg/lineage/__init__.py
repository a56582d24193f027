"""Lineage: what builds on what, counted exactly.

Every function takes a store, a graph in memory, a :class:`networkx.DiGraph` whose edges
run from the citing to the cited paper, or a :class:`Network`, and returns plain values.
"""

from kg.lineage.cycles import CYCLES, Component, Steps, components, steps
from kg.lineage.main_path import Arc, MainPath, decimal_digits, main_path, short_number
from kg.lineage.network import Network, References, from_arrays, network
from kg.lineage.reach import (
    Generation,
    ancestors,
    between,
    common_ancestors,
    common_descendants,
    count_shortest_paths,
    descendants,
    generations,
    shortest_paths,
)
from kg.lineage.search import SEARCHES
from kg.lineage.weights import WEIGHTS, arc_weights

__all__ = [
    "CYCLES",
    "SEARCHES",
    "WEIGHTS",
    "Arc",
    "Component",
    "Generation",
    "MainPath",
    "Network",
    "References",
    "Steps",
    "ancestors",
    "arc_weights",
    "between",
    "common_ancestors",
    "common_descendants",
    "components",
    "count_shortest_paths",
    "decimal_digits",
    "descendants",
    "from_arrays",
    "generations",
    "main_path",
    "network",
    "short_number",
    "shortest_paths",
    "steps",
]
