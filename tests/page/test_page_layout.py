"""The drawing's geometry: the same for the same papers, nothing on top of anything."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.page.layout import LEAST_ROW, MOST_COLUMNS, crossings, place


@st.composite
def papers(draw):
    years = sorted(draw(st.lists(st.integers(1950, 2024), min_size=1, max_size=60)))
    pairs = [(u, v) for u, v in itertools.combinations(range(len(years)), 2)]
    arcs = draw(st.lists(st.sampled_from(pairs), max_size=80, unique=True)) if pairs else []
    spine = sorted(draw(st.sets(st.integers(0, len(years) - 1), max_size=8)))
    return years, arcs, spine


@given(papers(), st.randoms())
@settings(max_examples=60)
def test_two_papers_never_share_a_place_and_the_order_of_arcs_does_not_matter(made, random):
    years, arcs, spine = made
    picture = place(range(len(years)), years, arcs, spine)
    lines = {}
    for x, y in picture.at.values():
        lines.setdefault(x, []).append(y)
    for heights in lines.values():
        heights.sort()
        assert all(b - a >= LEAST_ROW - 0.2 for a, b in itertools.pairwise(heights))
    shuffled = random.sample(arcs, len(arcs))
    assert place(range(len(years)), years, shuffled, spine) == picture


@given(papers())
@settings(max_examples=60)
def test_every_year_has_one_column_and_time_runs_to_the_right(made):
    years, arcs, spine = made
    picture = place(range(len(years)), years, arcs, spine)
    assert len(picture.columns) <= MOST_COLUMNS
    for paper, year in enumerate(years):
        (column,) = [c for c in picture.columns if c.first <= year <= c.last]
        assert column.x <= picture.at[paper][0] <= column.x + column.width
    assert all(a.last < b.first and a.x < b.x for a, b in itertools.pairwise(picture.columns))


def test_the_main_path_is_straight_on_the_axis_even_within_one_year():
    years = [2016, 2017, 2017, 2017, 2018]
    picture = place(range(5), years, [(0, 1), (1, 2), (2, 3), (3, 4)], spine=[0, 1, 2, 3, 4])
    places = [picture.at[paper] for paper in range(5)]
    assert {y for _, y in places} == {0.0}
    assert places == sorted(places)


def test_the_axis_belongs_to_the_main_path():
    years = [2016, 2017, 2018, *[2017] * 9]
    arcs = [(0, 1), (1, 2), *((0, paper) for paper in range(3, 12))]
    picture = place(range(12), years, arcs, spine=[0, 1, 2])
    assert all(abs(picture.at[paper][1]) >= LEAST_ROW for paper in range(3, 12))


def test_years_that_are_left_out_are_marked_and_an_unknown_year_has_its_own_column():
    picture = place([0, 1, 2, 3], [2012, 2013, 2017, None], [])
    assert [(c.first, c.gap) for c in picture.columns] == [
        (None, False),
        (2012, False),
        (2013, False),
        (2017, True),
    ]


def test_the_years_of_the_list_are_the_last_to_share_a_column():
    years = [*range(1960, 2010), *range(2015, 2023)]
    listed = range(50, 58)
    picture = place(range(58), years, [], listed=listed)
    assert [c.first for c in picture.columns if c.first == c.last][-8:] == list(range(2015, 2023))


def test_fewer_crossings_than_in_the_order_the_papers_came(demo_page_data):
    nodes, edges = demo_page_data
    drawn = [node["id"] for node in nodes]
    at = {node["id"]: (node["x"], node["y"]) for node in nodes}
    arcs = [(edge["from"], edge["to"]) for edge in edges]
    columns = {}
    for paper in drawn:
        columns.setdefault(at[paper][0], []).append(paper)
    naive = {p: (x, 30.0 * i) for x, line in columns.items() for i, p in enumerate(line)}
    assert crossings(at, arcs) < 0.6 * crossings(naive, arcs)
