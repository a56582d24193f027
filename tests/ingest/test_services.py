"""Holes filled by further services: every citation with exactly the services that hold it."""

import math
from collections import Counter

import pytest
from service_literature import FILLERS, literature_of, running
from service_server import random_faults

from kg.cli.store import show
from kg.curation.check import check
from kg.ingest import build
from kg.library import query as library_query
from kg.linked_data.sparql import sparql
from kg.reading_list import parse
from kg.sources import open_services, open_source
from kg.stores import open_store, summary
from kg.why import why_citation

ALL = ",".join(FILLERS)


@pytest.fixture(scope="module")
def literature():
    return literature_of()


@pytest.fixture
def services(literature, monkeypatch):
    with running(literature) as serving:
        for name, value in serving.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("KG_S2_PATIENCE", "20")
        yield serving


@pytest.fixture
def papers(literature, tmp_path):
    path = tmp_path / "papers.md"
    path.write_text(literature.markdown, "utf-8")
    return path


def built(papers, tmp_path, store="kg-store", **options):
    return build(papers, store=tmp_path / store, **options)


def graph_of(tmp_path, store="kg-store"):
    """Return the whole graph as plain values, without the dates of answers."""
    with open_store(str(tmp_path / store)) as opened:
        nodes = {paper["id"]: paper for paper in opened.nodes("Paper")}
        edges = {(one.start, one.end): one.properties for one in opened.relationships("CITES")}
    return nodes, edges


def sources_of(tmp_path, store="kg-store"):
    _, edges = graph_of(tmp_path, store)
    return {pair: set(known["sources"]) for pair, known in edges.items()}


@pytest.mark.parametrize("fill", ["none", "crossref", "opencitations", "openalex"])
def test_each_service_alone_adds_exactly_what_it_holds(
    services, papers, tmp_path, literature, fill
):
    report = built(papers, tmp_path, fill=fill)
    wanted = {"semantic-scholar", fill}
    holders = {pair: held & wanted for pair, held in literature.holders.items() if held & wanted}
    assert sources_of(tmp_path) == holders
    assert report.deferred is None


def test_all_asked_about_all_name_every_service_that_holds_a_citation(
    services, papers, tmp_path, literature
):
    built(papers, tmp_path, fill=ALL, cross_check=True)
    assert sources_of(tmp_path) == literature.holders
    nodes, edges = graph_of(tmp_path)
    for known in edges.values():
        assert len(known["evidence"]) == len(known["sources"])
    for id in literature.withheld:
        paper = nodes[id]
        whole = id in literature.whole
        assert paper.get("references_complete") == (["crossref"] if whole else None)
        assert paper["references_known"] == sum(citing == id for citing, _ in literature.holders)
        assert paper["references_stated"] >= paper["references_known"]
        assert "semantic-scholar: elided" in paper["references_sources"]


def test_a_list_that_one_service_completes_is_not_asked_of_the_next(
    services, papers, tmp_path, literature
):
    built(papers, tmp_path, fill="crossref,opencitations")
    nodes, _ = graph_of(tmp_path)
    complete = {id for id in literature.withheld if nodes[id]["references_state"] == "complete"}
    assert 0 < len(complete) < len(literature.withheld)
    asked = {seen.path.rpartition("doi:")[2] for seen in services.opencitations.log}
    assert {f"doi:{doi}" for doi in asked} == literature.withheld - complete


def test_few_requests_one_at_a_time_and_nothing_twice(tmp_path, monkeypatch):
    literature = literature_of(3, listed=300, others=1500, withheld=120, typical=12)
    papers = tmp_path / "papers.md"
    papers.write_text(literature.markdown, "utf-8")
    with running(literature) as services:
        for name, value in services.environment("0.02").items():
            monkeypatch.setenv(name, value)
        plain = built(papers, tmp_path, "plain", fill="none")
        monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "second archive"))
        services.s2.log.clear()
        report = built(papers, tmp_path)
        more = report.requests["total"] - plain.requests["total"]
        crossref = math.ceil(120 / 50)
        assert report.requests["by_endpoint"]["crossref GET /works"] == crossref
        assert more <= crossref + math.ceil(len(literature.new_dois) / 500)
        assert min(services.crossref.gaps()) >= 0.02
        before = services.requests()
        assert built(papers, tmp_path).requests["total"] == 0
        assert services.requests() == before
        first = graph_of(tmp_path)
        source, fillers = open_source("semantic-scholar", offline=True), ["crossref"]
        offline = open_services(fillers, offline=True)
        build(papers, store=tmp_path / "offline", source=source, fill=offline)
        assert graph_of(tmp_path, "offline") == first


