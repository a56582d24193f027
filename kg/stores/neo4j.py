"""The Neo4j store, over the official driver, for Neo4j 5 and later, Community and Aura.

What the store keeps beside the graph lies on private nodes labelled ``KgInput``: the
two texts of :mod:`kg.stores.ownership`, in pieces, and the process that is writing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from kg.errors import (
    QueryError,
    QueryRefused,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreUnreachable,
)
from kg.records import Graph, Progress
from kg.stores.changes import Changes
from kg.stores.kept_ids import KeptIds, check_kept, kept_ids, may_change_ids
from kg.stores.last_build import LastBuild
from kg.stores.neo4j_address import server_of
from kg.stores.neo4j_values import shown_row
from kg.stores.neo4j_writing import Batch, write_graph
from kg.stores.ownership import TEXTS, Ownership
from kg.stores.private import PRIVATE_LABEL as _PRIVATE
from kg.stores.schema import CONSTRAINTS, FULL_TEXT_INDEXES, RANGE_INDEXES
from kg.stores.store import Store

__all__ = ["Neo4jStore"]


_PRIVATE_CONSTRAINT = (
    f"CREATE CONSTRAINT kg_input_id IF NOT EXISTS FOR (n:{_PRIVATE}) REQUIRE n.id IS UNIQUE"
)
_PIECE = 1 << 20
#: How many statements are written at once where none depends on another.
_SESSIONS = 2
#: What driver and server raise, and the driver for values and addresses that it does not take.
_FAILURES = (Neo4jError, DriverError, OSError, ValueError, TypeError, OverflowError)

#: Errors by class or by a part of their code, with what is said of them; the first that fits.
_ERRORS: tuple[
    tuple[tuple[type[Exception], ...], tuple[str, ...], type[StoreError], str, str | None], ...
] = (
    (
        (AuthError,),
        ("Neo.ClientError.Security.Auth",),
        StoreUnreachable,
        "the server refuses the user name or password",
        "set NEO4J_USERNAME and NEO4J_PASSWORD",
    ),
    (
        (),
        ("DatabaseNotFound",),
        StoreUnreachable,
        "the server has no database {database!r}",
        "set NEO4J_DATABASE, or leave it out",
    ),
    (
        (Forbidden,),
        ("ReadOnly",),
        StoreError,
        "this user or database may only be read",
        "write with a user that may, to a database that can be written",
    ),
    (
        (),
        ("Neo.ClientError.Statement.AccessMode",),
        QueryRefused,
        "the query writes",
        "add --write (in Python: write=True)",
    ),
    (
        (ServiceUnavailable, SessionExpired, OSError),
        ("DatabaseUnavailable",),
        StoreUnreachable,
        "no Neo4j answers there",
        "start it, or check --store or KG_STORE, and run the same again",
    ),
    (
        (ConfigurationError,),
        (),
        StoreError,
        "{reason}",
        "check --store or KG_STORE, for example neo4j://localhost",
    ),
    ((ClientError, ValueError, TypeError, OverflowError), (), QueryError, "{reason}", None),
)


class Neo4jStore(Store):
    """A graph in a Neo4j database. Use :func:`kg.stores.open_store`."""

    def __init__(self, url: str, *, write: bool = False) -> None:
        address, self.url, self._database, credentials = server_of(url)
        self._writable = write
        self.last_change: Mapping[str, int] = {}
        self._driver: neo4j.Driver | None = None
        self._lock: neo4j.Session | None = None
        # The driver's errors reach the user as ours, on one line; its notes are for nobody.
        logging.getLogger("neo4j").setLevel(logging.CRITICAL)
        try:
            self._driver = neo4j.GraphDatabase.driver(
                address,
                auth=credentials,
                user_agent="citation-kg",
                # Whatever fails because of the server fails within a minute.
                connection_timeout=10,
                connection_acquisition_timeout=20,
                max_transaction_retry_time=15,
            )
            # Without the retries of a transaction, so that a missing server is said at once.
            self._driver.verify_connectivity()
            self._ask("RETURN 1", {}, write=False)
            if write:
                self._prepare()
        except BaseException as error:
            self.close()
            if isinstance(error, Neo4jError | DriverError | OSError | ValueError):
                raise self._store_error(error) from error
            raise

    # ------------------------------------------------------------------ asking

    def _open_driver(self) -> neo4j.Driver:
        if self._driver is None:
            raise StoreError("the store is closed", where=self.url)
        return self._driver

    def _session(self, *, write: bool) -> neo4j.Session:
        driver = self._open_driver()
        return driver.session(
            database=self._database,
            default_access_mode=neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS,
            # Reads see what this process wrote, on a cluster too.
            bookmark_manager=driver.execute_query_bookmark_manager,
        )

    def _ask(
        self,
        cypher: str,
        parameters: Mapping[str, Any],
        *,
        write: bool,
        owned: Ownership | None = None,
    ) -> list[dict[str, Any]]:
        """Return the rows of one query, run in a transaction that the driver retries.

        With ``owned`` it is taken back where kg would no longer know what it wrote.
        """

        def work(transaction: neo4j.ManagedTransaction) -> list[dict[str, Any]]:
            def kept(owned: Ownership) -> KeptIds:
                return kept_ids(owned, lambda question: map(shown_row, transaction.run(question)))

            before = kept(owned) if owned else None
            result = transaction.run(cypher, dict(parameters))
            rows = [shown_row(record) for record in result]
            if write:
                self.last_change = _counts(result.consume().counters)
            if owned and before:
                check_kept(before, kept(owned), self.last_change)
            return rows

        with self._session(write=write) as session:
            run = session.execute_write if write else session.execute_read
            return run(work)

    def _write_query(self, cypher: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self._change(cypher, parameters, self.owned() if may_change_ids(cypher) else None)

    def read(self, cypher: str, parameters: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.stores.store.Store.read`."""
        try:
            with self._session(write=False) as session:
                for record in session.run(cypher, dict(parameters)):
                    yield shown_row(record)
        except _FAILURES as error:
            raise self._store_error(error) from error

    def change(self, cypher: str, parameters: Mapping[str, Any]) -> None:
        """See :meth:`kg.stores.store.Store.change`."""
        self._change(cypher, parameters)

    def change_in_batches(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Run statements of which none depends on another; yield each once it is in.

        While the server writes one, the next is made and sent.
        """
        running: deque[tuple[Batch, Future[None]]] = deque()
        sessions = ThreadPoolExecutor(_SESSIONS, "writing")
        try:
            for batch in batches:
                if len(running) > _SESSIONS:
                    yield _finished(*running.popleft())
                written = sessions.submit(self.change, batch.cypher, batch.parameters)
                running.append((batch, written))
            while running:
                yield _finished(*running.popleft())
        finally:
            # Whoever interrupts does not wait: closing the driver ends what is still under way.
            sessions.shutdown(wait=False, cancel_futures=True)

    def _change(
        self, cypher: str, parameters: Mapping[str, Any], owned: Ownership | None = None
    ) -> list[dict[str, Any]]:
        try:
            return self._ask(cypher, parameters, write=True, owned=owned)
        except _FAILURES as error:
            raise self._store_error(error) from error

    def _store_error(self, error: Exception) -> StoreError:
        """Return an error of the driver or the server as one of ours, without credentials."""
        code = getattr(error, "code", None) or ""
        message = getattr(error, "message", None) or str(error)
        reason = message.splitlines()[0] if message else type(error).__name__
        for kinds, codes, made, what, hint in _ERRORS:
            if isinstance(error, kinds) or any(part in code for part in codes):
                where = None if issubclass(made, QueryError) else self.url
                filled = what.format(reason=reason, database=self._database)
                return made(filled, where=where, hint=hint)
        return StoreError(reason, where=self.url)

    # ------------------------------------------------------------------ state

    def _prepare(self) -> None:
        """Create constraints, and take the write lock."""
        for statement in (_PRIVATE_CONSTRAINT, *CONSTRAINTS):
            self._ask(statement, {}, write=True)
        self._ask(f"MERGE (:{_PRIVATE} {{id: 'lock'}})", {}, write=True)
        self._take_lock()
        self._ask(
            f"MERGE (n:{_PRIVATE} {{id: 'writer'}}) SET n.process = $process, n.host = $host",
            {"process": os.getpid(), "host": socket.gethostname()},
            write=True,
        )

    def _take_lock(self) -> None:
        """Hold a transaction that has changed the lock node: the server frees it with us."""
        lock = f"MATCH (n:{_PRIVATE} {{id: 'lock'}}) SET n.held = true"
        try:
            # A transaction's timeout is for all of its life, so that one must only try.
            with (
                self._session(write=True) as session,
                session.begin_transaction(timeout=3) as trial,
            ):
                trial.run(lock).consume()
        except Neo4jError as error:
            if "Transaction" not in (error.code or ""):
                raise
            writer = self._ask(f"MATCH (n:{_PRIVATE} {{id: 'writer'}}) RETURN n", {}, write=False)
            found = writer[0]["n"]["properties"] if writer else {}
            raise StoreLocked(
                f"process {found.get('process', 'unknown')} on {found.get('host', 'another host')} "
                "is writing to the store",
                where=self.url,
                hint="wait until it has ended",
            ) from error
        self._lock = self._session(write=True)
        self._lock.begin_transaction().run(lock).consume()

    def _write_graph(
        self, graph: Graph, owned: Ownership, tell: Progress
    ) -> tuple[Changes, Ownership]:
        """See :meth:`kg.stores.store.Store._write_graph`; indexes come last, where the server fills them at once."""
        written = write_graph(self, graph, owned, tell)
        for statement in (*RANGE_INDEXES, *FULL_TEXT_INDEXES):
            self.change(statement, {})
        return written

    def version(self) -> str:
        """See :meth:`kg.stores.Store.version`: the bookmark names the database's last transaction."""
        try:
            # Without the manager, which would remember the bookmarks of other sessions too.
            with self._open_driver().session(
                database=self._database, default_access_mode=neo4j.READ_ACCESS
            ) as session:
                session.run("RETURN 1").consume()
                return " ".join(sorted(session.last_bookmarks().raw_values))
        except (Neo4jError, DriverError, OSError) as error:
            raise self._store_error(error) from error

    def kept(self, name: str) -> bytes:
        """See :meth:`kg.stores.store.Store.kept`."""
        pieces = list(
            self.read(
                f"MATCH (n:{_PRIVATE} {{name: $name}}) "
                "RETURN n.pending AS pending, n.content AS content ORDER BY n.pending, n.part",
                {"name": name},
            )
        )
        latest = any(piece["pending"] for piece in pieces)
        return b"".join(piece["content"] for piece in pieces if piece["pending"] == latest)

    def _keep(self, texts: Mapping[str, bytes], *, pending: bool) -> None:
        self._change_texts(lambda transaction: _keep_texts(transaction, texts, pending=pending))

    def _settle(self, anew: Mapping[str, bytes]) -> None:
        """See :meth:`kg.stores.store.Store._settle`: the texts are large, and stay on the server."""

        def settle(transaction: neo4j.ManagedTransaction) -> None:
            pending = transaction.run(
                f"MATCH (n:{_PRIVATE} {{pending: true}}) WHERE NOT n.name IN $anew "
                "RETURN collect(DISTINCT n.name) AS names",
                anew=list(anew),
            ).single(strict=True)["names"]
            _drop_texts(transaction, pending, "NOT n.pending")
            transaction.run(
                f"MATCH (n:{_PRIVATE} {{pending: true}}) WHERE n.name IN $names "
                "SET n.pending = false, n.id = n.name + '/' + n.part",
                names=pending,
            ).consume()
            _keep_texts(transaction, anew, pending=False)

        self._change_texts(settle)

    def _change_texts(self, work: Callable[[neo4j.ManagedTransaction], None]) -> None:
        """Change texts in one transaction: a text is kept whole or not at all."""
        try:
            with self._session(write=True) as session:
                session.execute_write(work)
        except (Neo4jError, DriverError, OSError) as error:
            raise self._store_error(error) from error

    def _is_pending(self) -> bool:
        found = self.read(f"MATCH (n:{_PRIVATE} {{pending: true}}) RETURN count(n) AS n", {})
        return bool(next(iter(found))["n"])

    def remember_build(self, build: LastBuild) -> None:
        """Remember nothing: whoever else writes to a server leaves no trace."""

    def drop_damaged_texts(self) -> list[str]:
        """Remove kept texts that are damaged, so that the store can be rebuilt; return their names."""
        damaged = []
        for name in TEXTS:
            try:
                self._unpacked(name)
            except StoreDamaged:
                damaged.append(name)
        drop = f"MATCH (n:{_PRIVATE}) WHERE n.name IN $names DELETE n"
        self.change(drop, {"names": damaged})
        return damaged

    def close(self) -> None:
        """See :meth:`kg.stores.store.Store.close`."""
        lock, self._lock = self._lock, None
        driver, self._driver = self._driver, None
        if lock is not None:
            with contextlib.suppress(Neo4jError, DriverError, OSError):
                lock.close()
        if driver is not None:
            driver.close()


def _keep_texts(
    transaction: neo4j.ManagedTransaction, texts: Mapping[str, bytes], *, pending: bool
) -> None:
    _drop_texts(transaction, list(texts), "n.pending" if pending else "true")
    for name, content in texts.items():
        for part, start in enumerate(range(0, len(content), _PIECE)):
            transaction.run(
                f"CREATE (:{_PRIVATE} {{id: $id, name: $name, part: $part, "
                "pending: $pending, content: $content})",
                id=f"{'pending-' if pending else ''}{name}/{part}",
                name=name,
                part=part,
                pending=pending,
                content=content[start : start + _PIECE],
            ).consume()


def _drop_texts(transaction: neo4j.ManagedTransaction, names: Sequence[str], which: str) -> None:
    transaction.run(
        f"MATCH (n:{_PRIVATE}) WHERE n.name IN $names AND {which} DELETE n", names=names
    ).consume()


def _finished(batch: Batch, written: Future[None]) -> Batch:
    written.result()
    return batch


def _counts(counters: neo4j.SummaryCounters) -> dict[str, int]:
    return {name: n for name, n in vars(counters).items() if type(n) is int}
