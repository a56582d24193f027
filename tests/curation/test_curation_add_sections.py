"""One more entry takes the form of the section it is written into, and is read back before it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation import add
from kg.curation.add import line_of_identifier
from kg.errors import KgError
from kg.reading_list import read_list
from kg.records import Work, WorkAuthor

NEW = Work(
    title="Hashing of Sounds and Images", year=2020, venue="ICCV 2020", ids={"arxiv": "2001.00009"},
    authors=[WorkAuthor(name="Ann Lee"), WorkAuthor(name="Bob Moe")],
)  # fmt: skip

BULLETS = "\n".join(
    f"- **Deep Hashing {n}** (CVPR 2019) [paper](https://arxiv.org/abs/190{n}.00001)"
    for n in range(1, 4)
)
STARS = "\n".join(
    f"* [Graph Matching {n}](https://arxiv.org/abs/180{n}.00001), ECCV 2018" for n in range(1, 4)
)
NUMBERS = "\n".join(
    f"{n}. **Video Search {n}.** *{name} Doe, Bob Roe*. ICML 2017. [[pdf](https://arxiv.org/pdf/170{n}.00001)]"
    for n, name in enumerate(("Jane", "Max", "Eva"), 1)
)
TABLE = "| Title | Venue | Year |\n|---|---|---|\n" + "\n".join(
    f"| [Image Retrieval {n}](https://arxiv.org/abs/160{n}.00001) | ICCV | 2016 |"
    for n in range(1, 7)
)
OTHER_TABLE = "| Year | Paper | Link | Notes |\n|---|---|---|---|\n" + "\n".join(
    f"| 2015 | Audio Search {n} | [link](https://arxiv.org/abs/150{n}.00001) | |"
    for n in range(1, 4)
)
SECTIONS = {
    "Bullets": BULLETS,
    "Stars": STARS,
    "Numbers": NUMBERS,
    "Table": TABLE,
    "Other table": OTHER_TABLE,
}
EXPECTED = {
    "Bullets": "- **Hashing of Sounds and Images** (ICCV 2020) [paper](https://arxiv.org/abs/2001.00009)",
    "Stars": "* [Hashing of Sounds and Images](https://arxiv.org/abs/2001.00009), ICCV 2020",
    "Numbers": "4. **Hashing of Sounds and Images.** *Ann Lee, Bob Moe*. ICCV 2020. [[pdf](https://arxiv.org/pdf/2001.00009)]",
    "Table": "| [Hashing of Sounds and Images](https://arxiv.org/abs/2001.00009) | ICCV | 2020 |",
    "Other table": "| 2020 | Hashing of Sounds and Images | [link](https://arxiv.org/abs/2001.00009) | |",
}


def a_list(*names: str) -> str:
    return "# Papers\n\n" + "\n\n".join(f"## {name}\n\n{SECTIONS[name]}" for name in names) + "\n"


def added(text: str, work: Work = NEW, **options):
    return add(text.encode(), read_list("list.md", text=text), work, **options)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_has_its_own_form(section: str) -> None:
    text = a_list(*SECTIONS)
    done = added(text, section=section)
    found = next(
        one
        for one in read_list("list.md", text=done.body.decode()).entries
        if one.title == NEW.title
    )
    assert found.section[-1] == section
    assert found.ids == {"arxiv": "2001.00009"}
    # A link form that the list mostly has (abs or pdf) may win over that of the section.
    assert done.entry.replace("/pdf/", "/abs/") == EXPECTED[section].replace("/pdf/", "/abs/")


@given(st.permutations(list(SECTIONS)), st.sampled_from(list(SECTIONS)), st.integers(2, 5))
def test_the_new_entry_has_the_form_of_its_neighbour(order, section, size) -> None:
    names = order[:size] if section in order[:size] else [*order[:size], section]
    done = added(a_list(*names), section=section)
    assert done.entry.replace("/pdf/", "/abs/") == EXPECTED[section].replace("/pdf/", "/abs/")


def test_one_entry_is_enough_to_show_the_form_of_a_section() -> None:
    text = a_list("Table", "Bullets") + (
        "\n## Tools\n\n* _Hash Tool One_ - [paper](https://arxiv.org/abs/1401.00001), NeurIPS 2014\n"
    )
    done = added(text, section="Tools")
    assert done.entry.startswith("* ")
    assert "|" not in done.entry


def test_a_table_that_no_notation_can_be_learnt_from_is_filled_by_its_headings() -> None:
    text = (
        a_list("Bullets") + "\n## Methods\n\n| No. | Year | Paper | Venue | Code |\n|---|---|---|---|---|\n"
        "| 1 | 2016 | [Old Hash](https://arxiv.org/abs/1601.00001) ([video](https://example.org/v)) | MM | [c](https://github.com/a/b) |\n"
    )  # fmt: skip
    done = added(text, section="Methods")
    assert done.entry.count("|") == 6
    entry = read_list("list.md", text=done.body.decode()).entries[-1]
    assert (entry.title, entry.year) == (NEW.title, 2020)


def test_what_cannot_be_read_back_is_not_written() -> None:
    text = "# Papers\n\n| Image | Score |\n|---|---|\n" + "\n".join(
        f"| [Image Retrieval {n}](https://arxiv.org/abs/160{n}.00001) | 3 |" for n in (1, 2)
    )
    hostile = Work(title="[Sounds](Images)", year=2020, ids={"arxiv": "2001.00009"})
    with pytest.raises(KgError, match="could not be written so that it is read back"):
        added(text + "\n", hostile)


@pytest.mark.parametrize(
    "mention",
    [
        "See also https://arxiv.org/abs/2001.00009v3 for sounds.",
        "<!-- removed: https://arxiv.org/pdf/2001.00009.pdf -->",
        "- talk about arXiv:2001.00009",
        "- **Deep Hashing 9** [paper](https://example.org/9) [arxiv](https://doi.org/10.48550/arXiv.2001.00009)",
        "[sounds]: https://arxiv.org/abs/2001.00009",
        "![shot](https://img.example.org/?u=https%3A%2F%2Farxiv.org%2Fabs%2F2001.00009)",
    ],
)
def test_an_identifier_anywhere_in_the_text_counts_as_there(mention: str) -> None:
    text = a_list("Bullets") + "\n" + mention + "\n"
    with pytest.raises(KgError, match="already in the list"):
        added(text)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("https://doi.org/10.1000/abc.12", "doi:10.1000/abc"),
        ("https://doi.org/10.1000/abc-d", "doi:10.1000/abc"),
        ("https://doi.org/10.1000/abc(3)1", "doi:10.1000/abc"),
        ("https://arxiv.org/abs/2001.000091", "arxiv:2001.00009"),
        ("https://arxiv.org/abs/12001.00009", "arxiv:2001.00009"),
        ("page 12345", "pmid:12345"),
    ],
)
def test_a_part_of_another_identifier_is_none(text: str, id: str) -> None:
    assert line_of_identifier(text, id) is None


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("x\n(https://doi.org/10.1000/ABC).", "doi:10.1000/abc"),
        ("x\n10.1002/(SICI)1097-4571(199006)41:4%3C1::AID-ASI1%3E3.0.CO;2-9", "doi:10.1002/(sici)1097-4571(199006)41:4<1::aid-asi1>3.0.co;2-9"),
        ("x\nhttps://arxiv.org/abs/cs/0309023", "arxiv:cs/0309023"),
        ("x\nhttps://aclanthology.org/2020.acl-main.1.pdf", "acl:2020.acl-main.1"),
    ],
)  # fmt: skip
def test_an_identifier_is_found_in_every_spelling(text: str, id: str) -> None:
    assert line_of_identifier(text, id) == 2


def test_what_a_row_says_of_its_own_paper_is_not_said_of_another() -> None:
    text = "# Papers\n\n| Title | Score | Code |\n|---|---|---|\n" + "".join(
        f"| [Image Retrieval {n}](https://arxiv.org/abs/160{n}.00001) | 93.1 | yes |\n"
        for n in range(1, 4)
    )
    assert (
        added(text).entry
        == "| [Hashing of Sounds and Images](https://arxiv.org/abs/2001.00009) | | |"
    )


def test_what_one_entry_remarks_is_not_said_of_another() -> None:
    text = a_list("Table") + (
        "\n## Notes\n\n- **A Tool for Hashing of Sounds** (2014): a toolbox by our group [paper](https://arxiv.org/abs/1401.00001)\n"
    )
    assert added(text, section="Notes").entry == (
        "- **Hashing of Sounds and Images** (ICCV 2020) [paper](https://arxiv.org/abs/2001.00009)"
    )
