"""Topics on the page, as readers meet them in a real browser."""

from __future__ import annotations

import pytest
from topics.planted import planted

from kg.page import write_page
from kg.topics import find_topics

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def planted_page(tmp_path_factory):
    graph, _, _ = planted(120, 4)
    path = tmp_path_factory.mktemp("topics") / "lineage.html"
    write_page(graph, path)
    return path, find_topics(graph)


def names_in_legend(page):
    return [text.strip() for text in page.locator("#legend button.key").all_inner_texts()]


def test_papers_are_coloured_by_topic_and_the_legend_names_each(opened, planted_page):
    path, found = planted_page
    page = opened(path)
    names = [topic.name for topic in found.topics]
    assert not set(names) & set(names_in_legend(page))
    page.locator("#topic-button").click()
    assert page.locator("#topic-button").get_attribute("aria-pressed") == "true"
    assert names_in_legend(page) == names
    assert "colour=topic" in page.url
    colours, topics = page.evaluate("[kgPage.colours(), kgPage.topics()]")
    assert topics == {id: topic.name for topic in found.topics for id in topic.papers}
    of_topic = {name: {colours[id] for id, one in topics.items() if one == name} for name in names}
    assert all(len(some) == 1 for some in of_topic.values())
    assert len({colour for some in of_topic.values() for colour in some}) == 4
    # A view with topics can be passed on, and "t" takes them away again.
    again = opened(path, "#colour=topic")
    assert names_in_legend(again) == names
    again.keyboard.press("t")
    assert names_in_legend(again) != names


def test_a_topic_is_a_filter_in_the_legend_and_in_the_form(opened, planted_page):
    path, found = planted_page
    page = opened(path)
    page.keyboard.press("t")
    page.locator("#legend button.key").first.click()
    first = found.topics[0]
    shown = page.evaluate("kgPage.passed()")
    assert sorted(shown) == sorted(first.papers)
    page.locator("#filter-button").click()
    form = page.locator("#filters select[name=topic]")
    assert form.input_value() == first.name
    form.select_option(found.topics[1].name)
    page.wait_for_function(f"kgPage.passed().length === {found.topics[1].size}")


def test_a_paper_says_its_topic(opened, planted_page):
    path, found = planted_page
    page = opened(path)
    page.evaluate(f"kgPage.focus('{found.topics[2].papers[0]}')")
    assert f"Topic: {found.topics[2].name}" in page.locator("#details").inner_text()
