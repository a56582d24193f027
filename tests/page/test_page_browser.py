"""The page as its readers meet it, in a real browser. Every page is watched: see ``opened``."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

import networkx as nx
import pytest
from playwright.sync_api import expect

from kg.lineage import support
from kg.page import write_page
from kg.records import Cites, Graph, Paper

pytestmark = pytest.mark.browser

ACMR = "doi:10.1145/3123266.3123326"
JS_OVERLAPS = """() => {
  const boxes = kgPage.labels();
  const touch = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
  return boxes.filter((a, i) => boxes.some((b, j) => j > i && touch(a, b))).length;
}"""


def citations(graph):
    """The graph as networkx has it: from citing to cited."""
    made = nx.DiGraph()
    made.add_nodes_from(node["id"] for node in graph.nodes("Paper", ("id",)))
    made.add_edges_from((edge.start, edge.end) for edge in graph.relationships("CITES", ()))
    return made


def status(page):
    return page.locator("#status").inner_text()


def focused(page):
    return page.locator("#details h2").inner_text()


def test_every_paper_of_the_list_is_drawn_at_first(opened, demo_page, demo_graph):
    page = opened(demo_page)
    listed = {
        node["id"] for node in demo_graph.nodes("Paper", ("id", "listed")) if node.get("listed")
    }
    drawn = page.evaluate("kgPage.drawn()")
    assert len(listed) == 62
    assert listed <= set(drawn)
    assert len(drawn) == len(set(drawn)) == 150
    assert status(page) == "150 of 321 papers drawn, 171 more in the list."
    positions = page.evaluate("kgPage.positions()")
    assert set(positions) == set(drawn)
    assert all(0 <= at["x"] <= 1130 and 40 <= at["y"] <= 860 for at in positions.values())


@pytest.mark.parametrize("size", [(1500, 900), (1024, 768), (390, 844)])
def test_labels_never_overlap(opened, demo_page, size):
    page = opened(demo_page, viewport={"width": size[0], "height": size[1]})
    assert len(page.evaluate("kgPage.labels()")) > 30
    assert page.evaluate(JS_OVERLAPS) == 0
    for key in "++---":
        page.keyboard.press(key)
        assert page.evaluate(JS_OVERLAPS) == 0
    page.evaluate(f"kgPage.focus('{ACMR}')")
    assert page.evaluate(JS_OVERLAPS) == 0


def test_every_paper_of_the_list_has_its_label_on_a_large_screen(opened, demo_page, demo_graph):
    page = opened(demo_page, viewport={"width": 1920, "height": 1080})
    labelled = {box["id"] for box in page.evaluate("kgPage.labels()")}
    listed = {
        node["id"] for node in demo_graph.nodes("Paper", ("id", "listed")) if node.get("listed")
    }
    assert len(listed - labelled) <= 3


def test_focus_is_what_networkx_says_on_every_paper(opened, demo_page, demo_graph):
    page = opened(demo_page)
    graph = citations(demo_graph)
    ask = "([ids, sides]) => ids.map((id) => sides.map((side) => kgPage.focus(id, side)))"
    listed = [
        node["id"] for node in demo_graph.nodes("Paper", ("id", "listed")) if node.get("listed")
    ]
    for id, (both,) in zip(graph, page.evaluate(ask, [list(graph), ["both"]]), strict=True):
        # An edge runs from the citing paper: what networkx calls descendants, it builds on.
        assert set(both) == nx.descendants(graph, id) | nx.ancestors(graph, id) | {id}
        assert len(both) == len(set(both))
    sides = page.evaluate(ask, [listed, ["ancestors", "descendants"]])
    for id, (ancestors, descendants) in zip(listed, sides, strict=True):
        assert set(ancestors) == nx.descendants(graph, id) | {id}
        assert set(descendants) == nx.ancestors(graph, id) | {id}


def test_the_first_picture_and_a_later_one_leave_out_the_same_citations(
    opened, demo_page, demo_page_data
):
    page = opened(demo_page)
    drawn = page.evaluate("kgPage.citations()")
    _, edges = demo_page_data
    ids = page.evaluate("JSON.parse(document.getElementById('data').textContent).papers.id")
    assert sorted(drawn) == sorted([ids[edge["from"]], ids[edge["to"]]] for edge in edges)


def test_a_click_brings_a_paper_into_focus_and_shows_its_details(opened, demo_page, demo_graph):
    page = opened(demo_page)
    at = page.evaluate("kgPage.positions()")[ACMR]
    page.mouse.click(at["x"], at["y"])
    assert focused(page) == "Adversarial Cross-Modal Retrieval"
    details = page.locator("#details").inner_text()
    assert "Bokun Wang, Yang Yang, Xing Xu, Alan Hanjalic, Heng Tao Shen" in details
    assert "Reference list complete" in details
    assert "github.com/sunpeng981712364/ACMR_demo" in details
    assert "NUS-WIDE" in details
    assert "Builds on (" in details
    assert "Led to (" in details
    assert page.locator("#rows [aria-current]").inner_text().split("\n")[-1] == focused(page)
    assert (
        page.locator('#details a[href="https://doi.org/10.1145/3123266.3123326"]').get_attribute(
            "rel"
        )
        == "noopener noreferrer"
    )


def test_a_paper_whose_references_are_unknown_says_so_and_looks_different(
    opened, demo_page, demo_graph
):
    page = opened(demo_page)
    states = {}
    for node in demo_graph.nodes("Paper", ("id", "references_state", "listed")):
        if node.get("listed"):
            states.setdefault(node.get("references_state", "unknown"), []).append(node["id"])
    assert {state: len(ids) for state, ids in states.items()} == {
        "complete": 8,
        "partial": 4,
        "unknown": 50,
    }
    said = set()
    for state, ids in states.items():
        page.evaluate("id => kgPage.focus(id)", ids[0])
        words = page.locator("#details .look").inner_text()
        said.add(words)
        assert (state in words) or (state == "partial" and "partly known" in words)
    assert len(said) == 3
    legend = page.locator("#legend").inner_text()
    assert all(
        words in legend for words in ("references complete", "partly known", "unknown or withheld")
    )
    assert "cites nothing" not in page.locator("body").inner_text()


def test_search_suggests_and_takes_by_keyboard_and_mouse(opened, demo_page):
    page = opened(demo_page)
    page.keyboard.press("/")
    page.keyboard.type("adversarial wang")
    options = page.get_by_role("option")
    assert options.count() > 1
    assert page.locator("#search").get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    second = focused(page)
    page.locator("#search").fill("hotelling")
    page.get_by_role("option").first.click()
    assert focused(page) == "Relations Between Two Sets of Variates"
    page.keyboard.press("u")
    assert focused(page) == second
    page.locator("#search").fill("no such paper at all")
    assert options.count() == 0
    assert "No paper" in page.locator("#suggestions").inner_text()


def test_the_keyboard_walks_the_lineage_and_escape_resets(opened, demo_page):
    page = opened(demo_page, "#paper=" + ACMR)
    assert focused(page) == "Adversarial Cross-Modal Retrieval"
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Deep Supervised Cross-Modal Retrieval"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("a")
    assert "what it builds on" in status(page)
    page.keyboard.press("m")
    assert page.locator("#main-button").get_attribute("aria-pressed") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.locator("#overview").is_visible()
    assert status(page).startswith("150 of 321")


def test_escape_closes_what_is_open_before_it_resets(opened, demo_page):
    page = opened(demo_page, "#paper=" + ACMR)
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    assert focused(page) == "Adversarial Cross-Modal Retrieval"
    page.keyboard.press("Escape")
    assert page.locator("#overview").is_visible()


def test_the_keyboard_keeps_its_place_when_the_page_changes(opened, demo_page):
    page = opened(demo_page)
    place = "document.activeElement.closest('#rows, #about, #legend').id"
    page.locator('#rows [tabindex="0"]').focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate(place) == "rows"
    page.locator("#details .actions button").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(place) == "about"
    page.locator("#legend button").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(place) == "legend"


def test_every_paper_is_reached_through_the_list_by_keyboard(opened, demo_page, demo_graph):
    page = opened(demo_page)
    expect(page.locator("#rows > :not([hidden]) .paper")).to_have_count(321)
    titles = sorted(node["title"] for node in demo_graph.nodes("Paper", ("title",)))
    assert sorted(page.locator("#rows > :not([hidden]) .name").all_text_contents()) == titles
    page.locator('#rows [tabindex="0"]').focus()
    reached = page.evaluate("""() => {
      const titles = [];
      for (let i = 0; i < 321; i++) {
        titles.push(document.activeElement.querySelector(".name").textContent);
        document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true, cancelable: true }));
      }
      return titles;
    }""")
    assert sorted(reached) == titles
    page.keyboard.press("Enter")
    assert focused(page) == reached[-1]
    assert page.locator('#rows [tabindex="0"]').count() == 1


def test_the_list_follows_the_focus_and_can_be_sorted(opened, demo_page):
    page = opened(demo_page)
    assert page.locator("#papers-title").inner_text() == "All papers (321)"
    page.get_by_role("button", name="oldest").click()
    years = [
        int(year)
        for year in page.locator("#rows > :not([hidden]) .year").all_text_contents()
        if year.isdigit()
    ]
    assert years == sorted(years)
    size = len(page.evaluate(f"kgPage.focus('{ACMR}', 'descendants')"))
    assert page.locator("#papers-title").inner_text() == f"In focus ({size} of 321)"
    assert page.locator("#rows > :not([hidden]) .paper").count() == size


def test_a_path_between_two_papers_in_either_order(opened, demo_page, demo_graph):
    page = opened(demo_page)
    graph = citations(demo_graph)
    far = {
        pair: len(way)
        for start, ways in nx.all_pairs_shortest_path(graph)
        for end, way in ways.items()
        if (pair := (end, start))
    }
    older, younger = max(sorted(far), key=far.get)
    shortest = list(nx.all_shortest_paths(graph, younger, older))
    assert len(shortest[0]) > 3
    for first, second in itertools.permutations([older, younger]):
        page.goto(page.url.split("#")[0] + f"#path={first}&to={second}")
        assert (
            page.locator("#details h2").inner_text() == f"Path of {len(shortest[0]) - 1} citations"
        )
        assert page.locator("#details .steps .paper").count() == len(
            {id for path in shortest for id in path}
        )
    page.keyboard.press("Escape")
    page.evaluate("kgPage.focus('title:7d1bcaf62ddda104')")
    page.get_by_role("button", name="Path to…").click()
    page.locator("#search").fill("DRSL")
    page.keyboard.press("Enter")
    assert page.locator("#details h2").inner_text() == "Path of 1 citation"
    # Though a longer chain implies it, the citation of the path is drawn.
    assert ["title:7d1bcaf62ddda104", "doi:10.1016/j.ins.2020.08.009"] in page.evaluate(
        "kgPage.citations()"
    )


def test_no_path_is_said(opened, demo_page):
    page = opened(demo_page, "#path=doi:10.1109/cvpr52688.2022.00740&to=title:7d1bcaf62ddda104")
    assert page.locator("#details h2").inner_text() == "No path"
    assert "No chain of citations" in status(page)


FILTERS = {
    "venue": ("CVPR", lambda paper, facts: facts["venue"] == "CVPR"),
    "author": ("Heng Tao Shen", lambda paper, facts: "Heng Tao Shen" in facts["authors"]),
    "dataset": ("NUS-WIDE", lambda paper, facts: "NUS-WIDE" in facts["datasets"]),
    "code": ("1", lambda paper, facts: facts["code"]),
    "in": ("list", lambda paper, facts: paper.get("listed")),
    "section": ("paper list › 2019", lambda paper, facts: facts["section"] == "paper list › 2019"),
    "from": ("2020", lambda paper, facts: paper.get("year", 0) >= 2020),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_keep_exactly_the_papers_that_pass(opened, demo_page, demo_graph, name):
    value, passes = FILTERS[name]
    facts = {
        node["id"]: {
            "venue": None,
            "authors": set(),
            "datasets": set(),
            "code": False,
            "section": None,
        }
        for node in demo_graph.nodes("Paper", ("id",))
    }
    venues = {node["id"]: node.get("acronym") or node["name"] for node in demo_graph.nodes("Venue")}
    names = {
        node["id"]: node["name"]
        for label in ("Author", "Dataset")
        for node in demo_graph.nodes(label)
    }
    for edge in demo_graph.relationships("PUBLISHED_IN"):
        facts[edge.start]["venue"] = venues[edge.end]
    for edge in demo_graph.relationships("AUTHORED"):
        facts[edge.end]["authors"].add(names[edge.start])
    for kind in ("USES_DATASET", "INTRODUCES"):
        for edge in demo_graph.relationships(kind):
            facts[edge.start]["datasets"].add(names[edge.end])
    for edge in demo_graph.relationships("IMPLEMENTED_BY"):
        facts[edge.start]["code"] = True
    for edge in demo_graph.relationships("LISTS"):
        if edge.end in facts:
            facts[edge.end]["section"] = " › ".join(edge.properties["section"])
    expected = sorted(
        paper["title"] for paper in demo_graph.nodes("Paper") if passes(paper, facts[paper["id"]])
    )
    page = opened(demo_page)
    page.keyboard.press("f")
    field = page.locator(f'#filters [name="{name}"]')
    if field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
    expect(page.locator("#filter-count")).to_have_text("1")
    assert sorted(page.locator("#rows > :not([hidden]) .name").all_text_contents()) == expected
    assert 0 < len(expected) < 321
    assert f"{len(expected)} paper" in status(page)


def test_the_hash_restores_the_view(opened, demo_page):
    page = opened(demo_page)
    page.evaluate(f"kgPage.focus('{ACMR}', 'ancestors')")
    page.keyboard.press("m")
    page.keyboard.press("c")
    page.keyboard.press("f")
    page.locator('#filters [name="to"]').fill("2015")
    expect(page.locator("#filter-count")).to_have_text("1")
    again = opened(demo_page, page.evaluate("location.hash"))
    assert status(again) == status(page)
    assert again.evaluate("kgPage.drawn()") == page.evaluate("kgPage.drawn()")
    assert focused(again) == focused(page)
    assert again.locator("#main-button").get_attribute("aria-pressed") == "false"
    assert again.locator("#all-button").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    "hash",
    [
        "#paper=doi:10.1/none",
        "#years=x-y&show=z",
        "#path=a&to=b",
        "#citing=a&cited=b",
        "#%E0%A4%A",
        "#",
    ],
)
def test_a_hash_that_means_nothing_shows_the_whole_picture(opened, demo_page, hash):
    page = opened(demo_page, hash)
    assert status(page).startswith("150 of 321")


def test_every_step_can_be_undone(opened, demo_page):
    page = opened(demo_page)
    assert page.locator("#undo-button").is_disabled()
    seen = [status(page)]
    for act in (
        f"kgPage.focus('{ACMR}')",
        f"kgPage.focus('{ACMR}', 'ancestors')",
        "kgPage.focus('title:7d1bcaf62ddda104')",
    ):
        page.evaluate(act)
        seen.append(status(page))
    for before in reversed(seen[:-1]):
        page.keyboard.press("Control+z")
        assert status(page) == before
    assert page.locator("#undo-button").is_disabled()


def test_a_citation_can_be_clicked_and_says_its_evidence(opened, demo_page):
    page = opened(demo_page)
    a, b = (page.evaluate("kgPage.positions()")[id] for id in (ACMR, "title:ba2828580b14cef6"))
    page.mouse.click(a["x"] * 0.6 + b["x"] * 0.4, a["y"])
    assert focused(page) == "A citation"
    said = page.locator("#details").inner_text()
    assert "Deep Supervised Cross-Modal Retrieval" in said
    assert "Evidence: reference [" in said


def test_fragile_citations_of_the_main_path_are_told_from_firm_ones(opened, demo_page, demo_graph):
    page = opened(demo_page)
    firm = support(demo_graph)
    fragile = page.evaluate("kgPage.fragile()")
    assert {tuple(arc) for arc in fragile} == {
        arc for arc, share in firm.arcs.items() if share < Fraction(9, 10)
    }
    assert 0 < len(fragile) < len(firm.arcs)
    legend = page.locator("#legend")
    expect(legend).to_contain_text("dashed: depends on a single reference list")
    assert (
        f"{len(fragile)} of {len(firm.arcs)} citations, drawn dashed"
        in page.locator("#main-path").inner_text()
    )
    page.locator("#main-path").get_by_role("button", name="holds in 10 of 12 runs").first.click()
    assert "On the main path in 10 of 12 runs" in page.locator("#details").inner_text()
    page.evaluate(f"kgPage.focus('{ACMR}')")
    assert "main path in 11 of 12 runs" in page.locator("#details").inner_text()
    page.keyboard.press("m")
    assert page.evaluate("kgPage.fragile()") == []
    expect(legend).not_to_contain_text("dashed")


def test_contexts_and_intents_of_a_citation_are_shown(opened, tmp_path):
    from kg.page import write_page
    from kg.records import Cites, Graph, Paper

    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="The older", year=2016))
    graph.add(Paper(id="doi:10.1/b", title="The younger", year=2017, references_state="elided"))
    graph.add(Cites(
        start="doi:10.1/b", end="doi:10.1/a", influential=True, intents=["background", "methodology"],
        contexts=[f"as shown by {n}" for n in range(5)], context_intents=["background"] * 5,
    ))  # fmt: skip
    write_page(graph, tmp_path / "page.html")
    page = opened(tmp_path / "page.html", "#paper=doi:10.1/b")
    assert "withheld by the publisher" in page.locator("#details").inner_text()
    page.get_by_role("button", name="influential, background, methodology").click()
    said = page.locator("#details").inner_text()
    assert [f"as shown by {n}" in said for n in range(5)] == [True] * 3 + [False] * 2
    assert "2 more sentences" in said


def test_hidden_papers_are_counted_and_never_more_than_300_are_drawn(opened, large_page):
    page = opened(large_page)
    drawn = page.evaluate("kgPage.drawn()")
    assert 120 <= len(drawn) <= 200
    assert (
        status(page)
        == f"{len(drawn)} of 5,000 papers drawn, {5000 - len(drawn):,} more in the list."
    )
    first = set(drawn)
    for id in (*drawn[:10], drawn[-1]):
        reached = page.evaluate("id => kgPage.focus(id)", id)
        now = set(page.evaluate("kgPage.drawn()"))
        assert len(now) <= 300
        assert first <= now
        assert len(now - first) <= 60
        shown = len(now & set(reached))
        assert (f"{shown:,} drawn, {len(reached) - shown:,} more" in status(page)) or status(
            page
        ).endswith("All are drawn.")
    assert page.evaluate(JS_OVERLAPS) == 0
    page.keyboard.press("Escape")
    expect(page.locator("#rows > :not([hidden]) .paper")).to_have_count(5000, timeout=30_000)


def test_a_focus_draws_both_sides_and_the_direct_neighbours_first(opened, large_page):
    page = opened(large_page)
    first = set(page.evaluate("kgPage.drawn()"))
    id = next(
        id
        for id in sorted(first, reverse=True)
        if len(page.evaluate("id => kgPage.focus(id, 'descendants')", id)) > 40
    )
    up, down = (
        set(page.evaluate("([id, side]) => kgPage.focus(id, side)", [id, side]))
        for side in ("ancestors", "descendants")
    )
    page.evaluate("id => kgPage.focus(id)", id)
    added = set(page.evaluate("kgPage.drawn()")) - first
    assert len(added) == 60
    assert len(added & up) >= 25
    assert len(added & down) >= 25


def test_the_last_of_5000_papers_is_one_key_away(opened, large_page):
    page = opened(large_page)
    page.locator('#rows [tabindex="0"]').focus()
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.querySelector('.year').textContent") == "1980"


@pytest.mark.parametrize("policy", [True, False])
def test_hostile_text_stays_text(opened, hostile_page, tmp_path, policy):
    path = hostile_page
    if not policy:
        path = tmp_path / "without-policy.html"
        html, removed = re.subn(
            r"<meta http-equiv=[^>]*>", "", hostile_page.read_text(encoding="utf-8")
        )
        assert removed == 1
        path.write_text(html, encoding="utf-8")
    page = opened(path)
    for id in page.evaluate("kgPage.drawn()"):
        page.evaluate("id => kgPage.focus(id)", id)
        at = page.evaluate("kgPage.positions()")[id]
        page.mouse.move(at["x"], at["y"])
    page.locator("#details .why").first.click()
    page.locator("#search").fill("window")
    assert page.get_by_role("option").count() > 3
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.keyboard.press("?")
    assert page.evaluate("window.hit") is None
    assert page.locator("main img, main svg, main script").count() == 0
    assert page.locator('a[href^="javascript" i], a[href^="data"], a[href*="secret"]').count() == 0


@pytest.mark.parametrize("papers", [0, 1])
def test_a_page_with_little_on_it_opens_too(opened, tmp_path, papers):
    from kg.page import write_page
    from kg.records import Graph, Paper

    graph = Graph()
    for n in range(papers):
        graph.add(Paper(id=f"doi:10.1/{n}", title="The only one"))
    write_page(graph, tmp_path / "page.html")
    page = opened(tmp_path / "page.html")
    assert len(page.evaluate("kgPage.labels()")) == papers
    for key in ("ArrowRight", "ArrowDown", "m", "c", "0", "Escape"):
        page.keyboard.press(key)


def test_several_lists_have_each_their_colour_and_filter(opened, tmp_path):
    from kg.page import write_page
    from kg.records import Graph, Lists, Paper, ReadingList

    graph = Graph()
    for n in range(3):
        graph.add(
            ReadingList(
                id=f"list:{n}", title=f"List {n}", source=f"{n}.md", sha256="0" * 64, entry_count=1
            )
        )
        graph.add(Paper(id=f"doi:10.1/{n}", title=f"Paper {n}", year=2020 + n, listed=True))
        graph.add(Lists(start=f"list:{n}", end=f"doi:10.1/{n}", line=1, position=1))
    write_page(graph, tmp_path / "page.html")
    page = opened(tmp_path / "page.html")
    page.locator("#legend button", has_text="List 1").click()
    assert page.locator("#rows > :not([hidden]) .name").all_text_contents() == ["Paper 1"]
    assert "list=List" in page.evaluate("location.hash")
    page.locator("#legend button", has_text="List 1").click()
    assert page.locator("#rows > :not([hidden]) .paper").count() == 3


def test_opened_focused(opened, demo_graph, tmp_path):
    from kg.page import write_page

    write_page(demo_graph, tmp_path / "page.html", papers=[ACMR])
    page = opened(tmp_path / "page.html")
    assert focused(page) == "Adversarial Cross-Modal Retrieval"
    assert ACMR in page.evaluate("location.hash") or status(page).startswith("Wang 2017")


def test_a_notebook_frame_shows_the_page(browser, demo_graph, tmp_path):
    from kg.page import display

    path = tmp_path / "notebook.html"
    path.write_text(
        f"<!DOCTYPE html><title>n</title>{display(demo_graph)._repr_html_()}", encoding="utf-8"
    )
    page = browser.new_page(viewport={"width": 1300, "height": 800})
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#search").fill("hotelling")
    frame.get_by_role("option").first.click()
    assert frame.locator("#details h2").inner_text() == "Relations Between Two Sets of Variates"
    page.close()
    assert said == []


def test_citations_that_several_services_assert_can_be_looked_at_alone(opened, tmp_path):
    graph = Graph()
    for number in range(4):
        graph.add(Paper(id=f"doi:10.1/{number}", title=f"Paper {number}", year=2000 + number))
    for number in range(3):
        sources = ["crossref", "semantic-scholar"] if number < 2 else ["semantic-scholar"]
        graph.add(
            Cites(
                start=f"doi:10.1/{number + 1}",
                end=f"doi:10.1/{number}",
                sources=sources,
                evidence=[f"as {source} says" for source in sources],
            )
        )
    path = tmp_path / "lineage.html"
    write_page(graph, path)
    page = opened(path)
    page.keyboard.press("f")
    page.locator('#filters [name="sources"]').select_option("2")
    expect(page.locator("#filter-count")).to_have_text("1")
    rows = page.locator("#rows > :not([hidden]) .name")
    assert sorted(rows.all_text_contents()) == ["Paper 0", "Paper 1", "Paper 2"]
    drawn = page.evaluate("kgPage.citations()")
    assert sorted(drawn) == [["doi:10.1/0", "doi:10.1/1"], ["doi:10.1/1", "doi:10.1/2"]]
    page = opened(path, "#citing=doi:10.1/1&cited=doi:10.1/0&sources=2")
    details = page.locator("#details").inner_text()
    assert "Asserted by 2 services: crossref, semantic-scholar." in details
    assert "Evidence: as crossref says" in details
