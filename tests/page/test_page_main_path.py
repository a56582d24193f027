"""The main path on the page: which of its citations are drawn as fragile."""

from __future__ import annotations

from fractions import Fraction

import pytest
from page_graphs import citation_graph, page_data

from kg.lineage import network, support
from kg.page import render
from kg.page.main_path import error_bars
from kg.records import Cites, Graph, Paper


def main_path_of(*citations):
    """Return what the page says of the main path, and its fragile citations.

    A paper is a letter, a citation two of them: the cited and the citing.
    """
    graph = Graph()
    for letter in sorted(set("".join(citations))):
        graph.add(Paper(id=f"doi:10.1/{letter}", title=letter, year=1903 + ord(letter)))
    for cited, citing in citations:
        graph.add(Cites(start=f"doi:10.1/{citing}", end=f"doi:10.1/{cited}"))
    data = page_data(render(graph))
    letters = data["papers"]["title"]
    return data["main"], {letters[u] + letters[v] for u, v in data["main"]["fragile"]}


def test_a_citation_that_falls_only_with_the_list_it_stands_in_is_firm():
    main, fragile = main_path_of("ab", "bc")
    assert (main["runs"], main["kept"]) == (2, [1, 1])
    assert fragile == set()
    assert "each of 2 known reference lists in turn, it loses none of 2 citations" in main["words"]


def test_a_citation_that_falls_with_another_list_too_is_fragile():
    # Without what d cites, the two ways to a, b -> c -> g outweigh the rest of the path, d -> e.
    main, fragile = main_path_of("ac", "bc", "cg", "gd", "de")
    assert dict(zip(map(tuple, main["arcs"]), main["kept"], strict=True))[3, 4] == 2
    assert fragile == {"de"}
    assert "it loses 1 of 5 citations, drawn dashed" in main["words"]


@pytest.mark.parametrize("papers", [30, 64, 100])
def test_the_page_says_what_support_says(papers):
    graph = citation_graph(papers, listed=20)
    firm = support(graph)
    data = page_data(render(graph))
    main, ids = data["main"], data["papers"]["id"]
    arcs = [(ids[u], ids[v]) for u, v in main["arcs"]]
    kept = [Fraction(times, main["runs"]) for times in main["kept"]]
    assert dict(zip(arcs, kept, strict=True)) == firm.arcs
    assert {(ids[u], ids[v]) for u, v in main["fragile"]} == {
        arc for arc, share in firm.arcs.items() if share < Fraction(9, 10)
    }


def test_where_it_would_take_long_the_page_says_nothing_of_fragility():
    graph = citation_graph(400)
    assert error_bars(network(graph)) is None
    main = page_data(render(graph))["main"]
    assert (main["runs"], main["kept"], main["fragile"]) == (0, [], [])
    assert "Searched again" not in main["words"]


def test_a_graph_without_citations_has_no_main_path_to_doubt():
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A"))
    assert page_data(render(graph))["main"]["words"] == ""
