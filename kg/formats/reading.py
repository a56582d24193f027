"""Bibliographies read as entries of a list: BibTeX, RIS, CSL-JSON, and bare identifiers.

What is said of a paper in these formats is said in fields; nothing is guessed. What
``kg export`` writes is read back as the same papers.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kg import identifiers
from kg.errors import ReadingListError
from kg.records import Entry, Link

__all__ = ["format_of_text", "read_as", "read_bibtex", "read_csl", "read_identifiers", "read_ris"]

_IDENTIFIER = re.compile(
    r"(?i)(?:https?://\S+|(?:doi:\s*)?10\.\d{4,9}/\S+|(?:arxiv:\s*)?(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?|"
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


def read_as(text: str, format: str) -> list[Entry]:
    """Return the entries of a text in one of the formats of :func:`format_of_text`."""
    readers: dict[str, Callable[[str], list[Entry]]] = {
        "bib": read_bibtex,
        "ris": read_ris,
        "csl.json": read_csl,
        "ids": read_identifiers,
    }
    return readers[format](text)


def read_bibtex(text: str) -> list[Entry]:
    r"""Return the entries of a BibTeX file.

    Raises
    ------
    ReadingListError
        When no entry of it can be read.

    Examples
    --------
    >>> entry = read_bibtex("@article{x, title={{Deep} Sch\\\"odinger}, author={Bengio, Yoshua and Le, Quoc V.}, year=2015, doi={10.1/X}}")[0]
    >>> entry.title, entry.authors, entry.year
    ('Deep Schödinger', ['Yoshua Bengio', 'Quoc V. Le'], 2015)
    """
    import bibtexparser
    from bibtexparser import middlewares

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    stack = [
        middlewares.NormalizeFieldKeys(),
        middlewares.SeparateCoAuthors(),
        middlewares.SplitNameParts(),
        middlewares.MergeNameParts(style="first"),
    ]
    library = bibtexparser.parse_string(text, append_middleware=stack)
    if not library.entries:
        raise ReadingListError("no BibTeX entry can be read", hint="check the braces")
    decoded = _latex_decoder()
    return [
        entry
        for one in library.entries
        if (
            entry := _of_bibtex(
                {field.key: field.value for field in one.fields}, (one.start_line or 0) + 1, decoded
            )
        )
    ]


def _latex_decoder() -> Callable[[str], str]:
    from bibtexparser import Library, middlewares
    from bibtexparser.model import Entry as Block
    from bibtexparser.model import Field

    middleware = middlewares.LatexDecodingMiddleware()

    def decoded(text: str) -> str:
        # One text at a time: the middleware passes lists of names by, and takes the
        # rest of a link after its first "%" for a comment.
        field = Field("text", text)
        middleware.transform_entry(Block("misc", "", [field]), Library())
        return str(field.value)

    return decoded


def _of_bibtex(fields: Mapping[str, Any], line: int, decoded: Callable[[str], str]) -> Entry | None:
    names = fields.get("author") or []
    known = {
        key: re.sub(r"\\([%_&#$])", r"\1", value)
        if key in ("url", "doi", "eprint")
        else decoded(value)
        for key, value in fields.items()
        if value and isinstance(value, str)
    }
    venue = next(
        (
            known[key]
            for key in ("journal", "booktitle", "series", "howpublished", "school")
            if key in known
        ),
        None,
    )
    eprint = (
        known.get("eprint", "") if known.get("archiveprefix", "arxiv").lower() == "arxiv" else ""
    )
    authors = [_plain(decoded(name)) for name in names]
    return _entry(
        line=line,
        title=known.get("title"),
        year=known.get("year") or known.get("date"),
        venue=venue if venue and not venue.startswith(("http", "\\url")) else None,
        authors=[name for name in authors if name.casefold() != "others"],
        url=known.get("url"),
        ids={
            "doi": known.get("doi"),
            "arxiv": eprint,
            "pmid": known.get("pmid"),
            "pmc": known.get("pmcid"),
        },
    )


def read_ris(text: str) -> list[Entry]:
    r"""Return the entries of a RIS file.

    Raises
    ------
    ReadingListError
        When it is not RIS.

    Examples
    --------
    >>> read_ris("TY  - JOUR\nTI  - Deep learning\nAU  - LeCun, Yann\nPY  - 2015\nDO  - 10.1038/nature14539\nER  - \n")[0].ids
    {'doi': '10.1038/nature14539'}
    """
    import rispy

    try:
        found = rispy.loads(text)
    except (OSError, ValueError, KeyError) as error:
        raise ReadingListError(
            f"not RIS: {error}", hint="each reference begins with TY  - "
        ) from None
    starts = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.lstrip("\ufeff").startswith("TY")
    ]
    lines = iter(starts + [1] * len(found))
    entries = []
    for one in found:
        urls = one.get("urls") or []
        entry = _entry(
            line=next(lines),
            title=one.get("title") or one.get("primary_title"),
            year=one.get("year") or one.get("publication_year") or one.get("date"),
            venue=one.get("secondary_title")
            or one.get("journal_name")
            or one.get("alternate_title3"),
            authors=[
                _given_first(name) for name in one.get("authors") or one.get("first_authors") or []
            ],
            url=urls[0] if urls else one.get("url"),
            ids={"doi": one.get("doi"), "arxiv": _arxiv_of(urls)},
        )
        entries += [entry] if entry else []
    return entries


def _arxiv_of(urls: Iterable[str]) -> str | None:
    return next(
        (ids["arxiv"] for url in urls if "arxiv" in (ids := identifiers.from_url(url))), None
    )


def read_csl(text: str) -> list[Entry]:
    """Return the entries of a CSL-JSON file: a list of items, one item, or ``{"items": [...]}``.

    Raises
    ------
    ReadingListError
        When it is not CSL-JSON.

    Examples
    --------
    >>> read_csl('[{"title": "T", "issued": {"date-parts": [[2015]]}, "author": [{"family": "Le", "given": "Q."}]}]')[0].authors
    ['Q. Le']
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadingListError(f"not JSON: {str(error)[:100]}") from None
    items = said.get("items", [said]) if isinstance(said, dict) else said
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ReadingListError("not CSL-JSON", hint="a list of items with a title")
    starts = (
        [text.count("\n", 0, match.start()) + 1 for match in re.finditer(r'"title"\s*:', text)]
        if len(text) < 5_000_000
        else []
    )
    lines = iter(starts + [1] * len(items))
    entries = [_of_csl(item, next(lines) if item.get("title") else 1) for item in items]
    return [entry for entry in entries if entry]


