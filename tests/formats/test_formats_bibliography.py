"""BibTeX, RIS and CSL-JSON, each re-read by a library of its field."""

import json
import os
import re
import subprocess
import sys

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares.names import parse_single_name_into_parts
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from kg.captions import caption
from kg.errors import ExportError, UsageError
from kg.files import whole_file
from kg.formats import FORMATS, format_of, write
from kg.formats.bibliography import latex
from kg.formats.papers import citation_keys
from kg.reading_list import parse
from kg.records import Author, Authored, Graph, Paper

HOSTILE = "Learning {x} & \"50%\" of <b>NUS-WIDE</b>\n at $5_a #1 \\input{/etc/passwd} ~ ^ -- ``x''"


def test_a_bibliography_holds_the_listed_papers_sorted_by_key(small_graph, written):
    library = bibtexparser.parse_string(written(small_graph, "bib"))
    assert [entry.key for entry in library.entries] == ["ACMR2017", "Wang2016ImageNet"]
    assert not library.failed_blocks


def test_all_papers_on_request(small_graph, written):
    library = bibtexparser.parse_string(written(small_graph, "bib", papers="all"))
    assert len(library.entries) == 3


def test_a_graph_without_a_list_is_written_whole(written):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A", short="A"))
    assert len(bibtexparser.parse_string(written(graph, "bib")).entries) == 1


def test_a_conference_paper_in_bibtex(small_graph, written):
    entry = bibtexparser.parse_string(written(small_graph, "bib")).entries[0]
    assert entry.entry_type == "inproceedings"
    assert {field.key: field.value for field in entry.fields} == {
        "title": "Adversarial Cross-Modal Retrieval",
        "author": "Bokun Wang and Laurens van der Maaten and King, Jr., Martin Luther "
        "and {Barnes and Noble}",
        "booktitle": "ACM Multimedia",
        "year": "2017",
        "pages": "154--162",
        "doi": "10.1145/3123266.3123326",
        "eprint": "1708.01234",
        "archiveprefix": "arXiv",
        "url": "https://arxiv.org/abs/1708.01234",
    }


def test_a_conference_paper_in_ris(small_graph, written):
    reference = rispy.loads(written(small_graph, "ris"))[0]
    assert reference == {
        "type_of_reference": "CONF",
        "id": "ACMR2017",
        "title": "Adversarial Cross-Modal Retrieval",
        "authors": [
            "Wang, Bokun",
            "van der Maaten, Laurens",
            "King, Martin Luther, Jr.",
            "Barnes and Noble",
        ],
        "secondary_title": "ACM Multimedia",
        "year": "2017",
        "date": "2017/10/23",
        "start_page": "154",
        "end_page": "162",
        "doi": "10.1145/3123266.3123326",
        "urls": ["https://arxiv.org/abs/1708.01234"],
    }


def test_a_conference_paper_in_csl_json(small_graph, written):
    item = json.loads(written(small_graph, "csl.json"))[0]
    assert item == {
        "id": "ACMR2017",
        "type": "paper-conference",
        "title": "Adversarial Cross-Modal Retrieval",
        "title-short": "ACMR",
        "author": [
            {"family": "Wang", "given": "Bokun"},
            {"family": "Maaten", "given": "Laurens", "non-dropping-particle": "van der"},
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            {"literal": "Barnes and Noble"},
        ],
        "container-title": "ACM Multimedia",
        "issued": {"date-parts": [[2017, 10, 23]]},
        "page": "154-162",
        "DOI": "10.1145/3123266.3123326",
        "number": "arXiv:1708.01234",
        "URL": "https://arxiv.org/abs/1708.01234",
    }


def test_a_preprint_is_not_a_journal_article(small_graph, written):
    assert "@misc{Wang2016ImageNet" in written(small_graph, "bib")
    assert json.loads(written(small_graph, "csl.json"))[1]["type"] == "article"


def test_a_date_of_another_year_is_the_preprints(written):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A", year=2022, publication_date="2020-05-08"))
    assert json.loads(written(graph, "csl.json"))[0]["issued"] == {"date-parts": [[2022]]}


def test_csl_json_gives_a_printed_bibliography(demo_graph, written):
    source = CiteProcJSON(json.loads(written(demo_graph, "csl.json")))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    printed = CitationStylesBibliography(style, source, formatter.plain)
    for key in source:
        printed.register(Citation([CitationItem(key)]))
    assert str(printed.bibliography()[3]).startswith(
        "Peng, Y. et al. (2018) “CCL: Cross-modal Correlation Learning with Multi-grained Fusion "
        "by Hierarchical Network”, IEEE Transactions on Multimedia, 20(2)."
    )


