"""What a bibliography calls its records comes back unchanged, and as the nearest kind elsewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kg.cli import main
from kg.formats.papers import read_papers
from kg.records import Graph, Lists, Paper, PublishedIn, ReadingList, Venue

BIBTEX = "article inproceedings conference incollection inbook book proceedings phdthesis mastersthesis thesis techreport report misc online unpublished manual dataset software".split()
RIS = "JOUR EJOUR CONF CPAPER CHAP BOOK THES RPRT UNPB GEN ELEC DATA COMP MGZN".split()
CSL = "article article-journal article-magazine paper-conference chapter book thesis report webpage dataset software manuscript document post-weblog".split()


def library(format):
    """Return a bibliography with a record of each type."""
    if format == "bib":
        return "".join(
            f"@{type}{{k{n}, title={{On the {type} of {n} things}}, author={{Lee, Ann}}, year={{2019}},"
            f" journal={{Journal of Things}}, booktitle={{Proceedings of Things}}}}\n"
            for n, type in enumerate(BIBTEX)
        )
    if format == "ris":
        return "".join(
            f"TY  - {type}\nID  - k{n}\nTI  - On the {type} of {n} things\nAU  - Lee, Ann\nPY  - 2019\nER  - \n"
            for n, type in enumerate(RIS)
        )
    return json.dumps(
        [
            {"id": f"k{n}", "type": type, "title": f"On the {type} of {n} things"}
            for n, type in enumerate(CSL)
        ]
    )


def types_of(text, format):
    """Return the type of each record by its key."""
    if format == "bib":
        return {key: type for type, key in re.findall(r"^@(\w+)\{(\w+),", text, re.MULTILINE)}
    if format == "ris":
        return {
            key: type for type, key in re.findall(r"^TY  - (\w+)\nID  - (\w+)$", text, re.MULTILINE)
        }
    return {item["id"]: item["type"] for item in json.loads(text)}


@pytest.mark.parametrize("format", ["bib", "ris", "csl.json"])
def test_types_come_back_unchanged_and_as_the_nearest_kind_elsewhere(format, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(f"library.{format}").write_text(library(format), encoding="utf-8")
    assert main(["build", f"library.{format}", "--source", "none"]) == 0
    for other in ("bib", "ris", "csl.json"):
        assert main(["export", f"out.{other}"]) == 0
    text = Path(f"out.{format}").read_text(encoding="utf-8")
    assert types_of(text, format) == types_of(library(format), format)
    if format == "bib":
        assert types_of(Path("out.ris").read_text(encoding="utf-8"), "ris")["k0"] == "JOUR"
        assert "school = {" in text
        csl = types_of(Path("out.csl.json").read_text(encoding="utf-8"), "csl.json")
        assert (csl["k1"], csl["k7"]) == ("paper-conference", "thesis")


def test_odd_keys_of_bibtex_come_back_unchanged_and_those_of_others_as_bibtex_takes_them(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    keys = "O'Neil2010 smith(2010) DBLP:conf/cvpr/He16 a+b_c.d-e müller:2019 10.1145/3123 x~y 1234 Smith2010 smith2010 a*b&c? a%b".split()
    Path("library.bib").write_text(
        "".join(f"@article{{{key}, title={{On subject {n} of all}}, year=2019}}\n" for n, key in enumerate(keys)),
        encoding="utf-8",
    )  # fmt: skip
    assert main(["build", "library.bib", "--source", "none"]) == 0
    assert main(["export", "out.bib"]) == 0
    assert main(["export", "out.csl.json"]) == 0
    text = Path("out.bib").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^@\w+\{([^,]*),", text, re.MULTILINE)) == sorted(keys)
    items = json.loads(Path("out.csl.json").read_text(encoding="utf-8"))
    assert sorted(item["id"] for item in items) == sorted(keys)
    Path("library.bib").unlink()
    assert main(["build", "out.csl.json", "--source", "none", "--store", "second"]) == 0
    assert main(["export", "second.bib", "--store", "second"]) == 0
    assert "{smith_2010_," in Path("second.bib").read_text(encoding="utf-8")


def typed(record_type, *, venue="X", matched_by="doi", kind="conference", types=()):
    graph = Graph()
    graph.add(ReadingList(id="list:l", source="l.bib", sha256="0", entry_count=1))
    graph.add(
        Paper(id="doi:10.1/a", title="A", venue="X", publication_types=list(types), listed=True)
    )
    graph.add(Venue(id="venue:x", name="X", kind=kind))
    graph.add(PublishedIn(start="doi:10.1/a", end="venue:x"))
    graph.add(
        Lists(
            start="list:l",
            end="doi:10.1/a",
            line=1,
            position=1,
            venue=venue,
            matched_by=matched_by,
            record_type=record_type,
        )
    )
    (paper,) = read_papers(graph, "listed")
    return paper.kind, paper.record_type


def test_a_source_that_knows_the_venue_corrects_the_record_of_a_preprint():
    assert typed("bib:misc") == ("conference", None)
    assert typed("bib:article", venue="arXiv preprint arXiv:1701.00001") == ("conference", None)
    assert typed("bib:conference") == ("conference", "bib:conference")
    assert typed("bib:article", matched_by="none") == ("journal", "bib:article")
    assert typed("bib:article", kind=None, types=["Conference"]) == ("journal", "bib:article")
    assert typed("bib:online", kind=None) == ("other", "bib:online")
