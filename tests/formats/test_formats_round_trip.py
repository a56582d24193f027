"""What is written is read back as the same papers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats.papers import plain, read_papers
from kg.formats.reading import read_as
from kg.identifiers import normalise_title
from kg.records import Author, Authored, Graph, Paper

BIBLIOGRAPHIES = ("bib", "ris", "csl.json")


@pytest.mark.parametrize("format", BIBLIOGRAPHIES)
def test_every_paper_of_the_users_graph_comes_back(demo_graph, written, format):
    papers = {paper.key: paper for paper in read_papers(demo_graph, "all")}
    entries = read_as(written(demo_graph, format, papers="all"), format).entries
    assert len(entries) == 321
    for entry, key in zip(
        entries, sorted(papers, key=lambda key: (key.casefold(), key)), strict=True
    ):
        known = papers[key].properties
        assert entry.title == known["title"]
        assert entry.authors == (papers[key].authors or None)
        assert entry.year == known.get("year")
        assert entry.venue == papers[key].publication[0]
        assert entry.ids.get("doi") == known.get("doi")
        # Two records name an arXiv id in their venue alone.
        assert entry.ids.get("arxiv") == known.get("arxiv_id") or "arXiv" in known["venue"]


# Readers of LaTeX take \textasciicircum for a letter of its own, U+02C6.
titles = st.text(st.characters(exclude_characters="^"), min_size=1, max_size=50).filter(
    lambda title: normalise_title(plain(title))
)
names = st.one_of(
    st.sampled_from(
        [
            "Laurens van der Maaten",
            "Martin Luther King Jr.",
            "OpenAI",
            "Barnes and Noble",
            "李 飞飞",
            "Jörg Müller",
            "Ana-Maria d'Souza",
            "R&D Team",
            "others",
        ]
    ),
    st.from_regex(r"[A-Z][a-zé]{1,8} ([A-Z]\. )?[A-Z][a-zß]{1,8}", fullmatch=True),
)


@given(titles, st.lists(names, max_size=3), st.integers(1900, 2026))
@pytest.mark.parametrize("format", BIBLIOGRAPHIES)
def test_any_title_and_any_names_come_back(written, format, title, authors, year):
    graph = Graph()
    graph.add(
        Paper(id="doi:10.1000/a", title=title, year=year, doi="10.1000/a", arxiv_id="2207.04818")
    )
    for position, name in enumerate(authors, 1):
        graph.add(Author(id=f"#{position}", name=name, name_key=name))
        graph.add(Authored(start=f"#{position}", end="doi:10.1000/a", position=position))
    (entry,) = read_as(written(graph, format), format).entries
    assert normalise_title(entry.title) == normalise_title(plain(title))
    named = [name for name in authors if name != "others"]
    assert entry.authors == (named or None)
    assert entry.more_authors is (bool(named) and len(named) < len(authors))
    assert entry.year == year
    assert entry.ids == {"doi": "10.1000/a", "arxiv": "2207.04818"}


def test_a_bibliography_of_other_peoples_making():
    found = read_as(
        r"""@article{x, title={Sch{\"o}n \& {BERT}}, year={2020}, doi={10.1007/978-3-031\_33},
        author={M{\"u}ller, J{\"o}rg and {Open AI, Inc.} and Nov{\'a}k, \'Eva and others},
        url={https://example.org/a%20b_c.pdf}}""",
        "bib",
    )
    (entry,) = found.entries
    assert found.warnings == []
    assert entry.title == "Schön & BERT"
    assert entry.authors == ["Jörg Müller", "Open AI, Inc.", "Éva Novák"]
    assert entry.ids == {"doi": "10.1007/978-3-031_33"}
    assert entry.links[0].url == "https://example.org/a%20b_c.pdf"
