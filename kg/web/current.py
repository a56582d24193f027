"""The graph as it is now: read once, and again when somebody has written to the store."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from kg.records import Facts
from kg.stores import Store, open_store
from kg.stores.contents import StoreContents, contents
from kg.web.snapshot import SiteSnapshot, read_snapshot

if TYPE_CHECKING:
    from kg.lineage import Network

__all__ = ["CurrentGraph", "OpenedGraph"]

T = TypeVar("T")


class OpenedGraph:
    """A store and what was read of it, each part when it is first asked for.

    The store is closed with it.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        weakref.finalize(self, store.close)
        self._parts: dict[str, Any] = {}

    @property
    def snapshot(self) -> SiteSnapshot:
        """The whole graph, abstracts included."""
        return self.part("snapshot", lambda store: read_snapshot(store, abstracts=True))

    @property
    def network(self) -> Network:
        """Who cites whom."""
        from kg.lineage import network

        return self.part("network", network)

    @property
    def contents(self) -> StoreContents:
        """Labels, types and properties, counted."""
        return self.part("contents", contents)

    @property
    def inputs(self) -> list[Facts]:
        """The facts of every list and records file."""
        return self.part("inputs", lambda store: store.inputs())

    def part(self, name: str, read: Callable[[Store], T]) -> T:
        """Return what is read of the store once; the same name always with the same function."""
        if name not in self._parts:
            self._parts[name] = read(self.store)
        return cast(T, self._parts[name])


class CurrentGraph:
    """The graph of a store for those who ask it for a long time, from any thread.

    Parameters
    ----------
    url
        What :func:`kg.stores.open_store` takes.

    Examples
    --------
    >>> import tempfile
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     with CurrentGraph(directory) as current:
    ...         for name in ("doi:10.1/a", "doi:10.1/b"):
    ...             graph.add(Paper(id=name))
    ...             with open_store(directory, write=True) as store:
    ...                 changes = store.write(graph, [])
    ...             with current.opened() as opened:
    ...                 print(list(opened.snapshot.of("paper")))
    ['doi:10.1/a']
    ['doi:10.1/a', 'doi:10.1/b']
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.RLock()
        self._opened: OpenedGraph | None = None
        self._version = ""

    @contextmanager
    def opened(self) -> Iterator[OpenedGraph]:
        """Lend the graph as it is now, to one thread at a time.

        Raises
        ------
        StoreError
            When the store cannot be read, or not any more.
        """
        with self._lock:
            yield self._current()

    def _current(self) -> OpenedGraph:
        # The version is older than what is read: what is written meanwhile is seen next time.
        if self._opened is None:
            with open_store(self.url) as store:
                version = store.version()
        else:
            version = self._opened.store.version()
            if version == self._version:
                return self._opened
            self.close()
        self._opened, self._version = OpenedGraph(open_store(self.url)), version
        return self._opened

    def close(self) -> None:
        """Release the store; asking again opens it again."""
        with self._lock:
            opened, self._opened = self._opened, None
            if opened is not None:
                opened.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
