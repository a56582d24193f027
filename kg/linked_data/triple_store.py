"""RDF made ready to be asked in another process: a file, or, when it is much, loaded on disk and found again by its content."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import Quad

from kg.errors import ExportError
from kg.linked_data.description import Tally
from kg.linked_data.export import described, export_rdf
from kg.linked_data.reading import Source, opened
from kg.records import LABELS, RELATIONSHIP_TYPES, GraphReader

__all__ = ["RdfPlace", "content_digest", "exported", "load", "prepared"]

#: What is read in half a second is not worth a place on disk.
_SMALL_FILE = 20_000_000
_SMALL_GRAPH = 20_000
_KEPT = 4

_exported: dict[str, Path] = {}


class RdfPlace(NamedTuple):
    """Where RDF lies, for another process to load: a file, or the directory of a loaded one.

    ``is_large``: a file that is worth to be kept loaded.
    """

    path: str
    is_large: bool = False


def prepared(source: Source) -> RdfPlace:
    """Return where the RDF of a source lies: a graph is exported first.

    What has been exported before, and has not changed since, is not exported again: the
    last few are kept until this process ends, large ones loaded in the user's cache
    directory.

    Raises
    ------
    UsageError, ExportError
        When a file's name does not tell its format, or it cannot be read.
    """
    if isinstance(source, (str, Path)):
        path = Path(source)
        with opened(path):
            return RdfPlace(str(path), path.stat().st_size > _SMALL_FILE)
    digest, records = content_digest(source)
    if records > _SMALL_GRAPH:
        try:
            return RdfPlace(str(_on_disk(digest, lambda store: _fill_from_graph(store, source))))
        except OSError:
            pass  # without a place on disk it is only slower
    return RdfPlace(str(exported(source, digest)))


def exported(graph: GraphReader, digest: str, *, licence: str | None = None) -> Path:
    """Return the path of a graph's export, which is there until this process ends.

    Parameters
    ----------
    graph
        The graph.
    digest
        What tells this state of the graph from others.
    licence
        Licence that the export states, or None.
    """
    key = f"{digest}-{licence}"
    if key not in _exported:
        while len(_exported) >= _KEPT:
            _exported.pop(next(iter(_exported))).unlink(missing_ok=True)
        path = _folder() / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.nq"
        export_rdf(graph, path, "nq", licence=licence)
        _exported[key] = path
    return _exported[key]


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="kg-rdf-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def load(place: RdfPlace) -> pyoxigraph.Store:
    """Return RDF ready to be asked. Named graphs are there by name, and in the default graph too.

    Raises
    ------
    ExportError
        When a file is not RDF.
    """
    path = Path(place.path)
    if path.is_dir():
        return pyoxigraph.Store.read_only(str(path))
    if place.is_large:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            folder = _on_disk(digest, lambda store: _fill_from_file(store, path))
            return pyoxigraph.Store.read_only(str(folder))
        except OSError:
            pass
    store = pyoxigraph.Store()
    _fill_from_file(store, path)
    return store


def _on_disk(digest: str, fill: Callable[[pyoxigraph.Store], None]) -> Path:
    import platformdirs

    folder = platformdirs.user_cache_path("citation-kg") / "rdf" / f"{digest[:32]}-{_code()}"
    if not folder.is_dir():
        half = folder.with_name(f"half-{os.getpid()}-{folder.name}")
        half.parent.mkdir(parents=True, exist_ok=True)
        try:
            store = pyoxigraph.Store(str(half))
            fill(store)
            store.flush()
            del store  # closes it
            half.rename(folder)
        except OSError:
            if not folder.is_dir():  # another process may have been faster
                raise
        finally:
            shutil.rmtree(half, ignore_errors=True)
        _forget_all_but(folder)
    os.utime(folder)
    return folder


def _forget_all_but(newest: Path) -> None:
    known = [path for path in newest.parent.iterdir() if not path.name.startswith("half-")]
    for path in sorted(known, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)


def _code() -> str:
    """Return a digest of this package: another version may export the same graph otherwise."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def content_digest(graph: GraphReader) -> tuple[str, int]:
    """Return a digest of everything in a graph, and how many records it has."""
    import msgspec

    digest, records = hashlib.sha256(), 0
    encode = msgspec.json.Encoder(order="sorted").encode
    for kind in LABELS:
        for node in graph.nodes(kind.LABEL):
            digest.update(_encoded(encode, [kind.LABEL, node]))
            records += 1
    for type in RELATIONSHIP_TYPES:
        for edge in graph.relationships(type.TYPE):
            digest.update(_encoded(encode, [type.TYPE, *edge]))
            records += 1
    return digest.hexdigest(), records


def _encoded(encode: Callable[[object], bytes], record: object) -> bytes:
    try:
        return encode(record)
    except UnicodeEncodeError:
        return repr(record).encode("utf-8", "backslashreplace")


def _fill_from_graph(store: pyoxigraph.Store, graph: GraphReader) -> None:
    def quads() -> Iterator[Quad]:
        for block in described(graph, Tally()):
            yield from starmap(Quad, block.triples)
            if block.graph:
                yield from block.quads()

    store.bulk_extend(quads())


def _fill_from_file(store: pyoxigraph.Store, path: Path) -> None:
    try:
        with opened(path) as (file, format):
            store.bulk_load(file, format)
    except SyntaxError as error:
        raise ExportError(
            f"not RDF: {error.msg}", where=str(path), hint="kg validate says more"
        ) from error
    for name in list(store.named_graphs()):
        # Into the default graph as well: as a union, a triple of two graphs would count twice.
        named = store.quads_for_pattern(None, None, None, name)
        store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in named)
