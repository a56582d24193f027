"""What services will be asked, before anything is sent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from kg.ingest.services import papers_to_ask
from kg.records import Facts
from kg.sources import PlanningSource, ReferenceService, Source
from kg.sources.planning import PlanStep, plan_of

__all__ = ["with_services"]

#: Share of reference lists that will not be complete, where they are not read yet.
_LACKING = 0.4
#: References of a paper that are new to the graph, by and large.
_NEW = 15


def with_services(
    planned: Mapping[str, Any],
    stages: Sequence[Sequence[Facts]],
    source: Source,
    services: Sequence[ReferenceService],
) -> dict[str, Any]:
    """Return a plan with the requests of services, and those for the papers that are new by them.

    Parameters
    ----------
    planned
        What the source itself will be asked.
    stages
        For each service what is archived of the lists, with what the services before it say.
    source, services
        Who will be asked.
    """
    steps = [PlanStep(**step) for step in planned["steps"]]
    seconds, most = float(planned["seconds"]), 0
    for service, facts in zip(services, stages, strict=True):
        papers = [paper for input_facts in facts for paper in papers_to_ask(input_facts)]
        # To measure agreement, they are asked about whole lists too.
        share = 1.0 if any(input_facts.options.cross_check for input_facts in facts) else _LACKING
        further = math.ceil(sum(paper.is_unread for paper in papers) * share)
        known = [paper.ids for paper in papers if not paper.is_unread]
        dois = [doi for work in known if (doi := service.asks_for(work))]
        most = max(most, len(service.unanswered(dois)) + further)
        requests = service.requests_for(dois, further)
        steps += [
            PlanStep(f"{service.name} {endpoint}", count, "reference lists", bool(further))
            for endpoint, count in requests.items()
        ]
        seconds += service.interval * sum(requests.values())
    if isinstance(source, PlanningSource):
        described = source.requests_to_describe(most * _NEW)
        steps += [
            PlanStep(endpoint, count, "papers that are new by them", estimated=True)
            for endpoint, count in described.items()
        ]
        seconds += source.interval * sum(described.values())
    together: dict[str, Any] = msgspec.to_builtins(plan_of(steps, 0.0))
    return together | {"seconds": round(seconds, 1)}
