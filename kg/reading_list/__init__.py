"""Reading lists: Markdown or a bibliographic format to entries, datasets and warnings.

A list is read without asking anybody: :func:`read_list` for a path, ``-``, URL or
GitHub repository, :func:`parse` for a text. The curation file beside a list is in
:mod:`kg.reading_list.curation_file`.
"""

from kg.reading_list.parse import parse
from kg.reading_list.read import no_entry, read_all, read_list

__all__ = ["no_entry", "parse", "read_all", "read_list"]
