"""Is this RDF what it should be? The judge is SHACL; IRIs are judged before it.

pyshacl is the reference: about 8,000 triples a second, all of them in memory.
"""

from __future__ import annotations

import difflib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pyoxigraph
import pyshacl
import rdflib
from pyshacl.errors import ReportableRuntimeError
from rdflib.namespace import DCTERMS, FOAF, RDF, SH

from kg.confined import forbid_connections, run_confined
from kg.errors import ExportError
from kg.files import read_file
from kg.linked_data.literals import spelt_out
from kg.linked_data.nodes import Statement
from kg.linked_data.reading import Source, memory_for, opened, read
from kg.linked_data.sparql_words import check_constraint
from kg.linked_data.triple_store import content_digest, exported
from kg.linked_data.vocabulary import ONTOLOGY, PREFIXES
from kg.settings import packaged

__all__ = ["Result", "ValidationReport", "validate"]

_SEVERITIES = ("Violation", "Warning", "Info")
_CITES = rdflib.URIRef(PREFIXES["cito"] + "cites")
_VOID = rdflib.Namespace(PREFIXES["void"])
#: Kinds of resources that have no title of their own because they link others.
_LINKS = ("citation", "context", "implementation", "introduction", "role", "use")
_NAMES = (DCTERMS.title, FOAF.name, rdflib.URIRef(ONTOLOGY + "titleAsWritten"))


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One finding. ``focus``, ``path`` and ``value`` are IRIs or texts; ``message`` names the resource."""

    severity: str
    focus: str
    path: str | None
    value: str | None
    message: str


class ValidationReport(msgspec.Struct, frozen=True, kw_only=True):
    """What validation found; only violations make ``conforms`` false."""

    conforms: bool
    results: list[Result]

    def text(self) -> str:
        """Return the report for people: violations first, one line a finding."""
        counts = {name: sum(each.severity == name for each in self.results) for name in _SEVERITIES}
        findings = ", ".join(
            f"{n} {name.lower()}{'s' * (n != 1)}" for name, n in counts.items() if n
        )
        lines = [
            ("conforms" if self.conforms else "does not conform")
            + (f": {findings}" if findings else "")
        ]
        for name in _SEVERITIES:
            found = [each for each in self.results if each.severity == name]
            if found:
                lines += ["", f"{name}s" if name != "Info" else name]
            for each in found:
                value = f" ({each.value})" if each.value else ""
                lines.append(f"  {each.message}{value}")
        return "\n".join(lines) + "\n"

    def turtle(self) -> str:
        """Return the report as a ``sh:ValidationReport`` in Turtle."""
        graph = rdflib.Graph()
        report = rdflib.BNode("report")
        graph.add((report, RDF.type, SH.ValidationReport))
        graph.add((report, SH.conforms, rdflib.Literal(self.conforms)))
        for number, each in enumerate(self.results):
            node = rdflib.BNode(f"result{number:06d}")
            graph.add((report, SH.result, node))
            graph.add((node, RDF.type, SH.ValidationResult))
            graph.add((node, SH.resultSeverity, SH[each.severity]))
            focus = rdflib.URIRef(each.focus) if "://" in each.focus else rdflib.Literal(each.focus)
            graph.add((node, SH.focusNode, focus))
            graph.add((node, SH.resultMessage, rdflib.Literal(each.message)))
            if each.path:
                graph.add((node, SH.resultPath, rdflib.URIRef(each.path)))
            if each.value:
                graph.add((node, SH.value, rdflib.Literal(each.value)))
        return graph.serialize(format="turtle")


def validate(
    source: Source, *, shapes: str | Path | None = None, licence: str | None = None
) -> ValidationReport:
    """Validate RDF against the shapes of this project, or against others.

    Parameters
    ----------
    source
        A store, a graph in memory, or the path of an RDF file.
    shapes
        Path of a file of SHACL shapes; None: ``exports/shapes.ttl``.
    licence
        IRI of the licence that the export of a graph states.

    Returns
    -------
    ValidationReport
        Violations, warnings and infos, in a fixed order; each names its resource.

    Raises
    ------
    UsageError, ExportError
        When the file cannot be read at all; what is not RDF in it is a violation.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:1711.06420", title="DCMH"))
    >>> report = validate(graph)
    >>> report.conforms, [result.severity for result in report.results]
    (True, ['Warning'])
    """
    path = str(shapes or packaged("exports", "shapes.ttl"))
    if isinstance(source, (str, Path)):
        with opened(source):
            where, memory = str(source), memory_for(source)
    else:
        where, memory = str(exported(source, content_digest(source)[0], licence=licence)), None
    found = run_confined(f"{__name__}:_validated", [where, path], memory=memory)
    return msgspec.convert(found, ValidationReport)


def _validated(file: str, shapes: str) -> dict[str, Any]:
    path = Path(shapes)
    rules = _rules(path)
    graph = rdflib.Graph()
    with _quiet():
        size, broken = _load(file, graph)
        forbid_connections(native=False)
        try:
            _, found, reason = pyshacl.validate(
                graph, shacl_graph=rules, inference="none", advanced=False
            )
        except ReportableRuntimeError as error:
            found, reason = None, str(error)
    if not isinstance(found, rdflib.Graph):
        raise ExportError(f"the shapes cannot be applied: {reason}", where=str(path))
    results = sorted(
        {
            *broken,
            *_results(graph, found),
            *_miscounted(graph, size),
            *_self_citations(graph),
            *_misspelt(graph),
        },
        key=lambda each: (
            _SEVERITIES.index(each.severity),
            each.message,
            str(each.path),
            str(each.value),
        ),
    )
    report = ValidationReport(
        conforms=all(each.severity != "Violation" for each in results), results=results
    )
    return msgspec.to_builtins(report)  # type: ignore[no-any-return]


def _rules(path: Path) -> rdflib.Graph:
    content = read_file(path, noun="file of shapes", error=ExportError)
    try:
        rules = rdflib.Graph().parse(data=content, format="turtle")
    except SyntaxError as error:
        raise ExportError(f"not Turtle: {error.msg}", where=str(path)) from error
    for query in (SH.select, SH.ask, SH.construct, SH.update, SH.namespace, SH.prefix):
        for text in rules.objects(None, query):
            check_constraint(str(text))
    return rules


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging each ill-formed literal with a traceback: the shapes say it better."""
    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _load(source: str, graph: rdflib.Graph) -> tuple[int, list[Result]]:
    """Fill a graph; return how many triples there are, and what is no RDF."""
    judged: dict[str, str | None] = {}
    broken: list[Result] = []
    terms = 0
    try:
        for triple in read(source, lenient=True):
            bad = [(term, why) for term in triple if (why := _illegal(term, judged))]
            broken += [_not_an_iri(triple, term, why) for term, why in bad]
            if isinstance(triple[2], pyoxigraph.Triple):
                # RDF 1.2 triple terms repeat what is stated anyway; rdflib cannot hold them.
                terms += 1
            elif not bad:
                graph.add(tuple(map(_rdflib, triple)))  # type: ignore[arg-type]
    except SyntaxError as error:
        where, what = source, f"{source}: {error.msg}"
        broken.append(
            Result(severity="Violation", focus=where, path=None, value=None, message=what)
        )
    return len(graph) + terms, broken


