"""Both stores on a graph made with a seed: upsert, reopen, ancestors, co-citation.

    python benchmarks/stores.py                        # small, embedded alone
    python benchmarks/stores.py --neo4j bolt://localhost --papers 100000 --citations 1000000

Prints one line a measurement: seconds, and the process's peak memory. The database named
by --neo4j must be empty.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import time

from kg.records import Cites, Graph, Paper
from kg.stores import Store, open_store

ANCESTORS = (
    "MATCH (:Paper {id: $id})-[:CITES*1..3]->(a:Paper) RETURN count(DISTINCT a) AS ancestors"
)
CO_CITATION = (
    "MATCH (:Paper {id: $id})<-[:CITES]-(c:Paper)-[:CITES]->(other:Paper) "
    "RETURN other.id AS id, count(c) AS times ORDER BY times DESC, id LIMIT 10"
)
REPEATS = 20


def made_graph(papers: int, citations: int, seed: int = 1) -> Graph:
    """Papers in order of time, each citing earlier ones, recent and well-known ones more."""
    chance = random.Random(seed)
    graph = Graph()
    ids = [f"doi:10.5555/{n:08d}" for n in range(papers)]
    for n, id in enumerate(ids):
        graph.add(
            Paper(id=id, title=f"On subject {n % 997}, part {n}", year=1970 + 55 * n // papers)
        )
    made = set()
    while len(made) < citations:
        citing = chance.randrange(1, papers)
        cited = min(citing - 1, int(citing * chance.random() ** 0.5))
        made.add((citing, cited))
    for citing, cited in sorted(made):
        graph.add(Cites(start=ids[citing], end=ids[cited], influential=chance.random() < 0.1))
    return graph


def measured(what: str, started: float) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:<42} {time.perf_counter() - started:9.3f} s   peak {peak:6.0f} MB", flush=True)


def asked(store: Store, name: str, cypher: str, ids: list[str]) -> None:
    times = []
    store.query(cypher, {"id": ids[0]})
    for id in ids:
        started = time.perf_counter()
        store.query(cypher, {"id": id})
        times.append(time.perf_counter() - started)
    print(
        f"{name:<42} {1000 * statistics.median(times):9.3f} ms  (median of {len(times)})",
        flush=True,
    )


def bench(url: str, graph: Graph, ids: list[str]) -> None:
    started = time.perf_counter()
    with open_store(url, write=True) as store:
        print(f"--- {store.url if '://' in url else 'embedded'}")
        store.write(graph, [])
        measured("first build", started)
        started = time.perf_counter()
        changes = store.write(graph, [])
        assert (changes.added, changes.changed, changes.removed) == (0, 0, 0)
        measured("building the same again", started)
    started = time.perf_counter()
    with open_store(url) as store:
        store.query("RETURN 1 AS one")
        measured("opening", started)
        asked(store, "ancestors, three generations", ANCESTORS, ids)
        asked(store, "co-citation", CO_CITATION, ids)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--citations", type=int, default=100_000)
    parser.add_argument("--neo4j", metavar="URL", help="an empty database to measure as well")
    arguments = parser.parse_args()
    started = time.perf_counter()
    graph = made_graph(arguments.papers, arguments.citations)
    measured("making the graph", started)
    chance = random.Random(2)
    ids = [f"doi:10.5555/{chance.randrange(arguments.papers):08d}" for _ in range(REPEATS)]
    with tempfile.TemporaryDirectory() as directory:
        bench(f"{directory}/kg-store", graph, ids)
    if arguments.neo4j:
        bench(arguments.neo4j, graph, ids)


if __name__ == "__main__":
    main()
