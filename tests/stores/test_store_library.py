"""The query library is found and read, and its parameters are typed."""

from __future__ import annotations

import pytest

from kg.errors import PaperNotFound, UsageError
from kg.library import Parameter, queries, query, value_of


def test_every_query_has_a_title_and_says_what_it_answers():
    found = queries()
    assert [one.name for one in found] == sorted(one.name for one in found)
    for one in found:
        assert one.title, one.name
        assert "?" in one.answers, one.name
        assert one.sparql, one.name
        for parameter in one.parameters:
            assert f"${parameter.name}" in one.cypher, one.name
            assert f"${parameter.name}" in one.sparql or parameter.name in one.sparql, one.name


def test_every_query_of_the_library_answers_on_the_embedded_store(tmp_path, demo_graph):
    from kg.stores import open_store

    with open_store(str(tmp_path / "s"), write=True) as store:
        store.write(demo_graph, [])
        for one in queries():
            rows = store.query(one.cypher, one.values({}, store))
            assert rows == store.query(one.cypher, one.values({}, store)), one.name


def test_an_unknown_query_suggests_a_known_one():
    with pytest.raises(UsageError, match="did you mean most-cited"):
        query("most-cite")
    with pytest.raises(UsageError):
        query("../pyproject")


def test_a_declared_default_decides_the_type():
    asked = query("most-cited")
    assert asked.values({}) == {"limit": 10}
    assert asked.values({"limit": "3"}) == {"limit": 3}
    with pytest.raises(UsageError, match="not of type int"):
        asked.values({"limit": "three"})
    with pytest.raises(UsageError, match="it takes: limit"):
        asked.values({"nothing": 1})


@pytest.mark.parametrize(
    ("text", "type", "value"),
    [
        ("2017", "string", "2017"),
        ("2", "float", 2.0),
        ("true", "bool", True),
        ("null", "int", None),
        ('["a"]', "list", ["a"]),
        ("NaN", "any", "NaN"),
        ("1e3", "any", 1000.0),
        ('{"a": 1}', "any", '{"a": 1}'),
        ("", "any", ""),
    ],
)
def test_values_from_a_command_line(text, type, value):
    found = value_of(text, Parameter("x", None, type))
    assert (found, found.__class__) == (value, value.__class__)


@pytest.mark.parametrize(
    ("text", "type"), [("1.5", "int"), ("1", "bool"), ("a", "list"), ("x", "float")]
)
def test_values_of_the_wrong_type(text, type):
    with pytest.raises(UsageError):
        value_of(text, Parameter("x", None, type))


def test_a_paper_is_found_by_its_words(demo_graph):
    asked = query("ancestors")
    assert asked.values({"paper": "acmr"}, demo_graph)["paper"] == "doi:10.1145/3123266.3123326"
    with pytest.raises(PaperNotFound):
        asked.values({"paper": "no such thing at all"}, demo_graph)
