"""The example workflow that publishes a list, step by step as a runner would."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kg.settings import packaged

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "docs" / "examples" / "publish-list.yml"


@pytest.fixture(scope="module")
def job():
    return yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["publish"]


def test_it_runs_weekly_keeps_answers_and_may_publish(job):
    # YAML 1.1 reads the key "on" as true.
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert workflow[True]["schedule"][0]["cron"].endswith("* * 1")
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    used = [step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step]
    assert used[-3:] == [
        "actions/configure-pages",
        "actions/upload-pages-artifact",
        "actions/deploy-pages",
    ]
    kept = next(step for step in job["steps"] if step.get("uses", "").startswith("actions/cache"))
    assert kept["with"]["path"].split() == ["~/.cache/citation-kg", "kg-store"]


@pytest.mark.slow
def test_its_commands_build_check_and_publish_again_and_again(job, tmp_path, s2_server):
    commands, work = tmp_path / "bin", tmp_path / "work"
    commands.mkdir()
    work.mkdir()
    (commands / "kg").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n')
    (commands / "kg").chmod(0o755)
    shutil.copy(packaged("examples", "cross-modal-retrieval.md"), work / "README.md")
    environment = os.environ | {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
        "LIST": "README.md",
        "BASE": "https://lists.example/reading",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "KG_S2_URL": s2_server.url,
        "KG_S2_INTERVAL": "0",
        "KG_S2_PATIENCE": "5",
        "KG_ARCHIVE": str(tmp_path / "archive"),
        "PYTHONPATH": str(ROOT),
    }
    scripts = [
        step["run"] for step in job["steps"] if "pip install" not in step.get("run", "pip install")
    ]
    sites = []
    for _ in range(2):
        for script in scripts:
            done = subprocess.run(
                ["bash", "-e", "-c", script],
                cwd=work,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{script}\n{done.stderr}"
        sites.append((work / "site" / "index.html").read_text(encoding="utf-8"))
    assert sites[0] == sites[1]
    assert '<link rel="canonical" href="https://lists.example/reading/">' in sites[0]
    assert "no-link" in (tmp_path / "summary.md").read_text(encoding="utf-8")