def _of_csl(item: Mapping[str, Any], line: int) -> Entry | None:
    issued = item.get("issued")
    parts = issued.get("date-parts") if isinstance(issued, dict) else None
    year = (
        parts[0][0]
        if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]
        else None
    )
    authors = [name for name in item.get("author") or [] if isinstance(name, dict)]
    number = str(item.get("number") or "")  # where Zotero too keeps a preprint's arXiv id
    return _entry(
        line=line,
        title=item.get("title"),
        year=year or (issued.get("raw") if isinstance(issued, dict) else None),
        venue=item.get("container-title") or item.get("container-title-short"),
        authors=[_csl_name(name) for name in authors],
        url=item.get("URL"),
        ids={
            "doi": item.get("DOI"),
            "arxiv": number if number.lower().startswith("arxiv:") else None,
            "pmid": item.get("PMID"),
            "pmc": item.get("PMCID"),
        },
    )


def _csl_name(name: Mapping[str, Any]) -> str:
    if literal := name.get("literal"):
        return str(literal)
    keys = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    return " ".join(str(name[key]) for key in keys if name.get(key))


def read_identifiers(text: str) -> list[Entry]:
    r"""Return one entry for each line of DOIs, arXiv ids or URLs; its title is what the line says.

    Examples
    --------
    >>> [entry.ids for entry in read_identifiers("10.1038/nature14539\narXiv:1706.03762\n")]
    [{'doi': '10.1038/nature14539'}, {'arxiv': '1706.03762'}]
    """
    entries = []
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        compact = re.sub(
            r"(?i)^(doi|arxiv|pmid|pmc|s2|acl|corpus|openreview)(?:id)?:\s*",
            lambda m: m.group(1).lower() + ":",
            said,
        )
        url, _ = identifiers.strip_credentials(said)
        found = identifiers.from_url(url) if "://" in said else {}
        if not found and (id := identifiers.from_text(compact)):
            found = dict([identifiers.split_graph_id(id)])
        links = [Link("paper", url)] if "://" in said else []
        entries.append(Entry(line=number, title=url, links=links, ids=found))
    return entries


def _entry(
    *,
    line: int,
    title: object,
    year: object,
    venue: object,
    authors: Iterable[str],
    url: object,
    ids: Mapping[str, object],
) -> Entry | None:
    if not isinstance(title, str) or not title.strip():
        return None
    digits = re.search(r"\b(1[5-9]\d\d|20\d\d)\b", str(year or ""))
    known: dict[str, str] = {}
    for kind, value in ids.items():
        found = identifiers.graph_id(kind, str(value)) if value else None
        if found:
            known.setdefault(*identifiers.split_graph_id(found))
    links = []
    if isinstance(url, str) and re.match(r"https?://", url.strip()):
        public, _ = identifiers.strip_credentials(url.strip())
        links = [Link("paper", public)]
        for kind, value in identifiers.from_url(public).items():
            known.setdefault(kind, value)
    return Entry(
        line=line,
        title=_plain(title),
        year=int(digits.group()) if digits else None,
        venue=_plain(venue) if isinstance(venue, str) and venue.strip() else None,
        authors=[name for name in map(str.strip, authors) if name] or None,
        links=links,
        ids=known,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _given_first(name: str) -> str:
    family, comma, rest = name.partition(",")
    parts = [part.strip() for part in rest.split(",")]
    if not comma:
        return name.strip()
    return " ".join([parts[0], family.strip(), *parts[1:]]).strip()
