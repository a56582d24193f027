"""How closely papers belong together: citations, shared references, and being cited together.

Bibliographic coupling (Kessler 1963) and co-citation (Small 1973) are counted as Salton's
cosine, so that a long reference list or a famous paper ties nobody to everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from kg.lineage import Network

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["WEIGHTS", "similarity"]

#: What a citation, equal reference lists and being cited by the same papers weigh.
WEIGHTS = {"direct": 1.0, "coupling": 1.0, "cocitation": 1.0}
#: Ties of each kind that a paper keeps, the strongest: its neighbours, not the whole field.
_NEAREST = 20
_BLOCK = 1024


def similarity(net: Network, members: Sequence[int]) -> nx.Graph:
    """Return the weighted ties between some papers of a network.

    Parameters
    ----------
    net
        The whole network: papers outside of ``members`` tie those that cite them, or that
        they cite together.
    members
        Numbers of papers; node ``k`` of the result is the ``k``-th of them.

    Notes
    -----
    The edges come in the order of their numbers, so that equal networks give equal graphs.
    The two sparse products are made a thousand rows at a time.
    """
    from scipy.sparse import csr_array, triu

    size = len(net)
    rows = net.predecessors
    citations = csr_array(
        (np.ones(len(rows.targets)), np.asarray(rows.targets), np.asarray(rows.offsets)),
        shape=(size, size),
    )
    chosen = np.asarray(members, dtype=np.int64)
    references, citing = citations[chosen, :], citations[:, chosen].T.tocsr()
    kinds = {
        "direct": references[:, chosen].tocsr(),
        "coupling": _nearest(references),
        "cocitation": _nearest(citing),
    }
    ties = sum((WEIGHTS[kind] * _both_ways(matrix) for kind, matrix in kinds.items()), start=0)
    upper = triu(ties, k=1).tocsr()
    upper.sort_indices()
    found = upper.tocoo()
    graph = nx.Graph()
    graph.add_nodes_from(range(len(chosen)))
    graph.add_weighted_edges_from(
        zip(found.row.tolist(), found.col.tolist(), found.data.round(9).tolist(), strict=True)
    )
    return graph


def _both_ways(matrix: csr_array) -> csr_array:
    """Return ties as they hold for both papers; one that both count is one."""
    return matrix.maximum(matrix.T).tocsr()


def _nearest(rows: csr_array) -> csr_array:
    """Return the cosines between rows, of each row only the largest."""
    from scipy.sparse import csr_array, diags_array, vstack

    lengths = np.sqrt(np.asarray(rows.sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    unit = (diags_array(1.0 / lengths) @ rows).tocsr()
    turned = unit.T.tocsr()
    parts = []
    for start in range(0, unit.shape[0], _BLOCK):
        product = (unit[start : start + _BLOCK, :] @ turned).tocsr()
        product.sort_indices()
        parts.append(_largest(product, start))
    return vstack(parts).tocsr() if parts else csr_array((0, 0))


def _largest(product: csr_array, start: int) -> csr_array:
    from scipy.sparse import csr_array

    data, columns, offsets = [], [], [0]
    for row in range(product.shape[0]):
        own = slice(product.indptr[row], product.indptr[row + 1])
        values, places = product.data[own].round(9), product.indices[own]
        others = places != start + row
        values, places = values[others], places[others]
        # Of equal ties those with the lowest numbers.
        nearest = np.sort(np.lexsort((places, -values))[:_NEAREST])
        data.append(values[nearest])
        columns.append(places[nearest])
        offsets.append(offsets[-1] + len(nearest))
    return csr_array(
        (np.concatenate(data), np.concatenate(columns), np.array(offsets)), shape=product.shape
    )
