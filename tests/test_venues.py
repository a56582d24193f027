"""Venues: one node for every name of a meeting, and what is a preprint server."""

from __future__ import annotations

import pytest

from kg.ingest.assemble import assemble
from kg.records import Facts, Work
from kg.venues import is_preprint, is_preprint_server, same_venue, venue_name

NAMES = {
    "neurips": ["NIPS", "NeurIPS 2019", "NIPS'17", "Advances in Neural Information Processing Systems 30"],
    "kdd": ["KDD", "SIGKDD", "ACM SIGKDD International Conference on Knowledge Discovery & Data Mining"],
    "www": ["WWW", "TheWebConf", "The Web Conference 2020", "International World Wide Web Conference"],
    "mm": ["ACM MM", "ACM Multimedia", "MM'17", "ACM International Conference on Multimedia"],
    "cvpr": ["CVPR", "CVPR 2020", "2011 IEEE Conference on Computer Vision and Pattern Recognition (CVPR)"],
}  # fmt: skip


@pytest.mark.parametrize("key", NAMES)
def test_the_names_of_a_meeting_are_one_venue(key: str) -> None:
    assert {venue_name(label).key for label in NAMES[key]} == {key}


def test_they_are_as_many_nodes_as_meetings() -> None:
    works = [
        Work(title=f"The {n}. paper of all", ids={"doi": f"10.5555/{n}"}, venue=label)
        for n, label in enumerate(label for labels in NAMES.values() for label in labels)
    ]
    known = list(range(len(works)))
    graph = assemble(
        [Facts(input="records:x", location="x", source="x", works=works, known=known)]
    ).graph
    assert graph.counts()[0]["Venue"] == len(NAMES)
    assert graph.get("Venue", "venue:neurips").acronym == "NeurIPS"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Machine Learning", "International Conference on Machine Learning"),
        ("Pattern Recognition", "International Conference on Pattern Recognition"),
        ("KDD", "SIGKDD Explorations"),
        ("KDD", "Pacific-Asia Conference on Knowledge Discovery and Data Mining"),
        ("CVPR", "CVPR Workshops"),
        ("EMNLP", "Findings of EMNLP"),
        ("WWW", "World Wide Web"),
        ("VLDB", "The VLDB Journal"),
        ("ICRA", "IEEE Robotics and Automation Letters"),
        ("ICML", "European Conference on Machine Learning"),
    ],
)
def test_what_only_sounds_alike_is_another_venue(one: str, other: str) -> None:
    assert not same_venue(one, other)


@pytest.mark.parametrize(
    "label",
    [
        "arXiv", "arXiv.org", "arXiv preprint arXiv:1602.02255", "CoRR", "CoRR abs/1602.02255", "bioRxiv",
        "medRxiv (2020)", "ChemRxiv", "SSRN", "SSRN Electronic Journal", "OSF", "OSF Preprints", "PsyArXiv",
        "Research Square", "Preprints.org", "TechRxiv", "Preprint",
    ],
)  # fmt: skip
def test_a_preprint_server_is_known_by_its_name(label: str) -> None:
    assert is_preprint_server(label)
    assert is_preprint(label, {})


@pytest.mark.parametrize(
    "label", ["Nature", "Corrosion Science", "CVPR", "Journal of Preprinting Arts"]
)
def test_a_journal_is_no_preprint_server(label: str) -> None:
    assert not is_preprint(label, {"arxiv": "1602.02255"})


@pytest.mark.parametrize(
    ("doi", "preprint"),
    [
        ("10.1101/2020.01.02.123456", True),
        ("10.1101/837104", True),
        ("10.1101/gr.123456.111", False),
        ("10.26434/chemrxiv.123", True),
        ("10.2139/ssrn.123", True),
        ("10.21203/rs.3.rs-1/v1", True),
        ("10.1145/3123266", False),
    ],
)
def test_a_doi_tells_whether_a_server_gave_it(doi: str, preprint: bool) -> None:
    assert is_preprint(None, {"doi": doi}) is preprint
