"""What changed between two builds of a real store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.curation import news
from kg.errors import StoreError
from kg.ingest import build
from kg.sources import open_source
from kg.stores import open_store

LIST = """# Papers
- (2022 arXiv) **Deep Hashing for Image Retrieval** [paper](https://arxiv.org/abs/2201.00001)
- (2021 CVPR) **A Study of Cross-Modal Search** [paper](https://doi.org/10.1109/cvpr.2021.00001)
- (2020 CVPR) **Learning to Match Images and Texts** [paper](https://doi.org/10.1109/cvpr.2020.00002)
"""


def record(title: str, ids: dict[str, str], **fields) -> dict:
    return {"paperId": None, "title": title, "externalIds": ids, **fields}


FIRST = [
    record("Deep Hashing for Image Retrieval", {"ArXiv": "2201.00001"}, year=2022, venue="arXiv", citationCount=3),
    record("A Study of Cross-Modal Search", {"DOI": "10.1109/CVPR.2021.00001"}, year=2021, venue="CVPR 2021", citationCount=7),
    record("Learning to Match Images and Texts", {"DOI": "10.1109/CVPR.2020.00002"}, year=2020, venue="CVPR 2020"),
]  # fmt: skip
CITING = {
    "citingPaper": record("Everything About Hashing", {"DOI": "10.1/new"}, year=2024),
    "isInfluential": False,
}
SECOND = [
    record("Deep Hashing for Image Retrieval", {"ArXiv": "2201.00001", "DOI": "10.1/published"}, year=2023, venue="ICCV 2023", citationCount=9, citations=[CITING]),
    record("RETRACTED: A Study of Cross-Modal Search", {"DOI": "10.1109/CVPR.2021.00001"}, year=2021, venue="CVPR 2021", citationCount=7, citations=[CITING]),
    FIRST[2],
]  # fmt: skip


def build_once(where: Path, records: list[dict], text: str = LIST, name: str = "papers.md") -> Path:
    (where / name).write_text(text)
    file = where / "facts.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in records))
    build(
        [str(where / name)],
        store=str(where / "store"),
        source=open_source(str(file)),
        expand="citations",
    )
    return where / "store"


def test_there_is_no_news_of_one_build(tmp_path: Path) -> None:
    with (
        open_store(str(build_once(tmp_path, FIRST))) as store,
        pytest.raises(StoreError, match="built only once"),
    ):
        news(store)


def test_the_same_build_twice_is_no_news(tmp_path: Path) -> None:
    build_once(tmp_path, FIRST)
    with open_store(str(build_once(tmp_path, FIRST))) as store:
        found = news(store)
    assert not any(
        [
            found.citing,
            found.published,
            found.cited,
            found.retracted,
            found.merged,
            found.listed,
            found.unlisted,
        ]
    )


def test_what_is_new(tmp_path: Path) -> None:
    build_once(tmp_path, FIRST)
    changed = LIST.replace(
        "- (2020 CVPR) **Learning to Match Images and Texts** [paper](https://doi.org/10.1109/cvpr.2020.00002)\n",
        "- (2024) **A Survey of Search** [paper](https://arxiv.org/abs/2401.00001)\n",
    )
    with open_store(str(build_once(tmp_path, SECOND, changed))) as store:
        found = news(store)
    assert [(one["id"], len(one["cites"])) for one in found.citing] == [("doi:10.1/new", 2)]
    assert [(one["id"], one["venue"]) for one in found.published] == [
        ("doi:10.1/published", "ICCV 2023")
    ]
    assert [(one["before"], one["now"]) for one in found.cited] == [(3, 9)]
    assert [one["id"] for one in found.retracted] == ["doi:10.1109/cvpr.2021.00001"]
    assert [one["title"] for one in found.listed] == ["A Survey of Search"]
    assert [one["title"] for one in found.unlisted] == ["Learning to Match Images and Texts"]


def test_two_papers_that_turn_out_to_be_one_are_merged(tmp_path: Path) -> None:
    two = [
        FIRST[0],
        FIRST[1]
        | {"references": [{"citedPaper": record("Deep hashing", {"DOI": "10.1/published"})}]},
        FIRST[2],
    ]
    (tmp_path / "papers.md").write_text(LIST)
    for records in (two, SECOND):
        (tmp_path / "facts.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
        source = open_source(str(tmp_path / "facts.jsonl"))
        build([str(tmp_path / "papers.md")], store=str(tmp_path / "store"), source=source)
    with open_store(str(tmp_path / "store")) as store:
        assert [one["ids"] for one in news(store).merged] == [
            ["arxiv:2201.00001", "doi:10.1/published"]
        ]


def test_news_is_of_the_last_build_whichever_list_it_was_of(tmp_path: Path) -> None:
    build_once(tmp_path, FIRST)
    build_once(tmp_path, SECOND)
    other = (
        "# Others\n- (2019) **Another List Altogether** [paper](https://arxiv.org/abs/1901.00001)\n"
    )
    with open_store(str(build_once(tmp_path, SECOND, other, "others.md"))) as store:
        found = news(store)
    assert [one["title"] for one in found.listed] == ["Another List Altogether"]
    assert found.published == []


def test_what_was_not_known_at_all_has_not_been_published_since(tmp_path: Path) -> None:
    (tmp_path / "papers.md").write_text(
        "# Papers\n\n- (2021) **A Study of Cross-Modal Search** [paper](https://x.org/1)\n"
    )
    build([str(tmp_path / "papers.md")], store=str(tmp_path / "store"), source="none")
    with open_store(
        str(
            build_once(
                tmp_path,
                FIRST,
                "# Papers\n\n- (2021) **A Study of Cross-Modal Search** [paper](https://x.org/1)\n",
            )
        )
    ) as store:
        assert news(store).published == []
