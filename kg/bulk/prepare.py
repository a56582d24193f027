"""A release made into tables: file by file, counted, and resumed where it was killed.

Every file of the release becomes one of rows, and only then are the rows of all files put
together, deduplicated and sorted. Each step leaves a note of what it counted when it is
done; a step without its note is done again, into the same bytes.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout

from kg.bulk import tables
from kg.bulk.dump import DATASETS, Dump, Shard, columns, open_dump
from kg.bulk.engine import Engine, open_engine
from kg.bulk.report import ReleaseReport, size_of
from kg.bulk.shard_lines import ShardLines, look_through, write_sound
from kg.errors import ReleaseError, UsageError
from kg.files import write_file
from kg.records import Progress
from kg.sources.dump import MANIFEST, Order, read_manifest

__all__ = ["prepare"]

#: The folder in TABLES that holds what is not finished.
_WORK = ".kg-prepare"
_DATASET_FOLDERS = {(name,) for name in DATASETS}

_log = logging.getLogger(__name__)


def prepare(
    dump: str | Path,
    to: str | Path,
    *,
    engine: str = "duckdb",
    memory: str = "4GB",
    threads: int | None = None,
    master: str | None = None,
    release: str | None = None,
    contexts: bool = False,
    progress: Progress | None = None,
) -> ReleaseReport:
    """Make the tables of a release, which then is a source like the service itself.

    Parameters
    ----------
    dump
        The folder of the release, see :func:`kg.bulk.dump.open_dump`.
    to
        A folder of its own for the tables, new or left by the same command.
    engine, memory, threads, master
        See :func:`kg.bulk.engine.open_engine`.
    release
        Date of the release where the folder's name does not tell it.
    contexts
        Keep the sentences of citations: several times as much as all else.
    progress
        Called with the bytes of the release that were read.

    Returns
    -------
    ReleaseReport
        Rows by table, and what was dropped by reason.

    Raises
    ------
    ReleaseError
        When a file cannot be read as a whole, the disk is full, or the folder holds
        something else.

    Notes
    -----
    One pass over each file and three sorts of the citations: linear in the size of the
    release, in ``memory`` whatever that size is.
    """
    began = time.monotonic()
    target = Path(to)
    options = {"engine": engine, "contexts": contexts}
    known = None
    remote = "://" in str(dump)
    found = None if remote else open_dump(dump, release=release)
    if found is not None:
        _apart(target, found)
        known = _finished(target, _order(found, options))
    if known is None:
        if not (target / MANIFEST).exists():
            _own_folder(target)
        with (
            _only_one(target),
            open_engine(
                engine, scratch=target / _WORK, memory=memory, threads=threads, master=master
            ) as opened,
        ):
            found = found or open_dump(dump, release=release, files=opened.files)
            order = _order(found, options)
            known = _finished(target, order)
            known = known or _Preparation(target, found, opened, order, progress).run()
    shutil.rmtree(target / _WORK, ignore_errors=True)
    return ReleaseReport(
        engine=known["engine"],
        release=known["release"],
        tables=known["tables"],
        dropped=known["dropped"],
        read=known["read"],
        seconds=round(time.monotonic() - began, 3),
    )


def _order(dump: Dump, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what tables are ordered: what tells one preparation from another."""
    return {"format": 1, **options, "release": dump.release, "files": dump.files}


