"""Reading lists: Markdown or a bibliographic format to entries, datasets and warnings.

A list is read without asking anybody: :func:`read_list` for a path, ``-``, URL or
GitHub repository, :func:`parse` for a text. The curation file beside a list is in
:mod:`kg.reading_list.curation_file`.

What flows through what: the text becomes *blocks* (a heading, paragraph, item or row:
``markdown``), each block that may be an entry a *candidate* (``candidates``), and what it
says *pieces*, told apart by styles, brackets and marks (``pieces``, ``plain_pieces``) and
taken for what they surely are (``piece``, with ``recognise``, ``people``, ``links``). A
first model says which piece is the title (``features``, ``labelling``); candidates that
belong together are joined (``grouping``). A second model says what each *word* is, by the
*phrases* between marks (``words``, ``phrases``, ``wordfacts``, ``chain``), from which the
fields come (``fields``). With its place in the list (``sections``), a third says which
candidates are entries (``entry_facts``, ``deciding``). ``parse`` runs these in order,
makes the entries (``entry``), and accounts for the rest (``left``, ``warnings``).
"""

from kg.reading_list.parse import parse
from kg.reading_list.read import no_entry, read_all, read_list

__all__ = ["no_entry", "parse", "read_all", "read_list"]
