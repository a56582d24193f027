"""What a bibliography says besides title, people and year, and what of it is not read."""

from __future__ import annotations

import json

import pytest

from kg.formats.reading import read_bibtex, read_csl, read_ris
from kg.formats.reading.published import published_as
from kg.ingest import build
from kg.records import Entry
from kg.stores import open_store

PUBLISHED = {
    "volume": "12",
    "issue": "3",
    "pages": "3-9",
    "publisher": "Rain Press",
    "abstract": "It rains.",
    "publication_date": "2021-03-05",
}
BIBTEX = """@article{a, author={Lee, Ann and Ek, Bo and others}, title={Rain of the coast},
  journal={J. Rain}, volume={12}, number={3}, pages={3--9}, publisher={Rain Press},
  abstract={It rains.}, month=mar, day=5, year={2021}}"""
RIS = """TY  - JOUR
AU  - Lee, Ann
AU  - Ek, Bo
AU  - et al.
TI  - Rain of the coast
VL  - 12
IS  - 3
SP  - 3
EP  - 9
PB  - Rain Press
AB  - It rains.
DA  - 2021/03/05
ER  -
"""
CSL = json.dumps(
    {
        "title": "Rain of the coast",
        "author": [{"family": "Lee", "given": "Ann"}, {"literal": "Bo Ek"}, {"literal": "others"}],
        "issued": {"date-parts": [[2021, 3, 5]]},
        "volume": 12,
        "issue": "3",
        "page": "3\u20139",
        "publisher": "Rain Press",
        "abstract": "It rains.",
    }
)


def bibtex(fields: str) -> tuple[Entry, list[str]]:
    found = read_bibtex(f"@article{{a, title={{Rain of the coast}}, {fields}}}")
    return found.entries[0], [warning.message for warning in found.warnings]


@pytest.mark.parametrize(
    "entry",
    [read_bibtex(BIBTEX).entries[0], read_ris(RIS).entries[0], read_csl(CSL).entries[0]],
    ids=["bib", "ris", "csl"],
)
def test_where_a_paper_was_published_and_that_not_all_are_named_is_read(entry: Entry) -> None:
    assert entry.published == PUBLISHED
    assert entry.authors == ["Ann Lee", "Bo Ek"]
    assert entry.more_authors


def test_what_a_bibliography_says_is_in_the_graph(tmp_path) -> None:
    path = tmp_path / "rain.bib"
    path.write_text(BIBTEX, "utf-8")
    build(path, store=tmp_path / "store", source="none")
    with open_store(str(tmp_path / "store")) as store:
        (paper,) = store.nodes("Paper")
        (listing,) = store.relationships("LISTS")
    assert {name: paper[name] for name in PUBLISHED} == PUBLISHED
    assert listing.properties["more_authors"] is True


def test_what_a_record_says_of_volume_and_pages_is_not_mixed_with_the_list(tmp_path) -> None:
    (tmp_path / "rain.bib").write_text(BIBTEX, "utf-8")
    record = {
        "title": "Rain of the coast",
        "year": 2021,
        "authors": [{"name": "Ann Lee"}],
        "externalIds": {"DOI": "10.5555/rain"},
        "journal": {"volume": "7"},
    }
    (tmp_path / "r.jsonl").write_text(json.dumps(record), "utf-8")
    build(tmp_path / "rain.bib", store=tmp_path / "store", source=tmp_path / "r.jsonl")
    with open_store(str(tmp_path / "store")) as store:
        (paper,) = store.nodes("Paper")
    assert paper["volume"] == "7"
    assert "pages" not in paper


@pytest.mark.parametrize(
    ("written", "year", "problem"),
    [
        *(
            ("2021", 2021, None),
            ("2021a", 2021, None),
            ("May 2021", 2021, None),
            ("c. 1650", 1650, None),
        ),
        *(("2021-03-05", 2021, None), ("05.03.2021", 2021, None), ("[1789?]", 1789, None)),
        ("2001--2003", 2001, "is read as 2001"),
        ("2019/2020", 2019, "is read as 2019"),
        ("in press", None, "is not read"),
        ("-350", None, "is not read"),
        ("forthcoming", None, "is not read"),
    ],
)
def test_a_year_that_is_not_one_plain_year_is_said(
    written: str, year: int | None, problem: str | None
) -> None:
    entry, problems = bibtex(f"year={{{written}}}")
    assert entry.year == year
    assert [message.endswith(problem or "?") for message in problems] == [True] * bool(problem)


@pytest.mark.parametrize(
    ("doi", "read", "problems"),
    [
        ("10.5555/x y", None, 1),
        ("see the publisher", None, 1),
        ("10.5555/m, 10.5555/n", "10.5555/m", 1),
        ("10.5555/m <b>", "10.5555/m", 0),
        ("n/a", None, 0),
        ("https://doi.org/10.5555/m?download=true", "10.5555/m", 0),
    ],
)
def test_a_doi_that_is_not_read_whole_is_said(doi: str, read: str | None, problems: int) -> None:
    entry, said = bibtex(f"doi={{{doi}}}")
    assert entry.ids.get("doi") == read
    assert len(said) == problems


@pytest.mark.parametrize(
    ("authors", "named", "more"),
    [
        ("Ann Lee et al.", ["Ann Lee"], True),
        ("Lee, Ann and Ek, Bo and others", ["Ann Lee", "Bo Ek"], True),
        ("Lee, Ann and others", ["Ann Lee"], True),
        ("Ann Lee and et al.", ["Ann Lee"], True),
        ("others", None, False),
        ("Ann Lee and Bo Others", ["Ann Lee", "Bo Others"], False),
    ],
)
def test_authors_that_are_not_all_named_are_known_not_to_be(
    authors: str, named: list[str] | None, *, more: bool
) -> None:
    entry, _ = bibtex(f"author={{{authors}}}")
    assert (entry.authors, entry.more_authors) == (named, more)


def test_a_month_alone_is_no_day() -> None:
    assert published_as({}, year=2021, month="mar") == {}
    assert published_as({"pages": "S1-12", "volume": 0}, year="2021-02-30") == {
        "pages": "S1-12",
        "volume": "0",
    }
