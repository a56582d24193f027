"""Facts of all inputs of a store -> its graph. A pure function.

Because the graph depends on nothing but the facts, building again, in another order
or on another store gives the same graph.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from kg.identifiers import KINDS, graph_ids, preferred, strip_credentials, title_id
from kg.ingest.captions import caption
from kg.ingest.identity import group_works
from kg.ingest.mentioned import add_code, add_datasets, same_datasets
from kg.ingest.people import add_authors
from kg.ingest.shared_ids import Described
from kg.ingest.things import add_list, add_venues
from kg.matching import surnames
from kg.records import Citation, Cites, Facts, Graph, Paper, Warning, Work
from kg.venues import is_preprint

__all__ = ["Assembly", "assemble"]

_PAPER_FIELD = {
    "doi": "doi",
    "arxiv": "arxiv_id",
    "acl": "acl_id",
    "pmid": "pubmed_id",
    "pmc": "pmc_id",
    "dblp": "dblp_key",
    "openreview": "openreview_id",
    "s2": "s2_id",
}
_COPIED = (
    "publication_date",
    "venue",
    "volume",
    "issue",
    "pages",
    "publisher",
    "abstract",
    "tldr",
    "url",
    "citation_count",
    "reference_count",
    "influential_citation_count",
    "is_open_access",
    "open_access_pdf",
    "fields_of_study",
    "publication_types",
)
#: Sources that have looked for every cited work and know each by an id of their own.
_SERVICES = ("semantic-scholar", "semantic-scholar-dump")
#: States from what is known best to what is known least.
_STATES = ("complete", "partial", "capped", "elided", "deferred", "unknown")


class Assembly(msgspec.Struct):
    """A graph, and what was left out of it and counted.

    ``papers_of`` maps an input to the paper id of each of its works; None stands for a
    cited work that comes with neither an identifier nor a match to a known paper.
    """

    graph: Graph
    warnings: list[Warning]
    papers_of: dict[str, list[str | None]]


def assemble(inputs: Iterable[Facts]) -> Assembly:
    """Return the graph that the facts of these inputs make together.

    Parameters
    ----------
    inputs
        The facts of every list and records file of a store, in any order.

    Notes
    -----
    Near-linear in works and citations. Self-citations that appear when versions are
    merged, and cited works that are nobody known, are dropped and counted in
    ``warnings``.

    Examples
    --------
    >>> a = Work(title="A first paper here", ids={"doi": "10.1/a"})
    >>> b = Work(title="Another paper there", ids={"doi": "10.1/b"})
    >>> facts = Facts(input="records:x", location="x", source="x", works=[a, b], known=[0],
    ...               citations=[Citation(citing=0, cited=1)])
    >>> assemble([facts]).graph.counts()
    ({'Paper': 2}, {'CITES': 1})
    """
    facts = sorted(inputs, key=lambda one: one.input)
    groups = group_works([one for input in facts for one in _described(input)])
    described = groups.works
    members: dict[int, list[int]] = defaultdict(list)
    for position, group in enumerate(groups.of):
        if group is not None:
            members[group].append(position)
    ids = _paper_ids(members, described)
    starts = _starts(facts)
    papers_of = {
        one.input: [
            None if group is None else ids[group]
            for group in groups.of[starts[one.input] : starts[one.input] + len(one.works)]
        ]
        for one in facts
    }
    listed = {_paper(papers_of, one, index) for one in facts for index in one.entry_works}
    known = {_paper(papers_of, one, index) for one in facts for index in one.known}
    matched_by_title = {
        (one.input, index): groups.by_title[starts[one.input] + index]
        for one in facts
        for index in range(len(one.works))
        if starts[one.input] + index in groups.by_title
    }
    merged, missing, warnings = _citations(facts, papers_of, matched_by_title)

    needed = listed | known | {id for pair in merged for id in pair}
    works_of = {
        ids[group]: _by_authority([described[position] for position in members[group]])
        for group in sorted(members, key=lambda group: ids[group])
        if ids[group] in needed
    }
    graph = Graph()
    aliases = _aliases(facts, papers_of, works_of)
    for id, works in works_of.items():
        graph.add(
            _paper_node(
                id,
                works,
                aliases=sorted(aliases[id] - {id}),
                listed=id in listed,
                incomplete=id in missing,
            )
        )
    for (citing, cited), told in sorted(merged.items()):
        graph.add(_cites(citing, cited, told))
    warnings = [*groups.warnings, *warnings, *add_authors(graph, works_of)]
    add_venues(graph, works_of)
    same = same_datasets(facts)
    listed_papers = [[_paper(papers_of, one, index) for index in one.entry_works] for one in facts]
    for one, papers in zip(facts, listed_papers, strict=True):
        outcomes = _outcomes(one, matched_by_title, described, groups.of, starts)
        add_list(graph, one, papers, outcomes, same)
    add_code(graph, list(zip(facts, listed_papers, strict=True)))
    add_datasets(
        graph,
        facts,
        {
            id: [name for work in works for name in work.introduces]
            for id, works in works_of.items()
        },
    )
    return Assembly(graph, warnings, papers_of)


def _starts(facts: Sequence[Facts]) -> dict[str, int]:
    starts, total = {}, 0
    for one in facts:
        starts[one.input] = total
        total += len(one.works)
    return starts


def _paper(papers_of: Mapping[str, Sequence[str | None]], facts: Facts, index: int) -> str:
    """Return the paper of an entry or record, which by construction is one."""
    id = papers_of[facts.input][index]
    if id is None:
        raise AssertionError(f"work {index} of {facts.input} has no paper")
    return id


def _described(facts: Facts) -> list[Described]:
    nodes = {*facts.entry_works, *facts.known}
    unsure = {
        index
        for index, resolution in zip(facts.entry_works, facts.resolutions, strict=True)
        if resolution.confidence == "unsure"
        or (resolution.confidence == "none" and resolution.matched_by == "decision")
    }
    from_service = facts.source in _SERVICES
    return [
        Described(
            work=work,
            node=index in nodes,
            alone=index in unsure,
            reference=index not in nodes and not from_service,
        )
        for index, work in enumerate(facts.works)
    ]


def _paper_ids(
    members: Mapping[int, Sequence[int]], described: Sequence[Described]
) -> dict[int, str]:
    """Name each group: by its preferred identifier, else by its title, told apart where titles are equal."""
    ids: dict[int, str] = {}
    untitled: list[tuple[tuple[Any, ...], int, str]] = []
    for group, positions in members.items():
        known = [id for position in positions for id in described[position].ids()]
        # A preprint server's DOI names the paper only where the publisher's is not known.
        published = [
            id
            for position in positions
            if not is_preprint(described[position].work.venue, described[position].work.ids)
            for id in described[position].ids()
        ]
        best = preferred(known)
        if best and best.startswith("doi:"):
            best = preferred([id for id in published if id.startswith("doi:")]) or best
        if best is None and known:
            best = min(known)
        if best:
            ids[group] = best
            continue
        work = _by_authority([described[position] for position in positions])[0]
        people = surnames(author.name for author in work.authors)
        alone = all(described[position].alone for position in positions)
        fingerprint = f"{title_id(work.title or '')} {work.year} {people}"
        untitled.append(((alone, work.year or 0, people, group), group, fingerprint))
    taken: set[str] = set()
    for _, group, fingerprint in sorted(untitled):
        id, told = fingerprint.split(" ", 1)[0], fingerprint
        while id in taken:
            # An equal title that is another paper: year and authors tell it apart.
            id = f"title:{hashlib.sha256(told.encode()).hexdigest()[:16]}"
            told += "+"
        taken.add(id)
        ids[group] = id
    return ids


def _by_authority(group: Sequence[Described]) -> list[Work]:
    """Order the works of a paper: published before preprint, records before references, fuller first."""

    def rank(described: Described) -> tuple[Any, ...]:
        work = described.work
        fullness = bool(work.authors) + bool(work.year) + bool(work.venue) + bool(work.abstract)
        return (
            is_preprint(work.venue, work.ids),
            not described.node and described.reference,
            -fullness,
            not work.ids,
            graph_ids(work.ids),
            work.title or "",
        )

    return [described.work for described in sorted(group, key=rank)]


def _paper_node(
    id: str, works: Sequence[Work], *, aliases: list[str], listed: bool, incomplete: bool
) -> Paper:
    found: dict[str, Any] = {}
    for work in works:
        for name in _COPIED:
            value = getattr(work, name)
            if name not in found and value not in (None, []):
                found[name] = value
                if name == "citation_count":
                    found["counts_date"] = work.retrieved
    for name in ("url", "open_access_pdf"):
        if name in found:
            found[name] = strip_credentials(found[name])[0]
    for kind in KINDS:
        values = [work.ids[kind] for work in works if kind in work.ids]
        if values and kind in _PAPER_FIELD:
            found[_PAPER_FIELD[kind]] = values[0]
        elif values and kind == "corpus":
            found["corpus_id"] = int(values[0])
    title = next((work.title for work in works if work.title), None)
    year = next((work.year for work in works if work.year), None)
    authors = next((work.authors for work in works if work.authors), [])
    references = _best_state(work.references_state for work in works)
    return Paper(
        id=id,
        title=title,
        short=caption(title, [author.name for author in authors], year),
        year=year,
        aliases=aliases,
        references_state="partial" if incomplete and references == "complete" else references,
        citations_state=_best_state(work.citations_state for work in works),
        listed=listed,
        **found,
    )


def _best_state(states: Iterable[str | None]) -> str:
    return min((state for state in states if state), key=_STATES.index, default="unknown")


def _aliases(
    facts: Sequence[Facts],
    papers_of: Mapping[str, Sequence[str | None]],
    works_of: Mapping[str, Sequence[Work]],
) -> dict[str, set[str]]:
    """Return every other id of each paper, title ids that one paper alone can claim included.

    The title id is the one that a paper had before its identifier was known.
    """
    aliases = {
        id: {alias for work in works for alias in [*graph_ids(work.ids), *work.also]}
        for id, works in works_of.items()
    }
    for id in aliases:
        if id.startswith("title:"):
            aliases[id] = set()  # an unsure entry's own links may lead elsewhere
    claims: dict[str, set[str]] = defaultdict(set)
    for one in facts:
        parsed = one.reading_list
        titles = [entry.title for entry in parsed.entries] if parsed else []
        for title, index in zip(titles, one.entry_works, strict=True):
            claims[title_id(title)].add(_paper(papers_of, one, index))
        for index in one.known:
            if one.works[index].title:
                claims[title_id(one.works[index].title or "")].add(_paper(papers_of, one, index))
    for alias, claimants in claims.items():
        if len(claimants) == 1 and alias not in aliases:
            aliases[next(iter(claimants))].add(alias)
    return aliases


_Told = tuple[Citation, str, str | None]


def _citations(
    facts: Sequence[Facts],
    papers_of: Mapping[str, Sequence[str | None]],
    matched_by_title: Mapping[tuple[str, int], str],
) -> tuple[dict[tuple[str, str], list[_Told]], set[str], list[Warning]]:
    """Return citations by pair of papers, the papers that miss some, and what was dropped."""
    merged: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    missing: set[str] = set()
    warnings: list[Warning] = []
    for one in facts:
        papers = papers_of[one.input]
        own = {papers[index] for index in [*one.entry_works, *one.known]}
        only_own = one.options.get("expand") == "none"
        dropped: Counter[str] = Counter()
        for citation in one.citations:
            citing, cited = papers[citation.citing], papers[citation.cited]
            if citing is None or cited is None:
                missing |= {citing} if citing else set()
                dropped["unidentified-reference"] += 1
            elif citing == cited:
                dropped["self-citation"] += 1
            elif not only_own or {citing, cited} <= own:
                why = matched_by_title.get((one.input, citation.cited))
                merged[citing, cited].append((citation, one.source, why))
        warnings += [
            Warning(code, _DROPPED[code].format(count), source=one.input)
            for code, count in sorted(dropped.items())
        ]
    return merged, missing, warnings


_DROPPED = {
    "self-citation": "{} citation(s) of a paper by itself (its own other version) left out",
    "unidentified-reference": "{} cited work(s) without identifier or match to a known paper: counted, not linked",
}


def _cites(citing: str, cited: str, told: Sequence[_Told]) -> Cites:
    by_source: dict[str, list[str]] = defaultdict(list)
    contexts: dict[str, str] = {}
    intents: set[str] = set()
    for citation, source, why in told:
        said = "; ".join(part for part in (citation.evidence, why) if part)
        if said and said not in by_source[source]:
            by_source[source].append(said)
        by_source[source] += []
        intents |= set(citation.intents)
        for position, context in enumerate(citation.contexts):
            meant = (
                citation.context_intents[position]
                if position < len(citation.context_intents)
                else []
            )
            contexts[context] = contexts.get(context) or ", ".join(meant)
            intents |= set(meant)
    influential = {citation.influential for citation, _, _ in told} - {None}
    sources = sorted(by_source)
    return Cites(
        start=citing,
        end=cited,
        intents=sorted(intents),
        influential=(True in influential) if influential else None,
        contexts=list(contexts),
        context_intents=list(contexts.values()),
        sources=sources,
        evidence=["; ".join(by_source[source]) for source in sources],
        retrieved=max(
            (citation.retrieved for citation, _, _ in told if citation.retrieved), default=None
        ),
    )


def _outcomes(
    facts: Facts,
    matched_by_title: Mapping[tuple[str, int], str],
    described: Sequence[Described],
    group_of: Sequence[int | None],
    starts: Mapping[str, int],
) -> list[tuple[str, str, str]]:
    """Return (matched_by, confidence, evidence) of each entry.

    An entry that its own source did not know is matched after all where its title joined
    it to a paper that another input or a reference list describes.
    """
    made_from_entries = {
        starts[facts.input] + index
        for index, resolution in zip(facts.entry_works, facts.resolutions, strict=True)
        if resolution.confidence in ("unsure", "none")
    }
    others = {
        group
        for position, group in enumerate(group_of)
        if group is not None
        and position not in made_from_entries
        and (described[position].ids() or described[position].node)
    }
    outcomes = []
    for index, resolution in zip(facts.entry_works, facts.resolutions, strict=True):
        why = matched_by_title.get((facts.input, index))
        if (
            resolution.confidence == "none"
            and why
            and group_of[starts[facts.input] + index] in others
        ):
            outcomes.append(("title", "certain", why))
        else:
            outcomes.append((resolution.matched_by, resolution.confidence, resolution.evidence))
    return outcomes
