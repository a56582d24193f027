"""Paragraphs in which each line is a citation."""

import pytest

from kg.reading_list.markdown import read_document

CITATIONS = (
    "Low, Anna: Eine Stadt. Kleine Geschichte, Regensburg 2019.",
    "Rye, Ben/ Fox, Carl: Kursbuch der Quellen, Paderborn 2011.",
    "Mole, Dora: Das Archiv als Ort, in: Archivar 65 (2012), S. 24-31.",
    "Hill, Eva (2001) On the names of rivers. Onoma 36.",
)


def blocks_of(text):
    return [(one.kind, one.line, one.text) for one in read_document(text).blocks]


@pytest.mark.parametrize("mark", ["<br>", "  ", "\\", "<br/>"])
def test_each_line_of_a_paragraph_of_citations_is_an_item(mark):
    text = "## Books\n\n" + f"{mark}\n".join(CITATIONS) + "\n"
    assert blocks_of(text)[1:] == [
        ("item", number, said) for number, said in enumerate(CITATIONS, 3)
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("**A study of rivers**", "Anna Low, Ben Rye", "*Onoma* 36, 2001"),
        ("We met in 2019 and read what we liked of it.", "In 2020 nobody had the time for that."),
        ("Low, Anna: Eine Stadt. Kleine Geschichte, Regensburg 2019.", "A remark on what it says."),
    ],
)
def test_lines_that_are_no_citations_each_stay_one_paragraph(lines):
    assert len(blocks_of("  \n".join(lines))) == 1


def test_items_below_stay_nested_in_theirs():
    text = "  \n".join(CITATIONS) + "\n\n- one\n  - two\n"
    blocks = read_document(text).blocks
    (nested,) = [one for one in blocks if one.parent is not None]
    assert blocks[nested.parent].text == "one"


def test_fields_in_toml_before_a_list_are_not_of_it():
    text = '+++\ntitle = "Books"\ndate = 2025-03-10T08:56:43+01:00\ntags = [\n  "a",\n]\n[params]\nx = 1\n+++\n## Books\n'
    assert blocks_of(text)[-1] == ("heading", 10, "Books")
    assert all(kind in ("verbatim", "heading") for kind, _, _ in blocks_of(text))


def test_lines_that_begin_with_a_sign_are_items():
    text = "📄 **Winter ice of lakes** — *Anna Low* (2018) 🔥\n📄 **Spawning of herring** — *Ben Rye* (2017)\n"
    assert [(kind, line) for kind, line, _ in blocks_of(text)] == [("item", 1), ("item", 2)]
    assert len(blocks_of("📄 **Winter ice of lakes**\n*Anna Low*, 2018\n")) == 1
