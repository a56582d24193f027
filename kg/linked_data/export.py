"""The graph written as RDF: streamed through pyoxigraph, the same graph the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, starmap
from pathlib import Path
from typing import IO, cast

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from kg.errors import ExportError, UsageError
from kg.files import whole_file
from kg.linked_data.description import Tally, description
from kg.linked_data.iris import Iris
from kg.linked_data.jsonld import compact
from kg.linked_data.literals import iri
from kg.linked_data.nodes import Statement
from kg.linked_data.provenance import Provenance
from kg.linked_data.subgraph import Subgraph, subgraph
from kg.linked_data.triples import PROFILES, Profile, TripleBlock, blocks
from kg.linked_data.vocabulary import BASE, PREFIXES
from kg.records import GraphReader
from kg.stores.outputs import check_output

__all__ = ["FORMATS", "described", "export_rdf", "format_of", "write_statements"]

#: Suffix to the format of pyoxigraph; each may be followed by ``.gz``.
FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "compact.jsonld": RdfFormat.JSON_LD,
}
_WITH_GRAPHS = ("nq", "trig")
_WITH_TRIPLE_TERMS = ("ttl", "nt", "nq", "trig")


def format_of(path: str | Path) -> str | None:
    """Return the RDF format that a file's name asks for, or None.

    Examples
    --------
    >>> format_of("graph.ttl"), format_of("graph.NT.gz"), format_of("graph.bib")
    ('ttl', 'nt', None)
    """
    name = Path(path).name.lower().removesuffix(".gz")
    found = [format for format in FORMATS if name.endswith(f".{format}")]
    return max(found, key=len, default=None)


def export_rdf(
    graph: GraphReader,
    target: str | Path | IO[bytes],
    format: str | None = None,
    *,
    profile: Profile = "full",
    base: str = BASE,
    licence: str | None = None,
    abstracts: bool = False,
    papers: Collection[str] | None = None,
    section: str | None = None,
) -> int:
    r"""Write a graph as RDF and return the number of triples.

    The export is streamed, describes itself (VoID, DCAT, PROV), has no blank nodes,
    and depends on the graph and the arguments alone.

    Parameters
    ----------
    graph
        A store or a graph in memory.
    target
        A file (``.gz``: compressed) or a binary stream.
    format
        One of :data:`FORMATS`; None: by the file's suffix.
    profile
        See :func:`described`.
    base
        IRI under which the resources live.
    licence
        IRI of the licence of the export; None states none, and validation warns.
    abstracts
        With abstracts and summaries; the licence of Semantic Scholar forbids to pass
        on those that were fetched from it.
    papers
        Ids of papers: only these and what touches them.
    section
        Only the papers that a list has under this heading, and what touches them.

    Returns
    -------
    int
        Number of triples written, the description included.

    Raises
    ------
    UsageError
        When the format, profile, base or licence is not one.
    ExportError
        When the file cannot be written or is one that a person wrote, or the format cannot hold the profile.

    Examples
    --------
    >>> import io
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:1711.06420", title="DCMH"))
    >>> out = io.BytesIO()
    >>> export_rdf(graph, out, "nt") == out.getvalue().count(b"\n")
    True
    """
    format = _checked_format(format, target, profile)
    check_output(target, graph)
    tally = Tally()
    stream = described(
        subgraph(graph, papers=papers, section=section),
        tally,
        profile=profile,
        base=base,
        licence=licence,
        abstracts=abstracts,
    )
    if isinstance(target, (str, Path)):
        _write_file(stream, Path(target), format)
    else:
        _write(stream, target, format)
    return tally.predicates.total()


def described(
    graph: GraphReader,
    tally: Tally,
    *,
    profile: Profile = "full",
    base: str = BASE,
    licence: str | None = None,
    abstracts: bool = False,
) -> Iterator[TripleBlock]:
    """Return the blocks of a whole export, its description last.

    Nothing of the graph is read twice, and only a few numbers a paper are kept in memory.

    Parameters
    ----------
    graph
        A store or a graph in memory.
    tally
        Counts what passes.
    profile
        ``full``; ``core``, without nodes for citations, roles, identifiers and the
        like; ``rdf12``, with RDF 1.2 triple terms that tie each statement to what its
        node states.
    base
        IRI under which the resources live.
    licence
        IRI of the licence of the export.
    abstracts
        With abstracts and summaries.

    Yields
    ------
    TripleBlock
        In an order that depends on the graph alone; citations lie in one named graph
        a combination of sources, entries in one a reading list, all else in the
        default graph.

    Raises
    ------
    UsageError
        When the base or licence is no IRI; before the first block is asked for.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:1711.06420", title="DCMH"))
    >>> block = next(described(graph, Tally()))
    >>> [object.value for _, predicate, object in block.triples if "title" in predicate.value]
    ['DCMH']
    """
    iris = Iris(base)
    stated = _licence(licence)
    provenance = Provenance(part=graph.name if isinstance(graph, Subgraph) else None)

    def stream() -> Iterator[TripleBlock]:
        for block in blocks(graph, iris, provenance, profile=profile, abstracts=abstracts):
            tally.count(block.triples)
            yield block
        own = description(iris, provenance, tally, profile=profile, licence=stated)
        tally.count(own)
        yield TripleBlock(None, own)

    return stream()


def _checked_format(format: str | None, target: str | Path | IO[bytes], profile: str) -> str:
    if format is None and isinstance(target, (str, Path)):
        format = format_of(target)
    if format not in FORMATS:
        raise UsageError(
            f"{format or target!s} is not a format of RDF", hint=f"one of {', '.join(FORMATS)}"
        )
    if profile not in PROFILES:
        raise UsageError(f"{profile!r} is not a profile", hint=f"one of {', '.join(PROFILES)}")
    if profile == "rdf12" and format not in _WITH_TRIPLE_TERMS:
        raise ExportError(
            f"{format} cannot hold the triple terms of RDF 1.2",
            hint=f"use {', '.join(_WITH_TRIPLE_TERMS)} or another profile",
        )
    return format


def _licence(licence: str | None) -> NamedNode | None:
    if licence is None:
        return None
    found = iri(licence)
    if found is None:
        raise UsageError(
            f"{licence!r} is not an IRI",
            where="--license",
            hint="for example https://creativecommons.org/licenses/by/4.0/",
        )
    return found


def _write(stream: Iterator[TripleBlock], file: IO[bytes], format: str) -> None:
    if format == "compact.jsonld":
        for line in compact(block.triples for block in stream):
            file.write(line)
        return
    if format in _WITH_GRAPHS:
        quads = chain.from_iterable(block.quads() for block in stream)
        pyoxigraph.serialize(quads, file, FORMATS[format], prefixes=PREFIXES)
    else:
        write_statements(chain.from_iterable(block.triples for block in stream), file, format)


def write_statements(statements: Iterable[Statement], file: IO[bytes], format: str) -> None:
    """Write the statements of an export, in its order, in a format without named graphs.

    Who needs several formats of one export gets the statements of :func:`described` once.

    Parameters
    ----------
    statements
        Triples without blank nodes.
    file
        A binary stream.
    format
        One of :data:`FORMATS`.
    """
    triples = starmap(Triple, statements)
    pyoxigraph.serialize(triples, file, FORMATS[format], prefixes=PREFIXES)


def _write_file(stream: Iterator[TripleBlock], path: Path, format: str) -> None:
    with whole_file(path) as file:
        if path.suffix.lower() != ".gz":
            _write(stream, file, format)
            return
        # No name and no time in the header: nothing depends on where and when.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            _write(stream, cast(IO[bytes], packed), format)
