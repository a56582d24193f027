"""A release made into tables: every row is in one or counted, and resuming ends in the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from bulk_release import DATE, Release, corpus_id, release_of, soil
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from s2_corpus import simulated_corpus

from kg.bulk.paper_keys import GIVEN_IDS, SHA, ids_of_paper
from kg.bulk.prepare import prepare
from kg.identifiers import graph_ids
from kg.sources.s2_papers import decode_paper


@pytest.fixture(scope="module")
def corpus():
    return simulated_corpus(seed=5, listed=12, others=90, typical=9)[0]


@pytest.fixture(scope="module")
def soiled(corpus) -> Release:
    return soil(release_of(corpus), corpus)


@pytest.fixture(scope="module")
def dump(soiled, tmp_path_factory) -> Path:
    return soiled.write(tmp_path_factory.mktemp("releases") / DATE)


def table(folder: Path, name: str) -> list[dict]:
    return parquet.read_table(folder / name).to_pylist()


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def prepared(dump, tmp_path_factory):
    target = tmp_path_factory.mktemp("tables") / "tables"
    return target, prepare(dump, target)


def test_every_row_is_in_a_table_or_counted_under_one_reason(soiled, prepared) -> None:
    _, report = prepared
    assert report.read == dict(soiled.counted)
    for dataset, reasons in report.dropped.items():
        assert {r: n for r, n in reasons.items() if n} == dict(soiled.dropped[dataset]), dataset
    for dataset, name in (
        ("papers", "papers"),
        ("citations", "citations_by_citing"),
        ("citations", "citations_by_cited"),
        ("abstracts", "abstracts"),
        ("tldrs", "tldrs"),
        ("publication-venues", "venues"),
    ):
        lost = sum(report.dropped[dataset].values())
        assert report.tables[name]["rows"] + lost == report.read[dataset], name
    assert report.release == DATE


def test_a_pair_in_several_rows_is_one_citation_with_all_that_they_say(soiled, prepared) -> None:
    import json

    target, _ = prepared
    first = json.loads(soiled.lines["citations"]["20250822_0"][0])
    pair = first["citingcorpusid"], first["citedcorpusid"]
    found = [
        row for row in table(target, "citations_by_citing") if (row["citing"], row["cited"]) == pair
    ]
    assert len(found) == 1
    assert (found[0]["citationid"], found[0]["rows"]) == (first["citationid"], 3)
    assert found[0]["influential"] is True
    assert found[0]["result"] is True


def test_the_row_with_more_fields_wins_then_the_later_file(prepared, corpus) -> None:
    target, _ = prepared
    first = next(iter(corpus.papers.values()))
    rows = {row["corpusid"]: row for row in table(target, "papers")}
    assert rows[corpus_id(first)]["title"] == first["title"]


def test_tables_are_sorted_by_what_they_are_looked_up_by(prepared) -> None:
    target, _ = prepared
    for name, key in (
        ("papers", ("corpusid",)),
        ("ids", ("kind", "value", "corpusid")),
        ("titles", ("key", "corpusid")),
        ("citations_by_citing", ("citing", "cited")),
        ("citations_by_cited", ("cited", "citing")),
    ):
        rows = [tuple(row[part] for part in key) for row in table(target, name)]
        assert rows == sorted(set(rows)), name


def test_the_same_release_gives_the_same_bytes(dump, prepared, tmp_path) -> None:
    target, _ = prepared
    prepare(dump, tmp_path / "again", threads=1)
    assert content(tmp_path / "again") == content(target)


_PIECES = st.sampled_from(
    ["10.1000/", "10.48550/arXiv.", "2207.04818", "v2", "PMC", "123", "%2F", "&lt;", "&#10;", " ", "\n",
     "https://doi.org/", "doi:", ".", ",", ")", "(", "<", ">", "nan", "cs.CV/0701001", "\\&", "\u2010", "A"]
)  # fmt: skip


@given(st.lists(st.lists(_PIECES, max_size=4).map("".join), min_size=8, max_size=8))
def test_identifiers_of_a_line_are_those_of_an_answer_of_the_service(values) -> None:
    told = {"externalIds": dict(zip(GIVEN_IDS, values, strict=True)), "corpusId": "7"}
    expected = graph_ids(decode_paper(told).ids)
    found = ids_of_paper("7", *values).split("\n")
    assert sorted(found) == sorted([*expected, SHA])
