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
_STRING = PREFIXES["xsd"] + "string"
#: Prefix of the resources of the export.
_RESOURCES = "kg"


class Descriptions(msgspec.Struct, frozen=True):
    """The export: its statements in their order and by their subject, and what describes it.

    ``base`` is the IRI under which the resources live.
    """

    base: str
    statements: list[Statement]
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
    statements: list[Statement] = []
    last: list[Statement] = []
    for block in described(graph, Tally(), base=base, licence=licence, abstracts=abstracts):
        statements += block.triples
        last = block.triples
    found: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[statement[0].value].append(statement)
    return Descriptions(base, statements, dict(found), last)


def as_turtle(statements: list[Statement], base: str | None = None) -> bytes:
    """Return statements as Turtle with the prefixes that they use, one for what is under ``base``."""
    stream = io.BytesIO()
    pyoxigraph.serialize(
        [Triple(*statement) for statement in statements],
        stream,
        RdfFormat.TURTLE,
        prefixes=({_RESOURCES: base} if base else {}) | _prefixes(statements),
    )
    return stream.getvalue()


def as_jsonld(statements: list[Statement], base: str) -> dict[str, Any]:
    """Return the statements about one subject as compact JSON-LD that needs no other file.

    ``base`` is the IRI under which the resources live: theirs are written after a prefix.

    Examples
    --------
    >>> from kg.linked_data.vocabulary import term
    >>> one, other = (NamedNode(f"https://example.org/paper/{name}") for name in "ab")
    >>> found = as_jsonld([(one, term("cito:cites"), other)], "https://example.org/")
    >>> found["@id"], found["cito:cites"]
    ('https://example.org/paper/a', {'@id': 'kg:paper/b'})
    """
    if not statements:
        return {}
    document: dict[str, Any] = {
        "@context": {_RESOURCES: base} | _prefixes(statements),
        "@id": statements[0][0].value,
    }
    values: dict[str, list[Any]] = {}
    for _, predicate, object in statements:
        if predicate.value == _A and isinstance(object, NamedNode):
            values.setdefault("@type", []).append(_short(object))
        else:
            values.setdefault(_short(predicate), []).append(_value(object, base))
    return document | {
        name: found[0] if len(found) == 1 else found for name, found in values.items()
    }


def _prefixes(statements: list[Statement]) -> dict[str, str]:
    names: set[str] = set()
    for _, predicate, object in statements:
        if predicate.value != _A:  # which both formats have a word for
            names.add(predicate.value)
        if isinstance(object, NamedNode):
            names.add(object.value)
        elif isinstance(object, Literal) and object.datatype.value != _STRING:
            names.add(object.datatype.value)
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


def _value(object: NamedNode | Literal | Triple, base: str) -> Any:
    if isinstance(object, NamedNode):
        is_ours = object.value.startswith(base)
        return {"@id": f"{_RESOURCES}:{object.value[len(base) :]}" if is_ours else object.value}
    if isinstance(object, Triple):
        raise TypeError("JSON-LD has no triple terms")
    datatype = object.datatype
    if datatype.value == _STRING:
        return object.value
    return {"@type": _short(datatype), "@value": object.value}
