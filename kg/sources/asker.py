"""Who asks one service: a client, the archive of answers, and what could not be had."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self, TypedDict, Unpack

from kg.records import Progress
from kg.redaction import secret
from kg.settings import ServiceSettings, archive_directory
from kg.sources.archive import Archive
from kg.sources.client import Client, Service
from kg.sources.pacer import Pacer
from kg.sources.request_progress import RequestProgress

if TYPE_CHECKING:
    import httpx

__all__ = ["Asker", "AskerOptions", "given_settings"]


class AskerOptions(TypedDict, total=False):
    """How a service is asked, whichever it is; what is not given has a default.

    Attributes
    ----------
    base_url, interval, patience
        Scheme and host of its API, seconds between requests, and seconds without a usable
        answer before it is given up for now; default the variables of :mod:`kg.settings`.
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
    """

    base_url: str | None
    interval: float | None
    patience: float | None
    archive: Path | None
    offline: bool
    refresh: float | None
    progress: Progress | None
    transport: httpx.BaseTransport | None


def given_settings(
    options: AskerOptions,
) -> tuple[str | None, float | None, float | None]:
    """Return address, interval and patience as far as they are given, for :mod:`kg.settings`."""
    return options.get("base_url"), options.get("interval"), options.get("patience")


class Asker:
    """Asks one service at its pace and archives what it answers.

    Parameters
    ----------
    service, settings
        Whom it asks, and how.
    options
        Those of :class:`AskerOptions`; what ``settings`` holds is taken from there.

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
        self, service: Service, settings: ServiceSettings, **options: Unpack[AskerOptions]
    ) -> None:
        if unknown := sorted(options.keys() - AskerOptions.__annotations__.keys()):
            raise TypeError(f"{type(self).__name__} has no option {', '.join(unknown)}")
        secret(settings.credential)
        offline = options.get("offline", False)
        progress = options.get("progress")
        self.interval = settings.interval
        self._directory = options.get("archive") or archive_directory()
        self._archive = Archive(
            self._directory, None if offline else options.get("refresh"), reading=offline
        )
        self._offline = offline
        self._missing = 0
        telling = RequestProgress(None if offline else progress)
        self._client = Client(
            service=service,
            pacer=None if offline else Pacer(self._directory, settings.interval, self._pace),
            patience=settings.patience,
            transport=options.get("transport"),
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
