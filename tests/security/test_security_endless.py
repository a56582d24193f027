"""A pipe that nobody writes to and a device that never ends are refused wherever a file is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs pipes and /dev/zero")

LIST = "# L\n\n- [Attention Is All You Need](https://arxiv.org/abs/1706.03762). 2017.\n"
BUILD = ("build", "list.md", "--source", "none", "--store", "store")
#: Commands that read a file, which is named ENDLESS.
COMMANDS = (
    ("build", "ENDLESS", "--source", "none", "--store", "store"),
    ("build", "list.md", "--source", "ENDLESS.jsonl", "--store", "store"),
    (*BUILD, "--curation", "ENDLESS"),
    (*BUILD, "--datasets", "ENDLESS"),
    ("parse", "ENDLESS"),
    ("check", "ENDLESS"),
    ("check", "ENDLESS", "--fix"),
    ("format", "ENDLESS", "--store", "store"),
    ("add", "1512.03385", "ENDLESS", "--offline", "--store", "store"),
    ("suggest", "ENDLESS", "--store", "store"),
    ("write", "ENDLESS.bib", "-o", "new.md"),
    ("mark", "1706.03762", "--status", "read", "--curation", "ENDLESS", "--store", "store"),
    ("archive", "import", "ENDLESS.jsonl"),
    ("archive", "import", "ENDLESS.gz"),
    ("validate", "ENDLESS.ttl"),
    ("validate", "ENDLESS.jsonld"),
    ("sparql", "most-cited", "ENDLESS.nt"),
    ("info", "--store", "ENDLESS"),
)
SUFFIXES = ("", ".jsonl", ".bib", ".gz", ".ttl", ".jsonld", ".nt")
RUNNER = """
import contextlib, io, json, sys
from kg.cli import main
for arguments in json.load(sys.stdin):
    err = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(err):
        code = main(arguments)
    print(json.dumps([code, err.getvalue()]), file=sys.__stdout__, flush=True)
"""


def test_what_never_ends_is_refused_in_one_line(tmp_path):
    (tmp_path / "list.md").write_text(LIST)
    for suffix in SUFFIXES:
        os.mkfifo(tmp_path / f"pipe{suffix}")
        (tmp_path / f"zero{suffix}").symlink_to("/dev/zero")
    asked = [
        [word.replace("ENDLESS", name) for word in command]
        for name in ("pipe", "zero")
        for command in COMMANDS
    ]
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps([BUILD, *asked]),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        cwd=tmp_path,
        env={**os.environ, "KG_ARCHIVE": str(tmp_path / "archive")},
    )
    built, *answers = map(json.loads, done.stdout.splitlines())
    assert built[0] == 0
    for command, (code, err) in zip(asked, answers, strict=True):
        lines = err.splitlines()
        assert code in (1, 2), (command, err)
        assert [line for line in lines if line.startswith("error: ")] == lines[-1:], (command, err)
        assert lines[-1].count(", ") >= 2, lines[-1]
        assert "bug" not in lines[-1]
    assert not (tmp_path / "new.md").exists()
