"""However a store came about, it holds the graph of a fresh build, and what users added."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.records import (
    Author,
    Authored,
    BuildOptions,
    Cites,
    Dataset,
    Facts,
    Graph,
    Lists,
    ListsDataset,
    Paper,
    ReadingList,
)
from kg.stores import open_store

HERE = Path(__file__).parent
PAPERS = 60
OWN = (
    "CREATE (:Note {text: 'mine', day: date('2026-01-02'), wait: duration('P1D')})",
    "MATCH (p:Paper) WITH p ORDER BY p.id LIMIT 1 SET p.stars = 5",
    "MATCH (n:Note), (p:Paper) WITH n, p ORDER BY p.id DESC LIMIT 1 CREATE (n)-[:ABOUT {x: 1}]->(p)",
    "MATCH (p:Paper)-[r:CITES]->() WITH r ORDER BY r.retrieved LIMIT 1 SET r.checked = true",
    "MATCH (n:Note) WITH n LIMIT 1 DETACH DELETE n",
    "MERGE (a:Author {id: 'mine'}) SET a.name = 'Me'",
)


def version(pick: random.Random) -> Graph:
    """One state of a list: some papers of sixty, each under one of two ids, and what hangs on them."""
    graph = Graph()
    chosen = sorted(pick.sample(range(PAPERS), pick.randint(0, 25)))
    ids = {}
    for n in chosen:
        better = pick.random() < 0.4
        ids[n] = f"doi:10.1/{n}" if better else f"title:{n:016x}"
        aliases = [f"title:{n:016x}"] if better else None
        year = 2000 + pick.randint(0, 3)
        graph.add(Paper(id=ids[n], title=f"Paper {n}", year=year, aliases=aliases, listed=True))
        graph.add(Author(id=f"s2:{n % 7}", name=f"A {n % 7}", name_key=f"a {n % 7}"))
        graph.add(Authored(start=f"s2:{n % 7}", end=ids[n], position=1))
    for n in chosen:
        for older in pick.sample(chosen, min(3, len(chosen))):
            if older < n:
                graph.add(Cites(start=ids[n], end=ids[older], intents=[str(pick.randint(0, 2))]))
    if chosen:
        listed = [ids[n] for n in chosen]
        pick.shuffle(listed)
        graph.add(Dataset(id="dataset:x", name="X"))
        graph.add(ReadingList(id="list:l", source="l.md", sha256="0", entry_count=len(listed)))
        for position, id in enumerate([*listed, listed[0]], 1):
            graph.add(Lists(start="list:l", end=id, line=position, position=position))
        for position in (98, 99):
            graph.add(
                ListsDataset(start="list:l", end="dataset:x", line=position, position=position)
            )
    return graph


def facts(step: int) -> list[Facts]:
    return [Facts(input="list:l", location="l.md", source="none", options=BuildOptions(hops=step))]


def everything(store) -> dict:
    """Everything in a store, users' own part apart."""
    nodes, edges = {}, {}
    for label in ("Paper", "Author", "Dataset", "ReadingList"):
        own = ("stars",)
        nodes[label] = [
            {name: value for name, value in node.items() if name not in own}
            for node in store.nodes(label)
        ]
    for type in ("CITES", "AUTHORED", "LISTS"):
        edges[type] = [
            (edge.start, edge.end, {k: v for k, v in edge.properties.items() if k != "checked"})
            for edge in store.relationships(type)
        ]
    return nodes | edges


def without_kept(found: dict, graph: Graph) -> dict:
    """Leave out papers that only stay because something of a user's hangs on them."""
    wanted = {paper.id for paper in graph.records("Paper")}
    found["Paper"] = [paper for paper in found["Paper"] if paper["id"] in wanted]
    found["Author"] = [one for one in found["Author"] if one["id"] != "mine"]
    return found


def fresh(graph: Graph, folder: Path) -> dict:
    shutil.rmtree(folder, ignore_errors=True)
    with open_store(str(folder), write=True) as store:
        store.write(graph, [])
        return everything(store)


KILLED = """
import os, random, signal, sys
sys.path.insert(0, {here!r})
from test_store_histories import facts, version
from kg.stores import open_store
moment = int(sys.argv[3])
def die(what, done, total):
    global moment
    moment -= 1
    if moment <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
store = open_store(sys.argv[1], write=True)
store.write(version(random.Random(sys.argv[2])), facts(0), progress=die)
os.kill(os.getpid(), signal.SIGKILL)
"""


def live(seed: int, store_url: str, folder: Path, *, steps: int, kills: bool) -> None:
    """Lead one store through a history, comparing it after every write with a fresh one."""
    pick = random.Random(seed)
    for step in range(steps):
        state = f"{seed} {step}"
        graph = version(random.Random(state))
        if kills and pick.random() < 0.2:
            subprocess.run(
                [sys.executable, "-c", KILLED.format(here=str(HERE)), store_url,
                 f"{state} lost", str(pick.randint(1, 6))],
                check=False,
            )  # fmt: skip
        with open_store(store_url, write=True) as store:
            store.write(graph, facts(step))
            assert without_kept(everything(store), graph) == fresh(graph, folder), (seed, step)
            assert store.write(graph, facts(step)).added == 0
            if pick.random() < 0.5:
                store.query(pick.choice(OWN), write=True)


@pytest.mark.parametrize("seed", range(20))
def test_a_history_of_writes_ends_in_the_graph_of_a_fresh_one(seed, tmp_path):
    live(seed, str(tmp_path / "store"), tmp_path / "fresh", steps=12, kills=False)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [range(n, n + 20) for n in range(20, 200, 20)])
