"""The papers that words and facets choose, a hundred a page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import msgspec

from kg.errors import UsageError
from kg.web.pages.papers import PaperRow, paper_rows
from kg.web.pages.shown_name import shown_name
from kg.web.snapshot import SiteSnapshot

__all__ = ["Facet", "FoundPapers", "PaperIndex", "PaperSearch", "SearchPage", "paper_search"]

PAPERS_A_PAGE = 100
#: A choice of more than these is no help; an id that is asked for is always among them.
_MOST_OPTIONS = 40


class PaperSearch(msgspec.Struct, frozen=True, kw_only=True):
    """What is searched: every word and every facet that is given must hold.

    ``list``, ``venue`` and ``dataset`` are ids, ``years`` the first and the last,
    ``code`` whether code is known, ``state`` that of the reference list; ``sort`` is
    ``-year`` (the newest first) or ``year``. ``status`` and ``tag`` are what a reader marked.
    """

    q: str = ""
    list: str | None = None
    years: tuple[int, int] | None = None
    venue: str | None = None
    code: bool | None = None
    dataset: str | None = None
    state: str | None = None
    status: str | None = None
    tag: str | None = None
    sort: str = "-year"
    page: int = 1


class FoundPapers(msgspec.Struct, frozen=True):
    """One page of the papers that were found."""

    total: int
    page: int
    pages: int
    papers: list[PaperRow]


class Facet(msgspec.Struct, frozen=True):
    """A value that narrows a search: what it is asked by, its name, and how many papers it leaves."""

    value: str
    text: str
    count: int
    chosen: bool


class SearchPage(msgspec.Struct, frozen=True):
    """A search, what it found, and what would narrow it, by the names of the parameters."""

    search: PaperSearch
    result: FoundPapers
    facets: dict[str, list[Facet]]
    previous: str | None = None
    following: str | None = None


def paper_search(given: Mapping[str, str]) -> PaperSearch:
    """Return the search that the parameters of an address mean; empty ones are not given.

    Raises
    ------
    UsageError
        When a name or a value is none of a search.

    Examples
    --------
    >>> paper_search({"q": "hashing", "year": "2017-2019", "code": "1"}).years
    (2017, 2019)
    """
    given = {name: value.strip() for name, value in given.items() if value.strip()}
    if unknown := sorted(given.keys() - _PARAMETERS):
        raise UsageError(
            "a search has no such parameter",
            where=unknown[0],
            hint=f"it takes: {', '.join(_PARAMETERS)}",
        )
    chosen: dict[str, Any] = {
        name: given[name]
        for name in ("q", "list", "venue", "dataset", "status", "tag")
        if name in given
    }
    if "year" in given:
        chosen["years"] = _years(given["year"])
    if "code" in given:
        chosen["code"] = _one_of("code", given["code"], ("1", "0")) == "1"
    if "state" in given:
        chosen["state"] = _one_of("state", given["state"], _STATES)
    if "sort" in given:
        chosen["sort"] = _one_of("sort", given["sort"], ("-year", "year"))
    if "page" in given:
        chosen["page"] = _page(given["page"])
    return PaperSearch(**chosen)


_PARAMETERS = (
    "q",
    "list",
    "year",
    "venue",
    "code",
    "dataset",
    "state",
    "status",
    "tag",
    "sort",
    "page",
)
_STATES = ("complete", "partial", "elided", "capped", "deferred", "unknown")


def _years(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,4})(?:\s*-\s*([0-9]{1,4}))?", text)
    first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if first > last:
        raise UsageError(f"{text!r} is no year", where="year", hint="2019 or 2017-2019")
    return first, last


def _one_of(name: str, value: str, known: Iterable[str]) -> str:
    if value not in known:
        raise UsageError(f"{value!r} is not known", where=name, hint=f"one of {', '.join(known)}")
    return value


def _page(text: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < 1:
        raise UsageError(f"{text!r} is no page", where="page", hint="a number from 1")
    return int(text)


class PaperIndex:
    """The papers of a graph, ready to be searched.

    Parameters
    ----------
    snapshot
        The graph.

    Notes
    -----
    A search reads every paper: about a microsecond a paper.

    Examples
    --------
    >>> from kg.records import Graph, Paper
    >>> from kg.web.snapshot import read_snapshot
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", title="Deep Hashing", year=2017))
    >>> graph.add(Paper(id="doi:10.1/b", title="Shallow Hashing", year=2018))
    >>> found = PaperIndex(read_snapshot(graph)).find(paper_search({"q": "hashing deep"}))
    >>> found.total, found.papers[0].id
    (1, 'doi:10.1/a')
    """

    def __init__(self, snapshot: SiteSnapshot) -> None:
        self._snapshot = snapshot
        self._rows = paper_rows(snapshot, snapshot.of("paper"))
        self._text = {row.id: folded(_words(row)) for row in self._rows}
        self._ids: dict[str, dict[str, list[str]]] = {
            "list": _ends(snapshot, "LISTS", paper_starts=False),
            "venue": _ends(snapshot, "PUBLISHED_IN"),
            "dataset": _ends(snapshot, "USES_DATASET", "INTRODUCES"),
        }
        self._with_code = set(_ends(snapshot, "IMPLEMENTED_BY"))

    def find(self, search: PaperSearch) -> FoundPapers:
        """Return a page of the papers that a search finds; one behind the last is empty.

        Raises
        ------
        UsageError
            When the graph has no list, venue or dataset of the id.
        """
        return _result(self._matching(search), search)

    def page(self, search: PaperSearch) -> SearchPage:
        """Return what a search finds, with what would narrow it. Raises as :meth:`find`."""
        rows = self._matching(search)
        result = _result(rows, search)
        return SearchPage(
            search=search,
            result=result,
            facets={
                **{kind: self._facet(kind, rows, getattr(search, kind)) for kind in self._ids},
                "state": _options(
                    Counter(row.references_state for row in rows), str, search.state or ""
                ),
                "status": _options(
                    Counter(row.status for row in rows if row.status), str, search.status or ""
                ),
                "tag": _options(
                    Counter(chain.from_iterable(row.tags for row in rows)), str, search.tag or ""
                ),
            },
            previous=_address(search, search.page - 1) if search.page > 1 else None,
            following=_address(search, search.page + 1) if search.page < result.pages else None,
        )

    def _matching(self, search: PaperSearch) -> list[PaperRow]:
        rows = self._related(search, self._rows)
        for word in folded(search.q).split():
            rows = [row for row in rows if word in self._text[row.id]]
        if search.code is not None:
            rows = [row for row in rows if (row.id in self._with_code) == search.code]
        if search.years is not None:
            first, last = search.years
            rows = [row for row in rows if row.year is not None and first <= row.year <= last]
        rows = _marked(search, rows)
        if search.sort == "year":
            return sorted(rows, key=lambda row: (row.year is None, row.year or 0))
        return rows

    def _related(self, search: PaperSearch, rows: list[PaperRow]) -> list[PaperRow]:
        """Return the papers of the list, the venue and the dataset that are searched."""
        for kind, ids in self._ids.items():
            if (id := getattr(search, kind)) is not None:
                self._check(kind, id)
                rows = [row for row in rows if id in ids.get(row.id, ())]
        return rows

    def _check(self, kind: str, id: str) -> None:
        if id not in self._snapshot.of(kind):
            raise UsageError(
                f"the graph has no {kind} of that id",
                where=id,
                hint=f"the ids are those of the pages below {kind}/",
            )

    def _facet(self, kind: str, rows: list[PaperRow], chosen: str | None) -> list[Facet]:
        of_paper, nodes = self._ids[kind], self._snapshot.of(kind)
        counts = Counter(chain.from_iterable(of_paper.get(row.id, ()) for row in rows))

        def name(id: str) -> str:
            return shown_name({"id": id, **nodes.get(id, {})})

        return _options(counts, name, chosen or "")


def _marked(search: PaperSearch, rows: list[PaperRow]) -> list[PaperRow]:
    """Return the papers of the state, the status and the tag that are searched."""
    if search.state is not None:
        rows = [row for row in rows if row.references_state == search.state]
    if search.status is not None:
        rows = [row for row in rows if row.status == search.status]
    if search.tag is not None:
        rows = [row for row in rows if search.tag in row.tags]
    return rows


def folded(text: str) -> str:
    """Return a text as it is searched: without accents and capitals.

    Examples
    --------
    >>> folded("Müller's CCA")
    "muller's cca"
    """
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.category(letter).startswith("M")
    ).lower()


def _words(row: PaperRow) -> str:
    year = "" if row.year is None else str(row.year)
    return " ".join((row.title, year, *row.authors, row.venue or ""))


def _ends(snapshot: SiteSnapshot, *types: str, paper_starts: bool = True) -> dict[str, list[str]]:
    """Return what papers are related to, by the paper."""
    found: dict[str, list[str]] = {}
    for type in types:
        side = snapshot.out if paper_starts else snapshot.into
        for paper, edges in side[type].items():
            ends = found.setdefault(paper, [])
            others = (edge.end if paper_starts else edge.start for edge in edges)
            ends += [other for other in dict.fromkeys(others) if other not in ends]
    return found


def _result(rows: list[PaperRow], search: PaperSearch) -> FoundPapers:
    start = (search.page - 1) * PAPERS_A_PAGE
    return FoundPapers(
        total=len(rows),
        page=search.page,
        pages=-(-len(rows) // PAPERS_A_PAGE),
        papers=rows[start : start + PAPERS_A_PAGE],
    )


def _options(counts: Counter[str], name: Callable[[str], str], chosen: str) -> list[Facet]:
    if chosen:
        counts[chosen] += 0  # what is chosen stays to be seen, whatever else is
    ordered = sorted(counts, key=lambda value: (value != chosen, -counts[value], value))
    return [
        Facet(value, name(value), counts[value], value == chosen)
        for value in ordered[:_MOST_OPTIONS]
    ]


def _address(search: PaperSearch, page: int) -> str:
    """Return the query part of the address of another page of a search."""
    years = "" if search.years is None else "-".join(map(str, dict.fromkeys(search.years)))
    code = {None: "", True: "1", False: "0"}[search.code]
    sort = "" if search.sort == "-year" else search.sort
    values = (
        *(search.q, search.list, years, search.venue, code, search.dataset, search.state),
        *(search.status, search.tag, sort),
    )
    given = {name: value for name, value in zip(_PARAMETERS, values, strict=False) if value}
    return urlencode(given | {"page": str(page)})
