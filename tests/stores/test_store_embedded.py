"""What the embedded store promises when things go wrong: kill -9, a full disk, damage, company."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import QueryError, QueryRefused, StoreDamaged, StoreError, StoreLocked
from kg.records import BuildOptions, Cites, Facts, Graph, Paper
from kg.stores import open_store
from kg.stores.copying import rebuild_store

HERE = Path(__file__).parent


def many(version: int, papers: int = 600) -> Graph:
    """A graph whose every node and relationship tells the version."""
    graph = Graph()
    for n in range(papers):
        graph.add(Paper(id=f"key:{n}", title=f"Paper {n}", year=2000 + version))
        if n > version:
            graph.add(
                Cites(start=f"key:{n}", end=f"key:{n - 1 - version}", intents=[f"v{version}"])
            )
    return graph


def facts(version: int) -> list[Facts]:
    return [
        Facts(input="list:l", location="l.md", source="none", options=BuildOptions(hops=version))
    ]


# Writes version after version, and waits between batches until it is told to go on.
WRITER = """
import sys
sys.path.insert(0, {here!r})
from test_store_embedded import facts, many
from kg.stores import open_store
store = open_store(sys.argv[1], write=True)
def pause(what, done, total):
    print(what, done, flush=True)
    if sys.argv[3] == "wait":
        sys.stdin.readline()
for version in range(int(sys.argv[2]), 1000):
    store.write(many(version), facts(version), progress=pause)
    print("written", version, flush=True)
