"""A build from which nothing new follows is short, and says what a whole one says."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kg import build
from kg.cli import main
from kg.ingest import BuildReport
from kg.records import LABELS, RELATIONSHIP_TYPES
from kg.settings import packaged
from kg.stores import open_store

LIST = """# Papers
- [Deep Hashing of Images](https://doi.org/10.1/a), 2019
- [An Unknown Study of the Subject](https://example.org/unknown), 2018
"""
RECORDS = [
    {
        "paperId": "a" * 40,
        "externalIds": {"DOI": "10.1/a"},
        "title": "Deep Hashing of Images",
        "year": 2019,
        "authors": [{"authorId": "1", "name": "Ann Lee"}, {"authorId": "1", "name": "Bo Chen"}],
        "references": [{"externalIds": {"DOI": "10.1/b"}, "title": "Older"}, {"title": "Nobody"}],
    }
]


@pytest.fixture
def assembled(monkeypatch) -> list[int]:
    """One number a graph that was made: none for a build that found nothing new."""
    made: list[int] = []
    module = sys.modules["kg.ingest.build"]
    assemble = module.assemble

    def counting(inputs):
        made.append(len(inputs))
        return assemble(inputs)

    monkeypatch.setattr(module, "assemble", counting)
    return made


@pytest.fixture
def place(tmp_path) -> Path:
    (tmp_path / "papers.md").write_text(LIST, encoding="utf-8")
    lines = "".join(json.dumps(record) + "\n" for record in RECORDS)
    (tmp_path / "records.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def built(place: Path, **options) -> BuildReport:
    return build(
        place / "papers.md", store=place / "store", source=place / "records.jsonl", **options
    )


def everything(url: Path):
    with open_store(str(url)) as store:
        nodes = [list(store.nodes(kind.LABEL)) for kind in LABELS]
        edges = [list(store.relationships(kind.TYPE)) for kind in RELATIONSHIP_TYPES]
        return nodes, edges, store.inputs(), store.owned(), store.snapshot()


def test_a_build_that_finds_nothing_new_makes_no_graph_and_reports_like_a_whole_one(
    place, assembled
):
    first = built(place)
    again = built(place)
    third = built(place)
    assert len(assembled) == 1
    short = everything(place / "store")
    (place / "store" / "last-build.gz").unlink()
    whole = built(place)
    assert len(assembled) == 2
    assert again == third == whole != first
    assert {one.code for one in whole.warnings} >= {"one-id-two-people", "unidentified-reference"}
    assert whole.lists[0].unmatched == 1
    assert whole.incomplete
    assert everything(place / "store") == short


def test_lists_built_in_turn_are_found_unchanged_each(place, assembled):
    (place / "other.md").write_text(LIST.replace("10.1/a", "10.1/b"), encoding="utf-8")
    records, store = place / "records.jsonl", place / "store"
    for _ in range(2):
        first = build(place / "papers.md", store=store, source=records)
        other = build(place / "other.md", store=store, source=records)
    assert len(assembled) == 2
    (store / "last-build.gz").unlink()
    for name, short in (("papers.md", first), ("other.md", other)):
        assert build(place / name, store=store, source=records) == short
        (store / "last-build.gz").unlink()


def test_what_users_hung_on_a_paper_is_counted_as_kept_each_time(place, assembled):
    built(place)
    query = "MATCH (p:Paper {id: $id}) CREATE (:Note {text: $id})-[:ON]->(p)"
    with open_store(str(place / "store"), write=True) as store:
        store.query(query, {"id": "doi:10.1/b"}, write=True)
    (place / "records.jsonl").write_text(json.dumps(RECORDS[0] | {"references": []}) + "\n")
    assert built(place).changes.kept == 1
    assert built(place).changes.kept == 1
    assert len(assembled) == 2


def test_news_are_those_of_a_whole_build(place, assembled, capsys):
    def news() -> dict[str, object]:
        assert main(["news", "--store", str(place / "store"), "--format", "json"]) == 0
        return json.loads(capsys.readouterr().out)

    built(place)
    (place / "papers.md").write_text(LIST + "- [New](https://doi.org/10.1/new), 2020\n")
    built(place)
    changed = news()
    built(place)
    assert len(assembled) == 2
    nothing = news()
    assert nothing != changed
    (place / "store" / "last-build.gz").unlink()
    built(place)
    assert news() == nothing


def queried(query: str) -> Callable[[Path], None]:
    def change(place: Path) -> None:
        with open_store(str(place / "store"), write=True) as store:
            store.query(query, {"id": "doi:10.1/a"}, write=True)

    return change


def curated(place: Path) -> None:
    (place / "papers.kg.toml").write_text('[marks."doi:10.1/a"]\nstatus = "read"\n')


def corrected_records(place: Path) -> None:
    path = place / "records.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace("2019", "2018"), encoding="utf-8")


def older_store(place: Path) -> None:
    (place / "store" / "last-build.gz").unlink()


def another_checkpoint(place: Path) -> None:
    with open_store(str(place / "other"), write=True):
        pass
    for name in ("graph.kgl", "graph.kgl-wal", "acknowledged.json"):
        (place / "other" / name).replace(place / "store" / name)
    record = place / "store" / "acknowledged.json"
    record.unlink()  # as if that file had always been there


def damaged_memory(place: Path) -> None:
    path = place / "store" / "last-build.gz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def interrupted_write(place: Path) -> None:
    text = place / "store" / "owned.jsonl.gz"
    text.with_name("pending-owned.jsonl.gz").write_bytes(text.read_bytes())
    (place / "store" / "acknowledged.json").unlink()


def older_version(place: Path) -> None:
    from kg.stores.last_build import LastBuild, keep_build, kept_build

    store = place / "store"
    path = store / "last-build.gz"
    files = [store / "graph.kgl", store / "graph.kgl-wal"]
    files += [store / f"{name}.jsonl.gz" for name in ("owned", "inputs", "snapshot")]
    kept = kept_build(path, files)
    assert kept is not None
    keep_build(path, LastBuild("of another kg", kept.found), files)


@pytest.mark.parametrize(
    "change",
    [
        queried("MATCH (p:Paper {id: $id}) SET p.title = 'Mine'"),
        queried("MATCH (p:Paper {id: $id}) SET p.rating = 5"),
        queried("MATCH (p:Paper {id: $id}) DETACH DELETE p"),
        queried("CREATE (n:Note {text: $id})"),
        curated,
        corrected_records,
        older_store,
        another_checkpoint,
        damaged_memory,
        interrupted_write,
        older_version,
    ],
)
def test_whatever_may_have_changed_is_built_whole(place, assembled, change):
    built(place)
    change(place)
    assembled.clear()
    built(place)
    assert assembled == [1]
    report = built(place)
    assert assembled == [1], "and is then found unchanged"
    fresh = build(place / "papers.md", store=place / "fresh", source=place / "records.jsonl")
    assert msgspec.structs.replace(
        report, store="", changes=fresh.changes
    ) == msgspec.structs.replace(fresh, store="")
    with open_store(str(place / "store")) as store, open_store(str(place / "fresh")) as other:
        kept = [paper | {"rating": None} for paper in store.nodes("Paper")]
        assert kept == [paper | {"rating": None} for paper in other.nodes("Paper")]


@pytest.mark.parametrize(
    "options", [{"expand": "none"}, {"expand": "citations"}, {"hops": 2}, {"contexts": True}]
)
def test_other_options_are_built_whole(place, assembled, options):
    built(place)
    built(place, **options)
    assert len(assembled) == 2


def test_a_store_that_stays_open_is_compared_once_it_was_changed(place, assembled):
    records = place / "records.jsonl"
    with open_store(str(place / "store"), write=True) as store:
        for _ in range(2):
            build(place / "papers.md", store=store, source=records)
        assert len(assembled) == 1
        store.query("MATCH (p:Paper) SET p.title = 'Mine'", write=True)
        report = build(place / "papers.md", store=store, source=records)
        assert (len(assembled), report.changes.changed > 0) == (2, True)


def test_the_demo_is_found_unchanged(tmp_path, assembled):
    examples = "cross-modal-retrieval"
    place, source = (packaged("examples", examples + end) for end in (".md", ".records.jsonl"))
    reports = [build(place, store=tmp_path / "store", source=source) for _ in range(3)]
    assert len(assembled) == 1
    assert (
        reports[1] == reports[2] == msgspec.structs.replace(reports[0], changes=reports[1].changes)
    )
