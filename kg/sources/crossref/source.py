"""Crossref as a service to ask for reference lists: fifty a request, nothing asked twice."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from typing import Any, Self, Unpack

from kg.records import Work
from kg.settings import crossref_settings
from kg.sources.archive import ArchivedAnswer
from kg.sources.asker import AskerOptions, given_settings
from kg.sources.client import GivenUp, NotFound, RequestRefused, ServiceFailing
from kg.sources.crossref.contract import (
    ALSO_KEPT,
    BATCH,
    SELECT,
    batch_parameters,
    crossref_service,
    work_check,
    works_check,
)
from kg.sources.crossref.deposits import deposit_of
from kg.sources.kinds import kind_of_answer
from kg.sources.reference_lists import (
    ARXIV_PREFIX,
    ReferenceList,
    ReferenceService,
    doi_of,
    one_spelling,
)

__all__ = ["WORK", "Crossref", "selected"]

WORK = kind_of_answer("crossref work", SELECT)


class Crossref(ReferenceService):
    """The reference lists that publishers deposit.

    Parameters
    ----------
    mailto
        Default ``KG_MAILTO``; the mail address goes to Crossref alone.
    options
        Those of :class:`kg.sources.asker.AskerOptions`; address and interval are by default
        those of ``KG_CROSSREF_URL`` and ``KG_CROSSREF_INTERVAL``.

    Notes
    -----
    One request for fifty DOIs that are not archived; one for each DOI with a comma,
    which cannot stand in a filter. DOIs that arXiv gave are DataCite's and are not asked.
    """

    name = "crossref"
    label = "Crossref"
    _pace = "crossref"

    def __init__(self, *, mailto: str | None = None, **options: Unpack[AskerOptions]) -> None:
        settings = crossref_settings(*given_settings(options), mailto)
        self._mailto = settings.credential
        super().__init__(
            crossref_service(settings.base_url, settings.credential), settings, **options
        )

    def asks_for(self, work: Work) -> str | None:
        """See :meth:`ReferenceService.asks_for`: not for what is DataCite's."""
        doi = doi_of(work)
        return None if doi is None or doi.startswith(ARXIV_PREFIX) else doi

    def reference_lists(self, dois: Sequence[str]) -> dict[str, ReferenceList | None]:
        """See :meth:`ReferenceService.reference_lists`."""
        answers = self._answers(dois)
        self._missing += len(_spelt(dois)) - len(answers)
        return {
            doi: None if answer.body is None else deposit_of(answer.body, answer.date)
            for doi, answer in answers.items()
        }

    def requests_for(self, dois: Sequence[str], further: int = 0) -> dict[str, int]:
        """See :meth:`ReferenceService.requests_for`."""
        missing = self.unanswered(dois)
        together = sum("," not in doi for doi in missing)
        return {
            "GET /works": math.ceil((together + further) / BATCH),
            "GET /works/{doi}": len(missing) - together,
        }

    def _answers(self, dois: Sequence[str]) -> dict[str, ArchivedAnswer]:
        """Return the works of DOIs; asks for what is not archived."""
        wanted = _spelt(dois)
        missing = self.unanswered(dois)
        with contextlib.suppress(GivenUp):
            self._ask_together(
                WORK,
                [doi for doi in missing if "," not in doi],
                BATCH,
                "asking Crossref for references",
                self._works,
            )
            self._ask_alone([doi for doi in missing if "," in doi])
        return self._archive.find(WORK, wanted)

    def archived(self) -> Self:
        """See :meth:`ReferenceService.archived`."""
        return type(self)(patience=0, archive=self._directory, offline=True)

    def unanswered(self, dois: Sequence[str]) -> list[str]:
        """See :meth:`ReferenceService.unanswered`."""
        wanted = _spelt(dois)
        known = self._archive.find(WORK, wanted)
        return [doi for doi in wanted if doi not in known or known[doi].stale]

    def _works(self, dois: list[str]) -> dict[str, dict[str, Any] | None]:
        found = self._client.ask(
            "GET /works",
            "/works",
            batch_parameters(dois, self._mailto),
            works_check(dois, self._client.note_odd),
        )
        return {doi: selected(work) for doi, work in found.items()}

    def _ask_alone(self, dois: Sequence[str]) -> None:
        parameters = {"mailto": self._mailto} if self._mailto else {}
        for number, doi in enumerate(dois):
            self._tell("asking Crossref for references", len(dois) - number)
            try:
                work = self._client.ask(
                    "GET /works/{doi}",
                    f"/works/{doi}",
                    parameters,
                    work_check(doi, self._client.note_odd),
                )
            except NotFound:
                self._archive.keep(WORK, {doi: None})
            except (ServiceFailing, RequestRefused):
                continue
            else:
                self._archive.keep(WORK, {doi: selected(work)})


def _spelt(dois: Sequence[str]) -> list[str]:
    wanted = dict.fromkeys(doi for given in dois if (doi := one_spelling(given)))
    return [doi for doi in wanted if not doi.startswith(ARXIV_PREFIX)]


def selected(work: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what is archived of a work."""
    kept = (*SELECT, *ALSO_KEPT)
    return None if work is None else {name: work[name] for name in kept if name in work}