def _not_an_iri(triple: Statement, term: Any, why: str) -> Result:
    about, wrong = _text(triple[0]), _text(term)
    return Result(
        severity="Violation",
        focus=about,
        path=_text(triple[1]),
        value=wrong,
        message=f"{about}: <{wrong}> is not an absolute IRI: {why}",
    )


def _illegal(term: Any, judged: dict[str, str | None]) -> str | None:
    if isinstance(term, pyoxigraph.Literal):
        term = term.datatype
    if not isinstance(term, pyoxigraph.NamedNode):
        return None
    if term.value not in judged:
        try:
            pyoxigraph.NamedNode(term.value)
            judged[term.value] = None
        except ValueError as error:
            judged[term.value] = str(error)
    return judged[term.value]


def _text(term: Any) -> str:
    return str(getattr(term, "value", term))


def _rdflib(term: Any) -> rdflib.term.Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, pyoxigraph.BlankNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == PREFIXES["xsd"] + "string":
        return rdflib.Literal(term.value)
    # As written: rdflib would correct what the shapes are to judge.
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _results(graph: rdflib.Graph, found: rdflib.Graph) -> Iterator[Result]:
    for node in found.subjects(RDF.type, SH.ValidationResult):
        focus, value = found.value(node, SH.focusNode), found.value(node, SH.value)
        if (focus, None, None) not in graph and value is not None:
            # A rule about all resources at once has a term of the vocabulary as its focus.
            focus, value = value, None
        path = found.value(node, SH.resultPath)
        severity = str(found.value(node, SH.resultSeverity)).rsplit("#", 1)[-1]
        message = str(found.value(node, SH.resultMessage) or "breaks a rule")
        yield Result(
            severity=severity,
            focus=str(focus),
            path=str(path) if isinstance(path, rdflib.URIRef) else None,
            value=None if value is None or value == focus else str(value),
            message=f"{_named(graph, focus)}: {message}",
        )


