"""Works joined by what identifies them, and which of several papers an id belongs to.

An equal DOI, arXiv, ACL, PubMed, PMC, OpenReview or Semantic Scholar id is one paper,
unless titles and people contradict. Incidental ids (DBLP, MAG, corpus id, the
DOI of a whole volume) join only what nothing else keeps apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from kg.identifiers import graph_ids, split_graph_id
from kg.matching import compare_titles, contradict, describe
from kg.records import Warning, Work

__all__ = ["InputWork", "join", "join_by_identifier", "root"]

_ONE_TITLE = frozenset(("equal", "near", "subtitle", "cut", "coined"))
_INCIDENTAL = frozenset(("dblp", "mag", "corpus"))
#: The DOI of a whole book or volume: an ISBN, and no chapter behind it.
_CONTAINER = re.compile(r"doi:10\.\d+/(?:[a-z.]*)?97[89](?:-?\d){10}")


class InputWork(msgspec.Struct, kw_only=True):
    """A work with the role it plays in its input.

    ``node``: it is a paper of the graph by itself (an entry, a record), also without an
    identifier. ``alone``: an unsure entry, never to be taken for another work.
    ``reference``: it only occurs as a reference in a file of records. ``known_ids`` are
    those of :meth:`own_ids` once they were asked for.
    """

    work: Work
    node: bool = False
    alone: bool = False
    reference: bool = False
    known_ids: list[str] | None = None

    def own_ids(self) -> list[str]:
        """Return the graph ids of its identifiers."""
        if self.known_ids is None:
            self.known_ids = graph_ids(self.work.ids)
        return self.known_ids

    def ids(self) -> list[str]:
        """Return the graph ids that it may be known by."""
        return [] if self.alone else [*self.own_ids(), *self.work.also]

    def fullness(self) -> int:
        """Return how much the record says of the paper: an id stays with the fullest."""
        work = self.work
        own = 8 if self.node else 0 if self.reference else 4
        return own + bool(work.title) + bool(work.authors) + bool(work.year) + bool(work.venue)

    def compared_by_title(self) -> bool:
        """Whether its title may decide: not for keys of a file, nor for a file's identified references."""
        if self.alone or not self.work.title:
            return False
        return not self.work.ids or not (self.reference or "key" in self.work.ids)


def root(parent: list[int], position: int) -> int:
    """Return the first position of the group that a position is in."""
    while parent[position] != position:
        parent[position] = parent[parent[position]]
        position = parent[position]
    return position


def join(parent: list[int], one: int, other: int) -> None:
    """Make one group of the groups of two positions.

    Parameters
    ----------
    parent
        The next position towards the root of each, as in a union-find; changed in place.
    one, other
        The two positions.
    """
    a, b = root(parent, one), root(parent, other)
    parent[max(a, b)] = min(a, b)


def join_by_identifier(
    works: Sequence[InputWork], parent: list[int]
) -> tuple[list[InputWork], list[Warning]]:
    """Join the works that an id makes one.

    Returns
    -------
    tuple
        The works without the ids that belong to another paper, and a warning for every
        id that several papers claim. An id stays with the paper whose record says most.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for position, described in enumerate(works):
        for id in described.ids():
            holders[id].append(position)
    claims: dict[str, list[list[int]]] = {}
    shared = [id for id, positions in holders.items() if len(positions) > 1]
    for id in sorted(shared, key=lambda id: (_is_incidental(id), id)):
        papers = _papers_of_id(works, parent, id, sorted(holders[id], key=_by_fullness(works)))
        if len(papers) > 1:
            claims[id] = papers
    lost: dict[int, set[str]] = defaultdict(set)
    warnings = []
    for id, papers in claims.items():
        owner = root(parent, papers[0][0])
        losing = [paper for paper in papers[1:] if root(parent, paper[0]) != owner]
        for paper in losing:
            for position in paper:
                lost[position].add(id)
        if losing:
            warnings.append(_warning(works, id, papers[0][0], [paper[0] for paper in losing]))
    return [_without(work, lost.get(position)) for position, work in enumerate(works)], warnings


def _is_incidental(id: str) -> bool:
    return split_graph_id(id)[0] in _INCIDENTAL or _CONTAINER.fullmatch(id) is not None


def _by_fullness(works: Sequence[InputWork]) -> Callable[[int], tuple[int, int]]:
    return lambda position: (-works[position].fullness(), position)


def _papers_of_id(
    works: Sequence[InputWork], parent: list[int], id: str, positions: Sequence[int]
) -> list[list[int]]:
    """Join the works that bear an id, as far as they may be one paper; return the papers."""
    apart = _kept_apart if _is_incidental(id) else contradict
    papers: list[list[int]] = []
    for position in positions:
        title = works[position].work.title
        # Of several papers that it may be, it is the one whose title it bears.
        for paper in sorted(papers, key=lambda paper: works[paper[0]].work.title != title):
            if root(parent, position) == root(parent, paper[0]) or not apart(
                works[paper[0]].work, works[position].work
            ):
                join(parent, paper[0], position)
                paper.append(position)
                break
        else:
            papers.append([position])
    return papers


def _kept_apart(one: Work, other: Work) -> bool:
    """Whether two works that share an incidental id carry different strong ids or other titles."""
    if not one.title or not other.title:
        return _differ_in_ids(one, other)
    same_title = compare_titles(one.title, other.title) in _ONE_TITLE
    return not same_title or _differ_in_ids(one, other)


def _differ_in_ids(one: Work, other: Work) -> bool:
    strong = [
        {kind: value for kind, value in work.ids.items() if not _is_incidental(f"{kind}:{value}")}
        for work in (one, other)
    ]
    shared = strong[0].keys() & strong[1].keys()
    return any(strong[0][kind] != strong[1][kind] for kind in shared)


def _without(described: InputWork, lost: set[str] | None) -> InputWork:
    if not lost:
        return described
    work = described.work
    ids = {
        kind: value for kind, value in work.ids.items() if not set(graph_ids({kind: value})) & lost
    }
    also = [id for id in work.also if id not in lost]
    # What had an id is a paper, and stays one when the id proves to be another's.
    return msgspec.structs.replace(
        described,
        work=msgspec.structs.replace(work, ids=ids, also=also),
        node=True,
        known_ids=None,
    )


def _warning(works: Sequence[InputWork], id: str, owner: int, others: Sequence[int]) -> Warning:
    named = ", ".join(describe(works[position].work) for position in others[:3])
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return Warning(
        "one-id-two-papers",
        f"{id} is given for {describe(works[owner].work)} and for {named}{more}: "
        "they are different papers, and it stays with the first",
    )
