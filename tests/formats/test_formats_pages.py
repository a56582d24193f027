"""Page numbers in every bibliography: a hyphen of their own stays where it is."""

import json

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from kg.formats.bibliography import bibtex_entry
from kg.formats.pages import page_range
from kg.formats.papers import read_papers
from kg.records import Graph, Paper

PAGES = {
    "154-162": ("154", "162"),
    "154 - 162": ("154", "162"),
    "154–162": ("154", "162"),
    "154--162": ("154", "162"),
    "1234-45": ("1234", "45"),
    "A-12-A-15": ("A-12", "A-15"),
    "16-1-16-4": ("16-1", "16-4"),
    "C3-32--C3-35": ("C3-32", "C3-35"),
    "C3-32-C3-35": ("C3-32", "C3-35"),
    "S1-S9": ("S1", "S9"),
    "e1-10": ("e1", "10"),
    "xii-xv": ("xii", "xv"),
    "eaay-1234": ("eaay-1234", ""),
    "e00123-20": ("e00123-20", ""),
    "2020-1234": ("2020-1234", ""),
    "978-3-16-148410": ("978-3-16-148410", ""),
    "16-1-4": ("16-1-4", ""),
    "A-12": ("A-12", ""),
    "n/a-n/a": ("", ""),
    "N/A": ("", ""),
    "-": ("", ""),
    "12-n/a": ("12", ""),
    "": ("", ""),
}


@pytest.mark.parametrize("pages", PAGES)
def test_a_hyphen_inside_a_page_number_is_no_range(pages):
    assert page_range(pages) == PAGES[pages]


@given(st.text())
def test_any_pages_have_a_first_and_a_last_page(pages):
    first, last = page_range(pages)
    assert first or not last
    assert set(first + last) <= set(" ".join(pages.split()))


@given(st.integers(1, 9999), st.integers(0, 99), st.sampled_from(["-", "–", "--", " - "]))
def test_two_numbers_that_count_upwards_are_a_range(first, more, between):
    assert page_range(f"{first}{between}{first + more}") == (str(first), str(first + more))


def test_every_bibliography_tells_the_pages_alike(written):
    graph = Graph()
    for number, pages in enumerate(["A-12-A-15", "eaay-1234", "n/a-n/a", "12-15, 20-25"]):
        graph.add(
            Paper(id=f"doi:10.1/{number}", title=f"T{number}", short=f"T{number}", pages=pages)
        )
    bibtex = written(graph, "bib")
    assert "pages = {A-12--A-15}" in bibtex
    assert "pages = {eaay-1234}" in bibtex
    assert "pages = {12--15, 20--25}" in bibtex
    assert "n/a" not in bibtex
    references = rispy.loads(written(graph, "ris"))
    assert [(one.get("start_page"), one.get("end_page")) for one in references] == [
        ("A-12", "A-15"),
        ("eaay-1234", None),
        (None, None),
        ("12-15, 20-25", None),
    ]
    assert [item.get("page") for item in json.loads(written(graph, "csl.json"))] == [
        "A-12–A-15",
        "eaay-1234",
        None,
        "12-15, 20-25",
    ]


def test_a_papers_entry_is_what_the_file_holds(small_graph, written):
    papers = read_papers(small_graph, "listed")
    assert all(bibtex_entry(paper) in written(small_graph, "bib") for paper in papers)
