"""The packaged example as facts and as a graph in memory."""

from __future__ import annotations

from kg.ingest.assemble import assemble
from kg.ingest.facts import gather_list
from kg.reading_list import read_list
from kg.records import BuildOptions, Facts, Graph
from kg.settings import packaged
from kg.sources.records_file import RecordsFile

__all__ = ["demo_facts", "demo_graph"]


def demo_facts() -> Facts:
    """Return the facts of the packaged example: the user's list and the records file for it."""
    where = packaged("examples", "cross-modal-retrieval.md")
    parsed = read_list(str(where))
    source = RecordsFile(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    return gather_list(
        parsed,
        source,
        location=where.name,
        options=BuildOptions(source=source.name),
        decisions={},
    )


def demo_graph() -> Graph:
    """Return the graph of the packaged example, in memory.

    Examples
    --------
    >>> demo_graph().counts()[0]["Paper"]
    321
    """
    return assemble([demo_facts()]).graph
