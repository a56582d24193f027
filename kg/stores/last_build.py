"""What the last build found, for a next one that would find the same.

A store that holds exactly what a build left need not be compared with its graph again.
What the build made its graph from is told by a checksum, and so is every file of the
store: a file that anybody changed, a write that was cut short or another version of kg
make the memory void, and then everything is built and compared.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kg.errors import StoreError
from kg.files import read_file, write_file
from kg.stores.texts import pack_text, unpack_text

__all__ = ["LastBuild", "keep_build", "kept_build"]


class LastBuild(msgspec.Struct, frozen=True):
    """A build whose graph a store holds: the checksum of what it was made from, and what was found."""

    made_from: str
    found: msgspec.Raw


class _Kept(msgspec.Struct, frozen=True):
    build: LastBuild
    files: dict[str, str]


def kept_build(path: Path, contents: Sequence[Path]) -> LastBuild | None:
    """Return the build that left these files as they are; None where there is the least doubt.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     path, graph = Path(directory, "last-build.gz"), Path(directory, "graph.kgl")
    ...     _ = graph.write_bytes(b"a graph")
    ...     keep_build(path, LastBuild("5feceb66", msgspec.Raw(b"{}")), [graph])
    ...     before = kept_build(path, [graph])
    ...     _ = graph.write_bytes(b"A graph")
    ...     before.made_from, kept_build(path, [graph])
    ('5feceb66', None)
    """
    if not path.exists():
        return None
    try:
        lines = unpack_text(read_file(path, noun="memory of a build", error=StoreError))
        kept = msgspec.json.decode(lines[0], type=_Kept)
    except (StoreError, msgspec.MsgspecError, ValueError, IndexError, RecursionError):
        return None
    return kept.build if kept.files == _checksums(contents) else None


def keep_build(path: Path, build: LastBuild, contents: Sequence[Path]) -> None:
    """Remember which build left these files as they are; where that fails the next one is whole.

    Parameters
    ----------
    path
        The file that remembers it.
    build
        The build.
    contents
        The files that it left.
    """
    kept = _Kept(build, _checksums(contents))
    with contextlib.suppress(StoreError):
        write_file(path, pack_text([msgspec.json.encode(kept)]), error=StoreError)


def _checksums(paths: Sequence[Path]) -> dict[str, str]:
    """Return the checksum of each file that is there, by name."""
    found = {}
    for path in paths:
        if path.exists():
            with path.open("rb") as stream:
                found[path.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found
