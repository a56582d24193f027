"""Connected components of a graph whose nodes are numbers: every node takes the smallest it reaches."""

from __future__ import annotations

from typing import Any

from kg.bulk.steps import ReleaseSteps

__all__ = ["components"]


def components(steps: ReleaseSteps, pairs: Any) -> Any:
    """Return the component of each node of an undirected graph: its smallest node.

    Parameters
    ----------
    steps
        Where the rounds are kept.
    pairs
        Columns ``one`` and ``other``: two nodes that are joined.

    Returns
    -------
    table
        Columns ``corpusid`` and ``component``; nodes without a pair are not in it.

    Notes
    -----
    Each round a node takes the smallest label among its own, its neighbours', and that of
    the node which its label names (pointer jumping, Shiloach and Vishkin 1982). About as
    many rounds as the logarithm of the longest shortest path.
    """
    ends = pairs.select(node="one", other="other").union(pairs.select(node="other", other="one"))
    ends = steps.keep("component-pairs", ends)
    nodes = ends.group_by("node").aggregate(label=ends.other.min())
    first = nodes.select("node", label=_smaller(nodes.node, nodes.label), before="node")
    labels = steps.rounds(
        "components",
        first,
        lambda labels: _round(ends, labels),
        lambda labels: (
            not steps.engine.rows(labels.aggregate(moved=(labels.label != labels.before).sum()))[0][
                "moved"
            ]
        ),
    )
    return labels.select(corpusid="node", component="label")


def _round(ends: Any, labels: Any) -> Any:
    known = labels.select("node", "label")
    theirs = ends.inner_join(known.select(other="node", theirs="label"), "other")
    theirs = theirs.group_by("node").aggregate(theirs=theirs.theirs.min())
    both = known.inner_join(theirs, "node").select("node", "theirs", before="label")
    hooked = both.mutate(label=_smaller(both.before, both.theirs))
    named = known.select(named="node", further="label")
    jumped = hooked.inner_join(named, [("label", "named")])
    jumped = jumped.select("node", "before", "label", "further")
    return jumped.select("node", "before", label=_smaller(jumped.label, jumped.further))


def _smaller(one: Any, other: Any) -> Any:
    import ibis

    return ibis.least(one, other)
