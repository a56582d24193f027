"""The graph as a stream of RDF triples: relationships here, nodes in :mod:`kg.linked_data.nodes`.

The stream is made of blocks, each the triples of one record, with the named graph
they belong to in the formats that have named graphs. Only a few numbers a paper
are kept in memory, so that a graph of any size flows through.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import starmap
from typing import Literal as OneOf
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.linked_data.iris import Iris
from kg.linked_data.literals import boolean, date, integer, text, title, year
from kg.linked_data.nodes import (
    Pair,
    Properties,
    Statement,
    Table,
    author_triples,
    dataset_triples,
    each,
    facts,
    paper_triples,
    reading_list_triples,
    repository_triples,
    tabled,
    venue_triples,
)
from kg.linked_data.provenance import Provenance
from kg.linked_data.vocabulary import INTENTS, term
from kg.records import Edge, GraphReader

__all__ = ["PROFILES", "Profile", "TripleBlock", "blocks", "concepts", "core_statements"]

Profile = OneOf["full", "core", "rdf12"]
PROFILES: tuple[Profile, ...] = ("full", "core", "rdf12")

_A = term("rdf:type")
_REIFIES = term("rdf:reifies")
_EVIDENCE = term("ckg:evidence")

_CITES: Table = (
    ("influential", term("ckg:isInfluential"), boolean),
    ("retrieved", term("ckg:retrieved"), date),
)
_LISTS: Table = (
    ("line", term("ckg:listLine"), integer),
    ("title", term("ckg:titleAsWritten"), title),
    ("year", term("ckg:yearAsWritten"), year),
    ("venue", term("ckg:venueAsWritten"), text),
    ("matched_by", term("ckg:matchedBy"), text),
    ("confidence", term("ckg:confidence"), text),
    ("evidence", _EVIDENCE, text),
)
_IMPLEMENTED_BY: Table = (
    ("framework", term("schema:runtimePlatform"), text),
    ("source", term("ckg:source"), text),
)


class TripleBlock(NamedTuple):
    """The triples of one record, and the named graph they belong to (None: the default graph)."""

    graph: NamedNode | None
    triples: list[Statement]

    def quads(self) -> Iterator[Quad]:
        """Yield the triples with their graph."""
        if self.graph is None:
            # Without a fourth argument: four times faster than with DefaultGraph().
            return starmap(Quad, self.triples)
        return (Quad(*triple, self.graph) for triple in self.triples)


class _Index(NamedTuple):
    """What citations need to know of the papers at their ends: gathered as these pass."""

    when: dict[str, tuple[int | None, str | None]]
    authors: dict[str, tuple[int, ...]]
    numbers: dict[str, int]

    def add_author(self, edge: Edge) -> None:
        # An author without an id is local to the paper, so no other paper can share them.
        if not edge.start.startswith(edge.end):
            number = self.numbers.setdefault(edge.start, len(self.numbers))
            self.authors[edge.end] = (*self.authors.get(edge.end, ()), number)


def blocks(
    graph: GraphReader,
    iris: Iris,
    provenance: Provenance,
    *,
    profile: Profile,
    abstracts: bool,
) -> Iterator[TripleBlock]:
    """Yield the blocks of a graph, each record read once.

    Parameters
    ----------
    graph
        A store or a graph in memory.
    iris
        Names what is written.
    provenance
        Takes note of where the records come from.
    profile, abstracts
        See :func:`kg.linked_data.export.described`.

    Yields
    ------
    TripleBlock
        Lists and entries first, citations and fields of study last.
    """
    index = _Index({}, {}, {})
    datasets = list(graph.nodes("Dataset"))
    dataset_ids = {dataset["id"] for dataset in datasets}
    yield from _reading_lists(graph, iris, provenance, dataset_ids)
    venues = list(graph.nodes("Venue"))
    published = list(graph.relationships("PUBLISHED_IN", ()))
    kinds = {venue["id"]: venue.get("kind") for venue in venues}
    venue_kind = {edge.start: kinds.get(edge.end) for edge in published}
    full = profile != "core"
    fields: set[str] = set()
    for paper in graph.nodes("Paper"):
        provenance.add_paper(paper)
        index.when[paper["id"]] = (paper.get("year"), paper.get("publication_date"))
        fields.update(paper.get("fields_of_study", ()))
        kind = venue_kind.get(paper["id"])
        yield TripleBlock(
            None, paper_triples(iris, paper, venue_kind=kind, full=full, abstracts=abstracts)
        )
    for author in graph.nodes("Author"):
        yield TripleBlock(None, author_triples(iris, author, full=full))
    for edge in graph.relationships("AUTHORED"):
        index.add_author(edge)
        yield TripleBlock(None, _authored(iris, edge, profile))
    for venue in venues:
        yield TripleBlock(None, venue_triples(iris, venue))
    for edge in published:
        yield TripleBlock(None, _published_in(iris, edge))
    yield from _datasets(graph, datasets, iris, profile)
    yield from _repositories(graph, iris, profile)
    build = iris.of("activity", "build", *(id for id, _, _ in provenance.lists))
    for edge in graph.relationships("CITES"):
        provenance.add_citation(edge.properties)
        yield TripleBlock(
            _graph_of(iris, edge.properties), _cites(iris, edge, index, build, profile)
        )
    if fields:
        yield TripleBlock(None, concepts(iris, sorted(fields)))


def core_statements(iris: Iris, type: str, edge: Edge) -> list[Statement]:
    """Return what the core profile says of one relationship between papers, authors and venues.

    Parameters
    ----------
    iris
        Makes the addresses of resources.
    type
        Type of the relationship, as in the graph model.
    edge
        Its ends and properties.

    Examples
    --------
    >>> edge = Edge("doi:10.1/b", "doi:10.1/a", {})
    >>> [predicate.value for _, predicate, _ in core_statements(Iris(), "CITES", edge)]
    ['http://purl.org/spar/cito/cites']
    """
    if type == "AUTHORED":
        return [_created(iris, edge)]
    if type == "PUBLISHED_IN":
        return _published_in(iris, edge)
    return _cites_directly(iris, edge)


def _stated(
    node: NamedNode, statement: Statement, pairs: list[Pair], profile: Profile
) -> list[Statement]:
    """Return a direct statement and, unless the profile is core, the node that tells more of it."""
    if profile == "core":
        return [statement]
    if profile == "rdf12":
        pairs = [*pairs, (_REIFIES, Triple(*statement))]
    return [statement, *facts(node, pairs)]


def _reading_lists(
    graph: GraphReader, iris: Iris, provenance: Provenance, datasets: Container[str]
) -> Iterator[TripleBlock]:
    sources = {}
    for reading_list in graph.nodes("ReadingList"):
        provenance.add_list(reading_list)
        sources[reading_list["id"]] = reading_list["source"]
        yield TripleBlock(
            iris.of("graph", reading_list["id"]), reading_list_triples(iris, reading_list)
        )
    # A line that names two datasets is one entry with two items.
    entries: dict[tuple[str, int], list[Edge]] = {}
    for edge in graph.relationships("LISTS"):
        entries.setdefault((edge.start, edge.properties["position"]), []).append(edge)
    for (list_id, position), edges in sorted(entries.items()):
        entry = iris.of("entry", list_id, position)
        source = sources.get(list_id)
        pairs = dict.fromkeys(
            pair for edge in edges for pair in _entry(iris, edge, edge.end not in datasets, source)
        )
        member: Statement = (iris.of("list", list_id), term("schema:itemListElement"), entry)
        yield TripleBlock(iris.of("graph", list_id), [member, *facts(entry, pairs)])


def _entry(iris: Iris, edge: Edge, of_paper: bool, source: str | None) -> list[Pair]:
    properties = edge.properties
    target = iris.paper(edge.end) if of_paper else iris.of("dataset", edge.end)
    pairs: list[Pair] = [
        (_A, term("schema:ListItem")),
        (_A, term("biro:BibliographicReference")),
        (term("schema:position"), integer(properties["position"])),
        (term("schema:item"), target),
        (term("biro:references"), target),
        *each(term("ckg:listSection"), [text(" / ".join(properties.get("section", ())))]),
        *tabled(_LISTS, properties),
    ]
    if source is not None:
        pairs.append((term("prov:hadPrimarySource"), iris.document(source, properties["line"])))
    return pairs


def _created(iris: Iris, edge: Edge) -> Statement:
    return iris.paper(edge.end), term("dcterms:creator"), iris.of("author", edge.start)


def _published_in(iris: Iris, edge: Edge) -> list[Statement]:
    venue = iris.of("venue", edge.end)
    pairs: list[Pair] = [(term("frbr:partOf"), venue), (term("dcterms:isPartOf"), venue)]
    return facts(iris.paper(edge.start), pairs)


def _authored(iris: Iris, edge: Edge, profile: Profile) -> list[Statement]:
    paper, author = iris.paper(edge.end), iris.of("author", edge.start)
    role = iris.of("role", edge.end, edge.properties["position"])
    pairs: list[Pair] = [
        (_A, term("pro:RoleInTime")),
        (term("pro:withRole"), term("pro:author")),
        (term("pro:isHeldBy"), author),
        (term("pro:relatesToDocument"), paper),
        (term("schema:position"), integer(edge.properties["position"])),
    ]
    stated = _stated(role, _created(iris, edge), pairs, profile)
    if profile != "core":
        stated.append((paper, term("pro:isDocumentContextFor"), role))
    return stated


def _datasets(
    graph: GraphReader, datasets: Iterable[Properties], iris: Iris, profile: Profile
) -> Iterator[TripleBlock]:
    for dataset in datasets:
        yield TripleBlock(None, dataset_triples(iris, dataset))
    for edge in graph.relationships("INTRODUCES"):
        paper, node = iris.paper(edge.start), iris.of("dataset", edge.end)
        properties = edge.properties
        pairs: list[Pair] = [
            (_A, term("ckg:DatasetIntroduction")),
            (term("ckg:introducingPaper"), paper),
            (term("ckg:introducedDataset"), node),
            *tabled((("evidence", _EVIDENCE, text),), properties),
        ]
        statement = (node, term("ckg:introducedBy"), paper)
        introduction = iris.of("introduction", edge.start, edge.end)
        yield TripleBlock(None, _stated(introduction, statement, pairs, profile))
    for edge in graph.relationships("USES_DATASET"):
        yield TripleBlock(None, _uses(iris, edge, profile))


def _uses(iris: Iris, edge: Edge, profile: Profile) -> list[Statement]:
    paper, dataset = iris.paper(edge.start), iris.of("dataset", edge.end)
    kind = edge.properties["kind"]
    # Citing the paper that introduces a dataset is not yet using its data.
    direct = term("ckg:citesIntroducerOf" if kind == "citation" else "cito:usesDataFrom")
    pairs: list[Pair] = [
        (_A, term("ckg:DatasetUse")),
        (term("ckg:usingPaper"), paper),
        (term("ckg:usedDataset"), dataset),
        *each(term("ckg:evidenceKind"), [text(kind)]),
        *each(_EVIDENCE, map(text, edge.properties.get("evidence", ()))),
    ]
    use = iris.of("use", edge.start, edge.end)
    return _stated(use, (paper, direct, dataset), pairs, profile)


def _repositories(graph: GraphReader, iris: Iris, profile: Profile) -> Iterator[TripleBlock]:
    frameworks: dict[str, set[str]] = {}
    implemented = list(graph.relationships("IMPLEMENTED_BY"))
    for edge in implemented:
        if "framework" in edge.properties:
            frameworks.setdefault(edge.end, set()).add(edge.properties["framework"])
    for repository in graph.nodes("Repository"):
        known = sorted(frameworks.get(repository["id"], ()))
        yield TripleBlock(None, repository_triples(iris, repository, known))
    for edge in implemented:
        paper, node = iris.paper(edge.start), iris.repository(edge.end)
        properties = edge.properties
        pairs: list[Pair] = [
            (_A, term("ckg:Implementation")),
            (term("ckg:implementedPaper"), paper),
            (term("ckg:implementingRepository"), node),
            *tabled(_IMPLEMENTED_BY, properties),
        ]
        implementation = iris.of("implementation", edge.start, edge.end)
        statement = (paper, term("ckg:implementedBy"), node)
        yield TripleBlock(
            None,
            [
                (node, term("codemeta:referencePublication"), paper),
                *_stated(implementation, statement, pairs, profile),
            ],
        )


def _graph_of(iris: Iris, properties: Properties) -> NamedNode | None:
    # One graph a combination of sources: every statement lies in exactly one graph, so
    # that a file with named graphs holds no triple twice.
    sources = properties.get("sources", ())
    return iris.of("graph", *sources) if sources else None


def _characters(edge: Edge) -> list[NamedNode]:
    intents = edge.properties.get("intents", ())
    return [INTENTS[intent] for intent in intents if intent in INTENTS]


def _cites_directly(iris: Iris, edge: Edge) -> list[Statement]:
    citing, cited = iris.paper(edge.start), iris.paper(edge.end)
    predicates = dict.fromkeys([term("cito:cites"), *_characters(edge)])
    return facts(citing, [(predicate, cited) for predicate in predicates])


def _cites(
    iris: Iris, edge: Edge, index: _Index, build: NamedNode, profile: Profile
) -> list[Statement]:
    citing, cited = iris.paper(edge.start), iris.paper(edge.end)
    properties = edge.properties
    characters = _characters(edge)
    statement, *direct = _cites_directly(iris, edge)
    if profile == "core":
        return [statement, *direct]
    citation = iris.of("citation", edge.start, edge.end)
    sources = [iris.of("source", source) for source in properties.get("sources", ())]
    pairs: list[Pair] = [
        (_A, term("cito:Citation")),
        (term("cito:hasCitingEntity"), citing),
        (term("cito:hasCitedEntity"), cited),
        (term("prov:wasGeneratedBy"), build),
        *each(term("cito:hasCitationCharacterization"), characters),
        *each(term("ckg:intent"), map(text, properties.get("intents", ()))),
        *each(_EVIDENCE, map(text, properties.get("evidence", ()))),
        *each(term("prov:wasDerivedFrom"), sources),
        *each(term("prov:hadPrimarySource"), sources),
        *each(term("ckg:citationContext"), map(text, properties.get("contexts", ()))),
        *tabled(_CITES, properties),
        *_dates(index, edge),
    ]
    if not set(index.authors.get(edge.start, ())).isdisjoint(index.authors.get(edge.end, ())):
        pairs.append((_A, term("cito:AuthorSelfCitation")))
    contexts = _contexts(iris, edge, citation) if "context_intents" in properties else []
    return [
        *direct,
        *_stated(citation, statement, pairs, profile),
        *_assertions(iris, edge, citation),
        *contexts,
    ]


def _assertions(iris: Iris, edge: Edge, citation: NamedNode) -> Iterator[Statement]:
    """Yield what each source says of a citation: one assertion has one source."""
    properties = edge.properties
    sources, evidence = properties.get("sources", ()), properties.get("evidence", ())
    # Whoever wrote it may not have said which source gives which evidence.
    known = evidence if len(evidence) == len(sources) else [""] * len(sources)
    for source, words in zip(sources, known, strict=True):
        assertion = iris.of("assertion", edge.start, edge.end, source)
        yield citation, term("ckg:hasAssertion"), assertion
        yield from facts(
            assertion,
            [
                (_A, term("ckg:CitationAssertion")),
                (term("prov:hadPrimarySource"), iris.of("source", source)),
                *each(_EVIDENCE, [text(words)]),
            ],
        )


def _dates(index: _Index, edge: Edge) -> Iterator[Pair]:
    """Yield when the citation was made, and how many years lie between the papers."""
    published, day = index.when.get(edge.start, (None, None))
    if made := (date(day) if day else None) or (year(published) if published is not None else None):
        yield term("cito:hasCitationCreationDate"), made
    before, _ = index.when.get(edge.end, (None, None))
    if published is not None and before is not None:
        years = published - before
        # rdflib rewrites P0Y as P0D when it reads it, and every reader must see the same.
        span = f"{'-' if years < 0 else ''}P{abs(years)}Y" if years else "P0D"
        yield term("cito:hasCitationTimeSpan"), Literal(span, datatype=term("xsd:duration"))


def _contexts(iris: Iris, edge: Edge, citation: NamedNode) -> list[Statement]:
    """Return a node a citing sentence: only there can be said with which intent it cites."""
    made: list[Statement] = []
    properties = edge.properties
    for number, (words, intents) in enumerate(
        zip(properties["contexts"], properties["context_intents"], strict=False), start=1
    ):
        node = iris.of("context", edge.start, edge.end, number)
        pairs: list[Pair] = [
            (_A, term("ckg:CitationContext")),
            (term("schema:position"), integer(number)),
            *each(term("ckg:contextText"), [text(words)]),
            *each(term("ckg:intent"), (text(intent) for intent in intents.split(","))),
        ]
        made.append((citation, term("ckg:hasContext"), node))
        made += facts(node, pairs)
    return made


def concepts(iris: Iris, fields: list[str]) -> list[Statement]:
    """Return the fields of study as concepts of one scheme."""
    scheme = iris.of("scheme", "fields-of-study")
    made = facts(
        scheme,
        [(_A, term("skos:ConceptScheme")), (term("dcterms:title"), Literal("Fields of study"))],
    )
    for field in fields:
        pairs: list[Pair] = [
            (_A, term("skos:Concept")),
            *each(term("skos:prefLabel"), [text(field)]),
            (term("skos:inScheme"), scheme),
        ]
        made += facts(iris.of("field", field), pairs)
    return made
