"""A store summed up: counts, how much of it is known, from where and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from kg.records import BuildOptions
from kg.stores.service_counts import ServiceCounts
from kg.stores.store import Store

__all__ = ["summary"]

_READ = (
    *("id", "listed", "references_state", "citations_state"),
    *("references_sources", "references_complete"),
)


def summary(store: Store) -> dict[str, Any]:
    """Return what a store holds, how much of it is known, from where and when.

    Parameters
    ----------
    store
        An open store.

    Returns
    -------
    dict
        ``store`` (its address), ``nodes`` and ``relationships`` (counts by label and
        type), ``coverage`` (of the listed papers: how their entries were matched, and
        whether their references and citations are known), ``sources`` (by service: the
        listed papers asked about, answered with a list that is not empty, and complete,
        citations asserted, asserted by it alone, and references that are unidentified),
        ``agreement`` (of every two services, over the listed papers for which both gave
        a list), ``dates`` (of the oldest and newest answer), ``inputs``.

    Notes
    -----
    Reads all citations and listed papers once.

    Examples
    --------
    >>> import tempfile
    >>> from kg.records import Graph, Paper
    >>> from kg.stores import open_store
    >>> graph = Graph()
    >>> graph.add(Paper(id="doi:10.1/a", listed=True, references_state="complete"))
    >>> with tempfile.TemporaryDirectory() as directory, open_store(directory, write=True) as store:
    ...     changes = store.write(graph, [])
    ...     summary(store)["coverage"]
    {'listed': 1, 'entries': {}, 'references': {'complete': 1}, 'citations': {'unknown': 1}}
    """
    nodes, relationships = store.counts()
    listed = [paper for paper in store.nodes("Paper", _READ) if paper.get("listed")]
    ids = {paper["id"] for paper in listed}
    references = Counter(str(paper.get("references_state", "unknown")) for paper in listed)
    citations = Counter(str(paper.get("citations_state", "unknown")) for paper in listed)
    entries = Counter(
        str(edge.properties.get("confidence", "none"))
        for edge in store.relationships("LISTS", ("confidence",))
        if edge.end in ids
    )
    dates = set()

    def asserted() -> Iterator[tuple[str, Sequence[str]]]:
        for edge in store.relationships("CITES", ("sources", "retrieved")):
            dates.add(edge.properties.get("retrieved"))
            yield edge.start, edge.properties.get("sources", ())

    services = ServiceCounts(listed)
    services.count(asserted())
    known = sorted(date for date in dates if date)
    return {
        "store": store.url,
        "nodes": nodes,
        "relationships": relationships,
        "coverage": {
            "listed": len(listed),
            "entries": dict(sorted(entries.items())),
            "references": dict(sorted(references.items())),
            "citations": dict(sorted(citations.items())),
        },
        "sources": services.by_service(),
        "agreement": services.agreement(),
        "dates": {"oldest": known[0] if known else None, "newest": known[-1] if known else None},
        "inputs": [
            {
                "input": facts.input,
                "source": facts.source,
                "options": _options(facts.options),
                "deferred": facts.deferred,
            }
            for facts in store.inputs()
        ],
    }


def _options(options: BuildOptions) -> dict[str, Any]:
    always = {name: getattr(options, name) for name in ("expand", "hops", "contexts", "source")}
    return {**always, **msgspec.to_builtins(options)}
