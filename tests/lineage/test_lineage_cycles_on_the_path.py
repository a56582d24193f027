"""A citation cycle on the main path is one step of it, in Python, on the command line and on the page."""

from __future__ import annotations

import json
import re

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineage_graphs import citations, random_citations

from kg.cli import main
from kg.errors import UsageError
from kg.lineage import explain, main_path, step_caption
from kg.lineage.documents import main_document
from kg.page.main_path import trail

#: A, A2 -> B -> [C <-> D] -> E -> F -> G
EIGHT = "A-B A2-B B-C C-D D-C D-E E-F F-G"


def trail_of(arcs):
    """Return what the page says of the main path, papers by name."""
    path = main_path(citations(arcs))
    number = {id: place for place, id in enumerate(path.papers)}
    made = trail(path, number, list(range(len(number))))
    return [[path.papers[paper] for paper in step] for step in made.steps], made.words


def test_the_whole_path_is_shown_with_the_cycle_as_one_step():
    assert main_path(citations(EIGHT)).steps == [
        ["A"],
        ["A2"],
        ["B"],
        ["C", "D"],
        ["E"],
        ["F"],
        ["G"],
    ]
    steps, words = trail_of(EIGHT)
    assert steps == [["A"], ["B"], ["C", "D"], ["E"], ["F"], ["G"]]
    assert "2 papers tie as its beginning" in words
    assert "tie as its end" not in words
    assert "A citation cycle of 2 papers" in words


@pytest.mark.parametrize(
    ("arcs", "steps", "ties"),
    [
        ("A-B B-A B-C C-D", [["A", "B"], ["C"], ["D"]], ""),  # the cycle begins the path
        ("A-B B-C C-D D-C", [["A"], ["B"], ["C", "D"]], ""),  # and ends it
        ("A-B B-A B-C C-D D-C", [["A", "B"], ["C", "D"]], ""),  # two in a row
        ("A-B B-C C-D D-B D-E", [["A"], ["B", "C", "D"], ["E"]], ""),  # of three
        (
            "A-B B-C C-B C-D B-D D-E D-F",
            [["A"], ["B", "C"], ["D"], ["E"]],
            "2 tie as its end",
        ),
        ("A-C B-D C-D D-C C-E", [["A"], ["C", "D"], ["E"]], "2 papers tie as its beginning"),
    ],
)
def test_only_what_ties_is_called_a_tie(arcs, steps, ties):
    shown, words = trail_of(arcs)
    assert shown == steps
    assert ties in words
    assert bool(ties) == ("tie as" in words)


def test_under_preprint_every_paper_is_a_step_of_its_own():
    path = main_path(citations(EIGHT), cycles="preprint")
    assert path.steps == [[id] for id in path.papers]


def test_of_a_large_cycle_a_few_lie_on_the_axis_and_all_are_named():
    ring = [f"r{n:02}-r{(n + 1) % 40:02}" for n in range(40)]
    path = main_path(citations(" ".join(["A-r07", *ring, "r31-Z"])))
    number = {id: place for place, id in enumerate(path.papers)}
    made = trail(path, number, list(range(len(number))))
    axis = [path.papers[paper] for paper in made.spine]
    assert len(made.steps[1]) == 40
    assert len(axis) == 8
    assert {"A", "r07", "r31", "Z"} <= set(axis)


@given(st.integers(0, 10_000))
def test_the_steps_are_the_papers_and_every_arc_goes_from_one_to_a_later(seed):
    path = main_path(random_citations(seed, cycles=True))
    steps = path.steps
    assert sorted(id for step in steps for id in step) == sorted(path.papers)
    place = {id: number for number, step in enumerate(steps) for id in step}
    assert all(place[arc.cited] < place[arc.citing] for arc in path.arcs)


@pytest.mark.parametrize("arcs", ["A-B B-A", "A-B B-C C-A", "A-B B-A C-D D-C"])
def test_a_network_of_cycles_alone_is_not_without_citations(arcs):
    path = main_path(citations(arcs))
    assert path.arcs == []
    assert len(path.components) == arcs.count("-") // 2 or len(path.components) == 1
    assert main_document(path)["components"]
    assert "inside" in trail_of(arcs)[1]


def test_a_cycle_is_told_by_its_papers():
    graph = citations(EIGHT)
    path = main_path(graph)
    assert step_caption(path, path.steps[3]) == "[C <-> D]"
    assert ("B", "C") in {(one.cited, one.citing) for one in explain(graph, path)}
    assert "in one citation cycle with D" in path._repr_html_()


