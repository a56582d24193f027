"""What is damaged, foreign or less than was acknowledged is named, and there is a way out."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.cli import main
from kg.errors import StoreDamaged, StoreError
from kg.records import Cites, Facts, Graph, Paper, ReadingList
from kg.stores import open_store
from kg.stores.copying import rebuild_store

FACTS = [Facts(input="list:l", location="/home/me/l.md", source="none")]


def graph() -> Graph:
    made = Graph()
    made.add(ReadingList(id="list:l", title="L", source="l.md", sha256="0", entry_count=3))
    for number in range(40):
        made.add(Paper(id=f"doi:10.1/{number}", title=f"Paper {number}", year=2000 + number))
    for number in range(1, 40):
        made.add(Cites(start=f"doi:10.1/{number}", end=f"doi:10.1/{number - 1}"))
    return made


@pytest.fixture
def store(tmp_path) -> Path:
    with open_store(str(tmp_path / "store"), write=True) as opened:
        opened.write(graph(), FACTS)
    return tmp_path / "store"


#: Writes three times and is killed: all three are in the log alone.
KILLED = """
import os, sys
from kg.stores import open_store
store = open_store(sys.argv[1], write=True)
for number in range(3):
    store.query("CREATE (:Note {number: $number})", {"number": number}, write=True)
