"""The pages of the query library: a question, its Cypher and SPARQL, its answer as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kg.library import LibraryQuery

__all__ = ["LibraryPage", "library_page"]


class LibraryPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A query of the library and its answer.

    ``problem`` says why there is no answer: a default names a paper that another
    graph has. ``truncated`` is ``rows`` or ``bytes`` where a limit cut the answer.
    """

    name: str
    title: str
    question: str
    cypher: str
    parameters: dict[str, Any]
    columns: list[str] = []
    rows: list[list[Any]] = []
    sparql: str | None = None
    problem: str | None = None
    truncated: str | None = None


def library_page(
    query: LibraryQuery,
    parameters: Mapping[str, Any],
    answer: Sequence[Mapping[str, Any]],
    problem: str | None = None,
    truncated: str | None = None,
) -> LibraryPage:
    """Return the page of a query.

    Parameters
    ----------
    query
        The query.
    parameters
        The values that it was asked with; those that are missing are the defaults.
    answer
        Its rows, each with the same columns.
    problem
        Why it could not be asked.
    truncated
        Which limit cut the answer.
    """
    columns = list(dict.fromkeys(name for row in answer for name in row))
    return LibraryPage(
        name=query.name,
        title=query.title,
        question=query.answers,
        cypher=query.cypher,
        parameters={parameter.name: parameter.default for parameter in query.parameters}
        | dict(parameters),
        columns=columns,
        rows=[[row.get(name) for name in columns] for row in answer],
        sparql=query.sparql,
        problem=problem,
        truncated=truncated,
    )