def _named(graph: rdflib.Graph, focus: Any) -> str:
    """Return how a person recognises a resource: by its title, or those of what it links."""
    kind, local = [spelt_out(part) for part in ("//" + str(focus)).rsplit("/", 2)[1:]]
    titles = [str(title) for name in _NAMES for title in graph.objects(focus, name)]
    if not titles and kind in _LINKS:
        near = (graph.objects(end, DCTERMS.title) for end in graph.objects(focus))
        titles = sorted({str(title) for found in near for title in found})
    return " ".join([*filter(None, [kind]), local, *(f'"{title}"' for title in titles[:2])])


def _miscounted(graph: rdflib.Graph, size: int) -> Iterator[Result]:
    """Yield a warning where an export says another number of triples than the file has."""
    described = list(graph.subject_objects(_VOID.triples))
    exports = [(node, n) for node, n in described if (node, RDF.type, _VOID.Dataset) in graph]
    if len(exports) == 1 and str(exports[0][1]) != str(size):
        node, stated = exports[0]
        yield Result(
            severity="Warning",
            focus=str(node),
            path=str(_VOID.triples),
            value=str(stated),
            message=f"{_named(graph, node)}: says that it has {stated} triples, the file has {size}",
        )


def _self_citations(graph: rdflib.Graph) -> Iterator[Result]:
    """Yield a violation for every paper that cites itself by the direct triple."""
    for paper, cited in graph.subject_objects(_CITES):
        if paper == cited:
            yield Result(
                severity="Violation",
                focus=str(paper),
                path=str(_CITES),
                value=str(cited),
                message=f"{_named(graph, paper)}: cites itself",
            )


def _misspelt(graph: rdflib.Graph) -> Iterator[Result]:
    """Yield a violation for every predicate that is nearly one of ours, or none of our ontology."""
    known = _terms()
    for predicate in sorted(set(graph.predicates()), key=str):
        term = str(predicate)
        namespace = next((each for each in known if term.startswith(each)), None)
        if namespace is None or term[len(namespace) :] in known[namespace]:
            continue
        local = term[len(namespace) :]
        near = difflib.get_close_matches(local, sorted(known[namespace]), 1, cutoff=0.8)
        if near or namespace == ONTOLOGY:
            focus = min(graph.subjects(predicate, None), key=str)
            meant = f", did you mean {near[0]}?" if near else ""
            yield Result(
                severity="Violation",
                focus=str(focus),
                path=term,
                value=None,
                message=f"{_named(graph, focus)}: {local} is no term of {namespace}{meant}",
            )


def _terms() -> dict[str, set[str]]:
    """Return the predicates that exports use, by their namespace."""
    document = json.loads(packaged("exports", "context.jsonld").read_text(encoding="utf-8"))
    found: dict[str, set[str]] = {}
    for meaning in document["@context"].values():
        curie = meaning if isinstance(meaning, str) else meaning["@id"]
        prefix, _, local = curie.partition(":")
        if prefix in PREFIXES and not local.startswith("//"):
            found.setdefault(PREFIXES[prefix], set()).add(local)
    return found
