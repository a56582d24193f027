"""What linked data costs: triples per CPU second, memory, SPARQL, validation.

    python benchmarks/linked_data.py [PAPERS]

The graph is made on the fly (seeded), so that memory is the export's own. "Raw" is
pyoxigraph alone: terms made of ready strings, and serialised; "ready" is pyoxigraph
serialising triples that exist already. Each runs in a process of its own.
"""

from __future__ import annotations

import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kg.records import Edge

REFERENCES = 8
AUTHORS = 3


class Seeded:
    """A graph of ``papers`` papers that is never in memory; as real as its size allows."""

    def __init__(self, papers: int) -> None:
        self.papers = papers

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""
        if label == "Paper":
            yield from (_chosen(self._paper(n), properties) for n in range(self.papers))
        elif label == "Author":
            for n in range(self.papers):
                node = {
                    "id": f"s2:{n:07d}",
                    "name": f"Ada Person {n}",
                    "name_key": f"ada person {n}",
                }
                yield _chosen(node | {"s2_id": str(n)}, properties)
        elif label == "Venue":
            for n in range(200):
                yield _chosen(
                    {"id": f"venue:{n:03d}", "name": f"Journal {n}", "kind": "journal"}, properties
                )

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`kg.records.GraphReader.relationships`."""
        for n in range(self.papers):
            start = _id(n)
            if type == "CITES":
                for m in sorted(random.Random(n).sample(range(n), min(n, REFERENCES))):
                    said = {
                        "intents": ["background", "methodology"][: m % 3],
                        "influential": m % 7 == 0,
                        "sources": ["semantic-scholar"],
                        "evidence": [f"reference {m % 40} of the reference list"],
                        "retrieved": "2026-09-01",
                    }
                    yield Edge(start, _id(m), _chosen(said, properties))
            elif type == "AUTHORED":
                # By author: each wrote AUTHORS papers.
                for position in range(1, AUTHORS + 1):
                    paper = (n * 7919 + position) % self.papers
                    yield Edge(
                        f"s2:{n:07d}", _id(paper), _chosen({"position": position}, properties)
                    )
            elif type == "PUBLISHED_IN":
                yield Edge(start, f"venue:{n % 200:03d}", {})

    def _paper(self, n: int) -> dict[str, Any]:
        return {
            "id": _id(n),
            "title": f"Learning of representation {n} for cross-modal retrieval with attention",
            "short": f"LR{n}",
            "year": 1990 + n * 30 // self.papers,
            "venue": f"Journal {n % 200}",
            "doi": _id(n)[4:],
            "s2_id": f"{n:040x}",
            "corpus_id": n,
            "aliases": [f"s2:{n:040x}"],
            "url": f"https://www.semanticscholar.org/paper/{n:040x}",
            "citation_count": n % 1000,
            "reference_count": REFERENCES,
            "counts_date": "2026-09-01",
            "is_open_access": n % 2 == 0,
            "fields_of_study": ["Computer Science"],
            "publication_types": ["JournalArticle"],
            "references_state": "complete",
            "listed": n % 50 == 0,
        }


class Kept:
    """A graph whose records are in memory, so that reading it costs nothing."""

    def __init__(self, graph: Seeded) -> None:
        self._nodes = {label: list(graph.nodes(label)) for label in ("Paper", "Author", "Venue")}
        self._edges = {
            type: list(graph.relationships(type)) for type in ("CITES", "AUTHORED", "PUBLISHED_IN")
        }

    def nodes(
        self, label: str, properties: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """See :meth:`kg.records.GraphReader.nodes`."""
        return (_chosen(node, properties) for node in self._nodes.get(label, ()))

    def relationships(self, type: str, properties: Sequence[str] | None = None) -> Iterator[Edge]:
        """See :meth:`kg.records.GraphReader.relationships`."""
        return (
            Edge(edge.start, edge.end, _chosen(edge.properties, properties))
            for edge in self._edges.get(type, ())
        )


def _id(n: int) -> str:
    return f"doi:10.1000/journal.{n:07d}"


def _chosen(node: dict[str, Any], names: Sequence[str] | None) -> dict[str, Any]:
    return node if names is None else {name: node[name] for name in names if name in node}


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Forget the data."""
        return len(data)


