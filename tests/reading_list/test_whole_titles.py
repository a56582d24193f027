"""Titles are read from their first word to their last."""

from __future__ import annotations

import pytest

from kg.reading_list import parse
from kg.records import Entry

PEOPLE = ["Ana Lopez", "Ben Okafor"]


def the_entry(line: str) -> Entry:
    (entry,) = parse(f"# List\n\n{line}\n", source="list.md", id="list").entries
    return entry


@pytest.mark.parametrize(
    "title",
    [
        "[Re] Deep learning of wind",
        "[Reply] Deep learning of wind",
        "[Retracted] Deep learning of wind",
        "(Not) Everything about trees",
        "(Non)linear waves in ducts",
        "(Re)considering the growth of moss",
        "(+)-Catechin uptake in liver cells",
        "(E)-Stilbene in red wine",
        "(p,q)-calculus for everyone",
        "(1+1)-dimensional fields of wind",
        "[18F]FDG uptake in the brain",
        "[60]Fullerene in wet soil",
        "[3H]-Thymidine in liver cells",
        "{0,1}-matrices and their sums",
    ],
)
def test_what_brackets_say_in_front_of_a_title_stays(title: str) -> None:
    linked = title.replace("[", "\\[").replace("]", "\\]")
    for line in (
        f"- **{title}**, Ana Lopez, Ben Okafor, 2019",
        f"- [{linked}](https://example.org/p1.pdf). Ana Lopez, Ben Okafor. 2019.",
    ):
        entry = the_entry(line)
        assert (entry.title, entry.authors, entry.year) == (title, PEOPLE, 2019)


def test_a_tag_a_venue_and_a_number_in_front_of_a_title_are_set_apart() -> None:
    for front in ("[Survey]", "[DEERS]", "[CVPR2019]", "(2019)", "[12]"):
        entry = the_entry(
            f"- **{front} Rivers of many kinds**, Ana Lopez, 2019 [pdf](https://example.org/p.pdf)"
        )
        assert entry.title == "Rivers of many kinds"


@pytest.mark.parametrize(
    "title",
    [
        "E. coli in river water",
        "J. S. Bach and mathematics",
        "[Re] Deep learning of fire",
        "C. elegans in the dark",
    ],
)
def test_a_citation_does_not_end_its_names_in_the_title(title: str) -> None:
    entry = the_entry(f"1. Lopez, A., & Okafor, B. (2019). {title}. *Nature*, 12(3), 45-67.")
    assert (entry.title, entry.authors) == (title, ["Lopez, A.", "Okafor, B."])


def test_an_initial_behind_a_family_name_is_its_own() -> None:
    entry = the_entry("- Lopez, A. The interplay of many bonds in rivers. *Nature*, 2019.")
    assert (entry.title, entry.authors) == ("The interplay of many bonds in rivers", ["Lopez, A."])


@pytest.mark.parametrize(
    "title",
    [
        "Yes, we can (2008)",
        "2001: A Space Odyssey in teaching",
        "J. S. Bach and mathematics",
        "Mr. Darcy and Ms. Bennet",
        "arXiv as a library",
        "[Un]reliable witnesses",
    ],
)
def test_a_cell_of_titles_is_the_title_where_other_columns_say_the_rest(title: str) -> None:
    table = "| Title | Authors | Venue | Year |\n|---|---|---|---|\n"
    entry = the_entry(f"{table}| {title} | Ana Lopez, Ben Okafor | CVPR | 2019 |")
    assert (entry.title, entry.authors, entry.year) == (title, PEOPLE, 2019)
