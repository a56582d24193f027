"""Lists and sources -> the graph of a store.

:func:`build` is what ``kg build`` calls; :func:`assemble` is the pure part of it.
"""

from kg.ingest.assemble import Assembly, assemble
from kg.ingest.build import build, plan
from kg.ingest.built_lists import forget_list, move_list
from kg.ingest.demo import demo_facts, demo_graph
from kg.ingest.report import BuildReport, ListReport

__all__ = [
    "Assembly",
    "BuildReport",
    "ListReport",
    "assemble",
    "build",
    "demo_facts",
    "demo_graph",
    "forget_list",
    "move_list",
    "plan",
]
