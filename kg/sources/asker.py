"""Who asks one service: a client, the archive of answers, and what could not be had."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from kg.records import Progress
from kg.settings import archive_directory
from kg.sources.archive import Archive
from kg.sources.client import Client, Service
from kg.sources.pacer import Pacer
from kg.sources.telling import Telling

if TYPE_CHECKING:
    import httpx

__all__ = ["Asker"]


class Asker:
    """Asks one service at its pace and archives what it answers.

    Parameters
    ----------
    service
        Whom it asks.
    interval, patience
        Seconds between requests, and without a usable answer before it gives up for now.
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
        What it is called in ``CITES.sources`` and on the command line.

    Raises
    ------
    SourceError
        When the archive cannot be used. An unreachable service raises nothing: what
        it did not answer is deferred.
    """

    name: str
    #: What it is asked for, in sentences.
    _wanted: ClassVar[str] = "answers"
    #: Ends the name of the file that keeps the pace.
    _pace: ClassVar[str] = ""

    def __init__(
        self,
        service: Service,
        *,
        interval: float,
        patience: float,
        archive: Path | None = None,
        offline: bool = False,
        refresh: float | None = None,
        progress: Progress | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        directory = archive or archive_directory()
        self.interval = interval
        self._directory = directory
        self._archive = Archive(directory, None if offline else refresh)
        self._offline = offline
        self._missing = 0
        telling = Telling(None if offline else progress)
        self._client = Client(
            service=service,
            pacer=None if offline else Pacer(directory, interval, self._pace),
            patience=patience,
            transport=transport,
            notice=telling.notice,
        )
        telling.requests = self._client.requests
        self._tell = telling.tell
        # Who does not close it has it closed when it is no longer used.
        self._closing = weakref.finalize(self, _close, self._client, self._archive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection and the archive; a second call does nothing."""
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
        what = f"{self._missing} {self._wanted} could not be had"
        if not self._missing:
            what = "what was to be asked again stays as it was"
        how = "build without --offline" if self._offline else "run the same command again"
        failed = f"{self._client.service.name} failed on them"
        return f"{what}: {reason or failed}; {how} to resume"


def _close(client: Client, archive: Archive) -> None:
    client.close()
    archive.close()
