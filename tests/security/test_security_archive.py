"""A damaged or foreign archive is one line with its way out, and never other data."""

import gzip
import hashlib
import json
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing

import pytest

from kg.cli import main
from kg.errors import KgError, SourceError
from kg.sources.archive import Archive

BODY = zlib.compress(b'{"paperId": null, "title": "X"}')
MOMENT = "2026-11-30T10:00:00Z"
KIND = "paper/0badcafe"
#: The checksum that followed an answer before it covered its date.
SEAL = hashlib.blake2b(f"{KIND}\0sealed\0".encode() + BODY, digest_size=8).digest()


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path) as opened:
        opened.keep(KIND, {"DOI:10.1/a": {"paperId": None, "title": "A"}, "DOI:10.1/b": None})
    return tmp_path


def change(directory, statement, *values):
    with closing(sqlite3.connect(directory / "answers.sqlite")) as database:
        database.execute(statement, values)
        database.commit()


DAMAGE = {
    "a flipped bit": "UPDATE answers SET body = X'789c00' WHERE key = 'DOI:10.1/a'",
    "not packed": "UPDATE answers SET body = X'7b7d' WHERE key = 'DOI:10.1/a'",
    "text": "UPDATE answers SET body = 'text' WHERE key = 'DOI:10.1/a'",
    "a number": "UPDATE answers SET body = 7 WHERE key = 'DOI:10.1/a'",
    "no date": "UPDATE answers SET retrieved = 'yesterday' WHERE key = 'DOI:10.1/a'",
    "no day": "UPDATE answers SET retrieved = '2026-02-30T00:00:00Z' WHERE key = 'DOI:10.1/a'",
    "a date that is a number": "UPDATE answers SET retrieved = 20261130 WHERE key = 'DOI:10.1/a'",
    "a date that is not text": "UPDATE answers SET retrieved = X'ff' WHERE key = 'DOI:10.1/a'",
    "another date": "UPDATE answers SET retrieved = '2026-11-29T10:00:00Z' WHERE key = 'DOI:10.1/a'",
    "a year earlier": "UPDATE answers SET retrieved = '2025' || substr(retrieved, 5) WHERE key = 'DOI:10.1/a'",
    "a date to come": "UPDATE answers SET retrieved = '2099-12-31T23:59:59Z' WHERE key = 'DOI:10.1/a'",
    "no checksum": f"UPDATE answers SET body = X'{BODY.hex()}' WHERE key = 'DOI:10.1/a'",
    "nothing": "UPDATE answers SET body = X'' WHERE key = 'DOI:10.1/a'",
    "another answer's": (
        "UPDATE answers SET body = (SELECT body FROM answers WHERE key = 'DOI:10.1/b') "
        "WHERE key = 'DOI:10.1/a'"
    ),
}
MISFILED = {
    "under bytes": "UPDATE answers SET key = X'ff00' WHERE key = 'DOI:10.1/a'",
    "under no UTF-8": "UPDATE answers SET key = CAST(X'ff' AS TEXT) WHERE key = 'DOI:10.1/a'",
    "of a kind of bytes": "UPDATE answers SET kind = X'ff00' WHERE key = 'DOI:10.1/a'",
    "of a kind of no UTF-8": "UPDATE answers SET kind = CAST(X'ff' AS TEXT) WHERE key = 'DOI:10.1/a'",
    "of no kind": "UPDATE answers SET kind = '' WHERE key = 'DOI:10.1/a'",
    "under another key": "UPDATE answers SET key = 'DOI:10.1/c' WHERE key = 'DOI:10.1/a'",
}


@pytest.mark.parametrize("way", MISFILED)
def test_a_misfiled_answer_is_named_and_can_be_removed(archive, way, monkeypatch, capsys):
    change(archive, MISFILED[way])
    monkeypatch.setenv("KG_ARCHIVE", str(archive))
    assert main(["archive"]) == 0
    assert main(["archive", "export", str(archive / "out.jsonl")]) == 1
    err = capsys.readouterr().err
    assert "is damaged" in err
    assert err.count("\n") == 1
    assert main(["archive", "prune", "--damaged"]) == 0
    assert "1 damaged answers removed" in capsys.readouterr().err
    assert main(["archive", "export", str(archive / "out.jsonl")]) == 0


