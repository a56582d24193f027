"""Lines that a store keeps beside its graph, packed with a checksum of all of them.

Packed text is a gzip file of one member. Its last line holds the SHA-256 of all others, so
that a text that was damaged, cut, emptied or written by another program is never taken for
one of ours.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

from kg.unpacking import most_unpacked

__all__ = ["pack_pieces", "pack_text", "unpack_text"]

#: How a gzip file of ours begins: no name, no moment, no system, so that the same is the same.
_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST = b'{"sha256":"%b"}\n'
_LAST_START, _LAST_LENGTH = b'{"sha256":', len(_LAST) - 2 + 64
_GZIP_WINDOW = 31  # zlib.decompress(wbits) for exactly one gzip member


def pack_text(lines: Iterable[bytes]) -> bytes:
    """Return lines as compressed text: the same for the same, byte by byte.

    Packed quickly rather than small: a large store would wait for the last tenth.

    Examples
    --------
    >>> unpack_text(pack_text([b"[1]", b"[2]"]))
    [b'[1]', b'[2]']
    """
    return pack_pieces([line + b"\n" for line in lines])


def pack_pieces(pieces: Iterable[bytes]) -> bytes:
    """Return the pieces of lines as :func:`pack_text` returns the lines."""
    digest = hashlib.sha256()
    packer = zlib.compressobj(1, wbits=_GZIP_WINDOW)
    packed = bytearray()
    for piece in pieces:
        digest.update(piece)
        packed += packer.compress(piece)
    packed += packer.compress(_LAST % digest.hexdigest().encode()) + packer.flush()
    packed[: len(_GZIP)] = _GZIP
    return bytes(packed)


def unpack_text(packed: bytes) -> list[bytes]:
    """Return the lines of a packed text; none where nothing was ever kept.

    Raises
    ------
    ValueError
        When it is not what was packed.

    Examples
    --------
    >>> unpack_text(b"")
    []
    >>> unpack_text(b"mine")
    Traceback (most recent call last):
    ...
    ValueError: it is no text of a store
    """
    if not packed:
        return []
    unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW)
    try:
        content = unpacker.decompress(packed, most_unpacked(len(packed)))
    except zlib.error:
        raise ValueError("it is no text of a store") from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("it does not end where it should")
    if content[-_LAST_LENGTH:].startswith(_LAST_START):
        content, last = content[:-_LAST_LENGTH], content[-_LAST_LENGTH:]
        digest = hashlib.sha256(content).hexdigest().encode()
        if last != _LAST % digest or not packed.startswith(_GZIP):
            raise ValueError("its checksum is another")
    # Version 0.1.0 kept texts without that line; gzip's own checksum covers them.
    return content.splitlines()
