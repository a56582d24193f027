"""SPARQL 1.1 Protocol, its query part (https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, QueryResultsFormat, QuerySolutions, RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError, QueryError, QueryRefused
from kg.linked_data.sparql import SparqlAnswer, answer_publicly
from kg.redaction import without_secrets
from kg.web.addresses import PageLinks
from kg.web.contents import html
from kg.web.problems import words_of
from kg.web.serve.edition import CachedResponse, Edition, answer
from kg.web.serve.forms import MEDIA_TYPES, edition_of, preferred, respond, status_of
from kg.web.serve.queries import PublicQueries
from kg.web.serve.threads import in_thread

__all__ = ["sparql"]

#: Media types of rows and booleans; the first of a format is what it is sent as.
_ROWS = {
    "application/sparql-results+json": "sparql-json",
    "application/json": "sparql-json",
    "application/sparql-results+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
#: Media types of triples.
_TRIPLES = {
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/n-triples": "nt",
    "text/plain": "nt",
    "application/rdf+xml": "rdf",
    "application/xml": "rdf",
    "application/ld+json": "jsonld",
    "application/json": "jsonld",
}
#: What ``format=`` names: the format of rows and booleans, and that of triples.
_NAMED = {
    "json": ("sparql-json", "jsonld"),
    "xml": ("xml", "rdf"),
    "csv": ("csv", None),
    "tsv": ("tsv", None),
    "ttl": (None, "ttl"),
    "nt": (None, "nt"),
    "rdf": (None, "rdf"),
    "jsonld": (None, "jsonld"),
}
#: Other forms of an answer that its page leads to.
_OFFERED = {
    "rows": ("csv", "json"),
    "boolean": ("json",),
    "triples": ("ttl", "jsonld"),
}
_SERVICE = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_A = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_BODY_PATIENCE = 30.0


class _Protocol(msgspec.Struct, frozen=True):
    """The parameters of an operation of the protocol; no query asks for the service's description.

    ``form`` is ``html`` or a name of :data:`_NAMED`, where ``Accept`` does not say it.
    """

    query: str | None
    default_graphs: list[str] = []
    named_graphs: list[str] = []
    form: str | None = None

    def address(self, form: str) -> str:
        """Return the query part of the address of its answer in another form."""
        pairs = [("query", self.query or "")]
        pairs += [("default-graph-uri", graph) for graph in self.default_graphs]
        pairs += [("named-graph-uri", graph) for graph in self.named_graphs]
        return "?" + urlencode([*pairs, ("format", form)])


class _NotOfTheProtocolError(Exception):
    """A request that is none of the protocol's."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class SparqlPage(msgspec.Struct, frozen=True):
    """A query, its answer (``columns`` is None where there is none) and that in other forms."""

    query: str = ""
    columns: list[str] | None = None
    rows: list[list[Any]] = []
    truncated: str | None = None
    problem: str | None = None
    last: list[str] = []
    forms: list[tuple[str, str]] = []


class _IriLinks(PageLinks):
    """Links of the page, whose answers name resources by their IRIs."""

    def __init__(self, edition: Edition) -> None:
        super().__init__("", edition.contents.snapshot, index="")
        self._edition = edition

    def known(self, id: str) -> str | None:
        base = self._edition.contents.iris.base
        kind, _, name = id.removeprefix(base).partition("/")
        found = self._edition.ids.get(kind, {}).get(name) if id.startswith(base) else None
        return super().known(id) if found is None else self.page(kind, found)


async def sparql(request: Request) -> Response:
    """Answer an operation of the protocol, or what this service is."""
    if request.method == "OPTIONS":
        return _preflight()
    edition = edition_of(request)
    is_page = _wants_page(request)
    protocol = _Protocol(None)
    try:
        protocol = await _protocol(request)
        if protocol.form is not None:
            is_page = protocol.form == "html"
        if protocol.query is None:
            if is_page:
                asked_before = [*request.state.asking.last_sparql]
                return respond(request, _page(edition, SparqlPage(last=asked_before)))
            return respond(request, _service(request, edition))
        return respond(request, await _answered(request, edition, protocol, is_page=is_page))
    except _NotOfTheProtocolError as error:
        return _problem(request, edition, protocol, error.status, str(error), is_page=is_page)
    except KgError as error:
        status = status_of(error)
        return _problem(request, edition, protocol, status, words_of(error), is_page=is_page)


