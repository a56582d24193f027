"""Crossref alone as the source of a list: for people whom Semantic Scholar refuses.

Entries are found by DOI, fifty a request, then by title, one a request; the answer to
either brings the reference list with it.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kg.identifiers import normalise_title
from kg.matching import match_entry
from kg.records import Decision, Entry, Resolution, Work
from kg.sources.client import GivenUp, NotFound, RequestRefused, ServiceFailing
from kg.sources.crossref.contract import (
    BATCH,
    SEARCH_FIELDS,
    search_check,
    search_parameters,
)
from kg.sources.crossref.source import WORK, Crossref, selected
from kg.sources.crossref.works import paper_of
from kg.sources.kinds import kind_of_answer
from kg.sources.planning import MOST_PAPERS, PlanStep, plan_of
from kg.sources.reference_lists import ARXIV_PREFIX, one_spelling
from kg.sources.semantic_scholar.resolve import identified, in_order
from kg.sources.source import Expansion, Relation

__all__ = ["CrossrefAlone"]

#: A search is archived as the DOIs that it found; their works are archived beside it.
SEARCH = kind_of_answer("crossref search", SEARCH_FIELDS)
#: References of a paper, where that is not known yet, and the share that has a DOI of its own.
_TYPICAL, _DISTINCT = 30, 0.5


class CrossrefAlone(Crossref):
    """Resolves entries and expands references without any other service.

    Parameters
    ----------
    mailto, options
        As for :class:`Crossref`.

    Notes
    -----
    Requests: one for fifty DOIs of entries, one a title of the others. What a cited work
    is, is what the deposited reference says. Crossref does not say who cites a paper.
    """

    works: Sequence[Work] = ()
    _wanted = "answers"

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """Return one resolution an entry, in order: see :meth:`kg.sources.Source.resolve`."""
        settled, doubts, unknown = self._by_dois(entries, decisions)
        left = {
            index: entry
            for index, entry in enumerate(entries)
            if index not in settled and normalise_title(entry.title)
        }
        settled |= self._by_titles(left, decisions)
        resolutions = in_order(len(entries), settled, doubts, unknown)
        self._missing += sum(resolution.deferred for resolution in resolutions)
        return resolutions

    def _by_dois(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> tuple[dict[int, Resolution], dict[int, Resolution], dict[int, list[str]]]:
        """Return what DOIs and decisions settle, doubts where a DOI leads to another title, and ids that are not known."""
        doi_of = {
            index: doi
            for index, entry in enumerate(entries)
            if (doi := _doi_of(entry, decisions.get(index, Decision())))
        }
        answers = self._answers(list(doi_of.values()))
        settled: dict[int, Resolution] = {}
        doubts: dict[int, Resolution] = {}
        unknown: dict[int, list[str]] = {}
        for index, doi in doi_of.items():
            if doi not in answers:
                settled[index] = self._not_now()
            elif (work := answers[doi].body) is None:
                unknown[index] = [f"doi:{doi}"]
            else:
                paper = paper_of(work, answers[doi].date)
                found = identified(entries[index], paper, "doi", decisions.get(index))
                (doubts if found.confidence == "unsure" else settled)[index] = found
        for index, decision in decisions.items():
            if decision.accept is not None and index not in settled:
                settled[index] = Resolution(
                    matched_by="decision",
                    evidence=f"the list's owner decided that it is {decision.accept}, "
                    "which Crossref does not know",
                )
            elif "*" in decision.reject and index not in settled:
                settled[index] = Resolution(evidence="the list's owner ruled out every candidate")
        return settled, doubts, unknown

    def _by_titles(
        self, entries: Mapping[int, Entry], decisions: Mapping[int, Decision]
    ) -> dict[int, Resolution]:
        titles = {normalise_title(entry.title): entry.title for entry in entries.values()}
        candidates = self._searched(titles)
        found = {}
        for index, entry in entries.items():
            works = candidates.get(normalise_title(entry.title))
            rejected = decisions.get(index, Decision()).reject
            found[index] = (
                self._not_now() if works is None else match_entry(entry, works, rejected=rejected)
            )
        return found

    def _searched(self, titles: Mapping[str, str]) -> dict[str, list[Work]]:
        """Return the papers that searches for titles found, by normalised title."""
        missing = self._unsearched(titles)
        with contextlib.suppress(GivenUp):
            for number, key in enumerate(missing):
                self._tell("searching Crossref for titles", len(missing) - number)
                self._search(key, titles[key])
        found = {}
        for key, answer in self._archive.find(SEARCH, list(titles)).items():
            works = self._archive.find(WORK, answer.body)
            found[key] = [
                paper_of(works[doi].body, works[doi].date)
                for doi in answer.body
                if doi in works and works[doi].body is not None
            ]
        return found

    def _unsearched(self, titles: Mapping[str, str]) -> list[str]:
        known = self._archive.find(SEARCH, list(titles))
        return [key for key in titles if key not in known or known[key].stale]

    def _search(self, key: str, title: str) -> None:
        parameters = search_parameters(title, self._mailto)
        try:
            check = search_check(self._client.note_odd)
            works = self._client.ask("GET /works?query", "/works", parameters, check)
        except (ServiceFailing, NotFound, RequestRefused):
            return  # asked for next time
        by_doi = {doi: selected(work) for work in works if (doi := one_spelling(work["DOI"]))}
        # In this order: a search whose works are missing counts as never asked.
        self._archive.keep(WORK, by_doi)
        self._archive.keep(SEARCH, {key: list(by_doi)})

    def _not_now(self) -> Resolution:
        reason = self._client.deferred or "Crossref failed on it"
        return Resolution(deferred=True, evidence=f"could not be asked for this time: {reason}")

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """Return one expansion a work, in order: see :meth:`kg.sources.Source.expand`."""
        del contexts  # it gives none
        if relation == "citations":
            return [Expansion(state="unknown") for _ in works]
        dois = [self.asks_for(work) for work in works]
        lists = self.reference_lists([doi for doi in dois if doi is not None])
        expansions = []
        for doi in dois:
            if doi is not None and doi not in lists:
                expansions.append(Expansion(state="deferred"))
                continue
            found = lists[doi] if doi is not None else None
            if found is None or not found.received:
                total = None if found is None else found.stated
                expansions.append(Expansion(state="unknown", total=total))
            else:
                expansions.append(
                    Expansion(
                        state="complete" if found.received == found.stated else "partial",
                        neighbours=found.references,
                        total=found.stated,
                        received=found.received,
                        retrieved=found.retrieved,
                    )
                )
        return expansions

    def describe(self, ids: Sequence[str]) -> list[Work]:
        """Return nothing: what a cited work is, is what the deposited reference says."""
        del ids
        return []

    def introducing(self, names: Sequence[str]) -> list[Work]:
        """Return no work: Crossref does not say which paper introduces a dataset."""
        del names
        return []

    def plan(
        self,
        entries: Sequence[Entry],
        relations: Sequence[Relation],
        *,
        hops: int = 1,
        contexts: bool = False,
        decisions: Mapping[int, Decision] | None = None,
    ) -> dict[str, Any]:
        """Return what a build would ask, before anything is sent: see :class:`kg.sources.PlanningSource`."""
        del contexts
        decided = decisions or {}
        dois = [
            _doi_of(entry, decided.get(index, Decision())) for index, entry in enumerate(entries)
        ]
        titles = {
            normalise_title(entry.title): entry.title
            for index, (entry, doi) in enumerate(zip(entries, dois, strict=True))
            if doi is None and entry.title and decided.get(index, Decision()).accept is None
        }
        steps = [
            PlanStep(endpoint, count, "entries with a DOI")
            for endpoint, count in self.requests_for([doi for doi in dois if doi]).items()
        ]
        steps.append(PlanStep("GET /works?query", len(self._unsearched(titles)), "titles"))
        papers = len(entries)
        for hop in range(2, hops + 1):
            papers = int(papers * _TYPICAL * _DISTINCT) if "references" in relations else 0
            if not 0 < papers < MOST_PAPERS:
                break
            batches = math.ceil(papers / BATCH)
            steps.append(PlanStep("GET /works", batches, f"references, hop {hop}", estimated=True))
        planned: dict[str, Any] = msgspec.to_builtins(plan_of(steps, self.interval))
        return planned

    def requests_to_describe(self, papers: int) -> dict[str, int]:
        """Return nothing: it describes no further papers."""
        del papers
        return {}


def _doi_of(entry: Entry, decision: Decision) -> str | None:
    """Return the DOI that an entry is asked for; what the list's owner decided replaces it."""
    given = entry.ids.get("doi")
    if decision.accept is not None:
        given = decision.accept.removeprefix("doi:") if decision.accept.startswith("doi:") else None
    doi = one_spelling(given) if given else None
    return None if doi is None or doi.startswith(ARXIV_PREFIX) else doi
