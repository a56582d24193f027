"""The gate: whatever comes in, only legal literals and IRIs without credentials come out."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linked_data.iris import Iris
from kg.linked_data.literals import date, iri, public_url, segment, text, title, year
from kg.settings import packaged

[FORBIDDEN] = [
    re.compile(quad.object.value, re.IGNORECASE)
    for quad in pyoxigraph.parse(path=packaged("exports", "shapes.ttl"))
    if quad.predicate.value.endswith("shacl#pattern") and "script" in quad.object.value
]

anything = st.text(st.characters(), max_size=40)


@given(anything)
def test_a_text_is_nfc_one_line_and_fit_for_xml(value):
    literal = text(value)
    if literal is None:
        return
    assert literal.value == unicodedata.normalize("NFC", literal.value)
    assert not set("\x00\n\r\t\ufffe\uffff") & set(literal.value)
    literal.value.encode("utf-8")


@given(anything)
def test_cleaning_twice_is_cleaning_once(value):
    once = title(value)
    assert once is None or title(once.value) == once


@pytest.mark.parametrize(
    ("given_title", "clean"),
    [
        ("Deep <i>Cross</i>-Modal", "Deep Cross-Modal"),
        ("<jats:italic>E. coli</jats:italic> &amp;amp; co", "E. coli & co"),
        ("if a<b and c>d then x < y", "if a<b and c>d then x < y"),
        ("Vec<T> and List<int>", "Vec<T> and List<int>"),
        ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
        ("AT&T &copy; &unknown; R&D", "AT&T © &unknown; R&D"),
        ("café", "café"),
    ],
)
def test_titles_lose_markup_and_nothing_else(given_title, clean):
    assert title(given_title).value == clean


@given(anything, st.sampled_from(["", "https://", "http://x.org/", "https://x.org/?q="]))
def test_an_iri_is_legal_or_none(value, start):
    found = iri(start + value)
    if found is not None:
        assert urlsplit(found.value).scheme in ("http", "https")
        assert iri(found.value) == found, "an IRI that passed passes unchanged"
        pyoxigraph.NamedNode(found.value)


@pytest.mark.parametrize(
    "link",
    [
        "https://user:pass@x.org/a.pdf",
        "https://x.org/a.pdf?X-Amz-Security-Token=s3cret&X-Amz-Signature=pass",
        "https://x.org/a.pdf?token=s3cret",
        "https://x.org/a.pdf?page=1&access_token=s3cret#access_token=pass",
        "https://x.org/a.pdf?AWSAccessKeyId=pass&Expires=1&Signature=s3cret",
        "https://x.org/a.pdf?api_key=s3cret",
    ],
)
def test_links_lose_their_credentials(link):
    found = public_url(link)
    assert found.startswith("https://x.org/a.pdf")
    assert "s3cret" not in found
    assert "pass" not in found
    assert "user" not in found


def test_a_link_without_credentials_stays_as_it_is():
    for link in (
        "https://ieeexplore.ieee.org/stamp/stamp.jsp?tp=&arnumber=9411880&tag=1",
        "https://x.org/search?user=me&expires=never&hash=1",
    ):
        assert public_url(link) == link


fragments = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "/>",
        "b",
        "script",
        " ",
        "=",
        "x",
        '"',
        "'",
        "&",
        "lt",
        ";",
        "#60",
        "\x00",
        "\n",
        "<!--",
        "-->",
    ]
)


@given(st.lists(fragments, max_size=14).map("".join))
def test_no_title_that_passed_has_what_the_shapes_forbid(words):
    passed = title(words)
    assert passed is None or not FORBIDDEN.search(passed.value)


@given(st.lists(anything, min_size=1, max_size=3), st.lists(anything, min_size=1, max_size=3))
def test_different_ids_have_different_iris(one, other):
    iris = Iris()
    if [id.encode("utf-8", "replace") for id in one] != [
        id.encode("utf-8", "replace") for id in other
    ]:
        assert iris.of("paper", *one) != iris.of("paper", *other)
    assert "/" not in segment(one[0])


def test_dates_and_years():
    assert year(987).value == "0987"
    assert date("2017-02-30") is None
    assert date("") is None


@given(st.text(max_size=400))
def test_a_segment_is_a_file_name_that_never_climbs(id):
    made = segment(id)
    assert re.fullmatch(r"[A-Za-z0-9._:=-]*", made)
    assert len(made) <= 150
    assert made not in (".", "..")
    assert not made.endswith(".")


def test_long_ids_that_begin_alike_stay_two_segments():
    first, second = segment("key:" + "x/" * 200 + "a"), segment("key:" + "x/" * 200 + "b")
    assert first != second
    assert len(first) == len(second) <= 150
