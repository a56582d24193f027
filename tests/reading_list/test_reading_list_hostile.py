"""No input makes the parser crash, and none of a size takes it more than in proportion."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from labelled_lists import markdown_of

from kg.errors import ReadingListError
from kg.reading_list import parse

MANY = 50_000
SEED = markdown_of("01") + markdown_of("53") + markdown_of("74")


def read(text):
    return parse(text, source="x.md", id="list:x")


@pytest.mark.parametrize(
    "text",
    [
        "[" * MANY,
        "](" * MANY,
        "[](" * MANY,
        "[" * MANY + "]" * MANY,
        "*" * MANY,
        "a**b" * MANY,
        "_a" * MANY,
        "> " * MANY + "x",
        "".join("  " * depth + "- a\n" for depth in range(500)),
        "- " * MANY,
        "<" * MANY,
        '<a href="' * MANY,
        "<!--" * MANY,
        "<div>" * MANY,
        "<table><tr><td>" * 10_000,
        "<details><summary>x" * 5_000,
        "|" * MANY + "\n" + "|-" * 200 + "\n" + "|" * MANY,
        "a" * 1_000_000,
        "word " * 200_000,
        "- " + "Ann Lee, " * 3_000,
        "- " + "2020 " * 5_000,
        "- " + '"a b c d e f" ' * 2_000,
        "http://a.b/" * 80_000,
        "`" * MANY,
        "\0\1\2" * 1_000,
        "â€™" * MANY,
        "@article{" * 5_000,
        "[" * 100_000 + "1",
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_pathological_text_is_survived(text):
    with contextlib.suppress(ReadingListError):
        assert len(read(text).entries) <= 1


def test_a_line_that_cannot_be_an_entry_is_named():
    assert [(one.code, one.line) for one in read("# L\n\n" + "[" * MANY).warnings] == [
        ("unreadable-line", 3)
    ]


@given(st.integers(0, len(SEED)), st.integers(0, len(SEED)))
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_a_list_cut_anywhere_is_still_read(start, end):
    read(SEED[min(start, end) : max(start, end)][:6_000])


@given(
    st.integers(0, len(SEED) - 3_000),
    st.lists(st.tuples(st.integers(0, 2_999), st.characters()), max_size=30),
)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_a_list_with_wrong_characters_is_still_read(start, changes):
    text = list(SEED[start : start + 3_000])
    for place, char in changes:
        text[place] = char
    read("".join(text))


@given(st.text(max_size=400))
@settings(max_examples=80)
def test_any_text_is_survived(text):
    with contextlib.suppress(ReadingListError):
        assert all(entry.title for entry in read(text).entries)


@given(st.lists(st.sampled_from("[]()*_`<>|#-\n \"'ab1:/.&;!$~"), max_size=120).map("".join))
@settings(max_examples=150)
def test_any_punctuation_is_survived(text):
    read("- " + text)
