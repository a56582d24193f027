"""What a store says before a build, as far as news are measured against it."""

from __future__ import annotations

import msgspec

__all__ = ["ListedPaper", "NewsSnapshot"]


class ListedPaper(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A paper of a list; ``preprint``: known as a preprint alone.

    ``references`` are those known; None where an older version kept no number of them.
    """

    title: str | None = None
    year: int | None = None
    citations: int | None = None
    references: int | None = None
    preprint: bool = False


class NewsSnapshot(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What a store said: ``ids`` of all papers, the ``listed`` ones by id, ``retracted`` ids."""

    ids: list[str] = []
    listed: dict[str, ListedPaper] = {}
    retracted: list[str] = []