def test_the_users_list_has_62_papers_in_every_bibliography(demo_graph, written):
    library = bibtexparser.parse_string(written(demo_graph, "bib"))
    assert len(library.entries) == 62
    assert {entry.entry_type for entry in library.entries} == {"article", "inproceedings", "misc"}
    assert len(rispy.loads(written(demo_graph, "ris"))) == 62
    text = "".join(written(demo_graph, format, papers="all") for format in FORMATS.values())
    assert "X-Amz" not in text
    assert "token=" not in text


def test_abstracts_only_on_request(small_graph, written):
    for format in ("bib", "ris", "csl.json"):
        assert "we seek an effective" not in written(small_graph, format)
        assert "we seek an effective" in written(small_graph, format, abstracts=True)


def test_a_hostile_title_stays_text():
    assert latex(HOSTILE) == (
        r"Learning {\lbrace}x{\rbrace} \& "
        r'"50\%" of \ensuremath{<}b\ensuremath{>}NUS-WIDE\ensuremath{<}/b\ensuremath{>} at '
        r"\$5\_a \#1 {\textbackslash}input{\lbrace}/etc/passwd{\rbrace} "
        r"{\textasciitilde} {\textasciicircum} -{}- `{}`x'{}'"
    )


@pytest.mark.parametrize(
    ("title", "in_latex"),
    [
        ("BERT: Pre-training for iPhone, 3D and NUS-WIDE", "{BERT}: Pre-training for {iPhone}, {3D} and {NUS}-{WIDE}"),
        ("A Study in U-Net", "A Study in {U}-Net"),
        ("ALL IN CAPITALS", "ALL IN CAPITALS"),
        (r"$\beta$-VAE at $5 and $10", r"$\beta$-{VAE} at \$5 and \$10"),
        (r"$\input{x_1}$", r"\${\textbackslash}input{\lbrace}x\_1{\rbrace}\$"),
        ("$x_}{1$", r"\$x\_{\rbrace}{\lbrace}1\$"),
    ],
)  # fmt: skip
def test_capitals_and_formulas_are_kept(title, in_latex):
    assert latex(title, protect=True) == in_latex


@given(st.text(max_size=60))
def test_latex_is_balanced_for_any_text(text):
    depth = 0
    for char in re.sub(r"\\[&%$#_]", "", latex(text, protect=True)):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_title_and_name_gives_readable_files(written, texts):
    graph = Graph()
    for number, text in enumerate(texts):
        graph.add(Paper(id=f"doi:10.1/{number}", title=text, short=text, venue=text, year=2000))
    library = bibtexparser.parse_string(written(graph, "bib"))
    assert len(library.entries) == len(texts)
    assert not library.failed_blocks
    assert len(rispy.loads(written(graph, "ris"))) == len(texts)
    assert len(json.loads(written(graph, "csl.json"))) == len(texts)


papers = st.builds(
    lambda id, short, year, title: {"id": id, "short": short, "year": year, "title": title},
    st.text(min_size=1),
    st.sampled_from(["ACMR", "Wang 2017", "WANG 2017", "王 2017", "", "Müller 2017"]),
    st.just(2017),
    st.sampled_from(["Deep", "The Deep", "Wide", ""]) | st.text(max_size=5),
)


@given(st.lists(papers, max_size=12, unique_by=lambda paper: paper["id"]), st.randoms())
def test_keys_are_ascii_unique_and_do_not_depend_on_order(papers, random):
    keys = citation_keys(papers)
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", key) for key in keys.values())
    assert len({key.casefold() for key in keys.values()}) == len(papers)
    random.shuffle(papers)
    assert citation_keys(papers) == keys


def test_a_key_does_not_depend_on_papers_with_other_captions():
    paper = {"id": "a", "short": "Wang 2017", "year": 2017, "title": "On Deep Hashing"}
    other = {"id": "b", "short": "Wang 2017", "year": 2017, "title": "Wide Hashing"}
    assert citation_keys([paper])["a"] == citation_keys([paper, other])["a"] == "Wang2017Deep"


def test_a_key_does_not_hold_the_letter_of_a_caption():
    wang = {"id": "a", "short": "Wang 2017b", "year": 2017, "title": "On Deep Hashing"}
    coined = {"id": "b", "short": "ACMR a", "year": 2017, "title": "ACMR: On Retrieval"}
    assert citation_keys([wang, coined]) == {"a": "Wang2017Deep", "b": "ACMR2017"}


