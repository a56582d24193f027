"""A file is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kg.errors import ExportError

__all__ = ["whole_file"]


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that keeps its former content unless everything goes well.

    What is no regular file (``/dev/null``, a pipe) is written to as it is.

    Raises
    ------
    ExportError
        When the file cannot be written.

    Examples
    --------
    >>> with whole_file(Path(os.devnull)) as stream:
    ...     stream.write(b"id,title")
    8
    """
    meant = Path(os.path.realpath(path))
    regular = meant.is_file() or meant.is_dir() or not meant.exists()
    half = meant.with_name(f".{meant.name}.{os.getpid()}.part") if regular else meant
    try:
        with half.open("wb") as stream:
            yield stream
        if regular:
            half.replace(meant)
    except OSError as error:
        raise ExportError(
            f"the file cannot be written: {error.strerror}",
            where=str(path),
            hint="choose another file",
        ) from error
    finally:
        if regular:
            with contextlib.suppress(OSError):
                half.unlink()
