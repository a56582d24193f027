"""Packing much into few requests."""

import math
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import normalise_title
from kg.sources.semantic_scholar.client import Client
from kg.sources.semantic_scholar.plan import first_fit_decreasing, phrase
from kg.sources.semantic_scholar.resolve import _search_parameters, search_groups

SIZES = st.lists(st.integers(0, 12_000), max_size=60)


@given(SIZES)
def test_every_item_is_packed_once_and_no_group_overflows(sizes):
    groups = first_fit_decreasing(dict(enumerate(sizes)), 9_999, most=20)
    assert sorted(item for group in groups for item in group) == list(range(len(sizes)))
    for group in groups:
        assert len(group) <= 20
        assert len(group) == 1 or sum(sizes[item] for item in group) <= 9_999


@given(SIZES)
def test_packing_is_near_the_bound(sizes):
    sizes = [size for size in sizes if size <= 9_999]
    bound = max(math.ceil(sum(sizes) / 9_999), math.ceil(len(sizes) / 500))
    large = sum(size > 9_999 / 2 for size in sizes)
    assert (
        len(first_fit_decreasing(dict(enumerate(sizes)), 9_999)) <= 11 / 9 * max(bound, large) + 1
    )


def test_nothing_to_pack():
    assert first_fit_decreasing({}, 9_999) == []


TITLES = st.lists(st.text(min_size=1, max_size=120), max_size=120, unique_by=normalise_title)


@given(TITLES)
def test_searches_fit_their_address_and_hold_each_title_once(titles):
    client = Client(
        base_url="https://api.semanticscholar.org", api_key=None, pacer=None, patience=0
    )
    groups = search_groups(client, titles)
    searched = [title for group in groups for title in group]
    assert len(searched) == len(set(searched))
    assert {t for t in titles if len(normalise_title(t).split()) > 1} >= set(searched)
    for group in groups:
        address = client.url("/paper/search/bulk", _search_parameters(group))
        assert len(address) <= 7_600
        (query,) = parse_qs(urlsplit(address).query)["query"]
        assert query.count('"') == 2 * len(group)
    client.close()


def test_a_title_with_the_signs_of_the_query_language():
    assert phrase('"Why | Should * I ~Trust You?"\\') == "Why Should I Trust You?"


def test_short_titles_do_not_share_a_search_with_others():
    client = Client(base_url="http://x", api_key=None, pacer=None, patience=0)
    titles = [
        "Deep learning",
        "Survey",
        "Deep canonical correlation analysis",
        "Learning deep maps of things",
    ]
    assert search_groups(client, titles) == [
        ["Deep canonical correlation analysis", "Learning deep maps of things"],
        ["Deep learning"],
    ]
    client.close()
