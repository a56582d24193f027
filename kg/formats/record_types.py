"""What kind of publication a record is, in the words of each format of bibliographies.

A record that is read keeps the word that its own format has, ``bib:phdthesis``, so that it
comes back as it was, and as the nearest kind in other formats.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["PublicationKind", "kind_of_record", "type_in"]

PublicationKind = Literal[
    "journal", "conference", "book", "chapter", "thesis", "report", "preprint", "other"
]

#: How each format calls a kind: first the word that is written, then others that are read.
_WORDS: dict[str, dict[PublicationKind, str]] = {
    "bib": {
        "journal": "article periodical suppperiodical",
        "conference": "inproceedings conference",
        "book": "book mvbook collection mvcollection proceedings mvproceedings reference booklet",
        "chapter": "incollection inbook bookinbook suppbook inreference suppcollection",
        "thesis": "phdthesis mastersthesis thesis",
        "report": "techreport report",
        "preprint": "misc",
        "other": "misc online electronic www software dataset unpublished manual patent",
    },
    "ris": {
        "journal": "JOUR EJOUR JFULL MGZN ABST INPR",
        "conference": "CONF CPAPER",
        "book": "BOOK EBOOK EDBOOK",
        "chapter": "CHAP ECHAP ENCYC DICT",
        "thesis": "THES",
        "report": "RPRT",
        "preprint": "UNPB",
        "other": "GEN ELEC WEB DATA COMP",
    },
    "csl": {
        "journal": "article-journal article-magazine article-newspaper",
        "conference": "paper-conference",
        "book": "book collection",
        "chapter": "chapter entry-encyclopedia entry-dictionary entry",
        "thesis": "thesis",
        "report": "report",
        "preprint": "article manuscript",
        "other": "document webpage post software dataset",
    },
}
_KINDS: dict[tuple[str, str], PublicationKind] = {
    (format, word): kind
    for format, words in _WORDS.items()
    for kind, some in words.items()
    for word in some.split()
}


def kind_of_record(record_type: str) -> PublicationKind:
    """Return the kind that a record's own type says.

    Examples
    --------
    >>> kind_of_record("bib:article"), kind_of_record("csl:article"), kind_of_record("ris:MUSIC")
    ('journal', 'preprint', 'other')
    """
    format, _, word = record_type.partition(":")
    return _KINDS.get((format, word), "other")


def type_in(format: str, kind: PublicationKind, record_type: str | None) -> str:
    """Return what a format calls a record: its own type where it has one there.

    Parameters
    ----------
    format
        ``bib``, ``ris`` or ``csl.json``.
    kind
        What kind of publication it is.
    record_type
        The type under which a list had it, with the name of that format.

    Examples
    --------
    >>> type_in("bib", "thesis", "bib:mastersthesis"), type_in("ris", "thesis", "bib:mastersthesis")
    ('mastersthesis', 'THES')
    """
    own, _, word = (record_type or "").partition(":")
    return word if own == format else _WORDS[format][kind].split()[0]
