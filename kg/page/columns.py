"""The graph as compact columns, one element a paper: what a page knows.

A page of 20,000 papers is opened from disk, so the columns are lists of numbers and
words; what only few papers have (code, datasets, an abstract) stands in ``more`` under
the paper's number, and what only few citations have in ``citation``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import msgspec

from kg.formats.bibliography import bibtex_entry
from kg.formats.papers import read_papers as read_cited_papers
from kg.identifiers import FIELD_OF, LINKED_KINDS, page_of
from kg.lineage import Network, transitive_reduction
from kg.page.data import (
    CitationDetails,
    CodeLink,
    DatasetUse,
    EntryEvidence,
    Names,
    PaperColumns,
    PaperDetails,
)
from kg.page.selection import by_importance
from kg.people import surname
from kg.records import Edge, GraphReader, authors_of
from kg.records.tags import tags_of
from kg.topics import PaperTopics

__all__ = ["STATES", "Papers", "columns", "link", "read_papers"]

_PROPERTIES = (
    *("id", "title", "short", "year", "venue", "volume", "issue", "pages", "publisher"),
    *("doi", "arxiv_id", "acl_id", "pubmed_id", "openreview_id", "s2_id", "url"),
    *("citation_count", "counts_date", "open_access_pdf", "references_state", "listed"),
    *("status", "tags", "note"),
)
_PRIVATE = ("abstract", "tldr")

#: How much is known of a paper's references, as the page draws it.
STATES = {"complete": 2, "partial": 1, "capped": 1}

#: Citing sentences kept of one citation; the rest is counted. In a page of many papers
#: only the citations of listed papers have them: others would outweigh everything else.
_CONTEXTS = 3
_MANY_PAPERS = 5_000

_OF_IDS = [(name, FIELD_OF[kind], page_of(kind, "")) for kind, name in LINKED_KINDS.items()]
#: Names of links, the property of each, and what its value is put behind: Semantic Scholar last.
_LINKS = (*_OF_IDS[:-1], ("", "url", ""), ("PDF", "open_access_pdf", ""), _OF_IDS[-1])


class Papers(msgspec.Struct, frozen=True):
    """The papers of a graph, oldest first, and its citations.

    ``facts`` holds the properties of each; ``arcs`` are ``(cited, citing)`` numbers and
    ``citations`` the relationships they come from, in the same order.
    """

    facts: list[dict[str, Any]]
    number: dict[str, int]
    arcs: list[tuple[int, int]]
    citations: list[Edge]

    @property
    def years(self) -> list[int | None]:
        """The year of every paper."""
        return [fact.get("year") for fact in self.facts]

    @property
    def citation_counts(self) -> list[int | None]:
        """How often every paper is cited in the world, as far as is known."""
        return [fact.get("citation_count") for fact in self.facts]

    @property
    def listed(self) -> list[int]:
        """The papers of the lists."""
        return [number for number, fact in enumerate(self.facts) if fact.get("listed")]

    def by_importance(self) -> list[int]:
        """Return the papers, the most important first."""
        return by_importance(len(self.facts), self.arcs, self.citation_counts)

    def reduced(
        self, net: Network, drawn: Sequence[int], always: Iterable[tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """Return the citations between drawn papers that no longer chain implies, and ``always``.

        ``net`` is the network of the graph.

        Parameters
        ----------
        net
            The network of the graph.
        drawn
            Numbers of the papers that are drawn.
        always
            Citations, as numbers (cited, citing), that are drawn in any case.
        """
        inside = set(drawn)
        ids = {self.facts[paper]["id"]: paper for paper in drawn}
        chain = transitive_reduction(net.restricted(ids.keys()))
        arcs = {(ids[cited], ids[citing]) for cited, citing in chain}
        arcs.update(arc for arc in always if inside.issuperset(arc))
        return sorted(arcs)

    def only(self, chosen: Sequence[int]) -> Papers:
        """Return the sub-graph of these papers."""
        if len(chosen) == len(self.facts):
            return self
        facts = [self.facts[paper] for paper in chosen]
        renumbered = {paper: number for number, paper in enumerate(chosen)}
        inside = [
            (renumbered[u], renumbered[v], citation)
            for (u, v), citation in zip(self.arcs, self.citations, strict=True)
            if u in renumbered and v in renumbered
        ]
        return Papers(
            facts,
            {fact["id"]: number for number, fact in enumerate(facts)},
            [(u, v) for u, v, _ in inside],
            [citation for _, _, citation in inside],
        )


def read_papers(graph: GraphReader, *, abstracts: bool = False) -> Papers:
    """Read papers and citations; self-citations are dropped.

    Abstracts and summaries are not read unless asked for: they are others' texts.
    """
    wanted = (*_PROPERTIES, *_PRIVATE) if abstracts else _PROPERTIES
    facts = sorted(
        graph.nodes("Paper", wanted), key=lambda fact: (fact.get("year") or 0, fact["id"])
    )
    number = {fact["id"]: index for index, fact in enumerate(facts)}
    citations = [edge for edge in graph.relationships("CITES") if edge.start != edge.end]
    return Papers(
        facts, number, [(number[edge.end], number[edge.start]) for edge in citations], citations
    )


def columns(graph: GraphReader, papers: Papers, topics: PaperTopics) -> PaperColumns:
    """Return everything a page says about its papers, ready to be written as JSON.

    ``topics`` are those of the papers of the graph.

    Parameters
    ----------
    graph
        The graph.
    papers
        Its papers, as the page orders them.
    topics
        The topics of the papers.
    """
    more: dict[int, PaperDetails] = {}
    authors, author_names = _authors(graph, papers)
    venue, venues, kinds = _venues(graph, papers)
    lists, sections, entries = _entries(graph, papers)
    datasets, dataset_names = _datasets(graph, papers, more)
    code = _code(graph, papers, more)
    _add_extra(papers, entries, more)
    facts = papers.facts
    combinations = _combinations(papers)
    keys, bibtex = _references(graph, papers)
    names: Names = {
        "authors": author_names,
        "venues": venues,
        "kinds": kinds,
        "lists": _list_titles(graph),
        "sections": _section_names(graph),
        "topics": topics.names,
        "datasets": dataset_names,
        "marks": _mark_names(papers),
        "sources": list(map(list, combinations)),
    }
    return {
        "id": [fact["id"] for fact in facts],
        "title": [fact.get("title") or fact["id"] for fact in facts],
        "label": [
            _label(fact, author_names, people) for fact, people in zip(facts, authors, strict=True)
        ],
        "year": papers.years,
        "state": [STATES.get(fact.get("references_state", ""), 0) for fact in facts],
        "listed": [int(bool(fact.get("listed"))) for fact in facts],
        "count": papers.citation_counts,
        "authors": authors,
        "venue": venue,
        "lists": lists,
        "sections": sections,
        "topic": [topics.of.get(fact["id"], -1) for fact in facts],
        "datasets": datasets,
        "code": code,
        "links": list(map(_links, facts)),
        "more": {str(number): more[number] for number in sorted(more)},
        "cited": [cited for cited, _ in papers.arcs],
        "citing": [citing for _, citing in papers.arcs],
        "citation": _citations(papers),
        "sources": [combinations[_sources_of(edge)] for edge in papers.citations],
        "names": names,
        "key": keys,
        "bibtex": bibtex,
    }


_EXTRA = (
    *("volume", "issue", "pages", "publisher", "doi", "counts_date"),
    *_PRIVATE,
    *("references_state", "note"),
)


def _add_extra(
    papers: Papers, entries: Mapping[int, list[EntryEvidence]], more: dict[int, PaperDetails]
) -> None:
    """Add what only some papers have: a volume, an abstract, entries that name them."""
    for number, fact in enumerate(papers.facts):
        extra = cast("PaperDetails", {key: fact[key] for key in _EXTRA if key in fact})
        if marks := _marks(fact):
            extra["marks"] = marks
        if number in entries:
            extra["entries"] = entries[number]
        if extra:
            more.setdefault(number, {}).update(extra)


def _references(graph: GraphReader, papers: Papers) -> tuple[list[str], list[str]]:
    """Return the citation key and the BibTeX entry of each paper."""
    cited = {paper.properties["id"]: paper for paper in read_cited_papers(graph, "all")}
    ordered = [cited[fact["id"]] for fact in papers.facts]
    return [paper.key for paper in ordered], [bibtex_entry(paper) for paper in ordered]


def _mark_names(papers: Papers) -> list[str]:
    return list(_numbered(mark for fact in papers.facts for mark in _marks(fact)))


def _marks(fact: Mapping[str, Any]) -> list[str]:
    """Return what a reader marked a paper with: a status, and tags as they are written elsewhere."""
    status = [str(fact["status"])] if "status" in fact else []
    return [*status, *(f"#{tag}" for tag in tags_of(fact))]


def _numbered(values: Iterable[str]) -> dict[str, int]:
    return {value: number for number, value in enumerate(sorted(set(values)))}


def _authors(graph: GraphReader, papers: Papers) -> tuple[list[list[int]], list[str]]:
    names = authors_of(graph, papers.number)
    numbers = _numbered(name for people in names.values() for name in people)
    ordered = [[numbers[name] for name in names.get(fact["id"], ())] for fact in papers.facts]
    return ordered, list(numbers)


def _venues(graph: GraphReader, papers: Papers) -> tuple[list[int], list[str], list[str | None]]:
    """Return the venue of each paper, -1 without one, and the names and kinds of all venues."""
    nodes = {node["id"]: node for node in graph.nodes("Venue", ("id", "name", "acronym", "kind"))}
    found = [fact.get("venue") for fact in papers.facts]
    kind: dict[str, str] = {}
    for edge in graph.relationships("PUBLISHED_IN", ()):
        if edge.start in papers.number:
            node = nodes[edge.end]
            name = node.get("acronym") or node["name"]
            found[papers.number[edge.start]] = name
            if "kind" in node:
                kind[name] = node["kind"]
    numbers = _numbered(name for name in found if name)
    return (
        [numbers[name] if name else -1 for name in found],
        list(numbers),
        [*map(kind.get, numbers)],
    )


def _list_ids(graph: GraphReader) -> dict[str, str]:
    return {
        node["id"]: node.get("title") or node["source"]
        for node in graph.nodes("ReadingList", ("id", "title", "source"))
    }


def _list_titles(graph: GraphReader) -> list[str]:
    return list(_list_ids(graph).values())


def _section(properties: Mapping[str, Any]) -> str:
    return " › ".join(properties.get("section", []))


def _section_names(graph: GraphReader) -> list[str]:
    """Return the sections in the order in which the lists have them."""
    seen = sorted(
        (edge.start, edge.properties["position"], _section(edge.properties))
        for edge in graph.relationships("LISTS", ("position", "section"))
    )
    return list(dict.fromkeys(name for _, _, name in seen if name))


def _entries(
    graph: GraphReader, papers: Papers
) -> tuple[list[list[int]], list[list[int]], dict[int, list[EntryEvidence]]]:
    """Return each paper's lists and sections, and the entries that name it with the evidence."""
    list_number = {id: number for number, id in enumerate(_list_ids(graph))}
    section_number = {name: number for number, name in enumerate(_section_names(graph))}
    lists: list[list[int]] = [[] for _ in papers.facts]
    sections: list[list[int]] = [[] for _ in papers.facts]
    entries: dict[int, list[EntryEvidence]] = {}
    for edge in graph.relationships("LISTS"):
        paper = papers.number.get(edge.end)
        if paper is None:
            continue
        properties = edge.properties
        number, section = list_number[edge.start], _section(properties)
        if number not in lists[paper]:
            lists[paper].append(number)
        if section and section_number[section] not in sections[paper]:
            sections[paper].append(section_number[section])
        shown = ("line", "title", "year", "venue", "matched_by", "confidence", "evidence")
        known = {key: properties[key] for key in shown if key in properties}
        entry = {"list": number, "section": section, **known}
        entries.setdefault(paper, []).append(cast("EntryEvidence", entry))
    return lists, sections, entries


