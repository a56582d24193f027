"""DuckDB through Ibis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - Ibis without it says something else than that it is missing
import ibis
import pyarrow as pa

from kg.errors import UsageError

__all__ = ["DuckDB"]

#: Rows of a group of a Parquet file: what a look-up reads at least.
_GROUP = 122_880
#: Bytes that a line may have without more being set aside: more than any of a release has.
_LINE = 32 << 20


class DuckDB:
    """An engine in this process, on a database in memory that spills to ``scratch``."""

    name = "duckdb"

    def __init__(self, scratch: Path, memory: int, threads: int) -> None:
        self._threads = threads
        self._ibis = ibis.duckdb.connect(
            threads=threads,
            memory_limit=f"{memory}B",
            temp_directory=str(scratch / "spilled"),
            preserve_insertion_order=False,
        )

    def files(self, folder: str) -> list[tuple[str, int, bytes]]:
        """See :meth:`kg.bulk.engine.Engine.files`: here nothing is read but local folders."""
        raise UsageError(
            "DuckDB reads folders of this machine",
            where=folder,
            hint="use --engine spark, or download it",
        )

    def count_lines(self, url: str) -> int:
        """See :meth:`kg.bulk.engine.Engine.count_lines`."""
        return len(self.files(url))

    def lines(
        self, path: Path | str, columns: Mapping[str, str], *, packed: bool, longest: int
    ) -> Any:
        """See :meth:`kg.bulk.engine.Engine.lines`."""
        schema = ibis.schema(dict(columns))
        types = {
            name: self._ibis.compiler.type_mapper.to_string(kind) for name, kind in schema.items()
        }
        lines = self._ibis.read_json(
            str(path),
            columns=types,
            format="newline_delimited",
            ignore_errors=True,  # a line that is no JSON is a row of nulls
            compression="gzip" if packed else "uncompressed",
            maximum_object_size=max(longest, _LINE),
        )
        return lines.mutate(line=ibis.row_number())

    def table(self, paths: Sequence[Path]) -> Any:
        """See :meth:`kg.bulk.engine.Engine.table`."""
        files = [
            str(file)
            for path in paths
            for file in (sorted(path.glob("*.parquet")) if path.is_dir() else [path])
        ]
        return self._ibis.read_parquet(files)

    def write(self, expression: Any, folder: Path, *, final: bool = True) -> None:
        """See :meth:`kg.bulk.engine.Engine.write`."""
        folder.mkdir(parents=True)
        self._ibis.to_parquet(
            expression,
            folder / "part-0.parquet",
            COMPRESSION="zstd" if final else "snappy",
            ROW_GROUP_SIZE=_GROUP,
        )

    def write_rows(self, rows: Any, folder: Path) -> None:
        """See :meth:`kg.bulk.engine.Engine.write_rows`.

        A second thread would have nothing to do, and the first looks for it without pause:
        reading would take up to twice the processor for the same rows.
        """
        self._ibis.settings["threads"] = 1
        self.write(rows, folder, final=False)
        self._ibis.settings["threads"] = self._threads

    def write_lines(self, expression: Any, folder: Path, name: str) -> list[Path]:
        """See :meth:`kg.bulk.engine.Engine.write_lines`."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}-00000.gz"
        # A table of one column, written without quotes: its cells are lines as they are.
        self._ibis.to_csv(
            expression,
            file,
            header=False,
            quote="",
            escape="",
            delimiter="\x01",
            compression="gzip",
        )
        return [file]

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """See :meth:`kg.bulk.engine.Engine.rows`."""
        found: pa.Table = self._ibis.to_pyarrow(expression)
        return list(found.to_pylist())

    def close(self) -> None:
        """See :meth:`kg.bulk.engine.Engine.close`."""
        self._ibis.disconnect()
