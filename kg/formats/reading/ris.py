"""RIS read as entries of a list, reference by reference: a missing line costs nothing but itself."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg import identifiers
from kg.errors import ReadingListError
from kg.formats.reading.bibliography import (
    Bibliography,
    arxiv_in,
    doi_in,
    pubmed_ids_in,
    record_entry,
)
from kg.formats.reading.published import published_as
from kg.people import family_first
from kg.records import Entry

__all__ = ["read_references", "read_ris"]

_RIS_TAG = re.compile(
    r"^\s*(?P<tag>[A-Z][A-Z0-9]|[a-z][a-z0-9](?=  - ))(?:\s{1,2}-(?:\s|$)|  -)(?P<value>.*)$"
)
_VENUES = ("T2", "JO", "JF", "JA", "J2", "T3")
_RIS_TITLES = frozenset(("TI", "T1", "CT", "BT"))


def read_references(text: str) -> Iterator[tuple[int, dict[str, list[str]], list[str]]]:
    r"""Yield line, values by tag, and problems of every reference of a RIS file.

    Examples
    --------
    >>> list(read_references("DB  - X\nTY  - JOUR\nTI  - A\nTY  - BOOK"))[0]
    (1, {'DB': ['X'], 'TY': ['JOUR'], 'TI': ['A']}, ['the reference does not begin with TY', 'the reference is not closed by ER: it ends before the next TY'])
    """
    start, fields, problems, last = 0, {}, [], ""  # type: int, dict[str, list[str]], list[str], str
    lines = text.lstrip("\ufeff").splitlines()
    for number, line in enumerate(lines, 1):
        match = _RIS_TAG.match(line)
        if match is None:
            if fields and last and line.strip():
                fields[last][-1] += f" {line.strip()}"  # a long value goes on
            continue
        tag, value = match["tag"].upper(), (match["value"] or "").strip()
        if tag == "TY" and fields and _begins_anew(fields, lines[number:]):
            problems.append("the reference is not closed by ER: it ends before the next TY")
            yield start, fields, problems
            fields, problems = {}, []
        if tag == "ER":
            if fields:
                yield start, fields, problems
            fields, problems, last = {}, [], ""
            continue
        if not fields:
            start = number
        problems += _problems_of(tag, value, fields)
        fields.setdefault(tag, []).append(value)
        last = tag
    if fields:
        problems.append("the reference is not closed by ER: the file ends")
        yield start, fields, problems


def _problems_of(tag: str, value: str, fields: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield what is wrong with a line behind those of a reference."""
    if not fields and tag != "TY":
        yield "the reference does not begin with TY"
    if tag == "DO" and value not in fields.get("DO", [value]):
        yield "DO is given twice, the first is taken"


def _begins_anew(fields: Mapping[str, Sequence[str]], following: Iterable[str]) -> bool:
    """Return whether a TY begins another reference: the first of this one, behind other tags, does not."""
    if "TY" in fields:
        return True
    if not fields.keys() & _RIS_TITLES:
        return False
    for line in following:
        match = _RIS_TAG.match(line)
        tag = match["tag"].upper() if match else ""
        if tag in _RIS_TITLES or tag in ("TY", "ER"):
            return tag in _RIS_TITLES
    return False


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
        entry = _of_ris(line, fields, problems)
        if entry is None:
            found.leave(line, "the reference has neither title nor identifier: left out")
        else:
            found.add(entry, problems)
    if not found.entries and not found.warnings:
        raise ReadingListError("not RIS", hint="each reference begins with TY  - ")
    return found


def _of_ris(line: int, fields: Mapping[str, list[str]], problems: list[str]) -> Entry | None:
    def first(*tags: str) -> str | None:
        return next((value for tag in tags for value in fields.get(tag, ()) if value), None)

    def every(*tags: str) -> list[str]:
        return [value for tag in tags for value in fields.get(tag, ())]

    book = first("TY") in ("BOOK", "EBOOK", "EDBOOK", "CONF")
    titles = ("TI", "T1", "CT", "BT", "ST", "T2") if book else ("TI", "T1", "CT", "ST", "BT")
    title = first(*titles)
    venues = (first(tag) for tag in (*_VENUES, "BT"))
    notes = every("DO", "M3", "N1", "C7")
    urls = every("UR", "L1", "L2", "LK")
    ids = ChainMap(*(identifiers.from_url(url) for url in urls))
    numbered = pubmed_ids_in([*notes, *every("C2"), *_accessions(fields)])
    return record_entry(
        line=line,
        title=title,
        year=first("PY", "Y1", "DA", "Y2"),
        venue=next((venue for venue in venues if venue and venue != title), None),
        authors=[
            _given_first(name)
            for people in every("AU", "A1")
            for name in re.split(r"\s*;\s*", people)
        ],
        urls=urls,
        ids={
            "doi": doi_in(notes) or ids.get("doi"),
            "arxiv": ids.get("arxiv") or arxiv_in([*notes, *every(*_VENUES), *_accessions(fields)]),
            **numbered,
        },
        citation_key=first("ID"),
        record_type=f"ris:{type}" if (type := (first("TY") or "").upper()).isalnum() else None,
        published=published_as(
            {
                "volume": first("VL"),
                "issue": first("IS", "CP"),
                "pages": "-".join(dict.fromkeys(filter(None, (first("SP"), first("EP"))))),
                "publisher": first("PB"),
                "abstract": first("AB", "N2"),
            },
            year=first("DA", "PY", "Y1"),
        ),
        problems=problems,
    )


def _accessions(fields: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the numbers of a reference, each behind the name of the archive that gave it."""
    archives = [value for tag in ("DB", "DP", "PB", *_VENUES) for value in fields.get(tag, ())]
    names = {name.casefold() for name in archives} & {"arxiv", "pubmed"}
    numbers = [value for tag in ("AN", "M1", "C7") for value in fields.get(tag, ())]
    return [*numbers, *(f"{name}: {number}" for name in sorted(names) for number in numbers)]


def _given_first(name: str) -> str:
    if eastern := family_first(name):
        return " ".join(eastern)
    family, comma, rest = name.partition(",")
    parts = [part.strip() for part in rest.split(",")]
    if not comma:
        return name.strip()
    return " ".join([parts[0], family.strip(), *parts[1:]]).strip()
