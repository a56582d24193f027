"""Crossref alone as the source: by DOI, then by title, and never a wrong link."""

import json

import pytest
from crossref_server import CrossrefServer
from matching.adversarial import hard_negatives

from kg.identifiers import normalise_title
from kg.ingest import build
from kg.matching import is_retracted, match_entry, retraction_notice
from kg.reading_list import parse
from kg.records import Decision, Entry
from kg.settings import packaged
from kg.sources.crossref import CrossrefAlone
from kg.sources.crossref.works import paper_of
from kg.stores import open_store


def work(number, title, *, cites=0, **more):
    references = [
        {"key": f"r{one}", "DOI": f"10.5555/cited.{number}.{one}", "doi-asserted-by": "publisher"}
        for one in range(cites)
    ]
    return {
        "DOI": f"10.5555/Paper.{number}",
        "title": [title],
        "author": [{"given": "Ann", "family": "Lee"}],
        "issued": {"date-parts": [[2001]]},
        "type": "journal-article",
        "references-count": cites,
        **({"reference": references} if cites else {}),
        **more,
    }


def crossref_alone(server, tmp_path, **options):
    usual = {"base_url": server.url, "interval": 0.0, "patience": 5.0, "archive": tmp_path}
    return CrossrefAlone(**usual | options)


def entry(line, title, **ids):
    return Entry(line=line, title=title, year=2001, ids=ids)


@pytest.fixture
def server():
    words = "amber birch cedar dune ember fjord grove heath inlet juniper knoll lagoon".split()
    works = [
        work(n, f"The {word} of {words[n - 1]} things", cites=2) for n, word in enumerate(words)
    ]
    with CrossrefServer({one["DOI"]: one for one in works}) as running:
        yield running


def test_by_doi_then_by_title_and_nothing_twice(server, tmp_path):
    entries = [
        entry(1, "The amber of lagoon things", doi="10.5555/paper.0"),
        entry(2, "The birch of amber things", doi="10.48550/arxiv.2207.04818"),  # DataCite's
        entry(3, "The cedar of birch things", doi="10.5555/nowhere"),
        entry(4, "The dune of cedar things"),
        entry(5, "Something that nobody knows", doi="10.5555/paper.7"),  # leads to another title
        entry(6, "Something else that nobody knows"),
    ]
    with crossref_alone(server, tmp_path) as source:
        planned = source.plan(entries, ["references"])
        found = source.resolve(entries, {})
        lists = source.expand([one.work for one in found if one.work], "references")
        assert source.requests == {"GET /works": 1, "GET /works?query": 5}
        assert planned["requests"] == {"GET /works": 1, "GET /works?query": 3}
    assert [one.matched_by for one in found] == ["doi", "title", "none", "title", "none", "none"]
    # An equal title under another DOI than the list gives is in doubt.
    assert [one.confidence for one in found if not one.work] == ["unsure", "unsure", "none"]
    assert [(one.state, one.total, len(one.neighbours)) for one in lists] == [
        ("complete", 2, 2)
    ] * 3
    # Only what Crossref was asked for is not known to it.
    unknown = [
        entry(7, "Nothing like this at all", doi="10.5555/nobody", arxiv="2302.00011"),
        entry(8, "Nor like that either", arxiv="2302.00012"),
    ]
    with crossref_alone(server, tmp_path) as source:
        told = [one.evidence.partition("; not known: ")[2] for one in source.resolve(unknown, {})]
    assert told == ["doi:10.5555/nobody", ""]
    for options in ({}, {"offline": True}):
        with crossref_alone(server, tmp_path, **options) as source:
            assert source.resolve(entries, {}) == found
            assert source.plan(entries, ["references"])["total"] == 0
            assert source.requests == {}


def test_decisions_win(server, tmp_path):
    entries = [entry(n, "The amber of lagoon things", doi="10.5555/paper.0") for n in (1, 2, 3)]
    decisions = {
        0: Decision(accept="doi:10.5555/paper.4"),
        1: Decision(reject=("doi:10.5555/paper.0",)),
        2: Decision(accept="arxiv:2207.04818"),
    }
    with crossref_alone(server, tmp_path) as source:
        found = source.resolve(entries, decisions)
    assert found[0].work.ids == {"doi": "10.5555/paper.4"}
    assert found[1].work is None
    assert (found[2].matched_by, found[2].work) == ("decision", None)


def test_no_wrong_link_on_titles_that_nearly_agree(tmp_path):
    pairs = list(hard_negatives())
    assert len(pairs) >= 298
    works = {}
    for number, pair in enumerate(pairs):
        people = [{"name": author.name} for author in pair.work.authors]
        year = {"date-parts": [[pair.work.year]]}
        known = work(number, pair.work.title, author=people, issued=year)
        works[known["DOI"]] = known
    with CrossrefServer(works) as server, crossref_alone(server, tmp_path) as source:
        found = source.resolve([pair.entry for pair in pairs], {})
    for pair, one in zip(pairs, found, strict=True):
        # Where another pair's work bears this title, it is the paper itself.
        assert one.work is None or is_titled(one.work, pair.entry.title), (pair.kind, one.evidence)


def near_misses(number, title, people, year):
    """Works that are nearly the paper, and are not."""
    kinds = [
        (f"Erratum to: {title}", people, year),
        (f"Retraction notice: {title}", people, year),
        (f'Reply to "{title}"', people, year + 1),
        (f"Ranking-based {title[0].lower()}{title[1:]}", people, year),
        (f"{title} via learning and transferring similarities", people, year + 1),
        (title.rpartition(" ")[0], people, year),
        (f"{title} II", people, year),
        (title, [{"given": "Xena", "family": "Nobody"}], year - 7),
    ]
    for kind, (other, authors, when) in enumerate(kinds):
        issued = {"date-parts": [[when]]}
        yield work(f"{number}.miss.{kind}", other, author=authors, issued=issued)


