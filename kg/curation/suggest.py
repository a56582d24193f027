r"""Papers that a list lacks: those whose citations are tied to this list more than to the rest of the world.

Four ties are measured for every paper that the list does not hold, each as Salton's
cosine with a prior, leaning towards the share and away from the raw count:

.. math:: tie = \frac{n}{(N + k)^{\alpha} \, L^{1-\alpha}}

with n links to the L papers of the list out of N links in all. A paper that everybody
cites (ImageNet, Adam) has a large n and a far larger N. Links are: cited by the list;
citing the list; cited together with it; sharing references with it. The last two count
half. Where nobody says how often a paper is cited in all, its citations in the graph
stand in, and the tie counts by how far its title speaks of what the list's titles speak
of. Salton and McGill, Introduction to Modern Information Retrieval, 1983; co-citation
after Small 1973, coupling after Kessler 1963.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kg.curation.entries import work_of_paper
from kg.curation.notation import Notation
from kg.curation.place import years_of_sections
from kg.identifiers import normalise_title
from kg.matching import is_retracted
from kg.records import GraphReader, ParsedList, Work, authors_of, service_label
from kg.sources import SERVICES

__all__ = ["Suggestion", "closeness", "listed_papers", "suggest"]

_PRIOR = 10.0
_LEAN = 0.7  # 0.5 is Salton's cosine, 1 the share alone
_LEAST_TIES = 2
_HALF = 0.5
_READ = (
    "id", "title", "year", "venue", "doi", "arxiv_id", "acl_id", "openreview_id", "s2_id", "url", "publication_date",
    "citation_count", "reference_count", "publication_types", "aliases",
)  # fmt: skip


class Suggestion(msgspec.Struct, kw_only=True):
    """A paper that a list may lack, why, and an entry to paste.

    ``section`` is where it would go (None where that is not clear); ``score`` only
    orders suggestions of one list.
    """

    id: str
    title: str
    year: int | None
    reasons: list[str]
    entry: str
    section: list[str] | None
    score: float


class _Ties(NamedTuple):
    cited_by: list[str]
    cites: list[str]
    cocited: int
    cocited_with: int
    coupled: int
    coupled_with: int
    score: float


class _Citations(NamedTuple):
    """Whom each paper cites, who cites it, and the services that say so of the list's papers."""

    references: dict[str, list[str]]
    citing: dict[str, list[str]]
    asserting: dict[str, set[str]]


def listed_papers(graph: GraphReader, list_id: str | None = None) -> dict[str, tuple[str, ...]]:
    """Return the papers of a list (of all lists without an id), each with its section."""
    return {
        edge.end: tuple(edge.properties.get("section", ()))
        for edge in graph.relationships("LISTS", ("section",))
        if (list_id is None or edge.start == list_id) and not edge.end.startswith("dataset:")
    }


def suggest(
    graph: GraphReader,
    *,
    list_id: str | None = None,
    dismissed: Collection[str] = (),
    notation: Notation | None = None,
    limit: int = 20,
) -> list[Suggestion]:
    """Return papers missing from a list, the most specific to it first.

    Parameters
    ----------
    graph
        A store, or a graph in memory.
    list_id
        The list; without it all lists of the graph count as one.
    dismissed
        Ids (or aliases) of papers that its owner does not want.
    notation
        How the list writes its entries.
    limit
        How many to return.

    Notes
    -----
    How often a paper is cited in all is its ``citation_count`` or, where that is not
    known or smaller, its citations in the graph. Linear in the citations of the graph,
    except for co-citation and coupling, which take the sum of squared degrees of the
    papers that cite or are cited by the list.

    Examples
    --------
    >>> from kg.records import Cites, Graph, Lists, Paper
    >>> graph = Graph()
    >>> for id, count in [("a", 9), ("b", 9), ("missing", 4), ("hub", 90000)]:
    ...     graph.add(Paper(id=f"key:{id}", title=f"Paper {id}", citation_count=count))
    >>> for position, id in enumerate("ab", start=1):
    ...     graph.add(Lists(start="list:l", end=f"key:{id}", line=position, position=position))
    ...     graph.add(Cites(start=f"key:{id}", end="key:missing"))
    ...     graph.add(Cites(start=f"key:{id}", end="key:hub"))
    >>> [(one.id, one.reasons) for one in suggest(graph)][0]
    ('key:missing', ['cited by 2 of the 2 papers of the list, 50 % of its 4 citations'])
    """
    listed = listed_papers(graph, list_id)
    papers = {paper["id"]: paper for paper in graph.nodes("Paper", _READ)}
    citations = _citations(graph, listed)
    known = {id for paper_id in listed for id in papers.get(paper_id, {}).get("aliases", ())}
    unwanted = known | set(dismissed)
    suitable = [
        papers[id] for id in _candidates(listed, citations) if _is_suitable(papers[id], unwanted)
    ]
    titles = [papers[id].get("title") or "" for id in listed if id in papers]
    chosen = _ranked(suitable, listed, citations, titles)[:limit]
    authors = authors_of(graph, {paper["id"] for paper, _ in chosen}) if chosen else {}
    found = []
    for paper, ties in chosen:
        section = _section(listed, ties, paper.get("year"))
        described = work_of_paper(paper, authors.get(paper["id"], ()))
        found.append(
            Suggestion(
                id=paper["id"],
                title=paper["title"],
                year=paper.get("year"),
                reasons=_reasons(paper, ties, len(listed), citations),
                entry=_entry(described, notation, section),
                section=list(section) if section is not None else None,
                score=round(ties.score, 6),
            )
        )
    return found


