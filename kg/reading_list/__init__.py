"""Reading lists: Markdown or a bibliographic format to entries, datasets and warnings.

A list is read without asking anybody: :func:`read_list` for a path, ``-``, URL or
GitHub repository, :func:`parse` for a text. The curation file beside a list is in
:mod:`kg.reading_list.curation_file`.
"""

from __future__ import annotations

import logging
from pathlib import Path

from kg.errors import ReadingListError
from kg.reading_list.parse import parse
from kg.reading_list.source import list_id, markdown_files, read_source
from kg.records import ParsedList

__all__ = ["parse", "read_all", "read_list"]

logger = logging.getLogger("kg")


def read_list(
    source: str, *, text: str | None = None, github: str = "https://raw.githubusercontent.com"
) -> ParsedList:
    r"""Read a reading list.

    Parameters
    ----------
    source
        A path, ``-`` for standard input, a URL, or the URL of a GitHub repository
        (its README).
    text
        The list itself, when it has been read already; ``source`` then only names it.
    github
        Where raw files of GitHub are fetched.

    Raises
    ------
    ReadingListError
        When there is no such list, or it is a directory, not text, empty, or holds no
        entry.

    Examples
    --------
    >>> parsed = read_list("papers.md", text="# Papers\n- **Deep Hashing for Retrieval** (2022) [paper](https://arxiv.org/abs/2207.04818)")
    >>> parsed.id, len(parsed.entries)
    ('list:papers', 1)
    """
    name = source if "://" in source else Path(source).name
    if text is None:
        text, name = read_source(source, github=github)
    parsed = parse(text, source=name, id=_own_id(source) or list_id(source))
    if not parsed.entries and not parsed.datasets:
        raise ReadingListError(
            "no entry was recognised",
            where=name,
            hint="docs/reading-lists.md shows what lists look like",
        )
    return parsed


def _own_id(source: str) -> str | None:
    """Return the id that the curation file beside a list gives it."""
    from kg.reading_list.curation_file import curation_path, read_curation

    path = curation_path(source)
    if path is None or not path.is_file():
        return None
    id = read_curation(path).id
    return None if id is None else id if id.startswith("list:") else f"list:{id}"


def read_all(
    source: str,
    *,
    github: str = "https://raw.githubusercontent.com",
    github_api: str = "https://api.github.com",
) -> list[ParsedList]:
    """Read every Markdown file of a directory or GitHub repository that holds an entry.

    Parameters
    ----------
    source
        A directory or the URL of a repository; anything else is read as one list.
    github, github_api
        Where raw files and the names of a repository's files are fetched.

    Raises
    ------
    ReadingListError
        When none holds an entry.
    """
    found: list[ParsedList] = []
    names = markdown_files(source, github_api=github_api)
    for name in names:
        try:
            found.append(read_list(name, github=github))
        except ReadingListError as error:
            if len(names) == 1:
                raise
            logger.info("%s", error)
    if not found:
        raise ReadingListError("no Markdown file with an entry", where=source)
    return found
