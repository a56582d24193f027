"""The embedded store: a directory with kglite's file in it, behind one adapter.

Everything that is asked of the engine goes through :meth:`EmbeddedStore._ask`, and
nothing but this module, :mod:`kg.stores.bulk_load`, :mod:`kg.stores.engine_errors` and
:mod:`kg.stores.repair` knows the engine; the files are the business of
:mod:`kg.stores.directory`.

The engine is never made to delete in place, since it would give the ids of deleted
nodes to others (``docs/stores.md``): what a write leaves is loaded into a new file,
which takes the place of the old one in one step.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.records import LABELS, Graph, Progress
from kg.stores.acknowledged import Record
from kg.stores.bulk_load import load, load_graph
from kg.stores.changes import Changes, renames, silent
from kg.stores.comparison import exact_changes
from kg.stores.directory import StoreDirectory
from kg.stores.embedded_values import (
    change_counts,
    hidden_parameters,
    holds_decimals,
    shown,
    shown_column,
    translate,
    unmixed,
)
from kg.stores.engine_errors import query_error, store_error
from kg.stores.kept_ids import KeptIds, check_kept, kept_ids, may_change_ids
from kg.stores.last_build import LastBuild, keep_build, kept_build
from kg.stores.ownership import Ownership
from kg.stores.property_keys import with_property_keys
from kg.stores.rewriting import hidden
from kg.stores.schema import CONSTRAINTS, MODEL
from kg.stores.storable import check_stored
from kg.stores.store import Store
from kg.stores.whole_store import merged, read_whole

__all__ = ["EmbeddedStore"]

#: Megabytes of log from which on it is folded into the checkpoint.
_LARGEST_LOG = 16 << 20
_UNKNOWN_PROPERTY = re.compile(r"Unknown property '(?P<name>.*?)' on (?P<label>[^.\n]*)\.")
# Optimiser passes that answer wrongly; see docs/stores.md.
_DISABLED_PASSES = [
    "fuse_match_return_aggregate",
    "fuse_optional_match_aggregate",
    "hoist_with_where",
]


class EmbeddedStore(Store):
    """A graph in a directory. Use :func:`kg.stores.open_store`."""

    def __init__(
        self, directory: str | os.PathLike[str], *, write: bool = False, make: bool = True
    ) -> None:
        self._directory = StoreDirectory(Path(directory))
        self.url = self._directory.name
        self._writable = write
        self.last_change: Mapping[str, int] = {}
        self._kinds: set[str] | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._deleted = self._is_swapped = False
        self._last_build: LastBuild | None = None
        import kglite

        kglite.set_query_warning_policy("silent")
        self._directory.check(write=write, make=make)
        try:
            self._graph = self._open_to_write() if write else self._open_to_read()
        except (OSError, kglite.KgError) as error:
            raise store_error(error, self._directory) from error

    # ------------------------------------------------------------------ opening

    def _open_to_write(self) -> Any:
        directory = self._directory
        fresh = not directory.engine_file.exists()
        if not fresh and not directory.is_known():
            self._open_to_read()  # which refuses another program's, before anything is changed
            self._drop_copy()
        graph = None
        try:
            directory.path.mkdir(parents=True, exist_ok=True)
            directory.claim()
            if record := directory.record():
                directory.verify_texts(record)
                directory.verify(record, directory.engine_file, directory.log)
                directory.cut_log(record)
            self._last_build = kept_build(directory.last_build, directory.contents())
            graph = self._open_engine()
            if fresh:
                # The engine finds nothing in a directory before the first checkpoint.
                graph.save()
            for constraint in CONSTRAINTS:
                graph.cypher(translate(constraint).cypher)
            directory.settle()
        except BaseException:
            if graph is not None:
                with contextlib.suppress(Exception):
                    graph.close()
            directory.release()
            raise
        return graph

    def _open_engine(self) -> Any:
        """Open the engine's file for writing; its log is folded in when we know of it."""
        import kglite

        path = os.fspath(self._directory.engine_file)
        return kglite.open(path, durable="full", auto_checkpoint_wal_mib=0)

    def _open_to_read(self) -> Any:
        """Open what was acknowledged so far, without a lock: a writer may go on meanwhile."""
        import kglite

        for _ in range(100):
            record = self._directory.record()
            try:
                graph = self._load(record)
                graph.read_only(True)
            except (StoreError, OSError, kglite.KgError):
                self._drop_copy()
                if self._directory.record() == record:
                    raise
            else:
                if record is None and not self._directory.is_known():
                    self._must_be_ours(graph)
                return graph
        raise StoreError(
            "another process keeps replacing the store", where=self.url, hint="try again"
        )

    def _load(self, record: Record | None) -> Any:
        """Load checkpoint and log, copied where there is a log, so that both stay as they are."""
        import kglite

        directory = self._directory
        if record:
            directory.verify_texts(record)
        if not (record.writes if record else directory.has_log()):
            if record:
                directory.verify(record, directory.engine_file, directory.log)
            # A checkpoint is replaced whole, so that this one is complete by itself; what the
            # log may hold was never acknowledged, and of that the engine warns.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                return kglite.load(os.fspath(directory.engine_file), verify="eager")
        self._copy = tempfile.TemporaryDirectory(prefix="kg-read-")
        copy = Path(self._copy.name) / directory.engine_file.name
        log = copy.with_name(directory.log.name)
        directory.copy(copy, log, record)
        return kglite.open(os.fspath(copy), durable="normal", lock=False)

    def _must_be_ours(self, graph: Any) -> None:
        """Refuse a graph of another program: it has nodes, but none of our constraints or ids."""
        schema = graph.schema()
        if not schema["node_count"] or any(
            hidden("id") in table["properties"] for table in schema["node_types"].values()
        ):
            return
        names = {row["name"] for row in graph.cypher("SHOW CONSTRAINTS")}
        if not names & {f"kg_{kind.LABEL.lower()}_id" for kind in LABELS}:
            raise StoreError(
                f"{self._directory.engine_file.name} is another program's graph",
                where=self.url,
                hint="move it away, or name another store",
            )

    # ------------------------------------------------------------------ asking

    def _ask(
        self, cypher: str, parameters: Mapping[str, Any], *, write: bool
    ) -> Iterator[dict[str, Any]]:
        """Yield the rows of one query: the only place where the engine is asked."""
        import kglite

        kinds = self._value_kinds()
        cypher = with_property_keys(cypher, self._open_graph().schema)
        query = translate(
            cypher,
            temporal=any("Date" in kind or "Time" in kind for kind in kinds),
            decimals=holds_decimals(parameters)
            or any("Float" in kind or kind == "mixed" for kind in kinds),
        )
        try:
            result = self._run(query.cypher, hidden_parameters(parameters), write=write)
        except (kglite.KgError, ValueError, OverflowError, TypeError, RecursionError) as error:
            raise query_error(error, self._directory) from error
        names = query.columns
        if names is None or len(names) != len(result.columns):
            names = tuple(shown_column(name) for name in result.columns)
        columns = dict(zip(result.columns, names, strict=True))
        if write:
            self._kinds = None
            self.last_change = change_counts(result.stats or {})
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

    def _value_kinds(self) -> set[str]:
        """Return the kinds of values that properties have, as the engine names them.

        It says nothing of what is in lists: those of the model hold text, others count as mixed.
        """
        if self._kinds is None:
            schema = self._open_graph().schema()
            self._kinds = {
                "mixed" if kind == "List" and name not in MODEL.get(owner, ()) else kind
                for tables in (schema["node_types"], schema["connection_types"])
                for owner, table in tables.items()
                for name, kind in table["properties"].items()
            }
        return self._kinds

    def _open_graph(self) -> Any:
        if self._graph is None and self._is_swapped:
            self._reopen()
        if self._graph is None:
            raise StoreError("the store is closed", where=self.url)
        return self._graph

    def _reopen(self) -> None:
        import kglite

        try:
            self._graph = self._open_engine()
            self._directory.settle()
        except (OSError, kglite.KgError) as error:
            raise store_error(error, self._directory) from error

    def _write_query(self, cypher: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Run a user's write: in place, or, where it takes something away, into a new file."""
        self._last_build = None
        graph = self._open_graph()
        self._graph = graph.copy()  # which shares what is unchanged
        self._deleted = False
        try:
            rows = self._checked_write(cypher, parameters)
            whole = None
            if self._deleted or any(
                "deleted" in name and n for name, n in self.last_change.items()
            ):
                whole = read_whole(self._raw, self.owned())
        finally:
            self._graph, self._kinds = graph, None
        if whole is None:
            rows = list(self._ask(cypher, parameters, write=True))
            self._acknowledge()
            return rows
        self._swap(lambda path: load(whole, path, silent))
        return rows

    def _checked_write(self, cypher: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Write into the copy that is asked, and refuse what must not stay."""

        def kept() -> KeptIds:
            return kept_ids(self.owned(), lambda question: self._ask(question, {}, write=False))

        before = kept() if may_change_ids(cypher) else None
        rows = list(self._ask(cypher, parameters, write=True))
        check_stored(self._open_graph().schema(), self._raw)
        if before is not None:
            check_kept(before, kept(), self.last_change)
        return rows

    def _raw(self, cypher: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query in the engine's own words, with its own values."""
        import kglite

        try:
            yield from self._open_graph().cypher(
                cypher, hide_structural_keys=True, disabled_passes=_DISABLED_PASSES, timeout_ms=0
            )
        except kglite.KgError as error:
            raise store_error(error, self._directory) from error

    def _write_graph(
        self, graph: Graph, owned: Ownership, tell: Progress
    ) -> tuple[Changes, Ownership]:
        """See :meth:`kg.stores.store.Store._write_graph`: into a new file."""
        if not any(self._open_graph().schema()["node_types"]):
            self._swap(lambda path: load_graph(graph, path, tell))
            nodes, relationships = graph.counts()
            return Changes(added=sum((nodes | relationships).values())), Ownership()
        names = renames(graph, owned)
        exact = None if names else exact_changes(self._raw, graph, owned)
        if exact is not None:
            if exact.added or exact.changed or exact.removed:
                self._swap(lambda path: load_graph(graph, path, tell))
            return exact, Ownership()
        before = read_whole(self._raw, owned)
        after, changes, kept = merged(before, graph, names, owned)
        changed = changes.added or changes.changed or changes.removed or changes.renamed
        is_minted = before.minted
        del before  # as large as what takes its place
        if changed or is_minted:
            self._swap(lambda path: load(after, path, tell))
        return changes, kept

    def _swap(self, load_into: Callable[[Path], None]) -> None:
        """Load what the store shall hold into a new file and put it in the place of the engine's, in one step.

        The write-ahead file is empty before and after, so that whoever opens the store
        meanwhile, or after a crash, finds the former graph or the new one, whole.
        """
        import kglite

        directory = self._directory
        self._last_build = None
        try:
            load_into(directory.next)
            graph, self._graph = self._open_graph(), None
            directory.unsettle()
            self._release(graph)
            directory.next.replace(directory.engine_file)
            directory.settle()
            self._is_swapped = True  # opened when it is asked: most builds are at their end
        except (OSError, kglite.KgError) as error:
            raise store_error(error, self._directory) from error
        finally:
            for name in (directory.next, directory.next.with_name(f"{directory.next.name}-wal")):
                name.unlink(missing_ok=True)

    def _acknowledge(self) -> None:
        """Remember that a statement is in the log, and fold a large log into the checkpoint."""
        import kglite

        directory = self._directory
        directory.settle(writes=1)
        if directory.log.stat().st_size > _LARGEST_LOG:
            directory.unsettle()
            try:
                self._open_graph().save()
            except (OSError, kglite.KgError) as error:
                raise store_error(error, self._directory) from error
            directory.settle()

    def read(self, cypher: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.stores.store.Store.read`."""
        return self._ask(cypher, parameters, write=False)

    def change(self, cypher: str, parameters: Mapping[str, Any]) -> None:
        """See :meth:`kg.stores.store.Store.change`."""
        self._last_build = None
        for _ in self._ask(cypher, parameters, write=True):
            pass
        self._acknowledge()

    # ------------------------------------------------------------------ state

    def version(self) -> str:
        """See :meth:`kg.stores.store.Store.version`: of what lies on disk, not of what was opened."""
        return self._directory.version()

    def kept(self, name: str) -> bytes:
        """See :meth:`kg.stores.store.Store.kept`."""
        return self._directory.text(name)

    def _keep(self, texts: Mapping[str, bytes], *, pending: bool) -> None:
        self._last_build = None
        try:
            self._directory.keep(texts, pending=pending)
        except OSError as error:
            raise store_error(error, self._directory) from error

    def _is_pending(self) -> bool:
        return self._directory.is_pending()

    def last_build(self) -> LastBuild | None:
        """See :meth:`kg.stores.store.Store.last_build`."""
        return self._last_build

    def remember_build(self, build: LastBuild) -> None:
        """See :meth:`kg.stores.store.Store.remember_build`: it is kept when the store is closed."""
        self._last_build = build

    def close(self) -> None:
        """See :meth:`kg.stores.store.Store.close`."""
        graph, self._graph, self._is_swapped = self._graph, None, False
        build, self._last_build = self._last_build, None
        try:
            if graph is not None and self._writable:
                self._directory.unsettle()
                self._release(graph)
                self._directory.settle()
            if build is not None:
                keep_build(self._directory.last_build, build, self._directory.contents())
        finally:
            self._directory.release()  # also where a swap failed and left no graph
        self._drop_copy()

    def _drop_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.cleanup()

    def _release(self, graph: Any) -> None:
        import kglite

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
                graph.read_only(False)
                graph.close()
        except (OSError, kglite.KgError) as error:
            # What was acknowledged is in the write-ahead file; only the checkpoint failed.
            raise store_error(error, self._directory) from error
