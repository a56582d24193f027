"""The errors of ``kg``, drawn at the top of one file.

::

    KgError                       exit 1   says what, where and what to do
    ├── UsageError                exit 2   the call itself cannot be understood
    ├── ReadingListError                   a reading list cannot be read
    ├── CurationError                      a curation file cannot be read or contradicts the list
    ├── RecordsError                       a file of records cannot be read
    ├── ReleaseError                       a release, or the tables made of it, cannot be used
    ├── MissingExtra                       a part of kg is not installed
    ├── SourceError                        a source of facts failed for good
    │   └── Deferred              exit 3   not now: run the same command again
    ├── StoreError                         a store cannot be used
    │   ├── StoreLocked                    somebody else is writing
    │   ├── StoreDamaged                   a file of it is damaged, or holds less than it should
    │   ├── StoreUnreachable               no server answers, or it refuses us
    │   └── QueryError                     a query cannot be answered
    │       └── QueryRefused               it reaches beyond the graph
    │           └── QueryDiffers           this store would answer it otherwise than Neo4j
    ├── PaperNotFound                      no paper goes by that name
    │   └── AmbiguousPaper                 several papers do
    ├── NoPath                             two papers are not connected
    ├── Exhausted                          an answer takes more memory or nesting than it may
    │   ├── NestedTooDeeply                the nesting of what was asked
    │   └── TimeLimitReached               or more time
    └── ExportError                        a file cannot be written

The command line prints ``error: what, where, what to do`` on one line and ends
with the error's ``exit_code``.
"""

from __future__ import annotations

__all__ = [
    "AmbiguousPaper",
    "CurationError",
    "Deferred",
    "Exhausted",
    "ExportError",
    "KgError",
    "MissingExtra",
    "NestedTooDeeply",
    "NoPath",
    "PaperNotFound",
    "QueryDiffers",
    "QueryError",
    "QueryRefused",
    "ReadingListError",
    "RecordsError",
    "ReleaseError",
    "SourceError",
    "StoreDamaged",
    "StoreError",
    "StoreLocked",
    "StoreUnreachable",
    "TimeLimitReached",
    "UsageError",
]


class KgError(Exception):
    """Anything that ``kg`` can say about why it did not do what it was asked.

    Parameters
    ----------
    what
        What went wrong, in the user's words.
    where
        The file, line, id or address it is about; left out where there is none.
    hint
        What to do about it; left out where nothing can be done.

    Examples
    --------
    >>> print(KgError("no such file", where="papers.md", hint="check the path"))
    no such file, papers.md, check the path
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(", ".join(part for part in (what, where, hint) if part))


class UsageError(KgError):
    """The call itself cannot be understood: a wrong option, a wrong value."""

    exit_code = 2


class ReadingListError(KgError):
    """A reading list is missing, empty, not text, or holds no entry."""


class CurationError(KgError):
    """A curation file is not valid TOML or holds something it must not."""


class RecordsError(KgError):
    """A file of records is missing or a line of it is not a record."""


class ReleaseError(KgError):
    """A release of a whole service, or the tables made of it, cannot be read or written."""


class MissingExtra(KgError):
    """A part of ``kg`` that few need is not installed; the hint names its extra."""


class SourceError(KgError):
    """A source of facts failed in a way that trying again will not mend."""


class Deferred(SourceError):
    """Something could not be had now; the same command resumes later."""

    exit_code = 3


class StoreError(KgError):
    """A store cannot be opened, read or written."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreDamaged(StoreError):
    """A file of a store is damaged, gone, or holds less than was acknowledged."""


class StoreUnreachable(StoreError):
    """No database answers at the address, or it refuses us."""


class QueryError(StoreError):
    """A query cannot be answered: a syntax error, a missing parameter, a write."""


class QueryRefused(QueryError):
    """A query is not asked: it reaches beyond the graph, or would be answered otherwise than on Neo4j."""


class QueryDiffers(QueryRefused):
    """A query is not asked: the engine of this store would answer it otherwise than Neo4j."""


class PaperNotFound(KgError):
    """No paper of the graph goes by that id, alias, line or words; ``candidates`` are near."""

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        hint: str | None = None,
        candidates: list[dict[str, object]] | None = None,
    ) -> None:
        super().__init__(what, where=where, hint=hint)
        self.candidates = candidates or []


class AmbiguousPaper(PaperNotFound):
    """Several papers go by that name; ``candidates`` names them."""


class NoPath(KgError):
    """No chain of citations leads from one paper to the other."""


class Exhausted(KgError):
    """An answer takes more memory, or nests deeper, than it may."""


class NestedTooDeeply(Exhausted):
    """What was asked nests deeper than it may: written flatter it can be answered."""


class TimeLimitReached(Exhausted):
    """An answer takes longer than it may."""


class ExportError(KgError):
    """A file cannot be written, or its format is not known."""