def test_every_bit_of_a_kept_answer_counts(archive):
    with closing(sqlite3.connect(archive / "answers.sqlite")) as database:
        ((packed,),) = database.execute("SELECT body FROM answers WHERE key = 'DOI:10.1/a'")
    for place in range(0, len(packed) * 8, 3):
        damaged = bytearray(packed)
        damaged[place // 8] ^= 1 << place % 8
        change(archive, "UPDATE answers SET body = ? WHERE key = 'DOI:10.1/a'", bytes(damaged))
        with Archive(archive) as opened, pytest.raises(SourceError, match="--damaged"):
            opened.find(KIND, ["DOI:10.1/a"])


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_answer_is_named_and_can_be_removed(archive, damage, monkeypatch, capsys):
    change(archive, DAMAGE[damage])
    with Archive(archive) as opened:
        assert opened.find(KIND, ["DOI:10.1/b"])["DOI:10.1/b"].body is None
        with pytest.raises(SourceError, match=r"DOI:10\.1/a.*kg archive prune --damaged"):
            opened.find(KIND, ["DOI:10.1/a"])
    monkeypatch.setenv("KG_ARCHIVE", str(archive))
    assert main(["archive", "export", str(archive / "out.jsonl")]) == 1
    assert main(["archive", "prune", "--damaged"]) == 0
    assert "1 damaged answers removed" in capsys.readouterr().err
    with Archive(archive) as opened:
        assert list(opened.find(KIND, ["DOI:10.1/a", "DOI:10.1/b"])) == ["DOI:10.1/b"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("paper/0", "[1, 2]"),
        ("match/0", '"text"'),
        ("search/0", "[1]"),
        ("references/0", '{"a": 1}'),
        ("references state/0", '{"total": true}'),
        ("citations state/0", '{"came": "many"}'),
        ("references page/0", "[[], true]"),
        ("citations page/0", "[[1], 2, 3]"),
        ("paper/0", "[" * 100_000 + "]" * 100_000),
    ],
)
def test_an_answer_of_another_shape_is_named(archive, kind, body):
    change(
        archive,
        "INSERT INTO answers (kind, key, retrieved, body) VALUES (?, 'k', ?, ?)",
        kind,
        MOMENT,
        zlib.compress(body.encode()),
    )
    with Archive(archive) as opened, pytest.raises(SourceError, match=r"'k'.*is damaged"):
        opened.find(kind, ["k"])
    with Archive(archive) as opened:
        assert opened.prune_damaged() == 1


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE bookmarks (id INTEGER)"],
        ["CREATE TABLE answers (question TEXT, answer TEXT)"],
        ["CREATE TABLE answers (question TEXT)", "PRAGMA user_version = 1"],
        ["CREATE TABLE other (a TEXT)", "PRAGMA user_version = 1"],
        ["PRAGMA user_version = 99"],
    ],
)
def test_another_programs_database_is_refused_before_anything_changes(tmp_path, statements):
    for statement in statements:
        change(tmp_path, statement)
    before = (tmp_path / "answers.sqlite").read_bytes()
    with pytest.raises(SourceError, match="KG_ARCHIVE"):
        Archive(tmp_path)
    assert (tmp_path / "answers.sqlite").read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database", b"SQLite format 3\0" + b"\xff" * 4096])
def test_what_is_no_database_is_one_line(tmp_path, content):
    (tmp_path / "answers.sqlite").write_bytes(content)
    with pytest.raises(SourceError, match="KG_ARCHIVE"):
        Archive(tmp_path)


