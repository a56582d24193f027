"""Packing much into few requests."""

from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.identifiers import normalise_title
from kg.sources.client import Client
from kg.sources.semantic_scholar.contract import s2_service
from kg.sources.semantic_scholar.packing import first_fit_decreasing, phrase
from kg.sources.semantic_scholar.search import _search_parameters, search_groups

# It sends nothing, and knows how long an address is.
CLIENT = Client(service=s2_service("https://api.semanticscholar.org", None), pacer=None, patience=0)
SIZES = st.lists(st.integers(0, 12_000), max_size=60)


@given(SIZES)
def test_every_item_is_packed_once_and_no_group_overflows(sizes):
    groups = first_fit_decreasing(dict(enumerate(sizes)), 9_999, most=20)
    assert sorted(item for group in groups for item in group) == list(range(len(sizes)))
    for group in groups:
        assert len(group) <= 20
        assert len(group) == 1 or sum(sizes[item] for item in group) <= 9_999


@given(st.lists(st.integers(0, 1_000), max_size=200))
def test_lists_of_ordinary_length_leave_less_than_the_longest_free(sizes):
    groups = first_fit_decreasing(dict(enumerate(sizes)), 9_999)
    assert len(groups) <= sum(sizes) / (9_999 - 1_000) + 1


def test_nothing_to_pack():
    assert first_fit_decreasing({}, 9_999) == []


TITLES = st.lists(st.text(min_size=1, max_size=120), max_size=120, unique_by=normalise_title)


@settings(max_examples=30)
@given(TITLES)
def test_searches_fit_their_address_and_hold_each_title_once(titles):
    groups = search_groups(CLIENT, titles)
    searched = [title for group in groups for title in group]
    assert len(searched) == len(set(searched))
    assert {t for t in titles if len(normalise_title(t).split()) > 1} >= set(searched)
    for group in groups:
        address = CLIENT.url("/paper/search/bulk", _search_parameters(group))
        assert len(address) <= 7_600
        (query,) = parse_qs(urlsplit(address).query)["query"]
        assert query.count('"') == 2 * len(group)


def test_a_title_with_the_signs_of_the_query_language():
    assert phrase('"Why | Should * I ~Trust You?"\\') == "Why Should I Trust You?"


def test_short_titles_do_not_share_a_search_with_others():
    titles = [
        "Deep learning",
        "Survey",
        "Deep canonical correlation analysis",
        "Learning deep maps of things",
    ]
    assert search_groups(CLIENT, titles) == [
        ["Deep canonical correlation analysis", "Learning deep maps of things"],
        ["Deep learning"],
    ]
