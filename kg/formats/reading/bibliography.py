"""A bibliography as it is read: its entries, what could not be read, and ids in fields made for something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from kg import identifiers
from kg.credentials import strip_credentials
from kg.dois import dois_in, written_dois
from kg.formats.reading.bibtex_blocks import OTHERS
from kg.formats.reading.published import year_in, year_problems
from kg.markup import without_markup
from kg.placeholders import is_placeholder
from kg.records import Entry, Link, Warning

__all__ = ["Bibliography", "arxiv_in", "doi_in", "first_of", "pubmed_ids_in", "record_entry"]


class Bibliography(msgspec.Struct):
    """The entries of a bibliography, and what could not be read as it stands."""

    entries: list[Entry] = []
    warnings: list[Warning] = []

    def add(self, entry: Entry, problems: Iterable[str] = ()) -> None:
        """Add an entry with what was wrong with it."""
        self.entries.append(entry)
        self.warnings += [Warning("odd-record", problem, line=entry.line) for problem in problems]

    def leave(self, line: int, problem: str) -> None:
        """Say that a record could not be read at all."""
        self.warnings.append(Warning("unreadable-record", problem, line=line))


def record_entry(
    *,
    line: int,
    title: object,
    year: object,
    venue: object,
    authors: Iterable[str],
    urls: Iterable[object],
    ids: Mapping[str, object],
    citation_key: object = None,
    record_type: str | None = None,
    published: Mapping[str, str] | None = None,
    problems: list[str],
) -> Entry | None:
    """Return an entry of what a record says, None where that is neither a title nor an identifier.

    Its links are as they are written: credentials are removed, and said, where lists are read.

    Parameters
    ----------
    line
        Line of the record, 1-based.
    title, year, venue, authors
        As the record has them.
    urls
        Addresses of the record, the page of the paper first.
    ids
        Identifiers by kind, as the record has them.
    citation_key
        The record's own key.
    record_type
        Its type, as the format calls it.
    published
        What it says besides: :func:`kg.formats.reading.published.published_as`.
    problems
        Is added to: what is there and not read.
    """
    known = _known_ids(ids, problems)
    links = []
    for url in filter(_is_address, urls):
        written = str(url).strip()
        links.append(Link("paper", written))
        for kind, value in identifiers.from_url(strip_credentials(written)[0]).items():
            known.setdefault(kind, value)
    # Without a title the identifier, as in a plain list of identifiers.
    named = _text(title) or next(iter(known.values()), None)
    if not named:
        return None
    problems += year_problems(first_of(year))
    people = [name for name in map(_plain, authors) if name]
    named_people = [name for name in people if not OTHERS.fullmatch(name)]
    return Entry(
        line=line,
        title=named,
        year=year_in(first_of(year)),
        venue=_text(venue),
        authors=named_people or None,
        more_authors=bool(named_people) and len(named_people) < len(people),
        published=dict(published or {}),
        links=list(dict.fromkeys(links)),
        ids=known,
        citation_key=_key(citation_key),
        record_type=record_type,
    )


def _known_ids(ids: Mapping[str, object], problems: list[str]) -> dict[str, str]:
    """Return the identifiers of a record in their one spelling; add to the problems what is not read."""
    known: dict[str, str] = {}
    for kind, value in ids.items():
        found = identifiers.graph_id(kind, str(value)) if value else None
        if found:
            known.setdefault(*identifiers.split_graph_id(found))
        if value and (unread := _unread_id(kind, str(value), found)):
            problems.append(unread)
    return known


def _key(value: object) -> str | None:
    return (str(value) or None) if isinstance(value, str | int) else None


def _unread_id(kind: str, value: str, found: str | None) -> str | None:
    """Return what is lost of the identifier that a field holds."""
    if found is None:
        return None if is_placeholder(value) else f"{kind} {value!r} is not read"
    if kind == "doi" and len(set(dois_in(value))) > 1:
        return f"of the DOIs {value!r} the first is read"
    return None


def _is_address(url: object) -> bool:
    return isinstance(url, str) and re.match(r"https?://", url.strip()) is not None


def _text(value: object) -> str | None:
    return _plain(value) or None if isinstance(value, str) else None


def _plain(text: str) -> str:
    return " ".join(without_markup(text).split())


def first_of(value: object) -> object:
    """Return the first of an array, as Crossref has it, where CSL has one value."""
    while isinstance(value, list):
        value = value[0] if value else None
    return value


_ARXIV_WORDS = re.compile(
    r"(?i)(?:arxiv(?:\.org/abs/|[\s:]+)|\babs/)(?P<id>(?:[a-z-]+(?:\.[a-z-]{2,})?/)?\d[\d.]*\d)"
    r"|\barxiv\s+preprint\s+(?P<old>[a-z-]+(?:\.[a-z-]{2,})?/\d{7}|\d{4}\.\d{4,5})(?!\d)"
)


def arxiv_in(texts: Iterable[str]) -> str | None:
    """Return the arXiv id that stands in one of several fields that are made for something else."""
    for text in texts:
        match = _ARXIV_WORDS.search(text)
        if match and not _ANOTHER_WORK.search(text, 0, match.start()):
            return match["id"] or match["old"]
    return None


_PUBMED_WORDS = {
    "pmid": re.compile(r"(?i)\b(?:pmid|pubmed(?:\s?id)?)\s*[:=]?\s*(?P<id>\d{4,9})(?!\d)"),
    "pmc": re.compile(r"(?i)\bpmc(?:id\s*[:=]?\s*(?:pmc)?)?(?P<id>\d{4,9})(?!\d)"),
}


def pubmed_ids_in(texts: Iterable[str]) -> dict[str, str]:
    """Return the PubMed and PMC numbers that fields made for something else name.

    Examples
    --------
    >>> pubmed_ids_in(["PMID: 31178118; PMCID: PMC2367499"])
    {'pmid': '31178118', 'pmc': '2367499'}
    >>> pubmed_ids_in(["Erratum: PMID: 31178118"])
    {}
    """
    found: dict[str, str] = {}
    for text in texts:
        for kind, words in _PUBMED_WORDS.items():
            match = words.search(text)
            if match and not _ANOTHER_WORK.search(text, 0, match.start()):
                found.setdefault(kind, match["id"])
    return found


#: Words behind which a note names what is not the work itself.
_ANOTHER_WORK = re.compile(
    r"(?i)\b(?:errat\w+|corrig\w+|correct(?:ion|ed)\w*|retract\w*|comment(?:ary|s)?|repl(?:y|ies)|respon\w+|"
    r"supplement\w*|data(?:\s?sets?)?|code|software|materials?|related|see|cf|cites|cited in|companion|"
    r"part of|updates?|builds on|based on|follows|original\w*|translat\w+|review(?:ed|s)?(?: of)?|"
    r"extends|extended version of|abstract of|summary of|concern)\b"
)


def _doi_of_field(text: str) -> str | None:
    if text.startswith("10."):
        return identifiers.normalise("doi", text)
    running = (text[start:end] for start, end in written_dois(text))
    return identifiers.normalise("doi", text) or next(running, None)


def doi_in(texts: Iterable[str]) -> str | None:
    """Return the DOI of a field that may hold other things too."""
    for text in texts:
        mark = re.search(r"(?i)^10\.|\bdoi\b|doi\.org/", text)
        if (
            mark
            and not _ANOTHER_WORK.search(text, 0, mark.start())
            and (doi := _doi_of_field(text[mark.start() :]))
        ):
            return doi
    return None
