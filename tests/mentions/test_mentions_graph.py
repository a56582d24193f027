"""Datasets and code as the graph holds them, with the words that say why."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from kg.ingest import assemble, build
from kg.records import (
    BuildOptions,
    Citation,
    Entry,
    Facts,
    Graph,
    KnownDataset,
    ListedDataset,
    MovedRepository,
    ParsedList,
    Resolution,
    Work,
)
from kg.sources import open_source
from kg.stores import open_store


def facts(
    name: str,
    works: list[Work],
    citations: list[Citation],
    datasets: list[ListedDataset],
    **options,
) -> Facts:
    parsed = ParsedList(
        id=f"list:{name}",
        source=f"{name}.md",
        sha256="0" * 64,
        entries=[Entry(line=1, title=works[0].title or "", position=1)],
        datasets=datasets,
    )
    return Facts(
        input=parsed.id, location=name, source="semantic-scholar", options=BuildOptions(**options), reading_list=parsed,
        works=works, entry_works=[0],
        resolutions=[Resolution(confidence="certain", matched_by="doi", evidence="by its DOI")], citations=citations,
    )  # fmt: skip


COCO = ListedDataset(
    line=9,
    name="coco",
    url="https://cocodataset.org",
    section=["dataset"],
    names=["coco"],
    position=2,
)
COCO_PAPER = Work(title="Microsoft COCO: Common objects in context", ids={"arxiv": "1405.0312"})


def test_the_users_list(demo_graph: Graph) -> None:
    assert len(demo_graph.records("Dataset")) == 8
    assert len(demo_graph.records("INTRODUCES")) == 8
    assert Counter(use.kind for use in demo_graph.records("USES_DATASET")) == {"citation": 23}
    assert len(demo_graph.records("Repository")) == 26
    assert all(use.evidence for use in demo_graph.records("USES_DATASET"))


def test_the_strongest_evidence_counts_and_all_of_it_is_quoted() -> None:
    paper = Work(
        title="Hashing of Many Images",
        ids={"doi": "10.1/a"},
        abstract="Experiments on MS-COCO show that it is fast. Code is at https://github.com/a/b.",
    )
    cites = Citation(
        citing=0,
        cited=1,
        contexts=["We train our model on the dataset of [4]."],
        evidence="reference [4]",
    )
    graph = assemble([facts("l", [paper, COCO_PAPER], [cites], [COCO])]).graph
    (use,) = graph.records("USES_DATASET")
    assert use.kind == "context"
    assert use.evidence == [
        '"We train our model on the dataset of [4]." (citing "Microsoft COCO: Common objects in context")',
        '"Experiments on MS-COCO show that it is fast." (abstract)',
        'cites "Microsoft COCO: Common objects in context" (reference [4]), which introduces coco',
    ]
    (introduces,) = graph.records("INTRODUCES")
    assert (introduces.start, introduces.end) == ("arxiv:1405.0312", "dataset:coco")
    (code,) = graph.records("IMPLEMENTED_BY")
    assert code.end == "https://github.com/a/b"
    assert "Code is at" in code.source


def test_background_makes_no_edge_but_the_citation_stays_one() -> None:
    paper = Work(
        title="Hashing of Many Images",
        ids={"doi": "10.1/a"},
        abstract="Datasets such as MS-COCO are large.",
    )
    cites = Citation(citing=0, cited=1, contexts=["Large datasets [4] have driven progress."])
    graph = assemble([facts("l", [paper, COCO_PAPER], [cites], [COCO])]).graph
    assert [use.kind for use in graph.records("USES_DATASET")] == ["citation"]


def test_a_paper_does_not_use_what_it_introduces() -> None:
    own = Work(
        title="SnapSet: A Dataset of Photos",
        ids={"doi": "10.1/a"},
        abstract="We evaluate baselines on SnapSet.",
    )
    listed = ListedDataset(line=9, name="SnapSet", names=["SnapSet"], position=2)
    graph = assemble([facts("l", [own], [], [listed])]).graph
    (introduces,) = graph.records("INTRODUCES")
    assert "announces" in introduces.evidence
    assert graph.records("USES_DATASET") == []


def test_two_lists_that_name_one_dataset_differently_have_one_node() -> None:
    one = facts("a", [Work(title="First paper of lists", ids={"doi": "10.1/a"})], [], [COCO])
    other_name = ListedDataset(line=3, name="MS-COCO", names=["MS-COCO"], position=2)
    other = facts(
        "b", [Work(title="Second paper of lists", ids={"doi": "10.1/b"})], [], [other_name]
    )
    graph = assemble([one, other]).graph
    assert [dataset.id for dataset in graph.records("Dataset")] == ["dataset:coco"]
    assert {edge.start for edge in graph.records("LISTS") if edge.end == "dataset:coco"} == {
        "list:a",
        "list:b",
    }


def test_datasets_that_no_list_names() -> None:
    paper = Work(
        title="Hashing of Many Images",
        ids={"doi": "10.1/a"},
        abstract="We train on TextCaps and on Birdy.",
    )
    told = facts("l", [paper], [], [])
    told.options = BuildOptions(
        datasets=[KnownDataset(name="TextCaps", url="https://textcaps.org")]
    )
    graph = assemble([told]).graph
    assert [use.end for use in graph.records("USES_DATASET")] == ["dataset:textcaps"]


def test_a_repository_that_has_moved_is_one_node() -> None:
    paper = Work(
        title="Hashing of Many Images",
        ids={"doi": "10.1/a"},
        abstract="Our code is at https://github.com/old/name.",
    )
    told = facts("l", [paper], [], [])
    told.options = BuildOptions(
        moved=[
            MovedRepository(
                url="https://github.com/new-owner/name",
                formerly=("http://github.com/Old/Name.git",),
            )
        ]
    )
    (found,) = assemble([told]).graph.records("Repository")
    assert (found.id, found.aliases) == (
        "https://github.com/new-owner/name",
        ["https://github.com/old/name"],
    )


def test_the_curation_file_gives_a_dataset_other_names() -> None:
    paper = Work(
        title="Hashing of Many Images", ids={"doi": "10.1/a"}, abstract="We train on PhotoBank-9."
    )
    listed = ListedDataset(line=9, name="PB9", names=["PB9"], position=2)
    told = facts("l", [paper], [], [listed], dataset_names={"PB9": ["PhotoBank-9"]})
    graph = assemble([told]).graph
    assert [use.end for use in graph.records("USES_DATASET")] == ["dataset:pb9"]


def test_a_file_of_datasets_is_built_in_and_remembered(tmp_path: Path) -> None:
    (tmp_path / "l.md").write_text(
        "# L\n- (2022 CVPR) **Hashing of Many Images** [paper](https://arxiv.org/abs/2201.00001)\n"
    )
    abstract = "We train on TextCaps and MS-COCO."
    record = {
        "title": "Hashing of Many Images",
        "externalIds": {"ArXiv": "2201.00001"},
        "abstract": abstract,
    }
    (tmp_path / "r.jsonl").write_text(json.dumps(record))
    (tmp_path / "d.toml").write_text(
        '[[dataset]]\nname = "TextCaps"\nurl = "https://textcaps.org"\n'
    )
    source = open_source(str(tmp_path / "r.jsonl"))
    for datasets in (str(tmp_path / "d.toml"), None):
        with open_store(str(tmp_path / "store"), write=True) as store:
            build([str(tmp_path / "l.md")], store=store, source=source, datasets=datasets)
            found = [one["id"] for one in store.nodes("Dataset")]
            uses = [
                (edge.end, edge.properties["kind"]) for edge in store.relationships("USES_DATASET")
            ]
        expected = ["dataset:textcaps"] if datasets else []
        assert found == expected
        assert uses == [(id, "abstract") for id in expected]
