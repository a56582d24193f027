"""Papers as every writer needs them: with authors, venue, datasets, code and a key."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from kg.captions import without_letter
from kg.formats.record_types import PublicationKind, kind_of_record
from kg.identifiers import normalise_title, page_of
from kg.records import Edge, GraphReader, authors_of
from kg.venues import is_preprint_server

__all__ = ["CitedPaper", "citation_keys", "escaped_ids", "plain", "read_papers"]

# Words that a key says nothing by: Google Scholar's keys skip them too.
_FUNCTION_WORDS = frozenset("a an and at by for from in of on the to with".split())


class CitedPaper(msgspec.Struct, kw_only=True, frozen=True):
    """A paper with what its relationships say.

    ``properties`` are those of the node; ``authors`` are in order, and ``more_authors`` says
    that the paper has others that nobody names; ``key`` is the
    citation key, that of the bibliography that lists the paper where there is one, and
    ``other_keys`` further ones it has there, ``lost_key`` one that it has there while
    another paper has it, too, and ``bibtex_keys`` how BibTeX writes those of
    both that it cannot hold as they are; ``record_type`` is what that bibliography calls
    it, where nothing else is known to be right; ``datasets`` and ``code`` are names and URLs.
    """

    key: str
    other_keys: list[str] = []
    lost_key: str | None = None
    bibtex_keys: dict[str, str] = {}
    kind: PublicationKind
    record_type: str | None = None
    properties: dict[str, Any]
    authors: list[str] = []
    more_authors: bool = False
    venue: str | None = None
    datasets: list[str] = []
    code: list[str] = []

    @property
    def publication(self) -> tuple[str | None, str | None, str | None]:
        """Journal or other venue, volume and issue; a label may hold all three.

        >>> paper = {"venue": "IEEE Transactions on Multimedia 20(2)"}
        >>> CitedPaper(key="", kind="journal", properties=paper, venue=paper["venue"]).publication
        ('IEEE Transactions on Multimedia', '20', '2')
        """
        volume, issue = self.properties.get("volume"), self.properties.get("issue")
        match = _VOLUME.fullmatch(self.venue or "")
        if match and self.kind == "journal" and volume is None and issue is None:
            return match["name"], match["volume"], match["issue"]
        return self.venue, volume, issue

    @property
    def url(self) -> str | None:
        """Where to read the paper: as the graph knows it, else its arXiv page."""
        arxiv = self.properties.get("arxiv_id")
        return self.properties.get("url") or (arxiv and page_of("arxiv", arxiv))


def read_papers(graph: GraphReader, papers: Literal["listed", "all"]) -> list[CitedPaper]:
    """Return the papers of a graph ordered by id.

    Keys are given among all papers of the graph, so that a paper has the same key
    whether the others are exported or not.
    """
    every = list(graph.nodes("Paper"))
    named = sorted(
        graph.relationships(
            "LISTS",
            ("position", "citation_key", "record_type", "matched_by", "venue", "more_authors"),
        ),
        key=lambda edge: (edge.start, edge.properties["position"]),
    )
    own, others, lost = _own_keys(named)
    incomplete = _with_more_authors(named)
    recorded: dict[str, Edge] = {}
    for edge in named:
        if edge.properties.get("record_type"):
            recorded.setdefault(edge.end, edge)
    keys = citation_keys(every, own)
    in_bibtex = _keys_in_bibtex(named, keys.values())
    venues = {node["id"]: node for node in graph.nodes("Venue")}
    venue_of = {
        edge.start: venues.get(edge.end, {}) for edge in graph.relationships("PUBLISHED_IN", ())
    }
    authors = authors_of(graph, as_printed=True)
    datasets = _related(graph, ("USES_DATASET", "INTRODUCES"), "Dataset", "name")
    code = _related(graph, ("IMPLEMENTED_BY",), "Repository", "url")
    found = []
    for paper in every:
        id = paper["id"]
        venue = venue_of.get(id, {})
        if papers == "all" or paper.get("listed"):
            kind, record_type = _kind(paper, venue), None
            if id in recorded and _is_right(recorded[id], kind, venue):
                record_type = recorded[id].properties["record_type"]
                kind = kind_of_record(record_type)
            found.append(
                CitedPaper(
                    key=keys[id],
                    other_keys=others[id],
                    lost_key=lost.get(id),
                    bibtex_keys={
                        key: in_bibtex[key] for key in (keys[id], *others[id]) if key in in_bibtex
                    },
                    kind=kind,
                    record_type=record_type,
                    properties=paper,
                    authors=authors.get(id, []),
                    more_authors=id in incomplete,
                    venue=paper.get("venue") or venue.get("name"),
                    datasets=sorted(datasets[id]),
                    code=sorted(code[id]),
                )
            )
    return found


def _with_more_authors(named: Iterable[Edge]) -> set[str]:
    """Return the papers of which every list that names people leaves some out.

    Where a source knows a paper, its authors are the source's, and all of them.
    """
    incomplete: set[str] = set()
    whole: set[str] = set()
    for edge in named:
        said = edge.properties
        known_elsewhere = said.get("matched_by", "none") != "none"
        is_cut = bool(said.get("more_authors")) and not known_elsewhere
        (incomplete if is_cut else whole).add(edge.end)
    return incomplete - whole


def _is_right(edge: Edge, kind: PublicationKind, venue: Mapping[str, Any]) -> bool:
    """Return whether a paper is of the type that a bibliography says.

    Where a source knows the paper, the bibliography's may be that of a preprint of it.
    """
    properties = edge.properties
    if properties.get("matched_by", "none") == "none" or kind == "other":
        return True
    own = kind_of_record(properties["record_type"])
    is_vague = own in ("preprint", "other") or is_preprint_server(properties.get("venue") or "")
    return own == kind or not (is_vague or venue.get("kind") in _BY_VENUE)


def _own_keys(
    named: Iterable[Edge],
) -> tuple[dict[str, str], dict[str, list[str]], dict[str, str]]:
    """Return the key of each paper in the bibliographies that list it, its further and its lost ones.

    Where two papers have one key, it is that of the one that is listed first.
    """
    own: dict[str, str] = {}
    others: dict[str, list[str]] = defaultdict(list)
    lost: dict[str, str] = {}
    owner: dict[str, str] = {}
    for edge in named:
        key = edge.properties.get("citation_key")
        if key and owner.setdefault(key, edge.end) != edge.end:
            lost.setdefault(edge.end, key)
        elif key and own.setdefault(edge.end, key) != key and key not in others[edge.end]:
            others[edge.end].append(key)
    return own, others, {id: key for id, key in lost.items() if id not in own}


def _keys_in_bibtex(named: Iterable[Edge], keys: Iterable[str]) -> dict[str, str]:
    """Return how BibTeX writes the keys that it cannot hold, no two of them alike.

    A key of another format may hold what ends one in BibTeX, or what biber refuses; one of
    BibTeX itself is taken as it is.
    """
    refused = {
        str(key): _ENDS_KEY
        if str(edge.properties.get("record_type")).startswith("bib:")
        else _REFUSED
        for edge in named
        if (key := edge.properties.get("citation_key"))
    }
    changed = {key: pattern.sub("_", key) for key, pattern in sorted(refused.items())}
    changed = {key: written for key, written in changed.items() if written != key}
    taken = {key.casefold() for key in [*keys, *refused] if key not in changed}
    for key, written in changed.items():
        if written.casefold() in taken:
            digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
            changed[key] = f"{written}-{digest[:6]}"
        taken.add(changed[key].casefold())
    return changed


def _related(
    graph: GraphReader, types: Sequence[str], label: str, property: str
) -> dict[str, set[str]]:
    names = _names(graph, label, property)
    found: dict[str, set[str]] = defaultdict(set)
    for type in types:
        for edge in graph.relationships(type, ()):
            if edge.end in names:
                found[edge.start].add(names[edge.end])
    return found


def _names(graph: GraphReader, label: str, property: str) -> dict[str, str]:
    # What users added themselves may lack what kg always writes.
    return {node["id"]: node.get(property, node["id"]) for node in graph.nodes(label)}


_BY_VENUE: dict[str, PublicationKind] = {
    "journal": "journal",
    "conference": "conference",
    "preprint": "preprint",
}
_ENDS_KEY = re.compile(r"[\s,{}]+")
_REFUSED = re.compile(r"[\s,{}%#\"'()=~\\]+")
_VOLUME = re.compile(r"(?P<name>\D*\S)\s+(?P<volume>\d{1,3})(?:\s*\((?P<issue>[\d\W]+)\))?")
_MEETING = re.compile(r"\S+\s.*\b(?:19|20)\d\d")


def _kind(paper: Mapping[str, Any], venue: Mapping[str, Any]) -> PublicationKind:
    types = paper.get("publication_types", [])
    if "Book" in types:
        return "book"
    if "BookSection" in types:
        return "chapter"
    if found := _BY_VENUE.get(venue.get("kind", "")):
        return found
    # Semantic Scholar calls nearly everything JournalArticle, so Conference says more.
    label = paper.get("venue", "")
    if "Conference" in types or _MEETING.fullmatch(label):
        return "conference"
    if "JournalArticle" in types or "volume" in paper or _VOLUME.fullmatch(label):
        return "journal"
    return "preprint" if "arxiv_id" in paper and not label else "other"


def citation_keys(
    papers: Iterable[Mapping[str, Any]], own: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return a citation key for every paper: ASCII, unique, the same over builds.

    A key is made of the paper's own caption (without the letter that tells it from
    others), year and, where the caption is an author and a year, the first word of its
    title that says something. Papers that would share one get the beginning of a hash of
    their title, so that no key depends on the order or number of the others.

    Parameters
    ----------
    papers
        The properties of the papers.
    own
        Keys that papers, by their ids, have already: they stay as they are.

    Examples
    --------
    >>> papers = [
    ...     {"id": "a", "short": "ACMR", "year": 2017, "title": "Adversarial ..."},
    ...     {"id": "b", "short": "Wang 2016", "year": 2016, "title": "A Comprehensive Survey"},
    ... ]
    >>> citation_keys(papers)
    {'a': 'ACMR2017', 'b': 'Wang2016Comprehensive'}
    """
    papers = list(papers)
    own = own or {}
    keys = {paper["id"]: own.get(paper["id"]) or _key(paper) for paper in papers}
    titles = {paper["id"]: normalise_title(paper.get("title", "")) for paper in papers}
    # Almost always once, by title; by id where even the titles are the same.
    for text in (titles, {id: id for id in keys}):
        for id in _sharing(keys):
            if id in own:
                continue
            digest = hashlib.sha256(text[id].encode("utf-8", "replace")).hexdigest()
            keys[id] = f"{keys[id]}-{digest[:6]}"
    return keys


