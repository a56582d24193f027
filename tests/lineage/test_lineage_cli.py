"""``kg lineage`` on the user's list in a real store."""

from __future__ import annotations

import json

import pytest
from lineage_graphs import citations, ladder

from kg.cli import main
from kg.lineage import ancestors, main_path
from kg.records import Cites, Graph, Paper
from kg.stores import open_store

ACMR = "doi:10.1145/3123266.3123326"


@pytest.fixture(scope="module")
def store(demo_graph, tmp_path_factory):
    directory = str(tmp_path_factory.mktemp("lineage") / "store")
    with open_store(directory, write=True) as opened:
        opened.write(demo_graph, [])
    return directory


def store_of(directory, graph):
    written = Graph()
    for node in graph:
        written.add(Paper(id=f"doi:10.1/{node}", title=f"Paper {node}"))
    for citing, cited in graph.edges:
        written.add(Cites(start=f"doi:10.1/{citing}", end=f"doi:10.1/{cited}"))
    with open_store(str(directory), write=True) as opened:
        opened.write(written, [])
    return str(directory)


@pytest.fixture
def kg(store, capfdbinary):
    """Run a command of ``kg lineage``; return its exit code, stdout and stderr."""

    def run(*arguments, on=store):
        code = main(["lineage", *arguments, "--store", on])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def test_main_json_is_the_contract(kg, demo_graph):
    code, out, err = kg("main", "--format", "json")
    document = json.loads(out)
    path = main_path(demo_graph)
    assert (code, err) == (0, "")
    assert document["weights"], document["search"] == ("spc", "key-route")
    assert document["cycles"] == "condense"
    assert document["flow"] == str(path.flow)
    assert document["total"] == str(path.total)
    assert [paper["id"] for paper in document["papers"]] == path.papers
    assert set(document["papers"][0]) == {"id", "s2_id", "title", "year"}
    assert [(a["cited"], a["citing"], a["weight"]) for a in document["arcs"]] == [
        (arc.cited, arc.citing, str(arc.weight)) for arc in path.arcs
    ]
    assert document["components"] == []
    assert document["context"] == path.context
    assert document["references"] == {"papers": 321, "complete": 8, "partial": 4, "unknown": 309}


def test_main_says_how_and_on_what_it_rests(kg):
    code, out, _ = kg("main", "--where", "p.listed")
    assert code == 0
    assert "spc weights, key-route search, cycles: condense" in out
    assert "complete reference lists: 8 of 62 papers, partly known: 4, not known: 50" in out
    assert "Deep Supervised Cross-Modal Retrieval" in out
    assert "the heaviest" in out


def test_options_change_the_answer(kg):
    answers = {
        kg("main", "--where", "p.listed", "--format", "json", *options)[1]
        for options in ([], ["--weights", "splc"], ["--search", "global"], ["--routes", "4"])
    }
    assert len(answers) == 4


def test_support_tells_what_survives(kg):
    _, out, err = kg("main", "--support", "--format", "json", "--years", "2010-")
    found = json.loads(out)["support"]
    assert found["runs"] == 12
    assert all(0 <= arc["survives"] <= 12 for arc in found["arcs"])
    assert found["unread"][0]["paths"].isdecimal()
    assert "reference lists left out" in err
    _, out, _ = kg("main", "--support")
    assert "11/12" in out
    assert "reference lists worth reading" in out


def test_explain(kg):
    _, out, _ = kg("explain", "--section", "2019")
    assert "starts the path" in out
    _, out, _ = kg("explain", "--format", "json")
    document = json.loads(out)
    assert [step["weight"] for step in document["steps"]] == [
        arc["weight"] for arc in document["arcs"]
    ]


def test_ancestors_and_descendants(kg, demo_graph):
    code, out, _ = kg("ancestors", ACMR, "--format", "json")
    papers = json.loads(out)["papers"]
    assert code == 0
    assert {p["id"]: p["distance"] for p in papers} == ancestors(demo_graph, ACMR)
    assert set(papers[0]) == {"id", "s2_id", "title", "year", "distance"}
    _, out, _ = kg("descendants", "adversarial cross-modal retrieval", "--depth", "1")
    assert "not known: 309" in out


