"""What a command of ``kg bulk`` made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

__all__ = ["ReleaseReport", "size_of"]


class ReleaseReport(msgspec.Struct, kw_only=True):
    """What was made, in rows, bytes and files.

    ``read`` counts the rows of each dataset of the release; each is in a table or counted
    in ``dropped`` under one reason.
    """

    engine: str
    release: str | None
    tables: dict[str, dict[str, int]]
    dropped: dict[str, dict[str, int]] = {}
    read: dict[str, int] = {}
    seconds: float = 0.0


def size_of(files: Sequence[Path], *, rows: int | None = None) -> dict[str, int]:
    """Return the rows of Parquet files, unless they are told, and what they take."""
    if rows is None:
        from pyarrow import parquet

        rows = sum(parquet.read_metadata(file).num_rows for file in files)
    return {
        "rows": rows,
        "bytes": sum(file.stat().st_size for file in files),
        "files": len(files),
    }
