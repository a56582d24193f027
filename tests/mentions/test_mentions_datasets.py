"""Which datasets do the words say that the authors use?"""

from __future__ import annotations

from pathlib import Path

import pytest
from mentions.sentences import PARTS, recogniser_of_example, score_sentences

from kg.mentions import Catalogue, Recogniser, read_datasets, standard_catalogue
from kg.mentions.datasets import sentences
from kg.records import KnownDataset


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return recogniser_of_example()


@pytest.mark.parametrize("part", PARTS)
def test_labelled_sentences(recogniser: Recogniser, part: str) -> None:
    found = score_sentences(recogniser, part)
    assert found.precision >= 0.95, found
    assert found.recall >= 0.70, found
    assert found.sentences >= 75


@pytest.mark.parametrize(
    "words",
    [
        "We collect 5,000 photos from Flickr and train a model.",
        "We train a language model on Wikipedia articles.",
        "We implement the method on the COCO platform for comparing optimizers.",
        "We evaluate on Flickr8k.",
        "We evaluate on COCO-Stuff.",
        "We evaluate on MIRFlickr-1M.",
        "Our model was not evaluated on MS-COCO.",
    ],
)
def test_other_things_of_the_same_name(recogniser: Recogniser, words: str) -> None:
    assert recogniser.uses(words) == []


def test_a_name_inside_a_longer_one_is_the_longer_one(recogniser: Recogniser) -> None:
    found = recogniser.uses("We test our approach on the XMediaNet dataset.")
    assert [use.dataset for use in found] == ["xmedianet"]


def test_a_sister_dataset_is_a_cue(recogniser: Recogniser) -> None:
    assert recogniser.uses("We evaluate on Wikipedia.") == []
    found = recogniser.uses("We evaluate on Wikipedia and NUS-WIDE.")
    assert [use.dataset for use in found] == ["nus-wide", "wikipedia"]


def test_a_use_quotes_its_sentence(recogniser: Recogniser) -> None:
    use, *_ = recogniser.uses("Hashing is fast. We test on MS COCO [3]. It works.")
    assert use.quote == "We test on MS COCO [3]."


def test_the_dataset_of_a_cited_paper_needs_no_name(recogniser: Recogniser) -> None:
    words = "We use the dataset of [7] in our experiments."
    assert [use.dataset for use in recogniser.uses(words, cited="coco")] == ["coco"]
    assert recogniser.uses(words) == []


@pytest.mark.parametrize(
    ("name", "url", "meant"),
    [
        ("FLICKR", "http://shannon.cs.illinois.edu/DenotationGraph/", "Flickr30k"),
        ("Flickr", "https://press.liacs.nl/mirflickr/", "MIRFlickr-25K"),
        ("flickr", "http://www.multimediacommons.org/", "YFCC100M"),
        ("FLICKR", None, None),
        ("XMedia", "http://59.108.48.34/tiki/XMediaNet/", "XMedia"),
        ("MSCOCO", None, "MS COCO"),
        ("coco", "https://cocodataset.org", "MS COCO"),
        ("Flickr-30k", None, "Flickr30k"),
        ("MIRFlickr-25K", None, "MIRFlickr-25K"),
        ("Something Else", "https://example.org", None),
    ],
)
def test_the_link_decides_what_a_short_name_means(
    name: str, url: str | None, meant: str | None
) -> None:
    found = standard_catalogue().find(name, url)
    assert (found.name if found else None) == meant


def test_users_add_datasets(tmp_path: Path) -> None:
    file = tmp_path / "datasets.toml"
    file.write_text(
        '[[dataset]]\nname = "TextCaps"\naliases = ["Text Caps"]\nnot = ["TextCaps challenge"]\n'
    )
    own = standard_catalogue().extended(read_datasets(file))
    found = Recogniser(own, {"x": own.find("TextCaps")}).uses("We train on Text-Caps.")
    assert [use.dataset for use in found] == ["x"]


@pytest.mark.parametrize(
    "text", ["[[dataset]]\nnme = 'x'", "not toml", "[[dataset]]\naliases = ['x']"]
)
def test_a_file_of_datasets_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "datasets.toml"
    file.write_text(text)
    with pytest.raises(Exception, match="not a file of datasets"):
        read_datasets(file)


def test_abbreviations_end_no_sentence() -> None:
    assert len(sentences("We use two sets, e.g. NUS-WIDE, as Smith et al. Tested. Good.")) == 2


def test_without_cues_nothing_is_a_use() -> None:
    bare = Catalogue([KnownDataset(name="NUS-WIDE")], {})
    assert Recogniser(bare, {"n": bare.find("NUS-WIDE")}).uses("We train on NUS-WIDE.") == []
