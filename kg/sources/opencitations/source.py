"""OpenCitations as a service to ask for reference lists: one a request."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Unpack

from kg.settings import opencitations_settings
from kg.sources.asker import AskerOptions, given_settings
from kg.sources.client import GivenUp, NotFound, RequestRefused, ServiceFailing
from kg.sources.kinds import kind_of_answer
from kg.sources.opencitations.contract import opencitations_service, references_of, rows_check
from kg.sources.reference_lists import ReferenceList, ReferenceService, one_spelling

__all__ = ["OpenCitations"]

ROWS = kind_of_answer("opencitations references", ("oci", "citing", "cited"))
_ENDPOINT = "GET /references/doi:{doi}"


class OpenCitations(ReferenceService):
    """Citations as data in their own right, each with its Open Citation Identifier.

    Parameters
    ----------
    token
        Default ``OPENCITATIONS_TOKEN``.
    options
        Those of :class:`kg.sources.asker.AskerOptions`; address and interval are by default
        those of ``KG_OPENCITATIONS_URL`` and ``KG_OPENCITATIONS_INTERVAL``.

    Notes
    -----
    One request for each DOI that is not archived. An empty answer says nothing: it is
    archived as "unknown", and asked for again only with ``refresh``.
    """

    name = "opencitations"
    label = "OpenCitations"
    _pace = "opencitations"

    def __init__(self, *, token: str | None = None, **options: Unpack[AskerOptions]) -> None:
        settings = opencitations_settings(*given_settings(options), token)
        super().__init__(
            opencitations_service(settings.base_url, settings.credential), settings, **options
        )

    def reference_lists(self, dois: Sequence[str]) -> dict[str, ReferenceList | None]:
        """See :meth:`ReferenceService.reference_lists`."""
        wanted = _spelt(dois)
        missing = self.unanswered(dois)
        with contextlib.suppress(GivenUp):
            for number, doi in enumerate(missing):
                self._tell("asking OpenCitations for references", len(missing) - number)
                self._ask(doi)
        answers = self._archive.find(ROWS, wanted)
        self._missing += len(wanted) - len(answers)
        return {
            doi: references_of(answer.body, answer.date) if answer.body else None
            for doi, answer in answers.items()
        }

    def requests_for(self, dois: Sequence[str], further: int = 0) -> dict[str, int]:
        """See :meth:`ReferenceService.requests_for`."""
        return {_ENDPOINT: len(self.unanswered(dois)) + further}

    def archived(self) -> OpenCitations:
        """See :meth:`ReferenceService.archived`."""
        return OpenCitations(patience=0, archive=self._directory, offline=True)

    def unanswered(self, dois: Sequence[str]) -> list[str]:
        """See :meth:`ReferenceService.unanswered`."""
        wanted = _spelt(dois)
        known = self._archive.find(ROWS, wanted)
        return [doi for doi in wanted if doi not in known or known[doi].stale]

    def _ask(self, doi: str) -> None:
        try:
            rows = self._client.ask(_ENDPOINT, f"/references/doi:{doi}", {}, rows_check(doi))
        except NotFound:
            self._archive.keep(ROWS, {doi: []})
        except (ServiceFailing, RequestRefused):
            return  # asked for next time
        else:
            self._archive.keep(ROWS, {doi: rows})


def _spelt(dois: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(doi for given in dois if (doi := one_spelling(given))))
