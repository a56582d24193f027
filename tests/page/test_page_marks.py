"""A reader's own marks on the page: shown, and a filter where there are any."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kg.page import write_page
from kg.records import Cites, Graph, Paper

pytestmark = pytest.mark.browser


def test_marks_are_shown_and_filtered(opened, tmp_path):
    graph = Graph()
    marks = {"status": "read", "tags": ["survey"], "note": "Boring <b>?</b>"}
    graph.add(Paper(id="doi:10.1/a", title="The marked paper", year=2010, listed=True, **marks))
    graph.add(Paper(id="doi:10.1/b", title="Another paper", year=2012, listed=True))
    graph.add(Cites(start="doi:10.1/b", end="doi:10.1/a"))
    write_page(graph, tmp_path / "page.html")
    page = opened(tmp_path / "page.html", "#mark=%23survey")
    expect(page.locator("#rows > :not([hidden]) .paper")).to_have_count(1)
    page = opened(tmp_path / "page.html", "#paper=doi:10.1/a")
    expect(page.get_by_text("Marked: read, #survey")).to_be_visible()
    expect(page.get_by_text("Boring <b>?</b>")).to_be_visible()


def test_without_marks_there_is_no_filter_for_them(opened, demo_page):
    expect(opened(demo_page).locator('[data-facet="marks"]')).to_be_hidden()
