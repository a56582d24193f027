"""Semantic Scholar as a source: the fewest requests, nothing asked twice, nothing lost.

.. code-block:: python

    with SemanticScholar() as source:
        resolutions = source.resolve(parsed.entries, decisions={})
        expansions = source.expand([one.work for one in resolutions if one.work], "references")
"""

from __future__ import annotations

import weakref
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import msgspec

from kg.records import Decision, Entry, Progress, Resolution, Work
from kg.settings import archive_directory, s2_api_key, s2_settings
from kg.sources.archive import Archive
from kg.sources.client import Client
from kg.sources.pacer import Pacer
from kg.sources.semantic_scholar.contract import s2_service
from kg.sources.semantic_scholar.expand import expand_works
from kg.sources.semantic_scholar.plan import forecast
from kg.sources.semantic_scholar.resolve import resolve_entries
from kg.sources.source import Expansion, Relation

if TYPE_CHECKING:
    import httpx

__all__ = ["SemanticScholar"]


class SemanticScholar:
    """The source of facts about papers that a list knows by title or identifier.

    Parameters
    ----------
    api_key
        Default ``S2_API_KEY``; without one it asks as everybody.
    base_url, interval, patience
        Default ``KG_S2_URL``, ``KG_S2_INTERVAL`` (seconds between requests) and
        ``KG_S2_PATIENCE`` (seconds without a usable answer before it gives up for now).
    archive
        Directory of the archived answers; default ``KG_ARCHIVE``, else the user's cache.
    offline
        Answer from the archive alone.
    refresh
        Ask again for what was archived more than this many days ago.
    progress
        Called with what is going on, the requests sent and the requests now planned.
    transport
        An ``httpx`` transport in place of the network.

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
    identifies_references = True
    works: Sequence[Work] = ()

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | None = None,
        interval: float | None = None,
        patience: float | None = None,
        archive: Path | None = None,
        offline: bool = False,
        refresh: float | None = None,
        progress: Progress | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        settings = s2_settings(base_url, interval, patience)
        directory = archive or archive_directory()
        self._archive = Archive(directory, None if offline else refresh)
        self._base_url = settings.base_url
        self._interval = settings.interval
        self._missing = 0
        self._offline = offline
        telling = _Telling(None if offline else progress)
        self._client = Client(
            service=s2_service(settings.base_url, api_key or s2_api_key()),
            pacer=None if offline else Pacer(directory, settings.interval),
            patience=settings.patience,
            transport=transport,
            notice=telling.notice,
        )
        telling.requests = self._client.requests
        self._tell = telling.tell
        # Who does not close it has it closed when it is no longer used.
        self._closing = weakref.finalize(self, _close, self._client, self._archive)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
        """Why something is missing this time and how to go on, or None."""
        reason = self._client.deferred
        if reason is None and not self._missing:
            return None
        what = f"{self._missing} answers could not be had"
        if not self._missing:
            what = "what was to be asked again stays as it was"
        how = "build without --offline" if self._offline else "run the same command again"
        return f"{what}: {reason or 'Semantic Scholar failed on them'}; {how} to resume"

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """Return one resolution an entry, in order: see :meth:`kg.sources.Source.resolve`."""
        found = resolve_entries(self._client, self._archive, entries, decisions, self._tell)
        self._missing += sum(one.deferred for one in found)
        return found

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """Return one expansion a work, in order: see :meth:`kg.sources.Source.expand`."""
        found = expand_works(
            self._client, self._archive, works, relation, contexts=contexts, tell=self._tell
        )
        self._missing += sum(one.state == "deferred" for one in found)
        return found

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
                interval=self._interval,
            )
        finally:
            offline.close()
        planned: dict[str, Any] = msgspec.to_builtins(plan)
        return planned


class _Telling:
    """Tells the user what is going on: requests sent, and those planned as far as is known."""

    def __init__(self, progress: Progress | None) -> None:
        self.requests: Counter[str] = Counter()
        self._progress = progress
        self._doing = ""
        self._planned = 0

    def tell(self, doing: str, left: int) -> None:
        """Note what is asked for now, and how many requests it will still take."""
        self._doing = doing
        self._planned = self.requests.total() + left
        if left:
            self.notice(None)

    def notice(self, trouble: str | None) -> None:
        """Pass on that a request was answered, or why one was not."""
        if self._progress is not None:
            sent = self.requests.total()
            words = f"{self._doing}: {trouble}" if trouble else self._doing
            self._progress(words, sent, max(sent, self._planned))


def _close(client: Client, archive: Archive) -> None:
    client.close()
    archive.close()
