"""``kg archive`` as a user meets it."""

import json
import sqlite3
from contextlib import closing

import pytest

from kg.cli import main
from kg.sources.archive import Archive


@pytest.fixture
def directory(tmp_path, monkeypatch):
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
    with Archive(tmp_path / "archive") as archive:
        archive.keep("paper/1", {"DOI:10.1/x": {"title": "X"}, "DOI:10.1/y": None})
        archive.keep("references/1", {"a": []})
    return tmp_path / "archive"


def test_show(directory, capsys):
    assert main(["archive", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["answers"] == {"paper": 2, "references": 1}
    assert shown["bytes"] > 0
    assert main(["archive"]) == 0
    assert "paper       2" in capsys.readouterr().out


def test_share_between_two_users(directory, tmp_path, monkeypatch, capsys):
    file = tmp_path / "answers.jsonl.gz"
    assert main(["archive", "export", str(file)]) == 0
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "colleague"))
    assert main(["archive", "import", str(file)]) == 0
    assert "3 answers taken over" in capsys.readouterr().err
    with Archive(tmp_path / "colleague") as archive:
        assert archive.find("paper/1", ["DOI:10.1/x"])["DOI:10.1/x"].body == {"title": "X"}


def test_prune(directory, capsys):
    with closing(sqlite3.connect(directory / "answers.sqlite")) as database, database:
        database.execute("UPDATE answers SET retrieved = '2020-01-01T00:00:00Z' WHERE key = 'a'")
    database.close()
    assert main(["archive", "prune", "1y"]) == 0
    assert "1 answers older than 1y removed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["import", "no-such-file.jsonl"], 1, "no such file"),
        (["export", "no/such/directory/a.jsonl"], 1, "cannot be written"),
        (["prune", "soon"], 2, "not an age"),
    ],
)
def test_errors_are_one_line(directory, capsys, arguments, code, words):
    assert main(["archive", *arguments]) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert words in said.err
    assert said.err.count("\n") == 1
