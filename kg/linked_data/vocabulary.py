"""The words of the RDF: prefixes, terms, and the tables that map the graph model to them.

Terms come from published ontologies (SPAR, schema.org, DCAT, PROV, VoID, ...); what
none of them says is in the ontology of this project, ``exports/ontology.ttl``
(prefix ``ckg``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pyoxigraph import NamedNode

__all__ = [
    "BASE",
    "INTENTS",
    "ONTOLOGY",
    "PREFIXES",
    "SCHEMES",
    "paper_class",
    "term",
    "venue_classes",
]

#: Default of ``--base``: where the resources of an export live.
BASE = "https://w3id.org/citation-kg/"

#: Namespace of the project's own terms. It does not follow ``--base``: a query written
#: against one export must run on every other.
ONTOLOGY = "https://w3id.org/citation-kg/ontology#"

PREFIXES: dict[str, str] = {
    "biro": "http://purl.org/spar/biro/",
    "c4o": "http://purl.org/spar/c4o/",
    "cito": "http://purl.org/spar/cito/",
    "ckg": ONTOLOGY,
    "codemeta": "https://codemeta.github.io/terms/",
    "datacite": "http://purl.org/spar/datacite/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "frbr": "http://purl.org/vocab/frbr/core#",
    "literal": "http://www.essepuntato.it/2010/06/literalreification/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prism": "http://prismstandard.org/namespaces/basic/2.0/",
    "pro": "http://purl.org/spar/pro/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@cache
def term(curie: str) -> NamedNode:
    """Return the IRI of a prefixed name.

    Raises
    ------
    KeyError
        When the prefix is not one of :data:`PREFIXES`.

    Examples
    --------
    >>> term("cito:cites").value
    'http://purl.org/spar/cito/cites'
    """
    prefix, _, name = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + name)


#: What Semantic Scholar calls the intent of a citation, as the nearest CiTO property.
INTENTS: Mapping[str, NamedNode] = {
    "background": term("cito:obtainsBackgroundFrom"),
    "methodology": term("cito:usesMethodIn"),
    "result": term("cito:discusses"),
}

#: Kind of identifier (the part before the colon of a graph id) to its scheme.
SCHEMES: Mapping[str, NamedNode] = {
    "acl": term("ckg:acl-anthology"),
    "arxiv": term("datacite:arxiv"),
    "corpus": term("ckg:semantic-scholar-corpus"),
    "dblp": term("datacite:dblp-record"),
    "doi": term("datacite:doi"),
    "mag": term("ckg:microsoft-academic-graph"),
    "openreview": term("ckg:openreview"),
    "pmc": term("datacite:pmcid"),
    "pmid": term("datacite:pmid"),
    "s2": term("ckg:semantic-scholar-paper"),
}

_ARTICLE = term("fabio:JournalArticle")
_CONFERENCE_PAPER = term("fabio:ConferencePaper")
_BY_VENUE_KIND = {"journal": _ARTICLE, "conference": _CONFERENCE_PAPER}
_BY_PUBLICATION_TYPE = (
    ("Conference", _CONFERENCE_PAPER),
    ("JournalArticle", _ARTICLE),
    ("BookSection", term("fabio:BookChapter")),
)


def paper_class(paper: Mapping[str, object], venue_kind: str | None) -> NamedNode:
    """Return the FaBiO class of a paper: of its published version, where one is known.

    The venue's kind says more than Semantic Scholar's publication types, which
    call many conference papers journal articles as well. Nothing known is
    ``fabio:Expression``.

    Examples
    --------
    >>> paper_class({"publication_types": ["JournalArticle"]}, "conference").value
    'http://purl.org/spar/fabio/ConferencePaper'
    >>> paper_class({"id": "arxiv:1711.06420", "arxiv_id": "1711.06420"}, None).value
    'http://purl.org/spar/fabio/Preprint'
    """
    venue = str(paper.get("venue") or "")
    if not venue.casefold().startswith("arxiv"):
        if venue_kind in _BY_VENUE_KIND:
            return _BY_VENUE_KIND[venue_kind]
        types = paper.get("publication_types") or ()
        for type, found in _BY_PUBLICATION_TYPE:
            if isinstance(types, list) and type in types:
                return found
    if "arxiv_id" in paper and "doi" not in paper:
        return term("fabio:Preprint")
    return term("fabio:Expression")


def venue_classes(kind: str | None) -> tuple[NamedNode, ...]:
    """Return the classes of a venue; every venue is a ``schema:CreativeWorkSeries``.

    Examples
    --------
    >>> [each.value.rsplit("/")[-1] for each in venue_classes("journal")]
    ['CreativeWorkSeries', 'Periodical', 'Journal']
    """
    series = term("schema:CreativeWorkSeries")
    if kind == "journal":
        return (series, term("schema:Periodical"), term("fabio:Journal"))
    return (series, term("fabio:Series")) if kind == "conference" else (series,)
