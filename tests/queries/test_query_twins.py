"""Every query of the library gives the same rows in both stores and in SPARQL."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from queries.query_graphs import of_a_service, of_records, with_everything

from kg.library import LibraryQuery, queries
from kg.linked_data.export import export_rdf
from kg.linked_data.sparql import sparql
from kg.records import Graph
from kg.stores import Store, open_store

LIBRARY = queries()
EMPTY_ON_THE_EXAMPLE = {"influential-citations", "intents-by-year", "list-overlap"}


@pytest.fixture(scope="module", params=["example", "everything", "service", "records"])
def graph(
    request: pytest.FixtureRequest, demo_graph: Graph, tmp_path_factory: pytest.TempPathFactory
) -> Graph:
    if request.param == "everything":
        return with_everything()
    if request.param == "service":
        return of_a_service(tmp_path_factory.mktemp("archive"))
    return demo_graph if request.param == "example" else of_records(2000)


@pytest.fixture(scope="module")
def store(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = str(tmp_path_factory.mktemp("twins"))
    with open_store(folder, write=True) as opened:
        opened.write(graph, [])
    with open_store(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def turtle(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rdf") / "graph.nt"
    export_rdf(graph, path)
    return path


def values(query: LibraryQuery, graph: Graph) -> dict[str, Any]:
    """The defaults; in a graph that has none of the example's papers, papers of its own."""
    given = {}
    papers = [parameter.name for parameter in query.parameters if parameter.is_paper]
    if papers and graph.get("Paper", query.values({})[papers[0]]) is None:
        chain = [edge.start for edge in graph.relationships("CITES", ())][-1:]
        chain += [edge.end for edge in graph.relationships("CITES", ()) if edge.start == chain[0]]
        given = dict(zip(papers, chain, strict=False))
    return query.values(given)


def test_there_are_enough_and_each_has_a_twin() -> None:
    assert len(LIBRARY) >= 25
    assert [query.name for query in LIBRARY if not query.sparql] == []
    assert [query.name for query in LIBRARY if not query.title or not query.answers] == []


@pytest.mark.parametrize("query", LIBRARY, ids=lambda query: query.name)
def test_sparql_gives_the_same_rows(
    query: LibraryQuery, graph: Graph, store: Store, turtle: Path
) -> None:
    parameters = values(query, graph)
    rows = store.query(query.cypher, parameters)
    assert sparql(turtle, query.sparql or "", parameters) == rows


@pytest.mark.neo4j
def test_neo4j_gives_the_same_rows(graph: Graph, store: Store, neo4j_store: Store) -> None:
    neo4j_store.write(graph, [])
    for query in LIBRARY:
        parameters = values(query, graph)
        assert neo4j_store.query(query.cypher, parameters) == store.query(
            query.cypher, parameters
        ), query.name


def test_every_query_has_an_answer_somewhere(demo_graph: Graph, tmp_path: Path) -> None:
    with open_store(str(tmp_path), write=True) as opened:
        opened.write(with_everything(), [])
        assert [
            query.name for query in LIBRARY if not opened.query(query.cypher, query.values({}))
        ] == []


def test_the_twins_are_queries_as_they_stand(demo_graph: Graph) -> None:
    """Anybody's engine must be able to run the files: here rdflib, on what it can do in a moment."""
    import rdflib

    written = io.BytesIO()
    export_rdf(demo_graph, written, "nt")
    plain = rdflib.Graph().parse(data=written.getvalue(), format="nt")
    for name in (
        "most-cited",
        "papers-per-year",
        "authors-of-paper",
        "datasets-over-time",
        "unresolved-entries",
    ):
        query = next(query for query in LIBRARY if query.name == name)
        rows = [
            [value.toPython() if value is not None else None for value in row]
            for row in plain.query(query.sparql)
        ]
        assert rows == [list(row.values()) for row in sparql(demo_graph, query.sparql)], name
