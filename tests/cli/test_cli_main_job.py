"""The main job as a user runs it: `kg` as a process, on the user's list, offline."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kg.settings import packaged

LIST = packaged("examples", "cross-modal-retrieval.md")
RECORDS = packaged("examples", "cross-modal-retrieval.records.jsonl")
SECRETS = (
    "736E808929A780DD",
    "X-Amz-Signature",
    "b5354378646b05d3",
    "IQoJb3JpZ2luX2Vj",
    "ASIAQ3PHCVTY7ASUQQ4G",
)


def kg(
    *arguments: object, cwd: Path, expect: int = 0, stdin: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONHASHSEED": "random", **environment},
        check=False,
        timeout=300,
    )
    assert done.returncode == expect, (done.returncode, done.stderr[-2000:])
    assert "Traceback" not in done.stderr
    return done


def answer(*arguments: object, cwd: Path, **environment: str) -> Any:
    return json.loads(kg(*arguments, "--format", "json", cwd=cwd, **environment).stdout)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("main job")
    kg("build", LIST, "--source", RECORDS, cwd=folder)
    return folder


def test_the_build_says_what_it_did(tmp_path: Path) -> None:
    told = answer("build", LIST, "--source", RECORDS, cwd=tmp_path)
    assert told["lists"] == [
        {
            "source": "cross-modal-retrieval.md",
            "entries": 64,
            "papers": 62,
            "matched": 63,
            "unsure": 1,
            "unmatched": 0,
            "datasets": 8,
        }
    ]
    assert told["nodes"]["Paper"] == 321
    assert (told["relationships"]["CITES"], told["relationships"]["LISTS"]) == (423, 72)
    assert told["requests"] == {"total": 0, "by_endpoint": {}}
    assert Counter(one["state"] for one in told["incomplete"]) == {"unknown": 50, "partial": 4}
    assert {"self-citation", "encoding-repaired", "credential-removed"} <= {
        one["code"] for one in told["warnings"]
    }


def test_building_again_changes_nothing(built: Path) -> None:
    before = kg("export", "-", "--format", "nt", cwd=built).stdout
    assert answer("build", LIST, "--source", RECORDS, cwd=built)["changes"] == {
        "added": 0,
        "changed": 0,
        "removed": 0,
        "renamed": 0,
        "kept": 0,
    }
    assert kg("export", "-", "--format", "nt", cwd=built).stdout == before


def test_citations_alone_between_own_papers(tmp_path: Path) -> None:
    told = answer("build", LIST, "--source", RECORDS, "--expand", "none", cwd=tmp_path)
    assert (told["nodes"]["Paper"], told["relationships"]["CITES"]) == (70, 80)


def test_the_store_is_given_by_flag_or_environment(built: Path, tmp_path: Path) -> None:
    count = "MATCH (p:Paper) RETURN count(p) AS n"
    assert answer("query", count, "--store", built / "kg-store", cwd=tmp_path) == [{"n": 321}]
    assert answer("query", count, cwd=tmp_path, KG_STORE=str(built / "kg-store")) == [{"n": 321}]


def test_why_and_review(built: Path) -> None:
    assert answer("why", "line:9", cwd=built)["link"] is True
    doubtful = answer("why", "line:48", cwd=built)
    assert doubtful["link"] is False
    assert {"code", "sentence", "source", "date"} <= set(doubtful["reasons"][0])
    [one] = answer("review", LIST, cwd=built)
    assert (one["line"], one["candidates"][0]["id"]) == (48, "doi:10.1016/j.neunet.2020.03.015")


def test_a_decision_wins(tmp_path: Path) -> None:
    (tmp_path / "papers.md").write_bytes(LIST.read_bytes())
    kg("build", "papers.md", "--source", RECORDS, cwd=tmp_path)
    kg("review", "papers.md", "--accept", "48=10.1016/j.neunet.2020.03.015", cwd=tmp_path)
    told = answer("build", "papers.md", "--source", RECORDS, cwd=tmp_path)
    assert (told["lists"][0]["matched"], told["lists"][0]["unsure"]) == (64, 0)
    assert told["changes"]["renamed"] == 1
    assert answer(
        "query",
        "MATCH (:ReadingList)-[e:LISTS]->(p:Paper) WHERE e.line = 48 RETURN e.matched_by AS by, p.id AS id",
        cwd=tmp_path,
    ) == [{"by": "decision", "id": "doi:10.1016/j.neunet.2020.03.015"}]
    assert answer("review", "papers.md", cwd=tmp_path) == []


def test_two_lists_of_one_name_are_refused(built: Path, tmp_path: Path) -> None:
    copy = tmp_path / "cross-modal-retrieval.md"
    copy.write_bytes(LIST.read_bytes())
    said = kg(
        "build", copy, "--source", RECORDS, "--store", built / "kg-store", cwd=tmp_path, expect=1
    ).stderr
    assert "two lists would both be list:cross-modal-retrieval" in said


def test_a_list_from_standard_input(tmp_path: Path) -> None:
    said = kg(
        "build",
        "-",
        "--source",
        "none",
        "--format",
        "json",
        cwd=tmp_path,
        stdin="- [Deep Cross-Modal Hashing](https://arxiv.org/abs/1602.02255) CVPR 2017\n",
    ).stdout
    told = json.loads(said)
    assert told["lists"][0]["entries"] == 1
    assert answer("query", "MATCH (p:Paper) RETURN p.id AS id", cwd=tmp_path) == [
        {"id": "arxiv:1602.02255"}
    ]


def test_records_without_a_list_are_papers(tmp_path: Path) -> None:
    told = answer("build", "--source", RECORDS, cwd=tmp_path)
    assert told["lists"] == []
    assert told["nodes"]["Paper"] == 321


def test_no_credential_survives_anywhere(built: Path) -> None:
    kg("view", "-o", "page.html", "--no-open", cwd=built)
    for name in ("graph.ttl", "graph.csv", "graph.bib", "graph.graphml"):
        kg("export", name, cwd=built)
    for path in sorted(built.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            assert not [secret for secret in SECRETS if secret.encode() in data], path.name


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["build", "missing.md", "--source", "none"], 1, "no such file"),
        (["build", ".", "--source", "none"], 1, "directory"),
        (["build", "empty.md", "--source", "none"], 1, "empty.md"),
        (["build", "binary.md", "--source", "none"], 1, "binary.md"),
        (["build", "prose.md", "--source", "none"], 1, "prose.md"),
        (["build", LIST, "--source", "broken.jsonl"], 1, "broken.jsonl:1"),
        (["build", LIST, "--source", "nowhere"], 2, "is not a source"),
        (["build", LIST, "--source", "none", "--expand", "all"], 2, "--expand"),
        (["build", LIST, "--source", "none", "--hops", "0"], 2, "--hops"),
        (["build", "--source", "none"], 2, "no list given"),
        (["build", LIST, "--source", "none", "--curation", "gone.toml"], 1, "gone.toml"),
        (["build", LIST, "--source", "none", "--store", "bolt://127.0.0.1:1"], 1, "127.0.0.1:1"),
        (["query", "most-cited"], 1, "kg build"),
        (["why", "nothing-of-the-kind"], 1, "kg build"),
        (["frobnicate"], 2, "frobnicate"),
        (["build", "--frobnicate"], 2, "--frobnicate"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, arguments: list[object], code: int, said: str
) -> None:
    (tmp_path / "empty.md").write_text("")
    (tmp_path / "binary.md").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "prose.md").write_text("Nothing to read here.\n")
    (tmp_path / "broken.jsonl").write_text("{\n")
    done = kg(*arguments, cwd=tmp_path, expect=code)
    assert done.stdout == ""
    [line] = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert said in line
    assert not (tmp_path / "kg-store").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["query", "MATCH (p:Paper RETURN p"], "syntax"),
        (["query", "CREATE (p:Paper {id: 'x'})"], "write"),
        (["query", "MATCH (p:Paper) WHERE p.id = $id RETURN p"], "id"),
        (["why", "nothing-of-the-kind"], "no paper"),
        (["lineage", "ancestors", "doi:10.1000/none"], "no paper"),
        (["sparql", "SELECT WHERE"], "SPARQL"),
        (["export", "graph.xyz"], "graph.xyz"),
        (["review", "other.md"], "not built"),
        (["review", LIST, "--reject", "48", "--accept", "48=10.1000/x"], "decided in two ways"),
        (["review", LIST, "--accept", "48=10.1/x", "--accept", "48=10.1/y"], "decided in two ways"),
    ],
)
def test_bad_questions_are_one_line_and_harm_nothing(
    built: Path, arguments: list[object], said: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)],
        cwd=built,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert said.casefold() in done.stderr.casefold()
    assert len([line for line in done.stderr.splitlines() if line.startswith("error:")]) == 1
    assert answer("query", "MATCH (p:Paper) RETURN count(p) AS n", cwd=built) == [{"n": 321}]


def test_a_mistake_of_ours_is_told_as_one(built: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "--debug", "why", "nothing-of-the-kind"],
        cwd=built,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" in done.stderr
