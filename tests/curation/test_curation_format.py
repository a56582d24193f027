"""Lists sorted, counted and written: nothing else of them changes."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kg.cli import main
from kg.curation.fix import fix
from kg.curation.sorting import _runs, sort_entries
from kg.curation.written_list import write_list
from kg.reading_list import read_list
from kg.reading_list.count_spans import count_span, put_count, without_counts
from kg.records import Entry, ParsedList
from kg.settings import packaged

DATA = Path(__file__).parents[1] / "data"
LISTS = sorted((DATA / "lists").glob("[0-9]*.md"))
ENTRY = "- **Deep Hashing of {} Images** ({}) [paper](https://arxiv.org/abs/{}.00001)\n"


def sorted_list(text, key):
    done = sort_entries(text.encode(), read_list("l.md", text=text), key)
    return done, done.body.decode()


def titles(text):
    return [entry.title.split()[3] for entry in read_list("l.md", text=text).entries]


def test_entries_without_a_year_come_last_in_their_order_and_equal_years_stay():
    undated = "- **Deep Hashing of {} Images** [paper](https://example.org/{}.pdf)\n"
    text = "# Papers\n\n" + "".join(
        [
            undated.format("Cold", 1),
            ENTRY.format("Old", 2015, 1501),
            ENTRY.format("New", 2021, 2101),
            undated.format("Warm", 2),
            ENTRY.format("Older", 2015, 1502),
        ]
    )
    assert titles(sorted_list(text, "year")[1]) == ["Old", "Older", "New", "Cold", "Warm"]
    assert titles(sorted_list(text, "-year")[1]) == ["New", "Old", "Older", "Cold", "Warm"]
    assert titles(sorted_list(text, "title")[1]) == ["Cold", "New", "Old", "Older", "Warm"]


def test_what_stands_below_an_entry_goes_with_it_and_blank_lines_and_prose_stay():
    text = (
        "# Papers\n\nSome words about them.\n\n"
        + ENTRY.format("Old", 2015, 1501)
        + "  - a remark about old images\n\n"
        + ENTRY.format("New", 2021, 2101)
        + "\nWords in between part the runs.\n\n"
        + ENTRY.format("Grey", 2012, 1201)
        + ENTRY.format("Red", 2013, 1301)
    )
    done, after = sorted_list(text, "-year")
    assert titles(after) == ["New", "Old", "Red", "Grey"]
    assert after.split("\n")[4:8] == [
        ENTRY.format("New", 2021, 2101).rstrip(),
        "",
        ENTRY.format("Old", 2015, 1501).rstrip(),
        "  - a remark about old images",
    ]
    assert "\n\nWords in between part the runs.\n\n" in after
    assert done.moved == 4


NESTED = """# L

