"""What the embedded engine says went wrong, as errors of ours."""

from __future__ import annotations

from kg.errors import QueryError, QueryRefused, StoreDamaged, StoreError, StoreLocked
from kg.stores.directory import StoreDirectory
from kg.stores.embedded_values import refusal, shown_column

__all__ = ["query_error", "store_error"]

#: The last is what the engine says of a write that its log did not take: it is not in the store.
_DISK_FULL = ("No space left", "File too large", "write-ahead log refused an append")


def store_error(error: Exception, directory: StoreDirectory) -> StoreError:
    """Return the engine's error as one of ours."""
    import kglite

    if isinstance(error, kglite.WriterLeaseHeldError):
        process = error.holder.get("pid") or "unknown"
        return StoreLocked(
            f"process {process} is writing to the store",
            where=directory.name,
            hint="wait until it has ended",
        )
    if isinstance(error, kglite.FileFormatError | kglite.InternalError):
        if not directory.is_known():
            return StoreError(
                "graph.kgl is another program's file, or damaged",
                where=directory.name,
                hint="move it away, or name another store",
            )
        return StoreDamaged(
            "the store's file is damaged or of another version",
            where=directory.name,
            hint="run: kg store rebuild",
        )
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if any(sign in reason for sign in _DISK_FULL):
        return StoreError(
            "the disk is full",
            where=directory.name,
            hint="make room and run the same command again",
        )
    if isinstance(error, OSError) and not isinstance(error, kglite.KgError):
        return directory.error(error)
    return StoreError(reason, where=directory.name)


def query_error(error: Exception, directory: StoreDirectory) -> StoreError:
    """Return what the engine says of a query as one of our errors."""
    import kglite

    if isinstance(error, kglite.ReadOnlyError):
        return QueryRefused("the query writes", hint="add --write (in Python: write=True)")
    if isinstance(error, kglite.FileError | kglite.FileIoError):
        return store_error(error, directory)
    reason = shown_column(str(error))
    if refused := refusal(reason):
        return refused
    if "Integer division by zero" in reason:
        return QueryError("division by zero")
    lines = [line.strip() for line in reason.splitlines() if line.strip(" ^")]
    return QueryError(lines[0] if lines else type(error).__name__)
