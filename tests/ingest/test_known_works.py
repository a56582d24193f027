"""Which paper of a file a reference in it means."""

import json

from hypothesis import given
from hypothesis import strategies as st

from kg.ingest import assemble
from kg.ingest.facts import gather_records
from kg.records import LABELS, RELATIONSHIPS, BuildOptions
from kg.sources.records_file import RecordsFile

TITLES = ("On the origin of words", "A study of stones", "Deep graphs of things", "Nets")


def facts_of(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return gather_records(RecordsFile(path), options=BuildOptions(source=str(path)))


def columns_of(facts):
    graph = assemble([facts]).graph
    return [graph.columns(kind) for kind in (*LABELS, *RELATIONSHIPS)]


def record(number, **more):
    ids = {"paperId": f"{number + 1:040x}", "externalIds": {"DOI": f"10.1234/p{number}"}}
    return {**ids, "title": TITLES[number], "year": 2001 + number, "references": [], **more}


@given(data=st.data())
def test_what_a_reference_repeats_of_a_record_changes_nothing(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("records") / "r.jsonl"
    whole = [record(number) for number in range(len(TITLES))]
    said, named = [], []
    for citing in whole:
        cited = data.draw(st.lists(st.sampled_from(whole), unique_by=lambda one: one["title"]))
        fields = data.draw(st.sets(st.sampled_from(("title", "year", "externalIds"))))
        kept = {"paperId", *fields}
        repeated = [{name: one[name] for name in one if name in kept} for one in cited]
        said.append({**citing, "references": repeated})
        named.append({**citing, "references": [{"paperId": one["paperId"]} for one in cited]})
    facts = facts_of(path, said)
    assert len(facts.works) == len(whole)
    assert columns_of(facts) == columns_of(facts_of(path, named))


def test_what_a_reference_says_and_no_record_is_kept(tmp_path):
    cited = record(0, year=None)
    says_more = {"paperId": cited["paperId"], "title": cited["title"], "year": 1999}
    facts = facts_of(tmp_path / "r.jsonl", [cited, record(1, references=[says_more])])
    papers = assemble([facts]).graph.nodes("Paper", ("title", "year"))
    assert {"title": TITLES[0], "year": 1999} in list(papers)


def test_an_id_of_two_records_means_the_one_whose_title_the_reference_bears(tmp_path):
    shared = record(0)["paperId"]
    two = [
        record(0, authors=[{"name": "Ann Lee"}], venue="Letters"),
        record(1, authors=[{"name": "Bo Kim"}], paperId=shared),
    ]
    for title, paper in ((TITLES[0], "doi:10.1234/p0"), (TITLES[1], "doi:10.1234/p1")):
        citing = record(2, references=[{"paperId": shared, "title": title}])
        graph = assemble([facts_of(tmp_path / "r.jsonl", [*two, citing])]).graph
        assert [edge.end for edge in graph.relationships("CITES")] == [paper]