def _datasets(
    graph: GraphReader, papers: Papers, more: dict[int, PaperDetails]
) -> tuple[list[list[int]], list[str]]:
    nodes = {node["id"]: node for node in graph.nodes("Dataset", ("id", "name", "url"))}
    names = _numbered(node["name"] for node in nodes.values())
    used: list[list[int]] = [[] for _ in papers.facts]
    for kind in ("INTRODUCES", "USES_DATASET"):
        for edge in graph.relationships(kind):
            paper = papers.number.get(edge.start)
            if paper is None:
                continue
            node = nodes[edge.end]
            evidence = edge.properties.get("evidence", [])
            use: DatasetUse = {
                "name": node["name"],
                "how": "introduces" if kind == "INTRODUCES" else edge.properties["kind"],
                "evidence": [evidence] if isinstance(evidence, str) else evidence,
            }
            if url := link(node.get("url")):
                use["url"] = url
            more.setdefault(paper, {}).setdefault("datasets", []).append(use)
            if names[node["name"]] not in used[paper]:
                used[paper].append(names[node["name"]])
    return used, list(names)


def _code(graph: GraphReader, papers: Papers, more: dict[int, PaperDetails]) -> list[int]:
    urls = {node["id"]: link(node["url"]) for node in graph.nodes("Repository", ("id", "url"))}
    has = [0] * len(papers.facts)
    for edge in graph.relationships("IMPLEMENTED_BY"):
        paper, url = papers.number.get(edge.start), urls.get(edge.end)
        if paper is None or url is None:
            continue
        has[paper] = 1
        code: CodeLink = {"url": url}
        if "framework" in edge.properties:
            code["framework"] = edge.properties["framework"]
        more.setdefault(paper, {}).setdefault("code", []).append(code)
    return has