def test_building_again_with_another_fill_is_a_fresh_build(services, papers, tmp_path):
    for number, fill in enumerate((ALL, "openalex", "none", "crossref")):
        built(papers, tmp_path, fill=fill)
        built(papers, tmp_path, f"fresh-{number}", fill=fill)
        assert graph_of(tmp_path) == graph_of(tmp_path, f"fresh-{number}")


@pytest.mark.parametrize("name", FILLERS)
def test_a_service_that_is_down_costs_nothing_else(
    services, papers, tmp_path, monkeypatch, literature, name
):
    monkeypatch.setenv("KG_S2_PATIENCE", "0.5")
    getattr(services, name).fault = lambda _: "500"
    report = built(papers, tmp_path, fill=ALL)
    assert "run the same command again" in (report.deferred or "")
    held = {pair: who for pair, who in literature.holders.items() if "semantic-scholar" in who}
    found = sources_of(tmp_path)
    assert held.items() <= found.items()
    assert not any(name in who for who in found.values())
    getattr(services, name).fault = lambda _: None
    monkeypatch.setenv("KG_S2_PATIENCE", "20")
    assert built(papers, tmp_path, fill=ALL).deferred is None
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "another archive"))
    built(papers, tmp_path, "fresh", fill=ALL)
    assert graph_of(tmp_path) == graph_of(tmp_path, "fresh")


def test_mixtures_of_faults_end_in_the_graph_without_faults(
    services, papers, tmp_path, monkeypatch
):
    built(papers, tmp_path, "fresh", fill=ALL)
    monkeypatch.setenv("KG_ARCHIVE", str(tmp_path / "another archive"))
    monkeypatch.setenv("KG_S2_PATIENCE", "3")
    for seed, name in enumerate(FILLERS):
        getattr(services, name).fault = random_faults(seed, 0.4)
    for _ in range(12):
        if built(papers, tmp_path, fill=ALL).deferred is None:
            break
    assert built(papers, tmp_path, fill=ALL).deferred is None
    assert graph_of(tmp_path) == graph_of(tmp_path, "fresh")


def test_what_stands_beside_a_doi_never_names_what_semantic_scholar_knows(
    services, papers, tmp_path, literature
):
    built(papers, tmp_path, fill="crossref")
    nodes, _ = graph_of(tmp_path)
    titles = Counter(paper["title"] for paper in nodes.values())
    assert titles["A title beside a DOI"] == 0
    only = [paper for id, paper in nodes.items() if id.startswith("doi:10.7777/")]
    assert len(only) == len(literature.withheld)
    assert all(paper["title"].startswith("Notes on case") for paper in only)
    assert {paper["year"] for paper in only} == {1999}


def test_progress_names_the_service_that_is_asked(services, papers, tmp_path):
    said = set()
    built(papers, tmp_path, fill=ALL, progress=lambda what, *_: said.add(what))
    asking = {what for what in said if what != "writing the graph"}
    names = ("Semantic Scholar", "Crossref", "OpenCitations", "OpenAlex")
    assert all(any(name in what for what in asking) for name in names)
    assert all(any(name in what for name in names) for what in asking)


@pytest.fixture(scope="module")
def everything(literature, tmp_path_factory):
    """A store for which every service was asked about every list, built once."""
    folder = tmp_path_factory.mktemp("everything")
    papers = folder / "papers.md"
    papers.write_text(literature.markdown, "utf-8")
    with running(literature) as serving, pytest.MonkeyPatch.context() as patch:
        for name, value in serving.environment().items():
            patch.setenv(name, value)
        patch.setenv("KG_ARCHIVE", str(folder / "archive"))
        built(papers, folder, fill=ALL, cross_check=True)
    return folder


