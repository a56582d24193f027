"""``kg export`` to bibliographies, tables and networks, as a user runs it."""

import json
import re

import pytest

from kg.cli import main
from kg.formats import FORMATS
from kg.stores import open_store


@pytest.fixture(scope="module")
def store(demo_graph, tmp_path_factory):
    url = str(tmp_path_factory.mktemp("formats") / "store")
    with open_store(url, write=True) as opened:
        opened.write(demo_graph, [])
    return url


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_suffix_says_the_format(store, tmp_path, capsys, suffix):
    path = tmp_path / f"papers{suffix}"
    assert main(["export", str(path), "--store", store]) == 0
    papers = 62 if suffix in (".bib", ".ris", ".csl.json") else 321
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{papers} papers written to {path}" in shown.err
    assert path.stat().st_size > 10_000


def test_a_bibliography_of_every_paper_on_stdout(store, capsysbinary):
    assert main(["export", "-", "--format", "bib", "--all", "--store", store]) == 0
    assert capsysbinary.readouterr().out.count(b"\n@") == 320


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["export", "papers.docx"], 2, "error: no format goes by that suffix"),
        (["export", "-", "--format", "docx"], 2, "error: docx is not a format"),
        (
            ["export", "no/such/folder.bib"],
            1,
            "error: the file cannot be written: No such file or directory, no/such/folder.bib",
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(store, capsys, arguments, code, says):
    assert main([*arguments, "--store", store]) == code
    shown = capsys.readouterr()
    assert shown.err.startswith(says)
    assert shown.err.count("\n") == 1


TWO_LISTS = {
    "one.bib": """@article{a1, title={Rivers of the north and their fish}, author={Lee, Ann}, year=2001, doi={10.5555/a}}
@article{b1, title={Ice on the sea in winter nights}, author={Lee, Ann}, year=2002, doi={10.5555/b}}
""",
    "two.bib": """@article{a1, title={Clouds over the desert of stone}, author={Poe, Bo}, year=2003, doi={10.5555/c}}
@article{zz, title={Ice on the sea in winter nights}, author={Lee, Ann}, year=2002, doi={10.5555/b}}
""",
}


@pytest.fixture(scope="module")
def two_lists(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    for name, text in TWO_LISTS.items():
        (folder / name).write_text(text)
    url = str(folder / "store")
    lists = [str(folder / name) for name in TWO_LISTS]
    assert main(["build", *lists, "--source", "none", "--store", url]) == 0
    return url


def test_a_list_alone_gets_all_its_own_citation_keys_back(two_lists, capsys):
    for format in ("bib", "bibtex"):
        assert (
            main(["export", "-", "--format", format, "--list", "two.bib", "--store", two_lists])
            == 0
        )
        assert re.findall(r"^@\w+\{(.*),$", capsys.readouterr().out, re.MULTILINE) == ["a1", "zz"]
    arguments = ["export", "-", "--format", "csl-json", "--list", "one.bib", "--store", two_lists]
    assert main(arguments) == 0
    assert {item["id"] for item in json.loads(capsys.readouterr().out)} == {"a1", "b1"}


def test_a_key_that_two_papers_have_is_one_papers_and_that_is_said(two_lists, capsys, caplog):
    assert main(["export", "-", "--format", "bib", "--store", two_lists]) == 0
    keys = re.findall(r"^@\w+\{(.*),$", capsys.readouterr().out, re.MULTILINE)
    assert keys == ["a1", "b1", "Poe2003Clouds"]
    assert (
        "the citation key a1 is another paper's, too: doi:10.5555/c is written as Poe2003Clouds; kg export --list keeps it"
        in caplog.text
    )


def test_a_section_holds_its_papers_and_not_those_that_cite_them(store, capsys):
    assert main(["export", "-", "--format", "ris", "--section", "2014", "--store", store]) == 0
    written = capsys.readouterr().out.count("TY  - ")
    with open_store(store) as opened:
        (row,) = opened.query(
            "MATCH (:ReadingList)-[l:LISTS]->(p:Paper) WHERE '2014' IN l.section "
            "RETURN count(DISTINCT p.id) AS n"
        )
    assert written == row["n"] > 0


def test_a_list_of_authors_that_others_belong_to_comes_back_so(tmp_path, capsys):
    (tmp_path / "l.bib").write_text(
        "@article{o, title={Some great rivers of the land}, author={Lee, Ann and others}, year=2014}\n"
        "@article{p, title={All the great lakes of it}, author={Lee, Ann}, year=2014}\n"
    )
    store = str(tmp_path / "store")
    assert main(["build", str(tmp_path / "l.bib"), "--source", "none", "--store", store]) == 0
    capsys.readouterr()
    assert main(["export", "-", "--format", "bib", "--store", store]) == 0
    written = capsys.readouterr().out
    assert re.findall(r"author = \{(.*)\}", written) == ["Ann Lee and others", "Ann Lee"]
    (tmp_path / "l.bib").write_text(written)
    assert main(["build", str(tmp_path / "l.bib"), "--source", "none", "--store", store]) == 0
    capsys.readouterr()
    assert main(["export", "-", "--format", "bib", "--store", store]) == 0
    assert capsys.readouterr().out == written
