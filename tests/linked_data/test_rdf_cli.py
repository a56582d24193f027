"""``kg export``, ``kg validate``, ``kg sparql`` as a user types them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from kg.cli import main
from kg.stores import open_store


@pytest.fixture
def full(full):
    for paper in full.records("Paper"):
        # A store holds Unicode only; the graph in memory may hold what JSON can write.
        paper.title = paper.title and paper.title.replace("\ud800", "")
    return full


@pytest.fixture
def store(full, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with open_store("kg-store", write=True) as opened:
        opened.write(full, [])
    return tmp_path / "kg-store"


def test_export_by_suffix_validate_and_ask(store, capfd):
    assert main(["export", "graph.ttl.gz", "--license", "https://spdx.org/licenses/CC0-1.0"]) == 0
    assert "triples written to graph.ttl.gz" in capfd.readouterr().err
    assert main(["validate", "graph.ttl.gz", "--format", "json"]) == 0
    report = json.loads(capfd.readouterr().out)
    assert report["conforms"] is True
    assert [set(each) for each in report["results"]] == [
        {"severity", "focus", "path", "value", "message"}
    ]
    asked = "SELECT ?name { ?a a foaf:Person ; foaf:name ?name } ORDER BY ?name"
    assert main(["sparql", asked, "graph.ttl.gz", "--format", "json"]) == 0
    assert [row["name"] for row in json.loads(capfd.readouterr().out)] == [
        "Bokun Wang",
        "Qing-Yuan Jiang",
        "Wu-Jun Li",
    ]


def test_the_store_gives_the_same_bytes_as_the_graph_in_memory(store, full, tmp_path):
    from kg.linked_data.export import export_rdf

    assert main(["export", "graph.nq"]) == 0
    export_rdf(full, tmp_path / "memory.nq")
    assert (tmp_path / "graph.nq").read_bytes() == (tmp_path / "memory.nq").read_bytes()


def test_the_licence_of_the_curation_file_is_stated(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers.md").write_text(
        "- (2017 CVPR) **Deep Cross-Modal Hashing** [paper](https://arxiv.org/abs/1602.02255)\n",
        encoding="utf-8",
    )
    assert main(["build", "papers.md", "--source", "none"]) == 0
    assert main(["validate"]) == 0
    assert "states no licence" in capfd.readouterr().out
    (tmp_path / "papers.kg.toml").write_text(
        '[list]\nlicence = "https://spdx.org/licenses/CC0-1.0"\n', encoding="utf-8"
    )
    assert main(["export", "graph.nt"]) == 0
    text = (tmp_path / "graph.nt").read_text(encoding="utf-8")
    assert "<http://purl.org/dc/terms/license> <https://spdx.org/licenses/CC0-1.0>" in text
    capfd.readouterr()
    assert main(["validate"]) == 0
    assert capfd.readouterr().out == "conforms\n"


def test_export_to_stdout_is_the_file_and_nothing_else(store):
    made = subprocess.run(
        [sys.executable, "-m", "kg", "export", "-", "--format", "nt", "--paper", "DCMH"],
        capture_output=True,
        cwd=store.parent,
        check=True,
    )
    assert all(line.endswith(b" .") for line in made.stdout.splitlines())
    assert b"triples written" in made.stderr


@pytest.mark.parametrize(
    "file", ["papers.bib", "papers.ris", "papers.csl.json", "papers.csv", "graph.graphml"]
)
def test_other_formats_go_the_same_way(store, file):
    assert main(["export", file]) == 0
    assert (store.parent / file).stat().st_size > 100


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["export", "-"], 2, "--format"),
        (["export", "graph.docx"], 2, "suffix"),
        (["export", "papers.bib", "--profile", "core"], 2, "is for RDF"),
        (["export", "graph.ttl", "--license", "MIT"], 2, "not an IRI"),
        (["export", "graph.rdf", "--profile", "rdf12"], 1, "triple terms"),
        (["export", "none/graph.ttl"], 1, "cannot be written"),
        (["export", "graph.ttl", "--paper", "nobody wrote this"], 1, "nobody wrote this"),
        (["validate", "none.ttl"], 1, "cannot be read"),
        (["validate", "--format", "pdf"], 2, "not one of"),
        (["validate", "--shapes", "none.ttl"], 1, "none.ttl"),
        (["sparql", "SELECT ?x {"], 1, "not SPARQL"),
        (["sparql", "no-such-query"], 2, "no-such-query"),
        (["sparql", "ASK {}", "-p", "x"], 2, "KEY=VALUE"),
        (["sparql", "ASK {}", "--format", "pdf"], 2, "not one of"),
        (["sparql", "none.rq"], 1, "no such file"),
    ],
)
def test_what_goes_wrong_is_said_on_one_line(store, capfd, arguments, code, words):
    assert main(arguments) == code
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("error: ")
    assert words in captured.err


def test_violations_end_with_exit_1(store, capfd):
    main(["export", "graph.nt"])
    path = store.parent / "graph.nt"
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if "dc/terms/title" not in line
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    capfd.readouterr()
    assert main(["validate", "graph.nt"]) == 1
    out = capfd.readouterr().out
    assert out.startswith("does not conform: ")
    assert "paper doi:10.1109/cvpr.2017.348: needs a title" in out
    assert main(["validate", "graph.nt", "--format", "turtle"]) == 1
    assert "sh:ValidationReport" in capfd.readouterr().out


def test_sparql_by_name_with_a_parameter_gives_what_the_cypher_gives(store, capfd):
    for command in ("query", "sparql"):
        assert main([command, "ancestors", "-p", "paper=ACMR", "--format", "json"]) == 0
    one, other = capfd.readouterr().out.split("\n[\n", 1)
    assert json.loads(one) == json.loads("[\n" + other)
    assert len(json.loads(one)) == 2


def test_sparql_from_a_file_as_a_table(store, capfd):
    (store.parent / "years.rq").write_text(
        "SELECT ?year { ?p fabio:hasPublicationYear ?y BIND(xsd:integer(STR(?y)) AS ?year) FILTER(?year > $after) } ORDER BY ?year",
        encoding="utf-8",
    )
    assert main(["sparql", "years.rq", "-p", "after=2016"]) == 0
    assert capfd.readouterr().out.split() == ["year", "2017", "2017", "2018"]
    assert main(["sparql", "ASK { ?a cito:cites ?b }", "--format", "json"]) == 0
    assert capfd.readouterr().out == "true\n"
