"""What a release of the Semantic Scholar Datasets API holds, on disk.

A release is a folder with a folder for each dataset, and in it JSON lines in many files,
gzipped or not. What a line holds is declared and never guessed: guessing reads the
beginning of every file, and a field that is rare would be missed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kg.errors import ReleaseError, UsageError

__all__ = ["DATASETS", "Dump", "FilesOf", "Shard", "columns", "open_dump"]

#: The datasets that are read, in the order in which they are; the first two must be there.
DATASETS = (
    "papers",
    "citations",
    "paper-ids",
    "publication-venues",
    "abstracts",
    "authors",
    "tldrs",
)

#: What the lines of each dataset hold. Numbers are read as text and made numbers by the same
#: expression on every engine, because the engines differ on a number in quotation marks; those
#: of citations are not, which are most of the lines and would take half as long again.
_COLUMNS: dict[str, dict[str, str]] = {
    "papers": {
        "corpusid": "string",
        "externalids": "struct<DOI: string, ArXiv: string, ACL: string, PubMed: string, "
        "PubMedCentral: string, DBLP: string, MAG: string, OpenReview: string>",
        "title": "string",
        "authors": "array<struct<authorId: string, name: string>>",
        "venue": "string",
        "publicationvenueid": "string",
        "year": "string",
        "referencecount": "string",
        "citationcount": "string",
        "influentialcitationcount": "string",
        "isopenaccess": "boolean",
        "s2fieldsofstudy": "array<struct<category: string, source: string>>",
        "publicationtypes": "array<string>",
        "publicationdate": "string",
        "journal": "struct<name: string, volume: string, pages: string>",
        "url": "string",
    },
    "citations": {
        "citationid": "int64",
        "citingcorpusid": "int64",
        "citedcorpusid": "int64",
        "isinfluential": "boolean",
        "intents": "string",
    },
    "paper-ids": {"sha": "string", "corpusid": "string", "primary": "boolean"},
    "publication-venues": {
        "id": "string",
        "name": "string",
        "type": "string",
        "alternate_names": "array<string>",
    },
    "abstracts": {
        "corpusid": "string",
        "openaccessinfo": "struct<url: string>",
        "abstract": "string",
    },
    "authors": {
        "authorid": "string",
        "name": "string",
        "externalids": "struct<ORCID: array<string>>",
    },
    "tldrs": {"corpusid": "string", "text": "string"},
}
_WITH_CONTEXTS = {"contexts": "array<string>", "intents": "array<array<string>>"}

_DATE = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
#: `papers-0.jsonl.gz`, `20250822_0`, `20241018_1.gz`, `20230811_005105_00060_x_0a-1b.gz`, `part-0.json`.
_SHARD = re.compile(r"[^.].*\.jsonl?(?:\.gz)?|\d{8}_[\w-]+(?:\.gz)?", re.IGNORECASE)
#: What may stand beside them: hidden files, marks of success, notes and checksums.
_BESIDE = re.compile(
    r"[._].*|(?:readme|license|licence)\b.*|.*\.(?:md|txt|html?|pdf|md5|sha\d+|crc)|(?:md5|sha\d+)sums?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d+")
_GZIP = b"\x1f\x8b"

_log = logging.getLogger(__name__)

#: Lists a folder by its URL: URL, size and first two bytes of each file.
FilesOf = Callable[[str], list[tuple[str, int, bytes]]]


class Shard(NamedTuple):
    """A file of a dataset; ``number`` is its place among them, ``packed`` that it is gzip.

    ``path`` is a URL where only the engine can read it.
    """

    dataset: str
    number: int
    path: Path | str
    size: int
    packed: bool

    @property
    def name(self) -> str:
        """The name of the file without its folder."""
        return str(self.path).rpartition("/")[2] if isinstance(self.path, str) else self.path.name


class Dump(NamedTuple):
    """A release: where it is, its ISO date (None: not known), and its files by dataset."""

    path: Path | str
    release: str | None
    shards: dict[str, tuple[Shard, ...]]

    @property
    def files(self) -> dict[str, list[list[str | int]]]:
        """Names and sizes of all files: what tells two dumps apart."""
        return {
            dataset: [[shard.name, shard.size] for shard in shards]
            for dataset, shards in self.shards.items()
        }


def columns(dataset: str, *, contexts: bool = False) -> dict[str, str]:
    """Return the columns that are read of a dataset, each with its type as Ibis writes it.

    Examples
    --------
    >>> columns("paper-ids")
    {'sha': 'string', 'corpusid': 'string', 'primary': 'boolean'}
    """
    more = _WITH_CONTEXTS if contexts and dataset == "citations" else {}
    return _COLUMNS[dataset] | more


def open_dump(
    path: str | Path, *, release: str | None = None, files: FilesOf | None = None
) -> Dump:
    """Find the files of a release, and look at how each is packed.

    Parameters
    ----------
    path
        The folder of the release: ``papers/``, ``citations/`` and the like, or files such as
        ``papers-0.jsonl.gz`` side by side.
    release
        Its date where the folder's name does not tell it.
    files
        Lists the files of a folder by URL; None: the folder is on this machine.

    Raises
    ------
    ReleaseError
        When the folder is none, holds no papers or no citations, or holds a file that is
        named ``.gz`` and is not one.
    UsageError
        When ``release`` is no date, or another than the folder's name tells.
    """
    if files is not None:
        url = str(path).rstrip("/")
        found = {dataset: _remote_shards(url, dataset, files) for dataset in DATASETS}
        return _dump(url, found, _release(url.rpartition("/")[2], release))
    path = Path(path)
    if not path.is_dir():
        what = "the release is no folder" if path.exists() else "no such folder"
        raise ReleaseError(
            what, where=str(path), hint="name the folder that holds papers/ and citations/"
        )
    found = {dataset: _shards(path, dataset) for dataset in DATASETS}
    return _dump(path, found, _release(path.resolve().name, release))


def _dump(path: Path | str, found: dict[str, tuple[Shard, ...]], release: str | None) -> Dump:
    for dataset in DATASETS[:2]:
        if not found[dataset]:
            raise ReleaseError(
                f"the release holds no {dataset}",
                where=str(path),
                hint=f"put the files of the dataset into {dataset}/ (*.jsonl.gz, *.jsonl, 20250822_0)",
            )
    shards = {dataset: files for dataset, files in found.items() if files}
    for dataset, files in shards.items():
        _warn_of_dates(dataset, [shard.name for shard in files], path)
    return Dump(path, release, shards)


def _warn_of_dates(dataset: str, names: Sequence[str], path: Path | str) -> None:
    """Say that files of one dataset are of different days: two releases may lie there side by side."""
    dates = sorted({named for name in names if (named := next(_dates_of(name), None))})
    if dates and (date.fromisoformat(dates[-1]) - date.fromisoformat(dates[0])).days > 1:
        _log.warning(
            "the files of %s in %s are of %s: move away what is of another release",
            dataset,
            path,
            " and ".join([", ".join(dates[:-1]), dates[-1]]),
        )


def _dates_of(name: str) -> Iterator[str]:
    """Yield the dates in a name that are some."""
    return filter(None, map(_iso, _DATE.findall(name)))


def _release(name: str, given: str | None) -> str | None:
    named = next(_dates_of(name), None)
    if given is None:
        return named
    match = _DATE.fullmatch(given)
    dated = _iso(match.groups()) if match else None
    if dated is None:
        raise UsageError(f"{given!r} is no date", where="--release", hint="use YYYY-MM-DD")
    if named is not None and named != dated:
        raise UsageError(
            f"the folder's name says that the release is of {named}",
            where=f"--release {given}",
            hint="leave the option out, or rename the folder",
        )
    return dated


def _iso(parts: Sequence[str]) -> str | None:
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return None


def _shards(path: Path, dataset: str) -> tuple[Shard, ...]:
    folder = path / dataset
    if folder.is_dir():
        files = [file for file in folder.iterdir() if _is_shard(file.name, file)]
    else:
        own = re.compile(rf"{dataset}(?:[-_.]?\d|\.jsonl?\b)", re.IGNORECASE)
        beside = [file for file in path.iterdir() if own.match(file.name)]
        files = [file for file in beside if _is_shard(file.name, file)]
    for file in files:
        if not file.is_file():  # a folder, or a link that leads nowhere
            raise ReleaseError(
                "it is no file", where=str(file), hint="finish its download, or move it away"
            )
    files.sort(key=lambda file: (_in_order(file.name), file.name))
    return tuple(_shard(dataset, number, file) for number, file in enumerate(files))


def _is_shard(name: str, where: Path | str) -> bool:
    """Tell files of a dataset from what stands beside them; one that may be either is not passed over."""
    if _SHARD.fullmatch(name):
        return True
    if _BESIDE.fullmatch(name):
        return False
    raise ReleaseError(
        "the name is none of a file of a release",
        where=str(where),
        hint="finish its download, name it *.jsonl or *.jsonl.gz, or move it away",
    )


def _remote_shards(url: str, dataset: str, files: FilesOf) -> tuple[Shard, ...]:
    listed = files(f"{url}/{dataset}")
    found = [file for file in listed if _is_shard(file[0].rpartition("/")[2], file[0])]
    found.sort(key=lambda file: (_in_order(file[0].rpartition("/")[2]), file[0]))
    for where, _, first in found:
        if (first == _GZIP) != where.lower().endswith(".gz"):
            raise ReleaseError(
                "the file is not packed as its name says, by which Spark goes",
                where=where,
                hint="name packed files .gz and others not, or download it again",
            )
    return tuple(
        Shard(dataset, number, where, size, first == _GZIP)
        for number, (where, size, first) in enumerate(found)
    )


def _in_order(name: str) -> list[tuple[int, str]]:
    """Return a name so that part 10 comes after part 9."""
    return [(int(digits), digits) for digits in _NUMBERS.findall(name)]


def _shard(dataset: str, number: int, path: Path) -> Shard:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        size = path.stat().st_size
    except OSError as reason:
        raise ReleaseError(
            f"the file cannot be read: {reason.strerror}",
            where=str(path),
            hint="check who may read it",
        ) from reason
    if path.suffix.lower() == ".gz" and not packed:
        raise ReleaseError(
            "the file is not what its name says, gzip",
            where=str(path),
            hint="it may be the message of an expired link: download it again",
        )
    return Shard(dataset, number, path, size, packed)
