"""The tables of a prepared release, looked up: by identifier, by title, by citation.

``kg bulk prepare`` writes them. They are sorted by what they are looked up by, so that a
look-up of many things at once is one scan that skips most of the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from kg.errors import MissingExtra, ReleaseError
from kg.identifiers import split_graph_id
from kg.records import Work
from kg.sources.s2_papers import decode_paper
from kg.sources.source import Relation

__all__ = ["INTENTS", "MANIFEST", "Order", "ReleaseLink", "ReleaseTables", "read_manifest"]

#: Written last: a folder without it is none of tables.
MANIFEST = "manifest.json"
#: The tables that every release has.
_TABLES = {"papers", "ids", "titles", "citations_by_citing", "citations_by_cited"}
#: What a paper may be cited for, as the release says it.
INTENTS = ("background", "methodology", "result")
#: Papers under one key of titles, above which it says too little to look at them.
_TOO_MANY = 5_000


class Order(msgspec.Struct, kw_only=True):
    """What tells tables from others: what they were made of, and how."""

    format: Literal[1]
    engine: str
    contexts: bool
    release: str | None
    files: dict[str, list[list[str | int]]]


class _Size(msgspec.Struct):
    rows: int
    bytes: int
    files: int


class _Manifest(Order, kw_only=True):
    tables: dict[str, _Size]
    dropped: dict[str, dict[str, int]]
    read: dict[str, int]


def read_manifest(path: str | Path) -> dict[str, Any]:
    """Return what the manifest of tables says: release, tables, what was dropped.

    Raises
    ------
    ReleaseError
        When the folder holds no tables of a release, or not all of them: not yet, or not
        any more.
    """
    where = Path(path)
    try:
        raw = (where / MANIFEST).read_bytes()
        manifest = msgspec.to_builtins(msgspec.json.decode(raw, type=_Manifest))
    except FileNotFoundError:
        raise ReleaseError(
            "the folder holds no tables of a release",
            where=str(path),
            hint="make them with: kg bulk prepare DUMP --to TABLES",
        ) from None
    except (OSError, ValueError):
        manifest = {"tables": {}}
    if not manifest["tables"].keys() >= _TABLES:
        raise ReleaseError(
            "the manifest cannot be read, or is that of another version of kg",
            where=str(where / MANIFEST),
            hint="prepare the tables into a new folder",
        )
    for name, size in manifest["tables"].items():
        files = list((where / name).glob("*.parquet"))
        if [len(files), sum(file.stat().st_size for file in files)] != [
            size["files"],
            size["bytes"],
        ]:
            raise ReleaseError(
                "the files of the table are not those that were prepared",
                where=str(where / name),
                hint="copy the tables again, or prepare them into a new folder",
            )
    return dict(manifest)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say of a failure of DuckDB inside the block which tables it was."""
    import duckdb

    try:
        yield
    except duckdb.Error as failure:
        raise ReleaseError(
            f"the tables cannot be read: {str(failure).strip().splitlines()[0][:300]}",
            where=str(path),
            hint="copy them again, prepare them into a new folder, or give more --memory",
        ) from failure


class ReleaseLink(NamedTuple):
    """A citation of a paper: the paper at its other end, and what it says."""

    other: int
    intents: list[str]
    influential: bool | None


