"""A published site as its readers meet it: from disk, below a path, with and without scripts."""

from __future__ import annotations

import functools
import http.server
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from web.site_stores import stored

from kg import open_store
from kg.records import Author, Authored, Cites, Graph, Lists, Paper, ReadingList
from kg.web.publish import publish

pytestmark = pytest.mark.browser

ACMR = "paper/doi:10.1145=2F3123266.3123326/index.html"
PAGES = (
    "index.html",
    ACMR,
    "paper/index.html",
    "author/index.html",
    "list/list:cross-modal-retrieval/index.html",
    "dataset/dataset:nus-wide/index.html",
    "queries/most-cited/index.html",
    "queries/index.html",
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def served(demo_site):
    """The address of a plain static server that has the site below a path."""
    handler = functools.partial(Quiet, directory=demo_site.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{demo_site.name}/"
        server.shutdown()


@pytest.fixture(scope="module")
def odd_site(tmp_path_factory):
    """A site whose titles are long, blank, or turn the direction of reading."""
    titles = {
        "long": "very " * 400,
        "unbroken": "Supercalifragilistic" * 100,
        "blank": " \u200b",
        "overridden": "\u202elive title",
        "arabic": "\u0627\u0633\u062a\u0631\u062c\u0627\u0639 " * 30,
    }
    graph = Graph()
    graph.add(Paper(id="doi:10.1/citing", title="A paper that cites them", year=2020))
    graph.add(
        ReadingList(
            id="list:odd", title=titles["arabic"], source="odd.md", sha256="0" * 64, entry_count=5
        )
    )
    for place, (name, title) in enumerate(titles.items(), 1):
        id = f"doi:10.1/{name}"
        graph.add(Paper(id=id, title=title, venue=title, listed=True, year=2010))
        graph.add(Author(id=f"{id}#author-1", name=title, name_key=name))
        graph.add(Authored(start=f"{id}#author-1", end=id, position=1))
        graph.add(Cites(start="doi:10.1/citing", end=id, influential=True))
        graph.add(
            Lists(start="list:odd", end=id, line=place, position=place, title=title, venue=title)
        )
    folder = tmp_path_factory.mktemp("odd")
    with open_store(stored(graph, folder / "store")) as store:
        publish(store, folder / "site")
    return folder / "site"


@pytest.fixture
def visited(browser):
    """Return a function that opens a page; foreign requests and console messages are checked at the end."""
    contexts, requests, messages = [], [], []

    def visit(address, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    own = ("file:", "blob:", "data:", "http://127.0.0.1:")
    assert [url for url in requests if not url.startswith(own)] == []
    assert messages == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_from_disk(visited, demo_site, path):
    page = visited((demo_site / path).as_uri())
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "flex"


@pytest.mark.parametrize("path", PAGES)
def test_pages_open_below_a_path_in_the_dark_on_a_phone(visited, served, path):
    page = visited(served + path, color_scheme="dark", viewport={"width": 390, "height": 844})
    expect(page.locator("h1")).to_be_visible()
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []


def test_the_lineage_page_leads_back_to_the_site(visited, demo_site):
    page = visited((demo_site / "lineage.html").as_uri())
    page.get_by_role("heading", level=1).get_by_role("link").click()
    assert page.url == (demo_site / "index.html").as_uri()


@pytest.mark.parametrize("from_disk", [True, False])
def test_search_finds_a_paper_and_leads_to_it(visited, demo_site, served, from_disk):
    page = visited((demo_site / "index.html").as_uri() if from_disk else served)
    page.get_by_label("Search").fill("adversarial cross-modal wang 2017")
    expect(page.locator("#found")).to_have_text("1 paper")
    page.locator("#results a").click()
    expect(page.locator("h1")).to_have_text("Adversarial Cross-Modal Retrieval")


def test_a_click_sorts_a_table_and_another_turns_it_round(visited, demo_site):
    page = visited((demo_site / "paper" / "index.html").as_uri())
    page.get_by_role("button", name="Year").click()
    years = page.locator("tbody tr td:first-child").all_inner_texts()
    assert years == sorted(years)
    page.get_by_role("button", name="Year").click()
    years = page.locator("tbody tr td:first-child").all_inner_texts()
    assert years == sorted(years, reverse=True)


def test_without_scripts_a_reader_walks_from_the_list_to_a_cited_paper(visited, served):
    page = visited(served, java_script_enabled=False)
    page.get_by_role("link", name="Lists").click()
    page.locator("main a").first.click()
    page.get_by_role("link", name="Adversarial Cross-Modal Retrieval", exact=True).click()
    expect(page.locator("h1")).to_have_text("Adversarial Cross-Modal Retrieval")
    page.locator("ul.papers a").first.click()
    expect(page.locator("h2", has_text="Cited by")).to_be_visible()


def test_hostile_titles_run_nothing(visited, hostile_site):
    for path in sorted(hostile_site.glob("*/*/index.html")):
        page = visited(path.as_uri())
        assert page.evaluate("window.hit") is None
        page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_is_wider_than_its_window(visited, demo_site, odd_site, width):
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    pages = [demo_site / "lineage.html", odd_site / "lineage.html", odd_site / "index.html"]
    for path in (*pages, *odd_site.glob("*/*/index.html")):
        page = visited(path.as_uri(), viewport={"width": width, "height": 900})
        assert not page.evaluate(wider), path
        page.context.close()


def test_a_title_turns_only_its_own_direction_of_reading_and_every_link_has_words(
    visited, odd_site
):
    page = visited((odd_site / "paper/doi:10.1=2Fciting/index.html").as_uri())
    inside = page.evaluate(
        "[...document.querySelectorAll('ul.papers a, .tag')].map((a) => getComputedStyle(a).unicodeBidi)"
    )
    assert set(inside) == {"plaintext", "isolate"}
    words = page.locator("ul.papers a").all_inner_texts()
    assert "doi:10.1/blank" in words
    assert max(map(len, words)) == 301


def test_marks_that_were_asked_for_are_a_filter_of_the_front_page(visited, tmp_path):
    graph = Graph()
    for id, marks in (("a", {"status": "read", "tags": ["survey"]}), ("b", {"tags": ["survey"]})):
        graph.add(Paper(id=f"doi:10.1/{id}", title=f"Paper {id}", listed=True, **marks))
    graph.add(Paper(id="doi:10.1/c", title="Paper c", listed=True))
    with open_store(str(tmp_path / "store"), write=True) as store:
        store.write(graph, [])
        publish(store, tmp_path / "private")
        publish(store, tmp_path / "marked", marks=True)
    page = visited((tmp_path / "private" / "index.html").as_uri())
    expect(page.get_by_label("Marked")).to_have_count(0)
    page = visited((tmp_path / "marked" / "index.html").as_uri())
    choice = page.get_by_label("Marked")
    assert choice.locator("option").all_inner_texts() == ["any paper", "read (1)", "survey (2)"]
    choice.select_option("survey")
    assert page.locator("#results li").all_inner_texts() == ["Paper a", "Paper b"]
    page.locator("#words").fill("b")
    assert page.locator("#results li").all_inner_texts() == ["Paper b"]
    choice.select_option("")
    page.locator("#words").fill("")
    expect(page.locator("#results li")).to_have_count(0)
