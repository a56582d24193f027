"""Other people's tools accept an export without a word: Apache Jena's parser and SHACL engine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from maven import class_path

from kg.linked_data.export import FORMATS, export_rdf
from kg.settings import packaged

pytestmark = pytest.mark.java

LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.fixture(scope="session")
def jena(request) -> str:
    """The class path of Jena's commands, provided by Maven; skips, loudly, without Java."""
    pom = Path(__file__).parent / "jena" / "pom.xml"
    return class_path(request, pom, "NO JENA", "install JDK 17 and Maven")


def run(jena: str, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    called = ["java", "-Xmx512m", "-cp", jena, command, *map(str, arguments)]
    return subprocess.run(called, capture_output=True, text=True, check=False)


def test_riot_accepts_every_format(jena, full, demo_graph, tmp_path):
    files = []
    for name, graph in (("full", full), ("demo", demo_graph)):
        made = [tmp_path / f"{name}.{format}" for format in FORMATS]
        for path in made:
            export_rdf(graph, path, licence=LICENCE)
        files += made
    files.append(tmp_path / "core.ttl.gz")
    export_rdf(full, files[-1], profile="core")
    for contract in ("ontology.ttl", "shapes.ttl"):
        files.append(packaged("exports", contract))
    done = run(jena, "riotcmd.riot", "--strict", "--validate", *files)
    said = [line for line in done.stderr.splitlines() if "INFO" not in line]
    assert (done.returncode, said, done.stdout) == (0, [], "")


def test_riot_would_have_said_something(jena, tmp_path):
    path = tmp_path / "bad.nt"
    path.write_text('<http://x.org/%zz> <http://x.org/b> "c" .\n', encoding="utf-8")
    assert "Bad IRI" in run(jena, "riotcmd.riot", "--strict", "--validate", path).stderr


def test_jena_s_shacl_agrees(jena, full, tmp_path):
    path = tmp_path / "graph.nt"
    export_rdf(full, path, licence=LICENCE)
    rules = ("validate", "--text", "--shapes", packaged("exports", "shapes.ttl"), "--data", path)
    good = run(jena, "shacl.shacl", *rules)
    assert good.stdout.count("Message:") == 1, good.stdout + good.stderr
    assert "does not say which source" in good.stdout
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join(line for line in lines if "spar/cito/cites>" not in line) + "\n", encoding="utf-8"
    )
    assert run(jena, "shacl.shacl", *rules).stdout.count("has no direct cito:cites") == 4
