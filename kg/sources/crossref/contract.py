"""What Crossref's REST API takes and gives: requests, checks of answers, its pace.

Source: api.crossref.org and recorded answers of 2026. The values of one filter are
joined by "or"; a value cannot hold a comma; a DOI that is absent from an answer is not
known to Crossref.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kg.sources.client import NotData, RequestRefused, Service
from kg.sources.odd_values import (
    Note,
    is_count,
    is_list,
    is_list_of_objects,
    is_object,
    is_text,
    silent,
    sound,
)
from kg.sources.reference_lists import by_asked, one_spelling

__all__ = [
    "ALSO_KEPT",
    "BATCH",
    "SEARCH_FIELDS",
    "SELECT",
    "batch_parameters",
    "crossref_service",
    "pace_of",
    "search_check",
    "search_parameters",
    "work_check",
    "works_check",
]

#: DOIs of one request.
BATCH = 50
SELECT = (
    "DOI",
    "title",
    "author",
    "issued",
    "container-title",
    "reference",
    "references-count",
    "type",
    "relation",
    "update-to",
)
#: What is not asked for, and kept where an answer holds it: who corrects or retracts the work.
ALSO_KEPT = ("updated-by",)


#: What each field of a work holds, where it is not null.
_WORK: dict[str, Callable[[object], bool]] = {
    "title": is_list,
    "author": is_list,
    "issued": is_object,
    "container-title": is_list,
    "reference": is_list,
    "references-count": is_count,
    "type": is_text,
    "relation": is_object,
    "update-to": is_list,
    "updated-by": is_list,
}
#: What each field of a reference holds that is read.
_REFERENCE: dict[str, Callable[[object], bool]] = dict.fromkeys(
    (
        *("DOI", "doi-asserted-by", "author", "year"),
        *("article-title", "journal-title", "volume-title"),
    ),
    is_text,
)

#: What a search is archived as.
SEARCH_FIELDS = ("DOI",)
#: Works of a search: what is not among the first few is not the paper.
_HITS = 5
#: Characters of a title that are searched for.
_LONGEST_QUERY = 500


def crossref_service(base_url: str, mailto: str | None) -> Service:
    """Return Crossref as whom to ask. The mail address is a parameter of every request."""
    advice = "" if mailto else ", and set KG_MAILTO so that it can write"

    def stop(status: int, _words: str) -> str | None:
        return f"Crossref blocks this address (403): wait{advice}" if status == 403 else None

    return Service(
        name="Crossref",
        address=base_url,
        setting="KG_CROSSREF_URL",
        stop=stop,
        pace=pace_of,
        allowance=""
        if mailto
        else "KG_MAILTO gives a mail address to Crossref and three requests a second",
        plain_errors=True,
        unknown=lambda _, words: words.startswith("Resource not found"),
    )


def pace_of(headers: Mapping[str, str]) -> float:
    """Return the seconds between requests that an answer's headers ask for, or 0.

    Examples
    --------
    >>> pace_of({"x-rate-limit-limit": "3", "x-rate-limit-interval": "1s"}) > 0.33
    True
    >>> pace_of({"x-rate-limit-limit": "many"})
    0.0
    """
    try:
        limit = int(headers.get("x-rate-limit-limit", ""))
        seconds = float(headers.get("x-rate-limit-interval", "1s").removesuffix("s"))
    except ValueError:
        return 0.0
    # A service that asks for a minute between two requests has lost its mind or ours.
    return seconds / limit if limit > 0 and 0 < seconds <= 60 * limit else 0.0


def batch_parameters(dois: Sequence[str], mailto: str | None) -> dict[str, str | int]:
    """Return the parameters that ask for these DOIs, none of which holds a comma."""
    parameters: dict[str, str | int] = {
        "filter": ",".join(f"doi:{doi}" for doi in dois),
        "select": ",".join(SELECT),
        "rows": BATCH,
    }
    return parameters | ({"mailto": mailto} if mailto else {})


def search_parameters(title: str, mailto: str | None) -> dict[str, str | int]:
    """Return the parameters that search for a title."""
    parameters: dict[str, str | int] = {
        "query.bibliographic": title[:_LONGEST_QUERY],
        "select": ",".join(SELECT),
        "rows": _HITS,
    }
    return parameters | ({"mailto": mailto} if mailto else {})


def search_check(note: Note = silent) -> Callable[[Any], list[dict[str, Any]]]:
    """Return the check of an answer to a search: works, the likest first.

    Raises
    ------
    NotData
        When the answer has another shape, or an item is no work: it might have been the
        paper; raised by the check.
    """

    def check(body: Any) -> list[dict[str, Any]]:
        message = _message(body)
        items = message.get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise NotData("no items")
        total = message.get("total-results")
        if isinstance(total, int) and len(items) < min(total, _HITS):
            raise NotData(f"{len(items)} of {total} items")
        if not all(isinstance(item.get("DOI"), str) for item in items):
            raise NotData("a work without DOI")
        return [_sound_work(item, note) for item in items]

    return check


def works_check(
    dois: Sequence[str], note: Note = silent
) -> Callable[[Any], dict[str, dict[str, Any] | None]]:
    """Return the check of an answer to :func:`batch_parameters`: a work, or None, for each DOI.

    Raises
    ------
    NotData
        When the answer has another shape or is about other works; raised by the check.
    RequestRefused
        When several DOIs have more works than a page; raised by the check.
    """

    def check(body: Any) -> dict[str, dict[str, Any] | None]:
        message = _message(body)
        items = message.get("items")
        if not isinstance(items, list):
            raise NotData("no items")
        total = message.get("total-results")
        if isinstance(total, int) and len(items) < total:
            if len(items) < BATCH:
                raise NotData(f"{len(items)} of {total} items")
            if len(dois) > 1:  # what does not fit is not "unknown"
                raise RequestRefused(f"{total} works do not fit on one page")
        works = [_sound_work(item, note) for item in items if isinstance(item, dict)]
        found = {doi: work for work in works if (doi := _doi_of(work))}
        if odd := len(items) - sum(bool(_doi_of(work)) for work in works):
            note("an item")
        return by_asked(dois, found, odd)

    return check


def work_check(doi: str, note: Note = silent) -> Callable[[Any], dict[str, Any]]:
    """Return the check of an answer to a single DOI.

    Raises
    ------
    NotData
        When the answer has another shape or is another work; raised by the check.
    """

    def check(body: Any) -> dict[str, Any]:
        message = _message(body)
        if _doi_of(message) != doi:
            raise NotData("a work that was not asked for")
        return _sound_work(message, note)

    return check


def _sound_work(work: dict[str, Any], note: Note) -> dict[str, Any]:
    """Return a work whose odd fields, and those of its references, are null."""
    work = sound(work, _WORK, note)
    items = work.get("reference")
    if not items:
        return work
    if not is_list_of_objects(items):
        note("an item of reference")
    references = [
        sound(item, _REFERENCE, note) if isinstance(item, dict) else None for item in items
    ]
    return {**work, "reference": references}


def _doi_of(work: Mapping[str, Any]) -> str:
    return one_spelling(str(work.get("DOI"))) or ""


def _message(body: Any) -> dict[str, Any]:
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict):
        raise NotData("no message")
    return message
