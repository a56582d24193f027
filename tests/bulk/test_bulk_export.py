"""A release taken elsewhere: files that are the graph, and a Neo4j that its own importer filled."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import subprocess
from pathlib import Path

import pyoxigraph
import pytest
from bulk_release import DATE, citation_line, corpus_id, paper_line, release_of, soil
from pyarrow import parquet
from s2_corpus import as_markdown, simulated_corpus

from kg.bulk.export import export
from kg.bulk.prepare import prepare
from kg.bulk.region import region
from kg.captions import without_letter
from kg.errors import KgError
from kg.ingest import build
from kg.library import queries
from kg.linked_data.validate import validate
from kg.records import properties
from kg.stores import open_store
from kg.stores.neo4j_address import LOOPBACK_CREDENTIALS

HOSTILE = 'He said "no, never", twice;\r\n=1+1 \\" \x1f\ttab, ünï\u2028cödé'


@pytest.fixture(scope="module")
def literature():
    return simulated_corpus(seed=3, listed=20, others=180, typical=8)


def preprint(corpus) -> dict:
    return next(
        paper
        for paper in list(corpus.papers.values())[33:]
        if "ArXiv" in paper["externalIds"] and "DOI" not in paper["externalIds"]
    )


@pytest.fixture(scope="module")
def folder(literature, tmp_path_factory) -> Path:
    corpus, entries = literature
    made = soil(release_of(corpus), corpus)
    shas = list(corpus.papers)
    # The same preprint in another record: one paper, as in a build.
    first = preprint(corpus)
    other = paper_line(first) | {"corpusid": 5_000_000, "url": None}
    other["externalids"] = {"DOI": "10.1000/SHARED", "ArXiv": first["externalIds"]["ArXiv"]}
    made.add("papers", "20250824_0", other)
    odd = {"corpusid": 5_000_001, "title": HOSTILE, "authors": [{"authorId": "9", "name": HOSTILE}]}
    made.add("papers", "20250824_0", odd)
    for number, (one, two) in enumerate(((5_000_000, shas[31]), (shas[32], 5_000_000))):
        pair = [p if isinstance(p, int) else corpus_id(corpus.papers[p]) for p in (one, two)]
        made.add("citations", "20250824_0", citation_line(950_000 + number, *pair))
    folder = tmp_path_factory.mktemp("a release")
    prepare(made.write(folder / DATE), folder / "tables")
    (folder / "list.md").write_text(as_markdown(entries), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(folder) -> Path:
    export(folder / "tables", folder / "whole")
    return folder / "whole"


@pytest.fixture(scope="module")
def of_list(folder):
    report = export(
        folder / "tables",
        folder / "of list",
        reading_list=str(folder / "list.md"),
        expand="both",
        hops=2,
    )
    graph = region(folder / "tables", str(folder / "list.md"), expand="both", hops=2)
    return folder / "of list", graph, report


def rows(out: Path, name: str) -> list[dict]:
    found = []
    for file in sorted((out / "parquet" / name).glob("*.parquet")):
        found += parquet.read_table(file).to_pylist()
    return [{key: value for key, value in row.items() if value is not None} for row in found]


def test_the_tables_of_a_region_are_the_graph_of_a_build(of_list) -> None:
    out, graph, _ = of_list
    nodes, relationships = graph.counts()
    for label in nodes:
        assert rows(out, f"nodes/{label}") == [properties(one) for one in graph.records(label)]
    for type in relationships:
        records = graph.records(type)
        found = rows(out, f"relationships/{type}")
        assert found == [{"start": one.start, "end": one.end} | properties(one) for one in records]
        first = parquet.read_schema(next((out / "parquet/relationships" / type).iterdir())).names
        assert first[:2] == ["start", "end"]


def test_a_whole_release_says_of_each_paper_what_its_region_says(
    whole, of_list, literature
) -> None:
    _, graph, _ = of_list
    shared = preprint(literature[0])["externalIds"]["ArXiv"]
    papers = {row["id"]: row for row in rows(whole, "nodes/Paper")}
    for own in graph.nodes("Paper"):
        if own.get("arxiv_id") == shared:
            continue  # another record is this paper, too: see below
        found = papers[own["id"]]
        for name in set(own) - {
            "listed",
            # What a build knows of the lists it asked for.
            "references_state",
            "references_known",
            "references_stated",
            "references_sources",
            "references_complete",
            "citations_state",
            "abstract",
            "tldr",
        }:
            if name == "short":
                # Papers of one caption are told apart by letters among those of a build.
                own["short"] = without_letter(own["short"], own.get("year"))
            if name == "aliases":
                # The title under which an entry was known is an alias of the build alone.
                own["aliases"] = [id for id in own["aliases"] if not id.startswith("title:")]
            assert found.get(name) == own[name], (own["id"], name)
    venues = {row["id"]: row for row in rows(whole, "nodes/Venue")}
    for venue in graph.nodes("Venue"):
        assert venues[venue["id"]]["name"] == venue["name"]
    cited = {(row["start"], row["end"]) for row in rows(whole, "relationships/CITES")}
    assert {(edge.start, edge.end) for edge in graph.relationships("CITES")} <= cited


def test_records_that_share_an_identifier_are_one_paper(whole, literature) -> None:
    corpus, _ = literature
    papers = rows(whole, "nodes/Paper")
    assert len({row["id"] for row in papers}) == len(papers) == len(corpus.papers) + 1
    arxiv = f"arxiv:{preprint(corpus)['externalIds']['ArXiv']}"
    found = next(row for row in papers if row["id"] == "doi:10.1000/shared")
    assert {arxiv, "corpus:5000000", f"corpus:{corpus_id(preprint(corpus))}"} < set(
        found["aliases"]
    )
    cited = rows(whole, "relationships/CITES")
    assert sum("doi:10.1000/shared" in (row["start"], row["end"]) for row in cited) == (
        preprint(corpus)["referenceCount"]
        + preprint(corpus)["citationCount"]
        + 2
        - sum(isinstance(one, dict) for one in corpus.references[preprint(corpus)["paperId"]])
    )


def test_the_files_for_neo4j_keep_to_the_grammar_of_its_importer(whole) -> None:
    for name, label in (("nodes/Paper", "Paper"), ("relationships/CITES", "CITES")):
        header = (whole / "neo4j" / f"{label}-header.csv").read_text().strip().split(",")
        text = gzip.decompress((whole / "neo4j" / f"{label}-00000.csv.gz").read_bytes()).decode()
        lines = text.removesuffix("\n").split("\n")
        expected = rows(whole, name)
        assert len(lines) == len(expected)
        for line, row in zip(csv.reader(lines, strict=True), expected, strict=True):
            told = dict(zip(header, line, strict=True))
            for column, value in told.items():
                own, _, kind = column.partition(":")
                own = {"START_ID(Paper)": "start", "END_ID(Paper)": "end"}.get(kind, own)
                if kind == "string[]":
                    given = value.split("\x1f") if value else None
                elif kind in ("long", "boolean"):
                    given = json.loads(value) if value else None
                else:
                    given = value or None
                said = row.get(own)
                if isinstance(said, str):
                    said = re.sub("[\r\n\x1f]+", " ", said)
                assert given == said, column


def test_the_rdf_of_a_whole_release_is_valid_and_describes_itself(whole) -> None:
    parts = sorted((whole / "nt").iterdir())
    text = b"".join(gzip.decompress(part.read_bytes()) for part in parts)
    triples = list(pyoxigraph.parse(text, pyoxigraph.RdfFormat.N_TRIPLES))
    cites = [one for one in triples if one.predicate.value == "http://purl.org/spar/cito/cites"]
    assert len(cites) == len(rows(whole, "relationships/CITES"))
    stated = [one for one in triples if one.predicate.value == "http://rdfs.org/ns/void#triples"]
    assert str(len(triples)) in {one.object.value for one in stated}
    report = validate(parts[0])
    assert report.conforms, report.results[:3]


def test_an_export_is_not_written_over_something_else(folder, tmp_path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(KgError, match="holds something else"):
        export(folder / "tables", tmp_path)
    with pytest.raises(KgError, match="'csv' is not a format"):
        export(folder / "tables", tmp_path / "new", ["csv"])


@pytest.fixture
def neo4j_home(tmp_path, neo4j_classpath) -> Path:
    """A home whose neo4j-admin is the importer of Maven's artifacts."""
    home = tmp_path / "neo4j home"
    admin = home / "bin" / "neo4j-admin"
    for part in ("bin", "conf"):
        (home / part).mkdir(parents=True)
    admin.write_text(
        "#!/bin/sh\n"
        f'NEO4J_HOME="{home}" NEO4J_CONF="{home}/conf" exec java -Xmx1g -cp "{neo4j_classpath}" '
        'org.neo4j.cli.AdminTool "$@"\n'
    )
    admin.chmod(0o755)
    return home


