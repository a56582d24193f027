"""RDF made ready to be asked: in memory, or, when it is much, on disk and found again by its content."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from itertools import starmap
from pathlib import Path

import pyoxigraph
from pyoxigraph import Quad

from kg.errors import ExportError
from kg.linked_data.description import Tally
from kg.linked_data.export import described
from kg.linked_data.reading import Source, opened
from kg.records import LABELS, RELATIONSHIP_TYPES, GraphReader

__all__ = ["load"]

#: What is read in half a second is not worth a place on disk.
_SMALL_FILE = 20_000_000
_SMALL_GRAPH = 20_000
_KEPT = 4

_in_memory: dict[str, pyoxigraph.Store] = {}


def load(source: Source) -> pyoxigraph.Store:
    """Return an RDF file, or what the export of a graph would hold, ready to be asked.

    Named graphs are there by name, and in the default graph as well. What has been
    loaded before, and has not changed since, is not loaded again: the last one is kept
    in memory, the last few large ones in the user's cache directory.

    Raises
    ------
    UsageError, ExportError
        When a file's name does not tell its format, or it cannot be read, or is not RDF.
    """
    if isinstance(source, (str, Path)):
        path = Path(source)
        with opened(path):
            size = path.stat().st_size
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return _found(digest, size > _SMALL_FILE, lambda store: _fill_from_file(store, path))
    digest, records = _content(source)
    return _found(digest, records > _SMALL_GRAPH, lambda store: _fill_from_graph(store, source))


def _found(digest: str, large: bool, fill: Callable[[pyoxigraph.Store], None]) -> pyoxigraph.Store:
    if digest in _in_memory:
        return _in_memory[digest]
    if large:
        try:
            return _on_disk(digest, fill)
        except OSError:
            pass  # without a place on disk it is only slower
    store = pyoxigraph.Store()
    fill(store)
    _in_memory.clear()
    _in_memory[digest] = store
    return store


def _on_disk(digest: str, fill: Callable[[pyoxigraph.Store], None]) -> pyoxigraph.Store:
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
    return pyoxigraph.Store.read_only(str(folder))


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


def _content(graph: GraphReader) -> tuple[str, int]:
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
    store.bulk_extend(
        quad for block in described(graph, Tally()) for quad in starmap(Quad, block.triples)
    )
    named = (block for block in described(graph, Tally()) if block.graph)
    store.bulk_extend(quad for block in named for quad in block.quads())


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
