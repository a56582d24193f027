"""What joins two records: strong ids unless all contradicts, incidental ids only what nothing keeps apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import build, open_store
from kg.identifiers import graph_id
from kg.ingest.assemble import assemble
from kg.ingest.same_papers import group_works
from kg.ingest.shared_ids import InputWork
from kg.records import Facts, Graph, Warning, Work, WorkAuthor
from kg.sources.s2_papers import decode_paper

OF_ONE_DOI = [
    (("Frogs in winter", 2009, "Ana Lopez"), ("Clocks that run on peat", 2019, "Ben Okafor")),
    (("Frogs in winter", 2016, "Ana Lopez"), ("Clocks that run on peat", 2016, "Ben Okafor")),
    (("A study of the moss", 2016, "Ann One"), ("A history of the sea", 2016, "Bob Two")),
    (("Learning to rank", 2017, "Ann One"), ("Bread and salt", 2018, "Bob Two")),
    (("Tides", 2020, "Ann One"), ("Glaciers", 2020, "Bob Two")),
    (("Roman law at sea", 2001, "Ann One"), ("Rice in the early towns", 2012, "Bob Two")),
    (("Zur Theorie der Moose", 1999, "Ann One"), ("Zur Kunst der Glocken", 1999, "Bob Two")),
]


@pytest.mark.parametrize(("one", "other"), OF_ONE_DOI)
@pytest.mark.parametrize("keyed", [True, False])
def test_records_of_one_doi_that_contradict_each_other_are_two_papers(
    tmp_path: Path, one: tuple[str, int, str], other: tuple[str, int, str], *, keyed: bool
) -> None:
    records = tmp_path / "f.jsonl"
    records.write_text(
        "".join(
            json.dumps(
                {
                    "paperId": str(number) if keyed else None,
                    "title": title,
                    "year": year,
                    "authors": [{"authorId": None, "name": person}],
                    "externalIds": {"DOI": "10.5555/zz"},
                    "references": [{"title": "Cited", "externalIds": {"DOI": f"10.5555/{number}"}}],
                }
            )
            + "\n"
            for number, (title, year, person) in enumerate((one, other), 1)
        )
    )
    built = build(source=str(records), store=str(tmp_path / "store"))
    assert [warning.code for warning in built.warnings] == ["one-id-two-papers"]
    with open_store(str(tmp_path / "store")) as store:
        cited = store.query(
            "MATCH (p:Paper)-[:CITES]->(c:Paper) RETURN p.title AS title, c.id AS cited"
        )
    assert {(row["title"], row["cited"]) for row in cited} == {
        (one[0], "doi:10.5555/1"),
        (other[0], "doi:10.5555/2"),
    }


def test_entries_of_one_doi_that_contradict_each_other_are_exported_as_two(tmp_path: Path) -> None:
    bib = tmp_path / "c.bib"
    bib.write_text(
        "@article{a, title={Frogs in winter}, author={Ana Lopez}, year=2009, doi={10.5555/zz}}\n"
        "@article{b, title={Clocks that run on peat}, author={Ben Okafor}, year=2019, doi={10.5555/zz}}\n"
    )
    built = build(str(bib), source="none", store=str(tmp_path / "store"))
    assert "one-id-two-papers" in {warning.code for warning in built.warnings}
    with open_store(str(tmp_path / "store")) as store:
        titles = store.query("MATCH (p:Paper) RETURN p.title AS title ORDER BY title")
    assert [row["title"] for row in titles] == ["Clocks that run on peat", "Frogs in winter"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Frogs in winter", 2009, "Ana Lopez"), ("Winter frogs", 2019, "Ben Okafor")),
        (("BERT", 2018, "J. Devlin"), ("Pre-training of deep transformers", 2019, "Jacob Devlin")),
        (("Frogs in winter", 2009, "Ana Lopez"), ("Лягушки зимой", 2009, "Ана Лопес")),
        (("Frogs in winter", 2009, "Ana Lopez"), ("A frog's tale", 2009, "Ben Okafor")),
        (("Deep hashing", 2016, "Qing Jiang"), ("Hashes that learn", 2016, "姜青")),
    ],
)
def test_what_may_be_one_paper_is_joined_by_its_doi(
    one: tuple[str, int, str], other: tuple[str, int, str]
) -> None:
    graph, warnings = papers(work(*one, doi="10.5555/zz"), work(*other, doi="10.5555/zz"))
    assert len(list(graph.records("Paper"))) == 1
    assert not warnings


def work(title: str, year: int, person: str, **ids: str) -> Work:
    return Work(title=title, year=year, authors=[WorkAuthor(name=person)], ids=dict(ids))


def papers(*works: Work) -> tuple[Graph, list[Warning]]:
    facts = Facts(
        input="records:x",
        location="x",
        source="x",
        works=list(works),
        known=list(range(len(works))),
    )
    assembly = assemble([facts])
    return assembly.graph, assembly.warnings


MAPS = ("Deep maps of unusual underground things", 2019, "Ann One")
FROGS = ("A study of frog migration in Norway", 2011, "Bob Two")


@pytest.mark.parametrize(
    "shared",
    [
        {"dblp": "conf/xyz/2019"},
        {"mag": "7700001"},
        {"corpus": "123"},
        {"pmc": "PMC77"},
        {"pmid": "123"},
        {"openreview": "abc"},
        {"s2": "a" * 40},
    ],
)
def test_two_papers_that_share_an_id_stay_two_and_it_is_said(shared: dict[str, str]) -> None:
    graph, warnings = papers(
        work(*MAPS, doi="10.5555/maps", **shared), work(*FROGS, doi="10.5555/frogs", **shared)
    )
    assert [paper.id for paper in graph.records("Paper")] == [
        "doi:10.5555/frogs",
        "doi:10.5555/maps",
    ]
    assert [one.code for one in warnings] == ["one-id-two-papers"]
    kind, value = next(iter(shared.items()))
    holding = [p for p in graph.records("Paper") if f"{kind}:{value}" in (p.aliases or [])]
    assert len(holding) == 1


@pytest.mark.parametrize("kind", ["doi", "arxiv", "acl", "pmid", "openreview"])
def test_a_strong_id_is_two_papers_only_where_all_contradicts(kind: str) -> None:
    value = {"doi": "10.5555/x", "arxiv": "1901.00001", "acl": "W10-0721", "pmid": "77"}.get(
        kind, "x"
    )
    graph, warnings = papers(work(*MAPS, **{kind: value}), work(*FROGS, **{kind: value}))
    assert graph.counts()[0]["Paper"] == 2
    assert [one.code for one in warnings] == ["one-id-two-papers"]
    translated = work("Tiefe Karten seltsamer Dinge", 2019, "Ann One", **{kind: value})
    graph, warnings = papers(work(*MAPS, **{kind: value}), translated)
    assert graph.counts()[0]["Paper"] == 1
    assert warnings == []


def test_an_id_stays_with_the_record_that_says_most() -> None:
    bare = Work(
        title=FROGS[0], year=FROGS[1], authors=[WorkAuthor(name=FROGS[2])], ids={"doi": "10.5555/x"}
    )
    full = work(*MAPS, doi="10.5555/x")
    full.venue = "Journal of Maps"
    graph, _ = papers(bare, full)
    assert graph.get("Paper", "doi:10.5555/x").title == MAPS[0]
    assert any(paper.title == FROGS[0] for paper in graph.records("Paper"))


def test_the_doi_of_a_volume_joins_no_chapters() -> None:
    volume = "10.1007/978-3-319-46448-0"
    one = work("Deep maps of things", 2016, "Ann One", doi=volume)
    other = work("Slow light in cold gas", 2016, "Ann One", doi=volume)
    graph, warnings = papers(one, other)
    assert graph.counts()[0]["Paper"] == 2
    assert [one.code for one in warnings] == ["one-id-two-papers"]


def test_an_incidental_id_joins_what_nothing_keeps_apart() -> None:
    graph, warnings = papers(
        work(*MAPS, doi="10.5555/maps", dblp="conf/x/One19"), work(*MAPS, dblp="conf/x/One19")
    )
    assert graph.counts()[0]["Paper"] == 1
    assert warnings == []


@pytest.mark.parametrize("nothing", ["None", "nan", "NaN", "N/A", "null", "0", "-", "", " none "])
def test_a_word_for_nothing_is_no_identifier(nothing: str) -> None:
    for kind in ("doi", "arxiv", "acl", "pmid", "pmc", "dblp", "openreview", "mag", "key"):
        assert graph_id(kind, nothing) is None
    record = {"paperId": nothing, "externalIds": {"DBLP": nothing, "ACL": nothing}, "title": "A"}
    assert decode_paper(record).ids == {}


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("math.GT/0402131", "math/0402131"),
        ("HEP-TH/9711200", "hep-th/9711200"),
        ("cond-mat.mes-hall/9901001v2", "cond-mat/9901001"),
        ("hep-th/1601.07616", "1601.07616"),
        ("arXiv:cs.CV/0101001", "cs/0101001"),
        ("1601.07616v3", "1601.07616"),
    ],
)
def test_an_arxiv_id_has_one_spelling(written: str, id: str) -> None:
    assert graph_id("arxiv", written) == f"arxiv:{id}"


TITLES = st.sampled_from(
    ["Deep maps of underground things", "Frogs that migrate over Norway", "Sheep counted at night"]
)


@given(
    st.lists(
        st.tuples(TITLES, st.sampled_from([2001, 2011, 2019]), st.sampled_from(["A One", "B Two"]),
                  st.sampled_from(["10.5/a", "10.5/b"]), st.sampled_from(["k/1", "k/2"])),
        max_size=7,
    )
)  # fmt: skip
def test_every_id_belongs_to_one_paper_and_no_work_is_lost(
    rows: list[tuple[str, int, str, str, str]],
) -> None:
    described = [
        InputWork(work=work(title, year, person, doi=doi, dblp=key), node=True)
        for title, year, person, doi, key in rows
    ]
    groups = group_works(described)
    assert None not in groups.of
    owners: dict[str, set[int | None]] = {}
    for group, one in zip(groups.of, groups.works, strict=True):
        for id in one.ids():
            owners.setdefault(id, set()).add(group)
    assert all(len(of) == 1 for of in owners.values())


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("side", ["references", "citations"])
def test_a_citation_that_another_record_states_reaches_one_of_two_papers_of_a_doi(
    tmp_path: Path, side: str, *, named: bool
) -> None:
    records = tmp_path / "f.jsonl"
    two = [
        {"title": "Frogs in winter", "year": 2009, "venue": "Ponds", "authors": [{"name": "Ana Lopez"}]},
        {"title": "Clocks that run on peat", "year": 2019, "authors": [{"name": "Ben Okafor"}]},
    ]  # fmt: skip
    item = {"externalIds": {"DOI": "10.5555/zz"}, **(two[0] if named else {})}
    third = {"title": "Of ponds", "year": 2015, "externalIds": {"DOI": "10.5555/c"}, side: [item]}
    shared = [{**one, "externalIds": {"DOI": "10.5555/zz"}} for one in two]
    records.write_text("".join(json.dumps(one) + "\n" for one in (*reversed(shared), third)))
    list_ = tmp_path / "list.md"
    list_.write_text("# L\n\n" + "".join(f"- **{one['title']}** {one['year']}\n" for one in two))
    for sources in ({}, {"expand": "both"}):
        url = str(tmp_path / f"store{len(sources)}")
        build([] if not sources else list_, store=url, source=str(records), **sources)
        with open_store(url) as store:
            rows = store.query("MATCH (p)-[:CITES]->(c) RETURN p.title AS citing, c.title AS cited")
        pair = ("Of ponds", "Frogs in winter")
        right = pair if side == "references" else pair[::-1]
        assert [(row["citing"], row["cited"]) for row in rows] == [right]
