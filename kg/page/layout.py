"""Where each paper stands: years from left to right, the main path straight on the axis.

A layered drawing after Sugiyama, Tagawa & Toda (1981, doi 10.1109/TSMC.1981.4308636):
the layers are years (sparse neighbouring years share a column), papers within a layer
are ordered by the barycentre of their neighbours and by swaps that remove crossings,
and heights come from isotonic regression, which moves the papers of a column as little
as their distance allows. Every loop is bounded by a count, never by time, and every
tie is broken by the paper's index: the same papers give the same picture.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

import msgspec

__all__ = ["Column", "Picture", "crossings", "place"]

#: Columns a screen has room for; sparser years are drawn together.
MOST_COLUMNS = 13
#: World units, which are CSS pixels at scale 1.
WIDTH, HEIGHT = 1090.0, 740.0
LEAST_STEP, LEAST_ROW, MOST_ROW = 84.0, 22.0, 54.0
MOST_STEPS = 3
#: A main path may take many steps within one column; its width has a limit.
MOST_WIDE = 4
_SWEEPS, _SWAPS, _SETTLE = 24, 6, 8


class Column(msgspec.Struct, frozen=True):
    """The years ``first`` to ``last`` (None: year unknown) between two x; ``gap``: years are left out before it."""

    first: int | None
    last: int | None
    x: float
    width: float
    steps: int
    gap: bool


class Picture(msgspec.Struct, frozen=True):
    """The columns, and the place of each drawn paper."""

    columns: list[Column]
    at: dict[int, tuple[float, float]]


def place(
    drawn: Sequence[int],
    years: Sequence[int | None],
    arcs: Iterable[tuple[int, int]],
    spine: Sequence[int] = (),
    listed: Collection[int] = (),
) -> Picture:
    """Give every drawn paper its place.

    Parameters
    ----------
    drawn
        Indices of the papers that are drawn.
    years
        The year of every paper of the page, drawn or not: each has a column.
    arcs
        ``(cited, citing)`` between drawn papers.
    spine
        The main path, from the oldest paper: it lies on the axis, y = 0.
    listed
        The papers of the lists: their years are the last to share a column.

    Examples
    --------
    >>> picture = place([0, 1, 2], [2016, 2017, 2017], [(0, 1), (0, 2)], spine=[0, 1])
    >>> [picture.at[paper][1] for paper in (0, 1)]
    [0.0, 0.0]
    >>> [column.first for column in picture.columns]
    [2016, 2017]
    """
    arcs = sorted({(u, v) for u, v in arcs if u != v})
    groups = _periods(years, drawn, set(listed))
    column_of = {year: number for number, group in enumerate(groups) for year in group}
    layer = _layers(drawn, years, arcs, spine, column_of)
    columns = _columns(groups, layer)
    lines: dict[tuple[int, int], list[int]] = {}
    for paper in sorted(drawn):
        lines.setdefault(layer[paper], []).append(paper)
    spine = _straight(spine, layer)
    heights = _heights(lines, arcs, spine)
    at = {
        paper: (_x(columns, layer[paper]), round(heights[paper], 1) + 0.0)
        for paper in sorted(drawn)
    }
    return Picture(columns, at)


def _row(count: int) -> float:
    """Return the distance between the papers of a line: what its number leaves."""
    return max(LEAST_ROW, min(MOST_ROW, HEIGHT / (count + 1)))


def _periods(
    years: Sequence[int | None], drawn: Sequence[int], listed: Collection[int]
) -> list[list[int | None]]:
    """Group years into at most ``MOST_COLUMNS`` columns, the emptiest neighbours first."""
    weight = {year: 0 for year in years if year is not None}
    for paper in drawn:
        year = years[paper]
        if year is not None:
            weight[year] += 8 if paper in listed else 1
    groups = [[year] for year in sorted(weight)]
    loads = [weight[group[0]] for group in groups]
    while len(groups) > MOST_COLUMNS:
        best = min(range(len(groups) - 1), key=lambda i: (loads[i] + loads[i + 1], i))
        groups[best] += groups.pop(best + 1)
        loads[best] += loads.pop(best + 1)
    unknown: list[list[int | None]] = [[None]] if None in set(years) else []
    return unknown + [list(group) for group in groups]


def _layers(
    drawn: Sequence[int],
    years: Sequence[int | None],
    arcs: Sequence[tuple[int, int]],
    spine: Sequence[int],
    column_of: Mapping[int | None, int],
) -> dict[int, tuple[int, int]]:
    """Return ``(column, step)``: within a column, a citing paper stands a step to the right."""
    before: dict[int, list[int]] = {paper: [] for paper in drawn}
    for cited, citing in [*arcs, *pairwise(spine)]:
        if column_of[years[cited]] == column_of[years[citing]]:
            before[citing].append(cited)
    on_spine = {paper: number for number, paper in enumerate(spine)}
    step: dict[int, int] = {}
    order = sorted(drawn, key=lambda p: (years[p] or 0, on_spine.get(p, len(spine)), p))
    # Two passes: a citation against the order of years within a period is followed too.
    for _ in range(2):
        for paper in order:
            earlier = (step.get(other, 0) + 1 for other in before[paper])
            limit = MOST_STEPS - 1 if paper not in on_spine else len(spine)
            step[paper] = min(max(earlier, default=0), limit)
    return {paper: (column_of[years[paper]], step[paper]) for paper in drawn}


def _columns(
    groups: Sequence[Sequence[int | None]], layer: Mapping[int, tuple[int, int]]
) -> list[Column]:
    steps = [1] * len(groups)
    for number, step in layer.values():
        steps[number] = max(steps[number], step + 1)
    shares = [min(wide, MOST_WIDE) for wide in steps]
    width = max(LEAST_STEP, WIDTH / max(1, sum(shares)))
    columns: list[Column] = []
    x, before = 0.0, None
    for group, wide, share in zip(groups, steps, shares, strict=True):
        first, last = group[0], group[-1]
        gap = before is not None and first is not None and first > before + 1
        columns.append(Column(first, last, round(x, 1), round(width * share, 1), wide, gap))
        x, before = x + width * share, last
    return columns


def _x(columns: Sequence[Column], layer: tuple[int, int]) -> float:
    column = columns[layer[0]]
    # Left in its column: the label stands to the right of a paper.
    return round(column.x + column.width / column.steps * (layer[1] + 0.2), 1)


def _straight(spine: Sequence[int], layer: Mapping[int, tuple[int, int]]) -> list[int]:
    """Return the papers of the spine that can lie on the axis, each right of the one before."""
    forward: list[int] = []
    for paper in spine:
        if not forward or layer[paper] > layer[forward[-1]]:
            forward.append(paper)
    return forward


# ------------------------------------------------------------------------- heights


def _heights(
    lines: Mapping[tuple[int, int], list[int]],
    arcs: Sequence[tuple[int, int]],
    spine: Sequence[int],
) -> dict[int, float]:
    """Return the height of every paper: the spine on the axis, the others near what they cite."""
    near: dict[int, list[int]] = {paper: [] for line in lines.values() for paper in line}
    for cited, citing in arcs:
        near[cited].append(citing)
        near[citing].append(cited)
    fixed = set(spine)
    free = {key: [p for p in line if p not in fixed] for key, line in sorted(lines.items())}
    y = dict.fromkeys(near, 0.0) | _first_heights(free, near)
    ordered = list(free.values())
    _sweep(ordered, near, y, times=_SWEEPS, keep_order=False)
    for _ in range(_SWAPS):
        if not sum(_swap(line, near, y) for line in ordered):
            break
    _sweep(ordered, near, y, times=_SETTLE, keep_order=True)
    return y


def _sweep(
    lines: Sequence[list[int]],
    near: Mapping[int, Sequence[int]],
    y: dict[int, float],
    *,
    times: int,
    keep_order: bool,
) -> None:
    """Settle all lines again and again, from the left and from the right in turn."""
    for sweep in range(times):
        for line in lines if sweep % 2 == 0 else reversed(lines):
            _settle(line, near, y, keep_order=keep_order)


def _first_heights(
    free: Mapping[tuple[int, int], list[int]], near: Mapping[int, Sequence[int]]
) -> dict[int, float]:
    """Sort each line and return where to begin: well connected papers near the axis, on both sides."""
    y = {}
    for key, line in free.items():
        line.sort(key=lambda p: (-len(near[p]), p))
        for number, paper in enumerate(line):
            y[paper] = _row(len(line)) * (number // 2 + 1) * (1 if (number + key[0]) % 2 else -1)
    return y


def _settle(
    line: list[int],
    near: Mapping[int, Sequence[int]],
    y: dict[int, float],
    *,
    keep_order: bool,
) -> None:
    """Move the papers of a line to the mean height of their neighbours, as far as there is room."""
    wish = {
        p: (sum(y[q] for q in near[p]) + 0.25 * y[p]) / (len(near[p]) + 0.25) if near[p] else y[p]
        for p in line
    }
    line.sort(key=(lambda p: (y[p], p)) if keep_order else (lambda p: (wish[p], y[p], p)))
    wishes = [wish[p] for p in line]
    # The axis belongs to the main path: the line is split above and below it where that moves least.
    half = (len(line) + 1) // 2 + 2
    choices = range(max(0, len(line) - half), min(len(line), half) + 1)
    options = [(_spread(wishes, above), above) for above in choices]
    moved = [
        (sum((a - b) ** 2 for a, b in zip(places, wishes, strict=True)), above, places)
        for places, above in options
    ]
    y.update(zip(line, min(moved)[2] if moved else [], strict=True))


def _spread(wishes: Sequence[float], above: int) -> list[float]:
    """Return heights at least a row apart, the first ``above`` of them above the axis (negative)."""
    row = _row(len(wishes))
    reach = max(HEIGHT / 2, row * max(above, len(wishes) - above))
    upper = _isotonic([w - i * row for i, w in enumerate(wishes[:above])])
    lower = _isotonic([w - i * row for i, w in enumerate(wishes[above:])])
    return [
        *(min(max(z, -reach), -above * row) + i * row for i, z in enumerate(upper)),
        *(min(max(z, row), reach - (len(lower) - 1) * row) + i * row for i, z in enumerate(lower)),
    ]


def _isotonic(values: Sequence[float]) -> list[float]:
    """Return the nearest non-decreasing sequence (pool adjacent violators)."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        mean, size = value, 1
        while blocks and blocks[-1][0] > mean:
            other, count = blocks.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        blocks.append((mean, size))
    return [mean for mean, size in blocks for _ in range(size)]


def _swap(line: list[int], near: Mapping[int, Sequence[int]], y: dict[int, float]) -> int:
    """Exchange neighbours of a line where that removes crossings; return how often."""
    line.sort(key=lambda p: (y[p], p))
    swapped = 0
    for i in range(len(line) - 1):
        a, b = line[i], line[i + 1]
        above = [y[q] for q in near[a]]
        below = [y[q] for q in near[b]]
        now = sum(p > q for p in above for q in below)
        then = sum(q > p for p in above for q in below)
        if then < now:
            y[a], y[b] = y[b], y[a]
            line[i], line[i + 1] = b, a
            swapped += 1
    return swapped


def crossings(at: Mapping[int, tuple[float, float]], arcs: Iterable[tuple[int, int]]) -> int:
    """Return how many pairs of arcs cross, drawn as straight lines.

    Examples
    --------
    >>> crossings({0: (0, 0), 1: (0, 1), 2: (1, 0), 3: (1, 1)}, [(0, 3), (1, 2)])
    1
    """
    lines = [(at[u], at[v]) for u, v in arcs]

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return sum(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for number, (a, b) in enumerate(lines)
        for c, d in lines[:number]
    )
