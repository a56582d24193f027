"""Semantic Scholar as a source: the fewest requests, nothing asked twice, nothing lost.

.. code-block:: python

    with SemanticScholar() as source:
        resolutions = source.resolve(parsed.entries, decisions={})
        expansions = source.expand([one.work for one in resolutions if one.work], "references")
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import msgspec

from kg.identifiers import split_graph_id
from kg.records import Decision, Entry, Resolution, Work
from kg.settings import s2_settings
from kg.sources.asker import Asker, AskerOptions, given_settings
from kg.sources.client import Client
from kg.sources.semantic_scholar.contract import BATCH_IDS, api_ids, s2_service
from kg.sources.semantic_scholar.expand import expand_works
from kg.sources.semantic_scholar.lookup import decode, look_up
from kg.sources.semantic_scholar.plan import forecast
from kg.sources.semantic_scholar.resolve import resolve_entries
from kg.sources.source import Expansion, Relation

__all__ = ["SemanticScholar"]


class SemanticScholar(Asker):
    """The source of facts about papers that a list knows by title or identifier.

    Parameters
    ----------
    api_key
        Default ``S2_API_KEY``; without one it asks as everybody.
    options
        Those of :class:`kg.sources.asker.AskerOptions`; address and interval are by default
        those of ``KG_S2_URL`` and ``KG_S2_INTERVAL``.

    Attributes
    ----------
    name
        ``"semantic-scholar"``.
    requests
        Requests sent, by endpoint.
    deferred
        Why something is missing this time and how to go on, or None.

    Raises
    ------
    SourceError
        When the archive cannot be used. An unreachable service raises nothing: what
        it did not answer is deferred.
    """

    name = "semantic-scholar"
    works: Sequence[Work] = ()

    def __init__(self, *, api_key: str | None = None, **options: Unpack[AskerOptions]) -> None:
        settings = s2_settings(*given_settings(options), api_key)
        self._base_url = settings.base_url
        super().__init__(s2_service(settings.base_url, settings.credential), settings, **options)

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """Return one resolution an entry, in order: see :meth:`kg.sources.Source.resolve`."""
        found = resolve_entries(self._client, self._archive, entries, decisions, self._tell)
        self._missing += sum(resolution.deferred for resolution in found)
        return found

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """Return one expansion a work, in order: see :meth:`kg.sources.Source.expand`."""
        found = expand_works(
            self._client, self._archive, works, relation, contexts=contexts, tell=self._tell
        )
        self._missing += sum(expansion.state == "deferred" for expansion in found)
        return found

    def describe(self, ids: Sequence[str]) -> list[Work]:
        """Return what it knows of papers by their graph ids: see :meth:`kg.sources.Source.describe`."""
        api_id_of = {id: api_id for id in ids for _, api_id in api_ids(dict([split_graph_id(id)]))}
        answers = look_up(self._client, self._archive, list(api_id_of.values()), self._tell)
        self._missing += sum(api_id not in answers for api_id in api_id_of.values())
        return [
            decode(answers[api_id], asked_as=id)
            for id, api_id in api_id_of.items()
            if api_id in answers and answers[api_id].body is not None
        ]

    def introducing(self, names: Sequence[str]) -> list[Work]:
        """Return no work: the service does not say which paper introduces a dataset."""
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
        """Return what a build would ask, before anything is sent.

        Returns
        -------
        dict
            ``requests`` by endpoint, ``total``, ``seconds`` at the asked pace, and
            ``steps``, of which those are ``estimated`` that hang on answers to come.
        """
        offline = Client(service=s2_service(self._base_url, None), pacer=None, patience=0)
        try:
            plan = forecast(
                offline,
                self._archive,
                entries,
                decisions or {},
                relations,
                hops=hops,
                contexts=contexts,
                interval=self.interval,
            )
        finally:
            offline.close()
        planned: dict[str, Any] = msgspec.to_builtins(plan)
        return planned

    def archived(self) -> SemanticScholar:
        """Return this source as far as its answers are archived: see :class:`kg.sources.PlanningSource`."""
        return SemanticScholar(
            base_url=self._base_url, patience=0, archive=self._directory, offline=True
        )

    def requests_to_describe(self, papers: int) -> dict[str, int]:
        """Return how many requests it takes: see :class:`kg.sources.PlanningSource`."""
        return {"POST /paper/batch": math.ceil(papers / BATCH_IDS)}
