"""Write docs/ontology.md from exports/ontology.ttl, or check that it is current.

python docs/make_ontology.py           write it
python docs/make_ontology.py --check   exit 1 when it is stale
"""

from __future__ import annotations

import sys
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

TARGET = Path(__file__).parent / "ontology.md"
SOURCE = Path(__file__).parents[1] / "exports" / "ontology.ttl"
ONTOLOGY = rdflib.URIRef("https://w3id.org/citation-kg/ontology")
DATACITE = rdflib.Namespace("http://purl.org/spar/datacite/")

KINDS = (
    ("Classes", (OWL.Class,)),
    ("Properties to resources", (OWL.ObjectProperty,)),
    ("Properties to values", (OWL.DatatypeProperty,)),
    ("Identifier schemes", (DATACITE.ResourceIdentifierScheme, DATACITE.PersonalIdentifierScheme)),
)
FACTS = (
    (RDFS.subClassOf, "sub-class of"),
    (RDFS.subPropertyOf, "sub-property of"),
    (RDFS.domain, "from"),
    (RDFS.range, "to"),
    (OWL.inverseOf, "inverse of"),
    (SKOS.closeMatch, "close to"),
    (SKOS.relatedMatch, "related to"),
    (RDFS.seeAlso, "see also"),
)


def main() -> int:
    """Write the page, or with ``--check`` compare it."""
    text = page(rdflib.Graph().parse(SOURCE))
    if "--check" in sys.argv[1:]:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print("error: docs/ontology.md is stale, run python docs/make_ontology.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    return 0


def page(graph: rdflib.Graph) -> str:
    """Return the documentation of the ontology as Markdown."""
    version = graph.value(ONTOLOGY, OWL.versionInfo)
    parts = [
        f"# {graph.value(ONTOLOGY, DCTERMS.title)}\n",
        "<!-- Made by docs/make_ontology.py from exports/ontology.ttl; a test checks that it is current. -->\n",
        f"{graph.value(ONTOLOGY, DCTERMS.description)}\n",
        f"Namespace `{ONTOLOGY}#`, prefix `ckg`, version {version}. All else in an export is said in the words of others: [Linked data](linked-data.md).\n",
    ]
    for heading, classes in KINDS:
        terms = sorted({term for each in classes for term in graph.subjects(RDF.type, each)})
        parts.append(f"## {heading}\n")
        for term in terms:
            parts += _entry(graph, term)
    return "\n".join(parts).rstrip("\n") + "\n"


def _entry(graph: rdflib.Graph, term: rdflib.term.Node) -> list[str]:
    name = str(term).rsplit("#", 1)[-1]
    lines = [
        f"### {name}\n",
        f"*{graph.value(term, RDFS.label)}* - {graph.value(term, RDFS.comment)}\n",
    ]
    said = [
        f"- {words} {', '.join(f'`{_curie(graph, value)}`' for value in values)}"
        for predicate, words in FACTS
        if (values := sorted(graph.objects(term, predicate)))
    ]
    if (term, RDF.type, OWL.FunctionalProperty) in graph:
        said.append("- at most one value")
    return [*lines, "\n".join(said) + "\n"] if said else lines


def _curie(graph: rdflib.Graph, value: rdflib.term.Node) -> str:
    for prefix, namespace in graph.namespaces():
        if str(value).startswith(namespace) and "/" not in str(value)[len(namespace) :]:
            return f"{prefix}:{str(value)[len(namespace) :]}"
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
