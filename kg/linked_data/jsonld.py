"""Compact JSON-LD: the words of ``exports/context.jsonld`` instead of IRIs, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.linked_data.nodes import Statement
from kg.linked_data.vocabulary import PREFIXES
from kg.settings import packaged

__all__ = ["compact"]

_XSD = PREFIXES["xsd"]
_TYPE = PREFIXES["rdf"] + "type"


def compact(blocks: Iterable[Iterable[Statement]]) -> Iterator[bytes]:
    """Yield a JSON-LD document of triples without blank nodes, one line a subject of a block.

    The context is written into the document, so that it reads without the network.

    Raises
    ------
    TypeError
        When there are triple terms, which JSON-LD does not know.
    """
    document = json.loads(packaged("exports", "context.jsonld").read_text(encoding="utf-8"))
    context = document["@context"]
    terms = _terms(context)
    yield b'{"@context": ' + _json(context) + b',\n"@graph": ['
    comma = b"\n"
    for block in blocks:
        subjects: dict[NamedNode, dict[str, list[Any]]] = {}
        for subject, predicate, object in block:
            about = subjects.setdefault(subject, {})
            if isinstance(object, Triple):
                raise TypeError("JSON-LD has no triple terms")
            if predicate.value == _TYPE:
                about.setdefault("@type", []).append(_curie(object.value))
            else:
                name, coerced = terms.get(predicate.value) or (predicate.value, None)
                about.setdefault(name, []).append(_value(object, coerced))
        for subject, about in subjects.items():
            single = {name: found[0] if len(found) == 1 else found for name, found in about.items()}
            yield comma + _json({"@id": subject.value, **single})
            comma = b",\n"
    yield b"\n]}\n"


def _terms(context: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Return IRI to ``(term, its type)`` of a context."""
    terms: dict[str, tuple[str, str | None]] = {}
    for name, definition in context.items():
        if name not in PREFIXES:
            curie = definition if isinstance(definition, str) else definition["@id"]
            coerced = None if isinstance(definition, str) else definition["@type"]
            prefix, _, local = curie.partition(":")
            terms[PREFIXES[prefix] + local] = (name, coerced)
    return terms


def _value(object: NamedNode | Literal, coerced: str | None) -> Any:
    if isinstance(object, NamedNode):
        return object.value if coerced == "@id" else {"@id": object.value}
    datatype = object.datatype.value
    if coerced is not None and coerced.startswith("xsd:"):
        if datatype == _XSD + coerced[4:]:
            return object.value
    elif coerced is None:
        if datatype == _XSD + "string":
            return object.value
        if datatype == _XSD + "boolean":
            return object.value == "true"
        if datatype == _XSD + "integer":
            return int(object.value)
    return {"@value": object.value, "@type": datatype}


def _curie(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