async def _protocol(request: Request) -> _Protocol:
    """Return the operation that a request asks for (section 2.1)."""
    given = _pairs(request.scope["query_string"])
    if request.method == "POST":
        given += await _posted(request)
    if any(name == "update" or name.startswith("using-") for name, _ in given):
        raise QueryRefused("updates are refused", hint="a query only reads")
    queries = _values(given, "query")
    if len(queries) > 1:
        raise QueryError("there are several queries", hint="ask them one by one")
    if not queries and request.method == "POST":
        raise QueryError("there is no query", hint="query=SELECT ...")
    # Clients send values of their own beside an Accept header that says the same.
    forms = [form for form in _values(given, "format") if form in ("html", *_NAMED)]
    return _Protocol(
        form=forms[0] if forms else None,
        query=queries[0] if queries else None,
        default_graphs=list(filter(None, _values(given, "default-graph-uri"))),
        named_graphs=list(filter(None, _values(given, "named-graph-uri"))),
    )


def _values(given: Sequence[tuple[str, str]], wanted: str) -> list[str]:
    return [value for name, value in given if name == wanted]


async def _posted(request: Request) -> list[tuple[str, str]]:
    """Return the parameters in the body of a request (sections 2.1.2 and 2.1.3)."""
    type = re.split(r"[;\s]", request.headers.get("content-type", "").lower())[0]
    body = await _body(request)
    if type == "application/x-www-form-urlencoded":
        return _pairs(body)
    if type == "application/sparql-query":
        return [("query", _text(body))]
    if type == "application/sparql-update":
        raise QueryRefused("updates are refused", hint="a query only reads")
    raise _NotOfTheProtocolError(
        415, "POST takes application/x-www-form-urlencoded or application/sparql-query"
    )


