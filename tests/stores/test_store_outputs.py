"""No answer is written over what a person wrote, nor among the files of a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from kg.cli import main
from kg.errors import ExportError
from kg.page import write_page

BIB = (
    "@article{a, author={Rao, P.}, title={Rain of Kerala}, pages={3--9}, note={mine}, year=2021}\n"
)
RECORDS = json.dumps({"paperId": "a", "title": "Rain of Kerala", "year": 2021}) + "\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    """A directory with lists and records of a person, built into a store; other files beside them."""
    path: Path = tmp_path_factory.mktemp("desk")
    (path / "references.bib").write_text(BIB)
    (path / "l.md").write_text("# L\n\n- **Rain of Kerala**. P. Rao. 2021.\n")
    (path / "l.kg.toml").write_text('[list]\nid = "mine"\n')
    (path / "behind.jsonl").write_text(RECORDS)
    (path / "unbuilt.md").write_text("# Notes\n\n- **Rain**. 2021.\n")
    (path / "other.bib").write_text(BIB)
    (path / "other.kg.toml").write_text('[list]\nid = "other"\n')
    (path / "link.ttl").symlink_to("references.bib")
    lists = [path / "references.bib", path / "l.md"]
    kg.build(lists, source=path / "behind.jsonl", store=path / "s")
    return path


@pytest.fixture
def desk(files: Path, monkeypatch) -> Path:
    monkeypatch.chdir(files)
    monkeypatch.setenv("KG_STORE", "s")
    monkeypatch.setenv("KG_ARCHIVE", str(files / "archive"))
    return files


def untouched(directory: Path) -> dict[str, bytes]:
    files = (
        path for path in directory.rglob("*") if path.is_file() and "archive" not in path.parts
    )
    return {str(path): path.read_bytes() for path in files if not path.name.startswith("writer")}


@pytest.mark.parametrize(
    "command",
    [
        "export references.bib",
        "export references.bib --format csv",
        "export ./s/../references.bib --format ris",
        "export link.ttl",
        "export l.md --format csv",
        "export l.kg.toml --format nt",
        "export behind.jsonl --format jsonld",
        "export unbuilt.md --format csv",
        "export other.bib",
        "export s/graph.kgl --format csv",
        "export s/more.ttl",
        "query most-cited -o l.md",
        "query most-cited -o references.bib --format csv",
        "query most-cited -o s/inputs.jsonl.gz --format json",
        "sparql most-cited -o behind.jsonl --format json",
        "sparql most-cited -o l.kg.toml",
        "view -o references.bib --no-open",
        "view -o l.kg.toml --no-open",
        "archive export l.md",
        "archive export behind.jsonl",
        "archive export s/a.jsonl",
    ],
)  # fmt: skip
def test_a_persons_file_is_refused_in_one_line(desk, command, capfdbinary):
    before = untouched(desk)
    capfdbinary.readouterr()
    assert main(command.split()) == 1
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert err.decode().startswith("error: ")
    assert err.decode().endswith("choose another name, or move it away\n")
    assert err.count(b"\n") == 1
    assert untouched(desk) == before


@pytest.mark.parametrize("write", [kg.export, kg.export_rdf, write_page])
def test_nor_is_it_from_python(desk, write):
    before = untouched(desk)
    with kg.open_store("s") as store, pytest.raises(ExportError, match="not overwritten"):
        write(store, "link.ttl")
    assert untouched(desk) == before


@pytest.mark.parametrize(
    "command",
    [
        "export out.bib",
        "export out.ttl",
        "query most-cited -o answer.md",
        "query most-cited -o answer.csv --format csv",
        "view -o lineage.html --no-open",
        "archive export answers.jsonl.gz",
        "archive export answers.jsonl",
    ],
)
def test_what_kg_wrote_is_written_again(desk, command):
    assert main(command.split()) == 0
    assert main(command.split()) == 0
