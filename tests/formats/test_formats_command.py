"""``kg export`` to bibliographies, tables and networks, as a user runs it."""

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