def test_two_hundred_histories_end_in_the_graph_of_a_fresh_one(seeds, tmp_path):
    for seed in seeds:
        folder = tmp_path / str(seed)
        live(seed, str(folder / "store"), folder / "fresh", steps=12, kills=seed % 10 == 0)


@pytest.mark.neo4j
@pytest.mark.parametrize("seed", range(3))
def test_a_history_in_neo4j_ends_in_the_graph_of_a_fresh_one(seed, neo4j_url, tmp_path):
    live(seed, neo4j_url, tmp_path / "fresh", steps=12, kills=False)


def test_users_nodes_survive_a_history(tmp_path):
    pick = random.Random(1)
    url = str(tmp_path / "store")
    with open_store(url, write=True) as store:
        store.write(version(pick), facts(0))
        store.query(OWN[0], write=True)
        store.query(OWN[5], write=True)
        store.query(OWN[2], write=True)
    for step in range(8):
        with open_store(url, write=True) as store:
            store.write(version(pick), facts(step))
            (row,) = store.query(
                "MATCH (n:Note)-[r:ABOUT]->(p:Paper) "
                "RETURN n.text AS text, n.day AS day, n.wait AS wait, r.x AS x, count(p) AS papers"
            )
            assert row == {"text": "mine", "day": "2026-01-02", "wait": "P1D", "x": 1, "papers": 1}
            assert store.query("MATCH (a:Author {id: 'mine'}) RETURN a.name AS n") == [{"n": "Me"}]


def test_a_user_who_deletes_and_creates_again_does_not_brick_the_store(tmp_path):
    url = str(tmp_path / "store")
    for n in range(8):
        with open_store(url, write=True) as store:
            store.query(f"UNWIND range(1, 30) AS i CREATE (:Note {{i: i, n: {n}}})", write=True)
            store.query(
                "MATCH (m:Note) WHERE m.i % 3 <> $n DETACH DELETE m", {"n": n % 3}, write=True
            )
            store.query("CREATE (:Tag {name: 'x'})", write=True)
    with open_store(url) as store:
        (row,) = store.query("MATCH (t:Tag) RETURN count(t) AS tags")
    assert row == {"tags": 8}


def test_ids_that_the_engine_gave_are_replaced_though_nothing_else_changes(tmp_path):
    import kglite

    url = tmp_path / "store"
    url.mkdir()
    graph = kglite.open(os.fspath(url / "graph.kgl"), durable="full")
    graph.cypher("CREATE (:Paper {id__kg: 'doi:10.1/a', title__kg: 'A'})")
    graph.save()
    graph.close()
    wanted = Graph()
    wanted.add(Paper(id="doi:10.1/a", title="A"))
    with open_store(str(url), write=True) as store:
        store.write(wanted, facts(1))  # kg's from now on
        assert store.write(wanted, facts(1)).added == 0
    with open_store(str(url)) as store:
        own = store.query("MATCH (p:Paper) RETURN id(p) AS id")
    assert own == [{"id": "doi:10.1/a"}]


def test_a_store_that_a_failed_swap_left_can_be_opened_again(tmp_path, monkeypatch):
    url = str(tmp_path / "store")
    with open_store(url, write=True) as store:
        store.write(version(random.Random(1)), facts(1))

    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    store = open_store(url, write=True)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(StoreError, match="disk is full"):
            store.write(version(random.Random(2)), facts(2))
    store.close()
    with open_store(url, write=True) as store:
        store.write(version(random.Random(2)), facts(2))
        assert everything(store) == fresh(version(random.Random(2)), tmp_path / "fresh")


def test_a_store_that_an_earlier_version_bricked_is_mended_by_the_next_write(tmp_path):
    """Ids that the engine minted, gave again after deletions, and then stumbled over."""
    import kglite

    url = tmp_path / "store"
    url.mkdir()
    path = os.fspath(url / "graph.kgl")
    pick = random.Random(1)
    have: set[str] = set()

    def write_in_place():
        want = {f"doi:10.1/{n}" for n in pick.sample(range(150), 40)}
        graph = kglite.open(path, durable="full")
        add = "UNWIND $ids AS id MERGE (n:Paper {id__kg: id}) SET n.stars = 3"
        graph.cypher(add, params={"ids": sorted(want)})
        remove = "UNWIND $ids AS id MATCH (n:Paper {id__kg: id}) DELETE n"
        graph.cypher(remove, params={"ids": sorted(have - want)})
        graph.save()
        graph.close()
        have.clear()
        have.update(want)

    def write_until_it_breaks():
        for _ in range(20):
            write_in_place()

    with pytest.raises(kglite.KgError, match="duplicate id"):
        write_until_it_breaks()
    after = version(random.Random(3))
    with open_store(str(url), write=True) as store:
        held = {row["id"] for row in store.query("MATCH (p:Paper) RETURN p.id AS id")}
        store.write(after, facts(1))
        left = store.query("MATCH (p:Paper) WHERE p.stars = 3 RETURN p.id AS id")
        assert {row["id"] for row in left} == held
    for step in range(6):
        with open_store(str(url), write=True) as store:
            store.write(version(random.Random(step)), facts(step))


@pytest.mark.parametrize("seed", range(8))
def test_an_empty_store_is_loaded_as_one_that_holds_something(seed: int, tmp_path: Path) -> None:
    graph = version(random.Random(f"load {seed}"))
    with open_store(str(tmp_path / "used"), write=True) as store:
        store.query("CREATE (:Note {text: 'mine'})", write=True)
        changes = store.write(graph, [])
        merged = everything(store)
    with open_store(str(tmp_path / "empty"), write=True) as store:
        assert store.write(graph, []) == changes
        assert everything(store) == merged
        assert store.write(graph, []).added == 0