def whole_graph():
    """Return a graph as ``store.to_networkx()`` makes it: everything, in one multigraph."""
    graph = nx.MultiDiGraph()
    for id in "abc":
        graph.add_node(("Paper", id), label="Paper", id=id, title=f"Paper {id}")
    graph.add_node(("Author", "a"), label="Author", id="a")
    graph.add_node(("Venue", "v"), label="Venue", id="v")
    graph.add_edge(("Author", "a"), ("Paper", "a"), type="AUTHORED")
    graph.add_edge(("Paper", "a"), ("Venue", "v"), type="PUBLISHED_IN")
    graph.add_edge(("Paper", "b"), ("Paper", "a"), type="CITES", intents=["methodology"])
    graph.add_edge(("Paper", "c"), ("Paper", "b"), type="CITES")
    graph.add_edge(("Paper", "c"), ("Paper", "a"), type="RECOMMENDED_WITH")
    return graph


def test_of_a_graph_with_other_relationships_only_citations_between_papers_count():
    path = main_path(whole_graph())
    assert path.papers == ["a", "b", "c"]
    assert [(arc.cited, arc.citing) for arc in path.arcs] == [("a", "b"), ("b", "c")]
    assert path.facts["a"]["title"] == "Paper a"
    assert "uses its method" in explain(whole_graph(), path)[0].sentence


def without_types(graph):
    graph.add_edge(("Paper", "c"), ("Paper", "b"))
    return graph


def citing_an_author(graph):
    graph.add_edge(("Paper", "c"), ("Author", "a"), type="CITES")
    return graph


@pytest.mark.parametrize(
    ("graph", "named"),
    [
        (nx.DiGraph([("a", "b", {"type": "AUTHORED"})]), "AUTHORED"),
        (nx.DiGraph([("a", "b", {"type": "KNOWS"}), ("b", "c", {"type": "LIKES"})]), "KNOWS"),
        (without_types(whole_graph()), "some edges of the graph have a type"),
        (citing_an_author(whole_graph()), "no paper"),
    ],
)
def test_what_cannot_be_told_to_be_citations_is_refused(graph, named):
    with pytest.raises(UsageError, match=named):
        main_path(graph)


@pytest.fixture
def printed(tmp_path, capfdbinary):
    """A function that returns what ``kg lineage`` prints of a graph of records."""

    def run(arcs: str, command: str = "main", *options: str) -> str:
        rows = []
        for id in sorted({end for arc in arcs.split() for end in arc.split("-")}):
            cited = [arc.split("-")[0] for arc in arcs.split() if arc.endswith(f"-{id}")]
            rows.append({"paperId": id, "title": f"Study {id} of birds, {id * 3}", "year": 2000})
            rows[-1]["references"] = [{"paperId": other} for other in cited]
        records, store = tmp_path / "records.jsonl", str(tmp_path / "store")
        records.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        assert main(["build", "--source", str(records), "--store", store]) == 0
        capfdbinary.readouterr()
        assert main(["lineage", command, "--store", store, *options]) == 0
        return capfdbinary.readouterr().out.decode()

    return run


def table_rows(out: str) -> list[str]:
    """Return the names of the steps that have a row, in their order."""
    _, after = out.split("\nYear", maxsplit=1)
    lines = after.split("\n\n", maxsplit=1)[0].splitlines()[1:]
    cells = [re.split(" {2,}", line)[2] for line in lines]
    return [re.sub(r"Study (\w+).*|(citation cycle).*", r"\1\2", cell) for cell in cells]


@pytest.mark.parametrize(
    ("arcs", "rows"),
    [
        (EIGHT, ["A", "A2", "B", "citation cycle", "E", "F", "G"]),
        ("A-B B-A B-C C-D", ["citation cycle", "C", "D"]),  # a cycle starts the path
        ("A-B B-C C-D D-C", ["A", "B", "citation cycle"]),
        ("A-A A-B B-B B-C", ["A", "B", "C"]),  # papers that cite themselves
        ("A-B", ["A", "B"]),
        ("A-C B-C C-D D-C D-E X-C", ["A", "B", "X", "citation cycle", "E"]),
    ],
)
def test_the_table_has_a_row_for_every_step_the_first_ones_too(printed, arcs, rows):
    out = printed(arcs)
    assert table_rows(out) == rows
    assert "starts the path" in out


def test_many_papers_that_tie_as_the_beginning_share_a_row_and_are_named_in_words(printed):
    arcs = " ".join(f"S{number}-B" for number in range(7)) + " B-C"
    out = printed(arcs)
    assert "7 tie as the beginning" in out
    assert out.count("starts the path") == 1
    story = printed(arcs, "explain")
    assert all(f"Study S{number} of birds" in story for number in range(7))


@pytest.mark.parametrize("command", ["main", "explain"])
def test_a_network_of_cycles_alone_names_their_papers(printed, command):
    out = printed("A-B B-C C-A D-E E-D", command)
    assert all(f"Study {id} of birds" in out for id in "ABCDE")
    assert "all citations lie inside citation cycles" in out


def test_in_a_notebook_a_network_of_cycles_alone_names_their_papers():
    shown = main_path(citations("A-B B-A"))._repr_html_()
    assert "in one citation cycle with A" in shown
    assert "in one citation cycle with B" in shown
