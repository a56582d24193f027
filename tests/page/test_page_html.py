"""The file itself: the same bytes, nothing from elsewhere, nothing private."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from page_graphs import citation_graph, hostile_graph, page_data

import kg.page.columns
import kg.page.rendering
from kg.errors import ExportError, PaperNotFound
from kg.page import display, render, write_page
from kg.page.html import SCRIPTS
from kg.records import Cites, Graph, Paper
from kg.settings import packaged


class Outline(HTMLParser):
    """Tags, what scripts and styles hold, and every attribute that could load something."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.loads, self.policy = [], {"script": [], "style": []}, [], None
        self.open = None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.tags.append(tag)
        self.open = tag if tag in self.texts and known.get("type") != "application/json" else None
        self.loads += [known[name] for name in ("src", "href", "srcset", "action") if name in known]
        assert not [name for name in known if name.startswith("on") or name == "style"]
        if known.get("http-equiv") == "Content-Security-Policy":
            self.policy = known["content"]

    def handle_data(self, data):
        if self.open:
            self.texts[self.open].append(data)

    def handle_endtag(self, tag):
        self.open = None


def test_two_builds_give_the_same_bytes(demo_graph, demo_html):
    assert render(demo_graph) == demo_html


def test_the_bytes_do_not_depend_on_the_seed_of_hashes():
    code = "from kg.ingest import demo_graph; from kg.page import render; import hashlib; print(hashlib.sha256(render(demo_graph()).encode()).hexdigest())"
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_it_is_one_whole_document(demo_html):
    outline = Outline(demo_html)
    assert demo_html.startswith("<!DOCTYPE html>\n<html lang=")
    assert [outline.tags.count(tag) for tag in ("title", "h1", "main", "style")] == [1, 1, 1, 1]
    assert [url for url in outline.loads if not url.startswith("data:image/svg+xml,")] == []


@pytest.mark.parametrize("graph", ["demo", "hostile"])
def test_the_policy_allows_these_scripts_and_styles_by_hash_and_nothing_else(graph, demo_html):
    outline = Outline(demo_html if graph == "demo" else render(hostile_graph()))
    policy = dict(part.strip().split(" ", 1) for part in outline.policy.split(";"))
    assert policy["default-src"] == "'none'"
    for kind in ("script", "style"):
        digests = [
            base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            for text in outline.texts[kind]
        ]
        assert policy[f"{kind}-src"] == " ".join(f"'sha256-{digest}'" for digest in digests)


def test_hostile_text_never_leaves_its_place():
    outline = Outline(render(hostile_graph(), abstracts=True))
    assert outline.tags.count("script") == 3
    assert outline.tags.count("style") == 1
    assert "img" not in outline.tags
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", render(hostile_graph(), title="{{ 7 * 7 }}"))


def test_links_with_passwords_or_scripts_are_left_out():
    data = page_data(render(hostile_graph()))
    urls = [url for links in data["papers"]["links"] for _, url in links]
    assert urls
    assert all(url.startswith("https://doi.org/") for url in urls)


def test_a_link_is_named_by_where_it_leads():
    graph = Graph()
    graph.add(
        Paper(id="arxiv:1", arxiv_id="2005.03687", url="https://www.mdpi.com/2072-4292/14/18/4533")
    )
    assert page_data(render(graph))["papers"]["links"] == [
        [
            ["arXiv", "https://arxiv.org/abs/2005.03687"],
            ["mdpi.com", "https://www.mdpi.com/2072-4292/14/18/4533"],
        ]
    ]


def test_nothing_private_is_in_the_demo(demo_html):
    data = demo_html[demo_html.index('id="data">') : demo_html.index("</script>")]
    for secret in ("X-Amz-", "token=", "/work/", "AWS4", "Signature"):
        assert secret not in data


def test_abstracts_and_summaries_only_when_asked_for():
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title="A", abstract="Words of others", tldr="Their summary"))
    assert "Words of others" not in render(graph)
    assert "Their summary" not in render(graph)
    asked = render(graph, abstracts=True)
    assert "Words of others" in asked
    assert "Their summary" in asked


def test_the_overview_says_what_is_known_of_the_reference_lists(demo_html):
    overview = " ".join(page_data(demo_html)["overview"])
    assert "62 papers of the list from 1992 to 2022" in overview
    assert "321 papers and 423 citations, 57 of them within the list" in overview
    assert "8 complete reference lists, 4 partly known, 50 unknown" in overview
    assert "cites nothing" not in demo_html


def test_semantic_scholar_is_named_where_its_data_is_used(demo_html):
    assert page_data(render(citation_graph(20, listed=5)))["sources"][0] == [
        "Semantic Scholar", "https://www.semanticscholar.org/", "2026-01-01",
    ]  # fmt: skip
    assert "Semantic Scholar" not in [name for name, _, _ in page_data(demo_html)["sources"]]


