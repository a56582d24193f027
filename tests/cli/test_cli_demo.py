"""``kg demo`` writes into a directory of its own, and never over what it did not make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.cli import main


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def snapshot(directory: Path) -> dict[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


def test_the_demo_has_a_directory_of_its_own(here: Path, monkeypatch, capfdbinary) -> None:
    (here / "lineage.html").write_text("mine")
    (here / "graph.ttl").write_text("mine too")
    (here / "kg-store").mkdir()
    (here / "kg-store" / "notes").write_text("my store")
    monkeypatch.setenv("KG_STORE", str(here / "kg-store"))
    before = snapshot(here)
    assert main(["demo"]) == 0
    made = {name for name in snapshot(here) if name not in before}
    assert {name: snapshot(here)[name] for name in before} == before
    assert all(name.startswith("kg-demo/") for name in made)
    assert {"kg-demo/lineage.html", "kg-demo/graph.ttl", "kg-demo/kg-demo.json"} <= made
    out = capfdbinary.readouterr().out.decode()
    assert "cd kg-demo" in out
    # In the directory everything that was printed runs without an option.
    monkeypatch.delenv("KG_STORE")
    monkeypatch.chdir(here / "kg-demo")
    assert main(["query", "most-cited"]) == 0
    assert main(["validate", "graph.ttl"]) == 0


def test_a_demo_may_be_run_again(here: Path) -> None:
    assert main(["demo", "d"]) == 0
    first = snapshot(here / "d")
    assert main(["demo", "d"]) == 0
    again = snapshot(here / "d")
    assert {n: again[n] for n in ("lineage.html", "graph.ttl", "kg-demo.json")} == {
        n: first[n] for n in ("lineage.html", "graph.ttl", "kg-demo.json")
    }


def changed_page(directory: Path) -> None:
    assert main(["demo", str(directory)]) == 0
    (directory / "lineage.html").write_text("mine")


def linked_page(directory: Path) -> None:
    directory.mkdir()
    (directory / "kg-demo.json").write_text("{}")
    (directory.parent / "elsewhere.html").write_text("mine")
    (directory / "lineage.html").symlink_to(directory.parent / "elsewhere.html")


def linked_store(directory: Path) -> None:
    directory.mkdir()
    (directory / "kg-demo.json").write_text("{}")
    (directory.parent / "store").mkdir()
    (directory / "kg-store").symlink_to(directory.parent / "store")


def foreign_file(directory: Path) -> None:
    directory.mkdir()
    (directory / "notes.md").write_text("mine")


def foreign_store(directory: Path) -> None:
    (directory / "kg-store").mkdir(parents=True)


def own_rdf(directory: Path) -> None:
    directory.mkdir()
    (directory / "kg-demo.json").write_text("{}")
    (directory / "graph.ttl").write_text("mine")


def damaged_mark(directory: Path) -> None:
    directory.mkdir()
    (directory / "kg-demo.json").write_text("{")


def a_file(directory: Path) -> None:
    directory.write_text("mine")


@pytest.mark.parametrize(
    "prepare",
    [
        changed_page,
        linked_page,
        linked_store,
        foreign_file,
        foreign_store,
        own_rdf,
        damaged_mark,
        a_file,
    ],
)
def test_what_no_demo_made_is_left_as_it_is(here: Path, prepare, capfdbinary) -> None:
    prepare(here / "d")
    capfdbinary.readouterr()
    before = snapshot(here)
    assert main(["demo", "d"]) == 2
    assert snapshot(here) == before
    err = capfdbinary.readouterr().err.decode()
    assert err.count("\n") == 1
    assert err.endswith("name a directory that does not exist yet: kg demo DIR\n")


def test_a_mark_names_what_was_made(here: Path) -> None:
    assert main(["demo", "d"]) == 0
    assert sorted(json.loads((here / "d" / "kg-demo.json").read_text())) == [
        "graph.ttl",
        "lineage.html",
    ]