def test_path_is_found_from_either_end(kg):
    code, out, err = kg("path", "title:ba2828580b14cef6", ACMR, "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["paths"] == [[ACMR, "title:ba2828580b14cef6"]]
    assert document["turned"] is True
    assert "the other way round" in err


def test_no_path_is_an_error(kg):
    code, out, err = kg("path", ACMR, "arxiv:2207.04818")
    assert (code, out) == (1, "")
    assert err.startswith("error: neither paper builds on the other")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["ancestors", "no such paper at all"], 1),
        (["main", "--weights", "spx"], 2),
        (["main", "--routes", "0"], 2),
        (["main", "--years", "soon"], 2),
        (["main", "--section", "Nowhere"], 2),
        (["main", "--where", "p.year >"], 1),
        (["ancestors", ACMR, "--years", "2021-2022"], 1),
    ],
)
def test_errors_are_one_line(kg, arguments, code):
    found, out, err = kg(*arguments)
    assert (found, out) == (code, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_cycles_are_named(kg, tmp_path):
    store = store_of(tmp_path / "s", citations("a-b b-c c-b c-d"))
    _, out, _ = kg("main", on=store)
    assert "component:doi:10.1/b (2 papers)" in out
    _, out, _ = kg("main", "--cycles", "preprint", "--format", "json", on=store)
    document = json.loads(out)
    assert document["components"] == [
        {"id": "component:doi:10.1/b", "papers": ["doi:10.1/b", "doi:10.1/c"]}
    ]
    twin = next(p for p in document["papers"] if p["id"] == "doi:10.1/b#preprint")
    assert twin["title"] == "Paper b"


def test_numbers_keep_all_their_digits(kg, tmp_path):
    store = store_of(tmp_path / "s", ladder(1100))
    _, out, _ = kg("main", "--format", "json", on=store)
    assert json.loads(out)["flow"] == str(2**1100)
    _, out, _ = kg("main", on=store)
    assert "e331 paths" in out


def test_more_paths_than_are_listed_are_counted(kg, tmp_path):
    store = store_of(tmp_path / "s", ladder(12))
    _, out, err = kg("path", "doi:10.1/00000", "doi:10.1/00012", "--format", "json", on=store)
    document = json.loads(out)
    assert (document["count"], len(document["paths"])) == ("4096", 1000)
    assert "the first 1,000 of 4096" in err


def test_a_store_without_citations_has_no_main_path(kg, tmp_path):
    store = store_of(tmp_path / "s", citations("").__class__([]))
    with open_store(store, write=True) as opened:
        lonely = Graph()
        lonely.add(Paper(id="doi:10.1/a", title="A"))
        opened.write(lonely, [])
    code, out, _ = kg("main", on=store)
    assert code == 0
    assert "there is no main path" in out


def test_a_cycle_on_the_path_is_one_step_with_its_papers_named(kg, tmp_path):
    made = store_of(tmp_path / "store", citations("A-B H-B B-C C-D D-C D-E E-F F-G"))
    _, out, _ = kg("main", on=made)
    assert "[Paper C <-> Paper D]" in out
    assert "papers that build on each other, one step" in out
    assert all(f"Paper {name}" in out for name in "ABCDEFG")
    _, told, _ = kg("explain", on=made)
    assert "4. year not known  2 papers that build on each other:" in told
    assert "It ends at Paper G." in told


def test_a_network_that_is_one_cycle_says_so(kg, tmp_path):
    made = store_of(tmp_path / "store", citations("A-B B-A"))
    _, out, _ = kg("main", on=made)
    assert "all citations lie inside citation cycles: component:doi:10.1/A (2 papers)" in out
    assert "no citation is known" not in out


def test_unknown_references_are_not_no_references(kg, tmp_path):
    made = store_of(tmp_path / "store", citations("A-B"))
    _, out, _ = kg("ancestors", "doi:10.1/A", on=made)
    assert out.startswith("0 papers known, for what this paper cites is not known")
    document = json.loads(kg("ancestors", "doi:10.1/A", "--format", "json", on=made)[1])
    assert document["references_state"] == "unknown"
    assert "1 paper among those whose" in kg("descendants", "doi:10.1/A", on=made)[1]


def test_from_a_paper_to_itself_there_is_the_paper(kg):
    code, out, _ = kg("path", ACMR, ACMR, "--format", "json")
    assert code == 0
    assert json.loads(out)["paths"] == [[ACMR]]


@pytest.mark.parametrize("search", ["local", "global", "local-backward"])
@pytest.mark.parametrize("command", ["main", "explain"])
def test_routes_that_have_no_effect_are_said(kg, command, search):
    code, out, err = kg(command, "--search", search, "--routes", "3")
    assert (code, out) == kg(command, "--search", search)[:2]
    assert err == "warning: --routes 3 has no effect: it is for --search key-route\n"