"""


def start_writer(store: Path, version: int, mode: str, **options) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER.format(here=str(HERE)), str(store), str(version), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def contents(store) -> tuple[list, list]:
    return list(store.nodes("Paper")), list(store.relationships("CITES"))


def test_twenty_kills_at_any_moment_lose_nothing(tmp_path):
    path = tmp_path / "kg-store"
    chance = random.Random(5)
    with open_store(str(path), write=True) as store:
        store.write(many(0), facts(0))
    for kill in range(20):
        writer = start_writer(path, kill + 1, "go")
        for _ in range(chance.randint(1, 8)):
            writer.stdout.readline()
        # From here on it writes as fast as it can: somewhere in the middle of something.
        for _ in range(chance.randint(0, 200_000)):
            pass
        writer.kill()
        writer.communicate()
        with open_store(str(path)) as reader:
            assert len(list(reader.nodes("Paper"))) == 600
            assert reader.inputs()[0].input == "list:l"
    with open_store(str(path), write=True) as store:
        store.write(many(7), facts(7))
        assert contents(store) == contents(many(7))
        assert store.inputs() == facts(7)


def test_a_reader_sees_the_last_whole_write_while_another_process_writes(tmp_path):
    path = tmp_path / "kg-store"
    with open_store(str(path), write=True) as store:
        store.write(many(0), facts(0))
    writer = start_writer(path, 1, "wait")
    try:
        assert writer.stdout.readline() == "Paper 600\n"
        with open_store(str(path)) as reader:
            (row,) = reader.query("MATCH (p:Paper) RETURN min(p.year) AS lo, max(p.year) AS hi")
            assert row == {"lo": 2000, "hi": 2000}
            assert len(list(reader.relationships("CITES"))) == 599
        with pytest.raises(StoreLocked, match=f"process {writer.pid} is writing"):
            open_store(str(path), write=True)
    finally:
        writer.kill()
        writer.communicate()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of processes are Unix's")
def test_a_full_disk_is_said_and_nothing_acknowledged_is_lost(tmp_path):
    path = tmp_path / "kg-store"
    with open_store(str(path), write=True) as store:
        store.write(many(0, papers=200), facts(0))
    script = (
        f"import sys, resource, signal; sys.path.insert(0, {str(HERE)!r})\n"
        "from test_store_embedded import many, facts\n"
        "from kg.stores import open_store\n"
        "from kg.errors import StoreError\n"
        "store = open_store(sys.argv[1], write=True)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n    store.write(many(1, papers=3000), facts(1))\n"
        "except StoreError as error:\n    print(type(error).__name__, error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("StoreError the disk is full"), done.stdout + done.stderr
    with open_store(str(path)) as reader:
        assert len(list(reader.nodes("Paper"))) >= 200
    with open_store(str(path), write=True) as store:
        store.write(many(1, papers=3000), facts(1))
        assert contents(store) == contents(many(1, papers=3000))


DAMAGES = {
    "cut in half": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    "cut by a byte": lambda content: content[:-1],
    "bits flipped": lambda content: (
        content[:2000] + bytes(b ^ 255 for b in content[2000:2100]) + content[2100:]
    ),
    "of another version": lambda content: content[:4] + b"\xff" + content[5:],
    "another file": lambda content: b"not a store at all",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_said_and_made_anew(tmp_path, damage):
    path = tmp_path / "kg-store"
    with open_store(str(path), write=True) as store:
        store.write(many(1), facts(1))
    file = path / "graph.kgl"
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    for write in (False, True):
        with pytest.raises(StoreDamaged, match="kg store rebuild"):
            open_store(str(path), write=write)
    rebuild_store(str(path), lambda inputs: many(inputs[0].options.hops))
    with open_store(str(path)) as store:
        assert contents(store) == contents(many(1))


def test_a_lost_file_is_made_anew(tmp_path):
    path = tmp_path / "kg-store"
    with open_store(str(path), write=True) as store:
        store.write(many(1), facts(1))
    (path / "graph.kgl").unlink()
    with pytest.raises(StoreError):
        open_store(str(path))
    rebuild_store(str(path), lambda _inputs: many(1))
    with open_store(str(path)) as store:
        assert contents(store) == contents(many(1))


def test_what_is_no_store_is_left_alone(tmp_path):
    with pytest.raises(StoreError, match="kg build"):
        open_store(str(tmp_path / "nothing"))
    (tmp_path / "paper.md").write_text("mine")
    for write in (False, True):
        with pytest.raises(StoreError):
            open_store(str(tmp_path), write=write)
        with pytest.raises(StoreError):
            open_store(str(tmp_path / "paper.md"), write=write)
    assert [path.name for path in tmp_path.iterdir()] == ["paper.md"]
    with pytest.raises(StoreError, match="there is no store here"):
        rebuild_store(str(tmp_path / "new"), lambda _inputs: Graph())


def test_the_same_writes_leave_the_same_bytes_beside_the_engine(tmp_path):
    names = ("owned.jsonl.gz", "inputs.jsonl.gz")
    for where in ("a", "b"):
        with open_store(str(tmp_path / where), write=True) as store:
            if where == "b":
                store.write(many(2, papers=50), facts(2))
            store.write(many(1, papers=50), facts(1))
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.fixture
def store(tmp_path):
    with open_store(str(tmp_path / "kg-store"), write=True) as opened:
        opened.write(many(1, papers=20), facts(1))
        yield opened


@pytest.mark.parametrize(
    "cypher",
    [
        "RETURN 1 / 0.0 AS x",
        "RETURN toString(1e10) AS x",
        "RETURN duration.between(date('2020-01-01'), date('2021-01-01')) AS x",
        "RETURN date('2020-01-01') = '2020-01-01' AS x",
        "UNWIND [1, 1.0] AS x RETURN DISTINCT x",
        "RETURN [1] + null AS x",
        "CALL db.schema.visualization()",
        "EXPLAIN MATCH (p:Paper) RETURN p",
        "MATCH (p:Paper) RETURN p.id AS id FORMAT CSV",
    ],
)
def test_what_would_be_answered_otherwise_is_refused(store, cypher):
    with pytest.raises(QueryRefused):
        store.query(cypher)


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (p:Paper {id: 'key:1'}) SET p.mine = {a: 1}",
        "MATCH (p:Paper {id: 'key:1'}) SET p.mine = [1, 'a']",
        "MATCH (p:Paper {id: 'key:1'}) SET p.mine = [1, null]",
        "MATCH (:Paper {id: 'key:5'})-[c:CITES]->() SET c.mine = [[1]]",
        "CREATE (n {mine: 1})",
    ],
)
def test_what_neo4j_would_not_store_is_not_stored(store, statement):
    with pytest.raises(QueryRefused):
        store.query(statement, write=True)
    assert store.query("MATCH (n) WHERE n.mine IS NOT NULL RETURN n") == []


def test_a_property_that_nothing_has_is_null_in_a_pattern_too(store):
    assert store.query("MATCH (p:Paper {never_seen: 1}) RETURN p") == []
    store.query("CREATE (:Paper {id: 'mine', my_own: 'x'})", write=True)
    assert store.query("MATCH (p:Paper {my_own: 'x'}) RETURN p.id AS id") == [{"id": "mine"}]
    assert store.query("MATCH (p:Paper) RETURN count(p) AS n") == [{"n": 21}]


@pytest.mark.parametrize(
    ("call", "column"),
    [
        ("CALL db.propertyKeys()", "propertyKey"),
        ("call /* all */ `db`.`propertyKeys` ( ); // of them", "propertyKey"),
        ("CALL db.propertyKeys() YIELD propertyKey", "propertyKey"),
        ("CALL db.propertyKeys() YIELD propertyKey AS k WHERE k <> '' RETURN k", "k"),
        ("WITH 1 AS n CALL db.propertyKeys() YIELD propertyKey RETURN propertyKey", "propertyKey"),
    ],
)
def test_the_names_of_all_properties_are_told(store, call, column):
    store.query("CREATE (n:Note {text: 'a', title: 'b'})-[:ABOUT {since: 2019}]->(n)", write=True)
    assert {"text", "title", "since"} <= {row[column] for row in store.query(call)}
    asked = "MATCH (n) UNWIND keys(n) AS k RETURN DISTINCT k"
    assert {row["k"] for row in store.query(asked)} <= {row[column] for row in store.query(call)}
    assert store.query("RETURN 'CALL db.propertyKeys()' AS n") == [{"n": "CALL db.propertyKeys()"}]


def test_a_path_may_be_longer_than_the_engine_thinks(store):
    assert store.query(
        "MATCH p = (:Paper {id: 'key:19'})-[:CITES*]->(q) RETURN max(length(p)) AS n"
    ) == [{"n": 9}]
    store.write(many(0, papers=20), facts(0))
    assert store.query(
        "MATCH p = (:Paper {id: 'key:19'})-[:CITES*]->(q) RETURN max(length(p)) AS n"
    ) == [{"n": 19}]


def test_an_unclosed_quotation_is_no_crash(store):
    with pytest.raises(QueryError, match="quotation"):
        store.query("RETURN 'abc")


@pytest.mark.parametrize(
    "asked",
    [
        "MATCH (n:Own) RETURN count(DISTINCT n.x) AS n",
        "MATCH (n:Own) RETURN n.x, count(*) AS n",
        "MATCH (n:Own) RETURN collect(DISTINCT n.x) AS n",
        "MATCH (n:Own) WITH DISTINCT n.x AS x RETURN count(*) AS n",
        "MATCH (n:Own) WITH {x: n.x} AS x, count(*) AS c RETURN max(c) AS n",
        "MATCH (n:Own) RETURN [n.x] AS x UNION MATCH (n:Own) RETURN [n.x] AS x",
    ],
)
@pytest.mark.parametrize("again", [False, True])
def test_lists_of_decimals_that_were_just_stored_are_not_grouped_with_whole_ones(
    store, tmp_path, asked, again
):
    store.query("CREATE (:Own {x: [1, 2]}), (:Own {x: [1.0, 2.0]})", write=True)
    assert store.query("MATCH (n:Own) RETURN count(DISTINCT n) AS n") == [{"n": 2}]
    if again:
        store.close()
        store = open_store(str(tmp_path / "kg-store"))
    with pytest.raises(QueryRefused):
        store.query(asked)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of processes are Unix's")
def test_a_full_disk_is_said_of_a_persons_own_write(tmp_path):
    path = tmp_path / "kg-store"
    with open_store(str(path), write=True) as store:
        store.write(many(0, papers=20), facts(0))
    script = (
        "import sys, resource, signal\n"
        "from kg.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "notes = 'UNWIND range(1, 3000) AS i CREATE (:Note {id: toString(i), text: toString(i * i)})'\n"
        "sys.exit(main(['query', notes, '--write', '--store', sys.argv[1]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: the disk is full"), done.stderr
    with open_store(str(path)) as reader:
        assert reader.query("MATCH (n:Note) RETURN count(n) AS n") == [{"n": 0}]
