"""How a build compares with the engine itself: CPU seconds and peak memory, whole processes.

The limit reads the same file of records with ``json`` and hands it to the same engine in
bulk: nothing is checked, merged, compared or remembered. Run::

    python benchmarks/build.py [PAPERS CITATIONS] [--neo4j bolt://localhost:7687]

Figures are ratios to the limit of the same run, since machines differ.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

LIMIT = """
import json, sys
import kglite, pandas as pd

papers, authors, venues = {}, {}, {}
cites, authored, published = [], [], []
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)
    id = "doi:" + record["externalIds"]["DOI"].lower()
    papers[record["paperId"]] = (id, record["title"], record["year"], record["venue"], record["abstract"])
    for place, author in enumerate(record["authors"], start=1):
        authors["s2:" + author["authorId"]] = author["name"]
        authored.append(("s2:" + author["authorId"], id, place))
    venues["venue:" + record["venue"]] = record["venue"]
    published.append((id, "venue:" + record["venue"]))
    cites += [(id, reference["paperId"]) for reference in record["references"]]
graph = kglite.open(sys.argv[2], durable="off", lock=False)
frame = pd.DataFrame(list(papers.values()), columns=["id", "title", "year", "venue", "abstract"])
graph.add_nodes(frame, "Paper", "id", "title")
graph.add_nodes(pd.DataFrame(list(authors.items()), columns=["id", "name"]), "Author", "id", "name")
graph.add_nodes(pd.DataFrame(list(venues.items()), columns=["id", "name"]), "Venue", "id", "name")
pairs = [(start, papers[end][0]) for start, end in cites]
graph.add_relationships(pd.DataFrame(pairs, columns=["a", "b"]), "CITES", "Paper", "a", "Paper", "b")
frame = pd.DataFrame(authored, columns=["a", "b", "position"])
graph.add_relationships(frame, "AUTHORED", "Author", "a", "Paper", "b")
frame = pd.DataFrame(published, columns=["a", "b"])
graph.add_relationships(frame, "PUBLISHED_IN", "Paper", "a", "Venue", "b")
graph.save()
"""

DRIVER = """
import json, sys
import neo4j

driver = neo4j.GraphDatabase.driver(sys.argv[2], auth=(sys.argv[3], sys.argv[4]))
def run(cypher, rows):
    for start in range(0, len(rows), 5000):
        driver.execute_query("UNWIND $rows AS row " + cypher, rows=rows[start : start + 5000])

for label in ("Paper", "Author", "Venue"):
    driver.execute_query(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE")
papers, authors, venues = {}, {}, {}
cites, authored, published = [], [], []
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)
    id = "doi:" + record["externalIds"]["DOI"].lower()
    papers[record["paperId"]] = {"id": id, "title": record["title"], "year": record["year"],
                                 "venue": record["venue"], "abstract": record["abstract"]}
    for place, author in enumerate(record["authors"], start=1):
        authors["s2:" + author["authorId"]] = author["name"]
        authored.append({"a": "s2:" + author["authorId"], "b": id, "position": place})
    venues["venue:" + record["venue"]] = record["venue"]
    published.append({"a": id, "b": "venue:" + record["venue"]})
    cites += [(id, reference["paperId"]) for reference in record["references"]]
run("CREATE (n:Paper) SET n = row", list(papers.values()))
run("CREATE (n:Author) SET n = row", [{"id": id, "name": name} for id, name in authors.items()])
run("CREATE (n:Venue) SET n = row", [{"id": id, "name": name} for id, name in venues.items()])
match = "MATCH (a:{} {{id: row.a}}) MATCH (b:{} {{id: row.b}}) CREATE (a)-[:{}]->(b)"
run(match.format("Paper", "Paper", "CITES"), [{"a": a, "b": papers[b]["id"]} for a, b in cites])
run("MATCH (a:Author {id: row.a}) MATCH (b:Paper {id: row.b}) "
    "CREATE (a)-[:AUTHORED {position: row.position}]->(b)", authored)
run(match.format("Paper", "Venue", "PUBLISHED_IN"), published)
"""

STAGES = """
import gc, resource, sys, time
from kg.ingest import assemble
from kg.ingest.facts import gather_records
from kg.records import BuildOptions
from kg.sources.records_file import RecordsFile
from kg.stores import open_store

gc.disable()  # as a build does

def stage(name, start=[time.process_time()]):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"  {name:12} {time.process_time() - start[0]:7.2f} s CPU, peak {peak:6,} MB", flush=True)
    start[0] = time.process_time()

stage("imports")
source = RecordsFile(sys.argv[1])
stage("records")
known = gather_records(source, options=BuildOptions(source=sys.argv[1]))
stage("facts")
graph = assemble([known]).graph
stage("graph")
with open_store(sys.argv[2], write=True) as store:
    store.write(graph, [known])
    stage("store")
