"""The directory of an embedded store: its files, who may write, and what is kept in them.

In it lie ``graph.kgl`` (the engine's checkpoint) with its log ``graph.kgl-wal``,
``inputs.jsonl.gz`` and ``owned.jsonl.gz`` (see :mod:`kg.stores.ownership`), and, only while a
write is under way or after it was cut short, the same two with ``pending-`` before their
names; ``acknowledged.json`` (see :mod:`kg.stores.acknowledged`), ``last-build.gz`` (see
:mod:`kg.stores.last_build`), ``writer.lock`` and ``writer.pid``.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

import filelock
import msgspec

from kg.errors import StoreDamaged, StoreError, StoreLocked
from kg.files import UNFINISHED, read_file, write_file
from kg.stores.acknowledged import LogDigest, Record, mark_of, read_record, write_record
from kg.stores.ownership import INPUTS, TEXTS

__all__ = ["StoreDirectory"]

_ENGINE_FILE = "graph.kgl"
_LOG = f"{_ENGINE_FILE}-wal"
_PENDING = "pending-"
_RECORD = "acknowledged.json"
_LAST_BUILD = "last-build.gz"
_WRITER, _WRITER_PROCESS = "writer.lock", "writer.pid"
_TEXT_FILES = tuple(f"{prefix}{name}.jsonl.gz" for name in TEXTS for prefix in (_PENDING, ""))
_FILES = (
    _ENGINE_FILE,
    _LOG,
    f"{_ENGINE_FILE}.lock",
    f"{_ENGINE_FILE}.lock-owner",
    _RECORD,
    _LAST_BUILD,
    _WRITER,
    _WRITER_PROCESS,
    *_TEXT_FILES,
)
#: What else a store may leave: files the engine or we set aside, and unfinished ones.
_LEFT_BEHIND = (f"{_LOG}.", "damaged-", UNFINISHED)
#: A log with nothing in it.
_IDLE_LOG = 5
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_LONGEST_SHOWN = 120
_REBUILD = "run: kg store rebuild"
_PID = re.compile(r"\d{0,20}\s*")
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)


class StoreDirectory:
    """A directory that is an embedded store, or may become one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine_file = path / _ENGINE_FILE
        self.log = path / _LOG
        #: What a write is loaded into until it takes the place of the engine's file.
        self.next = path / f"{UNFINISHED}next.kgl"
        self.last_build = path / _LAST_BUILD
        self._digest = LogDigest(self.log)
        self._claim: filelock.FileLock | None = None
        self._record: Record | None = None

    @property
    def name(self) -> str:
        """The path, shortened where it is endless."""
        text = str(self.path)
        return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."

    # ------------------------------------------------------------------ what may be opened

    def check(self, *, write: bool, make: bool = True) -> None:
        """Refuse what is no store and may not become one, before anything is touched.

        Raises
        ------
        StoreError
            When the path is none, a file of the store is a link, a pipe or another
            program's, or there is no store to read.
        StoreDamaged
            When the engine's file is gone.
        """
        try:
            kind = self._kind(self.path, follow=True)
            if kind is not None and not stat.S_ISDIR(kind):
                raise StoreError("not a directory", where=self.name, hint="name another store")
            found = {} if kind is None else self._files()
            if write:
                self._must_be_writable(found)
            if _ENGINE_FILE in found:
                return
            if _RECORD in found or any(self._is_text(name) for name in found):
                raise StoreDamaged(f"{_ENGINE_FILE} is gone", where=self.name, hint=_REBUILD)
            if not (write and make):
                self.must_exist()
            self._must_be_free(found)
        except (OSError, ValueError) as error:
            raise self.error(error) from error

    def must_exist(self) -> None:
        """Refuse a place where there is no store, nor anything that is left of one.

        Raises
        ------
        StoreError
            When there is none, or a file of it is another program's.
        """
        if not self._files():
            raise StoreError(
                "there is no store here", where=self.name, hint="make one with: kg build LIST"
            )

    @staticmethod
    def _kind(path: Path, *, follow: bool = False) -> int | None:
        try:
            return (path.stat() if follow else path.lstat()).st_mode
        except FileNotFoundError:
            return None

    def _files(self) -> dict[str, int]:
        """Return the store's files that are there, each a plain one."""
        found = {}
        for name in _FILES:
            kind = self._kind(self.path / name)
            if kind is None:
                continue
            if not stat.S_ISREG(kind):
                nouns = {
                    stat.S_IFLNK: "a link",
                    stat.S_IFDIR: "a directory",
                    stat.S_IFIFO: "a pipe",
                }
                noun = nouns.get(stat.S_IFMT(kind), "a device")
                raise self._foreign(f"{name} is {noun}, not a file")
            found[name] = kind
        for name in (_WRITER, f"{_ENGINE_FILE}.lock"):
            if name in found and (self.path / name).stat().st_size:
                raise self._foreign(f"{name} is another program's file")
        return found

    def _must_be_writable(self, found: Mapping[str, int]) -> None:
        """Refuse a store of which something is write-protected: root could, but whoever did that meant it."""
        places = {name: (self.path / name, mode) for name, mode in found.items()}
        if found:  # files are replaced, and that is said before anything is written
            places["the directory"] = (self.path, self.path.stat().st_mode)
        for name, (path, mode) in places.items():
            if not (mode & _ANY_WRITE and os.access(path, os.W_OK)):
                raise StoreError(
                    f"{name} is write-protected",
                    where=self.name,
                    hint="make it writable, or name another store",
                )

    def _foreign(self, what: str) -> StoreError:
        return StoreError(what, where=self.name, hint="move it away, or name another store")

    def _is_text(self, name: str) -> bool:
        """Return whether a file holds a text that a store kept."""
        if name not in _TEXT_FILES:
            return False
        unpack = TEXTS[name.removeprefix(_PENDING).partition(".")[0]]
        try:
            content = (self.path / name).read_bytes()
            unpack(content)
        except ValueError:
            return False
        return bool(content)

    def _must_be_free(self, found: Mapping[str, int]) -> None:
        """Refuse a directory in which something else lies."""
        if not self.path.is_dir():
            return
        for name in found:
            if name in _TEXT_FILES:
                raise self._foreign(f"{name} is another program's file, or damaged")
        names = sorted(path.name for path in self.path.iterdir())
        if any(name not in _FILES and not name.startswith(_LEFT_BEHIND) for name in names):
            raise StoreError(
                "the directory holds other files and no store",
                where=self.name,
                hint="name an empty or a new directory",
            )

    def error(self, error: Exception) -> StoreError:
        """Return an error of the system as one of ours."""
        if isinstance(error, StoreError):
            return error
        reason = getattr(error, "strerror", None) or "not a path"
        if (file := getattr(error, "filename", None)) and Path(str(file)).parent == self.path:
            reason = f"{Path(str(file)).name}: {reason}"
        hint = "name another store"
        if isinstance(error, PermissionError):
            hint = "check the permissions of the directory, or name another store"
        return StoreError(f"the store cannot be used: {reason}", where=self.name, hint=hint)

    # ------------------------------------------------------------------ the only writer

    def claim(self) -> None:
        """Become the only writer; the engine's own lock lapses while files are swapped.

        Raises
        ------
        StoreLocked
            When another process writes.
        OSError
            When the lock cannot be made.
        """
        claim = filelock.FileLock(self.path / _WRITER, blocking=False)
        try:
            claim.acquire()
        except filelock.Timeout as error:
            raise StoreLocked(
                f"process {self._writer()} is writing to the store",
                where=self.name,
                hint="wait until it has ended",
            ) from error
        self._claim = claim
        descriptor = os.open(self.path / _WRITER_PROCESS, _WRITE, 0o666)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(str(os.getpid()))

    def _writer(self) -> str:
        holder = self.path / _WRITER_PROCESS
        content = holder.read_bytes()[:30].decode("ascii", "replace") if holder.is_file() else ""
        return content.strip() if _PID.fullmatch(content) and content.strip() else "unknown"

    def release(self) -> None:
        """Let others write; a second call does nothing."""
        claim, self._claim = self._claim, None
        if claim is not None:
            claim.release()

    # ------------------------------------------------------------------ what was acknowledged

    def record(self) -> Record | None:
        """Return what was acknowledged; None in a store of version 0.1.0.

        Raises
        ------
        StoreDamaged
            When that is not what was written.
        """
        try:
            self._record = read_record(self.path / _RECORD)
        except ValueError as error:
            raise self.damaged(_RECORD, str(error)) from error
        return self._record

    def damaged(self, name: str, reason: str) -> StoreDamaged:
        """Return the error for a damaged file."""
        return StoreDamaged(f"{name} is damaged: {reason}", where=self.name, hint=_REBUILD)

    def verify_texts(self, record: Record) -> None:
        """Miss a text that was kept.

        Raises
        ------
        StoreDamaged
            When one is gone.
        """
        for name in record.texts:
            if name not in TEXTS or not self._text_files(name):
                raise StoreDamaged(f"{name}.jsonl.gz is gone", where=self.name, hint=_REBUILD)

    def verify(self, record: Record, checkpoint: Path, log: Path) -> None:
        """Compare the engine's files, or copies of them, with what was acknowledged.

        Parameters
        ----------
        record
            Checksums of what was acknowledged.
        checkpoint, log
            The engine's files, or copies of them.

        Raises
        ------
        StoreDamaged
            When they hold less, or something else.
        """
        if mark_of(checkpoint) != record.mark:
            if record.settled:
                raise StoreDamaged(
                    f"{_ENGINE_FILE} is not the file that the store wrote last",
                    where=self.name,
                    hint=_REBUILD,
                )
            return
        if not log.exists() and not record.writes:
            return
        digest = LogDigest(log)
        if digest.extend(record.log) != record.digest or digest.length != record.log:
            lost = f"less than the {record.writes} writes" if record.writes else "not what was"
            raise StoreDamaged(
                f"{_LOG} is damaged and holds {lost} acknowledged since the last checkpoint",
                where=self.name,
                hint=_REBUILD,
            )

    def is_known(self) -> bool:
        """Return whether anything beside the engine's file says that the store is ours."""
        return (self.path / _RECORD).exists() or any(map(self._text_files, TEXTS))

    def has_log(self) -> bool:
        """Return whether anything is in the log."""
        return self.log.exists() and self.log.stat().st_size > _IDLE_LOG

    def copy(self, checkpoint: Path, log: Path, record: Record | None) -> None:
        """Copy the engine's files as they were acknowledged.

        Parameters
        ----------
        checkpoint, log
            Where the copies go.
        record
            Checksums of what was acknowledged, or None where nothing was.

        Raises
        ------
        StoreDamaged
            When they hold less, or something else.
        StoreError
            When they are being replaced.
        """
        before = self.engine_file.stat()
        shutil.copyfile(self.engine_file, checkpoint)
        with contextlib.suppress(FileNotFoundError):
            # Only ever appended to while the checkpoint stays; a half last frame is skipped.
            shutil.copyfile(self.log, log)
        if record is None:
            after = self.engine_file.stat()
            if (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns):
                raise StoreError("the store is being replaced", where=self.name, hint="try again")
            return
        self.verify(record, checkpoint, log)
        if log.exists() and log.stat().st_size > record.log and record.settled:
            os.truncate(log, record.log)

    def version(self) -> str:
        """Return what differs once the store has been written."""
        return " ".join(map(_stamp, (self.engine_file, self.log, self.path / f"{INPUTS}.jsonl.gz")))

    def cut_log(self, record: Record) -> None:
        """Take off the log what was never acknowledged, a frame cut short above all."""
        if record.settled and self.log.exists() and self.log.stat().st_size > record.log:
            os.truncate(self.log, max(record.log, _IDLE_LOG))

    def settle(self, writes: int = 0) -> None:
        """Remember the engine's files as they are, with so many more writes in the log.

        Raises
        ------
        StoreError
            When that cannot be written.
        """
        mark, digest = mark_of(self.engine_file), self._digest.extend()
        if self._record is not None and self._record.mark == mark:
            writes += self._record.writes
        self._remember(
            Record(
                mark=mark,
                log=self._digest.length,
                digest=digest,
                writes=writes if self._digest.length > _IDLE_LOG else 0,
                texts=sorted(name for name in TEXTS if self._text_files(name)),
            )
        )

    def unsettle(self) -> None:
        """Remember that a checkpoint is about to be replaced."""
        if self._record is not None:
            self._remember(msgspec.structs.replace(self._record, settled=False))

    def _remember(self, record: Record) -> None:
        if record != self._record:
            write_record(self.path / _RECORD, record)
        self._record = record

    # ------------------------------------------------------------------ kept texts

    def _text_files(self, name: str) -> list[Path]:
        """Return the files of a text that are there, the one to be read first."""
        files = (self.path / f"{prefix}{name}.jsonl.gz" for prefix in (_PENDING, ""))
        return [file for file in files if file.exists()]

    def text(self, name: str) -> bytes:
        """Return a text as it was last kept, pending or not; empty when there is none.

        Raises
        ------
        StoreDamaged
            When its file was emptied.
        """
        for file in self._text_files(name):
            if content := read_file(file, noun="text of a store", error=StoreError):
                return content
            raise self.damaged(file.name, "it is empty")
        return b""

    def keep(self, texts: Mapping[str, bytes], *, pending: bool) -> None:
        """Keep texts; pending ones are read instead of the others until those are kept anew.

        Raises
        ------
        StoreError
            When they cannot be written.
        """
        for name, content in texts.items():
            file = self.path / f"{_PENDING if pending else ''}{name}.jsonl.gz"
            if not (file.exists() and file.read_bytes() == content):
                write_file(file, content, error=StoreError)
        if not pending:
            for name in texts:
                (self.path / f"{_PENDING}{name}.jsonl.gz").unlink(missing_ok=True)
        self.settle()

    def contents(self) -> list[Path]:
        """Return the files that together are what the store holds."""
        texts = (file for name in TEXTS for file in self._text_files(name))
        return [self.engine_file, self.log, *texts]

    def is_pending(self) -> bool:
        """Return whether a write was cut short."""
        return any((self.path / f"{_PENDING}{name}.jsonl.gz").exists() for name in TEXTS)

    # ------------------------------------------------------------------ after damage

    def set_aside_texts(self) -> list[str]:
        """Move damaged texts, and a damaged count, out of the way; return their names."""
        damaged = [
            name for name in _TEXT_FILES if (self.path / name).exists() and not self._is_text(name)
        ]
        try:
            self.record()
        except StoreDamaged:
            damaged.append(_RECORD)
        return self.set_aside(damaged)

    def set_aside_damaged_log(self) -> list[str]:
        """Keep a copy of a log that is not what was acknowledged; the engine reads what it can."""
        try:
            if record := self.record():
                self.verify(record, self.engine_file, self.log)
        except StoreDamaged:
            if self.log.exists():
                write_file(self.path / f"damaged-{_LOG}", self.log.read_bytes(), error=StoreError)
                return [_LOG]
        return []

    def set_aside(self, names: Iterable[str]) -> list[str]:
        """Move files out of the way, as ``damaged-NAME``; return the names of those that are there."""
        moved = [name for name in names if (self.path / name).exists()]
        for name in moved:
            (self.path / name).replace(self.path / f"damaged-{name}")
        return moved

    def forget_record(self) -> None:
        """Take the engine's files for right as they are."""
        (self.path / _RECORD).unlink(missing_ok=True)
        self._record = None


def _stamp(path: Path) -> str:
    """Return what differs once a file has been written or replaced."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return "-"
    return f"{found.st_ino}.{found.st_mtime_ns}.{found.st_size}"
