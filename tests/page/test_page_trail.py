"""The main path on the page: which of its citations are drawn as fragile."""

from __future__ import annotations

import pytest
from page_graphs import citation_graph, page_data

from kg.lineage import network, support
from kg.page import render
from kg.page.trail import error_bars
from kg.records import Cites, Graph, Paper


def main_path_of(citations):
    """Return what the page holds of the main path; citations as "cited citing", a letter a paper."""
    graph = Graph()
    for letter in sorted(set("".join(citations))):
        graph.add(Paper(id=f"doi:10.1/{letter}", title=letter, year=1903 + ord(letter)))
    for cited, citing in citations:
        graph.add(Cites(start=f"doi:10.1/{citing}", end=f"doi:10.1/{cited}"))
    data = page_data(render(graph))
    letters = data["papers"]["title"]
    return data["main"], {letters[u] + letters[v] for u, v in data["main"]["fragile"]}


def test_a_chain_of_which_every_citation_falls_with_its_own_list_alone_is_firm():
    main, fragile = main_path_of(["ab", "bc"])
    assert (main["runs"], main["kept"]) == (2, [1, 1])
    assert fragile == set()
    assert "each of 2 known reference lists in turn, none of its 2 citations fall" in main["words"]


def test_a_citation_that_falls_with_another_list_is_fragile():
    # Without what b cites, the path may begin with c as well; without what d cites, c -> e is
    # heavier than what is left of the other branch.
    main, fragile = main_path_of(["ab", "bd", "de", "df", "ac", "ce"])
    print(main, fragile)


@pytest.mark.parametrize("size", [40, 64, 100])
def test_the_page_says_what_support_says(size):
    graph = citation_graph(size, listed=20)
    data = page_data(render(graph))
    firm = support(graph)
    ids = data["papers"]["id"]
    main = data["main"]
    kept = {
        (ids[u], ids[v]): times for (u, v), times in zip(main["arcs"], main["kept"], strict=True)
    }
    assert main["runs"] == firm.runs
    assert kept == {arc: share * firm.runs for arc, share in firm.arcs.items()}
    assert {(ids[u], ids[v]) for u, v in main["fragile"]} == {
        arc
        for arc, share in firm.arcs.items()
        if share < 1 - max(1, firm.runs // 10) / firm.runs - 1e-9
    }
