"""Every term of another vocabulary that we write is one of that vocabulary's own terms."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest
import rdflib.namespace as published

from kg.linked_data.description import Tally
from kg.linked_data.export import described
from kg.linked_data.vocabulary import ONTOLOGY, PREFIXES
from kg.settings import packaged

LISTS = Path(__file__).parents[1] / "data" / "vocabularies"
CLOSED = {
    "dc": published.DC,
    "dcat": published.DCAT,
    "dcterms": published.DCTERMS,
    "foaf": published.FOAF,
    "owl": published.OWL,
    "prov": published.PROV,
    "rdf": published.RDF,
    "rdfs": published.RDFS,
    "schema": published.SDO,
    "sh": published.SH,
    "skos": published.SKOS,
    "vann": published.VANN,
    "void": published.VOID,
    "xsd": published.XSD,
}
#: Prefixes of the ontology and the shapes alone.
CONTRACTS = {"sh": str(published.SH._NS), "vann": str(published.VANN._NS)}
#: Terms that the namespaces of rdflib 7 do not list, though their vocabularies do.
NEWER = {"rdf": {"reifies"}}


def own_terms() -> set[str]:
    subjects = {
        str(quad.subject) for quad in pyoxigraph.parse(path=packaged("exports", "ontology.ttl"))
    }
    return {iri[len(ONTOLOGY) + 1 : -1] for iri in subjects if iri.startswith("<" + ONTOLOGY)}


def known(prefix: str, name: str) -> bool:
    if prefix == "ckg":
        return name in own_terms()
    if prefix in CLOSED:
        # Membership of a DefinedNamespace: the IRI is among those it defines.
        return CLOSED[prefix]._NS + name in CLOSED[prefix] or name in NEWER.get(prefix, ())
    words = (LISTS / f"{prefix}.txt").read_text(encoding="utf-8").splitlines()
    return name in words


def misspelt(iris: set[str]) -> list[str]:
    wrong = []
    for iri in sorted(iris):
        for prefix, namespace in {**PREFIXES, **CONTRACTS}.items():
            name = iri.removeprefix(namespace)
            if name != iri and re.fullmatch(r"[\w-]+", name) and not known(prefix, name):
                wrong.append(f"{prefix}:{name}")
    return wrong


def exported(graph, **options):
    blocks = described(graph, Tally(), abstracts=True, **options)
    return [quad for block in blocks for quad in block.quads()]


def iris_of(quads) -> set[str]:
    terms = (term for quad in quads for term in (quad.subject, quad.predicate, quad.object))
    found = set()
    for term in terms:
        if isinstance(term, pyoxigraph.NamedNode):
            found.add(term.value)
        elif isinstance(term, pyoxigraph.Literal):
            found.add(term.datatype.value)
    return found


@pytest.mark.parametrize("profile", ["full", "core", "rdf12"])
def test_an_export_misspells_no_term(full, profile):
    assert misspelt(iris_of(exported(full, profile=profile))) == []


@pytest.mark.parametrize("file", ["ontology.ttl", "shapes.ttl"])
def test_ontology_and_shapes_misspell_no_term(file):
    assert misspelt(iris_of(pyoxigraph.parse(path=packaged("exports", file)))) == []


def test_a_misspelt_term_is_noticed():
    iris = {
        PREFIXES["cito"] + "hasCitationCharacterisation",
        PREFIXES["dcterms"] + "titel",
        ONTOLOGY + "x",
    }
    assert misspelt(iris) == ["dcterms:titel", "cito:hasCitationCharacterisation", "ckg:x"]


def test_every_term_of_the_ontology_is_documented_and_used(full):
    quads = list(pyoxigraph.parse(path=packaged("exports", "ontology.ttl")))
    rdfs = PREFIXES["rdfs"]
    for name in own_terms():
        said = {q.predicate.value: q.object for q in quads if q.subject.value == ONTOLOGY + name}
        assert said[rdfs + "label"].value, name
        assert said[rdfs + "comment"].value.endswith("."), name
    used = iris_of(exported(full))
    # What the full example cannot show: identifier schemes it has no id of.
    unseen = own_terms() - {iri.removeprefix(ONTOLOGY) for iri in used}
    assert unseen == {"acl-anthology", "microsoft-academic-graph", "openreview"}


def test_the_page_of_the_ontology_is_current():
    script = Path(__file__).parents[2] / "docs" / "make_ontology.py"
    subprocess.run([sys.executable, script, "--check"], check=True)


def test_the_shapes_of_the_project_are_themselves_valid_shacl():
    import pyshacl

    shapes = rdflib_graph("shapes.ttl")
    # meta_shacl validates the shapes against the shapes of SHACL itself.
    conforms, _, report = pyshacl.validate(
        rdflib_graph("ontology.ttl"), shacl_graph=shapes, meta_shacl=True
    )
    assert conforms, report


def rdflib_graph(file: str):
    import rdflib

    return rdflib.Graph().parse(packaged("exports", file))


def test_the_context_names_no_unknown_term():
    context = json.loads(packaged("exports", "context.jsonld").read_text(encoding="utf-8"))[
        "@context"
    ]
    iris = set()
    for value in context.values():
        for curie in (
            [value] if isinstance(value, str) else [value.get("@id", ""), value.get("@type", "")]
        ):
            prefix, _, name = curie.partition(":")
            if prefix in PREFIXES and not name.startswith("//"):
                iris.add(PREFIXES[prefix] + name)
    assert len(iris) > 100
    assert misspelt(iris) == []
