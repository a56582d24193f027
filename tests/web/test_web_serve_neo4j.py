"""``kg serve`` on a real Neo4j: the same answers, a rebuild seen, and nothing of what the store keeps for itself."""

from __future__ import annotations

import pytest
from web.servers import served

from kg import library, open_store
from kg.errors import KgError, QueryError
from kg.stores.gate import check_public_query
from kg.stores.private import without_private

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

#: Each tries to read a node that the store keeps for itself, or what it holds.
DISGUISES = [
    "MATCH (n) RETURN n.content AS x",
    "MATCH (n:KgInput) RETURN n AS x",
    "MATCH (n:`KgInput`) RETURN n.id AS x",
    "MATCH (n:`\\u004bgInput`) RETURN n.id AS x",
    "MATCH (n:%) RETURN n.content AS x",
    "MATCH (n:!Paper) RETURN n.content AS x",
    "MATCH (n:Paper|KgInput) RETURN n.content AS x",
    "MATCH (n IS KgInput) RETURN n.content AS x",
    "MATCH (n IS !Paper) RETURN n.content AS x",
    "MATCH (n {id: 'lock'}) RETURN n AS x",
    "MATCH (n WHERE n.id = 'lock') RETURN n AS x",
    "MATCH (where WHERE where.id = 'lock') RETURN where AS x",
    "MATCH p = (n) RETURN nodes(p)[0].content AS x",
    "MATCH return = (n) RETURN nodes(return)[0].content AS x",
    "MATCH (n)-[*0..0]-(m) RETURN m.content AS x",
    "MATCH (a:Paper {id: 'x'}), (n) RETURN n.content AS x",
    "OPTIONAL MATCH (n:KgInput) RETURN n.content AS x",
    "MATCH /* ( */ (/* ) */ n // :Paper\n) RETURN n.content AS x",
    "MATCH (v:Venue) WITH v LIMIT 1 RETURN [(a)-[*0..0]-(b) | b.content] AS x",
    "RETURN COLLECT { MATCH (n) RETURN n.content } AS x",
    "RETURN COUNT { (n:KgInput) } AS x",
    "RETURN EXISTS { (n:KgInput) } AS x",
    "RETURN COUNT { MATCH (:KgInput) } AS x",
    "CALL { MATCH (n:KgInput) RETURN n } RETURN n.content AS x",
    "MATCH (n) WHERE 'KgInput' IN labels(n) RETURN n.content AS x",
    "MATCH (n) RETURN n.held AS x UNION ALL MATCH (n) RETURN n.process AS x",
    "MATCH ANY SHORTEST (n)-[*0..1]-(m) RETURN m.content AS x",
    "MATCH (n:$('KgInput')) RETURN n.content AS x",
    "MATCH ((n)-[*0..0]-(m)) RETURN m.content AS x",
]


@pytest.fixture(scope="module")
def neo4j_server(neo4j_address, demo_graph):
    from fixtures_neo4j import emptied

    url = emptied(neo4j_address)
    with open_store(url, write=True) as store:
        store.write(demo_graph, [])
    with served(url) as running:
        yield running


def leaves(value):
    """What is in a value, however deep."""
    if isinstance(value, list):
        return {leaf for inner in value for leaf in leaves(inner)}
    return {str(value)}


def test_what_a_store_keeps_for_itself_is_not_read(neo4j_server, neo4j_address):
    read = {}
    with open_store(neo4j_address) as store:
        assert next(store.read("MATCH (n:KgInput) RETURN count(n) AS x", {}))["x"]
        for query in DISGUISES:
            try:
                check_public_query(query)
                read[query] = leaves([row["x"] for row in store.read(without_private(query), {})])
            except QueryError:
                read[query] = set()
    assert {
        query: found for query, found in read.items() if not found <= {"None", "0", "False"}
    } == {}
    asked = {"q": DISGUISES[0], "format": "json"}
    assert leaves([row["x"] for row in neo4j_server.get("/cypher", params=asked).json()]) == {
        "None"
    }


def test_it_answers_as_the_embedded_store_does(neo4j_server, server):
    for path in ("/paper/doi:10.1145=2F3123266.3123326.json", "/papers?q=hashing&format=json",
                 "/query/most-cited?format=json", "/queries/papers-per-year/answer.csv", "/health",
                 "/list/list:cross-modal-retrieval.json", "/lineage.json", "/export/graph.nt"):  # fmt: skip
        assert neo4j_server.get(path).content == server.get(path).content, path
    titles = {"query": "SELECT ?t { ?p dcterms:title ?t } ORDER BY ?t LIMIT 5"}
    assert (
        neo4j_server.get("/sparql", params=titles).content
        == server.get("/sparql", params=titles).content
    )
    for refused in ("LOAD CSV FROM 'file:///etc/passwd' AS r RETURN r", "SHOW DATABASES",
                    "CALL apoc.load.json('http://127.0.0.1:1')", "MATCH (n) SET n.x = 1", "USE system MATCH (n) RETURN n"):  # fmt: skip
        assert (
            neo4j_server.get("/cypher", params={"q": refused, "format": "json"}).status_code == 403
        )


def test_the_library_answers_the_same_without_what_is_private(neo4j_server, neo4j_address):
    with open_store(neo4j_address) as store:
        for query in library.queries():
            try:
                values = query.values({}, store)
            except KgError:
                continue
            asked = without_private(query.cypher)
            assert list(store.read(asked, values)) == store.query(query.cypher, values), query.name


def test_a_change_beside_it_is_seen_by_the_next_request(neo4j_server, neo4j_address):
    for title in ("Renamed once", "Renamed twice"):
        with open_store(neo4j_address, write=True) as store:
            store.query(
                "MATCH (p:Paper {id: 'doi:10.1145/3123266.3123326'}) SET p.title = $t",
                {"t": title},
                write=True,
            )
        shown = neo4j_server.get("/paper/doi:10.1145=2F3123266.3123326.json").json()
        assert shown["paper"]["title"] == title
