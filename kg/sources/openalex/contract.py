"""What the API of OpenAlex takes and gives: requests, checks of answers, works as records.

Source: api.openalex.org and recorded answers of 2026. At most a hundred values of one
filter, parted by "|"; a value cannot hold a comma. What OpenAlex does not hold is absent
from an answer, so that ids of a list may lead nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kg.identifiers import graph_id
from kg.records import Work, WorkAuthor
from kg.sources.client import NotData, RequestRefused, Service
from kg.sources.odd_values import (
    Note,
    is_count,
    is_list,
    is_object,
    is_text,
    silent,
    sound,
)
from kg.sources.reference_lists import by_asked, identified, one_spelling
from kg.sources.s2_papers import text_of

__all__ = [
    "BATCH",
    "CITED_FIELDS",
    "LIST_FIELDS",
    "cited_check",
    "id_of",
    "list_check",
    "listed_ids",
    "openalex_service",
    "parameters",
    "single_check",
    "work_of",
]

#: Values of one filter, and works of one page.
BATCH = 100
#: Fields of a work whose list is asked for.
LIST_FIELDS = ("id", "doi", "referenced_works", "referenced_works_count", "is_retracted")
#: Fields of a cited work.
CITED_FIELDS = (
    "id",
    "doi",
    "title",
    "publication_year",
    "authorships",
    "ids",
    "primary_location",
)
#: What each field of a work holds, where it is not null.
_WORK: dict[str, Callable[[object], bool]] = {
    "title": is_text,
    "publication_year": is_count,
    "authorships": is_list,
    "ids": is_object,
    "primary_location": is_object,
    "referenced_works": is_list,
}
_ID = re.compile(r"W[1-9]\d{0,14}", re.IGNORECASE)
_KINDS = {"doi": "doi", "pmid": "pmid", "pmcid": "pmc", "mag": "mag"}


def openalex_service(base_url: str, api_key: str | None) -> Service:
    """Return OpenAlex as whom to ask. Its key is a parameter of every request."""
    larger = "" if api_key else ", or set OPENALEX_API_KEY, whose budget is ten times as large"
    advice = "check OPENALEX_API_KEY, or unset it" if api_key else "wait, or set OPENALEX_API_KEY"

    def stop(status: int, words: str) -> str | None:
        if status == 429 and "budget" in words.lower():
            return f"the day's budget of OpenAlex is spent (429): wait until tomorrow{larger}"
        if status in (401, 403):
            return f"OpenAlex refuses to answer ({status}): {advice}"
        return None

    return Service(
        name="OpenAlex",
        address=base_url,
        setting="KG_OPENALEX_URL",
        stop=stop,
        allowance=""
        if api_key
        else "OPENALEX_API_KEY, which is free, gives ten times as much a day",
        plain_errors=True,
        unknown=lambda data, _: isinstance(data, dict),
    )


def parameters(
    name: str, values: Sequence[str], fields: Sequence[str], api_key: str | None
) -> dict[str, str | int]:
    """Return the parameters that ask for the works with one of these values (``doi``, ``openalex``).

    Parameters
    ----------
    name
        ``doi`` or ``openalex``.
    values
        The values that are asked for.
    fields
        The fields that are wanted.
    api_key
        The key, or None.
    """
    found: dict[str, str | int] = {"select": ",".join(fields)}
    if values:
        found |= {"filter": f"{name}:{'|'.join(values)}", "per_page": BATCH}
    return found | ({"api_key": api_key} if api_key else {})


def id_of(value: object) -> str | None:
    """Return OpenAlex's own id of a work, or None.

    Examples
    --------
    >>> id_of("https://openalex.org/W2121398592")
    'W2121398592'
    """
    text = str(value).rpartition("/")[2]
    return text.upper() if _ID.fullmatch(text) else None


def list_check(
    dois: Sequence[str], note: Note = silent
) -> Callable[[Any], dict[str, dict[str, Any] | None]]:
    """Return the check of an answer to DOIs: for each a work, or None where there is none."""

    def check(body: Any) -> dict[str, dict[str, Any] | None]:
        found: dict[str, dict[str, Any]] = {}
        results = _results(body, len(dois))
        named = [
            (doi, _sound_work(work, note))
            for work in results
            if isinstance(work, dict) and (doi := _doi_of(work))
        ]
        for doi, work in named:
            # Two works with one DOI are one paper that was taken in twice.
            if doi not in found or len(listed_ids(work)) > len(listed_ids(found[doi])):
                found[doi] = work
        return _by_name(found, dois, LIST_FIELDS, len(results) - len(named), note)

    return check


def single_check(doi: str, note: Note = silent) -> Callable[[Any], dict[str, Any]]:
    """Return the check of an answer to a single DOI.

    Raises
    ------
    NotData
        When the answer has another shape or is another work; raised by the check.
    """

    def check(body: Any) -> dict[str, Any]:
        if not isinstance(body, dict) or id_of(body.get("id")) is None:
            raise NotData("a work without id")
        if _doi_of(body) != doi:
            raise NotData("a work that was not asked for")
        return _chosen_fields(_sound_work(body, note), LIST_FIELDS) or {}

    return check


def _sound_work(work: dict[str, Any], note: Note) -> dict[str, Any]:
    """Return a work whose odd fields are null; an id in its list that is none stays, unidentified."""
    work = sound(work, _WORK, note)
    if None in listed_ids(work):
        note("an item of referenced_works")
    return work


def _doi_of(work: Mapping[str, Any]) -> str:
    return one_spelling(str(work.get("doi"))) or ""


def cited_check(
    ids: Sequence[str], note: Note = silent
) -> Callable[[Any], dict[str, dict[str, Any] | None]]:
    """Return the check of an answer to OpenAlex's own ids; None: the id leads nowhere."""

    def check(body: Any) -> dict[str, dict[str, Any] | None]:
        results = _results(body, len(ids))
        named = [
            (id, _sound_work(work, note))
            for work in results
            if isinstance(work, dict) and (id := id_of(work.get("id")))
        ]
        return _by_name(dict(named), ids, CITED_FIELDS, len(results) - len(named), note)

    return check


