"""Papers in the shape of Semantic Scholar answers, read into :class:`kg.records.Work`.

Both sources speak this shape: the service itself and files of records. What comes
from outside is odd in many ways (``venue: ""``, ``null`` for lists, numbers as
strings, C1 control characters in titles), and one odd field must not cost a paper:
a field that is not what it should be counts as not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from kg.credentials import text_without_credentials
from kg.dois import dois_in
from kg.identifiers import graph_id, normalise, orcid_in, split_graph_id
from kg.markup import without_markup
from kg.placeholders import is_placeholder
from kg.records import Work, WorkAuthor

__all__ = ["NoteUnread", "decode_paper", "identifiers_of", "ignore", "text_of", "texts_of"]

_KIND_OF = {
    "DOI": "doi",
    "ArXiv": "arxiv",
    "ACL": "acl",
    "PubMed": "pmid",
    "PubMedCentral": "pmc",
    "DBLP": "dblp",
    "CorpusId": "corpus",
    "MAG": "mag",
    "OpenReview": "openreview",
}
_KINDS = {name.lower(): kind for name, kind in _KIND_OF.items()}

_C1 = re.compile("[\x80-\x9f]")
#: Control characters, and those that turn the direction of what stands behind them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_DATE = re.compile(r"(?P<day>(?P<year>\d{4})-\d\d-\d\d)(?:[T ].*)?$")
_YEAR = re.compile(r"(?<!\d)(?:1\d|20)\d\d(?!\d)")
_WHOLE = re.compile(r"[0-9]{1,15}(?:\.0+)?")


#: Is told the name of a field, and the value in it that is not read.
NoteUnread = Callable[[str, object], None]


def ignore(_field: str, _value: object, /) -> None:
    """Say nothing of a value that is not read."""


def decode_paper(paper: Mapping[str, Any], note: NoteUnread = ignore) -> Work:
    r"""Read one S2-shaped paper, at the top of an answer or nested in one.

    A ``paperId`` of 40 hexadecimal digits becomes ``ids["s2"]``, any other string
    ``ids["key"]``, a key of the file's own. ``referenceCount`` and the like are
    taken as they are; the states of the lists are for the caller to judge.

    Parameters
    ----------
    paper
        A decoded JSON object; keys that are missing or odd count as not known.
    note
        Is told what is there and not read.

    Returns
    -------
    Work
        What the object says, and nothing else.

    Examples
    --------
    >>> work = decode_paper(
    ...     {
    ...         "paperId": None,
    ...         "externalIds": {"DOI": "10.48550/arXiv.2207.04818"},
    ...         "title": "\x93Micro\u201d  finance ",
    ...         "venue": "",
    ...         "year": "2022",
    ...         "authors": [{"authorId": None, "name": "Jun Wang"}],
    ...     }
    ... )
    >>> work.title, work.ids, work.venue, work.year, work.authors[0].name
    ('“Micro” finance', {'arxiv': '2207.04818'}, None, 2022, 'Jun Wang')
    """
    known: dict[str, Any] = {**_NO_LISTS, "ids": identifiers_of(paper, note)}
    # Most papers are references of a few fields: only what is there is read.
    for key, given in paper.items():
        field, read = _READ.get(key, _NOTHING)
        if given is None or not field:
            continue
        if (value := read(given)) is not None:
            known[field] = value
        elif not isinstance(given, Mapping) and not _is_nothing(given):
            note(key, given)
    if (nobody := next(filter(_is_nobody, _list(paper.get("authors"))), None)) is not None:
        note("authors", nobody)
    if "year" not in known and (year := _year(paper.get("publicationDate"))):
        known["year"] = year
    if "venue" in paper or "publicationVenue" in paper or "journal" in paper:
        known |= _place(paper)
    if "fieldsOfStudy" in paper or "s2FieldsOfStudy" in paper:
        known["fields_of_study"] = _fields_of_study(paper)
    return Work(**known)


def _place(paper: Mapping[str, Any]) -> dict[str, Any]:
    """Return where a paper was published, as the fields of a work."""
    venue = _mapping(paper.get("publicationVenue"))
    journal = _mapping(paper.get("journal"))
    full_name = _name(paper.get("publicationVenue"))
    label = _name(paper.get("venue")) or full_name or _name(paper.get("journal"))
    alternate = [full_name] if full_name and full_name != label else []
    alternate += [name for item in _list(venue.get("alternate_names")) if (name := _line(item))]
    return {
        "venue": label,
        "venue_id": _line(venue.get("id")),
        "venue_kind": _line(venue.get("type")),
        "venue_alternate_names": list(dict.fromkeys(alternate)),
        "volume": _line(journal.get("volume")),
        "issue": _line(journal.get("issue")),
        "pages": _line(journal.get("pages")),
    }


def _name(value: object) -> str | None:
    """Return a name that stands alone, or in a mapping or a list that says more."""
    while isinstance(value, Mapping | list):
        value = value.get("name") if isinstance(value, Mapping) else next(iter(value), None)
    return _line(value)


def _is_nothing(value: object) -> bool:
    """Whether a value says that nothing is known."""
    return value in ({}, [], False, 0) or (isinstance(value, str) and is_placeholder(value))


def _is_nobody(author: object) -> bool:
    if author is None or isinstance(author, dict | str):  # nearly always, and told fast
        return False
    return not isinstance(author, Mapping)


def identifiers_of(paper: Mapping[str, Any], note: NoteUnread = ignore) -> dict[str, str]:
    """Return the identifiers of an S2-shaped paper, kind to normalised value.

    Examples
    --------
    >>> identifiers_of({"externalIds": {"DOI": "10.48550/arXiv.2207.04818"}, "corpusId": 7})
    {'arxiv': '2207.04818', 'corpus': '7'}
    """
    found: dict[str, str] = {}
    given = [*_mapping(paper.get("externalIds")).items(), ("CorpusId", paper.get("corpusId"))]
    for name, value in given:
        if value is None:
            continue
        kind = _KINDS.get(str(name).lower())
        if known := _known_id(kind, value):
            # An arXiv id that is only told as a DOI gives way to one that is told as such.
            own_kind, normal = split_graph_id(known)
            if own_kind == kind or own_kind not in found:
                found[own_kind] = normal
        if kind and (unread := _unread_ids(kind, value, known)):
            note(str(name), unread)
    key = _key(paper.get("paperId"))
    if key and not is_placeholder(key):
        sha = normalise("s2", key)
        if own := sha or normalise("key", key):
            found["s2" if sha else "key"] = own
    return found


def _unread_ids(kind: str, value: object, known: str | None) -> object:
    """Return what an external identifier holds besides the id that is read."""
    values = value if isinstance(value, list) else [value]
    further = [item for item in (values[1:] if known else values) if not _is_nothing(item)]
    if further:
        return further[0] if len(further) == 1 else further
    if kind == "doi" and isinstance(value, str) and value.count("10.") > 1:
        return value if len(set(dois_in(value))) > 1 else None
    return None


def _known_id(kind: str | None, value: object) -> str | None:
    """Return the id that an external identifier, or the first of several, makes of a paper."""
    first = _list(value)[0] if _list(value) else value
    # What stands in angle brackets is a part of a DOI, not markup.
    is_raw = kind == "doi" and isinstance(first, str) and first.isprintable()
    text = str(first).strip() if is_raw else _key(first)
    return graph_id(kind, text) if kind and text else None


def _authors(value: object) -> list[WorkAuthor] | None:
    authors: list[WorkAuthor] = []
    listed: list[Any] = value if isinstance(value, list) else _people_in(value) or [value]
    for item in listed:
        author = _mapping(item)
        name = (author.get("name") or "".join(_people_in([author]))) if author else item
        if not name or _is_nobody(item):
            continue
        id, orcids = author.get("authorId"), _mapping(author.get("externalIds")).get("ORCID")
        orcid = _list(orcids)[0] if _list(orcids) else orcids
        found = _author(
            name if isinstance(name, str) else _line(name),
            id if isinstance(id, str) else _line(id),
            None if orcid is None else str(orcid),
        )
        if found:
            authors.append(found)
    return authors or None


@lru_cache(maxsize=100_000)
def _author(name: str | None, id: str | None, orcid: str | None) -> WorkAuthor | None:
    """Return an author, who is met again with every paper of theirs."""
    line, s2_id = _line(name), _line(id)
    if line is None:
        return None
    return WorkAuthor(
        name=line,
        s2_id=None if is_placeholder(s2_id or "") else s2_id,
        orcid=orcid_in(orcid or ""),
    )


def _people_in(value: object) -> list[str]:
    """Return the people whom a text, or an object with parts of names, names as bibliographies do."""
    from kg.formats.reading import OTHERS, authors_of_item

    return (
        [name for name in authors_of_item(value) if not OTHERS.fullmatch(name)]
        if isinstance(value, str | list)
        else []
    )


def _fields_of_study(paper: Mapping[str, Any]) -> list[str]:
    modelled = [_mapping(item).get("category") for item in _list(paper.get("s2FieldsOfStudy"))]
    given = paper.get("fieldsOfStudy")
    return _names([*([given] if isinstance(given, str) else _list(given)), *modelled])


def _names(value: object) -> list[str]:
    return list(dict.fromkeys(name for item in _list(value) if (name := _line(item))))


def text_of(value: object) -> str | None:
    r"""Return a text without control characters and credentials, or None when it is none or empty.

    C1 control characters are what is left of Windows-1252 read as Latin-1.

    Examples
    --------
    >>> text_of(" \x93iron law\x94 ")
    '“iron law”'
    >>> text_of("")
    """
    text = _plain_text(value)
    return text and text_without_credentials(text)


def _plain_text(value: object) -> str | None:
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return None
    else:
        text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    if text.isprintable():  # nearly always, and then there is nothing to mend
        return without_markup(text).strip() or None
    if _C1.search(text):
        from ftfy.fixes import fix_c1_controls

        text = fix_c1_controls(text)
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8
    # Cleaned first: a control character between the letters must not save a tag.
    return without_markup(_CONTROL.sub("", text)).strip() or None


def texts_of(value: object) -> list[str]:
    r"""Return the texts of a list, each cleaned as by :func:`text_of`; what is none is left out.

    Examples
    --------
    >>> texts_of(["methodology", None, "\x1bresult"]), texts_of("background")
    (['methodology', 'result'], [])
    """
    items = value if isinstance(value, list) else []
    return [text for item in items if isinstance(item, str) and (text := text_of(item))]


def _line(value: object) -> str | None:
    if value is None:
        return None
    text = text_of(value)
    return " ".join(text.split()) if text else None


def _key(value: object) -> str | None:
    """Return a key as it stands: what looks like a credential may tell two papers apart."""
    text = _plain_text(value)
    return " ".join(text.split()) if text else None


def _count(value: object) -> int | None:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _year(value: object) -> int | None:
    year = _count(value)
    if year is None and isinstance(value, str):
        # "c. 1650", "2019-03-01T00:00", "[2019]": one year, whatever stands around it.
        years = set(_YEAR.findall(value))
        year = int(years.pop()) if len(years) == 1 else None
    return year if year is not None and 1000 <= year <= 2999 else None


def _flag(value: object) -> bool | None:
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def _date(value: object) -> str | None:
    """Return the day of a date, which may have a time behind it."""
    match = _DATE.match(str(value).strip())
    try:
        return date.fromisoformat(match["day"]).isoformat() if match and match["day"] else None
    except ValueError:
        return None


def _mapping(value: object) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    return value if value is not None and isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


#: The key of a paper to the field of a work, and what reads it.
_READ: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "title": ("title", _line),
    "year": ("year", _year),
    "publicationDate": ("publication_date", _date),
    "authors": ("authors", _authors),
    "abstract": ("abstract", text_of),
    "tldr": ("tldr", lambda value: text_of(_mapping(value).get("text"))),
    "url": ("url", _line),
    "citationCount": ("citation_count", _count),
    "referenceCount": ("reference_count", _count),
    "influentialCitationCount": ("influential_citation_count", _count),
    "isOpenAccess": ("is_open_access", _flag),
    "openAccessPdf": ("open_access_pdf", lambda value: _line(_mapping(value).get("url", value))),
    "publicationTypes": ("publication_types", _names),
    "introducesDatasets": ("introduces", _names),
}
#: Shared by all works that have none of a kind, which are most: no list of a work is ever changed.
_NO_LISTS: dict[str, list[Any]] = {
    name: []
    for name in (
        "also",
        "venue_alternate_names",
        "authors",
        "fields_of_study",
        "publication_types",
        "introduces",
    )
}
_NOTHING: tuple[str, Callable[[Any], Any]] = ("", lambda _: None)
