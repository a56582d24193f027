"""``kg view`` as a user runs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kg.stores import open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory, demo_graph):
    path = tmp_path_factory.mktemp("view") / "kg-store"
    with open_store(str(path), write=True) as opened:
        opened.write(demo_graph, [])
    return path


def view(store, folder, *arguments):
    command = [sys.executable, "-m", "kg", "view", "--store", str(store), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_store_and_the_graph_in_memory_give_the_same_page(store, tmp_path, demo_html):
    done = view(store, tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "lineage.html is written" in done.stderr
    assert (tmp_path / "lineage.html").read_bytes() == demo_html.encode()


def test_opened_with_papers_in_focus(store, tmp_path):
    done = view(
        store,
        tmp_path,
        "--paper",
        "10.1145/3123266.3123326",
        "--paper",
        "DRSL",
        "-o",
        "two.html",
        "--no-open",
    )
    assert done.returncode == 0
    assert (tmp_path / "two.html").exists()


@pytest.mark.parametrize(
    "arguments", [["--paper", "no such paper"], ["-o", "no/such/folder/page.html"]]
)
def test_what_cannot_be_done_is_one_line(store, tmp_path, arguments):
    done = view(store, tmp_path, *arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
