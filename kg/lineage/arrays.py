"""Compressed rows of numbers: how arcs are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["SMALL", "Integers", "Rows", "compressed", "transposed"]

Integers: TypeAlias = NDArray[np.int64]

#: Below this many arcs, importing scipy takes longer than doing without.
SMALL = 50_000


@dataclass(frozen=True, eq=False)
class Rows:
    """Arcs by origin: row ``i`` is ``targets[offsets[i]:offsets[i + 1]]``, ascending.

    Examples
    --------
    >>> rows = compressed(np.array([2, 0, 0]), np.array([1, 2, 1]), 3)
    >>> rows.offsets.tolist(), rows.targets.tolist()
    ([0, 2, 2, 3], [1, 2, 1])
    >>> rows.of(0), rows.origins.tolist()
    ([1, 2], [0, 0, 2])
    """

    offsets: Integers
    targets: Integers

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.offsets) - 1

    @cached_property
    def lengths(self) -> Integers:
        """The length of every row."""
        return np.diff(self.offsets)

    @property
    def origins(self) -> Integers:
        """The row of every target."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def of(self, row: int) -> list[int]:
        """Return one row."""
        found: list[int] = self.targets[self.offsets[row] : self.offsets[row + 1]].tolist()
        return found

    def lists(self) -> list[list[int]]:
        """Return all rows."""
        flat: list[int] = self.targets.tolist()
        return [flat[start:end] for start, end in pairwise(self.offsets.tolist())]

    def together(self, rows: Integers) -> Integers:
        """Return several rows, one after the other."""
        starts = self.offsets[rows]
        lengths = self.offsets[rows + 1] - starts
        shift = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        return self.targets[shift + np.arange(len(shift))]

    def arcs(self) -> Iterator[tuple[int, int]]:
        """Yield every arc, in order."""
        return zip(self.origins.tolist(), self.targets.tolist(), strict=True)


def compressed(origins: Integers, targets: Integers, size: int) -> Rows:
    """Return the distinct arcs between different ones of ``size`` numbers, as rows.

    Parameters
    ----------
    origins, targets
        Both ends of each arc; an arc may occur several times.
    size
        How many numbers there are.
    """
    apart = origins != targets
    origins, targets = origins[apart], targets[apart]
    if len(origins) >= SMALL:
        matrix = _matrix(origins, targets, size)
        matrix.sum_duplicates()
        return _rows(matrix)
    keys = np.sort(origins * size + targets)
    if len(keys):
        keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
    origins, targets = np.divmod(keys, max(size, 1))
    return Rows(row_offsets(origins, size), targets)


def transposed(rows: Rows) -> Rows:
    """Return the same arcs by target.

    Examples
    --------
    >>> transposed(compressed(np.array([2, 0, 0]), np.array([1, 2, 1]), 3)).lists()
    [[], [0, 2], [0]]
    """
    return compressed(rows.targets, rows.origins, len(rows))


def row_offsets(origins: Integers, size: int) -> Integers:
    """Return where each of ``size`` rows starts when arcs are sorted by origin."""
    return np.concatenate([[0], np.cumsum(np.bincount(origins, minlength=size))]).astype(np.int64)


def once(numbers: Integers, place: Integers) -> Integers:
    """Return each of the numbers once, without sorting; ``place`` is room for every number."""
    # Of a number that stands several times, the place written last is kept.
    places = np.arange(len(numbers))
    place[numbers] = places
    found: Integers = numbers[place[numbers] == places]
    return found


def as_matrix(rows: Rows) -> csr_array:
    """Return rows as a sparse matrix of ones."""
    from scipy.sparse import csr_array

    size = len(rows)
    ones = np.ones(len(rows.targets), np.int8)
    return csr_array((ones, rows.targets, rows.offsets), shape=(size, size))


def _matrix(origins: Integers, targets: Integers, size: int) -> Any:
    from scipy.sparse import coo_array

    ones = np.ones(len(origins), np.int8)
    return coo_array((ones, (origins, targets)), shape=(size, size)).tocsr()


def _rows(matrix: csr_array) -> Rows:
    return Rows(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64))
