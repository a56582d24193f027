"""Unpacking what others packed: never further than real text packs."""

from __future__ import annotations

import zlib

__all__ = ["gunzip", "most_unpacked"]

#: What wants no proof: smaller than what the machine holds anyway.
_SMALL = 256 << 20
#: Text packs to a tenth, lists of the same words to a fiftieth; zeros pack to a thousandth.
_RATIO = 200
_GZIP = 31  # what zlib calls the format


def most_unpacked(size: int) -> int:
    """Return how many bytes a packed file of that size may hold, if it is not made to burst.

    Examples
    --------
    >>> most_unpacked(1000) // 2**20, most_unpacked(10_000_000)
    (256, 2000000000)
    """
    return max(_SMALL, _RATIO * size)


def gunzip(packed: bytes) -> bytes:
    r"""Return what a gzip file holds, all its members behind each other.

    Raises
    ------
    ValueError
        When it is not gzip, is cut off, or holds more than text can; says so in a few words.

    Examples
    --------
    >>> import gzip
    >>> gunzip(gzip.compress(b"one\n") + gzip.compress(b"two\n"))
    b'one\ntwo\n'
    >>> gunzip(b"one")
    Traceback (most recent call last):
    ValueError: not a gzip file
    """
    most = most_unpacked(len(packed))
    found = bytearray()
    rest = packed
    while rest:
        unpacker = zlib.decompressobj(_GZIP)
        try:
            found += unpacker.decompress(rest, most + 1 - len(found))
        except zlib.error:
            raise ValueError("not a gzip file") from None
        if len(found) > most:
            raise ValueError("it holds more than text can: it is made to fill the memory")
        if not unpacker.eof:
            raise ValueError("the gzip file is cut off")
        rest = unpacker.unused_data.lstrip(b"\0")  # what pads a file holds nothing
    return bytes(found)
