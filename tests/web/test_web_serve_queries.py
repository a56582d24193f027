"""Questions asked of the server: the library with its parameters, own Cypher behind the gate, limits."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from web.servers import PAGE

from kg import library
from kg.web.pages import library_page

RUNAWAY = "UNWIND range(1, 200000) AS a UNWIND range(1, 200000) AS b RETURN sum(a * b) AS n"


@pytest.mark.parametrize("query", library.queries(), ids=lambda query: query.name)
def test_every_question_of_the_library_has_its_page_and_its_answers(server, query):
    page = server.get(f"/queries/{query.name}/", headers={"Accept": PAGE})
    assert page.status_code == 200
    for parameter in query.parameters:
        assert f'name="{parameter.name}"' in page.text
    answer = server.get(f"/queries/{query.name}/answer.json")
    if "Not asked" in page.text:
        assert answer.status_code == 400
        return
    assert answer.status_code == 200
    assert answer.content == server.get(f"/query/{query.name}?format=json").content
    assert isinstance(answer.json(), list)


def test_a_question_takes_parameters_as_a_person_types_them(server):
    assert len(server.get("/query/most-cited?limit=3&format=json").json()) == 3
    # What a form sends where a field was emptied.
    assert len(server.get("/query/most-cited?limit=&format=json").json()) == 10
    page = server.get("/query/most-cited?limit=3", headers={"Accept": PAGE})
    assert 'value="3"' in page.text
    assert page.text.count("<tr>") == 4


def test_what_was_typed_stays_in_the_form_beside_what_is_wrong_with_it(server):
    page = server.get("/query/ancestors?paper=no+such+paper", headers={"Accept": PAGE})
    assert page.status_code == 400
    assert 'name="paper" value="no such paper"' in page.text
    assert 'class="problem"' in page.text
    again = server.get("/query/ancestors?paper=ACMR", headers={"Accept": PAGE})
    assert again.status_code == 200
    assert 'class="problem"' not in again.text


def test_a_default_that_another_graph_lacks_leaves_the_form():
    query = library.query("ancestors")
    page = library_page(query, {}, [], "Not asked: no paper of the graph goes by that name")
    assert page.parameters == {one.name: one.default for one in query.parameters}


@pytest.mark.parametrize(
    "path",
    ["/query/most-cited?limit=x", "/query/most-cited?nothing=1", "/query/most-cited?limit=1&limit=2",
     "/query/most-cited?limit=[1]", "/query/nothing", "/query/most-cited?limit=1e999"],
)  # fmt: skip
def test_a_wrong_parameter_of_a_question_is_said(server, path):
    answer = server.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == (404 if "nothing" in path and "?" not in path else 400)
    assert answer.json()["error"]
    assert server.get(path, headers={"Accept": PAGE}).status_code == answer.status_code


@pytest.mark.parametrize("file", ["foo", "answer", "answer.xml", "csv", "answer.csv.json"])
def test_a_question_has_no_other_files(server, file):
    answer = server.get(f"/queries/most-cited/{file}", headers={"Accept": "application/json"})
    assert (answer.status_code, "answer.csv" in answer.json()["error"]) == (404, True)


def test_own_cypher_is_a_table_json_and_csv(server):
    asked = {"q": "MATCH (p:Paper) WHERE p.year = $year RETURN p.id AS id, p.year AS year ORDER BY id LIMIT 2",
             "params": '{"year": 2017}'}  # fmt: skip
    rows = server.get("/cypher", params=asked | {"format": "json"}).json()
    assert [row["year"] for row in rows] == [2017, 2017]
    table = server.get("/cypher", params=asked, headers={"Accept": "text/csv"}).text.splitlines()
    assert table == ["id,year", *(f"{row['id']},2017" for row in rows)]
    page = server.get("/cypher", params=asked, headers={"Accept": PAGE}).text
    assert f">{rows[0]['id']}</a>" in page
    assert (
        "MATCH (p:Paper) WHERE p.year = $year"
        in server.get("/cypher", headers={"Accept": PAGE}).text
    )


@pytest.mark.parametrize(
    "query",
    [
        "CREATE (n:X) RETURN n",
        "MATCH (n) SET n.x = 1 RETURN n",
        "MATCH (n) DETACH DELETE n",
        "MERGE (n:X)",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "LOAD /**/ CSV FROM 'http://127.0.0.1:1' AS row RETURN row",
        "MATCH (n) CALL { LOAD CSV FROM 'file:///etc/passwd' AS r RETURN r } RETURN r",
        "CALL dbms.listConfig() YIELD name RETURN name",
        "CALL apoc.load.json('http://127.0.0.1:1') YIELD value RETURN value",
        "EXPLAIN CALL apoc.load.json('x') YIELD value RETURN value",
        "PROFILE MATCH (n) RETURN n",
        "SHOW TRANSACTIONS",
        "TERMINATE TRANSACTION 'x'",
        "USE system MATCH (n) RETURN n",
        "RETURN 1; MATCH (n) RETURN n",
        "RETURN 1; DROP DATABASE neo4j",
        "RETURN 'a' AS x UNION USE system RETURN 'b' AS x",
        "\\u0043REATE (n) RETURN n",
        "FOREACH (x IN [1] | CREATE (:X))",
        "DROP INDEX x",
    ],
)
def test_what_does_more_than_read_the_graph_is_refused(server, query):
    answer = server.get("/cypher", params={"q": query, "format": "json"})
    assert answer.status_code == 403, answer.text
    assert answer.json()["error"]
    assert server.get("/health").json()["papers"] == 321


@pytest.mark.parametrize(
    "asked",
    [{"q": "RETURN"}, {"q": "MATCH (n RETURN n"}, {"q": "RETURN $x AS x"}, {"q": "RETURN 'a"}, {"q": ""},
     {"q": "RETURN 1 AS n", "params": "[1]"}, {"q": "RETURN 1 AS n", "params": "{"},
     {"q": "RETURN 1 AS n", "params": "[" * 5_000}, {"q": "RETURN 1 AS n", "limit": "1"},
     {"q": "RETURN $n AS n", "params": '{"n": 99999999999999999999999}'}, {},
     {"q": "RETURN 1.0/0.0"}, {"q": "hello"}, {"q": "(n) RETURN n"}, {"q": "42"}, {"q": "SELECT * WHERE { ?s ?p ?o }"},
     {"q": "RETURN " + "(" * 5_000 + "1" + ")" * 5_000}],
)  # fmt: skip
def test_what_is_no_query_is_said(server, asked):
    answer = server.get("/cypher", params=asked | {"format": "json"})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]


def test_a_problem_is_shown_beside_the_query(server):
    page = server.get("/cypher", params={"q": "MATCH (n) DELETE <b>"}, headers={"Accept": PAGE})
    assert page.status_code in (400, 403)
    assert "DELETE &lt;b&gt;" in page.text
    assert 'role="alert"' in page.text
    assert "--write" not in page.text


def test_what_is_cut_is_said_by_rows_and_by_bytes(server):
    rows = server.get(
        "/cypher", params={"q": "UNWIND range(1, 20000) AS n RETURN n", "format": "json"}
    )
    assert (len(rows.json()), rows.headers["kg-truncated"]) == (10_000, "rows")
    wide = "UNWIND range(1, 40) AS n RETURN reduce(s = 'x', i IN range(1, 19) | s + s) AS words"
    cut = server.get("/cypher", params={"q": wide, "format": "json"})
    assert cut.headers["kg-truncated"] == "bytes"
    assert 10 < len(cut.json()) < 40
    page = server.get(
        "/cypher", params={"q": "UNWIND range(1, 20000) AS n RETURN n"}, headers={"Accept": PAGE}
    )
    assert "limit of rows" in page.text


def test_runaway_queries_end_at_their_limit_while_others_are_answered(server):
    with ThreadPoolExecutor(4) as pool:
        started = time.monotonic()
        runaways = [
            pool.submit(server.get, "/cypher", params={"q": f"{RUNAWAY} // {n}", "format": "json"})
            for n in range(2)
        ]
        time.sleep(0.5)
        assert server.get("/health").status_code == 200
        assert server.get("/papers?q=hashing").status_code == 200
        assert server.get("/cypher", params={"q": "RETURN 1 AS n", "format": "json"}).json() == [
            {"n": 1}
        ]
        answers = [runaway.result() for runaway in runaways]
    assert {answer.status_code for answer in answers} == {503}
    assert "3 seconds" in answers[0].json()["error"]
    assert time.monotonic() - started < 20
