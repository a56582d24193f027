"""Whoever is not root: what may not be read or written is one line that says what to do."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kg.cli import main
from kg.files import UNFINISHED

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="takes rights away as Linux does")

_DROP_FROM_BOUNDING_SET = 24  # PR_CAPBSET_DROP of prctl(2)
_IGNORES_PERMISSIONS = (1, 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH

#: Runs commands one after another, each with a file or directory whose mode it changes first.
RUNNER = """
import contextlib, io, json, os, sys
from pathlib import Path
from kg.cli import main
for path, mode, arguments in json.load(sys.stdin):
    former = Path(path).stat().st_mode & 0o7777
    Path(path).chmod(mode)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    Path(path).chmod(former)
    print(json.dumps([code, err.getvalue()]), file=sys.__stdout__, flush=True)
"""

#: What must be in nothing that is said.
SECRETS = {name: f"secret-of-{name}" for name in ("S2_API_KEY", "KG_TOKEN", "ZOTERO_KEY")}
LIST = """# L

- [Attention Is All You Need](https://arxiv.org/abs/1706.03762). 2017.
- [Deep Residual Learning for Image Recognition](https://arxiv.org/abs/1512.03385). 2016.
- [Attention Is All You Need](https://arxiv.org/abs/1706.03762). 2017.
"""
BIBLIOGRAPHY = "@article{a, title = {Attention Is All You Need}, year = 2017}\n"
RECORD = {
    "paperId": "a",
    "title": "Attention Is All You Need",
    "externalIds": {"ArXiv": "1706.03762"},
    "year": 2017,
}
ANOTHER = {
    "paperId": "b",
    "title": "BERT: Pre-training of Deep Bidirectional Transformers",
    "externalIds": {"ArXiv": "1810.04805"},
    "year": 2018,
}

BUILD = ("build", "list.md", "--source", "records.jsonl", "--store", "store")
WRITE = ("query", "CREATE (:Note)", "--write", "--store", "store")
READERS = (
    ("info", "--store", "store"),
    ("query", "most-cited", "--store", "store"),
    ("schema", "--store", "store"),
    ("lineage", "main", "--store", "store"),
    ("view", "--no-open", "--store", "store"),
    ("export", "graph.ttl", "--store", "store"),
    ("export", "graph.bib", "--store", "store"),
    ("sparql", "most-cited", "--store", "store"),
    ("validate", "--store", "store"),
    ("news", "--store", "store"),
    ("why", "1706.03762", "--store", "store"),
    ("suggest", "--store", "store"),
    ("publish", "site", "--store", "store"),
    ("store", "copy", "store", "other"),
    ("topics", "--store", "store"),
    ("topics", "--list", "list.md", "--store", "store"),
    ("lineage", "explain", "--store", "store"),
    ("lineage", "ancestors", "1706.03762", "--store", "store"),
    ("export", "graph.csv", "--store", "store"),
    ("export", "notes/", "--format", "notes", "--store", "store"),
    ("review", "list.md", "--store", "store"),
    ("suggest", "list.md", "--store", "store"),
    ("format", "list.md", "--add-counts", "--store", "store"),
    ("serve", "--no-open", "--port", "0", "--store", "store"),
)
MARK = ("mark", "1706.03762", "--status", "read", "--store", "store")
WRITERS = (
    BUILD,
    WRITE,
    ("store", "rebuild", "--store", "store"),
    ("store", "forget", "list.md", "--store", "store"),
    ("store", "move", "list.md", "new.md", "--store", "store"),
    MARK,
)
#: What may not be used, its mode meanwhile, and commands that need it.
CASES = {
    "unreadable list": ("list.md", 0o000, (BUILD, ("parse", "list.md"), ("check", "list.md"),
                        ("add", "1706.03762", "list.md", "--offline"), ("format", "list.md"),
                        ("check", "list.md", "--fix"), ("check", "list.md", "--only-lists"),
                        ("check", "list.md", "--links"), ("write", "list.md", "-o", "new.md"),
                        ("suggest", "list.md", "--store", "store"))),
    "unreadable bibliography": ("refs.bib", 0o000, (("write", "refs.bib", "-o", "new.md"),
                                ("parse", "refs.bib"), ("build", "refs.bib", "--source", "none",
                                "--store", "store"), ("check", "refs.bib"))),
    "unreadable curation file": ("list.kg.toml", 0o000, (BUILD, ("parse", "list.md"),
                                 ("check", "list.md"), MARK, ("format", "list.md"),
                                 ("suggest", "list.md", "--store", "store"))),
    "unwritable curation file": ("list.kg.toml", 0o444, (MARK,
        ("suggest", "list.md", "--dismiss", "10.1/gone", "--store", "store"),
        ("review", "list.md", "--accept", "3=doi:10.1/x", "--store", "store"))),
    "unwritable list": ("list.md", 0o444, (("format", "list.md", "--sort", "year"),
        ("check", "list.md", "--fix"), ("write", "refs.bib", "-o", "list.md"),
        ("add", "1810.04805", "list.md", "--source", "records.jsonl", "--store", "store"))),
    "unreadable records": ("records.jsonl", 0o000, (BUILD,)),
    "unreadable store": ("store", 0o000, (*READERS, *WRITERS)),
    "unreadable graph": ("store/graph.kgl", 0o000, (READERS[0], READERS[1], *WRITERS)),
    "unreadable inputs": ("store/inputs.jsonl.gz", 0o000, (READERS[0], BUILD, WRITERS[2])),
    "unreadable ownership": ("store/owned.jsonl.gz", 0o000, (BUILD, WRITERS[2])),
    "unreadable count": ("store/acknowledged.json", 0o000, (READERS[0], *WRITERS)),
    "unwritable store": ("store", 0o555, WRITERS),
    "unwritable graph": ("store/graph.kgl", 0o444, (BUILD, WRITE)),
    "unwritable lock": ("store/writer.lock", 0o444, WRITERS[:2]),
    "unwritable process": ("store/writer.pid", 0o444, WRITERS[:2]),
    "unwritable place of a store": (".", 0o555, (("build", "list.md", "--source", "records.jsonl",
                                    "--store", "new"), ("demo", "new"))),
    "unreadable archive": ("archive", 0o000, (("archive",), ("archive", "export", "a.jsonl"),
                           ("archive", "prune", "1d"), ("build", "list.md", "--offline",
                           "--store", "store"))),
    "unwritable archive": ("archive", 0o555, (("archive", "import", "exported.jsonl"),)),
    "unwritable directory": ("locked", 0o555, (
        ("view", "--no-open", "-o", "locked/x.html", "--store", "store"),
        ("export", "locked/x.ttl", "--store", "store"),
        ("export", "locked/x.csv", "--store", "store"),
        ("query", "most-cited", "--format", "csv", "-o", "locked/x.csv", "--store", "store"),
        ("publish", "locked/site", "--store", "store"),
        ("archive", "export", "locked/a.jsonl"),
        ("demo", "locked/demo"),
        ("write", "refs.bib", "-o", "locked/new.md"),
        ("export", "locked/notes/", "--format", "notes", "--store", "store"),
        ("export", "locked/x.bib", "--store", "store"),
        ("bulk", "prepare", "release", "--to", "locked/tables"))),
    "unreadable release": ("release", 0o000, (("bulk", "prepare", "release", "--to", "tables"),)),
    "unreadable tables": ("tables", 0o000, (("bulk", "export", "tables", "--to", "out"),
        ("bulk", "rank", "tables"),
        ("build", "list.md", "--source", "tables", "--store", "store"))),
    "write-protected output": ("page.html", 0o444, (
        ("view", "--no-open", "-o", "page.html", "--store", "store"),
        ("query", "most-cited", "--format", "csv", "-o", "page.html", "--store", "store"),
        ("archive", "export", "page.html"),
        ("write", "refs.bib", "-o", "page.html"),
        ("export", "page.html", "--format", "bib", "--store", "store"))),
}  # fmt: skip


def may_not_ignore_permissions() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in _IGNORES_PERMISSIONS:
        libc.prctl(_DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[tuple[str, tuple[str, ...]], tuple[int, str]]:
    here = tmp_path_factory.mktemp("permissions")
    for name in ("archive", "locked", "release", "release/papers", "tables"):
        (here / name).mkdir()
    (here / "refs.bib").write_text(BIBLIOGRAPHY)
    (here / "list.md").write_text(LIST)
    (here / "list.kg.toml").write_text("")
    (here / "records.jsonl").write_text("\n".join(map(json.dumps, (RECORD, ANOTHER))))
    (here / "page.html").write_text("mine")
    asked = [("list.md", 0o644, BUILD), ("list.md", 0o644, ("archive", "export", "exported.jsonl"))]
    asked += [
        (path, mode, command) for path, mode, commands in CASES.values() for command in commands
    ]
    done = subprocess.run(
        [sys.executable, "-c", RUNNER],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        cwd=here,
        env={**os.environ, **SECRETS, "KG_ARCHIVE": str(here / "archive"), "HOME": str(here)},
        preexec_fn=may_not_ignore_permissions,
    )
    found = [tuple(json.loads(line)) for line in done.stdout.splitlines()]
    assert found[0][0] == 0
    assert (here / "page.html").read_text() == "mine"
    assert (here / "list.md").read_text() == LIST
    assert tomllib.loads((here / "list.kg.toml").read_text()).keys() <= {"marks"}
    assert not [file.name for file in here.rglob("*") if file.name.startswith(UNFINISHED)]
    assert not {"new.md", "site", "notes", "out", "x.ttl"} & {file.name for file in here.rglob("*")}
    assert not [secret for secret in SECRETS.values() if secret in done.stdout + done.stderr]
    names = [(name, command) for name, case in CASES.items() for command in case[2]]
    return dict(zip(names, found[2:], strict=True))


@pytest.mark.parametrize("case", CASES)
def test_what_may_not_be_used_is_one_line_with_what_to_do(answers, case):
    for command in CASES[case][2]:
        code, err = answers[case, command]
        lines = [line for line in err.splitlines() if line.startswith("error: ")]
        assert code in (1, 2)
        assert len(lines) == 1, (command, err)
        assert lines[0].count(", ") >= 2, lines[0]
        assert "bug" not in lines[0]
        assert "Traceback" not in err


def test_a_store_that_may_only_be_read_is_read(tmp_path, answers):
    del answers
    code = (
        "import sys; from kg.cli import main; from kg.stores import open_store; from pathlib import Path\n"
        "s = open_store('store', write=True); s.query('CREATE (:Note)', write=True); s.close()\n"
        "Path('store').chmod(0o555)\n"
        "sys.exit(main(['query', 'MATCH (n) RETURN count(n) AS n', '--store', 'store']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        preexec_fn=may_not_ignore_permissions,
    )
    Path(tmp_path / "store").chmod(0o755)
    assert (done.returncode, done.stdout.split()) == (0, ["n", "1"]), done.stderr


def test_what_a_write_protected_store_refuses_is_not_in_it(tmp_path):
    code = (
        "from kg.cli import main; from kg.stores import open_store; from pathlib import Path\n"
        "open_store('store', write=True).close()\n"
        "Path('store').chmod(0o555)\n"
        "asked = ['query', 'CREATE (:Note)', '--write', '--store', 'store']\n"
        "print(main(asked), flush=True)\n"
        "print(main(['query', 'MATCH (n) RETURN count(n) AS n', '--store', 'store']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        preexec_fn=may_not_ignore_permissions,
    )
    Path(tmp_path / "store").chmod(0o755)
    assert done.stdout.split() == ["1", "n", "0", "0"]
    assert done.stderr == (
        "error: the directory is write-protected, store, make it writable, or name another store\n"
    )


@pytest.mark.parametrize("thing", ["directory", "pipe", "endless device", "link to nothing"])
def test_what_stands_where_the_curation_file_would_is_not_passed_over(
    thing, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "l.md").write_text("- [Deep maps](https://doi.org/10.5555/a), CVPR 2019\n")
    beside = tmp_path / "l.kg.toml"
    make = {
        "directory": beside.mkdir,
        "pipe": lambda: os.mkfifo(beside),
        "endless device": lambda: beside.symlink_to("/dev/zero"),
        "link to nothing": lambda: beside.symlink_to(tmp_path / "gone.toml"),
    }
    make[thing]()
    assert main(["build", "l.md", "--source", "none", "--store", "s"]) == 1
    assert "l.kg.toml" in capsys.readouterr().err
