"""Citation graphs with planted topics, and how well a division agrees with them."""

from __future__ import annotations

import random
from collections import Counter
from math import comb

from kg.records import Cites, Graph, Paper

SHARED = "deep network learning of the a for with model data toward efficient using representation".split()


def planted(papers, topics, *, seed=0, inside=6, outside=1, order_seed=None, shares=None):
    """Return a graph, the topic of each paper, and the words of each topic.

    Each paper cites about ``inside`` older papers of its own topic and ``outside`` of others;
    its title holds two words of its topic among words that all share. ``shares`` are the
    relative sizes of the topics.
    """
    chance = random.Random(seed)
    words = {topic: [f"{stem}{topic}" for stem in ("alp", "bet", "gam", "del", "eps")] for topic in range(topics)}  # fmt: skip
    truth, titles, years, cites = {}, {}, {}, []
    older = {topic: [] for topic in range(topics)}
    everybody = []
    for number in range(papers):
        topic = chance.choices(range(topics), shares)[0] if shares else chance.randrange(topics)
        id = f"key:{chance.randrange(10**12):012d}"
        truth[id] = topic
        title = chance.sample(words[topic], 2) + chance.sample(SHARED, 4)
        chance.shuffle(title)
        titles[id], years[id] = " ".join(title).title(), 1990 + number * 30 // papers
        own = older[topic]
        cited = set(chance.sample(own, min(len(own), inside)))
        cited |= set(chance.sample(everybody, min(len(everybody), outside)))
        cites += [(id, other) for other in sorted(cited)]
        own.append(id)
        everybody.append(id)
    ids = list(truth)
    if order_seed is not None:
        random.Random(order_seed).shuffle(ids)
        random.Random(order_seed).shuffle(cites)
    graph = Graph()
    for id in ids:
        graph.add(Paper(id=id, title=titles[id], year=years[id], references_state="complete"))
    for citing, cited in cites:
        graph.add(Cites(start=citing, end=cited))
    return graph, truth, words


def adjusted_rand(truth, found):
    """Return the adjusted Rand index of two divisions (Hubert and Arabie 1985)."""
    ids = sorted(truth)
    cells = Counter((truth[id], found[id]) for id in ids)
    rows = Counter(truth[id] for id in ids)
    columns = Counter(found[id] for id in ids)
    together = sum(comb(n, 2) for n in cells.values())
    in_rows, in_columns = (sum(comb(n, 2) for n in part.values()) for part in (rows, columns))
    expected = in_rows * in_columns / comb(len(ids), 2)
    return (together - expected) / ((in_rows + in_columns) / 2 - expected)
