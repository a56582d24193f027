"""The commands of docs/bulk.md run as printed, on a small release."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from bulk_release import DATE, release_of, soil
from s2_corpus import as_markdown, simulated_corpus

from kg.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "bulk.md"
COMMANDS = [
    line.strip()
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if re.match(r"    kg ", line) and "--master" not in line
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    corpus, entries = simulated_corpus(seed=5, listed=12, others=60, typical=6)
    folder = tmp_path_factory.mktemp("documented")
    soil(release_of(corpus), corpus).write(folder / DATE)
    (folder / "papers.md").write_text(as_markdown(entries), encoding="utf-8")
    return folder


def test_the_page_shows_all_of_the_commands() -> None:
    assert {shlex.split(line)[2] for line in COMMANDS if " bulk " in line} == {
        "prepare",
        "export",
        "rank",
    }


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_page_runs(line, folder, monkeypatch, capsys) -> None:
    monkeypatch.chdir(folder)
    if "prepare" not in line and not Path("tables").exists():
        assert main(shlex.split(COMMANDS[0])[1:]) == 0
    capsys.readouterr()
    assert main(shlex.split(line)[1:]) == 0
    if "--format json" in line:
        document = json.loads(capsys.readouterr().out)
        assert set(document) == {"engine", "release", "tables", "dropped", "read", "seconds"}
