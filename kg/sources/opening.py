"""Which source ``--source`` names, and which services ``--fill``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from kg.errors import UsageError
from kg.records import Progress
from kg.sources.reference_lists import ReferenceService
from kg.sources.source import NoSource, Source

__all__ = ["SERVICES", "fill_names", "open_services", "open_source", "opened_sources"]

#: Services that can be asked for the reference lists that a source lacks.
SERVICES = ("crossref", "opencitations", "openalex")


def open_source(
    name: str,
    *,
    offline: bool = False,
    refresh: float | None = None,
    patience: float | None = None,
    progress: Progress | None = None,
) -> Source:
    """Return the source that ``--source`` names.

    Parameters
    ----------
    name
        ``semantic-scholar``, ``crossref``, ``none``, the path of a file of records, or the
        folder of a prepared release.
    offline
        Send nothing; answer from the archive alone.
    refresh
        Ask again what is older than this many days.
    patience
        Seconds without progress before giving up for now.
    progress
        Called as ``progress(what, done, total)``.

    Raises
    ------
    RecordsError
        When the file of records cannot be read.
    ReleaseError
        When the folder is not that of a prepared release.
    UsageError
        When it is neither a known name nor a file or folder.
    """
    if name == "none":
        return NoSource()
    if name == "semantic-scholar":
        from kg.sources.semantic_scholar import SemanticScholar

        return SemanticScholar(
            offline=offline, refresh=refresh, patience=patience, progress=progress
        )
    if name == "crossref":
        from kg.sources.crossref import CrossrefAlone

        return CrossrefAlone(offline=offline, refresh=refresh, patience=patience, progress=progress)
    if Path(name).is_dir():
        from kg.sources.dump import PreparedRelease

        return PreparedRelease(name)
    if name.endswith((".jsonl", ".jsonl.gz")) or "/" in name or "." in name:
        from kg.sources.records_file import RecordsFile

        return RecordsFile(name)
    raise UsageError(
        f"{name!r} is not a source",
        where="--source",
        hint="use semantic-scholar, crossref, none, a file of records (.jsonl, .jsonl.gz) "
        "or a prepared release",
    )


def fill_names(fill: str | None, source: str) -> list[str]:
    """Return the services that ``--fill`` names, in order.

    Parameters
    ----------
    fill
        Names with commas between them, or ``none``; None: Crossref where the source is
        Semantic Scholar, else nobody, so that a file gives the same graph on every machine.
    source
        What ``--source`` names; a source needs not be asked again.

    Raises
    ------
    UsageError
        When a name is no service.

    Examples
    --------
    >>> fill_names(None, "semantic-scholar"), fill_names("openalex, crossref", "papers.jsonl")
    (['crossref'], ['openalex', 'crossref'])
    """
    if fill is None:
        return ["crossref"] if source == "semantic-scholar" else []
    names = list(dict.fromkeys(name.strip() for name in fill.lower().split(",") if name.strip()))
    if names == ["none"]:
        return []
    for name in names or [fill]:
        if name not in SERVICES:
            raise UsageError(
                f"{name!r} is no service that can be asked for reference lists",
                where="--fill",
                hint="use " + ", ".join(SERVICES) + " (several with commas between), or none alone",
            )
    return [name for name in names if name != source]


def open_services(
    names: Sequence[str],
    *,
    offline: bool = False,
    refresh: float | None = None,
    patience: float | None = None,
    progress: Progress | None = None,
) -> list[ReferenceService]:
    """Return the services of these names, to be closed by the caller.

    Parameters
    ----------
    names
        Those of :func:`fill_names`.
    offline, refresh, patience, progress
        As for :func:`open_source`.

    Raises
    ------
    UsageError
        When a setting of a service is not usable; then none is open.
    """
    from kg.sources.crossref import Crossref
    from kg.sources.openalex import OpenAlex
    from kg.sources.opencitations import OpenCitations

    service_of: dict[str, type[Crossref | OpenAlex | OpenCitations]] = {
        service.name: service for service in (Crossref, OpenCitations, OpenAlex)
    }
    with ExitStack() as opened:
        services: list[ReferenceService] = [
            opened.enter_context(
                service_of[name](
                    offline=offline, refresh=refresh, patience=patience, progress=progress
                )
            )
            for name in names
        ]
        opened.pop_all()
    return services


@contextmanager
def opened_sources(
    source: str | Path | Source,
    fill: str | Sequence[ReferenceService] | None,
    *,
    offline: bool = False,
    refresh: float | None = None,
    patience: float | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[Source, Sequence[ReferenceService]]]:
    """Open whom a build asks, the source and the services; close in the end what was opened here.

    Parameters
    ----------
    source
        What ``--source`` names, or a source that is open.
    fill
        What ``--fill`` names, or services that are open; None: nobody beside a source that
        is open, else as for :func:`fill_names`.
    offline, refresh, patience, progress
        As for :func:`open_source`.

    Raises
    ------
    KgError
        As for :func:`open_source` and :func:`open_services`.

    Examples
    --------
    >>> with opened_sources("none", None) as (source, services):
    ...     source.name, services
    ('none', [])
    """
    if isinstance(source, Source) and fill is None:
        fill = ()
    if fill is None or isinstance(fill, str):
        name = source.name if isinstance(source, Source) else str(source)
        names: list[str] | None = fill_names(fill, name)
    else:
        names, services = None, fill
    with ExitStack() as opened:
        if not isinstance(source, Source):
            source = open_source(
                str(source), offline=offline, refresh=refresh, patience=patience, progress=progress
            )
            opened.enter_context(closing(source))
        if names is not None:
            services = [
                opened.enter_context(service)
                for service in open_services(
                    names, offline=offline, refresh=refresh, patience=patience, progress=progress
                )
            ]
        yield source, services
