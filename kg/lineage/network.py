"""A citation graph as integer arrays: what every measure of lineage works on.

Arcs run in the direction in which knowledge flows, from the cited to the citing
paper. Self-citations and repeated citations are dropped first, and counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.errors import KgError, PaperNotFound, UsageError
from kg.lineage.arrays import Integers, Rows, compressed, transposed
from kg.records import LABELS, Cites, GraphReader, Paper

__all__ = ["Citations", "Network", "References", "from_arrays", "network", "networkx_citations"]

_FACTS = ("id", "title", "short", "year", "s2_id", "references_state")
_PARTLY = frozenset({"partial", "capped"})
_LABELS = frozenset(kind.LABEL for kind in LABELS)


@dataclass(frozen=True)
class References:
    """How much of what the papers of a graph cite is known.

    Attributes
    ----------
    papers
        Number of papers.
    complete, partly
        How many of them have a complete, a partly known reference list. What the
        rest cites is not known; they do not "cite nothing".

    Examples
    --------
    >>> print(References(papers=321, complete=8, partly=4))
    complete reference lists: 8 of 321 papers, partly known: 4, not known: 309
    """

    papers: int
    complete: int
    partly: int

    @property
    def unknown(self) -> int:
        """Number of papers whose reference list is not known."""
        return self.papers - self.complete - self.partly

    def __str__(self) -> str:
        return (
            f"complete reference lists: {self.complete:,} of {self.papers:,} papers, "
            f"partly known: {self.partly:,}, not known: {self.unknown:,}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Papers and citations, numbered.

    Paper ``i`` is ``ids[i]``; numbers follow the order of the ids, so that equal
    graphs give equal arrays whatever order they were written in.

    Attributes
    ----------
    ids
        Ids of the papers, sorted.
    facts
        What is known about each paper (title, year, ...), in the order of ``ids``.
    successors, predecessors
        The papers that cite each paper, and those that it cites, as compressed rows:
        ``successors.targets[successors.offsets[i]:successors.offsets[i + 1]]`` cite ``i``.
    self_citations, repeated
        How many citations of a paper by itself, and repetitions, were dropped.
    """

    ids: list[str]
    facts: Sequence[Mapping[str, Any]]
    successors: Rows
    predecessors: Rows
    self_citations: int = 0
    repeated: int = 0
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index = {id: number for number, id in enumerate(self.ids)}
        if len(index) < len(self.ids):
            raise UsageError("two papers of the graph have the same id")
        object.__setattr__(self, "index", index)

    def __len__(self) -> int:
        """Return the number of papers."""
        return len(self.ids)

    def __repr__(self) -> str:
        """Return one line, not the arrays."""
        return f"Network({len(self):,} papers, {len(self.successors.targets):,} citations)"

    @property
    def references(self) -> References:
        """How many of the papers have a complete, a partly known reference list."""
        states = [fact.get("references_state") for fact in self.facts]
        return References(
            papers=len(states),
            complete=states.count("complete"),
            partly=sum(state in _PARTLY for state in states),
        )

    def references_state(self, id: str) -> str:
        """Return how much of what a paper cites is known: "complete", ..., or "unknown"."""
        return str(self.facts[self.number(id)].get("references_state") or "unknown")

    def number(self, id: str) -> int:
        """Return the number of a paper.

        Raises
        ------
        PaperNotFound
            When the network has no paper of that id.
        """
        try:
            return self.index[id]
        except KeyError:
            raise PaperNotFound("no such paper in the network", where=id) from None

    @cached_property
    def years(self) -> NDArray[np.float64]:
        """The year of every paper, nan where it is not known."""
        return np.array([self.year(number) for number in range(len(self))], float)

    def year(self, number: int) -> int | None:
        """Return the year of a paper, None where it is not known."""
        year = self.facts[number].get("year")
        return year if isinstance(year, int) else None

    def oldest_first(self, number: int) -> tuple[float, str]:
        """Return the key that sorts papers by year, then id; unknown years come last."""
        year = self.year(number)
        return (float("inf") if year is None else year, self.ids[number])

    def arcs(self) -> list[tuple[str, str]]:
        """Return every citation as ``(cited, citing)`` ids, sorted."""
        ids = self.ids
        return [(ids[cited], ids[citing]) for cited, citing in self.successors.arcs()]

    def restricted(self, papers: Collection[str]) -> Network:
        """Return the network of some of the papers and the citations between them.

        Examples
        --------
        >>> chain = network(nx.DiGraph([("c", "b"), ("b", "a")]))
        >>> chain.restricted({"b", "c"}).arcs()
        [('b', 'c')]
        """
        is_inside = np.fromiter((id in papers for id in self.ids), bool, len(self.ids))
        renumbered = np.cumsum(is_inside) - 1
        cited, citing = self.successors.origins, self.successors.targets
        inside = is_inside[cited] & is_inside[citing]
        chosen = np.flatnonzero(is_inside).tolist()
        return from_arrays(
            [self.ids[number] for number in chosen],
            renumbered[cited[inside]],
            renumbered[citing[inside]],
            facts=[self.facts[number] for number in chosen],
        )

    def rewired(self, paper: int, references: Iterable[int]) -> Network:
        """Return the network in which a paper has exactly these references."""
        cited, citing = self.successors.origins, self.successors.targets
        others = citing != paper
        new = np.fromiter(references, np.int64)
        return from_arrays(
            self.ids,
            np.concatenate([cited[others], new]),
            np.concatenate([citing[others], np.full(len(new), paper)]),
            facts=self.facts,
        )


