"""The whole graph as files of a site, and their description."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from kg.linked_data.nodes import Statement
from kg.linked_data.vocabulary import term
from kg.web.descriptions import as_turtle

__all__ = ["DUMPS", "void"]

#: File of a site to its format.
DUMPS = {"graph.ttl.gz": "ttl", "graph.nt.gz": "nt", "graph.jsonld.gz": "jsonld"}

#: Stands for the site where its address is not known, and is cut out again.
_HERE = "http://site.invalid/"


def void(
    description: list[Statement],
    base: str | None,
    root: str,
    dumps: Iterable[str] = tuple(DUMPS),
) -> bytes:
    """Return the description of the export with the addresses of the files that are there.

    Parameters
    ----------
    description
        Statements of :func:`kg.linked_data.description.description`.
    base
        Address of the site; without it the files are named relative to the description.
    root
        What leads from the description to the site's front page.
    dumps
        The files that hold the whole graph.
    """
    dump, void_dataset = term("void:dataDump"), term("void:Dataset")
    kept = [statement for statement in description if statement[1] != dump]
    exports = [
        statement[0]
        for statement in kept
        if statement[1] == term("rdf:type") and statement[2] == void_dataset
    ]
    for export in exports[:1]:
        kept += [(export, dump, NamedNode(f"{base or _HERE}{path}")) for path in dumps]
    return as_turtle(kept).replace(f"<{_HERE}".encode(), f"<{root}".encode())