class ReleaseTables:
    """The tables in a folder, opened by DuckDB.

    Parameters
    ----------
    path
        The folder.
    memory
        Bytes that look-ups may take.
    threads
        Threads at most; None: as many as there are processors.

    Raises
    ------
    MissingExtra
        When the extra ``bulk`` is not installed.
    ReleaseError
        When the folder holds no tables.
    """

    def __init__(
        self, path: str | Path, *, memory: int = 4 * 10**9, threads: int | None = None
    ) -> None:
        self.path = Path(path)
        self.manifest = read_manifest(path)
        try:
            import duckdb  # noqa: F401 - without it Ibis says something else
            import ibis
            import pyarrow as pa  # noqa: F401 - likewise, at the first look-up
        except ImportError as missing:
            raise MissingExtra(
                f"{missing.name} is not installed",
                where=str(path),
                hint="pip install 'citation-kg[bulk]'",
            ) from missing
        limits = {} if threads is None else {"threads": threads}
        self._ibis = ibis.duckdb.connect(memory_limit=f"{memory}B", **limits)
        with _readable(self.path):
            self._tables = {
                name: self._ibis.read_parquet(
                    sorted(map(str, (self.path / name).glob("*.parquet")))
                )
                for name in self.manifest["tables"]
            }

    def close(self) -> None:
        """Close the engine; a second call does nothing."""
        self._ibis.disconnect()

    @property
    def has_contexts(self) -> bool:
        """Whether the sentences of citations were kept."""
        return "contexts" in self._tables

    # -------------------------------------------------------------------- look-ups

    def _rows(self, name: str, key: Mapping[str, Sequence[Any]], columns: Sequence[str]) -> Any:
        """Return the rows of a table that have one of the values of a key."""
        import ibis
        import pyarrow as pa

        wanted = ibis.memtable(pa.table(dict(key)))
        table = self._tables[name]
        found = table.semi_join(wanted, list(key)).select(*columns)
        with _readable(self.path):
            return self._ibis.to_pyarrow(found).to_pylist()

    def by_ids(self, ids: Collection[str]) -> dict[str, list[int]]:
        """Return the corpus ids that graph ids lead to."""
        found: dict[str, list[int]] = defaultdict(list)
        kinds: dict[str, list[str]] = {"kind": [], "value": []}
        for id in sorted(set(ids)):
            kind, value = split_graph_id(id)
            if kind == "corpus":
                found[id].append(int(value))
            else:
                kinds["kind"].append(kind)
                kinds["value"].append(value)
        if kinds["kind"]:
            for row in self._rows("ids", kinds, ("kind", "value", "corpusid")):
                found[f"{row['kind']}:{row['value']}"].append(row["corpusid"])
        return {id: sorted(papers) for id, papers in found.items()}

    def by_title_keys(self, keys: Collection[str]) -> dict[str, list[int]]:
        """Return the corpus ids of the papers whose title has a key, unless they are too many."""
        if not keys:
            return {}
        found: dict[str, list[int]] = defaultdict(list)
        for row in self._rows("titles", {"key": sorted(set(keys))}, ("key", "corpusid")):
            found[row["key"]].append(row["corpusid"])
        return {key: sorted(papers) for key, papers in found.items() if len(papers) <= _TOO_MANY}

    def links(self, papers: Collection[int], relation: Relation) -> dict[int, list[ReleaseLink]]:
        """Return what papers cite, or what cites them, in order of corpus id."""
        if not papers:
            return {}
        own, other, name = (
            ("citing", "cited", "citations_by_citing")
            if relation == "references"
            else ("cited", "citing", "citations_by_cited")
        )
        found: dict[int, list[ReleaseLink]] = defaultdict(list)
        for row in self._rows(name, {own: sorted(papers)}, (own, other, "influential", *INTENTS)):
            intents = [intent for intent in INTENTS if row[intent]]
            found[row[own]].append(ReleaseLink(row[other], intents, row["influential"]))
        return {paper: sorted(links) for paper, links in found.items()}

    def contexts(
        self, papers: Collection[int], relation: Relation
    ) -> dict[tuple[int, int], list[dict[str, Any]]]:
        """Return the rows of sentences by citing and cited paper."""
        own = "citing" if relation == "references" else "cited"
        found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
        columns = ("citing", "cited", "citationid", "contexts", "intents")
        for row in self._rows("contexts", {own: sorted(papers)}, columns):
            found[row["citing"], row["cited"]].append(row)
        return {pair: sorted(rows, key=_by_citation) for pair, rows in found.items()}

    def works(self, papers: Collection[int], *, texts: bool = False) -> dict[int, Work]:
        """Return the works of corpus ids; with ``texts`` also abstracts and summaries."""
        if not papers:
            return {}
        table = self._tables["papers"]
        key = {"corpusid": sorted(papers)}
        # Its sha is among the ids, and random characters are what takes longest to read.
        rows = self._rows("papers", key, [name for name in table.columns if name != "sha"])
        more: dict[int, dict[str, Any]] = defaultdict(dict)
        for name in ("abstracts", "tldrs") if texts else ():
            if name in self._tables:
                for row in self._rows(name, key, self._tables[name].columns):
                    more[row["corpusid"]] |= row
        venues = self._venues({row["publicationvenueid"] for row in rows})
        release = self.manifest["release"]
        return {row["corpusid"]: _work(row, more[row["corpusid"]], venues, release) for row in rows}

    def _venues(self, ids: Collection[str | None]) -> dict[str, dict[str, Any]]:
        wanted = sorted(id for id in ids if id)
        if "venues" not in self._tables or not wanted:
            return {}
        rows = self._rows("venues", {"id": wanted}, ("id", "name", "type", "alternate_names"))
        return {row["id"]: row for row in rows}


def _by_citation(row: Mapping[str, Any]) -> tuple[int, list[str]]:
    return row["citationid"] or 0, row["contexts"]


def _work(
    row: Mapping[str, Any],
    more: Mapping[str, Any],
    venues: Mapping[str, Mapping[str, Any]],
    release: str | None,
) -> Work:
    """Return the work of a paper's row, read like an answer of the service."""
    fields = row["s2fieldsofstudy"] or []
    venue = row["publicationvenueid"]
    work = decode_paper(
        {
            "title": row["title"],
            "venue": row["venue"],
            "publicationVenue": venues.get(venue, {"id": venue}) if venue else None,
            "year": row["year"],
            "publicationDate": row["publicationdate"],
            "authors": row["authors"],
            "journal": row["journal"],
            "referenceCount": row["referencecount"],
            "citationCount": row["citationcount"],
            "influentialCitationCount": row["influentialcitationcount"],
            "isOpenAccess": row["isopenaccess"],
            "fieldsOfStudy": [
                field["category"] for field in fields if field and field["source"] == "external"
            ],
            "s2FieldsOfStudy": fields,
            "publicationTypes": row["publicationtypes"],
            "url": row["url"],
            "abstract": more.get("abstract"),
            "openAccessPdf": {"url": more.get("open_access_pdf")},
            "tldr": {"text": more.get("text")},
        }
    )
    work.ids = dict(map(split_graph_id, row["ids"]))
    work.retrieved = release
    return work
