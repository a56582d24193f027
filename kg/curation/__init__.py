"""The health of a list: what is wrong with it, what it lacks, what is new about it."""

from __future__ import annotations

from kg.curation.add import Addition, add
from kg.curation.check import check
from kg.curation.dead_links import report_links
from kg.curation.dismiss import dismiss
from kg.curation.findings import Finding
from kg.curation.fix import Correction, FixedList, fix
from kg.curation.news import News, news
from kg.curation.notation import Notation
from kg.curation.suggest import Suggestion, suggest

__all__ = [
    "Addition",
    "Correction",
    "Finding",
    "FixedList",
    "News",
    "Notation",
    "Suggestion",
    "add",
    "check",
    "dismiss",
    "fix",
    "news",
    "report_links",
    "suggest",
]
