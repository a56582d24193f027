"""What is known about a link after it was asked."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["LinkAnswer", "Outcome"]

#: ``gone`` is one look at a dead link: a finding only after a second one.
Outcome = Literal["fine", "moved", "gone", "unverifiable"]


class LinkAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to a link.

    Attributes
    ----------
    outcome
        What it means.
    reason
        In a few words: "404", "no such host".
    target
        The address it has moved to for good.
    first
        When it was first seen to be gone; None for everything else.
    looks
        How often it was seen to be gone, far enough apart.
    """

    outcome: Outcome
    reason: str = ""
    target: str | None = None
    first: str | None = None
    looks: int = 0
