"""An export describes itself: VoID and DCAT say what is in it, PROV how it came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

import kg
from kg.linked_data.iris import Iris
from kg.linked_data.literals import date, integer, text
from kg.linked_data.nodes import Pair, Statement, each, facts
from kg.linked_data.provenance import Provenance
from kg.linked_data.vocabulary import PREFIXES, term

__all__ = ["FORMAT_NAMES", "Tally", "description"]

_A = term("rdf:type")
_HOMEPAGE = "https://www.semanticscholar.org/"

#: Format to its media type and its IRI in the W3C list of formats.
FORMAT_NAMES = {
    "ttl": ("text/turtle", "http://www.w3.org/ns/formats/Turtle"),
    "nt": ("application/n-triples", "http://www.w3.org/ns/formats/N-Triples"),
    "nq": ("application/n-quads", "http://www.w3.org/ns/formats/N-Quads"),
    "trig": ("application/trig", "http://www.w3.org/ns/formats/TriG"),
    "rdf": ("application/rdf+xml", "http://www.w3.org/ns/formats/RDF_XML"),
    "jsonld": ("application/ld+json", "http://www.w3.org/ns/formats/JSON-LD"),
}

# The words under which its API licence asks to be named.
_ATTRIBUTION = dict.fromkeys(
    ("semantic-scholar", "semantic-scholar-dump"),
    "Facts from Semantic Scholar, https://www.semanticscholar.org/; to cite: Kinney et al. 2023, "
    "The Semantic Scholar Open Data Platform, arXiv:2301.10140",
)

#: Hosts that an export links to, with the predicate of the links.
_LINKED = {
    "https://aclanthology.org/": "schema:sameAs",
    "https://arxiv.org/": "schema:sameAs",
    "https://dblp.org/": "schema:sameAs",
    "https://doi.org/": "schema:sameAs",
    "https://openreview.net/": "schema:sameAs",
    "https://orcid.org/": "owl:sameAs",
    "https://pubmed.ncbi.nlm.nih.gov/": "schema:sameAs",
    "https://www.ncbi.nlm.nih.gov/": "schema:sameAs",
    "https://www.semanticscholar.org/": "schema:sameAs",
}
_SAME = term("schema:sameAs")
_SAME_PERSON = term("owl:sameAs")


class Tally:
    """Counts what passes: triples by predicate, instances by class, links by host."""

    def __init__(self) -> None:
        self.predicates: Counter[NamedNode] = Counter()
        self.classes: Counter[Any] = Counter()
        self.links: Counter[str] = Counter()

    def count(self, triples: Sequence[Statement]) -> None:
        """Count the triples of a block; their predicates are those of :func:`term`."""
        predicates = self.predicates
        for _, predicate, object in triples:
            predicates[predicate] += 1
            # Identity, not equality: this runs once a triple.
            if predicate is _A:
                self.classes[object] += 1
            elif predicate is _SAME or predicate is _SAME_PERSON:
                self.links["/".join(str(object)[1:].split("/", 3)[:3]) + "/"] += 1

    def __add__(self, other: Tally) -> Tally:
        """Return the sum of two tallies."""
        both = Tally()
        both.predicates = self.predicates + other.predicates
        both.classes = self.classes + other.classes
        both.links = self.links + other.links
        return both


def description(
    iris: Iris, provenance: Provenance, tally: Tally, *, profile: str, licence: NamedNode | None
) -> list[Statement]:
    """Return the description of an export whose own triples ``tally`` has counted.

    The counts are those of the whole file, so they include the description: it is
    written until its own numbers no longer change.

    Parameters
    ----------
    iris
        Makes the addresses of resources.
    provenance
        Lists, sources and builds that the graph comes from.
    tally
        The count of what is written; this description is counted too.
    profile
        ``full``, ``core`` or ``rdf12``.
    licence
        Licence of the export, or None.
    """
    own: list[Statement] = []
    while True:
        described = Tally()
        described.count(own)
        written = [
            *_dataset(iris, provenance, tally + described, profile=profile, licence=licence),
            *_origin(iris, provenance, profile),
        ]
        if written == own:
            return own
        own = written


def _dataset(
    iris: Iris, provenance: Provenance, tally: Tally, *, profile: str, licence: NamedNode | None
) -> list[Statement]:
    ids = provenance.ids(profile)
    export = iris.of("export", *ids)
    whole = "Part of the citation" if provenance.part else "Citation"
    of = ", ".join(title for _, title, _ in provenance.lists)
    modified = list(each(term("dcterms:modified"), [date(provenance.newest or "")]))
    pairs: list[Pair] = [
        (_A, term("void:Dataset")),
        (_A, term("dcat:Dataset")),
        *each(
            term("dcterms:title"),
            [text(f"{whole} knowledge graph of {of}" if of else f"{whole} knowledge graph")],
        ),
        (term("ckg:profile"), Literal(profile)),
        *each(term("dcterms:source"), (iris.document(source) for _, _, source in provenance.lists)),
        *modified,
        *_rights(provenance, licence),
        (term("void:uriSpace"), Literal(iris.base)),
        *each(term("void:vocabulary"), _vocabularies(tally)),
        *each(
            term("void:exampleResource"),
            [iris.paper(provenance.example) if provenance.example else None],
        ),
        (term("prov:wasGeneratedBy"), iris.of("activity", "export", *ids)),
        (term("void:triples"), integer(tally.predicates.total())),
        (term("void:entities"), integer(sum(tally.classes[term(kind)] for kind in _ENTITIES))),
    ]
    parts: list[Statement] = []
    for format, (_, iri) in FORMAT_NAMES.items():
        node = iris.of("distribution", *ids, format)
        pairs.append((term("dcat:distribution"), node))
        pairs.append((term("void:dataDump"), node))
        parts += facts(node, _distribution(iri, licence, modified))
    for kind, number in _sorted(tally.classes):
        node = iris.of("partition", *ids, _short(kind))
        pairs.append((term("void:classPartition"), node))
        parts += facts(node, [(term("void:class"), kind), (term("void:entities"), integer(number))])
    for predicate, number in _sorted(tally.predicates):
        node = iris.of("partition", *ids, "property", _short(predicate))
        pairs.append((term("void:propertyPartition"), node))
        parts += facts(
            node, [(term("void:property"), predicate), (term("void:triples"), integer(number))]
        )
    for host, link in _LINKED.items():
        if number := tally.links[host]:
            node = iris.of("linkset", *ids, host.split("/")[2])
            pairs.append((term("void:subset"), node))
            parts += facts(node, _linkset(export, host, link, number))
    return [*facts(export, pairs), *parts]


_ENTITIES = (
    "schema:ScholarlyArticle",
    "schema:Person",
    "schema:CreativeWorkSeries",
    "schema:Dataset",
    "schema:SoftwareSourceCode",
    "schema:ItemList",
)


def _rights(provenance: Provenance, licence: NamedNode | None) -> Iterator[Pair]:
    if licence is not None:
        yield term("dcterms:license"), licence
    for source in sorted(provenance.sources):
        words = _ATTRIBUTION.get(source, f"Facts from {source}; its own terms apply")
        yield from each(term("dcterms:rights"), [text(words)])
    if not provenance.sources and licence is None:
        yield term("dcterms:rights"), Literal("No licence has been stated")


def _distribution(format: str, licence: NamedNode | None, modified: list[Pair]) -> list[Pair]:
    pairs: list[Pair] = [
        (_A, term("dcat:Distribution")),
        (term("dcterms:format"), NamedNode(format)),
        *modified,
    ]
    if licence is not None:
        pairs.append((term("dcterms:license"), licence))
    return pairs


def _linkset(export: NamedNode, host: str, predicate: str, number: int) -> list[Pair]:
    return [
        (_A, term("void:Linkset")),
        (term("void:subjectsTarget"), export),
        (term("void:objectsTarget"), NamedNode(host)),
        (term("void:linkPredicate"), term(predicate)),
        (term("void:triples"), integer(number)),
    ]


def _origin(iris: Iris, provenance: Provenance, profile: str) -> list[Statement]:
    """Return who produced this export, when, and from what."""
    export = iris.of("activity", "export", *provenance.ids(profile))
    build = iris.of("activity", "build", *(id for id, _, _ in provenance.lists))
    software = iris.of("software", "citation-kg")
    ended = []
    if provenance.newest and (day := date(provenance.newest)):
        # PROV wants a moment; what is known is the day of the newest answer.
        moment = Literal(f"{day.value}T00:00:00+00:00", datatype=term("xsd:dateTime"))
        ended = [(term("prov:endedAtTime"), moment)]
    used = [
        *(iris.of("source", source) for source in sorted(provenance.sources)),
        *(iris.document(source) for _, _, source in provenance.lists),
    ]
    made = facts(
        build,
        [
            (_A, term("prov:Activity")),
            (term("prov:wasAssociatedWith"), software),
            *each(term("prov:used"), used),
            *ended,
        ],
    )
    made += facts(
        export,
        [
            (_A, term("prov:Activity")),
            (term("prov:wasAssociatedWith"), software),
            (term("prov:wasInformedBy"), build),
            *ended,
        ],
    )
    made += facts(
        software,
        [
            (_A, term("prov:SoftwareAgent")),
            (term("foaf:name"), Literal("citation-kg")),
            (term("schema:softwareVersion"), Literal(kg.__version__)),
        ],
    )
    for source in sorted(provenance.sources):
        pairs: list[Pair] = [
            (_A, term("prov:Entity")),
            (_A, term("c4o:BibliographicInformationSource")),
            *each(term("dcterms:title"), [text(source)]),
        ]
        if source in _ATTRIBUTION:
            pairs.append((term("foaf:homepage"), NamedNode(_HOMEPAGE)))
        made += facts(iris.of("source", source), pairs)
    for document in dict.fromkeys(iris.document(source) for _, _, source in provenance.lists):
        made.append((document, _A, term("prov:Entity")))
    return made


def _vocabularies(tally: Tally) -> Iterator[NamedNode]:
    used = {_namespace(name) for name in (*tally.predicates, *tally.classes)}
    yield from (NamedNode(namespace) for namespace in PREFIXES.values() if namespace in used)


def _namespace(name: NamedNode) -> str:
    cut = max(name.value.rfind("/"), name.value.rfind("#")) + 1
    return name.value[:cut]


def _short(name: NamedNode) -> str:
    namespace = _namespace(name)
    prefix = next(prefix for prefix, iri in PREFIXES.items() if iri == namespace)
    return f"{prefix}:{name.value[len(namespace) :]}"


def _sorted(counter: Counter[NamedNode]) -> list[tuple[NamedNode, int]]:
    return sorted(counter.items(), key=lambda item: item[0].value)
