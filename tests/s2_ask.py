"""What a build asks of the service, as plain values to compare.

Run as a script it asks and prints them: a process that tests can kill.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg.records import Entry
from kg.sources.semantic_scholar import SemanticScholar

RELATIONS = ("references", "citations")


def ask(
    source: SemanticScholar,
    entries: Sequence[Entry],
    relations: Sequence[str] = RELATIONS,
    *,
    hops: int = 1,
    contexts: bool = False,
) -> dict[str, Any]:
    """Return everything that a graph would be made of, but for the dates."""
    resolutions = source.resolve(entries, {})
    answers: dict[str, Any] = {
        "entries": [
            [
                one.work and _work(one.work),
                one.matched_by,
                one.confidence,
                one.evidence,
                one.deferred,
            ]
            for one in resolutions
        ]
    }
    for relation in relations:
        works = [one.work for one in resolutions if one.work is not None]
        asked: set[str] = set()
        for hop in range(hops):
            works = [
                w for w in works if w.ids and not (w.ids["s2"] in asked or asked.add(w.ids["s2"]))
            ]
            expansions = source.expand(works, relation, contexts=contexts)
            answers[f"{relation} {hop + 1}"] = [
                [
                    one.state,
                    one.total,
                    [[_work(n.work), n.contexts, n.intents] for n in one.neighbours],
                ]
                for one in expansions
            ]
            works = [n.work for one in expansions for n in one.neighbours]
    return answers


def _work(work: Any) -> list[Any]:
    return [work.ids, work.also, work.title, work.year, work.venue_id, len(work.authors)]


def main() -> None:
    from s2_corpus import simulated_corpus

    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("archive", type=Path)
    parser.add_argument("interval", type=float)
    parser.add_argument("corpus", type=json.loads)
    parser.add_argument("--contexts", action="store_true")
    given = parser.parse_args()
    _, entries = simulated_corpus(**given.corpus)
    with SemanticScholar(
        base_url=given.url, archive=given.archive, interval=given.interval, patience=30
    ) as source:
        json.dump(ask(source, entries, contexts=given.contexts), sys.stdout)


if __name__ == "__main__":
    main()
