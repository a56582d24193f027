"""Captions: no two papers share one, and a letter changes nothing but the caption."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.captions import lettered_captions, without_letter

_YEARS = st.integers(1990, 2030)
_CAPTIONS = st.one_of(
    st.tuples(st.sampled_from(["Wei", "wei", "Hu", "van Dyk"]), _YEARS).map(
        lambda pair: (f"{pair[0]} {pair[1]}", pair[1])
    ),
    st.tuples(st.sampled_from(["ACMR", "GPT-4", "VQA 2", "ACMR a"]), st.none() | _YEARS),
)


@given(st.dictionaries(st.integers(0, 99).map(str), _CAPTIONS, max_size=60))
def test_no_two_papers_share_a_caption_and_single_ones_stay(papers):
    captions = {id: text for id, (text, _) in papers.items()}
    years = {id: year for id, (_, year) in papers.items() if year}
    lettered = lettered_captions(captions, years)
    assert len({text.casefold() for text in lettered.values()}) == len(papers)
    folded = [text.casefold() for text in captions.values()]
    for id, text in lettered.items():
        if folded.count(captions[id].casefold()) == 1:
            assert text == captions[id]
        elif captions[id] != "ACMR a":
            assert without_letter(text, years.get(id)) == captions[id]


def test_letters_go_on_after_z():
    captions = dict.fromkeys(map(str, range(30)), "Wang 2016")
    lettered = list(lettered_captions(captions, dict.fromkeys(captions, 2016)).values())
    assert lettered[:2] + lettered[25:28] == [
        *("Wang 2016a", "Wang 2016b"),
        *("Wang 2016z", "Wang 2016aa", "Wang 2016ab"),
    ]


def test_a_letter_that_a_title_gives_already_is_passed_over():
    captions = {"x": "ACMR", "y": "ACMR", "z": "ACMR a"}
    assert lettered_captions(captions, {}) == {"x": "ACMR b", "y": "ACMR c", "z": "ACMR a"}