def _sharing(keys: Mapping[str, str]) -> list[str]:
    by_key = defaultdict(list)
    for id, key in keys.items():
        by_key[key.casefold()].append(id)  # BibTeX compares keys without case
    return [id for ids in by_key.values() if len(ids) > 1 for id in ids]


def _key(paper: Mapping[str, Any]) -> str:
    year = str(paper.get("year", ""))
    short = without_letter(paper.get("short", ""), paper.get("year"))
    caption = short.removesuffix(year).split()
    words = [_ascii(word) for word in re.split(r"[\s\-–—:/]+", paper.get("title", ""))]
    telling = [
        word[0].upper() + word[1:]
        for word in words
        if word and word.casefold() not in _FUNCTION_WORDS
    ]
    # A caption of several words is the beginning of a title, and too long for a key.
    name = _ascii(caption[0]) if len(caption) == 1 else "".join(telling[:1])
    if caption == [short]:  # an acronym, which says enough
        return name + year or "paper"
    return name + year + next((word for word in telling if word != name), "") or "paper"


def _ascii(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(char for char in folded if char.isalnum())


#: Noncharacters, among them the two that XML forbids.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
#: These, control characters, and those that turn the direction of what stands behind them.
_FORBIDDEN = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff{_NONCHARACTERS}]"
)


