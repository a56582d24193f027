"""Nodes of the graph as triples: one function a label, one table a label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg.identifiers import FIELD_OF, page_of, preferred, split_graph_id
from kg.linked_data.iris import Iris
from kg.linked_data.literals import (
    boolean,
    date,
    integer,
    iri,
    public_url,
    text,
    title,
    url_part,
    year,
)
from kg.linked_data.vocabulary import SCHEMES, paper_class, term, venue_classes

__all__ = [
    "Pair",
    "Properties",
    "Statement",
    "Table",
    "author_triples",
    "dataset_triples",
    "each",
    "facts",
    "identifiers_of",
    "paper_triples",
    "reading_list_triples",
    "repository_triples",
    "tabled",
    "venue_triples",
]

Properties = Mapping[str, Any]
Pair = tuple[NamedNode, NamedNode | Literal | Triple]
#: Subject, predicate, object: a tuple until it is written, because taking a pyoxigraph
#: triple apart again, to count it, costs more than making it.
Statement = tuple[NamedNode, NamedNode, NamedNode | Literal | Triple]
Table = tuple[tuple[str, NamedNode, Callable[[Any], NamedNode | Literal | None]], ...]

_A = term("rdf:type")
_IDENTIFIER = term("dcterms:identifier")
_ANY_URI = term("xsd:anyURI")
_PII = re.compile(r"/pii/(S?[0-9]{15}[0-9X])\b")

_PAPER: Table = (
    ("title", term("dcterms:title"), title),
    ("short", term("ckg:short"), text),
    ("year", term("fabio:hasPublicationYear"), year),
    ("publication_date", term("prism:publicationDate"), date),
    ("venue", term("ckg:venueLabel"), text),
    ("volume", term("prism:volume"), text),
    ("issue", term("prism:issueIdentifier"), text),
    ("pages", term("prism:pageRange"), text),
    ("publisher", term("dc:publisher"), text),
    ("doi", term("prism:doi"), text),
    ("arxiv_id", term("fabio:hasArXivId"), text),
    ("pubmed_id", term("fabio:hasPubMedId"), text),
    ("pmc_id", term("fabio:hasPubMedCentralId"), text),
    ("reference_count", term("ckg:referenceCount"), integer),
    ("influential_citation_count", term("ckg:influentialCitationCount"), integer),
    ("is_open_access", term("schema:isAccessibleForFree"), boolean),
    ("open_access_pdf", term("ckg:openAccessPdf"), iri),
    ("references_state", term("ckg:referencesState"), text),
    ("references_known", term("ckg:referencesKnown"), integer),
    ("references_stated", term("ckg:referencesStated"), integer),
    ("citations_state", term("ckg:citationsState"), text),
    ("listed", term("ckg:listed"), boolean),
)
_ABSTRACT: Table = (
    ("abstract", term("dcterms:abstract"), text),
    ("tldr", term("ckg:tldr"), text),
)
_AUTHOR: Table = (("name", term("foaf:name"), text), ("name_key", term("ckg:nameKey"), text))
_VENUE: Table = (
    ("name", term("dcterms:title"), title),
    ("acronym", term("fabio:hasShortTitle"), text),
    ("kind", term("ckg:venueKind"), text),
)
_DATASET: Table = (("name", term("dcterms:title"), title), ("url", term("foaf:homepage"), iri))
_REPOSITORY: Table = (
    ("name", term("dcterms:title"), title),
    ("url", term("schema:codeRepository"), iri),
    ("host", term("ckg:host"), text),
)
_READING_LIST: Table = (
    ("title", term("dcterms:title"), title),
    ("entry_count", term("schema:numberOfItems"), integer),
    ("sha256", term("ckg:sha256"), text),
    ("retrieved", term("ckg:retrieved"), date),
)


def facts(subject: NamedNode, pairs: Iterable[Pair]) -> list[Statement]:
    """Return the statements about one subject."""
    return [(subject, predicate, object) for predicate, object in pairs]


def each(predicate: NamedNode, values: Iterable[NamedNode | Literal | None]) -> Iterator[Pair]:
    """Yield one pair a distinct known value, in the order given."""
    for value in dict.fromkeys(values):
        if value is not None:
            yield predicate, value


def tabled(table: Table, node: Properties) -> Iterator[Pair]:
    """Yield a pair for every known property of a table, converted."""
    for name, predicate, convert in table:
        value = node.get(name)
        if value is not None and (object := convert(value)) is not None:
            yield predicate, object


def identifiers_of(paper: Properties) -> list[tuple[str, str]]:
    """Return ``(kind, value)`` of every identifier of a paper, of its aliases too, each once.

    Examples
    --------
    >>> identifiers_of({"id": "doi:10.1/a", "doi": "10.1/a", "aliases": ["arxiv:2207.04818"]})
    [('doi', '10.1/a'), ('arxiv', '2207.04818')]
    """
    named = [(kind, str(paper[field])) for kind, field in FIELD_OF.items() if field in paper]
    aliased = [split_graph_id(id) for id in (paper["id"], *paper.get("aliases", ()))]
    return [pair for pair in dict.fromkeys([*named, *aliased]) if pair[0] in SCHEMES]


def paper_triples(
    iris: Iris, paper: Properties, *, venue_kind: str | None, full: bool, abstracts: bool
) -> list[Statement]:
    """Return what is known of a paper.

    Parameters
    ----------
    iris
        Names what is written.
    paper
        Properties of the paper.
    venue_kind
        Kind of the venue it is published in, where it has one.
    full
        With a node of its own for each identifier and for the citation count.
    abstracts
        With abstract and summary: the licence of Semantic Scholar forbids to
        redistribute those that were fetched from it.
    """
    subject = iris.paper(paper["id"])
    identifiers = identifiers_of(paper)
    pairs: list[Pair] = [
        (_A, term("schema:ScholarlyArticle")),
        (_A, paper_class(paper, venue_kind)),
        *each(_IDENTIFIER, [text(paper["id"])]),
        *tabled(_PAPER, paper),
    ]
    if "title" not in paper or title(paper["title"]) is None:
        pairs.append((term("ckg:untitled"), boolean(True)))
    if abstracts:
        pairs += tabled(_ABSTRACT, paper)
    pairs += _links(paper, identifiers)
    aliases = paper.get("aliases", ())
    pairs += each(term("ckg:alias"), map(text, aliases))
    pairs += each(term("ckg:referencesSource"), map(text, paper.get("references_sources", ())))
    pairs += each(term("ckg:referencesComplete"), map(text, paper.get("references_complete", ())))
    # Only an id that may once have been the paper's own was exported as an IRI.
    pairs += each(
        term("dcterms:replaces"),
        (iris.of("paper", alias) for alias in aliases if preferred([alias])),
    )
    pairs += each(term("ckg:publicationType"), map(text, paper.get("publication_types", ())))
    pairs += each(
        term("dcterms:subject"),
        (iris.of("field", field) for field in paper.get("fields_of_study", ())),
    )
    if not full:
        return facts(subject, pairs)
    nodes = [(iris.of("identifier", f"{kind}:{value}"), kind, value) for kind, value in identifiers]
    pairs += each(term("datacite:hasIdentifier"), (node for node, _, _ in nodes))
    count = iris.of("count", paper["id"])
    if "citation_count" in paper:
        pairs.append((term("c4o:hasGlobalCitationFrequency"), count))
    triples = facts(subject, pairs)
    for node, kind, value in nodes:
        own = "Primary" if f"{kind}:{value}" == paper["id"] else "Alternate"
        triples += _identifier(
            node, term(f"datacite:{own}ResourceIdentifier"), SCHEMES[kind], value
        )
    if "citation_count" in paper:
        triples += _count(iris, count, paper)
    return triples


def _links(paper: Properties, identifiers: Iterable[tuple[str, str]]) -> Iterator[Pair]:
    if url := public_url(paper.get("url", "")):
        yield term("fabio:hasURL"), Literal(url, datatype=_ANY_URI)
        yield term("schema:url"), NamedNode(url)
        if pii := _PII.search(url):
            yield term("fabio:hasPII"), Literal(pii[1])
    for kind, value in identifiers:
        if page := page_of(kind, _in_path(value)):
            yield term("schema:sameAs"), NamedNode(page)


def _in_path(value: str) -> str:
    return "/".join(url_part(part) for part in value.split("/"))


def _identifier(node: NamedNode, kind: NamedNode, scheme: NamedNode, value: str) -> list[Statement]:
    return facts(
        node,
        [
            (_A, term("datacite:Identifier")),
            (_A, kind),
            (term("datacite:usesIdentifierScheme"), scheme),
            *each(term("literal:hasLiteralValue"), [text(value)]),
        ],
    )


def _count(iris: Iris, node: NamedNode, paper: Properties) -> list[Statement]:
    pairs: list[Pair] = [
        (_A, term("c4o:GlobalCitationCount")),
        (term("c4o:hasGlobalCountValue"), integer(paper["citation_count"])),
        *each(term("c4o:hasGlobalCountDate"), [date(paper.get("counts_date", ""))]),
    ]
    if "s2_id" in paper:
        pairs.append((term("c4o:hasGlobalCountSource"), iris.of("source", "semantic-scholar")))
    return facts(node, pairs)


def author_triples(iris: Iris, author: Properties, *, full: bool) -> list[Statement]:
    """Return what is known of an author: a person as printed, not more.

    Parameters
    ----------
    iris
        Makes the addresses of resources.
    author
        Properties of the node.
    full
        Whether more than name and identifiers is said.
    """
    subject = iris.of("author", author["id"])
    pairs: list[Pair] = [
        (_A, term("foaf:Person")),
        (_A, term("schema:Person")),
        *each(_IDENTIFIER, [text(author["id"])]),
        *tabled(_AUTHOR, author),
    ]
    schemes = []
    if "s2_id" in author:
        page = NamedNode(f"https://www.semanticscholar.org/author/{url_part(author['s2_id'])}")
        pairs.append((term("schema:sameAs"), page))
        schemes.append(("s2-author", term("ckg:semantic-scholar-author"), author["s2_id"]))
    if "orcid" in author:
        # The only owl:sameAs: an ORCID names one person, whatever else is said of them.
        person = NamedNode(f"https://orcid.org/{url_part(author['orcid'])}")
        pairs.append((term("owl:sameAs"), person))
        schemes.append(("orcid", term("datacite:orcid"), author["orcid"]))
    if not full:
        return facts(subject, pairs)
    triples = []
    for kind, scheme, value in schemes:
        node = iris.of("identifier", f"{kind}:{value}")
        pairs.append((term("datacite:hasIdentifier"), node))
        triples += _identifier(node, term("datacite:PersonalIdentifier"), scheme, value)
    return [*facts(subject, pairs), *triples]


def venue_triples(iris: Iris, venue: Properties) -> list[Statement]:
    """Return what is known of a venue."""
    pairs: list[Pair] = [
        *((_A, kind) for kind in venue_classes(venue.get("kind"))),
        *each(_IDENTIFIER, [text(venue["id"])]),
        *tabled(_VENUE, venue),
        *each(term("schema:alternateName"), map(text, venue.get("alternate_names", ()))),
    ]
    return facts(iris.of("venue", venue["id"]), pairs)


def dataset_triples(iris: Iris, dataset: Properties) -> list[Statement]:
    """Return what is known of a dataset."""
    pairs: list[Pair] = [
        (_A, term("schema:Dataset")),
        (_A, term("dcat:Dataset")),
        *each(_IDENTIFIER, [text(dataset["id"])]),
        *tabled(_DATASET, dataset),
        *each(term("schema:alternateName"), map(text, dataset.get("aliases", ()))),
    ]
    return facts(iris.of("dataset", dataset["id"]), pairs)


def repository_triples(
    iris: Iris, repository: Properties, frameworks: Iterable[str]
) -> list[Statement]:
    """Return what is known of a code repository; ``frameworks`` are those its links name.

    Parameters
    ----------
    iris
        Makes the addresses of resources.
    repository
        Properties of the node.
    frameworks
        The frameworks that links to it name.
    """
    pairs: list[Pair] = [
        (_A, term("schema:SoftwareSourceCode")),
        *each(_IDENTIFIER, [text(public_url(repository["id"]) or repository["id"])]),
        *tabled(_REPOSITORY, repository),
        *each(term("schema:runtimePlatform"), map(text, frameworks)),
    ]
    return facts(iris.repository(repository["id"]), pairs)


def reading_list_triples(iris: Iris, reading_list: Properties) -> list[Statement]:
    """Return what is known of a reading list; ``ckg:source`` says where it was, as given."""
    source = reading_list["source"]
    pairs: list[Pair] = [
        (_A, term("schema:ItemList")),
        (_A, term("biro:BibliographicList")),
        *each(_IDENTIFIER, [text(reading_list["id"])]),
        (term("dcterms:source"), iris.document(source)),
        *each(term("ckg:source"), [text(public_url(source) or source)]),
        *tabled(_READING_LIST, reading_list),
    ]
    return facts(iris.of("list", reading_list["id"]), pairs)
