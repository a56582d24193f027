"""What the tests of a site share: a store of a graph, and an address."""

from __future__ import annotations

from page.page_graphs import citation_graph

from kg import open_store
from kg.records import Cites, Paper

#: A paper of :func:`large_graph` that 3,000 others cite, one of which nothing is known.
HUB, UNREAD = "doi:10.5555/hub", "doi:10.5555/unread"

BASE = "https://lists.example/reading/"


def stored(graph, directory):
    """Write a graph into a store and return its address."""
    with open_store(str(directory), write=True) as store:
        store.write(graph, [])
    return str(directory)


def large_graph():
    """Return 5,000 papers, 3,000 of which cite one of them."""
    graph = citation_graph(4_998, citations=8)
    papers = [paper.id for paper in graph.records("Paper")]
    graph.add(Paper(id=HUB, title="A hub of the field", year=1979, citations_state="complete"))
    graph.add(Paper(id=UNREAD, title="Never asked about"))
    for id in papers[:3_000]:
        graph.add(Cites(start=id, end=HUB, sources=["semantic-scholar"], evidence=["reference 1"]))
    return graph
