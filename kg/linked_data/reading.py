"""RDF read: a file of any RDF format, or the export of a graph, as triples."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph
from pyoxigraph import RdfFormat

from kg.errors import Exhausted, ExportError, UsageError
from kg.files import check_ends
from kg.linked_data.description import Tally
from kg.linked_data.export import FORMATS, described, format_of
from kg.linked_data.nodes import Statement
from kg.records import GraphReader

__all__ = ["Source", "memory_for", "opened", "read"]

#: RDF packs to a tenth, a hundredth at best; a bomb to a thousandth.
_RATIO = 200
_SMALL = 100_000_000
_PART = 1_000_000

Source = GraphReader | str | Path


def memory_for(path: str | Path) -> int:
    """Return how many bytes of memory a file may take: what its kind takes at worst, and 2 GB.

    rdflib takes some forty times the size of a file, and a packed one is larger than it looks.
    """
    factor = 400 if str(path).lower().endswith(".gz") else 40
    return (2 << 30) + factor * Path(path).stat().st_size


def read(
    source: Source, *, lenient: bool = False, licence: str | None = None
) -> Iterator[Statement]:
    """Yield the triples of a file, or those that the export of a graph would have.

    Named graphs are read as one.

    Parameters
    ----------
    source
        A store, a graph in memory, or the path of an RDF file (``.gz``: compressed).
    lenient
        With illegal IRIs, to be able to name them.
    licence
        IRI of the licence that the export of a graph states.

    Raises
    ------
    UsageError
        When the file's name does not tell its format.
    ExportError
        When the file cannot be read.
    SyntaxError
        When it is not RDF.
    """
    if not isinstance(source, (str, Path)):
        for block in described(source, Tally(), licence=licence):
            yield from block.triples
        return
    with opened(source) as (file, format):
        for quad in pyoxigraph.parse(file, format, lenient=lenient):
            yield quad.subject, quad.predicate, quad.object


class _BoundedFile:
    """A file while it is read: one that unpacks to no end, or nests without one, is given up."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, path: Path, format: RdfFormat) -> None:
        self.file = file
        self.path = path
        self.left = max(_SMALL, path.stat().st_size * _RATIO)
        self.depth_of = _DEPTHS.get(format)
        self.depth = 0
        self.rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""
        part = self.file.read(size if size >= 0 else _PART)
        self.left -= len(part)
        if self.left < 0:
            raise ExportError(
                f"unpacks to more than {_RATIO} times its size",
                where=str(self.path),
                hint="unpack it yourself if it is what it should be",
            )
        if self.depth_of is not None:
            for start in range(0, len(part), _PIECE):
                depth, self.rest = self.depth_of(self.rest + part[start : start + _PIECE])
                self.depth += depth
                if self.depth > _DEEPEST:
                    raise Exhausted(
                        "it is nested too deeply", where=str(self.path), hint="write it flatter"
                    )
        return part


def _depth_of_json(text: bytes) -> tuple[int, bytes]:
    """Return how much deeper a piece of JSON ends, and the string that it cuts."""
    outside = _JSON_STRING.sub(b"", text)
    bare, quote, rest = outside.partition(b'"')
    signs = {sign: bare.count(sign) for sign in (b"{", b"[", b"}", b"]")}
    return signs[b"{"] + signs[b"["] - signs[b"}"] - signs[b"]"], quote + rest


def _depth_of_xml(text: bytes) -> tuple[int, bytes]:
    """Return how much deeper a piece of XML ends, and the tag that it cuts."""
    whole, tag, rest = text.rpartition(b"<")
    if b">" in rest:
        whole, tag, rest = text, b"", b""
    opened = len(_XML_TAG.findall(whole)) - whole.count(b"/>")
    return opened - whole.count(b"</"), (tag + rest)[-_PIECE:]


_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_XML_TAG = re.compile(rb"<[^/!?]")
#: Formats whose parsers take time with the square of the depth.
_DEPTHS = {RdfFormat.JSON_LD: _depth_of_json, RdfFormat.RDF_XML: _depth_of_xml}
_DEEPEST = 2_000
_PIECE = 4096


@contextmanager
def opened(path: str | Path) -> Iterator[tuple[IO[bytes], RdfFormat]]:
    """Open an RDF file, unpacked, and tell its format.

    Raises
    ------
    UsageError
        When its name does not tell its format.
    ExportError
        When it cannot be read.
    """
    path = Path(path)
    format = format_of(path)
    if format is None:
        raise UsageError(
            "the name does not tell the format",
            where=str(path),
            hint="name it " + ", ".join(f".{suffix}" for suffix in FORMATS),
        )
    check_ends(path, noun="file of RDF", error=ExportError)
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path) as unpacked:
                yield (
                    cast(IO[bytes], _BoundedFile(unpacked, path, FORMATS[format])),
                    FORMATS[format],
                )
        else:
            with path.open("rb") as file:
                yield cast(IO[bytes], _BoundedFile(file, path, FORMATS[format])), FORMATS[format]
    except (OSError, EOFError) as error:
        cause = getattr(error, "strerror", None) or error
        raise ExportError(
            f"cannot be read: {cause}", where=str(path), hint="check the path"
        ) from error
