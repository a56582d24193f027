"""What an embedded store has acknowledged, counted beside the engine's files.

The engine reads its log as far as it is whole and is content with less than there was. So
the store keeps its own count: after each write the length and checksum of the log, and
after each checkpoint the mark of that file. Whoever opens the store compares.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Annotated

import msgspec

from kg.errors import StoreError
from kg.files import read_file, write_file

__all__ = ["LogDigest", "Record", "mark_of", "read_record", "write_record"]

#: Bytes at the beginning of a checkpoint, where the engine has the checksums of the rest.
_BEGINNING = 1 << 16
_LARGEST_RECORD = 1 << 16
_PIECE = 1 << 20
Hexadecimal = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was acknowledged.

    ``mark`` tells the checkpoint from any other; ``log`` bytes of the log with the
    checksum ``digest`` hold ``writes`` statements since. ``settled`` is false while a
    checkpoint is being replaced, when either of the two is right. ``texts`` are kept
    beside the graph.
    """

    mark: str
    log: int
    digest: Hexadecimal
    writes: int = 0
    settled: bool = True
    texts: list[str] = []


class _Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    record: msgspec.Raw
    sha256: str


def write_record(path: Path, record: Record) -> None:
    """Write a record in one step.

    Raises
    ------
    StoreError
        When it cannot be written.
    """
    body = msgspec.json.encode(record)
    envelope = _Envelope(msgspec.Raw(body), hashlib.sha256(body).hexdigest())
    write_file(path, msgspec.json.encode(envelope) + b"\n", error=StoreError)


def read_record(path: Path) -> Record | None:
    """Return the record in a file; None where there is none, as in stores of version 0.1.0.

    Raises
    ------
    ValueError
        When it is not what was written.
    StoreError
        When it cannot be read.
    """
    if not path.exists():
        return None
    content = read_file(path, largest=_LARGEST_RECORD, noun="record of a store", error=StoreError)
    try:
        envelope = msgspec.json.decode(content, type=_Envelope)
        record = msgspec.json.decode(envelope.record, type=Record)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        raise ValueError("it is no record of a store") from None
    expected = _Envelope(envelope.record, hashlib.sha256(bytes(envelope.record)).hexdigest())
    if content != msgspec.json.encode(expected) + b"\n":
        raise ValueError("its checksum is another")
    return record


def mark_of(checkpoint: Path) -> str:
    """Return what tells a checkpoint from any other, in constant time: its size and beginning."""
    with checkpoint.open("rb") as stream:
        beginning = hashlib.sha256(stream.read(_BEGINNING)).hexdigest()
    return f"{checkpoint.stat().st_size}-{beginning}"


class LogDigest:
    """The checksum of a log that grows, without reading anything twice."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._hash = hashlib.sha256()
        self.length = 0

    def extend(self, end: int | None = None) -> str:
        """Take in what was appended, up to a length where one is given; return the checksum.

        A log that is shorter than it was is another one, and read from its beginning.
        """
        with contextlib.suppress(FileNotFoundError), self._log.open("rb") as stream:
            size = stream.seek(0, 2)
            end = size if end is None else min(end, size)
            if end < self.length:
                self._hash, self.length = hashlib.sha256(), 0
            stream.seek(self.length)
            while self.length < end:
                piece = stream.read(min(_PIECE, end - self.length))
                if not piece:
                    break
                self._hash.update(piece)
                self.length += len(piece)
        return self._hash.hexdigest()
