"""Forms in which people write papers down: each of them is read, or said to be doubtful."""

import pytest

from kg.identifiers import graph_ids
from kg.reading_list import parse

ARXIV = "https://arxiv.org/abs/1801.0000"
HERRING, ICE, BOGS = (
    "Spawning grounds of herring",
    "Winter ice cover of lakes",
    "Carbon storage in bogs",
)


def read(text):
    return parse(f"# Papers\n\n{text}\n", source="l.md", id="list:l")


def titles(text):
    return [entry.title for entry in read(text).entries]


@pytest.mark.parametrize(
    "text",
    [
        f"- Fish\n  - [{HERRING}]({ARXIV}1)\n    - [{ICE}]({ARXIV}2)",
        f"{HERRING}\n: Ann Low, 2018, {ARXIV}1\n\n{ICE}\n: Ben Rye, 2017, {ARXIV}2",
        f'<dl><dt>{HERRING}</dt><dd>2018 <a href="{ARXIV}1">pdf</a></dd><dt>{ICE}</dt><dd>2017 <a href="{ARXIV}2">pdf</a></dd></dl>',
        f'<table><tr><td rowspan=2>2018</td><td><a href="{ARXIV}1">{HERRING}</a></td></tr><tr><td><a href="{ARXIV}2">{ICE}</a></td></tr></table>',
        f"A note[^1].\n\n[^1]: Low, A. (2018). {HERRING}. *Nature*, 12, 1-2.\n[^b]: Rye, B. (2017). {ICE}. *Science*, 3, 4-5.",
        f'<details><summary>{HERRING} (2018)</summary>\n<a href="{ARXIV}1">pdf</a> Ann Low\n</details>\n<details><summary>{ICE} (2017)</summary>\n<a href="{ARXIV}2">pdf</a> Ben Rye\n</details>',
        f"> Low, A. (2018). {HERRING}. *Nature*, 12, 1-2.\n>\n> Rye, B. (2017). {ICE}. *Science*, 3, 4-5.",
        f"[12] A. Low. {HERRING}. Nature, 2018.\n[13] B. Rye. {ICE}. Science, 2017.",
        f"[12] A. Low. {HERRING}.\n     Nature, 2018.\n[13] B. Rye. {ICE}.\n     Science, 2017.",
        f"Low, A. (2018). {HERRING}. *Nature*, 12, 1-2.\nRye, B. (2017). {ICE}. *Science*, 3, 4-5.",
        f'Title,Authors,Year,DOI\n"{HERRING}","Low, A.",2018,10.5555/a1\n"{ICE}","Rye, B.",2017,10.5555/a2',
        f"📄 {HERRING} {ARXIV}1\n📄 {ICE} {ARXIV}2",
        f"- {HERRING}, Ann Low, 2018, {ARXIV}1\r\n- {ICE}, Ben Rye, 2017, {ARXIV}2\r\n",
        f"- [{HERRING}][1]\n- [{ICE}][b]\n\n[1]: {ARXIV}1\n[b]: {ARXIV}2",
        f"[1]: {ARXIV}1 '{HERRING}'\n[1]: {ARXIV}2 '{ICE}'",
        f"- [{HERRING}]({ARXIV}1)[code](https://github.com/a/b)\n- [{ICE}]({ARXIV}2)[code](https://github.com/a/c)",
        f"- {HERRING} [1801.00001]\n- {ICE} (1801.00002)",
        f"### {HERRING}\n\nAnn Low, 2018. [pdf]({ARXIV}1)\n\n### {ICE}\n\nBen Rye, 2017",
        f"## Tools and software\n\n- [{HERRING}]({ARXIV}1) [code](https://github.com/a/b)\n- {ICE} arXiv:1801.00002 [code](https://github.com/a/c)",
    ],
)
def test_both_papers_are_entries(text):
    text = (
        text + f"\n\n### {BOGS}\n\nCy Fox, 2016. [pdf]({ARXIV}3)"
        if text.startswith("###")
        else text
    )
    assert sorted(set(titles(text)) - {BOGS}) == [HERRING, ICE]


@pytest.mark.parametrize(
    "line",
    [
        "- Fox E (in press) Birds of the fens since the great drainage",
        "- Birds of the fens",
        "- PLDI: Birds of the fens. https://example.org/code",
    ],
)
def test_what_stands_between_entries_is_one_or_a_doubt(line):
    between = [f"- [{HERRING}]({ARXIV}1)", line, f"- [{ICE}]({ARXIV}2)"]
    parsed = read("\n".join(between))
    assert 4 in {one.line for one in (*parsed.entries, *parsed.warnings)}


def test_a_heading_between_entries_that_says_nothing_of_its_paper_is_a_doubt():
    text = f"### {HERRING}\n\nAnn Low, 2018. [pdf]({ARXIV}1)\n\n### {BOGS}\n\nIt is good.\n\n### {ICE}\n\nBen Rye, 2017. [pdf]({ARXIV}2)"
    assert [(one.line, one.reason) for one in read(text).left if one.line == 7] == [(7, "unsure")]


def test_a_remark_in_small_letters_among_titles_is_no_entry():
    text = f"- [{HERRING}]({ARXIV}1)\n- use ripgrep for searching the source\n- [{ICE}]({ARXIV}2)"
    parsed = read(text)
    assert [entry.line for entry in parsed.entries] == [3, 5]
    assert [one.reason for one in parsed.left if one.line == 4] == ["unsure"]


def test_prose_that_holds_the_identifier_of_a_paper_is_a_doubt():
    parsed = read(f"We have read {ARXIV}1 and liked it.")
    assert [(one.line, one.reason) for one in parsed.left[1:]] == [(3, "unsure")]


def test_bullets_of_word_processors_are_no_part_of_a_title():
    (entry,) = read(f"• {HERRING}, arXiv:1801.00001\n• milk\n").entries
    assert (entry.title, entry.lines) == (HERRING, [3])


def test_an_identifier_behind_a_title_is_no_part_of_it():
    assert titles(f"- {HERRING} — hep-th/9711200") == [HERRING]
    assert [graph_ids(one.ids) for one in read("- P18-1001\n- 2020.acl-main.1").entries] == [
        ["acl:P18-1001"],
        ["acl:2020.acl-main.1"],
    ]
