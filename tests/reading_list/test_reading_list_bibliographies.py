"""Lists in BibTeX, RIS, CSL-JSON, and bare identifiers."""

import io

import pytest

from kg.errors import ReadingListError
from kg.formats import write
from kg.formats.reading import read_as
from kg.reading_list import parse, read_list
from kg.records import Author, Authored, Graph, Lists, Paper, ReadingList

BIB = r"""% ours
@article{le15, title = {Deep {L}earning of \"Odd {H}ash codes}, author = {Bengio, Yoshua and Le, Quoc V. and others},
  year = {2015}, journal = {Nature}, doi = {10.1038/NATURE14539}, url = {https://a.org/x?token=5ecret}}
@inproceedings{b, title = "Second", author = "Ann Lee", booktitle = {CVPR}, year = 2020, eprint = {2001.00001}, archiveprefix = {arXiv}}
"""


def test_bibtex():
    first, second = parse(BIB, source="x.bib", id="list:x").entries
    assert (first.line, first.title, first.year, first.venue) == (
        2,
        "Deep Learning of Ödd Hash codes",
        2015,
        "Nature",
    )
    assert first.authors == ["Yoshua Bengio", "Quoc V. Le"]
    assert first.ids == {"doi": "10.1038/nature14539"}
    assert first.links[0].url == "https://a.org/x"
    assert (second.line, second.ids, second.position) == (4, {"arxiv": "2001.00001"}, 2)


def test_bare_identifiers():
    text = "# mine\n10.1038/nature14539\narXiv:1706.03762v2\nhttps://aclanthology.org/N19-1423/\n"
    entries = parse(text, source="ids.txt", id="list:x").entries
    assert [(entry.line, entry.ids) for entry in entries] == [
        (2, {"doi": "10.1038/nature14539"}),
        (3, {"arxiv": "1706.03762"}),
        (4, {"acl": "N19-1423"}),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.csl.json", "{"),
        ("x.csl.json", "[1]"),
        ("x.ris", "nothing"),
        ("x.bib", "no entry"),
    ],
)
def test_broken_files_are_said_in_one_line(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadingListError):
        read_list(str(path))


def graph():
    graph = Graph()
    graph.add(ReadingList(id="list:l", source="l.md", sha256="0", entry_count=2))
    papers = [
        Paper(
            id="doi:10.1038/nature14539",
            title="Deep {learning} at 50% of R&D",
            year=2015,
            venue="Nature",
            doi="10.1038/nature14539",
            listed=True,
        ),
        Paper(
            id="arxiv:1706.03762",
            title="Attention Is All You Need",
            year=2017,
            arxiv_id="1706.03762",
            listed=True,
        ),
    ]
    for position, paper in enumerate(papers, 1):
        graph.add(paper)
        graph.add(Author(id=f"s2:{position}", name="Émile Söderström", name_key="emile soderstrom"))
        graph.add(Authored(start=f"s2:{position}", end=paper.id, position=1))
        graph.add(Lists(start="list:l", end=paper.id, line=position, position=position))
    return graph


@pytest.mark.parametrize("format", ["bib", "ris", "csl.json"])
def test_what_is_exported_is_read_back_the_same(format):
    out = io.BytesIO()
    write(graph(), out, format)
    entries = sorted(read_as(out.getvalue().decode(), format).entries, key=lambda entry: entry.year)
    assert [entry.title for entry in entries] == [
        "Deep {learning} at 50% of R&D",
        "Attention Is All You Need",
    ]
    assert [entry.year for entry in entries] == [2015, 2017]
    assert [entry.authors for entry in entries] == [["Émile Söderström"]] * 2
    assert entries[0].ids["doi"] == "10.1038/nature14539"
    assert entries[1].ids["arxiv"] == "1706.03762"


@pytest.mark.parametrize(
    "text",
    [
        "@online{on, title={Web thing}, url={https://user:secret@example.org/a?token=abc123}}",
        "TY  - JOUR\nTI  - Web thing\nUR  - https://user:secret@example.org/a?token=abc123\nER  - \n",
        '[{"title": "Web thing", "URL": "https://user:secret@example.org/a?token=abc123"}]',
    ],
)
def test_credentials_in_a_bibliography_are_removed_and_said(text: str) -> None:
    parsed = parse(text, source="papers", id="papers")
    assert [link.url for link in parsed.entries[0].links] == ["https://example.org/a"]
    assert "credential-removed" in {warning.code for warning in parsed.warnings}
    assert "secret" not in repr(parsed)