def _citations(graph: GraphReader, listed: Collection[str]) -> _Citations:
    found = _Citations(defaultdict(list), defaultdict(list), defaultdict(set))
    for edge in graph.relationships("CITES", ("sources",)):
        found.references[edge.start].append(edge.end)
        found.citing[edge.end].append(edge.start)
        if edge.start in listed:
            found.asserting[edge.end].update(edge.properties.get("sources", ()))
    return found


def _ranked(
    candidates: Iterable[Mapping[str, Any]],
    listed: Mapping[str, Any],
    citations: _Citations,
    titles: Sequence[str],
) -> list[tuple[Mapping[str, Any], _Ties]]:
    """Return the papers that two ties or more tie to the list, the most specific to it first."""
    likeness = _title_likeness(titles)
    ranked = []
    for paper in candidates:
        ties = _ties(paper, listed, citations)
        if paper.get("citation_count") is None:
            ties = ties._replace(score=ties.score * likeness(paper["title"]))
        if len(ties.cited_by) + len(ties.cites) + ties.cocited + ties.coupled >= _LEAST_TIES:
            ranked.append((paper, ties))
    return sorted(ranked, key=lambda pair: (-pair[1].score, pair[0]["id"]))


def _known_from_one(services: Collection[str]) -> list[str]:
    """Return that one further service alone knows a paper's citations, where that is so."""
    if len(services) != 1:
        return []
    name = next(iter(services))
    return [f"known from {service_label(name)} alone"] if name in SERVICES else []


def _is_suitable(paper: Mapping[str, Any], unwanted: set[str]) -> bool:
    """Return whether a paper has a title, is not retracted, and is neither unwanted nor listed."""
    if not paper.get("title") or is_retracted(paper["title"], paper.get("publication_types")):
        return False
    return unwanted.isdisjoint((paper["id"], *paper.get("aliases", ())))


def _candidates(listed: Collection[str], citations: _Citations) -> list[str]:
    """Return the papers within two steps of the list that are not of it."""
    references, citing, _ = citations
    near: set[str] = set()
    for id in listed:
        near.update(references.get(id, ()), citing.get(id, ()))
    beyond = {
        other
        for id in near - set(listed)
        for other in [*references.get(id, ()), *citing.get(id, ())]
    }
    shared = {
        other
        for id in listed
        for reference in references.get(id, ())
        for other in citing.get(reference, ())
    }
    return sorted((near | beyond | shared) - set(listed))


def _tie(count: float, total: float, size: int) -> float:
    return count / float((max(total, count) + _PRIOR) ** _LEAN * max(1, size) ** (1 - _LEAN))


def _ties(paper: Mapping[str, Any], listed: Mapping[str, Any], citations: _Citations) -> _Ties:
    references, citing, _ = citations
    id, size = paper["id"], len(listed)
    cited_by = _inside(listed, citing.get(id, ()))
    cites = _inside(listed, references.get(id, ()))
    # Citers and references outside the list that have something in common with it.
    cociters = [
        together
        for citer in citing.get(id, ())
        if citer not in listed and len(together := _inside(listed, references.get(citer, ()))) >= 2
    ]
    shared = [
        sharers
        for reference in references.get(id, ())
        if reference not in listed
        and len(sharers := _inside(listed, citing.get(reference, ()))) >= 2
        # A reference that most of the graph cites says nothing.
        and len(sharers) * 2 >= len(citing.get(reference, ()))
    ]
    cocited, coupled = len(cociters), len(shared)
    total_in = max(paper.get("citation_count") or 0, len(citing.get(id, ())))
    total_out = max(paper.get("reference_count") or 0, len(references.get(id, ())))
    score = (
        _tie(len(cited_by), total_in, size)
        + _tie(len(cites), total_out, size)
        + _HALF * _tie(cocited, total_in, size)
        + _HALF * _tie(coupled, total_out, size)
    )
    with_list, sharing = (
        len({paper_id for some in found for paper_id in some}) for found in (cociters, shared)
    )
    return _Ties(cited_by, cites, cocited, with_list, coupled, sharing, score)


