"""CSV, re-read by the csv module and by pandas."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats.papers import plain
from kg.formats.rows import as_csv, as_tsv, without_formula
from kg.records import Graph, Paper


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_one_row_a_paper(small_graph, written):
    table = rows(written(small_graph, "csv"))
    assert [row["citation_key"] for row in table] == [
        "Wang2016ImageNet",
        "ACMR2017",
        "Wang2016Unlisted",
    ]
    known = {name: value for name, value in table[1].items() if value}
    assert known == {
        "id": "doi:10.1145/3123266.3123326",
        "citation_key": "ACMR2017",
        "title": "Adversarial Cross-Modal Retrieval",
        "authors": "Bokun Wang; Laurens van der Maaten; Martin Luther King Jr.; Barnes and Noble",
        "short": "ACMR",
        "year": "2017",
        "publication_date": "2017-10-23",
        "venue": "ACM Multimedia",
        "pages": "154-162",
        "doi": "10.1145/3123266.3123326",
        "arxiv_id": "1708.01234",
        "fields_of_study": "Computer Science; Mathematics",
        "is_open_access": "True",
        "references_state": "partial",
        "listed": "True",
        "datasets": "NUS-WIDE",
        "code": "https://github.com/x/acmr",
    }


def test_unknown_is_empty_for_pandas_too(small_graph, written):
    table = pd.read_csv(io.StringIO(written(small_graph, "csv")), index_col="citation_key")
    assert table.loc["Wang2016Unlisted", "citation_count"] == 3
    assert table["citation_count"].isna().sum() == 2


def test_columns_are_the_same_whatever_is_known(written):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a"))
    header = written(graph, "csv").splitlines()[0]
    assert header.startswith("id,citation_key,title,authors,short,year,")
    assert "abstract" not in header
    assert "abstract" in written(graph, "csv", abstracts=True).splitlines()[0]


@given(st.text())
def test_any_title_is_read_back_on_one_line(written, title):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title=title))
    cells = [row["title"] for row in rows(written(graph, "csv"))]
    assert cells == [without_formula(plain(title))]


@pytest.mark.parametrize(
    "title", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", '=HYPERLINK("x")', "-"]
)
def test_no_title_is_a_formula_to_a_spreadsheet(written, title):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title=title, venue=title))
    (row,) = rows(written(graph, "csv"))
    assert row["title"] == row["venue"] == "'" + title


@pytest.mark.parametrize(
    "title", [" =1+1", "\u00a0@SUM(A1)", "\ufeff=1+1", "\u200b=1+1", "\x00=1+1", "\n=1"]
)
def test_nothing_that_a_spreadsheet_strips_hides_a_formula(title):
    assert without_formula(title) == "'" + title


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Deep;=cmd|'/C calc'!A0", "Deep;'=cmd|'/C calc'!A0"),
        ("Deep\t@SUM(A1)", "Deep\t'@SUM(A1)"),
        ('Deep;="x"', 'Deep;\'="x"'),
        ("a ;-) b", "a ;-) b"),
        ("Wang; van der Maaten", "Wang; van der Maaten"),
        ("-12", "-12"),
    ],
)
def test_no_list_separator_makes_a_formula_of_the_rest_of_a_cell(text, safe):
    assert without_formula(text) == safe


def test_no_name_of_a_column_is_a_formula():
    rows = [{"=cmd|' /C calc'!A0": 1, "@b": 2}]
    assert as_csv(rows) == "'=cmd|' /C calc'!A0,'@b\n1,2\n"
    assert as_tsv(rows) == "'=cmd|' /C calc'!A0\t'@b\n1\t2\n"
