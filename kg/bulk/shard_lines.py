"""The lines of a file of a release, looked at from end to end before an engine reads them.

An engine takes half a file for the whole. And DuckDB, where a line is the beginning of a
value, reads the next line as its rest, which then is lost, or ends the run: so a file some
line of which does not begin and end as an object does is read as a copy without that line.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

from kg.bulk.dump import Shard
from kg.errors import ReleaseError

__all__ = ["ShardLines", "look_through", "write_sound"]

_BLOCK = 1 << 20
#: Bytes that a line may have: far more than any of a release, and less than memory.
_LONGEST = 1 << 28
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class ShardLines(NamedTuple):
    """How many lines a file has, about how long the longest is, and whether all are like objects."""

    lines: int
    longest: int
    sound: bool


def look_through(shard: Shard, path: Path, progress: Callable[[int], None]) -> ShardLines:
    """Read a file from end to end.

    Where the file is not ``sound``, its number of lines is not that of rows.

    Parameters
    ----------
    shard, path
        The file, and where it is.
    progress
        Called with the bytes of the file that were read.

    Raises
    ------
    ReleaseError
        When the file ends too early or cannot be read.
    """
    lines = joints = length = longest = 0
    first = last = b""
    try:
        with _opened(shard, path) as (file, raw):
            while block := file.read(_BLOCK):
                ends = block.count(b"\n")
                lines += ends
                joints += (last + block).count(b"}\n{")
                first = first or block[:1]
                last = (last + block)[-2:]
                length = len(block) if ends else length + len(block)
                longest = max(longest, length)
                progress(raw.tell())
    except OSError as reason:
        raise ReleaseError(
            f"the file cannot be read: {reason.strerror}",
            where=str(path),
            hint="check who may read it",
        ) from reason
    if not first:
        return ShardLines(0, 0, sound=True)
    lines += not last.endswith(b"\n")
    whole = first == b"{" and last.removesuffix(b"\n").endswith(b"}")
    return ShardLines(lines, longest, whole and joints == lines - 1 and longest <= _LONGEST)


def write_sound(shard: Shard, path: Path, target: Path) -> ShardLines:
    """Copy a file with ``null`` for each line that is no object, and without blank ones.

    Parameters
    ----------
    shard, path
        The file, and where it is.
    target
        Where the copy goes, packed like the file.
    """
    lines = longest = 0
    with (
        _opened(shard, path) as (file, _),
        gzip.open(target, "wb", 1) if shard.packed else target.open("wb") as copy,
    ):
        for number, line in enumerate(_lines(file)):
            text = (line if number else line.removeprefix(_BYTE_ORDER_MARK)).strip()
            if not text:
                continue
            lines += 1
            longest = max(longest, len(text))
            like_object = text.startswith(b"{") and text.endswith(b"}")
            copy.write((text if like_object else b"null") + b"\n")
    return ShardLines(lines, longest, sound=True)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long its beginning, which is no object."""
    while line := file.readline(_LONGEST):
        rest = line
        while len(rest) == _LONGEST and not rest.endswith(b"\n"):
            line = b"{"
            rest = file.readline(_LONGEST)
        yield line


@contextmanager
def _opened(shard: Shard, path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Open a file to read what is in it; the second tells how far it was read."""
    try:
        with path.open("rb") as raw:
            file = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if shard.packed else raw
            yield file, raw
    except (EOFError, zlib.error, gzip.BadGzipFile) as reason:
        raise ReleaseError(
            "the file ends too early, or is damaged",
            where=str(path),
            hint="download it again and run the same command",
        ) from reason
