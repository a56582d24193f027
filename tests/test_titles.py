"""Titles folded: what means nothing goes, what makes another word stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.titles import normalise_title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Parsing C++", "Parsing C"),
        ("Parsing C#", "Parsing C++"),
        ("Search with A*", "Search with A"),
        ("K+ decays", "K- decays"),
        ("K⁺ decays", "K⁻ decays"),
        ("Cl- ions", "Cl ions"),
        ("Ca2+ waves", "Ca waves"),
        ("SO₄²⁻ uptake", "SO₄ uptake"),
        ("π+ beams", "π− beams"),
        ("k-means++", "k-means"),
        ("η′ mesons", "η mesons"),
        ("The 5' end", "The 5 end"),
        ("Z' bosons", "Z bosons"),
        ("CO₂ on ice", "CO on ice"),
        ("Web 2.0", "Web 20"),
        ("Return 50%", "Return 50"),
        ("#SAT by hand", "SAT by hand"),
        ("At −5 degrees", "At 5 degrees"),
        ("p < 0.05", "p > 0.05"),
        ("α decay", "β decay"),
        ("バス", "ハス"),
        ("Ions with μ = 0", "Ions with μ ≠ 0"),
        ("x ≤ y in graphs", "x ≰ y in graphs"),
        ("Sets with a ∈ B", "Sets with a ∉ B"),
        (".NET in depth", "NET in depth"),
        ("Speed of (.NET) code", "Speed of (NET) code"),
    ],
)
def test_a_sign_that_makes_another_word_stays(one: str, other: str) -> None:
    assert normalise_title(one) != normalise_title(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("K⁺ and Ca²⁺", "K+ and Ca2+"),
        ("K⁻ decays", "K- decays"),
        ("$A^{\\ast}$ search", "A* search"),
        ("$\\eta'$ mesons", "η′ mesons"),
        ("CO<sub>2</sub>", "CO₂"),
        ("H$_2$O", "H₂O"),
        ("CO_2 capture", "CO₂ capture"),
        ("$x_{ij}$ and l_1-norms", "xij and l1-norms"),
        ("Møller and Łoś", "Moller and Los"),
        ("Maps of ...", "Maps of"),
        ("**Deep** maps", "Deep maps"),
        ("Multi- and cross-modal", "Multi and cross modal"),
        ("K- and L-shell", "K and L shell"),
        ("'Plan A' or B", "“Plan A” or B"),
        ("1980's music", "1980s music"),
        ("Schrödinger′s cat", "Schrödinger's cat"),
        ("Maps of networks*", "Maps of networks"),
        ("1,000 people", "1000 people"),
        ("Art & craft", "Art and craft"),
        ("Maps™ of things.", "Maps of things"),
        ("A – B", "A - B"),
        ("4 × 4", "4 x 4"),
    ],
)
def test_what_means_nothing_goes(one: str, other: str) -> None:
    assert normalise_title(one) == normalise_title(other)


@given(st.text(max_size=60))
def test_what_is_folded_is_words_with_single_spaces(title: str) -> None:
    folded = normalise_title(title)
    assert folded == " ".join(folded.split())
    assert folded == folded.casefold() or not folded.isascii()


@given(
    st.lists(st.sampled_from("deep C++ K+ A* maps of CO₂ K⁻ k-means++ η′ #SAT .NET ≠ ø".split()))
)
def test_folding_twice_changes_nothing(words: list[str]) -> None:
    folded = normalise_title(" ".join(words))
    assert normalise_title(folded) == folded


@given(
    st.lists(
        st.sampled_from(
            ["A", "K", "Cl", "c", "5", "2017", "000", "word", "-", " ", ": ", ", ", " - ", "."]
        ),
        max_size=9,
    ).map("".join)
)
def test_a_plain_title_is_folded_as_any_other(title: str) -> None:
    # The empty braces are LaTeX that means nothing, but the title is no plain one with them.
    assert normalise_title(title) == normalise_title(f"{title}{{}}")
