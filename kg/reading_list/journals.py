"""Journals that are known by name, in full and shortened."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from kg.reading_list.vocabulary import vocabulary

__all__ = ["is_journal", "is_subject"]

_SMALL = frozenset("a and et for in of on the".split())
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
#: A name of one word is a journal only where it is written out and nothing else is.
_FEW_LETTERS = 3


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(name.casefold()) if word not in _SMALL)


def _by_first_letters() -> dict[tuple[int, str], list[tuple[str, ...]]]:
    """Return the words of the names by how many there are and how they begin."""
    found = defaultdict(list)
    for name in vocabulary()["venues"]["journals"]:
        words = _words(name)
        found[len(words), words[0][0]].append(words)
    return dict(found)


_JOURNALS = _by_first_letters()


@lru_cache(maxsize=32768)
def is_journal(text: str) -> bool:
    """Whether a text is the name of a journal that is known, or a name with its words cut.

    Examples
    --------
    >>> is_journal("Operations Research"), is_journal("Oper. Res."), is_journal("Trends Ecol. Evol.")
    (True, True, True)
    >>> is_journal("Operations Research in Practice"), is_journal("operations research")
    (False, False)
    """
    words = _words(text)
    if not words or not text.strip()[0].isupper() or len(text) > 90:
        return False
    if any(word[0].islower() for word in _WORD.findall(text) if word not in _SMALL):
        return False
    alike = _JOURNALS.get((len(words), words[0][0]), ())
    if words in alike:
        return True
    return (
        len(words) > 1
        and len(words[0]) >= _FEW_LETTERS - 1
        and any(all(map(_is_cut, words, name)) for name in alike)
    )


_SUBJECTS = frozenset(
    word
    for names in _JOURNALS.values()
    for name in names
    for word in name
    if len(word) > _FEW_LETTERS
)
_SHORT_SUBJECTS = frozenset(
    "acm appl biol chem clin comp ecol econ math mol opt phys stat zool".split()
)
_WHOLE_SUBJECT = 5


@lru_cache(maxsize=4096)
def is_subject(word: str) -> bool:
    """Whether a word is what journals are about, or the beginning of one: ``Finance``, ``Neurosci``.

    Examples
    --------
    >>> is_subject("Finance"), is_subject("Neurosci"), is_subject("Wang"), is_subject("Lin")
    (True, True, False, False)
    """
    folded = word.casefold().strip(".")
    if folded in _SUBJECTS or folded in _SHORT_SUBJECTS:
        return True
    return len(folded) >= _WHOLE_SUBJECT and any(
        subject.startswith(folded) for subject in _SUBJECTS
    )


def _is_cut(word: str, whole: str) -> bool:
    """Whether a word is another one, or what an abbreviation leaves of it: ``Natl``, ``Nucl``."""
    if word == whole:
        return True
    return len(word) < len(whole) and (
        whole.startswith(word)
        or (len(word) >= _FEW_LETTERS and whole.startswith(word[:2]) and _is_within(word, whole))
    )


def _is_within(word: str, whole: str) -> bool:
    """Whether the letters of a word stand in another one in their order."""
    rest = iter(whole)
    return all(letter in rest for letter in word)
