"""One SPARQL query answered by pyoxigraph: what the process does that such a query gets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
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
)

from kg.confined import forbid_connections
from kg.errors import QueryError, QueryRefused
from kg.linked_data.export import FORMATS
from kg.linked_data.sparql_words import check_sparql, named_datasets, with_columns
from kg.linked_data.triple_store import RdfPlace, load
from kg.linked_data.vocabulary import PREFIXES

__all__ = ["W3C_FORMATS", "Dataset", "answered"]

#: IRIs of the default graphs, and of the named ones, as the SPARQL Protocol has them.
Dataset: TypeAlias = tuple[Sequence[str], Sequence[str]]

W3C_FORMATS = {
    "sparql-json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}


def answered(
    place: Sequence[Any],
    query: str,
    format: str,
    graph_format: str,
    limits: tuple[int, int] | None,
    dataset: Dataset | None,
) -> dict[str, Any]:
    """Return the parts of a :class:`kg.linked_data.sparql.SparqlAnswer`.

    Parameters
    ----------
    place
        Path, and whether it is large; see :class:`kg.linked_data.triple_store.RdfPlace`.
    query
        SPARQL 1.1.
    format, graph_format
        Of rows and booleans, and of triples.
    limits
        The most rows or triples, and the most bytes; None: all.
    dataset
        The graphs that are asked, whatever FROM says.

    Raises
    ------
    QueryError
        When it is not SPARQL, or fails.
    """
    check_sparql(query)
    path, is_large = place
    store = load(RdfPlace(path, is_large))
    default, named = dataset or ((), ())
    _check_datasets([*named_datasets(query, PREFIXES), *default, *named], store)
    # On disk, files are opened when they are needed.
    forbid_connections(native=not is_large and not Path(path).is_dir())

    def ask(query: str) -> Any:
        return store.query(
            query,
            prefixes=PREFIXES,
            # With one of the two, what the other leaves out is empty.
            default_graph=[*map(NamedNode, default)] if dataset else None,
            named_graphs=[*map(NamedNode, named)] if dataset else None,
        )

    try:
        found = ask(query)
        if isinstance(found, QuerySolutions):
            names = [variable.value for variable in found.variables]
            ordered = with_columns(query, names)
            found = found if ordered == query else ask(ordered)  # nothing is evaluated until read
        if isinstance(found, QueryBoolean):
            return _boolean(found, format)
        if isinstance(found, QueryTriples):
            return _triples(found, graph_format, limits)
        return _solutions(found, format, limits)
    except SyntaxError as error:
        raise QueryError(f"not SPARQL: {error.msg}", where="SPARQL query") from error


def _check_datasets(iris: Iterable[str], store: pyoxigraph.Store) -> None:
    known = {name.value for name in store.named_graphs() if isinstance(name, NamedNode)}
    for iri in iris:
        if iri not in known:
            raise QueryRefused(
                f"FROM <{iri}>: no graph here has that name",
                where="SPARQL query",
                hint="nothing is fetched: ask the graphs that SELECT DISTINCT ?g { GRAPH ?g { } } lists",
            )


def _boolean(found: QueryBoolean, format: str) -> dict[str, Any]:
    if format in ("csv", "tsv"):
        return {"kind": "boolean", "content": str(bool(found)).lower().encode()}
    return {"kind": "boolean", "content": found.serialize(format=W3C_FORMATS[format])}


def _triples(found: QueryTriples, format: str, limits: tuple[int, int] | None) -> dict[str, Any]:
    most, size = limits or (None, None)
    triples = [*islice(found, None if most is None else most + 1)]
    truncated = "rows" if most is not None and len(triples) > most else None
    triples = sorted(triples[:most], key=str)
    content = _serialised(triples, format)
    if size is not None and len(content) > size:
        truncated = "bytes"
        # Turtle and its kin shorten: what fits as N-Triples fits.
        count, total = 0, 0
        for triple in triples:
            total += len(str(triple).encode()) + 3
            if total > size:
                break
            count += 1
        content = _serialised(triples[:count], format)
    return {"kind": "triples", "content": content, "truncated": truncated}


def _serialised(triples: Iterable[pyoxigraph.Triple], format: str) -> bytes:
    chosen = FORMATS[format]
    prefixes = PREFIXES if chosen != RdfFormat.N_TRIPLES else None
    return pyoxigraph.serialize(triples, format=chosen, prefixes=prefixes) or b""


def _solutions(
    found: QuerySolutions, format: str, limits: tuple[int, int] | None
) -> dict[str, Any]:
    if limits is None:
        return {"kind": "rows", "content": found.serialize(format=W3C_FORMATS[format])}
    most, size = limits
    names = [variable.value for variable in found.variables]
    rows: list[bytes] = []
    truncated = None
    for solution in found:
        terms = zip(names, solution, strict=True)
        row = json.dumps({name: _term(term) for name, term in terms if term is not None}).encode()
        size -= len(row) + 1
        if len(rows) == most or size < 0:
            truncated = "rows" if len(rows) == most else "bytes"
            break
        rows.append(row)
    head = json.dumps({"vars": names}).encode()
    document = b'{"head":' + head + b',"results":{"bindings":[' + b",".join(rows) + b"]}}"
    results = pyoxigraph.parse_query_results(document, QueryResultsFormat.JSON)
    content = results.serialize(format=W3C_FORMATS[format])
    return {"kind": "rows", "content": content, "truncated": truncated}


def _term(term: Any) -> dict[str, Any]:
    """Return a term as SPARQL 1.1 Query Results JSON writes it."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        kind = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **kind}
    parts = ("subject", "predicate", "object")
    return {"type": "triple", "value": {part: _term(getattr(term, part)) for part in parts}}
