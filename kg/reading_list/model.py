"""The fitted linear model: which piece of an entry is what, and what is an entry.

The weights are made by ``benchmarks/fit_lists.py`` from the labelled lists.
"""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.reading_list.chain import STATES, Chain
from kg.reading_list.edges import EDGES
from kg.reading_list.features import LABELS, Row

__all__ = ["Linear", "Model", "fitted_model", "read_chain", "title_of"]

_WEIGHTS = Path(__file__).with_name("weights.toml")
_CHAIN = Path(__file__).with_name("chain.tsv")


class Linear:
    """Named weights: a row of numbers, one an outcome, for each feature."""

    def __init__(self, weights: Mapping[str, Sequence[float]], outcomes: int) -> None:
        self.names = {name: number for number, name in enumerate(weights)}
        self.table = np.zeros((len(weights) + 1, outcomes))
        for number, row in enumerate(weights.values()):
            self.table[number] = row

    def scores(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """Return the score of each outcome for each row of features."""
        found = np.zeros((len(rows), self.table.shape[1]))
        filled = [number for number, row in enumerate(rows) if row]
        if not filled:
            return found
        features = list(itertools.chain.from_iterable(rows))
        known, none = self.names, len(self.names)  # the last row of the table is zero
        columns = [known.get(name, none) for name, _ in features]
        weighted = self.table[columns] * np.array([value for _, value in features])[:, None]
        starts = itertools.accumulate((len(rows[number]) for number in filled[:-1]), initial=0)
        found[filled] = np.add.reduceat(weighted, list(starts), axis=0)
        return found


class Model:
    """The weights of each step.

    ``piece`` knows a piece and its entry, ``piece_of_list`` the other entries, too;
    ``entry`` and ``entry_of_list`` tell an entry from what is none.
    """

    def __init__(
        self, weights: Mapping[str, Mapping[str, Sequence[float]]], chain: Chain | None = None
    ) -> None:
        self.chain = chain
        self.piece = Linear(weights["piece"], len(LABELS))
        self.piece_of_list = Linear(weights["piece_of_list"], len(LABELS))
        self.entry = Linear(weights["entry"], 1)
        self.entry_of_list = Linear(weights["entry_of_list"], 1)


@cache
def fitted_model() -> Model:
    """Return the model that is part of the package."""
    chain = read_chain(_CHAIN.read_text(encoding="utf-8"))
    return Model(tomllib.loads(_WEIGHTS.read_text(encoding="utf-8")), chain)


def chances(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of each outcome: the softmax of its scores."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True)) if len(scores) else scores
    return powers / powers.sum(axis=1, keepdims=True) if len(scores) else scores


def chance(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of a yes: the logistic function of its score."""
    return 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30)))


def title_of(scores: NDArray[np.float64]) -> int | None:
    """Return which piece is the title, when exactly one must be.

    Examples
    --------
    >>> title_of(np.array([[1.0, 3.0], [0.5, 0.0]]))
    1
    """
    if not len(scores):
        return None
    return int((scores[:, 0] - scores[:, 1:].max(axis=1)).argmax())


def read_chain(text: str) -> Chain:
    """Return the weights of words: lines of a name and hundredths, those of steps after ``step``."""
    weights: dict[str, list[float]] = {}
    steps = np.zeros((len(EDGES), len(STATES), len(STATES)))
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, *row = line.split("\t")
        values = [int(number) / 100 for number in row]
        if name.startswith("step "):
            steps[EDGES.index(name.removeprefix("step "))] = np.reshape(values, steps.shape[1:])
        else:
            weights[name] = values
    return Chain(weights, steps)
