"""The topics of a citation graph, with all that is said about each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
import networkx as nx
import numpy as np
from numpy.typing import NDArray

from kg.errors import UsageError
from kg.lineage import Network, main_path, network
from kg.records import GraphReader
from kg.topics.bridges import Bridge, bridges_of
from kg.topics.communities import communities_of
from kg.topics.names import names_of, phrased
from kg.topics.similarity import WEIGHTS, similarity
from kg.topics.words import rows_of_titles, topic_words, words_of_rows

__all__ = ["PaperTopics", "Topic", "Topics", "find_topics", "topics_of_papers"]

_MANY = 5_000
_SMALLEST = 3  # papers that make a topic
_FEW = 3  # ties from which on a paper is well placed


class Topic(msgspec.Struct, kw_only=True, frozen=True):
    """A community of papers.

    Attributes
    ----------
    id
        Its number, from 1: the largest topic first.
    name, words
        The words that set its titles apart, the first of them as its name.
    papers
        Ids, those with the strongest ties inside the topic first.
    size, years
        How many papers, and the first and the last year of those whose year is known.
    main_path
        ``first`` and ``last`` paper of its own main path; None where nothing in it cites
        anything in it.
    bridges
        The papers that tie it to other topics.
    """

    id: int
    name: str
    words: list[str]
    papers: list[str]
    size: int
    years: list[int]
    main_path: dict[str, str | None]
    bridges: list[Bridge]


class Topics(msgspec.Struct, kw_only=True, frozen=True):
    """The topics of a graph, or of a list.

    Attributes
    ----------
    topics
        The largest first.
    few
        Papers of topics that few ties place there: fewer than three, or what they cite is
        not known.
    unassigned
        Papers that nothing, or too little, ties to any other.
    weights
        What a citation, coupling and co-citation weigh.
    modularity
        Of the topics, by these weights (Newman 2006).
    """

    topics: list[Topic]
    few: list[str]
    unassigned: list[str]
    weights: dict[str, float]
    modularity: float

    def topic_of(self) -> dict[str, Topic]:
        """Return the topic of each paper that has one."""
        return {id: topic for topic in self.topics for id in topic.papers}


def find_topics(
    graph: GraphReader | Network,
    *,
    reading_list: str | None = None,
    resolution: float | None = None,
) -> Topics:
    """Return the communities of a citation graph.

    Parameters
    ----------
    graph
        A store, a graph in memory, or a network.
    reading_list
        The id of a list: only its papers are divided, by all that the graph knows of them.
    resolution
        That of Louvain's method: above 1 more and smaller topics, below 1 fewer and larger
        ones. Left out, each topic is as small as the citations tell it apart.

    Raises
    ------
    UsageError
        When the graph has no such list, or the resolution is not above 0.

    Notes
    -----
    Communities are Louvain's (networkx, with fixed seeds) over citations, bibliographic
    coupling and co-citation; without a resolution that division of several, at four
    resolutions, which tells most of who cites whom (of more than 5,000 papers at one).
    Papers that hang together are one topic where no division says more than chance would.
    Papers are numbered by their ids, so equal graphs give equal topics whatever order and
    store they come from.

    Examples
    --------
    >>> from kg.records import Cites, Graph, Paper
    >>> graph = Graph()
    >>> for field in ("hashing", "captions"):
    ...     for number in range(4):
    ...         graph.add(Paper(id=f"key:{field}-{number}", title=f"On {field} {number}", year=2000 + number))
    ...         for older in range(number):
    ...             graph.add(Cites(start=f"key:{field}-{number}", end=f"key:{field}-{older}"))
    >>> [(topic.name, topic.size, topic.years) for topic in find_topics(graph).topics]
    [('captions', 4, [2000, 2003]), ('hashing', 4, [2000, 2003])]
    """
    net = graph if isinstance(graph, Network) else network(graph)
    listed = {} if isinstance(graph, Network) else _listed(graph)
    found = _divided(net, _members(net, listed, reading_list), resolution)
    topic_of = found.topic_of()
    within = [paper for paper in found.members if net.ids[paper] in listed] or found.members
    bridges = bridges_of(net, topic_of, within)
    return Topics(
        topics=[
            _topic(net, found, number, bridges.get(number + 1, []))
            for number in range(len(found.placed))
        ],
        few=[
            net.ids[paper]
            for node, paper in enumerate(found.members)
            if paper in topic_of and _has_few_links(net, found.ties, node, paper)
        ],
        unassigned=[net.ids[paper] for paper in found.members if paper not in topic_of],
        weights=dict(WEIGHTS),
        modularity=_modularity(found.ties, found.communities, resolution or 1.0),
    )


class PaperTopics(NamedTuple):
    """The names of topics, the largest first, and for each paper that has one its place there."""

    names: list[str]
    of: dict[str, int]

    def named(self) -> dict[str, str]:
        """Return the name of each paper's topic."""
        return {id: self.names[number] for id, number in self.of.items()}


