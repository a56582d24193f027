"""Crossref as a service to ask for reference lists: fifty a request, nothing asked twice."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kg.identifiers import normalise
from kg.settings import archive_directory, crossref_settings
from kg.sources.archive import Archive
from kg.sources.bisection import ask_bisecting
from kg.sources.client import Client, Failing, GivenUp, NotFound, Refused, Tell
from kg.sources.crossref.contract import (
    BATCH,
    SELECT,
    batch_parameters,
    crossref_service,
    work_check,
    works_check,
)
from kg.sources.crossref.deposits import Deposit, deposit_of
from kg.sources.kinds import kind_of_answer
from kg.sources.pacer import Pacer

if TYPE_CHECKING:
    import httpx

__all__ = ["Crossref"]

WORK = kind_of_answer("crossref work", SELECT)


def _silent(_doing: str, _left: int) -> None:
    return None


class Crossref:
    """The reference lists that publishers deposit.

    Parameters
    ----------
    base_url, interval, patience, mailto
        Default ``KG_CROSSREF_URL``, ``KG_CROSSREF_INTERVAL``, ``KG_S2_PATIENCE`` and
        ``KG_MAILTO``; the mail address goes to Crossref alone.
    archive
        Directory of the archived answers; default ``KG_ARCHIVE``, else the user's cache.
    offline
        Answer from the archive alone.
    refresh
        Ask again for what was archived more than this many days ago.
    tell
        Is told what is being asked for, and how many requests that will still take.
    transport
        An ``httpx`` transport in place of the network.

    Attributes
    ----------
    name
        ``"crossref"``.
    """

    name = "crossref"

    def __init__(
        self,
        *,
        base_url: str | None = None,
        interval: float | None = None,
        patience: float | None = None,
        mailto: str | None = None,
        archive: Path | None = None,
        offline: bool = False,
        refresh: float | None = None,
        tell: Tell = _silent,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        settings = crossref_settings(base_url, interval, patience, mailto)
        directory = archive or archive_directory()
        self._archive = Archive(directory, None if offline else refresh)
        self._mailto = settings.mailto
        self._tell = tell
        self._offline = offline
        self._missing = 0
        self._client = Client(
            service=crossref_service(settings.base_url),
            pacer=None if offline else Pacer(directory, settings.interval, self.name),
            patience=settings.patience,
            transport=transport,
        )
        self._closing = weakref.finalize(self, _close, self._client, self._archive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and the archive."""
        self._closing()

    @property
    def requests(self) -> dict[str, int]:
        """Requests sent so far, by endpoint."""
        return dict(sorted(self._client.requests.items()))

    @property
    def deferred(self) -> str | None:
        """Why reference lists are missing this time and how to go on, or None."""
        reason = self._client.deferred
        if reason is None and not self._missing:
            return None
        how = "build without --offline" if self._offline else "run the same command again"
        return (
            f"{self._missing} reference lists could not be had: "
            f"{reason or 'Crossref failed on them'}; {how} to resume"
        )

    def reference_lists(self, dois: Sequence[str]) -> dict[str, Deposit | None]:
        """Return the deposited references of works by DOI.

        Parameters
        ----------
        dois
            In any spelling. Those that arXiv gave are DataCite's and are not asked.

        Returns
        -------
        dict
            By DOI in its one spelling; None: Crossref does not know it. A DOI that could
            not be asked for this time is missing.

        Notes
        -----
        One request for fifty DOIs that are not archived; one for each DOI with a comma,
        which cannot stand in a filter.
        """
        wanted = list(dict.fromkeys(doi for given in dois if (doi := normalise("doi", given))))
        wanted = [doi for doi in wanted if not doi.startswith("10.48550/")]
        known = self._archive.find(WORK, wanted)
        missing = [doi for doi in wanted if doi not in known or known[doi].stale]
        try:
            self._ask_together([doi for doi in missing if "," not in doi])
            self._ask_alone([doi for doi in missing if "," in doi])
        except GivenUp:
            pass
        answers = self._archive.find(WORK, wanted)
        self._missing += len(wanted) - len(answers)
        return {
            doi: None if answer.body is None else deposit_of(answer.body, answer.date)
            for doi, answer in answers.items()
        }

    def _ask_together(self, dois: Sequence[str]) -> None:
        groups = [list(dois[start : start + BATCH]) for start in range(0, len(dois), BATCH)]
        self._tell("asking Crossref for references", len(groups))

        def ask(group: list[str]) -> Mapping[str, dict[str, Any] | None]:
            return self._client.ask(
                "GET /works", "/works", batch_parameters(group, self._mailto), works_check(group)
            )

        for _, answer in ask_bisecting(groups, ask):
            if not isinstance(answer, Failing | Refused):  # else asked for next time
                self._archive.keep(WORK, {doi: _kept(work) for doi, work in answer.items()})

    def _ask_alone(self, dois: Sequence[str]) -> None:
        parameters = {"mailto": self._mailto} if self._mailto else {}
        for number, doi in enumerate(dois):
            self._tell("asking Crossref for references", len(dois) - number)
            try:
                work = self._client.ask("GET /works/{doi}", f"/works/{doi}", parameters, work_check)
            except NotFound:
                self._archive.keep(WORK, {doi: None})
            except (Failing, Refused):
                continue
            else:
                self._archive.keep(WORK, {doi: _kept(work)})


def _kept(work: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if work is None else {name: work[name] for name in SELECT if name in work}


def _close(client: Client, archive: Archive) -> None:
    client.close()
    archive.close()
