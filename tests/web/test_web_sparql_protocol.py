"""SPARQL 1.1 Protocol: the cases of its specification for queries, and two clients that others wrote.

The cases follow section 2.1 of https://www.w3.org/TR/sparql11-protocol/ and what it says
must be refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from urllib.parse import urlencode

import pyoxigraph
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed
from web.servers import PAGE

from kg.cli import main

SELECT = "SELECT ?title { ?paper a schema:ScholarlyArticle ; dcterms:title ?title } ORDER BY ?title LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?paper dcterms:title ?title } { ?paper dcterms:title ?title } LIMIT 3"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RESULTS = {
    "application/sparql-results+json": "JSON",
    "application/sparql-results+xml": "XML",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
GRAPHS = {
    "text/turtle": pyoxigraph.RdfFormat.TURTLE,
    "application/n-triples": pyoxigraph.RdfFormat.N_TRIPLES,
    "application/rdf+xml": pyoxigraph.RdfFormat.RDF_XML,
    "application/ld+json": pyoxigraph.RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def graphs(server):
    """The named graphs of the store."""
    answer = server.get(
        "/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"}
    )
    return [row["g"]["value"] for row in answer.json()["results"]["bindings"]]


def test_a_query_is_asked_by_get_by_form_and_directly(server):
    answers = [
        server.get("/sparql", params={"query": SELECT}),
        server.client.post("/sparql", data={"query": SELECT}),
        server.client.post("/sparql", content=SELECT, headers=DIRECT),
        server.client.post("/sparql", content=SELECT,
                           headers={"Content-Type": "application/sparql-query; charset=UTF-8"}),
    ]  # fmt: skip
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len(answers[0].json()["results"]["bindings"]) == 3


@pytest.mark.parametrize(
    ("method", "headers", "body", "expected"),
    [
        ("PUT", DIRECT, "ASK {}", {405}),
        ("DELETE", {}, "", {405}),
        ("POST", FORM, urlencode([("query", "ASK {}"), ("query", "SELECT * {}")]), {400}),
        ("POST", {"Content-Type": "text/plain"}, "ASK {}", {415}),
        ("POST", {"Content-Type": "text/plain"}, urlencode({"query": "ASK {}"}), {415}),
        ("POST", {}, "ASK {}", {415}),
        ("POST", {}, urlencode({"query": "ASK {}"}), {415}),
        ("POST", {"Content-Type": "application/sparql-query; charset=UTF-16"}, "ASK {}".encode("utf-16"), {400, 415}),
        ("POST", DIRECT, b"ASK { ?s ?p '\xff\xfe' }", {400}),
        ("POST", FORM, b"query=ASK%20%7B%3Fs%20%3Fp%20%22%FF%22%7D", {400}),
        ("POST", DIRECT, "ASK {", {400}),
        ("POST", DIRECT, "", {400}),
        ("POST", FORM, "", {400}),
        ("POST", FORM, "nothing=x", {400}),
        ("POST", DIRECT, "ASK " + "{" * 50_000 + "}" * 50_000, {400}),
        ("POST", DIRECT, "ASK { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }", {400}),
        ("POST", {**DIRECT, "Content-Encoding": "gzip"}, b"\x1f\x8b", {415}),
    ],
)  # fmt: skip
def test_what_is_none_of_the_protocol_is_refused(server, method, headers, body, expected):
    answer = server.client.request(method, "/sparql", headers=headers, content=body)
    assert answer.status_code in expected, answer.text


def test_a_malformed_query_is_told_in_the_parsers_words(server):
    answer = server.get("/sparql", params={"query": "SELECT * { ?s ?p "})
    assert answer.status_code == 400
    assert "expected" in answer.text
    assert server.get("/sparql?query=ASK{}&query=ASK{}").status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        {"query": "INSERT DATA { <http://a/> <http://b/> 1 }"},
        {"query": "prefix x: <http://x/> DELETE WHERE { ?s ?p ?o }"},
        {"query": "LOAD <http://127.0.0.1:1/>"},
        {"query": "DROP ALL"},
        {"update": "CLEAR ALL"},
        {"query": "ASK {}", "update": "CLEAR ALL"},
        {"query": "ASK {}", "using-graph-uri": "http://x/"},
        {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"},
        {
            "query": "SELECT * { ?s ?p ex:a\\#b . SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }"
        },
        {"query": "SELECT * FROM <http://127.0.0.1:1/data> { ?s ?p ?o }"},
        {"query": "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }"},
        {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "http://127.0.0.1:1/data"},
        {"query": "ASK { ?s ?p ?o }", "named-graph-uri": "file:///etc/passwd"},
    ],
)
def test_updates_and_other_graphs_are_refused(server, asked):
    for answer in (server.get("/sparql", params=asked), server.client.post("/sparql", data=asked)):
        assert answer.status_code == 403, answer.text
    update = {"Content-Type": "application/sparql-update"}
    assert server.client.post("/sparql", content="CLEAR ALL", headers=update).status_code == 403


def test_the_protocols_dataset_is_asked_and_not_that_of_the_query(server, graphs):
    def count(pattern, **dataset):
        query = f"SELECT (COUNT(*) AS ?n) {dataset.pop('clause', '')} {{ {pattern} }}"
        answer = server.get("/sparql", params={"query": query} | dataset)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    default, named = "?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"
    parts = {graph: count(default, **{"default-graph-uri": graph}) for graph in graphs}
    assert all(parts.values())
    first, second = graphs[:2]
    assert count(default, **{"default-graph-uri": graphs}) == sum(parts.values())
    assert count(named, **{"default-graph-uri": first}) == 0
    assert count(named, **{"named-graph-uri": first}) == parts[first]
    assert count(default, **{"named-graph-uri": first}) == 0
    assert count(default, clause=f"FROM <{second}>") == parts[second]
    assert count(default, clause=f"FROM <{second}>", **{"default-graph-uri": first}) == parts[first]
    both = {"default-graph-uri": first, "named-graph-uri": second}
    assert count(f"{{ {default} }} UNION {{ {named} }}", **both) == parts[first] + parts[second]
    assert count(default, **{"default-graph-uri": ""}) == count(default)


@pytest.mark.parametrize("query", [SELECT, "ASK { ?s ?p ?o }"])
@pytest.mark.parametrize("type", RESULTS)
def test_rows_and_booleans_come_in_the_form_that_is_accepted(server, type, query):
    answer = server.get(
        "/sparql", params={"query": query}, headers={"Accept": f"{type}, */*;q=0.1"}
    )
    assert answer.headers["content-type"].partition(";")[0] == type
    if query.startswith("SELECT") or type.startswith("application"):
        formats = {name: getattr(pyoxigraph.QueryResultsFormat, RESULTS[name]) for name in RESULTS}
        if type == "text/csv":
            assert len([*csv.reader(io.StringIO(answer.text))]) == 4
            return
        results = pyoxigraph.parse_query_results(answer.content, formats[type])
        assert bool(results) if query.startswith("ASK") else len([*results]) == 3
    else:
        assert answer.text.strip() == "true"


@pytest.mark.parametrize(
    "query", [CONSTRUCT, "DESCRIBE ?p { ?p a schema:ScholarlyArticle } LIMIT 1"]
)
@pytest.mark.parametrize("type", GRAPHS)
def test_triples_come_in_the_form_that_is_accepted(server, type, query):
    answer = server.get("/sparql", params={"query": query}, headers={"Accept": type})
    assert answer.headers["content-type"].partition(";")[0] == type
    assert len([*pyoxigraph.parse(answer.content, GRAPHS[type])]) >= 3


@pytest.mark.parametrize("type", GRAPHS)
def test_without_a_query_the_service_describes_itself(server, type):
    content = server.get("/sparql", headers={"Accept": type}).content
    triples = pyoxigraph.serialize(
        [quad.triple for quad in pyoxigraph.parse(content, GRAPHS[type])],
        format=pyoxigraph.RdfFormat.N_TRIPLES,
    )
    described = rdflib.Graph().parse(data=triples, format="nt")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = described.value(predicate=rdflib.RDF.type, object=sd.Service)
    assert described.value(service, sd.endpoint) == rdflib.URIRef(f"{server.address}sparql")
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in described
    assert described.value(described.value(service, sd.defaultDataset), sd.defaultGraph)


def test_a_browser_gets_a_page_to_write_on_and_a_table(server):
    accept = {"Accept": PAGE}
    assert "<textarea" in server.get("/sparql", headers=accept).text
    answered = server.get("/sparql", params={"query": SELECT}, headers=accept)
    assert answered.text.count("<tr>") == 4
    for page in (answered, server.get("/sparql", headers=accept)):
        assert "Asked before" in page.text
        assert '<ul class="inline"></ul>' not in page.text
        again = re.search(r'href="[^"]*(sparql[?]query=[^"]*)"', page.text)[1]
        assert (
            server.get(f"/{unescape(again)}").json()
            == server.get("/sparql", params={"query": SELECT}).json()
        )
    papers = "SELECT ?p { ?p a schema:ScholarlyArticle } ORDER BY ?p LIMIT 3"
    listed = server.get("/sparql", params={"query": papers}, headers=accept).text
    addresses = re.findall(r'<td><a href="(paper/[^"]*)"', listed)
    assert len(addresses) == 3
    assert all(server.get(f"/{address}").status_code == 200 for address in addresses)
    for query, forms in (
        (SELECT, {"csv": "text/csv", "json": "application/sparql-results+json"}),
        (CONSTRUCT, {"ttl": "text/turtle", "jsonld": "application/ld+json"}),
        ("ASK { ?s ?p ?o }", {"json": "application/sparql-results+json"}),
    ):
        page = server.get("/sparql", params={"query": query}, headers=accept).text
        links = re.findall(r'<li><a href="([?]query=[^"]*format=(\w+))"', page)
        assert {form for _, form in links} == forms.keys()
        for address, form in links:
            other = server.get(f"/sparql{unescape(address)}", headers=accept)
            asked = {"query": query}, {"Accept": forms[form]}
            assert other.headers["content-type"].partition(";")[0] == forms[form]
            assert other.content == server.get("/sparql", params=asked[0], headers=asked[1]).content
    assert "subject" in server.get("/sparql", params={"query": CONSTRUCT}, headers=accept).text
    wrong = server.get("/sparql", params={"query": "SELEC <b>"}, headers=accept)
    assert (wrong.status_code, "SELEC &lt;b&gt;" in wrong.text) == (400, True)


def test_all_variables_come_in_the_order_of_the_query(server):
    every = "SELECT * { ?zeta dcterms:title ?middle ; a ?alpha } LIMIT 1"
    asked = server.get("/sparql", params={"query": every})
    assert asked.json()["head"]["vars"] == ["zeta", "middle", "alpha"]
    page = server.get("/sparql", params={"query": every, "format": "html"}).text
    assert re.findall(r'<th scope="col">(\w+)', page) == ["zeta", "middle", "alpha"]


def test_answers_are_those_of_the_command(server, demo_store, capfd):
    capfd.readouterr()
    assert main(["sparql", SELECT, "--format", "sparql-json", "--store", demo_store]) == 0
    assert (
        json.loads(capfd.readouterr().out) == server.get("/sparql", params={"query": SELECT}).json()
    )


def test_what_is_cut_is_said(server):
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    answer = server.get("/sparql", params={"query": query})
    assert answer.headers["kg-truncated"] == "rows"
    assert len(answer.json()["results"]["bindings"]) == 10_000
    whole = server.get("/sparql", params={"query": SELECT})
    assert "kg-truncated" not in whole.headers


def test_a_query_over_its_limit_ends(server):
    answer = server.get("/sparql", params={"query": PRODUCT})
    assert answer.status_code == 503
    assert "3 seconds" in answer.text


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("request_method", [None, POSTDIRECTLY])
def test_sparqlwrapper_asks_it(server, method, request_method):
    client = SPARQLWrapper(f"{server.address}sparql")
    client.setMethod(method)
    if request_method and method == POST:
        client.setRequestMethod(request_method)
    client.setQuery(SELECT)
    client.setReturnFormat(JSON)
    assert len(client.queryAndConvert()["results"]["bindings"]) == 3
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == 3
    client.setReturnFormat(CSV)
    assert len(client.queryAndConvert().splitlines()) == 4
    client.setQuery(CONSTRUCT)
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == 3
    client.setQuery("SELECT {")
    client.setReturnFormat(JSON)
    with pytest.raises(QueryBadFormed):
        client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_it_as_a_store(server, method):
    graph = rdflib.Graph(SPARQLStore(f"{server.address}sparql", method=method))
    rows = [*graph.query("SELECT ?t { ?p <http://purl.org/dc/terms/title> ?t } LIMIT 5")]
    assert len(rows) == 5
    paper = rdflib.URIRef("https://w3id.org/citation-kg/paper/doi:10.1145=2F3123266.3123326")
    assert str(graph.value(paper, rdflib.DCTERMS.title)) == "Adversarial Cross-Modal Retrieval"
    assert ET.fromstring(server.get("/sparql", params={"query": "ASK {}"},
                                    headers={"Accept": "application/xml"}).text).tag.endswith("sparql")  # fmt: skip
