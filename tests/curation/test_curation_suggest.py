"""Missing papers first, papers that everybody cites last, and reasons that are true."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from kg.curation import Notation, dismiss, suggest
from kg.reading_list import read_list
from kg.reading_list.curation_file import read_curation
from kg.records import Cites, Graph, Lists, Paper, ReadingList
from kg.settings import packaged

LISTED, MISSING, HUBS = 60, 10, 15


def simulated(seed: int, *, counts: bool) -> Graph:
    """A field of 60 listed papers and 10 that the list misses, in a crowd that cites 15 hubs.

    ``counts``: how often a paper is cited in the world is known; else the crowd stands
    in the graph itself.
    """
    chance = random.Random(seed)
    graph = Graph()
    graph.add(ReadingList(id="list:field", source="field.md", sha256="", entry_count=LISTED))
    listed = [f"key:listed-{n}" for n in range(LISTED)]
    missing = [f"key:missing-{n}" for n in range(MISSING)]
    hubs = [f"key:hub-{n}" for n in range(HUBS)]
    crowd = [f"key:other-{n}" for n in range(500 if counts else 2000)]
    cited: dict[str, set[str]] = {id: set() for id in [*listed, *missing, *hubs, *crowd]}
    for position, id in enumerate(listed):
        cited[id] |= {other for other in listed[:position] if chance.random() < 0.1}
        cited[id] |= {other for other in hubs if chance.random() < 0.5}
        cited[id] |= set(chance.sample(crowd, 5))
    for number, id in enumerate(missing):
        if number % 2:  # an early paper that the field builds on
            for one in chance.sample(listed, 8):
                cited[one].add(id)
        else:  # a recent paper that builds on the field
            cited[id] |= set(chance.sample(listed, 8)) | set(chance.sample(crowd, 12))
    for id in crowd:
        cited[id] |= {other for other in hubs if chance.random() < 0.3} | set(
            chance.sample(crowd, 3)
        )
    inside_of = Counter(other for ends in cited.values() for other in ends)
    for id, ends in cited.items():
        count = None
        if counts:
            inside = inside_of[id]
            count = inside + (
                chance.randrange(20_000, 200_000) if id in hubs else chance.randrange(0, 30)
            )
        graph.add(Paper(id=id, title=f"Title of {id[4:]}", citation_count=count))
        for other in sorted(ends - {id}):
            graph.add(Cites(start=id, end=other))
    for position, id in enumerate(listed, start=1):
        graph.add(
            Lists(start="list:field", end=id, line=position, position=position, section=["S"])
        )
    return graph


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_papers_lead_and_hubs_do_not(seed: int, counts: bool) -> None:
    found = [
        one.id for one in suggest(simulated(seed, counts=counts), list_id="list:field", limit=60)
    ]
    first = found[:15]
    assert sum(id.startswith("key:missing") for id in first) >= 9, first
    last_planted = max(found.index(id) for id in found if id.startswith("key:missing"))
    hubs = [found.index(id) for id in found if id.startswith("key:hub")]
    assert all(place > last_planted for place in hubs), found


def test_reasons_are_true() -> None:
    graph = simulated(1, counts=True)
    listed = {edge.end for edge in graph.relationships("LISTS")}
    edges = {(edge.start, edge.end) for edge in graph.relationships("CITES")}
    totals = {paper["id"]: paper["citation_count"] for paper in graph.nodes("Paper")}
    for one in suggest(graph, list_id="list:field"):
        for reason in one.reasons:
            if match := re.fullmatch(
                r"cited by (\d+) of the 60 papers of the list, ([\d.]+) % of its (\d+) citations",
                reason,
            ):
                count = sum((id, one.id) in edges for id in listed)
                assert int(match[1]) == count
                assert int(match[3]) == totals[one.id]
                assert float(match[2]) == pytest.approx(
                    100 * count / totals[one.id], rel=0.1, abs=0.5
                )
            elif match := re.match(r"cites (\d+) of the 60 papers", reason):
                assert int(match[1]) == sum((one.id, id) in edges for id in listed)
        assert one.id not in listed


def test_generic_papers_do_not_lead_for_the_users_list(demo_graph: Graph) -> None:
    first = [one.title.casefold() for one in suggest(demo_graph, limit=10)]
    assert sum("cross-m" in title or "multi" in title for title in first) >= 8
    assert not any("adam" in title or "very deep" in title for title in first)


def test_entries_are_ready_to_paste(demo_graph: Graph) -> None:
    where = packaged("examples", "cross-modal-retrieval.md")
    parsed, text = read_list(str(where)), where.read_text(encoding="utf-8")
    found = suggest(demo_graph, notation=Notation(parsed, text), limit=5)
    pasted = text + "\n".join(one.entry for one in found) + "\n"
    titles = {entry.title for entry in read_list("l.md", text=pasted).entries}
    assert {one.title for one in found} <= titles


def test_a_dismissed_paper_does_not_come_back(demo_graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "list.kg.toml"
    file.write_text("# my decisions\n[list]\nid = 'mine'  # short\n")
    first = suggest(demo_graph, limit=2)
    dismiss(file, {first[0].id: "out of scope"})
    assert file.read_text().startswith("# my decisions\n[list]\nid = 'mine'  # short\n")
    dismissed = read_curation(file).dismissed
    assert dismissed == {first[0].id: "out of scope"}
    assert suggest(demo_graph, limit=1, dismissed=dismissed)[0].id == first[1].id


def test_a_retracted_paper_is_not_suggested() -> None:
    graph = simulated(1, counts=True)
    best = suggest(graph, list_id="list:field")[0].id
    graph.get("Paper", best).title = "RETRACTED: A Title"
    assert best not in [one.id for one in suggest(graph, list_id="list:field")]


def test_a_graph_without_citations_suggests_nothing() -> None:
    graph = Graph()
    graph.add(Paper(id="key:a", title="A"))
    assert suggest(graph) == []
