"""An author's id joins people of one name; another name is another person, and said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.formats.papers import read_papers
from kg.ingest.assemble import Assembly, assemble
from kg.ingest.authors import may_be_one_person
from kg.records import Facts, Work, WorkAuthor


def assembled(*papers: list[WorkAuthor]) -> Assembly:
    works = [
        Work(
            title=f"The {n}. paper about nothing much", ids={"doi": f"10.5555/{n}"}, authors=authors
        )
        for n, authors in enumerate(papers)
    ]
    known = list(range(len(works)))
    return assemble([Facts(input="records:x", location="x", source="x", works=works, known=known)])


def by(name: str, s2_id: str | None = None, orcid: str | None = None) -> WorkAuthor:
    return WorkAuthor(name=name, s2_id=s2_id, orcid=orcid)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José García", "Jose Garcia"),
        ("J. Garcia", "José García"),
        ("García, J.", "José García"),
        ("Wang Jun", "Jun Wang"),
        ("X.-M. Li", "Xiaoming Li"),
        ("Xiao-Ming Li", "Xiaoming Li"),
        ("Søren Müller", "Soren Mueller"),
        ("John A. Smith", "J. Smith"),
        ("王军", "Jun Wang"),
    ],
)
def test_initials_accents_and_order_are_one_name(one: str, other: str) -> None:
    assert may_be_one_person(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rolf Nielsson", "Maria-Elena Castellanos"),
        ("Jian Wang", "Jun Wang"),
        ("Ana Lopez", "Ana Okafor"),
        ("J. Smith", "Mary Smith"),
        ("A. B.", "Anna Braun-Costa Lima"),
    ],
)
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert not may_be_one_person(one, other)


@pytest.mark.parametrize("ids", [("77", None), (None, "0000-0001"), ("77", "0000-0001")])
def test_one_id_under_two_names_is_two_people(ids: tuple[str | None, str | None]) -> None:
    assembly = assembled([by("Rolf Nielsson", *ids)], [by("Maria Castellanos", *ids)])
    names = sorted(author.name for author in assembly.graph.records("Author"))
    assert names == ["Maria Castellanos", "Rolf Nielsson"]
    assert {one.code for one in assembly.warnings} == {"one-id-two-people"}


def test_the_id_stays_with_the_name_that_most_papers_print() -> None:
    assembly = assembled(
        [by("Ana Lopez", "7")], [by("Rolf Nielsson", "7")], [by("R. Nielsson", "7")]
    )
    assert assembly.graph.get("Author", "s2:7").name == "Rolf Nielsson"
    assert assembly.graph.get("Author", "doi:10.5555/0#author-1").name == "Ana Lopez"


@pytest.mark.parametrize(
    "names", [("Tom Bergmark", "Tommy Bergmark"), ("Wei Wang", "Wei Wang"), ("A. Roe", "B. Poe")]
)
def test_two_authors_of_one_paper_under_one_id_are_both_there(names: tuple[str, str]) -> None:
    assembly = assembled([by(names[0], "11"), by("Sue Vey", "12"), by(names[1], "11")])
    graph = assembly.graph
    assert sorted(edge.position for edge in graph.records("AUTHORED")) == [1, 2, 3]
    assert "one-id-two-people" in {one.code for one in assembly.warnings}


def test_a_bibliography_prints_what_the_paper_prints() -> None:
    graph = assembled([by("J. Garcia", "7")], [by("José García", "7")]).graph
    assert len(graph.records("Author")) == 1
    printed = {paper.properties["doi"]: paper.authors for paper in read_papers(graph, "all")}
    assert printed == {"10.5555/0": ["J. Garcia"], "10.5555/1": ["José García"]}


NAMES = st.sampled_from(
    ["Ana Lopez", "A. Lopez", "Rolf Nielsson", "R Nielsson", "Wei Wang", "Wang Wei", "J. Doe"]
)


@given(
    st.lists(st.lists(st.tuples(NAMES, st.sampled_from(["1", "2", None])), max_size=4), max_size=4)
)
def test_no_printed_name_is_lost_or_moved(rows: list[list[tuple[str, str | None]]]) -> None:
    graph = assembled(*([by(*one) for one in row] for row in rows)).graph
    names = {author.id: author.name for author in graph.records("Author")}
    for n, row in enumerate(rows):
        edges = [edge for edge in graph.records("AUTHORED") if edge.end == f"doi:10.5555/{n}"]
        printed = {edge.position: edge.name or names[edge.start] for edge in edges}
        assert printed == {position: name for position, (name, _) in enumerate(row, 1)}


@given(NAMES, NAMES)
def test_comparing_names_has_no_direction(one: str, other: str) -> None:
    assert may_be_one_person(one, other) == may_be_one_person(other, one)
