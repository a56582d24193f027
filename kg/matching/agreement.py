"""Two descriptions of papers compared: in what they agree, and whether they are one work."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Literal, NamedTuple

from kg.identifiers import graph_ids, split_graph_id, title_id
from kg.matching.names_in_front import introduces, name_in_front
from kg.matching.notices import is_notice_type
from kg.matching.titles import TitleRelation, compare_titles, is_generic, surnames
from kg.records import Entry, Work, WorkAuthor
from kg.venues import is_preprint, is_preprint_doi, same_venue

__all__ = [
    "Agreement",
    "compare",
    "describe",
    "is_version_pair",
    "same_people",
    "share_people",
    "work_id",
    "work_of_entry",
    "year_gap",
]


SamePeople = Literal["all", "first", "other"]


class Agreement(NamedTuple):
    """How far two descriptions of papers agree; the booleans are None where one side is silent."""

    title: TitleRelation
    year: bool | None
    same_year: bool | None
    authors: bool | None
    venue: bool | None
    ids: bool | None
    notice: bool = False

    @property
    def contradicted(self) -> bool:
        """Whether something besides the title speaks against the two being one."""
        return False in (self.year, self.authors, self.ids)


def _years_of(work: Work) -> list[int]:
    years = [] if work.year is None else [work.year]
    if work.publication_date and work.publication_date[:4].isdigit():
        years.append(int(work.publication_date[:4]))
    return years


def year_gap(one: Work, other: Work) -> int | None:
    """Return by how many years two works are apart; None where one gives no year."""
    years_a, years_b = _years_of(one), _years_of(other)
    return min((abs(a - b) for a in years_a for b in years_b), default=None)


def share_people(one: Work, other: Work) -> bool | None:
    """Whether two works have an author's surname in common; None where one names nobody."""
    people_a = surnames(author.name for author in one.authors)
    people_b = surnames(author.name for author in other.authors)
    return bool(set(people_a) & set(people_b)) if people_a and people_b else None


def compare(one: Work, other: Work, known_words: Collection[str] = frozenset()) -> Agreement:
    """Return how far two works agree.

    Years agree within one (preprint and publication); authors agree when a surname is
    common; identifiers disagree when one kind has two values, a preprint server's and a
    publisher's DOI being different kinds.

    Parameters
    ----------
    one, other
        The two works.
    known_words
        As for :func:`kg.matching.titles.compare_titles`.

    Examples
    --------
    >>> a = Work(title="Multi-view discriminant analysis", year=2012)
    >>> b = Work(title="Multi-view Discriminant Analysis", year=2016)
    >>> compare(a, b).contradicted
    True
    """
    gap = year_gap(one, other)
    shared = {kind for kind in _IDENTIFYING if kind in one.ids and kind in other.ids}
    if "doi" in shared and is_preprint_doi(one.ids["doi"]) != is_preprint_doi(other.ids["doi"]):
        shared.remove("doi")  # a preprint server's and a publisher's: two versions have both
    same = [kind for kind in shared if one.ids[kind] == other.ids[kind]]
    title = compare_titles(one.title or "", other.title or "", known_words)
    if title == "named" and _introduces_its_name(one, other):
        title = "coined"
    return Agreement(
        title=title,
        year=None if gap is None else gap <= 1,
        same_year=None if gap is None else gap == 0,
        authors=share_people(one, other),
        venue=_same_venue(one, other),
        ids=None if not shared else bool(same),
        notice=is_notice_type(one.publication_types) != is_notice_type(other.publication_types),
    )


def _introduces_its_name(one: Work, other: Work) -> bool:
    """Whether an abstract of either introduces the name that stands in front of one's title."""
    fronts = [name_in_front(work.title or "") for work in (one, other)]
    return any(
        introduces(text, front.name)
        for front in fronts
        if front and len(front.rest.split()) >= 4
        for work in (one, other)
        for text in (work.abstract, work.tldr)
    )


_IDENTIFYING = ("doi", "arxiv", "acl", "pmid", "openreview")


def _same_venue(one: Work, other: Work) -> bool | None:
    if not one.venue or not other.venue:
        return None
    a = set(re.findall(r"[a-z]+", one.venue.casefold()))
    names = [other.venue, *other.venue_alternate_names]
    if not a:
        return None
    return any(
        a <= set(re.findall(r"[a-z]+", name.casefold())) or same_venue(one.venue, name)
        for name in names
    )


def work_of_entry(entry: Entry) -> Work:
    """Return what the list says about an entry, in the form that sources use."""
    published: dict[str, Any] = dict(entry.published)
    return Work(
        title=entry.title,
        ids=dict(entry.ids),
        year=entry.year,
        venue=entry.venue,
        authors=[WorkAuthor(name=name) for name in entry.authors or []],
        **published,
    )


def work_id(work: Work) -> str:
    """Return the graph id that a work alone would have.

    Examples
    --------
    >>> work_id(Work(title="x", ids={"arxiv": "2207.04818"}))
    'arxiv:2207.04818'
    """
    ids = [
        id
        for id in graph_ids(work.ids)
        if split_graph_id(id)[0] not in ("pmc", "dblp", "corpus", "mag")
    ]
    return ids[0] if ids else title_id(work.title or "")


def same_people(one: Work, other: Work) -> SamePeople:
    """Return whether two works name the same surnames in the same order.

    ``all``: both name the same ones, two or more. ``first``: as far as the shorter list
    goes (``Cao et al.``). ``other``: not so, or one names nobody.
    """
    a, b = (surnames(author.name for author in work.authors) for work in (one, other))
    if not a or not b or any(x != y for x, y in zip(a, b, strict=False)):
        return "other"
    return "all" if len(a) == len(b) > 1 else "first"


def is_version_pair(one: Work, other: Work) -> bool:
    """Whether two works are the preprint and the published version of one work.

    Equal title (not a general one), the same first author, years within one, and
    exactly one of the two a preprint.

    Examples
    --------
    >>> from kg.records import WorkAuthor
    >>> people = [WorkAuthor(name="Hu Peng")]
    >>> preprint = Work(title="Deep maps of things", ids={"arxiv": "1901.00001"}, year=2019, authors=people)
    >>> article = Work(title="Deep Maps of Things", ids={"doi": "10.1/x"}, year=2020, authors=people)
    >>> is_version_pair(preprint, article)
    True
    """
    if is_preprint(one.venue, one.ids) == is_preprint(other.venue, other.ids):
        return False
    agreement = compare(one, other)
    if (
        agreement.title != "equal"
        or agreement.notice
        or agreement.contradicted
        or not agreement.year
    ):
        return False
    first_a = surnames([one.authors[0].name]) if one.authors else []
    first_b = surnames([other.authors[0].name]) if other.authors else []
    return bool(first_a) and first_a == first_b and not is_generic(one.title or "")


def describe(work: Work) -> str:
    """Return a work in a few words: its title in quotes and its year.

    Examples
    --------
    >>> describe(Work(title="Deep Canonical Correlation Analysis", year=2013))
    '"Deep Canonical Correlation Analysis" (2013)'
    """
    return f'"{work.title or work_id(work)}"' + (f" ({work.year})" if work.year else "")
