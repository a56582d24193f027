"""Where facts come from.

Every source answers the same two questions, in the shape of :mod:`kg.records`:
*which work is this entry?* (:meth:`Source.resolve`) and *what does this work cite,
or what cites it?* (:meth:`Source.expand`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from kg.records import Entry, Resolution, Work

__all__ = ["Decision", "Expansion", "Neighbour", "Relation", "Source"]

Relation = Literal["references", "citations"]


class Decision(msgspec.Struct, frozen=True):
    """What the owner of a list decided about an entry, or what a reviewer must not be asked again.

    ``accept`` is the graph id (``doi:...``, ``s2:...``) the entry is; ``reject`` holds
    graph ids it is not (``*``: none of the candidates is it).
    """

    accept: str | None = None
    reject: tuple[str, ...] = ()


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
    how many the source says there are; ``retrieved`` is the ISO date of the answer.
    """

    state: str
    neighbours: list[Neighbour] = []
    total: int | None = None
    retrieved: str | None = None


class Source(Protocol):
    """A source of facts.

    ``name`` goes into ``CITES.sources``; ``requests`` counts requests sent by
    endpoint (``{"POST /paper/batch": 2}``); ``deferred`` is a sentence that says what
    could not be had this time and how to go on, or None.
    """

    name: str
    requests: dict[str, int]
    deferred: str | None

    def resolve(
        self, entries: Sequence[Entry], decisions: Mapping[int, Decision]
    ) -> list[Resolution]:
        """Return one resolution an entry, in order; ``decisions`` maps an entry's index to its decision."""

    def expand(
        self, works: Sequence[Work], relation: Relation, *, contexts: bool = False
    ) -> list[Expansion]:
        """Return one expansion a work, in order."""

    def introducing(self, names: Sequence[str]) -> list[Work]:
        """Return the works that introduce one of these datasets, by their ``introduces``."""
