"""Datasets and code: what the list names, and what abstracts and citations say about them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.identifiers import normalise_title
from kg.matching import is_generic
from kg.mentions import (
    Catalogue,
    CodeMention,
    KnownDataset,
    Recogniser,
    catalogue_of,
    code_of_abstract,
    code_of_context,
    repository,
)
from kg.records import (
    Cites,
    Dataset,
    Facts,
    Graph,
    ImplementedBy,
    Introduces,
    Paper,
    Repository,
    UsesDataset,
)
from kg.titles import slug

__all__ = ["add_code", "add_datasets", "same_datasets"]

_KINDS = ("context", "abstract", "citation")
_ANNOUNCES = re.compile(
    r"\b(?:data ?sets?|data ?bases?|benchmarks?|corpus|collection|challenge)\b", re.IGNORECASE
)


def _catalogue(facts: Iterable[Facts]) -> tuple[Catalogue, list[str]]:
    """Return the known datasets with those of ``--datasets``, and the names of the latter."""
    described = [one for input in facts for one in input.options.get("datasets", ())]
    return catalogue_of(described), [str(one["name"]) for one in described]


def _other_names(facts: Iterable[Facts]) -> dict[str, list[str]]:
    """Return the other names that curation files give to the datasets of their lists."""
    names: dict[str, list[str]] = defaultdict(list)
    for input in facts:
        told: Mapping[str, Sequence[str]] = input.options.get("dataset_names", {})
        for name, others in told.items():
            names[normalise_title(name)] += others
    return names


def _known(catalogue: Catalogue, name: str, url: str | None, others: Sequence[str]) -> KnownDataset:
    """Return what is known about a dataset that a list names."""
    found = next((known for one in (name, *others) if (known := catalogue.find(one, url))), None)
    if found is None:
        # An ordinary word ("Wiki", "Birds") needs a cue; a coined name does not.
        coined = re.search(r"\d|[A-Z].*[A-Z]|[a-z][A-Z]|\s", name)
        found = KnownDataset(name=name, ambiguous=() if coined else (name,))
    if not others:
        return found
    return KnownDataset(
        name=found.name,
        aliases=(*found.aliases, *others),
        ambiguous=found.ambiguous,
        links=found.links,
        introduced_by=found.introduced_by,
        others=found.others,
    )


def same_datasets(facts: Sequence[Facts]) -> dict[str, str]:
    """Return the id that stands for each dataset that several lists name differently.

    One list's "coco" and another's "MS-COCO" are one node; its id is the smaller.
    """
    catalogue, _ = _catalogue(facts)
    meant: dict[str, set[str]] = defaultdict(set)
    for input in facts:
        for line in input.reading_list.datasets if input.reading_list else ():
            for name in line.names:
                known = catalogue.find(name, line.url)
                meant[f"dataset:{slug(name)}"].add(known.name if known else "")
    groups: dict[str, list[str]] = defaultdict(list)
    for id, names in meant.items():
        name = next(iter(names))
        if len(names) == 1 and name:
            groups[name].append(id)
    return {id: min(ids) for ids in groups.values() for id in ids if id != min(ids)}


def add_datasets(
    graph: Graph, facts: Sequence[Facts], introduces: Mapping[str, Sequence[str]]
) -> None:
    """Link papers to the datasets they introduce, and to those they use.

    Parameters
    ----------
    graph
        With papers, citations and the datasets that lists name.
    facts
        Their options may hold ``datasets`` (descriptions from ``--datasets``) and
        ``dataset_names`` (from the curation file).
    introduces
        Names of datasets that a paper's record says it introduces, by its id; names
        that nobody lists are passed over.

    Notes
    -----
    A use is of the strongest kind known: ``context`` (words around a citation say that
    the authors train, test or build on it), ``abstract`` (the abstract says so), else
    ``citation`` (cites an introducing paper, no more known).
    """
    catalogue, added = _catalogue(facts)
    for name in added:
        described = catalogue.find(name)
        id = f"dataset:{slug(name)}"
        if described and graph.get("Dataset", id) is None:
            graph.add(Dataset(id=id, name=name, url=described.url))
    others = _other_names(facts)
    wanted = {
        one.id: _known(catalogue, one.name, one.url, others.get(normalise_title(one.name), ()))
        for one in graph.records("Dataset")
    }
    if not wanted:
        return
    for one in graph.records("Dataset"):
        names = {*wanted[one.id].certain_names(), wanted[one.id].name} - {one.name}
        graph.add(Dataset(id=one.id, name=one.name, url=one.url, aliases=sorted(names) or None))
    introduced = _add_introductions(graph, wanted, introduces)
    uses = _stated_uses(graph, Recogniser(catalogue, wanted), introduced)
    for (paper, dataset), told in sorted(uses.items()):
        if dataset not in introduced.get(paper, ()):
            ranked = sorted(told, key=lambda one: (_KINDS.index(one[0]), one[1]))
            evidence = list(dict.fromkeys(words for _, words in ranked))
            graph.add(UsesDataset(start=paper, end=dataset, kind=ranked[0][0], evidence=evidence))


def _add_introductions(
    graph: Graph, wanted: Mapping[str, KnownDataset], told: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Add ``INTRODUCES``; return the datasets that each paper introduces."""
    named = {
        normalise_title(name): dataset.id
        for dataset in graph.records("Dataset")
        for name in [*(dataset.aliases or ()), dataset.name]
    }
    by_id = {
        id: key for key, known in wanted.items() for one in known.introduced_by for id in one.ids()
    }
    by_title = {
        normalise_title(one.title): key
        for key, known in wanted.items()
        for one in known.introduced_by
        if not is_generic(one.title)
    }
    introduced: dict[str, list[str]] = defaultdict(list)

    def add(paper: Paper, dataset: str, evidence: str) -> None:
        if dataset not in introduced[paper.id]:
            introduced[paper.id].append(dataset)
            graph.add(Introduces(start=paper.id, end=dataset, evidence=evidence))

    for paper in graph.records("Paper"):
        for name in told.get(paper.id, ()):
            if dataset := named.get(normalise_title(name)):
                add(paper, dataset, f"its record says that it introduces {name}")
        for id in (paper.id, *(paper.aliases or ())):
            if id in by_id:
                add(paper, by_id[id], f"{id} is the paper that introduces {wanted[by_id[id]].name}")
        if dataset := by_title.get(normalise_title(paper.title or "")):
            add(
                paper,
                dataset,
                f"its title is that of the paper that introduces {wanted[dataset].name}",
            )
        elif announced := _announced(paper.title or "", wanted):
            add(paper, announced, f'its title announces the dataset: "{paper.title}"')
    return {paper: datasets for paper, datasets in introduced.items() if datasets}


