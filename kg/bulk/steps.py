"""Results that are computed once and read several times."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kg.bulk.engine import Engine

__all__ = ["ReleaseSteps"]


class ReleaseSteps:
    """Tables in a folder of their own, each made by one step of a longer computation."""

    def __init__(self, engine: Engine, work: Path) -> None:
        self.engine = engine
        self.work = work

    def keep(self, name: str, expression: Any) -> Any:
        """Write what an expression says and return it as a table."""
        self.engine.write(expression, self.work / name, final=False)
        return self.engine.table([self.work / name])

    def given(self, name: str, columns: Mapping[str, Any]) -> Any:
        """Return columns that Python computed as a table."""
        import pyarrow as pa
        from pyarrow import parquet

        (self.work / name).mkdir(parents=True)
        parquet.write_table(pa.table(dict(columns)), self.work / name / "part-0.parquet")
        return self.engine.table([self.work / name])

    def forget(self, name: str) -> None:
        """Remove a table that is read no more."""
        shutil.rmtree(self.work / name, ignore_errors=True)

    def rounds(
        self, name: str, first: Any, again: Callable[[Any], Any], done: Callable[[Any], bool]
    ) -> Any:
        """Compute a table from the one before, until it is done; return the last.

        Every round is written before the next reads it: an expression that grew by a
        round each time would be as long as it takes.

        Parameters
        ----------
        name
            What the tables are called, before the number of the round.
        first
            The table of the first round.
        again
            Makes the next table from one.
        done
            Whether a table is the last.
        """
        number = 0
        table = self.keep(f"{name}-0", first)
        while not done(table):
            number += 1
            table = self.keep(f"{name}-{number}", again(table))
            self.forget(f"{name}-{number - 1}")
        return table
