"""The fitted chain: what each word of an entry is, told from all of its words together.

A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001). Its states
are what a word is, before and after the title, so that every entry has exactly one title.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["KINDS", "STATES", "Bundles", "Chain", "best_states", "flat", "likelihood", "marginals"]

#: What a word of an entry is.
KINDS = ("title", "authors", "year", "venue", "other")
#: The states of the chain: before the title, in it, after it.
STATES = ("other", "authors", "year", "venue", "title", "other", "authors", "year", "venue")
KIND_OF = np.array([KINDS.index(state) for state in STATES])
_TITLE = 4
_NEVER = -1e9

Array = NDArray[np.float64]
#: Names of features that come together, or several such.
Bundles = tuple[str, ...] | tuple[tuple[str, ...], ...]
Item = TypeVar("Item")


def allowed() -> Array:
    """Return which state may follow which: 0 where it may, else far below."""
    table = np.full((9, 9), _NEVER)
    table[:5, :5] = 0.0
    table[_TITLE, 4:] = 0.0
    table[5:, 5:] = 0.0
    table[_TITLE, :4] = _NEVER
    return table


START = np.array([0.0] * 5 + [_NEVER] * 4)
END = np.array([_NEVER] * 4 + [0.0] * 5)


class PaddedTable(NamedTuple):
    """Sequences of one size in one table: sequences by words by states.

    ``edges`` say where between two words a step is taken.
    """

    order: list[int]
    lengths: NDArray[np.int64]
    scores: Array
    edges: NDArray[np.int64]


#: Words of all sequences of one table.
_WORDS = 40_000


def padded(scores: Sequence[Array], edges: Sequence[Sequence[int]]) -> list[PaddedTable]:
    """Return the sequences in tables of about equal length, the longest first."""
    order = sorted((n for n in range(len(scores)) if len(scores[n])), key=lambda n: -len(scores[n]))
    found, start = [], 0
    while start < len(order):
        longest = len(scores[order[start]])
        end = min(len(order), start + max(1, _WORDS // longest))
        part = order[start:end]
        table = np.zeros((len(part), longest, 9))
        between = np.zeros((len(part), longest), int)
        for row, n in enumerate(part):
            table[row, : len(scores[n])] = scores[n][:, KIND_OF]
            between[row, : len(scores[n])] = edges[n]
        found.append(PaddedTable(part, np.array([len(scores[n]) for n in part]), table, between))
        start = end
    return found


def best_states(
    scores: Sequence[Array], edges: Sequence[Sequence[int]], steps: Array
) -> list[NDArray[np.int64]]:
    """Return the likeliest states of each sequence of scores (words by kinds).

    Parameters
    ----------
    scores
        For each sequence, words by kinds.
    edges
        For each sequence, the index of the step between each word and the one before.
    steps
        How likely each step from state to state is, by such an index.
    """
    found: list[NDArray[np.int64]] = [np.zeros(0, int)] * len(scores)
    steps = steps + allowed()
    for part in padded(scores, edges):
        count, longest, _ = part.scores.shape
        back = np.zeros((count, longest, 9), np.int8)
        value = part.scores[:, 0] + START
        for at in range(1, longest):
            live = int((part.lengths > at).sum())
            both = value[:live, :, None] + steps[part.edges[:live, at]]
            back[:live, at] = both.argmax(axis=1)
            value[:live] = both.max(axis=1) + part.scores[:live, at]
        last = (value + END).argmax(axis=1)
        path = np.zeros((count, longest), int)
        rows = np.arange(count)
        for at in range(longest - 1, -1, -1):
            ends = part.lengths - 1 == at
            within = part.lengths - 1 > at
            path[ends, at] = last[ends]
            if within.any():
                path[within, at] = back[rows[within], at + 1, path[within, at + 1]]
        for row, n in enumerate(part.order):
            found[n] = path[row, : part.lengths[row]]
    return found


def _both_ways(part: PaddedTable, steps: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return scaled forward and backward values, the logarithm of the whole, and the powers."""
    count, longest, _ = part.scores.shape
    peak = part.scores.max(axis=2, keepdims=True)
    local = np.exp(part.scores - peak)
    power = np.exp(steps + allowed())
    forward = np.zeros_like(local)
    scale = np.ones((count, longest))
    end = np.exp(END)
    for at in range(longest):
        live = int((part.lengths > at).sum())
        if at:
            step = power[part.edges[:live, at]]
            value = np.matmul(forward[:live, None, at - 1], step)[:, 0] * local[:live, at]
        else:
            value = local[:, 0] * np.exp(START)
        last = part.lengths[:live] - 1 == at
        value[last] *= end
        total = value.sum(axis=1)
        total[total <= 0] = 1e-300
        scale[:live, at] = total
        forward[:live, at] = value / total[:, None]
    backward = np.zeros_like(local)
    for at in range(longest - 1, -1, -1):
        live = int((part.lengths > at).sum())
        last = part.lengths[:live] - 1 == at
        if at + 1 < longest:
            after = int((part.lengths > at + 1).sum())
            said = backward[:after, at + 1] * local[:after, at + 1] / scale[:after, at + 1, None]
            step = power[part.edges[:after, at + 1]]
            backward[:after, at] = np.matmul(step, said[:, :, None])[:, :, 0]
        backward[:live, at][last] = end
    known = np.arange(longest)[None, :] < part.lengths[:, None]
    whole = (np.log(scale) * known).sum(axis=1) + (peak[:, :, 0] * known).sum(axis=1)
    return forward, backward, whole, local, power


