"""``copy_store`` brings everything over, from either engine to either."""

from __future__ import annotations

import pytest

from kg.errors import StoreError
from kg.records import Facts, Graph
from kg.stores import open_store
from kg.stores.copying import copy_store, rebuild_store

FACTS = [Facts(input="list:l", location="l.md", source="none")]

USERS_OWN = [
    "CREATE (:Person {id: 'me', name: 'Me', age: 40}), (:Note {text: 'no id'}), (:Note {text: 'no id'})",
    "MATCH (u:Person), (p:Paper {listed: true}) WHERE p.year = 2017 CREATE (u)-[:READ {stars: 5}]->(p)",
    "MATCH (n:Note), (u:Person) CREATE (n)-[:`written by`]->(u)",
    "MATCH (p:Paper {listed: true}) WHERE p.year = 2017 SET p.rating = 3, p.shelves = ['a', 'b']",
    "MATCH (p:Paper {listed: true}) WHERE p.year IN [2016, 2017] SET p:Favourite",
    "MATCH (p:Paper {listed: true}) WHERE p.year = 2016 SET p:`to lend`",
    "MATCH (d:Dataset) SET d:Favourite",
    "MATCH (:Paper)-[c:CITES]->(p:Paper {listed: true}) WHERE p.year = 2014 SET c.checked = true",
]


def everything(url: str) -> list:
    """All that is in a store, users' own included."""
    with open_store(url) as store:
        nodes = store.query(
            "MATCH (n) WHERE NOT n:KgInput RETURN labels(n) AS l, properties(n) AS p"
        )
        edges = store.query(
            "MATCH (a)-[r]->(b) RETURN properties(a) AS a, type(r) AS t, properties(r) AS p, "
            "properties(b) AS b"
        )
        return [sorted(nodes, key=repr), sorted(edges, key=repr), store.inputs()]


@pytest.fixture
def original(tmp_path, demo_graph) -> str:
    url = str(tmp_path / "original")
    with open_store(url, write=True) as store:
        store.write(demo_graph, FACTS)
        for statement in USERS_OWN:
            store.query(statement, write=True)
    return url


def test_embedded_to_embedded(original, tmp_path, demo_graph):
    target = str(tmp_path / "copy")
    copy_store(original, target)
    assert everything(target) == everything(original)
    with open_store(target, write=True) as store:
        changes = store.write(demo_graph, FACTS)
        assert (changes.added, changes.changed, changes.removed) == (0, 0, 0)
        less = store.write(Graph(), [])
        assert less.kept > 0, "papers that the user read stay"
        assert less.removed > 3000, "the copy knows what is kg's"


@pytest.mark.neo4j
def test_embedded_to_neo4j_and_back(original, tmp_path, neo4j_url):
    copy_store(original, neo4j_url)
    assert everything(neo4j_url) == everything(original)
    back = str(tmp_path / "back")
    copy_store(neo4j_url, back)
    assert everything(back) == everything(original)


def test_a_store_with_something_in_it_is_not_copied_to(original, tmp_path):
    target = str(tmp_path / "copy")
    copy_store(original, target)
    before = everything(target)
    with pytest.raises(StoreError, match="not empty"):
        copy_store(original, target)
    assert everything(target) == before


def test_rebuilding_keeps_what_users_added(original, demo_graph):
    before = everything(original)
    with open_store(original, write=True) as store:
        store.query("MATCH (p:Paper {listed: true}) SET p.year = 1", write=True)
    rebuild_store(original, lambda inputs: demo_graph)
    assert everything(original) == before
