"""A Zotero library, or a collection of it, as the text of a list: CSL-JSON with its citation keys.

The API is that of Zotero's documentation (Web API v3), which a running Zotero answers on
this machine too. It is only read: nothing but GET is sent. An answer that is no list of
items (a refusal, "too many requests") is an error, and never read as items.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

import msgspec

from kg.errors import Deferred, ReadingListError
from kg.http import Broken, HttpResponse, Unreachable, exchange, http_client
from kg.settings import ZoteroSettings, zotero_settings

if TYPE_CHECKING:
    import httpx

__all__ = ["SCHEME", "zotero_location", "zotero_text"]

SCHEME = "zotero://"

_PAGE = 100
_LARGEST = 64_000_000
_SECONDS = 60.0
_ATTEMPTS = 5
_LONGEST_WAIT = 60.0
_CSL_TYPES = {
    "journalArticle": "article-journal",
    "magazineArticle": "article-magazine",
    "newspaperArticle": "article-newspaper",
    "conferencePaper": "paper-conference",
    "presentation": "speech",
    "book": "book",
    "bookSection": "chapter",
    "encyclopediaArticle": "entry-encyclopedia",
    "dictionaryEntry": "entry-dictionary",
    "thesis": "thesis",
    "report": "report",
    "preprint": "article",
    "manuscript": "manuscript",
    "webpage": "webpage",
    "blogPost": "post-weblog",
    "dataset": "dataset",
    "computerProgram": "software",
    "patent": "patent",
}
_NO_PAPERS = ("attachment", "note", "annotation")
_CITATION_KEY = re.compile(r"(?im)^\s*citation[ _-]?key\s*:\s*(\S+)\s*$")
_EXTRA = re.compile(r"(?im)^\s*(doi|arxiv|pmid|pmcid)\s*:\s*(\S+)\s*$")
_VENUES = (
    *("publicationTitle", "proceedingsTitle", "bookTitle", "conferenceName", "websiteTitle"),
    *("repository", "university", "institution", "series", "publisher"),
)

_DATES = ("date", "dateDecided", "dateEnacted", "issueDate")


def zotero_location(source: str) -> str | None:
    """Return the address of ``zotero:`` or ``zotero:COLLECTION`` as it is kept; None for anything else.

    Examples
    --------
    >>> zotero_location("zotero:"), zotero_location("zotero:Deep Learning")
    ('zotero://library', 'zotero://collection/Deep%20Learning')
    >>> zotero_location("zotero://library"), zotero_location("papers.md")
    ('zotero://library', None)
    """
    if source.startswith(SCHEME):
        return source
    if not source.lower().startswith("zotero:"):
        return None
    name = source.partition(":")[2].strip()
    return f"{SCHEME}collection/{quote(name, safe='')}" if name else f"{SCHEME}library"


def zotero_text(location: str) -> str:
    """Return the items of a library, or of a collection and those below it, as CSL-JSON.

    Parameters
    ----------
    location
        As :func:`zotero_location` returns it.

    Raises
    ------
    ReadingListError
        When no Zotero answers, it refuses, or no collection or several go by that name.
    Deferred
        When it is asked too often, and stays so.
    """
    settings = zotero_settings()
    with closing(_client(settings)) as client:
        library = _Library(client, settings)
        paths = [""]
        if "/collection/" in location:
            name = unquote(location.partition("/collection/")[2])
            paths = [f"/collections/{key}" for key in library.collection(name)]
        found: dict[str, dict[str, Any]] = {}
        for path in paths:
            for item in library.pages(f"{path}/items/top"):
                data = item.get("data")
                if isinstance(data, dict) and _is_paper(data):
                    found.setdefault(str(item.get("key")), data)
    return json.dumps([_csl(data) for data in found.values()], ensure_ascii=False, indent=0)


def _client(settings: ZoteroSettings) -> httpx.Client:
    headers = {"Zotero-API-Version": "3"}
    if settings.key:
        headers["Zotero-API-Key"] = settings.key
    return http_client(headers)


class _Library:
    """A library of Zotero, asked page by page."""

    def __init__(self, client: httpx.Client, settings: ZoteroSettings) -> None:
        self._client = client
        self._settings = settings

    def collection(self, name: str) -> list[str]:
        """Return the key of the collection of this key or name, then those of all below it.

        Raises
        ------
        ReadingListError
            When there is none, or there are several of that name.
        """
        known = {
            str(page.get("key")): page.get("data") or {} for page in self.pages("/collections")
        }
        wanted = [name] if name in known else [key for key in known if _goes_by(known[key], name)]
        if len(wanted) != 1:
            raise _no_one_collection(name, wanted, known.values())
        found = list(wanted)
        for key in found:
            below = [
                below_key
                for below_key, data in known.items()
                if data.get("parentCollection") == key
            ]
            found += [below_key for below_key in below if below_key not in found]
        return found

    def pages(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield the objects at a path of the library, however many pages they fill."""
        seen: set[str] = set()
        start = 0
        while True:
            received = self._get(path, {"format": "json", "limit": _PAGE, "start": start})
            page = _objects(received)
            new = [item for item in page if str(item.get("key")) not in seen]
            seen |= {str(item.get("key")) for item in new}
            yield from new
            start += len(page)
            total = received.headers.get("total-results", "")
            # A Zotero that gives everything at once, or the same page again, has no more.
            if not new or (total.isdecimal() and start >= int(total)):
                return

    def _get(self, path: str, parameters: Mapping[str, str | int]) -> HttpResponse:
        url = f"{self._settings.base_url}/{self._settings.library}{path}?{urlencode(parameters)}"
        wait = 0.0
        for attempt in range(_ATTEMPTS):
            time.sleep(wait)
            try:
                received = exchange(self._client, url, largest=_LARGEST, seconds=_SECONDS)
            except Broken as error:
                raise self._no_answer(error) from None
            if received.status not in (429, 500, 502, 503, 504):
                break
            wait = _asked_wait(received.headers, 2.0**attempt)
        if received.status in (429, 503):
            raise Deferred(
                "Zotero is asked too often",
                where="zotero:",
                hint="run the same command again later",
            )
        if received.status != 200:
            raise self._refusal(received.status)
        if (pause := _asked_wait(received.headers, 0.0)) > 0:
            time.sleep(pause)
        return received

    def _no_answer(self, error: Broken) -> ReadingListError:
        if isinstance(error, Unreachable) and self._settings.is_local:
            return ReadingListError(
                "no Zotero is running here",
                where="zotero:",
                hint="start it, or set ZOTERO_API_KEY and ZOTERO_LIBRARY to ask zotero.org",
            )
        return ReadingListError(
            f"Zotero cannot be asked: {error}", where="zotero:", hint="check the network"
        )

    def _refusal(self, status: int) -> ReadingListError:
        if status == 403 and self._settings.is_local:
            hint = "allow other applications to communicate with Zotero (settings, Advanced)"
        elif status in (401, 403):
            hint = "check ZOTERO_API_KEY, and that it may read the library"
        else:
            hint = f"check ZOTERO_LIBRARY (now {self._settings.library})"
        return ReadingListError(f"Zotero refuses ({status})", where="zotero:", hint=hint)


