"""What changes when a store becomes a graph, found without merging where everything is kg's."""

from __future__ import annotations

import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Author, Authored, Cites, Graph, Lists, ListsDataset, Paper, ReadingList
from kg.records import Dataset as NamedDataset
from kg.stores import open_store
from kg.stores.comparison import exact_changes
from kg.stores.whole_store import merged, read_whole

IDS = st.sampled_from([f"doi:10.1/{letter}" for letter in "abcd"])
SAID = st.sampled_from([None, ["one"], ["one", "other"]])
YEARS = st.dictionaries(IDS, st.sampled_from([None, 1, 2000]), min_size=1)
CITED = st.dictionaries(st.tuples(IDS, IDS), st.tuples(SAID, st.sampled_from([None, True, False])))


def graph(years: dict[str, int | None], cited: dict, listed: list[int]) -> Graph:
    made = Graph()
    for id, year in years.items():
        made.add(Paper(id=id, title=id.upper(), year=year, aliases=["key:x"] if year else []))
        made.add(Author(id=f"{id}#author-1", name="Ann Lee", name_key="ann lee"))
        made.add(Authored(start=f"{id}#author-1", end=id, position=1))
    for (start, end), (sources, influential) in cited.items():
        if start in years and end in years:
            made.add(Cites(start=start, end=end, sources=sources, influential=influential))
    if listed:
        first = min(years)
        made.add(ReadingList(id="list:l", source="l.md", sha256="0", entry_count=len(listed)))
        made.add(NamedDataset(id="dataset:d", name="D"))
        made.add(ListsDataset(start="list:l", end="dataset:d", line=1, position=99))
        for position in listed:
            made.add(Lists(start="list:l", end=first, line=position, position=position))
    return made


GRAPHS = st.builds(graph, YEARS, CITED, st.lists(st.integers(1, 3), unique=True))


@settings(max_examples=25, deadline=None)
@given(GRAPHS, GRAPHS)
def test_the_changes_are_those_of_merging_and_the_store_that_of_a_fresh_build(before, after):
    with tempfile.TemporaryDirectory() as directory:
        with open_store(f"{directory}/kg-store", write=True) as store:
            store.write(before, [])
            owned = store.owned()
            exact = exact_changes(store._raw, after, owned)
            assert exact == merged(read_whole(store._raw, owned), after, {}, owned)[1]
            assert store.write(after, []) == exact
            held = contents(store)
        with open_store(f"{directory}/fresh", write=True) as fresh:
            fresh.write(after, [])
            assert contents(fresh) == held


def contents(store):
    nodes = store.query("MATCH (n) RETURN labels(n) AS l, properties(n) AS p ORDER BY l, p.id")
    edges = store.query(
        "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS t, b.id AS b, properties(r) AS p"
    )
    return nodes, sorted(edges, key=repr)


#: What a user may add to a store of two papers, one citation and a list.
ADDED = {
    "a property": "MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.mine = 1",
    "a note": "MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.note = 'mine'",
    "a property of a citation": "MATCH (:Paper)-[c:CITES]->() SET c.mine = 1",
    "a second citation": "MATCH (a:Paper)-[:CITES]->(b) CREATE (a)-[:CITES {mine: 1}]->(b)",
    "a citation": "MATCH (a:Paper)-[:CITES]->(b) CREATE (b)-[:CITES]->(a)",
    "another type": "MATCH (a:Paper)-[:CITES]->(b) CREATE (b)-[:LIKES]->(a)",
    "a node": "CREATE (:Mine {id: 'doi:10.1/a'})",
    "a label": "MATCH (a:Paper {id: 'doi:10.1/a'}) SET a:Mine",
    "a paper": "CREATE (:Paper {id: 'key:mine'})",
}


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "kg-store"), write=True) as opened:
        opened.write(two_papers(), [])
        yield opened


def two_papers() -> Graph:
    cited = {("doi:10.1/a", "doi:10.1/b"): (["one"], None)}
    return graph({"doi:10.1/a": 2000, "doi:10.1/b": None}, cited, [1])


@pytest.mark.parametrize("added", ADDED)
def test_where_anything_is_a_users_the_store_is_merged(added, store):
    store.query(ADDED[added], write=True)
    assert exact_changes(store._raw, two_papers(), store.owned()) is None


def test_a_value_that_a_user_set_over_kgs_is_a_change(store):
    store.query("MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.year = 2000.0", write=True)
    assert exact_changes(store._raw, two_papers(), store.owned()).changed == 1


def test_what_a_second_citation_of_a_user_says_stays_on_the_one(store):
    store.query(ADDED["a second citation"], write=True)
    changed = two_papers()
    changed.add(Paper(id="doi:10.1/a", title="Another"))
    store.write(changed, [])
    rows = store.query("MATCH ()-[c:CITES]->() RETURN c.mine AS mine, c.sources AS sources")
    assert rows == [{"mine": 1, "sources": ["one"]}]
