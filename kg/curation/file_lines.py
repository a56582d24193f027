"""The lines of a file, so that it can be written again byte for byte."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from kg.errors import ReadingListError

__all__ = ["Lines"]

_LINE_END = re.compile(r"(\r\n|\r|\n)")
_CODECS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Lines(NamedTuple):
    """Lines without and with their ends; byte order mark and encoding of the file."""

    lines: list[str]
    ends: list[str]
    mark: bytes
    encoding: str

    @classmethod
    def of(cls, body: bytes, source: str) -> Lines:
        r"""Return the lines of a file.

        Raises
        ------
        ReadingListError
            When the file is neither UTF-8 nor UTF-16, so that writing it could lose a byte.

        Examples
        --------
        >>> Lines.of(b"a\r\nb", "l.md").lines
        ['a', 'b']
        """
        mark, encoding = next(
            ((mark, name) for mark, name in _CODECS if body.startswith(mark)), (b"", "utf-8")
        )
        try:
            parts = _LINE_END.split(body.removeprefix(mark).decode(encoding))
        except UnicodeDecodeError:
            raise ReadingListError(
                "not UTF-8, so that a correction could lose a character",
                where=source,
                hint="save it as UTF-8 first",
            ) from None
        return cls(parts[::2], [*parts[1::2], ""], mark, encoding)

    def text(self) -> str:
        """Return the text with LF line ends, as the parser reads it."""
        return "\n".join(self.lines)

    def body(self) -> bytes:
        """Return the bytes of the file."""
        text = "".join(part for pair in zip(self.lines, self.ends, strict=True) for part in pair)
        return self.mark + text.encode(self.encoding)

    def end(self) -> str:
        """Return the line end that the file uses."""
        return next((end for end in self.ends if end), "\n")
