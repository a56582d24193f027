"""A prepared release as a source: the same graph as from the service."""

from __future__ import annotations

import re
from contextlib import closing
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from bulk_release import DATE, citation_line, corpus_id, release_of, soil
from s2_corpus import as_markdown, simulated_corpus
from s2_server import S2Server

from kg.bulk.prepare import prepare
from kg.cli import main
from kg.ingest.assemble import assemble
from kg.ingest.facts import gather_list
from kg.reading_list import read_list
from kg.records import BuildOptions, Graph
from kg.sources import Source, open_source
from kg.sources.semantic_scholar import SemanticScholar
from kg.stores import open_store

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


def quoted(citing: str, cited: str) -> list[tuple[str, list[str]]]:
    """Return the sentences in which a paper cites another, none to three, with their intents."""
    chance = int(sha1(f"{citing} {cited}".encode()).hexdigest(), 16)
    intents = (["background"], ["methodology", "result"], [], ["result"])
    return [
        (f"Shown  by\n{cited[:6]}, <i>{place}</i>.", intents[(chance >> place) % 4])
        for place in range(chance % 4)
    ]


class QuotingServer(S2Server):
    """A service whose sentences are those of the pair, whichever end they are asked from."""

    def _edges(self, seen: Any, id: str, relation: str) -> dict[str, Any]:
        body = super()._edges(seen, id, relation)
        own = self._find(id)
        lists = self.corpus.references if relation == "references" else self.corpus.citations
        for row, other in zip(body["data"], lists.get(own, [])[body["offset"] :], strict=False):
            said = []
            if isinstance(other, str):
                said = quoted(own, other) if relation == "references" else quoted(other, own)
            row["contexts"] = [text for text, _ in said]
            row["intents"] = sorted({intent for _, intents in said for intent in intents})
            row["contextsWithIntent"] = [
                {"context": text, "intents": intents} for text, intents in said
            ]
            row["isInfluential"] = bool(said)
        return body


def stored(store: Path) -> tuple[dict, dict]:
    """Return the properties of nodes and relationships, but for what names source and day."""
    with open_store(str(store)) as opened:
        nodes = opened.query(
            "MATCH (n) RETURN labels(n)[0] AS label, n.id AS id, properties(n) AS p"
        )
        edges = opened.query(
            "MATCH (a)-[r]->(b) RETURN type(r) AS type, a.id AS start, b.id AS end, properties(r) AS p"
        )
        found = tuple(
            {
                tuple(value for name, value in row.items() if name != "p"): {
                    name: _GIVEN_BY.sub("it", str(value))
                    for name, value in row["p"].items()
                    if name not in ("retrieved", "counts_date", "sources", "references_sources")
                }
                for row in map(dict, rows)
            }
            for rows in (nodes, edges)
        )
    return found[0], found[1]


def test_kg_build_stores_the_same_graph_with_all_sentences(tmp_path, monkeypatch) -> None:
    corpus, entries = simulated_corpus(seed=3, listed=12, others=90, typical=7)
    corpus.withheld.clear()
    made = release_of(corpus)
    files = made.lines["citations"] = {"20250822_0": [], "part-2.jsonl.gz": []}
    pairs = [(one, two) for one, cited in corpus.references.items() for two in cited]
    for number, (one, two) in enumerate(pairs):
        said = quoted(one, two) if isinstance(two, str) else []
        line = citation_line(
            number,
            corpus_id(corpus.papers[one]),
            corpus_id(corpus.papers[two]) if isinstance(two, str) else None,
            contexts=[text for text, _ in said],
            intents=[intents for _, intents in said],
            isinfluential=bool(said),
        )
        made.add("citations", [*files][number % 2], line)
    made.write(tmp_path / DATE)
    (tmp_path / "papers.md").write_text(as_markdown(entries), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["bulk", "prepare", DATE, "--to", "tables", "--contexts"]) == 0
    usual = ["--expand", "both", "--hops", "2", "--contexts", "--fill", "none"]
    with QuotingServer(corpus) as server:
        monkeypatch.setenv("KG_S2_URL", server.url)
        monkeypatch.setenv("KG_S2_INTERVAL", "0.001")
        monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "answers"))
        assert main(["build", "papers.md", "--store", "asked", *usual]) == 0
    monkeypatch.delenv("KG_S2_URL")
    assert main(["build", "papers.md", "--store", "found", "--source", "tables", *usual]) == 0
    asked, found = stored(tmp_path / "asked"), stored(tmp_path / "found")
    assert sum("contexts" in told for told in asked[1].values()) > 100
    assert found[1] == asked[1]
    assert found[0].keys() == asked[0].keys()
    for id, told in asked[0].items():
        for name, value in told.items():
            # The service tells less of a neighbour, and nothing else of it.
            assert found[0][id].get(name) == value, (id, name)
