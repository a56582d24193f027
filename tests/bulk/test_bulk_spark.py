"""Spark gives what DuckDB gives: here in two threads, once with executors that are processes of their own."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bulk_release import DATE, Release, citation_line, release_of, soil
from pyarrow import parquet
from s2_corpus import simulated_corpus

from kg.bulk.export import export
from kg.bulk.prepare import prepare
from kg.bulk.rank import rank

pytestmark = [pytest.mark.slow, pytest.mark.java]

#: Compiling takes most of the time that so few rows take.
QUICK = {
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "SPARK_CONF_DIR": "conf",
}
CONF = """\
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.adaptive.enabled false
spark.sql.shuffle.partitions 2
"""


def on_spark(folder: Path, *commands: list[object], **environment: str) -> list[dict]:
    """Run commands one after the other in one process, which starts Java once."""
    (folder / "conf").mkdir(exist_ok=True)
    (folder / "conf" / "spark-defaults.conf").write_text(CONF)
    lines = [[*map(str, command), "--engine", "spark", "--memory", "1GB"] for command in commands]
    code = "import json, sys; from kg.cli import main\n" + "".join(
        f"code = main({['bulk', *line, '--format', 'json']!r})\nassert code == 0, code\n"
        "print('\\x00', flush=True)\n"
        for line in lines
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **QUICK, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return [json.loads(document) for document in ran.stdout.split("\x00") if document.strip()]


def table(folder: Path) -> list[dict]:
    return [
        row
        for file in sorted(folder.glob("*.parquet"))
        for row in parquet.read_table(file).to_pylist()
    ]


@pytest.fixture(scope="module")
def dump(tmp_path_factory) -> Path:
    corpus = simulated_corpus(seed=5, listed=12, others=90, typical=9)[0]
    made = soil(release_of(corpus), corpus)
    sentences = {"contexts": ["as in [1]", "see\n[1]"], "intents": [["result"], None]}
    row = json.loads(made.lines["citations"]["20250822_0"][1])
    made.add("citations", "20250822_0", row | sentences, lost="duplicate")
    return made.write(tmp_path_factory.mktemp("spark") / DATE)


@pytest.fixture(scope="module")
def here(dump) -> Path:
    prepare(dump, dump.parent / "tables", contexts=True)
    export(dump.parent / "tables", dump.parent / "out")
    return dump.parent


def test_tables_and_exports_are_those_of_duckdb(dump, here) -> None:
    prepared, exported = on_spark(
        here,
        ["prepare", dump, "--to", here / "tables of spark", "--contexts"],
        ["export", here / "tables", "--to", here / "out of spark"],
    )
    manifest = json.loads((here / "tables" / "manifest.json").read_bytes())
    assert prepared["dropped"] == manifest["dropped"]
    assert prepared["read"] == manifest["read"]
    for name, size in manifest["tables"].items():
        assert prepared["tables"][name]["rows"] == size["rows"]
        assert table(here / "tables of spark" / name) == table(here / "tables" / name), name
    assert len(table(here / "tables" / "contexts")) == 1
    for name in exported["tables"]:
        if name.startswith("parquet/"):
            where = next((here / "out").rglob(name.replace("parquet/", "parquet/*/")))
            other = here / "out of spark" / where.relative_to(here / "out")
            assert table(other) == table(where), name
    for kind, end in (("neo4j", ".csv.gz"), ("nt", ".nt.gz")):
        for stem in {
            file.name.rpartition("-")[0] for file in (here / "out" / kind).glob(f"*{end}")
        }:
            one, other = (
                sorted(
                    line
                    for file in (folder / kind).glob(f"{stem}-*{end}")
                    for line in gzip.decompress(file.read_bytes()).splitlines()
                )
                for folder in (here / "out", here / "out of spark")
            )
            assert one == other, stem


def test_ranks_are_those_of_duckdb_to_the_last_digit_also_of_a_release_by_url(tmp_path) -> None:
    made = Release()
    for number in range(1, 40):
        made.add("papers", "20250822_0", {"corpusid": number, "title": f"Paper {number}"})
    # Without a cycle, round which ranks would go for a hundred rounds.
    pairs = [(n, n % 3 + 1) for n in range(4, 16)] + [(20, 21), (21, 22), (20, 22)]
    for number, pair in enumerate(pairs):
        made.add("citations", "20250822_0", citation_line(number, *pair))
    dump = made.write(tmp_path / DATE)
    prepare(dump, tmp_path / "tables")
    rank(tmp_path / "tables", tmp_path / "duckdb.parquet")
    on_spark(
        tmp_path,
        ["rank", tmp_path / "tables", "--to", tmp_path / "spark.parquet"],
        # By URL, as from a store of objects.
        ["prepare", dump.as_uri(), "--to", tmp_path / "by url"],
    )
    for name in ("papers", "citations_by_cited"):
        assert table(tmp_path / "by url" / name) == table(tmp_path / "tables" / name)
    one, other = (
        parquet.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in ("duckdb", "spark")
    )
    assert one == other
    assert {row["component"] for row in one} > {1, 2, 3, 20}


def test_executors_of_their_own_need_no_kg(dump, here, tmp_path) -> None:
    small = Release()
    for dataset in ("papers", "citations"):
        for file in ("20250822_0", "20250822_1"):
            text = (dump / dataset / file).read_bytes()
            text = gzip.decompress(text) if file.endswith("_1") else text
            for line in filter(bytes.strip, text.splitlines()):
                small.add(dataset, file, line)
    folder = small.write(tmp_path / DATE)
    prepare(folder, tmp_path / "tables")
    # The Python of the executors has the libraries, and where kg would be it finds an error.
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "kg.py").write_text("raise ImportError('kg is not installed here')\n")
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\nPYTHONPATH="{tmp_path}/without:$PYTHONPATH" exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o755)
    on_spark(
        tmp_path,
        ["prepare", folder, "--to", tmp_path / "spark", "--master", "local-cluster[2,1,1024]"],
        PYSPARK_PYTHON=str(python),
    )
    for name in ("papers", "ids", "titles", "citations_by_citing", "citations_by_cited"):
        assert table(tmp_path / "spark" / name) == table(tmp_path / "tables" / name), name
