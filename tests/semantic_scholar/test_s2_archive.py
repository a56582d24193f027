"""The archive: what was asked once is never asked again."""

import gzip
import json
import sqlite3
import threading
from contextlib import closing

import pytest

from kg.errors import KgError, SourceError, UsageError
from kg.sources.archive import Archive, days_of
from kg.sources.archive_rows import pack_row


@pytest.fixture
def archive(tmp_path):
    with Archive(tmp_path / "a") as opened:
        yield opened


def age(archive, key, moment):
    body = archive.find("paper", [key])[key].body
    row = [moment, pack_row("paper", key, moment, body), key]
    with closing(sqlite3.connect(archive.path)) as database, database:
        database.execute("UPDATE answers SET retrieved = ?, body = ? WHERE key = ?", row)
    database.close()


def test_answers_come_back_as_they_were(archive):
    odd = {"title": "C1 \x85, \u2028, 🙂 and \u0000", "n": [None, 1, 2.5, {}]}
    archive.keep("paper", {"a": odd, "unknown": None})
    found = archive.find("paper", ["a", "unknown", "never asked"])
    assert {key: answer.body for key, answer in found.items()} == {"a": odd, "unknown": None}
    assert archive.find("search", ["a"]) == {}


def test_a_text_that_has_no_utf8_is_kept_nevertheless(archive):
    archive.keep("paper", {"a": {"title": "half an emoji \ud83d"}})
    assert archive.find("paper", ["a"])["a"].body == {"title": "half an emoji ?"}


def test_more_keys_than_one_statement_takes(archive):
    archive.keep("paper", {str(number): number for number in range(1_700)})
    assert len(archive.find("paper", [str(number) for number in range(2_000)])) == 1_700


def test_old_answers_are_stale_only_where_asked(archive):
    archive.keep("paper", {"old": 1, "new": 2})
    age(archive, "old", "2020-01-01T00:00:00Z")
    assert not archive.find("paper", ["old"])["old"].stale
    with Archive(archive.path.parent, refresh=30) as again:
        found = again.find("paper", ["old", "new"])
        assert (found["old"].stale, found["new"].stale) == (True, False)
        assert found["old"].date == "2020-01-01"
        again.keep("paper", {"old": 3})
        assert not again.find("paper", ["old"])["old"].stale


def test_export_and_import(archive, tmp_path):
    archive.keep("paper", {"a": 1, "b": None})
    age(archive, "a", "2020-01-01T00:00:00Z")
    file = tmp_path / "answers.jsonl.gz"
    assert archive.export(file) == 2
    once = file.read_bytes()
    archive.export(file)
    assert file.read_bytes() == once
    with Archive(tmp_path / "b") as other:
        other.keep("paper", {"a": "newer"})
        assert other.read_in(file) == 1  # only "b": the own answer to "a" is newer
        assert {k: v.body for k, v in other.find("paper", ["a", "b"]).items()} == {
            "a": "newer",
            "b": None,
        }
        assert other.read_in(file) in (0, 1)
        assert other.summary().answers == {"paper": 2}


@pytest.mark.parametrize(
    "text",
    [
        "not json\n",
        '{"kind": "paper", "key": "a"}\n',
        '{"kind": "paper", "key": "a", "retrieved": "yesterday", "body": 1}\n',
        '{"kind": "p", "key": "z", "retrieved": "2020-01-01T00:00:00Z", "body": 1}\n[]\n',
    ],
)
def test_what_is_no_export_is_refused_whole(archive, tmp_path, text):
    file = tmp_path / "wrong.jsonl"
    file.write_text(text)
    with pytest.raises(KgError, match=r"wrong\.jsonl, line"):
        archive.read_in(file)
    assert archive.summary().answers == {}


def test_a_cut_export_is_refused(archive, tmp_path):
    archive.keep("paper", {str(number): "x" * number for number in range(200)})
    file = tmp_path / "cut.jsonl.gz"
    archive.export(file)
    file.write_bytes(file.read_bytes()[:-40])
    with Archive(tmp_path / "b") as other, pytest.raises(KgError):
        other.read_in(file)


def test_an_export_is_one_answer_a_line(archive, tmp_path):
    archive.keep("paper", {"DOI:10.1/x": {"title": "Ümlaut"}})
    file = tmp_path / "answers.jsonl"
    archive.export(file)
    (line,) = file.read_text().splitlines()
    assert json.loads(line)["body"] == {"title": "Ümlaut"}
    assert gzip.compress(b"") != file.read_bytes()


def test_prune(archive):
    archive.keep("paper", {"old": 1, "new": 2})
    age(archive, "old", "2020-01-01T00:00:00Z")
    assert archive.prune(365) == 1
    assert set(archive.find("paper", ["old", "new"])) == {"new"}


@pytest.mark.parametrize(
    ("text", "days"), [("90", 90), ("90d", 90), ("12h", 0.5), ("6w", 42), ("3m", 90), ("1 Y", 365)]
)
def test_ages(text, days):
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["", "soon", "-3d", "3 fortnights"])
def test_what_is_no_age(text):
    with pytest.raises(UsageError):
        days_of(text)


def test_writers_at_once(tmp_path):
    def write(name):
        with Archive(tmp_path) as archive:
            for number in range(40):
                archive.keep("paper", {f"{name} {number}": number})

    threads = [threading.Thread(target=write, args=[name]) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Archive(tmp_path) as archive:
        assert archive.summary().answers == {"paper": 120}


def test_a_process_that_writes_while_another_opens_the_archive_is_waited_for(tmp_path):
    with Archive(tmp_path) as archive:
        archive.keep("paper", {"a": 1})
    # As it is for a moment when it has just been made: not yet in WAL mode, and written.
    writer = sqlite3.connect(
        tmp_path / "answers.sqlite", isolation_level=None, check_same_thread=False
    )
    writer.execute("PRAGMA journal_mode = DELETE")
    writer.execute("BEGIN IMMEDIATE")
    leaving = threading.Timer(0.3, writer.close)
    leaving.start()
    with Archive(tmp_path) as archive:
        archive.keep("paper", {"b": 2})
        assert archive.summary().answers == {"paper": 2}
    leaving.join()


def test_an_archive_that_cannot_be_used(tmp_path):
    (tmp_path / "answers.sqlite").write_bytes(
        b"this is no database, it only looks like a file" * 30
    )
    with pytest.raises(SourceError, match="KG_ARCHIVE"):
        Archive(tmp_path)


def test_an_archive_of_a_later_version(tmp_path):
    with Archive(tmp_path) as archive, closing(sqlite3.connect(archive.path)) as database, database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(SourceError, match="newer"):
        Archive(tmp_path)


def test_an_archive_damaged_on_disk_says_so(archive):
    archive.keep("paper", {"a": {"title": "x"}})
    with closing(sqlite3.connect(archive.path)) as database, database:
        database.execute("UPDATE answers SET body = X'00'")
    database.close()
    with pytest.raises(SourceError, match="is damaged"):
        archive.find("paper", ["a"])
