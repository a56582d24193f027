"""The served site: every page in every form, with the answers of the commands."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from starlette.testclient import TestClient
from web.servers import PAGE
from web.site_stores import stored

from kg.cli import main
from kg.records import Graph
from kg.web.serve import Settings, create_app
from kg.web.serve.edition import Editions
from kg.web.snapshot import KINDS

ACMR = "paper/doi:10.1145=2F3123266.3123326"
FORMS = {
    "json": "application/json",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "bib": "application/x-bibtex",
}


def printed(capfd, *arguments):
    """What a command prints."""
    capfd.readouterr()
    assert main([*arguments]) == 0
    return capfd.readouterr().out


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_a_resource_has_every_form_by_suffix_parameter_file_and_header(
    server, demo_site, kind, form
):
    path = min(
        page.parent.relative_to(demo_site) for page in demo_site.glob(f"{kind}/*/index.html")
    )
    answers = [
        server.get(f"/{path}.{form}"),
        server.get(f"/{path}/?format={form}"),
        server.get(f"/{path}/data.{form}"),
        server.get(f"/{path}/", headers={"Accept": f"{FORMS[form]}, text/html;q=0.5"}),
        server.get(f"/{path}", headers={"Accept": FORMS[form]}),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["content-type"].partition(";")[0] for answer in answers} == {FORMS[form]}
    assert len({answer.content for answer in answers}) == 1
    published = demo_site / path / f"data.{form}"
    if published.is_file() and form == "json":
        assert answers[0].content == published.read_bytes()


def test_an_id_that_a_paper_had_before_leads_to_its_page(server):
    query = "SELECT ?old ?new { ?new dcterms:replaces ?old } ORDER BY ?old LIMIT 3"
    rows = server.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert rows
    for row in rows:
        old, new = (row[name]["value"].partition("citation-kg/")[2] for name in ("old", "new"))
        for end, expected in (
            ("", "/"),
            ("/", "/"),
            (".ttl", "/data.ttl"),
            ("/data.json", "/data.json"),
        ):
            moved = server.get(f"/{old}{end}")
            assert (moved.status_code, moved.headers["location"]) == (308, f"/{new}{expected}")
        assert server.get(moved.headers["location"]).status_code == 200


def test_a_page_says_what_the_published_one_says(server, demo_site):
    def words(html):
        main = re.search(r"<main.*?</main>", html, re.DOTALL)[0]
        return " ".join(re.sub(r"<[^>]*>", " ", main).split())

    for path in (ACMR, "list/list:cross-modal-retrieval", "venue", "paper", "queries"):
        published = (demo_site / path / "index.html").read_text(encoding="utf-8")
        assert words(server.get(f"/{path}/", headers={"Accept": PAGE}).text) == words(published)


def test_an_address_without_its_slash_or_with_the_id_itself_leads_to_the_page(server):
    for path in (ACMR, "paper/doi:10.1145/3123266.3123326"):
        moved = server.get(f"/{path}", headers={"Accept": PAGE})
        assert (moved.status_code, moved.headers["location"]) == (308, f"/{ACMR}/")


def test_a_page_is_sent_once(server):
    first = server.get(f"/{ACMR}/")
    again = server.get(f"/{ACMR}/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert server.get(f"/{ACMR}.ttl").headers["etag"] != first.headers["etag"]


def test_what_is_not_there_is_said_in_the_form_that_was_asked_for(server):
    page = server.get("/paper/doi:10.1=2Fnothing/", headers={"Accept": PAGE})
    assert page.status_code == 404
    assert "Not here" in page.text
    for path, accept in (
        ("/paper/nothing/", "application/json"),
        ("/paper/nothing.json", "*/*"),
        ("/paper/nothing/?format=json", "*/*"),
        ("/nothing", "application/ld+json"),
    ):
        answer = server.get(path, headers={"Accept": accept})
        assert answer.status_code == 404
        assert "error" in answer.json()


def test_a_bug_is_told_in_the_form_that_was_asked_for(tmp_path, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("words for developers")

    monkeypatch.setattr("kg.web.serve.sparql.answer_publicly", broken)
    monkeypatch.setattr("kg.web.pages.PaperIndex.page", broken)
    monkeypatch.setattr("kg.web.pages.PaperIndex.find", broken)
    store = stored(Graph(), tmp_path / "store")
    app = create_app(Settings(url=store), Editions(store))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        for path, accept, type in (
            ("/sparql?query=ASK{}", PAGE, "text/html"),
            ("/sparql?query=ASK{}", "*/*", "text/plain"),
            ("/papers", PAGE, "text/html"),
            ("/papers", "application/json", "application/json"),
        ):
            answer = client.get(path, headers={"Accept": accept})
            assert answer.status_code == 500
            assert answer.headers["content-type"].partition(";")[0] == type
            assert "a bug in kg" in answer.text
            assert "developers" not in answer.text


def test_a_form_that_is_not_on_offer_is_a_wrong_parameter(server):
    for path in (f"/{ACMR}/?format=pdf", f"/{ACMR}/?format=json&format=ttl", "/?format=bib"):
        assert server.get(path).status_code == 400


def test_head_says_what_get_says_everywhere(server):
    for path in ("/", f"/{ACMR}/", "/papers", "/query/most-cited", "/sparql", "/health",
                 "/feed.atom", "/lineage.html", "/cypher", "/style.css", "/nothing"):  # fmt: skip
        got, headed = server.get(path), server.client.head(path)
        assert headed.status_code == got.status_code, path
        assert headed.content == b""
        for name in ("content-type", "content-length", "etag"):
            assert headed.headers.get(name) == got.headers.get(name), (path, name)


def test_every_link_of_every_kind_of_page_is_answered(server):
    seen, waiting = set(), ["/"]
    kinds = {}
    while waiting:
        path = waiting.pop()
        answer = server.get(path, headers={"Accept": PAGE})
        assert answer.status_code == 200, path
        if "html" not in answer.headers["content-type"] or path == "/lineage.html":
            continue
        for address in re.findall(r'(?:href|src|action)="([^"#]*)', answer.text):
            target = answer.url.join(address.replace("&amp;", "&"))
            if target.host != answer.url.host or not address:
                continue
            path = target.raw_path.decode()
            kind = re.sub(r"^/(\w+)/.*", r"\1", path) if "export" not in path else path
            kinds[kind] = kinds.get(kind, 0) + 1
            if path not in seen and kinds[kind] < 12 and not path.startswith("/export/"):
                seen.add(path)
                waiting.append(path)
    assert len(seen) > 40


def test_searches_answer_the_papers_of_all_words_and_facets(server):
    def found(**search):
        answer = server.get("/papers", params=search | {"format": "json"})
        assert answer.status_code == 200, answer.text
        assert list(answer.json()) == ["total", "page", "pages", "papers"]
        return answer.json()

    everything = found()
    assert (everything["total"], everything["pages"], len(everything["papers"])) == (321, 4, 100)
    ids = [paper["id"] for page in range(1, 5) for paper in found(page=page)["papers"]]
    assert len(set(ids)) == 321
    assert found(page=5)["papers"] == []
    assert [paper["id"] for paper in found(q="adversarial cross-modal wang 2017")["papers"]] == [
        "doi:10.1145/3123266.3123326"
    ]
    listed = found(list="list:cross-modal-retrieval", year="2017-2019")
    assert 0 < listed["total"] < 62
    assert {paper["year"] for paper in listed["papers"]} <= {2017, 2018, 2019}
    years = [paper["year"] for paper in found(sort="year")["papers"]]
    assert years == sorted(years)
    assert found(code="1")["total"] + found(code="0")["total"] == 321
    assert found(dataset="dataset:nus-wide")["total"] > 1
    states = {state: found(state=state)["total"] for state in ("complete", "partial", "unknown")}
    assert sum(states.values()) <= 321
    assert found(q="", year="", venue="", sort="")["total"] == 321


@pytest.mark.parametrize(
    "query",
    ["year=20x7", "year=2019-2017", "code=2", "sort=title", "page=0", "page=-1", "page=x", "state=all",
     "venue=nothing", "list=nothing", "q=a&q=b", "yaer=2017", "page=99999999999999999999"],
)  # fmt: skip
def test_a_wrong_parameter_of_a_search_is_said(server, query):
    answer = server.get(f"/papers?{query}&format=json")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_search_is_a_table_for_spreadsheets_too(server):
    answer = server.get("/papers?q=hashing&format=csv")
    rows = [*csv.DictReader(io.StringIO(answer.text))]
    assert [row["id"] for row in rows] == [
        paper["id"] for paper in server.get("/papers?q=hashing&format=json").json()["papers"]
    ]
    assert server.get("/papers?format=csv").headers["kg-truncated"] == "rows"
    assert 'rel="next"' in server.get("/papers").headers["link"]


@pytest.mark.parametrize(
    ("name", "format"),
    [("graph.ttl", "ttl"), ("graph.nt", "nt"), ("graph.jsonld", "jsonld"),
     ("references.bib", "bib"), ("papers.csv", "csv"), ("graph.graphml", "graphml")],
)  # fmt: skip
def test_exports_are_the_bytes_of_the_command(server, demo_store, tmp_path, name, format):
    assert main(["export", str(tmp_path / name), "--store", demo_store]) == 0
    answer = server.get(f"/export/{name}")
    assert answer.content == (tmp_path / name).read_bytes()
    headed = server.client.head(f"/export/{name}")
    assert headed.headers["content-type"] == answer.headers["content-type"]
    assert headed.content == b""


def test_an_export_of_another_name_is_not_there(server):
    for name in ("graph.xyz", "..%2Fsecret", "graph.ttl.gz"):
        assert server.get(f"/export/{name}").status_code == 404


def test_answers_are_those_of_the_commands(server, demo_store, capfd):
    store = ("--store", demo_store)
    assert server.get("/query/most-cited?limit=3&format=json").text == printed(
        capfd, "query", "most-cited", "-p", "limit=3", "--format", "json", *store
    )
    assert server.get("/query/papers-per-year?format=csv").text == printed(
        capfd, "query", "papers-per-year", "--format", "csv", *store
    )
    assert server.get("/queries/?format=json").json() == json.loads(
        printed(capfd, "queries", "--format", "json")
    )
    assert server.get("/lineage.json").text == printed(
        capfd, "lineage", "main", "--format", "json", *store
    )
    cypher = "MATCH (p:Paper) WHERE p.year = $year RETURN p, p.title AS title ORDER BY p.id LIMIT 3"
    answer = server.get(
        "/cypher", params={"q": cypher, "params": '{"year": 2017}', "format": "json"}
    )
    assert answer.text == printed(
        capfd, "query", cypher, "-p", "year=2017", "--format", "json", *store
    )


def test_the_server_says_what_it_shows(server):
    assert server.get("/health").json() == {"status": "ok", "papers": 321, "built": None}
