"""The tables of differences say what is: what is made right is answered, what is refused says what to write."""

from __future__ import annotations

import math

import pytest

from kg.errors import KgError, QueryError, QueryRefused
from kg.stores import open_store
from kg.stores.differences import (
    ENGINE_ERRORS,
    LACKING_FUNCTIONS,
    MADE_RIGHT,
    REFUSED,
    RESPELT,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory, demo_graph):
    with open_store(str(tmp_path_factory.mktemp("differences")), write=True) as opened:
        opened.write(demo_graph, [])
        opened.query("CREATE (:Chain {i: 0})", write=True)
        opened.query(
            "UNWIND range(1, 14) AS i MERGE (a:Chain {i: i - 1}) MERGE (b:Chain {i: i}) "
            "CREATE (a)-[:NEXT]->(b)",
            write=True,
        )
        yield opened


def examples(differences) -> list[str]:
    return [example for difference in differences for example in difference.examples]


@pytest.mark.parametrize("cypher", examples((*MADE_RIGHT, *RESPELT)))
def test_what_is_made_right_or_respelt_is_answered(store, cypher):
    assert store.query(cypher)


@pytest.mark.parametrize("cypher", examples(REFUSED))
def test_what_is_refused_says_what_to_write_instead(store, cypher):
    with pytest.raises(QueryRefused) as refused:
        store.query(cypher)
    assert refused.value.hint


@pytest.mark.parametrize("cypher", examples(ENGINE_ERRORS))
def test_what_the_engine_does_not_know_is_an_error(store, cypher):
    with pytest.raises(QueryError):
        store.query(cypher)


@pytest.mark.parametrize("name", LACKING_FUNCTIONS)
def test_a_function_that_is_missing_is_refused(store, name):
    with pytest.raises(QueryRefused, match=name) as refused:
        store.query(f"MATCH (p:Paper) RETURN {name}(p.year, 0.5) AS x")
    assert refused.value.hint == LACKING_FUNCTIONS[name]


@pytest.mark.parametrize(
    ("cypher", "n"),
    [
        ("UNWIND [1, 2] AS x WITH DISTINCT x RETURN count(*) AS n", 2),
        ("UNWIND [1.5, 1.5, 2] AS x WITH DISTINCT x RETURN count(*) AS n", 2),
        ("UNWIND [1.5, 1.5] AS x WITH x, count(*) AS c RETURN c AS n", 2),
        ("MATCH (p:Paper) WITH p, 1.0 * p.year AS y WITH p, avg(y) AS m RETURN count(p) AS n", 321),
        ("UNWIND ['a', 'a', 1.5] AS x WITH x, count(*) AS c RETURN max(c) AS n", 2),
        ("UNWIND [1, 1.0, 2] AS x WITH DISTINCT toInteger(x) AS x RETURN count(*) AS n", 2),
        ("UNWIND [1, 1.0, 2] AS x WITH DISTINCT toFloat(x) AS x RETURN count(*) AS n", 2),
        ("UNWIND [null, null, 0.5] AS x WITH DISTINCT x RETURN count(*) AS n", 2),
        ("UNWIND [0.5, 0.5] AS x RETURN count(*) AS n, x ORDER BY x LIMIT 1", 2),
        ("UNWIND [[1.5], [1.5]] AS x WITH DISTINCT x RETURN count(*) AS n", 1),
        ("UNWIND [0.5, 2] AS x WITH x AS y, count(*) AS c WHERE y < 1 RETURN c AS n", 1),
        ("UNWIND [[1, 2], [1, 2], [2.5]] AS x RETURN count(DISTINCT x) AS n", 2),
        ("UNWIND [{a: 1}, {a: 0.5}, {a: 1}] AS x WITH DISTINCT x RETURN count(*) AS n", 2),
        (
            "UNWIND [['10.1/a.00'], ['b', 'c']] AS x WITH DISTINCT x RETURN count(*) AS n, 1.5 AS y",
            2,
        ),
        ("UNWIND [[true], [1]] AS x RETURN DISTINCT x, 2 AS n LIMIT 1", 2),
    ],
)
def test_what_groups_no_whole_decimals_is_answered(store, cypher, n):
    (row,) = store.query(cypher)
    assert row["n"] == n


@pytest.mark.parametrize("value", [1.0, [1, 1.0], {"a": -3.0}])
def test_a_decimal_of_a_parameter_counts(store, value):
    values = (
        value if isinstance(value, list) else [value["a"] if isinstance(value, dict) else value]
    )
    with pytest.raises(KgError, match="whole decimal"):
        store.query("UNWIND $v AS x WITH DISTINCT x RETURN count(*) AS n", {"v": values})


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.9, 1])
@pytest.mark.parametrize("values", [[3], [1, 2], [5, 1, 9], [1, 2, 3, 10], [2, 2, 7, 8, 8, 30.5]])
def test_what_percentiles_are_to_be_replaced_by_is_exact(store, values, share):
    """As Neo4j defines them: between the two nearest, or the nearest one."""
    at = share * (len(values) - 1)
    low, high = sorted(values)[math.floor(at)], sorted(values)[math.ceil(at)]
    right = {
        "percentileCont": low + (high - low) * (at - math.floor(at)),
        "percentileDisc": sorted(values)[math.ceil(share * len(values)) - 1],
    }
    for function, value in right.items():
        hint = LACKING_FUNCTIONS[function].partition(": ")[2].replace("0.5", str(share))
        rows = store.query(f"UNWIND {values} AS x {hint} AS value")
        assert rows[0]["value"] == pytest.approx(value)