stage("close")
"""


def write_records(path: Path, papers: int, citations: int) -> None:
    """Write a file of records: papers of several authors and venues that cite older ones."""
    chance = random.Random(7)
    words = [hashlib.sha256(str(n).encode()).hexdigest()[:7] for n in range(4_000)]
    ids = [hashlib.sha1(str(n).encode(), usedforsecurity=False).hexdigest() for n in range(papers)]
    titles = [" ".join(chance.choices(words, k=9)).capitalize() for _ in range(papers)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        left = citations
        for number, id in enumerate(ids):
            wanted = min(number, round(left / (papers - number))) if number else 0
            cited = chance.sample(range(number), min(wanted, number)) if number else []
            left -= len(cited)
            record = {
                "paperId": id,
                "externalIds": {"DOI": f"10.{1000 + number % 50}/Paper.{number}"},
                "title": titles[number],
                "year": 1990 + 30 * number // papers,
                "venue": f"Journal of {words[number % 300].capitalize()} Studies",
                "abstract": " ".join(chance.choices(words, k=40)),
                "authors": [
                    {"authorId": str(person), "name": f"Ann {words[person % 4_000].capitalize()}"}
                    for person in chance.sample(range(papers), 3)
                ],
                "referenceCount": len(cited),
                "references": [{"paperId": ids[other], "title": titles[other]} for other in cited],
            }
            file.write(json.dumps(record) + "\n")


def write_list(path: Path, records: Path) -> str:
    """Write a list of a hundred of the papers; return its path."""
    lines = ["# Papers", ""]
    with records.open(encoding="utf-8") as file:
        for record in map(json.loads, islice(file, 100)):
            doi = record["externalIds"]["DOI"]
            lines.append(f"- [{record['title']}](https://doi.org/{doi}), {record['year']}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    return str(path)


def measured(*command: str) -> tuple[float, float]:
    """Run a process; return its CPU seconds and its peak memory in megabytes."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:4])} ... ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="?", type=int, default=20_000)
    parser.add_argument("citations", nargs="?", type=int, default=100_000)
    parser.add_argument("--neo4j", help="the Bolt address of an empty Neo4j, which is written to")
    arguments = parser.parse_args()
    kg = str(Path(sys.executable).with_name("kg"))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        records, store = folder / "records.jsonl", str(folder / "store")
        write_records(records, arguments.papers, arguments.citations)
        list_ = write_list(folder / "papers.md", records)
        print(f"{arguments.papers:,} papers, {arguments.citations:,} citations")
        limit, memory = measured(
            sys.executable, "-c", LIMIT, str(records), str(folder / "limit.kgl")
        )
        print(f"limit: {limit:.2f} s CPU, {memory:,.0f} MB")
        build = (kg, "build", "--source", str(records), "--store", store)
        commands = {
            "build": build,
            "build again": build,
            "view": (kg, "view", "--store", store, "-o", str(folder / "p.html"), "--no-open"),
            "info": (kg, "info", "--store", store),
            "lineage main": (kg, "lineage", "main", "--store", store),
            "export .nt": (kg, "export", str(folder / "x.nt"), "--store", store),
            "build a list": (kg, "build", list_, "--source", str(records), "--store", store),
            "check": (kg, "check", list_, "--store", store, "--format", "json"),
        }
        for name, command in commands.items():
            cpu, memory = measured(*command)
            print(f"{name}: {cpu:.2f} s CPU, {memory:,.0f} MB, {cpu / limit:.1f} x the limit")
        print("stages of a build:", flush=True)
        subprocess.run(
            (sys.executable, "-c", STAGES, str(records), str(folder / "staged")), check=True
        )
        if arguments.neo4j:
            measure_neo4j(arguments.neo4j, records, kg)


def measure_neo4j(url: str, records: Path, kg: str) -> None:
    """Measure both ways into a server, by the clock: the server's work is not this process's."""
    import neo4j

    from kg.stores.neo4j_address import LOOPBACK_CREDENTIALS

    user, password = LOOPBACK_CREDENTIALS
    auth = os.environ.get("NEO4J_USERNAME", user), os.environ.get("NEO4J_PASSWORD", password)
    seconds = {}
    for name, command in {
        "driver": (sys.executable, "-c", DRIVER, str(records), url, *auth),
        "build": (kg, "build", "--source", str(records), "--store", url),
    }.items():
        with neo4j.GraphDatabase.driver(url, auth=auth) as driver, driver.session() as session:
            empty = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS"
            session.run(empty).consume()
        start = time.perf_counter()
        measured(*command)
        seconds[name] = time.perf_counter() - start
        print(f"Neo4j, {name}: {seconds[name]:.1f} s")
    print(f"Neo4j: {seconds['build'] / seconds['driver']:.2f} x the plain driver")


if __name__ == "__main__":
    main()