def plain(text: str) -> str:
    r"""Return a text on one line, without characters that XML and BibTeX cannot hold.

    Examples
    --------
    >>> plain("Cross-modal\nretrieval\x00 \ud800")
    'Cross-modal retrieval'
    """
    return " ".join(_FORBIDDEN.sub(_blank, text).split())


def _blank(forbidden: re.Match[str]) -> str:
    return " " if forbidden.group().isspace() else ""


def escaped_ids(ids: Iterable[str]) -> dict[str, str]:
    r"""Return each id as XML can hold it: a forbidden character becomes its percent code.

    Two ids stay two, and an id that XML can hold stays as it is.

    Examples
    --------
    >>> escaped_ids(["doi:10.1/a", "key:b\ufffe"])
    {'doi:10.1/a': 'doi:10.1/a', 'key:b\ufffe': 'key:b%EF%BF%BE'}
    """
    ids = sorted(ids, key=lambda id: (bool(_FORBIDDEN.search(id)), id))
    escaped: dict[str, str] = {}
    taken: set[str] = set()
    for id in ids:
        name = _FORBIDDEN.sub(lambda char: quote(char.group(), errors="surrogatepass"), id)
        while name in taken:
            name += "%"
        taken.add(name)
        escaped[id] = name
    return escaped
