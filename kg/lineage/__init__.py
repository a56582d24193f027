"""Lineage: what builds on what, counted exactly.

Every function takes a store, a graph in memory, a :class:`networkx.DiGraph` whose edges
run from the citing to the cited paper, or a :class:`Network`, and returns plain values.
"""

from kg.lineage.cycles import CYCLES, Component, Steps, components, steps
from kg.lineage.explain import ExplainedCitation, caption, explain, reasons, step_caption
from kg.lineage.main_path import Arc, MainPath, decimal_digits, main_path, short_number
from kg.lineage.measures import (
    Robustness,
    YearProgress,
    main_path_flow,
    pagerank,
    progress_by_year,
    robustness,
)
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
from kg.lineage.reduction import transitive_reduction
from kg.lineage.search import SEARCHES
from kg.lineage.selection import selected, selection_sentence, year_range
from kg.lineage.support import Support, UnreadList, support
from kg.lineage.weights import WEIGHTS, arc_weights

__all__ = [
    "CYCLES",
    "SEARCHES",
    "WEIGHTS",
    "Arc",
    "Component",
    "ExplainedCitation",
    "Generation",
    "MainPath",
    "Network",
    "References",
    "Robustness",
    "Steps",
    "Support",
    "UnreadList",
    "YearProgress",
    "ancestors",
    "arc_weights",
    "between",
    "caption",
    "common_ancestors",
    "common_descendants",
    "components",
    "count_shortest_paths",
    "decimal_digits",
    "descendants",
    "explain",
    "from_arrays",
    "generations",
    "main_path",
    "main_path_flow",
    "network",
    "pagerank",
    "progress_by_year",
    "reasons",
    "robustness",
    "selected",
    "selection_sentence",
    "short_number",
    "shortest_paths",
    "step_caption",
    "steps",
    "support",
    "transitive_reduction",
    "year_range",
]
