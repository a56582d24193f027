"""The archive of answers: what was asked once is never asked again.

One SQLite file for every store and every list of a user, keyed by kind of answer
(with its set of fields) and by what was asked for. Only checked answers come in,
also the answer "unknown"; each carries the moment it was retrieved, which is the
only use of a clock in everything a graph is made of. An API key never comes here.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self

import msgspec

from kg.errors import ExportError, KgError, SourceError, UsageError
from kg.files import check_ends, write_file
from kg.sources.answer_shapes import check_shape
from kg.sources.archive_rows import MOMENT, pack_row, read_row, sealed_anew

__all__ = ["Archive", "ArchiveSummary", "ArchivedAnswer", "days_of"]

#: In version 1 a checksum covered an answer but not its date, or was not there.
_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    retrieved TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID
"""
_OWN_THINGS = (("table", "answers"), ("index", "sqlite_autoindex_answers_1"))
_COLUMNS = ["kind", "key", "retrieved", "body"]
#: Seconds to wait for another process that writes.
_PATIENCE = 60
#: Bytes of an answer in an exported file: those of services are smaller.
_LONGEST_LINE = 256_000_000
_WAY_OUT = "kg archive prune --damaged removes what is damaged, so that it is asked for again"


class ArchivedAnswer(NamedTuple):
    """An archived answer: decoded JSON (None: the service knows nothing) and its date."""

    body: Any
    retrieved: str
    stale: bool = False

    @property
    def date(self) -> str:
        """The ISO date it was retrieved."""
        return self.retrieved[:10]


class ArchiveSummary(NamedTuple):
    """What an archive holds: answers by kind, bytes on disk, oldest and newest moment."""

    answers: dict[str, int]
    bytes: int
    oldest: str | None
    newest: str | None


