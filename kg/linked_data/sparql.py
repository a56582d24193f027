"""SPARQL over a graph or an RDF file, answered by pyoxigraph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import pyoxigraph
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
)

from kg.confined import run_confined
from kg.errors import UsageError
from kg.linked_data.reading import Source, memory_for
from kg.linked_data.sparql_execution import W3C_FORMATS, Dataset
from kg.linked_data.sparql_words import TOKEN, check_sparql
from kg.linked_data.triple_store import RdfPlace, prepared
from kg.linked_data.vocabulary import PREFIXES
from kg.public_limits import PUBLIC_BYTES, PUBLIC_MEMORY, PUBLIC_ROWS, PUBLIC_SECONDS

__all__ = ["SparqlAnswer", "answer", "answer_publicly", "sparql", "with_parameters"]

Value: TypeAlias = str | int | float | bool | None

_INTEGERS = {PREFIXES["xsd"] + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_NUMBERS = {PREFIXES["xsd"] + name for name in ("decimal", "double", "float")}


def sparql(
    source: Source,
    query: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    time_limit: float | None = None,
) -> list[dict[str, Value]] | bool | list[Triple]:
    """Answer a SPARQL 1.1 query, in a process of its own.

    Parameters
    ----------
    source
        A store, a graph in memory, or the path of an RDF file. Named graphs are asked as
        one, and also answer to ``GRAPH``.
    query
        SELECT, ASK, CONSTRUCT or DESCRIBE. The prefixes of the documentation need not be
        declared. ``SERVICE``, and a ``FROM`` that names no graph of the source, are
        refused: a query must not send data elsewhere.
    parameters
        Values for the ``$name`` of the query, as in Cypher; see :func:`with_parameters`.
    time_limit
        Seconds until the query is ended; None: none.

    Returns
    -------
    list of dict, bool, or list of pyoxigraph.Triple
        The rows of a SELECT as plain values (numbers, booleans, texts, IRIs as texts, None
        where unbound), the answer of an ASK, the triples of the others.

    Raises
    ------
    QueryError
        When the query is not SPARQL or is refused.
    Exhausted
        When it takes more memory, nesting or time than it may.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:1711.06420", title="DCMH"))
    >>> sparql(graph, "SELECT ?title { ?paper a schema:ScholarlyArticle ; dcterms:title ?title }")
    [{'title': 'DCMH'}]
    """
    found = _answer(source, query, parameters, "sparql-json", "nt", time_limit=time_limit)
    if found.kind == "triples":
        return [
            Triple(*quad)
            for quad in map(_spo, pyoxigraph.parse(found.content, RdfFormat.N_TRIPLES))
        ]
    results = pyoxigraph.parse_query_results(found.content, QueryResultsFormat.JSON)
    return _rows(results) if isinstance(results, QuerySolutions) else bool(results)


def _spo(quad: pyoxigraph.Quad) -> tuple[Any, Any, Any]:
    return quad.subject, quad.predicate, quad.object


def answer(
    source: Source,
    query: str,
    format: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    time_limit: float | None = None,
) -> str:
    """Answer a SPARQL query in one of the W3C's formats, or as Turtle.

    Parameters
    ----------
    source, query, parameters
        As for :func:`sparql`.
    format
        ``sparql-json``, ``xml``, ``csv`` or ``tsv`` for SELECT and ASK; what CONSTRUCT and
        DESCRIBE answer is Turtle, whatever the format.
    time_limit
        Seconds until the query is ended; None: none.

    Raises
    ------
    UsageError
        When there is no such format.
    QueryError, Exhausted
        As :func:`sparql` does.
    """
    found = _answer(source, query, parameters, format, "ttl", time_limit=time_limit)
    if found.kind == "boolean" and format in ("csv", "tsv"):
        return found.content.decode() + "\n"
    return found.content.decode("utf-8")


def answer_publicly(
    source: Source | RdfPlace,
    query: str,
    format: str = "sparql-json",
    graph_format: str = "ttl",
    *,
    dataset: Dataset | None = None,
    time_limit: float = PUBLIC_SECONDS,
    rows: int = PUBLIC_ROWS,
    size: int = PUBLIC_BYTES,
) -> SparqlAnswer:
    r"""Answer somebody else's SPARQL query, within limits.

    Parameters
    ----------
    source
        As for :func:`sparql`; or what :func:`kg.linked_data.triple_store.prepared` gave
        for one, so that a server prepares a graph once.
    query
        SPARQL 1.1.
    format, graph_format
        Of rows and booleans, and of triples (``ttl``, ``nt``, ``rdf``, ``jsonld``).
    dataset
        The graphs that are asked, whatever FROM says; None: all, or those of FROM.
    time_limit, rows, size
        Seconds, rows or triples, bytes of the answer.

    Raises
    ------
    QueryRefused
        For SERVICE, updates, and FROM of another graph.
    QueryError
        When it is not SPARQL, with the parser's words.
    TimeLimitReached, Exhausted
        When it takes longer, or more memory, than it may.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:1711.06420", title="DCMH"))
    >>> found = answer_publicly(graph, "SELECT ?p { ?s ?p ?o }", "csv", rows=2)
    >>> found.kind, found.truncated, found.content.count(b"\n")
    ('rows', 'rows', 3)
    """
    limits = (rows, size)
    return _answer(
        source,
        query,
        None,
        format,
        graph_format,
        time_limit=time_limit,
        memory=PUBLIC_MEMORY,
        limits=limits,
        dataset=dataset,
    )


class SparqlAnswer(msgspec.Struct, frozen=True):
    """An answer as bytes of the format asked for; ``kind`` is rows, boolean or triples.

    ``truncated`` is ``rows`` or ``bytes`` where the limit of that cut it.
    """

    kind: str
    content: bytes
    truncated: str | None = None


def _answer(
    source: Source | RdfPlace,
    query: str,
    parameters: Mapping[str, Value] | None,
    format: str,
    graph_format: str,
    *,
    time_limit: float | None,
    memory: int | None = None,
    limits: tuple[int, int] | None = None,
    dataset: Dataset | None = None,
) -> SparqlAnswer:
    if format not in W3C_FORMATS:
        raise UsageError(f"{format!r} is not a format", hint=f"one of {', '.join(W3C_FORMATS)}")
    query = with_parameters(query, parameters or {})
    check_sparql(query)
    place = source if isinstance(source, RdfPlace) else prepared(source)
    if memory is None and isinstance(source, (str, Path)):
        memory = memory_for(source)
    found = run_confined(
        "kg.linked_data.sparql_execution:answered",
        [[*place], query, format, graph_format, limits, dataset],
        time_limit=time_limit,
        memory=memory,
    )
    return msgspec.convert(found, SparqlAnswer, builtin_types=(bytes,))


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

    return TOKEN.sub(replaced_name, query)


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
