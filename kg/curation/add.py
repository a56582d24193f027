"""One more entry in a list: in its own notation, in its place, and never twice."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote

from kg.curation.entries import ids_of, listed_entries, work_of_paper
from kg.curation.file_lines import Lines
from kg.curation.identifier_line import identifier_line, is_identifier_list
from kg.curation.notation import Notation
from kg.curation.place import find_place
from kg.curation.suggest import closeness, listed_papers
from kg.errors import Deferred, KgError, PaperNotFound, UsageError
from kg.identifiers import from_text, graph_ids, normalise_title
from kg.matching import compare, is_generic, work_of_entry
from kg.reading_list import read_list
from kg.records import Entry, GraphReader, ParsedList, Work, authors_of
from kg.sources import Source

__all__ = ["Addition", "add", "work_from_graph", "work_from_source"]


class Addition(NamedTuple):
    """The new bytes of a list, the lines that were added, where, and whether the section was clear."""

    body: bytes
    entry: str
    line: int
    section: list[str]
    clear: bool


def add(
    body: bytes,
    parsed: ParsedList,
    work: Work,
    *,
    graph: GraphReader | None = None,
    paper: str | None = None,
    section: str | None = None,
) -> Addition:
    r"""Return a list with one more entry.

    Parameters
    ----------
    body
        The file as it is.
    parsed
        The list read from it.
    work
        The paper to add.
    graph
        A store or graph that holds the list: it knows a paper's other versions, and
        which entries it is close to.
    paper
        The id of the paper in that graph.
    section
        Words of the heading to put it under, instead of where it fits best.

    Raises
    ------
    KgError
        When the list holds the paper, also as its preprint or published version, or an
        identifier of it stands anywhere in its text; names the line. When no way of
        writing the entry is read back as this paper.
    UsageError
        When no section, or several, are called so.

    Examples
    --------
    >>> from kg.reading_list import read_list
    >>> text = "# L\n- (2021 CVPR) **Deep Hashing Now** [paper](https://arxiv.org/abs/2101.00001)\n"
    >>> work = Work(title="Hashing Again", year=2022, venue="ICCV", ids={"arxiv": "2201.00001"})
    >>> print(add(text.encode(), read_list("l.md", text=text), work).entry)
    - (2022 ICCV) **Hashing Again** [paper](https://arxiv.org/abs/2201.00001)
    """
    _refuse_second(parsed, work, graph, paper)
    file = Lines.of(body, parsed.source)
    text = file.text()
    _refuse_mentioned(parsed, text, work)
    if is_identifier_list(text, parsed.source):
        return _with_identifier(file, parsed, work, section)
    close = closeness(graph, listed_papers(graph, parsed.id), paper) if graph and paper else {}
    place = find_place(
        parsed, file.lines, title=work.title or "", year=work.year, close=close, section=section
    )
    line = place.line + len(place.above)
    if _is_within_markup(file.lines, place.line):
        raise KgError(
            "entries in markup of a web page are not written",
            where=f"{parsed.source}:{line}",
            hint="write it by hand, after the example of its neighbours",
        )
    notation = Notation(parsed, text)
    tried = list(dict.fromkeys(notation.entries(work, place.section, place.number, place.beside)))
    for entry in tried:
        new = [*place.above, *entry.split("\n"), *place.below]
        changed = "\n".join([*file.lines[: place.line - 1], *new, *file.lines[place.line - 1 :]])
        if _reads_back(parsed, changed, work, line, len(new)):
            _insert(file, place.line - 1, new)
            return Addition(file.body(), entry, line, list(place.section), place.clear)
    raise KgError(
        "the entry could not be written so that it is read back as this paper",
        where=f"{parsed.source}:{line}",
        hint="write it by hand, after the example of its section"
        + (f": {' '.join(tried[0].split())}" if tried else ""),
    )


def _with_identifier(file: Lines, parsed: ParsedList, work: Work, section: str | None) -> Addition:
    """Return a list of identifiers with that of a paper behind its last."""
    if section is not None:
        raise UsageError("a list of identifiers has no sections", where=section)
    entry = identifier_line(parsed, file.lines, work.ids)
    line = max(listed_entry.line for listed_entry in parsed.entries) + 1
    _insert(file, line - 1, [entry])
    again = read_list(parsed.source, text=file.text())
    here = [listed_entry for listed_entry in again.entries if listed_entry.line == line]
    others = [
        _values_of(listed_entry) for listed_entry in again.entries if listed_entry.line != line
    ]
    if (
        len(here) != 1
        or not ids_of(here[0]) & {*graph_ids(work.ids), *work.also}
        or (others != [_values_of(listed_entry) for listed_entry in parsed.entries])
    ):
        raise KgError(
            "the identifier could not be written so that it is read back",
            where=f"{parsed.source}:{line}",
            hint=f"write it by hand: {entry}",
        )
    return Addition(file.body(), entry, line, [], True)


def _is_within_markup(lines: Sequence[str], line: int) -> bool:
    """Return whether a line stands between the tags of a table or list of a web page."""
    text = "\n".join(lines[: line - 1]).casefold()
    return any(
        len(re.findall(rf"<{tag}[\s>]", text)) > text.count(f"</{tag}>")
        for tag in ("table", "ul", "ol")
    )


def _insert(file: Lines, at: int, new: Sequence[str]) -> None:
    end = file.end()
    if at > 0 and not file.ends[at - 1]:
        file.ends[at - 1] = end  # the last line of the file had no line end
    file.lines[at:at] = new
    file.ends[at:at] = [end] * len(new)


def _reads_back(parsed: ParsedList, text: str, work: Work, line: int, added: int) -> bool:
    """Whether a list with one more entry is read as before, and with this paper on that line."""
    again = read_list(parsed.source, text=text)
    here = [entry for entry in again.entries if entry.line == line]
    if len(here) != 1 or normalise_title(here[0].title) != normalise_title(work.title or ""):
        return False
    if not _is_of_work(here[0], work):
        return False
    others = [entry for entry in again.entries if entry.line != line]
    moved = [other.line - added if other.line > line else other.line for other in others]
    return (
        list(map(_values_of, others)) == list(map(_values_of, parsed.entries))
        and moved == [entry.line for entry in parsed.entries]
        and len(again.datasets) == len(parsed.datasets)
    )


def _is_of_work(entry: Entry, work: Work) -> bool:
    """Return whether neither the ids nor the year of an entry speak against its paper."""
    ids, known = ids_of(entry), {*graph_ids(work.ids), *work.also}
    if ids and not ids & known:
        return False
    return not entry.year or not work.year or entry.year == work.year


def _values_of(entry: Entry) -> tuple[object, ...]:
    """Return what an entry says, wherever it stands."""
    return entry.title, entry.section, entry.ids, entry.year, [link.url for link in entry.links]


def _refuse_mentioned(parsed: ParsedList, text: str, work: Work) -> None:
    """Refuse a paper whose identifier stands anywhere in the list: also beside its entries."""
    for id in dict.fromkeys((*graph_ids(work.ids), *work.also)):
        line = line_of_identifier(text, id)
        if line is not None:
            raise KgError(
                f"already in the list: {id} stands on this line",
                where=f"{parsed.source}:{line}",
                hint="if it is not meant as an entry, write the new one by hand",
            )


#: Kinds of ids whose values stand for nothing else; a bare number may be anything.
_TELLING = frozenset(("doi", "arxiv", "acl", "s2", "openreview", "pmc"))


def line_of_identifier(text: str, id: str) -> int | None:
    r"""Return the first line (1-based) of a text that holds an id of a paper, or None.

    Examples
    --------
    >>> line_of_identifier("a\nsee https://doi.org/10.1/A%28b%29.", "doi:10.1/a(b)")
    2
    >>> line_of_identifier("https://doi.org/10.1/ab and 2101.000012", "doi:10.1/a")
    >>> line_of_identifier("https://arxiv.org/pdf/2101.00001v2.pdf", "arxiv:2101.00001")
    1
    """
    kind, _, value = id.partition(":")
    if kind not in _TELLING:
        return None
    end = r"(?:v\d+)?(?:\.pdf|/pdf|/full|/abstract)?(?!\w|[./\-_:;(<]+\w)"
    pattern = re.compile(r"(?<!\w)(?<!\d[.])" + re.escape(value.casefold()) + end)
    for number, line in enumerate(text.split("\n"), 1):
        if pattern.search(html.unescape(unquote(line)).casefold()):
            return number
    return None


def _refuse_second(
    parsed: ParsedList, work: Work, graph: GraphReader | None, paper: str | None
) -> None:
    ids = {*graph_ids(work.ids), *work.also} | ({paper} if paper else set())
    for entry in listed_entries(parsed, graph):
        known = ids_of(entry.entry)
        if entry.paper is not None:
            known |= {entry.paper["id"], *entry.paper.get("aliases", ())}
        if known & ids or _same_title(entry.entry, work):
            raise KgError(
                f'already in the list: "{entry.entry.title}"',
                where=f"{parsed.source}:{entry.entry.line}",
                hint="another version of a paper is the same paper" if not known & ids else None,
            )


def _same_title(entry: Entry, work: Work) -> bool:
    agreement = compare(work_of_entry(entry), work)
    return agreement.title == "equal" and not agreement.contradicted and not is_generic(entry.title)


def work_from_graph(graph: GraphReader, paper: str) -> Work:
    """Return a paper of a graph as a work.

    Raises
    ------
    PaperNotFound
        When the graph holds no paper of this id.
    """
    found = next((record for record in graph.nodes("Paper") if record["id"] == paper), None)
    if found is None:
        raise PaperNotFound("no paper of the graph goes by that name", where=paper)
    return work_of_paper(found, authors_of(graph, {paper}).get(paper, ()))


def work_from_source(source: Source, words: str) -> Work:
    """Return the work that a source knows by an identifier or URL.

    Raises
    ------
    PaperNotFound
        When the words are no identifier, or nobody knows it.
    Deferred
        When the source could not be asked now.
    """
    id = from_text(words)
    if id is None:
        raise PaperNotFound(
            "neither an identifier nor a paper of the graph",
            where=words,
            hint="give a DOI, an arXiv id or the URL of one",
        )
    kind, value = id.split(":", 1)
    (resolution,) = source.resolve([Entry(line=1, title="", ids={kind: value})], {})
    if resolution.work is not None and resolution.work.title:
        return resolution.work
    if resolution.deferred or source.deferred:
        raise Deferred(source.deferred or "could not be asked now", where=words)
    raise PaperNotFound(f"not known to {source.name}", where=words, hint="check the identifier")