def marginals(scores: Sequence[Array], edges: Sequence[Sequence[int]], steps: Array) -> list[Array]:
    """Return the probability of each kind for each word.

    Parameters
    ----------
    scores, edges, steps
        As for :func:`best_states`.
    """
    found: list[Array] = [np.zeros((0, len(KINDS)))] * len(scores)
    for part in padded(scores, edges):
        forward, backward, *_ = _both_ways(part, steps)
        chance = _chance(forward, backward, part.lengths)
        kinds = np.zeros((*chance.shape[:2], len(KINDS)))
        for state, kind in enumerate(KIND_OF):
            kinds[:, :, kind] += chance[:, :, state]
        for row, n in enumerate(part.order):
            found[n] = kinds[row, : part.lengths[row]]
    return found


def _chance(forward: Array, backward: Array, lengths: NDArray[np.int64]) -> Array:
    chance = forward * backward
    rows = np.arange(len(lengths))
    chance[rows, lengths - 1] = forward[rows, lengths - 1]
    total = chance.sum(axis=2, keepdims=True)
    total[total <= 0] = 1.0
    return np.asarray(chance / total)


def likelihood(
    part: PaddedTable, states: NDArray[np.int64], weight: Array, steps: Array
) -> tuple[float, Array, Array]:
    """Return the log-likelihood of states, and its slopes by the scores and by the steps.

    Parameters
    ----------
    part
        Sequences in one table.
    states
        The true state of each word.
    weight
        How much each sequence counts.
    steps
        As for :func:`best_states`.
    """
    _, longest, _ = part.scores.shape
    forward, backward, whole, local, power = _both_ways(part, steps)
    chance = _chance(forward, backward, part.lengths)
    known = np.arange(longest)[None, :] < part.lengths[:, None]
    rows, places = np.nonzero(known)
    right = np.zeros_like(chance)
    right[rows, places, states[rows, places]] = 1.0
    said = (part.scores * right).sum(axis=(1, 2))
    r, p = np.nonzero(known[:, 1:])
    edge, before, after = part.edges[r, p + 1], states[r, p], states[r, p + 1]
    taken = np.zeros(steps.shape)
    np.add.at(taken, (edge, before, after), weight[r])
    said += np.bincount(r, steps[edge, before, after], len(said))
    slope = (right - chance * known[:, :, None]) * weight[:, None, None]
    left, later = forward[r, p], (backward * local)[r, p + 1]
    expected = np.zeros(steps.shape)
    for number in np.unique(edge):
        at = edge == number
        a, b = left[at], later[at]
        total = ((a @ power[number]) * b).sum(axis=1)
        total[total <= 0] = 1.0
        expected[number] = power[number] * (a.T @ (b * (weight[r[at]] / total)[:, None]))
    value = float(((said - whole) * weight).sum())
    return value, slope, taken - expected


class Chain:
    """Named weights of features for each kind of word, and of each step between states."""

    def __init__(self, weights: Mapping[str, Sequence[float]], steps: Array) -> None:
        self.weights = {name: np.array(row) for name, row in weights.items()}
        self.steps = steps
        self.names = {name: number for number, name in enumerate(weights)}
        # The last row is of names without a weight.
        self.table = np.array([*self.weights.values(), np.zeros(len(KINDS))])

    def scores(self, entries: Sequence[Sequence[Sequence[Bundles]]]) -> list[Array]:
        """Return the scores of the words of each entry, words by kinds."""
        words = list(itertools.chain.from_iterable(entries))
        groups = list(itertools.chain.from_iterable(words))
        if not groups:
            return [np.zeros((0, len(KINDS))) for _ in entries]
        number, unique = _numbered(groups)
        # What comes together is the same for many words, and its parts for much that comes together.
        parts = list(map(flat, unique))
        at, bundles = _numbered(list(itertools.chain.from_iterable(parts)))
        of_group = _summed(self._of_bundles(bundles)[at], list(map(len, parts)))
        every = _summed(of_group[number], list(map(len, words)))
        ends = np.cumsum([len(rows) for rows in entries])
        return np.split(every, ends[:-1])

    def _of_bundles(self, bundles: Sequence[tuple[str, ...]]) -> Array:
        known, none = self.names, len(self.names)
        columns = [known.get(name, none) for bundle in bundles for name in bundle]
        return _summed(self.table[columns], list(map(len, bundles)))


def flat(group: Bundles) -> Sequence[tuple[str, ...]]:
    """Return the bundles of a group, or of one alone.

    Examples
    --------
    >>> flat(("a", "b")), flat((("a",), ("b", "c")))
    ((('a', 'b'),), (('a',), ('b', 'c')))
    """
    return (group,) if not group or isinstance(group[0], str) else group  # type: ignore[return-value]


def _numbered(items: Sequence[Item]) -> tuple[list[int], list[Item]]:
    """Return the number of each item, and the items that there are.

    By identity: most are shared, and comparing their names takes longer than scoring.
    """
    keys = list(map(id, items))
    unique = dict(zip(keys, items, strict=True))
    number = {key: n for n, key in enumerate(unique)}
    return [number[key] for key in keys], list(unique.values())


def _summed(rows: Array, sizes: Sequence[int]) -> Array:
    """Return the sums of phrases of rows; an empty phrase is zero."""
    found = np.zeros((len(sizes), rows.shape[1]))
    filled = np.flatnonzero(sizes)
    if len(filled):
        starts = np.cumsum([0, *sizes])[filled]
        found[filled] = np.add.reduceat(rows, starts, axis=0)
    return found
