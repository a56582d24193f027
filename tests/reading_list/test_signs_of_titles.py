"""Signs inside or at the end of an emphasised title stay."""

from __future__ import annotations

import pytest

from kg.reading_list import parse


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("**Planning with A* in grids**", "Planning with A* in grids"),
        ("**D* and A* in grids**", "D* and A* in grids"),
        ("**Fast search with N***", "Fast search with N*"),
        ("**Theta* in open grids**", "Theta* in open grids"),
        ("**Decay of slow Cl-**", "Decay of slow Cl-"),
        ("**Decay of heavy pi-**", "Decay of heavy pi-"),
        ("*Planning with A* in grids*", "Planning with A* in grids"),
        ("*Theta* on grids and meshes*", "Theta* on grids and meshes"),
        ("*A* and D* for slow robots*", "A* and D* for slow robots"),
        ("*Fast planning with RRT**", "Fast planning with RRT*"),
        ("***Planning with D* in mazes***", "Planning with D* in mazes"),
        ("_Planning with A* in wet grids_", "Planning with A* in wet grids"),
        ("*Growth of grey moss*", "Growth of grey moss"),
        ("**The *slow* decay of moss**", "The slow decay of moss"),
        ("**Growth of grey moss** -", "Growth of grey moss"),
        ("**Growth of wet moss. Part A**", "Growth of wet moss. Part A"),
        ("**Growth of wet moss. Section C**", "Growth of wet moss. Section C"),
        ('"Growth of wet moss. Part A"', "Growth of wet moss. Part A"),
        ("Growth of wet moss. Part B", "Growth of wet moss. Part B"),
    ],
)
def test_a_sign_of_a_word_stays_in_an_emphasised_title(written: str, title: str) -> None:
    line = f"- {written}, A. Lopez, B. Okafor, 2019"
    parsed = parse(f"# List\n\n{line}\n", source="list.md", id="list")
    assert [entry.title for entry in parsed.entries] == [title]
    assert parsed.entries[0].authors == ["A. Lopez", "B. Okafor"]