def _results(body: Any, asked: int) -> list[Any]:
    results = body.get("results") if isinstance(body, dict) else None
    if not isinstance(results, list):
        raise NotData("no results")
    count = _mapping(body.get("meta")).get("count")
    if isinstance(count, int) and len(results) < count:
        if len(results) < BATCH:
            raise NotData(f"{len(results)} of {count} works")
        if asked > 1:  # several works with one DOI: what does not fit is not "unknown"
            raise RequestRefused(f"{count} works do not fit on one page")
    return results


def _by_name(
    found: Mapping[str, Mapping[str, Any]],
    asked: Sequence[str],
    fields: Sequence[str],
    odd: int,
    note: Note,
) -> dict[str, dict[str, Any] | None]:
    if odd:
        note("an item")
    return {
        name: _chosen_fields(work, fields) for name, work in by_asked(asked, found, odd).items()
    }


def _chosen_fields(work: Mapping[str, Any] | None, fields: Sequence[str]) -> dict[str, Any] | None:
    if work is None:
        return None
    kept = {name: work[name] for name in fields if name in work}
    if isinstance(kept.get("authorships"), list):
        kept["authorships"] = kept["authorships"][:1]  # the first author is what is compared
    return kept


def listed_ids(work: Mapping[str, Any]) -> list[str | None]:
    """Return the ids of the works that a work cites, each once; None: an item that is no id."""
    given = work.get("referenced_works")
    items = given if isinstance(given, list) else []
    ids = [id_of(item) for item in items]
    return [*dict.fromkeys(id for id in ids if id), *(None for id in ids if id is None)]


def work_of(cited: Mapping[str, Any]) -> Work:
    """Return what OpenAlex says about a cited work; one odd field costs that field alone.

    Examples
    --------
    >>> cited = {"id": "https://openalex.org/W1", "doi": "https://doi.org/10.1/A", "title": "On things"}
    >>> work_of(cited).title, work_of(cited).ids
    ('On things', {'doi': '10.1/a'})
    """
    given = {**_mapping(cited.get("ids")), "doi": cited.get("doi")}
    named = [
        id
        for key, kind in _KINDS.items()
        if (text := text_of(given.get(key)))
        and (id := graph_id(kind, text.rpartition("/")[2] if kind != "doi" else text))
    ]
    ids, also = identified(named)
    year = cited.get("publication_year")
    authorships = cited.get("authorships")
    first = _mapping(authorships[0]) if isinstance(authorships, list) and authorships else {}
    author = text_of(_mapping(first.get("author")).get("display_name"))
    source = _mapping(_mapping(cited.get("primary_location")).get("source"))
    return Work(
        title=text_of(cited.get("title")),
        ids=ids,
        also=also,
        year=year if isinstance(year, int) and 1000 <= year <= 2999 else None,
        venue=text_of(source.get("display_name")),
        authors=[WorkAuthor(name=author)] if author else [],
        secondhand=True,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
