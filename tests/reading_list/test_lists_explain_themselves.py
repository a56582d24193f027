"""What most entries of a list say in one place, the others say there, too."""

import numpy as np

from kg.reading_list import parse
from kg.reading_list.agreement import agreed
from kg.reading_list.candidates import candidates_of
from kg.reading_list.chain import KINDS
from kg.reading_list.markdown import read_document
from kg.reading_list.words import words_of


def test_a_column_with_a_known_name_is_read_in_every_row():
    text = """# Sleep

| Year | Title | Authors | Venue |
|---|---|---|---|
| 2001 | Sleep Spindles in Adolescents | Sven Castillo | Sleep |
| 2003 | Night Shifts: a Meta-Analysis | Fatou Yilmaz | Journal of Sleep Research |
| 2007 | Flood Routing in Alpine Rivers | Dora Lindqvist | Water Resources Research |
| 2008 | Bank Erosion in Four Rivers | Olga Zeman, Hugo Ueda | Geomorphology |
| 2009 | Gravel Bars and Shallow Water | Ana Gomez | Past and Present |
"""
    entries = parse(text, source="x.md", id="list:x").entries
    assert [entry.venue for entry in entries] == [
        "Sleep",
        "Journal of Sleep Research",
        "Water Resources Research",
        "Geomorphology",
        "Past and Present",
    ]
    assert [entry.authors for entry in entries] == [
        ["Sven Castillo"],
        ["Fatou Yilmaz"],
        ["Dora Lindqvist"],
        ["Olga Zeman", "Hugo Ueda"],
        ["Ana Gomez"],
    ]


def test_a_word_counts_as_what_stands_in_its_place_in_the_others():
    text = "".join(f"- {name}: *Deep Odours*\n" for name in ("Low", "Rye", "Fox", "Mind"))
    candidates = candidates_of(read_document(text).blocks)
    words = [words_of(candidate) for candidate in candidates]
    title, authors, venue = (KINDS.index(one) for one in ("title", "authors", "venue"))
    chances = []
    for said in words:
        chance = np.full((len(said.words), len(KINDS)), 0.02)
        chance[0, authors] = chance[2:, title] = 0.92
        chances.append(chance)
    chances[3][0] = 0.02
    chances[3][0, venue] = 0.92
    more = agreed([(said, "item") for said in words], chances)
    assert more[3][0].argmax() == authors
    assert more[3][2].argmax() == title


def test_what_stands_in_no_other_entry_counts_as_before():
    (candidate,) = candidates_of(read_document("- Low: *Deep Odours*\n").blocks)
    said = words_of(candidate)
    chance = np.full((len(said.words), len(KINDS)), 0.2)
    assert not agreed([(said, "item")], [chance])[0].any()
