"""Which source ``--source`` names."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.records import Progress
from kg.sources.source import NoSource, Source

__all__ = ["open_source"]


def open_source(
    name: str,
    *,
    offline: bool = False,
    refresh: float | None = None,
    patience: float | None = None,
    progress: Progress | None = None,
) -> Source:
    """Return the source that ``--source`` names.

    Parameters
    ----------
    name
        ``semantic-scholar``, ``none``, the path of a file of records, or the folder of a
        prepared release.
    offline
        Send nothing; answer from the archive alone.
    refresh
        Ask again what is older than this many days.
    patience
        Seconds without progress before giving up for now.
    progress
        Called as ``progress(what, done, total)``.

    Raises
    ------
    RecordsError
        When the file of records cannot be read.
    ReleaseError
        When the folder is not that of a prepared release.
    UsageError
        When it is neither a known name nor a file or folder.
    """
    if name == "none":
        return NoSource()
    if name == "semantic-scholar":
        from kg.sources.semantic_scholar import SemanticScholar

        return SemanticScholar(
            offline=offline, refresh=refresh, patience=patience, progress=progress
        )
    if Path(name).is_dir():
        from kg.sources.dump import PreparedRelease

        return PreparedRelease(name)
    if name.endswith((".jsonl", ".jsonl.gz")) or "/" in name or "." in name:
        from kg.sources.records_file import RecordsFile

        return RecordsFile(name)
    raise UsageError(
        f"{name!r} is not a source",
        where="--source",
        hint="use semantic-scholar, none, a file of records (.jsonl, .jsonl.gz) or a prepared release",
    )
