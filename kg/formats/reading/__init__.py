"""Bibliographies read as entries of a list: BibTeX, RIS, CSL-JSON, and bare identifiers.

What is said of a paper in these formats is said in fields; nothing is guessed. What
``kg export`` writes is read back as the same papers.
"""

from kg.formats.reading.bibliography import Bibliography
from kg.formats.reading.bibtex import read_bibtex
from kg.formats.reading.bibtex_blocks import OTHERS
from kg.formats.reading.csl import read_csl
from kg.formats.reading.csl_names import authors_of_item
from kg.formats.reading.identifier_lines import read_identifiers
from kg.formats.reading.ris import read_ris
from kg.formats.reading.text_format import format_of_text, read_as

__all__ = [
    "OTHERS",
    "Bibliography",
    "authors_of_item",
    "format_of_text",
    "read_as",
    "read_bibtex",
    "read_csl",
    "read_identifiers",
    "read_ris",
]
