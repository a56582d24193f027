"""CSL-JSON read as entries of a list, item by item, as style processors, Zotero and Crossref write it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from kg.errors import ReadingListError
from kg.formats.reading.bibliography import Bibliography, arxiv_in, first_of, record_entry
from kg.formats.reading.csl_names import authors_of_item
from kg.formats.reading.published import published_as
from kg.records import Entry

__all__ = ["read_csl", "read_items"]


def read_items(text: str) -> tuple[list[tuple[int, object]], int | None]:
    """Return the items of CSL-JSON, each with its line, and the line where the file is cut off.

    Raises
    ------
    ReadingListError
        When it is not CSL-JSON.

    Examples
    --------
    >>> read_items('[{"title": "A"}, {"title": "B')
    ([(1, {'title': 'A'})], 1)
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        items, cut_off = _items_one_by_one(text)
        if not items:
            raise ReadingListError(f"not JSON: {str(error)[:100]}") from None
        return items, cut_off
    if isinstance(document, dict) and isinstance(document.get("message"), dict):
        document = document["message"]  # as Crossref answers
    if isinstance(document, dict):
        document = next(
            (document[key] for key in ("items", "references") if key in document), [document]
        )
    if not isinstance(document, list) or (
        document and not any(isinstance(item, dict) for item in document)
    ):
        raise ReadingListError("not CSL-JSON", hint="a list of items with a title")
    lines = iter(_item_lines(text, sum(isinstance(item, dict) for item in document)))
    placed: list[tuple[int, object]] = []
    line = 1
    for item in document:
        line = next(lines) if isinstance(item, dict) else line
        placed.append((line, item))
    return placed, None


def _items_one_by_one(text: str) -> tuple[list[tuple[int, object]], int | None]:
    """Return what can be read of JSON that is cut off, or has an item a line, and where it ends."""
    decoder, last, line = json.JSONDecoder(), 0, 1
    items: list[tuple[int, object]] = []
    position = text.find("{")
    while position >= 0:
        line += text.count("\n", last, position)
        last = position
        try:
            item, end = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return items, line
        items.append((line, item))
        position = text.find("{", end)
    return items, None


def _item_lines(text: str, items: int) -> list[int]:
    """Return the line where each item of a list begins, as far as they can be told apart."""
    if not text.lstrip("\ufeff \t\r\n").startswith("["):
        return [1] * items
    lines = [line for line, _ in _items_one_by_one(text)[0]][:items]
    return lines + [1] * (items - len(lines))


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
        problems: list[str] = []
        entry = _of_csl(item, line, problems) if isinstance(item, dict) else None
        if entry is None:
            found.leave(line, "the item has neither title nor identifier: left out")
        else:
            found.add(entry, problems)
    if cut_off is not None:
        found.leave(cut_off, "the file is no whole JSON: from here on nothing is read")
    return found


_CSL_TYPE = re.compile(r"[a-z][a-z_-]*")
_CSL_DATES = ("issued", "published", "published-print", "published-online", "created")


def _of_csl(item: Mapping[str, Any], line: int, problems: list[str]) -> Entry | None:
    note = str(item.get("note") or "")
    type = item.get("type")
    number = str(item.get("number") or "")  # where Zotero too keeps a preprint's arXiv id
    return record_entry(
        line=line,
        title=first_of(item.get("title")),
        year=first_of(_csl_date(item)),
        venue=first_of(item.get("container-title")) or first_of(item.get("container-title-short")),
        authors=authors_of_item(item.get("author")),
        urls=[first_of(item.get("URL"))],
        ids={
            "doi": first_of(item.get("DOI")) or _said_in(note, "DOI"),
            "arxiv": arxiv_in((number, _archived(item))) or _said_in(note, "arXiv"),
            "pmid": item.get("PMID") or _said_in(note, "PMID"),
            "pmc": item.get("PMCID") or _said_in(note, "PMCID"),
        },
        citation_key=item.get("citation-key")
        or item.get("citationKey")
        or _said_in(note, r"Citation[ -]?Key")
        or item.get("id"),
        record_type=f"csl:{type}" if isinstance(type, str) and _CSL_TYPE.fullmatch(type) else None,
        published=published_as({**item, "pages": first_of(item.get("page"))}, year=_csl_day(item)),
        problems=problems,
    )


def _csl_date(item: Mapping[str, Any]) -> object:
    date = next((item[key] for key in _CSL_DATES if item.get(key)), None)
    if not isinstance(date, dict):
        return date
    return next((date[key] for key in ("date-parts", "raw", "literal") if date.get(key)), None)


def _csl_day(item: Mapping[str, Any]) -> object:
    """Return the parts of the date of an item, or its text."""
    parts = _csl_date(item)
    return parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else parts


def _archived(item: Mapping[str, Any]) -> str:
    archive = item.get("archive") or item.get("publisher") or ""
    is_arxiv = str(archive).casefold() == "arxiv"
    return f"arXiv:{item.get('archive_location', '')}" if is_arxiv else ""


def _said_in(note: str, name: str) -> str | None:
    """Return what a line of a note says of a field for which an item has no place: ``DOI: 10.1/x``."""
    match = re.search(rf"(?im)^\s*{name}\s*:\s*(\S.*)$", note)
    return match[1].strip() if match else None
