"""Java programs of the tests, provided by Maven."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"


def class_path(request: pytest.FixtureRequest, pom: Path, missing: str, instead: str) -> str:
    """Return the class path that a pom asks for; skips, saying what is ``missing``, without Java."""
    if not shutil.which("java") or not shutil.which("mvn"):
        pytest.skip(f"{missing}: {instead}")
    digest = hashlib.sha256(pom.read_bytes()).hexdigest()[:12]
    kept = request.config.cache.mkdir("maven") / f"classpath-{digest}.txt"
    if kept.exists() and all(Path(jar).exists() for jar in kept.read_text().split(os.pathsep)):
        return kept.read_text()
    done = subprocess.run(
        ["mvn", "-q", "-B", "-f", str(pom), GOAL, f"-Dmdep.outputFile={kept}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode:
        pytest.skip(f"{missing}: Maven cannot provide it: {done.stdout[-500:]}")
    return kept.read_text()
