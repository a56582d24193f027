"""The embedded store: a directory with kglite's file in it, behind one adapter.

Everything that is asked of the engine goes through :meth:`EmbeddedStore._ask`, and
nothing outside this module knows the engine.

In the directory lie ``graph.kgl`` (a checkpoint) with its write-ahead file,
``inputs.jsonl.gz`` and ``owned.jsonl.gz`` (see :mod:`kg.stores.state`), and, only while
a write is under way or after it was cut short, the same two with ``pending-`` before
their names.

The engine is never made to delete in place, since it would give the ids of deleted
nodes to others (``docs/stores.md``): what a write leaves is loaded into a new file,
which takes the place of the old one in one step.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import filelock

from kg.errors import QueryError, QueryRefused, StoreDamaged, StoreError, StoreLocked
from kg.files import UNFINISHED, write_file
from kg.records import Graph, Progress
from kg.stores.bulk_load import load
from kg.stores.dialect import (
    hidden_parameters,
    refusal,
    shown,
    shown_column,
    translate,
    unmixed,
)
from kg.stores.gate import check_query
from kg.stores.replacement import WholeStore, merged, read_whole
from kg.stores.schema import CONSTRAINTS
from kg.stores.state import Owned, unpack_owned
from kg.stores.store import INPUTS, OWNED, Store
from kg.stores.writing import Changes, renames, silent, storable

__all__ = ["EmbeddedStore", "is_store"]

_ENGINE_FILE = "graph.kgl"
_PENDING = "pending-"
_WRITER, _WRITER_PROCESS = "writer.lock", "writer.pid"
#: What a write is loaded into until it takes the place of the engine's file.
_NEXT = f"{UNFINISHED}next.kgl"
#: A write-ahead file with nothing in it.
_IDLE_WAL = 5
_UNKNOWN_PROPERTY = re.compile(r"Unknown property '(?P<name>.*?)' on (?P<label>[^.\n]*)\.")
# Two optimiser passes that answer wrongly; see docs/stores.md.
_DISABLED_PASSES = ["fuse_optional_match_aggregate", "hoist_with_where"]


def is_store(directory: Path) -> bool:
    """Return whether a directory holds an embedded store."""
    return (directory / _ENGINE_FILE).is_file()


class EmbeddedStore(Store):
    """A graph in a directory. Use :func:`kg.stores.open_store`."""

    def __init__(self, directory: str | os.PathLike[str], *, write: bool = False) -> None:
        self._directory = Path(directory)
        self.url = str(directory)
        self._writable = write
        self.last_change: Mapping[str, int] = {}
        self._moments: bool | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._claim: filelock.FileLock | None = None
        self._deleted = False
        if write:
            self._graph = self._open_to_write()
        else:
            self._graph = self._open_to_read()

    # ------------------------------------------------------------------ opening

    def _open_to_write(self) -> Any:
        import kglite

        kglite.set_query_warning_policy("silent")
        path = self._directory / _ENGINE_FILE
        if self._directory.exists() and not self._directory.is_dir():
            raise StoreError("not a directory", where=self.url, hint="name another store")
        fresh = not path.exists()
        if fresh and self._directory.is_dir() and not _only_ours(self._directory):
            raise StoreError(
                "the directory holds other files and no store",
                where=self.url,
                hint="name an empty or a new directory",
            )
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._claim = self._claimed()
            graph = kglite.open(os.fspath(path), durable="full")
        except (OSError, kglite.KgError) as error:
            self._unclaim()
            raise self._said(error) from error
        try:
            if fresh:
                # The engine finds nothing in a directory before the first checkpoint.
                graph.save()
            for constraint in CONSTRAINTS:
                graph.cypher(translate(constraint).cypher)
        except (OSError, kglite.KgError) as error:
            with contextlib.suppress(OSError, kglite.KgError):
                graph.close()
            self._unclaim()
            raise self._said(error) from error
        return graph

    def _claimed(self) -> filelock.FileLock:
        """Return the lock of the only writer; the engine's own lapses while files are swapped."""
        claim = filelock.FileLock(self._directory / _WRITER, blocking=False)
        try:
            claim.acquire()
        except filelock.Timeout as error:
            holder = self._directory / _WRITER_PROCESS
            process = holder.read_text(encoding="ascii") if holder.is_file() else "unknown"
            raise StoreLocked(
                f"process {process} is writing to the store",
                where=self.url,
                hint="wait until it has ended",
            ) from error
        (self._directory / _WRITER_PROCESS).write_text(str(os.getpid()), encoding="ascii")
        return claim

    def _unclaim(self) -> None:
        claim, self._claim = self._claim, None
        if claim is not None:
            claim.release()

    def _open_to_read(self) -> Any:
        import kglite

        kglite.set_query_warning_policy("silent")
        path = self._directory / _ENGINE_FILE
        if not is_store(self._directory):
            what = "there is no store here" if not path.parent.is_file() else "not a directory"
            raise StoreError(what, where=self.url, hint="make one with: kg build LIST")
        try:
            graph = self._load(path)
            graph.read_only(True)
        except (OSError, kglite.KgError) as error:
            raise self._said(error) from error
        return graph

    def _load(self, path: Path) -> Any:
        """Load what was acknowledged so far, without a lock: a writer may go on meanwhile."""
        import kglite

        wal = path.with_name(path.name + "-wal")
        if _size(wal) <= _IDLE_WAL:
            # A checkpoint is replaced whole, so that this one is complete by itself.
            return kglite.load(os.fspath(path), verify="eager")
        for _ in range(100):
            before = path.stat()
            copy = tempfile.TemporaryDirectory(prefix="kg-read-")
            copied = Path(copy.name) / _ENGINE_FILE
            shutil.copyfile(path, copied)
            with contextlib.suppress(FileNotFoundError):
                # Only ever appended to while the checkpoint stays; a half last frame is skipped.
                shutil.copyfile(wal, copied.with_name(wal.name))
            after = path.stat()
            if (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns):
                self._copy = copy
                return kglite.open(os.fspath(copied), durable="normal", lock=False)
            copy.cleanup()
        raise StoreError(
            "another process keeps replacing the store", where=self.url, hint="try again"
        )

    def _said(self, error: Exception) -> StoreError:
        """Return the engine's error as one of ours."""
        import kglite

        if isinstance(error, kglite.WriterLeaseHeldError):
            process = error.holder.get("pid") or "unknown"
            return StoreLocked(
                f"process {process} is writing to the store",
                where=self.url,
                hint="wait until it has ended",
            )
        if isinstance(error, kglite.FileFormatError | kglite.InternalError):
            return StoreDamaged(
                "the store's file is damaged or of another version",
                where=self.url,
                hint="run: kg store rebuild",
            )
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        if "No space left" in reason or "File too large" in reason:
            return StoreError(
                "the disk is full", where=self.url, hint="make room and run the same command again"
            )
        if isinstance(error, OSError) and error.strerror:
            reason = error.strerror
        return StoreError(reason, where=self.url)

    # ------------------------------------------------------------------ asking

    def _ask(
        self, cypher: str, parameters: Mapping[str, Any], *, write: bool
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of one query: the only place where the engine is asked."""
        import kglite

        query = translate(cypher, temporal=self._holds_moments())
        try:
            result = self._run(query.cypher, hidden_parameters(parameters), write=write)
        except (kglite.KgError, ValueError, OverflowError, TypeError, RecursionError) as error:
            raise self._query_error(error) from error
        names = query.columns
        if names is None or len(names) != len(result.columns):
            names = [shown_column(name) for name in result.columns]
        columns = dict(zip(result.columns, names, strict=True))
        if write:
            self.last_change = _counts(result.stats or {})
        rows = ({columns[name]: shown(value) for name, value in row.items()} for row in result)
        yield from unmixed(cypher, rows)

    def _run(self, cypher: str, parameters: Any, *, write: bool) -> Any:
        import kglite

        graph = self._open_graph()
        known: set[tuple[str, str]] = set()
        while True:
            graph.read_only(not write)
            try:
                return graph.cypher(
                    cypher,
                    params=parameters,
                    hide_structural_keys=True,
                    disabled_passes=_DISABLED_PASSES,
                    timeout_ms=0,
                )
            except kglite.SchemaError as error:
                # A property in a pattern that no node of the label ever had: to Neo4j it is
                # null, to the engine an error until it has met it.
                match = _UNKNOWN_PROPERTY.search(str(error))
                if match is None or (match["label"], match["name"]) in known:
                    raise
                known.add((match["label"], match["name"]))
                if write:
                    self._deleted = True
                else:
                    graph = graph.copy()
                self._make_known(graph, match["label"], match["name"])

    @staticmethod
    def _make_known(graph: Any, label: str, name: str) -> None:
        label, name = label.replace("`", "``"), name.replace("`", "``")
        graph.read_only(False)
        mark = {"mark": "kg: not a node"}
        graph.cypher(f"CREATE (n:`{label}`) SET n.`{name}` = $mark", params=mark)
        graph.cypher(f"MATCH (n:`{label}`) WHERE n.`{name}` = $mark DELETE n", params=mark)

    def _holds_moments(self) -> bool:
        """Return whether any property is a date or time (users' own: the model has none)."""
        if self._moments is None:
            schema = self._open_graph().schema()
            tables = (*schema["node_types"].values(), *schema["connection_types"].values())
            kinds = {kind for table in tables for kind in table["properties"].values()}
            self._moments = any("Date" in kind or "Time" in kind for kind in kinds)
        return self._moments

    def _open_graph(self) -> Any:
        if self._graph is None:
            raise StoreError("the store is closed", where=self.url)
        return self._graph

    def _query_error(self, error: Exception) -> StoreError:
        import kglite

        if isinstance(error, kglite.ReadOnlyError):
            return QueryRefused("the query writes", hint="add --write (in Python: write=True)")
        if isinstance(error, kglite.FileError | kglite.FileIoError):
            return self._said(error)
        reason = shown_column(str(error))
        if refused := refusal(reason):
            return refused
        if "Integer division by zero" in reason:
            return QueryError("division by zero")
        lines = [line.strip() for line in reason.splitlines() if line.strip(" ^")]
        return QueryError(lines[0] if lines else type(error).__name__)

    def query(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, write: bool = False
    ) -> list[dict[str, Any]]:
        """See :meth:`kg.stores.store.Store.query`."""
        check_query(cypher, write=write)
        if write:
            self._must_be_writable()
            return self._write_query(cypher, parameters or {})
        return list(self._ask(cypher, parameters or {}, write=False))

    def _write_query(self, cypher: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Run a user's write: in place, or, where it takes something away, into a new file."""
        self._moments = None
        graph = self._open_graph()
        self._graph = graph.copy()  # which shares what is unchanged
        self._deleted = False
        try:
            rows = list(self._ask(cypher, parameters, write=True))
            self._check_stored()
            whole = None
            if self._deleted or any(
                "deleted" in name and n for name, n in self.last_change.items()
            ):
                whole = read_whole(self._raw, unpack_owned(self.kept(OWNED)))
        finally:
            self._graph = graph
        if whole is None:
            return list(self._ask(cypher, parameters, write=True))
        self._swap(whole, silent)
        return rows

    def _raw(self, cypher: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query in the engine's own words, with its own values."""
        import kglite

        try:
            yield from self._open_graph().cypher(
                cypher, hide_structural_keys=True, disabled_passes=_DISABLED_PASSES, timeout_ms=0
            )
        except kglite.KgError as error:
            raise self._said(error) from error

    def _write_graph(self, graph: Graph, owned: Owned, tell: Progress) -> tuple[Changes, Owned]:
        """See :meth:`kg.stores.store.Store._write_graph`: into a new file."""
        before = read_whole(self._raw, owned)
        after, changes, kept = merged(before, graph, renames(graph, owned))
        changed = changes.added or changes.changed or changes.removed or changes.renamed
        if changed or before.minted:
            self._swap(after, tell)
        return changes, kept

    def _swap(self, whole: WholeStore, tell: Progress) -> None:
        """Load what the store shall hold into a new file and put it in the place of the engine's, in one step.

        The write-ahead file is empty before and after, so that whoever opens the store
        meanwhile, or after a crash, finds the former graph or the new one, whole.
        """
        import kglite

        path = self._directory / _ENGINE_FILE
        upcoming = self._directory / _NEXT
        try:
            load(whole, upcoming, tell)
            graph, self._graph = self._open_graph(), None
            self._release(graph)
            upcoming.replace(path)
            self._graph = kglite.open(os.fspath(path), durable="full")
        except (OSError, kglite.KgError) as error:
            raise self._said(error) from error
        finally:
            for name in (upcoming, upcoming.with_name(f"{_NEXT}-wal")):
                name.unlink(missing_ok=True)

    def _check_stored(self) -> None:
        """Refuse what Neo4j would refuse to store."""
        schema = self._open_graph().schema()
        if "Node" in schema["node_types"]:
            raise QueryRefused("a node without a label", hint="give it one")
        for pattern, tables in (
            ("(x:`{}`)", "node_types"),
            ("()-[x:`{}`]->()", "connection_types"),
        ):
            for label, table in schema[tables].items():
                for name, kind in table["properties"].items():
                    if kind in ("List", "Map"):
                        self._check_values(pattern.format(label.replace("`", "``")), name)

    def _check_values(self, pattern: str, name: str) -> None:
        key = shown_column(name)
        asked = f"MATCH {pattern} WHERE x.`{key}` IS NOT NULL RETURN DISTINCT x.`{key}` AS value"
        for row in self.read(asked, {}):
            if not storable(row["value"]):
                raise QueryRefused(
                    f"{key} is a map, or a list of several types or with null",
                    hint="a property holds one plain value, or a list of one plain type",
                )

    def read(self, cypher: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.stores.store.Store.read`."""
        return self._ask(cypher, parameters, write=False)

    def change(self, cypher: str, parameters: Mapping[str, Any]) -> None:
        """See :meth:`kg.stores.store.Store.change`."""
        for _ in self._ask(cypher, parameters, write=True):
            pass

    # ------------------------------------------------------------------ state

    def version(self) -> str:
        """See :meth:`kg.stores.Store.version`: of what lies on disk, not of what was opened."""
        names = (_ENGINE_FILE, f"{_ENGINE_FILE}-wal", f"{INPUTS}.jsonl.gz")
        return " ".join(_stamp(self._directory / name) for name in names)

    def kept(self, name: str) -> bytes:
        """See :meth:`kg.stores.store.Store.kept`."""
        for prefix in (_PENDING, ""):
            with contextlib.suppress(FileNotFoundError):
                return self._text(prefix, name).read_bytes()
        return b""

    def _keep(self, texts: Mapping[str, bytes], *, pending: bool) -> None:
        try:
            for name, content in texts.items():
                _replace(self._text(_PENDING if pending else "", name), content)
            if not pending:
                for name in texts:
                    self._text(_PENDING, name).unlink(missing_ok=True)
        except OSError as error:
            raise self._said(error) from error

    def _is_pending(self) -> bool:
        return any(self._text(_PENDING, name).exists() for name in (OWNED, INPUTS))

    def _text(self, prefix: str, name: str) -> Path:
        return self._directory / f"{prefix}{name}.jsonl.gz"

    def close(self) -> None:
        """See :meth:`kg.stores.store.Store.close`."""
        graph, self._graph = self._graph, None
        try:
            if graph is not None and self._writable:
                self._release(graph)
        finally:
            self._unclaim()  # also where a swap failed and left no graph
        if self._copy is not None:
            self._copy.cleanup()
            self._copy = None

    def _release(self, graph: Any) -> None:
        import kglite

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
                graph.read_only(False)
                graph.close()
        except (OSError, kglite.KgError) as error:
            # What was acknowledged is in the write-ahead file; only the checkpoint failed.
            raise self._said(error) from error


def _counts(statistics: Mapping[str, int]) -> dict[str, int]:
    """Return what a write changed by the names of Neo4j's counters: a removal sets a property too."""
    removed = statistics.get("properties_removed", 0)
    return {
        name: n + (removed if name == "properties_set" else 0)
        for name, n in statistics.items()
        if name != "properties_removed"
    }


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _stamp(path: Path) -> str:
    """Return what differs once a file has been written or replaced."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return "-"
    return f"{found.st_ino}.{found.st_mtime_ns}.{found.st_size}"


def _only_ours(directory: Path) -> bool:
    """Return whether a directory holds nothing but what a store leaves in it."""
    ours = (_ENGINE_FILE, _PENDING, OWNED, INPUTS, "damaged-", UNFINISHED, _WRITER, _WRITER_PROCESS)
    return all(path.name.startswith(ours) for path in directory.iterdir())


def _replace(path: Path, content: bytes) -> None:
    """Replace a file in one step, so that a crash leaves the old one or the new one."""
    if path.exists() and path.read_bytes() == content:
        return
    write_file(path, content, error=StoreError)


def set_aside(directory: Path) -> None:
    """Move the engine's file out of the way, so that a store can be made anew in its place."""
    for name in (_ENGINE_FILE, f"{_ENGINE_FILE}-wal"):
        with contextlib.suppress(FileNotFoundError):
            (directory / name).replace(directory / f"damaged-{name}")
