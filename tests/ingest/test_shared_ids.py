"""What joins two records: strong ids unless all contradicts, incidental ids only what nothing keeps apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import graph_id
from kg.ingest.assemble import assemble
from kg.ingest.identity import group_works
from kg.ingest.shared_ids import InputWork
from kg.records import Facts, Graph, Warning, Work, WorkAuthor
from kg.sources.s2_papers import decode_paper


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
