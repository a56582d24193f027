"""A prepared release as a source: the same graph as from the service."""

from __future__ import annotations

import re
from contextlib import closing

import pytest
from bulk_release import DATE, release_of, soil
from s2_corpus import as_markdown, simulated_corpus
from s2_server import S2Server

from kg.bulk.prepare import prepare
from kg.ingest.assemble import assemble
from kg.ingest.facts import gather_list
from kg.reading_list import read_list
from kg.records import BuildOptions, Graph
from kg.sources import Source, open_source
from kg.sources.semantic_scholar import SemanticScholar

_GIVEN_BY = re.compile(r"(?<=as given by )semantic-scholar(?:-dump)?")


@pytest.fixture(scope="module")
def literature():
    corpus, entries = simulated_corpus(seed=3, listed=30, others=400, typical=12)
    # The server withholds lists in one direction only, which a release cannot.
    corpus.withheld.clear()
    return corpus, entries


@pytest.fixture(scope="module")
def tables(literature, tmp_path_factory):
    corpus, _ = literature
    folder = tmp_path_factory.mktemp("release")
    dump = soil(release_of(corpus), corpus).write(folder / DATE)
    prepare(dump, folder / "tables", contexts=True)
    return folder / "tables"


def graph_of(list_, source: Source, **options) -> Graph:
    facts = gather_list(
        read_list(str(list_)), source, location="x", options=BuildOptions(**options), decisions={}
    )
    return assemble([facts]).graph


def links(graph: Graph) -> dict[str, list]:
    return {
        "Paper": [paper["id"] for paper in graph.nodes("Paper")],
        "aliases": [paper.get("aliases") for paper in graph.nodes("Paper")],
        "Author": list(graph.nodes("Author")),
        "CITES": [
            (
                edge.start,
                edge.end,
                [_GIVEN_BY.sub("it", said) for said in edge.properties["evidence"]],
            )
            for edge in graph.relationships("CITES")
        ],
        "AUTHORED": list(graph.relationships("AUTHORED")),
        "LISTS": list(graph.relationships("LISTS")),
    }


@pytest.mark.parametrize(("expand", "hops"), [("both", 2), ("references", 1), ("none", 1)])
def test_service_and_release_give_the_same_graph(
    literature, tables, tmp_path, expand, hops
) -> None:
    corpus, entries = literature
    list_ = tmp_path / "list.md"
    list_.write_text(as_markdown(entries), encoding="utf-8")
    options = {"expand": expand, "hops": hops, "contexts": False}
    with (
        S2Server(corpus) as server,
        SemanticScholar(base_url=server.url, interval=0, archive=tmp_path / "a") as service,
    ):
        asked = links(graph_of(list_, service, **options))
    with closing(open_source(str(tables))) as release:
        found = links(graph_of(list_, release, **options))
        assert release.requests == {}
    assert len(asked["CITES"]) > (10 if expand == "none" else 100)
    for what, values in asked.items():
        assert found[what] == values, what
