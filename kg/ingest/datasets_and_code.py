"""Datasets and code: what the list names, and what abstracts and citations say about them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kg.identifiers import normalise_title
from kg.ingest.paper_ids import IdentifiedPapers
from kg.matching import is_generic
from kg.mentions import (
    Catalogue,
    CodeMention,
    Recogniser,
    code_of_abstract,
    code_of_context,
    repository,
    standard_catalogue,
)
from kg.records import (
    Cites,
    Dataset,
    Edge,
    Facts,
    Graph,
    ImplementedBy,
    Introduces,
    KnownDataset,
    Paper,
    Repository,
    UsesDataset,
    Work,
)
from kg.titles import slug

__all__ = ["add_code", "add_datasets", "same_datasets"]

_KINDS = ("context", "abstract", "citation")
_ANNOUNCES = re.compile(
    r"\b(?:data ?sets?|data ?bases?|benchmarks?|corpus|collection|challenge)\b", re.IGNORECASE
)


def _catalogue(inputs: Iterable[Facts]) -> tuple[Catalogue, list[str]]:
    """Return the known datasets with those of ``--datasets``, and the names of the latter."""
    described = [dataset for facts in inputs for dataset in facts.options.datasets]
    return standard_catalogue().extended(described), [dataset.name for dataset in described]


def _other_names(inputs: Iterable[Facts]) -> dict[str, list[str]]:
    """Return the other names that curation files give to the datasets of their lists."""
    names: dict[str, list[str]] = defaultdict(list)
    for facts in inputs:
        for name, others in facts.options.dataset_names.items():
            names[normalise_title(name)] += others
    return names


def _known(catalogue: Catalogue, name: str, url: str | None, others: Sequence[str]) -> KnownDataset:
    """Return what is known about a dataset that a list names."""
    found = next(
        (known for label in (name, *others) if (known := catalogue.find(label, url))), None
    )
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


def same_datasets(inputs: Sequence[Facts]) -> dict[str, str]:
    """Return the id that stands for each dataset that several lists name differently.

    One list's "coco" and another's "MS-COCO" are one node; its id is the smaller.
    """
    catalogue, _ = _catalogue(inputs)
    meant: dict[str, set[str]] = defaultdict(set)
    lists = [facts.reading_list for facts in inputs if facts.reading_list]
    for line in (line for parsed in lists for line in parsed.datasets):
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
    graph: Graph, inputs: Sequence[Facts], works_of: Mapping[str, Sequence[Work]]
) -> None:
    """Link papers to the datasets they introduce, and to those they use.

    Parameters
    ----------
    graph
        With papers, citations and the datasets that lists name.
    inputs
        Their options may hold ``datasets`` (descriptions from ``--datasets``) and
        ``dataset_names`` (from the curation file).
    works_of
        The works of each paper, whose records may say which datasets it introduces;
        names that nobody lists are passed over.

    Notes
    -----
    A use is of the strongest kind known: ``context`` (words around a citation say that
    the authors train, test or build on it), ``abstract`` (the abstract says so), else
    ``citation`` (cites an introducing paper, no more known).
    """
    catalogue, described = _catalogue(inputs)
    for name in described:
        dataset = catalogue.find(name)
        id = f"dataset:{slug(name)}"
        if dataset and graph.get("Dataset", id) is None:
            graph.add(Dataset(id=id, name=name, url=dataset.url))
    others = _other_names(inputs)
    wanted = {
        node.id: _known(catalogue, node.name, node.url, others.get(normalise_title(node.name), ()))
        for node in graph.records("Dataset")
    }
    if not wanted:
        return
    for node in graph.records("Dataset"):
        names = {*wanted[node.id].certain_names(), wanted[node.id].name} - {node.name}
        graph.add(Dataset(id=node.id, name=node.name, url=node.url, aliases=sorted(names) or None))
    introduced = _add_introductions(graph, wanted, works_of)
    _add_uses(graph, _stated_uses(graph, Recogniser(catalogue, wanted), introduced), introduced)


def _add_introductions(
    graph: Graph, wanted: Mapping[str, KnownDataset], works_of: Mapping[str, Sequence[Work]]
) -> dict[str, list[str]]:
    """Add ``INTRODUCES``; return the datasets that each paper introduces."""
    introductions = _Introductions(graph.records("Dataset"), wanted)
    introduced: dict[str, list[str]] = {}
    for paper in graph.records("Paper"):
        names = [name for work in works_of.get(paper.id, ()) for name in work.introduces]
        evidence_of: dict[str, str] = {}
        for dataset, evidence in introductions.by_paper(paper, names):
            evidence_of.setdefault(dataset, evidence)
        for dataset, evidence in evidence_of.items():
            graph.add(Introduces(start=paper.id, end=dataset, evidence=evidence))
        if evidence_of:
            introduced[paper.id] = list(evidence_of)
    return introduced


class _Introductions:
    """What tells that a paper introduces a dataset: its record, its identifier, its title."""

    def __init__(self, datasets: Iterable[Dataset], wanted: Mapping[str, KnownDataset]) -> None:
        self._wanted = wanted
        self._by_name = {
            normalise_title(name): dataset.id
            for dataset in datasets
            for name in (*(dataset.aliases or ()), dataset.name)
        }
        introductions = [
            (dataset, introduction)
            for dataset, known in wanted.items()
            for introduction in known.introduced_by
        ]
        self._by_id = {
            id: dataset for dataset, introduction in introductions for id in introduction.ids()
        }
        self._by_title = {
            normalise_title(introduction.title): dataset
            for dataset, introduction in introductions
            if not is_generic(introduction.title)
        }

    def by_paper(self, paper: Paper, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the datasets that a paper introduces, each with the evidence."""
        for name in names:
            if dataset := self._by_name.get(normalise_title(name)):
                yield dataset, f"its record says that it introduces {name}"
        for id in (paper.id, *(paper.aliases or ())):
            if dataset := self._by_id.get(id):
                yield dataset, f"{id} is the paper that introduces {self._wanted[dataset].name}"
        title = paper.title or ""
        if dataset := self._by_title.get(normalise_title(title)):
            name = self._wanted[dataset].name
            yield dataset, f"its title is that of the paper that introduces {name}"
        elif announced := _announced(title, self._wanted):
            yield announced, f'its title announces the dataset: "{title}"'


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
            if any(normalise_title(label) == key for label in known.names())
        ),
        None,
    )


