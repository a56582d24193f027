"""Is this RDF what it should be? The judge is SHACL; IRIs are judged before it.

pyshacl is the reference: about 8,000 triples a second, all of them in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
import pyoxigraph
import pyshacl
import rdflib
from rdflib.namespace import DCTERMS, FOAF, RDF, SH

from kg.linked_data.reading import Source, read
from kg.linked_data.vocabulary import ONTOLOGY, PREFIXES
from kg.settings import packaged

__all__ = ["Report", "Result", "validate"]

_SEVERITIES = ("Violation", "Warning", "Info")
_VOID = rdflib.Namespace(PREFIXES["void"])
_NAMES = (DCTERMS.title, FOAF.name, rdflib.URIRef(ONTOLOGY + "titleAsWritten"))


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One finding. ``focus``, ``path`` and ``value`` are IRIs or texts; ``message`` names the resource."""

    severity: str
    focus: str
    path: str | None
    value: str | None
    message: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What validation found; only violations make ``conforms`` false."""

    conforms: bool
    results: list[Result]

    def text(self) -> str:
        """Return the report for people: violations first, one line a finding."""
        counts = {name: sum(each.severity == name for each in self.results) for name in _SEVERITIES}
        said = ", ".join(f"{n} {name.lower()}{'s' * (n != 1)}" for name, n in counts.items() if n)
        lines = [
            ("conforms" if self.conforms else "does not conform") + (f": {said}" if said else "")
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
            graph.add((node, SH.focusNode, rdflib.Literal(each.focus)))
            graph.add((node, SH.resultMessage, rdflib.Literal(each.message)))
        return graph.serialize(format="turtle")


def validate(
    source: Source, *, shapes: str | Path | None = None, licence: str | None = None
) -> Report:
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
    Report
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
    graph = rdflib.Graph()
    results = list(_load(source, graph, licence))
    rules = rdflib.Graph().parse(shapes or packaged("exports", "shapes.ttl"))
    _, found, _ = pyshacl.validate(graph, shacl_graph=rules, inference="none", advanced=False)
    assert isinstance(found, rdflib.Graph)  # noqa: S101 - the failure it may return is raised, not returned
    results += _results(graph, found)
    results += _miscounted(graph)
    results = sorted(
        set(results),
        key=lambda each: (
            _SEVERITIES.index(each.severity),
            each.message,
            str(each.path),
            str(each.value),
        ),
    )
    return Report(conforms=all(each.severity != "Violation" for each in results), results=results)


def _load(source: Source, graph: rdflib.Graph, licence: str | None) -> Iterator[Result]:
    """Fill a graph, and yield what is no RDF: illegal IRIs, broken syntax."""
    judged: dict[str, str | None] = {}
    try:
        for triple in read(source, lenient=True, licence=licence):
            bad = [(term, why) for term in triple if (why := _illegal(term, judged))]
            for term, why in bad:
                about = _text(triple[0])
                yield Result(
                    severity="Violation",
                    focus=about,
                    path=_text(triple[1]),
                    value=_text(term),
                    message=f"{about}: <{_text(term)}> is not an absolute IRI: {why}",
                )
            if not bad and not isinstance(triple[2], pyoxigraph.Triple):
                # RDF 1.2 triple terms repeat what is stated anyway; rdflib cannot hold them.
                graph.add(tuple(map(_rdflib, triple)))  # type: ignore[arg-type]
    except SyntaxError as error:
        yield Result(
            severity="Violation",
            focus=str(source),
            path=None,
            value=None,
            message=f"{source}: {error.msg}",
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
    """Return how a person recognises a resource: by its title, else by its neighbours' titles."""
    own = [str(title) for name in _NAMES for title in graph.objects(focus, name)]
    if not own:
        near = (str(t) for o in graph.objects(focus) for t in graph.objects(o, DCTERMS.title))
        own = sorted(set(near))[:2]
    local = unquote(str(focus).rsplit("/", 1)[-1])
    kind = str(focus).rsplit("/", 2)[-2:-1]
    return " ".join([*kind, local, *(f'"{title}"' for title in own[:2])])


def _miscounted(graph: rdflib.Graph) -> Iterator[Result]:
    """Yield a warning where an export says another number of triples than the file has."""
    described = list(graph.subject_objects(_VOID.triples))
    exports = [(node, n) for node, n in described if (node, RDF.type, _VOID.Dataset) in graph]
    if len(exports) == 1 and str(exports[0][1]) != str(len(graph)):
        node, said = exports[0]
        yield Result(
            severity="Warning",
            focus=str(node),
            path=str(_VOID.triples),
            value=str(said),
            message=f"{_named(graph, node)}: says that it has {said} triples, the file has {len(graph)}",
        )