def measure_export(papers: int, format: str) -> None:
    """Print triples per CPU second and the peak of memory of an export."""
    from kg.linked_data.export import export_rdf

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    count = export_rdf(Seeded(papers), Nowhere(), format)
    took = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{format:6} {count:>10,} triples {count / took:>10,.0f} /s {peak:>6.0f} MB ({before:.0f} at start)"
    )


def measure_raw(papers: int) -> None:
    """Print the same triples through pyoxigraph alone, and how the export compares."""
    import pyoxigraph
    from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

    from kg.linked_data.export import export_rdf

    written, graph = io.BytesIO(), Kept(Seeded(papers))
    start = time.process_time()
    count = export_rdf(graph, written, "nt")
    ours = time.process_time() - start
    rows = []
    for quad in pyoxigraph.parse(written.getvalue(), RdfFormat.N_TRIPLES):
        is_iri = isinstance(quad.object, NamedNode)
        datatype = None if is_iri else quad.object.datatype.value
        rows.append((quad.subject.value, quad.predicate.value, quad.object.value, datatype))

    string = "http://www.w3.org/2001/XMLSchema#string"

    def triples() -> Iterator[Triple]:
        for subject, predicate, value, datatype in rows:
            if datatype is None:
                object = NamedNode(value)
            elif datatype == string:
                object = Literal(value)
            else:
                object = Literal(value, datatype=NamedNode(datatype))
            yield Triple(NamedNode(subject), NamedNode(predicate), object)

    start = time.process_time()
    pyoxigraph.serialize(triples(), Nowhere(), RdfFormat.N_TRIPLES)
    raw = time.process_time() - start
    ready = list(triples())
    start = time.process_time()
    pyoxigraph.serialize(ready, Nowhere(), RdfFormat.N_TRIPLES)
    alone = time.process_time() - start
    print(f"raw    {count:>10,} triples {count / raw:>10,.0f} /s; ready {count / alone:,.0f} /s")
    print(f"export {count:>10,} triples {count / ours:>10,.0f} /s; {raw / ours:.2f} of raw")


def measure_sparql(papers: int) -> None:
    """Print how long it takes to load and to answer."""
    from kg.linked_data.export import export_rdf
    from kg.linked_data.sparql import sparql

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.nt"
        count = export_rdf(Seeded(papers), path)
        start = time.process_time()
        sparql(path, "ASK {}")
        print(f"sparql {count:>10,} triples loaded in {time.process_time() - start:.2f} s")
        for query in (
            "SELECT ?y (COUNT(?p) AS ?n) { ?p fabio:hasPublicationYear ?y } GROUP BY ?y ORDER BY ?y",
            "SELECT ?p (COUNT(?c) AS ?n) { ?c cito:cites ?p } GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 10",
            f"SELECT ?id {{ ?p dcterms:identifier '{_id(papers - 1)}' ; cito:cites/cito:cites ?c . ?c dcterms:identifier ?id }}",
        ):
            start = time.process_time()
            rows = sparql(path, query)
            print(
                f"       {1000 * (time.process_time() - start):8.1f} ms, {len(rows)} rows: {query[:60]}"
            )


def measure_validate(papers: int) -> None:
    """Print how long validation takes."""
    from kg.linked_data.validate import validate

    start = time.process_time()
    report = validate(Seeded(papers))
    took = time.process_time() - start
    print(f"shacl  {papers:>10,} papers in {took:.1f} s, conforms {report.conforms}")


def main() -> None:
    """Run each measure in a process of its own."""
    papers = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    if len(sys.argv) > 2:
        globals()[sys.argv[2]](papers, *sys.argv[3:])
        return
    calls = [["measure_export", "nt"], ["measure_export", "ttl"], ["measure_export", "nq"]]
    for call in (*calls, ["measure_raw"], ["measure_sparql"], ["measure_validate"]):
        size = min(papers, 300) if call == ["measure_validate"] else papers
        subprocess.run([sys.executable, __file__, str(size), *call], check=True, env=os.environ)


if __name__ == "__main__":
    main()
