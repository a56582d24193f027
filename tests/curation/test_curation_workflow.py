"""The example workflow for a list's own repository, step by step as a runner would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from s2_server import S2Server

from kg.settings import packaged

WORKFLOW = Path(__file__).parents[2] / "docs" / "examples" / "check-list.yml"
CLEAN = "# Papers\n\n- (2022 CVPR) **Deep Hashing for Images** [paper](https://arxiv.org/abs/2201.00001)\n"


def steps() -> list[str]:
    """The scripts of the workflow, without the one that installs."""
    text = WORKFLOW.read_text(encoding="utf-8")
    found = re.findall(r"^ {8}run: (?:\|\n((?: {10}.*\n)+)|(.+)\n)", text, re.MULTILINE)
    scripts = [textwrap.dedent(block) if block else line for block, line in found]
    assert "pip install citation-kg" in scripts
    return [script for script in scripts if "pip install" not in script]


@pytest.fixture
def repository(tmp_path: Path, s2_server: S2Server) -> dict[str, str]:
    """The environment of a runner in a checkout of a list's repository."""
    commands = tmp_path / "bin"
    commands.mkdir()
    kg = commands / "kg"
    kg.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    kg.chmod(0o755)
    (tmp_path / "work").mkdir()
    return os.environ | {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "LIST": "README.md",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "KG_S2_URL": s2_server.url,
        "KG_S2_INTERVAL": "0",
        "KG_ARCHIVE": str(tmp_path / "archive"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }


def run(environment: dict[str, str], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run the steps one after the other, like a runner: ``bash -e``, stop at the first failure."""
    for number, script in enumerate(steps()):
        file = tmp_path / f"step-{number}.sh"
        file.write_text(script.replace("--patience 120", "--patience 1"))
        done = subprocess.run(
            ["bash", "-e", str(file)],
            cwd=tmp_path / "work",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return done
    return done


def test_a_list_with_errors_fails_with_annotations(
    repository: dict[str, str], tmp_path: Path
) -> None:
    shutil.copy(packaged("examples", "cross-modal-retrieval.md"), tmp_path / "work" / "README.md")
    done = run(repository, tmp_path)
    assert done.returncode == 1
    assert "::error file=README.md,line=39,title=credential-in-link::" in done.stdout
    assert "| 63 | warning `no-link` |" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_a_clean_list_passes(repository: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "work" / "README.md").write_text(CLEAN)
    done = run(repository, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "::error" not in done.stdout


def test_a_service_that_is_away_does_not_fail_the_list(
    repository: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "work" / "README.md").write_text(CLEAN)
    away = repository | {"KG_S2_URL": "http://127.0.0.1:9"}
    done = run(away, tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_page_shows_the_file_that_is_tested() -> None:
    page = WORKFLOW.parents[1] / "list-ci.md"
    assert WORKFLOW.read_text(encoding="utf-8") in page.read_text(encoding="utf-8")