def _announced(title: str, wanted: Mapping[str, KnownDataset]) -> str | None:
    """Return the dataset whose name a title starts with, before a colon and a word for data."""
    name, colon, rest = title.partition(":")
    if not colon or not _ANNOUNCES.search(rest):
        return None
    key = normalise_title(name)
    return next(
        (
            id
            for id, known in sorted(wanted.items())
            if any(normalise_title(one) == key for one in known.names())
        ),
        None,
    )


_Uses = dict[tuple[str, str], list[tuple[str, str]]]


def _stated_uses(
    graph: Graph, recogniser: Recogniser, introduced: Mapping[str, Sequence[str]]
) -> _Uses:
    uses: _Uses = defaultdict(list)
    for paper in graph.records("Paper"):
        for use in recogniser.uses(paper.abstract or "", abstract=True):
            uses[paper.id, use.dataset].append(("abstract", f'"{use.quote}" (abstract)'))
    for cites in graph.records("CITES"):
        datasets = introduced.get(cites.end, ())
        cited = datasets[0] if len(datasets) == 1 else None
        title = _title(graph, cites.end)
        for context in cites.contexts or ():
            for use in recogniser.uses(context, cited=cited):
                uses[cites.start, use.dataset].append(
                    ("context", f'"{use.quote}" (citing "{title}")')
                )
        for dataset in datasets:
            uses[cites.start, dataset].append(
                ("citation", _citing_the_introducer(graph, cites, dataset))
            )
    return uses


def _title(graph: Graph, id: str) -> str:
    paper = graph.get("Paper", id)
    return paper.title if paper and paper.title else id


def _citing_the_introducer(graph: Graph, cites: Cites, dataset_id: str) -> str:
    where = f" ({'; '.join(cites.evidence)})" if cites.evidence else ""
    dataset = graph.get("Dataset", dataset_id)
    name = dataset.name if dataset else dataset_id
    return f'cites "{_title(graph, cites.end)}"{where}, which introduces {name}'


def add_code(graph: Graph, listed: Sequence[tuple[Facts, Sequence[str]]]) -> None:
    """Add the code of papers: what lists link to, then what abstracts and contexts say.

    ``listed`` holds the facts of each input with the paper of each entry. A repository
    is one node however its URL is written; of several who say that it is a paper's code
    the first counts, lists before texts.
    """
    moved = _moved(facts for facts, _ in listed)
    seen: set[tuple[str, str]] = set()
    for paper, mention, source in [*_listed_code(listed), *_stated_code(graph)]:
        found = moved.get(mention.repository.id, mention.repository)
        if (paper, found.id) in seen:
            continue
        seen.add((paper, found.id))
        if graph.get("Repository", found.id) is None:
            graph.add(found)
        graph.add(
            ImplementedBy(start=paper, end=found.id, framework=mention.framework, source=source)
        )


def _moved(facts: Iterable[Facts]) -> dict[str, Repository]:
    """Return the repositories that have moved, by every id they go or went by."""
    moved: dict[str, Repository] = {}
    for input in facts:
        for told in input.options.get("moved", ()):
            now = repository(told["url"])
            before = [one for url in told["formerly"] if (one := repository(url)) is not None]
            if now is None:
                continue
            now.aliases = sorted({one.id for one in before} - {now.id}) or None
            moved |= {one.id: now for one in (now, *before)}
    return moved


def _listed_code(
    listed: Sequence[tuple[Facts, Sequence[str]]],
) -> Iterator[tuple[str, CodeMention, str]]:
    for facts, papers in listed:
        parsed = facts.reading_list
        for entry, paper in zip(parsed.entries if parsed else (), papers, strict=True):
            for link in entry.links:
                found = repository(link.url) if link.kind == "code" else None
                if found:
                    yield paper, CodeMention(found, link.framework, ""), facts.input


def _stated_code(graph: Graph) -> Iterator[tuple[str, CodeMention, str]]:
    for one in graph.records("Paper"):
        for mention in code_of_abstract(one.abstract or ""):
            yield one.id, mention, f'abstract: "{mention.quote}"'
    for cites in graph.records("CITES"):
        for context in cites.contexts or ():
            theirs, ours = code_of_context(context)
            for mention in theirs:
                yield cites.end, mention, f'citation by {cites.start}: "{mention.quote}"'
            for mention in ours:
                yield cites.start, mention, f'citation of {cites.end}: "{mention.quote}"'
