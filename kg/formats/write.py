"""Write papers of a graph in the format of a file's suffix."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from kg.errors import UsageError
from kg.files import whole_file
from kg.records import GraphReader

if TYPE_CHECKING:
    from kg.formats.papers import CitedPaper

__all__ = ["FORMATS", "format_of", "write"]

_log = logging.getLogger("kg")

#: Suffix to format; the format's name is the suffix without its dot.
FORMATS = {
    ".bib": "bib",
    ".ris": "ris",
    ".csl.json": "csl.json",
    ".csv": "csv",
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".net": "net",
}

_BIBLIOGRAPHIES = ("bib", "ris", "csl.json")


def format_of(path: Path) -> str | None:
    """Return the format that a file's name asks for, or None when it is none of :data:`FORMATS`.

    Examples
    --------
    >>> format_of(Path("references.CSL.json"))
    'csl.json'
    >>> format_of(Path("graph.ttl"))
    """
    name = path.name.lower()
    return next((format for suffix, format in FORMATS.items() if name.endswith(suffix)), None)


def write(
    graph: GraphReader,
    target: Path | IO[bytes],
    format: str,
    *,
    papers: Literal["listed", "all"] | None = None,
    abstracts: bool = False,
    topics: Mapping[str, str] | None = None,
    only: Collection[str] | None = None,
) -> int:
    """Write papers of a graph and return how many were written.

    The same graph gives the same bytes. Text is UTF-8 with LF.

    Parameters
    ----------
    graph
        A store, or a graph in memory.
    target
        A path, written whole or not at all, or a binary stream.
    format
        One of the values of :data:`FORMATS`.
    papers
        The papers of the reading lists, or all. Left out: the listed ones in a
        bibliography (all, where the graph holds no list), all in a table or network.
    abstracts
        Whether abstracts and one-sentence summaries go along; they may be under
        somebody's copyright.
    topics
        The topic of each paper by its id, for GraphML and GEXF.
    only
        Ids: of the papers these alone, in a bibliography.

    Raises
    ------
    UsageError
        When the format is not known.
    ExportError
        When the file cannot be written.

    Examples
    --------
    >>> import sys
    >>> from kg.records import Graph, Paper
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="Deep CCA", short="DCCA", year=2013))
    >>> write(graph, sys.stdout.buffer, "bib")  # doctest: +SKIP
    @misc{DCCA2013,
      title = {Deep {CCA}},
      year = {2013}
    }
    1
    """
    if format not in FORMATS.values():
        known = ", ".join(FORMATS.values())
        raise UsageError(f"unknown format {format!r}", hint=f"use one of {known}")
    from kg.formats.papers import read_papers

    chosen = read_papers(graph, papers or ("listed" if format in _BIBLIOGRAPHIES else "all"))
    if papers is None and not chosen:
        chosen = read_papers(graph, "all")
    if format in _BIBLIOGRAPHIES:
        from kg.formats import bibliography

        chosen = [paper for paper in chosen if only is None or paper.properties["id"] in only]
        _tell_of_other_keys(chosen, format)
        content = bibliography.render(chosen, format, abstracts=abstracts)
    elif format == "csv":
        from kg.formats import tables

        content = tables.render(chosen, abstracts=abstracts)
    else:
        from kg.formats import networks

        content = networks.render(graph, chosen, format, abstracts=abstracts, topics=topics or {})
    if isinstance(target, Path):
        with whole_file(target) as stream:
            stream.write(content)
    else:
        target.write(content)
    return len(chosen)


def _tell_of_other_keys(papers: Iterable[CitedPaper], format: str) -> None:
    """Say which citation keys are not kept: another paper has them, too, or BibTeX cannot hold them."""
    for paper in papers:
        for key, written in paper.bibtex_keys.items() if format == "bib" else ():
            _log.warning("BibTeX cannot hold the citation key %s: written as %s", key, written)
        if paper.lost_key is not None:
            _log.warning(
                "the citation key %s is another paper's, too: %s is written as %s; kg export --list keeps it",
                paper.lost_key,
                paper.properties["id"],
                paper.key,
            )
