"""What makes two works different papers for certain, whatever identifier they share."""

from __future__ import annotations

from kg.identifiers import normalise_title
from kg.matching.agreement import share_people, year_gap
from kg.records import Work

__all__ = ["contradict", "titles_akin"]


def titles_akin(one: str, other: str) -> bool:
    """Whether two titles may be of one work: they share half of the shorter one's words.

    Examples
    --------
    >>> titles_akin("Cross-modal Center Loss", "Cross-Modal Center Loss for 3D Retrieval")
    True
    """
    a, b = set(normalise_title(one).split()), set(normalise_title(other).split())
    if not a or not b or not _latin(one) or not _latin(other):
        return True  # nothing to compare, or titles in two scripts: the identifier decides
    return len(a & b) * 2 >= min(len(a), len(b))


#: Words that titles of any subject share.
_FUNCTION_WORDS = frozenset(
    "a an and the of on in for to with by via from at as is are or into over under between its their "
    "using towards toward based new de la le les des et du der die das und von zur el los y en il di".split()
)


def contradict(one: Work, other: Work) -> bool:
    """Whether two works are different papers for certain, whatever identifier they share.

    They have no author in common, where both name any, and their titles either share no
    content word, or have little in common and are of other years.

    Examples
    --------
    >>> from kg.records import WorkAuthor
    >>> frogs = Work(title="Frogs in winter", authors=[WorkAuthor(name="Ana Lopez")])
    >>> clocks = Work(title="Clocks that run on peat", authors=[WorkAuthor(name="Ben Okafor")])
    >>> contradict(frogs, clocks), contradict(frogs, Work(title="Clocks that run on peat"))
    (True, False)
    """
    if one.title == other.title or not one.title or not other.title:
        return False
    if share_people(one, other) is not False or not _latin_people(one, other):
        return False
    if not _latin(one.title) or not _latin(other.title):
        return False
    words, others = _content_words(one.title), _content_words(other.title)
    if words and others and not any(_one_stem(a, b) for a in words for b in others):
        return True
    return (year_gap(one, other) or 0) > 1 and not titles_akin(one.title, other.title)


def _latin_people(*works: Work) -> bool:
    """Whether names can be compared at all: one person's name in two scripts is no other person."""
    return all(_latin("".join(author.name for author in work.authors)) for work in works)


def _content_words(title: str) -> set[str]:
    return set(normalise_title(title).split()) - _FUNCTION_WORDS


def _one_stem(one: str, other: str) -> bool:
    shorter = min(len(one), len(other), 5)
    return one == other or (shorter >= 4 and one[:shorter] == other[:shorter])


def _latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(char.isascii() for char in letters) * 2 > len(letters)
