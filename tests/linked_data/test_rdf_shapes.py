"""The shapes: what we export conforms, and each of many mutations is caught by name."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from kg.errors import ExportError, UsageError
from kg.linked_data.export import export_rdf
from kg.linked_data.validate import validate
from kg.linked_data.vocabulary import PREFIXES
from kg.records import Paper

BASE = "https://w3id.org/citation-kg/"
DCMH = f"{BASE}paper/doi:10.1109=2Fcvpr.2017.348"
ACMR = f"{BASE}paper/doi:10.1145=2F3123266.3123326"
NUS = f"{BASE}paper/doi:10.1145=2F1646396.1646452"
CITATION = f"{BASE}citation/doi:10.1145=2F3123266.3123326~doi:10.1109=2Fcvpr.2017.348"
ROLE = f"{BASE}role/doi:10.1109=2Fcvpr.2017.348~"
ENTRY = f"{BASE}entry/list:cross-modal~"
DATASET = f"{BASE}dataset/dataset:nus-wide"
DOI = f"{BASE}identifier/doi:10.1109=2Fcvpr.2017.348"
EXPORT = f"{BASE}export/list:cross-modal~full"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

Lines = list[str]


def iri(name: str) -> str:
    """Return an IRI, or a prefixed name, as N-Triples."""
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>" if prefix in PREFIXES else f"<{name}>"


def line(subject: str, predicate: str, object: str) -> str:
    literal = object.startswith('"')
    return f"{iri(subject)} {iri(predicate)} {object if literal else iri(object)} ."


def add(subject: str, predicate: str, object: str) -> Callable[[Lines], Lines]:
    return lambda lines: [*lines, line(subject, predicate, object)]


def drop(subject: str, predicate: str, object: str = "") -> Callable[[Lines], Lines]:
    start = f"{iri(subject)} {iri(predicate)} " + (iri(object) if object else "")

    def mutate(lines: Lines) -> Lines:
        kept = [each for each in lines if not each.startswith(start)]
        assert len(kept) < len(lines), "a mutation changes something"
        return kept

    return mutate


def swap(subject: str, predicate: str, object: str) -> Callable[[Lines], Lines]:
    return lambda lines: add(subject, predicate, object)(drop(subject, predicate)(lines))


def typed(value: str, datatype: str) -> str:
    return f'"{value}"^^{iri(datatype)}'


#: What is wrong: (what was done, words of the message, how the message names the resource).
MUTATIONS: dict[str, tuple[Callable[[Lines], Lines], str, str]] = {
    "missing title": (drop(DCMH, "dcterms:title"), "needs a title", "doi:10.1109/cvpr.2017.348"),
    "a paper that cites itself": (
        add(DCMH, "cito:cites", DCMH),
        "cites itself",
        "Deep Cross-Modal",
    ),
    "a misspelt predicate": (
        add(DCMH, "cito:citez", ACMR),
        "did you mean cites?",
        "Deep Cross-Modal",
    ),
    "a misspelt title": (
        add(DCMH, "dcterms:tittle", '"T"'),
        "did you mean title?",
        "Deep Cross-Modal",
    ),
    "no term of the ontology": (
        add(DCMH, "ckg:somethingElse", '"T"'),
        "somethingElse is no term of",
        "Deep Cross-Modal",
    ),
    "two titles": (
        add(DCMH, "dcterms:title", '"Other"'),
        "not one non-empty text",
        "Deep Cross-Modal",
    ),
    "HTML in a title": (
        swap(DCMH, "dcterms:title", '"Deep <i>Cross</i>"'),
        "has HTML in its title",
        "Deep <i>Cross</i>",
    ),
    "an entity in a title": (
        swap(DCMH, "dcterms:title", '"Text &amp; image"'),
        "has HTML in its title",
        "Text &amp; image",
    ),
    "year as integer": (
        swap(DCMH, "fabio:hasPublicationYear", typed("2017", "xsd:integer")),
        "not an xsd:gYear",
        "Deep Cross-Modal Hashing",
    ),
    "year of two digits": (
        swap(DCMH, "fabio:hasPublicationYear", typed("17", "xsd:gYear")),
        "not an xsd:gYear",
        "Deep Cross-Modal Hashing",
    ),
    "two years": (
        add(DCMH, "fabio:hasPublicationYear", typed("2018", "xsd:gYear")),
        "more than one year",
        "Deep Cross-Modal Hashing",
    ),
    "date in words": (
        swap(DCMH, "prism:publicationDate", typed("July 2017", "xsd:date")),
        "not one xsd:date",
        "Deep Cross-Modal Hashing",
    ),
    "two DOIs": (
        add(DCMH, "prism:doi", '"10.1/other"'),
        "more than one prism:doi",
        "Deep Cross-Modal",
    ),
    "DOI as a link": (
        swap(DCMH, "prism:doi", '"https://doi.org/10.1109/cvpr.2017.348"'),
        "not bare and lower case",
        "Deep Cross-Modal Hashing",
    ),
    "DOI in capitals": (
        swap(DOI, "literal:hasLiteralValue", '"10.1109/CVPR.2017.348"'),
        "not bare and lower case",
        "identifier doi:10.1109/cvpr.2017.348",
    ),
    "arXiv id with version": (
        swap(DCMH, "fabio:hasArXivId", '"1602.02255v2"'),
        "without version",
        "Deep Cross-Modal Hashing",
    ),
    "no id": (
        drop(DCMH, "dcterms:identifier"),
        "exactly one dcterms:identifier",
        "Deep Cross-Modal",
    ),
    "no kind of paper": (
        drop(DCMH, "rdf:type", "fabio:ConferencePaper"),
        "exactly one kind",
        "Deep Cross",
    ),
    "merged with owl:sameAs": (
        add(DCMH, "owl:sameAs", "https://doi.org/10.1109/cvpr.2017.348"),
        "would merge preprint and publication",
        "Deep Cross-Modal Hashing",
    ),
    "relative IRI": (add(DCMH, "schema:url", "papers/dcmh.pdf"), "not an absolute IRI", DCMH),
    "bad IRI": (add(DCMH, "schema:url", "https://x.org/a b|c"), "not an absolute IRI", DCMH),
    "broken escape in an IRI": (
        add(DCMH, "schema:url", "https://x.org/%zz"),
        "not an absolute IRI",
        DCMH,
    ),
    "link that is a text": (
        add(DCMH, "schema:url", '"x.org"'),
        "not an http(s) IRI",
        "Deep Cross-Modal",
    ),
    "signed link": (
        add(DCMH, "schema:url", "https://x.org/a.pdf?X-Amz-Signature=f00"),
        "carries credentials",
        "Deep Cross-Modal Hashing",
    ),
    "password in a link": (
        swap(DATASET, "foaf:homepage", "https://me:secret@x.org/"),
        "carries credentials",
        "NUS-WIDE",
    ),
    "a path on a machine": (
        swap(f"{BASE}list/list:cross-modal", "dcterms:source", "file:///home/me/papers.md"),
        "by its path on somebody's machine",
        "Cross-modal retrieval",
    ),
    "identifier of two papers": (
        add(ACMR, "datacite:hasIdentifier", DOI),
        "two resources",
        "identifier doi",
    ),
    "identifier without scheme": (
        drop(DOI, "datacite:usesIdentifierScheme"),
        "one identifier scheme",
        "doi:10.1109",
    ),
    "cites nothing of this graph": (
        swap(ACMR, "cito:cites", f"{BASE}paper/doi:10.1=2Fnone"),
        "not a paper of this graph",
        "Adversarial Cross-Modal Retrieval",
    ),
    "citation without its direct edge": (
        drop(ACMR, "cito:cites"),
        "no direct cito:cites",
        '"Adversarial Cross-Modal Retrieval" "Deep Cross-Modal Hashing"',
    ),
    "intent without citation": (
        add(ACMR, "cito:usesMethodIn", NUS),
        "with an intent, but without cito:cites",
        "Adversarial Cross-Modal Retrieval",
    ),
    "unknown intent": (
        add(CITATION, "cito:hasCitationCharacterization", "cito:likes"),
        "has an intent that is none of",
        "Adversarial Cross-Modal Retrieval",
    ),
    "citation of itself": (
        swap(CITATION, "cito:hasCitedEntity", ACMR),
        "citing itself",
        "Adversarial Cross-Modal Retrieval",
    ),
    "citation without cited paper": (
        drop(CITATION, "cito:hasCitedEntity"),
        "one cited paper",
        "citation doi:10.1145",
    ),
    "influence in words": (
        add(CITATION, "ckg:isInfluential", '"very"'),
        "not one boolean",
        "Adversarial",
    ),
    "time span in words": (
        swap(CITATION, "cito:hasCitationTimeSpan", '"no time"'),
        "not one number of years",
        "Adversarial Cross-Modal Retrieval",
    ),
    "duplicate position of authors": (
        swap(ROLE + "2", "schema:position", typed("1", "xsd:integer")),
        "two authors at position 1",
        "Deep Cross-Modal Hashing",
    ),
    "two people in one role": (
        add(ROLE + "1", "pro:isHeldBy", f"{BASE}author/s2:2"),
        "exactly one person",
        "role",
    ),
    "role without its direct edge": (
        drop(DCMH, "dcterms:creator", f"{BASE}author/s2:1"),
        "no direct dcterms:creator",
        "Deep Cross-Modal Hashing",
    ),
    "position zero": (
        swap(ROLE + "1", "schema:position", typed("0", "xsd:integer")),
        "an integer from 1",
        "role doi:10.1109/cvpr.2017.348~1",
    ),
    "nameless author": (drop(f"{BASE}author/s2:1", "foaf:name"), "exactly one name", "author s2:1"),
    "ORCID that is none": (
        swap(f"{BASE}author/s2:2", "owl:sameAs", "https://orcid.org/0000"),
        "not one ORCID",
        "Wu-Jun Li",
    ),
    "duplicate position in a list": (
        swap(ENTRY + "2", "schema:position", typed("1", "xsd:integer")),
        "two entries at position 1",
        "Cross-modal retrieval",
    ),
    "entry without line": (drop(ENTRY + "2", "ckg:listLine"), "exactly one line", '"ACMR"'),
    "unknown confidence": (
        swap(ENTRY + "2", "ckg:confidence", '"high"'),
        "one confidence",
        '"ACMR"',
    ),
    "match without evidence": (
        drop(ENTRY + "2", "ckg:evidence"),
        "without a sentence of evidence",
        '"ACMR"',
    ),
    "entry of no list": (
        drop(f"{BASE}list/list:cross-modal", "schema:itemListElement", ENTRY + "2"),
        "belongs to no list",
        '"ACMR"',
    ),
    "dataset use without its direct edge": (
        drop(DCMH, "cito:usesDataFrom"),
        "no direct cito:usesDataFrom",
        "NUS-WIDE",
    ),
    "unknown kind of evidence": (
        swap(
            f"{BASE}use/doi:10.1109=2Fcvpr.2017.348~dataset:nus-wide", "ckg:evidenceKind", '"guess"'
        ),
        "one kind of evidence",
        "NUS-WIDE",
    ),
    "unknown state of references": (
        swap(DCMH, "ckg:referencesState", '"some"'),
        "state of its references",
        "Deep Cross-Modal Hashing",
    ),
    "negative count": (
        swap(
            f"{BASE}count/doi:10.1109=2Fcvpr.2017.348",
            "c4o:hasGlobalCountValue",
            typed("-1", "xsd:integer"),
        ),
        "exactly one count",
        "count doi:10.1109/cvpr.2017.348",
    ),
    "code without address": (
        drop(
            f"{BASE}repository/https:=2F=2Fgithub.com=2Fpenghu-cs=2FDSCMR", "schema:codeRepository"
        ),
        "exactly one http(s) address",
        "penghu-cs/DSCMR",
    ),
    "venue without name": (
        drop(f"{BASE}venue/venue:cvpr", "dcterms:title"),
        "exactly one name",
        "venue:cvpr",
    ),
    "paper in two venues": (
        add(DCMH, "dcterms:isPartOf", f"{BASE}venue/venue:information-sciences"),
        "not one venue",
        "Deep Cross-Modal Hashing",
    ),
    "silent about rights": (
        lambda lines: drop(EXPORT, "dcterms:license")(drop(EXPORT, "dcterms:rights")(lines)),
        "says nothing about rights",
        "Citation knowledge graph of Cross-modal retrieval",
    ),
}


@pytest.fixture
def lines(full) -> Lines:
    out = io.BytesIO()
    export_rdf(full, out, "nt", licence=LICENCE)
    return out.getvalue().decode().splitlines()


def report_of(lines: Lines, tmp_path):
    path = tmp_path / "graph.nt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return validate(path)


def test_what_is_exported_conforms(lines, tmp_path):
    report = report_of(lines, tmp_path)
    assert report.conforms
    assert [each.message.split(": ")[-1] for each in report.results] == [
        "does not say which source it comes from"
    ]


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_caught_and_its_resource_named(lines, tmp_path, name):
    mutate, words, resource = MUTATIONS[name]
    report = report_of(mutate(lines), tmp_path)
    assert not report.conforms
    found = [
        each for each in report.results if each.severity == "Violation" and words in each.message
    ]
    assert found, report.text()
    assert any(resource in each.message for each in found), report.text()


def test_there_are_enough_mutations():
    assert len(MUTATIONS) >= 25


def test_warnings_do_not_cost_conformance(full, lines, tmp_path):
    report = validate(full)
    assert report.conforms
    assert any("states no licence" in each.message for each in report.results)
    intent = report_of(add(CITATION, "ckg:intent", '"motivation"')(lines), tmp_path)
    assert intent.conforms
    assert any("none of background, methodology, result" in each.message for each in intent.results)
    counted = report_of(lines[1:], tmp_path)
    assert any(f"has {len(lines) - 1}" in each.message for each in counted.results)


@pytest.mark.parametrize("profile", ["full", "core", "rdf12"])
@pytest.mark.parametrize("suffix", ["ttl", "trig.gz"])
def test_every_profile_conforms(full, tmp_path, profile, suffix):
    path = tmp_path / f"graph.{suffix}"
    export_rdf(full, path, profile=profile, licence=LICENCE)
    report = validate(path)
    assert report.conforms
    assert not [
        each for each in report.results if "licence" in each.message or "triples" in each.message
    ]


def test_the_demo_graph_conforms(demo_graph):
    report = validate(demo_graph)
    assert report.conforms, report.text()
    assert [each.severity for each in report.results] == ["Warning"]


def test_a_paper_whose_title_nobody_knows_says_so(full):
    full.add(Paper(id="doi:10.1000/untitled", title="\x00"))
    assert validate(full).conforms


def test_somebody_elses_file(tmp_path):
    path = tmp_path / "theirs.ttl"
    path.write_text(
        "@prefix schema: <https://schema.org/> .\n"
        "<https://x.org/paper/1> a schema:ScholarlyArticle ; schema:name 'No title of ours' .\n",
        encoding="utf-8",
    )
    report = validate(path)
    assert not report.conforms
    assert {each.focus for each in report.results} == {"https://x.org/paper/1"}


def test_a_file_that_is_no_rdf_is_a_violation_with_its_line(tmp_path):
    path = tmp_path / "broken.ttl"
    path.write_text("<https://x.org/a> <https://x.org/b> .\n", encoding="utf-8")
    report = validate(path)
    assert not report.conforms
    assert "line 1" in report.results[0].message


def test_other_shapes(full, tmp_path):
    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        "[] a sh:NodeShape ; sh:targetClass foaf:Person ;\n"
        "  sh:property [ sh:path foaf:mbox ; sh:minCount 1 ; sh:severity sh:Info ; sh:message 'has no mail' ] .\n",
        encoding="utf-8",
    )
    report = validate(full, shapes=shapes)
    assert report.conforms
    assert [each.severity for each in report.results] == ["Info"] * 3


@pytest.mark.parametrize(
    "words",
    [
        "not turtle",
        "[] a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#targetClass> <http://xmlns.com/foaf/0.1/Person> ; <http://www.w3.org/ns/shacl#property> 'x' .",
    ],
)
def test_shapes_that_are_none(full, tmp_path, words):
    (tmp_path / "shapes.ttl").write_text(words, encoding="utf-8")
    with pytest.raises(ExportError, match="shapes"):
        validate(full, shapes=tmp_path / "shapes.ttl")


def test_the_report_reads_well_in_every_form(lines, tmp_path):
    report = report_of(drop(DCMH, "dcterms:title")(lines), tmp_path)
    assert report.text().splitlines()[0].startswith("does not conform: 1 violation, 2 warning")
    assert "  paper doi:10.1109/cvpr.2017.348: needs a title" in report.text()
    assert "sh:conforms false" in report.turtle()
    assert json.loads(json.dumps(report.results[0].message))


@pytest.mark.parametrize(("name", "error"), [("none.ttl", ExportError), ("graph.docx", UsageError)])
def test_a_file_that_cannot_be_read(tmp_path, name, error):
    with pytest.raises(error):
        validate(tmp_path / name)
