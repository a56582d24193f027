"""Every command that the lineage page prints runs on the example as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kg.cli import main
from kg.stores import open_store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "lineage.md"
BLOCKS = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line.startswith("kg ")]


@pytest.fixture(scope="module")
def store(demo_graph, tmp_path_factory):
    directory = str(tmp_path_factory.mktemp("documented") / "store")
    with open_store(directory, write=True) as opened:
        opened.write(demo_graph, [])
    return directory


@pytest.mark.parametrize("command", COMMANDS)
def test_a_printed_command_runs(command: str, store: str, monkeypatch, capfdbinary) -> None:
    monkeypatch.setenv("KG_STORE", store)
    assert main(shlex.split(command, comments=True)[1:]) == 0, capfdbinary.readouterr().err
