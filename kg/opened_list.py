"""A list opened once: its text, what it says, and what its owner decided in the curation file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from kg.credentials import strip_credentials
from kg.errors import KgError, UsageError
from kg.files import changed_meanwhile
from kg.reading_list import no_entry, parse
from kg.reading_list.curation_file import Curation, curation_path, decisions_for, read_curation
from kg.reading_list.fetching import list_id, read_source
from kg.reading_list.zotero import zotero_location
from kg.records import Decision, ParsedList, Warning

__all__ = ["OpenedList", "open_list"]

_MARKDOWN = (".md", ".markdown", ".mdx", ".txt", "")


class OpenedList(NamedTuple):
    """A list as it was read, with its curation file.

    Attributes
    ----------
    where
        As it was named: a path, a URL or ``-``.
    path
        None for standard input and URLs, which cannot be written.
    text, parsed
        What was read; ``parsed.id`` is the owner's where the curation file gives one.
    curation, curation_path
        What the owner decided, and the file that it stands in or would stand in.
    decisions, warnings
        The decisions by the index of their entry, and those whose entry is gone.
    """

    where: str
    path: Path | None
    text: str
    parsed: ParsedList
    curation: Curation
    curation_path: Path | None
    decisions: dict[int, Decision]
    warnings: list[Warning]

    @property
    def location(self) -> str:
        """Where a store finds the list again: a full path, or a URL without what it was asked with."""
        if self.path is None:
            return strip_credentials(self.where)[0]
        return self.path.resolve().as_posix()

    def body(self) -> bytes:
        """Return the bytes of the file.

        Raises
        ------
        UsageError
            When the list is not a file, or is no Markdown.
        ReadingListError
            When it is not any more what was read.
        """
        if self.path is None:
            raise UsageError(
                "only a file can be written", where=self.where, hint="give the path of the list"
            )
        if self.path.suffix.lower() not in _MARKDOWN:
            raise UsageError(
                "only Markdown lists can be written",
                where=self.where,
                hint="kg write makes a Markdown list of a bibliography",
            )
        body = self.path.read_bytes()
        if read_source(self.where)[0] != self.text:
            raise changed_meanwhile(self.where)
        return body


def open_list(where: str, curation: str | None = None, *, empty: bool = False) -> OpenedList:
    """Read a list and the curation file beside it, or another one.

    Parameters
    ----------
    where
        A path, a URL, or ``-`` for standard input.
    curation
        The curation file, when it is not beside the list.
    empty
        Return a list that holds no entry, too.

    Raises
    ------
    KgError
        When either cannot be read.

    Examples
    --------
    >>> from kg.settings import packaged
    >>> opened = open_list(str(packaged("examples", "cross-modal-retrieval.md")))
    >>> opened.parsed.id, opened.decisions
    ('list:cross-modal-retrieval', {})
    """
    where = zotero_location(where) or where
    text, name = read_source(where)
    beside = Path(curation) if curation else curation_path(where)
    if curation and not Path(curation).is_file():
        raise KgError("no such curation file", where=curation, hint="check the path")
    owner = read_curation(beside) if beside and os.path.lexists(beside) else Curation()
    parsed = parse(text, source=name, id=owner.list_id or list_id(where))
    if not (parsed.entries or parsed.datasets or empty):
        raise no_entry(parsed)
    path = None if where == "-" or "://" in where else Path(where)
    return OpenedList(where, path, text, parsed, owner, beside, *decisions_for(parsed, owner))
