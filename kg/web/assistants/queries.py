"""Answers to Cypher, to queries of the library, and what there is to ask about."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from kg import library
from kg.errors import UsageError
from kg.formats.rows import json_value
from kg.public_limits import PUBLIC_BYTES, PUBLIC_ROWS
from kg.stores.contents import NodeContents, PropertyContents, RelationshipContents
from kg.stores.gate import check_public_query
from kg.stores.names import unknown_names
from kg.stores.query_limits import QueryAnswer, ask_publicly
from kg.web.assistants import answers
from kg.web.assistants.lineage import coverage
from kg.web.assistants.paging import BUDGET, excerpt, excerpts, fitted, page, size
from kg.web.assistants.papers import overall
from kg.web.current import CurrentGraph

__all__ = ["cypher", "library_query", "schema"]


def library_query(
    current: CurrentGraph, name: str, parameters: Mapping[str, Any], offset: int
) -> answers.QueryRows:
    """Return a page of the answer to a query of the library.

    Parameters
    ----------
    current
        The graph as it is now.
    name
        Name of the query.
    parameters
        Values of its parameters.
    offset
        How many rows were given before.

    Raises
    ------
    UsageError
        When a parameter is not one of the query's.
    """
    known = [query.name for query in library.queries()]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4) or known
        raise UsageError(
            "no query of the library goes by that name",
            where=excerpt(name, 200),
            hint=f"candidates: {', '.join(near)}",
        )
    query = library.query(name)
    with current.opened() as graph:
        values = query.values(parameters, graph.store)
    answer = ask_publicly(current.url, query.cypher, values)
    return _rows(current, answer, offset, name=name, parameters=values)


def cypher(
    current: CurrentGraph, query: str, parameters: Mapping[str, Any], offset: int
) -> answers.QueryRows:
    """Return a page of the answer to somebody's own query, which may only read.

    Parameters
    ----------
    current
        The graph as it is now.
    query
        Cypher that only reads.
    parameters
        Values of its ``$names``.
    offset
        How many rows were given before.
    """
    check_public_query(query)
    answer = ask_publicly(current.url, query, parameters)
    note = None
    if not answer.rows:
        with current.opened() as graph:
            note = "; ".join(excerpts(unknown_names(graph.store, query), 10, 200)) or None
    return _rows(current, answer, offset, name=None, parameters=parameters, note=note)


def _rows(
    current: CurrentGraph,
    answer: QueryAnswer,
    offset: int,
    *,
    name: str | None,
    parameters: Mapping[str, Any],
    note: str | None = None,
) -> answers.QueryRows:
    columns = list(answer.rows[0]) if answer.rows else []
    shown = page(answer.rows, offset, lambda row: fitted(json_value(row)), budget=BUDGET * 3 // 4)
    whole = answer.rows[offset : offset + len(shown.items)]
    cut = any(
        size(json_value(row)) > size(clipped)
        for row, clipped in zip(whole, shown.items, strict=True)
    )
    if answer.truncated:
        megabytes = f"{PUBLIC_BYTES // 1_000_000} MB"
        limit = f"its first {PUBLIC_ROWS:,} rows" if answer.truncated == "rows" else megabytes
        note = f"the answer was cut at {limit}: ask for less"
    with current.opened() as graph:
        references_state = overall(graph.network.references)
    return answers.QueryRows(
        name=name,
        parameters=fitted(json_value(dict(parameters)), BUDGET // 16),
        columns=excerpts(columns, 100, 60),
        references_state=references_state,
        rows=shown.items,
        truncated=answer.truncated,
        cut=cut,
        note=note,
        shown=len(shown.items),
        of=None if answer.truncated else len(answer.rows),
        next_offset=shown.next_offset,
    )


def schema(current: CurrentGraph, offset: int) -> answers.SchemaAnswer:
    """Return what the graph holds and what can be asked: kinds first, then the query library."""
    with current.opened() as graph:
        contents, references = graph.contents, graph.network.references
        lists = list(graph.snapshot.of("list"))
    items: list[Any] = [*contents.nodes, *contents.relationships, *library.queries()]
    found = page(items, offset, _described)
    return answers.SchemaAnswer(
        references_state=overall(references),
        references=coverage(references),
        nodes=[item for item in found.items if isinstance(item, answers.NodeKind)],
        relationships=[item for item in found.items if isinstance(item, answers.RelationshipKind)],
        queries=[item for item in found.items if isinstance(item, answers.QueryInfo)],
        lists=excerpts(lists, 50, 200),
        shown=len(found.items),
        of=len(items),
        next_offset=found.next_offset,
    )


def _described(item: NodeContents | RelationshipContents | library.LibraryQuery) -> Any:
    if isinstance(item, NodeContents):
        return answers.NodeKind(
            label=excerpt(item.label, 200),
            count=item.count,
            properties=_properties(item.properties),
        )
    if isinstance(item, RelationshipContents):
        return answers.RelationshipKind(
            type=excerpt(item.type, 200),
            start=excerpt(item.start, 200),
            end=excerpt(item.end, 200),
            count=item.count,
            properties=_properties(item.properties),
        )
    return answers.QueryInfo(
        name=item.name,
        title=item.title,
        parameters={parameter.name: parameter.default for parameter in item.parameters},
    )


def _properties(properties: list[PropertyContents]) -> list[answers.PropertyKind]:
    return [
        answers.PropertyKind(
            name=excerpt(contents.name, 200), types=contents.types, count=contents.count
        )
        for contents in properties[:60]
    ]
