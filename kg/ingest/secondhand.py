"""Works that only another paper's reference list describes: what such a description may say.

A reference list asserts an identifier; the title, year and author beside it are a
courtesy, and where the identifier was found by matching they may be another paper's. So
they never name or identify a paper that anybody else describes, and never join or part
two works.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import msgspec

from kg.identifiers import normalise_title, split_graph_id
from kg.ingest.shared_ids import InputWork
from kg.records import Work

__all__ = ["settle_secondhand"]


def settle_secondhand(works: Sequence[InputWork]) -> list[InputWork]:
    """Return the works, in order, with what stands beside identifiers reduced to what it may say.

    A paper that is described otherwise keeps one identifier of the reference and nothing
    else. Of several descriptions of one paper that nobody else describes the commonest
    stands, the fullest of those.

    Examples
    --------
    >>> def secondhand(title, **ids):
    ...     return InputWork(work=Work(title=title, ids=ids, secondhand=True))
    >>> known = InputWork(work=Work(title="Deep hashing", ids={"doi": "10.1/a"}))
    >>> settled = settle_secondhand([known, secondhand("Deap", doi="10.1/a", pmid="7")])
    >>> settled[1].work.title, settled[1].work.ids
    (None, {'doi': '10.1/a'})
    """
    if not any(work.work.secondhand for work in works):
        return list(works)
    described = {id for work in works if not work.work.secondhand for id in work.ids()}
    settled: list[InputWork] = []
    rivals: dict[str, list[int]] = defaultdict(list)
    for position, work in enumerate(works):
        settled.append(work)
        ids = work.ids() if work.work.secondhand else []
        known = next((id for id in _in_order(work.work) if id in described), None) if ids else None
        if known is not None:
            settled[-1] = _with(work, Work(ids=dict([split_graph_id(known)]), secondhand=True))
        elif ids:
            rivals[ids[0]].append(position)
    for positions in rivals.values():
        if len(positions) > 1:
            _bare_all_but_best(settled, positions)
    return settled


def _bare_all_but_best(settled: list[InputWork], positions: Sequence[int]) -> None:
    best = _best([settled[position].work for position in positions])
    for position in positions:
        work = settled[position].work
        if _description(work) != best:
            bare = Work(ids=work.ids, also=work.also, secondhand=True)
            settled[position] = _with(settled[position], bare)


def _in_order(work: Work) -> list[str]:
    """Return the ids of a reference in the order in which its source gives them."""
    own = [f"{kind}:{value}" for kind, value in work.ids.items()]
    first = [id for id in own if id.startswith("doi:")]
    return [*first, *(id for id in work.also), *(id for id in own if id not in first)]


def _best(works: Sequence[Work]) -> tuple[object, ...]:
    titles = Counter(normalise_title(work.title) for work in works if work.title)

    def rank(work: Work) -> tuple[object, ...]:
        support = titles.get(normalise_title(work.title or ""), 0) if work.title else 0
        fullness = bool(work.year) + bool(work.authors) + bool(work.venue)
        return (-support, -fullness, *map(str, _description(work)))

    return _description(min(works, key=rank))


def _description(work: Work) -> tuple[object, ...]:
    return (work.title, work.year, work.venue, *(author.name for author in work.authors))


def _with(described: InputWork, work: Work) -> InputWork:
    return msgspec.structs.replace(described, work=work, known_ids=None)
