"""SPARQL over a graph or an RDF file, answered by pyoxigraph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
)

from kg.errors import QueryError, UsageError
from kg.linked_data.reading import Source
from kg.linked_data.triple_store import load
from kg.linked_data.vocabulary import PREFIXES

__all__ = ["FORMATS", "answer", "sparql", "with_parameters"]

#: What the answer to a SELECT or ASK query can be written as.
FORMATS = ("table", "json", "sparql-json", "csv", "tsv")

Value: TypeAlias = str | int | float | bool | None

_W3C = {
    "sparql-json": QueryResultsFormat.JSON,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_INTEGERS = {PREFIXES["xsd"] + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_NUMBERS = {PREFIXES["xsd"] + name for name in ("decimal", "double", "float")}
# IRIs, strings and comments, in which a word is not a keyword; then names, which may hold one.
_NOT_KEYWORDS = re.compile(
    r"<[^<>\"{}|^`\\\s]*>|'''.*?'''|\"\"\".*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
    r"|#[^\n]*|[?$@]\w+|[\w.-]*:[\w.:%-]*",
    re.DOTALL,
)


def sparql(
    source: Source, query: str, parameters: Mapping[str, Value] | None = None
) -> list[dict[str, Value]] | bool | list[Triple]:
    """Answer a SPARQL 1.1 query.

    Parameters
    ----------
    source
        A store, a graph in memory, or the path of an RDF file. Named graphs are asked as
        one, and also answer to ``GRAPH``.
    query
        SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of the documentation need not be
        declared. ``SERVICE`` is refused: a query must not send data elsewhere.
    parameters
        Values for the ``$name`` of the query, as in Cypher; see :func:`with_parameters`.

    Returns
    -------
    list of dict, bool, or list of pyoxigraph.Triple
        The rows of a SELECT as plain values (numbers, booleans, texts, IRIs as texts, None
        where unbound), the answer of an ASK, the triples of the others.

    Raises
    ------
    QueryError
        When the query is not SPARQL or is refused.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:1711.06420", title="DCMH"))
    >>> sparql(graph, "SELECT ?title { ?paper a schema:ScholarlyArticle ; dcterms:title ?title }")
    [{'title': 'DCMH'}]
    """
    found = _ask(source, query, parameters)
    if isinstance(found, QuerySolutions):
        return _rows(found)
    return bool(found) if isinstance(found, QueryBoolean) else list(found)


def answer(
    source: Source, query: str, format: str, parameters: Mapping[str, Value] | None = None
) -> str:
    """Answer a SPARQL query in one of the W3C's formats, or as Turtle.

    Parameters
    ----------
    format
        ``sparql-json``, ``csv`` or ``tsv`` for SELECT and ASK; what CONSTRUCT and DESCRIBE
        answer is Turtle, whatever the format.
    """
    found = _ask(source, query, parameters)
    if isinstance(found, QueryTriples):
        triples = sorted(found, key=str)
        written = pyoxigraph.serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES)
    elif isinstance(found, QueryBoolean) and format != "sparql-json":
        return f"{str(bool(found)).lower()}\n"
    else:
        if format not in _W3C:
            raise UsageError(f"{format!r} is not a format", hint=f"one of {', '.join(_W3C)}")
        written = found.serialize(format=_W3C[format])
    return (written or b"").decode("utf-8")


def _ask(
    source: Source, query: str, parameters: Mapping[str, Value] | None
) -> QuerySolutions | QueryBoolean | QueryTriples:
    if re.search(r"\bSERVICE\b", _NOT_KEYWORDS.sub(" ", query), re.IGNORECASE):
        raise QueryError(
            "SERVICE is refused",
            where="SPARQL query",
            hint="ask the other endpoint itself, and join the answers",
        )
    try:
        return load(source).query(
            with_parameters(query, parameters or {}),
            prefixes=PREFIXES,
        )
    except SyntaxError as error:
        raise QueryError(f"not SPARQL: {error.msg}", where="SPARQL query") from error


def with_parameters(query: str, parameters: Mapping[str, Value | list[Value]]) -> str:
    r"""Return a query with the values of its parameters.

    SPARQL has no parameters. The queries of the library are valid as they stand: each
    parameter is bound to its default by ``VALUES ?name { default }``, and ``limit`` is the
    number behind ``LIMIT``. These are replaced by the values given; so is a ``$name``
    anywhere else, which SPARQL reads as another way to write ``?name``.

    Examples
    --------
    >>> with_parameters("SELECT ?p { VALUES ?id { 1 } ?p dcterms:identifier ?id } LIMIT 10", {"id": 'a"b', "limit": 3})
    'SELECT ?p { VALUES ?id { "a\\"b" } ?p dcterms:identifier ?id } LIMIT 3'
    >>> with_parameters("SELECT ?p { ?p dcterms:identifier $id }", {"id": "x"})
    'SELECT ?p { ?p dcterms:identifier "x" }'
    """
    bound = set()
    for name, value in parameters.items():
        written = " ".join(map(_written, value)) if isinstance(value, list) else _written(value)
        pattern, replacement = rf"(VALUES\s+[?$]{name}\s*){{[^{{}}]*}}", f"{{ {written} }}"
        if name == "limit":
            pattern, replacement = r"(\bLIMIT\s+)\d+", written
        # Doubled: in a replacement a backslash is the start of an escape.
        query, replaced = re.subn(pattern, r"\g<1>" + replacement.replace("\\", r"\\"), query)
        if replaced:
            bound.add(name)

    def replaced_name(match: re.Match[str]) -> str:
        name = match[0][1:]
        if not match[0].startswith("$") or name not in parameters or name in bound:
            return match[0]
        value = parameters[name]
        return " ".join(map(_written, value)) if isinstance(value, list) else _written(value)

    return _NOT_KEYWORDS.sub(replaced_name, query)


def _written(value: Value) -> str:
    if value is None:
        raise UsageError("a parameter without a value", where="SPARQL query")
    if isinstance(value, str):
        return str(Literal(value))
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _rows(solutions: QuerySolutions) -> list[dict[str, Value]]:
    names = [variable.value for variable in solutions.variables]
    return [dict(zip(names, map(_plain, solution), strict=True)) for solution in solutions]


def _plain(term: Any) -> Value:
    """Return a term as the plain value that the Cypher twin of a query would give."""
    if term is None:
        return None
    if isinstance(term, (NamedNode, BlankNode)):
        return term.value if isinstance(term, NamedNode) else str(term)
    if not isinstance(term, Literal):
        return str(term)
    datatype = term.datatype.value
    try:
        if datatype in _INTEGERS:
            return int(term.value)
        if datatype in _NUMBERS:
            return float(term.value)
    except ValueError:
        return term.value
    return term.value == "true" if datatype == PREFIXES["xsd"] + "boolean" else term.value
