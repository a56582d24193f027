"""The format of a text that is no Markdown, and the reader of each."""

from __future__ import annotations

import re
from collections.abc import Callable

from kg.formats.reading.bibliography import Bibliography
from kg.formats.reading.bibtex import read_bibtex
from kg.formats.reading.csl import read_csl
from kg.formats.reading.identifier_lines import read_identifiers
from kg.formats.reading.ris import read_ris

__all__ = ["format_of_text", "read_as"]

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