def test_the_summary_counts_by_service_and_says_how_far_two_agree(everything, literature, capsys):
    with open_store(str(everything / "kg-store")) as opened:
        found = summary(opened)
    held = Counter(name for who in literature.holders.values() for name in who)
    alone = Counter(next(iter(who)) for who in literature.holders.values() if len(who) == 1)
    for name in ("semantic-scholar", *FILLERS):
        counts = found["sources"][name]
        assert (counts["citations"], counts["alone"]) == (held[name], alone[name])
    crossref = found["sources"]["crossref"]
    assert crossref["answered"] == len(literature.withheld) < crossref["asked"]
    assert crossref["complete"] == len(literature.whole)
    assert crossref["unidentified"] == len(literature.withheld - literature.whole)
    assert found["sources"]["semantic-scholar"]["asked"] == 40
    pair = next(one for one in found["agreement"] if one["sources"] == ["crossref", "openalex"])
    both = [
        {"crossref", "openalex"} & who
        for (citing, _), who in literature.holders.items()
        if citing in literature.withheld and f"openalex {citing}" in openalex_lists(literature)
    ]
    assert pair["lists"] == len(openalex_lists(literature))
    assert pair["both"] == sum(len(who) == 2 for who in both)
    assert pair["only"] == {"crossref": sum(who == {"crossref"} for who in both), "openalex": 0}
    show(found)
    text = capsys.readouterr().out
    assert "crossref and openalex" in text
    assert "asked" in text


def openalex_lists(literature):
    """Return the withheld papers for which OpenAlex gives a list that is not empty."""
    return {
        f"openalex {citing}" for (citing, _), who in literature.holders.items() if "openalex" in who
    }


def test_why_names_a_reason_for_each_service_also_for_absence(everything, literature):
    with open_store(str(everything / "kg-store")) as opened:
        inputs = opened.inputs()
        citing, cited = next(
            pair for pair, who in literature.holders.items() if who == set(FILLERS)
        )
        present = why_citation(opened, citing, cited, inputs)
        assert present.link
        # The publisher withholds the list from Semantic Scholar: that it is absent there says nothing.
        assert [one.code for one in present.reasons] == ["reference"] * len(FILLERS)
        assert {one.source for one in present.reasons if one.code == "reference"} == set(FILLERS)
        whole = min(literature.whole)
        stranger = next(
            id
            for id in sorted(nodes_of(opened))
            if (whole, id) not in literature.holders and id != whole
        )
        absent = why_citation(opened, whole, stranger, inputs)
        partial = min(literature.withheld - literature.whole)
        known = sum(citing == partial for citing, _ in literature.holders)
        stated = len(literature.crossref[partial.removeprefix("doi:")]["reference"])
        first = why_citation(opened, partial, stranger, inputs).reasons[0]
        assert f"only {known} of {stated} references" in first.sentence
    reasons = {one.source: one for one in absent.reasons if one.code == "list-without"}
    count = len(literature.crossref[whole.removeprefix("doi:")]["reference"])
    sentence = reasons["crossref"].sentence
    assert sentence.startswith(f"Crossref's list of {count} for ")
    assert sentence.endswith(f", asked on {reasons['crossref'].date}, does not hold it")
    assert "semantic-scholar" not in reasons  # an elided list is no reason


def test_a_doi_that_crossref_took_for_another_names_crossref_alone_and_is_contested(
    tmp_path, monkeypatch
):
    literature = literature_of(5, listed=24, others=120, withheld=5, typical=6, misled=3)
    papers = tmp_path / "papers.md"
    papers.write_text(literature.markdown, "utf-8")
    with running(literature) as serving:
        for name, value in serving.environment().items():
            monkeypatch.setenv(name, value)
        built(papers, tmp_path, fill=ALL, cross_check=True)
    assert sources_of(tmp_path) == literature.holders
    assert {tuple(literature.holders[pair]) for pair in literature.contested} == {("crossref",)}
    query = library_query("contested-citations")
    with open_store(str(tmp_path / "kg-store")) as opened:
        rows = opened.query(query.cypher)
        assert sparql(opened, query.sparql) == rows
        reasons = why_citation(opened, *min(literature.contested), opened.inputs()).reasons
    by_crossref = {
        (row["citing"], row["cited"]) for row in rows if row["asserted_by"] == "crossref"
    }
    assert by_crossref == literature.contested
    assert [(one.code, one.source) for one in reasons] == [
        ("reference", "crossref"),
        ("list-without", "semantic-scholar"),
    ]
    assert reasons[0].sentence.endswith("Crossref: DOI found by Crossref's own matching")


def nodes_of(opened):
    return [paper["id"] for paper in opened.nodes("Paper", ("id",))]


def test_a_check_says_how_many_references_the_publisher_deposited(everything, literature):
    text = (everything / "papers.md").read_text("utf-8")
    with open_store(str(everything / "kg-store")) as opened:
        found = check(parse(text, source="papers.md", id="list:papers"), text, graph=opened)
    findings = [one for one in found if one.code == "references-missing"]
    assert len(findings) == len(literature.withheld - literature.whole)
    assert all(
        "the publisher deposited" in one.what and "are known" in one.what for one in findings
    )
