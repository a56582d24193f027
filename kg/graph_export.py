"""A graph written in the format of a file's suffix: RDF, a bibliography, a table or a network."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO, Literal, NamedTuple

from kg import formats
from kg.errors import UsageError
from kg.linked_data.export import FORMATS, export_rdf, format_of
from kg.linked_data.subgraph import Subgraph, subgraph
from kg.linked_data.triples import Profile
from kg.linked_data.vocabulary import BASE
from kg.reading_list.curation_file import curation_path, read_curation
from kg.records import GraphReader
from kg.stores import Store
from kg.stores.outputs import check_output

__all__ = ["ExportSize", "export", "stated_licence"]

_log = logging.getLogger("kg")


class ExportSize(NamedTuple):
    """How much was written: so many triples or papers."""

    number: int
    what: Literal["triples", "papers"]


def export(
    graph: GraphReader,
    target: str | Path | IO[bytes],
    format: str | None = None,
    *,
    profile: Profile = "full",
    base: str | None = None,
    licence: str | None = None,
    abstracts: bool = False,
    papers: Collection[str] | None = None,
    section: str | None = None,
    reading_list: str | None = None,
    every: bool = False,
) -> ExportSize:
    """Write a graph as RDF, a bibliography, a table or a network.

    A folder of notes is written by :func:`kg.notes.write_notes`.

    Parameters
    ----------
    graph
        A store, or a graph in memory.
    target
        A file, written whole or not at all, or a binary stream.
    format
        One of :data:`kg.linked_data.export.FORMATS` or :data:`kg.formats.FORMATS`, or
        ``bibtex`` or ``csl-json``; None: by the file's suffix.
    profile, base
        See :func:`kg.linked_data.export.export_rdf`.
    licence
        IRI of the licence of RDF; None: the one that the curation files of the lists state.
    abstracts
        With abstracts and one-sentence summaries; their licence may forbid it.
    papers
        Ids of papers: only these and what touches them.
    section
        Only the papers that a list has under this heading, and what touches them.
    reading_list
        The id of a list: only its papers, with its own citation keys, and what touches them.
    every
        A bibliography of every paper, not only of the listed ones.

    Returns
    -------
    ExportSize
        How many triples or papers were written.

    Raises
    ------
    UsageError
        When the format is not known, or an option is not for it.
    PaperNotFound
        When ``papers`` holds an id that is not that of a paper.
    ExportError
        When the file cannot be written, or is one that a person wrote.

    Examples
    --------
    >>> import io
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="arxiv:1711.06420", title="DCMH"))
    >>> export(graph, io.BytesIO(), "ris")
    ExportSize(number=1, what='papers')
    """
    chosen = _known_format(target, format)
    check_output(target, graph)
    part = subgraph(graph, papers=papers, section=section, reading_list=reading_list)
    if chosen in FORMATS:
        count = export_rdf(
            part,
            target,
            chosen,
            profile=profile,
            base=base or BASE,
            licence=licence or stated_licence(graph),
            abstracts=abstracts,
        )
        return ExportSize(count, "triples")
    for name, given in (
        ("--profile", profile != "full"),
        ("--base", base is not None),
        ("--license", licence is not None),
    ):
        if given:
            raise UsageError(f"{name} is for RDF, not for {chosen}")
    count = formats.write(
        part,
        Path(target) if isinstance(target, str) else target,
        chosen,
        # Papers that were asked for by name are wanted, listed or not.
        papers="all" if every or papers else None,
        abstracts=abstracts,
        topics=_topics(graph, chosen),
        only=part.chosen if isinstance(part, Subgraph) and not papers else None,
    )
    return ExportSize(count, "papers")


def stated_licence(graph: GraphReader) -> str | None:
    """Return the licence that the curation files of a store's lists agree on, or None.

    Examples
    --------
    >>> from kg.records import Graph
    >>> stated_licence(Graph())
    """
    stated = set()
    for facts in graph.inputs() if isinstance(graph, Store) else ():
        path = curation_path(facts.location)
        if path is not None and path.is_file() and (licence := read_curation(path).licence):
            stated.add(licence)
    if len(stated) > 1:
        _log.warning("the lists state different licences, so none is stated: say --license")
    return stated.pop() if len(stated) == 1 else None


def _known_format(target: str | Path | IO[bytes], format: str | None) -> str:
    known = [*FORMATS, *formats.FORMATS.values()]
    format = {"bibtex": "bib", "csl-json": "csl.json"}.get(format or "", format)
    if format is not None and format not in known:
        raise UsageError(f"{format} is not a format", hint=f"one of {', '.join(known)}")
    if format is None and not isinstance(target, (str, Path)):
        raise UsageError("a stream has no suffix", hint="say its format")
    found = format or format_of(str(target)) or formats.format_of(Path(str(target)))
    if found is None:
        raise UsageError(
            "no format goes by that suffix",
            where=str(target),
            hint="say --format, see kg export --help",
        )
    return found


def _topics(graph: GraphReader, format: str) -> Mapping[str, str]:
    """Return the name of each paper's topic, for the formats that carry it."""
    if format not in ("graphml", "gexf"):
        return {}
    from kg.topics import topics_of_papers

    return topics_of_papers(graph).named()
