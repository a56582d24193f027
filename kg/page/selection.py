"""Which papers of a page are drawn first, and which are in the page at all.

Up to ``DRAW_ALL`` papers, all are drawn. Above that: the papers of the list, the main
path, and others by importance, each year having its share, about ``DRAW_ALL`` in all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

__all__ = ["DRAW_ALL", "DRAW_MOST", "by_importance", "drawn_first", "embedded", "ranks"]

DRAW_ALL = 150
#: What is drawn first; a focus adds 60, and never more than 300 are drawn.
DRAW_MOST = 230
MAIN_PATH_MOST = DRAW_MOST - DRAW_ALL


def by_importance(
    count: int,
    arcs: Iterable[tuple[int, int]],
    citation_counts: Sequence[int | None],
) -> list[int]:
    """Return the papers, the most important first.

    Importance is how often the papers of the graph cite it, then how many of them it
    cites, then its citation count in the world, then its index.

    Parameters
    ----------
    count
        How many papers there are.
    arcs
        Their citations, as numbers (cited, citing).
    citation_counts
        How often each is cited in the world, None where that is not known.

    Examples
    --------
    >>> by_importance(3, [(1, 0), (1, 2)], [None, None, None])
    [1, 0, 2]
    """
    cited, citing = [0] * count, [0] * count
    for u, v in arcs:
        cited[u] += 1
        citing[v] += 1
    return sorted(
        range(count), key=lambda p: (-cited[p], -citing[p], -(citation_counts[p] or 0), p)
    )


def ranks(order: Sequence[int]) -> list[int]:
    """Return the place of each paper in an order.

    Examples
    --------
    >>> ranks([2, 0, 1])
    [1, 2, 0]
    """
    places = [0] * len(order)
    for place, paper in enumerate(order):
        places[paper] = place
    return places


def embedded(order: Sequence[int], first: Collection[int], most: int) -> list[int]:
    """Return the papers that a page of at most ``most`` papers holds, ordered by index.

    Parameters
    ----------
    order
        The papers, the most important first.
    first
        Papers that are in the page in any case, as far as there is room.
    most
        How many papers a page holds.

    Examples
    --------
    >>> embedded([2, 0, 1], first={1}, most=2)
    [1, 2]
    """
    if len(order) <= most:
        return sorted(order)
    chosen = [p for p in order if p in first] + [p for p in order if p not in first]
    return sorted(chosen[:most])


def drawn_first(
    order: Sequence[int],
    years: Sequence[int | None],
    listed: Collection[int],
    main: Sequence[int],
) -> list[int]:
    """Return the papers that are drawn first, ordered by index.

    Parameters
    ----------
    order
        All papers, the most important first.
    years
        The year of every paper.
    listed
        The papers of the lists.
    main
        The papers of the main path, those first that have to be drawn.

    Examples
    --------
    >>> drawn_first([2, 0, 1], [2016, 2017, 2018], {1}, [0, 1])
    [0, 1, 2]
    """
    if len(order) <= DRAW_ALL:
        return sorted(order)
    chosen = set(listed)
    if len(chosen) > DRAW_ALL:
        in_order = [p for p in order if p in chosen]
        chosen = _shared(in_order, years, (), DRAW_ALL)
        chosen.update([p for p in in_order if p not in chosen][: DRAW_ALL - len(chosen)])
    chosen.update(main[:MAIN_PATH_MOST])
    others = [p for p in order if p not in chosen]
    seen = {years[p] for p in chosen}
    for paper in others:  # No year is empty.
        if years[paper] not in seen and len(chosen) < DRAW_MOST:
            seen.add(years[paper])
            chosen.add(paper)
    return sorted(_shared(others, years, chosen, DRAW_ALL))


def _shared(
    candidates: Sequence[int], years: Sequence[int | None], chosen: Collection[int], most: int
) -> set[int]:
    """Return ``chosen`` with further candidates, at most ``most`` in all, no year with more than its share."""
    drawn = set(chosen)
    load = Counter(years[p] for p in drawn)
    share = max(6, 2 * most // max(1, len({years[p] for p in (*candidates, *drawn)})))
    for paper in candidates:
        if len(drawn) >= most:
            break
        if paper not in drawn and load[years[paper]] < share:
            load[years[paper]] += 1
            drawn.add(paper)
    return drawn
