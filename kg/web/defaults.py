"""The query library asked with its defaults: what its pages show before anybody asks otherwise."""

from __future__ import annotations

from typing import Any

import msgspec

from kg.confined import run_confined
from kg.errors import KgError
from kg.library import queries
from kg.stores import Store, open_store

__all__ = ["DefaultAnswer", "default_answers", "default_answers_of"]


class DefaultAnswer(msgspec.Struct, frozen=True):
    """The values of a query's parameters, and its rows; or why it could not be asked.

    ``truncated`` is ``rows`` or ``bytes`` where the limit of that cut the rows.
    """

    values: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    truncated: str | None = None
    problem: str | None = None


def default_answers(
    store: Store, *, rows: int | None = None, size: int | None = None
) -> dict[str, DefaultAnswer]:
    """Return the answer to each query of the library, by name.

    Parameters
    ----------
    store
        The store.
    rows, size
        The most rows, and bytes of them as JSON, of each; None: all.
    """
    found = {}
    for query in queries():
        try:
            values = query.values({}, store)
            answer = store.query(query.cypher, values)
        except KgError as error:
            # A default may name a paper that another graph has.
            found[query.name] = DefaultAnswer(problem=f"Not asked: {error.what}")
            continue
        rows_kept, truncated = _cut(answer, rows, size)
        found[query.name] = DefaultAnswer(values, rows_kept, truncated)
    return found


def default_answers_of(
    url: str, *, time_limit: float, rows: int, size: int, memory: int
) -> dict[str, DefaultAnswer]:
    """Return the same of the store at an address, asked in a process of its own.

    Parameters
    ----------
    url
        What :func:`kg.stores.open_store` takes.
    time_limit
        Seconds until the process is ended.
    rows, size
        How many rows, and how many bytes of them as JSON, are kept.
    memory
        Bytes of memory that it may take.

    Raises
    ------
    TimeLimitReached, Exhausted
        When all together take longer, or more memory, than they may.
    """
    found = run_confined(
        f"{__name__}:_answers", [url, rows, size], time_limit=time_limit, memory=memory
    )
    return msgspec.convert(found, dict[str, DefaultAnswer])


def _answers(url: str, rows: int, size: int) -> dict[str, Any]:
    with open_store(url) as store:
        found = default_answers(store, rows=rows, size=size)
    return {name: msgspec.structs.asdict(answer) for name, answer in found.items()}


def _cut(
    answer: list[dict[str, Any]], rows: int | None, size: int | None
) -> tuple[list[dict[str, Any]], str | None]:
    cut = "rows" if rows is not None and len(answer) > rows else None
    kept = answer[:rows]
    if size is None:
        return kept, cut
    for place, row in enumerate(kept):
        size -= len(msgspec.json.encode(row)) + 1
        if size < 0:
            return kept[:place], "bytes"
    return kept, cut
