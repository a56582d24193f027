"""How the archive keeps an answer: compressed, with a checksum of all that the row says."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from kg.sources.answer_shapes import check_shape
from kg.unpacking import most_unpacked

__all__ = ["MOMENT", "pack_row", "read_row", "sealed_anew"]

#: How the moment of an answer is written.
MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"


def pack_row(kind: str, key: str, retrieved: str, body: Any) -> bytes:
    """Return a body as it is kept: compressed, and behind it a checksum of the whole row.

    Parameters
    ----------
    kind, key
        Which answer it is.
    retrieved
        Date of the answer.
    body
        The answer, ready to be written as JSON.

    Examples
    --------
    >>> body = pack_row("paper/0", "DOI:10.1/x", "2026-11-30T10:00:00Z", None)
    >>> read_row("paper/0", "DOI:10.1/x", "2026-11-30T10:00:00Z", body)
    >>> read_row("paper/0", "DOI:10.1/x", "2026-11-29T10:00:00Z", body)
    Traceback (most recent call last):
    ValueError: its checksum is another
    """
    # A lone surrogate, which JSON can write and UTF-8 cannot, becomes a question mark.
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    compressed = zlib.compress(text)
    return compressed + _checksum(kind.encode(), key.encode(), retrieved.encode(), compressed)


def read_row(kind: Any, key: Any, retrieved: Any, body: Any) -> Any:
    """Return the answer that a row holds.

    Parameters
    ----------
    kind, key, retrieved, body
        The columns of the row, of whatever type they were found.

    Raises
    ------
    ValueError, TypeError, zlib.error, msgspec.DecodeError, RecursionError
        When date, packing, checksum or shape are not what is written.
    """
    if not re.fullmatch(MOMENT, retrieved):
        raise ValueError("its date is none")
    datetime.fromisoformat(retrieved)
    if not (_is_text(kind) and _is_text(key)):
        raise ValueError("it is filed under no text")
    kept = _opened(body)
    if kept.checksum != _checksum(kind.encode(), key.encode(), retrieved.encode(), kept.compressed):
        raise ValueError("its checksum is another")
    answer = msgspec.json.decode(kept.text)
    check_shape(kind, answer)
    return answer


def sealed_anew(kind: bytes, key: bytes, retrieved: bytes, body: bytes) -> bytes:
    """Return a body of the first version, which knew no checksum of the date, with one.

    A body that is not what was written then stays as it is.

    Parameters
    ----------
    kind, key, retrieved, body
        The columns of the row, as bytes.
    """
    try:
        kept = _opened(body)
    except (ValueError, zlib.error):
        return body
    if kept.checksum and kept.checksum != _checksum(kind, key, kept.compressed):
        return body
    return kept.compressed + _checksum(kind, key, retrieved, kept.compressed)


class _Kept(NamedTuple):
    text: bytes
    compressed: bytes
    checksum: bytes


def _opened(body: bytes) -> _Kept:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(body, most_unpacked(len(body)))
    if not unpacker.eof:
        raise ValueError("it is cut off")
    length = len(body) - len(unpacker.unused_data)
    return _Kept(text, body[:length], body[length:])


def _checksum(*columns: bytes) -> bytes:
    return hashlib.blake2b(b"\0".join(columns), digest_size=8).digest()


def _is_text(column: Any) -> bool:
    return isinstance(column, str) and not re.search("[\ud800-\udfff]", column)
