"""Several papers in one item, row, cell or paragraph are an entry each, or said to be more."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.identifiers import graph_ids
from kg.reading_list import parse
from kg.reading_list.links import identifiers_of

ARXIV = "https://arxiv.org/abs/1801.0000"
DOI = "https://doi.org/10.5555/"


def read(text):
    return parse(f"# Papers\n\n{text}\n", source="l.md", id="list:l")


def titles_and_ids(text):
    return [(entry.title, *graph_ids(entry.ids)) for entry in read(text).entries]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            f"- [Spawning grounds of herring]({ARXIV}3); [Spawning grounds of cod]({ARXIV}4)",
            [("Spawning grounds of herring", "arxiv:1801.00003"), ("Spawning grounds of cod", "arxiv:1801.00004")],
        ),
        (
            f"- [Carbon in bogs]({DOI}bog), [Carbon in fens]({DOI}fen), and [Carbon in mires]({DOI}mire)",
            [("Carbon in bogs", "doi:10.5555/bog"), ("Carbon in fens", "doi:10.5555/fen"), ("Carbon in mires", "doi:10.5555/mire")],
        ),
        (
            f"| One | Other |\n|---|---|\n| [Fogs of London]({ARXIV}4) | [Rains of Bergen]({ARXIV}5) |",
            [("Fogs of London", "arxiv:1801.00004"), ("Rains of Bergen", "arxiv:1801.00005")],
        ),
        (
            f"| [Fogs of London]({ARXIV}4) | [Rains of Bergen]({ARXIV}5) |\n|---|---|",
            [("Fogs of London", "arxiv:1801.00004"), ("Rains of Bergen", "arxiv:1801.00005")],
        ),
        (
            f"| Fogs in Winter | [pdf]({ARXIV}1) | Rains in Summer | [pdf]({ARXIV}2) |\n|---|---|---|---|",
            [("Fogs in Winter", "arxiv:1801.00001"), ("Rains in Summer", "arxiv:1801.00002")],
        ),
        (
            f"- **Deep Fogs of London** (CVPR 2018) [pdf]({ARXIV}4), extended in **Deeper Fogs of Bergen** (PAMI 2019) [pdf]({ARXIV}5)",
            [("Deep Fogs of London", "arxiv:1801.00004"), ("Deeper Fogs of Bergen", "arxiv:1801.00005")],
        ),
        (
            f"**Deep Fogs of London** (CVPR 2018) [pdf]({ARXIV}4), extended in **Deeper Fogs of Bergen** (PAMI 2019) [pdf]({DOI}b)",
            [("Deep Fogs of London", "arxiv:1801.00004" ), ("Deeper Fogs of Bergen", "doi:10.5555/b")],
        ),
        (
            f'<ul><li><a href="{ARXIV}3">Fogs of London</a><br><a href="{ARXIV}4">Rains of Bergen</a></li></ul>',
            [("Fogs of London", "arxiv:1801.00003"), ("Rains of Bergen", "arxiv:1801.00004")],
        ),
        (
            f"- A study of fogs, J. Low [pdf]({ARXIV}1); Another study of rains, B. Rye [pdf]({ARXIV}2)",
            [("A study of fogs", "arxiv:1801.00001"), ("Another study of rains", "arxiv:1801.00002")],
        ),
        (f"- [BERT]({ARXIV}1), [GPT]({ARXIV}2)", [("BERT", "arxiv:1801.00001"), ("GPT", "arxiv:1801.00002")]),
        (
            "- arXiv:1801.00006, arXiv:1801.00007",
            [("arXiv:1801.00006", "arxiv:1801.00006"), ("arXiv:1801.00007", "arxiv:1801.00007")],
        ),
        (
            "- Lee 2018: 10.5555/a.1, 10.5555/a.2",
            [("Lee 2018: 10.5555/a.1", "doi:10.5555/a.1"), ("Lee 2018: 10.5555/a.2", "doi:10.5555/a.2")],
        ),
        (
            f"- <{ARXIV}1> <{ARXIV}2>",
            [(f"{ARXIV}1", "arxiv:1801.00001"), (f"{ARXIV}2", "arxiv:1801.00002")],
        ),
        (
            f"[Fogs of London]({ARXIV}1), [Rains of Bergen]({ARXIV}2)",
            [("Fogs of London", "arxiv:1801.00001"), ("Rains of Bergen", "arxiv:1801.00002")],
        ),
    ],
)  # fmt: skip
def test_each_paper_of_an_item_is_an_entry(text, wanted):
    assert titles_and_ids(text) == wanted


@pytest.mark.parametrize(
    "links",
    [
        f"[arXiv]({ARXIV}3) [doi]({DOI}abc) [pdf](https://example.org/a.pdf)",
        "[bioRxiv](https://doi.org/10.1101/837104) [journal](https://doi.org/10.1038/s41586-020-1234-5)",
        f"[pdf]({ARXIV}3v1) [pdf](https://arxiv.org/pdf/1801.00003v2) [arXiv](https://doi.org/10.48550/arXiv.1801.00003)",
        f"[arXiv]({ARXIV}3), also published as [Breeding of fish]({DOI}abc)",
        f"[arXiv]({ARXIV}3) ([Nature 2019](https://doi.org/10.1038/s41586-020-1234-5))",
    ],
)
@pytest.mark.parametrize("title", ["**{}**, J. Low, 2018", f"[{{}}]({ARXIV}3)"])
def test_a_preprint_and_what_was_published_of_it_stay_one_entry(title, links):
    parsed = read(f"- {title.format('Spawning grounds of herring in the Baltic')}, {links}")
    assert [entry.title for entry in parsed.entries] == [
        "Spawning grounds of herring in the Baltic"
    ]
    assert "unread-identifier" not in {warning.code for warning in parsed.warnings}


@pytest.mark.parametrize(
    "text",
    [
        f"- **Deep Fogs of London** [pdf]({ARXIV}3) [second part]({ARXIV}4)",
        "- **Deep Fogs of London**. doi:10.5555/ab; 10.5555/cd",
        f"- **Deep Fogs of London** [pdf]({ARXIV}3)\n  - builds on arXiv:1801.00004 and more",
    ],
)
def test_a_second_identifier_without_a_title_is_named(text):
    parsed = read(text)
    (entry,) = parsed.entries
    assert entry.title == "Deep Fogs of London"
    (said,) = [one.message for one in parsed.warnings if one.code == "unread-identifier"]
    assert ("1801.00004" in said) or ("10.5555/cd" in said)


def test_what_a_row_says_of_all_its_papers_is_said_of_each():
    text = "| Topic | Paper | Year |\n|---|---|---|\n| fog | [Fogs]({0}4)<br>[Rains]({0}5) | {1} |"
    for year, wanted in (("2018", [2018, 2018]), ("2018<br>2019", [2018, 2019])):
        assert [entry.year for entry in read(text.format(ARXIV, year)).entries] == wanted
    item = f"- Low et al. 2018: [Fogs of London]({ARXIV}1); [Rains of Bergen]({ARXIV}2)"
    assert [(one.year, one.authors) for one in read(item).entries] == [(2018, ["Low"])] * 2


def test_names_before_a_title_stay_with_it():
    text = f"- Low et al. [Fogs of London]({ARXIV}1); Rye et al. [Rains of Bergen]({ARXIV}2)"
    assert [one.authors for one in read(text).entries] == [["Low"], ["Rye"]]


NUMBER = re.compile(
    r"(?:1801|1802|1803)\.\d{5}|hep-th/97\d{5}|10\.5555/[a-d]\.\d{5}|123\d{5}|Abc\d{5}"
)
NUMBERS = st.integers(1, 9999).map(lambda number: f"{number:05}")
WRITTEN = st.one_of(
    NUMBERS.map(lambda number: f"arXiv:1801.{number}"),
    NUMBERS.map(lambda number: f"https://arxiv.org/abs/1802.{number}"),
    NUMBERS.map(lambda number: f"hep-th/97{number}"),
    NUMBERS.map(lambda number: f"doi:10.5555/a.{number}"),
    NUMBERS.map(lambda number: f"10.5555/b.{number}"),
    NUMBERS.map(lambda number: f"https://doi.org/10.5555/c.{number}"),
    NUMBERS.map(lambda number: f"PMID: 123{number}"),
    NUMBERS.map(lambda number: f"PMC123{number}"),
)
ADDRESSES = st.one_of(
    NUMBERS.map(lambda number: f"https://arxiv.org/pdf/1803.{number}"),
    NUMBERS.map(lambda number: f"https://doi.org/10.5555/d.{number}"),
    NUMBERS.map(lambda number: f"https://openreview.net/forum?id=Abc{number}"),
)
TITLES = st.sampled_from(
    [
        "Fogs of London",
        "Deep Rains of Bergen",
        "BERT",
        "pdf",
        "a study of winds",
        "Low et al., 2018",
    ]
)
LINKS = st.tuples(TITLES, ADDRESSES).map(lambda one: f"[{one[0]}]({one[1]})")
WORDS = st.sampled_from(
    [
        "**Ice of the Lakes**",
        "and",
        "J. Low and B. Rye",
        "(CVPR 2018)",
        "extended in",
        "Ice of lakes",
    ]
)
JOINED = st.sampled_from([" ", ", ", "; ", ". ", "<br>", ": "])
ITEMS = st.lists(st.tuples(st.one_of(WRITTEN, LINKS, LINKS, WORDS), JOINED), min_size=1, max_size=6)
FORMS = st.sampled_from(
    ["- {}", "1. {}", "- [ ] {}", "> - {}", "| {} | x |", "- **Ice of the Lakes**\n  - {}"]
)


@settings(max_examples=100)
@given(st.lists(st.tuples(FORMS, ITEMS), min_size=1, max_size=4))
def test_no_identifier_of_an_item_is_lost(items):
    blocks, wanted = [], []
    for form, parts in items:
        said = "".join(part + join for part, join in parts).rstrip(" ,;:")
        head = "| Paper | Note |\n|---|---|\n" if form.startswith("|") else ""
        blocks.append(head + form.format(said))
    text = "\n\n".join(blocks)
    parsed = read(text)
    known = " ".join(
        [id for entry in parsed.entries for id in graph_ids(entry.ids)]
        + [
            id
            for entry in parsed.entries
            for link in entry.links
            for id in graph_ids(dict(identifiers_of(link.url)))
        ]
        + [warning.message for warning in parsed.warnings]
    )
    left = {one.line for one in parsed.left}
    for number, line in enumerate(f"# Papers\n\n{text}".split("\n"), 1):
        if number not in left:
            wanted += NUMBER.findall(line)
    assert [one for one in wanted if one not in known] == []
