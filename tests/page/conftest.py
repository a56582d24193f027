"""Pages for the tests, written once."""

from __future__ import annotations

import pytest
from page_graphs import citation_graph, hostile_graph, page_data

from kg.page import render, write_page


@pytest.fixture(scope="session")
def demo_html(demo_graph):
    return render(demo_graph)


@pytest.fixture(scope="session")
def demo_page_data(demo_html):
    data = page_data(demo_html)
    return data["drawing"]["nodes"], data["drawing"]["edges"]


@pytest.fixture(scope="session")
def demo_page(demo_html, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "lineage.html"
    path.write_bytes(demo_html.encode("utf-8"))
    return path


@pytest.fixture(scope="session")
def large_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "large.html"
    write_page(citation_graph(5000), path)
    return path


@pytest.fixture(scope="session")
def hostile_page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "hostile.html"
    write_page(hostile_graph(), path, abstracts=True)
    return path


@pytest.fixture
def opened(browser):
    """Return a function that opens a page; what it asked the network for and said is checked at the end."""
    contexts, requests, said = [], [], []

    def open_page(path, hash="", **options):
        context = browser.new_context(**{"viewport": {"width": 1500, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path.as_uri() + hash)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("file:", "blob:", "data:"))] == []
    assert said == []
