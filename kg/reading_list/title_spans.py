"""Where a title begins and ends, once most of its words are known to be of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.reading_list.chain import KINDS
from kg.reading_list.people import is_given_name
from kg.reading_list.plain_pieces import opens_title
from kg.reading_list.words import Words

__all__ = ["title_in_bold", "whole_title"]

_TITLE, _AUTHORS, _YEAR, _VENUE, _OTHER = map(
    KINDS.index, ("title", "authors", "year", "venue", "other")
)
#: The column that says what words of a title could be taken for.
_COLUMNS = {_AUTHORS: "names", _YEAR: "year", _VENUE: "venue"}
#: Initials behind no family name, which are nobody's name alone: ``E. coli``, ``J. S. Bach``.
_INITIALS = re.compile(r"(?:^|[^\w\s.,&;-]|\W[.]|[\v\f])\s*(?P<initials>(?:[A-Z]\. ?){1,4})$")
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}\v\f]{1,40})[)\]}]\s*[-–‐]?\s*$")


#: The year behind a title that an entry begins with: ``**Living Soils** (2009). Ann Low.``
_YEAR_BEHIND = re.compile(r"[\s.,]*[(\[](?:1[89]|20)\d\d[)\]]")
#: What is in a row of names and in few titles.
_ROW = re.compile(r"[,;&]|\b[A-Z]\.|\b(?:and|et al|u\. a)\b")


def title_in_bold(said: Words, kinds: Sequence[int]) -> tuple[int, int] | None:
    """Return the bold words that an entry begins with before a year, where they were taken for names.

    Parameters
    ----------
    said
        The words of an entry.
    kinds
        What each word is.
    """
    words = said.words
    if words[0].style != "bold" or kinds[0] != _AUTHORS:
        return None
    end = next((n for n, word in enumerate(words) if word.run != words[0].run), len(words))
    text = said.said[words[0].start : words[end - 1].end]
    is_name = is_given_name(text) or len(text.split()) < 2 or _ROW.search(text)
    if is_name or not _YEAR_BEHIND.match(said.said, words[end - 1].end):
        return None
    return 0, end


def whole_title(said: Words, kinds: Sequence[int], title: tuple[int, int]) -> tuple[int, int]:
    """Return from which word to which a title goes: its own cell, and what belongs to its first word.

    A cell below *Title* is the title, where other columns say who, where and when.

    Parameters
    ----------
    said
        The words of an entry.
    kinds
        What each word is.
    title
        The words found to be of the title.
    """
    start, end = title
    while start and _is_of_cell(said, kinds, start - 1, start):
        start -= 1
    while end < len(kinds) and _is_of_cell(said, kinds, end, end - 1):
        end += 1
    return _first_word(said, kinds, _before_phrases(said, kinds, start)), end


def _before_phrases(said: Words, kinds: Sequence[int], start: int) -> int:
    """Return where a bold or linked title begins of which phrases with a comma were taken for names.

    ``Forget Less, Count Better: A Benchmark`` is one title, where all of it is bold.
    """
    first = start
    while first and kinds[first - 1] in (_AUTHORS, _OTHER) and _is_beside(said, first, start):
        first -= 1
    row = said.said[said.words[first].start : said.words[start].start]
    if first == start or said.words[start].style == "plain" or not row.rstrip().endswith(":"):
        return start
    phrases = row.rstrip(" :").split(", ")
    may_be_names = any(
        len(phrase.split()) < 2 or is_given_name(phrase) or "." in phrase for phrase in phrases
    )
    return start if len(phrases) < 2 or may_be_names else first


def _is_beside(said: Words, at: int, start: int) -> bool:
    """Whether the word before another is of the run of the title and of no other line."""
    return said.words[at - 1].run == said.words[start].run and said.words[at].gap in ("", " ")


def _is_of_cell(said: Words, kinds: Sequence[int], at: int, beside: int) -> bool:
    """Whether a word beside those of the title stands in the cell of titles and is told nowhere else."""
    word, other = said.words[at], said.words[beside]
    if word.run != other.run or said.columns[word.cell : word.cell + 1] != ("title",):
        return False
    kind = kinds[at]
    return kind == _OTHER or _COLUMNS.get(kind) in said.columns


def _first_word(said: Words, kinds: Sequence[int], start: int) -> int:
    """Return where a title begins with the initials or the bracket that its first word needs."""
    first = said.words[start]
    before = said.said[: first.start]
    begin = None
    if match := _INITIALS.search(before):
        begin = match.start("initials")
    elif (match := _BRACKET.search(before)) and opens_title(
        before + first.text, match.end(1) + 1, match[1]
    ):
        begin = match.start()
    if begin is None:
        return start
    earlier = start
    while earlier and said.words[earlier - 1].start >= begin:
        earlier -= 1
    alike = all(word.run == first.run for word in said.words[earlier:start])
    return earlier if alike and _YEAR not in kinds[earlier:start] else start