def test_names_are_bibtex_names(small_graph, written):
    entry = bibtexparser.parse_string(written(small_graph, "bib")).entries[0]
    king = parse_single_name_into_parts(entry["author"].split(" and ")[2])
    assert (king.first, king.last, king.jr) == (["Martin", "Luther"], ["King"], ["Jr."])


def test_the_same_bytes_under_another_hash_seed(small_graph, written):
    code = (
        "import sys; sys.path[:0] = ['tests/formats']\n"
        "from formats_graph import small_graph\n"
        "from kg.formats import FORMATS, write\n"
        "for format in FORMATS.values(): write(small_graph(), sys.stdout.buffer, format)\n"
    )
    here = "".join(written(small_graph, format) for format in FORMATS.values())
    there = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "PYTHONPATH": ":".join(sys.path)},
    )
    assert there.stdout.decode() == here


def test_unknown_format_is_a_usage_error(small_graph, tmp_path):
    with pytest.raises(UsageError, match="unknown format 'docx', use one of bib"):
        write(small_graph, tmp_path / "x.docx", "docx")


@pytest.mark.parametrize("name", ["", "no/such/folder.bib", "a-file/x.bib"])
def test_a_file_that_cannot_be_written(small_graph, tmp_path, name):
    (tmp_path / "a-file").write_text("kept")
    with pytest.raises(ExportError, match="cannot be written"):
        write(small_graph, tmp_path / name, "bib")
    assert [path.name for path in tmp_path.iterdir()] == ["a-file"]
    assert (tmp_path / "a-file").read_text() == "kept"


def test_a_failed_write_keeps_the_former_file(tmp_path):
    path = tmp_path / "references.bib"
    path.write_text("former")

    def interrupted():
        with whole_file(path) as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "former"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_a_pipe_a_pipe(small_graph, tmp_path):
    kept, link, pipe = tmp_path / "kept.bib", tmp_path / "link.bib", tmp_path / "pipe"
    link.symlink_to(kept)
    write(small_graph, link, "bib")
    assert link.is_symlink()
    assert kept.read_text().startswith("@inproceedings{ACMR2017")
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        write(small_graph, pipe, "bib")
        assert reader.stdout.read() == kept.read_bytes()


def test_format_by_suffix(tmp_path):
    assert format_of(tmp_path / "a.b.csl.json") == "csl.json"
    assert format_of(tmp_path / "a.json") is None


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("王 小明", "王", "小明"),
        ("田中 一郎", "田中", "一郎"),
        ("김 철수", "김", "철수"),
        ("さとう はなこ", "さとう", "はなこ"),
        ("欧阳 修", "欧阳", "修"),
        ("高橋 メアリー", "高橋", "メアリー"),
        ("남궁 민", "남궁", "민"),
    ],
)
def test_a_name_in_han_kana_or_hangul_has_the_family_first(name, family, given, written):
    graph = paper_of(name)
    bib, ris, csl = (written(graph, format) for format in ("bib", "ris", "csl.json"))
    assert f"{{{family}, {given}}}" in bib
    assert f"AU  - {family}, {given}\n" in ris.replace("\r\n", "\n")
    assert json.loads(csl)[0]["author"] == [{"family": family, "given": given}]
    assert caption("Rain", [name], 2014) == f"{family} 2014"
    for text, format in ((bib, "bib"), (ris, "ris"), (csl, "json")):
        (entry,) = parse(text, source=f"l.{format}", id="list:l").entries
        assert entry.authors == [name]


@pytest.mark.parametrize(
    "name", ["ジョン スミス", "王小明", "Xiaoming 王", "국제 연합 기구, 본부, 서울"]
)
def test_a_name_that_may_be_a_foreigners_or_has_no_parts_is_printed_as_it_is(name, written):
    assert name in written(paper_of(name), "bib")


def paper_of(name):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="Rain", year=2014))
    graph.add(Author(id="s2:1", name=name, name_key="k"))
    graph.add(Authored(start="s2:1", end="doi:10.1/a", position=1))
    return graph


@pytest.mark.parametrize("format", ["bib", "ris", "csl.json", "csv", "graphml"])
def test_nothing_turns_the_direction_of_an_export(format, written):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="Rain \u202eof\u202c \u2067Kerala\u2069", year=2014))
    assert "Rain of Kerala" in written(graph, format).replace("{", "").replace("}", "")
