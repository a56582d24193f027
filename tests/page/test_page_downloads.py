"""What a reader takes away from the page: pictures and bibliographies, and looks."""

from __future__ import annotations

import csv
import io
import struct
import xml.etree.ElementTree as ET

import bibtexparser
import pytest
from axe_playwright_python.sync_playwright import Axe
from page_graphs import PAYLOADS

from kg.formats.papers import citation_keys

pytestmark = pytest.mark.browser

ACMR = "doi:10.1145/3123266.3123326"


def saved(page, how):
    page.locator("#save-button").click()
    with page.expect_download() as download:
        page.locator(f'[data-save="{how}"]').click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def test_the_picture_as_png_is_twice_as_fine_as_the_screen(opened, demo_page):
    page = opened(demo_page)
    name, data = saved(page, "png")
    assert name == "cross-modal-retrieval-paper.png"
    width, height = struct.unpack(">II", data[16:24])
    box = page.locator("#canvas").bounding_box()
    assert abs(width - 2 * box["width"]) <= 2
    assert abs(height - 2 * box["height"]) <= 2
    assert len(data) > 50_000


@pytest.mark.parametrize("kind", ["demo", "hostile"])
def test_the_picture_as_svg_is_well_formed_and_has_every_label(
    opened, demo_page, hostile_page, kind
):
    page = opened(demo_page if kind == "demo" else hostile_page)
    _, data = saved(page, "svg")
    root = ET.fromstring(data)
    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "rect",
        "path",
        "circle",
        "text",
    }
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(texts) >= page.evaluate("kgPage.labels().length")
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) >= page.evaluate(
        "kgPage.drawn().length"
    )


def test_fragile_citations_are_dashed(opened, demo_page):
    page = opened(demo_page)
    red = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--main')")

    def dashed():
        paths = ET.fromstring(saved(page, "svg")[1]).iter("{http://www.w3.org/2000/svg}path")
        return len([p for p in paths if p.get("stroke") == red and p.get("stroke-dasharray")])

    assert dashed() == page.evaluate("kgPage.fragile().length") == 5
    page.keyboard.press("m")
    assert dashed() == 0


def test_the_papers_in_focus_as_csv(opened, demo_page):
    page = opened(demo_page)
    reached = page.evaluate(f"kgPage.focus('{ACMR}', 'descendants')")
    _, data = saved(page, "csv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert {row["id"] for row in rows} == set(reached)
    (acmr,) = [row for row in rows if row["id"] == ACMR]
    assert acmr["title"] == "Adversarial Cross-Modal Retrieval"
    assert acmr["year"] == "2017"
    assert acmr["authors"].startswith("Bokun Wang; Yang Yang;")
    assert acmr["references_state"] == "complete"


def test_a_csv_cell_is_never_a_formula_and_is_that_of_the_export(opened, tmp_path):
    from kg.formats.rows import without_formula
    from kg.page import write_page
    from kg.records import Graph, Paper

    titles = ['=HYPERLINK("http://x","y")', "＝1+1", "\ufeff=1+1", "Deep;=1+1", "-1", "a ;-) b"]
    graph = Graph()
    for number, title in enumerate(titles):
        graph.add(Paper(id=f"doi:10.1/{number}", title=title, year=2000))
    write_page(graph, tmp_path / "page.html")
    _, data = saved(opened(tmp_path / "page.html"), "csv")
    rows = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))
    assert {row["title"] for row in rows} == {without_formula(title) for title in titles}


def test_all_papers_as_bibtex_with_the_keys_of_the_export(opened, demo_page, demo_graph):
    _, data = saved(opened(demo_page), "bib")
    library = bibtexparser.parse_string(data.decode("utf-8"))
    assert library.failed_blocks == []
    keys = citation_keys(demo_graph.nodes("Paper"))
    assert {entry.key for entry in library.entries} == set(keys.values())
    by_key = {entry.key: entry for entry in library.entries}
    acmr = by_key[keys[ACMR]]
    assert acmr["title"].strip("{}") == "Adversarial Cross-Modal Retrieval"
    assert acmr["doi"] == "10.1145/3123266.3123326"
    assert acmr["author"].count(" and ") == 4


def test_the_bibtex_is_what_the_export_writes(opened, demo_page, demo_graph, tmp_path):
    from kg import formats

    formats.write(demo_graph, tmp_path / "all.bib", "bib", papers="all")
    _, data = saved(opened(demo_page), "bib")
    assert data == (tmp_path / "all.bib").read_bytes()


def test_hostile_text_is_bibtex_too(opened, hostile_page):
    _, data = saved(opened(hostile_page), "bib")
    library = bibtexparser.parse_string(data.decode("utf-8"))
    assert library.failed_blocks == []
    assert len(library.entries) == len(PAYLOADS)


@pytest.mark.parametrize(("scheme", "size"), [("light", (1500, 900)), ("dark", (390, 844))])
def test_axe_finds_no_serious_violation(opened, demo_page, scheme, size):
    page = opened(demo_page, color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    found = Axe().run(page).response["violations"]
    page.evaluate(f"kgPage.focus('{ACMR}')")
    page.keyboard.press("f")
    page.locator("#search").fill("deep")
    found += Axe().run(page).response["violations"]
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found += Axe().run(page).response["violations"]
    serious = [
        (item["id"], [node["html"][:120] for node in item["nodes"]][:3])
        for item in found
        if item["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_nothing_is_wider_than_a_phone(opened, demo_page):
    page = opened(demo_page, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#search").fill("hotelling")
    page.get_by_role("option").first.tap()
    assert page.locator("#details h2").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_theme_can_be_chosen(opened, demo_page):
    page = opened(demo_page, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.locator("#theme-button").click()
    assert page.evaluate(ground) != dark


def test_printed_it_is_the_picture_and_the_list_without_the_controls(opened, demo_page):
    page = opened(demo_page)
    page.emulate_media(media="print")
    assert not page.locator("#search").is_visible()
    assert not page.locator("#save-button").is_visible()
    assert page.locator("#canvas canvas").is_visible()
    assert page.locator("#overview").is_visible()
    assert page.locator("#rows > :not([hidden]) .paper").count() == 321
