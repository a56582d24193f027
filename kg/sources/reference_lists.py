"""Reference lists as services give them, and who is asked for them.

Three services fill the holes of a primary source: Crossref, OpenCitations and OpenAlex.
Each is asked by DOI, and answers with what it knows of the cited works.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import msgspec

from kg.identifiers import graph_id
from kg.records import Work
from kg.sources.asker import Asker
from kg.sources.bisection import ask_bisecting
from kg.sources.client import GivenUp, NotData, RequestRefused, ServiceFailing
from kg.sources.source import Neighbour

__all__ = [
    "ARXIV_PREFIX",
    "ReferenceList",
    "ReferenceService",
    "by_asked",
    "doi_of",
    "identified",
    "one_spelling",
]

_Found = TypeVar("_Found")
#: What arXiv's own DOIs begin with; they are DataCite's.
ARXIV_PREFIX = "10.48550/"
#: Refusals in a row, with no answer between them, beyond one for each request that is due.
_MOST_REFUSALS = 8


class ReferenceList(msgspec.Struct, kw_only=True):
    """The references of a paper as a service gives them.

    ``stated`` is how many the service says there are, None where it does not say;
    ``received`` counts the items that came; ``references`` holds each cited work once,
    and every item without an identifier by itself. ``retracted``: the service calls the
    paper itself retracted.
    """

    references: list[Neighbour] = []
    stated: int | None = None
    received: int = 0
    retrieved: str | None = None
    retracted: bool = False

    @property
    def identified(self) -> int:
        """How many items have an identifier; repeated ones and the paper itself count."""
        return self.received - sum(not reference.work.ids for reference in self.references)

    @property
    def is_complete(self) -> bool:
        """Whether every stated reference came and is identified."""
        return self.stated is not None and self.stated == self.received == self.identified


def doi_of(work: Work) -> str | None:
    """Return the DOI under which services may know a work; that of arXiv where there is no other.

    Examples
    --------
    >>> doi_of(Work(ids={"arxiv": "2207.04818"}))
    '10.48550/arxiv.2207.04818'
    >>> doi_of(Work(ids={"arxiv": "2207.04818"}, also=["doi:10.1/x"]))
    '10.1/x'
    """
    if "doi" in work.ids:
        return work.ids["doi"]
    also = min((id for id in work.also if id.startswith("doi:")), default=None)
    if also is not None:
        return also.removeprefix("doi:")
    arxiv = work.ids.get("arxiv")
    arxiv = arxiv or next((id[6:] for id in sorted(work.also) if id.startswith("arxiv:")), None)
    return f"{ARXIV_PREFIX}arxiv.{arxiv}" if arxiv else None


class ReferenceService(Asker, ABC):
    """A service that is asked for the reference lists of papers by DOI.

    Attributes
    ----------
    label
        What it is called in sentences.
    """

    label: ClassVar[str]
    _wanted = "reference lists"

    def asks_for(self, work: Work) -> str | None:
        """Return the DOI under which it is asked for a work, or None when it cannot know it."""
        return doi_of(work)

    @abstractmethod
    def reference_lists(self, dois: Sequence[str]) -> dict[str, ReferenceList | None]:
        """Return the reference lists of papers by DOI.

        Parameters
        ----------
        dois
            In any spelling.

        Returns
        -------
        dict
            By DOI in its one spelling; None: the service does not know the paper, or
            nothing that it cites. A DOI that could not be asked for this time is missing.
        """

    @abstractmethod
    def archived(self) -> ReferenceService:
        """Return this service as far as its answers are archived: it sends nothing."""

    @abstractmethod
    def unanswered(self, dois: Sequence[str]) -> list[str]:
        """Return the DOIs, in their one spelling, whose answers are not archived."""

    @abstractmethod
    def requests_for(self, dois: Sequence[str], further: int = 0) -> dict[str, int]:
        """Return how many requests, by endpoint, these DOIs would take, and ``further`` ones.

        What is archived takes none.
        """

    def _ask_together(
        self,
        kind: str,
        keys: Sequence[str],
        size: int,
        doing: str,
        ask: Callable[[list[str]], Mapping[str, Any]],
    ) -> None:
        """Ask for so many keys a request, and archive what is answered.

        What is refused or fails is asked for next time. Who refuses whatever it is asked is
        asked nothing more.

        Raises
        ------
        GivenUp
        """
        groups = [list(keys[start : start + size]) for start in range(0, len(keys), size)]
        self._tell(doing, len(groups))
        refusals = 0

        def ask_counting(group: list[str]) -> Mapping[str, Any]:
            nonlocal refusals
            if refusals > len(groups) + _MOST_REFUSALS:
                raise GivenUp(f"{self.label} refuses whatever it is asked")
            try:
                found = ask(group)
            except RequestRefused:
                refusals += 1
                raise
            refusals = 0
            return found

        for _, answer in ask_bisecting(groups, ask_counting):
            if not isinstance(answer, ServiceFailing | RequestRefused):
                self._archive.keep(kind, answer)


def by_asked(
    asked: Sequence[str], found: Mapping[str, _Found], odd: int = 0
) -> dict[str, _Found | None]:
    """Return what was found for each name that was asked for, None where there is nothing.

    So many ``odd`` items came besides, which do not say what they are: what lacks then is
    left out, for an item may be just that.

    Parameters
    ----------
    asked
        The names that were asked for.
    found
        What came, by name.
    odd
        How many items came that do not say what they are.

    Raises
    ------
    NotData
        When something else came where something lacks: that answers another question, and
        does not say that what lacks is unknown.
    RequestRefused
        When more lacks than odd items came.

    Examples
    --------
    >>> by_asked(["10.1/a", "10.1/b"], {"10.1/a": 7})
    {'10.1/a': 7, '10.1/b': None}
    >>> by_asked(["10.1/a", "10.1/b"], {"10.1/a": 7}, odd=1)
    {'10.1/a': 7}
    """
    lacking = set(asked) - found.keys()
    if lacking and found.keys() - set(asked):
        raise NotData("works that were not asked for")
    if lacking and odd:
        if not found:
            raise NotData("items that are no works")
        if odd < len(lacking):  # which of them is unknown is told by asking for fewer
            raise RequestRefused("items that are no works")
        asked = [name for name in asked if name in found]
    return {name: found.get(name) for name in asked}


def identified(ids: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return ``ids`` and ``also`` of a work that is known by these graph ids, the best first.

    Examples
    --------
    >>> identified(["doi:10.1/a", "doi:10.1/b", "pmid:7"])
    ({'doi': '10.1/a', 'pmid': '7'}, ['doi:10.1/b'])
    """
    first: dict[str, str] = {}
    also: list[str] = []
    for id in dict.fromkeys(ids):
        kind, _, value = id.partition(":")
        if kind in first:
            also.append(id)
        else:
            first[kind] = value
    return first, also


def one_spelling(doi: str) -> str | None:
    """Return a DOI in its one spelling, also one that arXiv gave; None when it is none."""
    id = graph_id("doi", doi)
    if id is None:
        return None
    kind, _, value = id.partition(":")
    return f"{ARXIV_PREFIX}arxiv.{value}" if kind == "arxiv" else value