os._exit(9)
"""


@pytest.fixture
def killed(store: Path) -> Path:
    subprocess.run([sys.executable, "-c", KILLED, str(store)], check=False)
    assert (store / "graph.kgl-wal").stat().st_size > 100
    return store


def rebuilt(store: Path) -> list[str]:
    return rebuild_store(str(store), lambda _inputs: graph()).set_aside


def notes(store: Path) -> list[int]:
    with open_store(str(store)) as opened:
        rows = opened.query("MATCH (n:Note) RETURN n.number AS n ORDER BY n")
    return [row["n"] for row in rows]


def files(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.iterdir() if path.is_file()}


def changed(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def flipped(place: int, bit: int = 0) -> Callable[[bytes], bytes]:
    def flip(content: bytes) -> bytes:
        place_ = place % len(content)
        return content[:place_] + bytes([content[place_] ^ 1 << bit]) + content[place_ + 1 :]

    return flip


# ------------------------------------------------------------------ the log


def test_what_was_acknowledged_before_a_kill_is_there(killed):
    assert notes(killed) == [0, 1, 2]


LOG_DAMAGES = {
    "emptied": lambda content: b"",
    "cut to its head": lambda content: content[:5],
    "cut in half": lambda content: content[: len(content) // 2],
    "cut by a byte": lambda content: content[:-1],
    "another file": lambda content: b"not a log at all, but quite some text",
    "zeros": lambda content: bytes(len(content)),
    **{f"bit flipped at {place}": flipped(place) for place in (0, 4, 7, 50, -60, -1)},
}


@pytest.mark.parametrize("damage", LOG_DAMAGES)
def test_a_log_with_less_than_was_acknowledged_is_said(killed, damage):
    changed(killed / "graph.kgl-wal", LOG_DAMAGES[damage])
    before = files(killed)
    for write in (False, True):
        with pytest.raises(StoreDamaged, match=r"graph\.kgl-wal .* 3 writes .* kg store rebuild"):
            open_store(str(killed), write=write)
    after = files(killed)
    assert {name: after[name] for name in before if name != "writer.pid"} == {
        name: content for name, content in before.items() if name != "writer.pid"
    }


def test_a_log_that_is_gone_is_said(killed):
    (killed / "graph.kgl-wal").unlink()
    with pytest.raises(StoreDamaged, match="3 writes"):
        open_store(str(killed))


def test_a_rebuild_keeps_of_the_log_what_can_be_read(killed):
    changed(killed / "graph.kgl-wal", lambda content: content[:-3])
    assert rebuilt(killed) == ["graph.kgl-wal"]
    assert notes(killed) == [0, 1]
    assert (killed / "damaged-graph.kgl-wal").exists()
    with open_store(str(killed)) as opened:
        assert list(opened.nodes("Paper")) == list(graph().nodes("Paper"))


def test_a_frame_that_was_never_acknowledged_is_no_damage(killed):
    changed(killed / "graph.kgl-wal", lambda content: content + b"half a frame")
    assert notes(killed) == [0, 1, 2]
    with open_store(str(killed), write=True) as opened:
        opened.query("CREATE (:Note {number: 3})", write=True)
    assert notes(killed) == [0, 1, 2, 3]
    assert not list(killed.glob("*.torn-*"))


def test_an_older_checkpoint_is_not_taken_for_the_last(store):
    older = (store / "graph.kgl").read_bytes()
    with open_store(str(store), write=True) as opened:
        opened.query("CREATE (:Note {number: 1})", write=True)
    (store / "graph.kgl").write_bytes(older)
    for write in (False, True):
        with pytest.raises(StoreDamaged, match="not the file that the store wrote last"):
            open_store(str(store), write=write)
    rebuilt(store)
    assert notes(store) == []


def test_a_large_log_is_folded_into_the_checkpoint(store, monkeypatch):
    monkeypatch.setattr("kg.stores.embedded._LARGEST_LOG", 2000)
    with open_store(str(store), write=True) as opened:
        for number in range(30):
            opened.query("CREATE (:Note {number: $n})", {"n": number}, write=True)
            assert (store / "graph.kgl-wal").stat().st_size < 4000
            assert len(notes(store)) == number + 1


def test_a_store_of_the_first_version_opens_and_is_counted_from_then_on(store):
    (store / "acknowledged.json").unlink()
    assert notes(store) == []
    with open_store(str(store), write=True) as opened:
        opened.query("CREATE (:Note {number: 1})", write=True)
    assert notes(store) == [1]
    assert (store / "acknowledged.json").exists()


# ------------------------------------------------------------------ what lies beside the graph


@pytest.mark.parametrize("name", ["inputs", "owned"])
def test_every_bit_of_a_kept_text_counts(store, name):
    file = store / f"{name}.jsonl.gz"
    content = file.read_bytes()
    with open_store(str(store)) as opened:
        right = (opened.inputs(), opened.owned())
        for place in range(0, len(content) * 8, 5):
            file.write_bytes(flipped(place // 8, place % 8)(content))
            try:
                # The last bits of the last byte may mean nothing.
                assert (opened.inputs(), opened.owned()) == right
                assert place // 8 >= len(content) - 9
            except StoreDamaged as error:
                said = str(error)
                if name not in said or "run: kg store rebuild" not in said:
                    raise


TEXT_DAMAGES = {
    "emptied": lambda content: b"",
    "cut": lambda content: content[:-4],
    "text behind it": lambda content: content + b"more",
    "another program's": lambda content: b"PK\x03\x04 something else",
    "others' JSON": lambda content: gzip.compress(b'{"name": "theirs"}\n'),
    "deep JSON": lambda content: gzip.compress(b"[" * 100_000),
    "a line less": lambda content: gzip.compress(gzip.decompress(content)[:-20]),
}


@pytest.mark.parametrize("damage", TEXT_DAMAGES)
def test_damaged_inputs_are_said_and_the_lists_to_build_again(store, capsys, damage):
    changed(store / "inputs.jsonl.gz", TEXT_DAMAGES[damage])
    assert main(["info", "--store", str(store)]) == 1
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert "inputs" in err
    assert err.endswith("run: kg store rebuild\n")
    assert main(["store", "rebuild", "--store", str(store)]) == 1
    err = capsys.readouterr().err
    assert "damaged and is set aside (inputs.jsonl.gz)" in err
    assert err.endswith("run: kg build l.md\n")
    with open_store(str(store), write=True) as opened:
        assert opened.inputs() == []
        assert opened.write(graph(), FACTS).added == 0


@pytest.mark.parametrize("damage", TEXT_DAMAGES)
def test_what_was_kgs_is_found_out_again(store, damage):
    with open_store(str(store), write=True) as opened:
        opened.query("CREATE (:Note {number: 7})", write=True)
    changed(store / "owned.jsonl.gz", TEXT_DAMAGES[damage])
    opened = open_store(str(store), write=True)
    with opened, pytest.raises(StoreDamaged, match="owned"):
        opened.write(graph(), FACTS)
    assert rebuilt(store) == ["owned.jsonl.gz"]
    with open_store(str(store), write=True) as opened:
        assert opened.write(Graph(), []).removed == 80
    assert notes(store) == [7]


@pytest.mark.parametrize("name", ["inputs.jsonl.gz", "owned.jsonl.gz", "graph.kgl"])
def test_a_file_that_is_gone_is_said(store, name):
    (store / name).unlink()
    with pytest.raises(StoreDamaged, match=f"{name} is gone.*kg store rebuild"):
        open_store(str(store))


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[" * 10_000, b'{"record":{},"sha256":""}\n', b"\xff\xfe", b"x" * 100_000],
)
def test_a_damaged_count_is_said(store, content):
    (store / "acknowledged.json").write_bytes(content)
    with pytest.raises(StoreError, match=r"acknowledged\.json"):
        open_store(str(store))


def test_every_bit_of_the_count_counts(store):
    file = store / "acknowledged.json"
    content = file.read_bytes()
    for place in range(0, len(content) * 8, 7):
        file.write_bytes(flipped(place // 8, place % 8)(content))
        with pytest.raises(StoreDamaged, match=r"acknowledged\.json"):
            open_store(str(store))
    assert rebuilt(store) == ["acknowledged.json"]
    assert json.loads(file.read_bytes())["record"]["settled"]


@pytest.mark.neo4j
def test_neo4j_says_a_damaged_text_too(neo4j_store):
    neo4j_store.write(graph(), FACTS)
    neo4j_store.change("MATCH (n:KgInput {name: 'owned'}) SET n.content = n.content", {})
    (piece,) = neo4j_store.read("MATCH (n:KgInput {name: 'owned'}) RETURN n.content AS c", {})
    damaged = flipped(40)(bytes(piece["c"]))
    neo4j_store.change("MATCH (n:KgInput {name: 'owned'}) SET n.content = $c", {"c": damaged})
    with pytest.raises(StoreDamaged, match="kg store rebuild"):
        neo4j_store.owned()
    url = neo4j_store.url
    neo4j_store.close()
    assert rebuilt_at(url) == ["owned"]
    with open_store(url) as opened:
        assert sum(map(len, opened.owned().nodes.values())) == 41


def rebuilt_at(url: str) -> list[str]:
    return rebuild_store(url, lambda _inputs: graph()).set_aside


# ------------------------------------------------------------------ what is not ours


def foreign_engine_file(path: Path) -> None:
    import kglite

    theirs = kglite.open(os.fspath(path / "graph.kgl"), durable="full")
    theirs.cypher("CREATE (:Thing {a: 1})")
    theirs.save()
    theirs.close()


FOREIGN: dict[str, Callable[[Path], object]] = {
    "another program's graph": foreign_engine_file,
    "another database": lambda path: (path / "graph.kgl").write_bytes(b"SQLite format 3\0" * 99),
    "an empty file": lambda path: (path / "graph.kgl").write_bytes(b""),
    "others' inputs": lambda path: (path / "inputs.jsonl.gz").write_bytes(gzip.compress(b"{}")),
    "others' text": lambda path: (path / "owned.jsonl.gz").write_text("mine"),
    "others' lock": lambda path: (path / "writer.lock").write_text("mine"),
    "a link as checkpoint": lambda path: (path / "graph.kgl").symlink_to(path.parent / "v"),
    "a link as log": lambda path: (path / "graph.kgl-wal").symlink_to(path.parent / "v"),
    "a link as lock": lambda path: (path / "writer.lock").symlink_to(path.parent / "v"),
    "a link as process": lambda path: (path / "writer.pid").symlink_to(path.parent / "v"),
    "a link to nothing": lambda path: (path / "writer.pid").symlink_to(path.parent / "nothing"),
    "a link as inputs": lambda path: (path / "pending-inputs.jsonl.gz").symlink_to("/dev/zero"),
    "a link as count": lambda path: (path / "acknowledged.json").symlink_to(path.parent / "v"),
    "a pipe as checkpoint": lambda path: os.mkfifo(path / "graph.kgl"),
    "a pipe as log": lambda path: os.mkfifo(path / "graph.kgl-wal"),
    "a pipe as lock": lambda path: os.mkfifo(path / "graph.kgl.lock"),
    "a directory as checkpoint": lambda path: (path / "graph.kgl").mkdir(),
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes are Unix's")
@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_ours_is_refused_before_anything_changes(tmp_path, capsys, kind):
    (tmp_path / "v").write_text("victim")
    path = tmp_path / "store"
    path.mkdir()
    FOREIGN[kind](path)
    before = files(path), sorted(path.iterdir())
    for arguments in (["query", "CREATE (:X)", "--write"], ["info"], ["store", "rebuild"]):
        assert main([*arguments, "--store", str(path)]) == 1
        err = capsys.readouterr().err
        assert err.startswith("error: ")
        assert err.count("\n") == 1
        assert str(path) in err
    assert (files(path), sorted(path.iterdir())) == before
    assert (tmp_path / "v").read_text() == "victim"
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("name", ["a" * 300, "b/" * 3000, "c" * 300 + "/store", "x\0y"])
def test_a_name_that_no_directory_has_is_one_line(tmp_path, name):
    for write in (False, True):
        with pytest.raises(StoreError, match="name another store") as caught:
            open_store(str(tmp_path / name), write=write)
        assert len(str(caught.value)) < 300
    assert list(tmp_path.iterdir()) == []
