"""A query reads the graph and nothing else, however it is disguised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError, QueryRefused
from kg.library import queries
from kg.stores import open_store
from kg.stores.gate import check_public_query, check_query

ROWS = "CSV FROM 'file:///etc/hostname' AS row RETURN row"
#: Statements that read a file, send a request or end something, in many spellings.
BEYOND = [
    f"LOAD {ROWS}",
    f"load\tcsv {ROWS[4:]}",
    f"LoAd\n\n{ROWS}",
    f"LOAD/* {{ */{ROWS}",
    f"LOAD // it's a comment\n{ROWS}",
    f"LOAD // a comment that ends early\r{ROWS}",
    f"/* ' */ LOAD {ROWS}",
    f"LOAD\x1c{ROWS}",
    f"LOAD\u00a0{ROWS}",
    f"LOAD\u2003{ROWS}",
    f"`LOAD` {ROWS}",
    f"LOAD `CSV` {ROWS[4:]}",
    f"L\\u004FAD {ROWS}",
    f"\\u004cOAD {ROWS}",
    f"L\\u００４ＦAD {ROWS}",
    f"RETURN 1 AS row // \\u000aUNION LOAD {ROWS}",
    f"RETURN 1 AS row // \\u000DUNION LOAD {ROWS}",
    f"RETURN 1 AS row /* \\u002a/ UNION LOAD {ROWS}",
    f"RETURN '\\u0027 AS row UNION LOAD {ROWS} //'",
    f"RETURN '\\\\\\u0027 AS row UNION LOAD {ROWS} //'",
    f'RETURN "\\u0022 AS row UNION LOAD {ROWS} //"',
    f"RETURN 1 AS `row\\u0060 UNION LOAD {ROWS} //`",
    f"RETURN 'a\\'' AS row UNION LOAD {ROWS}",
    f"RETURN 'a\\\\' AS row UNION LOAD {ROWS} //'",
    f"RETURN \"'\" AS row UNION LOAD {ROWS} //'",
    f"RETURN '`' AS row UNION LOAD {ROWS} //`",
    f"UNWIND [1] AS n LOAD {ROWS}",
    f"WITH 1_0 AS n LOAD {ROWS}",
    f"CALL {{ LOAD {ROWS} }} RETURN row",
    f"RETURN COLLECT {{ LOAD {ROWS} }} AS rows",
    f"MATCH (n) WHERE EXISTS {{ LOAD {ROWS} }} RETURN n",
    f"EXPLAIN LOAD {ROWS}",
    f"PROFILE LOAD {ROWS}",
    f"CYPHER 5 LOAD {ROWS}",
    "LOAD CSV WITH HEADERS FROM 'https://example.org/a.csv' AS row RETURN row",
    "USING PERIODIC COMMIT 500 LOAD CSV FROM 'file:///a' AS row RETURN row",
    "CALL apoc.load.json('http://example.org')",
    "call apoc . /* */ load . `json`('http://example.org') YIELD value RETURN value",
    "CALL `apoc`.`load`.`csv`('file:///etc/passwd')",
    "CALL apoc.load.json",
    "CALL APOC.Load.JSON('x')",
    "MATCH (p:Paper) WITH p ORDER BY p.year DESC CALL apoc.load.json('x') YIELD value RETURN value",
    "MATCH (p:Paper) WITH * CALL apoc.load.json('x') YIELD value RETURN value",
    "MATCH (p:Paper) WHERE p.x IS NULL CALL apoc.load.json('x') YIELD value RETURN value",
    "OPTIONAL CALL apoc.load.xml('x') YIELD value RETURN value",
    "CALL { CALL apoc.cypher.run('LOAD CSV ...', {}) YIELD value RETURN value } RETURN value",
    "RETURN 1 AS n UNION DISTINCT CALL apoc.load.json('x') YIELD value AS n RETURN n",
    "CALL apoc.export.csv.all('a.csv', {})",
    "CALL apoc.util.sleep(1000)",
    "CALL gds.graph.export.csv('g', {})",
    "CALL genai.vector.encodeBatch(['a'], 'OpenAI', {})",
    "CALL dbms.killConnection('bolt-1')",
    "CALL db.checkpoint()",
    "CALL db.clearQueryCaches()",
    "CALL db.prepareForReplanning()",
    "CALL db.stats.clear('QUERIES')",
    "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()",
    "CALL my.own.procedure()",
    "RETURN apoc.cypher.runFirstColumnSingle('LOAD CSV ...', {})",
    "RETURN `genai`.vector . encode('a', 'OpenAI', {token: 'x'})",
    "MATCH (p:Paper) WHERE apoc.load.anything(p.url) = 1 RETURN p",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
]
#: Statements that speak of files and do nothing with them, and everyday ones.
WITHIN = [
    "RETURN 'LOAD CSV FROM \\'file:///etc/passwd\\' AS row' AS text",
    'RETURN "LOAD CSV" AS `LOAD CSV`',
    "MATCH (p:Paper) RETURN count(p) // LOAD CSV FROM 'x' AS row",
    "MATCH (p:Paper) /* LOAD CSV */ RETURN count(p)",
    "MATCH (p:Paper) WHERE p.title CONTAINS 'load csv' RETURN p.load, p.csv",
    "MATCH (load:Paper) WITH load AS csv RETURN csv.call ORDER BY csv.call",
    "RETURN 'C:\\\\users\\\\u' AS path, 'caf\\u00e9' AS word",
    "RETURN 'apoc.load.json(1)' AS text",
    "RETURN date.truncate('year', date('2020-05-01')) AS day",
    "RETURN duration.inDays(date('2020-05-01'), date('2020-05-03')).days AS days",
    "CALL db.labels() YIELD label RETURN label",
    "CALL { MATCH (p:Paper) RETURN count(p) AS n } RETURN n",
    "RETURN ';' AS sign;",
]
SEVERAL = [
    "RETURN 1 AS x; RETURN 2 AS x",
    "RETURN 1 AS x;;",
    "MATCH (p:Paper) RETURN p; // another\nMATCH (q) RETURN q;",
    "RETURN ';' AS x; RETURN 1 AS y",
    "RETURN 1 AS x;/* */RETURN 2 AS x",
    f"RETURN 1 AS x; LOAD {ROWS}",
]


@pytest.mark.parametrize("cypher", BEYOND)
def test_what_reaches_beyond_the_graph_is_refused(cypher):
    with pytest.raises(QueryRefused):
        check_query(cypher)


@pytest.mark.parametrize("cypher", WITHIN)
def test_words_about_files_are_only_words(cypher):
    check_query(cypher)


def test_a_name_may_be_call_or_use():
    check_public_query("WITH {call: 1, use: 2} AS call RETURN call ORDER BY call.use")


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("cypher", SEVERAL)
def test_a_query_is_one_statement(cypher, write):
    with pytest.raises(QueryRefused, match="several statements"):
        check_query(cypher, write=write)


def test_what_looks_at_the_graph_may_be_called():
    check_query("CALL db.index.fulltext.queryNodes('kg_paper_text', 'hashing') YIELD node")
    check_query("CALL db.schema.visualization()")


def test_a_person_who_writes_may_load_rows():
    check_query(f"LOAD {ROWS}", write=True)
    check_query("CALL apoc.load.json('http://example.org')", write=True)


@pytest.mark.parametrize(
    "cypher",
    [
        "SHOW TRANSACTIONS",
        "EXPLAIN MATCH (p) RETURN p",
        "CYPHER runtime=slotted RETURN 1 AS n",
        "USE neo4j MATCH (p) RETURN p",
        "CALL { USE neo4j MATCH (p) RETURN p } RETURN p",
        "RETURN 1 AS n UNION ALL USE `neo4j` RETURN 2 AS n",
        "CALL db.schema.visualization()",
        "CALL dbms.components()",
        "CALL `db`.index.fulltext.queryNodes('a', 'b')",
        "CREATE (n:Paper {id: 'x'})",
        "STOP DATABASE neo4j",
        "// nothing\nDROP INDEX a",
    ],
)
def test_others_only_read_the_graph(cypher):
    with pytest.raises(QueryRefused):
        check_public_query(cypher)


@pytest.mark.parametrize(
    "cypher",
    [
        "MATCH (use:Paper) RETURN use ORDER BY use.year",
        "WITH 1 AS show RETURN show",
        "OPTIONAL MATCH (p:Paper) RETURN p",
        "UNWIND [1] AS n RETURN n",
        "CALL db.propertyKeys()",
        "/* first */ RETURN 1 AS n;",
    ],
)
def test_others_may_ask_what_reads(cypher):
    check_public_query(cypher)


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_the_library_passes_the_narrowest_gate(query):
    check_public_query(query.cypher)


@given(
    st.text("lL", min_size=1, max_size=1),
    st.lists(st.sampled_from([" ", "\n", "\t", "\r\n", "/* ' */", '// "\n', "\u3000"]), min_size=1),
    st.sampled_from(["", "RETURN 1 AS row UNION ", "UNWIND [';', 2] AS n ", "/* LOAD */"]),
)
def test_space_and_comments_hide_no_file(first, space, before):
    with pytest.raises(QueryError):
        check_query(f"{before}{first}oad{''.join(space)}{ROWS}")


def test_the_embedded_store_reads_no_file_and_one_statement(tmp_path):
    _asks(str(tmp_path / "kg-store"))


@pytest.mark.neo4j
def test_neo4j_reads_no_file_and_one_statement(neo4j_url):
    _asks(neo4j_url)


def _asks(url: str) -> None:
    with open_store(url, write=True) as store:
        store.query("CREATE (:Own {id: 'a'})", write=True)
        with pytest.raises(QueryRefused, match="several statements"):
            store.query("CREATE (:Own {id: 'b'}); CREATE (:Own {id: 'c'})", write=True)
    with open_store(url) as store:
        for cypher in (*BEYOND, *SEVERAL):
            with pytest.raises(QueryRefused):
                store.query(cypher)
        for cypher in WITHIN:
            store.query(cypher)
        assert store.query("MATCH (n:Own) RETURN n.id AS id") == [{"id": "a"}]
