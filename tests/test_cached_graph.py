"""A graph read once gives what the graph gives."""

from collections import Counter

import pytest

from kg.cached_graph import CachedGraph
from kg.page import render
from kg.records import Edge, Graph


class Counted:
    """A graph that counts how often each label and type is read."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.reads = graph, Counter[str]()

    def nodes(self, label, properties=None):
        self.reads[label] += 1
        return self.graph.nodes(label, properties)

    def relationships(self, type, properties=None):
        self.reads[type] += 1
        return self.graph.relationships(type, properties)


@pytest.mark.parametrize("properties", [None, (), ("id", "year", "no such")])
def test_it_gives_what_the_graph_gives(demo_graph, properties):
    cached = CachedGraph(demo_graph)
    for _ in range(2):
        assert list(cached.nodes("Paper", properties)) == list(
            demo_graph.nodes("Paper", properties)
        )
        found = list(cached.relationships("CITES", properties))
        assert found == list(demo_graph.relationships("CITES", properties))
        assert isinstance(found[0], Edge)


def test_what_it_gave_may_be_changed(demo_graph):
    cached = CachedGraph(demo_graph)
    next(cached.nodes("Paper"))["title"] = "changed"
    assert next(cached.nodes("Paper"))["title"] != "changed"


def test_a_page_reads_every_label_and_type_once(demo_graph):
    counted = Counted(demo_graph)
    render(counted)
    assert counted.reads
    assert set(counted.reads.values()) == {1}
