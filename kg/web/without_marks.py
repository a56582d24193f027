"""A store as others may see it: without what its owner noted about papers for themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from kg.stores import Store
from kg.stores.schema import MARKS

__all__ = ["without_marks"]


class _WithoutMarks:
    """Everything is the store's but the marks of its papers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""
        for node in self._store.nodes(label, properties):
            yield {
                name: value for name, value in node.items() if label != "Paper" or name not in MARKS
            }

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def without_marks(store: Store) -> Store:
    """Return a store whose papers have no marks, for reading.

    Examples
    --------
    >>> import tempfile
    >>> from kg.records import Graph, Paper
    >>> from kg.stores import open_store
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="A", status="read", note="Boring."))
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     with open_store(directory, write=True) as store:
    ...         changes = store.write(graph, [])
    ...         list(without_marks(store).nodes("Paper"))
    [{'id': 'doi:10.1/a', 'title': 'A'}]
    """
    return cast(Store, _WithoutMarks(store))