def test_the_example_without_semantic_scholar_has_no_wrong_link(tmp_path, monkeypatch):
    folder = packaged("examples")
    papers = parse(
        (folder / "cross-modal-retrieval.md").read_text("utf-8"), source="x.md", id="list:x"
    ).entries
    records = (folder / "cross-modal-retrieval.records.jsonl").read_text("utf-8").splitlines()
    known = {normalise_title(one["title"]): one for one in map(json.loads, records)}
    works, right = {}, {}
    for number, paper in enumerate({normalise_title(one.title): one for one in papers}.values()):
        record = known.get(normalise_title(paper.title), {})
        names = [author["name"] for author in record.get("authors", [{"name": "Ann Lee"}])]
        people = [{"name": name} for name in names]
        year = record.get("year") or paper.year
        doi = paper.ids.get("doi", f"10.5555/paper.{number}")
        issued = {"date-parts": [[year]]}
        if number % 5:  # every fifth is not in Crossref, what is nearly it is
            works[doi] = work(number, paper.title, author=people, issued=issued, DOI=doi, cites=1)
            right[normalise_title(paper.title)] = f"doi:{doi.lower()}"
        works |= {miss["DOI"]: miss for miss in near_misses(number, paper.title, people, year)}
    monkeypatch.setenv("KG_S2_URL", "http://127.0.0.1:9")
    with CrossrefServer(works) as server:
        monkeypatch.setenv("KG_CROSSREF_URL", server.url)
        store = str(tmp_path / "kg-store")
        build(folder / "cross-modal-retrieval.md", store=store, source="crossref")
    with open_store(store) as opened:
        listed = [(one.end, one.properties) for one in opened.relationships("LISTS")]
        cited = len(list(opened.relationships("CITES")))
    linked = {
        normalise_title(said["title"]): id
        for id, said in listed
        if said["confidence"] in ("certain", "probable") and not id.startswith("dataset:")
    }
    assert len(papers) == 64
    assert linked == right
    assert cited == len(right)


def is_titled(work, title):
    return normalise_title(work.title) == normalise_title(title)


def test_a_service_that_is_down_defers(server, tmp_path):
    server.fault = lambda _: "500"
    entries = [entry(1, "The dune of cedar things"), entry(2, "x", doi="10.5555/paper.1")]
    with crossref_alone(server, tmp_path, patience=0.3) as source:
        found = source.resolve(entries, {})
        assert [one.deferred for one in found] == [True, True]
        assert source.deferred.startswith("2 answers could not be had")
    server.fault = lambda _: None
    with crossref_alone(server, tmp_path) as source:
        assert source.resolve(entries, {})[0].confidence == "certain"
        assert source.deferred is None


def test_who_cites_a_paper_is_not_known_to_crossref(server, tmp_path):
    with crossref_alone(server, tmp_path) as source:
        (found,) = source.resolve([entry(1, "x y", doi="10.5555/paper.1")], {})
        works = [paper_of(server.works["10.5555/paper.1"])]
        assert found.confidence == "unsure"
        assert [one.state for one in source.expand(works, "citations")] == ["unknown"]
        assert source.describe(["doi:10.1/x"]) == source.introducing(["MNIST"]) == []


@pytest.mark.parametrize("odd", [True, -1, 1.5, "many", [], {}, None, [1], [None], [[]]])
@pytest.mark.parametrize(
    "name",
    ["title", "author", "issued", "container-title", "relation", "update-to", "references-count"],
)
def test_one_odd_field_costs_that_field_alone(name, odd):
    found = paper_of({**work(1, "On things"), name: odd})
    assert found.ids == {"doi": "10.5555/paper.1"}
    assert found.title == "On things" or name == "title"


def test_versions_and_notices():
    relation = {"is-preprint-of": [{"id-type": "doi", "id": "10.5555/B", "asserted-by": "subject"}]}
    found = paper_of(work(1, "On things", relation=relation))
    assert found.also == ["doi:10.5555/b"]
    update = {"type": "retraction", "DOI": "10.5555/PAPER.1"}
    notice = paper_of(work(2, "On things", **{"update-to": [update]}))
    assert notice.publication_types == ["Retraction notice", "journal-article"]
    assert notice.retracts == ["doi:10.5555/paper.1"]


def test_a_retraction_is_known_from_the_notice_and_from_the_article(tmp_path):
    article = work(1, "Frogs in winter ponds")
    notice = work(
        2, "Notes of the editors", **{"update-to": [{"type": "retraction", "DOI": article["DOI"]}]}
    )
    marked = work(
        3, "Clocks that run on peat", **{"updated-by": [{"type": "removal", "DOI": "10.5/n"}]}
    )
    marked["DOI"] = "10.5555/a,b"  # asked for alone, and answered whole
    works = {one["DOI"]: one for one in (article, notice, marked)}
    found = match_entry(
        Entry(line=1, title="Frogs in winter ponds"), [paper_of(article), paper_of(notice)]
    )
    assert retraction_notice(found.evidence)
    with CrossrefServer(works) as server, crossref_alone(server, tmp_path) as source:
        lists = source.reference_lists([marked["DOI"], article["DOI"]])
    assert lists["10.5555/a,b"].retracted
    assert not lists["10.5555/paper.1"].retracted
    assert is_retracted(None, paper_of(marked).publication_types)
