"""Spark through Ibis: this machine, or the cluster that ``--master`` or ``SPARK_REMOTE`` names."""

from __future__ import annotations

import copyreg
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import ibis
from pyspark import cloudpickle
from pyspark.sql import SparkSession

from kg.errors import UsageError
from kg.titles import normalise_title

__all__ = ["Spark"]

#: Bytes of a group of rows of a Parquet file: Spark's own 128 MB would make a look-up read a third.
_GROUP = 1 << 20
#: Below this Spark does not start.
_LEAST_HEAP = 512 << 20
_QUIET = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n
"""


class Spark:
    """An engine of processes that are started for it, or of a cluster that is there."""

    name = "spark"

    def __init__(self, scratch: Path, memory: int, threads: int, master: str | None) -> None:
        # Who runs our functions must be the Python that has the libraries.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        _send_functions_by_value()
        remote = os.environ.get("SPARK_REMOTE") if master is None else None
        self._session = (
            SparkSession.builder.remote(remote).getOrCreate()
            if remote
            else self._started(scratch, memory, threads, master)
        )
        self._ibis = ibis.pyspark.connect(self._session)
        self._views = 0

    def _started(self, scratch: Path, memory: int, threads: int, master: str | None) -> Any:
        quiet = scratch / "log4j2.properties"
        quiet.write_text(_QUIET, encoding="utf-8", newline="\n")
        # What the machine of Java takes beside its heap, and Python's functions, fit into the rest.
        mebibytes = f"{max(3 * memory // 4, _LEAST_HEAP) >> 20}m"
        options = {
            "spark.app.name": "kg bulk",
            "spark.driver.memory": mebibytes,
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={quiet.absolute().as_uri()}",
            "spark.local.dir": str((scratch / "spilled").absolute()),
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.parquet.compression.codec": "zstd",
            "spark.hadoop.parquet.block.size": str(_GROUP),
            "spark.sql.files.ignoreCorruptFiles": "false",
        }
        if master is None or master.startswith("local"):
            options["spark.sql.shuffle.partitions"] = str(2 * threads)
            # The address that is bound must not depend on the network this machine is in.
            options["spark.driver.host"] = options["spark.driver.bindAddress"] = "127.0.0.1"
        if master is not None and not master.startswith("local["):
            options["spark.executor.memory"] = mebibytes
        if master is not None and master.startswith("local-cluster["):
            # There the size of an executor is a part of the name.
            options["spark.executor.memory"] = f"{master.rstrip(']').rpartition(',')[2]}m"
        builder = SparkSession.builder.master(master or f"local[{threads}]")
        for name, value in options.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()

    def files(self, folder: str) -> list[tuple[str, int, bytes]]:
        """See :meth:`kg.bulk.engine.Engine.files`: by the file systems that Spark knows."""
        java = getattr(self._session, "_jvm", None)
        if java is None:
            raise UsageError(
                "files cannot be listed through Spark Connect",
                where=folder,
                hint="name the cluster with --master",
            )
        path = java.org.apache.hadoop.fs.Path(folder)
        system = path.getFileSystem(self._session._jsc.hadoopConfiguration())  # noqa: SLF001
        found = []
        for status in system.listStatus(path) if system.exists(path) else ():
            if status.isFile():
                stream = system.open(status.getPath())
                first = bytes(byte for byte in (stream.read(), stream.read()) if byte >= 0)
                stream.close()
                found.append((str(status.getPath().toString()), int(status.getLen()), first))
        return found

    def count_lines(self, url: str) -> int:
        """See :meth:`kg.bulk.engine.Engine.count_lines`."""
        lines = self._session.read.text(url)
        return int(lines.filter("trim(value) <> ''").count())

    def lines(
        self, path: Path | str, columns: Mapping[str, str], *, packed: bool, longest: int
    ) -> Any:
        """See :meth:`kg.bulk.engine.Engine.lines`."""
        from ibis.backends.pyspark.datatypes import PySparkSchema
        from pyspark.sql import functions

        del packed, longest  # Spark goes by the name, which tells it, and takes any line
        schema = PySparkSchema.from_ibis(ibis.schema(dict(columns)))
        lines = self._session.read.json(
            path if isinstance(path, str) else str(path.absolute()),
            schema=schema,
            mode="PERMISSIVE",
            allowSingleQuotes=False,
        )
        return self._viewed(lines.withColumn("line", functions.monotonically_increasing_id()))

    def table(self, paths: Sequence[Path]) -> Any:
        """See :meth:`kg.bulk.engine.Engine.table`."""
        return self._viewed(self._session.read.parquet(*(str(path.absolute()) for path in paths)))

    def _viewed(self, frame: Any) -> Any:
        self._views += 1
        name = f"kg_{self._views}"
        frame.createOrReplaceTempView(name)
        return self._ibis.table(name)

    def write(self, expression: Any, folder: Path, *, final: bool = True) -> None:
        """See :meth:`kg.bulk.engine.Engine.write`."""
        self._ibis.to_parquet(
            expression, str(folder.absolute()), compression="zstd" if final else "snappy"
        )

    def write_rows(self, rows: Any, folder: Path) -> None:
        """See :meth:`kg.bulk.engine.Engine.write_rows`."""
        self.write(rows, folder, final=False)

    def write_lines(self, expression: Any, folder: Path, name: str) -> list[Path]:
        """See :meth:`kg.bulk.engine.Engine.write_lines`."""
        made = folder / f".{name}"
        folder.mkdir(parents=True, exist_ok=True)
        # Written as a table first: Ibis runs its hooks for tables, and Spark writes text from one.
        self.write(expression, folder / f".{name}-table", final=False)
        lines = self._session.read.parquet(str((folder / f".{name}-table").absolute()))
        lines.write.text(str(made.absolute()), compression="gzip")
        files = []
        for number, part in enumerate(sorted(made.glob("part-*"))):
            files.append(part.rename(folder / f"{name}-{number:05}.gz"))
        shutil.rmtree(made)
        shutil.rmtree(folder / f".{name}-table")
        return files

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """See :meth:`kg.bulk.engine.Engine.rows`."""
        found = self._session.sql(self._ibis.compile(expression)).collect()
        return [row.asDict(recursive=True) for row in found]

    def close(self) -> None:
        """See :meth:`kg.bulk.engine.Engine.close`."""
        self._session.stop()


def _send_functions_by_value() -> None:
    """Make functions of kg travel as what they do, to machines where kg is not installed."""
    import kg

    cloudpickle.register_pickle_by_value(kg)
    # A cache has a name and no value; what it caches has one.
    cache: Any = type(normalise_title)
    copyreg.pickle(cache, _uncached)


def _uncached(cached: Any) -> tuple[Any, ...]:
    return partial, (cached.__wrapped__,)
