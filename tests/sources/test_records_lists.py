"""Reference lists of records files: each item is read from its own bytes, whatever it holds."""

from pathlib import Path

import pytest

from kg.sources.records_file import RecordsFile

RECORD = '{{"paperId": "a", "title": "A Paper of Some Length", {lists}}}\n'


@pytest.mark.parametrize(
    ("lists", "titles", "state"),
    [
        ('"references": null', [], "unknown"),
        ('"references": {"title": "B"}', [], "unknown"),
        ('"references": [null, 1, {"title": "B"}]', ["B"], "partial"),
        ('"references": [{"citedPaper": {"title": "B", "year": NaN}}]', ["B"], "partial"),
        (r'"references": [{"title": "B \ud800"}, {"title": "C"}]', ["B ?", "C"], "partial"),
        ('"references": [{"title": "B"}], "referencesComplete": true', ["B"], "complete"),
        ('"references": [{"title": "B"}], "referencesComplete": null', ["B"], "partial"),
        ('"references": [{"title": "B"}], "referenceCount": 1', ["B"], "complete"),
    ],
)
def test_an_odd_item_costs_nothing_but_itself(
    lists: str, titles: list[str], state: str, tmp_path: Path
) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(RECORD.format(lists=lists), encoding="utf-8")
    source = RecordsFile(path)
    (expansion,) = source.expand(source.works, "references")
    assert [neighbour.work.title for neighbour in expansion.neighbours] == titles
    assert expansion.state == state
