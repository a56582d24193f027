"""The lines of a large text, set aside on disk and read again when they are asked for."""

from __future__ import annotations

import weakref
from array import array
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, cast

__all__ = ["LinesSetAside"]

#: Bytes of text that stay in memory; of more, only the places of the lines do.
_LARGEST_IN_MEMORY = 8 << 20


class LinesSetAside:
    r"""The lines of a text that are not blank.

    Parameters
    ----------
    text
        Is not kept in memory when it is large.

    Raises
    ------
    OSError
        When there is no room for temporary files.

    Examples
    --------
    >>> lines = LinesSetAside(b"one\n \nother")
    >>> list(lines), lines[1]
    ([b'one', b'other'], b'other')
    """

    def __init__(self, text: bytes) -> None:
        self._starts, self._ends = array("Q"), array("Q")
        start = 0
        while start < len(text):
            end = text.find(b"\n", start)
            end = len(text) if end < 0 else end
            if text[start:end].strip():
                self._starts.append(start)
                self._ends.append(end)
            start = end + 1
        with ExitStack() as held:
            self._text: IO[bytes] = BytesIO(text)
            if len(text) > _LARGEST_IN_MEMORY:
                file = held.enter_context(TemporaryFile())
                file.write(text)
                file.flush()
                # Lines are read whole: a buffer would be filled anew at each.
                self._text = cast("IO[bytes]", file.raw)
            self.close = weakref.finalize(self, held.pop_all().close)

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[bytes]:
        return (self[position] for position in range(len(self)))

    def __getitem__(self, position: int) -> bytes:
        self._text.seek(self._starts[position])
        return self._text.read(self._ends[position] - self._starts[position])
