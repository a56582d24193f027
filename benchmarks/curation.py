"""How good the dataset rules and the suggestions are, and what checking and suggesting cost.

    python benchmarks/curation.py            # a list of 500 entries, 5k papers, 40k citations
    python benchmarks/curation.py 50000 500000

Precision and recall are those of the labelled sentences in tests/mentions.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from kg.curation import check, fix, suggest
from kg.mentions import Recogniser, standard_catalogue
from kg.reading_list import read_list
from kg.records import Cites, Graph, Lists, Paper

SENTENCES = Path(__file__).parents[1] / "tests" / "mentions" / "dataset_sentences.tsv"
LISTED = (
    ("pascal-sentence", "Pascal Sentence", None),
    ("wikipedia", "Wikipedia", None),
    ("nus-wide", "NUS-WIDE", None),
    ("xmedia", "XMedia", None),
    ("xmedianet", "XMediaNet", None),
    ("flickr", "FLICKR", "http://shannon.cs.illinois.edu/DenotationGraph/"),
    ("mirflickr", "mirflickr", None),
    ("coco", "coco", None),
)


def sentences() -> None:
    known = standard_catalogue()
    recogniser = Recogniser(known, {id: known.find(name, url) for id, name, url in LISTED})
    for part in ("tuned", "held out"):
        right = wrong = missed = count = 0
        started = time.process_time()
        for line in SENTENCES.read_text(encoding="utf-8").splitlines():
            if not line.startswith(f"{part}\t"):
                continue
            _, where, uses, sentence = line.split("\t")
            wanted = set(uses.split(",")) - {"-"}
            cited = where.partition(":")[2] or None
            found = recogniser.uses(sentence, cited=cited, abstract=where == "abstract")
            names = {use.dataset for use in found}
            right, wrong = right + len(names & wanted), wrong + len(names - wanted)
            missed, count = missed + len(wanted - names), count + 1
        spent = time.process_time() - started
        print(
            f"{part:9} {count:4} sentences  precision {right / (right + wrong):.3f}  "
            f"recall {right / (right + missed):.3f}  {1000 * spent / count:.2f} ms a sentence"
        )


def field(papers: int, citations: int) -> tuple[Graph, str]:
    """Return a field of which 500 papers are listed, and the list."""
    chance = random.Random(1)
    graph = Graph()
    for number in range(papers):
        count = int(chance.paretovariate(1.0)) + 5
        graph.add(
            Paper(
                id=f"key:{number}",
                title=f"Study Number {number} of Things",
                citation_count=count,
                listed=number < 500,
            )
        )
    for _ in range(citations):
        citing = chance.randrange(papers)
        graph.add(Cites(start=f"key:{citing}", end=f"key:{int(papers * chance.random() ** 2)}"))
    lines = ["# Field", ""]
    for number in range(500):
        lines.append(
            f"- (2020 CVPR) **Study Number {number} of Things** [paper](https://arxiv.org/abs/2001.{number:05d})"
        )
        graph.add(
            Lists(
                start="list:field", end=f"key:{number}", line=number + 3, position=number + 1,
                title=f"Study Number {number} of Things", confidence="certain",
            )
        )  # fmt: skip
    return graph, "\n".join(lines) + "\n"


def timed(what: str, call: Callable[[], object]) -> None:
    started = time.process_time()
    result = call()
    print(f"{what:9} {time.process_time() - started:7.2f} s  {result}")


def main() -> None:
    papers, citations = (int(argument) for argument in (*sys.argv[1:], "5000", "40000")[:2])
    sentences()
    graph, text = field(papers, citations)
    parsed = read_list("field.md", text=text)
    timed(
        "check",
        lambda: (
            f"{len(check(parsed, text, graph=graph))} findings in {len(parsed.entries)} entries"
        ),
    )
    timed("fix", lambda: f"{len(fix(text.encode(), parsed, graph=graph).corrections)} corrections")
    timed("suggest", lambda: f"{len(suggest(graph, list_id='list:field'))} of {papers} papers")


if __name__ == "__main__":
    main()