def _finished(target: Path, order: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the manifest of tables that are finished and what was ordered, or None."""
    if not (target / MANIFEST).exists():
        return None
    known = read_manifest(target)
    _same_order(target, known, order)
    return known


def _apart(target: Path, dump: Dump) -> None:
    """Refuse tables among the files of a release, for which they would be taken the next time."""
    release = Path(dump.path).resolve()
    here = target.resolve()
    if here.is_relative_to(release) and here.relative_to(release).parts[:1] in _DATASET_FOLDERS:
        raise ReleaseError(
            "the folder is that of files of the release",
            where=str(target),
            hint="name a new folder",
        )


def _own_folder(target: Path) -> None:
    """Refuse a folder that holds something else than an unfinished preparation."""
    if target.exists() and not target.is_dir():
        raise ReleaseError("it is a file", where=str(target), hint="name a new folder")
    if target.is_dir() and not (target / _WORK).is_dir() and any(target.iterdir()):
        raise ReleaseError(
            "the folder holds something else", where=str(target), hint="name a new folder"
        )


@contextmanager
def _only_one(target: Path) -> Iterator[None]:
    """Keep every other process from preparing the same tables."""
    lock = FileLock(target / _WORK / "lock", timeout=0)
    try:
        (target / _WORK).mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise ReleaseError(
            "another process prepares these tables", where=str(target), hint="wait for it to end"
        ) from None
    except OSError as reason:
        raise ReleaseError(
            f"the folder cannot be written: {reason.strerror}",
            where=str(target),
            hint="choose another folder",
        ) from reason
    try:
        yield
    finally:
        lock.release()


def _same_order(target: Path, known: Mapping[str, Any], order: Mapping[str, Any]) -> None:
    """Refuse to mix what was ordered now with what was begun or made before."""
    if known["files"] != order["files"]:
        raise ReleaseError(
            "the tables are of another release", where=str(target), hint="name a new folder"
        )
    for name, option in (("release", "--release"), ("contexts", "--contexts")):
        if known[name] != order[name]:
            raise UsageError(
                f"the tables were made with another {option}",
                where=str(target),
                hint="name a new folder, or call it as before",
            )


class _Preparation:
    """The steps from files to tables, each done once."""

    def __init__(
        self,
        target: Path,
        dump: Dump,
        engine: Engine,
        order: dict[str, Any],
        progress: Progress | None,
    ) -> None:
        self.target = target
        self.work = target / _WORK
        self.dump = dump
        self.engine = engine
        self.order = order
        self.progress = progress
        self.total = sum(shard.size for shards in dump.shards.values() for shard in shards)
        self.bytes = 0
        self.read: dict[str, int] = {}
        self.dropped = {dataset: dict.fromkeys(tables.LOST[dataset], 0) for dataset in dump.shards}

    def run(self) -> dict[str, Any]:
        """Do what is not done, and return the manifest."""
        begun = self.work / "order.json"
        if begun.exists():
            before = self._begun(begun)
            _same_order(self.target, before, self.order)
            if before["engine"] != self.order["engine"]:
                raise UsageError(
                    f"the tables were begun with --engine {before['engine']}",
                    where=str(self.target),
                    hint="go on with it, or name a new folder",
                )
        else:
            write_file(begun, _json(self.order), error=ReleaseError)
        for dataset, shards in self.dump.shards.items():
            for shard in shards:
                self._rows_of(dataset, shard)
        self._papers()
        self._citations()
        for dataset, name in (
            ("publication-venues", "venues"),
            ("abstracts", "abstracts"),
            ("authors", "authors"),
            ("tldrs", "tldrs"),
        ):
            if dataset in self.dump.shards:
                self._others(dataset, name)
        manifest = self.order | {
            "tables": {name: self._size(name) for name in self._names()},
            "dropped": self.dropped,
            "read": self.read,
        }
        write_file(self.target / MANIFEST, _json(manifest), error=ReleaseError)
        return manifest

    def _begun(self, path: Path) -> dict[str, Any]:
        """Return what was ordered when the tables were begun."""
        try:
            return dict(msgspec.to_builtins(msgspec.json.decode(path.read_bytes(), type=Order)))
        except ValueError as reason:
            raise ReleaseError(
                "tables that another version of kg began cannot be finished",
                where=str(self.target),
                hint="remove the folder, or name a new one",
            ) from reason

    # ------------------------------------------------------------------------ steps

    def _step(self, name: str, do: Callable[[Path], dict[str, int]]) -> dict[str, int]:
        """Do a step unless its note says that it is done; return what it counted."""
        note = self.work / f"{name}.json"
        if note.exists():
            counted: dict[str, int] = json.loads(note.read_bytes())
            return counted
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        counted = do(folder)
        write_file(note, _json(counted), error=ReleaseError)
        return counted

    def _table(self, name: str, expression: Callable[[], Any]) -> Any:
        """Make a table of the result; return it as the engine reads it."""
        final = self.target / name

        def write(folder: Path) -> dict[str, int]:
            self.engine.write(expression(), folder)
            shutil.rmtree(final, ignore_errors=True)
            _only_tables(folder)
            folder.rename(final)
            return {}

        self._say(f"making {name}")
        self._step(f"table-{name}", write)
        return self.engine.table([final])

    def _rows_of(self, dataset: str, shard: Shard) -> None:
        def write(folder: Path) -> dict[str, int]:
            path: Path | str = shard.path
            if isinstance(path, str):
                seen = ShardLines(self.engine.count_lines(path), 0, sound=True)
            else:
                path, seen = self._to_be_read(shard, path)
            declared = columns(dataset, contexts=self.order["contexts"])
            read = self.engine.lines(path, declared, packed=shard.packed, longest=seen.longest)
            rows = tables.from_lines(dataset, read, shard.number)
            self.engine.write_rows(rows, folder)
            counts = {"rows": _rows_in(folder)}
            if dataset == "citations":
                counts |= self.engine.rows(tables.reasons(self.engine.table([folder])))[0]
            return {**counts, "unreadable": seen.lines - counts["rows"], "lines": seen.lines}

        counted = self._step(f"{dataset}/{shard.number:05}", write)
        if counted["lines"] and not counted["rows"]:
            _log.warning(
                "no line of %s can be read: see whether it is what its name says", shard.path
            )
        self.read[dataset] = self.read.get(dataset, 0) + counted.pop("lines")
        for reason, number in counted.items():
            if reason != "rows":
                self.dropped[dataset][reason] += number
        self.bytes += shard.size
        self._say("reading the release")

    def _rows(self, dataset: str) -> Any:
        shards = self.dump.shards[dataset]
        return self.engine.table([self.work / dataset / f"{shard.number:05}" for shard in shards])

    def _losers(self, dataset: str, rows: Any) -> Any:
        """Return the rows of a dataset that are duplicates, and count them."""

        def write(folder: Path) -> dict[str, int]:
            self.engine.write(tables.duplicates(dataset, rows), folder, final=False)
            return {"rows": _rows_in(folder)}

        counted = self._step(f"duplicates/{dataset}", write)
        self.dropped[dataset]["duplicate"] = counted["rows"]
        return self.engine.table([self.work / "duplicates" / dataset])

    def _known(self, dataset: str, rows: Any) -> Any:
        """Return the rows of a dataset whose paper is known, and count the others."""
        known = tables.of_known_papers(rows, self.engine.table([self.target / "papers"]))

        def count(_: Path) -> dict[str, int]:
            return {"rows": self._count(rows) - self._count(known)}

        counted = self._step(f"unknown-{dataset}", count)
        self.dropped[dataset]["unknown-paper"] = counted["rows"]
        return known

    def _papers(self) -> None:
        rows = self._rows("papers")
        losers = self._losers("papers", rows)
        merged = self._rows("paper-ids") if "paper-ids" in self.dump.shards else None
        papers = self._table("papers", lambda: tables.papers(rows, losers, merged))
        if merged is not None:
            known = self._known("paper-ids", merged)
            merged = tables.shas(known, self._losers("paper-ids", known))
        self._table("ids", lambda: tables.identifiers(papers, merged))
        self._table("titles", lambda: tables.titles(rows, losers))

    def _citations(self) -> None:
        rows = self._rows("citations")
        papers = self.engine.table([self.target / "papers"])
        cited = self._table("citations_by_citing", lambda: tables.citations(rows, papers))
        self._table("citations_by_cited", lambda: tables.turned(cited))
        if self.order["contexts"]:
            self._table("contexts", lambda: tables.contexts_of(rows, cited))
        counted = self._step("citations-kept", lambda _: self._count_citations(cited))
        dropped = self.dropped["citations"]
        sound = self.read["citations"] - sum(
            dropped[reason] for reason in ("unreadable", "null-cited", "self-citation")
        )
        dropped["unknown-paper"] = sound - counted["told"]
        dropped["duplicate"] = counted["told"] - counted["rows"]

    def _count_citations(self, cited: Any) -> dict[str, int]:
        total = cited.aggregate(rows=cited.count(), told=cited["rows"].sum().fill_null(0))
        return dict(self.engine.rows(total)[0])

    def _others(self, dataset: str, name: str) -> None:
        rows = self._rows(dataset)
        if "unknown-paper" in self.dropped[dataset]:
            rows = self._known(dataset, rows)
        losers = self._losers(dataset, rows)
        self._table(name, lambda: getattr(tables, name)(rows, losers))

    # ------------------------------------------------------------------------ files

    def _to_be_read(self, shard: Shard, path: Path) -> tuple[Path, ShardLines]:
        """Return a file, or its sound copy, under a name that tells how it is packed, as engines want it."""
        links = self.work / "links"
        links.mkdir(exist_ok=True)
        link = links / f"{shard.dataset}-{shard.number:05}.json{'.gz' if shard.packed else ''}"
        link.unlink(missing_ok=True)
        seen = look_through(shard, path, lambda done: self._say("reading the release", done))
        if seen.sound:
            link.symlink_to(path.resolve())
            return link, seen
        return link, write_sound(shard, path, link)

    def _names(self) -> list[str]:
        return sorted(
            path.name for path in self.target.iterdir() if path.is_dir() and path != self.work
        )

    def _size(self, name: str) -> dict[str, int]:
        return size_of(sorted((self.target / name).glob("*.parquet")))

    def _count(self, table: Any) -> int:
        return int(self.engine.rows(table.aggregate(rows=table.count()))[0]["rows"])

    def _say(self, what: str, more: int = 0) -> None:
        if self.progress is not None:
            self.progress(
                what,
                *((self.bytes + more, self.total) if what == "reading the release" else (0, 0)),
            )


def _rows_in(folder: Path) -> int:
    return size_of(list(folder.glob("*.parquet")))["rows"]


def _only_tables(folder: Path) -> None:
    """Remove the marks and checksums that an engine leaves beside its tables."""
    for file in folder.iterdir():
        if file.suffix != ".parquet":
            file.unlink()


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()
