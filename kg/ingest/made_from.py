"""What a graph is made from, as one checksum: the facts, and the programs that judge them."""

from __future__ import annotations

import functools
import hashlib
import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import kg
from kg.records import Facts, json_of_facts

__all__ = ["checksum_of"]

_OF_KG = (".py", ".toml", ".txt", ".tsv")
#: What judges titles and names beside kg itself, and what holds the graph.
_LIBRARIES = ("rapidfuzz", "kglite")


def checksum_of(inputs: Iterable[Facts]) -> str:
    """Return what differs as soon as the graph of these facts may.

    Examples
    --------
    >>> import msgspec
    >>> facts = Facts(input="list:a", location="a.md", source="none")
    >>> other = msgspec.structs.replace(facts, location="b.md")
    >>> checksum_of([facts]) == checksum_of([facts]), checksum_of([facts]) == checksum_of([other])
    (True, False)
    """
    digest = hashlib.sha256(_programs())
    for facts in inputs:
        for piece in json_of_facts(facts):
            digest.update(piece)
        digest.update(b"\n")
    return digest.hexdigest()


@functools.cache  # what runs stays what it was when it began
def _programs() -> bytes:
    digest = hashlib.sha256(sys.version.encode())
    for name in _LIBRARIES:
        digest.update(f" {name} {version(name)}".encode())
    package = Path(kg.__file__).parent
    for path in sorted(package.rglob("*")):
        if path.suffix in _OF_KG:
            digest.update(path.read_bytes())
    return digest.digest()
