"""One more line in a list that is one identifier or address a line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from kg.errors import KgError
from kg.formats.reading.text_format import format_of_text
from kg.identifiers import page_of
from kg.records import ParsedList

__all__ = ["identifier_line", "is_identifier_list"]

#: In which order the identifiers of a paper are taken, and what is written before each.
_PREFIXES = {"doi": "", "arxiv": "arXiv:", "acl": "acl:", "pmid": "PMID: ", "pmc": "",
             "openreview": "openreview:", "s2": "s2:"}  # fmt: skip


def is_identifier_list(text: str, name: str) -> bool:
    r"""Return whether a text is a list of one identifier or address a line.

    Examples
    --------
    >>> is_identifier_list("10.5555/fen\n10.5555/dune\n", "l.txt"), is_identifier_list("# L\n", "l.md")
    (True, False)
    """
    return format_of_text(text, name) == "ids"


def identifier_line(parsed: ParsedList, lines: Sequence[str], ids: Mapping[str, str]) -> str:
    """Return the line of a paper, in the form that the list gives identifiers.

    Parameters
    ----------
    parsed, lines
        The list and its lines.
    ids
        The identifiers of the paper, by their kind.

    Raises
    ------
    KgError
        When none of them can be written.

    Examples
    --------
    >>> from kg.reading_list import parse
    >>> text = "https://doi.org/10.5555/fen"
    >>> identifier_line(parse(text, source="l.txt", id="list:l"), [text], {"arxiv": "2101.00001"})
    'https://arxiv.org/abs/2101.00001'
    """
    kinds = [kind for kind in _PREFIXES if kind in ids]
    if not kinds:
        raise KgError(
            "the paper has no identifier that such a list could hold",
            where=parsed.source,
            hint="a Markdown list can hold papers without one",
        )
    listed = {kind for entry in parsed.entries for kind in entry.ids}
    kind = next((kind for kind in kinds if kind in listed), kinds[0])
    beside = _after_example(parsed, lines, kind, ids[kind])
    if beside is not None:
        return beside
    urls = sum("://" in lines[entry.line - 1] for entry in parsed.entries)
    page = page_of(kind, _in_address(ids[kind]))
    return page if page and 2 * urls > len(parsed.entries) else _PREFIXES[kind] + ids[kind]


def _after_example(parsed: ParsedList, lines: Sequence[str], kind: str, id: str) -> str | None:
    """Return an identifier in the form of the last one of its kind, or None where none has one."""
    for entry in reversed(parsed.entries):
        written, value = lines[entry.line - 1].strip(), entry.ids.get(kind)
        before, found, after = written.partition(value) if value else ("", "", "")
        if found and re.fullmatch(r"v\d+|", after):
            return before + (_in_address(id) if "://" in before else id)
    return None


def _in_address(id: str) -> str:
    return quote(id, safe="/:;()._-")
