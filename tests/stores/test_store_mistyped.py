"""A title with a slip is the paper that is clearly the nearest."""

from __future__ import annotations

import logging

import pytest

from kg.errors import PaperNotFound
from kg.records import Graph, Paper
from kg.stores.find_paper import find_paper


@pytest.mark.parametrize(
    "words",
    [
        "Scalable Deep Multimodal Lerning for Cross-Modal Retrieval",
        "Deep Canonical Corelation Analysis",
        "Deep Cros-Modal Hashing",
        "Deep Cross-Modal Hashign",
        "Adversarial Cross-Modal Retreival",
    ],
)
def test_one_wrong_letter_finds_the_paper_and_says_so(demo_graph: Graph, words, caplog) -> None:
    with caplog.at_level(logging.WARNING, "kg"):
        id = find_paper(demo_graph, words)
    title = next(paper["title"] for paper in demo_graph.nodes("Paper") if paper["id"] == id)
    assert abs(len(title) - len(words)) <= 1
    assert title.split()[0] == words.split()[0]
    assert f"{id} ({title}, " in caplog.text
    assert ";" not in caplog.text


def test_of_two_that_are_about_equally_near_none_is_taken() -> None:
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="Deep Hashing of Images I"))
    graph.add(Paper(id="doi:10.1/b", title="Deep Hashing of Images II"))
    with pytest.raises(PaperNotFound, match=r"did you mean: .*10.1/a.*10.1/b"):
        find_paper(graph, "Deep Hashng of Images I")


def test_letters_within_a_word_are_no_word_and_beginnings_are_said(caplog) -> None:
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="On the Bottleneck of Propagation"))
    graph.add(Paper(id="doi:10.1/b", title="基于深度学习的图像检索"))
    for words in ("tleneck", "pagat", "neck of", "PROP", "bot"):
        with pytest.raises(PaperNotFound):
            find_paper(graph, words)
    with caplog.at_level(logging.WARNING, "kg"):
        assert find_paper(graph, "bottle propag") == "doi:10.1/a"
    assert "doi:10.1/a (On the Bottleneck of Propagation, " in caplog.text
    assert find_paper(graph, "图像检索") == "doi:10.1/b"
