"""The title rule: nothing wrong is certain or probable, and little that is right is lost."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching.adversarial import Pair, all_pairs, hard_negatives, labelled, variants, version_pairs

from kg.identifiers import normalise_title
from kg.matching import (
    TitleIndex,
    compare_titles,
    is_version_pair,
    match_entry,
    verify_identified,
)
from kg.matching.agreement import compare
from kg.records import Entry, Work, WorkAuthor

LINKED = ("certain", "probable")


def linked(pair: Pair) -> bool:
    return match_entry(pair.entry, [pair.work]).confidence in LINKED


def test_no_wrong_pair_is_linked() -> None:
    pairs = all_pairs()
    assert len(pairs) >= 200
    wrong = [
        (pair.kind, pair.entry.title, pair.work.title)
        for pair in pairs
        if not pair.same and linked(pair)
    ]
    assert wrong == []


def test_a_neighbour_by_a_sign_a_letter_or_an_abbreviation_is_never_linked() -> None:
    pairs = list(hard_negatives())
    assert len(pairs) >= 290
    assert [(pair.entry.title, pair.work.title) for pair in pairs if linked(pair)] == []


def test_versions_are_joined_where_they_are_versions() -> None:
    wrong = [pair for pair in version_pairs() if is_version_pair(pair.one, pair.other) != pair.same]
    assert [(pair.kind, pair.one.title) for pair in wrong] == []


def test_what_is_right_is_linked() -> None:
    missed = Counter(pair.kind for pair in all_pairs() if pair.same and not linked(pair))
    total = sum(pair.same for pair in all_pairs())
    assert sum(missed.values()) / total < 0.02, missed


def test_a_title_that_lacks_a_part_is_mostly_linked() -> None:
    pairs = [*variants()]
    missed = [pair.entry.title for pair in pairs if not linked(pair)]
    assert len(missed) / len(pairs) < 0.2, missed


@pytest.mark.parametrize(
    "pair", [pair for pair in labelled() if pair.same], ids=lambda pair: pair.kind
)
def test_a_link_says_why(pair: Pair) -> None:
    resolution = match_entry(pair.entry, [pair.work])
    assert resolution.work is pair.work
    assert resolution.evidence.startswith(("equal title", "nearly equal title", "title equal"))


def test_several_equal_candidates_are_unsure() -> None:
    entry = Entry(line=1, title="Graph Attention Networks", year=2018)
    works = [
        Work(
            title="Graph Attention Networks",
            year=2018,
            ids={"doi": f"10.1000/{n}"},
            authors=[WorkAuthor(name=name)],
        )
        for n, name in enumerate(["Petar Veličković", "John Roe"])
    ]
    assert match_entry(entry, works).confidence == "unsure"
    entry.authors = ["P. Velickovic"]
    assert match_entry(entry, works).work is works[0]


def test_versions_of_one_work_are_not_several() -> None:
    people = [WorkAuthor(name="Qing-Yuan Jiang")]
    preprint = Work(
        title="Deep Cross-Modal Hashing", year=2016, ids={"arxiv": "1602.02255"}, authors=people
    )
    article = Work(
        title="Deep cross-modal hashing",
        year=2017,
        ids={"doi": "10.1109/cvpr.2017.348"},
        authors=people,
    )
    resolution = match_entry(
        Entry(line=1, title="Deep Cross-Modal Hashing", year=2017), [preprint, article]
    )
    assert resolution.confidence == "certain"
    assert resolution.work is article


def test_what_the_owner_ruled_out_stays_out() -> None:
    work = Work(title="Deep Cross-Modal Hashing", year=2017, ids={"doi": "10.1000/1"})
    entry = Entry(line=1, title="Deep Cross-Modal Hashing", year=2017)
    assert match_entry(entry, [work], rejected=["doi:10.1000/1"]).confidence == "none"
    assert match_entry(entry, [work], rejected=["*"]).confidence == "none"


def test_an_identifier_that_leads_elsewhere_is_not_believed() -> None:
    entry = Entry(line=3, title="Deep Cross-Modal Hashing", ids={"arxiv": "1706.03762"})
    resolution = verify_identified(entry, Work(title="Attention Is All You Need"), "arxiv")
    assert resolution.work is None
    assert resolution.confidence == "unsure"
    assert "leads to another title" in resolution.evidence


def test_runners_up_say_why_not() -> None:
    entry = Entry(line=1, title="Multi-view Discriminant Analysis", year=2012)
    tpami = Work(title="Multi-view discriminant analysis", year=2016)
    resolution = match_entry(entry, [tpami])
    assert resolution.confidence == "unsure"
    assert resolution.candidates[0].reason == "equal title, but years more than one apart"


@given(st.text(max_size=60))
def test_a_title_equals_itself_however_it_is_printed(title: str) -> None:
    relation = compare_titles(title, f" {title}. ")
    assert relation == ("equal" if normalise_title(title) else "different")


@given(st.text(max_size=40), st.text(max_size=40))
def test_comparing_has_no_direction(one: str, other: str) -> None:
    assert compare_titles(one, other) == compare_titles(other, one)


def test_an_index_finds_what_comparing_all_would_find() -> None:
    works = [pair.work for pair in all_pairs()]
    index = TitleIndex()
    for number, title in enumerate(dict.fromkeys(work.title or "" for work in works)):
        index.add(number, Work(title=title))
    for pair in labelled():
        if pair.same:
            described = Work(title=pair.entry.title, year=pair.entry.year)
            nearby = index.nearby(described.title or "")
            titles = list(dict.fromkeys(work.title or "" for work in works))
            assert pair.work.title in [titles[key] for key in nearby]


@pytest.mark.parametrize(
    "listed", ["Lopez A", "Lopez A.", "Lopez AB", "Lopez A B", "Lopez A.-B.", "Lopez AB Jr", "Ana LOPEZ"]
)  # fmt: skip
def test_initials_behind_a_family_name_are_no_family_name(listed):
    one = Work(title="Deep maps of all things", year=2019, authors=[WorkAuthor(name=listed)])
    known = [WorkAuthor(name="Ana Beatriz Lopez"), WorkAuthor(name="Chul Kim")]
    agreement = compare(one, Work(title="Deep maps of all things", year=2019, authors=known))
    assert agreement.authors
    others = [WorkAuthor(name="Bea Abad"), WorkAuthor(name="Ada A")]
    assert compare(one, Work(title=one.title, year=2019, authors=others)).authors is False


def test_of_two_versions_the_one_of_the_year_is_named() -> None:
    index = TitleIndex()
    people = [WorkAuthor(name="Ann Low")]
    for year in (2010, 2011):
        index.add(7, Work(title="Deep maps of slow rivers", year=year, authors=people))
    found = index.find(Work(title="Deep Maps of Slow Rivers", year=2011, authors=people))
    assert found is not None
    assert found[:2] == (7, "certain")
    assert "same year" in found[2]
