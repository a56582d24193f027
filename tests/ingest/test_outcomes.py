"""How an entry was matched says no more than is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import build
from kg.stores import open_store

LIST = """# Papers

- Ann Low, Ben Rye. Growth of grey moss in northern bogs. 2019.
- [Decay of wet wood in southern fens](https://doi.org/10.5555/17). Ann Low. 2019.
"""


def outcomes(url: Path) -> list[tuple[str, str, str]]:
    with open_store(str(url)) as store:
        rows = store.query(
            "MATCH (r:ReadingList)-[l:LISTS]->(p:Paper) RETURN r.id AS list, l.position AS n, "
            "l.confidence AS confidence ORDER BY list, n"
        )
    return [(row["list"], row["n"], row["confidence"]) for row in rows]


def test_two_lists_of_one_paper_know_no_more_than_one(tmp_path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(LIST)
    url = tmp_path / "store"
    report = build([tmp_path / "a.md", tmp_path / "b.md"], store=str(url), source="none")
    named = [row["paper"] for row in report.incomplete]
    assert len(named) == len(set(named)) == report.lists[0].papers == 2
    assert {confidence for *_, confidence in outcomes(url)} == {"none"}


@pytest.mark.parametrize(
    ("title", "confidence"),
    [
        ("Growth of grey moss in northern bogs", "certain"),
        ("MossNet: Growth of grey moss in northern bogs", "probable"),
        ("MRI: Growth of grey moss in northern bogs", "none"),
    ],
)
def test_a_list_that_meets_a_records_file_is_as_sure_as_the_titles_are(
    tmp_path, title: str, confidence: str
) -> None:
    people = [{"name": "Ann Low"}, {"name": "Ben Rye"}]
    ids = {"DOI": "10.5555/99"}
    record = {"paperId": None, "externalIds": ids, "title": title, "year": 2019, "authors": people}
    (tmp_path / "records.jsonl").write_text(json.dumps(record) + "\n")
    (tmp_path / "a.md").write_text(LIST)
    url = tmp_path / "store"
    build(tmp_path / "a.md", store=str(url), source="none")
    build([], store=str(url), source=tmp_path / "records.jsonl")
    assert outcomes(url)[0] == ("list:a", 1, confidence)
