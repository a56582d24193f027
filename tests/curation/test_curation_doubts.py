"""What is said against a list is true: the right other entry, the right people, the right year."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_curation_check import CLEAN, codes, known

from kg.cli import main
from kg.curation import check
from kg.reading_list import read_list
from kg.records import Paper, Warning

TITLE = "Deep Hashing for Image Retrieval at Scale"


def bibtex(*entries: str) -> str:
    return "\n".join(f"@article{{k{n}, {fields}}}" for n, fields in enumerate(entries))


def doubts(text: str, name: str = "list.bib") -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in read_list(name, text=text).warnings]


@pytest.mark.parametrize(
    "fields",
    [
        "doi = {10.1000/a.1}",
        "eprint = {2101.00001}, archiveprefix = {arXiv}",
        "url = {https://example.org/paper.pdf}",
    ],
)
def test_an_identifier_is_as_good_as_a_link(fields: str) -> None:
    text = bibtex(f"title = {{{TITLE}}}, author = {{Low, A.}}, year = {{2002}}, {fields}")
    assert "no-link" not in dict(doubts(text))
    assert check(read_list("list.bib", text=text), text) == []


def test_without_either_there_is_no_way_to_the_paper() -> None:
    text = bibtex(f"title = {{{TITLE}}}, author = {{Low, A.}}, year = {{2002}}")
    assert "no-link" in dict(doubts(text))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("title = {Milet}, author = {Fox, A.}, year = {1902}", "title = {Milet}, author = {Low, B.}, year = {1965}"),
        ("title = {Milet}, author = {Fox, A.}, year = {1902}", "title = {Milet}, author = {Rye, C.}, year = {1902}"),
        (f"title = {{{TITLE}}}, author = {{Fox, A.}}, year = {{2002}}", f"title = {{{TITLE}}}, author = {{Low, B.}}, year = {{2002}}"),
        (f"title = {{{TITLE}}}, author = {{Fox, A.}}, doi = {{10.1/a}}", f"title = {{{TITLE}}}, author = {{Fox, A.}}, doi = {{10.1/b}}"),
        (f"title = {{{TITLE}}}, year = {{1990}}", f"title = {{{TITLE}}}, year = {{2010}}"),
        ("title = {Introduction}", "title = {Introduction}"),
    ],
)  # fmt: skip
def test_different_works_of_one_title_are_not_the_same_paper(first: str, second: str) -> None:
    assert "duplicate-entry" not in dict(doubts(bibtex(first, second)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("title = {Milet}, author = {Fox, A.}, year = {1902}", "title = {Milet}, author = {Fox, Anna}, year = {1902}"),
        (f"title = {{{TITLE}}}, author = {{Fox, A. and Low, B.}}, year = {{2002}}", f"title = {{{TITLE}}}, author = {{Low, B.}}, year = {{2004}}"),
        (f"title = {{{TITLE}}}, doi = {{10.1/a}}", f"title = {{{TITLE}}}, eprint = {{2101.00001}}"),
        (f"title = {{{TITLE}}}, doi = {{10.1/a}}", f"title = {{{TITLE}.}}, doi = {{10.1/A}}"),
        (f"title = {{{TITLE}}}", f"title = {{{TITLE}}}"),
    ],
)  # fmt: skip
def test_the_same_paper_is_said(first: str, second: str) -> None:
    assert "duplicate-entry" in dict(doubts(bibtex(first, second)))


def test_one_identifier_under_two_titles_is_said_as_that() -> None:
    text = bibtex(
        "title = {Roman coins of the Danube}, doi = {10.1/a}",
        f"title = {{{TITLE}}}, doi = {{10.1/a}}",
    )
    found = dict(doubts(text))
    assert "duplicate-entry" not in found
    assert found["one-id-two-titles"] == "doi:10.1/a is also that of line 1, under another title"


def test_the_other_entry_that_is_named_is_the_one_that_is_the_same() -> None:
    text = bibtex(
        "title = {Milet}, author = {Fox, A.}, year = {1902}",
        "title = {Milet}, author = {Low, B.}, year = {1965}",
        "title = {Milet}, author = {Low, B.}, year = {1965}",
    )
    assert dict(doubts(text))["duplicate-entry"] == "the same paper as the entry on line 2"


@pytest.mark.parametrize(
    "heading",
    ["2010s", "The 2010's", "2010-2019", "2010 to 2019", "Since 2010", "Before 2010",
     "May 19, 2010", "19 May 2010", "2010-05-19", "Meeting of 3rd June 2010", "19.05.2010"],
)  # fmt: skip
def test_a_decade_or_a_day_is_no_year_of_papers(heading: str) -> None:
    text = CLEAN.replace("## 2022", f"## {heading}")
    assert [one.code for one in read_list("l.md", text=text).warnings] == []


def test_a_year_as_a_heading_is() -> None:
    text = CLEAN.replace("## 2022", "## 2010")
    found = [one.code for one in read_list("l.md", text=text).warnings]
    assert found == ["year-contradicts-heading"] * 2


@pytest.mark.parametrize(
    ("year", "advice"), [(2021, None), (2020, None), (2017, "check it: 2017 is the year of the")]
)
def test_the_year_of_a_preprint_is_no_advice_where_the_list_has_the_published_one(
    year: int, advice: str | None
) -> None:
    paper = Paper(id="arxiv:2201.00001", arxiv_id="2201.00001", title=TITLE, year=year)
    found = check(read_list("list.md", text=CLEAN), CLEAN, graph=known(CLEAN, line_5=paper))
    assert [one.suggestion.startswith(advice or "") for one in found] == [True] * bool(advice)
    assert f"write {year}" not in " ".join(one.suggestion for one in found)


def test_an_earlier_year_in_the_list_is_still_said() -> None:
    paper = Paper(id="arxiv:2201.00001", arxiv_id="2201.00001", title=TITLE, year=2024)
    assert (5, "year-contradicts") in codes(CLEAN, known(CLEAN, line_5=paper))


def test_a_wrong_identifier_of_a_decided_entry_makes_it_no_duplicate() -> None:
    # Line 6 carries the identifier of line 5, and was decided to be another paper.
    text = CLEAN.replace("2207.04818", "2201.00001")
    graph = known(
        text,
        line_5=Paper(id="arxiv:2201.00001", arxiv_id="2201.00001", title=TITLE),
        line_6=Paper(id="doi:10.1/y", doi="10.1/y", title="A Study of Cross-Modal Search"),
    )
    assert "duplicate-entry" not in [code for _, code in codes(text, graph)]


def test_what_differs_is_said_in_its_own_words() -> None:
    text = CLEAN.replace(
        "[paper](https://arxiv.org/abs/2201.00001)",
        "[paper](https://arxiv.org/abs/2201.00001?token=5f3a) [pdf](https://b.example/x.pdf?token=77aa)",
    )
    (found,) = [one for one in check(read_list("l.md", text=text), text) if one.line == 5]
    assert "arxiv.org" in found.what
    assert "b.example" in found.what


@pytest.fixture
def two_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.md").write_text(
            f"# {name}\n\n- (2020 CVPR) **Deep Hashing {name} for Images**\n", encoding="utf-8"
        )
    assert main(["build", "a/a.md", "b/b.md", "--source", "none"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "a.md: no-link: the entry has no link and no identifier (line 3)" in out
    assert "b.md: no-link: the entry has no link and no identifier (line 3)" in out
    return tmp_path


def test_a_list_that_is_gone_is_a_finding_and_the_others_are_checked(
    two_lists: Path, capfdbinary
) -> None:
    (two_lists / "a" / "a.md").unlink()
    assert main(["check", "--format", "json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)["findings"]
    assert [(one["source"], one["line"], one["code"]) for one in found] == [
        ("a.md", None, "list-gone"),
        ("b.md", 3, "no-link"),
    ]
    assert "kg store forget a/a.md" in found[0]["suggestion"]
    for format in ("text", "markdown", "github"):
        assert main(["check", "--format", format]) == 0
    assert main(["check", "a/a.md"]) == 1, "a list that is named has to be there"


def test_two_lists_of_one_name_are_told_apart(tmp_path: Path, monkeypatch, capfdbinary) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "archive"))
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "list.md").write_text(
            f"# L\n\n- **Deep Hashing of Images {name}** (CVPR 2019)\n"
        )
    assert main(["check", "a/list.md", "b/list.md", "--format", "json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)["findings"]
    assert len({one["source"] for one in found}) == 2


def test_warnings_that_differ_are_not_merged_under_the_words_of_the_first() -> None:
    from kg.cli.build import _warnings

    told = _warnings(
        [
            Warning("odd-field", "the year of A is no year", "l.md", 3),
            Warning("odd-field", "the year of B is no year", "l.md", 4),
            Warning("odd-field", "the year of A is no year", "l.md", 9),
        ],
        several=True,
    )
    assert told == [
        "l.md: odd-field: the year of A is no year (lines 3, 9)",
        "l.md: odd-field: the year of B is no year (line 4)",
    ]


def test_of_many_warnings_of_a_kind_the_rest_is_counted() -> None:
    from kg.cli.build import _warnings

    told = _warnings([Warning("odd", f"entry {n}", "l.md", n) for n in range(1, 21)], several=False)
    assert len(told) == 6
    assert told[-1] == "odd: 15 more, see them with --format json"