def topics_of_papers(graph: GraphReader, net: Network | None = None) -> PaperTopics:
    """Return which topic each paper is of, for outputs that show nothing else of topics.

    Parameters
    ----------
    graph
        A store or a graph in memory. Of one with more than 5,000 papers only those of
        lists are divided: all would take longer than anything else that is written.
    net
        Its network, where it was made already.

    Examples
    --------
    >>> from kg.records import Graph
    >>> topics_of_papers(Graph())
    PaperTopics(names=[], of={})
    """
    net = net or network(graph)
    members = list(range(len(net)))
    if len(net) > _MANY:
        listed = _listed(graph)
        members = [number for number in members if net.ids[number] in listed]
    found = _divided(net, members, None)
    of = {net.ids[paper]: number - 1 for paper, number in found.topic_of().items()}
    return PaperTopics(found.names, of)


class _Division(NamedTuple):
    """Papers (numbers) and their ties; ``placed`` are the topics, as places in ``members``."""

    members: list[int]
    ties: nx.Graph
    communities: list[set[int]]
    placed: list[list[int]]
    words: list[list[str]]
    names: list[str]

    def topic_of(self) -> dict[int, int]:
        """Return the number, from 1, of the topic of each paper that has one."""
        return {
            self.members[node]: number
            for number, nodes in enumerate(self.placed, 1)
            for node in nodes
        }


def _divided(net: Network, members: list[int], resolution: float | None) -> _Division:
    if resolution is not None and not 0 < resolution < math.inf:
        raise UsageError(
            "a resolution is a number above 0", where=str(resolution), hint="1 is usual"
        )
    ties = similarity(net, members)
    communities = communities_of(ties, _citations(net, members), resolution)
    placed = [sorted(community) for community in communities if len(community) >= _SMALLEST]
    placed.sort(key=lambda community: (-len(community), community[0]))
    rows = rows_of_titles([str(net.facts[paper].get("title") or "") for paper in members])
    titles = [[rows[node] for node in community] for community in placed]
    words = topic_words([words_of_rows(some) for some in titles])
    names = names_of(phrased(words, titles))
    return _Division(members, ties, communities, placed, words, names)


def _citations(net: Network, members: list[int]) -> NDArray[np.int64]:
    """Return the citations of members, as places among them and, for other papers, behind them.

    Another paper that one citation ties to one member tells nothing of who belongs to whom.
    """
    place = {paper: number for number, paper in enumerate(members)}
    cites = [(paper, other) for paper in members for other in net.predecessors.of(paper)]
    cited = [
        (other, paper)
        for paper in members
        for other in net.successors.of(paper)
        if other not in place
    ]
    pairs = [*cites, *cited]
    ties = Counter(paper for pair in pairs for paper in pair if paper not in place)
    for other in sorted(ties):
        if ties[other] > 1:
            place[other] = len(place)
    kept = [(place[start], place[end]) for start, end in pairs if start in place and end in place]
    return np.array(kept, dtype=np.int64).reshape(-1, 2)


def _listed(graph: GraphReader) -> dict[str, set[str]]:
    """Return the lists that each listed paper is in."""
    found: dict[str, set[str]] = {}
    for edge in graph.relationships("LISTS", ()):
        found.setdefault(edge.end, set()).add(edge.start)
    return found


def _members(net: Network, listed: dict[str, set[str]], reading_list: str | None) -> list[int]:
    if reading_list is None:
        return list(range(len(net)))
    inside = [number for number, id in enumerate(net.ids) if reading_list in listed.get(id, ())]
    if not inside:
        raise UsageError(
            "the list has no papers in this store",
            where=reading_list,
            hint="kg info names its lists",
        )
    return inside


def _modularity(ties: nx.Graph, communities: Iterable[set[int]], resolution: float) -> float:
    if not ties.number_of_edges():
        return 0.0
    found = nx.community.modularity(ties, communities, weight="weight", resolution=resolution)
    return round(float(found), 4)


def _has_few_links(net: Network, ties: nx.Graph, node: int, paper: int) -> bool:
    known = net.facts[paper].get("references_state") in ("complete", "partial", "capped")
    return ties.degree(node) < _FEW or not (known or net.predecessors.of(paper))


def _topic(net: Network, found: _Division, place: int, bridges: list[Bridge]) -> Topic:
    nodes = found.placed[place]
    inside = set(nodes)

    def strength(node: int) -> float:
        ties = found.ties[node].items()
        return math.fsum(tie["weight"] for other, tie in ties if other in inside)

    ordered = sorted(nodes, key=lambda node: (-round(strength(node), 6), node))
    ids = [net.ids[found.members[node]] for node in ordered]
    years = [year for node in nodes if (year := net.year(found.members[node])) is not None]
    return Topic(
        id=place + 1,
        name=found.names[place],
        words=found.words[place],
        papers=ids,
        size=len(ids),
        years=[min(years), max(years)] if years else [],
        main_path=_ends(main_path(net.restricted(set(ids)))),
        bridges=bridges,
    )


def _ends(path: Any) -> dict[str, str | None]:
    papers = path.papers
    return {"first": papers[0] if papers else None, "last": papers[-1] if papers else None}
