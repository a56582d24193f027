"""Rows of names and names of venues, in the ways people write and shorten them."""

import pytest

from kg.reading_list import parse
from kg.reading_list.dates_and_venues import dated, venue_name
from kg.reading_list.entry import clean_title
from kg.reading_list.links import host_kind
from kg.reading_list.people_row import people_of


@pytest.mark.parametrize(
    ("row", "people"),
    [
        (
            "Low, Anna and De Smet, Ben and Van Rye, Carl",
            ("Low, Anna", "De Smet, Ben", "Van Rye, Carl"),
        ),
        ("Kwon Low, Jung and Mu Rye, Kyoung and Fox", ("Kwon Low, Jung", "Mu Rye, Kyoung", "Fox")),
        ("Daniel Low, Anna Rye and Ben Fox", ("Daniel Low", "Anna Rye", "Ben Fox")),
        ("Low, A. Rye, B., Fox, C.", ("Low, A.", "Rye, B.", "Fox, C.")),
        ("A.Low, B. Rye, and C. Fox", ("A.Low", "B. Rye", "C. Fox")),
        ("Low, Jaimie D et al.", ("Low, Jaimie D",)),
        ("Maria José de Souza e Silva", ("Maria José de Souza e Silva",)),
        ("Ana Lima, José Rye y Fox", ("Ana Lima", "José Rye y Fox")),
        ("Ana Lima e Rui Costa", ("Ana Lima", "Rui Costa")),
        ("Lima e Costa", ("Lima", "Costa")),
        ("Anna Low el al.", ("Anna Low",)),
        ("Low, A., ... Rye, B.", ("Low, A.", "Rye, B.")),
        ("Example Technologies Co., Ltd.", ("Example Technologies Co., Ltd.",)),
        (
            "Anna Low, UC Berkeley; Ben Rye, University of Texas; Carl Fox",
            ("Anna Low", "Ben Rye", "Carl Fox"),
        ),
        ("Le Low, Jagan Rye, Carl Fox", ("Le Low", "Jagan Rye", "Carl Fox")),
    ],
)
def test_a_row_of_names_is_parted_into_people(row, people):
    assert people_of(row) == people


@pytest.mark.parametrize(
    ("line", "venue"),
    [
        ("1. [2023 Nature Medicine] **A model of images** [[paper]](https://x.org/a.pdf)", "Nature Medicine"),
        ("1. [2022 Briefings in Bioinformatics] **A model of text and genes** [[paper]](https://x.org/a.pdf)", "Briefings in Bioinformatics"),
        ("- A. Low and B. Rye, “Selected topics in flows,” Oper. Res., vol. 53, no. 6, pp. 1007–1023, 2005.", "Oper. Res"),
        ('- Anna Low, Ben Rye. "Fast or slow: search in places." _Operations Research_ 68(2) pp. 552-571.', "Operations Research"),
        ("- Low, A., Rye, B. (2015). Slow walks. Submitted to Ecosphere, 6(12), 1-14.", "Ecosphere"),
    ],
)  # fmt: skip
def test_the_name_of_a_venue_is_read_whole(line, venue):
    (entry,) = parse(f"# Papers\n\n{line}\n", source="x.md", id="list:x").entries
    assert entry.venue == venue


def test_the_hours_of_a_meeting_are_no_volume_of_a_journal():
    text = "# Course\n\n**Office Hours:** TTh 11:20-13:00, room 237\n\n- [Attention](https://arxiv.org/abs/1706.03762)\n"
    assert [entry.line for entry in parse(text, source="x.md", id="list:x").entries] == [5]


@pytest.mark.parametrize(
    ("said", "venue"),
    [
        ("Under review at Nature", "Nature"),
        ("Submitted to the Population Dynamics Lab", "Population Dynamics Lab"),
        ("to appear in J. Finance", "J. Finance"),
        ("under review", "under review"),
    ],
)
def test_a_venue_is_named_without_how_far_the_paper_has_come(said, venue):
    assert venue_name(said) == venue


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.example.com/blog/2017/03/24/what-is-it/", "blog"),
        ("http://example.net/posts/2015-08-23-a-compiler.html", "blog"),
        ("https://example.org/2021/07/why-we-read.html", "blog"),
        ("https://example.org/papers/2021/07.pdf", "paper"),
        ("https://example.org/post/", None),
    ],
)
def test_a_post_is_told_by_the_folder_or_the_day_in_its_address(url, kind):
    assert host_kind(url) == kind


def test_code_at_the_end_of_a_title_stays_whole():
    assert (
        clean_title("Marriage, a history [2nd ed.] `code`")
        == "Marriage, a history [2nd ed.] `code`"
    )
    assert clean_title("`Marriage, a history`") == "Marriage, a history"
    assert clean_title("Marriage, a history`") == "Marriage, a history"


def test_a_name_with_particles_is_read_whole_or_not_at_all():
    text = "# A\n\n- **Deep Networks for Smell** (NeurIPS 2001). Juan de la Fuente.\n- **Sparse Odours** (MIT 1999). Maria de la Cruz.\n"
    authors = [entry.authors for entry in parse(text, source="x.md", id="list:x").entries]
    assert authors == [["Juan de la Fuente"], ["Maria de la Cruz"]]


@pytest.mark.parametrize(
    "name",
    [
        "Ngũgĩ wa Thiong'o",
        "Abu Bakr al-Razi",
        "Omar el-Sayed",
        "Siti Nurhaliza binti Tarudin",
        "Jean-Luc d'Alembert",
        "Pieter 't Hooft",
        "Maria José de Souza e Silva",
        "Ursula van der Berg",
    ],
)
def test_a_name_with_a_small_word_is_no_venue(name):
    text = f"# A\n\n- **Maps of the old city**. {name}. 2012.\n- **Roads of the new town**. Ann Low. 2013.\n"
    entry = parse(text, source="x.md", id="list:x").entries[0]
    assert (entry.title, entry.authors, entry.venue) == ("Maps of the old city", [name], None)


@pytest.mark.parametrize("name", ["COVID-19", "IL-16", "SARS-20", "HIV-1", "GPT-4", "MH-17"])
def test_a_number_behind_a_name_is_no_year(name):
    assert dated(name) is None
    text = f"# A\n\n- **{name}: mental health of nurses**. R. Mehta. 2021.\n- {name}: a protocol for wards. R. Mehta. 2021.\n"
    entries = parse(text, source="x.md", id="list:x").entries
    assert [entry.title for entry in entries] == [
        f"{name}: mental health of nurses",
        f"{name}: a protocol for wards",
    ]


@pytest.mark.parametrize("said", ["CVPR-19", "ICML19", "KDD-19", "CVPR2019"])
def test_the_year_of_a_venue_may_be_glued_to_it(said):
    assert dated(said).year == 2019
