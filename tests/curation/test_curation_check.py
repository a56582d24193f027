"""What is wrong with a list, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.curation import check
from kg.curation.findings import CODES, Finding, render
from kg.curation.year_order import out_of_order
from kg.reading_list import read_list
from kg.reading_list.curation_file import Curation, decision_key
from kg.records import Graph, Lists, Paper, ReadingList
from kg.settings import packaged
from kg.venues import contradicts

LIST = packaged("examples", "cross-modal-retrieval.md")

CLEAN = """# Papers

## 2022

- (2022 CVPR) **Deep Hashing for Image Retrieval at Scale** [paper](https://arxiv.org/abs/2201.00001)
- (2022 ECCV) **A Study of Cross-Modal Search** [paper](https://arxiv.org/abs/2207.04818) [code](https://github.com/a/b)

## 2021

- (2021 ICCV) **Learning to Match Images and Texts** [paper](https://doi.org/10.1109/iccv.2021.00001)
"""


def codes(
    text: str, graph: Graph | None = None, curation: Curation | None = None
) -> list[tuple[int | None, str]]:
    found = check(read_list("list.md", text=text), text, graph=graph, curation=curation)
    return [(one.line, one.code) for one in found]


def known(text: str, **papers: Paper) -> Graph:
    """The graph of a list whose entries (by line) are these papers."""
    parsed = read_list("list.md", text=text)
    graph = Graph()
    graph.add(
        ReadingList(id=parsed.id, source="list.md", sha256="", entry_count=len(parsed.entries))
    )
    for entry in parsed.entries:
        paper = papers.get(f"line_{entry.line}")
        if paper is not None:
            paper.listed = True
            graph.add(paper)
            graph.add(
                Lists(
                    start=parsed.id, end=paper.id, line=entry.line, position=entry.position, title=entry.title,
                    matched_by="arxiv", confidence="certain", evidence="found by its arXiv id",
                )
            )  # fmt: skip
    return graph


def test_the_users_list(demo_graph: Graph) -> None:
    found = check(read_list(str(LIST)), LIST.read_text(encoding="utf-8"), graph=demo_graph)
    at = {(one.line, one.code): one for one in found}
    assert "line 8" in at[19, "duplicate-entry"].what
    assert "line 42" in at[50, "duplicate-entry"].what
    assert "ECCV" in at[9, "venue-contradicts"].what
    assert at[39, "credential-in-link"].severity == at[48, "credential-in-link"].severity == "error"
    assert (63, "no-link") in at
    assert sum(one.code == "mojibake" for one in found) == 57
    assert len(at) == len(found), "one finding a line and code"


def test_no_finding_repeats_a_credential(demo_graph: Graph) -> None:
    text = LIST.read_text(encoding="utf-8")
    found = check(read_list(str(LIST)), text, graph=demo_graph)
    for format in ("text", "markdown", "github"):
        said = render(found, format)
        assert "736E8089" not in said
        assert "X-Amz" not in said


def test_nothing_is_found_in_a_clean_list() -> None:
    assert codes(CLEAN) == []
    paper = Paper(
        id="arxiv:2201.00001",
        title="Deep Hashing for Image Retrieval at Scale",
        year=2022,
        venue="CVPR 2022",
    )
    assert codes(CLEAN, known(CLEAN, line_5=paper)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((" [paper](https://arxiv.org/abs/2201.00001)", ""), (5, "no-link")),
        (
            ("[paper](https://arxiv.org/abs/2201", "[paper] (https://arxiv.org/abs/2201"),
            (5, "broken-markup"),
        ),
        (("Scale**", "Scale*"), (5, "broken-markup")),
        (("abs/2201.00001)", "abs/2201.00001?token=5f3a)"), (5, "credential-in-link")),
        (("[code](https://github.com/a/b)", "[code]()"), (6, "broken-markup")),
        (
            ("[paper](https://arxiv.org/abs/2201", "[paper](https://arxiv. org/abs/2201"),
            (5, "broken-markup"),
        ),
        (("abs/2201.00001)", "abs/ 2201.00001)"), (5, "broken-markup")),
        (("(2021 ICCV)", "(2019 ICCV)"), (10, "out-of-order")),
        (("**Deep", "**â€œDeepâ€\x9d"), (5, "mojibake")),
    ],
)
def test_what_a_list_says_against_itself(
    change: tuple[str, str], expected: tuple[int, str]
) -> None:
    assert expected in codes(CLEAN.replace(*change))


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        (Paper(id="arxiv:2201.00001", title="Deep Hashing for Image Retrieval at Scale", venue="ICCV 2021"), "venue-contradicts"),
        (Paper(id="arxiv:2201.00001", title="Deep Hashing for Image Retrieval at Scale", year=2019), "year-contradicts"),
        (Paper(id="arxiv:2201.00001", title="Deep Hashing for Images Retrieval at Scale"), "title-differs"),
        (Paper(id="arxiv:2201.99999", title="Deep Hashing for Image Retrieval at Scale"), "wrong-identifier"),
        (Paper(id="arxiv:2201.00001", title="RETRACTED: Deep Hashing for Image Retrieval at Scale"), "retracted"),
    ],
)  # fmt: skip
def test_what_facts_say_against_a_list(paper: Paper, expected: str) -> None:
    assert (5, expected) in codes(CLEAN, known(CLEAN, line_5=paper))


def test_a_preprint_that_has_been_published() -> None:
    text = CLEAN.replace("(2022 CVPR)", "(2022 arXiv)")
    paper = Paper(
        id="doi:10.1/x",
        aliases=["arxiv:2201.00001"],
        doi="10.1/x",
        title="Deep Hashing for Image Retrieval at Scale",
        year=2023,
        venue="ICCV 2023",
    )
    found = check(read_list("list.md", text=text), text, graph=known(text, line_5=paper))
    assert [(one.code, one.severity) for one in found] == [("published-since", "info")]
    assert "ICCV 2023" in found[0].what


def test_a_preprint_server_is_no_venue_to_write_instead_of_the_preprint() -> None:
    text = CLEAN.replace("(2022 CVPR)", "(2022 arXiv)")
    paper = Paper(
        id="doi:10.5555/a",
        title="Deep Hashing for Image Retrieval at Scale",
        year=2023,
        venue="arXiv",
        doi="10.5555/a",
    )
    found = check(read_list("list.md", text=text), text, graph=known(text, line_5=paper))
    assert "published-since" not in {one.code for one in found}


def test_preprint_and_published_version_are_duplicates() -> None:
    text = (
        CLEAN
        + "- (2021 ICCV) **Learning to match images and texts** [pdf](https://arxiv.org/abs/2104.00001)\n"
    )
    assert codes(text) == [(11, "duplicate-entry")]


def test_a_title_in_two_sections_is_no_error_but_a_warning() -> None:
    text = (
        CLEAN
        + "- (2022 CVPR) **Deep Hashing for Image Retrieval at Scale** [paper](https://arxiv.org/abs/2201.00001)\n"
    )
    found = check(read_list("list.md", text=text), text)
    assert {(one.code, one.severity) for one in found if one.code == "duplicate-entry"} == {
        ("duplicate-entry", "warning")
    }


def test_one_identifier_under_two_titles_is_a_wrong_identifier() -> None:
    text = CLEAN.replace("abs/2207.04818", "abs/2201.00001")
    assert codes(text) == [(6, "wrong-identifier")]


def test_the_owner_may_ignore_findings() -> None:
    text = CLEAN.replace(" [paper](https://arxiv.org/abs/2201.00001)", "")
    entry = read_list("list.md", text=text).entries[0]
    assert codes(text, curation=Curation(ignore={"no-link": ["*"]})) == []
    assert codes(text, curation=Curation(ignore={"no-link": [decision_key(entry)]})) == []
    assert codes(text, curation=Curation(ignore={"no-link": ["another entry"]})) == [(5, "no-link")]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("2019", [5]),
        ("Papers of 2019", [5]),
        ("2010s", []),
        ("The 2010s", []),
        ("2010er", []),
        ("Reading group, 12 May 2019", []),
        ("Since 2019", []),
        ("Before 2019", []),
        ("2019 and later", []),
        ("2019-2021", []),
    ],
)
def test_only_a_heading_of_one_year_divides_a_list(heading: str, expected: list[int]) -> None:
    text = f"# L\n\n## {heading}\n\n- [Deep Hashing of Images](https://arxiv.org/abs/2001.00001). 2020.\n"
    parsed = read_list("list.md", text=text)
    assert [found[0] for found in out_of_order(parsed.entries)] == expected


def test_an_order_by_year_is_a_convention_of_the_list() -> None:
    entry = "- ({year}) **Deep Hashing Number {n} for Images** [paper](https://arxiv.org/abs/{year:.2s}01.{n:05d})\n"
    years = [2023, 2023, 2022, 2022, 2021, 2021, 2024, 2020, 2020, 2019, 2019, 2019]
    text = "# Papers\n\n" + "".join(
        entry.format(year=str(year), n=n) for n, year in enumerate(years)
    )
    assert codes(text) == [(9, "out-of-order")]


@pytest.mark.parametrize(
    ("listed", "paper", "expected"),
    [
        ("CVPR", "ECCV 2022", True),
        ("ICML", "Neural Information Processing Systems", True),
        ("MM", "ACM Multimedia 2019", False),
        ("ACM MM", "Proceedings of the 27th ACM International Conference on Multimedia", False),
        ("WWW", "World Wide Web (journal)", False),
        ("PAMI", "IEEE Transactions on Pattern Analysis and Machine Intelligence", False),
        ("IEEE Trans", "IEEE Transactions on Cybernetics 52(5)", False),
        ("NIPS", "NeurIPS 2018", False),
        ("CVPR", "arXiv", False),
        ("EMNLP", "Findings of EMNLP", False),
        ("SIGGRAPH", "ACM Transactions on Graphics", False),
        ("ICRA", "IEEE Robotics and Automation Letters", False),
        ("VLDB", "Proceedings of the VLDB Endowment", False),
        ("ICRA", "IEEE Transactions on Robotics", True),
    ],
)
def test_venues(listed: str, paper: str, expected: bool) -> None:
    assert contradicts(listed, paper) is expected


def test_github_annotations_escape_what_would_break_them() -> None:
    one = Finding("a,b:c.md", 3, "no-link", "info", "100%\nsure", "", "")
    assert (
        render([one], "github")
        == "::notice file=a%2Cb%3Ac.md,line=3,title=no-link::100%25%0Asure\n"
    )


def test_every_severity_is_one_of_three() -> None:
    assert set(CODES.values()) == {"error", "warning", "info"}


def test_a_markdown_report_keeps_its_table_whole() -> None:
    one = Finding("l.md", 3, "no-link", "warning", "a | b *c*", "", "")
    assert "| 3 | warning `no-link` | a \\| b \\*c\\* |  |  |" in render([one], "markdown")


def test_json_of_a_finding_is_the_contract(tmp_path: Path) -> None:
    import msgspec

    one = Finding("l.md", 3, "no-link", "warning", "w", "y", "s")
    assert list(json.loads(msgspec.json.encode(one))) == [
        "source",
        "line",
        "code",
        "severity",
        "what",
        "why",
        "suggestion",
    ]


def test_a_datasets_link_may_carry_credentials_too() -> None:
    text = CLEAN + "\n# Datasets\n\n- NUS-WIDE [link](https://a.org/nus.zip?X-Amz-Signature=0f3a)\n"
    assert codes(text) == [(14, "credential-in-link")]


@pytest.mark.parametrize(
    ("sources", "rest"),
    [
        (["crossref: 7 of 8 identified"], "; 2 of them name a paper"),
        (["crossref: 7 of 8 identified", "openalex: deferred"], "; 2 of them name a paper"),
        (
            [
                "crossref: 7 of 8 identified",
                "openalex: 2 of 2 identified",
                "opencitations: unknown",
            ],
            "; others of them name a paper",
        ),
        (["crossref: 5 of 8 identified, 6 given"], "; 2 did not come"),
    ],
)
def test_references_that_lack_are_all_accounted_for(sources: list[str], rest: str) -> None:
    paper = Paper(
        id="arxiv:2201.00001", title="Deep Hashing for Image Retrieval at Scale",
        references_known=5, references_sources=sources,
    )  # fmt: skip
    text = CLEAN
    found = check(read_list("list.md", text=text), text, graph=known(text, line_5=paper))
    (one,) = [one for one in found if one.code == "references-missing"]
    assert one.what == "the publisher deposited 8 references, 5 are known"
    assert one.why.startswith("1 of them come without an identifier")
    assert rest in one.why
    assert ("asks further services" in one.suggestion) is (len(sources) < 3)
    assert ("every service was asked" in one.suggestion) is (len(sources) == 3)


def test_an_entry_that_a_source_does_not_know() -> None:
    text = CLEAN
    paper = Paper(id="arxiv:2201.00001", title="Deep Hashing for Image Retrieval at Scale")
    graph = known(text, line_5=paper)
    parsed = read_list("list.md", text=text)
    entry = parsed.entries[1]
    graph.add(Paper(id="title:0", title=entry.title, listed=True))
    graph.add(
        Lists(
            start=parsed.id, end="title:0", line=6, position=2, title=entry.title, confidence="none"
        )
    )
    assert codes(text, graph) == [(6, "unresolved-entry")]
    graph.get("ReadingList", parsed.id).retrieved = "2026-01-01"
    # Nobody was asked for the identifier, or for another than it carries now.
    assert codes(text, graph) == [(6, "unresolved-entry")]
    (listed,) = [one for one in graph.records("LISTS") if one.end == "title:0"]
    listed.evidence = "no candidate was found; not known: doi:10.1/x"
    assert codes(text, graph) == [(6, "unresolved-entry")]
    listed.evidence += ", arxiv:2207.04818"
    assert codes(text, graph) == [(6, "dead-identifier")]
