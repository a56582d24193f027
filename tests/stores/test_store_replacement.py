"""A store as rows: read by kind where everything is kg's, and otherwise whatever there is."""

from __future__ import annotations

import pytest

from kg.records import Author, Authored, Cites, Graph, Lists, Paper, ReadingList
from kg.stores import open_store
from kg.stores.replacement import read_whole


def graph() -> Graph:
    made = Graph()
    for name in "abc":
        made.add(Paper(id=f"doi:10.1/{name}", title=name.upper()))
    made.add(ReadingList(id="list:l", source="l.md", sha256="0", entry_count=2))
    for position in (1, 2):
        made.add(Lists(start="list:l", end="doi:10.1/a", line=position, position=position))
    made.add(Author(id="s2:1", name="Ann Lee", name_key="ann lee"))
    made.add(Authored(start="s2:1", end="doi:10.1/a", position=1))
    made.add(Cites(start="doi:10.1/a", end="doi:10.1/b", sources=["x"], evidence=["said"]))
    made.add(Cites(start="doi:10.1/a", end="doi:10.1/c", contexts=["so [1]"]))
    return made


#: What a user may add to a store, and how many relationships are then the user's.
ADDED = {
    "nothing": ("MATCH (p:Paper {id: 'doi:10.1/a'}) SET p.short = 'A1'", 0),
    "a property of a citation": ("MATCH (:Paper)-[c:CITES]->() SET c.mine = 1", 0),
    "a citation": (
        "MATCH (a:Paper {id: 'doi:10.1/a'}), (b:Paper {id: 'doi:10.1/b'}) CREATE (b)-[:CITES]->(a)",
        1,
    ),
    "another type": (
        "MATCH (a:Paper {id: 'doi:10.1/a'}), (b:Paper {id: 'doi:10.1/b'}) CREATE (b)-[:LIKES]->(a)",
        1,
    ),
    "a node": ("CREATE (:Mine {id: 'doi:10.1/a'})", 0),
    "a label": ("MATCH (a:Paper {id: 'doi:10.1/a'}) SET a:Mine", 0),
    "a paper with its citation": (
        "MATCH (a:Paper {id: 'doi:10.1/a'}) CREATE (:Paper {id: 'key:mine'})-[:CITES]->(a)",
        1,
    ),
}


@pytest.mark.parametrize("added", ADDED)
def test_what_is_read_is_the_same_however_the_engine_is_asked(added, tmp_path):
    cypher, users = ADDED[added]
    with open_store(str(tmp_path / "kg-store"), write=True) as store:
        store.write(graph(), [])
        store.query(cypher, write=True)
        asked: list[str] = []

        def ask(question: str):
            asked.append(question)
            return store._raw(question)

        whole = read_whole(ask, store.owned())
        everything = [
            (row["t"], row["p"])
            for row in store.read("MATCH ()-[r]->() RETURN type(r) AS t, properties(r) AS p", {})
        ]
    assert len(whole.own_relationships) == users
    kept = [
        (kind.type, row) for kind, table in whole.relationships.items() for row in table.values()
    ]
    kept += [(edge.type, edge.properties) for edge in whole.own_relationships]
    names = {name: name.removesuffix("__kg") for _, row in kept for name in row}
    shown = [(type_, {names[name]: row[name] for name in sorted(row)}) for type_, row in kept]
    assert sorted(map(repr, shown)) == sorted(map(repr, everything))
    by_kind = not any("elementId(b)" in question for question in asked)
    assert by_kind == (added in ("nothing", "a property of a citation"))


def test_what_a_second_citation_of_a_user_says_stays_on_the_one(tmp_path):
    with open_store(str(tmp_path / "kg-store"), write=True) as store:
        store.write(graph(), [])
        store.query(
            "MATCH (a:Paper {id: 'doi:10.1/a'})-[c:CITES]->(b) CREATE (a)-[:CITES {mine: 1}]->(b)",
            write=True,
        )
        changed = graph()
        changed.add(Paper(id="doi:10.1/a", title="Another"))
        store.write(changed, [])
        rows = store.query(
            "MATCH ()-[c:CITES]->(b) RETURN c.mine AS mine, c.sources AS s ORDER BY b.id"
        )
    assert rows == [{"mine": 1, "s": ["x"]}, {"mine": 1, "s": None}]
