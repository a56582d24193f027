"""A file of records as a source, and everything a bad one can hold."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.errors import RecordsError
from kg.records import Entry, Work
from kg.sources import Decision
from kg.sources.records_file import RecordsFile


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no records"),
        (b"\n \n", "holds no records"),
        (b'{"title": "A"}\n{"title": \n', "bad.jsonl:2"),
        (b'["title"]\n', "not a JSON object"),
        (b'{"year": 2017}\n', "neither title nor identifier"),
        (b'{"title": " ", "externalIds": {"DOI": "none"}}\n', "bad.jsonl:1"),
        (b"\xff\xfe\x00\x01", "not JSON"),
        (b"[" * 100_000 + b"\n", "not JSON"),
    ],
)
def test_a_bad_file_is_one_clear_error(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(RecordsError, match=said):
        RecordsFile(path)


def test_a_missing_or_broken_archive_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="no such file"):
        RecordsFile(tmp_path / "none.jsonl")
    with pytest.raises(RecordsError, match="a directory, not a file of records"):
        RecordsFile(tmp_path)
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(b"not gzip at all")
    with pytest.raises(RecordsError, match="not a gzip file"):
        RecordsFile(broken)
    broken.write_bytes(gzip.compress(b'{"title": "A"}\n' * 100)[:40])
    with pytest.raises(RecordsError, match="cut off"):
        RecordsFile(broken)


def test_plain_and_gzipped_say_the_same(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.jsonl", {"title": "Deep Cross-Modal Hashing", "year": 2017})
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert RecordsFile(plain).works == RecordsFile(packed).works


def test_references_come_as_papers_or_as_edges(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {
            "paperId": "a",
            "title": "A paper that cites",
            "references": [
                {"paperId": "b", "title": "Nested"},
                {
                    "citedPaper": {"paperId": "c", "title": "Edge"},
                    "contexts": ["as in [1]"],
                    "intents": ["background"],
                    "isInfluential": True,
                },
                {"citedPaper": None},
                "odd",
            ],
        },
    )
    source = RecordsFile(path)
    [expansion] = source.expand(source.works, "references")
    nested, edge = expansion.neighbours[:2]
    assert (nested.work.ids, edge.work.ids) == ({"key": "b"}, {"key": "c"})
    assert (edge.contexts, edge.intents, edge.influential) == (["as in [1]"], ["background"], True)


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ({"referencesComplete": True, "references": [{"title": "x"}]}, "complete"),
        ({"referencesComplete": False, "references": [{"title": "x"}]}, "partial"),
        ({"referencesComplete": False, "references": []}, "unknown"),
        ({"referenceCount": 1, "references": [{"title": "x"}]}, "complete"),
        ({"referenceCount": 9, "references": [{"title": "x"}]}, "partial"),
        ({"references": None}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_how_much_of_a_list_is_known(tmp_path: Path, record: dict[str, object], state: str) -> None:
    source = RecordsFile(write(tmp_path / "a.jsonl", {"title": "A paper", **record}))
    assert source.expand(source.works, "references")[0].state == state


def test_lists_that_are_none_count_as_not_given(tmp_path: Path) -> None:
    odd = {"citedPaper": {"title": "x"}, "contexts": "text", "intents": 3, "contextsWithIntent": {}}
    path = write(
        tmp_path / "a.jsonl", {"title": "A", "references": 5}, {"title": "B", "references": [odd]}
    )
    source = RecordsFile(path)
    first, second = source.expand(source.works, "references")
    assert (first.state, first.neighbours) == ("unknown", [])
    assert (second.neighbours[0].contexts, second.neighbours[0].intents) == ([], [])


def test_the_owner_decides(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"title": "Another title entirely here", "externalIds": {"DOI": "10.1000/x"}},
    )
    entry = Entry(line=1, title="What the list calls it")
    [accepted] = RecordsFile(path).resolve([entry], {0: Decision(accept="doi:10.1000/x")})
    assert (accepted.matched_by, accepted.confidence) == ("decision", "certain")
    [alone] = RecordsFile(path).resolve([entry], {})
    assert alone.confidence == "none"


def test_who_introduces_a_dataset(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        {"title": "NUS-WIDE: a database", "introducesDatasets": ["NUS-WIDE"]},
        {"title": "Other"},
    )
    assert RecordsFile(path).introducing(["nus wide"]) == [
        Work(title="NUS-WIDE: a database", introduces=["NUS-WIDE"])
    ]


def test_a_large_file_is_read_in_the_same_way_from_disk(tmp_path: Path, monkeypatch) -> None:
    records = [
        {
            "paperId": f"p{number}",
            "title": f"Study of the subject {number}",
            "references": [{"paperId": f"p{other}"} for other in range(number)],
        }
        for number in range(30)
    ]
    path = write(tmp_path / "records.jsonl", *records)
    small = RecordsFile(path)
    monkeypatch.setattr("kg.sources.lines_set_aside._LARGEST_IN_MEMORY", 100)
    large = RecordsFile(path)
    path.unlink()
    for relation in ("references", "citations"):
        assert large.expand(large.works, relation) == small.expand(small.works, relation)
    large.close()
    large.close()


def test_a_file_of_records_that_finds_no_room_is_one_clear_error(
    tmp_path: Path, monkeypatch
) -> None:
    path = write(tmp_path / "records.jsonl", {"title": "A"})
    monkeypatch.setattr("kg.sources.lines_set_aside._LARGEST_IN_MEMORY", 5)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(RecordsError, match="cannot be set aside: No such file or directory"):
        RecordsFile(path)


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        *(("year", "c. 1650", 1650), ("year", "[2019]", 2019), ("year", "2019-03-01T10:00", 2019)),
        *(
            ("year", "Spring 1999", 1999),
            ("year", "2018.0", 2018),
            ("publicationDate", "2003-05", 2003),
        ),
        *(("year", "in press", None), ("year", "1999-2001", None), ("year", "19", None)),
    ],
)
def test_a_year_is_read_where_one_is_told(
    tmp_path: Path, field: str, value: str, read: int | None
) -> None:
    source = RecordsFile(write(tmp_path / "r.jsonl", {"title": "Law of rivers", field: value}))
    assert source.works[0].year == read
    told = [warning.message for warning in source.warnings]
    assert told == ([] if read and field == "year" else [f"{field} is not read: {value!r}"])


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ada Eze; Bo Ek", ["Ada Eze", "Bo Ek"]),
        ("Eze, Ada and Ek, Bo", ["Ada Eze", "Bo Ek"]),
        ({"name": "Ada Eze"}, ["Ada Eze"]),
        (["Ada Eze", {"given": "Bo", "family": "Ek"}, None], ["Ada Eze", "Bo Ek"]),
        ([{"name": "Ada Eze"}, 5, ["x"]], ["Ada Eze"]),
        (7, []),
    ],
)
def test_people_are_read_however_they_are_given(
    tmp_path: Path, value: object, names: list[str]
) -> None:
    source = RecordsFile(write(tmp_path / "r.jsonl", {"title": "Law of rivers", "authors": value}))
    assert [author.name for author in source.works[0].authors] == names
    unread = value == 7 or (isinstance(value, list) and 5 in value)
    assert [warning.line for warning in source.warnings] == [1] * unread


def test_references_may_be_identifiers_alone_and_what_is_none_is_said(tmp_path: Path) -> None:
    references = [
        *(
            "10.5555/b",
            "https://doi.org/10.5555/c",
            "arXiv:1801.00001",
            {"citedPaper": "10.5555/d"},
        ),
        *("Law of the sea", 7, {"externalIds": {"DOI": "10.5555/x y"}, "title": "Law of the moon"}),
    ]
    edge = {"citingPaper": "10.5555/a", "intents": ["methodology", None, 5]}
    records = [
        {"title": "Law of rivers", "externalIds": {"DOI": "10.5555/a"}, "references": references},
        {
            "title": "Law of the lake",
            "externalIds": {"DOI": "10.5555/e"},
            "citations": [edge, "10.5555/b"],
        },
        {"title": "Law of the mist", "references": "10.5555/b"},
    ]
    source = RecordsFile(write(tmp_path / "r.jsonl", *records))
    (expansion,) = source.expand(source.works[:1], "references")
    ids = [dict(neighbour.work.ids) for neighbour in expansion.neighbours]
    dois = [{"doi": f"10.5555/{name}"} for name in "bcde"]
    assert ids == [*dois[:2], {"arxiv": "1801.00001"}, dois[2], {}, {}, dois[3]]
    assert expansion.neighbours[-1].intents == ["methodology"]
    assert [warning.message for warning in source.warnings] == [
        "DOI of a reference is not read: '10.5555/x y'",
        "a reference is not read: '7'",
        "references is not read: '10.5555/b'",
    ]


def test_an_identifier_that_is_not_read_is_said_once_with_how_many(tmp_path: Path) -> None:
    values = [
        "10.5555/x y",
        "not a doi",
        "10.5555/c, 10.5555/d",
        ["10.5555/e", "10.5555/f"],
        "n/a",
        None,
    ]
    records = [
        {"title": f"Law {at}", "externalIds": {"DOI": value}} for at, value in enumerate(values)
    ]
    source = RecordsFile(write(tmp_path / "r.jsonl", *records))
    assert [work.ids.get("doi") for work in source.works] == [
        None,
        None,
        "10.5555/c",
        "10.5555/e",
        None,
        None,
    ]
    (warning,) = source.warnings
    assert (warning.line, warning.source) == (1, "r.jsonl")
    assert warning.message == "DOI is not read: '10.5555/x y' (and 3 more)"


@pytest.mark.parametrize(
    "named",
    [
        {"paperId": "b"},
        {"citedPaper": {"paperId": "b", "title": "A study of moths"}},
        {"externalIds": {"DOI": "10.5555/B"}},
        "10.5555/b",
    ],
)
def test_who_is_cited_is_what_the_records_say_of_it(tmp_path: Path, named: object) -> None:
    cited = {"paperId": "b", "externalIds": {"DOI": "10.5555/b"}, "title": "A study of moths"}
    facts = RecordsFile(
        write(tmp_path / "r.jsonl", {"paperId": "a", "references": [named]}, cited | {"year": 2001})
    )
    (neighbour,) = facts.expand(facts.works[:1], "references")[0].neighbours
    work = neighbour.work
    assert (work.ids, work.title, work.year) == (facts.works[1].ids, "A study of moths", 2001)


def test_a_reference_under_an_id_of_another_paper_stays_what_it_says(tmp_path: Path) -> None:
    named = {"paperId": "b", "title": "Bridges of Leeds", "year": 1950}
    cited = {"paperId": "b", "title": "A study of moths", "year": 2001}
    facts = RecordsFile(write(tmp_path / "r.jsonl", {"paperId": "a", "references": [named]}, cited))
    (neighbour,) = facts.expand(facts.works[:1], "references")[0].neighbours
    assert (neighbour.work.title, neighbour.work.year) == ("Bridges of Leeds", 1950)


@pytest.mark.parametrize(
    "said",
    [
        {"venue": {"name": "Moth Letters"}},
        {"journal": "Moth Letters"},
        {"journal": {"name": "Moth Letters"}},
        {"venue": ["Moth Letters"]},
    ],
)
def test_a_venue_is_a_name_however_it_is_given(tmp_path: Path, said: dict[str, object]) -> None:
    facts = RecordsFile(write(tmp_path / "r.jsonl", {"title": "A study of moths"} | said))
    assert facts.works[0].venue == "Moth Letters"