Citations: TypeAlias = "Network | GraphReader | nx.DiGraph"


def network(graph: Citations, *, sources: int = 1) -> Network:
    """Return a graph as integer arrays.

    Parameters
    ----------
    graph
        A store, a graph in memory, or a :class:`networkx.DiGraph` whose edges run
        from the citing to the cited paper, as ``CITES`` does; its nodes are named by
        ``str(node)`` and may have the attributes ``title``, ``year``, ``short``,
        ``s2_id`` and ``references_state``. Of a whole graph, as ``store.to_networkx()``
        makes it, only nodes with ``label`` Paper and edges with ``type`` CITES count. A
        network is returned as it is.
    sources
        Only citations that at least so many sources assert (``CITES.sources``), of a
        store or a graph in memory.

    Raises
    ------
    KgError
        When no citation is asserted by so many sources.
    UsageError
        When the graph is not directed, two of its nodes have the same name, or its edges
        have types and none is CITES.

    Examples
    --------
    >>> diamond = network(nx.DiGraph([("d", "b"), ("d", "c"), ("b", "a"), ("c", "a")]))
    >>> diamond.ids
    ['a', 'b', 'c', 'd']
    >>> diamond.successors.targets.tolist(), diamond.successors.offsets.tolist()
    ([1, 2, 3, 3], [0, 2, 3, 4, 4])
    """
    if isinstance(graph, Network):
        return graph
    if isinstance(graph, nx.Graph):
        return _from_networkx(graph)
    facts = sorted(graph.nodes("Paper", _FACTS), key=lambda paper: str(paper["id"]))
    ids = [str(paper["id"]) for paper in facts]
    index = {id: number for number, id in enumerate(ids)}
    # Users may add relationships of their own: only citations between papers count.
    ends = (
        number
        for edge in graph.relationships("CITES", ("sources",) if sources > 1 else ())
        if edge.end in index and edge.start in index
        if sources <= 1 or len(edge.properties.get("sources", ())) >= sources
        for number in (index[edge.end], index[edge.start])
    )
    cited, citing = np.fromiter(ends, np.int64).reshape(-1, 2).T
    if sources > 1 and not len(cited):
        raise KgError(
            f"no citation is asserted by {sources} sources",
            where="--sources",
            hint="ask for fewer, or build with --fill and --cross-check to have more",
        )
    return from_arrays(ids, cited, citing, facts=facts)


