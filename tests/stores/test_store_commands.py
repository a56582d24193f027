"""``kg query``, ``kg queries``, ``kg store``, ``kg info``, as a user types them."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg.cli import main
from kg.records import Facts
from kg.stores import open_store


@pytest.fixture
def store(tmp_path, demo_graph, monkeypatch) -> str:
    url = str(tmp_path / "kg-store")
    with open_store(url, write=True) as opened:
        opened.write(demo_graph, [Facts(input="list:l", location="l.md", source="none")])
    monkeypatch.setenv("KG_STORE", url)
    return url


def kg(capfd, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capfd.readouterr()
    return code, out, err


def test_a_library_query_in_every_format(store, capfd):
    code, out, _ = kg(capfd, "query", "most-cited", "-p", "limit=2", "--format", "json")
    rows = json.loads(out)
    assert (code, len(rows)) == (0, 2)
    code, out, _ = kg(capfd, "query", "most-cited", "--params", '{"limit": 2}', "--format", "csv")
    table = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    code, out, _ = kg(capfd, "query", "most-cited", "-p", "limit=2", "--format", "markdown")
    assert len(out.splitlines()) == 4
    assert all(line.startswith("| ") for line in out.splitlines())
    code, out, _ = kg(capfd, "query", "most-cited", "-p", "limit=2")
    assert rows[0]["title"] in out


def test_nodes_and_relationships_in_json(store, capfd):
    cypher = "MATCH (p:Paper {short: $short})-[c:CITES]->(q) RETURN p, c, q.year AS y ORDER BY q.id LIMIT 1"
    _, out, _ = kg(capfd, "query", cypher, "-p", "short=Wang 2017", "--format", "json")
    (row,) = json.loads(out)
    assert row["p"]["labels"] == ["Paper"]
    assert row["p"]["properties"]["short"] == "Wang 2017"
    assert row["c"]["type"] == "CITES"
    assert isinstance(row["y"], int)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["query", "CREATE (:X)"], 1, "add --write"),
        (["query", "MATCH (n RETURN n"], 1, "error: Cypher syntax error"),
        (["query", "RETURN $x AS x"], 1, "error:"),
        (["query", "no-such-query"], 2, "see: kg queries"),
        (["query", "most-cited", "-p", "limit=x"], 2, "not of type int"),
        (["query", "most-cited", "-p", "limit"], 2, "KEY=VALUE"),
        (["query", "most-cited", "--params", "[]"], 2, "JSON object"),
        (["query", "most-cited", "--format", "xml"], 2, "'table', 'json'"),
        (["query", "most-cited", "--store", "nothing-here"], 1, "kg build"),
        (["query", "ancestors", "-p", "paper=cross-modal"], 1, "papers go by that name"),
        (["store", "copy", "nothing-here", "there"], 1, "kg build"),
        (["info", "--store", "nothing-here"], 1, "kg build"),
    ],
)
def test_errors_are_one_line(store, capfd, arguments, code, said):
    found, out, err = kg(capfd, *arguments)
    assert (found, out) == (code, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_writing_when_asked_to(store, capfd):
    kg(
        capfd,
        "query",
        "CREATE (:Note {id: $id, stars: $stars})",
        "--write",
        "-p",
        "id=a",
        "-p",
        "stars=5",
    )
    _, out, _ = kg(
        capfd, "query", "MATCH (n:Note) RETURN n.id AS id, n.stars AS s", "--format", "json"
    )
    assert json.loads(out) == [{"id": "a", "s": 5}]


def test_what_json_does_not_have(store, capfd):
    _, out, _ = kg(capfd, "query", "RETURN 1e308 * 10 AS x, null AS y", "--format", "json")
    assert json.loads(out) == [{"x": "Infinity", "y": None}]


def test_the_library_is_listed_and_printed(store, capfd):
    _, out, _ = kg(capfd, "queries", "--format", "json")
    by_name = {one["name"]: one for one in json.loads(out)}
    assert by_name["most-cited"] == {
        "name": "most-cited",
        "title": "Most cited papers of the list",
        "parameters": [{"name": "limit", "default": 10}],
    }
    _, out, _ = kg(capfd, "queries", "most-cited")
    assert "// title: Most cited papers of the list" in out
    _, out, _ = kg(capfd, "queries")
    assert "limit=10" in out


def test_info_counts_and_covers(store, capfd):
    code, out, _ = kg(capfd, "info", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["nodes"]["Paper"] == 321
    assert found["coverage"]["references"] == {"complete": 8, "partial": 4, "unknown": 50}
    assert sum(found["coverage"]["entries"].values()) == 64
    _, out, _ = kg(capfd, "info")
    assert "listed papers: 62" in out


def test_a_store_is_copied(store, capfd, tmp_path):
    target = str(tmp_path / "copy")
    code, out, err = kg(capfd, "store", "copy", store, target)
    assert (code, out) == (0, "")
    assert "3626 nodes and relationships copied" in err
    _, out, _ = kg(capfd, "info", "--store", target, "--format", "json")
    assert json.loads(out)["relationships"]["CITES"] == 423


@pytest.mark.parametrize(
    "command",
    [
        "rebuild",
        "forget papers.md",
        "move papers.md other.md",
        "mark x --status read",
        "copy - new",
    ],
)
@pytest.mark.parametrize("place", ["mistyped", "with/other", "empty"])
def test_no_store_is_made_where_there_is_none(tmp_path, monkeypatch, capfdbinary, command, place):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "with").mkdir()
    (tmp_path / "with" / "other.txt").write_text("a person's")
    (tmp_path / "empty").mkdir()
    before = sorted(tmp_path.rglob("*"))
    words = command.replace("-", place).split() if "copy" in command else command.split()
    words = [*(["store"] * (words[0] != "mark")), *words]
    monkeypatch.setenv("KG_STORE", place)
    assert main(words) == 1
    assert "there is no store here" in capfdbinary.readouterr().err.decode()
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["", " "])
def test_an_empty_name_is_no_store(name, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert main(["info", "--store", name]) == 2
    assert capfd.readouterr().err.startswith("error: no store is named")
