"""Values in a form of their own: names as one text, identifiers behind a word, a book named by its chapter."""

from __future__ import annotations

import pytest

from kg.formats.reading import format_of_text, read_bibtex, read_csl, read_identifiers


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Lopez, Ana and Kim, C."', ["Ana Lopez", "C. Kim"]),
        ('"Ana Lopez; Chul Kim"', ["Ana Lopez", "Chul Kim"]),
        ('"Ana Lopez"', ["Ana Lopez"]),
        ('{"family": "Lopez", "given": "Ana"}', ["Ana Lopez"]),
        ('[null, {"family": "Na", "given": "Li"}]', ["Li Na"]),
        ("[null]", None),
        ('""', None),
    ],
)
def test_authors_of_an_item_are_read_in_every_form(author: str, names: list[str] | None) -> None:
    found = read_csl(f'[{{"title": "T", "author": {author}}}]')
    assert found.entries[0].authors == names


@pytest.mark.parametrize(
    ("journal", "id"),
    [
        ("arXiv preprint cs.CL/0205028", "cs/0205028"),
        ("arXiv preprint math.GT/0309136", "math/0309136"),
        ("arXiv preprint arXiv:hep-th/0309136", "hep-th/0309136"),
        ("ArXiv Preprint 1706.03762", "1706.03762"),
        ("arXiv e-prints, arXiv:1706.03762", "1706.03762"),
    ],
)
def test_the_arxiv_id_in_a_journal_is_the_papers(journal: str, id: str) -> None:
    found = read_bibtex(f"@article{{x, title={{T}}, journal={{{journal}}}}}")
    assert found.entries[0].ids == {"arxiv": id}


@pytest.mark.parametrize(
    ("line", "ids"),
    [
        ("DOI 10.1000/xyz", {"doi": "10.1000/xyz"}),
        ("doi=10.1000/xyz", {"doi": "10.1000/xyz"}),
        ("PMID 31234567", {"pmid": "31234567"}),
        ("PMCID: PMC1234567", {"pmc": "PMC1234567"}),
        ("PMC1234567", {"pmc": "PMC1234567"}),
        ("arXiv 1706.03762", {"arxiv": "1706.03762"}),
        ("arxiv hep-th/9901001", {"arxiv": "hep-th/9901001"}),
    ],
)
def test_a_line_of_identifiers_may_name_the_kind_in_any_way(line: str, ids: dict[str, str]) -> None:
    text = f"10.1038/nature14539\n{line}\n"
    assert format_of_text(text) == "ids"
    assert read_identifiers(text).entries[1].ids == ids


def test_a_book_that_a_chapter_names_is_left_out_with_a_word() -> None:
    found = read_bibtex(
        "@incollection{c, title={Frogs}, crossref={b}}\n"
        "@inbook{d, title={Moss}, crossref={b}}\n"
        "@book{b, title={Of Winter}, year=2009}\n"
    )
    assert [entry.title for entry in found.entries] == ["Frogs", "Moss"]
    assert [warning.message for warning in found.warnings] == [
        "entry c: the book b (line 3) that it is in is no entry of its own"
    ]
