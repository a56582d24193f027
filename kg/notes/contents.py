"""What the notes say: front matter and text of each paper, read from the graph once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from kg.credentials import strip_credentials
from kg.errors import KgError
from kg.formats.papers import CitedPaper, plain, read_papers
from kg.identifiers import normalise_title, page_of
from kg.lineage import main_path
from kg.opened_list import open_list
from kg.records import Edge
from kg.records.tags import tags_of
from kg.stores import Store
from kg.topics import topics_of_papers

__all__ = ["Links", "NotesContents", "front_matter", "index_text", "note_text", "read_contents"]

#: A link to the note of a paper, by its id; None where the paper has none.
Links = Callable[[str], str | None]

_REFERENCES = {
    "complete": "Its reference list is complete.",
    "partial": "Only a part of its reference list is known.",
    "capped": "Its reference list is longer than the source gives.",
    "elided": "The publisher withholds its reference list.",
    "deferred": "Its reference list could not be asked for yet.",
    "unknown": "What it cites is not known.",
}
_CITATIONS = {
    "complete": "All papers that cite it are known.",
    "partial": "Only a part of the papers that cite it is known.",
    "capped": "More papers cite it than the source gives.",
    "elided": "The papers that cite it are withheld.",
    "deferred": "The papers that cite it could not be asked for yet.",
    "unknown": "Which papers beyond this graph cite it is not known.",
}
_MARKUP = re.compile(r"([\\`*_\[\]<>#|!$%~=^])")
_ADDRESS = re.compile(r"https?://[^\s)>\]\"']+")


class NotesContents(msgspec.Struct, frozen=True):
    """Papers by id, who cites whom, where lists name them, and what the lists remark."""

    papers: dict[str, CitedPaper]
    cites: dict[str, list[Edge]]
    cited_by: dict[str, list[Edge]]
    named: dict[str, list[Edge]]
    lists: dict[str, dict[str, Any]]
    remarks: dict[tuple[str, str], list[str]]
    topics: dict[str, str]
    main_path: list[str]


def read_contents(store: Store) -> NotesContents:
    """Read what the notes say of a store."""
    papers = {paper.properties["id"]: paper for paper in read_papers(store, "all")}
    cites: dict[str, list[Edge]] = defaultdict(list)
    cited_by: dict[str, list[Edge]] = defaultdict(list)
    for edge in store.relationships("CITES"):
        if edge.start in papers and edge.end in papers:
            cites[edge.start].append(edge)
            cited_by[edge.end].append(edge)
    named: dict[str, list[Edge]] = defaultdict(list)
    for edge in store.relationships("LISTS"):
        if edge.end in papers:
            named[edge.end].append(edge)
    return NotesContents(
        papers=papers,
        cites=dict(cites),
        cited_by=dict(cited_by),
        named=dict(named),
        lists={reading_list["id"]: reading_list for reading_list in store.nodes("ReadingList")},
        remarks=_remarks(store),
        topics=topics_of_papers(store).named(),
        main_path=[id for id in main_path(store).papers if id in papers],
    )


def _remarks(store: Store) -> dict[tuple[str, str], list[str]]:
    """Return the lines of each entry as its list has them now, by list and title."""
    found = {}
    for facts in store.inputs():
        if facts.reading_list is None or not Path(facts.location).is_file():
            continue
        try:
            opened = open_list(facts.location)
        except KgError:
            continue  # the list has gone wrong since it was built, which kg check says
        lines = opened.text.splitlines()
        for entry in opened.parsed.entries:
            taken = [lines[number - 1] for number in entry.lines if number <= len(lines)]
            found[facts.input, normalise_title(entry.title)] = taken
    return found


def front_matter(contents: NotesContents, id: str) -> dict[str, Any]:
    """Return what kg says in the front matter of a note; what is not known is left out."""
    paper = contents.papers[id]
    properties = paper.properties
    edges = contents.named.get(id, [])
    status = [f"kg/{properties['status']}"] if properties.get("status") else []
    return {
        "id": id,
        "title": properties.get("title"),
        "authors": paper.authors or None,
        "year": properties.get("year"),
        "venue": paper.venue,
        "doi": properties.get("doi"),
        "citation_key": paper.key,
        "references_state": properties.get("references_state", "unknown"),
        "topics": [contents.topics[id]] if id in contents.topics else None,
        "sections": list(dict.fromkeys(_section(edge) for edge in edges if _section(edge))) or None,
        "listed": None if properties.get("listed") else False,
        "tags": [*status, *(re.sub(r"\s+", "-", tag) for tag in tags_of(properties))],
    }


def _section(edge: Edge) -> str:
    return " > ".join(edge.properties.get("section", ()))


def note_text(contents: NotesContents, id: str, link: Links) -> str:
    """Return kg's part of the text of a note.

    Parameters
    ----------
    contents
        What all notes are made of.
    id
        The paper of the note.
    link
        Makes the link to the note of another paper.
    """
    paper = contents.papers[id]
    properties = paper.properties
    lines = ["", f"# {_words(properties.get('title') or id)}", "", *_heading(paper), ""]
    if properties.get("note"):
        lines += [f"> {_words(line)}" for line in str(properties["note"]).splitlines()] + [""]
    for edge in contents.named.get(id, ()):
        lines += _naming(contents, edge)
    lines += ["## Cites", "", _REFERENCES[properties.get("references_state", "unknown")], ""]
    lines += _citations(contents, [(e.end, e) for e in contents.cites.get(id, ())], link)
    lines += ["## Cited by", "", _CITATIONS[properties.get("citations_state", "unknown")], ""]
    lines += _citations(contents, [(e.start, e) for e in contents.cited_by.get(id, ())], link)
    for name, things in (("Datasets", paper.datasets), ("Code", paper.code)):
        if things:
            lines += [f"## {name}", "", *(f"- {_words(thing)}" for thing in things), ""]
    return "\n".join(lines) + "\n"


def _heading(paper: CitedPaper) -> list[str]:
    year = paper.properties.get("year")
    if paper.venue and str(year) in paper.venue:
        year = None
    facts = [
        _words(", ".join(paper.authors)),
        _words(", ".join(str(part) for part in (paper.venue, year) if part is not None)),
        _address(paper),
    ]
    return [" · ".join(fact for fact in facts if fact)]


def _address(paper: CitedPaper) -> str:
    properties = paper.properties
    url = page_of("doi", properties["doi"]) if "doi" in properties else paper.url
    safe = re.sub(r"[\s<>\"`{}|\\^]", lambda sign: quote(sign[0]), strip_credentials(url or "")[0])
    return f"<{safe}>" if safe.startswith(("http://", "https://")) else ""


def _naming(contents: NotesContents, edge: Edge) -> list[str]:
    """Return where a list names a paper, how it was matched, and the entry as it stands there."""
    properties = edge.properties
    reading_list = contents.lists.get(edge.start, {})
    title = _words(reading_list.get("title") or reading_list.get("source") or edge.start)
    where = f"line {properties['line']}" if "line" in properties else ""
    places = ", ".join(part for part in (_words(_section(edge)), where) if part)
    confidence = properties.get("confidence", "none")
    evidence = f": {_words(properties['evidence'])}" if properties.get("evidence") else ""
    lines = [f"## {title}", "", f"{places}; match {confidence}{evidence}", ""]
    written = contents.remarks.get((edge.start, normalise_title(properties.get("title") or "")))
    if written is None:
        written = [
            ", ".join(
                str(properties[name]) for name in ("title", "venue", "year") if name in properties
            )
        ]
    quoted = [f"> {_as_written(line)}" for line in written if line.strip()]
    return [*lines, *quoted, ""] if quoted else lines


def _citations(
    contents: NotesContents, found: Iterable[tuple[str, Edge]], link: Links
) -> list[str]:
    """Return the citations of papers that have notes, the newest first, and how many others there are."""
    papers = contents.papers
    found = sorted(
        found, key=lambda pair: (-(papers[pair[0]].properties.get("year") or 0), pair[0])
    )
    lines = []
    others = 0
    for id, edge in found:
        target = link(id)
        if target is None:
            others += 1
            continue
        reasons = [
            f"{_words(words)} ({_words(source)})"
            for source, words in zip(
                edge.properties.get("sources", ()),
                edge.properties.get("evidence", ()),
                strict=False,
            )
        ] or [_words(source) for source in edge.properties.get("sources", ())]
        intents = [_words(intent) for intent in edge.properties.get("intents", ())]
        why = "; ".join([*reasons, *(["cited for " + ", ".join(intents)] if intents else [])])
        lines.append(f"- {target} {_named(papers[id])}" + (f": {why}" if why else ""))
    if others:
        lines.append(f"- and {others:,} without a note")
    return [*lines, ""] if lines else []


def _named(paper: CitedPaper) -> str:
    year = paper.properties.get("year")
    return _words(paper.properties.get("title") or paper.properties["id"]) + (
        f" ({year})" if year is not None else ""
    )


def index_text(contents: NotesContents, link: Links) -> str:
    """Return kg's part of the index: the main path, the topics, the lists."""
    lines = ["", "# Reading list", ""]
    chain = [_member(contents, id, link) for id in contents.main_path]
    if chain:
        lines += ["## Main path", "", "How the idea travelled, the oldest first.", "", *chain, ""]
    topics: dict[str, list[str]] = defaultdict(list)
    for id, name in contents.topics.items():
        if id in contents.papers and link(id) is not None:
            topics[name].append(id)
    if topics:
        lines += ["## Topics", ""]
        for name, ids in sorted(topics.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            lines += [f"### {_words(name)}", "", *(_member(contents, id, link) for id in ids), ""]
    for list_id, reading_list in contents.lists.items():
        title = reading_list.get("title") or reading_list.get("source") or list_id
        lines += [f"## {_words(title)}", *_entries(contents, list_id, link), ""]
    return "\n".join(lines) + "\n"


def _member(contents: NotesContents, id: str, link: Links) -> str:
    return " ".join(part for part in ("-", link(id), _named(contents.papers[id])) if part)


def _entries(contents: NotesContents, list_id: str, link: Links) -> list[str]:
    edges = [e for found in contents.named.values() for e in found if e.start == list_id]
    edges.sort(key=lambda edge: (edge.properties.get("position", 0), edge.end))
    lines: list[str] = []
    section = None
    for edge in edges:
        if _section(edge) != section:
            section = _section(edge)
            lines += ["", f"### {_words(section)}", ""] if section else []
        lines.append(_member(contents, edge.end, link))
    return lines


def _words(text: object) -> str:
    """Return the words of others on one line, without anything that an editor of notes obeys."""
    return _MARKUP.sub(r"\\\1", plain(str(text)))


def _as_written(line: str) -> str:
    """Return a line of a list as it is written, but for what would be run, embedded or linked to a note."""
    line = _ADDRESS.sub(lambda match: strip_credentials(match.group())[0], plain(line))
    return (
        line.replace("<", "\\<")
        .replace("[[", "\\[\\[")
        .replace("![", "\\!\\[")
        .replace("%%", "\\%\\%")
    )
