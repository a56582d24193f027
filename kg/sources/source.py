"""Where facts come from.

Every source answers the same two questions, in the shape of :mod:`kg.records`:
*which work is this entry?* (:meth:`Source.resolve`) and *what does this work cite,
or what cites it?* (:meth:`Source.expand`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol, runtime_checkable

import msgspec

from kg.records import Decision, Entry, Resolution, Warning, Work

__all__ = [
    "Expansion",
    "Neighbour",
    "NoSource",
    "PlanningSource",
    "PrefetchingSource",
    "Relation",
    "Source",
    "WarningSource",
]

Relation = Literal["references", "citations"]


class Neighbour(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A cited or citing work, with what the source says about the citation."""

    work: Work
    intents: list[str] = []
    influential: bool | None = None
    contexts: list[str] = []
    context_intents: list[list[str]] = []
    evidence: str | None = None


class Expansion(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The answer to "what does this work cite?" (or "what cites it?").

    ``state`` is complete, partial, elided, capped, deferred or unknown; ``total`` is
    how many the source says there are, ``received`` how many items came, where that is
    not the number of ``neighbours``; ``retrieved`` is the ISO date of the answer.
    """

    state: str
    neighbours: list[Neighbour] = []
    total: int | None = None
    received: int | None = None
    retrieved: str | None = None


@runtime_checkable
class Source(Protocol):
    """A source of facts.

    ``name`` goes into ``CITES.sources``; ``requests`` counts requests sent by
    endpoint (``{"POST /paper/batch": 2}``); ``deferred`` is a sentence that says what
    could not be had this time and how to go on, or None; ``works`` are all works of a
    source that has an end (a file).
    """

    name: str

    @property
    def works(self) -> Sequence[Work]:
        """All works of a source that has an end, else nothing."""

    @property
    def requests(self) -> dict[str, int]:
        """Requests sent so far, by endpoint."""

    @property
    def deferred(self) -> str | None:
        """What could not be had this time and how to go on, or None."""

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """Return one resolution an entry, in order; ``decisions`` maps an entry's index to its decision."""

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """Return one expansion a work, in order.

        Parameters
        ----------
        works
            What was resolved, or found before.
        relation
            ``references`` or ``citations``.
        contexts
            Ask for the sentences of citations too.
        """

    def describe(self, ids: Sequence[str]) -> list[Work]:
        """Return what is known of the papers with these graph ids; a paper that is not known is left out."""

    def introducing(self, names: Sequence[str]) -> list[Work]:
        """Return the works that introduce one of these datasets, by their ``introduces``."""

    def close(self) -> None:
        """Release what is held open; a second call does nothing."""


@runtime_checkable
class WarningSource(Protocol):
    """A source that tells what it could not read of what it was given."""

    @property
    def warnings(self) -> Sequence[Warning]:
        """What was not read so far."""


@runtime_checkable
class PlanningSource(Protocol):
    """A source that can tell what it would ask before it asks."""

    def plan(
        self,
        entries: Sequence[Entry],
        relations: Sequence[Relation],
        *,
        hops: int,
        contexts: bool,
        decisions: Mapping[int, Decision] | None = None,
    ) -> dict[str, Any]:
        """Return ``{requests: {endpoint: n}, total, seconds}``; decided entries are not searched for.

        Parameters
        ----------
        entries
            What would be resolved.
        relations
            What would be followed.
        hops
            How many times.
        contexts
            With the sentences of citations.
        decisions
            What the owner decided, by the index of the entry: that is not searched for.
        """

    @property
    def interval(self) -> float:
        """Seconds between two requests."""

    def archived(self) -> Source:
        """Return this source as far as its answers are archived: it sends nothing."""

    def requests_to_describe(self, papers: int) -> dict[str, int]:
        """Return how many requests it takes to describe so many papers, by endpoint."""


@runtime_checkable
class PrefetchingSource(Protocol):
    """A source that answers several questions about the same works for the price of one."""

    def look_ahead(self, works: Sequence[Work], relations: Sequence[Relation]) -> None:
        """Look up at once what :meth:`Source.expand` will be asked of these works."""


class NoSource:
    """The source ``none``: the list stands alone.

    Examples
    --------
    >>> NoSource().resolve([Entry(line=1, title="Deep Hashing")], {})[0].confidence
    'none'
    """

    name = "none"
    works: Sequence[Work] = ()
    deferred: str | None = None

    def __init__(self) -> None:
        self.requests: dict[str, int] = {}

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """See :meth:`Source.resolve`: nothing was asked, so nothing is known."""
        del decisions
        return [Resolution(evidence="no source was asked") for _ in entries]

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """See :meth:`Source.expand`."""
        del relation, contexts
        return [Expansion(state="unknown") for _ in works]

    def describe(self, ids: Sequence[str]) -> list[Work]:
        """See :meth:`Source.describe`."""
        del ids
        return []

    def introducing(self, names: Sequence[str]) -> list[Work]:
        """See :meth:`Source.introducing`."""
        del names
        return []

    def close(self) -> None:
        """See :meth:`Source.close`: nothing is held open."""
