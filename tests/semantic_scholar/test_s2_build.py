"""From a list to a graph by way of the service: few requests, never again, the same graph."""

import json
import shutil

import pytest
from s2_corpus import as_markdown, simulated_corpus
from s2_server import S2Server, random_faults

from kg.cli import main
from kg.records import LABELS, RELATIONSHIP_TYPES
from kg.stores import open_store

CORPUS, ENTRIES = simulated_corpus(seed=8, listed=40, others=160, typical=12)


def graph_of(directory):
    with open_store(str(directory)) as store:
        nodes = {kind.LABEL: list(store.nodes(kind.LABEL)) for kind in LABELS}
        return nodes, {
            kind.TYPE: list(store.relationships(kind.TYPE)) for kind in RELATIONSHIP_TYPES
        }


@pytest.fixture
def build(tmp_path, monkeypatch, capsys):
    """Return a function that runs ``kg build`` on the list against a server."""
    (tmp_path / "papers.md").write_text(as_markdown(ENTRIES), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_S2_INTERVAL", "0.002")
    monkeypatch.setenv("KG_S2_PATIENCE", "0.5")

    def run(url, *options):
        monkeypatch.setenv("KG_S2_URL", url)
        code = main(
            [
                "build",
                "papers.md",
                "--fill",
                "none",
                "--expand",
                "both",
                "--format",
                "json",
                *options,
            ]
        )
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, json.loads(said.out) if said.out else said.err

    return run


def test_second_build_and_offline_ask_nothing_and_give_the_same_graph(build):
    with S2Server(CORPUS) as server:
        code, first = build(server.url)
        assert (code, first["requests"]["total"]) == (0, len(server.log))
        assert first["requests"]["total"] <= 5
        assert first["lists"][0]["matched"] == len(ENTRIES)
        graph = graph_of("kg-store")
        _, second = build(server.url)
        assert second["requests"] == {"total": 0, "by_endpoint": {}}
        assert graph_of("kg-store") == graph
    shutil.rmtree("kg-store")
    code, offline = build("http://127.0.0.1:9", "--offline")
    assert (code, offline["requests"]["total"]) == (0, 0)
    assert graph_of("kg-store") == graph


def test_an_interrupted_build_ends_in_the_graph_of_an_undisturbed_one(build):
    with S2Server(CORPUS) as server:
        build(server.url, "--store", "undisturbed")
    shutil.rmtree("archive")
    with S2Server(CORPUS, fault=random_faults(7, 0.3)) as server:
        faults = server.fault
        server.fault = lambda seen: "429" if len(server.log) >= 3 else faults(seen)
        code, report = build(server.url)
        assert code == 3
        assert report["incomplete"]
        assert "deferred" in {one["state"] for one in report["incomplete"]}
        server.fault = faults
        for _ in range(5):
            code, _report = build(server.url)
            if code == 0:
                break
    assert code == 0
    nodes, relationships = graph_of("kg-store")
    assert (nodes, relationships) == graph_of("undisturbed")


def test_offline_with_an_empty_archive_is_deferred_and_the_list_stands(build):
    code, report = build("http://127.0.0.1:9", "--offline")
    assert code == 3
    assert report["nodes"]["Paper"] == len(ENTRIES)
    assert "--offline" in report["deferred"]


def test_plan_sends_nothing(build, capsys):
    with S2Server(CORPUS) as server:
        _, plan = build(server.url, "--plan")
        assert server.log == []
        assert plan["total"] == sum(plan["requests"].values()) > 0