def _inside(listed: Collection[str], ids: Iterable[str]) -> list[str]:
    return [id for id in ids if id in listed]


def _title_likeness(titles: Sequence[str]) -> Callable[[str], float]:
    """Return how far a title speaks of what these titles speak of, from a quarter to 1."""
    spread = Counter(word for title in titles for word in _words(title))

    def mean(title: str) -> float:
        words = _words(title)
        return sum(spread[word] for word in words) / len(words) if words else 0.0

    usual = sum(map(mean, titles)) / len(titles) if titles else 0.0
    return lambda title: 0.25 + 0.75 * min(1.0, mean(title) / usual) if usual else 1.0


def _words(title: str) -> set[str]:
    return {word for word in normalise_title(title).split() if len(word) > 3}


def _reasons(paper: Mapping[str, Any], ties: _Ties, size: int, citations: _Citations) -> list[str]:
    references, citing, asserting = citations
    id = paper["id"]
    reasons = []
    if ties.cited_by:
        share = _out_of(
            len(ties.cited_by), paper.get("citation_count"), len(citing.get(id, ())), "citations"
        )
        reasons.append(f"cited by {len(ties.cited_by)} of the {size} papers of the list{share}")
    if ties.cites:
        share = _out_of(
            len(ties.cites), paper.get("reference_count"), len(references.get(id, ())), "references"
        )
        reasons.append(f"cites {len(ties.cites)} of the {size} papers of the list{share}")
    if ties.cocited:
        reasons.append(
            f"cited together with {ties.cocited_with} papers of the list by {ties.cocited} others"
        )
    if ties.coupled:
        reasons.append(
            f"shares {ties.coupled} references that are the list's own with {ties.coupled_with} of its papers"
        )
    return reasons + _known_from_one(asserting[id])


def _out_of(count: int, total: int | None, known: int, what: str) -> str:
    """Say what share of all links these are, or, where that is not known, of the links in the graph."""
    if total is not None and total >= known:
        share = 100 * count / total
        return (
            f", {share:.0f} % of its {total} {what}"
            if share >= 1
            else f", {share:.2g} % of its {total} {what}"
        )
    return f", {count} of the {known} {what} of it that are known"


def _section(
    listed: Mapping[str, tuple[str, ...]], ties: _Ties, year: int | None
) -> tuple[str, ...] | None:
    """Return the section of its year in a list by year, else the one that clearly holds most linked papers."""
    by_year = years_of_sections(set(listed.values()))
    if by_year:
        return next(
            (
                heading
                for heading, year_of_section in sorted(by_year.items())
                if year_of_section == year
            ),
            None,
        )
    counts = Counter(listed[tied] for tied in [*ties.cited_by, *ties.cites])
    if len(set(listed.values())) == 1:
        return next(iter(listed.values()))
    if not counts:
        return None
    best = min(counts, key=lambda heading: (-counts[heading], heading))
    return best if counts[best] * 2 > sum(counts.values()) else None


def _entry(work: Work, notation: Notation | None, section: tuple[str, ...] | None) -> str:
    notation = notation or Notation(ParsedList(id="list:none", source="", sha256=""), "")
    return notation.write(work, section)


def closeness(
    graph: GraphReader, listed: Mapping[str, tuple[str, ...]], paper: str
) -> dict[tuple[str, ...], float]:
    """Return how many citations tie a paper to each section, as a share of the section.

    Parameters
    ----------
    graph
        The graph that holds the list.
    listed
        The section of each paper of the list, by id.
    paper
        Id of the paper to place.
    """
    sizes = Counter(listed.values())
    counts: Counter[tuple[str, ...]] = Counter()
    for edge in graph.relationships("CITES", ()):
        for start, end in ((edge.start, edge.end), (edge.end, edge.start)):
            if start == paper and end in listed:
                counts[listed[end]] += 1
    return {section: count / sizes[section] for section, count in counts.items()}
