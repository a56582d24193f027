"""Nothing of a list is left out without a word."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled_lists import NAMES, markdown_of
from typer.testing import CliRunner

from kg.cli import app
from kg.reading_list import parse

REASONS = {"heading", "prose", "navigation", "note", "resource", "unreadable", "unsure"}
PIECES = (
    "- Agreeing to Disagree on Common Knowledge",
    "- **Deep Hashing for Retrieval** (CVPR 2017) [paper](https://arxiv.org/abs/1602.02255)",
    "- PaLM https://arxiv.org/abs/2204.02311",
    "  - a remark on it",
    "- [tool](https://example.org)",
    "## Papers",
    "## Datasets",
    "Some words about what follows here.",
    "| Title | Code |\n|---|---|\n| Deep Hashing for Retrieval | [code](https://github.com/a/b) |",
    "<table><tr><td>A Study of Reading</td></tr></table>",
    "```\n@article{a, title={A}}\n```",
    "<details><summary>Abstract</summary>\n\nwords of it\n\n</details>",
    "---",
    "- [ ] ![badge](https://img.shields.io/badge/a-b-red)",
    "- " + "[" * 2000,
)
BLOCK = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?=.*\w)|#+\s+(?=.*\w)|\|(?!\s*:?-)(?=.*\w)")


def accounted(parsed):
    return (
        [line for entry in parsed.entries for line in entry.lines]
        + [one.line for one in parsed.datasets]
        + [one.line for one in parsed.left]
    )


def lost(text):
    parsed = parse(text, source="l.md", id="list:l")
    lines = accounted(parsed)
    wanted = {n for n, line in enumerate(text.split("\n"), 1) if BLOCK.match(line)}
    return wanted - set(lines), parsed


@settings(max_examples=150)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
def test_every_item_row_and_heading_is_an_entry_a_dataset_or_left(pieces):
    missing, parsed = lost("\n\n".join(pieces))
    assert not missing
    assert {one.reason for one in parsed.left} <= REASONS
    entries = {line for entry in parsed.entries for line in entry.lines}
    assert not entries & {one.line for one in parsed.left}
    unsure = [one.line for one in parsed.left if one.reason == "unsure"]
    assert unsure == [one.line for one in parsed.warnings if one.code == "maybe-entry"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_real_list_is_lost(name):
    text = re.sub(
        r"<!--.*?-->", lambda m: "\n" * m.group().count("\n"), markdown_of(name), flags=re.DOTALL
    )
    missing, _ = lost(text)
    assert not missing


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("- PaLM https://arxiv.org/abs/2204.02311", "PaLM"),
        ("- [LaMDA](https://arxiv.org/abs/2201.08239)", "LaMDA"),
        ("- Toolformer, doi:10.1234/abc.def", "Toolformer"),
        ("- GPT (https://doi.org/10.1234/abc)", "GPT"),
        ("- BERT: https://aclanthology.org/N19-1423/", "BERT"),
        ("- Adam - https://openreview.net/forum?id=8gmWwjFyLj", "Adam"),
        ("- https://arxiv.org/abs/2204.02311", "https://arxiv.org/abs/2204.02311"),
    ],
)
def test_an_identifier_makes_an_item_an_entry(line, title):
    (entry,) = parse(f"# Notes\n\n{line}\n", source="l.md", id="list:l").entries
    assert entry.title == title
    assert len(entry.ids) == 1
    assert entry.lines == [3]


def test_an_entry_names_all_its_lines():
    text = "- **Deep Hashing for Retrieval**\n  - Ann Low, Ben Rye\n  - CVPR 2017\n  - [paper](https://arxiv.org/abs/1602.02255)\n"
    (entry,) = parse(text, source="l.md", id="list:l").entries
    assert entry.lines == [1, 2, 3, 4]


def test_fields_before_the_list_are_no_heading():
    text = "\n---\ntitle: Notes\ndate: 2025-01-26\nhidemeta: true\n---\n\n- **Deep Hashing for Retrieval** [paper](https://arxiv.org/abs/1602.02255)\n"
    parsed = parse(text, source="l.md", id="list:l")
    assert (parsed.title, parsed.entries[0].section, parsed.entries[0].year) == (None, [], None)
    assert [(one.line, one.reason) for one in parsed.left] == [
        (line, "note") for line in range(2, 7)
    ]


def test_a_list_without_entries_is_printed_all_the_same(tmp_path):
    path = tmp_path / "l.md"
    path.write_text("# Shopping\n\n- milk\n- bread\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["parse", str(path), "--format", "json"])
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert [(one["line"], one["text"]) for one in document["left"]] == [
        (1, "Shopping"),
        (3, "milk"),
        (4, "bread"),
    ]


def test_what_was_left_out_is_shown(tmp_path):
    path = tmp_path / "l.md"
    path.write_text(
        "# Notes\n\n- PaLM https://arxiv.org/abs/2204.02311\n- milk\n", encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["parse", str(path), "--left"])
    assert result.exit_code == 0
    assert [line.split() for line in result.stdout.split("\n")[1:3]] == [
        ["1", "heading", "Notes"],
        ["4", "note", "milk"],
    ]


def test_an_entry_says_of_which_fields_the_model_is_unsure():
    parsed = parse(markdown_of("261"), source="l.md", id="list:l")
    unsure = {one.line: one.unsure for one in parsed.entries if one.unsure}
    assert unsure
    assert set().union(*unsure.values()) <= {"entry", "title", "authors", "year", "venue"}
    assert all(
        one.unsure == [] for one in parse(markdown_of("01"), source="l.md", id="list:l").entries
    )
