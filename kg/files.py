"""Files are read within bounds, and written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kg.errors import ExportError, KgError, ReadingListError

__all__ = [
    "UNFINISHED",
    "changed_meanwhile",
    "check_ends",
    "read_file",
    "replace_file",
    "whole_file",
    "write_file",
]

#: How the names of files begin that are not finished; a killed process may leave one.
UNFINISHED = ".kg-"

_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | _BINARY
# A pipe that nobody writes to is opened at once and then refused, instead of waited for.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY
_ANY_WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_PERMISSIONS = 0o7777
_OPEN_TO_ALL = stat.S_ISVTX | stat.S_IWOTH
#: Bytes that are read at most of a pipe, which may never end.
_LARGEST_STREAM = 1 << 30
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What a shell passes for standard input and `<(command)`: a pipe that somebody writes to.
_OPEN_DESCRIPTOR = re.compile(r"/dev/(?:stdin|fd/\d+)|/proc/(?:self|\d+)/fd/\d+")


@contextlib.contextmanager
def whole_file(path: str | Path, *, error: type[KgError] = ExportError) -> Iterator[IO[bytes]]:
    """Open a file for writing that keeps its former content unless everything goes well.

    The content goes to a new file with a random name in the same directory, which takes
    the place of the old one in one step after it has reached the disk. The file keeps its
    permissions; a link that the user names stays a link, and the file behind it is
    written, except where somebody else may have laid it: one of another owner in a
    directory that is open to all, as ``/tmp``, is refused. A pipe or a device
    (``/dev/stdout``) is written to as it is.

    Parameters
    ----------
    path
        The file; its directory must exist.
    error
        The error that is raised when the file cannot be written.

    Raises
    ------
    KgError
        As ``error``, when the file cannot be written or is write-protected, also for
        root; the former content then stands and nothing is left behind.

    Examples
    --------
    >>> with whole_file(Path(os.devnull)) as stream:
    ...     stream.write(b"id,title")
    8
    """
    try:
        _refuse_planted_link(Path(path))
        former = _status(Path(path))
        regular = former is None or stat.S_ISREG(former.st_mode)
        # What is no file, as /dev/stdout, may lead to something that has no path.
        target = Path(os.path.realpath(path) if regular else path)
    except (OSError, ValueError) as reason:
        raise _unwritable(path, reason, error) from reason
    try:
        # A directory is refused by its being opened.
        with _replacing(target, former) if regular else target.open("wb") as stream:
            yield stream
    except OSError as reason:
        raise _unwritable(path, reason, error) from reason


def _unwritable(path: str | Path, reason: Exception, error: type[KgError]) -> KgError:
    hint = "choose another file"
    if isinstance(reason, FileNotFoundError | NotADirectoryError):
        hint = "make its directory first"
    elif getattr(reason, "errno", None) in _FULL:
        hint = "make room and run the same command again"
        return error("the disk is full", where=str(path), hint=hint)
    cause = getattr(reason, "strerror", None) or "not a path"
    return error(f"the file cannot be written: {cause}", where=str(path), hint=hint)


def write_file(path: str | Path, content: bytes, *, error: type[KgError] = ExportError) -> None:
    """Write a file as a whole; see :func:`whole_file`.

    Parameters
    ----------
    path
        The file.
    content
        All its bytes.
    error
        The error to raise where it cannot be written.

    Raises
    ------
    KgError
        As ``error``, when the file cannot be written; then the former content stands.

    Examples
    --------
    >>> write_file(os.devnull, b"id,title")
    """
    with whole_file(path, error=error) as stream:
        stream.write(content)


def replace_file(
    path: str | Path, former: bytes, content: bytes, *, error: type[KgError] = ExportError
) -> None:
    """Write a file as a whole, unless somebody changed it since it was read.

    Parameters
    ----------
    path
        The file, which exists.
    former
        What was read of it.
    content
        All its bytes.
    error
        The error to raise where it cannot be written.

    Raises
    ------
    KgError
        As ``error``, when the file holds something else by now or cannot be written; then
        what it holds stands.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     list_file = Path(folder, "list.md")
    ...     list_file.write_bytes(b"by somebody else") and None
    ...     replace_file(list_file, b"as it was read", b"mine")
    Traceback (most recent call last):
    kg.errors.ExportError: ...
    """
    with _one_writer(Path(os.path.realpath(path)).parent):
        if read_file(path, noun="file", error=error) != former:
            raise changed_meanwhile(path, error)
        write_file(path, content, error=error)


def changed_meanwhile(path: str | Path, error: type[KgError] = ReadingListError) -> KgError:
    """Return the error of a file that is not any more what was read of it.

    Examples
    --------
    >>> print(changed_meanwhile("list.md"))
    the file was changed meanwhile and stays as it is now, list.md, run the same command again
    """
    return error(
        "the file was changed meanwhile and stays as it is now",
        where=str(path),
        hint="run the same command again",
    )


@contextlib.contextmanager
def _one_writer(directory: Path) -> Iterator[None]:
    """Wait until no other process of kg replaces a file of a directory; leaves nothing behind."""
    try:
        import fcntl
    except ImportError:  # Windows, where a directory cannot be locked
        yield
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        # Some file systems of a network know no locks.
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _refuse_planted_link(path: Path) -> None:
    """Refuse the link that Linux does not follow either (``fs.protected_symlinks``)."""
    if not path.is_symlink():
        return
    directory, owner = path.parent.stat(), path.lstat().st_uid
    if (directory.st_mode & _OPEN_TO_ALL) == _OPEN_TO_ALL and owner not in (
        os.geteuid(),
        directory.st_uid,
    ):
        raise PermissionError(errno.EACCES, "it is somebody else's link in a directory open to all")


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


@contextlib.contextmanager
def _replacing(target: Path, former: os.stat_result | None) -> Iterator[IO[bytes]]:
    """Write beside a file, then put what was written in its place."""
    if former is not None and not (
        former.st_mode & _ANY_WRITE and os.access(target, os.W_OK)
    ):  # root could, but whoever protected the file meant it
        raise PermissionError(errno.EACCES, "it is write-protected")
    unfinished = target.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    # What is private is private from its first byte on.
    descriptor = os.open(unfinished, _NEW, 0o666 if former is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            if former is not None:
                _take_over(unfinished, former)
            os.fsync(stream.fileno())
        unfinished.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    _sync_directory(target.parent)


def _take_over(path: Path, former: os.stat_result) -> None:
    """Give a file the owner, where we may, and the permissions of the one it replaces."""
    created = path.stat()
    if (created.st_uid, created.st_gid) != (former.st_uid, former.st_gid):
        with contextlib.suppress(OSError):
            os.chown(path, former.st_uid, former.st_gid)
    path.chmod(former.st_mode & _PERMISSIONS)


def _sync_directory(directory: Path) -> None:
    """Make a new name survive a power failure, where the platform can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_file(
    path: str | Path,
    *,
    largest: int | None = None,
    noun: str = "file",
    error: type[KgError] = ReadingListError,
) -> bytes:
    """Return the content of a file that ends.

    A named pipe and a device are refused: reading them may never come back. What the
    shell passes as ``/dev/stdin`` or ``<(command)`` is read.

    Parameters
    ----------
    path
        The file.
    largest
        The most bytes it may have; None for no bound on a regular file.
    noun
        What the file is to the reader, for the error: "list", "file of records".
    error
        The error that is raised when it cannot be read.

    Raises
    ------
    KgError
        As ``error``, when there is no such file, it is a directory, pipe or device, too
        large, or unreadable.

    Examples
    --------
    >>> len(read_file(__file__, largest=20_000_000)) > 1000
    True
    """
    where = str(path)
    try:
        descriptor = os.open(path, _READ)
        try:
            kind = os.fstat(descriptor).st_mode
            if not stat.S_ISREG(kind):
                _refuse_endless(kind, where, noun, error)
                os.set_blocking(descriptor, True)
                largest = _LARGEST_STREAM if largest is None else largest
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                content = stream.read() if largest is None else stream.read(largest + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise error("no such file", where=where, hint="check the path") from None
    except (OSError, ValueError) as reason:
        cause = getattr(reason, "strerror", None) or "not a path"
        raise error(
            f"the {noun} cannot be read: {cause}", where=where, hint="check path and permissions"
        ) from None
    if largest is not None and len(content) > largest:
        raise error(
            f"too large for a {noun} (over {largest / 1e6:.0f} MB)",
            where=where,
            hint="check that it is the right file",
        )
    return content


def check_ends(path: str | Path, *, noun: str, error: type[KgError]) -> None:
    """Refuse what may be read for ever, before it is opened by something else.

    Parameters
    ----------
    path
        The file.
    noun
        What the file is, for the message.
    error
        The error to raise.

    Raises
    ------
    KgError
        As ``error``, when it is a directory, named pipe or device; what is not there or may
        not be looked at is left to whoever opens it.

    Examples
    --------
    >>> check_ends("/dev/zero", noun="list", error=ReadingListError)
    Traceback (most recent call last):
    kg.errors.ReadingListError: a pipe or a device, not a list, /dev/zero, name a file, or give - for standard input
    """
    try:
        kind = Path(path).stat().st_mode
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(kind):
        _refuse_endless(kind, str(path), noun, error)


def _refuse_endless(kind: int, where: str, noun: str, error: type[KgError]) -> None:
    if stat.S_ISDIR(kind):
        raise error(
            f"a directory, not a {noun}", where=where, hint="name the file, for example README.md"
        )
    if not (stat.S_ISFIFO(kind) and _OPEN_DESCRIPTOR.fullmatch(where)):
        raise error(
            f"a pipe or a device, not a {noun}",
            where=where,
            hint="name a file, or give - for standard input",
        )
