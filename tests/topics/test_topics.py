"""Topics: planted ones are found and named, and nothing of them depends on chance."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys

import pytest
from topics.planted import adjusted_rand, planted

from kg.cli import main
from kg.records import Cites, Graph, Lists, Paper, ReadingList
from kg.stores import open_store
from kg.topics import find_topics
from kg.topics.names import names_of, phrased
from kg.topics.words import rows_of_titles, topic_words, words_of_rows, words_of_titles


def division(found, ids):
    of = {id: topic.id for topic in found.topics for id in topic.papers}
    return {id: of.get(id, f"none {id}") for id in ids}


@pytest.mark.parametrize(
    ("papers", "topics", "inside", "outside"),
    [
        (300, 6, 4, 2),
        (300, 10, 5, 1),
        (300, 20, 5, 1),
        pytest.param(3000, 30, 5, 2, marks=pytest.mark.slow),
        pytest.param(3000, 150, 5, 1, marks=pytest.mark.slow),
    ],
)
def test_planted_topics_are_recovered_and_named_by_their_own_words(papers, topics, inside, outside):
    graph, truth, words = planted(papers, topics, inside=inside, outside=outside)
    found = find_topics(graph)
    assert adjusted_rand(truth, division(found, truth)) >= 0.95
    assert len(found.topics) == topics
    for topic in found.topics:
        own = max(range(topics), key=lambda one: sum(truth[id] == one for id in topic.papers))
        assert set(topic.name.split(", ")) <= set(words[own])
        assert topic.size == len(topic.papers)
        assert topic.years[0] <= topic.years[1]
        assert topic.main_path["first"] in topic.papers
    assert sum(topic.size for topic in found.topics) + len(found.unassigned) == papers


def test_a_large_topic_is_whole_beside_small_ones():
    graph, truth, _ = planted(300, 13, seed=3, inside=5, shares=[1] * 6 + [2] * 4 + [4, 4, 8])
    found = find_topics(graph)
    assert adjusted_rand(truth, division(found, truth)) >= 0.95


def cited_at_random(papers, citations, seed):
    chance = random.Random(seed)
    found = set()
    while len(found) < citations:
        older, younger = sorted(chance.sample(range(papers), 2))
        found.add((younger, older))
    return sorted(found)


def graph_of(citations):
    graph = Graph()
    for number in sorted({paper for pair in citations for paper in pair}):
        graph.add(Paper(id=f"key:{number:04d}", title="On it", references_state="complete"))
    for citing, cited in citations:
        graph.add(Cites(start=f"key:{citing:04d}", end=f"key:{cited:04d}"))
    return graph


def grown(papers, references, seed):
    chance = random.Random(seed)
    pairs = {(n, chance.randrange(n)) for n in range(1, papers) for _ in range(references)}
    return sorted(pairs)


@pytest.mark.parametrize(
    "citations",
    [
        *(cited_at_random(60, 150, seed) for seed in range(3)),
        cited_at_random(300, 900, 1),
        cited_at_random(300, 3000, 2),
        grown(200, 1, 3),
        grown(200, 4, 4),
        [(number, (number - 1) // 2) for number in range(1, 128)],
        [(number, number - 1) for number in range(1, 100)],
        [(number, 0) for number in range(1, 100)],
    ],
    ids=["sparse 1", "sparse 2", "sparse 3", "random", "dense", "tree", "grown", "halves", "chain", "star"],
)  # fmt: skip
def test_citations_without_communities_are_one_topic(citations):
    found = find_topics(graph_of(citations))
    assert len(found.topics) == 1


def test_a_part_without_communities_is_one_topic_beside_planted_ones():
    planted_part, truth, _ = planted(120, 4)
    drawn = cited_at_random(80, 300, 7)
    graph = graph_of(drawn)
    truth.update({f"key:{number:04d}": 9 for pair in drawn for number in pair})
    for node in planted_part.nodes("Paper"):
        graph.add(Paper(id=node["id"], title=node["title"], references_state="complete"))
    for edge in planted_part.relationships("CITES"):
        graph.add(Cites(start=edge.start, end=edge.end))
    graph.add(Cites(start="key:0079", end=next(iter(truth))))
    found = find_topics(graph)
    assert adjusted_rand(truth, division(found, truth)) >= 0.95


def test_few_reference_lists_show_what_they_have_in_common():
    chance = random.Random(5)
    pools = [range(100 * pool, 100 * pool + 40) for pool in range(3)]
    citations = [
        (1000 + number, cited)
        for number in range(9)
        for cited in [*chance.sample(pools[number % 3], 22), *chance.sample(range(400, 500), 12)]
    ]
    found = find_topics(graph_of(sorted(citations)))
    of = {id: topic.id for topic in found.topics for id in topic.papers}
    pools_of = {of[f"key:{1000 + number}"]: set() for number in range(9)}
    for number in range(9):
        pools_of[of[f"key:{1000 + number}"]].add(number % 3)
    assert 3 <= len(pools_of) < 9
    assert all(len(pools) == 1 for pools in pools_of.values())


def test_papers_that_only_share_references_are_divided_as_finely_as_those_divide_them():
    graph = Graph()
    truth = {}
    chance = random.Random(1)
    for number in range(300):
        topic, id = number % 30, f"key:{number}"
        truth[id] = topic
        graph.add(Paper(id=id, title=f"On field {topic}", references_state="complete"))
        graph.add(Lists(start="list:l", end=id, line=number + 1, position=number + 1, title="t"))
        for place in chance.sample(range(40), 8):
            cited = f"key:cited-{topic}-{place}"
            graph.add(Paper(id=cited))
            graph.add(Cites(start=id, end=cited))
    graph.add(ReadingList(id="list:l", source="l.md", sha256="0", entry_count=300, title="L"))
    found = find_topics(graph, reading_list="list:l")
    assert adjusted_rand(truth, division(found, truth)) >= 0.95


def test_topics_depend_neither_on_hash_seeds_nor_on_the_order_of_input(tmp_path):
    code = (
        "import msgspec, sys; from topics.planted import planted; from kg.topics import find_topics\n"
        "graph, _, _ = planted(120, 4, outside=2, order_seed=int(sys.argv[1]))\n"
        "print(msgspec.json.encode(find_topics(graph)).decode())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code, order],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for order, seed in (("1", "0"), ("2", "1"), ("3", "12345"))
    }  # fmt: skip
    assert len(said) == 1


def write_planted(store):
    graph, truth, _ = planted(120, 4, outside=2)
    graph.add(ReadingList(id="list:l", source="l.md", sha256="0", entry_count=40, title="L"))
    for number, id in enumerate(sorted(truth)[:40], 1):
        graph.add(Lists(start="list:l", end=id, line=number, position=number, title="t"))
    store.write(graph, [])
    return graph


def test_the_embedded_store_says_what_the_graph_says(tmp_path):
    with open_store(str(tmp_path / "store"), write=True) as store:
        graph = write_planted(store)
        assert find_topics(store) == find_topics(graph)
        assert find_topics(store, reading_list="list:l") == find_topics(
            graph, reading_list="list:l"
        )


@pytest.mark.neo4j
def test_neo4j_says_what_the_graph_says(neo4j_store):
    graph = write_planted(neo4j_store)
    assert find_topics(neo4j_store) == find_topics(graph)


def test_papers_without_ties_are_unassigned_and_those_of_unknown_references_placed_by_few():
    graph, truth, _ = planted(60, 3)
    known = sorted(truth)
    graph.add(Paper(id="key:alone", title="alp0 bet0 gam0"))
    graph.add(Paper(id="key:cited", title="Something else"))
    for id in known[:5]:
        graph.add(Cites(start=id, end="key:cited"))
    found = find_topics(graph)
    assert found.unassigned == ["key:alone"]
    # What it cites is not known: it is said, not guessed from its title.
    assert "key:cited" in found.few
    assert "key:alone" not in found.few


def test_a_bridge_ties_its_topic_to_the_others_that_it_cites():
    graph = Graph()
    for field in "abc":
        for number in range(8):
            graph.add(Paper(id=f"key:{field}{number}", title=f"On {field * 4}", year=2000 + number))
            for older in range(max(0, number - 3), number):
                graph.add(Cites(start=f"key:{field}{number}", end=f"key:{field}{older}"))
    graph.add(Cites(start="key:a7", end="key:b3"))
    graph.add(Cites(start="key:a7", end="key:c3"))
    found = find_topics(graph)
    number = {topic.papers[0][4]: topic.id for topic in found.topics}
    bridges = {one.id: one for topic in found.topics for one in topic.bridges}
    assert set(bridges["key:a7"].to) == {number["b"], number["c"]}
    assert bridges["key:a7"].participation > 0.5


def test_only_the_papers_of_a_list_are_divided_by_all_that_ties_them():
    graph, truth, _ = planted(120, 4)
    graph.add(ReadingList(id="list:l", source="l.md", sha256="0", entry_count=40))
    listed = sorted(truth)[:40]
    for number, id in enumerate(listed, 1):
        graph.add(Lists(start="list:l", end=id, line=number, position=number, title="t"))
    found = find_topics(graph, reading_list="list:l")
    assert {id for topic in found.topics for id in topic.papers} | set(found.unassigned) == set(
        listed
    )
    assert adjusted_rand({id: truth[id] for id in listed}, division(found, listed)) >= 0.95


def test_words_have_one_form_and_stop_words_name_nothing():
    titles = [
        "A Survey of Cross‐Modal GANs",
        "Crossmodal GANs for the Blind",
        "Cross modal retrieval",
    ]
    words = words_of_titles(titles)
    assert words == [
        ["cross-modal", "GANs"],
        ["cross-modal", "GANs", "blind"],
        ["cross-modal", "retrieval"],
    ]
    assert words_of_titles(["Über die Wahrheit", "深度学习方法"]) == [
        ["wahrheit"],
        ["深度", "学习", "方法"],
    ]
    assert topic_words([[]]) == [[]]
    assert names_of([[], ["a"], ["a"]]) == ["topic 1", "a 2", "a 3"]


def test_words_of_grammar_and_years_name_nothing_in_other_languages():
    words = words_of_titles(
        [
            "A pesca dos peixes nos rios",
            "L'eau et l’usage de l'énergie dell'acqua degli alberi",
            "DoS attacks on the war economy, 1350-1500, 1990s, 19th",
            "赣州方言的语音",
            "南昌方言语音与历史",
            "吉安方言研究",
        ]
    )
    assert words == [
        ["pesca", "peixes", "rios"],
        ["eau", "usage", "énergie", "acqua", "alberi"],
        ["DoS", "attacks", "war", "economy"],
        ["赣州", "方言", "语音"],
        ["南昌", "方言", "语音", "历史"],
        ["吉安", "方言", "研究"],
    ]


def test_a_word_of_the_whole_field_names_the_topic_that_holds_it_most_alone():
    hashing = [["hashing", "learning", "retrieval"]] * 6 + [["hashing", "codes", "retrieval"]] * 2
    captions = [
        ["learning", "captions"],
        ["captions", "images"],
        ["images", "learning", "pixels"],
    ] * 2
    kernels = [["learning", "kernels"]] * 4 + [["kernels", "margins"], ["margins", "bounds"]] * 2
    words = topic_words([hashing, captions, kernels])
    assert words[0][:2] == ["hashing", "retrieval"]
    assert words[1][:2] == ["captions", "images"]
    assert words[2][:2] == ["kernels", "margins"]
    assert not any("learning" in some[:2] for some in words)
    assert all("learning" in some for some in words)


def names(*topics):
    """Return the names of topics whose titles are given, with how many hold each."""
    titles = [[title for title, count in topic.items() for _ in range(count)] for topic in topics]
    rows = iter(rows_of_titles([title for some in titles for title in some]))
    placed = [[next(rows) for _ in some] for some in titles]
    return names_of(phrased(topic_words([words_of_rows(some) for some in placed]), placed))


OTHERS = {"Deep networks for captions": 8, "Deep speech of many words": 32}


@pytest.mark.parametrize(
    ("titles", "first"),
    [
        # A phrase that most titles with its word hold says more than the word.
        ({"Distance metric learning": 5, "A metric of its own": 2}, "distance metric"),
        # One that few of them hold does not: the topic is all of hashing.
        ({"Supervised hashing": 3, "Hashing fast": 4, "Quick hashing": 4}, "hashing"),
        # But a word that others use as often says little alone.
        ({"Relation networks": 3, "Networks": 4}, "relation networks"),
        # Words with others, or a mark, between them are no phrase.
        ({"Metrics of distance": 4, "Metrics: distance": 2}, "distance"),
        # Nor are those with a word that all topics use, or in two titles alone.
        ({"Deep pixels": 6}, "pixels"),
        ({"Pixel grids": 2, "Odd things": 1, "Even stars": 1}, "grids"),
        # Writing without spaces stays without.
        ({"典型相关分析": 5, "典型相关": 2}, "典型相关"),
    ],
)
def test_a_name_holds_the_phrases_that_say_more_than_their_words(titles, first):
    assert names(titles, OTHERS)[0].split(", ")[0] == first


@pytest.fixture
def store(tmp_path):
    where = str(tmp_path / "store")
    with open_store(where, write=True) as opened:
        write_planted(opened)
    return where


def test_the_command_prints_the_contract(store, capsys):
    assert main(["topics", "--store", store, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document) == ["topics", "few", "unassigned", "weights", "modularity"]
    assert set(document["weights"]) == {"direct", "coupling", "cocitation"}
    topic = document["topics"][0]
    assert {"id", "name", "words", "papers", "years", "bridges", "size", "main_path"} <= set(topic)
    assert all({"id", "to"} <= set(one) for one in topic["bridges"])
    assert main(["topics", "--store", store, "--resolution", "4", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["topics"]) >= len(document["topics"])
    assert main(["topics", "--store", store]) == 0
    assert f"1. {topic['name']} ({topic['size']} papers, " in capsys.readouterr().out
    assert main(["topics", "--store", store, "--list", "other.md"]) == 1
    for resolution in ("0", "nan", "inf"):
        assert main(["topics", "--store", store, "--resolution", resolution]) == 2


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_the_networks_carry_the_topic_of_each_paper(store, format, tmp_path, capsys):
    import networkx as nx

    file = tmp_path / f"graph.{format}"
    assert main(["export", str(file), "--store", store]) == 0
    network = nx.read_graphml(file) if format == "graphml" else nx.read_gexf(file)
    assert main(["topics", "--store", store, "--format", "json"]) == 0
    topics = json.loads(capsys.readouterr().out)["topics"]
    assert {id: facts["topic"] for id, facts in network.nodes(data=True) if "topic" in facts} == {
        id: topic["name"] for topic in topics for id in topic["papers"]
    }
