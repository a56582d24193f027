"""Tables on a terminal: as wide as it is, ids whole, and no word lost."""

from __future__ import annotations

import io
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kg.cli import main
from kg.cli.tables import folded, table
from kg.stores import open_store

COLUMNS = ("id", "title", "year", "citations")
ROWS = [
    ("doi:10.1007/978-1-4612-4380-9_14", "Relations Between Two Sets of Variates", 1992, 8),
    ("title:7d1bcaf62ddda104", "Deep [bold]Canonical[/bold] Correlation Analysis", 2013, 7),
    ("arxiv:1704.02116", "跨模态检索 Internationalisation of Multidimensionality", None, 0),
]


class Terminal(io.TextIOWrapper):
    """A stdout that says it is a terminal; all else of it is a stream of bytes."""

    def isatty(self):
        return True


def printed(monkeypatch, columns, rows, width):
    stream = Terminal(io.BytesIO(), encoding="utf-8", write_through=True)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        patch.setenv("COLUMNS", str(width))
        patch.setenv("TERM", "xterm")
        table(columns, rows)
    return plain(stream)


def plain(stream):
    """Return what was written, without what makes it bold."""
    return re.sub(r"\x1b\[[0-9;]*m", "", stream.buffer.getvalue().decode("utf-8"))


def letters(text):
    return sorted(text.replace("\n", "").replace(" ", ""))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_ids_stay_whole_and_titles_give_way(monkeypatch, width):
    text = printed(monkeypatch, COLUMNS, ROWS, width)
    for id, title, _, _ in ROWS:
        assert id in text
        assert all(word in text for word in title.split() if len(word) <= 16)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert "…" not in text


def test_columns_stand_beside_each_other_where_they_fit_and_below_where_not(monkeypatch):
    assert printed(monkeypatch, COLUMNS, ROWS, 80).split()[:4] == list(COLUMNS)
    narrow = printed(monkeypatch, COLUMNS, ROWS, 40)
    assert [line.rstrip() for line in narrow.splitlines()[:7]] == [
        "id",
        "doi:10.1007/978-1-4612-4380-9_14",
        "title      Relations Between Two Sets of",
        "           Variates",
        "year       1992",
        "citations  8",
        "",
    ]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"]), min_size=1)
cells = st.lists(words, max_size=6).map(" ".join)


@given(st.lists(st.tuples(cells, cells, cells), max_size=4), st.integers(20, 90))
def test_no_letter_of_a_cell_is_lost(rows, width):
    with pytest.MonkeyPatch.context() as patch:
        text = printed(patch, ("a", "b", "c"), rows, width)
    expected = letters("".join("".join(row) for row in rows))
    found = letters(text)
    for letter in expected:
        found.remove(letter)
    assert set(found) <= set("abc")


def test_the_library_and_the_schema_fit_a_terminal(demo_graph, tmp_path, monkeypatch):
    with open_store(str(tmp_path / "store"), write=True) as store:
        store.write(demo_graph, [])
    monkeypatch.setenv("KG_STORE", str(tmp_path / "store"))
    for command in (["queries"], ["schema"], ["query", "most-cited"], ["lineage", "main"]):
        for width in (60, 80):
            stream = Terminal(io.BytesIO(), encoding="utf-8", write_through=True)
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stdout", stream)
                patch.setenv("COLUMNS", str(width))
                patch.setenv("TERM", "xterm")
                assert main(command) == 0
            text = plain(stream)
            lines = [line for line in text.splitlines() if cell_len(line) > width]
            assert lines == [] or command[0] == "lineage", lines
            assert "…" not in text.replace("… 2", "")


@pytest.mark.parametrize("width", [40, 60])
def test_lines_are_folded_at_the_width_of_the_terminal_and_no_word_is_lost(monkeypatch, width):
    text = "1. hashing, 跨模态检索 (12 papers)\n   main path: A Long Title of Things ... Another Long Title of Things\n"
    stream = Terminal(io.BytesIO(), encoding="utf-8", write_through=True)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stream)
        patch.setenv("COLUMNS", str(width))
        shown = folded(text)
    assert all(cell_len(line) <= width for line in shown.splitlines())
    assert shown.split() == text.split()
    assert folded(text) == text  # not on a terminal


def test_a_row_in_a_pipe_is_a_line_however_long_it_is(capsys):
    table(("id", "title"), [("a", "word " * 1000 + "end"), ("b", "跨模态")])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["id", "a", "b"]
    assert {cell_len(line) for line in lines} == {4 + 5003}
