"""Stores: one small protocol, two engines.

``open_store("kg-store")`` is the embedded engine in a directory,
``open_store("neo4j://host")`` a Neo4j server. Both answer the same Cypher.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, Self

import msgspec

from kg.errors import UsageError
from kg.identifiers import strip_credentials
from kg.records import Edge, Facts, Graph

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["Changes", "Store", "open_store"]

_SCHEMES = frozenset(name + way for name in ("neo4j", "bolt") for way in ("", "+s", "+ssc"))


class Changes(msgspec.Struct, kw_only=True):
    """What a write changed: nodes and relationships added, changed, removed, renamed, kept for the user."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    renamed: int = 0
    kept: int = 0


class Store(Protocol):
    """A graph that persists. Also a :class:`kg.records.GraphReader`, and a context manager."""

    url: str
    #: What the last query that wrote has changed, by the names of Neo4j's counters.
    last_change: Mapping[str, int]

    def read(self, cypher: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query that reads, one by one, past the gate of :meth:`query`."""

    def query(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, write: bool = False
    ) -> list[dict[str, Any]]:
        """Return the rows of a query, nodes and relationships as small mappings.

        A node is ``{"labels": [...], "properties": {...}}``, a relationship
        ``{"type": ..., "properties": {...}}``.
        """

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`kg.records.GraphReader.relationships`."""

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return ``({label: n}, {type: n})`` of the graph model, those with none left out."""

    def inputs(self) -> list[Facts]:
        """Return the facts of every input built into the store, ordered by input."""

    def write(
        self,
        graph: Graph,
        inputs: Sequence[Facts],
        *,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> Changes:
        """Make kg's part of the store equal ``graph``, and remember ``inputs``.

        What kg wrote before and ``graph`` no longer holds is removed; what users added
        stays. A paper whose former id stands in the new one's ``aliases`` keeps its
        relationships. ``progress(what, done, total)`` is called between batches.
        """

    def to_networkx(self, *types: str) -> nx.MultiDiGraph:
        """Return the graph, whole or of some relationship types, nodes named ``(label, id)``."""

    def to_pandas(self, label_or_type: str) -> pd.DataFrame:
        """Return the nodes of a label or the relationships of a type as a table."""

    def close(self) -> None:
        """Release the store; a second call does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...


def open_store(url: str, *, write: bool = False) -> Store:
    """Open a store.

    Parameters
    ----------
    url
        A directory (the embedded engine), or a ``neo4j://``, ``neo4j+s://``,
        ``neo4j+ssc://``, ``bolt://``, ``bolt+s://`` or ``bolt+ssc://`` URL, whose path
        may name the database.
    write
        Take the write lock at once, and make a store where there is none. Without it
        nothing can be written, and a writer is never waited for.

    Raises
    ------
    StoreError
        When there is no store, or none that can be read.
    StoreLocked
        When another process is writing; the message names it.
    StoreUnreachable
        When no server answers, or it refuses us.
    UsageError
        When it is an address of something else.

    Examples
    --------
    >>> import tempfile
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A"))
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     with open_store(directory, write=True) as store:
    ...         changes = store.write(graph, [])
    ...     with open_store(directory) as store:
    ...         rows = store.query("MATCH (p:Paper) RETURN p.title AS title")
    >>> changes.added, rows
    (1, [{'title': 'A'}])
    """
    if "://" in url:
        scheme = url.partition("://")[0]
        if scheme not in _SCHEMES:
            raise UsageError(
                f"{scheme}:// is no address of a store",
                where=strip_credentials(url)[0],
                hint="a directory, or the Bolt address of a Neo4j, for example neo4j://localhost:7687",
            )
        from kg.stores.neo4j import Neo4jStore

        return Neo4jStore(url, write=write)
    from kg.stores.embedded import EmbeddedStore

    return EmbeddedStore(url, write=write)
