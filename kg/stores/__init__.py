"""Stores: one base class, two engines that answer the same Cypher.

``open_store("kg-store")`` is the embedded engine in a directory,
``open_store("neo4j://host")`` a Neo4j server.
"""

from kg.stores.changes import Changes
from kg.stores.last_build import LastBuild
from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.stores.summary import summary

__all__ = ["Changes", "LastBuild", "Store", "open_store", "summary"]
