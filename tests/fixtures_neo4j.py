"""A real Neo4j for the tests: the one at NEO4J_URI, else Docker's, else one on JDK 17 and Maven.

Without any of them the tests that need it are skipped, loudly; with KG_TEST_REQUIRE=all
that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from maven import class_path

from kg.errors import StoreUnreachable
from kg.stores import Store, open_store
from kg.stores.neo4j_address import LOOPBACK_CREDENTIALS

_HERE = Path(__file__).parent / "neo4j_server"
_IMAGE = "neo4j:5-community"
_PATIENCE = 120


class Neo4jServer(NamedTuple):
    """A Neo4j of our own: where it answers, where its data lies, how to kill it and to end it."""

    url: str
    folder: Path
    stop: Callable[[], None]
    end: Callable[[], None]


@pytest.fixture(scope="session")
def neo4j_classpath(request: pytest.FixtureRequest) -> str:
    """The class path of Neo4j's own test harness, provided by Maven; skips without Java."""
    return class_path(
        request,
        _HERE / "pom.xml",
        "NO NEO4J",
        "set NEO4J_URI, or start Docker, or install JDK 17 and Maven",
    )


@pytest.fixture(scope="session")
def start_neo4j(
    neo4j_classpath: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Neo4jServer]]:
    """A function that starts a Neo4j of the caller's own, who may stop it at any moment."""
    started: list[subprocess.Popen[str]] = []

    def start(*, read_only: bool = False, folder: Path | None = None) -> Neo4jServer:
        folder = folder or tmp_path_factory.mktemp("neo4j")
        log = folder / "log.txt"
        mode = "read-only" if read_only else "read-write"
        source = str(_HERE / "Neo4jServer.java")
        java = ["java", "-Xmx1g", "-cp", neo4j_classpath]
        with log.open("w") as errors:
            process = subprocess.Popen(
                [*java, source, str(folder), LOOPBACK_CREDENTIALS[1], mode],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        started.append(process)
        url = process.stdout.readline().strip().rstrip("/")
        assert url, log.read_text()[-2000:]

        def stop() -> None:
            process.kill()
            process.wait()

        def end() -> None:
            process.communicate()  # ends its standard input, and with that the server

        return Neo4jServer(url, folder, stop, end)

    yield start
    for process in started:
        process.kill()
        if not process.stdout.closed:
            process.communicate()


@pytest.fixture(scope="session")
def neo4j_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of the session's Neo4j."""
    if url := os.environ.get("NEO4J_URI"):
        yield url
    elif _docker_answers():
        yield from _in_docker()
    else:
        yield request.getfixturevalue("start_neo4j")().url


def _docker_answers() -> bool:
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def _in_docker() -> Iterator[str]:
    run = ["docker", "run", "--rm", "-d", "-p", "127.0.0.1::7687"]
    name = subprocess.run(
        [*run, "-e", f"NEO4J_AUTH={'/'.join(LOOPBACK_CREDENTIALS)}", _IMAGE],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    try:
        port = subprocess.run(
            ["docker", "port", name, "7687"], capture_output=True, text=True, check=True
        ).stdout.rpartition(":")[2]
        url = f"bolt://127.0.0.1:{port.strip()}"
        _wait_for(url)
        yield url
    finally:
        subprocess.run(["docker", "kill", name], capture_output=True, check=False)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            open_store(url).close()
        except StoreUnreachable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)  # a container says nowhere else that it is ready
        else:
            return


def emptied(url: str) -> str:
    """Remove everything from a database."""
    with open_store(url, write=True) as store:
        store.query(
            "MATCH (n) WHERE NOT n:KgInput OR n.name IS NOT NULL DETACH DELETE n", write=True
        )
    return url


@pytest.fixture
def neo4j_url(neo4j_address: str) -> str:
    """The URL of a real Neo4j whose database is empty."""
    return emptied(neo4j_address)


@pytest.fixture
def neo4j_store(neo4j_url: str) -> Iterator[Store]:
    """An empty Neo4j store, opened for writing."""
    with open_store(neo4j_url, write=True) as store:
        yield store
