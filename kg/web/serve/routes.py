"""The table of routes: what is answered where, in which forms and with which statuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from starlette.routing import BaseRoute, Route

from kg.web.serve import resources
from kg.web.serve.exports import export
from kg.web.serve.queries import cypher, library_index, library_query
from kg.web.serve.search import papers
from kg.web.serve.sparql import sparql
from kg.web.snapshot import KINDS

__all__ = ["ROUTES", "ServedRoute", "as_starlette"]


class ServedRoute(msgspec.Struct, frozen=True):
    """A route: its paths, what answers it and how, and what is to be said of it.

    ``parameters`` maps each to what it means; ``forms`` are those of its answer;
    ``statuses`` are those beside 200 and what every route may answer.
    """

    paths: Sequence[str]
    answers: Callable[..., Any]
    summary: str
    forms: str
    methods: Sequence[str] = ("GET",)
    parameters: dict[str, str] = {}
    statuses: dict[int, str] = {}


_KIND = "{kind}"
_WRONG = {400: "a parameter is wrong"}
_QUERY = {
    400: "not a query, or a parameter is wrong",
    403: "it would do more than read this graph",
    503: "it takes longer, or more memory, than it may",
}

ROUTES: tuple[ServedRoute, ...] = (
    ServedRoute(
        ("/", "/index.html", "/index.json"),
        resources.front_page,
        "What the list is: figures with their completeness, the main path, downloads, search.",
        "HTML, JSON",
    ),
    ServedRoute(
        ("/lineage.html", "/lineage.json"),
        resources.lineage_page,
        "The lineage page; as JSON what `kg lineage main --format json` prints.",
        "HTML, JSON",
    ),
    ServedRoute(
        (
            f"/{_KIND}/",
            f"/{_KIND}",
            f"/{_KIND}.json",
            f"/{_KIND}/index.html",
            f"/{_KIND}/index.json",
        ),
        resources.kind_page,
        "Everything of one kind: `paper`, `author`, `venue`, `dataset`, `repository`, `list`.",
        "HTML, JSON",
        statuses={404: "the graph has nothing of the kind"},
    ),
    ServedRoute(
        (f"/{_KIND}/{{segment:path}}",),
        resources.resource_page,
        "One paper, author, venue, dataset, repository or list. A segment is the id, in which "
        "every byte but `A-Za-z0-9._:-` is `=XX`. BibTeX is of the papers that the page is about.",
        "HTML, JSON (`.json`, `data.json`), Turtle (`.ttl`), JSON-LD (`.jsonld`), BibTeX (`.bib`)",
        statuses={
            308: "the address without its last slash, or of an id that a paper had before",
            404: "the graph has no such resource",
        },
    ),
    ServedRoute(
        ("/papers",),
        papers,
        "Papers by words and facets, a hundred a page: JSON is `{total, page, pages, papers}`. "
        "A `Link` header leads to the pages before and behind.",
        "HTML, JSON, CSV",
        parameters={
            "q": "words that title, authors, venue and year must all hold",
            "list": "id of a list that names the paper",
            "year": "`2019` or `2017-2019`",
            "venue": "id of its venue",
            "code": "`1`: code is known, `0`: none is",
            "dataset": "id of a dataset that it introduces or uses",
            "state": "of its reference list: `complete`, `partial`, `elided`, `capped`, `deferred`, `unknown`",
            "status": "that its reader marked it with: `to-read`, `reading`, `read`",
            "tag": "that its reader marked it with",
            "sort": "`-year` (the newest first) or `year`",
            "page": "from 1",
        },
        statuses=_WRONG,
    ),
    ServedRoute(
        ("/queries/", "/queries", "/queries/index.html", "/queries.json"),
        library_index,
        "The query library; as JSON what `kg queries --format json` prints.",
        "HTML, JSON",
    ),
    ServedRoute(
        ("/query/{name}", "/queries/{name}/", "/queries/{name}/{file}"),
        library_query,
        "A question of the library and its answer; as JSON and CSV what `kg query NAME` prints.",
        "HTML, JSON, CSV",
        parameters={"...": "the parameters of the query, as in `kg query NAME -p`"},
        statuses=_QUERY,
    ),
    ServedRoute(
        ("/cypher",),
        cypher,
        "One's own Cypher: one statement that reads. Without `q` a page to write it on, with "
        "what was asked before; as JSON and CSV what `kg query` prints.",
        "HTML, JSON, CSV",
        parameters={"q": "the query", "params": "its parameters, a JSON object"},
        statuses=_QUERY,
    ),
    ServedRoute(
        ("/sparql",),
        sparql,
        "SPARQL 1.1 Protocol: GET with `query`, POST of a form, or of `application/sparql-query`. "
        "Without a query the description of the service.",
        "SELECT and ASK: JSON, XML, CSV, TSV; CONSTRUCT and DESCRIBE: Turtle, N-Triples, RDF/XML, "
        "JSON-LD; HTML for browsers",
        methods=("GET", "POST", "OPTIONS"),
        parameters={
            "query": "the query",
            "default-graph-uri": "a graph of this store that is asked, instead of FROM; repeatable",
            "format": "the form of the answer where `Accept` cannot say it: `html`, `json`, `xml`, "
            "`csv`, `tsv`, `ttl`, `nt`, `rdf`, `jsonld`",
            "named-graph-uri": "a graph that GRAPH may name, instead of FROM NAMED; repeatable",
        },
        statuses=_QUERY | {415: "a body of another media type"},
    ),
    ServedRoute(
        ("/export/{name}",),
        export,
        "The whole graph: `graph.ttl`, `graph.nt`, `graph.jsonld`, `references.bib`, `papers.csv`, "
        "`graph.graphml`, the bytes that `kg export` writes.",
        "that of its name",
        statuses={404: "no export has this name", 503: "the store cannot be read"},
    ),
    ServedRoute(
        ("/feed.atom",),
        resources.attachment(resources.feed, slowly=True),
        "What is new since the build before.",
        "Atom",
    ),
    ServedRoute(
        ("/badge.svg",),
        resources.attachment(resources.badge_picture),
        "How much of the list is matched and known.",
        "SVG",
    ),
    ServedRoute(
        ("/void.ttl", "/.well-known/void"),
        resources.attachment(resources.description),
        "The description of the RDF (VoID).",
        "Turtle",
    ),
    ServedRoute(
        ("/style.css",), resources.attachment(resources.style_sheet), "The style sheet.", "CSS"
    ),
    ServedRoute(
        ("/site.js",), resources.attachment(resources.script), "Sorts tables.", "JavaScript"
    ),
    ServedRoute(("/icon.svg",), resources.attachment(resources.icon), "The icon.", "SVG"),
    ServedRoute(
        ("/health",),
        resources.health,
        '`{"status": "ok", "papers": n, "built": date}`: the server is there, and what it shows.',
        "JSON",
    ),
)


def as_starlette(routes: Sequence[ServedRoute]) -> list[BaseRoute]:
    """Return routes as Starlette takes them: HEAD wherever GET, ``{kind}`` spelt out.

    Examples
    --------
    >>> sorted(as_starlette(ROUTES)[0].methods)
    ['GET', 'HEAD']
    """
    return [
        Route(path.replace(_KIND, kind), route.answers, methods=[*route.methods])
        for route in routes
        for path in route.paths
        for kind in (KINDS if _KIND in path else ("",))
    ]
