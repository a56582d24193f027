"""Where facts come from.

Every source answers the same two questions, in the shape of :mod:`kg.records`:
*which work is this entry?* (:meth:`Source.resolve`) and *what does this work cite,
or what cites it?* (:meth:`Source.expand`).
"""

from kg.records import Decision
from kg.sources.opening import SERVICES, fill_names, open_services, open_source, opened_sources
from kg.sources.reference_lists import ReferenceList, ReferenceService
from kg.sources.source import (
    Expansion,
    Neighbour,
    NoSource,
    PlanningSource,
    PrefetchingSource,
    Relation,
    Source,
    WarningSource,
)

__all__ = [
    "SERVICES",
    "Decision",
    "Expansion",
    "Neighbour",
    "NoSource",
    "PlanningSource",
    "PrefetchingSource",
    "ReferenceList",
    "ReferenceService",
    "Relation",
    "Source",
    "WarningSource",
    "fill_names",
    "open_services",
    "open_source",
    "opened_sources",
]
