"""What the RDF export says of each resource, for the page of that resource."""

from __future__ import annotations

import io
from collections import defaultdict
from typing import Any

import msgspec
import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from kg.linked_data.description import Tally
from kg.linked_data.export import described
from kg.linked_data.nodes import Statement
from kg.linked_data.vocabulary import PREFIXES
from kg.records import GraphReader

__all__ = ["Descriptions", "as_jsonld", "as_turtle", "read_descriptions"]

_A = PREFIXES["rdf"] + "type"


class Descriptions(msgspec.Struct, frozen=True):
    """Statements of the export by their subject, and the description of the export itself."""

    of: dict[str, list[Statement]]
    export: list[Statement]


def read_descriptions(
    graph: GraphReader, base: str, *, licence: str | None = None, abstracts: bool = False
) -> Descriptions:
    """Read the export once and keep what it says of every resource.

    Parameters
    ----------
    graph
        A store or a graph in memory.
    base
        IRI under which the resources live.
    licence, abstracts
        As in :func:`kg.linked_data.export.export_rdf`.
    """
    found: dict[str, list[Statement]] = defaultdict(list)
    last: list[Statement] = []
    for block in described(graph, Tally(), base=base, licence=licence, abstracts=abstracts):
        for statement in block.triples:
            found[statement[0].value].append(statement)
        last = block.triples
    return Descriptions(dict(found), last)


def as_turtle(statements: list[Statement]) -> bytes:
    """Return statements as Turtle with the prefixes that they use."""
    stream = io.BytesIO()
    pyoxigraph.serialize(
        [Triple(*statement) for statement in statements],
        stream,
        RdfFormat.TURTLE,
        prefixes=_prefixes(statements),
    )
    return stream.getvalue()


def as_jsonld(statements: list[Statement]) -> dict[str, Any]:
    """Return the statements about one subject as compact JSON-LD that needs no other file.

    Examples
    --------
    >>> from kg.linked_data.vocabulary import term
    >>> node = NamedNode("https://example.org/paper/a")
    >>> as_jsonld([(node, term("dcterms:title"), Literal("A"))])["dcterms:title"]
    'A'
    """
    if not statements:
        return {}
    document: dict[str, Any] = {
        "@context": _prefixes(statements),
        "@id": statements[0][0].value,
    }
    values: dict[str, list[Any]] = {}
    for _, predicate, object in statements:
        if predicate.value == _A and isinstance(object, NamedNode):
            values.setdefault("@type", []).append(_short(object))
        else:
            values.setdefault(_short(predicate), []).append(_value(object))
    return document | {
        name: found[0] if len(found) == 1 else found for name, found in values.items()
    }


def _prefixes(statements: list[Statement]) -> dict[str, str]:
    names = {str(part.value) for statement in statements for part in statement[1:]
             if isinstance(part, NamedNode)}  # fmt: skip
    names.update(
        statement[2].datatype.value for statement in statements if isinstance(statement[2], Literal)
    )
    return {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(name.startswith(namespace) for name in names)
    }


def _short(name: NamedNode) -> str:
    for prefix, namespace in PREFIXES.items():
        if name.value.startswith(namespace):
            return f"{prefix}:{name.value[len(namespace) :]}"
    return str(name.value)


def _value(object: NamedNode | Literal | Triple) -> Any:
    if isinstance(object, NamedNode):
        return {"@id": object.value}
    if isinstance(object, Triple):
        raise TypeError("JSON-LD has no triple terms")
    datatype = object.datatype
    if datatype.value == PREFIXES["xsd"] + "string":
        return object.value
    return {"@type": _short(datatype), "@value": object.value}
