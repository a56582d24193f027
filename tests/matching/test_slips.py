"""One letter: a form of the word, a slip, or another word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.matching.slips import compare_words

letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@pytest.mark.parametrize(
    "pair",
    [
        "nitrate nitrite", "propane propene", "sulfate sulfite", "alkane alkyne", "chlorate chlorite",
        "neural neutral", "neuron neutron", "causal casual", "contact contract", "patent patient",
        "adsorption absorption", "stationary stationery", "cresol creosol", "hexanal hexanol",
    ],
)  # fmt: skip
def test_one_letter_makes_another_word(pair: str) -> None:
    assert compare_words(*pair.split()) == "another"


@pytest.mark.parametrize(
    "pair",
    [
        "retrieval retreival", "learning leanring", "recognition recogniton", "attention atention",
        "segmentation segmenttation", "generative genrative",
    ],
)  # fmt: skip
def test_a_letter_dropped_doubled_or_swapped_is_a_slip(pair: str) -> None:
    assert compare_words(*pair.split()) == "slip"


@pytest.mark.parametrize(
    "pair",
    [
        "network networks", "study studies", "labelled labeled", "modelling modeling",
        "behaviour behavior", "optimisation optimization", "analyse analyze", "centre center",
    ],
)  # fmt: skip
def test_numbers_and_spellings_are_forms_of_a_word(pair: str) -> None:
    assert compare_words(*pair.split()) == "form"


def test_words_of_titles_at_hand_are_words() -> None:
    assert compare_words("zorblation", "zorbblation") == "slip"
    known = {"zorblation", "zorbblation"}
    assert compare_words("zorblation", "zorbblation", known) == "another"


@given(letters, letters)
def test_comparing_words_has_no_direction(one: str, other: str) -> None:
    assert compare_words(one, other) == compare_words(other, one)