def test_an_archive_of_the_first_version_is_still_read(tmp_path):
    change(
        tmp_path,
        "CREATE TABLE answers (kind TEXT NOT NULL, key TEXT NOT NULL, retrieved TEXT NOT NULL, "
        "body BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID",
    )
    change(tmp_path, "PRAGMA user_version = 1")
    for key, body in (("k", BODY), ("sealed", BODY + SEAL), ("damaged", BODY + b"12345678")):
        change(tmp_path, "INSERT INTO answers VALUES (?, ?, ?, ?)", KIND, key, MOMENT, body)
    change(tmp_path, "INSERT INTO answers VALUES (X'ff', CAST(X'ff' AS TEXT), 'soon', 'text')")
    for _ in range(2):
        with Archive(tmp_path) as opened:
            found = opened.find(KIND, ["k", "sealed"])
            assert [found[key].body["title"] for key in ("k", "sealed")] == ["X", "X"]
            with pytest.raises(SourceError, match="'damaged'"):
                opened.find(KIND, ["damaged"])
    change(tmp_path, "UPDATE answers SET retrieved = '2026-11-29T10:00:00Z' WHERE key = 'k'")
    with Archive(tmp_path) as opened:
        with pytest.raises(SourceError, match="its checksum is another"):
            opened.find(KIND, ["k"])
        assert opened.prune_damaged() == 3
        assert list(opened.find(KIND, ["k", "sealed", "damaged"])) == ["sealed"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"kind": "paper/0", "key": "k", "retrieved": "2026-02-30T00:00:00Z", "body": null}',
        b'{"kind": "paper/0", "key": "k", "retrieved": "soon", "body": null}',
        b'{"kind": "paper/0", "key": "k", "retrieved": "2026-11-30T00:00:00Z", "body": 7}',
        b"[" * 100_000,
        b"not json",
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_an_import_of_anything_else_takes_nothing_over(archive, line, packed):
    good = {"kind": KIND, "key": "new", "retrieved": MOMENT, "body": None}
    data = json.dumps(good).encode() + b"\n" + line + b"\n"
    file = archive / ("in.jsonl.gz" if packed else "in.jsonl")
    file.write_bytes(gzip.compress(data) if packed else data)
    with Archive(archive) as opened:
        with pytest.raises(KgError, match="line 2"):
            opened.read_in(file)
        assert opened.find(KIND, ["new"]) == {}


def test_processes_that_make_one_archive_at_once_all_use_it(tmp_path):
    code = (
        "import sys, pathlib; from kg.sources.archive import Archive\n"
        "with Archive(pathlib.Path(sys.argv[1])) as archive: archive.keep('paper/0', {sys.argv[2]: None})"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, tmp_path, str(number)]) for number in range(4)
    ]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    with Archive(tmp_path) as opened:
        assert len(opened.find("paper/0", ["0", "1", "2", "3"])) == 4


@pytest.mark.parametrize(
    "thing",
    [
        "CREATE TRIGGER t AFTER INSERT ON answers BEGIN DELETE FROM answers; END",
        "CREATE VIEW more AS SELECT * FROM answers",
        "CREATE TABLE others (a)",
        "CREATE INDEX slow ON answers (length(body))",
    ],
)
def test_an_archive_that_holds_more_than_answers_is_not_used(archive, thing):
    change(archive, thing)
    with pytest.raises(SourceError, match="another program's database"):
        Archive(archive)


def test_a_view_of_answers_without_end_is_not_read(tmp_path, monkeypatch, capsys):
    with closing(sqlite3.connect(tmp_path / "answers.sqlite")) as database:
        database.execute(
            "CREATE VIEW answers AS WITH RECURSIVE c (kind, key, retrieved, body) AS ("
            "SELECT 'k', 'a', '2026-01-01T00:00:00Z', x'00' UNION ALL "
            "SELECT kind, key || 'a', retrieved, body FROM c) SELECT * FROM c"
        )
        database.execute("PRAGMA user_version = 2")
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path))
    assert main(["archive"]) == 1
    assert "another program's database" in capsys.readouterr().err