def _sources_of(edge: Edge) -> tuple[str, ...]:
    return tuple(edge.properties.get("sources", ()))


def _combinations(papers: Papers) -> dict[tuple[str, ...], int]:
    """Return a number for every combination of services that asserts a citation."""
    found = sorted({_sources_of(edge) for edge in papers.citations})
    return {sources: number for number, sources in enumerate(found)}


def _citations(papers: Papers) -> dict[str, CitationDetails]:
    """Return what is said of a citation, under its number."""
    listed = set(papers.listed)
    few = len(papers.facts) <= _MANY_PAPERS
    details_of: dict[str, CitationDetails] = {}
    for number, (arc, edge) in enumerate(zip(papers.arcs, papers.citations, strict=True)):
        known = edge.properties
        short = {
            key: known[key] for key in ("intents", "influential", "evidence") if known.get(key)
        }
        details = cast("CitationDetails", short)
        if contexts := known.get("contexts"):
            most = _CONTEXTS if few or not listed.isdisjoint(arc) else 0
            details["contexts"] = contexts[:most]
            details["context_intents"] = known.get("context_intents", [])[:most]
            details["more_contexts"] = len(contexts) - len(details["contexts"])
        if details:
            details_of[str(number)] = details
    return details_of


def _label(fact: Mapping[str, Any], names: Sequence[str], authors: Sequence[int]) -> str:
    if short := fact.get("short"):
        return str(short)
    if authors:
        family = surname(names[authors[0]]) or "?"
        return f"{family} {fact['year']}" if "year" in fact else family
    return str(fact.get("title") or fact["id"])


def _links(fact: Mapping[str, Any]) -> list[list[str]]:
    """Return ``[name, URL]`` of where to read the paper, each URL once."""
    found: dict[str, str] = {}
    for name, key, prefix in _LINKS:
        if (value := fact.get(key)) and (url := link(f"{prefix}{value}")):
            found.setdefault(url, name or _host(url))
    return [[name, url] for url, name in found.items()]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")


def link(url: str | None) -> str | None:
    """Return a URL that a page may link to: http or https, with a host and without a password.

    Examples
    --------
    >>> link("https://arxiv.org/abs/2005.03687")
    'https://arxiv.org/abs/2005.03687'
    >>> link("javascript:alert(1)")
    >>> link("https://me:secret@host.example/x")
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    usable = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return url if usable else None
