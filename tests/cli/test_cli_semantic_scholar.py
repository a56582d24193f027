"""`kg build` against a Semantic Scholar that behaves, is gone, or refuses the key."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from s2_corpus import as_markdown, simulated_corpus
from s2_server import S2Server

KEY = "k3y-that-must-stay-secret"


def build(
    folder: Path, server: S2Server | str, *arguments: str, expect: int = 0, key: str | None = None
) -> tuple[dict[str, Any], str]:
    url = server if isinstance(server, str) else server.url
    environment = {
        **os.environ,
        "KG_S2_URL": url,
        "KG_S2_INTERVAL": "0.01",
        "KG_ARCHIVE": str(folder / "archive"),
    }
    if key:
        environment["S2_API_KEY"] = key
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "kg",
            "build",
            "papers.md",
            "--fill",
            "none",
            "--format",
            "json",
            *arguments,
        ],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
        timeout=120,
    )
    assert done.returncode == expect, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout or "{}"), done.stderr


def triples(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "export", "-", "--format", "nt"],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _, entries = CORPUS
    (tmp_path / "papers.md").write_text(as_markdown(entries), encoding="utf-8")
    return tmp_path


CORPUS = simulated_corpus(seed=11, listed=80, others=600, typical=20)


def test_a_handful_of_requests_then_none_then_offline(folder: Path) -> None:
    with S2Server(CORPUS[0]) as server:
        planned = json.loads(
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "kg",
                    "build",
                    "papers.md",
                    "--fill",
                    "none",
                    "--plan",
                    "--format",
                    "json",
                ],
                cwd=folder,
                capture_output=True,
                encoding="utf-8",
                check=True,
                env={**os.environ, "KG_S2_URL": server.url, "KG_ARCHIVE": str(folder / "archive")},
            ).stdout
        )
        assert len(server.log) == 0
        told, _ = build(folder, server)
        assert 0 < told["requests"]["total"] == len(server.log) <= 8
        assert told["requests"]["total"] <= planned["total"] <= 12
        assert told["lists"][0]["matched"] >= 60
        assert told["relationships"]["CITES"] > 500
        again, _ = build(folder, server)
        assert again["requests"]["total"] == 0
        assert again["changes"] == {"added": 0, "changed": 0, "removed": 0, "renamed": 0, "kept": 0}
        first = triples(folder)
    subprocess.run(["rm", "-r", str(folder / "kg-store")], check=True)
    offline, _ = build(folder, "http://127.0.0.1:9", "--offline")
    assert offline["requests"]["total"] == 0
    assert triples(folder) == first


def test_nobody_there_the_list_still_stands(folder: Path) -> None:
    told, said = build(folder, "http://127.0.0.1:9", expect=3)
    assert told["lists"][0]["unmatched"] == 80
    assert told["nodes"]["Paper"] == 80
    assert said.splitlines()[-1].startswith("deferred: ")


def test_a_refused_key_is_said_and_kept_nowhere(folder: Path) -> None:
    with S2Server(CORPUS[0]) as server:
        server.key = "another"
        _, said = build(folder, server, expect=3, key=KEY)
        assert "key" in said
        server.key = KEY
        build(folder, server, key=KEY)
    written = [
        path for path in folder.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ]
    assert written == []
    assert KEY not in said


def test_offline_without_an_archive(folder: Path) -> None:
    told, said = build(folder, "http://127.0.0.1:9", "--offline", expect=3)
    assert told["lists"][0]["entries"] == 80
    assert "archive" in said


def test_ctrl_c_keeps_what_was_fetched(folder: Path) -> None:
    with S2Server(CORPUS[0]) as server:
        answered = 2
        server.fault = lambda _: "429" if len(server.log) > answered else None
        process = subprocess.Popen(
            [sys.executable, "-m", "kg", "build", "papers.md", "--fill", "none"],
            cwd=folder,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={
                **os.environ,
                "KG_S2_URL": server.url,
                "KG_S2_INTERVAL": "0.01",
                "KG_ARCHIVE": str(folder / "archive"),
            },
        )
        while len(server.log) <= answered:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
        assert process.returncode == 130
        assert "Traceback" not in said
        assert "interrupted" in said
        server.fault = lambda _: None
        done = len(server.log)
        told, _ = build(folder, server)
        assert told["requests"]["total"] == len(server.log) - done
        assert told["lists"][0]["matched"] >= 60
