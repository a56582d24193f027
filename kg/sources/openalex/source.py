"""OpenAlex as a service to ask for reference lists: a hundred a request."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Unpack

from kg.records import Work
from kg.settings import openalex_settings
from kg.sources.asker import AskerOptions, given_settings
from kg.sources.client import GivenUp, NotFound, RequestRefused, ServiceFailing
from kg.sources.kinds import kind_of_answer
from kg.sources.odd_values import Note
from kg.sources.openalex.contract import (
    BATCH,
    CITED_FIELDS,
    LIST_FIELDS,
    cited_check,
    list_check,
    listed_ids,
    openalex_service,
    parameters,
    single_check,
    work_of,
)
from kg.sources.reference_lists import ReferenceList, ReferenceService, one_spelling
from kg.sources.source import Neighbour

__all__ = ["OpenAlex"]

LIST = kind_of_answer("openalex work", LIST_FIELDS)
CITED = kind_of_answer("openalex cited", CITED_FIELDS)
_EVIDENCE = "OpenAlex: among the referenced works"
#: Cited works of a paper, where that is not known yet.
_TYPICAL = 30
_Answer = dict[str, dict[str, Any] | None]


class OpenAlex(ReferenceService):
    """The references that OpenAlex found works of its own for.

    Parameters
    ----------
    api_key
        Default ``OPENALEX_API_KEY``.
    options
        Those of :class:`kg.sources.asker.AskerOptions`; address and interval are by default
        those of ``KG_OPENALEX_URL`` and ``KG_OPENALEX_INTERVAL``.

    Notes
    -----
    One request for a hundred DOIs that are not archived, one for each DOI with a comma or
    a bar, which cannot stand in a filter, then one for a hundred cited works. What
    OpenAlex does not hold is in no list of it: it never tells whether a list is complete.
    """

    name = "openalex"
    label = "OpenAlex"
    _pace = "openalex"

    def __init__(self, *, api_key: str | None = None, **options: Unpack[AskerOptions]) -> None:
        settings = openalex_settings(*given_settings(options), api_key)
        self._api_key = settings.credential
        super().__init__(
            openalex_service(settings.base_url, settings.credential), settings, **options
        )

    def reference_lists(self, dois: Sequence[str]) -> dict[str, ReferenceList | None]:
        """See :meth:`ReferenceService.reference_lists`.

        A list some of whose works could not be asked for this time is missing as a whole.
        """
        wanted = _spelt(dois)
        missing = self._unanswered(LIST, wanted)
        with contextlib.suppress(GivenUp):
            self._ask_for_lists([doi for doi in missing if _is_filterable(doi)])
            self._ask_alone([doi for doi in missing if not _is_filterable(doi)])
        answers = self._archive.find(LIST, wanted)
        cited = _ids_in([answer.body for answer in answers.values()])
        with contextlib.suppress(GivenUp):
            self._ask_for_cited(self._unanswered(CITED, cited))
        described = self._archive.find(CITED, cited)
        works = {
            id: None if answer.body is None else work_of(answer.body)
            for id, answer in described.items()
        }
        found = {
            doi: _list_of(answer.body, works, answer.date)
            for doi, answer in answers.items()
            if all(id in works for id in listed_ids(answer.body or {}) if id is not None)
        }
        self._missing += len(wanted) - len(found)
        return found

    def requests_for(self, dois: Sequence[str], further: int = 0) -> dict[str, int]:
        """See :meth:`ReferenceService.requests_for`."""
        wanted = _spelt(dois)
        missing = self._unanswered(LIST, wanted)
        together = sum(map(_is_filterable, missing))
        known = self._archive.find(LIST, wanted)
        left = len(self._unanswered(CITED, _ids_in([answer.body for answer in known.values()])))
        left += _TYPICAL * (len(missing) + further)
        return {
            "GET /works": math.ceil((together + further) / BATCH) + math.ceil(left / BATCH),
            "GET /works/doi:{doi}": len(missing) - together,
        }

    def archived(self) -> OpenAlex:
        """See :meth:`ReferenceService.archived`."""
        return OpenAlex(patience=0, archive=self._directory, offline=True)

    def unanswered(self, dois: Sequence[str]) -> list[str]:
        """See :meth:`ReferenceService.unanswered`."""
        return self._unanswered(LIST, _spelt(dois))

    def _unanswered(self, kind: str, keys: Sequence[str]) -> list[str]:
        known = self._archive.find(kind, keys)
        return [key for key in keys if key not in known or known[key].stale]

    def _ask_for_lists(self, dois: Sequence[str]) -> None:
        doing = "asking OpenAlex for references"
        self._ask_together(
            LIST, dois, BATCH, doing, partial(self._works, "doi", LIST_FIELDS, list_check)
        )

    def _ask_for_cited(self, ids: Sequence[str]) -> None:
        doing = "asking OpenAlex for cited works"
        self._ask_together(
            CITED, ids, BATCH, doing, partial(self._works, "openalex", CITED_FIELDS, cited_check)
        )

    def _works(
        self,
        name: str,
        fields: Sequence[str],
        check: Callable[[Sequence[str], Note], Callable[[Any], _Answer]],
        values: list[str],
    ) -> _Answer:
        query = parameters(name, values, fields, self._api_key)
        checked = check(values, self._client.note_odd)
        return self._client.ask("GET /works", "/works", query, checked)

    def _ask_alone(self, dois: Sequence[str]) -> None:
        query = parameters("doi", (), LIST_FIELDS, self._api_key)
        for number, doi in enumerate(dois):
            self._tell("asking OpenAlex for references", len(dois) - number)
            try:
                work = self._client.ask(
                    "GET /works/doi:{doi}",
                    f"/works/doi:{doi}",
                    query,
                    single_check(doi, self._client.note_odd),
                )
            except NotFound:
                self._archive.keep(LIST, {doi: None})
            except (ServiceFailing, RequestRefused):
                continue
            else:
                self._archive.keep(LIST, {doi: work})


def _ids_in(works: Iterable[Mapping[str, Any] | None]) -> list[str]:
    ids = [id for work in works for id in listed_ids(work or {}) if id is not None]
    return list(dict.fromkeys(ids))


def _spelt(dois: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(doi for given in dois if (doi := one_spelling(given))))


def _is_filterable(doi: str) -> bool:
    return "," not in doi and "|" not in doi


def _list_of(
    work: Mapping[str, Any] | None, works: Mapping[str, Work | None], retrieved: str
) -> ReferenceList | None:
    ids = listed_ids(work or {})
    retracted = (work or {}).get("is_retracted") is True
    if not ids:
        return ReferenceList(retrieved=retrieved, retracted=True) if retracted else None
    cited = [works[id] if id is not None else None for id in ids]
    return ReferenceList(
        received=len(ids),
        references=[
            Neighbour(work=cited_work or Work(secondhand=True), evidence=_EVIDENCE)
            for cited_work in cited
        ],
        retrieved=retrieved,
        retracted=retracted,
    )
