"""``kg query`` as a person uses it: files, formats, limits, and what is said beside the answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from kg.errors import Exhausted, QueryRefused, TimeLimitReached
from kg.records import Graph, Paper
from kg.stores import open_store
from kg.stores.names import text_parameters, unknown_names, used_names
from kg.stores.query_limits import ask, ask_publicly

#: A long time on either store, and next to no memory.
ENDLESS = "UNWIND range(1, 200000) AS a UNWIND range(1, 200000) AS b RETURN sum(a * b) AS n"


@pytest.fixture(scope="module")
def demo_store(demo_graph, tmp_path_factory) -> str:
    url = str(tmp_path_factory.mktemp("query") / "kg-store")
    with open_store(url, write=True) as store:
        store.write(demo_graph, [])
    return url


@pytest.fixture
def kg(demo_store, capfd, monkeypatch):
    from kg.cli import main

    monkeypatch.setenv("KG_STORE", demo_store)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        return code, *capfd.readouterr()

    return run


def test_a_query_comes_from_a_file(kg, tmp_path):
    path = tmp_path / "mine.cypher"
    path.write_text("// title: mine\nMATCH (p:Paper {listed: $x}) RETURN count(p) AS n;\n")
    assert kg("query", str(path), "-p", "x=true", "--format", "csv") == (0, "n\n62\n", "")


def test_a_query_comes_from_stdin(demo_store):
    command = [sys.executable, "-m", "kg", "query", "-", "--store", demo_store, "--format", "tsv"]
    done = subprocess.run(
        command, input="RETURN 1 AS n, 'a\tb' AS t", capture_output=True, text=True, check=True
    )
    assert done.stdout == "n\tt\n1\ta b\n"
    assert "tabs or line ends are blanks here, values: 1;" in done.stderr


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_query_without_words_is_an_error_that_says_where_and_what_to_do(kg, tmp_path, text):
    (tmp_path / "empty.cypher").write_text(text)
    for asked in (str(tmp_path / "empty.cypher"), text):
        code, _, error = kg("query", asked)
        assert code == 1
        assert error.startswith("error: the query is empty, ")
        assert "kg queries" in error


def test_the_answer_goes_to_a_file_whole(kg, tmp_path):
    for format, text in (
        ("json", '[\n  {\n    "n": 1\n  }\n]\n'),
        ("table", "| n |\n| --- |\n| 1 |\n"),
    ):
        path = tmp_path / f"answer.{format}"
        assert kg("query", "RETURN 1 AS n", "--format", format, "-o", str(path)) == (0, "", "")
        assert path.read_text() == text


@pytest.mark.parametrize("command", [["info"], ["lineage", "main"], ["queries"], ["why", "ACMR"]])
def test_a_reader_that_has_read_enough_is_no_error(command, demo_store):
    with subprocess.Popen(
        [sys.executable, "-m", "kg", *command],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"KG_STORE": demo_store},
    ) as process:  # fmt: skip
        process.stdout.close()
        assert "rror" not in process.stderr.read()
    assert process.returncode in (0, 141)


def test_the_example_of_a_query_is_not_looked_for_by_name(tmp_path, capsys):
    from kg.cli import main

    graph = Graph()
    graph.add(Paper(id="doi:10.5555/other", title="Another field"))
    url = str(tmp_path / "other")
    with open_store(url, write=True) as store:
        store.write(graph, [])
    assert main(["query", "ancestors", "--store", url]) == 1
    assert capsys.readouterr().err == (
        "error: the query needs to be told a paper, ancestors, "
        "give as paper an id, a DOI, line:N or words of its title\n"
    )


def test_a_spreadsheet_runs_no_text_as_a_formula(kg):
    code, out, _ = kg(
        "query", "RETURN '=1+1' AS a, '@x' AS b, -1 AS c, '-1' AS d", "--format", "csv"
    )
    assert (code, out) == (0, "a,b,c,d\n'=1+1,'@x,-1,-1\n")


@pytest.mark.parametrize(
    ("cypher", "note"),
    [
        ("MATCH (p:Papr) RETURN p", "no node has the label Papr, did you mean Paper?"),
        ("MATCH (p:Paper|Thing) RETURN count(p) AS n", "no node has the label Thing"),
        (
            "MATCH (:Paper)-[c:CITE]->() RETURN c",
            "no relationship has the type CITE, did you mean CITES?",
        ),
        (
            "MATCH ()-[:CITES|QUOTES*1..2]->(q) RETURN count(q) AS n",
            "no relationship has the type QUOTES",
        ),
        (
            "MATCH (p:Paper) RETURN max(p.yaer) AS y",
            "nothing has the property yaer, did you mean year?",
        ),
        (
            "MATCH (p:Paper {titel: 'x'}) RETURN p",
            "nothing has the property titel, did you mean title?",
        ),
        (
            "MATCH (p:Paper) WHERE p.`open access` RETURN p",
            "nothing has the property open access, did you mean is_open_access?",
        ),
    ],
)
def test_what_the_graph_does_not_have_is_said(kg, cypher, note):
    code, _, said = kg("query", cypher, "--format", "json")
    assert code == 0
    assert f"note: {note}\n" in said


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Paper) WHERE p.tldr IS NOT NULL RETURN p",  # of the model, in no paper here
        "UNWIND [{a: 1}] AS row RETURN row.a AS a",
        "MATCH (p:Paper) WITH {x: p.year} AS p RETURN p.x AS x LIMIT 1",
        "MATCH (p:Paper) RETURN p {.id, y: p.year} AS m LIMIT 1",
        "RETURN date('2020-01-01').year AS y",
        "MATCH (p:Paper) WHERE (p:Paper) AND p.listed RETURN [x IN [1] WHERE x > 0 | x] AS l LIMIT 1",
    ],
)
def test_what_the_graph_has_is_not_said(kg, cypher):
    assert kg("query", cypher, "--format", "json")[2] in ("", "no rows\n")


def test_names_are_found_where_they_stand():
    used = used_names("MATCH (a:`My Label`&!B)<-[r:R]-(c {x: 1}), (d:D) WHERE d:E RETURN r.y, a.z")
    assert used.labels[:2] == ["My Label", "B"]
    assert used.types == ["R"]
    assert set(used.properties) == {("x", None), ("y", "R"), ("z", "My Label")}


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (p:Paper {arxiv_id: $x}) RETURN p.title AS title",
        "MATCH (p:Paper) WHERE p.arxiv_id = $x RETURN p.title AS title",
        "MATCH (p:Paper) WHERE $x = p.arxiv_id RETURN p.title AS title",
        "MATCH (p:Paper) WHERE p.arxiv_id STARTS WITH $x RETURN p.title AS title",
        "MATCH (p:Paper) WHERE toLower(p.arxiv_id) = $x RETURN p.title AS title",
        "MATCH (p:Paper) WHERE p.id ENDS WITH $x RETURN p.title AS title",
    ],
)
def test_a_number_that_meets_a_text_is_a_text(kg, cypher):
    code, out, _ = kg("query", cypher, "-p", "x=1711.06420", "--format", "json")
    assert (code, len(json.loads(out))) == (0, 1)
    assert text_parameters(cypher) == {"x"}


def test_a_number_that_meets_a_number_is_one(kg):
    code, out, _ = kg(
        "query", "MATCH (p:Paper) WHERE p.year = $y RETURN count(p) > 0 AS any", "-p", "y=2017"
    )
    assert (code, out.split()) == (0, ["any", "true"])


def test_a_number_that_finds_nothing_is_said(kg):
    _, _, said = kg(
        "query", "MATCH (p:Paper) WHERE p.url = $x OR $x > p.n RETURN 1 AS n", "-p", "x=1.0"
    )
    assert "no rows" in said
    _, _, said = kg("query", "MATCH (p:Paper) WHERE p.own = $x RETURN p", "-p", "x=1706.03760")
    assert """$x was taken as 1706.0376; as text: --params '{"x": "1706.03760"}'""" in said


def test_a_write_says_what_it_changed(kg):
    assert kg("query", "CREATE (:Note {id: 'a'})-[:ON]->(:Note {id: 'b'})", "--write")[
        2
    ].startswith("2 nodes created, 1 relationship created")
    assert kg("query", "MATCH (n:Note) SET n.x = 1", "--write")[2] == "2 properties set\n"
    assert kg("query", "MATCH (n:Nothing) SET n.x = 1", "--write")[2] == "nothing changed\n"
    said = kg("query", "MATCH (n:Note) DETACH DELETE n", "--write")[2]
    assert said == "2 nodes deleted, 1 relationship deleted\n"


def test_the_schema_counts_what_is_there(kg):
    code, out, _ = kg("schema", "--format", "json")
    found = json.loads(out)
    assert code == 0
    papers = next(node for node in found["nodes"] if node["label"] == "Paper")
    assert papers["count"] == 321
    assert {"name": "id", "types": ["text"], "count": 321} in papers["properties"]
    cites = next(edge for edge in found["relationships"] if edge["type"] == "CITES")
    assert (cites["start"], cites["end"], cites["count"]) == ("Paper", "Paper", 423)


def test_a_query_has_the_time_that_it_is_given(kg):
    before = time.monotonic()
    code, out, said = kg("query", ENDLESS, "--time-limit", "0.5")
    assert (code, out) == (1, "")
    assert said == "error: it took longer than 0.5 seconds, ask for less, or allow more time\n"
    assert time.monotonic() - before < 5


@pytest.mark.parametrize(
    "cypher",
    [
        ENDLESS,
        "MATCH p = allShortestPaths((a:Paper)-[:CITES*]-(b:Paper)) WHERE a.id < b.id RETURN count(p) AS n",
        "MATCH (a)--(b)--(c)--(d)--(e)--(f) RETURN count(*) AS n",
    ],
)
def test_ctrl_c_ends_a_query_at_once(demo_store, cypher):
    _interrupted(["query", cypher, "--store", demo_store])


@pytest.mark.neo4j
def test_ctrl_c_ends_a_query_on_a_server(neo4j_url):
    _interrupted(["query", ENDLESS, "--store", neo4j_url])
    running = (
        "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery STARTS WITH 'UNWIND' RETURN 1"
    )
    with open_store(neo4j_url) as store:
        deadline = time.monotonic() + 20
        while store.query(running):
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.neo4j
def test_a_query_on_a_server_has_the_time_that_it_is_given(neo4j_url):
    with pytest.raises(TimeLimitReached):
        ask(neo4j_url, ENDLESS, time_limit=1.5)
    assert ask(neo4j_url, "CREATE (:Note {id: 'a'})", write=True).changed["nodes_created"] == 1


def _interrupted(arguments: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", *arguments], stderr=subprocess.PIPE, text=True
    )
    time.sleep(2)
    assert process.poll() is None
    before = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert said.startswith("interrupted")
    assert time.monotonic() - before < 5  # of minutes; under a second on a machine at rest


def test_a_query_of_others_is_cut_and_says_so(demo_store):
    numbers = "UNWIND range(1, 100000) AS n RETURN n"
    answer = ask_publicly(demo_store, numbers)
    assert (len(answer.rows), answer.truncated) == (10_000, "rows")
    answer = ask_publicly(
        demo_store,
        "UNWIND range(1, 2000) AS n RETURN reduce(t = '', x IN range(1, 3000) | t + 'abc') AS t",
    )
    assert 1000 < len(answer.rows) < 2000
    assert answer.truncated == "bytes"
    answer = ask_publicly(
        demo_store, "MATCH (p:Paper) WHERE p.year = $y RETURN count(p) AS n", {"y": 2017}
    )
    assert answer.truncated is None


def test_a_query_of_others_has_limits(demo_store, monkeypatch):
    with pytest.raises(TimeLimitReached):
        ask_publicly(demo_store, ENDLESS, time_limit=0.5)
    monkeypatch.setattr("kg.stores.query_limits.PUBLIC_MEMORY", 600 << 20)
    many = "UNWIND range(1, 3000000) AS n WITH collect([n, n, toString(n)]) AS l UNWIND l AS x RETURN x, l"
    with pytest.raises((Exhausted, TimeLimitReached)):
        ask_publicly(demo_store, many)
    for cypher in ("SHOW DATABASES", "CREATE (:A)", "RETURN 1 AS n; RETURN 2 AS n"):
        with pytest.raises(QueryRefused):
            ask_publicly(demo_store, cypher)


def test_unknown_names_are_asked_of_the_store(demo_store):
    with open_store(demo_store) as store:
        assert unknown_names(store, "MATCH (p:Paper)-[c:CITES]->(q) RETURN c.intents, q.name") == []


@pytest.mark.parametrize("text", ["=1+1", "+a", "@SUM(1)", "-a", "\t=1"])
@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_no_table_for_a_spreadsheet_holds_a_formula(text, format):
    from kg.formats import rows

    (_, line) = getattr(rows, f"as_{format}")([{"a": text}]).splitlines()
    assert line.lstrip('"').startswith("'")