def _from_networkx(graph: nx.DiGraph) -> Network:
    names = _paper_names(graph)
    facts = dict(sorted((name, graph.nodes[node]) for node, name in names.items()))
    ids = list(facts)
    if len(ids) < len(names):
        raise UsageError("two nodes of the graph have the same name")
    index = {id: number for number, id in enumerate(ids)}
    numbers = {node: index[name] for node, name in names.items()}
    ends = np.fromiter(
        (numbers[end] for citing, cited, _ in _cites(graph, names) for end in (citing, cited)),
        np.int64,
    )
    citing, cited = ends.reshape(-1, 2).T
    return from_arrays(ids, cited, citing, facts=list(facts.values()))


def networkx_citations(graph: nx.DiGraph) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the citing paper, the cited paper and the properties of every citation.

    Raises
    ------
    UsageError
        When the graph is not directed, or some of its edges cannot be told to be citations.

    Examples
    --------
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node(("Author", "s2:1"), label="Author", id="s2:1")
    >>> graph.add_nodes_from((("Paper", id), {"label": "Paper", "id": id}) for id in "ab")
    >>> _ = graph.add_edge(("Author", "s2:1"), ("Paper", "a"), type="AUTHORED")
    >>> _ = graph.add_edge(("Paper", "b"), ("Paper", "a"), type="CITES")
    >>> [(citing, cited) for citing, cited, _ in networkx_citations(graph)]
    [('b', 'a')]
    """
    names = _paper_names(graph)
    for citing, cited, facts in _cites(graph, names):
        yield names[citing], names[cited], facts


def _paper_names(graph: nx.DiGraph) -> dict[Any, str]:
    """Return the papers among the nodes with their ids: all nodes, where none says what it is."""
    if not graph.is_directed():
        raise UsageError("citations have a direction", hint="pass a networkx.DiGraph")
    names = {}
    for node, facts in graph.nodes.items():
        label = facts.get("label")
        if label not in _LABELS or label == Paper.LABEL:
            names[node] = str(facts["id"] if label == Paper.LABEL and "id" in facts else node)
    return names


def _cites(
    graph: nx.DiGraph, papers: Collection[Any]
) -> Iterator[tuple[Any, Any, Mapping[str, Any]]]:
    """Yield the citations among the edges: all edges, where none says what it is."""
    edges = list(graph.edges(data=True))
    types = {facts.get("type") for _, _, facts in edges}
    if types - {None, Cites.TYPE} and Cites.TYPE not in types:
        named = ", ".join(sorted(str(type_) for type_ in types - {None}))
        raise UsageError(
            f"the graph has no citations: its edges are of type {named}",
            hint='lineage follows edges of type "CITES"; leave out the attribute where every edge is a citation',
        )
    if None in types and types != {None}:
        raise UsageError(
            "some edges of the graph have a type and others none",
            hint='say type="CITES" of every citation',
        )
    for citing, cited, facts in edges:
        if facts.get("type") not in (None, Cites.TYPE):
            continue
        if citing not in papers or cited not in papers:
            raise UsageError(
                "a citation of the graph begins or ends at a node that is no paper",
                where=str(citing if citing not in papers else cited),
                hint="pass a graph of papers, for example store.to_networkx()",
            )
        yield citing, cited, facts


def from_arrays(
    ids: list[str],
    cited: Integers,
    citing: Integers,
    *,
    facts: Sequence[Mapping[str, Any]] | None = None,
) -> Network:
    """Return the network of arcs given as numbers of ``ids``.

    Parameters
    ----------
    ids
        Ids of the papers, sorted and distinct.
    cited, citing
        For every citation the number of the cited and of the citing paper, in any
        order, repetitions and self-citations included.
    facts
        What is known about each paper, in the order of ``ids``.

    Examples
    --------
    >>> two = from_arrays(["a", "b"], np.array([0, 0, 1]), np.array([1, 1, 1]))
    >>> two.arcs(), two.self_citations, two.repeated
    ([('a', 'b')], 1, 1)
    """
    successors = compressed(cited, citing, len(ids))
    loops = int(np.count_nonzero(cited == citing))
    return Network(
        ids=ids,
        facts=[{}] * len(ids) if facts is None else facts,
        successors=successors,
        predecessors=transposed(successors),
        self_citations=loops,
        repeated=len(cited) - loops - len(successors.targets),
    )