#: By paper and dataset: the kind of each use, and the words that show it.
_Uses = dict[tuple[str, str], list[tuple[str, str]]]


def _add_uses(graph: Graph, uses: _Uses, introduced: Mapping[str, Sequence[str]]) -> None:
    for (paper, dataset), stated in sorted(uses.items()):
        if dataset not in introduced.get(paper, ()):
            ranked = sorted(stated, key=lambda use: (_KINDS.index(use[0]), use[1]))
            evidence = list(dict.fromkeys(words for _, words in ranked))
            graph.add(UsesDataset(start=paper, end=dataset, kind=ranked[0][0], evidence=evidence))


def _stated_uses(
    graph: Graph, recogniser: Recogniser, introduced: Mapping[str, Sequence[str]]
) -> _Uses:
    uses: _Uses = defaultdict(list)
    for paper in graph.records("Paper"):
        for use in recogniser.uses(paper.abstract or "", abstract=True):
            uses[paper.id, use.dataset].append(("abstract", f'"{use.quote}" (abstract)'))
    for cites in graph.relationships("CITES", ("contexts", "evidence")):
        datasets = introduced.get(cites.end, ())
        cited = datasets[0] if len(datasets) == 1 else None
        for context in cites.properties.get("contexts", ()):
            title = _title(graph, cites.end)
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


def _citing_the_introducer(graph: Graph, cites: Edge, dataset_id: str) -> str:
    evidence = cites.properties.get("evidence")
    where = f" ({'; '.join(evidence)})" if evidence else ""
    dataset = graph.get("Dataset", dataset_id)
    name = dataset.name if dataset else dataset_id
    return f'cites "{_title(graph, cites.end)}"{where}, which introduces {name}'


def add_code(graph: Graph, inputs: Sequence[Facts], identified: IdentifiedPapers) -> None:
    """Add the code of papers: what lists link to, then what abstracts and contexts say.

    Parameters
    ----------
    graph
        With papers and citations.
    inputs, identified
        The lists, and which paper each of their entries is.

    Notes
    -----
    A repository is one node however its URL is written; of several who say that it is a
    paper's code the first counts, lists before texts.
    """
    moved = _moved(inputs)
    seen: set[tuple[str, str]] = set()
    for paper, mention, source in [*_listed_code(inputs, identified), *_stated_code(graph)]:
        found = moved.get(mention.repository.id, mention.repository)
        if (paper, found.id) in seen:
            continue
        seen.add((paper, found.id))
        if graph.get("Repository", found.id) is None:
            graph.add(found)
        graph.add(
            ImplementedBy(start=paper, end=found.id, framework=mention.framework, source=source)
        )


def _moved(inputs: Iterable[Facts]) -> dict[str, Repository]:
    """Return the repositories that have moved, by every id they go or went by."""
    moved: dict[str, Repository] = {}
    for stated in (stated for facts in inputs for stated in facts.options.moved):
        now = repository(stated.url)
        if now is not None:
            before = [found for url in stated.formerly if (found := repository(url)) is not None]
            now.aliases = sorted({found.id for found in before} - {now.id}) or None
            moved |= {found.id: now for found in (now, *before)}
    return moved


def _listed_code(
    inputs: Sequence[Facts], identified: IdentifiedPapers
) -> Iterator[tuple[str, CodeMention, str]]:
    for facts in inputs:
        parsed = facts.reading_list
        for entry, paper in zip(
            parsed.entries if parsed else (), identified.listed(facts), strict=True
        ):
            for link in entry.links:
                found = repository(link.url) if link.kind == "code" else None
                if found:
                    yield paper, CodeMention(found, link.framework, ""), facts.input


def _stated_code(graph: Graph) -> Iterator[tuple[str, CodeMention, str]]:
    for paper in graph.records("Paper"):
        for mention in code_of_abstract(paper.abstract or ""):
            yield paper.id, mention, f'abstract: "{mention.quote}"'
    columns = graph.columns(Cites, ("start", "end", "contexts"))
    citations = (
        zip(columns["start"], columns["end"], columns["contexts"], strict=True)
        if "contexts" in columns
        else ()
    )
    for citing, cited, contexts in citations:
        for context in contexts or ():
            theirs, ours = code_of_context(context)
            for mention in theirs:
                yield cited, mention, f'citation by {citing}: "{mention.quote}"'
            for mention in ours:
                yield citing, mention, f'citation of {cited}: "{mention.quote}"'
