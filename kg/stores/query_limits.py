"""The limits of a query: asked in a process that can be ended, with what is to be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from kg.confined import run_confined
from kg.public_limits import PUBLIC_BYTES, PUBLIC_MEMORY, PUBLIC_ROWS, PUBLIC_SECONDS
from kg.stores.gate import check_public_query
from kg.stores.names import unknown_names
from kg.stores.opening import open_store
from kg.stores.private import without_private

__all__ = ["QueryAnswer", "ask", "ask_publicly"]


class QueryAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of a query, and what is to be said beside them.

    ``truncated`` is ``rows`` or ``bytes`` where the limit of that cut the answer;
    ``changed`` counts what a write did, by the names of Neo4j's counters.
    """

    rows: list[dict[str, Any]]
    unknown: list[str] = msgspec.field(default_factory=list)
    changed: dict[str, int] = msgspec.field(default_factory=dict)
    truncated: str | None = None


def ask(
    url: str,
    cypher: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    write: bool = False,
    time_limit: float | None = None,
) -> QueryAnswer:
    """Return the answer to a person's own query.

    Parameters
    ----------
    url
        What :func:`kg.stores.open_store` takes.
    cypher
        The query.
    parameters
        Values of its ``$names``.
    write
        Whether the query may change the store.
    time_limit
        Seconds until the query is ended; None: none.

    Raises
    ------
    StoreError
        When the store cannot be used, or the query not answered.
    Exhausted
        When the query takes more memory than the machine can spare, or longer than it may.

    Notes
    -----
    Ctrl-C ends the query at once, on a server too: the connection goes with the process.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     ask(directory, "CREATE (n:Note {text: $text})", {"text": "a"}, write=True).changed
    ...     ask(directory, "MATCH (n:Note) RETURN n.text, n.txt").unknown
    {'nodes_created': 1}
    ['nothing has the property txt']
    """
    arguments = [url, cypher, dict(parameters or {}), write]
    found = run_confined(f"{__name__}:_own_answer", arguments, time_limit=time_limit)
    return msgspec.convert(found, QueryAnswer)


def _own_answer(url: str, cypher: str, parameters: dict[str, Any], write: bool) -> dict[str, Any]:
    with open_store(url, write=write) as store:
        rows = store.query(cypher, parameters, write=write)
        answer = QueryAnswer(
            rows=rows,
            unknown=[] if write else unknown_names(store, cypher),
            changed={name: n for name, n in store.last_change.items() if n} if write else {},
        )
    return msgspec.structs.asdict(answer)


def ask_publicly(
    url: str,
    cypher: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    time_limit: float = PUBLIC_SECONDS,
) -> QueryAnswer:
    """Return the answer to somebody else's query, which may read the graph and no more.

    Parameters
    ----------
    url, cypher, parameters
        As for :func:`ask`.
    time_limit
        Seconds until the query is ended.

    Returns
    -------
    QueryAnswer
        At most ``PUBLIC_ROWS`` rows, of ``PUBLIC_BYTES`` bytes as JSON; ``truncated`` says
        which of the two cut it.

    Raises
    ------
    QueryRefused
        When :func:`kg.stores.gate.check_public_query` refuses it.
    QueryError
        When it is not Cypher, or a parameter is missing.
    TimeLimitReached, Exhausted
        When it takes longer, or more memory, than it may.

    Examples
    --------
    >>> import tempfile
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A"))
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     with open_store(directory, write=True) as store:
    ...         changes = store.write(graph, [])
    ...     answer = ask_publicly(directory, "UNWIND range(1, 12000) AS n RETURN n")
    >>> len(answer.rows), answer.truncated
    (10000, 'rows')
    """
    check_public_query(cypher)
    arguments = [url, cypher, dict(parameters or {})]
    found = run_confined(
        f"{__name__}:_public_answer", arguments, time_limit=time_limit, memory=PUBLIC_MEMORY
    )
    return msgspec.convert(found, QueryAnswer)


def _public_answer(url: str, cypher: str, parameters: dict[str, Any]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    bytes_left = PUBLIC_BYTES
    truncated = None
    if "://" in url:
        cypher = without_private(cypher)
    with open_store(url) as store:
        for row in store.read(cypher, parameters):
            bytes_left -= len(msgspec.json.encode(row)) + 1
            if len(rows) == PUBLIC_ROWS or bytes_left < 0:
                truncated = "rows" if len(rows) == PUBLIC_ROWS else "bytes"
                break
            rows.append(row)
    return msgspec.structs.asdict(QueryAnswer(rows=rows, truncated=truncated))
