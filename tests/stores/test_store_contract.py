"""What every store promises: the same tests on both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.errors import (
    AmbiguousPaper,
    PaperNotFound,
    QueryError,
    QueryRefused,
    StoreError,
    UsageError,
)
from kg.lineage import main_path
from kg.records import (
    Author,
    Authored,
    Cites,
    Dataset,
    Facts,
    Graph,
    Lists,
    ListsDataset,
    Paper,
    ReadingList,
)
from kg.stores import Changes, Store, open_store
from kg.stores.copying import copy_store
from kg.stores.find_paper import find_paper

FACTS = [Facts(input="list:l", location="/home/me/l.md", source="none", deferred="try again")]


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def url(request: pytest.FixtureRequest, tmp_path) -> str:
    if request.param == "neo4j":
        return request.getfixturevalue("neo4j_url")
    return str(tmp_path / "kg-store")


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url, write=True) as opened:
        yield opened


def graph_of(*records) -> Graph:
    graph = Graph()
    for record in records:
        graph.add(record)
    return graph


def small_graph(*more) -> Graph:
    return graph_of(
        Paper(id="doi:10.1/a", title="Alpha", short="ACMR", year=2001, aliases=["title:aaa"]),
        Paper(id="title:bbb", title="Beta of things", year=2002, listed=True),
        Dataset(id="dataset:x", name="X"),
        Author(id="s2:1", name="Ann", name_key="ann"),
        Authored(start="s2:1", end="doi:10.1/a", position=1),
        ReadingList(id="list:l", title="L", source="l.md", sha256="0", entry_count=3),
        Lists(start="list:l", end="doi:10.1/a", line=3, position=1),
        Lists(start="list:l", end="doi:10.1/a", line=5, position=2),
        ListsDataset(start="list:l", end="dataset:x", line=9, position=3),
        Cites(start="title:bbb", end="doi:10.1/a", contexts=["so"], influential=True),
        *more,
    )


def contents(reader) -> list:
    labels = ("Paper", "Author", "Dataset", "ReadingList")
    return [
        *(list(reader.nodes(label)) for label in labels),
        *(list(reader.relationships(type)) for type in ("CITES", "AUTHORED", "LISTS")),
    ]


def test_a_store_reads_back_what_was_written(store):
    graph = small_graph()
    assert store.write(graph, FACTS) == Changes(added=10)
    assert contents(store) == contents(graph)
    assert store.inputs() == FACTS


def test_some_properties_are_read_and_absent_ones_left_out(store):
    store.write(small_graph(), FACTS)
    assert list(store.nodes("Paper", ["short", "year"])) == [
        {"short": "ACMR", "year": 2001},
        {"year": 2002},
    ]
    assert [edge.properties for edge in store.relationships("CITES", ())] == [{}]
    assert [edge.properties for edge in store.relationships("LISTS", ("line",))] == [
        {"line": 9},
        {"line": 3},
        {"line": 5},
    ]


def test_writing_the_same_twice_changes_nothing(store):
    store.write(small_graph(), FACTS)
    assert store.write(small_graph(), FACTS) == Changes()


def test_the_whole_example_is_the_same_in_memory_and_in_a_store(store, demo_graph):
    store.write(demo_graph, FACTS)
    assert store.counts() == demo_graph.counts()
    for label in demo_graph.counts()[0]:
        assert list(store.nodes(label)) == list(demo_graph.nodes(label))
    for type in demo_graph.counts()[1]:
        assert list(store.relationships(type)) == list(demo_graph.relationships(type))


def test_what_is_no_longer_asserted_goes(store):
    store.write(small_graph(), FACTS)
    less = graph_of(Paper(id="doi:10.1/a", title="Alpha", aliases=["title:aaa"]))
    assert store.write(less, []) == Changes(changed=1, removed=9)
    assert contents(store) == contents(less)
    assert store.inputs() == []


def test_a_paper_that_stays_for_the_user_is_of_no_list_any_more(store):
    store.write(graph_of(Paper(id="doi:10.1/a", title="Alpha", listed=True)), FACTS)
    store.query("MATCH (p:Paper) SET p.rating = 5", write=True)
    assert store.write(Graph(), []).kept == 1
    asked = "MATCH (p:Paper) RETURN p.listed AS listed, p.rating AS rating"
    assert store.query(asked) == [{"listed": False, "rating": 5}]


def test_what_users_added_stays(store):
    store.write(small_graph(), FACTS)
    store.query(
        "MATCH (p:Paper {id: 'title:bbb'}) SET p.rating = 5 "
        "CREATE (:Person {id: 'me', name: 'Me'})-[:READ {stars: 4}]->(p)",
        write=True,
    )
    assert store.write(small_graph(), FACTS) == Changes()
    less = graph_of(Paper(id="doi:10.1/a", title="Alpha"))
    assert store.write(less, []).kept == 1
    assert store.query("MATCH (u:Person)-[r:READ]->(p) RETURN u, r, p.rating AS rating") == [
        {
            "u": {"labels": ["Person"], "properties": {"id": "me", "name": "Me"}},
            "r": {"type": "READ", "properties": {"stars": 4}},
            "rating": 5,
        }
    ]
    store.query("MATCH (u:Person) DETACH DELETE u", write=True)
    store.query("MATCH (p:Paper {id: 'title:bbb'}) REMOVE p.rating", write=True)
    assert store.write(less, []) == Changes(removed=1), "nothing of the user's hangs on it now"


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.id = 'mine'",
        "MATCH (p {id: 'doi:10.1/a'}) SET p += {id: 'mine', rating: 5}",
        "MATCH (p:Paper {id: 'doi:10.1/a'}) SET p = {title: 'A'}",
        "MATCH (p:Paper {id: 'doi:10.1/a'}) REMOVE p.id",
        "MERGE (p:Paper {id: 'doi:10.1/a'}) ON MATCH SET p.id = 'mine'",
        "MATCH (a:Author) SET a.id = 'me'",
        "MATCH ()-[r:LISTS]->() SET r.position = 99",
    ],
)
def test_a_write_that_changes_what_kg_knows_its_own_by_is_refused(store, cypher):
    store.write(small_graph(), FACTS)
    before = contents(store)
    with pytest.raises(QueryRefused, match="it changes what kg knows a"):
        store.query(cypher, write=True)
    assert contents(store) == before
    assert store.write(small_graph(), FACTS) == Changes()


def test_ids_of_a_users_own_nodes_are_the_users(store):
    store.write(small_graph(), FACTS)
    store.query("CREATE (:Paper {id: 'mine', title: 'M'}), (:Note {id: 1})", write=True)
    store.query("MATCH (p:Paper {id: 'mine'}) SET p.id = 'ours'", write=True)
    store.query("MATCH (n:Note) SET n = {id: 2}", write=True)
    store.query("MATCH (p:Paper {id: 'ours'}) DETACH DELETE p", write=True)
    store.query("MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.rating = 5 DETACH DELETE p", write=True)
    assert store.write(small_graph(), FACTS).added


def test_a_property_that_a_user_changed_is_put_right(store):
    store.write(small_graph(), FACTS)
    store.query("MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.year = 1900", write=True)
    store.query("MATCH ()-[r:CITES]->() SET r.influential = false, r.mine = 1", write=True)
    assert store.write(small_graph(), FACTS) == Changes(changed=2)
    assert next(store.nodes("Paper"))["year"] == 2001
    assert next(store.relationships("CITES")).properties["mine"] == 1


def test_a_paper_that_gets_a_better_id_keeps_its_relationships(store):
    store.write(small_graph(), FACTS)
    store.query(
        "MATCH (p:Paper {id: 'title:bbb'}) SET p.rating = 5 CREATE (:Person {id: 'me'})-[:READ]->(p)",
        write=True,
    )
    renamed = graph_of(Paper(id="doi:10.1/b", title="Beta of things", aliases=["title:bbb"]))
    changes = store.write(renamed, [])
    assert (changes.renamed, changes.added, changes.kept) == (1, 0, 0)
    assert store.query("MATCH (:Person)-[:READ]->(p) RETURN p.id AS id, p.rating AS rating") == [
        {"id": "doi:10.1/b", "rating": 5}
    ]


def test_two_papers_that_become_one_bring_their_users_relationships_together(store):
    both = graph_of(Paper(id="doi:10.1/b"), Paper(id="arxiv:2001.00001"))
    store.write(both, FACTS)
    store.query(
        "MATCH (a:Paper {id: 'doi:10.1/b'}), (b:Paper {id: 'arxiv:2001.00001'}) "
        "CREATE (me:Person {id: 'me'})-[:READ {on: 'Monday'}]->(b), (b)-[:`reminds of`]->(me), "
        "(me)-[:READ]->(a) SET b.rating = 5",
        write=True,
    )
    one = graph_of(Paper(id="doi:10.1/b", aliases=["arxiv:2001.00001"]))
    store.write(one, FACTS)
    assert store.query(
        "MATCH (p:Paper)-[r]-(:Person) RETURN p.id AS id, p.rating AS rating, type(r) AS type, "
        "r.on AS day ORDER BY type, day"
    ) == [
        {"id": "doi:10.1/b", "rating": 5, "type": "READ", "day": "Monday"},
        {"id": "doi:10.1/b", "rating": 5, "type": "READ", "day": None},
        {"id": "doi:10.1/b", "rating": 5, "type": "reminds of", "day": None},
    ]
    assert store.write(one, FACTS) == Changes()


def test_queries_are_read_only_unless_asked(store, url):
    store.write(small_graph(), FACTS)
    with pytest.raises(QueryError, match="the query writes"):
        store.query("MATCH (p:Paper) SET p.year = 1")
    store.close()
    with open_store(url) as reader, pytest.raises(StoreError, match="opened for reading"):
        reader.query("CREATE (:X)", write=True)
    with open_store(url) as reader, pytest.raises(StoreError, match="opened for reading"):
        reader.write(Graph(), [])


def test_a_query_that_cannot_be_answered_says_why(store):
    with pytest.raises(QueryError):
        store.query("MATCH (n RETURN n")
    with pytest.raises(QueryError):
        store.query("RETURN $nothing AS x")


def test_answers_are_plain_values(store):
    store.write(small_graph(), FACTS)
    (row,) = store.query(
        "MATCH path = (p:Paper)-[r:CITES]->(q) RETURN path, p, r, "
        "date('2020-02-01') AS day, datetime('2020-02-01T10:00:00Z') AS moment, "
        "duration('P1Y2DT3H') AS span, [1, null, {a: 'b'}] AS list"
    )
    beta = {
        "labels": ["Paper"],
        "properties": {"id": "title:bbb", "listed": True, "title": "Beta of things", "year": 2002},
    }
    cites = {"type": "CITES", "properties": {"contexts": ["so"], "influential": True}}
    assert row["p"] == beta
    assert row["r"] == cites
    assert row["path"]["nodes"][0] == beta
    assert row["path"]["relationships"] == [cites]
    assert (row["day"], row["moment"], row["span"], row["list"]) == (
        "2020-02-01",
        "2020-02-01T10:00:00Z",
        "P1Y2DT3H",
        [1, None, {"a": "b"}],
    )


def test_a_graph_that_no_store_could_hold_is_refused_before_anything_is_written(store):
    with pytest.raises(StoreError, match="not in the graph"):
        store.write(graph_of(Paper(id="a"), Cites(start="a", end="b")), [])
    with pytest.raises(StoreError, match="not a value"):
        store.write(graph_of(Paper(id="a", aliases=["x", None])), FACTS)
    assert store.counts() == ({}, {})
    assert store.inputs() == []


def test_a_closed_store_says_so(store):
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("RETURN 1")


def test_a_second_writer_is_told_who_is_writing(store, url):
    with pytest.raises(StoreError, match=r"process \d+ .*is writing"):
        open_store(url, write=True)
    store.write(small_graph(), FACTS)
    with open_store(url) as reader:
        assert contents(reader) == contents(small_graph()), "and a reader is not kept waiting"
    store.close()
    open_store(url, write=True).close()


def test_a_table_of_what_a_store_and_the_model_do_not_have_is_refused(store):
    assert store.to_pandas("Venue").empty
    with pytest.raises(UsageError, match="use one of Paper"):
        store.to_pandas("Nope")


def test_a_store_in_a_notebook(store):
    store.write(small_graph(), FACTS)
    assert "2 Paper" in repr(store)
    assert "<td>Paper</td>" in store._repr_html_()
    graph = store.to_networkx()
    assert graph.nodes["Paper", "doi:10.1/a"]["title"] == "Alpha"
    assert graph.number_of_edges() == 5
    cites = store.to_networkx("CITES")
    assert {label for label, _ in cites} == {"Paper"}
    assert main_path(cites).papers == main_path(graph).papers == ["doi:10.1/a", "title:bbb"]
    with pytest.raises(UsageError, match="one of CITES"):
        store.to_networkx("KNOWS")
    table = store.to_pandas("Paper")
    assert list(table["year"]) == [2001, 2002]
    assert str(table["year"].dtype) == "Int64"
    assert list(store.to_pandas("CITES")["end"]) == ["doi:10.1/a"]


@pytest.mark.parametrize(
    "words",
    ["doi:10.1/a", "10.1/A", "https://doi.org/10.1/a", "title:aaa", "acmr", "alpha", "line:3"],
)
def test_papers_are_found_by_what_people_call_them(store, words):
    store.write(small_graph(), FACTS)
    assert find_paper(store, "line:5") == "doi:10.1/a"
    if "10.1/" not in words or words.startswith("doi:"):
        assert find_paper(store, words) == "doi:10.1/a"


def test_a_paper_that_nobody_or_several_are(demo_graph):
    with pytest.raises(PaperNotFound):
        find_paper(demo_graph, "quantum chromodynamics of cheese")
    with pytest.raises(PaperNotFound):
        find_paper(demo_graph, "line:1")
    with pytest.raises(AmbiguousPaper) as caught:
        find_paper(demo_graph, "cross-modal retrieval")
    assert {"id", "title", "year"} <= caught.value.candidates[0].keys()


def test_a_caption_is_found_with_its_letter_and_asked_back_without(demo_graph):
    first = find_paper(demo_graph, "hu 2019a")
    assert first == "doi:10.1145/3331184.3331213"
    with pytest.raises(AmbiguousPaper) as caught:
        find_paper(demo_graph, "Hu 2019")
    assert caught.value.candidates[0]["id"] == first
    assert len(caught.value.candidates) == 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "MATCH (n:Paper {year: 2001}) SET n.year = 'abc'",
            "year is 'abc' .* whole number, Paper doi:",
        ),
        ("MATCH (n:Paper {year: 2001}) SET n.year = 2001.5", "year is '2001.5' .* whole number"),
        ("MATCH (n:Paper {year: 2001}) SET n.aliases = [1, 2]", "aliases .* list of texts"),
        ("MATCH (n:Paper {listed: true}) SET n.listed = 'yes'", "listed .* true or false"),
        ("MATCH (n:Dataset) SET n.name = 7", "name is '7' .* a text, Dataset dataset:x"),
        (
            "MATCH ()-[r:AUTHORED]->() SET r.position = '1'",
            "position .* AUTHORED from s2:1 to doi:",
        ),
    ],
)
def test_a_value_of_another_type_than_the_models_is_named_and_the_next_build_mends_it(
    store, change, said
):
    store.write(small_graph(), FACTS)
    store.query(change, write=True)
    with pytest.raises(StoreError, match=said):
        store.to_networkx()
    store.write(small_graph(), FACTS)
    assert store.to_networkx().number_of_nodes() == 5


def marks_of(store: Store) -> dict[str, list]:
    rows = store.query(
        "MATCH (p:Paper) RETURN p.id AS id, p.status AS status, p.tags AS tags, p.note AS note"
    )
    return {row["id"]: [row["status"], row["tags"], row["note"]] for row in rows}


USERS_MARKS = (
    "MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.status = 'lent to Ann', p.tags = 'mine', p.note = 3"
)


def test_a_mark_that_a_user_set_in_a_query_stays(store):
    store.write(small_graph(), FACTS)
    store.query(USERS_MARKS, write=True)
    users = ["lent to Ann", "mine", 3]
    assert store.write(small_graph(), FACTS) == Changes()
    assert store.write(small_graph(Paper(id="doi:10.1/new")), FACTS) == Changes(added=1)
    assert marks_of(store)["doi:10.1/a"] == users
    renamed = graph_of(Paper(id="doi:10.1/z", aliases=["doi:10.1/a"]), Paper(id="title:bbb"))
    store.write(renamed, FACTS)
    assert marks_of(store)["doi:10.1/z"] == users
    store.write(graph_of(Paper(id="title:bbb", aliases=["doi:10.1/z"])), FACTS)
    assert marks_of(store) == {"title:bbb": users}
    assert store.write(Graph(), []).kept == 1
    assert marks_of(store) == {"title:bbb": users}
    store.query("MATCH (p:Paper) REMOVE p.status, p.tags, p.note", write=True)
    assert store.write(Graph(), []).removed == 1


def test_a_mark_that_kg_wrote_goes_with_what_said_it(store):
    marked = Paper(id="doi:10.1/a", status="read", tags=["b", "a"], note="Good.")
    store.write(graph_of(marked), FACTS)
    assert marks_of(store) == {"doi:10.1/a": ["read", ["b", "a"], "Good."]}
    store.write(graph_of(Paper(id="doi:10.1/b", status="read", aliases=["doi:10.1/a"])), FACTS)
    assert marks_of(store) == {"doi:10.1/b": ["read", None, None]}
    assert store.write(graph_of(Paper(id="doi:10.1/b")), FACTS) == Changes(changed=1)
    assert marks_of(store) == {"doi:10.1/b": [None, None, None]}
    assert store.write(Graph(), []) == Changes(removed=1)


def test_of_a_mark_that_kg_wrote_and_a_user_changed_the_users_stays(store):
    store.write(graph_of(Paper(id="doi:10.1/a", status="read", note="Good.")), FACTS)
    store.query("MATCH (p:Paper) SET p.status = 'read twice'", write=True)
    store.write(graph_of(Paper(id="doi:10.1/a")), FACTS)
    assert marks_of(store) == {"doi:10.1/a": ["read twice", None, None]}
    store.write(graph_of(Paper(id="doi:10.1/a", status="reading")), FACTS)
    assert marks_of(store) == {"doi:10.1/a": ["reading", None, None]}, "the mark is said later"


def test_marks_of_a_paper_that_stays_for_its_user_are_still_kgs(store):
    store.write(graph_of(Paper(id="doi:10.1/a", status="read"), Paper(id="doi:10.1/b")), FACTS)
    store.query("MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.rating = 5", write=True)
    assert store.write(graph_of(Paper(id="doi:10.1/b")), FACTS).kept == 1
    store.query("MATCH (p:Paper {id: 'doi:10.1/a'}) REMOVE p.rating", write=True)
    assert store.write(graph_of(Paper(id="doi:10.1/b")), FACTS) == Changes(removed=1)


def test_a_copy_knows_whose_marks_are_whose(store, tmp_path):
    store.write(small_graph(Paper(id="doi:10.1/c", status="read")), FACTS)
    store.query(USERS_MARKS, write=True)
    before = marks_of(store)
    store.close()
    copy_store(store.url, str(tmp_path / "copy"))
    with open_store(str(tmp_path / "copy"), write=True) as copy:
        assert marks_of(copy) == before
        copy.write(small_graph(Paper(id="doi:10.1/c")), FACTS)
        assert marks_of(copy) == {**before, "doi:10.1/c": [None, None, None]}
