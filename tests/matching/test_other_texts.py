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
    "name",
    ["XLNet", "DeepWalk", "node2vec", "U-Net", "FlashAttention", "XGBoost", "MapReduce", "SegNet"],
)
def test_a_name_of_an_unknown_thing_is_the_papers_own_only_where_all_agrees(name: str) -> None:
    assert confidence(TITLE, f"{name}: {TITLE}") == "probable"
    assert confidence(f"{name}: {TITLE}", TITLE) == "probable"
    assert confidence(f"{name} {TITLE}", TITLE) == "none"
    assert confidence(TITLE, f"{name}: {TITLE}", told=False) == "unsure"


def paper(title: str, year: int, people: str, abstract: str | None = None) -> Work:
    authors = [WorkAuthor(name=name) for name in people.split("; ")]
    return Work(title=title, year=year, authors=authors, abstract=abstract)


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        # By the same first author, and two papers all the same.
        (
            ("Realtime Multi-Person 2D Pose Estimation using Part Affinity Fields", 2017, "Cao"),
            ("OpenPose: Realtime Multi-Person 2D Pose Estimation using Part Affinity Fields", 2018, "Cao; Hidalgo; Simon"),
        ),
        (
            ("Show and Tell", 2015, "Vinyals; Toshev; Bengio; Erhan"),
            ("Show and Tell: Lessons learned from the 2015 MSCOCO Image Captioning Challenge", 2016, "Vinyals; Toshev; Bengio; Erhan"),
        ),
        (
            ("Semantic Image Segmentation with Deep Convolutional Nets and Fully Connected CRFs", 2016, "Chen; Papandreou"),
            ("DeepLab: Semantic Image Segmentation with Deep Convolutional Nets, Atrous Convolution, and Fully Connected CRFs", 2016, "Chen; Papandreou"),
        ),
        (
            ("Deep maps of slow things", 2019, "Lopez; Okafor"),
            ("MapNet: Deep maps of slow things", 2019, "Lopez; Tran"),
        ),
    ],
)  # fmt: skip
def test_a_paper_of_the_same_first_author_is_not_taken_for_the_other(listed, known) -> None:
    title, year, people = listed
    entry = Entry(line=1, title=title, year=year, authors=people.split("; "))
    assert match_entry(entry, [paper(*known)]).work is None


def test_a_name_in_front_is_not_decided_where_another_title_is_as_near() -> None:
    entry = Entry(line=1, title=TITLE, year=2019, authors=PEOPLE)
    works = [paper(f"MapWalk: {TITLE}", 2019, "; ".join(PEOPLE)), paper(TITLE, 2012, "A. Lopez")]
    assert match_entry(entry, works[:1]).confidence == "probable"
    found = match_entry(entry, works)
    assert found.confidence == "unsure"
    assert found.evidence.startswith("2 candidates are equally good")


@pytest.mark.parametrize(
    ("title", "year", "people", "abstract"),
    [
        (
            "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding", 2019, "Devlin; Chang",
            "We introduce a new language representation model called BERT, which stands for Bidirectional Encoder Representations from Transformers.",
        ),
        (
            "BART: Denoising Sequence-to-Sequence Pre-training for Natural Language Generation", 2020, "Lewis; Liu",
            "We present BART, a denoising autoencoder for pretraining sequence-to-sequence models.",
        ),
        (
            "Xception: Deep Learning with Depthwise Separable Convolutions", 2017, "Chollet",
            "We show that this architecture, dubbed Xception, slightly outperforms Inception V3.",
        ),
        (
            "Adam: A Method for Stochastic Optimization", 2015, "Kingma; Ba",
            "We introduce Adam, an algorithm for first-order gradient-based optimization of stochastic objective functions.",
        ),
    ],
)  # fmt: skip
def test_a_name_that_the_abstract_introduces_is_the_papers_own(
    title, year, people, abstract
) -> None:
    bare = title.partition(": ")[2]
    for listed, known in ((title, bare), (bare, title)):
        entry = Entry(line=1, title=listed, year=year, authors=people.split("; "))
        assert match_entry(entry, [paper(known, year, people, abstract)]).confidence == "probable"
        about = f"{title.partition(':')[0]} is about something else. We propose an unnamed method."
        assert match_entry(entry, [paper(known, year, people, about)]).confidence == "unsure"


@pytest.mark.parametrize("end", ["…", "...", " [...]", " (…)", "and wat…"])
def test_a_title_that_was_cut_off_is_the_one_that_goes_on(end: str) -> None:
    whole = "Growth of grey moss under snow and water in bogs"
    cut = f"Growth of grey moss under snow {end}"
    assert confidence(cut, whole) == "probable"
    assert confidence(cut, whole, told=False) == "unsure"
    assert confidence(cut.rstrip(".…[]() "), whole) == "none"
    assert confidence(cut, "Growth of grey moss under sand and water in bogs") == "none"


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
