"""``kg archive`` as a user meets it."""

import ctypes
import json
import sqlite3
import subprocess
import sys
from contextlib import closing, nullcontext

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


def _obey_permissions():
    """Take from root, in the process to come, that it may write what is not to be written."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


@pytest.mark.parametrize("in_use", [False, True])
def test_an_archive_that_may_not_be_written_is_read(directory, tmp_path, in_use):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            preexec_fn=_obey_permissions,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    (tmp_path / "p.md").write_text("- **Deep Hashing** [paper](https://arxiv.org/abs/2201.00001)\n")
    with Archive(directory) if in_use else nullcontext() as writer:
        if writer is not None:
            writer.keep("paper/1", {"DOI:10.1/z": None})
        for file in directory.iterdir():
            file.chmod(0o444)
        directory.chmod(0o555)
        shown = run("archive", "--format", "json")
        assert json.loads(shown.stdout)["answers"]["paper"] == 2 + in_use
        exported = run("archive", "export", "answers.jsonl")
        assert exported.stderr == f"{3 + in_use} answers written to answers.jsonl\n"
        built = run("build", "p.md", "--offline")
        assert (built.returncode, "cannot be used" in built.stderr) == (3, False)
        refused = run("archive", "prune", "1y")
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
        directory.chmod(0o755)