def test_of_a_larger_graph_a_part_is_written_and_the_page_says_so(monkeypatch):
    monkeypatch.setattr(kg.page.rendering, "MOST_PAPERS", 200)
    graph = citation_graph(400, listed=30)
    data = page_data(render(graph))
    assert len(data["papers"]["id"]) == 200
    assert sum(data["papers"]["listed"]) == 30
    assert "200 of the 400 papers" in data["overview"][-1]
    assert all(number < 200 for number in data["papers"]["cited"] + data["papers"]["citing"])


def test_in_a_page_of_many_papers_only_the_citations_of_the_list_have_their_sentences(monkeypatch):
    monkeypatch.setattr(kg.page.columns, "_MANY_PAPERS", 2)
    graph = Graph()
    for letter in "abcd":
        graph.add(Paper(id=f"doi:10.1/{letter}", title=letter, listed=letter == "d"))
    for citing, cited in ("ba", "da"):
        graph.add(
            Cites(
                start=f"doi:10.1/{citing}",
                end=f"doi:10.1/{cited}",
                contexts=[f"{citing} cites {cited}"],
            )
        )
    said = page_data(render(graph))["papers"]["citation"]
    assert [(item["contexts"], item["more_contexts"]) for item in said.values()] == [
        ([], 1),
        (["d cites a"], 0),
    ]


@pytest.mark.parametrize(
    "papers",
    [
        [],
        [Paper(id="doi:10.1/a")],
        [Paper(id="doi:10.1/a", title="A", year=2000), Paper(id="doi:10.1/b", title="B")],
    ],
)
def test_a_graph_with_little_in_it_is_a_page_too(papers):
    graph = Graph()
    for paper in papers:
        graph.add(paper)
    assert page_data(render(graph))["papers"]["id"] == [paper.id for paper in reversed(papers)]


def test_citations_in_a_circle_are_drawn():
    graph = Graph()
    for letter in "abc":
        graph.add(Paper(id=f"doi:10.1/{letter}", title=letter, year=2020))
    for citing, cited in ("ab", "bc", "ca", "aa"):
        graph.add(Cites(start=f"doi:10.1/{citing}", end=f"doi:10.1/{cited}"))
    assert len(page_data(render(graph))["drawing"]["edges"]) == 3


def test_of_many_tied_beginnings_the_spine_is_drawn():
    graph = Graph()
    for n in range(300):
        graph.add(Paper(id=f"doi:10.1/{n:03}", title=str(n), year=1990 + n % 9))
        graph.add(Cites(start="doi:10.1/x", end=f"doi:10.1/{n:03}"))
    for id, year in (("x", 2000), ("y", 2001), ("z", 2002)):
        graph.add(Paper(id=f"doi:10.1/{id}", title=id, year=year))
    graph.add(Cites(start="doi:10.1/y", end="doi:10.1/x"))
    graph.add(Cites(start="doi:10.1/z", end="doi:10.1/y"))
    data = page_data(render(graph))
    drawn = {node["id"]: node for node in data["drawing"]["nodes"]}
    assert len(data["main"]["papers"]) == 303
    assert [drawn[paper]["y"] for paper in data["main"]["spine"]] == [0.0] * 4
    assert "300 papers tie as its beginning" in data["main"]["words"]


def test_a_paper_that_is_not_there_is_an_error(demo_graph):
    with pytest.raises(PaperNotFound, match=r"doi:10\.1/none"):
        render(demo_graph, papers=["doi:10.1/none"])


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(demo_graph, tmp_path):
    with pytest.raises(ExportError, match="cannot be written"):
        write_page(demo_graph, tmp_path)
    assert list(tmp_path.parent.glob(".*.part")) == []


def test_a_link_and_a_pipe_are_written_through(tmp_path):
    graph = Graph()
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "page.html").write_text("before")
    (tmp_path / "link.html").symlink_to(tmp_path / "here" / "page.html")
    write_page(graph, tmp_path / "link.html")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "here" / "page.html").read_text(encoding="utf-8") == render(graph)
    code = "from kg.page import write_page; from kg.records import Graph; write_page(Graph(), '/dev/stdout')"
    if Path("/dev/stdout").exists():
        piped = subprocess.run(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, check=True
        ).stdout
        assert piped.decode("utf-8") == render(graph)
        assert Path("/dev/stdout").is_symlink()


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(demo_graph, demo_html):
    shown = display(demo_graph, height=500)._repr_html_()
    assert shown.count("<") == 2
    assert 'height="500"' in shown
    assert len(shown) > len(demo_html)


def test_every_script_is_part_of_the_page(demo_html):
    assert sorted(SCRIPTS) == sorted(path.name for path in packaged("exports", "page").glob("*.js"))
    for name in SCRIPTS:
        assert packaged("exports", "page", name).read_text(encoding="utf-8").strip() in demo_html


@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u2069", "\u202c"])
def test_nothing_turns_the_direction_of_the_page(sign):
    graph = Graph()
    graph.add(Paper(id="doi:10.1/a", title=f"Rain {sign}of Kerala", year=2020, listed=True))
    page = render(graph)
    assert "Rain of Kerala" in page
    assert f'"Rain {sign}' not in page
