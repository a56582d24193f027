"""Bibliographies read as entries of a list: BibTeX, RIS, CSL-JSON, and bare identifiers.

What is said of a paper in these formats is said in fields; nothing is guessed. What
``kg export`` writes is read back as the same papers.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from kg import identifiers
from kg.credentials import strip_credentials
from kg.errors import ReadingListError
from kg.formats.bibtex import BibtexEntry, names_of, plain_latex, read_blocks
from kg.formats.csl import read_items
from kg.formats.ris import read_references
from kg.markup import without_markup
from kg.records import Entry, Link, Warning

__all__ = [
    "Bibliography",
    "format_of_text",
    "read_as",
    "read_bibtex",
    "read_csl",
    "read_identifiers",
    "read_ris",
]


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


_IDENTIFIER = re.compile(
    r"(?i)(?:https?://\S+|(?:doi:\s*)?10\.\d{4,9}/\S+|(?:arxiv:\s*)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?|"
    r"(?:doi|arxiv|pmid|pmcid)\s*[:=]?\s*(?:10\.\d{4,9}/\S+|(?:[a-z-]+(?:\.[a-z]{2})?/)?\d{4}\.?\d{3,5}(?:v\d+)?|(?:PMC)?\d{4,9})|PMC\d{4,9}|"
    r"(?:pmid|pmc|s2|acl|corpus(?:id)?|openreview):\s*\S+)"
)


def format_of_text(text: str, name: str = "") -> str | None:
    r"""Return the format of a list that is not Markdown: bib, ris, csl.json or ids.

    Examples
    --------
    >>> format_of_text("@article{a, title={T}}"), format_of_text("TY  - JOUR\nER  - ")
    ('bib', 'ris')
    >>> format_of_text("10.1038/nature14539\nhttps://arxiv.org/abs/1706.03762\n")
    'ids'
    >>> format_of_text("# Papers\n- **A** [paper](https://arxiv.org/abs/1706.03762)")
    """
    name, start = name.lower(), text.lstrip("\ufeff \t\r\n")[:2000]
    if name.endswith((".bib", ".bibtex")) or re.match(r"(?:%[^\n]*\s+)*@\w+\s*[{(]", start):
        return "bib"
    if name.endswith(".ris") or re.match(r"TY  ?- ", start):
        return "ris"
    if name.endswith(".json") or re.match(r"[\[{]\s*[{\"]", start):
        return "csl.json"
    lines = [
        line.strip()
        for line in text.splitlines()[:2000]
        if line.strip() and not line.startswith("#")
    ]
    return "ids" if lines and all(_IDENTIFIER.fullmatch(line) for line in lines) else None


def read_as(text: str, format: str) -> Bibliography:
    """Read a text in one of the formats of :func:`format_of_text`."""
    readers: dict[str, Callable[[str], Bibliography]] = {
        "bib": read_bibtex,
        "ris": read_ris,
        "csl.json": read_csl,
        "ids": read_identifiers,
    }
    return readers[format](text)


def read_bibtex(text: str) -> Bibliography:
    r"""Read a BibTeX file.

    Raises
    ------
    ReadingListError
        When no entry of it can be read.

    Examples
    --------
    >>> entry = read_bibtex("@article{x, title={{Deep} Sch\\\"odinger}, author={Bengio, Yoshua and Le, Quoc V.}, year=2015, doi={10.1/X}}").entries[0]
    >>> entry.title, entry.authors, entry.year
    ('Deep Schödinger', ['Yoshua Bengio', 'Quoc V. Le'], 2015)
    """
    found = Bibliography()
    for block in read_blocks(text.replace("\r\n", "\n").replace("\r", "\n")):
        entry = _of_bibtex(block)
        name = f"entry {block.key}" if block.key else "entry"
        if entry is None:
            found.leave(block.line, f"{name} has neither title nor identifier: left out")
        else:
            found.add(entry, (f"{name}: {problem}" for problem in block.problems))
    if not found.entries:
        raise ReadingListError("no BibTeX entry can be read", hint="check the braces")
    return found


_BIBTEX_VENUES = (
    *("journal", "journaltitle", "booktitle", "eventtitle", "series", "howpublished", "school"),
    "institution",
)


_VERBATIM = frozenset(("url", "doi", "eprint"))
_BIBTEX_FIELDS = _VERBATIM.union(
    _BIBTEX_VENUES,
    ("title", "subtitle", "year", "date", "volume", "note", "archiveprefix", "eprinttype"),
    ("pmid", "pmcid"),
)


def _of_bibtex(block: BibtexEntry) -> Entry | None:
    fields = {name: value.strip() for name, value in block.fields.items() if value.strip()}
    known = {
        name: value if name in _VERBATIM else plain_latex(value)
        for name, value in fields.items()
        if name in _BIBTEX_FIELDS
    }
    told = fields.get("howpublished", "")
    hints = (known.get(name, "") for name in ("journal", "volume", "note", "howpublished"))
    return _entry(
        line=block.line,
        title=": ".join(known[name] for name in ("title", "subtitle") if name in known),
        year=known.get("year") or known.get("date"),
        venue=_bibtex_venue(known, told),
        authors=names_of(fields.get("author", "")),
        urls=[_address(known.get("url", "")), _address(told)],
        ids={
            "doi": known.get("doi") or _doi_in((told, fields.get("note", ""))),
            "arxiv": _eprint(known, "arxiv") or _arxiv_of_corr(known) or _arxiv_in(hints),
            "pmid": known.get("pmid") or _eprint(known, "pubmed"),
            "pmc": known.get("pmcid") or _eprint(known, "pmc"),
        },
        citation_key=block.key,
    )


def _bibtex_venue(known: Mapping[str, str], howpublished: str) -> str | None:
    venue = next((known[name] for name in _BIBTEX_VENUES if name in known), None)
    if venue == known.get("howpublished") and _ADDRESS_ALONE.fullmatch(howpublished):
        return None
    return venue if venue and not venue.startswith(("http", "\\url")) else None


#: A field that is an address and nothing else, and the address in it.
_ADDRESS_ALONE = re.compile(r"\s*(?:\\(?:url|href|path|nolinkurl)\s*)?\{*\s*(https?://\S+?)\}*\s*")


def _address(field: str) -> str:
    """Return the address that a field of BibTeX holds, as an address is written."""
    alone = _ADDRESS_ALONE.fullmatch(field)
    return re.sub(r"\\([%_&#$~{}])", r"\1", alone[1] if alone else field)


def _eprint(known: Mapping[str, str], archive: str) -> str | None:
    kind = known.get("archiveprefix") or known.get("eprinttype") or "arxiv"
    eprint = known.get("eprint")
    return eprint if eprint and kind.lower() == archive else None


def _arxiv_of_corr(known: Mapping[str, str]) -> str | None:
    """Return the arXiv id that DBLP writes as the volume of CoRR: ``abs/1706.03762``, ``cs.CL/0306050``."""
    is_corr = known.get("journal", "").casefold() in ("corr", "arxiv")
    return known.get("volume", "").removeprefix("abs/") if is_corr else None


_ARXIV_WORDS = re.compile(
    r"(?i)(?:arxiv(?:\.org/abs/|[\s:]+)|\babs/)(?P<id>(?:[a-z-]+(?:\.[a-z-]{2,})?/)?\d[\d.]*\d)"
    r"|\barxiv\s+preprint\s+(?P<old>[a-z-]+(?:\.[a-z-]{2,})?/\d{7}|\d{4}\.\d{4,5})(?!\d)"
)


def _arxiv_in(texts: Iterable[str]) -> str | None:
    """Return the arXiv id that stands in one of several fields that are made for something else."""
    for text in texts:
        match = _ARXIV_WORDS.search(text)
        if match and not _ANOTHER_WORK.search(text, 0, match.start()):
            return match["id"] or match["old"]
    return None


#: Words behind which a note names what is not the work itself.
_ANOTHER_WORK = re.compile(
    r"(?i)\b(?:errat\w+|corrig\w+|correct(?:ion|ed)\w*|retract\w*|comment(?:ary|s)?|repl(?:y|ies)|respon\w+|"
    r"supplement\w*|data(?:\s?sets?)?|code|software|materials?|related|see|cf|cites|cited in|companion|"
    r"part of|updates?|builds on|based on|follows|original\w*|translat\w+|review(?:ed|s)?(?: of)?|"
    r"extends|extended version of|abstract of|summary of|concern)\b"
)


def read_ris(text: str) -> Bibliography:
    r"""Read a RIS file, record by record: a missing ``ER`` costs nothing.

    Raises
    ------
    ReadingListError
        When it is not RIS.

    Examples
    --------
    >>> read_ris("TY  - JOUR\nTI  - Deep learning\nAU  - LeCun, Yann\nPY  - 2015\nDO  - 10.1038/nature14539\nER  - \n").entries[0].ids
    {'doi': '10.1038/nature14539'}
    """
    found = Bibliography()
    for line, fields, problems in read_references(text):
        entry = _of_ris(line, fields)
        if entry is None:
            found.leave(line, "the reference has neither title nor identifier: left out")
        else:
            found.add(entry, problems)
    if not found.entries and not found.warnings:
        raise ReadingListError("not RIS", hint="each reference begins with TY  - ")
    return found


def _of_ris(line: int, fields: Mapping[str, list[str]]) -> Entry | None:
    def first(*tags: str) -> str | None:
        return next((value for tag in tags for value in fields.get(tag, ()) if value), None)

    def every(*tags: str) -> list[str]:
        return [value for tag in tags for value in fields.get(tag, ())]

    book = first("TY") in ("BOOK", "EBOOK", "EDBOOK", "CONF")
    titles = ("TI", "T1", "CT", "BT", "ST", "T2") if book else ("TI", "T1", "CT", "ST", "BT")
    title = first(*titles)
    venues = (first(tag) for tag in ("T2", "JO", "JF", "JA", "J2", "T3", "BT"))
    said = every("DO", "M3", "N1", "C7")
    urls = every("UR", "L1", "L2", "LK")
    ids = ChainMap(*(identifiers.from_url(url) for url in urls))
    return _entry(
        line=line,
        title=title,
        year=first("PY", "Y1", "DA", "Y2"),
        venue=next((venue for venue in venues if venue and venue != title), None),
        authors=map(_given_first, every("AU", "A1")),
        urls=urls,
        ids={
            "doi": _doi_in(said) or ids.get("doi"),
            "arxiv": ids.get("arxiv") or _arxiv_in(said),
        },
        citation_key=first("ID"),
    )


def _doi_in(texts: Iterable[str]) -> str | None:
    """Return the DOI of a field that may hold other things too."""
    for text in texts:
        told = re.search(r"(?i)^10\.|\bdoi\b|doi\.org/", text)
        if (
            told
            and not _ANOTHER_WORK.search(text, 0, told.start())
            and (doi := identifiers.normalise("doi", text[told.start() :]))
        ):
            return doi
    return None


def read_csl(text: str) -> Bibliography:
    """Read a CSL-JSON file: a list of items, one item, ``{"items": [...]}``, or an item a line.

    Raises
    ------
    ReadingListError
        When it is not CSL-JSON.

    Examples
    --------
    >>> read_csl('[{"title": "T", "issued": {"date-parts": [[2015]]}, "author": [{"family": "Le", "given": "Q."}]}]').entries[0].authors
    ['Q. Le']
    """
    found = Bibliography()
    items, cut_off = read_items(text)
    for line, item in items:
        entry = _of_csl(item, line) if isinstance(item, dict) else None
        if entry is None:
            found.leave(line, "the item has neither title nor identifier: left out")
        else:
            found.add(entry)
    if cut_off is not None:
        found.leave(cut_off, "the file is no whole JSON: from here on nothing is read")
    return found


def _first(value: object) -> object:
    """Return the first of an array, as Crossref has it, where CSL has one value."""
    while isinstance(value, list):
        value = value[0] if value else None
    return value


_CSL_DATES = ("issued", "published", "published-print", "published-online", "created")


def _of_csl(item: Mapping[str, Any], line: int) -> Entry | None:
    note = str(item.get("note") or "")
    number = str(item.get("number") or "")  # where Zotero too keeps a preprint's arXiv id
    return _entry(
        line=line,
        title=_first(item.get("title")),
        year=_first(_csl_date(item)),
        venue=_first(item.get("container-title")) or _first(item.get("container-title-short")),
        authors=_csl_authors(item.get("author")),
        urls=[_first(item.get("URL"))],
        ids={
            "doi": _first(item.get("DOI")) or _said_in(note, "DOI"),
            "arxiv": _arxiv_in((number, _archived(item))) or _said_in(note, "arXiv"),
            "pmid": item.get("PMID") or _said_in(note, "PMID"),
            "pmc": item.get("PMCID") or _said_in(note, "PMCID"),
        },
        citation_key=item.get("citation-key")
        or item.get("citationKey")
        or _said_in(note, r"Citation[ -]?Key")
        or item.get("id"),
    )


def _csl_date(item: Mapping[str, Any]) -> object:
    date = next((item[key] for key in _CSL_DATES if item.get(key)), None)
    if not isinstance(date, dict):
        return date
    return next((date[key] for key in ("date-parts", "raw", "literal") if date.get(key)), None)


def _csl_authors(authors: object) -> list[str]:
    if isinstance(authors, str):  # as BibTeX writes them, or parted by semicolons
        return names_of(re.sub(r"\s*;\s*", " and ", authors.strip()))
    given = authors if isinstance(authors, list) else [authors]
    return [_csl_name(name) if isinstance(name, dict) else str(name) for name in given if name]


def _archived(item: Mapping[str, Any]) -> str:
    archive = item.get("archive") or item.get("publisher") or ""
    is_arxiv = str(archive).casefold() == "arxiv"
    return f"arXiv:{item.get('archive_location', '')}" if is_arxiv else ""


def _said_in(note: str, name: str) -> str | None:
    """Return what a line of a note says of a field for which an item has no place: ``DOI: 10.1/x``."""
    said = re.search(rf"(?im)^\s*{name}\s*:\s*(\S.*)$", note)
    return said[1].strip() if said else None


def _csl_name(name: Mapping[str, Any]) -> str:
    if literal := name.get("literal") or name.get("name"):
        return str(literal)
    keys = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return " ".join(str(name[key]) for key in keys if name.get(key))


def read_identifiers(text: str) -> Bibliography:
    r"""Read one entry from each line of DOIs, arXiv ids or URLs; its title is what the line says.

    Examples
    --------
    >>> [entry.ids for entry in read_identifiers("10.1038/nature14539\narXiv:1706.03762\n").entries]
    [{'doi': '10.1038/nature14539'}, {'arxiv': '1706.03762'}]
    """
    found_entries = Bibliography()
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        compact = re.sub(
            r"(?i)^(?:(doi|arxiv|pmid|pmc|s2|acl|corpus|openreview)(?:id)?\s*[:=]\s*|(doi|arxiv|pmid|pmc)(?:id)?\s+|(pmc)(?=\d))",
            lambda m: (m[1] or m[2] or m[3]).lower() + ":",
            said,
        )
        url, _ = strip_credentials(said)
        found = identifiers.from_url(url) if "://" in said else {}
        if not found and (id := identifiers.from_text(compact)):
            found = dict([identifiers.split_graph_id(id)])
        links = [Link("paper", url)] if "://" in said else []
        found_entries.add(Entry(line=number, title=url, links=links, ids=found))
    return found_entries


def _entry(
    *,
    line: int,
    title: object,
    year: object,
    venue: object,
    authors: Iterable[str],
    urls: Iterable[object],
    ids: Mapping[str, object],
    citation_key: object = None,
) -> Entry | None:
    """Return an entry of what a record says, None where that is neither a title nor an identifier."""
    known: dict[str, str] = {}
    for kind, value in ids.items():
        found = identifiers.graph_id(kind, str(value)) if value else None
        if found:
            known.setdefault(*identifiers.split_graph_id(found))
    links = []
    for url in filter(_is_address, urls):
        public, _ = strip_credentials(str(url).strip())
        links.append(Link("paper", public))
        for kind, value in identifiers.from_url(public).items():
            known.setdefault(kind, value)
    # Without a title the identifier, as in a plain list of identifiers.
    named = _text(title) or next(iter(known.values()), None)
    if not named:
        return None
    digits = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", str(_first(year) or ""))
    return Entry(
        line=line,
        title=named,
        year=int(digits.group()) if digits else None,
        venue=_text(venue),
        authors=[name for name in map(_plain, authors) if name] or None,
        links=list(dict.fromkeys(links)),
        ids=known,
        citation_key=str(citation_key)
        if isinstance(citation_key, str | int) and str(citation_key)
        else None,
    )


def _is_address(url: object) -> bool:
    return isinstance(url, str) and re.match(r"https?://", url.strip()) is not None


def _text(value: object) -> str | None:
    return _plain(value) or None if isinstance(value, str) else None


def _plain(text: str) -> str:
    return " ".join(without_markup(text).split())


def _given_first(name: str) -> str:
    family, comma, rest = name.partition(",")
    parts = [part.strip() for part in rest.split(",")]
    if not comma:
        return name.strip()
    return " ".join([parts[0], family.strip(), *parts[1:]]).strip()
