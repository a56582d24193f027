"""Open a store by its address: a directory, or a Neo4j server."""

from __future__ import annotations

from kg.credentials import strip_credentials
from kg.errors import UsageError
from kg.stores.store import Store

__all__ = ["open_store"]

_SCHEMES = frozenset(name + way for name in ("neo4j", "bolt") for way in ("", "+s", "+ssc"))


def open_store(url: str, *, write: bool = False, make: bool = True) -> Store:
    """Open a store.

    Parameters
    ----------
    url
        A directory (the embedded engine), or a ``neo4j://``, ``neo4j+s://``,
        ``neo4j+ssc://``, ``bolt://``, ``bolt+s://`` or ``bolt+ssc://`` URL, whose path
        may name the database.
    write
        Take the write lock at once. Without it nothing can be written, and a writer is
        never waited for.
    make
        With ``write``: make a store where there is none. A server's is always there.

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
        scheme, sign, rest = url.partition("://")
        url = scheme.lower() + sign + rest
        if scheme.lower() not in _SCHEMES:
            raise UsageError(
                f"{scheme}:// is no address of a store",
                where=strip_credentials(url)[0],
                hint="a directory, or the Bolt address of a Neo4j, for example neo4j://localhost:7687",
            )
        from kg.stores.neo4j import Neo4jStore

        return Neo4jStore(url, write=write)
    from kg.stores.embedded import EmbeddedStore

    return EmbeddedStore(url, write=write, make=make)
