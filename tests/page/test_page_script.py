"""The scripts' own arithmetic, against networkx on random graphs: graph.js by itself in a page."""

from __future__ import annotations

import json
import random

import networkx as nx
import pytest

from kg.settings import packaged

pytestmark = pytest.mark.browser


def random_citations(seed):
    pick = random.Random(seed)
    size = pick.randrange(2, 40)
    chance = pick.choice([0.05, 0.15, 0.4])
    arcs = [(u, v) for v in range(size) for u in range(v) if pick.random() < chance]
    return size, arcs  # (cited, citing)


@pytest.fixture
def graph_script(browser):
    """Return a function that asks graph.js about a graph, as a JavaScript expression."""
    context = browser.new_context()
    script = packaged("exports", "page", "graph.js").read_text(encoding="utf-8")

    def ask(size, arcs, expression, main=()):
        papers = {
            "id": [f"p{n}" for n in range(size)],
            "cited": [u for u, _ in arcs],
            "citing": [v for _, v in arcs],
            "names": {},
        }
        data = {
            "papers": papers,
            "order": list(range(size)),
            "main": {"papers": [], "arcs": list(main), "steps": [], "spine": [], "fragile": []},
        }
        page = context.new_page()
        page.set_content(f'<script type="application/json" id="data">{json.dumps(data)}</script>')
        page.add_script_tag(content=script)
        answer = page.evaluate(expression)
        page.close()
        return answer

    yield ask
    context.close()


@pytest.mark.parametrize("seed", range(6))
def test_reduction_is_the_transitive_reduction(graph_script, seed):
    size, arcs = random_citations(seed)
    kept = graph_script(
        size,
        arcs,
        "(() => { const all = [...Array(N).keys()]; return reduced(all, arcsBetween(all)); })()",
    )
    expected = nx.transitive_reduction(nx.DiGraph(arcs)).edges if arcs else []
    assert sorted((u, v) for u, v, _ in kept) == sorted(expected)


def test_an_arc_of_the_main_path_survives_and_so_does_a_circle(graph_script):
    all_kept = "reduced([0, 1, 2], arcsBetween([0, 1, 2])).map(([u, v]) => [u, v]).sort()"
    assert graph_script(3, [(0, 1), (1, 2), (0, 2)], all_kept, main=[[0, 2]]) == [
        [0, 1],
        [0, 2],
        [1, 2],
    ]
    assert graph_script(3, [(0, 1), (1, 2), (2, 0)], all_kept) == [[0, 1], [1, 2], [2, 0]]


@pytest.mark.parametrize("seed", range(6))
def test_chains_are_all_shortest_paths(graph_script, seed):
    size, arcs = random_citations(seed)
    graph = nx.DiGraph(arcs)
    graph.add_nodes_from(range(size))
    found = graph_script(
        size,
        arcs,
        "[...Array(N).keys()].map((a) => [...Array(N).keys()].map((b) => { const way = chain(a, b); return way && way.papers; }))",
    )
    for a in range(size):
        for b in range(a, size):
            expected = (
                {p for way in nx.all_shortest_paths(graph, a, b) for p in way}
                if nx.has_path(graph, a, b)
                else None
            )
            assert (found[a][b] and set(found[a][b])) == expected
            assert (found[b][a] and set(found[b][a])) == expected
