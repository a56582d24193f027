"""The same Cypher, the same answers: every query on the embedded store and on a real Neo4j.

A query may be refused by the embedded store, with an error. It may never be answered
otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from cases_by_hand import BY_HAND, PARAMETERS, REFUSED, SETUP
from cases_generated import generated

from kg.errors import KgError, QueryError
from kg.library import queries
from kg.stores import Store, open_store

pytestmark = pytest.mark.neo4j

GENERATED = generated(400, seed=6)
#: How many queries one test asks, so that a failure names a handful and not a thousand.
PORTION = 40


@pytest.fixture(scope="module")
def stores(neo4j_address, demo_graph, tmp_path_factory) -> Iterator[tuple[Store, Store]]:
    from fixtures_neo4j import emptied

    embedded = str(tmp_path_factory.mktemp("differential") / "kg-store")
    for url in (embedded, emptied(neo4j_address)):
        with open_store(url, write=True) as store:
            store.write(demo_graph, [])
            for statement in SETUP:
                store.query(statement, write=True)
    with open_store(embedded) as one, open_store(neo4j_address) as other:
        yield one, other


def comparable(value: Any) -> Any:
    """Tell 1 from 1.0 and from true, and let the last digits of a sum differ."""
    if isinstance(value, float):
        return (
            ("float", str(value))
            if not math.isfinite(value)
            else ("float", float(f"{round(value, 13):.11g}"))
        )
    if isinstance(value, bool) or not isinstance(value, int | list | dict):
        return value
    if isinstance(value, int):
        return ("int", value)
    if isinstance(value, list):
        return ["list", *(comparable(inner) for inner in value)]
    return {name: comparable(inner) for name, inner in value.items()}


def answer(store: Store, cypher: str, parameters: dict[str, Any]) -> Any:
    try:
        rows = store.query(cypher, parameters)
    except KgError as error:
        return error
    found = [[(name, comparable(value)) for name, value in row.items()] for row in rows]
    return found if "ORDER BY" in cypher else sorted(found, key=repr)


def compare(stores: tuple[Store, Store], cypher: str, parameters: dict[str, Any]) -> str:
    """Return whether both answer alike, or one refuses, or both; fail where they differ."""
    embedded, neo4j = (answer(store, cypher, parameters) for store in stores)
    if isinstance(neo4j, KgError):
        return "both refuse" if isinstance(embedded, KgError) else "neo4j refuses"
    if isinstance(embedded, KgError):
        return "refused"
    assert embedded == neo4j, cypher
    return "same"


@pytest.mark.parametrize("topic", BY_HAND)
def test_everyday_queries_by_hand(stores, topic):
    outcomes = [compare(stores, cypher, PARAMETERS) for cypher in BY_HAND[topic]]
    assert "neo4j refuses" not in outcomes, BY_HAND[topic][outcomes.index("neo4j refuses")]


@pytest.mark.parametrize("cypher", REFUSED)
def test_what_is_refused_says_what_to_write_instead(stores, cypher):
    with pytest.raises(QueryError) as refused:
        stores[0].query(cypher)
    assert REFUSED[cypher] in (refused.value.hint or "")


def test_every_respelling_is_answered(stores):
    outcomes = {cypher: compare(stores, cypher, {}) for cypher in BY_HAND["respelt"]}
    assert {cypher: how for cypher, how in outcomes.items() if how != "same"} == {}


def test_a_set_that_reads_what_it_sets_is_refused(stores, tmp_path):
    with open_store(str(tmp_path / "own"), write=True) as store:
        store.query("CREATE (:A {i: 1})-[:R {i: 'a'}]->(:B)", write=True)
        with pytest.raises(QueryError, match="in one SET"):
            store.query("MATCH ()-[c:R]->() SET c.i = 'long', c.n = size(c.i)", write=True)
        store.query("MATCH ()-[c:R]->() SET c.i = 'long' SET c.n = size(c.i)", write=True)
        assert store.query("MATCH ()-[c:R]->() RETURN c.n AS n") == [{"n": 4}]


def test_few_everyday_queries_are_refused(stores):
    outcomes = [
        compare(stores, cypher, PARAMETERS) for queries in BY_HAND.values() for cypher in queries
    ]
    answered = [outcome for outcome in outcomes if outcome in ("same", "refused")]
    assert len(answered) > 300
    assert answered.count("refused") <= 0.12 * len(answered)


@pytest.mark.parametrize("start", range(0, len(GENERATED), PORTION))
def test_queries_made_by_chance(stores, start):
    outcomes = [compare(stores, cypher, {}) for cypher in GENERATED[start : start + PORTION]]
    assert outcomes.count("same") > PORTION / 2


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_the_query_library(stores, query):
    assert compare(stores, query.cypher, query.values({}, stores[0])) == "same"