def _goes_by(collection: Mapping[str, Any], name: str) -> bool:
    return str(collection.get("name", "")).strip().casefold() == name.casefold()


def _no_one_collection(
    name: str, wanted: Sequence[str], known: Iterable[Mapping[str, Any]]
) -> ReadingListError:
    if wanted:
        what, hint = "several collections go", f"give its key: {', '.join(sorted(wanted))}"
    else:
        names = ", ".join(sorted({str(data.get("name")) for data in known})) or "none"
        what, hint = "no collection goes", f"collections are {names}"
    return ReadingListError(f"{what} by that name", where=f"zotero:{name}", hint=hint)


def _asked_wait(headers: Mapping[str, str], default: float) -> float:
    """Return the seconds that Zotero asks to wait: Backoff and Retry-After of its API."""
    values = [headers.get(name, "") for name in ("retry-after", "backoff")]
    seconds = [
        float(value) for value in values if re.fullmatch(r"\d{1,6}(?:\.\d+)?", value.strip())
    ]
    return min(max(seconds, default=default), _LONGEST_WAIT)


def _objects(received: HttpResponse) -> list[dict[str, Any]]:
    try:
        page = msgspec.json.decode(received.body)
    except (msgspec.DecodeError, RecursionError):
        page = None
    if not isinstance(page, list) or not all(isinstance(item, dict) for item in page):
        raise ReadingListError(
            "Zotero's answer is no list of items",
            where="zotero:",
            hint="check KG_ZOTERO_URL, and that Zotero is of version 7 or later",
        )
    return page


def _is_paper(data: Mapping[str, Any]) -> bool:
    return data.get("itemType") not in _NO_PAPERS and not data.get("deleted")


def _csl(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item of Zotero as one of CSL-JSON, with the fields that a list is read from."""
    extra = str(data.get("extra") or "")
    in_extra = {name.lower(): value for name, value in _EXTRA.findall(extra)}
    key = _CITATION_KEY.search(extra)
    fields = {
        "type": _CSL_TYPES.get(str(data.get("itemType"))),
        "citation-key": data.get("citationKey") or (key[1] if key else None),
        "title": _first(data, ("title", "caseName", "nameOfAct", "subject")),
        "author": _people(data.get("creators")),
        "issued": {"raw": str(date)} if (date := _first(data, _DATES)) else None,
        "container-title": _first(data, _VENUES),
        "DOI": data.get("DOI") or in_extra.get("doi"),
        "PMID": in_extra.get("pmid"),
        "PMCID": in_extra.get("pmcid"),
        "number": _arxiv_number(str(data.get("archiveID") or ""), in_extra.get("arxiv")),
        "URL": data.get("url"),
    }
    return {name: value for name, value in fields.items() if value}


def _first(data: Mapping[str, Any], names: Iterable[str]) -> object:
    """Return the first of several fields that says something."""
    return next((data[name] for name in names if data.get(name)), None)


def _arxiv_number(archive: str, in_extra: str | None) -> str | None:
    arxiv = archive if archive.lower().startswith("arxiv:") else in_extra
    return f"arXiv:{arxiv.removeprefix('arXiv:')}" if arxiv else None


def _people(creators: object) -> list[dict[str, str]]:
    """Return the authors; of a thesis, a talk, a program: whoever comes first, and their like."""
    listed = creators if isinstance(creators, list) else []
    people = [creator for creator in listed if isinstance(creator, dict)]
    kinds = [person.get("creatorType") for person in people]
    wanted = "author" if "author" in kinds else next(iter(kinds), None)
    return [_name(person) for person, kind in zip(people, kinds, strict=True) if kind == wanted]


def _name(person: Mapping[str, Any]) -> dict[str, str]:
    if person.get("name"):
        return {"literal": str(person["name"])}
    parts = {"family": person.get("lastName"), "given": person.get("firstName")}
    return {part: str(value) for part, value in parts.items() if value}
