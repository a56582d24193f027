"""A part, an edition, a comment or data of a paper is another text; so is one under another's name."""

from __future__ import annotations

import pytest

from kg.matching import match_entry
from kg.records import Entry, Work, WorkAuthor

TITLE = "Growth of grey moss"
PEOPLE = ["A. Lopez", "B. Okafor"]


def confidence(listed: str, known: str, *, told: bool = True) -> str:
    """Match titles as if by the same people in the same year, or by titles alone."""
    people = PEOPLE if told else []
    entry = Entry(line=1, title=listed, year=2019 if told else None, authors=people)
    authors = [WorkAuthor(name=name) for name in PEOPLE]
    work = Work(title=known, year=2019, authors=authors, ids={"doi": "10.5555/other"})
    return match_entry(entry, [work]).confidence


@pytest.mark.parametrize(
    "behind",
    [
        ": Part II", ": II", ": 2", ": Volume 2", ": Part B", " - Part II", " – part two", ": Vol. III",
        ": 2nd edition", ": revised edition", ": 2020 update", ": an update for northern bogs and fens",
        ": Part II: roots under snow in northern bogs", ": roots under snow in bogs, part 2",
        ": Book one", ": extended version", ": third revised edition of the northern survey", ": 2019",
        ": some comments", ": a critical comment", ": further comments", ": closure", ": clarification",
        ": postscript", ": peer review report", ": study protocol", ": raw data", ": dataset",
        ": data and code", ": source code", ": solutions manual", ": technical report",
        ": doctoral thesis", ": lecture notes", ": analysis scripts and data", ": working paper",
        ": data from three northern bogs", ": annotated bibliography", ": slides of a talk in Oslo",
        ": what is new", ": poster abstract", ": German translation", ": conference version",
        ": registered report of a trial", ": a reader's guide to methods", ": press release",
    ],
)  # fmt: skip
def test_a_part_or_another_kind_of_text_that_one_side_names_is_not_linked(behind: str) -> None:
    for listed, known in ((TITLE, TITLE + behind), (TITLE + behind, TITLE)):
        assert confidence(listed, known) in ("unsure", "none")
        assert confidence(listed, known, told=False) in ("unsure", "none")


@pytest.mark.parametrize(
    "behind",
    [
        ": light, water and frost in northern bogs",
        " - a field experiment with shaded plots",
        ": why cold bogs keep their colour",
    ],
)
def test_a_subtitle_of_several_words_more_or_less_is_probable(behind: str) -> None:
    assert confidence(TITLE, TITLE + behind) == "probable"
    assert confidence(TITLE + behind, TITLE) == "probable"
    assert confidence(TITLE, TITLE + behind, told=False) == "unsure"


@pytest.mark.parametrize(
    "name",
    [
        "mtDNA", "qPCR", "LaTeX", "BioNLP", "PhysioNet", "NumPy", "PyTorch", "siRNA", "JavaScript",
        "OpenStreetMap", "WordNet", "GenBank", "II", "McKinsey", "AlphaFold", "iNaturalist", "KwaZulu",
    ],
)  # fmt: skip
def test_a_name_that_the_title_does_not_spell_is_not_taken_for_its_own(name: str) -> None:
    assert confidence(TITLE, f"{name}: {TITLE}") == "unsure"
    assert confidence(f"{name}: {TITLE}", TITLE) == "unsure"


@pytest.mark.parametrize(
    "title",
    [
        "GloVe: Global vectors for word representation",
        "ResNet: Deep residual networks for images",
        "PointNet: Deep learning on point sets",
        "MobileNets: Efficient networks for mobile vision",
        "SimCLR: A simple framework for contrastive learning of visual representations",
        "RoBERTa: A robustly optimized BERT pretraining approach",
        "FaceSync: A linear operator for measuring synchronization of video and facial images",
        "MixVPR: Feature mixing for visual place recognition",
        "MossNet: Growth of grey moss",
        "DSAN: Dual subspace adversarial networks",
    ],
)
def test_a_name_that_the_title_spells_is_its_own(title: str) -> None:
    bare = title.split(": ")[1]
    assert confidence(bare, title) == "probable"
    assert confidence(title, bare) == "probable"


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        ("Decay of the heavy meson to pi", "Decay of the heavy meson to pi-"),
        ("Decay of the heavy meson to mu", "Decay of the heavy meson to mu-"),
        ("Decay of the heavy meson to pi", r"Decay of the heavy meson to $\pi^-$"),
        ("Production of tau in slow fields", "Production of tau- in slow fields"),
        ("How to sort n inputs!", "How to sort n! inputs"),
        ("How to sort a list of n", "How to sort a list of n!"),
        ("Bounds for the sum of (2n) terms", "Bounds for the sum of (2n)! terms"),
        ("Sorting 10 inputs of slow machines", "Sorting 10! inputs of slow machines"),
    ],
)
def test_a_sign_that_makes_another_word_is_kept_wherever_it_stands(listed: str, known: str) -> None:
    assert confidence(listed, known) == "unsure"
    assert confidence(known, listed) == "unsure"


def test_a_sign_of_the_sentence_is_not_kept() -> None:
    assert confidence("Attention! Deep maps are wet", "Attention: deep maps are wet!") == "certain"
    assert confidence("Growth of pi- and mu-mesons", "Growth of pi and mu mesons") == "certain"
