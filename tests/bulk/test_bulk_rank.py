"""Rank of every paper: what networkx computes, and components told by their smallest paper."""

from __future__ import annotations

import networkx as nx
import pytest
from bulk_release import DATE, Release, citation_line
from pyarrow import parquet

from kg.bulk.prepare import prepare
from kg.bulk.rank import rank


@pytest.fixture(scope="module")
def graph() -> nx.DiGraph:
    graph = nx.gnp_random_graph(60, 0.03, seed=4, directed=True)
    graph = nx.relabel_nodes(graph, {node: 1_000 - 7 * node for node in graph})
    # A long chain, which takes most rounds, and a paper that nothing leads to.
    nx.add_path(graph, range(5_000, 5_040))
    graph.add_node(9_999)
    return graph


@pytest.fixture(scope="module")
def tables(graph, tmp_path_factory):
    made = Release()
    for node in graph:
        made.add("papers", "20250822_0", {"corpusid": node, "title": f"Paper {node}"})
    for number, (one, other) in enumerate(graph.edges):
        made.add("citations", "20250822_0", citation_line(number, one, other))
    folder = tmp_path_factory.mktemp("ranked")
    prepare(made.write(folder / DATE), folder / "tables")
    return folder / "tables"


def test_ranks_are_those_of_networkx(graph, tables) -> None:
    report = rank(tables)
    assert report.tables["rank"]["rows"] == len(graph)
    rows = parquet.read_table(tables / "rank.parquet").to_pylist()
    assert [row["corpusid"] for row in rows] == sorted(graph)
    expected = nx.pagerank(graph, alpha=0.85, tol=1e-12, max_iter=1000)
    smallest = {
        node: min(group) for group in nx.weakly_connected_components(graph) for node in group
    }
    assert sum(row["pagerank"] for row in rows) == pytest.approx(1, abs=1e-9)
    for row in rows:
        node = row["corpusid"]
        assert row["pagerank"] == pytest.approx(expected[node], abs=1e-8)
        assert row["pagerank"] == round(row["pagerank"], 12)
        assert row["citations"] == graph.in_degree(node)
        assert row["component"] == smallest[node]


def test_the_same_tables_give_the_same_bytes(tables, tmp_path) -> None:
    rank(tables, tmp_path / "one.parquet", threads=1)
    rank(tables, tmp_path / "two.parquet", threads=2)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
