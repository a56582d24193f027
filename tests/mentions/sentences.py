"""The labelled sentences, and how well the example's datasets are recognised in them."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kg.mentions import Recogniser, standard_catalogue

PARTS = ("tuned", "held out")
LISTED = (
    ("pascal-sentence", "Pascal Sentence", "https://vision.cs.uiuc.edu/pascal-sentences/"),
    ("wikipedia", "Wikipedia", "http://www.svcl.ucsd.edu/projects/crossmodal/"),
    ("nus-wide", "NUS-WIDE", "https://lms.comp.nus.edu.sg/research/nuswide/NUS-WIDE.html"),
    ("xmedia", "XMedia", "http://59.108.48.34/tiki/XMediaNet/"),
    ("xmedianet", "XMediaNet", "http://59.108.48.34/tiki/XMediaNet/"),
    ("flickr", "FLICKR", "http://shannon.cs.illinois.edu/DenotationGraph/"),
    ("mirflickr", "mirflickr", "https://press.liacs.nl/mirflickr/mirdownload.html"),
    ("coco", "coco", "https://cocodataset.org/#download"),
)


class Score(NamedTuple):
    precision: float
    recall: float
    sentences: int


def recogniser_of_example() -> Recogniser:
    known = standard_catalogue()
    return Recogniser(known, {id: known.find(name, url) for id, name, url in LISTED})


def score_sentences(recogniser: Recogniser, part: str) -> Score:
    right = wrong = missed = count = 0
    text = Path(__file__).with_name("dataset_sentences.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(f"{part}\t"):
            _, where, uses, sentence = line.split("\t")
            wanted = set(uses.split(",")) - {"-"}
            cited = where.partition(":")[2] or None
            found = recogniser.uses(sentence, cited=cited, abstract=where == "abstract")
            names = {use.dataset for use in found}
            right, wrong = right + len(names & wanted), wrong + len(names - wanted)
            missed, count = missed + len(wanted - names), count + 1
    return Score(right / (right + wrong), right / (right + missed), count)
