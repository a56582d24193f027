"""The served site in a browser: forms, tables, keyboard and screen reader, with and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "paper/doi:10.1145=2F3123266.3123326/",
    "list/list:cross-modal-retrieval/",
    "papers?q=hashing",
    "papers?q=nothing+of+this",
    "papers?year=x",
    "queries/most-cited/",
    "query/most-cited?limit=3",
    "cypher?q=MATCH+(p:Paper)+RETURN+p.id+AS+id,+p.title+AS+title+LIMIT+5",
    "cypher?q=DELETE",
    "sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+5",
    "nothing",
)


@pytest.fixture
def opened(browser, server):
    """Return a function that opens a page; foreign requests and console messages are checked at the end."""
    contexts, requests, messages = [], [], []

    def visit(path, **options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("console", lambda message: messages.append(message.text))
        page.goto(server.address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith((server.address, "data:", "blob:"))] == []
    # A browser says that an address was answered with 400, 403 or 404.
    assert [message for message in messages if "status of 4" not in message] == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible_in_the_dark_on_a_phone(opened, path):
    page = opened(path, color_scheme="dark", viewport={"width": 390, "height": 844})
    expect(page.locator("h1")).to_be_visible()
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wider)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_searches_narrows_and_turns_the_page(opened, scripts):
    page = opened("", java_script_enabled=scripts)
    page.get_by_label("Search").fill("a")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("page 1 of")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("status")).to_contain_text("page 2 of")
    page.get_by_label("Year or years").fill("2017")
    page.get_by_label("Words").fill("adversarial cross-modal")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Adversarial Cross-Modal Retrieval", exact=True).click()
    expect(page.locator("h1")).to_have_text("Adversarial Cross-Modal Retrieval")


def test_a_reader_asks_a_question_with_another_parameter(opened):
    page = opened("queries/")
    page.get_by_role("link", name="Most cited papers").first.click()
    page.get_by_label("limit").fill("2")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_reader_writes_cypher_and_finds_it_again(opened):
    page = opened("cypher")
    page.get_by_label("Query").fill("MATCH (v:Venue)\nRETURN v.name AS name ORDER BY name LIMIT 4")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_role("button", name="name").click()
    page.goto(page.url.partition("?")[0])
    page.locator("li", has_text="MATCH (v:Venue)").get_by_role("link").click()
    expect(page.locator("tbody tr")).to_have_count(4)


def test_the_lineage_page_runs_as_it_does_from_disk(opened):
    page = opened("lineage.html")
    expect(page.locator("canvas").first).to_be_visible()
    page.get_by_role("heading", level=1).get_by_role("link").click()
    expect(page.get_by_role("link", name="Questions")).to_be_visible()
