"""Graphs to ask the query library about: the example, one with everything, one of records."""

from __future__ import annotations

import random
from pathlib import Path

from s2_corpus import as_markdown, simulated_corpus
from s2_server import S2Server

from kg.ingest import demo_facts
from kg.ingest.assemble import assemble
from kg.ingest.facts import gather_list
from kg.reading_list import parse
from kg.records import (
    BuildOptions,
    Citation,
    Entry,
    Facts,
    Graph,
    Link,
    ListedDataset,
    ParsedList,
    Resolution,
    Work,
    WorkAuthor,
)
from kg.sources.semantic_scholar import SemanticScholar

INTENTS = ("background", "methodology", "result")


def with_everything() -> Graph:
    """The example with a second list that overlaps it, contexts, intents, influence and author ids."""
    demo = demo_facts()
    shared = demo.works[demo.entry_works[55]]
    works = [
        shared,
        Work(
            title="A Study of “Hashing” & <Retrieval>",
            ids={"doi": "10.1000/a", "s2": "a" * 40},
            year=2018,
            venue="CVPR",
            authors=[WorkAuthor(name="Ann Lee", s2_id="1"), WorkAuthor(name="Bo Li", s2_id="2")],
            references_state="elided",
            reference_count=12,
        ),
        Work(
            title="Later hashing of views",
            ids={"s2": "b" * 40},
            year=2021,
            venue="ICML 2021",
            authors=[WorkAuthor(name="Bo Li", s2_id="2"), WorkAuthor(name="Ann Lee", s2_id="1")],
            references_state="complete",
        ),
        Work(title="Undated hashing", ids={"s2": "c" * 40}, authors=[WorkAuthor(name="Ann Lee")]),
    ]
    entries = [
        Entry(
            line=3 + n,
            position=1 + n,
            title=work.title or "",
            year=2018,
            venue="ICCV" if n else None,
            section=["Hashing", "Deep"] if n % 2 else ["Views"],
            links=[Link(kind="code", url="https://github.com/Ann/hash", framework="pytorch")]
            if n == 1
            else [],
        )
        for n, work in enumerate(works[:3])
    ]
    second = Facts(
        input="list:second",
        location="second.md",
        source="semantic-scholar",
        options=BuildOptions(expand="both"),
        reading_list=ParsedList(
            id="list:second",
            source="second.md",
            sha256="0" * 64,
            entries=entries,
            datasets=[ListedDataset(line=9, name="NUS-WIDE", names=["NUS-WIDE"], position=4)],
        ),
        works=works,
        entry_works=[0, 1, 2],
        resolutions=[Resolution(matched_by="doi", confidence="certain", evidence="by DOI")] * 2
        + [Resolution(matched_by="title", confidence="probable", evidence="nearly")],
        citations=[
            Citation(
                citing=1,
                cited=0,
                intents=["methodology"],
                influential=True,
                contexts=["We follow [1].", "As in [1]"],
                context_intents=[["methodology"], []],
                evidence="p. 1",
                retrieved="2026-01-02",
            ),
            Citation(
                citing=2,
                cited=1,
                intents=["background", "result"],
                influential=True,
                evidence="p. 2",
            ),
            Citation(citing=2, cited=0, influential=False, evidence="p. 3"),
            Citation(citing=3, cited=1, evidence="p. 4"),
            # A second service agrees on one citation, and has one that the whole list lacks.
            Citation(citing=2, cited=1, evidence="Crossref: as deposited", source="crossref"),
            Citation(citing=2, cited=3, evidence="Crossref: by matching", source="crossref"),
        ],
    )
    return assemble([demo, second]).graph


def of_records(papers: int, *, seed: int = 7) -> Graph:
    """A seeded graph of records without a list: papers, people, venues and about five citations each."""
    draw = random.Random(seed)
    works, citations = [], []
    for n in range(papers):
        works.append(
            Work(
                title=f"Paper {n} on {draw.choice(('hashing', 'views', 'graphs', 'words'))}",
                ids={"key": f"k{n}"},
                year=1990 + n * 35 // papers,
                venue=f"Venue {draw.randrange(50)} {1990 + n * 35 // papers}",
                authors=[
                    WorkAuthor(
                        name=f"Author {draw.randrange(papers)}", s2_id=str(draw.randrange(papers))
                    )
                    for _ in range(2)
                ],
            )
        )
        citations += [
            Citation(
                citing=n,
                cited=cited,
                evidence=f"reference [{cited}]",
                intents=[draw.choice(INTENTS)] if n % 3 == 0 else [],
            )
            for cited in sorted({draw.randrange(n) for _ in range(5)} if n else ())
        ]
    facts = Facts(
        input="records:seeded",
        location="seeded",
        source="seeded.jsonl",
        works=works,
        known=list(range(papers)),
        citations=citations,
    )
    return assemble([facts]).graph


def of_a_service(archive: Path) -> Graph:
    """A list of 60 papers as a loopback Semantic Scholar answers for it, sentences of citations too."""
    corpus, entries = simulated_corpus(seed=21, listed=60, others=400, typical=12)
    parsed = parse(as_markdown(entries), source="simulated.md", id="list:simulated")
    options = BuildOptions(expand="both", contexts=True)
    with (
        S2Server(corpus) as server,
        SemanticScholar(base_url=server.url, interval=0.0, archive=archive) as source,
    ):
        facts = gather_list(parsed, source, location="simulated.md", options=options, decisions={})
    return assemble([facts]).graph