- Rivers
  - **Flood Routing in Alpine Rivers**
    - Uta Ilic
    - Journal of Hydrology 1995 [paper](https://doi.org/10.5555/r.0)
  - **A Field Study of Sediment Transport after Heavy Rain**
    - Leon Weber, Rosa Adler
    - Water Resources Research 1996 [paper](https://doi.org/10.5555/r.1)
  - **Bank Erosion: Measurements from Four Rivers**
    - Olga Zeman, Hugo Ueda, Bram Ferrari
    - Geomorphology 2004 [paper](https://doi.org/10.5555/r.2)
"""


@pytest.mark.parametrize("key", ["year", "-year", "title", "-title", "own"])
def test_what_belongs_to_an_entry_is_never_torn_apart_however_it_is_read(key):
    parts = NESTED.split("  - **")[1:]
    found = sort_entries(NESTED.encode(), read_list("l.md", text=NESTED), key).body.decode()
    assert all(part in found for part in parts)
    # The same where its lines are taken for entries of their own.
    parsed = read_list("l.md", text=NESTED)
    lines = [
        Entry(line=number, title=text.strip(" -*"), lines=[number], section=["L", "Rivers"],
              year=1900 + number if number % 3 else None)
        for number, text in enumerate(NESTED.split("\n"), 1) if number > 3 and text.strip()
    ]  # fmt: skip
    misread = ParsedList(id=parsed.id, source="l.md", sha256="", entries=lines)
    runs = list(_runs(misread, NESTED.split("\n"), key, left := []))
    assert all(block.entry.line in (4, 7, 10) for run in runs for block in run.blocks)
    assert all("stand below" in run.why for run in left)


def test_numbers_are_those_of_places_and_line_ends_stay_where_a_file_has_them():
    lines = [ENTRY.format(name, year, year).replace("- ", f"{number}. ", 1).strip()
             for number, (name, year) in enumerate((("Old", 2015), ("New", 2021), ("Mid", 2018)), 1)]  # fmt: skip
    body = "\r\n".join(["# Papers", "", *lines]).encode("utf-8-sig")
    done = sort_entries(body, read_list("l.md", text=body.decode("utf-8-sig")), "-year")
    after = done.body.decode("utf-8-sig")
    assert done.body.startswith(b"\xef\xbb\xbf")
    assert not after.endswith("\n")
    assert [line[:2] for line in after.split("\r\n")[2:]] == ["1.", "2.", "3."]
    assert titles(after) == ["New", "Mid", "Old"]


def test_rows_of_a_table_change_places_below_its_heading():
    text = (
        "| Title | Year | Link |\n|---|---|---|\n"
        "| Deep Hashing of Old Images | 2015 | [pdf](https://arxiv.org/abs/1501.00001) |\n"
        "| Deep Hashing of New Images | 2021 | [pdf](https://arxiv.org/abs/2101.00001) |\n"
    )
    assert titles(sorted_list(text, "-year")[1]) == ["New", "Old"]


def test_a_run_that_would_be_read_differently_is_left_and_named(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = next(path for path in LISTS if path.name.startswith("112-"))
    Path("list.md").write_bytes(path.read_bytes())
    assert main(["format", "list.md", "--sort", "-year", "--format", "json"]) == 0
    captured = capsys.readouterr()
    left = json.loads(captured.out)["left"]
    assert [(one["first"], one["last"]) for one in left] == [(47, 65), (69, 73)]
    assert "list.md:47: left as it is" in captured.err
    before = read_list("list.md", text=path.read_text(encoding="utf-8"))
    after = read_list("list.md")
    assert Counter(one.title for one in before.entries) == Counter(
        one.title for one in after.entries
    )


@pytest.mark.slow
def test_every_labelled_list_is_sorted_counted_and_fixed_once_and_for_all():
    for path in LISTS:
        body = path.read_bytes()
        parsed = read_list(path.name, text=body.decode(), empty=True)
        once = sort_entries(body, parsed, "-year").body
        again = read_list(path.name, text=once.decode(), empty=True)
        assert sort_entries(once, again, "-year").body == once, path.name
        # Lines change places, the numbers of places apart; nothing is added or lost.
        without_numbers = [
            Counter(re.sub(r"^(\s*\|?\s*)\d+", r"\1", line) for line in text.decode().splitlines())
            for text in (body, once)
        ]
        assert without_numbers[0] == without_numbers[1], path.name
        lines = body.decode().split("\n")
        for count in (1, 12):
            for entry in parsed.entries:
                line = lines[entry.line - 1]
                lines[entry.line - 1] = put_count(line, count_span(count), entry.title)
        counted = "\n".join(lines)
        assert without_counts(counted).encode() == body, path.name
        assert read_list(path.name, text=counted, empty=True).entries == parsed.entries
        fixed = fix(body, parsed).body
        assert fix(fixed, read_list(path.name, text=fixed.decode(), empty=True)).body == fixed


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A list that is built into a store, whose source gives counts."""
    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text(
        "# Papers\n\n" + ENTRY.format("Old", 2015, "1501") + ENTRY.format("New", 2021, "2101"),
        encoding="utf-8",
    )
    records = [
        {"paperId": f"{number}" * 40, "title": f"Deep Hashing of {name} Images", "year": year,
         "externalIds": {"ArXiv": f"{year - 2000}01.00001"}, "citationCount": count}
        for number, (name, year, count) in enumerate((("Old", 2015, 7), ("New", 2021, 1)), 1)
    ]  # fmt: skip
    Path("facts.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    assert main(["build", "list.md", "--source", "facts.jsonl"]) == 0
    return Path("list.md")


def test_counts_are_written_once_refreshed_and_never_read_as_words_of_the_list(built, capsys):
    before = built.read_text(encoding="utf-8")
    assert main(["format", "list.md", "--add-counts"]) == 0
    counted = built.read_text(encoding="utf-8")
    assert counted.splitlines()[2].endswith(" <!--kg:count-->[7 citations]<!--/kg-->")
    assert counted.splitlines()[3].endswith(" <!--kg:count-->[1 citation]<!--/kg-->")
    assert without_counts(counted) == before
    built.write_text(counted.replace("[7 citations]", "[6 citations]"), encoding="utf-8")
    assert main(["format", "list.md", "--add-counts", "--sort=-year"]) == 0
    assert titles(built.read_text(encoding="utf-8")) == ["New", "Old"]
    assert "[7 citations]" in built.read_text(encoding="utf-8")
    done = built.read_bytes()
    assert main(["format", "list.md", "--add-counts", "--sort=-year"]) == 0
    assert built.read_bytes() == done
    assert main(["check", "list.md", "--fix"]) == 0
    assert built.read_bytes() == done


@pytest.mark.parametrize(
    "remark",
    [
        "<!--kg:count--> my own remark",
        "<!--kg:count-->mine<!--/kg-->",
        "<!--/kg--> mine <!--kg:count-->",
        "<!--kg:count-->[many citations] mine",
        "<!--kg:count--><!--kg:count-->[3 citations]<!--/kg--> mine",
    ],
)
def test_only_a_whole_span_is_written_anew_and_words_beside_half_of_one_stay(built, remark):
    words = re.sub(r"<!--kg:count-->\[3 citations\]<!--/kg-->", "", remark)
    before = built.read_text(encoding="utf-8").splitlines()
    before[2] += f" {remark}"
    built.write_text("\n".join(before) + "\n", encoding="utf-8")
    assert main(["format", "list.md", "--add-counts"]) == 0
    once = built.read_bytes()
    assert "[7 citations]<!--/kg-->" in once.decode()
    assert words in once.decode().replace("<!--kg:count-->[7 citations]<!--/kg-->", "")
    assert main(["format", "list.md", "--add-counts"]) == 0
    assert built.read_bytes() == once


def test_what_a_bibliography_loses_is_named_in_words(tmp_path, capsys):
    bib = tmp_path / "b.bib"
    bib.write_text(
        "@book{nobook, publisher={X}}\n"
        "@article{a, title={Deep Hashing of Images}, doi={10.1000/xyz(1)<2>}, year=2019}\n"
    )
    assert main(["write", str(bib), "-o", str(tmp_path / "l.md")]) == 0
    told = capsys.readouterr().err
    assert "line 1: entry nobook has neither title nor identifier" in told
    assert "1 entry written" in told
    assert "{" not in told
    assert "None" not in told


def test_a_dry_run_shows_the_change_and_writes_nothing(built, capsys):
    before = built.read_bytes()
    capsys.readouterr()
    assert main(["format", "list.md", "--sort", "-year", "--dry-run"]) == 0
    assert "+- **Deep Hashing of New Images**" in capsys.readouterr().out
    assert built.read_bytes() == before


def test_a_bibliography_is_not_rewritten(tmp_path, capsys):
    file = tmp_path / "l.bib"
    file.write_text("@article{a, title={Deep Hashing}, year=2019}\n")
    assert main(["format", str(file), "--sort", "year"]) == 2
    assert "only Markdown lists can be written" in capsys.readouterr().err


HOSTILE = r"""
@article{a, title={On *stars*, _bars_ | and [brackets] \& 100\% of `code` growth}, author={Aad, Georges and Abbott, Brad}, year={2012}, journal={Physics Letters B}, doi={10.1016/j.physletb.2012.08.020}}
@inproceedings{b, title={Attention Is All You Need}, author={Vaswani, Ashish and Shazeer, Noam}, booktitle={NeurIPS}, year={2017}, eprint={1706.03762}, archiveprefix={arXiv}}
@misc{c, title={A Title without Anything Else}}
@article{d, title={Zur Theorie der Gesellschaftsspiele}, author={von Neumann, John and Morgenstern, Oskar}, year={1928}, journal={Mathematische Annalen}, doi={10.1007/BF01448847}, url={https://example.org/a_(b).pdf}}
"""


GROUPS = """
@article{a, title={Burden of Many Diseases}, author={{GBD 2019 Collaborators}}, journal={The Lancet}, year={2020}}
@article{b, title={Observation of a Particle}, author={{The ATLAS Collaboration}}, journal={Physics Letters B}, year={2012}}
@misc{c, title={A Plan for Clean Water}, author={{World Health Organization}}, year={2014}, url={https://who.example/x}}
@article{d, title={A Model of Some Size}, author={{OpenAI}}, year={2023}}
@article{e, title={Chips for Many Purposes}, author={{Google Research}}, journal={Science}, year={2016}}
@inproceedings{f, title={A Usual Paper of People}, author={Lee, Ann and Roe, Bob}, booktitle={CVPR}, year={2015}}
"""


@pytest.mark.parametrize("notation", ["bullets", "table"])
def test_papers_of_groups_alone_are_read_back_with_the_group_as_author(notation):
    made = write_list(read_list("g.bib", text=GROUPS), "Papers", notation)
    assert made.entries == 6
    assert made.differences == []


@pytest.mark.parametrize("notation", ["bullets", "table"])
def test_a_bibliography_written_as_a_list_is_read_back_as_the_same_entries(
    notation, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path("refs.bib").write_text(HOSTILE, encoding="utf-8")
    options = ["--notation", notation, "--format", "json"]
    assert main(["write", "refs.bib", "-o", "list.md", *options]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["entries"], document["differences"]) == (4, [])
    before, after = read_list("refs.bib").entries, read_list("list.md").entries
    for field in ("title", "year", "venue", "authors", "ids"):
        assert [getattr(one, field) for one in after] == [getattr(one, field) for one in before]
    assert main(["write", "refs.bib", "-o", "list.md"]) == 1
    assert "not overwritten" in capsys.readouterr().err


@pytest.mark.parametrize("notation", ["bullets", "table"])
def test_what_three_hundred_entries_lose_is_named_and_little(notation, tmp_path):
    bib = tmp_path / "all.bib"
    store = str(tmp_path / "store")
    records = str(packaged("examples", "cross-modal-retrieval.records.jsonl"))
    assert main(["build", "--source", records, "--store", store]) == 0
    assert main(["export", str(bib), "--store", store]) == 0
    parsed = read_list(str(bib))
    made = write_list(parsed, "All", notation)
    read = read_list("all.md", text=made.text).entries
    assert made.entries == len(parsed.entries) == len(read) > 300
    assert len(made.differences) <= 0.06 * len(read)
    same_titles = [one.title for one in read] == [one.title for one in parsed.entries]
    assert same_titles
