"""What the Neo4j store promises when the server is missing, refuses us, or goes away."""

from __future__ import annotations

import pytest

from kg.errors import QueryError, StoreError, StoreUnreachable, UsageError
from kg.records import BuildOptions, Facts, Graph, Paper
from kg.stores import open_store
from kg.stores.neo4j_address import LOOPBACK_CREDENTIALS
from kg.stores.schema import CONSTRAINTS, FULL_TEXT_INDEXES, RANGE_INDEXES

pytestmark = pytest.mark.neo4j


def graph_of(papers: int) -> Graph:
    graph = Graph()
    for n in range(papers):
        graph.add(Paper(id=f"key:{n}", title=f"Paper {n}"))
    return graph


def with_user_info(url: str, user_info: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{user_info}@{rest}"


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_missing_server_is_one_clear_line(scheme, caplog):
    with pytest.raises(
        StoreUnreachable, match=rf"answers there, {scheme}://127\.0\.0\.1:1, start it"
    ):
        open_store(f"{scheme}://127.0.0.1:1")
    assert caplog.records == [], "the driver's own words are not for the user"


def test_a_wrong_password_is_one_clear_line_without_it(neo4j_url):
    with pytest.raises(StoreUnreachable, match="refuses the user name or password") as caught:
        open_store(with_user_info(neo4j_url, "neo4j:wrong-secret"))
    assert "wrong-secret" not in str(caught.value)
    assert "NEO4J_PASSWORD" in str(caught.value)


def test_credentials_come_from_the_url_or_the_environment_and_are_never_shown(
    neo4j_url, monkeypatch
):
    password = LOOPBACK_CREDENTIALS[1]
    with open_store(with_user_info(neo4j_url, f"neo4j:{password}")) as store:
        assert store.url == neo4j_url
        assert password not in repr(store)
    monkeypatch.setenv("NEO4J_PASSWORD", "not-it")
    with pytest.raises(StoreUnreachable):
        open_store(neo4j_url)


def test_a_wrong_database_is_named(neo4j_url):
    with pytest.raises(StoreUnreachable, match="no database 'papers'"):
        open_store(f"{neo4j_url}/papers")


def test_an_address_of_another_kind_is_refused():
    with pytest.raises(UsageError, match="neo4j://localhost"):
        open_store("ftp://localhost")


def test_a_query_cannot_write_without_being_allowed_to(neo4j_url):
    with open_store(neo4j_url) as store, pytest.raises(QueryError, match="the query writes"):
        store.query("CREATE (:X)")


def test_constraints_and_indexes_are_there_once(neo4j_store, neo4j_url):
    neo4j_store.write(Graph(), [])
    neo4j_store.close()
    with open_store(neo4j_url, write=True) as again:
        names = [row["name"] for row in again.query("SHOW INDEXES")]
    wanted = [text.split()[2] for text in (*CONSTRAINTS, *RANGE_INDEXES)]
    wanted += [text.split()[3] for text in FULL_TEXT_INDEXES]
    assert sorted(name for name in names if name in wanted) == sorted(wanted)


def test_large_inputs_are_kept_whole(neo4j_store, neo4j_url):
    noise = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(1_500_000))
    facts = [
        Facts(input="list:l", location="l.md", source="none", options=BuildOptions(source=noise))
    ]
    neo4j_store.write(graph_of(3), facts)
    neo4j_store.close()
    with open_store(neo4j_url) as reader:
        assert reader.inputs() == facts
        assert reader.counts() == ({"Paper": 3}, {})


def test_a_server_that_stops_midway_or_may_only_be_read(start_neo4j):
    server = start_neo4j()
    store = open_store(server.url, write=True)

    def stop(what, done, total):
        if done > 10_000:
            server.stop()

    with pytest.raises(StoreUnreachable, match="no Neo4j answers there"):
        store.write(graph_of(20_000), [], progress=stop)
    store.close()

    again = start_neo4j(folder=server.folder)
    with open_store(again.url, write=True) as store:
        assert 10_000 <= store.counts()[0]["Paper"] <= 20_000
        store.write(graph_of(12_000), [])
        assert list(store.nodes("Paper")) == list(graph_of(12_000).nodes("Paper"))
    again.end()

    read_only = start_neo4j(folder=server.folder, read_only=True)
    with open_store(read_only.url) as reader:
        assert reader.counts() == ({"Paper": 12_000}, {})
    with pytest.raises(StoreError, match="may only be read"):
        open_store(read_only.url, write=True)
    read_only.stop()


def test_a_user_without_the_right_to_write_is_one_clear_line(neo4j_store):
    from neo4j.exceptions import Forbidden

    # Users with fewer rights are for paying customers; this is what the driver raises for one.
    error = Forbidden("Create node with labels 'Paper' on database 'neo4j' is not allowed")
    assert "may only be read" in str(neo4j_store._store_error(error))


@pytest.mark.parametrize(
    ("cypher", "operator"),
    [
        ("MATCH (p:Paper {id: 'x'}) RETURN p", "NodeUniqueIndexSeek"),
        ("MATCH (p:Paper) WHERE p.year = 2017 RETURN p", "NodeIndexSeek"),
        ("MATCH (a:Author {name_key: 'x'}) RETURN a", "NodeIndexSeek"),
        ("MATCH (p:Paper {listed: true}) RETURN p", "NodeIndexSeek"),
    ],
)
def test_lookups_use_an_index(neo4j_store, cypher, operator):
    with neo4j_store._session(write=False) as session:
        plan = session.run("EXPLAIN " + cypher).consume().plan
    assert operator in str(plan)