class Archive:
    """Answers of all services on disk, shared by processes.

    Parameters
    ----------
    directory
        Directory of ``answers.sqlite``; made when missing.
    refresh
        Age in days from which an answer is stale, so that it is asked for again;
        None: answers do not age.
    reading
        Nothing will be kept: one that the user may not write is read all the same.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory, Archive(Path(directory)) as archive:
    ...     archive.keep("paper/1", {"DOI:10.1/x": {"title": "X"}, "DOI:10.1/y": None})
    ...     found = archive.find("paper/1", ["DOI:10.1/x", "DOI:10.1/y", "DOI:10.1/z"])
    >>> {key: answer.body for key, answer in found.items()}
    {'DOI:10.1/x': {'title': 'X'}, 'DOI:10.1/y': None}
    """

    def __init__(
        self, directory: Path, refresh: float | None = None, *, reading: bool = False
    ) -> None:
        self.path = directory / "answers.sqlite"
        self._stale = "" if refresh is None else _moment(timedelta(days=refresh))
        with self._usable():
            address = _address_to_read(self.path) if reading else None
            if address is None:
                directory.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                address or self.path,
                timeout=_PATIENCE,
                isolation_level=None,
                uri=address is not None,
            )
            # What is no UTF-8 is read all the same, so that it can be named and removed.
            self._database.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
            try:
                self._open(writable=address is None)
            except BaseException:
                self._database.close()
                raise

    @contextlib.contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error, zlib.error, msgspec.DecodeError) as error:
            raise SourceError(
                f"the archive of answers cannot be used ({error})",
                where=self.path.name,
                hint="set KG_ARCHIVE to another directory, or move this one away",
            ) from error

    def _open(self, *, writable: bool) -> None:
        # Nothing is changed before it is known that the file is ours.
        self._database.execute("BEGIN")  # one look at it, whatever other processes do
        version = self._database.execute("PRAGMA user_version").fetchone()[0]
        columns = [row[1] for row in self._database.execute("PRAGMA table_info(answers)")]
        things = self._database.execute("SELECT type, name FROM sqlite_master").fetchall()
        self._database.execute("COMMIT")
        if version > _VERSION:
            raise SourceError(
                "the archive of answers was written by a newer citation-kg",
                where=self.path.name,
                hint="update citation-kg, or set KG_ARCHIVE to another directory",
            )
        # A view may have rows without end, a trigger may remove what is kept.
        foreign = [name for type, name in things if (type, name) not in _OWN_THINGS]
        if columns != (_COLUMNS if version else []) or foreign or (version == 0 and things):
            raise SourceError(
                "the archive of answers is another program's database",
                where=self.path.name,
                hint="set KG_ARCHIVE to another directory, or move this one away",
            )
        if not writable:
            if version < _VERSION:
                raise SourceError(
                    "the archive of answers was written by an older citation-kg, and you may not write it",
                    where=self.path.name,
                    hint="let who may write it run kg archive once",
                )
            return
        self._write_ahead()
        # In WAL mode NORMAL survives a killed process; only a power cut may cost the last answers.
        self._database.execute("PRAGMA synchronous = NORMAL")
        if version == 0:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(_SCHEMA)
            self._database.execute(f"PRAGMA user_version = {_VERSION}")
            self._database.execute("COMMIT")
        elif version < _VERSION:
            self._bring_up_to_date()

    def _write_ahead(self) -> None:
        """Bring the file into WAL mode; SQLite itself does not wait for others where a mode changes."""
        deadline = time.monotonic() + _PATIENCE
        switched = False
        while not switched:
            try:
                self._database.execute("PRAGMA journal_mode = WAL")
                switched = True
            except sqlite3.OperationalError as error:
                busy = error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
                if not busy or time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def _bring_up_to_date(self) -> None:
        """Give each answer of an earlier version the checksum that it has now; damaged ones stay."""
        self._database.create_function("kg_sealed", 4, sealed_anew, deterministic=True)
        self._database.execute("BEGIN IMMEDIATE")
        # Another process may have done it meanwhile.
        if self._database.execute("PRAGMA user_version").fetchone()[0] < _VERSION:
            self._database.execute(
                "UPDATE answers SET body = kg_sealed(CAST(kind AS BLOB), CAST(key AS BLOB), "
                "CAST(retrieved AS BLOB), body) WHERE typeof(body) = 'blob'"
            )
            self._database.execute(f"PRAGMA user_version = {_VERSION}")
        self._database.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def find(self, kind: str, keys: Sequence[str]) -> dict[str, ArchivedAnswer]:
        """Return the archived answers to these keys, stale ones marked as such."""
        found = {}
        with self._usable():
            for start in range(0, len(keys), 500):
                part = list(keys[start : start + 500])
                marks = ",".join("?" * len(part))
                rows = self._database.execute(
                    f"SELECT kind, key, retrieved, body FROM answers WHERE kind = ? AND key IN ({marks})",  # noqa: S608 - only marks
                    [kind, *part],
                )
                for row in rows:
                    body, retrieved = self._checked(row)
                    found[row[1]] = ArchivedAnswer(body, retrieved, retrieved < self._stale)
        return found

    def _checked(self, row: tuple[Any, ...]) -> tuple[Any, str]:
        """Return body and moment of a row.

        Raises
        ------
        SourceError
            When it is not what was written; names it.
        """
        kind, key, retrieved, packed = row
        try:
            body = read_row(kind, key, retrieved, packed)
        except (ValueError, TypeError, zlib.error, msgspec.DecodeError, RecursionError) as error:
            reason = str(error) if isinstance(error, ValueError) else type(error).__name__
            raise SourceError(
                f"the archived answer to {str(key)[:100]!a} ({_shown_kind(kind)}) is damaged: {reason}",
                where=self.path.name,
                hint=_WAY_OUT,
            ) from error
        return body, retrieved

    def keep(self, kind: str, answers: Mapping[str, Any]) -> None:
        """Archive checked answers, each as good as on disk when this returns."""
        now = _moment()
        with self._usable():
            self._put((kind, key, now, body) for key, body in answers.items())

    def _put(self, rows: Iterable[tuple[str, str, str, Any]]) -> int:
        """Write rows in one transaction, a newer answer over an older; return how many."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            count = self._database.executemany(
                "INSERT INTO answers (kind, key, retrieved, body) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (kind, key) DO UPDATE "
                "SET retrieved = excluded.retrieved, body = excluded.body "
                "WHERE excluded.retrieved >= answers.retrieved",
                (
                    (kind, key, when, pack_row(kind, key, when, body))
                    for kind, key, when, body in rows
                ),
            ).rowcount
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        return count

    def summary(self) -> ArchiveSummary:
        """Return what the archive holds."""
        with self._usable():
            return self._summary()

    def _summary(self) -> ArchiveSummary:
        counts: dict[str, int] = {}
        rows = self._database.execute("SELECT kind, count(*) FROM answers GROUP BY kind ORDER BY 1")
        for kind, count in rows:
            name = _shown_kind(kind)
            counts[name] = counts.get(name, 0) + count
        oldest, newest = self._database.execute(
            "SELECT min(retrieved), max(retrieved) FROM answers "
            "WHERE retrieved GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*'"
        ).fetchone()
        files = [self.path.with_name(self.path.name + end) for end in ("", "-wal")]
        size = sum(file.stat().st_size for file in files if file.exists())
        return ArchiveSummary(counts, size, oldest, newest)

    def prune(self, days: float) -> int:
        """Remove answers older than a number of days; return how many."""
        with self._usable():
            removed = self._database.execute(
                "DELETE FROM answers WHERE retrieved < ?", [_moment(timedelta(days=days))]
            ).rowcount
            self._database.execute("VACUUM")
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return removed

    def prune_damaged(self) -> int:
        """Remove the answers that are not what was written; return how many."""
        with self._usable():
            damaged = []
            for row in self._every_row():
                try:
                    self._checked(row)
                except SourceError:
                    damaged.append([_raw(column) for column in row[:2]])
            self._database.executemany(
                "DELETE FROM answers WHERE CAST(kind AS BLOB) = ? AND CAST(key AS BLOB) = ?",
                damaged,
            )
        return len(damaged)

    def _every_row(self) -> Iterator[tuple[Any, ...]]:
        yield from self._database.execute(
            "SELECT kind, key, retrieved, body FROM answers ORDER BY kind, key"
        )

    def export(self, file: Path) -> int:
        """Write every answer as one line of JSON, ordered, gzipped when the name says so.

        Returns
        -------
        int
            Number of answers; the same answers give the same bytes.

        Raises
        ------
        ExportError
            When the file cannot be written, or is there and no such export.
        """
        _check_overwritable(file)
        lines = []
        with self._usable():
            for row in self._every_row():
                body, retrieved = self._checked(row)
                answer = {"kind": row[0], "key": row[1], "retrieved": retrieved}
                lines.append(json.dumps({**answer, "body": body}) + "\n")
        data = "".join(lines).encode()
        write_file(file, gzip.compress(data, mtime=0) if file.suffix == ".gz" else data)
        return len(lines)

    def read_in(self, file: Path) -> int:
        """Take over the answers of an exported file, where they are newer than those already here.

        Returns
        -------
        int
            Number of answers taken over.

        Raises
        ------
        KgError
            When the file is not such an export; then nothing was taken over.
        """
        with self._usable():
            return self._put(_exported(file))


def _address_to_read(path: Path) -> str | None:
    """Return the address under which a file that may not be written is read; None: it may be."""
    if not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return None
    log = path.with_name(f"{path.name}-wal")
    # Nobody writes it now, and the files that readers share cannot be made.
    still = "&immutable=1" if not log.exists() or not log.stat().st_size else ""
    return f"{path.absolute().as_uri()}?mode=ro{still}"


def _shown_kind(kind: Any) -> str:
    """Return the kind of an answer, without its fields, as text that can be shown."""
    text = kind if isinstance(kind, str) else repr(kind)
    return text.partition("/")[0].encode("ascii", "backslashreplace").decode()


def _raw(column: Any) -> bytes:
    return column if isinstance(column, bytes) else str(column).encode("utf-8", "surrogateescape")


def _check_overwritable(file: Path) -> None:
    """Refuse to write over a file that holds anything but archived answers."""
    try:
        if file.is_file() and file.stat().st_size:
            next(_exported(file), None)
    except KgError:
        raise ExportError(
            "a file that holds no archived answers is not overwritten",
            where=str(file),
            hint="choose another name, or move it away",
        ) from None


def _exported(file: Path) -> Iterator[tuple[str, str, str, Any]]:
    number = 0
    check_ends(file, noun="file of answers", error=KgError)
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            while line := lines.readline(_LONGEST_LINE):  # a longer one is cut, and no JSON
                number += 1
                answer = msgspec.json.decode(line, type=_ExportedAnswer)
                datetime.fromisoformat(answer.retrieved)
                check_shape(answer.kind, answer.body)
                yield answer.kind, answer.key, answer.retrieved, answer.body
    except FileNotFoundError as error:
        raise KgError("no such file", where=str(file), hint="check the path") from error
    except (OSError, EOFError, ValueError, zlib.error, RecursionError) as error:
        raise KgError(
            f"not an exported archive ({error})",
            where=f"{file.name}, line {number}",
            hint="write one with `kg archive export FILE`",
        ) from error


class _ExportedAnswer(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    key: str
    retrieved: Annotated[str, msgspec.Meta(pattern=MOMENT)]
    body: Any


def days_of(age: str) -> float:
    """Return an age as days: ``"90"``, ``"90d"``, ``"12h"``, ``"6w"``, ``"3m"`` (of 30 days), ``"1y"``.

    Raises
    ------
    UsageError
        When it is none of these.

    Examples
    --------
    >>> days_of("2w")
    14.0
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([hdwmy]?)", age.strip().lower())
    if match is None:
        raise UsageError(f"{age!r} is not an age", hint="for example 90d, 12h, 6w, 3m or 1y")
    unit = {"h": 1 / 24, "": 1.0, "d": 1.0, "w": 7.0, "m": 30.0, "y": 365.0}[match[2]]
    return float(match[1]) * unit


def _moment(ago: timedelta = timedelta()) -> str:
    try:
        moment = datetime.now(UTC) - ago
    except OverflowError:
        moment = datetime.min.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
