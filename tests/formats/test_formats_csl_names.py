"""Names of CSL-JSON that come in one piece."""

from __future__ import annotations

import json

import pytest

from kg.formats.reading import read_csl
from kg.records import Author, Authored, Graph, Paper


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ([{"literal": "Lopez, A."}], ["A. Lopez"]),
        ([{"literal": "Lopez, Ana"}, {"literal": "Kim, C.-H."}], ["Ana Lopez", "C.-H. Kim"]),
        ([{"literal": "van der Berg, Ann Marie"}], ["Ann Marie van der Berg"]),
        ([{"name": "Nováková, Éva"}], ["Éva Nováková"]),
        (["Lopez, A.", "Kim, C."], ["A. Lopez", "C. Kim"]),
        (["Ana Lopez", None, ""], ["Ana Lopez"]),
        ([{"literal": "Lopez, AB"}], ["AB Lopez"]),
        ([{"literal": "Google, Inc."}], ["Google, Inc."]),
        ([{"literal": "CERN, IT"}], ["CERN, IT"]),
        ([{"literal": "University of Rome, Physics"}], ["University of Rome, Physics"]),
        ([{"literal": "ATLAS Collaboration, CERN"}], ["ATLAS Collaboration, CERN"]),
        ([{"literal": "OpenAI"}], ["OpenAI"]),
        ([{"literal": "Lopez, A., Kim, C."}], ["Lopez, A., Kim, C."]),
    ],
)
def test_a_name_in_one_piece_is_a_person_with_given_names_first_or_an_institution(author, names):
    item = {"title": "Deep Hashing", "author": author}
    assert read_csl(json.dumps([item])).entries[0].authors == names


@pytest.mark.parametrize("name", ["World Health Organization", "The ATLAS Collaboration"])
def test_an_institution_is_no_person_in_any_format(name, written):
    graph = Graph()
    graph.add(Paper(id="key:a", title="On health"))
    graph.add(Author(id="#1", name=name, name_key=name.casefold()))
    graph.add(Authored(start="#1", end="key:a", position=1))
    assert f"author = {{{{{name}}}}}" in written(graph, "bib")
    assert f"AU  - {name}\n" in written(graph, "ris")
    assert json.loads(written(graph, "csl.json"))[0]["author"] == [{"literal": name}]
