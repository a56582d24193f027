"""What the tests of a site share: a store of a graph, and an address."""

from __future__ import annotations

from kg import open_store

BASE = "https://lists.example/reading/"


def stored(graph, directory):
    """Write a graph into a store and return its address."""
    with open_store(str(directory), write=True) as store:
        store.write(graph, [])
    return str(directory)
