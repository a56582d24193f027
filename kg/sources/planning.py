"""What a build will ask: requests and seconds, before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

__all__ = ["MOST_PAPERS", "Plan", "PlanStep", "plan_of"]

#: From so many estimated papers on, a plan looks no further: what another hop costs is no use to know.
MOST_PAPERS = 1_000_000


class PlanStep(msgspec.Struct, frozen=True):
    """Requests of one kind: how many to which endpoint, and what for."""

    endpoint: str
    requests: int
    what: str
    estimated: bool = False


class Plan(msgspec.Struct, frozen=True):
    """What a build would ask: requests by endpoint and in all, and the seconds they take."""

    requests: dict[str, int]
    total: int
    seconds: float
    steps: list[PlanStep]


def plan_of(steps: Sequence[PlanStep], interval: float) -> Plan:
    """Return the plan of steps that follow one another at an interval in seconds.

    Examples
    --------
    >>> plan_of([PlanStep("GET /works", 3, "lists"), PlanStep("GET /works", 0, "more")], 1.0).total
    3
    """
    steps = [step for step in steps if step.requests]
    requests: dict[str, int] = {}
    for step in steps:
        requests[step.endpoint] = requests.get(step.endpoint, 0) + step.requests
    total = sum(requests.values())
    return Plan(dict(sorted(requests.items())), total, round(total * interval, 1), steps)