def test_an_import_without_neo4j_says_what_to_set(of_list, tmp_path) -> None:
    ran = subprocess.run(
        [of_list[0] / "neo4j" / "import.sh"],
        env={"PATH": os.environ["PATH"], "NEO4J_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    (line,) = ran.stderr.splitlines()
    assert line.startswith("error: neo4j-admin is not found, ")
    assert "NEO4J_HOME" in line


@pytest.mark.slow
@pytest.mark.neo4j
@pytest.mark.java
def test_an_imported_neo4j_answers_like_a_store_that_a_build_wrote(
    of_list, folder, neo4j_home, start_neo4j, tmp_path
) -> None:
    out, graph, _ = of_list
    subprocess.run(
        [neo4j_home / "bin/neo4j-admin", "dbms", "set-initial-password", LOOPBACK_CREDENTIALS[1]],
        check=True,
        capture_output=True,
    )
    ran = subprocess.run(
        [out / "neo4j" / "import.sh"],
        env={**os.environ, "NEO4J_HOME": str(neo4j_home)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "CREATE CONSTRAINT" in ran.stdout
    build(
        folder / "list.md",
        store=tmp_path / "store",
        source=str(folder / "tables"),
        expand="both",
        hops=2,
    )
    server = start_neo4j(folder=neo4j_home)
    with open_store(server.url) as imported, open_store(str(tmp_path / "store")) as built:
        assert imported.counts() == built.counts() == graph.counts()
        chain = [edge.start for edge in graph.relationships("CITES", ())][-1:]
        chain += [edge.end for edge in graph.relationships("CITES", ()) if edge.start == chain[0]]
        for query in queries():
            papers = [parameter.name for parameter in query.parameters if parameter.is_paper]
            values = query.values(dict(zip(papers, chain, strict=False)))
            assert imported.query(query.cypher, values) == built.query(query.cypher, values), (
                query.name
            )
    server.end()
