"""The engines: DuckDB on this machine, Spark where one machine is not enough; both through Ibis.

An engine reads lines and tables, and writes what an expression says. What is computed is
said in :mod:`kg.bulk.tables`, once for both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from kg.errors import KgError, MissingExtra, ReleaseError, UsageError

__all__ = ["ENGINES", "Engine", "check_threads", "memory_of", "open_engine"]

ENGINES = ("duckdb", "spark")

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT])i?B?", re.IGNORECASE)
_POWER = {"K": 1, "M": 2, "G": 3, "T": 4}
_LEAST = 10**9
_UNUSABLE_IN_PATHS = re.compile(r"[*?\[\]{}'\\\x00-\x1f\x7f]")


class Engine(Protocol):
    """What preparing, exporting and ranking need of an engine."""

    name: str

    def files(self, folder: str) -> list[tuple[str, int, bytes]]:
        """Return URL, size and first two bytes of each file of a folder that a URL names."""

    def count_lines(self, url: str) -> int:
        """Return how many lines a file has that a URL names, blank ones aside."""

    def lines(
        self, path: Path | str, columns: Mapping[str, str], *, packed: bool, longest: int
    ) -> Any:
        """Return the lines of a file, of so many bytes at most, as a table of these columns and ``line``.

        Parameters
        ----------
        path
            The file.
        columns
            Names of fields, and their types.
        packed
            Whether it is gzipped.
        longest
            Bytes of the longest line.
        """

    def table(self, paths: Sequence[Path]) -> Any:
        """Return the table that Parquet files or folders of them make together."""

    def write(self, expression: Any, folder: Path, *, final: bool = True) -> None:
        """Write what an expression says as Parquet files of a new folder, in its order.

        Parameters
        ----------
        expression
            A table of the engine, or what is to become one.
        folder
            A folder that is not there yet.
        final
            Whether it is a result, which is kept, or a step on the way to one.
        """

    def write_rows(self, rows: Any, folder: Path) -> None:
        """Write the rows of one file of a release, which is one task, to be read again."""

    def write_lines(self, expression: Any, folder: Path, name: str) -> list[Path]:
        """Write the only column of an expression as gzipped lines, in its order; return the files.

        They are called ``name`` and a number, so that they are read in their order.

        Parameters
        ----------
        expression
            A table of one column of text.
        folder
            Where the files go.
        name
            What their names begin with.
        """

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """Return the rows of a small result."""

    def close(self) -> None:
        """Let go of memory and processes; a second call does nothing."""


def memory_of(text: str) -> int:
    """Return the bytes that ``--memory`` names.

    Raises
    ------
    UsageError
        When it is no size, or below 1 GB, with which no engine can sort what is larger.

    Examples
    --------
    >>> memory_of("4GB"), memory_of("1.5g")
    (4000000000, 1500000000)
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no size", where="--memory", hint="use for example 4GB")
    size = int(float(match[1]) * 1000 ** _POWER[match[2].upper()])
    if size < _LEAST:
        raise UsageError(f"{text} is too little", where="--memory", hint="use 1GB or more")
    return size


def check_threads(threads: int | None) -> None:
    """Refuse a number of threads below one.

    Raises
    ------
    UsageError
        When it is.
    """
    if threads is not None and threads < 1:
        raise UsageError(
            f"{threads} is no number of threads", where="--threads", hint="use 1 or more"
        )


@contextmanager
def open_engine(
    name: str,
    *,
    scratch: Path,
    memory: str = "4GB",
    threads: int | None = None,
    master: str | None = None,
) -> Iterator[Engine]:
    """Open an engine for as long as the block runs; what it fails on becomes one of our errors.

    Parameters
    ----------
    name
        ``duckdb`` or ``spark``.
    scratch
        A folder for what does not fit into memory; it is made where it is missing.
    memory
        What the engine may take, of each process of Spark.
    threads
        Threads at most; None: as many as there are processors, fewer when memory is short.
    master
        The cluster of Spark; None: ``SPARK_REMOTE``, else this machine.

    Raises
    ------
    MissingExtra
        When the engine is not installed.
    ReleaseError
        When the disk is full, or a file cannot be read.
    UsageError
        When there is no such engine, or an option is not for it.
    """
    if name not in ENGINES:
        raise UsageError(f"{name!r} is no engine", where="--engine", hint="use duckdb or spark")
    size = memory_of(memory)
    check_threads(threads)
    if _UNUSABLE_IN_PATHS.search(str(scratch.absolute())):
        raise UsageError(
            "the engines take * ? [ ] { } ' \\ in a path for something else",
            where=str(scratch.parent),
            hint="name a folder without them",
        )
    processors = threads or min(os.cpu_count() or 1, max(1, size // 500_000_000))
    try:
        scratch.mkdir(parents=True, exist_ok=True)
        if name == "duckdb":
            from kg.bulk.duckdb_engine import DuckDB

            engine: Engine = DuckDB(scratch, size, processors)
        else:
            from kg.bulk.spark_engine import Spark

            engine = Spark(scratch, size, processors, master)
    except ImportError as missing:
        extra = "bulk" if name == "duckdb" else "spark"
        raise MissingExtra(
            f"{missing.name or 'ibis'} is not installed",
            where=f"kg bulk --engine {name}",
            hint=f"pip install 'citation-kg[{extra}]'",
        ) from missing
    except OSError as reason:
        raise _unusable(reason, scratch) from reason
    try:
        yield engine
    except KgError:
        raise
    except Exception as failure:
        raise _explained(failure, scratch) from failure
    finally:
        engine.close()


def _unusable(reason: OSError, folder: Path) -> KgError:
    return ReleaseError(
        f"the folder cannot be written: {reason.strerror}",
        where=str(folder),
        hint="choose another folder",
    )


_FULL = re.compile(
    r"no space left|disk quota|file too large|max_temp_directory_size|could not write",
    re.IGNORECASE,
)
_MEMORY = re.compile(r"out of memory|OutOfMemory|GC overhead", re.IGNORECASE)


def _explained(failure: Exception, folder: Path) -> Exception:
    """Return what an engine's failure means to a user; a failure of another kind as it is."""
    text = str(failure)
    where = str(folder.parent)
    if _MEMORY.search(text):
        return ReleaseError(
            "the engine runs out of memory",
            where=where,
            hint="give it more --memory or fewer --threads",
        )
    if _FULL.search(text):
        return ReleaseError(
            "the disk is full", where=where, hint="make room and run the same command again"
        )
    if isinstance(failure, OSError):
        return _unusable(failure, folder)
    module = type(failure).__module__.partition(".")[0]
    if module in ("duckdb", "_duckdb", "pyspark", "py4j", "ibis"):
        first = next((line for line in text.splitlines() if line.strip()), type(failure).__name__)
        return ReleaseError(
            f"the engine fails: {first[:300]}",
            where=where,
            hint="run with --debug to see all it says",
        )
    return failure
