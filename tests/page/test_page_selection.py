"""Which papers are drawn first."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.page.selection import DRAW_ALL, DRAW_MOST, by_importance, drawn_first, embedded


def test_up_to_150_papers_all_are_drawn():
    assert drawn_first(range(150), [2000] * 150, set(), []) == list(range(150))


@given(st.integers(151, 600), st.integers(0, 200), st.integers(0, 40), st.randoms())
@settings(max_examples=30)
def test_above_that_the_list_and_the_main_path_and_about_150_in_all(count, listed, main, random):
    order = random.sample(range(count), count)
    years = [random.randrange(1990, 2020) for _ in range(count)]
    chosen_list = set(random.sample(range(count), min(listed, count)))
    path = random.sample(range(count), main)
    drawn = set(drawn_first(order, years, chosen_list, path))
    assert set(path) <= drawn  # of up to 80
    assert len(drawn & chosen_list) >= min(len(chosen_list), DRAW_ALL)
    assert len(drawn) <= DRAW_MOST
    assert {years[paper] for paper in drawn} == set(years)


def test_the_most_cited_paper_of_the_graph_is_the_most_important():
    assert by_importance(4, [(3, 0), (3, 1), (2, 1)], [None, 5, 9, 1])[0] == 3


def test_a_page_holds_the_list_whatever_its_size():
    order = list(range(100))
    assert embedded(order, {98, 99}, 10) == [*range(8), 98, 99]