async def _body(request: Request) -> bytes:
    charset = re.search(
        r"charset\s*=\s*\"?([\w-]+)", request.headers.get("content-type", ""), re.IGNORECASE
    )
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise _NotOfTheProtocolError(415, "a query is UTF-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise _NotOfTheProtocolError(415, "a query is sent as it is")
    try:
        return await asyncio.wait_for(request.body(), _BODY_PATIENCE)
    except TimeoutError:
        raise _NotOfTheProtocolError(408, "the query did not arrive") from None


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError("a query is UTF-8") from error


def _pairs(content: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(content), keep_blank_values=True, errors="strict")
    except ValueError as error:
        raise QueryError("a query is UTF-8") from error


def _wants_page(request: Request) -> bool:
    return _preferred(request, ("application/sparql-results+json", "text/html")) == "text/html"


def _preferred(request: Request, offered: Sequence[str]) -> str:
    accept = ", ".join(request.headers.getlist("accept")) or "*/*"
    return preferred(accept, offered) or offered[0]


# --------------------------------------------------------------------------- answering


async def _answered(
    request: Request, edition: Edition, protocol: _Protocol, *, is_page: bool
) -> CachedResponse:
    asking: PublicQueries = request.state.asking
    format, graph_format = _formats(request, protocol, is_page=is_page)
    dataset = (protocol.default_graphs, protocol.named_graphs)
    place = await in_thread(edition.place)
    query = protocol.query or ""
    found = await asking.ask(
        lambda: answer_publicly(
            place,
            query,
            format,
            graph_format,
            dataset=dataset if any(dataset) else None,
            time_limit=asking.time_limit,
        )
    )
    asking.remember_sparql(query)
    if is_page:
        page = msgspec.structs.replace(
            _shown(query, found),
            last=[*asking.last_sparql],
            forms=[(form.upper(), protocol.address(form)) for form in _OFFERED[found.kind]],
        )
        return _page(edition, page)
    types, chosen = (_TRIPLES, graph_format) if found.kind == "triples" else (_ROWS, format)
    type = next(type for type, name in types.items() if name == chosen)
    headers = {"KG-Truncated": found.truncated} if found.truncated else {}
    if type.startswith("text/"):
        type += "; charset=utf-8"
    return answer(found.content, type, headers=headers)


def _formats(request: Request, protocol: _Protocol, *, is_page: bool) -> tuple[str, str]:
    """Return the formats of rows and of triples that are asked for."""
    if is_page:
        return "sparql-json", "nt"
    rows, triples = _NAMED.get(protocol.form or "", (None, None))
    return (
        rows or _ROWS[_preferred(request, list(_ROWS))],
        triples or _TRIPLES[_preferred(request, list(_TRIPLES))],
    )


def _shown(query: str, found: SparqlAnswer) -> SparqlPage:
    if found.kind == "triples":
        triples = pyoxigraph.parse(found.content, RdfFormat.N_TRIPLES)
        columns = ["subject", "predicate", "object"]
        rows = [[_words(t.subject), _words(t.predicate), _words(t.object)] for t in triples]
        return SparqlPage(query, columns, rows, found.truncated)
    results = pyoxigraph.parse_query_results(found.content, QueryResultsFormat.JSON)
    if not isinstance(results, QuerySolutions):
        return SparqlPage(query, ["answer"], [[bool(results)]])
    columns = [variable.value for variable in results.variables]
    return SparqlPage(query, columns, [[*map(_words, row)] for row in results], found.truncated)


def _words(term: Any) -> str | None:
    if term is None:
        return None
    return term.value if isinstance(term, NamedNode | pyoxigraph.Literal) else str(term)


def _page(edition: Edition, page: SparqlPage, status: int = 200) -> CachedResponse:
    links = _IriLinks(edition)
    content = html(edition.contents, "sparql", page, links)
    headers = {"KG-Truncated": page.truncated} if page.truncated else {}
    return answer(content, MEDIA_TYPES["html"], status=status, headers=headers)


def _problem(
    request: Request,
    edition: Edition,
    protocol: _Protocol,
    status: int,
    words: str,
    *,
    is_page: bool,
) -> Response:
    words = without_secrets(words)
    if is_page:
        return respond(
            request, _page(edition, SparqlPage(protocol.query or "", problem=words), status)
        )
    # Clients show the whole answer to their users: words are enough.
    made = answer(f"{words}\n".encode("utf-8", "replace"), "text/plain", status=status)
    return respond(request, made)


def _preflight() -> Response:
    headers = {
        "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
        "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
        "Access-Control-Max-Age": "600",
    }
    return Response(status_code=204, headers=headers)


# ------------------------------------------------------------------ service description


def _service(request: Request, edition: Edition) -> CachedResponse:
    """Return what this service is (https://www.w3.org/TR/sparql11-service-description/)."""
    service, dataset = BlankNode("service"), BlankNode("dataset")
    graph = BlankNode("default")
    formats = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV",
               "SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD")  # fmt: skip
    endpoint = NamedNode(str(request.url.replace(query="", fragment="")))
    triples = [
        Triple(service, _A, _sd("Service")),
        Triple(service, _sd("endpoint"), endpoint),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        *(Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + name)) for name in formats),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, _A, _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), graph),
        Triple(graph, _A, _sd("Graph")),
        *(
            Triple(graph, NamedNode("http://purl.org/dc/terms/isPartOf"), export)
            for export in _exports(edition)
        ),
    ]
    type = _preferred(request, list(_TRIPLES))
    format = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }[_TRIPLES[type]]
    prefixes = {"sd": _SERVICE} if format != RdfFormat.N_TRIPLES else None
    content = pyoxigraph.serialize(triples, format=format, prefixes=prefixes) or b""
    sent = next(media_type for media_type, name in _TRIPLES.items() if name == _TRIPLES[type])
    return answer(content, sent)


def _sd(name: str) -> NamedNode:
    return NamedNode(_SERVICE + name)


def _exports(edition: Edition) -> list[NamedNode]:
    """Return the IRIs of the dataset that the RDF export describes itself as."""
    wanted = NamedNode("http://rdfs.org/ns/void#Dataset")
    return [
        subject
        for subject, predicate, object in edition.contents.descriptions.export
        if predicate == _A and object == wanted
    ][:1]
