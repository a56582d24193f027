"""Reading a list from where it lies: a path, standard input, a URL or a repository."""

from __future__ import annotations

import logging
import textwrap
from pathlib import Path

from kg.errors import ReadingListError
from kg.reading_list.fetching import list_id, markdown_files, read_source
from kg.reading_list.parse import parse
from kg.records import ParsedList

__all__ = ["no_entry", "read_all", "read_list"]

logger = logging.getLogger("kg")


def read_list(
    source: str,
    *,
    text: str | None = None,
    github: str = "https://raw.githubusercontent.com",
    empty: bool = False,
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
    empty
        Return a list that holds no entry, too: what it says is in ``left``.

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
    if not (parsed.entries or parsed.datasets or empty):
        raise no_entry(parsed)
    return parsed


def no_entry(parsed: ParsedList) -> ReadingListError:
    r"""Return the error that a list holds no entry, with what its bullets look like.

    Examples
    --------
    >>> from kg.reading_list import parse
    >>> str(no_entry(parse("# L\n- milk\n- bread", source="l.md", id="list:l")))
    'no entry was recognised, l.md, its lines look like "milk" (line 2), "bread" (line 3); docs/reading-lists.md shows what lists look like'
    """
    shown = [
        passage
        for passage in parsed.left
        if passage.text and passage.reason not in ("heading", "navigation")
    ]
    like = ", ".join(
        f'"{textwrap.shorten(passage.text, 60)}" (line {passage.line})' for passage in shown[:3]
    )
    hint = "docs/reading-lists.md shows what lists look like"
    return ReadingListError(
        "no entry was recognised",
        where=parsed.source,
        hint=f"its lines look like {like}; {hint}" if like else hint,
    )


def _own_id(source: str) -> str | None:
    """Return the id that the curation file beside a list gives it."""
    from kg.reading_list.curation_file import curation_path, read_curation

    path = curation_path(source)
    if path is None or not path.is_file():
        return None
    return read_curation(path).list_id


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
