"""BibTeX read as entries of a list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.errors import ReadingListError
from kg.formats.reading.bibliography import (
    Bibliography,
    arxiv_in,
    doi_in,
    pubmed_ids_in,
    record_entry,
)
from kg.formats.reading.bibtex_blocks import BibtexEntry, names_of, plain_latex, read_blocks
from kg.formats.reading.published import published_as
from kg.identifier_text import plain_identifier
from kg.records import Entry

__all__ = ["read_bibtex"]


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
        problems: list[str] = []
        entry = _of_bibtex(block, problems)
        name = f"entry {block.key}" if block.key else "entry"
        if entry is None:
            found.leave(block.line, f"{name} has neither title nor identifier: left out")
        else:
            found.add(entry, (f"{name}: {problem}" for problem in (*block.problems, *problems)))
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
    ("primaryclass", "eprintclass", "pmid", "pmcid"),
    ("number", "issue", "pages", "publisher", "abstract", "month", "day"),
)


def _of_bibtex(block: BibtexEntry, problems: list[str]) -> Entry | None:
    fields = {name: value.strip() for name, value in block.fields.items() if value.strip()}
    known = {
        name: value if name in _VERBATIM else plain_latex(value)
        for name, value in fields.items()
        if name in _BIBTEX_FIELDS
    }
    published = fields.get("howpublished", "")
    eprint = plain_identifier(known.get("eprint", ""))
    return record_entry(
        line=block.line,
        title=": ".join(known[name] for name in ("title", "subtitle") if name in known),
        year=known.get("year") or known.get("date"),
        venue=_bibtex_venue(known, published),
        authors=names_of(fields.get("author", "")),
        urls=[_address(known.get("url", "")), _address(published), _address(eprint)],
        ids=_ids(known, (published, fields.get("note", ""))),
        citation_key=block.key,
        record_type=f"bib:{block.type}",
        published=_published(known),
        problems=problems,
    )


def _ids(known: Mapping[str, str], notes: Sequence[str]) -> dict[str, str | None]:
    """Return the identifiers of an entry: of the fields made for them, else where people put them."""
    hints = [known.get(name, "") for name in (*_NUMBERS, "journal", "note", "howpublished")]
    return {
        "doi": known.get("doi") or doi_in(notes),
        "arxiv": _eprint(known, "arxiv") or _arxiv_of_corr(known) or arxiv_in(hints),
        **pubmed_ids_in(hints),
        **{
            kind: id
            for kind, field, archive in (("pmid", "pmid", "pubmed"), ("pmc", "pmcid", "pmc"))
            if (id := known.get(field) or _eprint(known, archive))
        },
    }


#: Fields for a number that may hold an arXiv id instead: ``number = {arXiv:1706.03762}``.
_NUMBERS = ("volume", "number", "issue")


def _published(known: Mapping[str, str]) -> dict[str, str]:
    numbers = {
        name: known[name] for name in _NUMBERS if name in known and not arxiv_in([known[name]])
    }
    volume = None if _arxiv_of_corr(known) else numbers.get("volume")
    issue = numbers.get("number") or numbers.get("issue")
    return published_as(
        {**known, "volume": volume, "issue": issue},
        year=known.get("date") or known.get("year"),
        month=known.get("month"),
        day=known.get("day"),
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


#: The number of an old arXiv id, which its subject class must go before.
_OLD_NUMBER = re.compile(r"\d{7}(?:v\d+)?")


def _eprint(known: Mapping[str, str], archive: str) -> str | None:
    """Return what an entry names as its number in an archive; an address is a link of the entry."""
    kind = known.get("archiveprefix") or known.get("eprinttype") or "arxiv"
    eprint = plain_identifier(known.get("eprint", ""))
    if not eprint or kind.lower() != archive or "://" in eprint:
        return None
    subject = known.get("primaryclass") or known.get("eprintclass")
    return f"{subject}/{eprint}" if subject and _OLD_NUMBER.fullmatch(eprint) else eprint


def _arxiv_of_corr(known: Mapping[str, str]) -> str | None:
    """Return the arXiv id that DBLP writes as the volume of CoRR: ``abs/1706.03762``, ``cs.CL/0306050``."""
    is_corr = known.get("journal", "").casefold() in ("corr", "arxiv")
    return known.get("volume", "").removeprefix("abs/") if is_corr else None
